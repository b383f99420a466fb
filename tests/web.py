"""A small help centre on a real database, for the tests of the web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from assistant.assemble import Podskazka, glance
from corpus.nouns import Audience, Content, Kind, Origin, RedactedText, State
from corpus.settings import Settings
from ingest.house import House, open_house, tools
from ingest.prepare import prepare
from tests.fakes import FakeEmbedder
from tests.making import SYNC, blank
from web.app import build_app

_APART = 0.2
UNPAID = (
    "Деньги списали, а заказ не оплачен",
    "Платёж прошёл, но магазин о нём ещё не узнал.\n\n## Что сделать\n\n"
    "Подождите час и обновите страницу заказа. Если ничего не изменилось, напишите в магазин и приложите чек.",
)
SIGNATURE = (
    "Проверка подписи уведомлений",
    "Сравните подпись с заголовком `X-Signature`.\n\n| Код | Что сделать |\n|---|---|\n| V.2002 | проверить ключ |",
)


class NarrowEmbedder(FakeEmbedder):
    """The fake with cosines between 0.8 and 1, as e5 has them: thresholds that were fitted to it make sense."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = super().embed_passages(texts) * np.float32(_APART) ** 0.5
        rows[:, 0] += (1 - _APART) ** 0.5
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def settings(folder: Path) -> Settings:
    return Settings(home=folder, database_url=f"sqlite:///{folder / 'podskazka.db'}", embedding_model="fake")


def article(title: str, text: str, audience: Audience = Audience.PUBLIC, product: str = "Платежи") -> Content:
    return Content(RedactedText(title), RedactedText(text), Kind.ARTICLE, audience, "ru", product=product)


def add(house: House, content: Content, state: State = State.PUBLISHED) -> str:
    """Takes a document in as a sync does, and says its id."""
    embedder = tools(house).embedder
    origin = Origin("folder:help", f"{content.title}-{len(house.library.all())}")
    return house.library.add(prepare(content, embedder), origin, SYNC, state)


def filled(folder: Path, *contents: Content) -> list[str]:
    """A home with these documents; their ids."""
    blank(folder)
    house = open_house(settings(folder), lambda _: NarrowEmbedder())
    tools(house)  # makes the fake model the active one, documents or not
    ids = [add(house, content) for content in contents]
    house.close()
    return ids


@contextmanager
def help_centre(folder: Path) -> Iterator[Podskazka]:
    """The system over what the home holds now."""
    podskazka = glance(settings(folder), lambda _: NarrowEmbedder())
    try:
        yield podskazka
    finally:
        podskazka.close()


def visitor(app: FastAPI) -> TestClient:
    """A browser on this machine, in so far as a test client is one; server errors come as pages, as they would."""
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False)


@contextmanager
def open_web(folder: Path) -> Iterator[TestClient]:
    """The whole web over what the home holds now."""
    with help_centre(folder) as podskazka, visitor(build_app(podskazka)) as client:
        yield client
