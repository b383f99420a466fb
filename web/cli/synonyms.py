"""`podskazka synonyms`: phrases that mean the same to the search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from corpus.database.library.synonyms import Group, Phrases
from corpus.settings import Settings
from ingest.house import House, open_house
from ingest.phrases import SEPARATOR, read_group, read_groups
from ingest.reading import Reader
from web.cli.output import result_json, say, table

_AUTHOR = "command line"


@click.group(name="synonyms")
def synonyms() -> None:
    """Show and change the phrases that mean the same.

    A question is searched with the other phrases of its groups too. Word forms, case and ё/е do not matter.
    A phrase may stand in several groups, one for each of its senses. Podskazka brings a first set of groups;
    what you remove or change of it stays so after an update.

    \b
    podskazka synonyms add "ЛК" "личный кабинет" "my account"
    podskazka synonyms import ours.txt
    """


@synonyms.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(*, as_json: bool) -> None:
    """Show all groups, with their ids and where they are from."""
    with _house() as house:
        groups = house.synonyms.groups()
    if as_json:
        result_json([{"id": group.id, "phrases": group.phrases, "origin": group.origin} for group in groups])
    else:
        table(("id", "origin", "phrases"), [(group.id, group.origin, _line(group)) for group in groups])


@synonyms.command()
@click.argument("phrases", nargs=-1, required=True, metavar="PHRASE PHRASE...")
def add(phrases: tuple[str, ...]) -> None:
    """Say that these PHRASES mean the same."""
    with _house() as house:
        group = read_group(phrases, house.redactor)
        say(f"added {house.synonyms.add(group, _AUTHOR)}")
        _tell_other_senses(house, group)


@synonyms.command()
@click.argument("group", metavar="ID")
@click.argument("phrases", nargs=-1, required=True, metavar="PHRASE PHRASE...")
def change(group: str, phrases: tuple[str, ...]) -> None:
    """Put these PHRASES in the place of the group ID."""
    with _house() as house:
        new = read_group(phrases, house.redactor)
        say(f"changed; it is {house.synonyms.change(group, new, _AUTHOR)} now")
        _tell_other_senses(house, new)


@synonyms.command()
@click.argument("group", metavar="ID")
def remove(group: str) -> None:
    """Take the group ID out of use."""
    with _house() as house:
        house.synonyms.remove(group, _AUTHOR)
    say(f"removed {group}")


@synonyms.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Add all groups of FILE, or none when a line is wrong: a group a line, phrases separated by ` = `, # comments."""
    with _house() as house:
        groups = read_groups(Reader().text(file), house.redactor)
        added = house.synonyms.add_all(groups, _AUTHOR)
    say(f"added: {added}; there already: {len(groups) - added}")


@synonyms.command(name="export")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def export_(file: TextIO) -> None:
    """Write all groups to FILE (default: standard output), as `import` reads them."""
    with _house() as house:
        groups = house.synonyms.groups()
    file.writelines(f"{_line(group)}\n" for group in groups)


@contextmanager
def _house() -> Iterator[House]:
    house = open_house(Settings.read())
    try:
        yield house
    finally:
        house.close()


def _line(group: Group) -> str:
    return SEPARATOR.join(group.phrases)


def _tell_other_senses(house: House, phrases: Phrases) -> None:
    for other in house.synonyms.sharing(phrases):
        say(f"shares phrases with {other.id}: {_line(other)}")
