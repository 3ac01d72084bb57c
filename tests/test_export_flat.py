"""CSV, Parquet and the data package: types kept, texts inert and given back whole, the package valid."""

import csv
import datetime as dt
import hashlib
import json
import re

import duckdb
import pytest
from exported import FIRST, HOSTILE, SECOND, hostile, plan, publish, settings_of
from hypothesis import given
from hypothesis import strategies as st

from pipeline import store
from pipeline.exports import export, public, sheets, text
from pipeline.tables import NUMBER


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    settings = settings_of(tmp_path_factory.mktemp("base"))
    publish(settings, plan(), hostile())
    return settings


@pytest.fixture(scope="module")
def french(base, tmp_path_factory):
    return export("csv", base, tmp_path_factory.mktemp("csv") / "plans", evidence=True)


@pytest.fixture(scope="module")
def packed(base, tmp_path_factory):
    return export("datapackage", base, tmp_path_factory.mktemp("package") / "plans")


def read(path, **options):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, **options))


@given(st.text(max_size=12) | st.sampled_from(HOSTILE))
def test_inert_and_back(said):
    cell = text.inert(said)
    assert cell[:1] not in set("=@\t\r\n＝＋－＠")
    assert cell[:1] not in ("+", "-") or NUMBER.fullmatch(cell)
    assert text.original(cell) == said


@given(st.text(max_size=30), st.integers(1, 20))
def test_cut_counts_as_excel_does(said, most):
    kept = text.cut(said, most)
    assert text.utf16_length(kept) == len(kept.encode("utf-16-le", "surrogatepass")) // 2 <= most
    assert kept == said or (kept.endswith("…") and said.startswith(kept[:-1]))


