"""The commands, a file a family: each declares its own options and imports what it needs when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable

DONE, REFUSED, WRONG_USE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130

# Makes the parser of one command: its name, the function that runs it, what it does in French.
Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def entier(text: str) -> int:
    """An integer; argparse prints this function's name when it is not one."""
    return int(text)
