"""Finds people's names; the home of natasha, which is installed only on request."""

from __future__ import annotations

from corpus.errors import BadSetting
from ingest.personal.finding import Finding, found, hide
from ingest.personal.untouched import untouched


class Names:
    """Russian names of people, found line by line by natasha's news model.

    Raises:
        BadSetting: when natasha is not installed.
    """

    def __init__(self) -> None:
        try:
            # An optional extra: nobody who leaves names alone should need it, nor its half a second to load.
            from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter
        except ImportError as missing:
            raise BadSetting(
                "PODSKAZKA_REDACT_NAMES=1 needs natasha: pip install 'podskazka[names]', or set it to 0"
            ) from missing
        self._document = Doc
        self._segmenter = Segmenter()
        self._tagger = NewsNERTagger(NewsEmbedding())

    def found_in(self, text: str) -> list[Finding]:
        """Every name of a person; placeholders and ids are not read."""
        shown = hide(text, untouched(text))
        names, start = [], 0
        for line in shown.splitlines(keepends=True):
            if any(map(str.isupper, line)):
                names += [found((start + at, start + end), "имя") for at, end in self._people(line)]
            start += len(line)
        return names

    def _people(self, line: str) -> list[tuple[int, int]]:
        document = self._document(line)
        document.segment(self._segmenter)
        document.tag_ner(self._tagger)
        return [(span.start, span.stop) for span in document.spans if span.type == "PER"]
