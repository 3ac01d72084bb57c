"""Rows into an Excel workbook, a row at a time: real numbers and dates, and texts that can never run.

The same rows give the same bytes: the file carries no clock. What Excel cannot hold is cut or moved, and told.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from models.errors import UsageError
from pipeline import atomic
from pipeline.exports.place import STAGING, told_in_french
from pipeline.exports.text import clean, cut, inert

MAX_ROWS = 1_048_576  # of a sheet, header included
MAX_COLUMNS = 16_384
MAX_CHARACTERS = 32_767  # of a cell, in UTF-16 units
MAX_LINKS = 60_000  # of the whole workbook: Excel allows 65,530 a sheet, and each is held in memory
FIRST_DATE = dt.date(1900, 3, 1)  # Excel believes 1900 was a leap year
EXACT = 10**15  # Excel keeps 15 digits
FIXED_DATE = dt.datetime(2000, 1, 1)

FORMATS = {
    "text": {"text_wrap": True}, "long": {"text_wrap": True}, "bool": {}, "original": {"font_color": "#0563C1"},
    "code": {"num_format": "@"},  # stays text when edited
    "integer": {"num_format": "#,##0"}, "year": {"num_format": "0", "align": "center"}, "number": {},
    "ratio": {"num_format": "0.00", "align": "center"},
    "euro": {"num_format": "#,##0.00 [$€-40C]"}, "share": {"num_format": "0.0%"},
    "date": {"num_format": "dd/mm/yyyy"}, "datetime": {"num_format": "dd/mm/yyyy hh:mm"},
    "page": {"num_format": "0", "align": "center"}, "plain": {},
}  # fmt: skip

Link = Callable[[Sequence[object]], str | None]  # a row's link, relative to the workbook; None for no link


class Book:
    """A workbook being written to ``path``. ``note`` is told, in French, everything that is not written as it is."""

    def __init__(
        self,
        path: Path,
        note: Callable[[str], None],
        *,
        scratch: Path | None = None,
        created: dt.datetime | None = None,
    ) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        if scratch is not None:
            options["tmpdir"] = str(scratch)
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.use_zip64()  # only used by a workbook beyond 4 GB
        self._book.set_properties({"title": "Planothèque", "created": created or FIXED_DATE})
        self._note = note
        self._links = 0
        self._links_left = 0
        base = {"valign": "top", "font_name": "Calibri", "font_size": 10}
        self.formats = {kind: self._book.add_format(base | look) for kind, look in FORMATS.items()}
        # quotePrefix is Excel's own apostrophe: the text stays text even when the cell is edited.
        self.quoted = {
            kind: self._book.add_format(base | look | {"quote_prefix": True}) for kind, look in FORMATS.items()
        }
        self.linked = self._book.add_format(
            base | {"num_format": "0", "font_color": "#0563C1", "underline": 1, "align": "center"}
        )
        self.header = self._book.add_format(
            base | {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.title = self._book.add_format(base | {"bold": True, "font_size": 14})
        self.strong = self._book.add_format(base | {"bold": True})

    def add_sheet(self, title: str) -> xlsxwriter.worksheet.Worksheet:
        return self._book.add_worksheet(title)

    def write_table(
        self,
        title: str,
        columns: Sequence[tuple[str, str, int]],
        rows: Iterable[Sequence[object]],
        *,
        link: Link | None = None,
        link_column: int | None = None,
        row_height: int | None = None,
    ) -> int:
        """A sheet with one line of headings; ``columns`` are (heading, kind, width). Returns the number of rows.

        Rows beyond the sheet's limit go on in "title (2)", "title (3)", which is told.
        """
        sheet, row_number, total, part = self._open_table(title, columns, row_height), 1, 0, 1
        for row in rows:
            if row_number == MAX_ROWS:
                self._close_table(sheet, columns, row_number)
                part += 1
                sheet, row_number = self._open_table(f"{title} ({part})", columns, row_height), 1
            for index, ((heading, kind, _), value) in enumerate(zip(columns, row, strict=False)):
                if length := self._write(sheet, row_number, index, kind, value):
                    self._note(
                        f"Feuille {title}, colonne {heading}, ligne {row_number + 1} : texte de {length} caractères "
                        f"coupé à {MAX_CHARACTERS}, la limite d'Excel ; il est entier dans la base."
                    )
            if link is not None and link_column is not None and row[link_column] is not None:
                self._link(sheet, row_number, link_column, columns[link_column][1], row, link)
            row_number += 1
            total += 1
        self._close_table(sheet, columns, row_number)
        if part > 1:
            self._note(f"« {title} » dépasse {MAX_ROWS} lignes, la limite d'Excel : la suite est dans « {title} (2) ».")
        return total

    def tell_links(self) -> None:
        """Tell how many rows went without a link; after the last table."""
        if self._links_left:
            self._note(
                f"{self._links_left} lignes n'ont pas de lien vers l'original, au-delà de {MAX_LINKS} liens ; "
                "le numéro de page y est."
            )
            self._links_left = 0

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """The file is made at the end of a block without failure; after one, only its scratch files are closed."""
        if kind is not None:
            for sheet in self._book.worksheets():
                with suppress(AttributeError, OSError):
                    sheet._opt_close()
            return
        try:
            self._book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error

    def _open_table(self, title: str, columns: Sequence[tuple[str, str, int]], row_height: int | None):
        sheet = self._book.add_worksheet(title)
        for index, (_, kind, width) in enumerate(columns):
            sheet.set_column(index, index, width, self.formats.get(kind))
        sheet.set_row(0, 30)
        if row_height:
            sheet.set_default_row(row_height)
        for index, (heading, _, _) in enumerate(columns):
            sheet.write_string(0, index, cut(clean(heading), MAX_CHARACTERS), self.header)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _close_table(self, sheet, columns: Sequence[object], row_number: int) -> None:
        if columns:
            sheet.autofilter(0, 0, max(row_number - 1, 0), len(columns) - 1)

    def _write(self, sheet, row: int, column: int, kind: str, value: object) -> int:
        """Returns the length of a text that had to be cut, else 0."""
        if value is None or kind == "original":  # an original is its link
            return 0
        style = self.formats[kind]
        if isinstance(value, bool):
            sheet.write_string(row, column, "oui" if value else "non", style)
        elif isinstance(value, int | float | Decimal) and _fits(value):
            sheet.write_number(row, column, value, style)
        elif isinstance(value, dt.datetime) and value.tzinfo is None and value.date() >= FIRST_DATE:
            sheet.write_datetime(row, column, value, self.formats["datetime"] if kind == "plain" else style)
        elif isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value >= FIRST_DATE:
            sheet.write_datetime(row, column, value, self.formats["date"] if kind == "plain" else style)
        else:
            whole = clean(value if isinstance(value, str) else str(value))
            text = cut(whole, MAX_CHARACTERS)
            if text:
                sheet.write_string(row, column, text, self.quoted[kind] if inert(text) != text else style)
            return len(whole) if text != whole else 0
        return 0

    def _link(self, sheet, row_number: int, column: int, kind: str, row: Sequence[object], link: Link) -> None:
        url = link(row)
        if url is None:
            return
        if self._links >= MAX_LINKS:
            self._links_left += 1
            return
        self._links += 1
        sheet.write_url(row_number, column, f"external:{url}", self.linked, "ouvrir")
        if kind == "page":
            sheet.write_number(row_number, column, row[column], self.linked)  # the link stays, the cell is a number


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The answer to a query as a workbook of one sheet; ``path`` is replaced whole or not at all.

    Returns what had to be cut, in French. Raises UsageError or DiskFull.
    """
    import tempfile

    notes: list[str] = []
    with told_in_french(path), tempfile.TemporaryDirectory(prefix=STAGING, dir=path.parent) as folder:
        if path.is_dir():
            raise UsageError(f"{path} est un dossier")
        if len(columns) > MAX_COLUMNS:
            raise UsageError(f"{len(columns)} colonnes, Excel n'en tient que {MAX_COLUMNS}")
        new = Path(folder) / "new.xlsx"
        with Book(new, notes.append, scratch=Path(folder)) as book:
            kinds = [(c, "plain", min(max(len(c) + 4, 14), 60)) for c in columns]
            book.write_table("Résultat", kinds, rows)
        atomic.replace(new, path)
    return notes


def _fits(value: int | float | Decimal) -> bool:
    """Whether Excel would give the number back."""
    if isinstance(value, int):
        return abs(value) < EXACT
    return math.isfinite(value) and (not isinstance(value, Decimal) or abs(value) < EXACT)
