"""Texts come in whatever encoding people saved them in, and what is no text is refused at no cost."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ingest.nouns import Refused
from ingest.reading import Reader, cleaned, decoded

SENTENCES = [
    "Оплата не прошла",
    "Деньги списаны, а заказ не оплачен",
    "Ошибка 500 при оплате картой visa",
    "ДЕНЬГИ СПИСАНЫ",
    "Возврат придёт за 3-5 дней",
    "где мой чек?",
    "Спасибо!",
]
OLD_ENCODINGS = ["cp1251", "koi8-r", "cp866"]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "encoding", [*OLD_ENCODINGS, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_short_russian_text_is_read_in_any_usual_encoding(sentence: str, encoding: str) -> None:
    assert decoded(sentence.encode(encoding)) == sentence


def test_western_letters_are_not_taken_for_russian_ones() -> None:
    assert decoded("café Zürich déjà vu — 10 €".encode("cp1252")) == "café Zürich déjà vu — 10 €"


def test_belarusian_and_ukrainian_are_read_in_the_windows_encoding() -> None:
    for sentence in ("Плацёж не прайшоў, што рабіць?", "Кошти не надійшли на рахунок"):
        assert decoded(sentence.encode("cp1251")) == sentence


def test_a_declared_encoding_decides_where_the_bytes_leave_it_open() -> None:
    assert decoded("Ж".encode("koi8-r"), "koi8-r") == "Ж"


def test_utf8_that_is_declared_as_something_else_is_still_utf8() -> None:
    assert decoded("Оплата".encode(), "windows-1251") == "Оплата"


def test_one_broken_byte_does_not_turn_a_long_utf8_text_into_nonsense() -> None:
    raw = "Возврат за пять дней. ".encode() * 50 + b"\xff"

    assert decoded(raw).startswith("Возврат за пять дней.")


def test_an_unknown_declared_encoding_is_ignored() -> None:
    assert decoded("Оплата не прошла".encode("cp1251"), "x-unknown") == "Оплата не прошла"


def test_nul_and_half_surrogates_and_carriage_returns_do_not_reach_the_library() -> None:
    assert cleaned("а\x00б\ud800в\r\nг\rд") == "абв\nг\nд"


def test_a_gigabyte_of_text_is_refused_without_being_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(1_000_000_000)  # sparse: it takes no room here, but reading it would take a gigabyte of memory

    begun = time.process_time()
    with pytest.raises(Refused, match=r"too large \(1,000 MB; at most 20 MB\)"):
        Reader().text(huge)
    with pytest.raises(Refused, match="too large"):
        next(Reader().lines(huge))
    assert time.process_time() - begun < 0.5


def test_the_size_limit_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Оплата " * 10)

    with pytest.raises(Refused, match="too large"):
        Reader(text_limit=50).text(tmp_path / "a.txt")


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()

    with pytest.raises(Refused, match="the file is empty; fill it or delete it"):
        Reader().text(tmp_path / "a.md")


def test_a_picture_called_txt_is_refused_as_binary(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4)

    with pytest.raises(Refused, match="binary content, not text"):
        Reader().text(tmp_path / "a.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_whom_to_ask(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)

    with pytest.raises(Refused, match="no permission to read it"):
        Reader().text(tmp_path / "a.txt")


def test_a_file_that_vanished_in_between_is_a_line_and_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="vanished") as refusal:
        Reader().text(tmp_path / "gone.md")

    assert refusal.value.gone


def test_a_named_pipe_does_not_stop_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    with pytest.raises(Refused, match="not a regular file"):
        Reader().text(tmp_path / "pipe.md")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_an_export_is_read_line_by_line_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("вопрос;ответ\r\nГде деньги?;В пути\r\n".encode(encoding))

    assert list(Reader().lines(tmp_path / "a.csv")) == ["вопрос;ответ\n", "Где деньги?;В пути\n"]


def test_a_line_in_another_encoding_is_repaired_alone(tmp_path: Path) -> None:
    good = "Деньги придут завтра\n" * 40
    (tmp_path / "a.jsonl").write_bytes(good.encode() + "Оплата не прошла\n".encode("cp1251") + good.encode())

    assert list(Reader().lines(tmp_path / "a.jsonl"))[40:42] == ["Оплата не прошла\n", "Деньги придут завтра\n"]


@pytest.mark.parametrize("nonsense", ["hex", "zlib", "bz2", "base64", "rot13", "uu", "punycode", "idna", "no-such"])
def test_an_encoding_that_is_none_for_texts_is_not_believed(nonsense: str) -> None:
    assert decoded("Оплата не прошла".encode("cp1251"), nonsense) == "Оплата не прошла"
