"""A citation opens the very chunk that holds its sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.compose import Composer
from assistant.drafting.question import questions
from assistant.nouns import Found
from corpus.database.library.shelf import ShelvedChunk
from tests.drafting import REDACTOR, case, redacted, ticket
from tests.fakes import FakeEmbedder

FOUND = case("Возврат на карту не пришёл", "Возврат на карту приходит за 1–14 дней, обычно за 3–5 дней.")
PROBLEM, RESOLUTION = (part.strip() for part in FOUND.text.split("\n\n## Решение"))


def stored(ids: Sequence[str]) -> dict[str, ShelvedChunk]:
    """Two chunks, as the library would hold them: the problem, which was found, and the resolution."""
    texts = {f"{FOUND.document.id}:1:1": PROBLEM, f"{FOUND.document.id}:1:2": RESOLUTION}
    return {
        id_: ShelvedChunk(id_, number, redacted(""), redacted(text), FOUND.document)
        for number, (id_, text) in enumerate(texts.items(), start=1)
        if id_ in ids
    }


def test_the_chunk_with_the_resolution_is_cited_though_the_problem_was_found() -> None:
    embedder = FakeEmbedder()
    composer = Composer(embedder.embed_passages, embedder.embed_question, REDACTOR, stored)
    asked = ticket("Возврат на карту не пришёл, где он?")
    made = composer.compose(asked, [Found(questions(asked)[0], (FOUND,))])

    assert [source.chunk_id for source in made.sources] == [f"{FOUND.document.id}:1:2"]
    assert "1–14 дней" in made.sources[0].text
