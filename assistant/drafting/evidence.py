"""Compares a sentence with what it cites: is it quoted, is something denied or swapped, how much stands there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.drafting.blocks import lines
from assistant.drafting.headings import turns_round
from assistant.drafting.splitting import sentences
from assistant.drafting.values import Sort, values
from assistant.drafting.words import Clause, Words
from corpus.nouns import RedactedText

# Below this share of common words two clauses are about different things and cannot contradict each other.
_SAME_MATTER = 0.5
_NEARLY_BEST = 0.1
# With so many words of a sentence in common, and so large a share of all of both, a claim is that sentence, changed.
_FEWEST_COMMON, _SAME_SENTENCE = 4, 0.85
_DENIAL = re.compile(
    r"(?<!\w)(?:не|нет|нельзя|без|невозможно|not|no|never|without|cannot)(?!\w)|n['’]t\b", re.IGNORECASE
)
_ALL_OF_IT = 0.85
# A name such as `shop_id` is one word; the signs of «__bold__» belong to none.
_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")
PLACEHOLDER = re.compile(r"\[[^\]\n]{2,40}\]")
_BOUNDARY = re.compile(r"[.!?…:;|\n«»\"„“(){}—–>]|^$")
# Who does what to whom, by the stems that name them.
_ROLES = {
    stem: role
    for role, stems in {
        "merchant": "магазин торговец торговц продавец продавц мерчант shop store merchant seller",
        "buyer": "покупател плательщик клиент buyer customer custom payer client",
        "bank": "банк bank",
        "issuer": "эмитент issuer",
        "acquirer": "эквайер acquir",
        "partner": "партнер partner",
    }.items()
    for stem in stems.split()
}
_VALUE_SORTS = frozenset({Sort.NUMBER, Sort.PERCENT, Sort.NAME, Sort.CODE, Sort.VERSION, Sort.TIME, Sort.DATE})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the cited texts say to a sentence.

    `covered` is the share (0 to 1) of its words of meaning that stand anywhere in them, `near` the share
    that stands in two neighbouring sentences.
    """

    quoted: bool
    denied: bool
    swapped: bool
    misplaced: bool
    covered: float
    near: float


def evidence(text: str, sources: Sequence[RedactedText], words: Words) -> Evidence:
    """Compares one sentence with the texts that it cites, titles and headings included."""
    if _under_denial(text, sources, words):
        return Evidence(False, True, False, False, 1.0, 1.0)
    if stands_in(text, sources):
        return Evidence(True, False, False, False, 1.0, 1.0)
    stated = [sentence for source in sources for sentence in source_sentences(source)]
    claims = words.clauses(PLACEHOLDER.sub(" ", text))
    known = [clause for sentence in stated for clause in words.clauses(sentence)]
    stems = set(words.stems(PLACEHOLDER.sub(" ", text)))
    found = [set(words.stems(sentence)) for sentence in stated]
    return Evidence(
        quoted=False,
        denied=any(_is_denied(claim, known) for claim in claims)
        or any(_is_changed(one, stated, _denials, words) for one in _SENTENCE_END.split(text)),
        swapped=any(_is_swapped(claim, known) for claim in claims)
        or any(_is_changed(one, stated, _named_roles, words) for one in _SENTENCE_END.split(text)),
        misplaced=_is_misplaced(text, stated, words),
        covered=_share(stems, set().union(*found)),
        near=max(
            (_share(stems, one | two) for one, two in zip(found, [*found[1:], set[str]()], strict=True)), default=0
        ),
    )


def source_sentences(source: RedactedText) -> list[RedactedText]:
    """The sentences of a cited text, line by line, so that no list item runs into the next."""
    return [sentence for line in lines(source) for sentence in sentences(line)]


