"""Decisions of an analyst: kept, laid over what is read, undone at will, and told when the reading changed under them."""

import datetime as dt
import itertools
import json

import pytest

from models.record import (
    Action,
    Correction,
    Cost,
    Document,
    DocumentRecords,
    Evidence,
    Funder,
    Organisation,
    OrganisationAlias,
    Orientation,
    Partner,
)
from pipeline.corrections import apply_corrections, live
from pipeline.publishing import tables

DOC = "d" * 16
NUMBER = itertools.count(1)


def records(document_id=DOC, title="Créer des logements", mention="C.A.F et", prefix=""):
    """Two orientations, two actions under the second, a partner, a cost with its funder."""
    d, p = document_id, prefix
    return DocumentRecords(
        document=Document(
            document_id=d, sha256=d * 4, file_name=f"{d}.pdf", page_count=3, text_source="digital",
            pipeline_version="1", ingested_at=dt.datetime(2026, 1, 1),
        ),
        orientations=[
            Orientation(orientation_id=f"{p}ori_1", document_id=d, depth=1, position=1, title="Axe"),
            Orientation(orientation_id=f"{p}ori_2", document_id=d, parent_id=f"{p}ori_1", depth=2, position=2),
        ],
        actions=[
            Action(action_id=f"{p}act_{n}", document_id=d, orientation_id=f"{p}ori_2", position=n, title=title)
            for n in (1, 2)
        ],
        organisations=[Organisation(organisation_id="org_caf", name="CAF"), Organisation(organisation_id="org_x", name="C.A.F et")],
        organisation_aliases=[
            OrganisationAlias(organisation_id="org_caf", alias="CAF", document_id=d),
            OrganisationAlias(organisation_id="org_x", alias=mention, document_id=d),
        ],
        partners=[
            Partner(partner_id=f"{p}par_1", action_id=f"{p}act_1", document_id=d, organisation_id="org_x", mention=mention,
                    is_group=False, position=1, confidence=0.5)
        ],
        costs=[Cost(cost_id=f"{p}cos_1", action_id=f"{p}act_1", document_id=d, text="12 000 €", status="stated", amount_min=12000)],
        funders=[Funder(funder_id=f"{p}fun_1", action_id=f"{p}act_1", document_id=d, cost_id=f"{p}cos_1", mention="État", position=1)],
        evidence=[
            Evidence(evidence_id=f"{p}evi_{t}", document_id=d, table_name=t, record_id=r, field="mention", page=1,
                     x0=1, y0=2, x1=3, y1=4, text="x", method="cell")
            for t, r in (("partners", f"{p}par_1"), ("actions", f"{p}act_1"))
        ],
    )  # fmt: skip


def decide(kind, table, record, field="", new=None, old=None, **more):
    made = dt.datetime(2026, 1, 1) + dt.timedelta(seconds=next(NUMBER))
    return Correction(
        correction_id=f"cor_{next(NUMBER)}", document_id=more.pop("document", DOC), table_name=table, record_id=record,
        field=field, old_value=old, new_value=new, made_at=made, kind=kind, author="Anne", **more,
    )  # fmt: skip


class Base:
    """What is read, in memory, with decisions applied."""

    def __init__(self, *documents):
        self.con = tables.connect_offline()
        tables.create(self.con)
        for one in documents or [records()]:
            for table in tables.columns_of(self.con):
                rows = [one.document] if table == "documents" else getattr(one, table, [])
                for row in rows:
                    values = row.model_dump()
                    sql = f"insert into {table} ({', '.join(values)}) values ({', '.join('?' * len(values))})"
                    shared = " on conflict do nothing" if table == "organisations" else ""
                    self.con.execute(sql + shared, list(values.values()))

    def apply(self, *decisions, documents=None):
        apply_corrections(self.con, decisions, tables.columns_of(self.con), documents)
        return self

    def __call__(self, sql):
        return self.con.execute(sql).fetchall()


@pytest.fixture
def base():
    return Base


def test_undo_and_undo_of_undo():
    first = decide("set", "actions", "act_1", "title", "A")
    second = decide("set", "actions", "act_1", "title", "B")
    undo = decide("undo", "corrections", second.correction_id)
    redo = decide("undo", "corrections", undo.correction_id)
    assert live([first, second]) == [first, second]
    assert live([first, second, undo]) == [first]
    assert live([first, second, undo, redo]) == [first, second]


