"""People's names go too where a company asks for it; the extra it needs is named when it is missing."""

from __future__ import annotations

import sys

import pytest

from corpus.errors import BadSetting
from corpus.nouns import RawText
from ingest.redaction import Redactor


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    pytest.importorskip("natasha")
    return Redactor(names=True)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Меня зовут Иванов Пётр Сергеевич, оплатил заказ.", "Меня зовут [имя], оплатил заказ."),
        ("С уважением, Мария Ковальчук", "С уважением, [имя]"),
        ("Спасибо, Ольга!\nКарта 4111111111111111", "Спасибо, [имя]!\nКарта [карта •1111]"),
        ("Откройте Кошелёк и нажмите Мерчант", "Откройте Кошелёк и нажмите Мерчант"),
    ],
)
def test_names_of_people_are_replaced_and_words_of_payments_are_not(
    redactor: Redactor, raw: str, expected: str
) -> None:
    result = redactor.redact(RawText(raw))

    assert result.text == expected
    assert redactor.redact(RawText(result.text)).text == expected


def test_names_stay_unless_asked_for() -> None:
    assert Redactor().redact(RawText("Меня зовут Иванов Пётр")).text == "Меня зовут Иванов Пётр"


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "natasha", None)

    with pytest.raises(BadSetting, match=r"pip install 'podskazka\[names\]'"):
        Redactor(names=True)