def test_csv_for_french_excel(french):
    raw = (french.path / "couts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 2 and b";" in raw
    (cost,) = read(french.path / "couts.csv", delimiter=";")
    assert list(cost) == [c.title for c in sheets.COSTS.columns]
    assert (cost["Montant minimum"], cost["N°"], cost["Page"], cost["Confiance"]) == ("35000,50", "1.10", "5", "0,81")
    document = next(d for d in read(french.path / "documents.csv", delimiter=";") if d["Id. document"] == FIRST)
    assert (document["Date"], document["Lu le"]) == ("29/02/2024", "01/03/2026 10:30:15")
    assert document["Territoire"] == "Agglomération d’Été"
    assert document["Original"] == f"raw/originals/{plan().document.sha256}.pdf"
    names = {p.name for p in french.path.iterdir()}
    assert names == {"LISEZ-MOI.txt", *(f"{s.file}.csv" for s in sheets.SHEETS)}
    readme = (french.path / "LISEZ-MOI.txt").read_text(encoding="utf-8-sig")
    assert "actions.csv : " in readme and "Données au 01/03/2026" in readme and "apostrophe" in readme


def test_hostile_texts_are_inert_and_whole_in_csv(french, packed):
    rows = [r for r in read(french.path / "actions.csv", delimiter=";") if r["Id. document"] == SECOND]
    for said, row in zip(HOSTILE, rows, strict=True):
        assert text.original(row["Titre"]) == text.clean(said)
    rows = [r for r in read(packed.path / "data" / "actions.csv") if r["document_id"] == SECOND]
    for said, row in zip(HOSTILE, rows, strict=True):
        assert text.original(row["title"]) == said.replace("\r\n", "\n").replace("\r", "\n")
    for report in (french, packed):
        assert any("apostrophe" in note for note in report.notes)
        for file in report.path.rglob("*.csv"):
            delimiter = ";" if report is french else ","
            with open(file, encoding="utf-8-sig", newline="") as opened:
                cells = [c for row in csv.reader(opened, delimiter=delimiter) for c in row]
            assert not [c for c in cells if c[:1] in tuple("=+-@\t\r") and c and not NUMBER.fullmatch(c)]


def test_parquet_keeps_types_and_rows(base, tmp_path):
    report = export("parquet", base, tmp_path / "p")
    with duckdb.connect(str(base.database), read_only=True) as con:
        for table, columns in store.columns_of(con).items():
            file = str(report.path / f"{table}.parquet")
            kinds = dict(con.execute("select name, type from (describe from read_parquet(?)) t(name, type, a, b, c, d)",
                                     [file]).fetchall())  # fmt: skip
            assert kinds == columns
            assert con.execute(f"from read_parquet('{file}')").fetchall() == con.execute(f"from {table}").fetchall()
    assert export("parquet", base, tmp_path / "one", [FIRST]).counts["actions.parquet"] == 2


def test_every_public_column_has_a_french_title():
    with store.connect_offline() as con:
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        shape = store.columns_of(con)
    assert set(shape) <= set(public.TABLES)
    assert {c for columns in shape.values() for c in columns} <= set(public.COLUMNS)


def test_the_package_validates(packed):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed (extra « test »)")
    report = frictionless.validate(str(packed.path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert report.stats["tasks"] == len(public.TABLES)


def test_the_package_keeps_the_rules_of_the_specification(packed):
    description = json.loads((packed.path / "datapackage.json").read_text("utf-8"))
    assert package_errors(packed.path, description) == []
    names = {r["name"]: r for r in description["resources"]}
    assert set(names) == set(public.TABLES)
    fields = {f["name"]: f for f in names["costs"]["schema"]["fields"]}
    assert fields["amount_min"]["type"] == "number" and fields["amount_min"]["title"] == "Montant minimum en euros"
    assert {"fields": ["parent_id"], "reference": {"resource": "", "fields": ["orientation_id"]}} in (
        names["orientations"]["schema"]["foreignKeys"]
    )
    (cost,) = read(packed.path / "data" / "costs.csv")
    assert (cost["amount_min"], cost["confidence"]) == ("35000.50", "0.81")


def test_the_rules_see_a_broken_package(packed, tmp_path):
    """The re-creation above can fail: each damage is seen."""
    description = json.loads((packed.path / "datapackage.json").read_text("utf-8"))
    costs = next(r for r in description["resources"] if r["name"] == "costs")
    costs["hash"] = "sha256:0"
    costs["schema"]["fields"][5]["type"] = "date"
    costs["schema"]["primaryKey"] = ["absent"]
    assert len(package_errors(packed.path, description)) >= 3


def test_a_key_that_leads_nowhere_is_told_and_not_declared(tmp_path):
    settings = settings_of(tmp_path)
    broken = plan()
    broken.pilots[0].organisation_id = "org-lost"
    publish(settings, broken)
    report = export("datapackage", settings, tmp_path / "p")
    assert "pilots.organisation_id : 1 ligne(s) renvoient à une ligne absente de organisations." in report.notes
    description = json.loads((report.path / "datapackage.json").read_text("utf-8"))
    assert package_errors(report.path, description) == []


def package_errors(folder, description):
    """What breaks Data Package 1 and Table Schema 1, re-created for the types used here."""
    found = []
    keys = {}
    if not re.fullmatch(r"[a-z0-9._-]+", description["name"]):
        found.append("name")
    for resource in description["resources"]:
        path = folder / resource["path"]
        raw = path.read_bytes()
        if resource["bytes"] != len(raw) or resource["hash"] != f"sha256:{hashlib.sha256(raw).hexdigest()}":
            found.append(f"{resource['name']}: bytes or hash")
        rows = read(path)
        fields = {f["name"]: f for f in resource["schema"]["fields"]}
        with open(path, encoding="utf-8", newline="") as file:
            if next(csv.reader(file)) != list(fields):
                found.append(f"{resource['name']}: header")
        for row in rows:
            for name, field in fields.items():
                if why := cell_error(field, row[name]):
                    found.append(f"{resource['name']}.{name}: {why}: {row[name]!r}")
        key = resource["schema"].get("primaryKey", [])
        if not set(key) <= set(fields):
            found.append(f"{resource['name']}: primary key")
        values = [tuple(r.get(k) for k in key) for r in rows]
        if key and len(set(values)) != len(values):
            found.append(f"{resource['name']}: duplicate key")
        keys[resource["name"]] = rows
    for resource in description["resources"]:
        for foreign in resource["schema"].get("foreignKeys", []):
            other = keys[foreign["reference"]["resource"] or resource["name"]]
            there = {r[foreign["reference"]["fields"][0]] for r in other}
            here = {r[foreign["fields"][0]] for r in keys[resource["name"]]} - {""}
            if not here <= there:
                found.append(f"{resource['name']}: foreign key {foreign['fields']}")
    return found


def cell_error(field, said):
    constraints = field.get("constraints", {})
    if said == "":
        return "required" if constraints.get("required") else None
    try:
        match field["type"]:
            case "integer":
                int(said)
            case "number":
                float(said)
            case "boolean":
                if said not in (*field["trueValues"], *field["falseValues"]):
                    return "boolean"
            case "date":
                dt.date.fromisoformat(said)
            case "datetime":
                dt.datetime.strptime(said, field["format"])
            case "array":
                if not isinstance(json.loads(said), list):
                    return "array"
            case "string":
                if field.get("format") == "uuid" and not re.fullmatch(
                    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said
                ):
                    return "uuid"
            case other:
                return f"type {other}"
    except ValueError as error:
        return str(error)
    if "enum" in constraints and said not in constraints["enum"]:
        return "enum"
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], said):
        return "pattern"
    return None
