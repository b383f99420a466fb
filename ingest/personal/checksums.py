"""The home of python-stdnum: which numbers pass the check their issuer builds in."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import iban, luhn, numdb
from stdnum.by import unp
from stdnum.ru import inn


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others, as on every payment card."""
    return bool(luhn.is_valid(digits))


def is_unp(digits: str) -> bool:
    """Whether this is a Belarusian taxpayer's number (УНП)."""
    return bool(unp.is_valid(digits))


def is_inn(digits: str) -> bool:
    """Whether this is a Russian taxpayer's number (ИНН), of a company or a person."""
    return bool(inn.is_valid(digits))


def is_iban(compact: str) -> bool:
    """Whether a compact upper-case IBAN has its country's form and the right check digits."""
    return bool(iban.is_valid(compact))


@lru_cache(maxsize=1024)
def iban_length(country: str) -> int:
    """How many characters an IBAN of this country has; 0 for a country without IBANs."""
    (_, properties), *_ = numdb.get("iban").info(f"{country}00")
    parts = re.findall(r"[0-9]+", str(properties.get("bban", "")))
    return 4 + sum(map(int, parts)) if parts else 0


def is_snils(digits: str) -> bool:
    """Whether eleven digits are a Russian pension insurance number (СНИЛС: weights 9 to 1, modulo 101)."""
    if len(digits) != 11:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False))
    return total % 101 % 100 == int(digits[9:])
