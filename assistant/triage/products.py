"""Which product of the library a text names by its platform: «опенкарт 3» is «Модуль OpenCart 3»."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.drafting.platforms import Platforms, platforms
from corpus.index.plane import Plane


class Products:
    """The products that documents are about, with the platforms of each; read anew when the index has changed."""

    def __init__(self, planes: Callable[[], Sequence[Plane]]) -> None:
        self._planes = planes
        self._read: tuple[tuple[object, ...], Mapping[str, Platforms]] = ((), {})

    def named_in(self, text: str) -> tuple[str, ...]:
        """The products for a platform that the text names, in a version that it leaves open or names as well."""
        named = platforms(text)
        return tuple(product for product, theirs in self._known().items() if _fit(named, theirs)) if named else ()

    def state(self) -> tuple[object, ...]:
        """Changes whenever the index has taken something in."""
        # Known by its last row, not held: a plane may be hundreds of megabytes.
        return tuple((plane.ids[-1:], len(plane.ids), plane.count) for plane in self._planes())

    def _known(self) -> Mapping[str, Platforms]:
        state = self.state()
        if state != self._read[0]:
            self._read = state, _products(self._planes())
        return self._read[1]


def _products(planes: Sequence[Plane]) -> Mapping[str, Platforms]:
    facets = (plane.books[at].facets for plane in planes for at in plane.book_of.values())
    pairs = sorted({(one.product, one.module) for one in facets if one.product})
    found: dict[str, dict[str, frozenset[str]]] = {}
    for product, module in pairs:
        for name, majors in platforms(f"{product} {module}").items():
            mine = found.setdefault(product, {})
            mine[name] = mine.get(name, frozenset()) | majors
    return found


def _fit(named: Platforms, theirs: Platforms) -> bool:
    return any(
        not (named[name] and theirs[name]) or bool(named[name] & theirs[name]) for name in named.keys() & theirs.keys()
    )