def stands_in(text: str, sources: Sequence[str]) -> bool:
    """Whether a text is a quotation, as a whole or sentence by sentence."""
    return is_quoted(text, sources) or all(is_quoted(piece, sources) for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    """Lines and sentences, and what a colon introduces: a quotation may leave out what stands between them."""
    return [piece for piece in re.split(r"\n|(?<=[.!?…:])\s+(?=\S)", text) if _WORD.search(piece)]


def is_quoted(text: str, sources: Iterable[str]) -> bool:
    """Whether a text stands in one of the sources word by word, from the beginning of a sentence to an end.

    Placeholders such as `[номер заказа]` stand for anything. A quotation may not begin in the middle:
    «переводите деньги сами» is no quotation of «не переводите деньги сами».
    """
    parts = [part for part in (_folded_words(part) for part in PLACEHOLDER.split(text)) if part]
    return bool(parts) and any(_has_parts(source, parts) for source in sources)


def _has_parts(source: str, parts: Sequence[Sequence[str]]) -> bool:
    plain = source.lower().replace("ё", "е")
    if any(word not in plain for part in parts for word in part):
        return False
    found = [(match.group().lower().replace("ё", "е"), match.start(), match.end()) for match in _WORD.finditer(source)]
    at = 0
    for number, part in enumerate(parts):
        place = _place(source, found, part, at, (number == 0, number == len(parts) - 1))
        if place is None:
            return False
        at = place + len(part)
    return True


def _place(
    source: str, found: Sequence[tuple[str, int, int]], part: Sequence[str], at: int, bounded: tuple[bool, bool]
) -> int | None:
    for start in range(at, len(found) - len(part) + 1):
        if all(found[start + offset][0] == word for offset, word in enumerate(part)):
            before = source[found[start - 1][2] if start else 0 : found[start][1]]
            last = start + len(part)
            after = source[found[last - 1][2] : found[last][1] if last < len(found) else len(source)]
            opens = start == 0 or _BOUNDARY.search(before)
            closes = last == len(found) or _BOUNDARY.search(after)
            if (opens or not bounded[0]) and (closes or not bounded[1]):
                return start
    return None


def _folded_words(text: str) -> list[str]:
    return [word.lower().replace("ё", "е") for word in _WORD.findall(text)]


def _share(stems: set[str], known: set[str]) -> float:
    return len(stems & known) / len(stems) if stems else 0.0


def _alike(claim: Clause, known: Iterable[Clause]) -> list[Clause]:
    """The clauses that say most nearly what the claim is about."""
    shares = [(_share(set(claim.stems), _with_opposites(clause)), clause) for clause in known]
    best = max((share for share, _ in shares), default=0.0)
    if best < _SAME_MATTER or len(claim.stems) < 2:
        return []
    return [clause for share, clause in shares if share >= best - _NEARLY_BEST]


def _with_opposites(clause: Clause) -> set[str]:
    """«невозможно» is about the possible too."""
    return set(clause.stems) | {stem[2:] for stem in clause.stems if stem.startswith("не") and len(stem) > 5}


def _is_denied(claim: Clause, known: Sequence[Clause]) -> bool:
    alike = _alike(claim, known)
    return bool(alike) and all(_opposed(claim, clause) for clause in alike)


def _opposed(claim: Clause, clause: Clause) -> bool:
    common = set(claim.stems) & set(clause.stems)
    if claim.denied and clause.denied:
        # Both deny something, perhaps in other words («выплат нет», «выплаты не приходят»): opposed only when
        # one denies what the other asserts.
        return bool(claim.denied & common - clause.denied) and bool(clause.denied & common - claim.denied)
    if (claim.denied | clause.denied) & common:
        return True
    prefixed = {"не" + stem for stem in claim.stems} & (set(clause.stems) - set(claim.stems))
    unprefixed = {"не" + stem for stem in clause.stems} & (set(claim.stems) - set(clause.stems))
    return bool(prefixed or unprefixed)


def _under_denial(text: str, sources: Sequence[RedactedText], words: Words) -> bool:
    """Whether what a text says without denying stands only under a heading that denies, such as «Чего не делать»."""
    stems = set(words.stems(text))
    shares = {True: 0.0, False: 0.0}
    for source in sources:
        heading = ""
        for line in lines(source):
            heading = line.strip("# ").rsplit("› ", 1)[-1] if line.startswith("#") else heading
            turned = turns_round(heading, text) and turns_round(heading, line)
            shares[turned] = max(shares[turned], _share(stems, set(words.stems(line))))
    return shares[True] >= _SAME_MATTER and shares[True] > shares[False]


def _is_swapped(claim: Clause, known: Sequence[Clause]) -> bool:
    alike = _alike(claim, known)
    return bool(alike) and all(_roles_changed(claim, clause) for clause in alike)


def _roles_changed(claim: Clause, clause: Clause) -> bool:
    here, there = _roles(claim), _roles(clause)
    common = here.keys() & there.keys()
    if here.keys() - common and there.keys() - common:
        return True  # one has taken the other's place: «банк-эмитент» for «банк-эквайер»
    if len(common) < 2:
        return False
    if all(here[role].isascii() for role in common):
        # English has no cases: the order tells who acts, unless it is turned by the passive.
        order = [role for role in here if role in common]
        return order != [role for role in there if role in common] and "by" not in f"{claim.forms} {clause.forms}"
    return sum(here[role] != there[role] for role in common) > 1


def _is_changed(text: str, stated: Sequence[str], sign: Callable[[str, Words], Counter[str]], words: Words) -> bool:
    """Whether a text is a sentence of its source but for a sign: one denial more or less, the bank for the shop."""
    same = [one for one in stated if _is_same_sentence(text, one, words)]
    claimed = sign(text, words)
    return bool(same) and all(sign(one, words) != claimed for one in same)


def _is_same_sentence(text: str, stated: str, words: Words) -> bool:
    here, there = set(words.stems(text)) - _ROLES.keys(), set(words.stems(stated)) - _ROLES.keys()
    common = here & there
    return len(common) >= _FEWEST_COMMON and len(common) >= _SAME_SENTENCE * len(here | there)


def _denials(text: str, _: Words) -> Counter[str]:
    return Counter("denied" for _ in _DENIAL.finditer(text))


def _named_roles(text: str, words: Words) -> Counter[str]:
    return Counter(_ROLES[stem] for stem in words.stems(text) if stem in _ROLES)


def _roles(clause: Clause) -> dict[str, str]:
    return {_ROLES[stem]: form for stem, form in zip(clause.stems, clause.forms, strict=True) if stem in _ROLES}


def _is_misplaced(text: str, stated: Sequence[str], words: Words) -> bool:
    """Whether a value of the text stands in its source with another matter, and another value stands with this one."""
    parts = [_valued(part, words) for sentence in stated for part in _parts(sentence)]
    return any(_stands_elsewhere(_valued(part, words), parts) for part in _parts(text))


_Valued = tuple[frozenset[str], frozenset[tuple[Sort, str]]]


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[;.!?…|]\s|,\s(?=\D)", text + " ") if part.strip()]


def _valued(text: str, words: Words) -> _Valued:
    found = frozenset((value.sort, value.normal) for value in values(text) if value.sort in _VALUE_SORTS)
    return frozenset(words.stems(text)) - {normal for _, normal in found}, found


def _stands_elsewhere(claim: _Valued, known: Sequence[_Valued]) -> bool:
    stems, given = claim
    if not given or len(stems) < 2:
        return False
    same_matter = [held for there, held in known if len(stems & there) >= _ALL_OF_IT * len(stems)]
    return bool(same_matter) and all(_rivals(given - held, held - given) for held in same_matter)


def _rivals(here: frozenset[tuple[Sort, str]], there: frozenset[tuple[Sort, str]]) -> bool:
    """Whether a value has another of its sort in its place."""
    return bool({sort for sort, _ in here} & {sort for sort, _ in there})
