"""`podskazka learn`."""

from __future__ import annotations

from dataclasses import asdict

import click

from assistant.assemble import glance
from assistant.learning.learn import Outcome, learn
from assistant.learning.pairs import pairs
from assistant.ranking.lessons import Learned
from corpus.nouns import Audience
from corpus.settings import Settings
from ingest.house import open_house
from web.cli.output import result, result_json


@click.command("learn")
@click.option("--revert", is_flag=True, help="Take the last lesson out of use again.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def learn_(*, revert: bool, as_json: bool) -> None:
    """Learn from what agents cited in the replies they sent and from what readers marked as helpful.

    What is learned is judged on questions it has not seen, and used only if it is better. A running server takes it
    up within two seconds.
    """
    if revert:
        _revert()
        return
    podskazka = glance(Settings.read())
    try:
        house, retriever = podskazka.house, podskazka.retrievers[Audience.STAFF].taught(Learned())
        fingerprint = podskazka.legs.dense.embedder.fingerprint
        outcome = learn(pairs(house.lessons), retriever, house.lessons, fingerprint)
    finally:
        podskazka.close()
    if as_json:
        result_json(asdict(outcome))
    else:
        result(_told(outcome))


def _told(outcome: Outcome) -> str:
    if not outcome.after:
        return f"nothing was changed: {outcome.reason}"
    judged = (
        f"MRR on {outcome.judged} questions not learned from: {outcome.before:.3f} before, {outcome.after:.3f} after"
    )
    what = "in use from now on; `podskazka learn --revert` takes it back" if outcome.kept else outcome.reason
    return f"learned from {outcome.usable} of {outcome.questions} questions; {judged}; {what}"


def _revert() -> None:
    house = open_house(Settings.read())
    try:
        active = house.models.active()
        lesson = house.lessons.revert(active.fingerprint) if active else None
    finally:
        house.close()
    if lesson:
        result(f"lesson {lesson.id}, learned from {lesson.pairs} questions, is out of use")
    else:
        result("no lesson is in use; nothing was changed")
