"""The workbook: numbers are numbers, nothing of a document runs, what Excel cannot hold is told."""

import datetime as dt
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from urllib.parse import unquote

import openpyxl
import pytest
from exported import FIRST, HOSTILE, SECOND, hostile, plan, publish, settings_of
from openpyxl.utils.escape import unescape

from models.errors import UsageError
from pipeline.exports import export, sheets, workbook
from pipeline.exports.text import clean


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    settings = settings_of(tmp_path_factory.mktemp("base"))
    publish(settings, plan(), hostile())
    return settings


@pytest.fixture(scope="module")
def made(base, tmp_path_factory):
    path = tmp_path_factory.mktemp("classeur d'été") / "plans.xlsx"
    return export("xlsx", base, path, evidence=True)


def cells(sheet):
    """Rows as dictionaries of heading to cell."""
    heads = [c.value for c in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_sheets_headings_and_counts(made):
    book = openpyxl.load_workbook(made.path)
    assert book.sheetnames == ["Lisez-moi", *(s.title for s in sheets.SHEETS)]
    for sheet in sheets.SHEETS:
        found = book[sheet.title]
        assert [c.value for c in found[1]] == [c.title for c in sheet.columns]
        assert found.freeze_panes == "A2"
        assert found.auto_filter.ref.startswith("A1:")
        assert found.max_row - 1 == made.counts[sheet.title]
    assert made.counts["Actions"] == 2 + len(HOSTILE)


def test_numbers_dates_and_accents(made):
    book = openpyxl.load_workbook(made.path)
    document = next(d for d in cells(book["Documents"]) if d["Id. document"].value == FIRST)
    assert document["Date"].value == dt.datetime(2024, 2, 29)
    assert document["Date"].number_format == "dd/mm/yyyy"
    assert document["Début"].value == 2024
    assert (document["Référence"].value, document["Code"].value) == ("0042", "244909991")
    assert document["Territoire"].value == "Agglomération d’Été"
    assert document["Échelon"].value == "intercommunalité"
    (cost,) = cells(book["Coûts"])
    assert cost["Montant minimum"].value == 35000.5
    assert "€" in cost["Montant minimum"].number_format
    assert (cost["N°"].value, cost["N°"].data_type, cost["N°"].number_format) == ("1.10", "s", "@")
    assert cost["Orientation"].value == "Axe 1 : Loger > Orientation 1.1 : Produire"
    assert (cost["Page"].value, cost["Page"].data_type) == (5, "n")  # the evidence's page, not the action's first
    assert cells(book["Financeurs"])[2]["Part"].value == 0.5
    pilot = next(r for r in cells(book["Pilotes"]) if r["Id. document"].value == FIRST)
    assert pilot["Organisation"].value == "Direction départementale des territoires"
    assert pilot["Groupe"].value == "non"


def test_no_cell_is_a_formula_and_texts_are_whole(made):
    book = openpyxl.load_workbook(made.path)
    assert {c.data_type for s in book for row in s.iter_rows() for c in row} <= {"s", "n", "d", "inlineStr"}
    with zipfile.ZipFile(made.path) as archive:
        parts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not any(re.search(r"<f[ >]|dde|<oleObject", part) for part in parts)
    rows = [r for r in cells(book["Actions"]) if r["Id. document"].value == SECOND]
    for text, row in zip(HOSTILE, rows, strict=True):
        expected = clean(text) or None
        for column in ("Titre", "N°", "Objectif", "Pilotes"):
            value = row[column].value
            assert (unescape(value) if value else value) == expected
            if expected and expected[0] in "=+-@\t\n" and expected != "-12,5":
                assert row[column].quotePrefix  # still a text after an edit
    assert book["Documents"]["A2"].value == "=cmd|' /C calc'!A0"


def test_pages_open_the_original_from_where_the_workbook_is(made, base):
    book = openpyxl.load_workbook(made.path)
    (cost,) = cells(book["Coûts"])
    link = cost["Page"].hyperlink
    assert link.location == "page=5"
    target = unquote(link.target.replace("\\", "/"))
    assert not target.startswith(("/", "file:")) and ":" not in target
    assert (made.path.parent / target).resolve() == base.original(plan().document.sha256).resolve()
    (original,) = (d["Original"] for d in cells(book["Documents"]) if d["Id. document"].value == FIRST)
    assert (original.value, original.hyperlink.location) == ("ouvrir", None)


def test_an_original_that_is_gone_is_told(tmp_path):
    settings = settings_of(tmp_path)
    publish(settings, plan())
    settings.original(plan().document.sha256).unlink()
    report = export("xlsx", settings, tmp_path / "x.xlsx")
    assert any("ne sont plus" in note for note in report.notes)
    (cost,) = cells(openpyxl.load_workbook(report.path)["Coûts"])
    assert (cost["Page"].value, cost["Page"].hyperlink) == (5, None)
    publish(settings, plan())
    report = export("xlsx", settings, tmp_path / "moved.xlsx", links=False)
    book = openpyxl.load_workbook(report.path)
    assert not any(c.hyperlink for s in book for row in s.iter_rows() for c in row)
    assert (cells(book["Coûts"])[0]["Page"].value, cells(book["Documents"])[0]["Original"].value) == (5, None)


def test_the_same_base_gives_the_same_bytes(base, tmp_path):
    paths = [export("xlsx", base, tmp_path / name).path for name in ("a.xlsx", "b.xlsx")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_readme_says_what_when_how_many_and_what_each_column_means(made):
    sheet = openpyxl.load_workbook(made.path)["Lisez-moi"]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    text = "\n".join(str(v) for row in rows for v in row if v is not None)
    assert "Données au 01/03/2026 à 10:30" in text
    assert ["Actions", made.counts["Actions"], "une ligne par action distincte, même si le plan la répète"] in rows
    for each in sheets.SHEETS:
        for column in each.columns:
            assert [each.title, column.title, column.meaning] in rows
            assert column.meaning, column


def test_what_excel_cannot_hold_is_told_and_moved(tmp_path, monkeypatch):
    settings = settings_of(tmp_path)
    long = plan()
    long.actions[0].modalities = "é😀" * 20_000
    publish(settings, long, hostile())
    monkeypatch.setattr(workbook, "MAX_ROWS", 11)
    monkeypatch.setattr(workbook, "MAX_LINKS", 4)
    report = export("xlsx", settings, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(report.path)
    parts = [n for n in book.sheetnames if n.startswith("Actions")]
    assert parts == ["Actions", "Actions (2)", "Actions (3)", "Actions (4)"]
    ids = [r["Identifiant"].value for n in parts for r in cells(book[n])]
    assert len(ids) == len(set(ids)) == report.counts["Actions"] == 2 + len(HOSTILE)
    (cut,) = (v for n in parts for r in cells(book[n]) if (v := r["Modalités"].value))
    assert len(cut.encode("utf-16-le")) // 2 in (workbook.MAX_CHARACTERS, workbook.MAX_CHARACTERS - 1)
    assert cut.endswith("…")
    told = "\n".join(report.notes)
    assert re.search(r"colonne Modalités, ligne \d+ : texte de 40000 caractères coupé à 32767", told)
    assert "« Actions » dépasse 11 lignes" in told
    assert re.search(r"\d+ lignes n'ont pas de lien", told)
    readme = "\n".join(str(c.value) for row in book["Lisez-moi"].iter_rows() for c in row)
    assert "coupé à 32767" in readme and "n'ont pas de lien" in readme


def test_only_the_documents_asked_for(base, tmp_path):
    report = export("xlsx", base, tmp_path / "x.xlsx", [FIRST])
    assert report.counts["Documents"] == 1
    assert report.counts["Actions"] == 2
    assert report.counts["Organisations"] == 1
    assert "Preuves" not in report.counts
    assert export("xlsx", base, tmp_path / "y.xlsx", [SECOND]).counts["Organisations"] == 0


def test_rows_of_a_query(tmp_path):
    values = [
        (1, 1.5, Decimal("12.50"), dt.date(2024, 2, 29), dt.datetime(2024, 1, 2, 3, 4), True, "=1+1", None),
        (2**70, float("nan"), Decimal("1e20"), dt.date(1850, 1, 1), dt.time(3, 4), [1, "=x"], "é", {"a": 1}),
    ]
    path = tmp_path / "r.xlsx"
    path.write_text("an older answer")
    assert workbook.write_rows(path, ["a", "=b", "c", "d", "e", "f", "g", "h"], values) == []
    sheet = openpyxl.load_workbook(path).active
    head, first, second = ([c.value for c in row] for row in sheet.iter_rows())
    assert head[:2] == ["a", "=b"]
    assert first == [1, 1.5, 12.5, dt.datetime(2024, 2, 29), dt.datetime(2024, 1, 2, 3, 4), "oui", "=1+1", None]
    assert second == [str(2**70), "nan", "1E+20", "1850-01-01", "03:04:00", "[1, '=x']", "é", "{'a': 1}"]
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n", "d", "inlineStr"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.xlsx"]
    assert workbook.write_rows(path, ["a"], [["x" * 40_000]])[0].startswith("Feuille Résultat, colonne a, ligne 2")
    with pytest.raises(UsageError):
        workbook.write_rows(tmp_path, ["a"], [])


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_without_loss(made, tmp_path):
    """Saved again by LibreOffice, every cell is the same."""
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(made.path)], check=True, capture_output=True, timeout=120)
    before, after = openpyxl.load_workbook(made.path), openpyxl.load_workbook(tmp_path / made.path.name)
    assert after.sheetnames == before.sheetnames
    compared = 0
    for sheet in before:
        other = after[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                told = other[cell.coordinate]
                assert told.data_type != "f", cell.coordinate
                assert _same(cell.value, told.value), (sheet.title, cell.coordinate)
                compared += cell.value is not None
    assert compared > 500


def _same(a, b):
    if isinstance(a, str) and isinstance(b, str):
        return b in (a, unescape(a))
    if isinstance(a, dt.datetime) and isinstance(b, dt.datetime):
        return abs(a - b) < dt.timedelta(seconds=1)
    return a == b
