"""Web pages: what is public is fetched once and with limits; our own network is never reached through us."""

from __future__ import annotations

import gzip
import ipaddress
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus.errors import Unreadable
from ingest.nouns import Found, Problem, RawDocument, Refused
from ingest.sources.addresses import Address, is_public
from ingest.sources.fetching import Fetcher
from ingest.sources.pages import Pages
from ingest.sources.parts import Parts
from tests.raw_files import pdf, reading

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
HTML = "text/html; charset=utf-8"


def anywhere(address: Address) -> bool:
    """The test's own server is on the loopback address."""
    return address.is_loopback


class Site:
    """A real web server on 127.0.0.1: what it answers, and what it was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        self.drip = 0.0
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.headers["Host"], self.path))
                status, headers, body = site.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                site.send(self, body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def send(self, answer: BaseHTTPRequestHandler, body: bytes) -> None:
        try:
            for part in [body[at : at + 1] for at in range(len(body))] if self.drip else [body]:
                answer.wfile.write(part)
                time.sleep(self.drip)
        except OSError:
            pass  # the client had enough

    def page(self, path: str, text: str = "<h1>Возврат</h1><p>5 дней.</p>", kind: str = HTML) -> str:
        self.answers[path] = (200, {"Content-Type": kind}, text.encode())
        return self.base + path

    def sitemap(self, path: str, *locations: str, root: str = "urlset", changed: str = "") -> str:
        dated = f"<lastmod>{changed}</lastmod>" if changed else ""
        entries = "".join(f"<url><loc>{location}</loc>{dated}</url>" for location in locations)
        return self.page(path, f'<?xml version="1.0"?><{root} xmlns="{SITEMAP}">{entries}</{root}>', "application/xml")


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="module")
def parts() -> Iterator[Parts]:
    with reading() as made:
        yield made


@pytest.fixture(scope="module")
def fetcher() -> Fetcher:
    return Fetcher(anywhere, largest=100_000, seconds=20)


def found(address: str, parts: Parts, fetcher: Fetcher) -> list[Found]:
    return [each for entry in Pages(address, parts, fetcher).entries() for each in entry.read()]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "::7f00:1"),
    ],
)
def test_no_address_of_our_own_network_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "0"]
)
def test_however_it_is_written_our_own_server_is_not_fetched(site: Site, host: str) -> None:
    site.page("/secret")

    with pytest.raises(Refused, match="not on the public internet"):
        Fetcher().get(f"http://{host}:{site.server.server_port}/secret")

    assert site.asked == []


@pytest.mark.parametrize(
    "address", ["ftp://a.example/", "file:///etc/passwd", "http://u:p@a.example/", "abc", "", "http://", "http://[zz]/"]
)
def test_only_plain_web_addresses_are_fetched(address: str) -> None:
    with pytest.raises(Refused, match="not a plain http or https address"):
        Fetcher().get(address)


def test_a_name_that_turns_into_our_network_after_the_check_is_not_followed(site: Site) -> None:
    site.page("/")
    asked: list[Address] = []

    def once(address: Address) -> bool:
        """Permits what was looked up first only, as a check before a second look-up would."""
        asked.append(address)
        return len(asked) == 1

    fetched = Fetcher(once).get(f"{site.base}/")

    assert fetched.kind == "text/html"
    assert len(asked) == 1  # one look-up, and the connection goes to its very address


def test_one_private_address_among_several_spoils_the_name(site: Site) -> None:
    site.page("/")

    with pytest.raises(Refused, match="not on the public internet"):
        # localhost has an IPv4 and an IPv6 address here, or only the first; neither all permitted
        Fetcher(lambda address: address.version == 6).get(f"http://localhost:{site.server.server_port}/")


def test_a_page_becomes_a_document(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    address = site.page("/возврат?a=1", "<html lang=ru><main><h1>Возврат</h1><p>5 дней.</p></main></html>")
    site.answers["/%D0%B2%D0%BE%D0%B7%D0%B2%D1%80%D0%B0%D1%82?a=1"] = site.answers["/возврат?a=1"]

    [document] = found(f"{address}#часть", parts, fetcher)

    assert isinstance(document, RawDocument)
    assert (document.external_id, document.title) == (address, "Возврат")
    assert document.text == "# Возврат\n\n5 дней."
    assert document.facts.language == "ru"
    assert site.asked[0][0] == f"127.0.0.1:{site.server.server_port}"


def test_text_and_pdf_are_taken_too(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    site.answers["/a.txt"] = (200, {"Content-Type": "text/plain; charset=koi8-r"}, "Жалоба".encode("koi8-r"))
    site.answers["/a.pdf"] = (200, {"Content-Type": "application/pdf"}, pdf("Refund"))

    texts = [
        str(each.text)
        for path in ("/a.txt", "/a.pdf")
        for each in found(site.base + path, parts, fetcher)
        if isinstance(each, RawDocument)
    ]

    assert texts == ["Жалоба", "Refund"]


def test_what_is_no_page_is_a_line(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    [problem] = found(site.page("/a.png", kind="image/png"), parts, fetcher)

    assert isinstance(problem, Problem)
    assert problem.reason == "not a page but image/png"


def test_a_redirect_is_followed_by_hand(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    site.page("/new")
    site.answers["/old"] = (301, {"Location": "/new"}, b"")

    [document] = found(f"{site.base}/old", parts, fetcher)

    assert isinstance(document, RawDocument)
    assert document.external_id == f"{site.base}/old"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", "10.0.0.1 is not on the public internet"),
        ("http://169.254.169.254/latest/meta-data", "not on the public internet"),
        ("file:///etc/passwd", "not a plain http or https address"),
        ("/around", "more than 5 redirects"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(site: Site, fetcher: Fetcher, location: str, reason: str) -> None:
    site.answers["/around"] = (302, {"Location": location}, b"")

    with pytest.raises(Refused, match=reason):
        fetcher.get(f"{site.base}/around")


def test_a_page_over_the_limit_is_given_up(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(Refused, match=r"larger than 0\.1 MB"):
        fetcher.get(site.page("/", "x" * 5_000_000))


def test_a_packed_bomb_is_given_up_before_it_unfolds(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = (200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000)))

    with pytest.raises(Refused, match=r"larger than 0\.1 MB"):
        fetcher.get(f"{site.base}/")


def test_a_server_that_sends_a_letter_at_a_time_is_given_up(site: Site) -> None:
    site.drip = 0.05
    address = site.page("/", "x" * 1000)

    begun = time.monotonic()
    with pytest.raises(Refused, match=r"no answer within 0\.5 s") as refusal:
        Fetcher(anywhere, seconds=0.5).get(address)

    assert time.monotonic() - begun < 10  # the whole page would take fifty seconds
    assert refusal.value.passing


@pytest.mark.parametrize(
    ("status", "passing", "incomplete"),
    [(404, False, False), (410, False, False), (503, True, True), (403, True, True)],
)
def test_only_a_page_that_is_gone_counts_as_gone(
    site: Site, parts: Parts, fetcher: Fetcher, status: int, passing: bool, incomplete: bool
) -> None:
    site.answers["/"] = (status, {}, b"")

    [problem] = found(f"{site.base}/", parts, fetcher)

    assert isinstance(problem, Problem)
    assert (problem.passing, problem.incomplete) == (passing, incomplete)


def test_a_closed_port_is_a_line_to_try_again(parts: Parts, fetcher: Fetcher) -> None:
    [problem] = found("http://127.0.0.1:9/", parts, fetcher)

    assert isinstance(problem, Problem)
    assert problem.passing


def test_a_sitemap_gives_its_pages_with_their_dates(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    pages = [site.page("/a"), site.page("/b")]
    address = site.sitemap("/sitemap.xml", *pages, changed="2025-03-01")

    entries = list(Pages(address, parts, fetcher).entries())

    assert [(entry.external_id, entry.stamp) for entry in entries] == [(page, "2025-03-01") for page in pages]
    assert len(site.asked) == 1
    assert len(found(address, parts, fetcher)) == 2


def test_an_index_of_packed_sitemaps_is_followed(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    site.sitemap("/one.xml", f"{site.base}/a")
    status, _, body = site.answers["/one.xml"]
    site.answers["/one.xml.gz"] = (status, {"Content-Type": "application/gzip"}, gzip.compress(body))
    address = site.sitemap("/index.xml", f"{site.base}/one.xml.gz", root="sitemapindex")

    assert [entry.external_id for entry in Pages(address, parts, fetcher).entries()] == [f"{site.base}/a"]


def test_pages_of_other_sites_are_not_a_sitemaps_to_give(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    address = site.sitemap("/s.xml", "http://other.example/", f"{site.base}/a", "not an address")

    assert [entry.external_id for entry in Pages(address, parts, fetcher).entries()] == [f"{site.base}/a"]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
        '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
        "<urlset><url>",
        "<rss></rss>",
        "",
    ],
)
def test_a_sitemap_that_cannot_be_read_whole_is_an_error_and_not_an_empty_site(
    site: Site, parts: Parts, fetcher: Fetcher, text: str
) -> None:
    address = site.page("/s.xml", text, "application/xml")

    with pytest.raises(Unreadable, match="sitemap"):
        list(Pages(address, parts, fetcher).entries())


def test_a_missing_part_of_an_index_is_an_error_and_not_half_a_site(site: Site, parts: Parts, fetcher: Fetcher) -> None:
    site.sitemap("/one.xml", f"{site.base}/a")
    address = site.sitemap("/index.xml", f"{site.base}/one.xml", f"{site.base}/two.xml", root="sitemapindex")

    with pytest.raises(Unreadable, match="gone"):
        list(Pages(address, parts, fetcher).entries())
