"""Web pages by address: one page, or all pages of a sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from urllib.parse import urldefrag

from ingest.convert import Converted
from ingest.nouns import Entry, Facts, Found, Problem, Refused, raw_document
from ingest.reading import decoded
from ingest.sources.columns import stated
from ingest.sources.fetching import Fetched, Fetcher
from ingest.sources.parts import Parts
from ingest.sources.sitemap import is_sitemap, listed_pages
from ingest.sources.titles import shortened, title_of

_MOST_PAGES = 5000
_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain", "text/markdown")


@dataclass(frozen=True, slots=True)
class Pages:
    """One public web page, or all pages that a sitemap (an address that ends in .xml or .xml.gz) lists."""

    address: str
    parts: Parts
    fetcher: Fetcher

    @property
    def name(self) -> str:
        """`pages:` and the address."""
        return f"pages:{self.address}"

    def entries(self) -> Iterator[Entry]:
        """One entry for each page, without fetching any; by a sitemap's dates a page that did not change is known.

        Raises:
            Unreadable: when the sitemap cannot be had as a whole.
        """
        if not is_sitemap(self.address):
            yield self._entry(self.address, "")
            return
        # More is a shop's catalogue rather than a help centre, and hours of fetching.
        listed = iter(listed_pages(self.address, self.fetcher))
        for page in islice(listed, _MOST_PAGES):
            yield self._entry(page.address, page.changed)
        if next(listed, None):
            problem = Problem(self.address, f"only the first {_MOST_PAGES:,} pages are taken", "give smaller sitemaps")
            yield Entry(f"{self.address}#more", "", lambda: iter([problem]))

    def _entry(self, address: str, stamp: str) -> Entry:
        # The part after # is a place on the page, not another page.
        external_id = urldefrag(address.strip()).url
        return Entry(external_id, stamp, partial(self._found, external_id))

    def _found(self, address: str) -> Iterator[Found]:
        try:
            converted = self._converted(self.fetcher.get(address))
        except Refused as refusal:
            yield refusal.problem(address)
            return
        title = shortened(converted.title) or title_of(converted.text, address)
        language = stated({"language": converted.language}).facts.language
        yield raw_document(address, title, converted.text, Facts(language=language))

    def _converted(self, page: Fetched) -> Converted:
        if page.kind in _HTML:
            return self.parts.converter.convert(page.content, "html", page.charset)
        if page.kind == "application/pdf":
            return self.parts.converter.convert(page.content, "pdf")
        if page.kind in _TEXT:
            return Converted(decoded(page.content, page.charset))
        kind = page.kind or "no content type"
        raise Refused(f"not a page but {kind}", "give the address of a page, a PDF or a sitemap (.xml)")
