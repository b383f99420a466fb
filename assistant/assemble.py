"""Chooses the real parts and puts them together; the one place that knows them all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.ahead.ahead import Ahead, Making
from assistant.ahead.precedence import Precedence
from assistant.ahead.shape import FORM
from assistant.ahead.sifting import sifting
from assistant.assistant import Assistant
from assistant.drafter import COMPOSER, Drafter
from assistant.drafting.compose import Composer
from assistant.drafting.verify import Embed, Verifier
from assistant.drafting.words import Words
from assistant.faq import Faq
from assistant.ranking.lessons import learned
from assistant.retrieve import Retriever
from assistant.triage.triage import Triaging
from assistant.understanding.lexicon import Lexicon
from assistant.writing.writer import Proofreading, Redact, Writer
from corpus.database.ahead.prepared import PreparedDrafts
from corpus.database.ahead.triages import Triages
from corpus.database.library.shelf import Shelf
from corpus.embedding.absent import AbsentModel
from corpus.embedding.embedder import Embedder
from corpus.embedding.remembering import Remembering
from corpus.embedding.reranker import CrossEncoderReranker
from corpus.errors import ModelNotLoaded
from corpus.index.index import Index
from corpus.index.opening import Glance
from corpus.index.threads import one_core_per_question, quick_turns
from corpus.memory import few_arenas
from corpus.nouns import Audience, RawText, RedactedText
from corpus.settings import Settings
from ingest.house import House, Load, open_house, tools

log_of_assembly = logging.getLogger("podskazka.assemble")

# A draft looks at the nearest few; more would only bring what matters less.
_PASSAGES = 8
# Ten times what a composed draft takes on two busy cores.
_COMPOSING_SECONDS = 5.0
_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class Podskazka:
    """The whole system over one index."""

    house: House
    legs: Index | Glance
    faq: Faq
    assistant: Assistant
    retrievers: Mapping[Audience, Retriever]
    drafter: Drafter
    triaging: Triaging
    precedence: Precedence
    ahead: Ahead

    def close(self) -> None:
        """Lets go of the writer, the index and the database."""
        self.drafter.close()
        self.legs.close()
        self.house.close()


def assemble(settings: Settings, load: Load | None = None) -> Podskazka:
    """The system as a server runs it: the one owner of its index, following the change log.

    Raises:
        IndexOwned: another process owns the index.
        ModelNotLoaded: the embedding model cannot be loaded, and there is nothing yet to find without it.
    """
    few_arenas()
    one_core_per_question()
    quick_turns()
    house = open_house(settings, load)
    if house.models.active() is None:
        tools(house)  # makes the model of the settings the active one
    return _over(house, Index.own(settings.index, house.log, house.models, partial(_loaded, house)))


def glance(settings: Settings, load: Load | None = None) -> Podskazka:
    """The system for one command: exact, and at peace with a server that owns the index."""
    house = open_house(settings, load)
    return _over(house, Glance(settings.index, house.log, house.models, partial(_remembering, house)))


def _over(house: House, legs: Index | Glance) -> Podskazka:
    public = Shelf(house.database, {Audience.PUBLIC})
    both = Shelf(house.database, set(Audience))
    lexicon = Lexicon(house.synonyms, house.redactor, legs.tokenizer)
    lessons = learned(house.lessons, lambda: legs.dense.embedder.fingerprint)
    reranker = CrossEncoderReranker(house.settings.reranker) if house.settings.reranker else None
    retrievers = {
        Audience.PUBLIC: Retriever(legs, public, lexicon, lessons, reranker),
        Audience.STAFF: Retriever(legs, both, lexicon, lessons, reranker),
    }

    def redact(text: str) -> RedactedText:
        return house.redactor.redact(RawText(text)).text

    search = partial(retrievers[Audience.STAFF].find, limit=_PASSAGES, cases=_PASSAGES)
    writer, precedence = _writer(house, legs, redact), Precedence()
    drafter = Drafter(search, _composer(house, legs, both, _embed(legs)), redact, writer)
    triaging = Triaging(retrievers[Audience.STAFF])
    # The same parts for drafts that nobody waits for, each step of which lets those go first who wait.
    calm = _composer(house, legs, both, _after(precedence, _embed(legs)))
    later = Drafter(_after(precedence, search), calm, redact, writer if _writes_ahead(house) else None)
    kept = sifting(Triages(house.database), _after(precedence, triaging.of), redact)
    making = Making(
        later.steps, partial(_position, legs), redact, kept, _patience(house), shares=_writes_ahead(house) or not writer
    )
    return Podskazka(
        house=house,
        legs=legs,
        faq=Faq(retrievers[Audience.PUBLIC], public, house.searches, house.records, house.redactor),
        assistant=Assistant(
            retrievers, drafter, house.tickets, house.library, house.redactor, lambda: legs.dense.embedder
        ),
        retrievers=retrievers,
        drafter=drafter,
        triaging=triaging,
        precedence=precedence,
        ahead=Ahead(prepared_in(house), house.tickets, both, making, precedence),
    )


def _loaded(house: House, name: str) -> Embedder:
    """The model, or what stands in for it: tickets are answered at night too, when nobody is there to mend it."""
    try:
        return _remembering(house, name)
    except ModelNotLoaded as error:
        active = house.models.active()
        if active is None:
            raise
        log_of_assembly.error("search goes by words alone: %s", error)
        return AbsentModel(active.name, active.fingerprint, active.dimensions, error)


def _remembering(house: House, name: str) -> Embedder:
    return Remembering(house.load(name))


def _composer(house: House, legs: Index | Glance, shelf: Shelf, embed: Embed) -> Composer:
    def embed_question(text: str) -> NDArray[np.float32]:
        return legs.dense.embedder.embed_question(text)

    return Composer(embed, embed_question, house.redactor, shelf.chunks)


def _after(precedence: Precedence, step: Callable[[_In], _Out]) -> Callable[[_In], _Out]:
    def patient(given: _In) -> _Out:
        precedence.give_way()
        return step(given)

    return patient


def _position(legs: Index | Glance) -> int | None:
    """How far the index has followed the change log; None while its words are made anew."""
    words = legs.words
    return min(legs.dense.vectors.position.id, words.position.id) if words else None


def prepared_in(house: House) -> PreparedDrafts:
    """The drafts that a server with these settings makes ahead."""
    llm = house.settings.llm if _writes_ahead(house) else None
    # A writer and its second try take so long at most; composed drafts take a second.
    lease = timedelta(seconds=60 + 2 * (llm.seconds if llm else 0))
    return PreparedDrafts(house.database, house.inbox.promise, f"{FORM}:{llm.name if llm else COMPOSER}"[:80], lease)


def _patience(house: House) -> float:
    """For how many seconds somebody waits for a draft that is being made: as long as one takes."""
    return _COMPOSING_SECONDS + (house.settings.llm.seconds if house.settings.llm and _writes_ahead(house) else 0)


def _writes_ahead(house: House) -> bool:
    llm = house.settings.llm
    return llm is not None and llm.ahead


def _embed(legs: Index | Glance) -> Embed:
    # Asked each time: the model may be exchanged while the system runs.
    return lambda texts: legs.dense.embedder.embed_passages(texts)  # noqa: PLW0108


def _writer(house: House, legs: Index | Glance, redact: Redact) -> Writer | None:
    llm = house.settings.llm
    if llm is None:
        return None
    # Inside: LangChain and the clients below it take 50 MB and 1.5 s, and most installations have no model.
    from assistant.writing.models import ChatModel, require_installed  # noqa: PLC0415

    require_installed(llm)
    words = Words(legs.tokenizer)
    proofreading = Proofreading(Verifier(_embed(legs), words), words, redact)
    return Writer(llm.name, llm.seconds, lambda: ChatModel(llm), proofreading)
