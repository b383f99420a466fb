"""A part is missing: the Desk says so and works on, and no page fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from time import monotonic

import pytest

from assistant.assemble import Podskazka, assemble
from assistant.delivery.courier import Courier, carrier_of
from corpus.database.sqlite import BUSY_SECONDS
from corpus.embedding.embedder import Embedder
from corpus.errors import IndexBroken, IndexOwned, ModelNotLoaded
from corpus.llm_settings import Llm
from corpus.nouns import RawText, Role
from tests.access import Company
from tests.patience import eventually
from tests.posting import smtp
from tests.running import free_port
from tests.walking import QUESTION, Walk
from tests.web import SIGNATURE, UNPAID, NarrowEmbedder, article, filled, settings

WEAK = "Поиск сейчас работает не в полную силу"


def no_model(name: str) -> Embedder:
    raise ModelNotLoaded(f"{name} is not there; set PODSKAZKA_EMBEDDING_MODEL")


@contextmanager
def served(folder: Path, load=lambda _: NarrowEmbedder(), **changed: object) -> Iterator[tuple[Podskazka, Walk]]:  # type: ignore[no-untyped-def]
    """A server as `podskazka serve` makes it, and a lead who walks through it."""
    document = filled(folder, article(*UNPAID), article(*SIGNATURE))[0]
    podskazka = assemble(replace(settings(folder), **changed), load)  # type: ignore[arg-type]
    try:
        at_work = Company(podskazka, document)
        with at_work.browser(at_work.employ("irina", Role.ADMIN)) as client:
            yield podskazka, Walk(client, document)
    finally:
        podskazka.close()


def walked(walk: Walk) -> None:
    """Everywhere and through everything, with a ticket."""
    walk.open()
    walk.everywhere()
    walk.work()


def test_with_everything_there_nothing_fails_and_nothing_is_said_to_be_weak(tmp_path: Path) -> None:
    with served(tmp_path) as (_, walk):
        walked(walk)

        assert walk.failed == {}
        assert WEAK not in walk.get("/desk")
        assert UNPAID[0] in walk.said["draft"]


def test_without_its_model_the_desk_searches_by_words_drafts_nothing_and_says_so(tmp_path: Path) -> None:
    with served(tmp_path, no_model) as (podskazka, walk):
        eventually(lambda: podskazka.legs.words is not None)
        walked(walk)

        assert walk.failed == {}
        assert "его модель не загрузилась" in walk.get("/desk")
        assert "уверенности не хватило" in walk.said["draft"]
        assert UNPAID[0] in walk.said["draft"]  # found by its words
        assert podskazka.house.tickets.replies(walk.ticket)


def test_what_the_public_asks_is_answered_by_words_without_the_model(tmp_path: Path) -> None:
    with served(tmp_path, no_model) as (podskazka, walk):
        eventually(lambda: podskazka.legs.words is not None)

        found = walk.get("/?q=деньги списали заказ не оплачен")

        assert UNPAID[0] in found
        assert WEAK in found


def test_with_its_index_gone_the_desk_works_and_the_index_comes_back(tmp_path: Path) -> None:
    with served(tmp_path) as (podskazka, walk):
        rmtree(tmp_path / "index")

        def weak() -> bool:  # asked again where it was made anew before the page was
            podskazka.legs.failed("words", IndexBroken("its files are gone"))
            podskazka.legs.failed("vectors", IndexBroken("its files are gone"))
            return WEAK in walk.get("/desk")

        eventually(weak)
        walked(walk)

        assert walk.failed == {}
        eventually(lambda: podskazka.legs.words is not None)


def test_a_second_server_on_one_index_is_told_whose_it_is(tmp_path: Path) -> None:
    with served(tmp_path), pytest.raises(IndexOwned, match="stop it first"):
        assemble(settings(tmp_path), lambda _: NarrowEmbedder())


def test_with_a_dead_language_model_drafts_come_without_it_and_say_so(tmp_path: Path) -> None:
    llm = Llm("openai", "scripted", f"http://127.0.0.1:{free_port()}/v1", "secret", 5)
    with served(tmp_path, llm=llm) as (_, walk):
        walked(walk)

        assert walk.failed == {}
        assert "Модель не ответила вовремя" in walk.said["draft"]
        assert UNPAID[0] in walk.said["draft"]


def test_with_a_dead_mail_server_replies_are_kept_and_the_page_says_when_they_leave(tmp_path: Path) -> None:
    outlet = smtp(free_port())
    with served(tmp_path, delivery=outlet) as (podskazka, walk):
        asked = podskazka.assistant.open(RawText(QUESTION), reply_to=RawText("conv-1"))
        walk.ticket = asked.id
        walk.work()
        Courier(podskazka.house.deliveries, carrier_of(outlet)).round()
        walk.everywhere()

        assert walk.failed == {}
        assert "Почтовый сервер не отвечает, письмо уйдёт само" in walk.said["/desk/tickets/{ticket_id}"]
        assert "Почтовый сервер не отвечает" in walk.said["/deliveries"]


@pytest.mark.sqlite
def test_while_nothing_can_be_written_everything_can_be_read_and_what_was_typed_comes_back(tmp_path: Path) -> None:
    with served(tmp_path) as (_, walk):
        walk.open()
        with sqlite3.connect(tmp_path / "podskazka.db", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")  # as a stuck backup does
            began = monotonic()
            walk.everywhere()
            lasted, read = monotonic() - began, dict(walk.failed)
            other.execute("ROLLBACK")
            other.execute("ALTER TABLE replies RENAME TO gone")
            page = walk.post(f"/desk/tickets/{walk.ticket}/reply", text="Здравствуйте! Ответ, который жаль потерять.")

        assert read == {}
        assert lasted < BUSY_SECONDS  # nobody who reads waits for whoever writes
        assert list(walk.failed.values()) == [503]
        assert "Ответ, который жаль потерять" in page
        assert "ваш текст цел" in page
