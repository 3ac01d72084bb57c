"""The workbook: a sheet a table, and a first sheet that says what it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from pipeline.exports import sheets
from pipeline.exports.place import file_destination, staged_file
from pipeline.exports.report import Report
from pipeline.exports.source import Progress, Source, open_source
from pipeline.exports.workbook import FIXED_DATE, Book
from pipeline.settings import Settings

README = "Lisez-moi"
INTRODUCTION = (
    "Ce classeur vient de planothèque : chaque ligne a été lue dans un PDF, à la page indiquée.",
    "Un champ vide signifie « rien trouvé », non « le plan n'en dit rien » : voir la feuille Contrôles.",
    "La confiance, de 0 à 1, dit la part de valeurs justes mesurée pour la règle de lecture, pas la vérité du plan.",
    "Le numéro de page ouvre le PDF original si ce classeur reste à la même place par rapport au dossier de travail ; "
    "Excel l'ouvre souvent à la première page : le numéro dit où aller.",
    "Les textes des documents sont écrits comme des textes : aucun ne peut s'exécuter comme une formule.",
)


def write(
    settings: Settings,
    destination: Path,
    documents: Sequence[str] | None,
    *,
    force: bool,
    evidence: bool,
    links: bool,
    progress: Progress | None,
) -> Report:
    """One workbook of the sheets of ``sheets``."""
    destination = file_destination(destination, ".xlsx")
    report = Report("xlsx", destination)
    with (
        staged_file(destination, force=force) as (new, scratch),
        open_source(settings, scratch, documents, progress) as source,
    ):
        created = source.state() or FIXED_DATE
        with Book(new, report.note, scratch=scratch, created=created) as book:
            first = book.add_sheet(README)
            chosen = sheets.chosen(evidence=evidence)
            link = _links(settings, destination, report)
            for sheet in chosen:
                total = source.count(sheet.counting)
                rows = (_readable(sheet, row) for row in source.rows(sheet.title, sheet.sql, total=total))
                report.counts[sheet.title] = book.write_table(
                    sheet.title,
                    [(c.title, c.kind, c.width) for c in sheet.columns],
                    rows,
                    link=(lambda row, page=sheet.page: link(row[-1], row[page])) if links else None,
                    link_column=sheet.page,
                    row_height=sheet.row_height,
                )
            book.tell_links()
            _readme(book, first, source, report, chosen)
            source.tell("Mise en classeur", 0, 0)
    return report


def _readable(sheet: sheets.Sheet, row: tuple) -> tuple:
    return (*(c.value(v) for c, v in zip(sheet.columns, row, strict=False)), row[-1])


def _links(settings: Settings, destination: Path, report: Report) -> Callable[[str | None, object], str | None]:
    """The original of a row at its page, from the workbook's folder; None when it is not there."""

    @cache
    def where(sha256: str) -> str | None:
        original = settings.original(sha256)
        if not original.exists():
            report.note(
                "Certains PDF originaux ne sont plus dans le dossier de travail : leurs lignes n'ont pas de lien."
            )
            return None
        try:
            return os.path.relpath(original.resolve(), destination.parent.resolve()).replace("\\", "/")
        except ValueError:  # another drive (Windows)
            report.note("Le classeur est sur un autre disque que les originaux : les pages n'ont pas de lien.")
            return None

    def link(sha256: str | None, page: object) -> str | None:
        path = where(sha256) if sha256 else None
        if path is None:
            return None
        return f"{path}#page={page}" if isinstance(page, int) else path

    return link


def _readme(book: Book, sheet, source: Source, report: Report, chosen: Sequence[sheets.Sheet]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 100, book.formats["text"])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    row = 0

    def line(*cells: object, style=None) -> None:
        nonlocal row
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, book.formats["integer"])
            elif cell:
                sheet.write_string(row, column, cell, style or book.formats["text" if column == 2 else "plain"])
        row += 1

    line("Planothèque : plans d'action publics", style=book.title)
    for text in (*source.about(), "", *INTRODUCTION, ""):
        line(text)
    line("Feuille", "Lignes", "Ce qu'elle contient", style=book.strong)
    for each in chosen:
        line(each.title, report.counts[each.title], each.meaning)
    line()
    line("Ce qui n'a pas pu être écrit tel quel", style=book.strong)
    for note in report.all_notes() or ["Rien : tout est écrit en entier."]:
        line(note)
    line()
    line("Feuille", "Colonne", "Sens", style=book.strong)
    for each in chosen:
        for column in each.columns:
            line(each.title, column.title, column.meaning)
    line()
    line("Montants en euros ; pages comptées à partir de 1 ; numéros d'action et codes sont du texte.")
