"""What runs in the converting child process: the home of markitdown and Beautiful Soup, imported nowhere else."""

from __future__ import annotations

import io
import json
import math
import os
import resource
import sys
import time
from typing import Any

from bs4 import BeautifulSoup
from markitdown import StreamInfo
from markitdown.converters import DocxConverter, HtmlConverter, PdfConverter

_NEVER_TEXT = (
    "script, style, noscript, template, svg, canvas, iframe, object, input, select, textarea, nav, dialog,"
    "[role=navigation], [role=banner], [role=contentinfo], [role=search], [role=dialog], a.headerlink"
)
_AROUND_THE_TEXT = "header, footer, aside, [role=complementary]"
_PERHAPS_A_MENU = "[class*=nav], [class*=menu], [class*=sidebar], [class*=breadcrumb], [class*=footer], [class*=cookie]"


def _serve(memory: int, seconds: int) -> None:
    """The child's life: an order line and its bytes in, one line of JSON out, until the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a converter prints would end up in the middle of an answer.
    os.dup2(2, 1)
    while line := sys.stdin.buffer.readline():
        # The parent kills a child that is late; this ends one whose parent was killed first.
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, resource.RLIM_INFINITY))
        order = json.loads(line)
        content = sys.stdin.buffer.read(order["size"])
        # No try: what breaks a converter is beyond any list, and a dead child is replaced within half a second.
        answer = _html(content) if order["form"] == "html" else _office(content, order["form"])
        answer["text"] = answer["text"][: order["most"] + 1]
        answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        answers.flush()


def _office(content: bytes, form: str) -> dict[str, str]:
    converter = PdfConverter() if form == "pdf" else DocxConverter()
    result = converter.convert(io.BytesIO(content), StreamInfo(extension=f".{form}"))
    return {"text": result.markdown, "title": "", "language": ""}


def _html(content: bytes) -> dict[str, str]:
    soup = BeautifulSoup(content.decode("utf-8"), "lxml")
    language = soup.html.get("lang") if soup.html else ""
    headline = soup.select_one("main h1, article h1") or soup.h1 or soup.title
    title = headline.get_text(" ", strip=True) if headline else ""
    text = HtmlConverter().convert_string(str(_main_part(soup))).markdown
    return {"text": text, "title": title, "language": str(language or "")}


def _main_part(soup: Any) -> Any:
    """The element that holds what the page is about, without what surrounds it on every page."""
    whole = soup.body or soup
    candidates = soup.select("main, [role=main]")[:1] or soup.select("article, [itemprop=articleBody]")
    main, unwanted = whole, f"{_NEVER_TEXT}, {_AROUND_THE_TEXT}"
    # Each answer or teaser of a page may be an article of its own: one that is taken must hold much of the page.
    if len(candidates) == 1 and len(candidates[0].get_text()) >= 0.3 * len(whole.get_text()):
        main, unwanted = candidates[0], _NEVER_TEXT
    for element in main.select(unwanted):
        element.decompose()
    for element in main.select(_PERHAPS_A_MENU):
        if not element.decomposed and _mostly_links(element):
            element.decompose()
    return main


def _mostly_links(element: Any) -> bool:
    linked = sum(len(link.get_text()) for link in element.find_all("a"))
    return bool(linked > 0.6 * len(element.get_text(strip=True)))


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