def test_a_value_is_set_and_its_place_replaces_the_old_one(base):
    place = {"page": 3, "x0": 10, "y0": 20, "x1": 30, "y1": 40}
    b = base().apply(decide("set", "partners", "par_1", "mention", "CAF", "C.A.F et", **place))
    assert b("select mention, organisation_id, confidence from partners") == [("CAF", "org_caf", 0.5)]
    assert b("select page, x0, text, method from evidence where record_id = 'par_1'") == [(3, 10, "CAF", "correction")]
    assert b("select * from checks") == []


def test_a_mention_nobody_wrote_makes_an_organisation(base):
    b = base().apply(decide("set", "partners", "par_1", "mention", "Caisse d'allocations", "C.A.F et"))
    assert b("select o.name, a.document_id from partners join organisations o using (organisation_id) "
             "join organisation_aliases a using (organisation_id)") == [("Caisse d'allocations", DOC)]  # fmt: skip


@pytest.mark.parametrize(("old", "told"), [("12000", 0), ("12000.00", 0), ("9000", 1), (None, 1)])
def test_a_reading_that_changed_under_a_correction_is_told_and_the_correction_kept(base, old, told):
    b = base().apply(decide("set", "costs", "cos_1", "amount_min", "15000", old))
    assert b("select amount_min from costs")[0][0] == 15000
    found = b("select check_name, record_id, message from checks")
    assert [f[:2] for f in found] == [("correction_en_conflit", "cos_1")] * told
    assert all("12000.00" in f[2] and "15000" in f[2] for f in found)


def test_a_document_now_read_as_corrected_is_no_conflict(base):
    b = base().apply(decide("set", "costs", "cos_1", "amount_min", "12000", "9000"))
    assert b("select count(*) from checks") == [(0,)]


def test_lines_of_before_kinds_stay_valid(base):
    line = {"correction_id": "c", "document_id": DOC, "table_name": "actions", "record_id": "act_1", "field": "title",
            "new_value": "Nouveau", "made_at": "2026-01-01T00:00:00"}  # fmt: skip
    b = base().apply(Correction.model_validate_json(json.dumps(line)))
    assert b("select title from actions where action_id = 'act_1'") == [("Nouveau",)]
    assert b("select count(*) from checks") == [(0,)]


def test_an_action_moves_to_another_orientation_of_its_document_only(base):
    other = records("e" * 16, prefix="e")
    b = base(records(), other).apply(decide("set", "actions", "act_1", "orientation_id", "ori_1", "ori_2"))
    assert b("select orientation_id from actions where action_id = 'act_1'") == [("ori_1",)]
    b.apply(decide("set", "actions", "act_2", "orientation_id", "eori_1", "ori_2"))
    assert b("select orientation_id from actions where action_id = 'act_2'") == [("ori_2",)]
    assert b("select check_name from checks") == [("correction_sans_effet",)]


def test_an_orientation_cannot_go_under_itself(base):
    b = base().apply(decide("set", "orientations", "ori_1", "parent_id", "ori_2"))
    assert b("select parent_id from orientations where orientation_id = 'ori_1'") == [(None,)]
    assert b("select check_name from checks") == [("correction_sans_effet",)]


def test_a_record_is_added_with_its_place(base):
    new = json.dumps({"action_id": "act_2", "mention": "caf", "is_group": False})
    add = decide("add", "partners", "par_new", new=new, page=2, x0=1, y0=1, x1=9, y1=9)
    b = base().apply(add).apply(add)
    assert b(
        "select action_id, mention, organisation_id, position, confidence from partners where partner_id = 'par_new'"
    ) == [("act_2", "caf", "org_caf", 1, 1.0)]
    assert b("select page, text, method from evidence where record_id = 'par_new'") == [(2, "caf", "correction")]
    b.apply(add, decide("set", "partners", "par_new", "mention", "DDT", "caf"))
    assert b("select mention from partners where partner_id = 'par_new'") == [("DDT",)]


def test_what_others_hang_from_is_added_too(base):
    place = {"page": 2, "x0": 1, "y0": 1, "x1": 9, "y1": 9}
    cost = {"action_id": "act_new", "text": "5 €", "status": "stated", "amount_min": 5}
    b = base().apply(
        decide("add", "orientations", "ori_new", new=json.dumps({"title": "Axe 2", "depth": 1}), **place),
        decide("add", "actions", "act_new", new=json.dumps({"title": "A", "orientation_id": "ori_new"}), **place),
        decide("add", "costs", "cos_new", new=json.dumps(cost), **place),
    )
    assert b("select title, position from actions where orientation_id = 'ori_new'") == [("A", 3)]
    assert b("select amount_min from costs where action_id = 'act_new'")[0][0] == 5
    assert b("select count(*) from evidence where method = 'correction'") == [(3,)]
    assert b("select * from checks") == []


