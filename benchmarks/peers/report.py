"""Figures into Markdown, and Markdown into a page between its markers. Nothing here measures."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping, Sequence

Times = Mapping[str, Sequence[float]]  # document -> seconds, round after round


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table: the first column to the left, figures to the right; None is a dash."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---"] + ["---:"] * (len(head) - 1)) + "|"]
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"{len(row)} cells under {len(head)} heads")
        lines.append("| " + " | ".join("–" if cell is None else str(cell).replace("|", "\\|") for cell in row) + " |")
    return "\n".join(lines)


def figure(value: float) -> str:
    """Three digits that count, thousands left whole."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def best(times: Times) -> float:
    """Sum of each document's quickest round."""
    return sum(min(rounds) for rounds in times.values())


def middle(times: Times) -> float:
    """Sum of each document's median round."""
    return sum(statistics.median(rounds) for rounds in times.values())


def shared(times: Times, others: Times) -> tuple[Times, Times]:
    """Both, kept to the documents both read."""
    both = [name for name in times if name in others]
    return {n: times[n] for n in both}, {n: others[n] for n in both}


def ratio(times: Times, floor: Times) -> float:
    """How many times the floor, each at its best, on the documents both read."""
    mine, theirs = shared(times, floor)
    return best(mine) / best(theirs)


def goal(told: str, value: float, limit: float, *, at_least: bool = False, unit: str = "") -> str:
    """A line that says what was asked, what was measured and whether it holds."""
    holds = value >= limit if at_least else value <= limit
    sign = "≥" if at_least else "≤"
    return f"- {told} {sign} {limit:g}{unit}: {figure(value)}{unit}, **{'held' if holds else 'not held'}**"


def section(text: str, name: str) -> str:
    """What stands between the markers of ``name``; raises KeyError without them."""
    return _between(text, name).group(2).strip("\n")


def with_section(text: str, name: str, body: str) -> str:
    """The page with another text between the markers of ``name``; raises KeyError without them."""
    if "<!-- /measured -->" in body:
        raise ValueError("a section cannot close itself")
    found = _between(text, name)
    return text[: found.start(2)] + f"\n{body.strip()}\n" + text[found.end(2) :]


def _between(text: str, name: str) -> re.Match[str]:
    found = re.search(rf"(<!-- measured: {re.escape(name)} -->)(.*?)<!-- /measured -->", text, re.DOTALL)
    if found is None or "<!-- measured:" in found.group(2):
        raise KeyError(name)
    return found
