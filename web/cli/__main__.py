"""`python -m web.cli` is the command `podskazka`."""

from web.cli.main import main

main()
