"""A draft greets by name who told their name, and leaves no empty place for a name that nobody knows."""

from __future__ import annotations

import pytest

from assistant.drafting.verify import Claim, Verifier
from assistant.drafting.words import Words
from assistant.nouns import Verdict
from corpus.index.tokens import Tokenizer
from tests.drafting import draft, passage, redacted, ticket
from tests.fakes import FakeEmbedder

QUESTION = "За сколько дней возврат приходит на карту покупателя?"
REFUND = passage("Срок возврата на карту", "Возврат приходит на карту покупателя за 14 дней.")
REFUND_IN_ENGLISH = passage("When the refund comes to the card", "The refund comes to the card within 14 days.")


def first_words(text: str, channel: str = "chat") -> str:
    return str(draft(ticket(text, channel), REFUND).sentences[0].text)


@pytest.mark.parametrize(
    "text",
    [
        f"Меня зовут [имя]. {QUESTION}",
        f"{QUESTION}\n\nС уважением, [имя]",
        f"{QUESTION}\n\n[имя] [имя]",
        f"{QUESTION}\n\nСпасибо,\n[имя]",
    ],
)
def test_who_told_their_name_is_greeted_by_it(text: str) -> None:
    assert first_words(text) == "Здравствуйте, [имя]!"
    assert first_words(text, "mail") == "Здравствуйте, [имя]! Спасибо, что написали."


@pytest.mark.parametrize(
    "text", [QUESTION, f"Здравствуйте, [имя]! {QUESTION}", f"{QUESTION} Карту на имя покупателя открыл банк."]
)
def test_who_did_not_gets_no_empty_place(text: str) -> None:
    assert first_words(text) == "Здравствуйте!"
    assert "[имя]" not in draft(ticket(text), REFUND).text


@pytest.mark.parametrize(
    "text", [f"Спасибо, [имя]! {QUESTION}", f"{QUESTION}\nСпасибо, [имя]!", f"{QUESTION} Thanks, [имя]!"]
)
def test_who_thanks_one_of_us_by_name_is_not_greeted_by_it(text: str) -> None:
    assert first_words(text) == "Здравствуйте!"
    assert first_words(text, "mail") == "Здравствуйте! Спасибо, что написали."


def test_a_name_is_left_for_in_english_too() -> None:
    text = "When does the refund come to the card?\n\nKind regards,\n[имя]"

    assert draft(ticket(text, "chat", "en"), REFUND_IN_ENGLISH).text.startswith("Hello [name],")


def test_the_greeting_by_name_claims_nothing() -> None:
    verifier = Verifier(FakeEmbedder().embed_passages, Words(Tokenizer()))
    greetings = ("Здравствуйте, [имя]! Спасибо, что написали.", "Hello [name], and thank you for writing to us.")

    checked = verifier.verify([Claim(redacted(text), ()) for text in greetings])

    assert [one.verdict for one in checked] == [Verdict.COURTESY] * 2
