"""A small base to export: two plans, one of them with everything a document could do to a spreadsheet."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb

from models import record
from pipeline import store
from pipeline.settings import Settings

HOSTILE = (
    "=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1", "=HYPERLINK(\"http://x\";\"y\")",
    "{=1+1}", "'=1+1", "''-x", "＝1+1", "=1+1;=2+2", "http://example.org/a", "mailto:a@example.org", "internal:Actions!A1",
    "0012", "1-2", "1E5", "TRUE", "#REF!", "_x0041_", "nul \0 et \x0b", "retour\r\nligne", "é œ ’ € 😀", "a;b,c\"d\"",
    "- Une liste", "-12,5", " =1+1", "\ufffe", "",
)  # fmt: skip
FIRST, SECOND = "0" * 15 + "1", "0" * 15 + "2"


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder / "home")


def publish(settings: Settings, *documents: record.DocumentRecords) -> None:
    """A database with these documents' rows, put where readers look; their originals are there too."""
    settings.create_folders()
    settings.originals.mkdir(parents=True, exist_ok=True)
    new = settings.structured / "new.duckdb"
    with duckdb.connect(str(new)) as con:
        con.execute("begin")
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        for records in documents:
            _insert(con, "documents", [records.document])
            for table in type(records).model_fields:
                if table != "document":
                    _insert(con, table, getattr(records, table))
            settings.original(records.document.sha256).write_bytes(b"%PDF-1.4\n%%EOF\n")
        con.execute("commit")
    new.replace(settings.database)


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list) -> None:
    if not rows:
        return
    columns = list(type(rows[0]).model_fields)
    marks = ", ".join(["(" + ", ".join("?" * len(columns)) + ")"] * len(rows))
    shared = " on conflict do nothing" if table == "organisations" else ""
    values = [value for row in rows for value in row.model_dump().values()]
    con.execute(f"insert into {table} ({', '.join(columns)}) values {marks}{shared}", values)


def plan(document_id: str = FIRST, *, title: str = "Programme local de l’habitat 2024-2029") -> record.DocumentRecords:
    """A plan as they come: two levels, an orientation left bare, amounts, funders, a group, an undated action."""
    act, other = f"act-{document_id}-1", f"act-{document_id}-2"
    common = {"document_id": document_id, "confidence": 0.81}
    of = {"action_id": act, **common}
    ori = f"ori-{document_id}"
    return record.DocumentRecords(
        document=record.Document(
            document_id=document_id, sha256=hashlib.sha256(document_id.encode()).hexdigest(),
            file_name=f"plan {document_id[-1]}.pdf", plan_type="PLH", title=title, territory="Agglomération d’Été",
            territory_code="244909991", territory_level="epci", period_start=2024, period_end=2029,
            reference="0042", published_on=dt.date(2024, 2, 29), page_count=12, text_source="digital",
            pipeline_version="0.1.0", ingested_at=dt.datetime(2026, 3, 1, 10, 30, 15, 250000),
        ),
        orientations=[
            record.Orientation(orientation_id=f"{ori}-a", depth=0, position=1, label="Axe", number="1", page=2,
                               title="Loger", **common),
            record.Orientation(orientation_id=f"{ori}-b", parent_id=f"{ori}-a", depth=1, position=2,
                               label="Orientation", number="1.1", title="Produire", page=3, **common),
            record.Orientation(orientation_id=f"{ori}-c", depth=0, position=3, label="Axe", number="2",
                               title="Sans action", page=9, **common),
        ],
        actions=[
            record.Action(action_id=act, orientation_id=f"{ori}-b", position=1, label="Action", number="1.10",
                          title="Créer des logements", objective="Loger 60 ménages", modalities="Bail à réhabilitation",
                          calendar="2024-2026", start_year=2024, end_year=2026, page_start=4, page_end=5, **common),
            record.Action(action_id=other, position=2, title="Observer", page_start=6, page_end=6, **common),
        ],
        organisations=[record.Organisation(organisation_id="org-ddt", name="Direction départementale des territoires",
                                           acronym="DDT", kind="state", siren="130000000")],
        organisation_aliases=[record.OrganisationAlias(organisation_id="org-ddt", alias="DDT", document_id=document_id)],
        pilots=[record.Pilot(pilot_id=f"pil-{document_id}", organisation_id="org-ddt", mention="DDT", is_group=False,
                             qualifier="service habitat", role="Pilote", position=1, **of)],
        partners=[
            record.Partner(partner_id=f"par-{document_id}-1", mention="Bailleurs (Archipel, Néotoa)", is_group=True,
                           position=1, **of),
            record.Partner(partner_id=f"par-{document_id}-2", mention="CAF, ADIL", is_group=False, position=2, **of),
            record.Partner(partner_id=f"par-{document_id}-3", mention="bailleurs (archipel, néotoa)", is_group=True,
                           position=3, **of),
        ],
        costs=[record.Cost(cost_id=f"cos-{document_id}", text="35 000,50 €", status="stated",
                           amount_min=Decimal("35000.50"), amount_max=Decimal("35000.50"), tax="HT", **of)],
        funders=[
            record.Funder(funder_id=f"fun-{document_id}-{n}", mention=name, amount=amount, share=share, position=n, **of)
            for n, (name, amount, share) in enumerate(
                [("État", Decimal("10000.00"), None), ("Région", Decimal("5000.25"), None), ("ANAH", None, 0.5),
                 ("CAF", Decimal("1"), None), ("Ville", Decimal("2"), None)], 1)
        ],
        indicators=[record.Indicator(indicator_id=f"ind-{document_id}", text="Logements créés", kind="output",
                                     target="60", target_year=2026, position=1, **of)],
        targets=[record.Target(target_id=f"tar-{document_id}", text="60 ménages", value=60, unit="ménages", **of)],
        evidence=[record.Evidence(evidence_id=f"evi-{document_id}", table_name="costs", record_id=f"cos-{document_id}",
                                  page=5, x0=1.5, y0=2, x1=3, y1=4, text="35 000,50 €", method="box",
                                  document_id=document_id, confidence=0.5)],
        pages=[record.PageRow(document_id=document_id, page=1, kind="digital", width=595, height=842, rotation=0,
                              words=10, status="ok")],
        checks=[record.Check(document_id=document_id, check_name="numbering_gap", severity="warning",
                             table_name="actions", page=4, message="Numérotation incomplète (action) : 1.2.")],
    )  # fmt: skip


def hostile(document_id: str = SECOND) -> record.DocumentRecords:
    """One action for each hostile text, which is also its number, a pilot's name and an orientation's title."""
    made = record.DocumentRecords(
        document=plan(document_id, title="=cmd|' /C calc'!A0").document.model_copy(
            update={"file_name": "=1.pdf", "territory": "@x", "reference": "-1+1"}
        )
    )
    for n, text in enumerate(HOSTILE):
        common = {"document_id": document_id}
        made.orientations.append(
            record.Orientation(orientation_id=f"o{n:03}", depth=0, position=n, title=text or None, **common)
        )
        made.actions.append(
            record.Action(action_id=f"a{n:03}", orientation_id=f"o{n:03}", position=n, number=text, title=text,
                          objective=text, **common)
        )  # fmt: skip
        made.pilots.append(
            record.Pilot(pilot_id=f"p{n:03}", action_id=f"a{n:03}", mention=text, is_group=False, position=1, **common)
        )
    return made
