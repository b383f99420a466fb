"""The house without its readers: the truth and what fills it. Commands that answer nothing need no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from corpus.database.connection import Database
from corpus.database.desk.deliveries import Deliveries
from corpus.database.desk.inbox import Inbox, Promise
from corpus.database.desk.snippets import Snippets
from corpus.database.desk.tickets import Tickets
from corpus.database.desk.work import DeskWork
from corpus.database.library.changes import ChangeLog
from corpus.database.library.lessons import Lessons
from corpus.database.library.library import Library
from corpus.database.library.models import Model, Models
from corpus.database.library.records import Records
from corpus.database.library.searches import SearchLog
from corpus.database.library.sources import Sources
from corpus.database.library.synonyms import Synonyms
from corpus.embedding.embedder import Embedder, load_embedder
from corpus.settings import Settings
from ingest.phrases import starter_groups
from ingest.redaction import Redactor
from ingest.snippets import starter_snippets
from ingest.sync import Tools

Load = Callable[[str], Embedder]


@dataclass(frozen=True, slots=True)
class House:
    """The truth and its readers: all parts that need no index."""

    settings: Settings
    database: Database
    library: Library
    sources: Sources
    tickets: Tickets
    inbox: Inbox
    work: DeskWork
    deliveries: Deliveries
    searches: SearchLog
    records: Records
    lessons: Lessons
    synonyms: Synonyms
    snippets: Snippets
    models: Models
    log: ChangeLog
    redactor: Redactor
    load: Load

    def close(self) -> None:
        """Writes what is waiting and lets go of the database."""
        self.searches.close()
        self.database.close()


def open_house(settings: Settings, load: Load | None = None) -> House:
    """Opens the database; `load` takes the place of the real embedding models in tests."""
    database = Database.open(settings.database_url)
    promised = Promise(timedelta(minutes=settings.promise_chat), timedelta(minutes=settings.promise_mail))
    synonyms = Synonyms(database)
    synonyms.take_in(starter_groups())
    snippets = Snippets(database)
    snippets.take_in(starter_snippets())
    deliveries = Deliveries(database)
    return House(
        settings=settings,
        database=database,
        library=Library(database),
        sources=Sources(database),
        tickets=Tickets(database, deliveries.enqueue if settings.delivery else None),
        deliveries=deliveries,
        inbox=Inbox(database, promised),
        work=DeskWork(database),
        searches=SearchLog(database),
        records=Records(database),
        lessons=Lessons(database),
        synonyms=synonyms,
        snippets=snippets,
        models=Models(database),
        log=ChangeLog(database),
        redactor=Redactor(settings.names_redacted, settings.own_domains),
        load=cache(load or _load(settings)),
    )


def tools(house: House) -> Tools:
    """What a sync works with. The first one makes the model of the settings the active one."""
    active = house.models.active()
    embedder = house.load(active.name if active else house.settings.embedding_model)
    if active is None:
        house.models.activate(Model(embedder.name, embedder.fingerprint, embedder.dimensions))
    return Tools(house.library, house.sources, house.tickets, house.redactor, embedder)


def _load(settings: Settings) -> Load:
    return lambda name: load_embedder(name, settings.models, settings.threads)
