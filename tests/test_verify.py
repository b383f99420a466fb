"""A sentence of a draft is proved by what it cites, whoever wrote it."""

from __future__ import annotations

import pytest

from assistant.drafting.verify import Claim, Verified, Verifier
from assistant.drafting.words import Words
from assistant.nouns import Verdict
from corpus.index.tokens import Tokenizer
from tests.altered import labelled
from tests.drafting import passage, redacted
from tests.fakes import FakeEmbedder

SOURCE = passage(
    "Выплаты и возвраты",
    "Платежи в BYN мы отправляем на следующий рабочий день, в RUB — на второй рабочий день. "
    "По выходным и праздникам выплат нет. Минимальная сумма выплаты 10 BYN или 300 RUB, меньше — копится.\n\n"
    "## Возврат\n\nНе переводите деньги покупателю сами. Возврат приходит на карту за 1–14 дней, обычно за 3–5. "
    "Магазин возвращает деньги покупателю через кабинет. Решение принимает банк-эквайер. "
    "Покупателю можно вернуть деньги в течение 180 дней. Адрес страницы https://pay.ladya.example/, "
    "поле `notify_url`, раздел «Настройки → Ключи», код A.1205.\n\n"
    "The shop pays the commission to the bank. We never ask for the confirmation code.",
)


def verified(text: str, told: str = "") -> Verified:
    verifier = Verifier(FakeEmbedder().embed_passages, Words(Tokenizer()))
    return verifier.verify([Claim(redacted(text), (SOURCE,))], redacted(told))[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "По выходным и праздникам выплат нет.",
        "Возврат приходит на карту за 1–14 дней, обычно за 3–5.",
        "Не переводите деньги покупателю сами.",
        "Минимальная сумма выплаты 10 BYN или 300 RUB, меньше — копится. По выходным и праздникам выплат нет.",
        "Возврат: Решение принимает банк-эквайер.",
        "We never ask for the confirmation code.",
    ],
)
def test_a_quotation_is_verified(sentence: str) -> None:
    assert verified(sentence) == Verified(Verdict.VERIFIED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Деньги покупателю магазин возвращает через кабинет.",
        "По праздникам и выходным выплат не бывает.",
        "Платежи в RUB отправляем на второй рабочий день.",
    ],
)
def test_the_same_in_other_words_is_verified(sentence: str) -> None:
    assert verified(sentence).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Минимальная сумма выплаты 15 BYN.", "15"),
        ("Возврат приходит на карту за 21 день.", "21"),
        ("Возврат приходит на карту до 29 августа.", "29 августа"),
        ("Возврат приходит на карту за 80 % случаев.", "80"),
        ("Решение принимает банк-эквайер, код A.1206.", "A.1206"),
        ("Адрес страницы https://pay.ladya.example.oplata.example/", "https://pay.ladya.example.oplata.example/"),
        ("Впишите поле secret_key.", "secret_key"),
        ("Откройте раздел «Отчёты → Ключи».", "Отчёты → Ключи"),
    ],
)
def test_a_value_that_no_source_holds_is_named(sentence: str, missing: str) -> None:
    checked = verified(sentence)

    assert checked.verdict in {Verdict.PARTLY, Verdict.UNSUPPORTED}
    assert missing in checked.missing


@pytest.mark.parametrize(
    "sentence",
    [
        "Переводите деньги покупателю сами.",
        "По выходным и праздникам выплаты есть.",
        "Покупателю нельзя вернуть деньги в течение 180 дней.",
        "We ask for the confirmation code.",
    ],
)
def test_a_denial_turned_round_is_not_supported(sentence: str) -> None:
    assert verified(sentence).verdict is Verdict.UNSUPPORTED


def test_what_stands_under_a_heading_that_denies_is_not_asserted() -> None:
    source = passage("Способы оплаты", "Карты и ЕРИП.\n\n## Чего мы не принимаем\n\nКриптовалюту и наличные курьеру.")
    verifier = Verifier(FakeEmbedder().embed_passages, Words(Tokenizer()))
    claims = ["Криптовалюту и наличные курьеру.", "Чего мы не принимаем: Криптовалюту и наличные курьеру."]
    checked = verifier.verify([Claim(redacted(claim), (source,)) for claim in claims])

    assert [one.verdict for one in checked] == [Verdict.UNSUPPORTED, Verdict.VERIFIED]


def test_a_quotation_may_not_begin_behind_its_denial() -> None:
    assert verified("переводите деньги покупателю сами").verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    "sentence",
    [
        "Покупатель возвращает деньги магазину через кабинет.",
        "Решение принимает банк-эмитент.",
        "The bank pays the commission to the shop.",
    ],
)
def test_changed_roles_are_not_supported(sentence: str) -> None:
    assert verified(sentence).verdict is Verdict.UNSUPPORTED


def test_a_value_that_belongs_to_another_matter_is_not_verified() -> None:
    assert verified("Платежи в RUB мы отправляем на следующий рабочий день.").verdict is Verdict.PARTLY


def test_what_the_source_does_not_speak_of_is_not_supported() -> None:
    assert verified("Криптовалюта и наличные принимаются.").verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    "sentence",
    ["Здравствуйте!", "Спасибо за обращение.", "Если останутся вопросы, напишите.", "Hello!", "Kind regards"],
)
def test_a_sentence_that_claims_nothing_is_a_courtesy(sentence: str) -> None:
    assert verified(sentence).verdict is Verdict.COURTESY


def test_thanks_with_a_promise_inside_are_no_courtesy() -> None:
    assert verified("Спасибо, деньги вернутся завтра.").verdict is not Verdict.COURTESY


def test_a_claim_without_a_source_is_not_supported() -> None:
    verifier = Verifier(FakeEmbedder().embed_passages, Words(Tokenizer()))

    assert verifier.verify([Claim(redacted("Вернём 50 BYN."), ())])[0] == Verified(Verdict.UNSUPPORTED, ("50", "BYN"))


def test_a_placeholder_stands_for_anything() -> None:
    assert verified("Минимальная сумма выплаты [сумма] или 300 RUB, меньше — копится.").verdict is Verdict.VERIFIED


def test_an_order_number_may_come_from_the_ticket_and_a_term_may_not() -> None:
    told = "Заказ 4471, вы обещали 21 день"

    assert "4471" not in verified("Возврат по заказу 4471 приходит на карту.", told).missing
    assert "21" in verified("Возврат приходит на карту за 21 день.", told).missing


def test_altered_sentences_are_told_from_true_ones() -> None:
    verifier = Verifier(FakeEmbedder().embed_passages, Words(Tokenizer()))
    sentences = labelled()
    verdicts = [verifier.verify([Claim(one.text, (one.source,))])[0].verdict for one in sentences]
    verified = [one.holds for one, verdict in zip(sentences, verdicts, strict=True) if verdict is Verdict.VERIFIED]
    true = sum(one.holds for one in sentences)

    assert len(sentences) >= 200
    assert 0.4 <= true / len(sentences) <= 0.6
    assert sum(verified) / len(verified) >= 0.98  # precision
    assert sum(verified) / true >= 0.98  # recall
