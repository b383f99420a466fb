"""Tells Russian, English and other languages apart by letters and small words; no model, so short texts work too."""

from __future__ import annotations

import re

# A text this long has told its language; and what it is made of may not cost more than that.
_ENOUGH = 30_000
# What says nothing about the language people wrote in: code, addresses, tags.
_NOT_PROSE = re.compile(
    r"<(?:script|style)\b.{0,3000}?</(?:script|style)>|```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]{1,200}`|"
    r"<[^<>\n]{1,300}>|\b(?:https?://|www\.)\S+|[\w.+\-]{1,64}@[\w.\-]+",
    re.DOTALL,
)
_CLUSTER = re.compile(r"[\w.\-]+")
_IDENTIFIER = re.compile(r"[_\d]")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# Letters that Ukrainian, Belarusian, Kazakh, Serbian and others have and Russian has not; the hard sign of Bulgarian.
_NOT_RUSSIAN = re.compile(r"[іїєґўјљњћђџѓќѕәғқңөұүһ]|ъ(?![еёюя])")
_NOT_ENGLISH = re.compile(r"[àâäáãåąæçćčďđèéêëęěėğíîïıįłńñňóôöõőøœřśšşșťțùúûüűůūųýžźżßāēģīķļņ]")
_ENGLISH = re.compile(
    r"the|of|to|and|is|in|for|a|an|your|you|we|i|be|not|with|this|that|on|or|are|can|if|it|my|our|as|by|from|at|"
    r"have|has|do|does|did|how|what|why|when|where|which|will|was|no|please|but|there|after"
)
_FOREIGN = re.compile(
    r"der|die|das|und|ist|nicht|mit|für|ein|eine|auf|wir|sie|ich|bitte|von|zu|le|la|les|des|et|est|une|pour|dans|"
    r"pas|sur|vous|nous|je|que|el|los|las|por|para|con|una|del|su|il|gli|che|di|per|non|sono|w|z|się|jest|na|nie|"
    r"do|dla|ir|yra|kad|ar|nav|bir|ve|için|não|uma|os|como|pro"
)
# Small words of Russian in Latin letters: nobody names a setting, a field or a shop after two of them.
SMALL_IN_LATIN_LETTERS = frozenset(
    "kak chto eto ne net ya vy mne menya nas vas moi moj gde kogda pochemu zachem skolko esli ili uzhe eshe esche "
    "mozhno nuzhno nado nelzya dlya posle pri po ot iz spasibo privet zdravstvuyte zdravstvujte dobryj dobriy "
    "pozhaluysta pozhalujsta podskazhite".split()
)
_TRANSLITERATED = re.compile(
    "|".join(sorted(SMALL_IN_LATIN_LETTERS))
    + r"|prishel|prishla|prishli|prihodit|oplata|oplatil|oplatila|platezh|zakaz|karta|karty|dengi|deneg|vernut|vozvrat|"
    r"magazin|den|vecher|podklyuchit|oplatit|rabotaet|kod|u|v"
)
# «не», «как», «что», «для», «деньги» and the like, typed with the English layout on.
_MISTYPED = re.compile(
    r"yt|yf|gj|jn|bp|pf|lj|ghb|rfr|xnj|lkz|vyt|vtyz|yfc|dfc|ult|rjulf|gjxtve|tckb|bkb|tot|ytn|ghbdtn|plhfdcndeqnt|"
    r"ltym|gjlcrf|ltymub|ltytu|jgkfnf|jgkfnbk|jgkfnbkf|pfrfp|pfrfpf|rfhnf|rfhne|rfhns|djpdhfn|vfufpby|rjl|cxtn|gjxne|"
    r"ghbitk|ghbikf|ghbikb"
)
# Russian support texts are full of Latin names and settings; English ones quote a Russian button at most.
_RUSSIAN_SHARE = 0.2
_FOREIGN_SHARE = 0.05


def language_of(text: str) -> str:
    """`ru`, `en` or `other`: mixed technical text is `ru` when a fair share of its words is Cyrillic.

    Russian in Latin letters («kak podklyuchit») or in the wrong layout («rfr gjlrk.xbnm») is `ru`. A text without
    words is `ru`, as that is what people here write.
    """
    words = _words(text)
    if not words:
        return "ru"
    cyrillic = [word for word in words if _CYRILLIC.match(word)]
    latin = [word for word in words if _LATIN.match(word)]
    if len(words) > 2 * (len(cyrillic) + len(latin)):
        return "other"
    if len(cyrillic) >= _RUSSIAN_SHARE * len(words):
        return "other" if _share(_NOT_RUSSIAN, cyrillic) > _FOREIGN_SHARE else "ru"
    return _in_latin_letters(latin)


def _words(text: str) -> list[str]:
    lower = text[:_ENOUGH].lower()
    clusters = _CLUSTER.findall(_NOT_PROSE.sub(" ", lower))
    prose = [word for cluster in clusters if not _IDENTIFIER.search(cluster) for word in _WORD.findall(cluster)]
    if prose:
        return prose
    # A lone code or setting is a question like any other; many of them are a listing.
    found = _WORD.findall(lower)
    return found if len(found) > 3 else []


def _in_latin_letters(words: list[str]) -> str:
    english, foreign, russian, mistyped = (
        sum(bool(small.fullmatch(word)) for word in words) for small in (_ENGLISH, _FOREIGN, _TRANSLITERATED, _MISTYPED)
    )
    if max(russian, mistyped) > max(english, foreign):
        return "ru"
    # A list of settings has no small words of any language: it is read by people who know English.
    if foreign > english or (not english and _share(_NOT_ENGLISH, words) > 2 * _FOREIGN_SHARE):
        return "other"
    return "en"


def _share(pattern: re.Pattern[str], words: list[str]) -> float:
    return sum(bool(pattern.search(word)) for word in words) / len(words) if words else 0.0
