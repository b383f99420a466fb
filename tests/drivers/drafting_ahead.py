"""Opens tickets and makes their drafts at the same time, until it is killed; says each ticket that is kept."""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from assistant.ahead.working import drafting_ahead
from corpus.nouns import RawText
from tests.web import help_centre


def main(folder: Path) -> None:
    """Opens tickets without end."""
    with help_centre(folder) as podskazka, drafting_ahead(podskazka.ahead, look=0.01):
        for number in count():
            ticket = podskazka.assistant.open(RawText(f"Деньги списали, а заказ {number} не оплачен"))
            sys.stdout.write(f"{ticket.id}\n")
            sys.stdout.flush()
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
