"""Patterns of many names, tried letter by letter rather than one name after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_Branches = dict[str, "_Branches"]
_END = ""  # key of a branch where a name may end


def longest_of(names: Iterable[list[str]], between: str, written: Callable[[str], str] = re.escape) -> str:
    """A pattern of the longest name that stands at a place. Each name is its parts, in order; ``between`` joins parts.

    ``written`` gives the pattern of one part; no part may be the beginning of a part and its ``between``.
    """
    tree: _Branches = {}
    for parts in names:
        node = tree
        for part in parts:
            node = node.setdefault(part, {})
        node[_END] = {}
    by_letter: dict[str, list[str]] = {}
    for part in tree:
        by_letter.setdefault(written(part)[0], []).append(part)
    if any(not letter.isalnum() for letter in by_letter):  # parts that begin with more than a letter
        return _any_of(tree, between, written)
    groups = []
    for letter, parts in by_letter.items():
        tails = [written(part)[1:] + _rest(tree[part], between, written) for part in parts]
        groups.append(f"{letter}(?:{'|'.join(tails)})" if len(tails) > 1 else letter + tails[0])
    return f"(?:{'|'.join(groups)})"


def _any_of(node: _Branches, between: str, written: Callable[[str], str]) -> str:
    return f"(?:{'|'.join(written(part) + _rest(below, between, written) for part, below in node.items() if part)})"


def _rest(node: _Branches, between: str, written: Callable[[str], str]) -> str:
    """What follows a part: as much as a name allows, nothing where one may end."""
    if node.keys() == {_END}:
        return ""
    more = between + _any_of(node, between, written)
    return f"(?:{more})?" if _END in node else more
