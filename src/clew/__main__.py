"""`python -m clew` is the same as `clew`."""

from clew.main.cli import main

main()
