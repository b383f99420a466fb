"""Which digits a payment card may begin with, and how long such a card is."""

from __future__ import annotations

from ingest.personal.checksums import is_luhn

SHORTEST, LONGEST = 13, 19

# Public issuer ranges by the first four digits. Belkart, Uzcard, Humo, ArCa and Troy are not in the usual lists of
# card recognisers, but their holders write to a payment company in this region.
_RANGES: tuple[tuple[int, int, frozenset[int]], ...] = (
    (4000, 4999, frozenset({13, 16, 19})),  # Visa
    (5100, 5599, frozenset({16})),  # Mastercard
    (2221, 2720, frozenset({16})),  # Mastercard
    (2200, 2204, frozenset({16, 17, 18, 19})),  # Mir
    (9112, 9112, frozenset({16})),  # Belkart
    (3400, 3499, frozenset({15})),  # American Express
    (3700, 3799, frozenset({15})),  # American Express
    (3000, 3059, frozenset({14, 16, 19})),  # Diners Club
    (3095, 3095, frozenset({14, 16, 19})),  # Diners Club
    (3600, 3699, frozenset({14, 16, 19})),  # Diners Club
    (3800, 3999, frozenset({14, 16, 19})),  # Diners Club
    (3528, 3589, frozenset({16, 17, 18, 19})),  # JCB
    (8100, 8171, frozenset({16, 17, 18, 19})),  # UnionPay
    (5000, 5099, frozenset(range(13, 20))),  # Maestro, Verve
    (5600, 5899, frozenset(range(13, 20))),  # Maestro
    (6000, 6999, frozenset(range(13, 20))),  # Maestro, UnionPay, Discover, RuPay
    (8600, 8600, frozenset({16})),  # Uzcard
    (9860, 9860, frozenset({16})),  # Humo
    (9051, 9051, frozenset({16})),  # ArCa
    (9792, 9792, frozenset({16})),  # Troy
    (9417, 9417, frozenset({16})),  # Elcart
)
FIRST_DIGITS = frozenset("2345689")
_LENGTHS = {str(first): lengths for low, high, lengths in _RANGES for first in range(low, high + 1)}


def is_prefixed(digits: str) -> bool:
    """Whether some brand's cards begin like this (four digits decide)."""
    return digits[:4] in _LENGTHS


def is_card(digits: str) -> bool:
    """Whether this is a card number: a brand's prefix, a length that brand issues, and the Luhn check."""
    return is_sized(digits) and is_luhn(digits)


def is_sized(digits: str) -> bool:
    """Whether a brand's prefix goes with this length; the check digit may be mistyped."""
    return len(digits) in _LENGTHS.get(digits[:4], ())
