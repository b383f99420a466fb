"""Redaction takes time in proportion to the text, whatever somebody sends."""

from __future__ import annotations

import time

import pytest

from corpus.nouns import RawText
from ingest.redaction import Redactor

MEGABYTE = 1_000_000
# Several times what it takes on two busy cores; anything that grows with the square would take hours.
SECONDS = 8.0


@pytest.mark.parametrize(
    "piece",
    [
        "7",
        " ",
        "4 ",
        "4 4 4 4\n",
        "О",
        "4\u200b",
        "\u200b",
        "карта ",
        "a@",
        "* ",
        "+",
        "BY12",
        "(8",
        "один ",
        "&#5",
        "a-",
        "0f",
    ],
)
def test_a_megabyte_of_anything_is_read_in_seconds(piece: str) -> None:
    text = RawText((piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE])
    started = time.process_time()

    Redactor().redact(text)

    assert time.process_time() - started < SECONDS
