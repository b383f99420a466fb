"""A folder of what a company has: each file gives its documents or one line that says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from corpus.nouns import Audience, Kind, Owner
from ingest.nouns import Facts
from ingest.sources.folder import Folder
from ingest.sources.parts import Parts
from tests.raw_files import documents, docx, found, pdf, problems, reading

ARTICLE = """---
title: "Деньги списаны: что делать?"
kind: module doc
audience: staff
language: ru
product: Модуль OpenCart 3
module: ladya-oc3
versions: ">=2.4,<3.0"
owner: merchant
tags: [уведомления, статус заказа]
review: 2027-03-01
author: Кто-то
---

Проверьте адрес уведомлений.

## Шаги

1. Откройте кабинет.
"""


@pytest.fixture(scope="module")
def parts() -> Iterator[Parts]:
    with reading() as made:
        yield made


def test_an_article_says_in_its_header_what_it_is(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text(ARTICLE)

    [document] = documents(tmp_path, parts)

    assert document.title == "Деньги списаны: что делать?"
    assert document.text.startswith("\nПроверьте адрес уведомлений.\n\n## Шаги")
    assert document.facts == Facts(
        Kind.MODULE_DOC,
        Audience.STAFF,
        "ru",
        "Модуль OpenCart 3",
        "ladya-oc3",
        ">=2.4,<3.0",
        Owner.MERCHANT,
        ("уведомления", "статус заказа"),
        date(2027, 3, 1),
    )


def test_a_readme_keeps_its_text_as_it_is(tmp_path: Path, parts: Parts) -> None:
    text = "# Модуль\n\n| a | b |\n| --- | --- |\n\n---\n\n```php\n# not a title\n```\n"
    (tmp_path / "README.md").write_text(text)

    [document] = documents(tmp_path, parts)

    assert (document.title, document.text) == ("Модуль", text)


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "Вступление\n\n## [Оплата](x.html) `картой` {#pay}\n", "Оплата картой"),
        ("a.md", "```\n# comment\n```\n\nКак платить\n===\n", "Как платить"),
        ("a.md", "![logo](x.png)\n# ![badge](b.svg)\nТекст\n# Заголовок\n", "Заголовок"),
        ("a.txt", "=== Модуль оплаты ===\nОписание", "Модуль оплаты"),
        ("a.txt", "Первая строка\nвторая", "Первая строка"),
        ("a.md", "---\n\nЛиния, а не шапка\n\n---\n# Модуль\n", "Модуль"),
        ("module-oc3/README.md", "![](x.png)\n", "module oc3"),
        ("kak_platit.md", "***\n", "kak platit"),
    ],
)
def test_a_title_is_found_where_a_person_would_look(
    tmp_path: Path, parts: Parts, name: str, text: str, title: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)

    assert documents(tmp_path, parts)[0].title == title


def test_a_broken_header_keeps_the_text_out_because_it_may_be_for_staff_only(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Лимит: как поднять\naudience: staff\n---\nВнутренний регламент.")

    assert documents(tmp_path, parts) == []
    assert "front matter that is not valid YAML (line 2)" in str(problems(tmp_path, parts)[0])


def test_a_header_that_grows_out_of_aliases_is_refused(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text("---\na: &a [x, x]\nb: [*a, *a]\n---\nТекст")

    assert "anchors (&) or aliases (*)" in str(found(tmp_path, parts))


def test_a_misspelt_audience_is_taken_as_staff_and_said(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Регламент\naudience: stuff\n---\nТекст")

    assert documents(tmp_path, parts)[0].facts.audience is Audience.STAFF
    assert str(problems(tmp_path, parts)[0]) == (
        "a.md: front matter: unknown audience, so taken as staff; write public or staff"
    )


def test_wrong_values_are_lines_and_the_text_is_taken_in(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: Т\nowner: Иванов\nkind: текст\nreview: скоро\nlanguage: '?'\n---\nТекст"
    )

    assert documents(tmp_path, parts)[0].facts == Facts()
    assert len(problems(tmp_path, parts)) == 4
    assert "Иванов" not in str(problems(tmp_path, parts))


def test_pdf_word_and_html_files_come_with_their_titles(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("Refund in 5 days"))
    (tmp_path / "b.docx").write_bytes(docx("Возврат", "Деньги вернутся."))
    (tmp_path / "c.html").write_text("<html lang=be><h1>Вяртанне</h1><p>Грошы вернуцца.</p></html>")

    titles = [(document.title, document.facts.language) for document in documents(tmp_path, parts)]

    assert titles == [("Refund in 5 days", None), ("Возврат", None), ("Вяртанне", "be")]


def test_documents_are_called_by_their_path_below_the_folder(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "кабинет" / "вход").mkdir(parents=True)
    (tmp_path / "кабинет" / "вход" / "a.md").write_text("# А")

    folder = Folder(tmp_path, parts)

    assert folder.name == f"folder:{tmp_path}"
    assert [entry.external_id for entry in folder.entries()] == ["кабинет/вход/a.md"]


def test_a_file_saved_on_a_mac_has_the_same_id_as_on_linux(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "кабинетный.md").write_text("# А")  # й as и and a breve

    assert documents(tmp_path, parts)[0].external_id == "кабинетный.md"


def test_one_file_can_be_given_instead_of_a_folder(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text("# А")
    (tmp_path / "b.md").write_text("# Б")

    assert [document.external_id for document in documents(tmp_path / "b.md", parts)] == ["b.md"]


def test_hidden_files_and_links_that_lead_out_are_no_part_of_the_folder(tmp_path: Path, parts: Parts) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "secret.md"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "a.md").write_text("# А")
    (folder / ".draft.md").write_text("# Черновик")
    (folder / "~$lock.docx").write_bytes(b"x")
    outside.write_text("# Тайна")
    (folder / "link.md").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path)

    assert found(folder, parts) == []


def test_an_unchanged_file_is_known_without_reading_it(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text("# А")
    [before] = Folder(tmp_path, parts).entries()
    [same] = Folder(tmp_path, parts).entries()
    (tmp_path / "a.md").write_text("# Аб")
    [changed] = Folder(tmp_path, parts).entries()

    assert before.stamp == same.stamp != changed.stamp


def test_the_digest_of_a_document_changes_with_its_facts_alone(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: А\naudience: public\n---\nТекст")
    [before] = documents(tmp_path, parts)
    (tmp_path / "a.md").write_text("---\ntitle: А\naudience: staff\n---\nТекст")
    [after] = documents(tmp_path, parts)

    assert before.digest != after.digest


def test_other_office_files_are_told_what_to_save_them_as(tmp_path: Path, parts: Parts) -> None:
    for name in ("тарифы.xlsx", "договор.doc", "архив.zip"):
        (tmp_path / name).write_bytes(b"x")

    remedies = {problem.where: problem.remedy for problem in problems(tmp_path, parts)}

    assert remedies == {
        "тарифы.xlsx": "save the sheet as CSV with named columns",
        "договор.doc": "save it as .docx, PDF or Markdown",
        "архив.zip": "unpack it",
    }


def test_pictures_and_programs_are_one_line_together(tmp_path: Path, parts: Parts) -> None:
    for name in ("a.png", "b.PNG", "c.css", "LICENSE"):
        (tmp_path / name).write_bytes(b"x")

    [problem] = problems(tmp_path, parts)

    assert problem.reason == "4 files of kinds that are not read (.png 2, no suffix 1, .css 1)"


def test_one_broken_file_never_stops_the_others(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "a.docx").write_bytes(b"junk")
    (tmp_path / "b.md").touch()
    (tmp_path / "c.json").write_text("{" * 100_000)
    (tmp_path / "d.csv").write_text('вопрос;ответ\n"Где;' + "x" * 200_000)
    (tmp_path / "e.txt").write_bytes(bytes(1000))
    (tmp_path / "f.md").symlink_to(tmp_path / "gone.md")
    os.mkfifo(tmp_path / "g.md")
    (tmp_path / "h.md").write_text("---\ntitle: А\n---\n\n")
    (tmp_path / "i.md").symlink_to(tmp_path / "i.md")
    (tmp_path / "z.md").write_text("# Всё хорошо")

    assert [document.title for document in documents(tmp_path, parts)] == ["Всё хорошо"]
    assert [problem.where for problem in problems(tmp_path, parts)] == [
        "a.docx",
        "b.md",
        "c.json",
        "d.csv",
        "e.txt",
        "f.md",
        "g.md",
        "h.md",
        "i.md",
    ]


def test_a_folder_that_is_not_there_is_an_error_and_not_an_empty_folder(tmp_path: Path, parts: Parts) -> None:
    with pytest.raises(Unreadable, match="not there, or not open to this user"):
        list(Folder(tmp_path / "typo", parts).entries())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_closed_subfolder_is_a_line_and_does_not_count_as_emptied(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "closed").mkdir(mode=0)

    [problem] = problems(tmp_path, parts)

    assert problem.where == "closed/"
    assert problem.passing
    assert problem.incomplete


def test_the_real_documents_all_come(parts: Parts) -> None:
    real = Path(__file__).parents[2] / "shared" / "real"
    if not real.is_dir():
        pytest.skip("the folder of real documents is not here")

    paths = {document.external_id.partition("#")[0] for document in documents(real, parts)}

    assert len(paths) == 391
    assert [problem.where for problem in problems(real, parts)] == [
        "api/MANIFEST.jsonl",
        "faq/MANIFEST.jsonl",
        "faq/WEB_REFERENCES.jsonl",
        "modules/MANIFEST.jsonl",
    ]
