"""Counts failed sign-ins, in the database: the limit holds over all processes and outlives a restart."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, func, insert, select

from corpus.database.access.people import folded
from corpus.database.access.sessions import digest
from corpus.database.access.tables import sign_in_failures
from corpus.database.connection import Database
from corpus.database.rows import new_id, now
from corpus.errors import TooManyFailures

WINDOW = timedelta(minutes=15)
MOST = 10
# A network at home gets a whole /64 of IPv6 addresses: it counts as one.
_NETWORK_BITS = 64


class Attempts:
    """Ten failures for a login, or from an address, in 15 minutes; after them not even the right password helps.

    An attempt counts as a failure until it is known to be none: guesses made at once are counted before they are
    judged, not after.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, login: str, address: str) -> str:
        """Counts an attempt and returns its id.

        Raises:
            TooManyFailures: this login or this address failed too often.
        """
        tried, source, at, id_ = digest(folded(login)), digest(_network(address)), now(), new_id()
        failures = sign_in_failures.c
        either = select(func.count().filter(failures.login == tried), func.count().filter(failures.address == source))
        with self._database.writing() as connection:
            connection.execute(delete(sign_in_failures).where(failures.at <= at - WINDOW))
            by_login, by_address = connection.execute(either.select_from(sign_in_failures)).one()
            if max(by_login, by_address) < MOST:
                connection.execute(insert(sign_in_failures).values(id=id_, login=tried, address=source, at=at))
                return id_
        raise TooManyFailures("too many failed sign-ins; wait 15 minutes")

    def succeeded(self, attempt: str) -> None:
        """This one was no failure."""
        with self._database.writing() as connection:
            connection.execute(delete(sign_in_failures).where(sign_in_failures.c.id == attempt))


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(int(parsed) >> _NETWORK_BITS)
    return str(parsed)
