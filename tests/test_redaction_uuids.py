"""No transaction id is altered: agents search by it."""

from __future__ import annotations

from random import Random
from uuid import UUID

from corpus.nouns import RawText
from ingest.redaction import Redactor

SENTENCES = (
    "{}",
    "Транзакция {} не прошла",
    "https://checkout.example.com/v2/checkout?token={}&lang=ru",
    "карта {}, сумма 10 500,00 BYN",
    '{{"uid": "{}", "amount": 1050}}',
    "код {}.",
    "payment_{}/refund",
    "[{}](https://example.com/{})",
)


def uuids(count: int) -> list[str]:
    random = Random(20260302)
    return [str(UUID(int=random.getrandbits(128), version=4)) for _ in range(count)]


def test_none_of_fifty_thousand_transaction_ids_is_altered() -> None:
    lines = [random_case(uuid, number) for number, uuid in enumerate(uuids(50_000))]
    text = "\n".join(SENTENCES[number % len(SENTENCES)].format(line, line) for number, line in enumerate(lines))

    result = Redactor().redact(RawText(text))

    assert result.text.splitlines() == text.splitlines()
    assert result.found == {}


def test_a_transaction_id_alone_is_never_altered() -> None:
    redactor = Redactor()

    assert [uuid for uuid in uuids(3000) if redactor.redact(RawText(uuid)).text != uuid] == []


def test_an_id_beside_a_card_stays_while_the_card_goes() -> None:
    (uuid,) = uuids(1)

    result = Redactor().redact(RawText(f"{uuid} 4111111111111111 {uuid}"))

    assert result.text == f"{uuid} [карта •1111] {uuid}"


def random_case(uuid: str, number: int) -> str:
    return uuid.upper() if number % 3 == 0 else uuid
