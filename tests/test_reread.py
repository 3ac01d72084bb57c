"""A plan that was probably not read is read again, by other headings; one read well never is."""

from __future__ import annotations

import pytest
from drawing import Sheet
from plans import actions, read

from extractors.segment import build
from extractors.segment.doubt import PLAN_DOUBTFUL
from extractors.segment.reread import Reading, better
from extractors.segment.tree import Tree
from models.segment import ActionNode, LabelledField
from models.text import PlacedText

NUMBERED = (
    "Ouvrir un guichet unique", "Former les agents d'accueil", "Planter des haies", "Loger les jeunes actifs",
    "Rénover les écoles", "Réparer les ponts", "Soutenir les commerces", "Accueillir les internes",
)  # fmt: skip
UNNUMBERED = ("Animer le réseau des élus", "Suivre les dépenses", "Informer les habitants", "Observer les loyers", "Évaluer le plan")
ROWS = (("Pilote", "Ville de Bazas"), ("Partenaires", "CAF, État"), ("Calendrier", "2025-2027"), ("Budget", "12 000 €"))


def fiche(title: str, size: float = 16) -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 60, title, size=size, bold=True, width=470)
    sheet.sections(60, y + 12, ROWS, width=470)
    return sheet


def plan_of_two_kinds() -> list[Sheet]:
    """Numbered fiches, then others without a number in smaller print, which the first reading leaves in the last of them."""
    return [*(fiche(f"Fiche {k} : {t}") for k, t in enumerate(NUMBERED, 1)), *(fiche(t, 14) for t in UNNUMBERED)]


def test_fiches_lost_in_another_are_found_by_a_second_reading():
    plan = read(*plan_of_two_kinds())
    assert actions(plan) == [(str(k), t) for k, t in enumerate(NUMBERED, 1)] + [(None, t) for t in UNNUMBERED]
    assert PLAN_DOUBTFUL not in plan.notices
    assert all({f.field for f in a.fields} == {"pilot", "partner", "calendar", "cost"} for a in plan.actions)


def test_a_plan_read_well_is_read_once(monkeypatch):
    def never(*_):
        raise AssertionError("read again")

    monkeypatch.setattr(build, "_read_again", never)
    assert len(read(*(fiche(f"Fiche {k} : {t}") for k, t in enumerate(NUMBERED, 1))).actions) == 8
    with pytest.raises(AssertionError):
        read(*plan_of_two_kinds())


# -- what is kept


def reading(count: int, doubts: int, *, fields: int = 4, named: bool = True) -> Reading:
    tree = Tree()
    names = ("pilot", "partner", "calendar", "cost")[:fields]
    for k in range(count):
        held = [LabelledField(n, n, PlacedText("dit"), "colon") for n in names]
        tree.actions.append(ActionNode("Fiche" if named else None, str(k) if named else None, PlacedText(f"Titre {k}"), None, held))
    return Reading(tree, [], doubts)


def test_what_is_doubted_as_much_is_not_kept():
    first = reading(4, 1)
    assert better(first, [reading(12, 1), reading(12, 2)]) is first


def test_what_holds_no_more_is_kept_only_without_a_doubt_and_with_the_same_titles():
    first, surer, sure, elsewhere = reading(6, 2), reading(6, 1), reading(6, 0), reading(6, 0)
    for a in elsewhere.tree.actions:
        a.title = PlacedText(f"Constat de {a.title.text}")
    assert better(first, [surer, elsewhere]) is first
    assert better(first, [surer, elsewhere, sure]) is sure


def test_sections_taken_for_actions_are_dropped():
    first, sure = reading(6, 1), reading(6, 0)
    first.tree.actions += [ActionNode(None, str(k), PlacedText(f"Rappel de la démarche {k}")) for k in range(4)]
    assert better(first, [sure]) is sure


def test_what_holds_less_is_not_kept():
    first = reading(6, 2)
    assert better(first, [reading(5, 0)]) is first


def test_next_to_nothing_proves_nothing():
    first = reading(0, 1)
    assert better(first, [reading(1, 0), reading(5, 0, fields=1)]) is first


def test_fiches_the_document_names_are_given_up_for_twice_as_much():
    first = reading(6, 1)
    assert better(first, [reading(8, 0, named=False)]) is first
    twice = reading(12, 0, named=False)
    assert better(first, [twice]) is twice


def test_of_two_the_one_that_names_its_actions_is_kept():
    bare, named = reading(6, 0, named=False), reading(6, 0)
    assert better(reading(0, 1), [bare, named]) is named
