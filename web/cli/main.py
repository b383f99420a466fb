"""The command group: one file a room of commands, errors translated into exit codes once."""

from __future__ import annotations

import sys

import click

from corpus.errors import PodskazkaError
from web.cli.answers import draft, search
from web.cli.benching import bench
from web.cli.delivering import deliver
from web.cli.filling import export, ingest
from web.cli.learning import learn_
from web.cli.measuring import eval_
from web.cli.output import say
from web.cli.people import token, user
from web.cli.reporting import report
from web.cli.serving import demo, serve
from web.cli.synonyms import synonyms
from web.cli.upkeep import check, rebuild, status

DONE, COULD_NOT = 0, 1


class _Commands(click.Group):
    """Lists the commands in the order in which one meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (their signature)
        """In the order in which they were added."""
        return list(self.commands)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="podskazka")
def podskazka() -> None:
    """Podskazka: finds, cites and drafts support answers from what your company already knows.

    \b
    Start here:
      podskazka demo                       a starter corpus, served on http://127.0.0.1:8000
      podskazka ingest FOLDER              take in documents, question-answer files, exported tickets
      podskazka search "как вернуть деньги"
      podskazka draft ticket.txt
      podskazka serve                      the FAQ page, the Desk and the JSON API

    Everything is kept in PODSKAZKA_HOME (default ~/.local/share/podskazka). Nothing is sent anywhere, except replies
    where PODSKAZKA_DELIVERY says how.
    """


_ROOMS = (
    demo,
    ingest,
    search,
    draft,
    serve,
    deliver,
    user,
    token,
    status,
    check,
    rebuild,
    learn_,
    report,
    eval_,
    bench,
    export,
    synonyms,
)
for command in _ROOMS:
    podskazka.add_command(command)


def main() -> None:
    """Runs a command; 0 done, 1 could not (the message says what to do), 2 wrong usage."""
    try:
        podskazka()
    except PodskazkaError as error:
        say(f"podskazka: {error}")
        sys.exit(COULD_NOT)
    except BrokenPipeError:  # `podskazka search … | head` closed the pipe: nothing is wrong
        sys.stderr.close()
        sys.exit(DONE)
