"""Publishing what changed ends exactly where publishing everything does, and costs what changed."""

import datetime as dt
import itertools
import json
import shutil

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings
from hypothesis import strategies as st
from small_records import document_id, small_records, write

from models.record import Correction, Ingestion
from pipeline import journal, store
from pipeline.publishing import loading, steps
from pipeline.settings import Settings

ORGANISATIONS = ("DDT", "ADIL", "CAF", "ARS")
DOCUMENTS = 5
WHEN = dt.datetime(2025, 6, 1)


def everything(path):
    """Every row of every public table, as a sorted list."""
    with duckdb.connect(str(path), read_only=True) as con:
        return {t: sorted(con.execute(f"select * from {t}").fetchall(), key=repr) for t in store.columns_of(con)}


def same_as_a_full_one(home):
    """Both databases, for an assertion that shows the difference."""
    found = everything(home.published)
    other = Settings(home=home.home.with_name("other"))
    shutil.rmtree(other.home, ignore_errors=True)
    shutil.copytree(home.home, other.home, ignore=shutil.ignore_patterns("*.duckdb"))
    store.rebuild(other)
    expected = everything(other.published)
    for table, rows in expected.items():
        assert found[table] == rows, table
    assert found.keys() == expected.keys()


@pytest.fixture
def home(tmp_path):
    settings = Settings(home=tmp_path / "home")
    settings.create_folders()
    return settings


def publish(home):
    """Publish, and insist that it was done incrementally."""
    done = store.publish(home)
    assert not done.rebuilt
    return done


number = st.integers(0, DOCUMENTS - 1)
name = st.sampled_from(ORGANISATIONS)
step = st.one_of(
    st.tuples(st.just("read"), number, st.lists(name, max_size=2, unique=True), st.integers(0, 2)),
    st.tuples(st.just("remove"), number),
    st.tuples(st.just("title"), number, st.sampled_from(["Un", "Deux"])),
    st.tuples(st.just("mention"), number, st.sampled_from([*ORGANISATIONS, "Inconnue", "INCONNUE"])),
    st.tuples(st.just("leader"), number, name),
    st.tuples(st.just("add"), number, st.sampled_from([*ORGANISATIONS, "Inconnue", "Autre"])),
    st.tuples(st.just("drop"), number),
    st.tuples(st.just("name"), number, name, st.sampled_from(["X", "Y"])),
    st.tuples(st.just("merge"), number, name, name),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("publish")),
)


class Play:
    """Does random things to a home."""

    def __init__(self, home):
        self.home, self.count = home, itertools.count()

    def correct(self, number, table, record, field, value, kind="set"):
        correction = Correction(
            correction_id=f"cor_{next(self.count)}", document_id=document_id(number), table_name=table,
            record_id=record, field=field, new_value=value, kind=kind, made_at=WHEN,
        )  # fmt: skip
        journal.append(self.home.corrections, correction)

    def read(self, number, names, variant):
        write(self.home, small_records(number, organisations=names, variant=variant))
        journal.append(
            self.home.ingestions,
            Ingestion(ingestion_id=f"ing_{next(self.count)}", file_name=f"{number}.pdf", status="ok",
                      document_id=document_id(number), started_at=WHEN, pipeline_version="1"),
        )  # fmt: skip

    def remove(self, number):
        shutil.rmtree(self.home.documents / document_id(number), ignore_errors=True)

    def title(self, number, value):
        self.correct(number, "actions", f"act_{document_id(number)}_0", "title", value)

    def mention(self, number, value):
        self.correct(number, "pilots", f"pil_{document_id(number)}_0", "mention", value)

    def leader(self, number, name):
        self.correct(number, "pilots", f"pil_{document_id(number)}_1", "organisation_id", f"org_{name}")

    def add(self, number, mention):
        value = {"action_id": f"act_{document_id(number)}_0", "mention": mention, "is_group": False}
        record = f"pil_added_{next(self.count)}"
        self.correct(number, "pilots", record, "", json.dumps(value), "add")

    def drop(self, number):
        self.correct(number, "actions", f"act_{document_id(number)}_1", "", None, "drop")

    def name(self, number, name, value):
        self.correct(number, "organisations", f"org_{name}", "name", value)

    def merge(self, number, one, other):
        self.correct(number, "organisations", f"org_{one}", "", f"org_{other}", "merge")

    def undo(self, back):
        made = journal.rows(self.home.corrections, Correction)
        if back < len(made):
            undone = made[-1 - back]
            number = next(n for n in range(DOCUMENTS) if document_id(n) == undone.document_id)
            self.correct(number, undone.table_name, undone.correction_id, "", None, "undo")

    def publish(self):
        publish(self.home)


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=st.lists(step, min_size=3, max_size=14))
def test_any_sequence_ends_like_a_full_publication(script, tmp_path_factory):
    home = Settings(home=tmp_path_factory.mktemp("play") / "home")
    home.create_folders()
    play = Play(home)
    for n in range(3):
        play.read(n, ORGANISATIONS[n : n + 2], 0)
    store.publish(home)
    for what, *values in script:
        getattr(play, what)(*values)
    publish(home)
    same_as_a_full_one(home)
    shutil.rmtree(home.home.parent)
