"""Editions of one plan follow each other; two of them side by side."""

import datetime as dt
import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_records import document_id, small_records, write

from models.record import Correction
from pipeline import journal, store
from pipeline.cli import main
from pipeline.diff import ActionSheet, compare, pair
from pipeline.editions import Edition, earlier_editions
from pipeline.settings import Settings


def edition(key, start=None, end=None, date=None, title="PLH"):
    return Edition(key, title, start, end, dt.date.fromisoformat(date) if date else None, None)


def test_each_edition_supersedes_the_one_before():
    found = earlier_editions([edition("c", 2025, 2030), edition("a", 2012, 2017), edition("b", 2018, 2023)])
    assert found == {"b": "a", "c": "b"}


def test_volumes_and_copies_of_one_period_do_not():
    volumes = [
        edition("a", 2025, 2030, "2025-01-01", "PLH - Diagnostic"),
        edition("b", 2025, 2030, "2025-02-01", "PLH - Actions"),
    ]
    assert earlier_editions(volumes) == {}
    assert earlier_editions([edition("a", 2025), edition("b", 2025)]) == {}


def test_a_revision_of_the_same_period_does():
    found = earlier_editions([edition("b", 2025, 2030, "2027-01-01"), edition("a", 2025, 2030, "2025-01-01")])
    assert found == {"b": "a"}


@given(st.lists(st.tuples(st.integers(2000, 2030), st.integers(1, 8)), max_size=8), st.randoms())
def test_chains_have_no_loop_and_no_order(periods, random):
    editions = [edition(f"{i:02}", start, start + length) for i, (start, length) in enumerate(periods)]
    found = earlier_editions(editions)
    shuffled = list(editions)
    random.shuffle(shuffled)
    assert earlier_editions(shuffled) == found
    for key in found:
        seen = {key}
        while key := found.get(key):
            assert key not in seen
            seen.add(key)


@pytest.fixture
def home(tmp_path):
    settings = Settings(home=tmp_path)
    settings.create_folders()
    plans = (
        (1, "PDALPD", 2008, "72"),
        (2, "PDALHPD", 2016, "72"),
        (3, "PDALHPD", 2022, "72"),
        (4, "PDALHPD", 2016, "53"),
    )
    for number, kind, start, place in plans:
        records = small_records(number)
        records.document.plan_type, records.document.territory_code = kind, place
        records.document.territory_level, records.document.period_start = "departement", start
        write(settings, records)
    return settings


def supersedes(settings):
    with duckdb.connect(str(settings.published), read_only=True) as con:
        return dict(
            con.execute("select document_id, supersedes from documents where supersedes is not null").fetchall()
        )


def test_publication_links_editions(home):
    store.publish(home)
    one, two, three, _ = map(document_id, (1, 2, 3, 4))
    assert supersedes(home) == {two: one, three: two}
    home.records(two).unlink()
    store.publish(home)
    assert supersedes(home) == {three: one}


def test_an_analyst_has_the_last_word(home):
    made = Correction(
        correction_id="cor_1", document_id=document_id(3), table_name="documents", record_id=document_id(3),
        field="supersedes", new_value=document_id(1), made_at=dt.datetime(2025, 1, 1),
    )  # fmt: skip
    journal.append(home.corrections, made)
    store.publish(home)
    assert supersedes(home)[document_id(3)] == document_id(1)
    write(home, small_records(5))
    store.publish(home)
    assert supersedes(home)[document_id(3)] == document_id(1)


# Two editions


def sheet(title, number=None, pilots=(), **texts):
    names = ("orientation", "objective", "context", "modalities", "expected_results", "territorial_scale", "calendar")
    out = ActionSheet(title, {"title": title, "number": number} | dict.fromkeys(names) | texts)
    out.lists["pilotes"] = {p: p for p in pilots}
    return out


OLD = [
    sheet("Créer une maison de l'habitat", "1", ["DDE"], calendar="2008"),
    sheet("Prévenir les expulsions locatives", "2", ["CAF"]),
    sheet("Reloger les ménages du camp", "3"),
]
NEW = [
    sheet("Créer la maison de l'habitat", "1", ["DDE", "ADIL"], calendar="2016"),
    sheet("Prévenir les expulsions locatives", "4", ["CAF"]),
    sheet("Soutenir les copropriétés fragiles", "3"),
]


def test_added_dropped_changed():
    found = compare(OLD, NEW)
    assert (found.added, found.dropped, found.changed, found.same) == (1, 1, 2, 0)
    assert [(r[0], r[4], r[5], r[6]) for r in found.rows] == [
        ("modifiée", "intitulé", "Créer une maison de l'habitat", "Créer la maison de l'habitat"),
        ("modifiée", "calendrier", "2008", "2016"),
        ("modifiée", "pilotes", None, "ADIL"),
        ("modifiée", "numéro", "2", "4"),
        ("ajoutée", None, None, None),
        ("retirée", None, None, None),
    ]


def test_the_same_plan_does_not_differ():
    assert compare(OLD, OLD).rows == []


def test_pairs_are_one_to_one():
    twins = [sheet("Bilan annuel", "1"), sheet("Bilan annuel", "2")]
    assert sorted(pair(twins, twins[::-1])) == [(0, 1), (1, 0)]
    assert pair(twins, twins[:1]) == [(0, 0)]


def test_the_command(home, capsys):
    store.publish(home)
    assert main(["--home", str(home.home), "diff", "plan 2.pdf", document_id(3)]) == 0
    assert "inchangée" in capsys.readouterr().out
    assert main(["--home", str(home.home), "diff", "plan 3.pdf", "--format", "json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)
    assert main(["--home", str(home.home), "diff", "plan 1.pdf"]) == 2
    assert "ne remplace aucune édition" in capsys.readouterr().err
    assert main(["--home", str(home.home), "diff", "plan", "plan 1.pdf"]) == 2
    assert "plusieurs documents" in capsys.readouterr().err
    assert main(["--home", str(home.home), "diff", "rien de tel", "plan 1.pdf"]) == 2
