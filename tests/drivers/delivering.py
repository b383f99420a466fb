"""Answers tickets and delivers the replies at the same time, until it is killed; says each reply that is kept."""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from tests.posting import Post, by_mail


def main(folder: Path, port: int) -> None:
    """Sends without end."""
    post = Post(folder)
    with post.courier(by_mail(port)).at_work():
        for number in count():
            reply = post.send(f"Ответ {number}")
            sys.stdout.write(f"{reply.id}\n")
            sys.stdout.flush()
            time.sleep(0.005)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
