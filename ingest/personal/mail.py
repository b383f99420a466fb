"""Finds e-mail addresses, written with an @ or spelled out («ivan собака mail точка ru»)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.personal.finding import Finding, found

_LETTER = r"(?:[^\W_]|[\-\u200b])"
_ADDRESS = re.compile(
    rf"(?<![\w.+\-'%\u200b])(?P<local>[\w.+\-'%\u200b]++)@{_LETTER}++(?:\.{_LETTER}++)*\.(?P<zone>[^\W\d_]{{2,24}}+)"
)
_TRIGGER = re.compile(r"собак|собачк|[(\[{ ]at[)\]} ]|[(\[{ ]@|@ |dot|точка")
_AT = r"(?: ?[(\[{<] ?(?:собак[аиу]|собачка|@|at|эт) ?[)\]}>] ?| (?:собак[аиу]|собачка|эт) | ?@ ?)"
_DOT = r"(?: ?[(\[{<]? ?(?:точка|dot) ?[)\]}>]? ?|\.)"
_SPELLED = re.compile(
    rf"(?<![\w.+\-'])(?P<local>[\w.+\-]++){_AT}(?:[^\W_]|-){{2,40}}(?:{_DOT}[^\W_]{{2,24}}+){{0,2}}{_DOT}(?P<zone>[^\W\d_]{{2,24}}+)"
    rf"|(?<![\w.+\-'])(?P<name>[\w.+\-]++) at [\w\-]{{2,40}}+ (?:dot|точка) [a-z]{{2,24}}+",
)
_FILES = frozenset(
    {"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "ts", "json", "md", "php", "html", "zip", "pdf"}
)


def mail_addresses(view: str) -> Iterator[Finding]:
    """E-mail addresses; `git@host` and file names such as `logo@2x.png` are none."""
    if "@" in view:
        yield from _addresses(view, _ADDRESS)
    if _TRIGGER.search(view):
        yield from _addresses(view, _SPELLED)


def _addresses(view: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    for match in pattern.finditer(view):
        local = match["local"] or match.groupdict().get("name") or ""
        kept = len(local) - len(local.lstrip("_.+-'%\u200b"))
        if kept < len(local) and local != "git" and (match["zone"] or "").lower() not in _FILES:
            yield found((match.start() + kept, match.end()), "почта")


def own_addresses(domains: Sequence[str]) -> re.Pattern[str]:
    """Finds the company's own addresses. No digit may stand in them, or a card number could hide in front of the @."""
    if not domains:
        return re.compile(r"(?!)")
    ends = "|".join(re.escape(domain) for domain in domains)
    return re.compile(rf"(?<![\w.+\-])[a-z][a-z._\-]{{0,40}}@(?:{ends})(?![\w\-]|\.\w)", re.IGNORECASE)
