"""A document is shown with its structure and can do nothing to its reader."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.nouns import RedactedText
from web.markdown import Rendering


def html(text: str) -> str:
    return str(Rendering().html(RedactedText(text)))


def test_headings_lists_tables_and_code_keep_their_structure() -> None:
    shown = html("## Раз\n\n1. два\n\n| а | б |\n|---|---|\n| в | г |\n\n```\nx < y\n```")

    assert "<h2>Раз</h2>" in shown
    assert "<ol>" in shown
    assert '<div class="scroll" tabindex="0"><table>' in shown
    assert "x &lt; y" in shown


def test_headings_stay_below_the_pages_own() -> None:
    assert html("# Раз\n\n## Два") == "<h2>Раз</h2>\n<h3>Два</h3>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](/desk/tickets)",
        "![x](https://evil.example/pixel.png)",
        "<svg onload=alert(1)>",
        "<style>body{display:none}</style>",
        '<a href="https://evil.example" style="position:fixed">x</a>',
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_what_could_do_something_is_shown_as_text_or_not_at_all(text: str) -> None:
    shown = html(text)

    assert not re.search(r"<(script|img|svg|style|iframe)|<a[^>]*href=|<[^>]+\son\w+=|<[^>]+\sstyle=", shown)


def test_links_lead_to_the_web_only_and_tell_nobody_where_from() -> None:
    assert html("[docs](https://a.example/x)") == (
        '<p><a href="https://a.example/x" rel="noopener noreferrer nofollow">docs</a></p>\n'
    )


@given(st.text(alphabet="<>[]()!\"'=/:&;#*`|\n abcjsonerrhfipt", max_size=200))
def test_no_text_makes_a_tag_or_an_attribute_that_is_not_known(text: str) -> None:
    shown = html(text)

    for tag, attributes in re.findall(r"<(\w+)([^>]*)>", shown):
        assert tag not in {"script", "img", "svg", "style", "iframe", "object", "form", "input"}
        assert not re.search(r"\s(on\w+|style|id|src|srcdoc)=", attributes)