@pytest.mark.parametrize(
    ("table", "new"),
    [
        ("partners", "{}"), ("partners", "pas du JSON"), ("partners", None), ("partners", "[1]"), ("documents", "{}"),
        ("partners", '{"action_id": "act_absent", "mention": "x", "is_group": false}'),
        ("partners", '{"action_id": "act_2", "mention": "x", "is_group": false, "intrus": 1}'),
        ("costs", '{"action_id": "act_2", "text": "x", "status": "peut-être"}'),
    ],
)  # fmt: skip
def test_an_addition_of_the_wrong_form_is_told(base, table, new):
    b = base().apply(decide("add", table, "par_new", new=new))
    assert b("select check_name from checks") == [("correction_sans_effet",)]
    assert b("select count(*) from partners") == [(1,)]


def test_a_dropped_action_takes_what_hangs_from_it(base):
    b = base().apply(decide("drop", "actions", "act_1"))
    for table in ("partners", "costs", "funders", "evidence"):
        assert b(f"select count(*) from {table}") == [(0,)], table
    assert b("select action_id from actions") == [("act_2",)]


def test_what_a_dropped_orientation_held_goes_up(base):
    b = base().apply(decide("drop", "orientations", "ori_2"))
    assert b("select distinct orientation_id from actions") == [("ori_1",)]
    assert b("select orientation_id from orientations") == [("ori_1",)]


def test_organisations_merge_in_every_document_and_again_when_one_is_reloaded(base):
    other = records("e" * 16, prefix="e")
    merge = decide("merge", "organisations", "org_x", new="org_caf")
    b = base(records(), other).apply(merge)
    assert b("select distinct organisation_id from partners") == [("org_caf",)]
    assert b("select organisation_id from organisations") == [("org_caf",)]
    for table in ("documents", "partners", "organisation_aliases"):  # reloaded: read rows come back
        b(f"delete from {table} where document_id = '{'e' * 16}'")
    b("insert into organisations (organisation_id, name) values ('org_x', 'C.A.F et')")
    b(f"insert into partners select * replace('epar_2' as partner_id, 'org_x' as organisation_id, '{'e' * 16}' as document_id) "
      "from partners")  # fmt: skip
    b.apply(merge, documents=["e" * 16])
    assert b("select distinct organisation_id from partners") == [("org_caf",)]
    assert b("select check_name from checks") == []


def test_only_the_documents_asked_for_are_touched(base):
    b = base(records(), records("e" * 16, prefix="e"))
    decisions = [decide("set", "actions", "act_1", "title", "A", "Créer des logements"),
                 decide("set", "actions", "eact_1", "title", "B", "Créer des logements", document="e" * 16)]  # fmt: skip
    b.apply(*decisions, documents=["e" * 16])
    assert b("select title from actions where action_id in ('act_1', 'eact_1') order by 1") == [
        ("B",),
        ("Créer des logements",),
    ]


def test_a_correction_changes_no_record_of_another_document(base):
    one = base(records(), records("e" * 16, prefix="e_"))
    one.apply(
        decide("set", "actions", "e_act_1", "title", "Volé"), decide("set", "documents", "e" * 16, "title", "Volé"),
        decide("set", "organisations", "org_caf", "name", "Caisse d'allocations familiales", "CAF"),
    )  # fmt: skip
    assert not one("select * from actions where title = 'Volé'") + one("select * from documents where title = 'Volé'")
    told = one("select message from checks")
    assert len(told) == 2 and all("autre document" in message for (message,) in told)
    assert one("select name from organisations where organisation_id = 'org_caf'") == [
        ("Caisse d'allocations familiales",)
    ]


def test_decisions_about_a_document_that_left_are_silent(base):
    b = base().apply(decide("set", "actions", "act_1", "title", "A", document="f" * 16))
    assert b("select count(*) from checks") == [(0,)]


def test_an_agreement_changes_nothing(base):
    b = base()
    before = b("select * from partners")
    b.apply(decide("accept", "partners", "par_1", old="C.A.F et"))
    assert b("select * from partners") == before
