"""Confidence is a measured share of values right, rises with the rule's strength, and marks what has to be looked at."""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_checks import fiche, told

from pipeline import confidence
from pipeline.comparison import Judged
from pipeline.confidence import GOOD, LOW, on_curve, probability
from pipeline.reliability import calibration_error, reliability

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
from fit_confidence import fit

CURVES = json.loads((files("pipeline") / "data" / "confidence.json").read_text(encoding="utf-8"))["curves"]


def value(right: bool, strength: float = 0.9, *, field="pilots", rule="cell", by_ocr=False, document="a.pdf") -> Judged:
    return Judged(document, field, rule, by_ocr, strength, right, right)


def test_every_curve_rises_and_is_a_probability():
    assert {key.split(" ")[0] for key in CURVES} >= {"actions", "pilots", "partners", "cost_amounts", "indicators"}
    for key, curve in CURVES.items():
        assert len(key.split(" ")) == 3
        assert curve == sorted(curve) and [p for _, p in curve] == sorted(p for _, p in curve), key
        assert all(0 < p < 1 for _, p in curve), key


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(sorted(CURVES)))
def test_a_stronger_reading_is_never_told_less_sure(a, b, key):
    field, rule, source = key.split(" ")
    low, high = (probability(field, rule, source == "ocr", s) for s in sorted((a, b)))
    assert low <= high


def test_a_rule_never_measured_is_told_as_its_field():
    assert probability("pilots", "no such rule", False, 0.9) == on_curve(CURVES["pilots * digital"], 0.9)
    assert probability("no such field", "cell", False, 0.37) == 0.37


def test_a_curve_is_the_share_of_values_right():
    values = [value(k % 10 != 0, 0.9, document=f"{k}.pdf") for k in range(2000)]
    values += [value(k % 2 == 0, 0.5, document=f"{k}.pdf") for k in range(2000)]
    curves = fit(values)
    assert on_curve(curves["pilots cell digital"], 0.9) == pytest.approx(0.9, abs=0.01)
    assert on_curve(curves["pilots cell digital"], 0.5) == pytest.approx(0.5, abs=0.01)


def test_a_few_values_say_little_and_one_document_is_one_voice():
    many = [value(True, document=f"{k}.pdf") for k in range(500)]
    few = fit([*many, *(value(False, rule="row", document=f"{k}.pdf") for k in range(3))])
    assert 0.5 < on_curve(few["pilots row digital"], 0.9) < on_curve(few["pilots cell digital"], 0.9)
    long = fit([*many, *(value(False, document="long.pdf") for _ in range(500))])
    assert on_curve(long["pilots cell digital"], 0.9) > 0.9


def test_a_strength_that_is_wrong_more_often_does_not_rank_lower():
    curves = fit(
        [value(True, 0.6, document=f"{k}") for k in range(200)]
        + [value(False, 0.9, document=f"{k}") for k in range(200)]
    )
    assert on_curve(curves["pilots cell digital"], 0.6) == on_curve(curves["pilots cell digital"], 0.9)


def test_reliability_by_hand():
    values = [value(True, 0.95), value(False, 0.95), value(True, 0.32), value(True, 1.0)]
    assert reliability(values) == [(0.3, 1, 0.32, 1.0), (0.9, 3, pytest.approx(2.9 / 3), pytest.approx(2 / 3))]
    assert calibration_error(values) == pytest.approx((0.68 + 3 * 0.3) / 4)


def test_what_is_told_is_on_the_measured_scale(monkeypatch):
    sheet = fiche("Action 1 : Créer des logements", ("Indicateurs", "Nombre de logements créés"))
    monkeypatch.setattr(confidence, "_curves", lambda: {"partners * *": [[0.0, LOW - 0.3]], "actions * *": [[0.0, 0.99]],
                                                        "pilots * *": [[0.0, LOW]], "indicators * *": [[0.0, 0.99]],
                                                        "cost_status * *": [[0.0, 0.99]]})  # fmt: skip
    [message] = told("low_confidence", sheet)
    assert message == (
        f"Action 1 : lecture peu sûre (2 partenaires ; confiance la plus basse {f'{LOW - 0.3:.2f}'.replace('.', ',')}), "
        "à vérifier sur la page."
    )
    monkeypatch.setattr(
        confidence,
        "_curves",
        lambda: {f"{f} * *": [[0.0, 0.99]] for f in ("partners", "actions", "pilots", "indicators")},
    )
    assert told("low_confidence", sheet) == []


def test_the_review_page_marks_what_the_checks_tell():
    from pipeline.review import content, lists

    assert content.LOW == lists.LOW == LOW < GOOD
    page = Path(content.__file__).parent / "templates" / "_documents.html"
    assert 'low="{{ LOW }}"' in page.read_text(encoding="utf-8")
