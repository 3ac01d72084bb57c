"""From a hand-built extraction to records: places, ids, checks and the unions of repeated fields."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geometry import Box
from models.page import Page, Word
from models.segment import FIELDS, ActionNode, Extraction, IndicatorTable, LabelledField, Metadata, OrientationNode
from models.text import Mark, Place, PlacedText
from pipeline import confidence
from pipeline.normalise import build_records

DOC = "0123456789abcdef"


def placed(text: str, page: int = 1, top: float = 100.0) -> PlacedText:
    """One printed line a text line, 6 points a character."""
    marks, at = [], 0
    for i, line in enumerate(text.split("\n")):
        x = at
        for word in line.split(" "):
            if word:
                left = 50 + 6 * (x - at)
                y = top + 14 * i
                marks.append(Mark(x, x + len(word), page, Box(left, y, left + 6 * len(word), y + 10)))
            x += len(word) + 1
        at += len(line) + 1
    return PlacedText(text, marks)


def labelled(
    name: str, text: str, label: str | None = None, page: int = 1, top: float = 100.0, **more
) -> LabelledField:
    return LabelledField(name, label or name.capitalize(), placed(text, page, top), "cell", **more)


def action(*fields: LabelledField, number: str | None = "1", title: str = "Informer les ménages", **more) -> ActionNode:
    return ActionNode("Action", number, placed(title, top=60.0), fields=list(fields), **more)


def build(*actions: ActionNode, orientations=(), metadata=None, warnings=(), pages=None):
    extraction = Extraction(
        pages=pages or [Page(1, 595, 842, printed_words=120), Page(2, 595, 842, kind="ocr", ocr_confidence=0.9)],
        orientations=list(orientations),
        actions=list(actions),
        metadata=metadata or Metadata(territory="Sarthe", territory_code="72", territory_level="departement"),
        warnings=list(warnings),
    )
    return build_records(
        extraction,
        document_id=DOC,
        sha256=DOC * 4,
        file_name="plan.pdf",
        pipeline_version="0.1.0",
        ingested_at=dt.datetime(2026, 1, 1),
    )


def evidence_of(records, record_id: str, field: str | None = None):
    return [e for e in records.evidence if e.record_id == record_id and field in (None, e.field)]


def checks(records, name: str):
    return [c for c in records.checks if c.check_name == name]


def test_document_row_and_pages():
    records = build(metadata=Metadata(plan_type="PLH", published_on="2022-03-24", period_start=2022, period_end=2027))
    assert records.document.published_on == dt.date(2022, 3, 24)
    assert records.document.page_count == 2
    assert records.document.ocr_confidence == 0.9
    assert [(p.page, p.kind, p.words) for p in records.pages] == [(1, "digital", 120), (2, "ocr", 0)]


def test_metadata_evidence():
    place = Place(1, Box(10, 10, 60, 20))
    records = build(metadata=Metadata(plan_type="PLH", places={"plan_type": [place]}))
    [e] = evidence_of(records, DOC)
    assert (e.table_name, e.field, e.text, e.page, e.x1) == ("documents", "plan_type", "PLH", 1, 60)


def test_pilots_and_partners_are_placed_word_by_word():
    records = build(
        action(labelled("pilot", "CAF", "Pilote"), labelled("partner", "DDT, ADIL", "Partenaires", top=200))
    )
    [pilot] = records.pilots
    assert (pilot.mention, pilot.role, pilot.is_group) == ("CAF", "Pilote", False)
    assert [p.mention for p in records.partners] == ["DDT", "ADIL"]
    [e] = evidence_of(records, records.partners[1].partner_id)
    assert (e.x0, e.y0, e.x1) == (50 + 6 * 5, 200, 50 + 6 * 9)
    assert "Partenaires" in e.method


def test_same_body_is_one_organisation_with_its_spellings():
    records = build(
        action(labelled("pilot", "Conseil général", "Pilote")),
        action(labelled("pilot", "Département de la Sarthe", "Pilote"), number="2", title="Loger"),
    )
    a, b = records.pilots
    assert a.organisation_id == b.organisation_id
    [organisation] = records.organisations
    assert (organisation.kind, organisation.territory_code) == ("departement", "72")
    assert {x.alias for x in records.organisation_aliases} == {"Conseil général", "Département de la Sarthe"}
    assert evidence_of(records, organisation.organisation_id)


def test_summary_table_short_form_gives_way_to_the_fiche():
    records = build(
        action(labelled("pilot", "CG", "Responsable", top=20), labelled("pilot", "Conseil général", "Pilote", page=2))
    )
    assert [p.mention for p in records.pilots] == ["Conseil général"]
    assert evidence_of(records, records.pilots[0].pilot_id)[0].page == 2


def test_partner_named_by_two_places_is_kept_once_and_new_ones_join():
    records = build(action(labelled("partner", "CAF, DDT"), labelled("partner", "DDT, ADIL", page=2)))
    assert [p.mention for p in records.partners] == ["CAF", "DDT", "ADIL"]
    assert [p.position for p in records.partners] == [1, 2, 3]


def test_single_amount_keeps_the_whole_field_as_text():
    records = build(action(labelled("cost", "42 000 € annuels en co-financement État et Conseil général", "Coût")))
    [cost] = records.costs
    assert (cost.status, cost.amount_min, cost.per_period) == ("stated", 42000, "year")
    assert cost.text.startswith("42 000") and cost.text.endswith("général")
    assert {f.mention for f in records.funders} == {"État", "Conseil général"}
    assert all(f.cost_id == cost.cost_id for f in records.funders)


def test_several_amounts_have_their_own_lines_as_text_and_evidence():
    records = build(action(labelled("cost", "État : 70 000 €\nMétropole : 50 000 €", "Coût")))
    assert [(int(c.amount_min), c.text) for c in records.costs] == [
        (70000, "État : 70 000 €"),
        (50000, "Métropole : 50 000 €"),
    ]
    tops = [evidence_of(records, c.cost_id)[0].y0 for c in records.costs]
    assert tops == [100, 114]


def test_a_figure_repeated_in_two_places_is_one_cost():
    records = build(action(labelled("cost", "12 000 €", "Coût"), labelled("cost", "12 000 €", "Budget", page=2)))
    assert len(records.costs) == 1


def test_funders_alone_say_that_money_is_stated():
    records = build(action(labelled("funder", "État, Région", "Financeurs")))
    assert [c.status for c in records.costs] == ["stated"]
    assert [f.mention for f in records.funders] == ["État", "Région"]


@pytest.mark.parametrize(
    ("text", "status"), [("Moyens constants", "constant"), ("À définir", "to_define"), ("Sans objet", "none")]
)
def test_status_without_figure(text, status):
    [cost] = build(action(labelled("cost", text, "Coût"))).costs
    assert (cost.status, cost.amount_min, cost.text) == (status, None, text)


def test_empty_cost_gives_no_row_but_a_check():
    records = build(action(labelled("cost", "", "Coût estimé")))
    assert records.costs == []
    [check] = checks(records, "empty_field")
    assert "Coût estimé" in check.message and check.record_id == records.actions[0].action_id


def test_texts_are_joined_and_repeats_dropped():
    records = build(
        action(
            labelled("objective", "Mieux informer."),
            labelled("objective", "Mieux informer.", page=2),
            labelled("objective", "Prévenir.", page=2, top=300),
        )
    )
    [a] = records.actions
    assert a.objective == "Mieux informer.\nPrévenir."
    assert {e.page for e in evidence_of(records, a.action_id, "objective")} == {1, 2}


def test_calendar_takes_years_from_the_place_that_gives_them():
    [a] = build(action(labelled("calendar", "En continu"), labelled("calendar", "2024-2026", page=2))).actions
    assert (a.calendar, a.start_year, a.end_year) == ("En continu\n2024-2026", 2024, 2026)


def test_indicator_table_rows():
    row = {"text": placed("Logements rénovés"), "baseline": placed("120"), "target": placed("300"), "unit": placed("–")}
    table = IndicatorTable([row, {"text": placed("")}], 2027)
    [i] = build(action(labelled("indicator", "x", "Indicateurs de résultat", kind="outcome", table=table))).indicators
    assert (i.text, i.kind, i.baseline, i.target, i.unit, i.target_year) == (
        "Logements rénovés",
        "outcome",
        "120",
        "300",
        None,
        2027,
    )


def test_orientation_without_title_has_evidence_from_its_label():
    node = OrientationNode("Pilier", "2", None, page=1, places=[Place(1, Box(5, 5, 50, 15))])
    child = OrientationNode("Axe", "2", placed("Habitat"), parent=0, depth=1, page=1)
    records = build(action(orientation=1), orientations=[node, child])
    first, second = records.orientations
    assert second.parent_id == first.orientation_id
    assert records.actions[0].orientation_id == second.orientation_id
    assert evidence_of(records, first.orientation_id)[0].text == "Pilier 2"
    assert evidence_of(records, second.orientation_id)[0].field == "title"


def test_ids_stay_when_other_rows_change_and_when_run_again():
    one, two = action(labelled("pilot", "CAF")), action(labelled("pilot", "DDT"), number="2", title="Loger")
    alone, both = build(two), build(one, two)
    assert alone.actions[0].action_id == both.actions[1].action_id
    assert alone.pilots[0].pilot_id == both.pilots[1].pilot_id
    assert build(one, two) == both


def test_equal_actions_have_distinct_ids():
    records = build(action(number=None), action(number=None))
    assert len({a.action_id for a in records.actions}) == 2


def test_every_record_has_evidence_and_no_evidence_is_orphan():
    records = build(
        action(
            labelled("pilot", "CAF"),
            labelled("partner", "bailleurs sociaux, ADIL"),
            labelled("cost", "12 000 € par an (État)"),
            labelled("indicator", "Nombre de ménages aidés"),
            labelled("objective", "Sortir 10 logements par an"),
        )
    )
    ids = set()
    for table, key in (
        ("actions", "action_id"), ("pilots", "pilot_id"), ("partners", "partner_id"), ("costs", "cost_id"),
        ("funders", "funder_id"), ("indicators", "indicator_id"), ("targets", "target_id"),
        ("organisations", "organisation_id"),
    ):  # fmt: skip
        rows = getattr(records, table)
        assert rows, table
        ids |= {(table, getattr(r, key)) for r in rows}
    proved = {(e.table_name, e.record_id) for e in records.evidence if e.table_name != "action_texts"}
    assert ids == proved
    assert len({e.evidence_id for e in records.evidence}) == len(records.evidence)


def test_numbering_gap_among_siblings():
    records = build(*(action(number=n, title=f"Titre {n}") for n in ("1.1", "1.2", "1.4", "2.1", "2.2")))
    [gap] = checks(records, "numbering_gap")
    assert "1.3" in gap.message


@pytest.mark.parametrize("numbers", [["1", "2", "3"], ["I", "II", "III"], ["1A", "1B", "1C"], ["14"], ["1", "9"]])
def test_no_numbering_gap(numbers):
    records = build(*(action(number=n, title=f"Titre {n}") for n in numbers))
    assert checks(records, "numbering_gap") == []


def test_action_without_pilot_and_low_confidence(monkeypatch):
    monkeypatch.setattr(confidence, "_curves", lambda: {"actions * *": [[0.0, 0.4], [0.8, 0.97]], "pilots * *": [[0.0, 0.97]]})
    records = build(
        action(confidence=0.4),
        action(labelled("pilot", "CAF"), number="2", title="Loger"),
        action(number="3", title="Bâtir"),
    )
    assert [c.message for c in checks(records, "action_without_pilot")] == [
        "Action 1 : aucun pilote n'a été lu.",
        "Action 3 : aucun pilote n'a été lu.",
    ]
    assert ["0,40" in c.message for c in checks(records, "low_confidence")] == [True]


def test_a_document_without_pilots_says_it_once():
    records = build(action(), action(number="2", title="Loger"))
    assert len(checks(records, "action_without_pilot")) == 1


def test_an_empty_label_whose_field_is_read_elsewhere_is_not_told():
    records = build(
        action(labelled("partner", "", "Partenaires mobilisables"), labelled("partner", "CAF", "Partenaires"))
    )
    assert checks(records, "empty_field") == []


def test_texts_have_evidence_of_their_own():
    records = build(action(labelled("objective", "Mieux informer."), labelled("calendar", "2024")))
    assert {e.field for e in records.evidence if e.table_name == "actions"} == {"title"}
    assert {e.field for e in records.evidence if e.table_name == "action_texts"} == {"objective", "calendar"}


@pytest.mark.parametrize(
    ("text", "label", "years"), [("x\nx", "2024-2026", (2024, 2026)), ("", "2025-2025", (2025, 2025))]
)
def test_year_columns_with_marks(text, label, years):
    [a] = build(action(LabelledField("calendar", label, placed(text), "year_marks", year=years[0]))).actions
    assert (a.start_year, a.end_year) == years
    assert a.calendar in ("2024-2026", "2025")


@given(st.sampled_from(FIELDS), st.text(max_size=80), st.text(max_size=20))
def test_any_words_under_any_label_give_sound_records(name, text, label):
    records = build(action(labelled(name, text, label)))
    assert len(records.actions) == 1
    assert {p.organisation_id for p in [*records.pilots, *records.partners]} <= {
        o.organisation_id for o in records.organisations
    }
    assert len({e.evidence_id for e in records.evidence}) == len(records.evidence)


def test_a_doubtful_organisation_is_told_with_both_names():
    records = build(action(labelled("pilot", "CIL", "Pilote", page=2)))
    [organisation] = records.organisations
    assert (organisation.origin, records.pilots[0].organisation_id) == ("doubtful", organisation.organisation_id)
    [check] = checks(records, "organisation_douteuse")
    assert (check.record_id, check.page, check.severity) == (organisation.organisation_id, 2, "warning")
    assert "Comité interprofessionnel" in check.message and "Conférence intercommunale" in check.message


def test_units_and_days_stand_beside_the_text():
    row = {"text": placed("Parc"), "target": placed("300"), "unit": placed("logts")}
    table = IndicatorTable([row], 2027)
    records = build(
        action(
            labelled("indicator", "x", "Indicateurs", table=table),
            labelled("calendar", "1er semestre 2025", top=300),
        )
    )
    assert [(i.unit, i.unit_normalised) for i in records.indicators] == [("logts", "logement")]
    [a] = records.actions
    assert (a.calendar, a.start_year, a.calendar_precision) == ("1er semestre 2025", 2025, "semester")
    assert (a.start_on, a.end_on) == (dt.date(2025, 1, 1), dt.date(2025, 6, 30))


def test_acronym_defined_in_the_pages():
    page = Page(1, 595, 842)
    page.words = [Word(w, Box(10, 10, 20, 20), 1) for w in ["la", "Maison", "Pour", "Tous", "(MPT)", "de", "Brune"]]
    records = build(
        action(labelled("pilot", "MPT")),
        action(labelled("pilot", "Maison Pour Tous"), number="2", title="Loger"),
        pages=[page],
    )
    assert len(records.organisations) == 1


def test_total_mismatch():
    wrong = build(action(labelled("cost", "Total : 100 000 €\nÉtat : 30 000 €\nRégion : 50 000 €", "Coût")))
    right = build(action(labelled("cost", "Total : 80 000 €\nÉtat : 30 000 €\nRégion : 50 000 €", "Coût")))
    assert "80 000 €" in checks(wrong, "total_mismatch")[0].message
    assert checks(right, "total_mismatch") == []


def test_warnings_and_failed_pages_are_told():
    pages = [Page(1, 595, 842, kind="unreadable", status="failed", message="La page 1 est illisible.")]
    records = build(pages=pages, warnings=["Le sommaire annonce 12 actions, 10 ont été lues."])
    assert [c.message for c in checks(records, "announced_not_found")] == [
        "Le sommaire annonce 12 actions, 10 ont été lues."
    ]
    assert checks(records, "page_failed")[0].page == 1
