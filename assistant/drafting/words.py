"""Which words of a text carry its meaning, and which of them are denied."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.index.tokens import Tokenizer

_RUSSIAN = """
а без бы был была были было быть в вам вами вас ваш ваша ваше ваши вашего вашей вашему вашим ваших вашу весь во вот
все всего всей всем всеми всему всех всю вся всё вы да даже для до его ее ей ему если есть еще ещё же за здесь и из
или им ими их к как какая какие какой каком какую ко когда который которая которое которые которого которой которому
которую которых которым ли либо мне мной мною могу может можем можете могут мой моя мое мои моего моей моем моему моих
мою мы на над нам нами нас наш наша наше наши нашего нашей нашему нашим наших нашу не него нее ней нему нет ни них но
ну о об обо один одна одно он она они оно от по под пока после потом потому почему при про раз с сам сама сами само
своего своей своему свои свой свою своих своя своё себе себя со та так такая также такие такой там те тем то тогда
того тоже той только том тот ту тут ты у уже хотя чего чей чем чему что чтобы эта эти это этого этой этом этому этот
эту этим этих я заранее обратитесь обратиться пожалуйста здравствуйте привет добрый день вечер утро спасибо подскажите
скажите помогите просьба прошу вопрос вопросы бывает бывают будет будут существует предусмотрено предусмотрена хотим
хочу хотел хотела нужно надо можно нельзя нету никак просто очень прям вообще кстати именно
""".split()
_ENGLISH = """
a about after all also am an and any are as at be been before but by can could did do does doing for from had has have
he her him his how i if in into is it its just me my no nor not of off on or our out over please she should so some
such than that the their them then there these they this those to too under until up us very was we were what when
where which while who why will with would you your yours hello hi dear thanks thank regards want need contact
""".split()
# «ни» and «никогда» stand beside a «не» that counts already.
_DENIALS = frozenset("не нет нельзя без невозможно not no never without cannot".split())
_CONTRACTION = re.compile(r"n[’']t\b")
_CLAUSE = re.compile(r"[,;:.!?…()\n]+|\s[—–]\s|\s(?:а|но|but)\s")
_FORBIDDING = frozenset("нельзя невозможно".split())
_INFINITIVE = re.compile(r"(?:ть|ти|чь)(?:ся)?$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: its words of meaning as stems in order with their forms, and the stems that are denied."""

    stems: tuple[str, ...]
    forms: tuple[str, ...]
    denied: frozenset[str]


class Words:
    """Reads texts as stems without function words."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._function = {stem for word in (*_RUSSIAN, *_ENGLISH) for stem in (word, *tokenizer.stems(word))}

    def stems(self, text: str) -> list[str]:
        """The stems that carry meaning, in reading order; single letters and digits are left out."""
        return [stem for stem in self._tokenizer.stems(text) if self._means(stem)]

    def clauses(self, text: str) -> list[Clause]:
        """The clauses of a text that have words of meaning."""
        return [clause for part in _CLAUSE.split(text) if (clause := self._clause(part)).stems]

    def _means(self, stem: str) -> bool:
        return len(stem) > 1 and stem not in self._function and not stem.isdigit()

    def _clause(self, text: str) -> Clause:
        text = _CONTRACTION.sub(" not", text)
        stems: list[str] = []
        forms: list[str] = []
        infinitives: list[str] = []
        denials: list[tuple[str, int]] = []  # each with the number of stems before it
        for token in self._tokenizer.tokens(text):
            word = text[token.start : token.end].lower()
            if word in _DENIALS:
                denials.append((word, len(stems)))
            elif self._means(token.stem):
                stems.append(token.stem)
                forms.append(word)
                if _INFINITIVE.search(word):
                    infinitives.append(token.stem)
        denied = (stem for word, at in denials for stem in _denied(word, at, stems, infinitives))
        return Clause(tuple(stems), tuple(forms), frozenset(denied))


def _denied(word: str, at: int, stems: list[str], infinitives: list[str]) -> list[str]:
    """What a denial denies: «нельзя» the act wherever it stands in the clause, the others the next word."""
    if word in _FORBIDDING and infinitives:
        return infinitives
    return stems[at : at + 1] or stems[-1:]
