"""The language of what people write, short or mixed."""

from __future__ import annotations

import pytest

from ingest.languages import language_of


@pytest.mark.parametrize(
    "text",
    [
        "оплата не прошла",
        "не работает OpenCart",
        "OpenCart 3 notify_url 403 wc-api/callback не приходит",
        "kak podklyuchit erip",
        "rfr gjlrk.xbnm thbg",
        "ghbdtn? e vtyz yt ghjikf jgkfnf",
        "privet, u menya dva raza snyali dengi",
        "",
        "V.2003",
        "👍",
        "Установите плагин payments-woocommerce, затем откройте Settings → Payments и вставьте shop_id и secret_key.",
        "## Запрос\n\n```json\n"
        + '{"amount": 1050, "currency": "BYN", "description": "test order"}\n' * 30
        + "```\n\nСумма в копейках.",
    ],
)
def test_russian_is_recognised_also_in_technical_and_latin_letters(text: str) -> None:
    assert language_of(text) == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "payment declined",
        "refund",
        "woocommerce 500 error",
        "Done: Germany is enabled, see «Ссылки на оплату» in the cabinet and send your customers a new link.",
        "Why was my card declined? I have enough money on it.",
    ],
)
def test_english_is_recognised_also_when_it_quotes_a_russian_button(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Дякую, гроші надійшли на картку",
        "Дзякуй, грошы прыйшлі, усё працуе",
        "Zahlung fehlgeschlagen, bitte versuchen Sie es mit einer anderen Karte",
        "La carte est refusée par la banque",
        "Płatność nie przeszła, proszę o pomoc",
        "支付失败",
        "დაბრუნება",
    ],
)
def test_other_languages_are_neither(text: str) -> None:
    assert language_of(text) == "other"


def test_a_huge_text_costs_no_more_than_its_beginning() -> None:
    assert language_of("платёж " * 1_000_000) == "ru"
