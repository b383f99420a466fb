"""What drafts say in our own words."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from assistant.drafting.phrases import Phrases, phrases
from assistant.drafting.verify import Claim, Verifier
from assistant.drafting.words import Words
from assistant.nouns import Verdict
from corpus.index.tokens import Tokenizer
from tests.drafting import redacted
from tests.fakes import FakeEmbedder

SAID = phrases(redacted)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_phrase_is_empty_or_changed_by_the_redaction(language: str) -> None:
    texts = [getattr(SAID[language], field.name) for field in fields(Phrases)]

    assert all(texts)
    assert all(redacted(text) == text for text in texts)


def test_the_customer_is_addressed_with_a_small_letter() -> None:
    texts = " ".join(getattr(SAID["ru"], field.name) for field in fields(Phrases))

    assert not re.search(r"(?<![.!?] )(?<!^)\b(?:Вы|Вас|Вам|Ваш\w*)\b", texts)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", ["greeting", "greeting_full", "closing_mail", "unanswered_part"])
def test_our_own_phrases_claim_nothing(language: str, name: str) -> None:
    verifier = Verifier(FakeEmbedder().embed_passages, Words(Tokenizer()))

    assert verifier.verify([Claim(getattr(SAID[language], name), ())])[0].verdict is Verdict.COURTESY
