"""Keeps the triage of a ticket beside its draft."""

from __future__ import annotations

from collections.abc import Callable

from assistant.triage.nouns import Triage
from corpus.database.ahead.triages import StoredTriage, Triages
from corpus.nouns import RedactedText, Ticket

# Raised when the rules or the thresholds of triage change: what was kept tells by which it was made.
VERSION = 1


def sifting(
    triages: Triages, of: Callable[[Ticket], Triage], redact: Callable[[str], RedactedText]
) -> Callable[[Ticket, int], None]:
    """Says what a ticket is about and keeps it, unless the resolved cases could not be asked."""

    def sift(ticket: Ticket, revision: int) -> None:
        told = of(ticket)
        if not told.degraded:
            triages.keep(
                StoredTriage(
                    ticket_id=ticket.id,
                    revision=revision,
                    version=VERSION,
                    owner=told.owner.value,
                    owner_probability=told.owner.probability,
                    urgency=told.urgency.value,
                    urgency_probability=told.urgency.probability,
                    product=redact(told.product.value),
                    product_probability=told.product.probability,
                )
            )

    return sift
