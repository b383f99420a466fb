"""A server that holds a large library answers without long breaks."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc
from corpus.memory import keep_for_good

library = [[number] for number in range(50_000)]
before = len(gc.get_objects())
keep_for_good()
print(before, len(gc.get_objects()), library[-1][0])
"""


def test_what_was_loaded_is_not_looked_through_again() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stdout
    before, after, last = map(int, told.split())

    assert before > 50_000
    assert after < 5_000
    assert last == 49_999
