"""A plane in memory answers after any number of changes as one that was made anew from what is left."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.database.library.changes import Change, Entry
from corpus.index.exact import ExactVectors
from corpus.index.words import key
from corpus.nouns import Audience, Facets, Filters, Kind, RedactedText

WIDTH = 16
PUBLIC = Audience.PUBLIC


def vector(*seed: object) -> NDArray[np.float32]:
    made = np.random.default_rng(zlib.crc32(repr(seed).encode())).standard_normal(WIDTH).astype(np.float32)
    unit: NDArray[np.float32] = made / np.linalg.norm(made)
    return unit


def document(name: str, version: int = 1, chunks: int = 2, product: str = "", text: str = "текст") -> list[Entry]:
    """A title and so many chunks of one document."""
    facets = Facets(Kind.ARTICLE, product, "", "", "ru", None)
    return [
        Entry(
            f"{name}:{version}:{ordinal}",
            name,
            ordinal,
            PUBLIC,
            RedactedText(name),
            RedactedText(""),
            RedactedText(text),
            facets,
            vector(name, version, ordinal).tobytes(),
        )
        for ordinal in range(chunks + 1)
    ]


def after(*steps: tuple[Sequence[str], Sequence[Entry]]) -> ExactVectors:
    """The vectors after these changes, each of which drops documents and takes in entries."""
    vectors = ExactVectors(WIDTH)
    for number, (gone, entries) in enumerate(steps, 1):
        vectors.replace(gone, entries, Change(number, "a"))
    return vectors


def seen(vectors: ExactVectors) -> dict[str, tuple[str, float, bool]]:
    """All that a search can learn of a plane: each chunk's document, cosine and whether a filter lets it through."""
    plane, asked = vectors.plane(PUBLIC), vector("a question")
    rows = plane.nearest(asked, 1000)
    admitted = plane.admitted(Filters(product="касса"))
    return {
        plane.ids[row]: (
            plane.books[plane.book[plane.titles(np.array([row]))[0]]].id,
            round(float(plane.vectors[row] @ asked), 5),
            bool(admitted[row]),
        )
        for row in rows.tolist()
    }


def found_by_words(vectors: ExactVectors, chunk_ids: Sequence[str]) -> set[str]:
    """The chunks that are still there for the words leg, which knows them by their keys."""
    plane = vectors.plane(PUBLIC)
    rows = plane.rows(np.array([key(id_) for id_ in chunk_ids], np.int64))
    return {plane.ids[row] for row in rows.tolist() if row >= 0}


@pytest.mark.parametrize("seed", range(12))
def test_any_number_of_changes_gives_what_a_new_plane_would(seed: int) -> None:
    dice = random.Random(seed)
    names = [f"d{number}" for number in range(12)]
    versions, left, ever = dict.fromkeys(names, 1), dict[str, list[Entry]](), set[str]()
    steps: list[tuple[list[str], list[Entry]]] = []
    for _ in range(40):
        touched = dice.sample(names, dice.randint(1, 4))
        taken_in: list[Entry] = []
        for name in touched:
            left.pop(name, None)
            if dice.random() < 0.6:  # published again as it was, or revised
                versions[name] += dice.random() < 0.5
                product = dice.choice(["", "касса"])
                left[name] = document(name, versions[name], dice.randint(0, 4), product)
                taken_in += left[name]
        ever |= {entry.chunk_id for entry in taken_in}
        steps.append((touched, taken_in))

    changed = after(*steps)

    anew = after(([], [entry for entries in left.values() for entry in entries]))
    assert seen(changed) == seen(anew)
    assert changed.count(PUBLIC) == anew.count(PUBLIC) == sum(map(len, left.values()))
    assert found_by_words(changed, sorted(ever)) == set(seen(anew))


def test_a_document_that_was_withdrawn_and_published_again_is_found_by_its_words() -> None:
    text = document("возврат")

    vectors = after(([], [*text, *document("лимит")]), (["возврат"], []), (["возврат"], text))

    assert found_by_words(vectors, [entry.chunk_id for entry in text]) == {entry.chunk_id for entry in text}


