"""Chooses the real parts and puts them together; the one place that knows them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.drafting.compose import Composer
from assistant.faq import Faq
from assistant.ranking.lessons import learned
from assistant.retrieve import Retriever
from assistant.understanding.lexicon import Lexicon
from corpus.database.shelf import Shelf
from corpus.embedding.reranker import CrossEncoderReranker
from corpus.index.index import Index
from corpus.index.opening import Glance
from corpus.index.threads import one_core_per_question, quick_turns
from corpus.memory import few_arenas
from corpus.nouns import Audience
from corpus.settings import Settings
from ingest.house import House, Load, open_house, tools


@dataclass(frozen=True, slots=True)
class Podskazka:
    """The whole system over one index."""

    house: House
    legs: Index | Glance
    faq: Faq
    assistant: Assistant
    retrievers: Mapping[Audience, Retriever]

    def close(self) -> None:
        """Lets go of the index and the database."""
        self.legs.close()
        self.house.close()


def assemble(settings: Settings, load: Load | None = None) -> Podskazka:
    """The system as a server runs it: the one owner of its index, following the change log.

    Raises:
        IndexOwned: another process owns the index.
        ModelNotLoaded: the embedding model cannot be loaded.
    """
    few_arenas()
    one_core_per_question()
    quick_turns()
    house = open_house(settings, load)
    tools(house)
    return _over(house, Index.own(settings.index, house.log, house.models, house.load))


def glance(settings: Settings, load: Load | None = None) -> Podskazka:
    """The system for one command: exact, and at peace with a server that owns the index."""
    house = open_house(settings, load)
    return _over(house, Glance(settings.index, house.log, house.models, house.load))


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
    composer = Composer(
        # Asked each time: the model may be exchanged while the system runs.
        lambda texts: legs.dense.embedder.embed_passages(texts),  # noqa: PLW0108
        lambda text: legs.dense.embedder.embed_question(text),  # noqa: PLW0108
        house.redactor,
        both.chunks,
    )
    return Podskazka(
        house=house,
        legs=legs,
        faq=Faq(retrievers[Audience.PUBLIC], public, house.searches, house.records, house.redactor),
        assistant=Assistant(
            retrievers, composer, house.tickets, house.library, house.redactor, lambda: legs.dense.embedder
        ),
        retrievers=retrievers,
    )
