"""Finds people's names; the home of natasha, which is installed only on request."""

from __future__ import annotations

import re

from corpus.errors import BadSetting
from ingest.personal.finding import Finding, found, hide
from ingest.personal.untouched import untouched

_WORD = r"(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?|[А-ЯЁ]\.)"
_FULL = re.compile(rf"{_WORD}(?:\s*{_WORD})+")
_SINGLE = re.compile(_WORD)
_BEFORE = (
    r"(?i:зовут|имя|уважением|фио|держатель|клиент\w*|покупател\w+|менеджер\w*|владелец|здравствуйте|добрый день"
    r"|добрый вечер|доброе утро|привет\w*|спасибо|благодарю|это|я)[\s,:!.—–\-]{1,3}"
)
_AFTER = r"[\s,!.]{1,2}(?i:здравствуйте|добрый|доброе|спасибо|привет|подскажите)"
_CUE_BEFORE, _CUE_AFTER = re.compile(rf"{_BEFORE}$"), re.compile(_AFTER)
# Natasha reads some 10 kB a second, so she gets only lines in which a name could pass the check below.
_WORTH_READING = re.compile(rf"{_WORD}\s*{_WORD}|^\W*{_WORD}\W*$|{_BEFORE}{_WORD}|{_WORD}{_AFTER}")


class Names:
    """Russian names of people: full ones, and single ones where people greet, sign or introduce themselves.

    Natasha's model was made for news; in payment documents it takes «Кошелёк» and «Мерчант» for people, hence the cues.

    Raises:
        BadSetting: when natasha is not installed.
    """

    def __init__(self) -> None:
        try:
            # An optional extra: nobody who leaves names alone should need it, nor its half a second to load.
            from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter  # noqa: PLC0415
        except ImportError as missing:
            raise BadSetting(
                "PODSKAZKA_REDACT_NAMES=1 needs natasha: pip install 'podskazka[names]', or set it to 0"
            ) from missing
        self._document = Doc
        self._segmenter = Segmenter()
        self._tagger = NewsNERTagger(NewsEmbedding())

    def found_in(self, text: str) -> list[Finding]:
        """Every name of a person; placeholders and ids are not read."""
        names, start = [], 0
        for line in hide(text, untouched(text)).splitlines(keepends=True):
            if _WORTH_READING.search(line):
                names += [found((start + at, start + end), "имя") for at, end in self._people(line)]
            start += len(line)
        return names

    def _people(self, line: str) -> list[tuple[int, int]]:
        document = self._document(line)
        document.segment(self._segmenter)
        document.tag_ner(self._tagger)
        spans = [(span.start, span.stop) for span in document.spans if span.type == "PER"]
        return [span for span in spans if _is_name(line, *span)]


def _is_name(line: str, start: int, end: int) -> bool:
    name = line[start:end]
    if _FULL.fullmatch(name) or line.strip(" \n,.!-—") == name:
        return True
    cued = _CUE_BEFORE.search(line[max(0, start - 30) : start]) or _CUE_AFTER.match(line, end)
    return bool(_SINGLE.fullmatch(name) and cued)
