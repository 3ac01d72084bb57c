"""Homes for the tests of the review page: drawn PDF, records made by hand, published; and a browser's requests to the page."""

from __future__ import annotations

import atexit
import datetime as dt
import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pymupdf

from models.record import (
    Action,
    Check,
    Correction,
    Cost,
    Document,
    DocumentRecords,
    Evidence,
    Indicator,
    Organisation,
    OrganisationAlias,
    Orientation,
    PageRow,
    Partner,
    Pilot,
)
from pipeline import journal, store
from pipeline.review.app import create_app
from pipeline.review.security import Keys
from pipeline.settings import Settings

READ_AT = dt.datetime(2026, 3, 1, 10, 0)
NASTY = "<img src=x onerror=\"document.title='pris'\"></script><script>document.title='pris'</script>' \" & {{7*7}} \u202etxt.exe\u202c"
PORT = 8421


def drawn_pdf(pages: int, lines: int = 6) -> bytes:
    """Pages with lines "ligne P.L", the n-th of a page at y = 72 + 20 n."""
    doc = pymupdf.open()
    for p in range(1, pages + 1):
        page = doc.new_page(width=595, height=842)
        for n in range(lines):
            page.insert_text((72, 84 + 20 * n), f"ligne {p}.{n}")
    return doc.tobytes()


