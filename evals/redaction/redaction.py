"""Measures the redaction: how much personal data it finds, and how often it takes a number for what it is not."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evals.comparison.results import Ratio
from evals.redaction.card_writing import digits_of_words
from evals.redaction.personal_texts import Written, harmless_texts, personal_texts
from ingest.redaction import Redactor

# Of a longer number its first twelve digits would tell enough to guess the rest.
_TELLING = 12
_LIKE_DIGITS = str.maketrans("OoОоЗзlI", "00003311")
_LIKE_NUMBER = re.compile(r"(?<![^\W_])[0-9OoОоЗзlI]{2,}(?![^\W_])")
_PLACES = re.compile(r"(?<![0-9])[1-9](?= цифр|\) |-я )")


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """Counts by kind: `recall` is (found, all) of personal data, `changed` (changed, all) of texts without any.

    `digest` changes with the texts, so that counts over other texts are not compared.
    """

    recall: Mapping[str, Ratio]
    changed: Mapping[str, Ratio]
    digest: str

    def as_dict(self) -> dict[str, dict[str, float]]:
        """Shares for `--json`: 1.0 is best for the recall, 0.0 for the false alarms."""
        return {
            "recall": {kind: round(found / count, 4) for kind, (found, count) in self.recall.items()},
            "false_alarms": {kind: round(found / count, 4) for kind, (found, count) in self.changed.items()},
        }


def measure_redaction() -> RedactionReport:
    """Over the generated texts, the same ones every time."""
    redactor = Redactor()
    personal, harmless = list(personal_texts()), list(harmless_texts())
    hidden = [one for one in personal if not readable(one.secret, redactor.redact(one.text).text)]
    changed = [one for one in harmless if str(redactor.redact(one.text).text) != str(one.text)]
    digest = hashlib.sha256("\0".join(one.text for one in [*personal, *harmless]).encode()).hexdigest()[:16]
    return RedactionReport(_shares(hidden, personal), _shares(changed, harmless), digest)


def readable(secret: str, text: str) -> bool:
    """Whether the secret can still be read: a mail address's name, else the digits, of long ones the first twelve."""
    if "@" in secret:
        return secret.partition("@")[0].casefold() in text.casefold()
    digits = re.sub(r"[^0-9]", "", secret)
    return digits[:_TELLING] in _digits_seen(text)


def _shares(found: Iterable[Written], texts: Iterable[Written]) -> dict[str, Ratio]:
    counts, known = Counter(one.kind for one in texts), Counter(one.kind for one in found)
    return {kind: (known[kind], count) for kind, count in counts.items()}


def _digits_seen(text: str) -> str:
    """All digits that a reader sees, one after the other: of any script, escaped, dictated, or letters like digits."""
    text = html.unescape(urllib.parse.unquote(text))
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    text = digits_of_words(_PLACES.sub("", text))
    seen = "".join(
        str(unicodedata.digit(sign, sign)) for sign in text if unicodedata.category(sign) not in {"Cf", "Mn", "Me"}
    )
    seen = _LIKE_NUMBER.sub(lambda match: match[0].translate(_LIKE_DIGITS), seen)
    return re.sub(r"[^0-9]", "", seen)
