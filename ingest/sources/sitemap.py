"""A sitemap, or an index of sitemaps: the addresses of a site's pages and when they changed. The home of defusedxml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.nouns import Refused
from ingest.sources.fetching import Fetcher

_MOST_SITEMAPS = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a sitemap; `changed` as the site writes it, or ''."""

    address: str
    changed: str


def is_sitemap(address: str) -> bool:
    """Whether an address is one of a sitemap, by its name."""
    # By name only: asking the server would fetch each ordinary page twice.
    return urlsplit(address).path.casefold().endswith((".xml", ".xml.gz"))


def listed_pages(address: str, fetcher: Fetcher) -> Iterator[Listed]:
    """The pages that a sitemap lists on its own site, those of the sitemaps that it lists included.

    Raises:
        Refused: when any part of it cannot be had: half a list would look as if the other pages were gone.
    """
    root = _tree(address, fetcher)
    if _name(root) != "sitemapindex":
        yield from _pages(root, address)
        return
    parts = [listed.address for listed in _pages(root, address)]
    if len(parts) > _MOST_SITEMAPS:
        raise Refused(f"an index of {len(parts):,} sitemaps", "give the sitemaps that you need, one by one")
    for part in parts:
        yield from _pages(_tree(part, fetcher), address)


def _tree(address: str, fetcher: Fetcher) -> Element:
    try:
        root: Element = fromstring(fetcher.get(address).content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refused("a sitemap that is not valid XML", "check the address, or give the pages one by one") from error
    if _name(root) not in ("sitemapindex", "urlset"):
        raise Refused("XML, but no sitemap", "give the address of the sitemap, or of a page")
    return root


def _pages(root: Element, address: str) -> Iterator[Listed]:
    for entry in root:
        texts = {_name(part): (part.text or "").strip() for part in entry}
        # By the rules a sitemap speaks for its own site only; another one's pages are not its to publish.
        if _site(texts.get("loc", "")) == _site(address):
            yield Listed(texts["loc"], texts.get("lastmod", ""))


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _site(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
