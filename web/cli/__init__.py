"""The command `podskazka`."""

from web.cli.main import main

__all__ = ["main"]
