"""Shows a document's redacted Markdown as HTML that can do nothing; the home of nh3."""

from __future__ import annotations

import nh3

from corpus.nouns import RedactedText
from ingest.markdown import html_of

_TEXT_TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "hr", "br"}
_TAGS = _TEXT_TAGS | {"code", "pre", "div", "table", "thead", "tbody", "tr", "th", "td"}


class SafeHtml(str):
    """HTML that templates may show as it is. Only `Rendering` makes one."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class Rendering:
    """Markdown into safe HTML: no scripts, styles, images or ids, and links only to http and https addresses."""

    def __init__(self) -> None:
        # markdown-it's js-default lets no HTML through; the cleaner is the second lock, for the day one of them errs.
        self._cleaner = nh3.Cleaner(
            tags=_TAGS,
            attributes={"a": {"href", "title"}, "ol": {"start"}},
            tag_attribute_values={"div": {"class": {"scroll"}, "tabindex": {"0"}}},
            url_schemes={"http", "https"},
            url_relative="deny",
            link_rel="noopener noreferrer nofollow",
        )

    def html(self, text: RedactedText) -> SafeHtml:
        """The text as HTML, its headings below the page's own."""
        return SafeHtml(self._cleaner.clean(html_of(text)))
