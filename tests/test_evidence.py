"""From drawn plan to records: every row points at boxes that hold its words, and little else."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from pathlib import Path

import pytest
from drawing import BLUE, GREY, Printed, Sheet, run_around, save
from pages import LONG

from extractors.document import read_document
from models.record import DocumentRecords
from pipeline.normalise import TEXTS, build_records

DOCUMENT = "0" * 16


def stacked() -> list[Sheet]:
    """Fiches of stacked sections under two axes, with lists, a budget table and what runs around."""
    sheets = []
    for axis, name, number, title in (
        (1, "Loger", 1, "Créer des logements adaptés aux ménages"),
        (1, "Loger", 2, "Ouvrir une maison des familles au cœur de la ville, dans l'ancien bâtiment de la gare"),
        (2, "Accompagner", 3, "Former les agents des communes"),
    ):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Axe {axis} : {name}", size=14, bold=True, color=BLUE) + 6
        y = sheet.write(60, y, f"Action n° {number} – {title}", size=16, bold=True, width=470) + 10
        y = sheet.sections(
            60, y,
            [
                ("Objectif", f"Produire {10 + number} logements par an. {LONG}"),
                ("Pilote", "Conseil départemental de la Gironde"),
                ("Partenaires", "État (DDETS), CAF de la Gironde, Ville de Bazas et bailleurs sociaux"),
                ("Calendrier", f"202{3 + number}-2029"),
                ("Coût", f"{number} 500 € par an financés par la Région Nouvelle-Aquitaine"),
            ],
            width=470,
        )  # fmt: skip
        y = sheet.write(60, y, "Indicateurs de suivi", bold=True) + 2
        y = sheet.bullets(
            60, y, ["Nombre de ménages relogés", "Part des communes engagées dans le dispositif"], width=400
        )
        sheet.table(
            60,
            y + 10,
            [150, 80, 80],
            [
                ["Financeurs", "2025", "2026"],
                ["Agence nationale de l'habitat", "10 000 €", "12 000 €"],
                ["MSA", "5 000 €", "6 000 €"],
            ],
        )
        sheets.append(sheet)
    run_around(sheets, header="PDALHPD de la Gironde 2024-2029", footer="Version adoptée")
    sheets[0].stamp(330, 36)
    return sheets


def wide_and_turned() -> list[Sheet]:
    """A row per action on pages the file stores on their side, the axis merged down the rows."""
    sheets = []
    for first in (1, 3):
        sheet = Sheet(842, 595, turned=True)
        sheet.table(
            50,
            80,
            [100, 170, 110, 130, 80, 90, 90],
            [
                ["Axe", "Action", "Pilote", "Partenaires", "Échéance", "Coût", "Indicateurs"],
                [
                    f"Axe {first} : Prévenir",
                    f"{first}. Former les professionnels de santé du canton {first}",
                    "ARS",
                    "CPAM, Ville de Bazas",
                    "2025",
                    "12 k€",
                    "Nombre de formés",
                ],
                [
                    None,
                    f"{first + 1}. Ouvrir une maison sport-santé {first}",
                    "Ville de Langon",
                    "Clubs sportifs / Département",
                    "2026",
                    "à définir",
                    "Nombre d'inscrits",
                ],
            ],
            spans={(1, 0): (2, 1)},
            fills={0: GREY},
        )
        sheets.append(sheet)
    return sheets


def prose() -> list[Sheet]:
    """Run-in labels, words cut at line ends, and a paragraph that goes on over the page."""
    one, two = Sheet(), Sheet()
    y = one.write(60, 560, "Action 1 : Créer un guichet unique", size=13, bold=True) + 4
    y = (
        one.write(
            60, y, "**Objectif :** Accueillir les ménages et soutenir le dévelop-\npement des services.", width=470
        )
        + 6
    )
    y = (
        one.write(
            60,
            y,
            "**Pilote :** CCAS de Bazas. **Partenaires :** CAF, Mission locale. **Calendrier :** 2026.",
            width=470,
        )
        + 6
    )
    one.write(
        60, y, "**Modalités :** Le guichet reçoit le public chaque matin et il oriente les personnes vers", width=470
    )
    y = two.write(60, 60, "les services compétents, en lien avec les communes.", width=470) + 6
    y = (
        two.write(60, y, "**Indicateurs :** Nombre de personnes reçues ; taux de satisfaction du public.", width=470)
        + 20
    )
    y = two.write(60, y, "Action 2 : Éditer un guide", size=13, bold=True) + 4
    two.write(
        60,
        y,
        "**Objectif :** Distribuer 500 guides par an. **Pilote :** Ville de Langon. **Coût :** 3 000 €.",
        width=470,
    )
    return [one, two]


def records_of(sheets: list[Sheet], folder: Path) -> tuple[DocumentRecords, Printed]:
    path = save(folder / "plan.pdf", sheets)
    records = build_records(
        read_document(path, ocr="off"), document_id=DOCUMENT, sha256="0" * 64, file_name=path.name,
        pipeline_version="essai", ingested_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    return records, Printed(path.read_bytes())


# table: the id column and the columns whose words must be printed in the row's boxes
COLUMNS = {
    "orientations": ("orientation_id", "title"),
    "actions": ("action_id", "title"),
    "pilots": ("pilot_id", "mention"),
    "partners": ("partner_id", "mention"),
    "costs": ("cost_id", "text"),
    "funders": ("funder_id", "mention"),
    "indicators": ("indicator_id", "text"),
    "targets": ("target_id", "text"),
    "organisations": ("organisation_id", None),
}
LONG_TEXTS = ("objective", "context", "modalities", "expected_results", "territorial_scale", "calendar")


def squashed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def claims(records: DocumentRecords) -> list[tuple[str, str, str | None, str | None]]:
    """(table, record, field, words) of everything the records say was printed."""
    out = []
    for table, (key, column) in COLUMNS.items():
        for row in getattr(records, table):
            out.append((table, getattr(row, key), None, getattr(row, column) if column else None))
    for row in records.actions:
        out += [(TEXTS, row.action_id, name, getattr(row, name)) for name in LONG_TEXTS if getattr(row, name)]
    return out


@pytest.mark.parametrize(
    ("draw", "least"),
    [
        (
            stacked,
            {
                "orientations": 2,
                "actions": 3,
                "pilots": 3,
                "partners": 12,
                "costs": 15,
                "funders": 9,
                "indicators": 6,
                "targets": 3,
            },
        ),
        (wide_and_turned, {"orientations": 2, "actions": 4, "pilots": 4, "partners": 8, "costs": 4, "indicators": 4}),
        (prose, {"actions": 2, "pilots": 2, "partners": 2, "costs": 1, "indicators": 2, "targets": 1}),
    ],
)
def test_every_record_points_at_its_words(draw, least, tmp_path):
    records, printed = records_of(draw(), tmp_path)
    assert {table: len(getattr(records, table)) for table in least} == least
    boxes = defaultdict(set)
    for e in records.evidence:
        for field in (None, e.field):
            boxes[e.table_name, e.record_id, field].add((e.page, (e.x0, e.y0, e.x1, e.y1)))
    for table, record, field, words in claims(records):
        places = sorted(boxes[table, record, field], key=lambda p: (p[0], p[1][1], p[1][0]))
        assert places, f"{table} {record} {field} ({words}) has no evidence"
        shown = squashed("".join(printed.inside(page, box) for page, box in places))
        assert shown, f"{table} {record}: nothing is printed in {places}"
        if words is None:
            continue
        missing = [w for w in words.split() if squashed(w) not in shown]
        assert not missing, f"{table} {field or ''} « {words} »: {missing} not in {shown!r}"
        assert len(shown) <= 1.35 * len(squashed(words)) + 12, f"{table} « {words} » is proved by too much: {shown!r}"


def test_evidence_stays_on_its_page_and_quotes_what_its_box_holds(tmp_path):
    records, printed = records_of(wide_and_turned(), tmp_path)
    sizes = {p.page: (p.width, p.height) for p in records.pages}
    assert set(sizes.values()) == {(842, 595)}
    for e in records.evidence:
        width, height = sizes[e.page]
        assert 0 <= e.x0 < e.x1 <= width and 0 <= e.y0 < e.y1 <= height
        if e.table_name != "documents" and e.text:
            shown, quoted = squashed(printed.inside(e.page, (e.x0, e.y0, e.x1, e.y1))), squashed(e.text)
            assert shown and (shown in quoted or quoted in shown)  # a line of the text, or a heading with its label