def keep(settings: Settings, pdf: bytes, records: DocumentRecords) -> None:
    """The original and the records where an ingestion leaves them."""
    settings.create_folders()
    settings.original(records.document.sha256).write_bytes(pdf)
    path = settings.records(records.document.document_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(records.model_dump_json(), encoding="utf-8")


def made_records(
    pdf: bytes, *, actions: int, pages: int, each: int = 2, name: str = "plan.pdf", nasty: str = ""
) -> DocumentRecords:
    """``actions`` with ``each`` partners and indicators, a pilot and a cost, boxes on the lines of the pages in turn.

    The first partner of each action is doubtful. ``nasty`` is added to every text.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    d = sha256[:16]
    records = DocumentRecords(
        document=Document(
            document_id=d, sha256=sha256, file_name=name, plan_type="PLH", title=f"Plan de relecture{nasty}", territory=f"Ormes{nasty}",
            period_start=2024, period_end=2029, page_count=pages, text_source="digital", pipeline_version="1", ingested_at=READ_AT,
        ),
        orientations=[
            Orientation(orientation_id=f"ori_{d}_{n}", document_id=d, depth=1, position=n, label="Axe", number=str(n),
                        title=f"Orientation {n}{nasty}", page=1, confidence=0.9)
            for n in (1, 2)
        ],
        organisations=[Organisation(organisation_id=f"org_{n}", name=f"Organisme {n}{nasty}") for n in range(3)],
        organisation_aliases=[OrganisationAlias(organisation_id=f"org_{n}", alias=f"Organisme {n}", document_id=d) for n in range(3)],
        pages=[
            PageRow(document_id=d, page=p, kind="digital", width=595, height=842, rotation=0, words=12, status="ok")
            for p in range(1, pages + 1)
        ],
        checks=[Check(document_id=d, check_name="numbering_gap", severity="warning", table_name="actions", message=f"Il manque 7{nasty}")],
    )  # fmt: skip

    def prove(table: str, record: str, field: str, page: int, line: int, text: str) -> None:
        records.evidence.append(
            Evidence(evidence_id=f"evi_{record}_{field}", document_id=d, table_name=table, record_id=record, field=field, page=page,
                     x0=70, y0=74 + 20 * line, x1=200, y1=88 + 20 * line, text=text, method="cell", confidence=0.9)
        )  # fmt: skip

    for a in range(1, actions + 1):
        key, page = f"act_{d}_{a}", 1 + (a - 1) * pages // actions
        title = f"Action {a}{nasty}"
        records.actions.append(
            Action(action_id=key, document_id=d, orientation_id=f"ori_{d}_{1 + a % 2}", position=a, label="Action", number=str(a),
                   title=title, objective=f"Objectif de {a}{nasty}", start_year=2024, end_year=2026, page_start=page, page_end=page,
                   confidence=0.9)
        )  # fmt: skip
        prove("actions", key, "title", page, 0, title)
        shared = {"action_id": key, "document_id": d}
        records.pilots.append(Pilot(pilot_id=f"pil_{d}_{a}", mention=f"Organisme 0{nasty}", organisation_id="org_0", is_group=False,
                                    position=1, confidence=0.9, **shared))  # fmt: skip
        prove("pilots", f"pil_{d}_{a}", "mention", page, 1, "Organisme 0")
        records.costs.append(Cost(cost_id=f"cos_{d}_{a}", text=f"{a} 000 €", status="stated", amount_min=1000 * a, amount_max=1000 * a,
                                  year=2024 + a % 3, confidence=0.8, **shared))  # fmt: skip
        prove("costs", f"cos_{d}_{a}", "text", page, 2, f"{a} 000 €")
        for n in range(each):
            mention = f"Organisme {1 + n % 2}{nasty}"
            records.partners.append(
                Partner(partner_id=f"par_{d}_{a}_{n}", mention=mention, organisation_id=f"org_{1 + n % 2}", is_group=False,
                        position=n + 1, confidence=0.4 if n == 0 else 0.9, **shared)
            )  # fmt: skip
            prove("partners", f"par_{d}_{a}_{n}", "mention", page, 3, mention)
            records.indicators.append(Indicator(indicator_id=f"ind_{d}_{a}_{n}", text=f"Indicateur {n}{nasty}", position=n + 1,
                                                confidence=0.9, **shared))  # fmt: skip
            prove("indicators", f"ind_{d}_{a}_{n}", "text", page, 4, f"Indicateur {n}")
    return records


def made_home(
    folder: Path, *, actions: int = 3, pages: int = 2, each: int = 2, nasty: str = ""
) -> tuple[Settings, DocumentRecords]:
    """A published home with one document."""
    settings = Settings(home=folder, workers=1, ocr="off")
    model, records = _published(actions, pages, each, nasty)
    shutil.copytree(model, folder, dirs_exist_ok=True)
    return settings, records.model_copy(deep=True)


@cache
def _published(actions: int, pages: int, each: int, nasty: str) -> tuple[Path, DocumentRecords]:
    """Published once, copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="planotheque-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(home=folder)
    pdf = drawn_pdf(pages)
    records = made_records(pdf, actions=actions, pages=pages, each=each, nasty=nasty)
    keep(settings, pdf, records)
    store.publish(settings)
    return folder, records


class Visitor:
    """A browser's requests, cookie and write key included; ``get`` and ``write`` return the response."""

    def __init__(self, settings: Settings) -> None:
        from starlette.testclient import TestClient

        self.keys = Keys(PORT)
        self.client = TestClient(
            create_app(settings, self.keys, "Anne"), base_url=f"http://127.0.0.1:{PORT}", follow_redirects=False
        )
        self.client.__enter__()
        assert self.client.get(f"/?jeton={self.keys.secret}").status_code == 303
        self.writing = {"origin": f"http://127.0.0.1:{PORT}", "x-planotheque-jeton": self.keys.writing}

    def get(self, url: str, **headers: str):
        return self.client.get(url, headers=headers)

    def write(self, document: str, *decisions: dict):
        return self.client.post(
            "/api/decisions", json={"document": document, "decisions": list(decisions)}, headers=self.writing
        )

    def close(self) -> None:
        self.client.__exit__(None, None, None)


class Home:
    """A made home, a visitor, and what the base and the log say."""

    def __init__(self, folder):
        self.settings, self.records = made_home(folder)
        self.id = self.records.document.document_id
        self.visitor = Visitor(self.settings)
        self.base = self.visitor.client.app.app.state.parts.base  # two would share DuckDB's cache of open files

    def sql(self, text, *values):
        with self.base.reading() as con:
            return con.execute(text, list(values)).fetchall()

    def decide(self, *decisions, status=200):
        answer = self.visitor.write(self.id, *decisions)
        assert answer.status_code == status, answer.text
        return answer.json()

    def log(self):
        return journal.rows(self.settings.corrections, Correction)

    def left(self):
        """Labels of what is still to check."""
        return self.visitor.get(f"/document/{self.id}/verifier").text.count('<li class="record')

    def read_again(self, **changed):
        """As after a new reading: other values for some partners, same ids."""
        for partner in self.records.partners:
            partner.mention = changed.get(partner.partner_id, partner.mention)
        keep(self.settings, drawn_pdf(2), self.records)
        store.publish(self.settings)
