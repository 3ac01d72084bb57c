"""Our own figures: right on a hand-counted case, and whole on a perfect base."""

import json

import pytest
from stand_in import BUILDER, READER, fake_pdf

from models.errors import UsageError
from pipeline.evaluate import evaluate, report_text
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
