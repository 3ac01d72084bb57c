"""What an export did and what it could not do, told in French and kept beside the files."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from pipeline.exports.text import inert

MOST_COUNTS = 40  # tables or files told one by one on a terminal
MOST_NOTES = 200  # lines; what follows is counted
LOSS_COLUMNS = ("Document", "Identifiant du document", "Table", "Identifiant", "Action", "Champ", "Valeur", "Raison")
LONGEST_VALUE = 500  # characters of a value in the list of losses
README = "LISEZ-MOI.txt"
TITLE = "Export de planothèque"  # first words of README: how a folder of ours is recognised


@dataclass
class Report:
    """``counts``: rows by table, in order; ``notes``: French sentences; ``losses``: how often each reason was met.

    ``path`` is the file or folder made; ``losses_file`` lists the records behind ``losses``.
    """

    kind: str
    path: Path
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)
    losses_file: Path | None = None
    unlisted: int = 0

    def note(self, sentence: str) -> None:
        """Keep a sentence once; beyond ``MOST_NOTES`` they are only counted."""
        if sentence in self.notes:
            return
        if len(self.notes) < MOST_NOTES:
            self.notes.append(sentence)
        else:
            self.unlisted += 1

    def all_notes(self) -> list[str]:
        more = [f"… et {self.unlisted} autres remarques de même nature."] if self.unlisted else []
        return self.notes + more

    def text(self) -> str:
        """A few French lines for a terminal."""
        lines = [f"Export écrit : {self.path}"]
        if len(self.counts) > MOST_COUNTS:
            lines.append(f"  {number(len(self.counts))} fichiers, {number(sum(self.counts.values()))} lignes")
        else:
            lines += [f"  {name} : {number(n)} ligne{'s' if n > 1 else ''}" for name, n in self.counts.items()]
        lines += [f"Remarque : {note}" for note in self.all_notes()]
        if self.losses:
            total = sum(self.losses.values())
            lines.append(f"Non repris ou adapté : {number(total)} valeur{'s' if total > 1 else ''}, par raison :")
            lines += [f"  {number(n)} × {reason}" for reason, n in self.losses.most_common()]
        if self.losses_file:
            lines.append(f"La liste, ligne à ligne : {self.losses_file}")
        return "\n".join(lines)


class Losses:
    """Writes the list of what could not be carried as it is met, and counts it in the report."""

    def __init__(self, file: TextIO, report: Report) -> None:
        self._writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        self._writer.writerow(LOSS_COLUMNS)
        self._report = report

    def add(
        self,
        reason: str,
        *,
        document: str,
        document_id: str,
        table: str,
        record_id: str = "",
        action: str = "",
        field: str = "",
        value: object = "",
    ) -> None:
        self._report.losses[reason] += 1
        said = "" if value is None else str(value)
        if len(said) > LONGEST_VALUE:
            said = said[: LONGEST_VALUE - 1] + "…"
        cells = (document, document_id, table, record_id, action, field, said, reason)
        self._writer.writerow([inert(c.replace("\r", "\n")) for c in cells])


def number(value: int) -> str:
    """12345 as "12 345"."""
    return f"{value:,}".replace(",", " ")


def write_readme(folder: Path, title: str, state: list[str], report: Report, body: list[str]) -> None:
    """The text that goes with a folder of files: what, when, how much, what was left, what it means."""
    lines = [f"{TITLE} : {title}", "", *state, "", "Contenu"]
    lines += [f"  {name} : {number(count)} ligne{'s' if count > 1 else ''}" for name, count in report.counts.items()]
    if report.notes:
        lines += ["", "Remarques", *(f"  - {note}" for note in report.all_notes())]
    if report.losses:
        lines += ["", "Non repris ou adapté (liste dans rapport.csv)"]
        lines += [f"  {number(n)} × {reason}" for reason, n in report.losses.most_common()]
    lines += ["", *body, ""]
    # Windows' Notepad wants its line ends, and a mark to see the accents.
    (folder / README).write_text("\r\n".join(lines), encoding="utf-8-sig", newline="")
