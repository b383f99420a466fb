"""Passwords: argon2id, and which ones are too easy to guess; the home of argon2."""

from __future__ import annotations

from base64 import b64encode
from secrets import choice, token_bytes
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from corpus.errors import PodskazkaError

SHORTEST, LONGEST = 12, 200
# Without what is taken for something else: l and 1, o and 0, i.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
# RFC 9106, section 4, for machines with little memory, on one core: another sign-in gets the other one.
_STRENGTH = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
# A hash takes 64 MiB: a crowd of guesses waits in line instead of filling the memory.
_AT_ONCE = 2
_FEWEST_SIGNS = 5
_ROWS = (
    "1234567890" * 3,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujm",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "1й2ц3у4к5е6н7г8ш9щ0з",
)
# What is left of the lists of stolen passwords at 12 signs and more, once rows and repetitions are out.
_COMMON = frozenset(
    """
    password1234 password12345 password123456 passwordpassword password2024 password2025 password2026 passw0rd1234
    p@ssw0rd1234 p@ssword1234 administrator admin1234567 adminadmin12 administrator1 changeme1234 changemeplease
    letmein12345 welcome12345 welcome123456 iloveyou1234 iloveyouforever qwerty123456 qwerty1234567 qwertyqwerty1
    monkey123456 dragon123456 football1234 baseball1234 superman1234 sunshine1234 princess1234 master123456
    trustno1trustno1 correcthorsebatterystaple podskazka123 podskazka1234 podskazka12345 supportsupport support12345
    пароль123456 парольпароль привет123456 приветпривет администратор йцукен123456 любовь123456 подсказка123
    """.split()
)


class WeakPassword(PodskazkaError):
    """This password is too easy to guess. `why` is `short`, `long` or `common`."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(_WHY[why])


_WHY = {
    "short": f"the password is shorter than {SHORTEST} characters; take a longer one, for example four words",
    "long": f"the password is longer than {LONGEST} characters; take a shorter one",
    "common": "this password is among the first that are guessed; take another, for example four words by chance",
}


class Passwords:
    """Makes and checks hashes. An unknown person costs as much as a wrong password."""

    def __init__(self, strength: PasswordHasher = _STRENGTH) -> None:
        self._strength = strength
        self._line = BoundedSemaphore(_AT_ONCE)
        self._nobodys = _hash_of_nothing(strength)

    def hash(self, password: str, login: str = "") -> str:
        """The hash to store.

        Raises:
            WeakPassword: it is too short, too long, common, or holds the login.
        """
        plain = _plain(password)
        if why := weakness(plain, login):
            raise WeakPassword(why)
        return self.hash_again(password)

    def hash_again(self, password: str) -> str:
        """A hash with today's parameters of a password that was accepted long ago."""
        with self._line:
            return self._strength.hash(_plain(password))

    def right(self, stored: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; without a hash never, but at the same cost."""
        with self._line:
            try:
                matched = self._strength.verify(stored or self._nobodys, _plain(password)[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return False
        return matched and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than are used now."""
        return self._strength.check_needs_rehash(stored)


def weakness(password: str, login: str = "") -> str:
    """Why a password is too easy to guess, or an empty text."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    folded, name = password.casefold(), login.casefold().partition("@")[0]
    simple = len(set(folded)) < _FEWEST_SIGNS or folded in _COMMON or _is_row(folded)
    return "common" if simple or (len(name) > 3 and name in folded and len(folded) - len(name) < SHORTEST) else ""


def _hash_of_nothing(strength: PasswordHasher) -> str:
    """What no password belongs to, and what costs as much to compare with as a real hash."""
    cost = f"m={strength.memory_cost},t={strength.time_cost},p={strength.parallelism}"
    salt, digest = (b64encode(token_bytes(length)).rstrip(b"=").decode() for length in (16, 32))
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


def made_up() -> str:
    """A password nobody can guess (99 bits), to be shown once and read out over a telephone."""
    return "-".join("".join(choice(_CLEAR) for _ in range(5)) for _ in range(4))


def _is_row(folded: str) -> bool:
    """A row of keys, there or back, or a short part said again and again."""
    repeated = folded in (folded + folded)[1:-1]
    return repeated or any(folded in row or folded[::-1] in row for row in _ROWS)


def _plain(password: str) -> str:
    """One form of what can be typed in several (NIST SP 800-63B, 5.1.1.2)."""
    return normalize("NFKC", password)
