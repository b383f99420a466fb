# `make demo`, `make test`, `make eval`. Everything they make lies in .venv and var/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PODSKAZKA_HOME ?= $(CURDIR)/var/demo
# The hub libraries stay offline unless a model is named that has to be fetched.
export HF_HUB_OFFLINE ?= 1
export TRANSFORMERS_OFFLINE ?= 1

.PHONY: demo test test-slow test-model test-postgresql eval format browser clean

demo: $(VENV)/installed
	@$(BIN)/podskazka demo

test: $(VENV)/installed-test browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not slow and not small_model and not postgresql" -n auto --dist loadfile

# Kills at random moments, 20,000 cards, 50,000 UUIDs, 10,000 looks for staff texts: many minutes.
test-slow: $(VENV)/installed-test
	$(BIN)/python -m pytest -m slow

# The writer with llama.cpp's own server: a model of random weights, or the one that PODSKAZKA_TEST_GGUF names.
test-model: $(VENV)/installed-test
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[model]'
	$(BIN)/python -m pytest -m small_model

# On a PostgreSQL server that the tests start themselves: what it has to keep, then every test that was written for SQLite.
test-postgresql: $(VENV)/installed-test
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[postgresql]'
	$(BIN)/python -m pytest -m postgresql
	PODSKAZKA_TEST_POSTGRESQL=1 $(BIN)/python -m pytest -m "not slow and not small_model and not postgresql \
	  and not browser and not sqlite" -n auto --dist loadfile

# A part of the project's own questions; fails when something got significantly worse than the stored baseline.
eval: $(VENV)/installed
	@$(BIN)/podskazka eval --fast --gate --out var/eval.html

format: $(VENV)/installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Podskazka needs Python 3.11 or newer; say which with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "the venv module is missing: apt install python3-venv"; rm -rf $(VENV); exit 1; }

# torch first and by its exact version: a looser range pulls gigabytes of GPU packages.
$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing (about 2.5 GB; some minutes the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0 -c constraints.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,names]'
	@touch $@

browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "LEFT OUT: the tests in a real browser; for them: apt install chromium"; fi; }

clean:
	rm -rf $(VENV) var build *.egg-info
