"""Whether groups of digits look like one card number, or like a list of numbers that happens to pass the check."""

from __future__ import annotations

from ingest.personal.digits import Run

# An expiry, an expiry and a code, a code, or the groups of another card.
_REST_SIZES = {
    (2, 2), (2, 4), (1, 2), (4,), (3,), (2, 2, 3), (2, 4, 3), (1, 2, 3), (4, 3), (1,) * 3, (1,) * 16, (4,) * 4,
}  # fmt: skip
_PRINTED = {(4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3)}
_USUAL_LENGTHS = {15, 16, 18, 19}
_LIST_SIGNS = frozenset(",;|\"'\n={}[]")


def is_shaped(run: Run, first: int, last: int) -> bool:
    """Whether these groups are grouped as on a card, or set apart from the numbers around them."""
    if first == last:
        return True
    if _is_printed(tuple(run.sizes[first : last + 1])) and _is_one(run, first, last):
        return True
    return _is_even(run, first, last) or _is_everything(run, first, last)


def continues(run: Run, first: int) -> bool:
    """Whether no card begins with this short group: short ones make a card only as an even row, from its start."""
    gaps = run.gaps[first - 1 : first + 4]
    if gaps[0] == gaps[-1] and run.sizes[first - 1] == run.sizes[first]:
        return True
    return len(gaps) < 5 or len(set(gaps[1:])) > 1 or len(set(run.sizes[first : first + 4])) > 1


def _is_printed(sizes: tuple[int, ...]) -> bool:
    return sizes in _PRINTED or (sum(sizes) == 16 and min(sizes) >= 4)


def _is_one(run: Run, first: int, last: int) -> bool:
    """Whether printed groups are one number and no part of a list or table of numbers."""
    gaps = run.gaps[first:last]
    if sum("\n" in gap for gap in gaps) <= 1 and not any(_LIST_SIGNS.intersection(gap) - {"\n"} for gap in gaps):
        return True
    size = 4 if last - first == 3 else None
    return _begins(run, first, gaps[0], size) and _ends(run, last, gaps[-1], size)


def _is_even(run: Run, first: int, last: int) -> bool:
    """Whether it is a row of equal groups between equal signs, and the row ends where the card does."""
    gap, size = run.gaps[first], run.sizes[first]
    if set(run.gaps[first:last]) != {gap} or set(run.sizes[first:last]) != {size}:
        return False
    if sum(run.sizes[first : last + 1]) != 16 or _LIST_SIGNS.intersection(gap):
        return _begins(run, first, gap) and _ends(run, last, gap)
    return _begins(run, first, gap, size) and _ends(run, last, gap, run.sizes[last])


def _is_everything(run: Run, first: int, last: int) -> bool:
    """Whether all digits far and wide are these, whatever their groups."""
    sizes = run.sizes[: last + 1]
    if first or sum(sizes) not in _USUAL_LENGTHS or min(sizes[:-1]) < 2 or not _is_all(run, last):
        return False
    return all(len(gap) <= 4 for gap in run.gaps[:last])


def _begins(run: Run, first: int, gap: str, size: int | None = None) -> bool:
    return first == 0 or run.gaps[first - 1] != gap or (size is not None and run.sizes[first - 1] != size)


def _ends(run: Run, last: int, gap: str, size: int | None = None) -> bool:
    return _is_all(run, last) or run.gaps[last] != gap or (size is not None and run.sizes[last + 1] != size)


def _is_all(run: Run, last: int) -> bool:
    """Whether nothing comes after the card but its expiry and code, or another card."""
    rest = tuple(run.sizes[last + 1 : last + 18])
    return not rest or rest in _REST_SIZES