def test_a_revised_document_is_not_found_by_the_chunks_it_had() -> None:
    vectors = after(([], document("возврат")), (["возврат"], document("возврат", version=2)))

    assert found_by_words(vectors, ["возврат:1:1", "возврат:2:1"]) == {"возврат:2:1"}


def test_a_question_under_way_keeps_the_plane_it_began_with() -> None:
    vectors = after(([], document("возврат")))
    began = vectors.plane(PUBLIC)
    nearest = began.nearest(vector("a question"), 10).tolist()

    vectors.replace(["возврат"], document("возврат", version=2), Change(2, "a"))

    assert began.nearest(vector("a question"), 10).tolist() == nearest
    assert [began.ids[row] for row in nearest if row >= 0] != []


def test_a_plane_that_lost_everything_finds_nothing_and_takes_in_again() -> None:
    vectors = after(([], document("возврат")), (["возврат"], []))

    assert (vectors.count(PUBLIC), seen(vectors)) == (0, {})

    vectors.replace(["лимит"], document("лимит"), Change(3, "a"))
    assert {document_id for document_id, _, _ in seen(vectors).values()} == {"лимит"}


def test_what_is_gone_does_not_pile_up_in_memory() -> None:
    steps = [(["возврат"], document("возврат", version=number)) for number in range(1, 200)]

    vectors = after(([], [entry for number in range(10) for entry in document(f"d{number}")]), *steps)

    assert len(vectors.plane(PUBLIC).vectors) < 2 * vectors.count(PUBLIC)


def test_texts_in_another_language_are_looked_for_only_where_there_are_any() -> None:
    russian = after(([], document("возврат")))
    both = after(([], [*document("возврат"), *document("refund", text="how to refund")]))

    assert not russian.plane(PUBLIC).has_other(1.0)
    assert russian.plane(PUBLIC).has_other(0.0)
    assert both.plane(PUBLIC).has_other(1.0)


def test_the_nearest_among_those_that_are_asked_for_are_exact() -> None:
    entries = [entry for n in range(50) for entry in document(f"d{n}", product="касса" if n % 10 == 0 else "")]
    plane = after(([], entries)).plane(PUBLIC)
    asked, admitted = vector("a question"), plane.admitted(Filters(product="касса"))

    rows = plane.nearest(asked, 7, admitted)

    wanted = [row for row in np.argsort(-(plane.vectors[:] @ asked), kind="stable").tolist() if admitted[row]]
    assert rows.tolist() == wanted[:7]


def test_half_the_memory_costs_the_cosines_nothing_that_a_ranking_could_feel() -> None:
    entries = [entry for number in range(300) for entry in document(f"d{number}")]
    plane, asked = after(([], entries)).plane(PUBLIC), vector("a question")
    exact = {entry.chunk_id: float(np.frombuffer(entry.vector, "<f4") @ asked) for entry in entries}
    wanted = pytest.approx([exact[id_] for id_ in plane.ids], abs=1e-4)

    assert plane.vectors.steps.nbytes == len(entries) * WIDTH * 2
    assert plane.vectors.products(asked).tolist() == wanted
    assert (plane.vectors[:] @ asked).tolist() == wanted


def test_nobody_who_asks_for_nothing_gets_everything() -> None:
    plane = after(([], document("возврат"))).plane(PUBLIC)

    assert plane.nearest(vector("a question"), 0).tolist() == []


def test_a_title_speaks_only_for_a_document_that_has_nothing_else() -> None:
    plane = after(([], [*document("возврат", chunks=0), *document("лимит", chunks=2)])).plane(PUBLIC)

    speaking = plane.speaking(np.arange(len(plane.ids)))

    found = {id_ for id_, speaks in zip(plane.ids, speaking, strict=True) if speaks}
    assert found == {"возврат:1:0", "лимит:1:1", "лимит:1:2"}
