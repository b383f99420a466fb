"""Nobody but this machine's own people gets at the Desk: host names, posts from elsewhere, headers, loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.errors import BadSetting
from tests.web import SIGNATURE, UNPAID, article, filled, open_web, settings
from web.security import HEADERS, require_safe_place

TICKET = {"text": "Деньги списали, а заказ не оплачен"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def documents(home: Path) -> list[str]:
    return filled(home, article(*UNPAID), article(*SIGNATURE))


@pytest.fixture(scope="module")
def client(home: Path, documents: list[str]) -> Iterator[TestClient]:
    with open_web(home) as opened:
        yield opened


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000"])
def test_the_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "localhost:8000@evil.example",
        "evil.example:8000",
        "[::1].evil.example",
        "localhost:port",
        "10.0.0.1",
        "0.0.0.0",
        "",
        "localhost evil",
    ],
)
@pytest.mark.parametrize("path", ["/", "/desk", "/api/search?q=x", "/static/style.css", "/healthz"])
def test_a_name_that_was_pointed_here_by_somebody_else_is_refused(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"origin": "http://localhost.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://localhost", "sec-fetch-site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/desk/tickets", "/api/tickets", "/api/feedback"])
def test_a_post_from_another_site_is_refused(client: TestClient, headers: dict[str, str], path: str) -> None:
    assert client.post(path, data=TICKET, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://localhost"}, {"sec-fetch-site": "same-origin", "origin": "http://localhost"}],
)
def test_a_post_from_our_own_page_or_a_program_is_taken(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/desk/tickets", data=TICKET, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "path", ["/", "/desk", "/faq/none", "/api/search", "/api/none", "/static/style.css", "/healthz"]
)
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_pages_with_tickets_stay_out_of_caches(client: TestClient) -> None:
    assert client.get("/desk").headers["cache-control"] == "no-store"


def test_the_policy_allows_no_inline_script_or_style() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_no_page_needs_what_the_policy_forbids(client: TestClient, documents: list[str]) -> None:
    ticket = client.post("/desk/tickets", data=TICKET).headers["location"]
    paths = ["/", "/?q=заказ", f"/faq/{documents[1]}", "/desk", ticket, "/api/docs", "/none"]
    pages = [*(client.get(path).text for path in paths), client.post(f"{ticket}/draft").text]

    for page in pages:
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
        assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))
        assert all(address.startswith("/") for address in re.findall(r'(?:src|action)="([^"]*)"', page))


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/%5Cevil.example", "/%5C%5Cevil.example/x", "/%2F%2Fevil.example"]
)
def test_no_address_makes_a_link_that_leads_to_another_server(client: TestClient, path: str) -> None:
    page = client.get(f"http://localhost{path}").text

    assert re.findall(r'href="(?:[/\\]{2}|/\\|\w+:)[^"]*"', page) == []
    assert re.search(r'href="/[^"]*lang=en"', page)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_the_server_may_listen_on_this_machine_without_an_admin(tmp_path: Path, host: str) -> None:
    require_safe_place(replace(settings(tmp_path), host=host), has_admin=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "", "localhost.example"])
def test_the_server_does_not_listen_to_other_machines_without_an_admin_and_says_what_to_run(
    tmp_path: Path, host: str
) -> None:
    with pytest.raises(BadSetting, match="podskazka user add LOGIN --role admin"):
        require_safe_place(replace(settings(tmp_path), host=host, hosts=("help.example",)), has_admin=False)


def test_a_proxy_on_this_machine_counts_as_other_machines(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="podskazka user add"):
        require_safe_place(replace(settings(tmp_path), public_url="https://help.example"), has_admin=False)


def test_listening_to_other_machines_needs_the_names_they_use(tmp_path: Path) -> None:
    elsewhere = replace(settings(tmp_path), host="0.0.0.0")

    with pytest.raises(BadSetting, match="PODSKAZKA_HOSTS"):
        require_safe_place(elsewhere, has_admin=True)
    require_safe_place(replace(elsewhere, hosts=("help.example",)), has_admin=True)
    require_safe_place(replace(elsewhere, public_url="https://help.example"), has_admin=True)
