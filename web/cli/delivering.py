"""`podskazka deliver`, and the courier that works inside `podskazka serve`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event

import click

from assistant.delivery.courier import Courier, carrier_of
from corpus.database.desk.deliveries import DeliveryState
from corpus.errors import BadSetting
from corpus.settings import Settings
from corpus.worker import Worker
from ingest.house import House, open_house
from web.cli.output import result, say
from web.logs import write_json_lines


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now and stop. Default: go on until interrupted.")
def deliver(*, once: bool) -> None:
    """Send replies that wait to leave. `podskazka serve` does so by itself; several may at once."""
    settings = Settings.read()
    if settings.delivery is None:
        raise BadSetting("replies are kept only; set PODSKAZKA_DELIVERY=smtp or webhook, and what belongs to it")
    house = open_house(settings)
    try:
        courier = Courier(house.deliveries, carrier_of(settings.delivery))
        if once:
            _tell(house, courier.round()[DeliveryState.DELIVERED.value])
        else:
            write_json_lines()
            say("delivering; Ctrl-C stops")
            with suppress(KeyboardInterrupt), _stopped_in_order(), courier.at_work():
                Event().wait()
    finally:
        house.close()


@contextmanager
def delivering(house: House) -> Iterator[list[Worker]]:
    """A courier at work for as long as the block lasts; none where the settings do not say how replies leave."""
    if house.settings.delivery is None:
        yield []
        return
    with _stopped_in_order(), Courier(house.deliveries, carrier_of(house.settings.delivery)).at_work() as courier:
        yield [courier]


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """Makes SIGTERM an exit through all open blocks: the letter that is under way is finished."""
    # uvicorn repeats the signal that stopped it when it is done, and by default that ends the process at once.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(house: House, delivered: int) -> None:
    counts = house.deliveries.counts()
    result(f"delivered {delivered}, waiting {counts[DeliveryState.WAITING]}, dead {counts[DeliveryState.DEAD]}")
    for one in house.deliveries.undelivered():
        if one.delivery.problem:
            why = f"{one.delivery.problem} {one.delivery.code or ''}".rstrip()
            again = f"next {one.delivery.due_at.astimezone():%Y-%m-%d %H:%M}"
            state = again if one.delivery.state is DeliveryState.WAITING else "not tried any more"
            result(f"reply {one.delivery.reply_id}: {why}, {one.delivery.attempts} attempts, {state}")
