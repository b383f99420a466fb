"""PDF, Word and HTML files become Markdown, and none of them can stop a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.convert import Converter
from ingest.nouns import Refused
from tests.raw_files import docx, pdf

PAGE = """<!doctype html><html lang="ru-RU"><head><title>Сайт</title><style>p{}</style></head><body>
<header><h1>Логотип</h1></header><nav><a href="/">Главная</a></nav>
<main><h1>Возврат</h1><p>Деньги <b>вернутся</b> за 5 дней.</p><ul><li>на карту</li><li>на счёт</li></ul>
<table><tr><th>Код</th><th>Смысл</th></tr><tr><td>D.0051</td><td>мало денег</td></tr></table>
<pre><code>curl -X POST</code></pre>
<h2><button>Сколько ждать?</button></h2><div hidden>До 14 дней.</div><script>track()</script></main>
<footer>© 2025</footer></body></html>"""


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter() as made:
        yield made


def test_a_page_keeps_its_text_and_loses_what_surrounds_it(converter: Converter) -> None:
    converted = converter.convert(PAGE.encode(), "html")

    assert converted.title == "Возврат"
    assert converted.language == "ru-RU"
    for kept in ("Деньги **вернутся**", "* на карту", "| D.0051 | мало денег |", "curl -X POST", "До 14 дней."):
        assert kept in converted.text
    for lost in ("Главная", "track()", "2025", "Логотип"):
        assert lost not in converted.text


def test_the_question_of_an_accordion_is_a_heading_although_it_is_a_button(converter: Converter) -> None:
    assert "## Сколько ждать?" in converter.convert(PAGE.encode(), "html").text


def test_a_page_of_several_articles_keeps_all_of_them(converter: Converter) -> None:
    page = "<body><article><p>Первый ответ.</p></article><article><p>Второй ответ.</p></article></body>"

    text = converter.convert(page.encode(), "html").text

    assert "Первый ответ." in text
    assert "Второй ответ." in text


def test_a_menu_of_links_is_dropped_by_what_it_is(converter: Converter) -> None:
    page = "<body><div class='side-menu'><a href='/a'>Тарифы</a> <a href='/b'>Банки</a></div><p>Ответ.</p></body>"

    assert converter.convert(page.encode(), "html").text == "Ответ."


def test_an_old_page_says_its_own_encoding(converter: Converter) -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>Ж</p>'

    assert converter.convert(page.encode("koi8-r"), "html").text == "Ж"


def test_a_word_file_keeps_its_headings(converter: Converter) -> None:
    assert converter.convert(docx("Возврат", "Деньги вернутся."), "docx").text == "# Возврат\n\nДеньги вернутся."


def test_a_pdf_gives_its_text(converter: Converter) -> None:
    assert converter.convert(pdf("Refund takes 5 days"), "pdf").text == "Refund takes 5 days"


def test_a_scanned_pdf_is_told_from_a_broken_one(converter: Converter) -> None:
    with pytest.raises(Refused, match=r"probably scanned pages; recognise the text \(OCR\)"):
        converter.convert(pdf(""), "pdf")


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (pdf("x", encrypted=True), "pdf"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "docx"),
    ],
)
def test_a_password_is_recognised_and_said(converter: Converter, content: bytes, form: str) -> None:
    with pytest.raises(Refused, match="protected by a password; save a copy without a password"):
        converter.convert(content, "pdf" if form == "pdf" else "docx")


def test_an_old_word_file_with_a_new_name_is_told_what_to_do(converter: Converter) -> None:
    with pytest.raises(Refused, match=r"save it as \.docx"):
        converter.convert(b"\xd0\xcf\x11\xe0" + bytes(600), "docx")


def test_a_zip_bomb_is_found_before_it_is_unpacked(converter: Converter) -> None:
    with pytest.raises(Refused, match="unpacks to 30 MB, as a zip bomb does"):
        converter.convert(docx(document="a" * 30_000_000), "docx")


def test_an_xml_bomb_is_one_clear_line(converter: Converter) -> None:
    entities = "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    bomb = docx("&j;", prologue=f'<!DOCTYPE l [<!ENTITY a "lol">{entities}]>')

    with pytest.raises(Refused, match="broken or not what its name says"):
        converter.convert(bomb, "docx")


@pytest.mark.parametrize("content", [pdf("Refund")[:200], b"%PDF-1.4\n" + b"\xff\x00junk" * 100, b"no pdf at all"])
def test_a_broken_pdf_is_one_clear_line_and_the_next_file_is_read(converter: Converter, content: bytes) -> None:
    with pytest.raises(Refused, match=r"broken|not a PDF"):
        converter.convert(content, "pdf")

    assert converter.convert(pdf("Refund"), "pdf").text == "Refund"


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    with Converter(seconds=2) as converter:
        with pytest.raises(Refused, match="converting took more than 2 s"):
            converter.convert(b"<div>" * 200_000, "html")

        converter._seconds = 60  # a new child starts, which takes a slow machine some seconds by itself
        assert converter.convert(b"<p>ok</p>", "html").text == "ok"


def test_a_file_that_needs_too_much_memory_is_given_up() -> None:
    with Converter(memory=300_000_000) as converter, pytest.raises(Refused, match="converting needs too much memory"):
        converter.convert(b"%PDF-1.4\n" + bytes(60_000_000), "pdf")


def test_a_child_that_was_killed_is_replaced() -> None:
    with Converter() as converter:
        converter.convert(b"<p>one</p>", "html")
        child = converter._child
        assert child
        child.kill()
        with pytest.raises(Refused):
            converter.convert(b"<p>two</p>", "html")

        assert converter.convert(b"<p>three</p>", "html").text == "three"


def test_what_gives_too_much_text_is_refused() -> None:
    with Converter(largest=1000) as converter, pytest.raises(Refused, match="gives too much text"):
        converter.convert(b"<p>" + b"word " * 1000 + b"</p>", "html")
