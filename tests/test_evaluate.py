"""Our own figures: right on a hand-counted case, and whole on a perfect base."""

import json

import pytest
from stand_in import BUILDER, READER, fake_pdf

from models.errors import UsageError
from pipeline.evaluate import evaluate, report_text
from pipeline.evaluation_report import BEGIN, END, write_report
from pipeline.ingest import ingest
from pipeline.settings import Settings

ACTION = {
    "number": None, "label": None, "title": "Créer des logements", "orientation": None,
    "pilots": [{"mention": "la DDT"}],
    "partners": [], "indicators": [], "targets": [], "calendar": None, "objective": None,
    "cost": {"kind": "missing", "amounts": [], "funders": []},
}  # fmt: skip


@pytest.fixture
def judged(tmp_path):
    settings = Settings(home=tmp_path / "home", reader=READER, builder=BUILDER)
    ingest([fake_pdf(tmp_path, "a.pdf")], settings)

    def judge(*actions, document=None):
        gold = {"document": document or {}, "orientations": [], "actions": list(actions)}
        (tmp_path / "a.json").write_text(json.dumps(gold))
        (tmp_path / "cases.json").write_text('[{"pdf": "a.pdf", "gold": "a.json"}]')
        return evaluate(settings.database, tmp_path / "cases.json", tmp_path)

    return judge


def test_a_perfect_reading(judged):
    found = judged(ACTION)
    assert {n: t.f1 for n, t in found.fields.items() if t.found or t.expected} == {
        "actions": 1, "pilots": 1, "cost_status": 1,
    }  # fmt: skip
    assert found.misses == []


def test_counted_by_hand(judged):
    wrong = {**ACTION, "pilots": [{"mention": "DDT"}, {"mention": "CAF"}, {"mention": "ADIL", "optional": True}]}
    missed = {**ACTION, "title": "Rénover les écoles", "number": "2"}
    found = judged(wrong, missed, document={"title": "Plan a.pdf", "reference": "R-12"})
    f = found.fields
    assert (f["actions"].right, f["actions"].found, f["actions"].expected) == (1, 1, 2)
    assert (f["pilots"].right, f["pilots"].found, f["pilots"].expected) == (1, 1, 3)
    assert (f["numbers"].right, f["numbers"].found, f["numbers"].expected) == (0, 0, 1)
    assert (f["metadata"].right, f["metadata"].found, f["metadata"].expected) == (1, 1, 2)
    text = report_text(found, misses=True)
    assert "pilotes" in text
    assert "manque : CAF" in text
    assert "ADIL" not in text


def test_an_invented_action_costs_all_it_carries(judged):
    found = judged({**ACTION, "title": "Tout autre chose"})
    assert found.fields["pilots"].precision == 0
    assert found.fields["actions"].f1 == 0


def test_unreadable_gold_is_wrong_use(judged, tmp_path):
    judged(ACTION)
    (tmp_path / "cases.json").write_text("{")
    with pytest.raises(UsageError):
        evaluate(tmp_path / "home/structured/planotheque.duckdb", tmp_path / "cases.json", tmp_path)


def test_softly_a_near_name_and_a_near_title_count(judged):
    near = {**ACTION, "title": "Créer des logements sociaux adaptés", "pilots": [{"mention": "DDT de la Gironde"}]}
    found = judged(near)
    assert (found.fields["actions"].right, found.soft["actions"].right) == (0, 1)
    assert found.soft["actions"].expected == found.soft["actions"].found == 1
    found = judged({**ACTION, "pilots": [{"mention": "DDT de la Gironde"}, {"mention": "CAF"}]})
    assert (found.fields["pilots"].right, found.soft["pilots"].right) == (0, 1)
    assert (found.soft["pilots"].found, found.soft["pilots"].expected) == (1, 2)


def test_whole_actions_are_those_without_a_miss(judged):
    wrong = {**ACTION, "title": "Rénover les écoles"}
    assert (judged(ACTION).whole.right, judged(ACTION).whole.expected) == (1, 1)
    assert (judged(ACTION, wrong).whole.right, judged(ACTION, wrong).whole.expected) == (1, 2)
    assert judged({**ACTION, "pilots": []}).whole.right == 0


def test_every_value_with_a_confidence_is_judged_once(judged):
    found = judged({**ACTION, "pilots": [{"mention": "CAF"}]})
    assert [(j.field, j.right, j.nearly) for j in found.judged] == [
        ("pilots", False, False)
    ]  # the only row with evidence
    optional = judged({**ACTION, "pilots": [{"mention": "la DDT", "optional": True}]})
    assert optional.judged == []


def test_several_lists_are_one_evaluation(judged, tmp_path):
    judged(ACTION)
    cases, base = tmp_path / "cases.json", tmp_path / "home/structured/planotheque.duckdb"
    both = evaluate(base, [cases, cases], [tmp_path, tmp_path])
    assert both.documents == 2 and both.fields["actions"].right == 2 and len(both.each) == 2
    with pytest.raises(UsageError):
        evaluate(base, [cases, cases], [tmp_path])


def test_the_report_holds_every_figure_and_keeps_what_surrounds_it(judged, tmp_path):
    found = judged(ACTION, {**ACTION, "title": "Rénover les écoles"})
    page = tmp_path / "evaluation.md"
    write_report(found, page, documents=True)
    text = page.read_text(encoding="utf-8")
    for title in ("Champs", "Numérique ou numérisé", "Mises en page", "Documents", "Confiance"):
        assert f"### {title}\n" in text
    assert "| pilotes | 1,000 | 0,500 | 0,667 |" in text
    assert "Actions entières, sans rien de faux ni de manquant : 0,500." in text
    assert "| numérique | 1 | 2 | 0,500 |" in text
    assert "| a.pdf |" in text and "Erreur de calibration" in text
    page.write_text(f"# Le mien\n\nAvant.\n\n{BEGIN}\nancien\n{END}\n\nAprès.\n", encoding="utf-8")
    write_report(found, page)
    again = page.read_text(encoding="utf-8")
    assert again.startswith("# Le mien\n\nAvant.\n") and again.endswith("\nAprès.\n") and "ancien" not in again
    assert again.count(BEGIN) == again.count(END) == 1 and "### Champs" in again
    assert "a.pdf" not in again
