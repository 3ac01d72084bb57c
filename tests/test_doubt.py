"""A plan that was probably not read is told as a whole; one read well is not, however short its form."""

from __future__ import annotations

import pytest
from drawing import Sheet
from plans import read

from extractors.segment.doubt import PLAN_DOUBTFUL, doubts
from extractors.segment.tree import Tree
from models.segment import ActionNode, LabelledField, OrientationNode
from models.text import PlacedText

LABELS = {
    "objective": "Objectif", "pilot": "Pilote", "partner": "Partenaires", "calendar": "Calendrier", "cost": "Budget",
    "indicator": "Indicateurs",
}  # fmt: skip
TITLES = ("Ouvrir un guichet", "Former les agents", "Planter des haies", "Loger les jeunes", "Suivre le plan")


def action(title: str, number: str | None, *names: str, text: str = "") -> ActionNode:
    fields = [LabelledField(n, LABELS[n], PlacedText(text or f"{LABELS[n]} de {title}, dit en une ligne"), "colon") for n in names]
    return ActionNode("Action", number, PlacedText(title), None, fields)


def tree_of(*actions: ActionNode, labels: int | None = None) -> Tree:
    tree = Tree()
    tree.actions = list(actions)
    tree.labels = sum(len(a.fields) for a in actions) if labels is None else labels
    return tree


def whole(*names: str) -> list[ActionNode]:
    return [action(title, str(k), *(names or LABELS)) for k, title in enumerate(TITLES, 1)]


def test_a_plan_read_well_is_not_doubted():
    assert doubts(tree_of(*whole()), [], 0) == []


def test_a_list_of_commitments_without_any_label_is_not():
    bare = [ActionNode(None, str(k), PlacedText(t)) for k, t in enumerate(TITLES, 1)]
    assert doubts(tree_of(*bare), [], 0) == []


def test_a_form_that_asks_few_things_is_not():
    assert doubts(tree_of(*whole("pilot", "calendar", "partner")), [], 0) == []


def test_no_action_where_labels_are_printed():
    [told] = doubts(tree_of(labels=40), [], 0)
    assert "aucune action" in told and "40 rubriques" in told


def test_no_action_where_nothing_says_there_are_any():
    assert doubts(tree_of(labels=2), [], 0) == []


def test_labels_that_come_back_within_one_action():
    merged = action("Tout ensemble", "1", *LABELS, *LABELS, *LABELS)
    [told] = doubts(tree_of(merged), [], 0)
    assert "reviennent" in told


def test_nobody_leads_and_nobody_helps():
    [told] = doubts(tree_of(*whole("cost", "indicator")), [], 0)
    assert "pilote, partenaires, calendrier, objectif" in told


def test_one_field_that_took_the_others():
    actions = whole()
    for a in actions:
        a.fields[0].text = PlacedText("Une ligne de plus. " * 300)
    [told] = doubts(tree_of(*actions), [], 0)
    assert "une seule rubrique" in told


def test_labels_read_as_text():
    actions = whole()
    for a in actions:
        a.fields[0].text = PlacedText("◎ Financement\nLes communes donnent leur part.\n★ Échéancier\nAu printemps.")
    [told] = doubts(tree_of(*actions), [], 0)
    assert "« Financement »" in told and "« Échéancier »" in told


def test_labels_that_part_a_cost_are_no_loss():
    actions = whole()
    for a in actions:
        a.fields[4].text = PlacedText("Investissement\n32 000 €\nFonctionnement\n6 000 € par an")
    assert a.fields[4].field == "cost" and doubts(tree_of(*actions), [], 0) == []


@pytest.mark.parametrize(
    ("titles", "word"),
    [
        ([f"{k:02} {t.lower()}" for k, t in enumerate(TITLES, 1)], "chiffre"),
        ([f"Cap n° {k} : {t}" for k, t in enumerate(TITLES, 1)], "même mot"),
        ([f"{t} Les services s'y emploient. Les élus aussi." for t in TITLES], "paragraphes"),
        (["Fiche de travail"] * 3 + list(TITLES[:2]), "même intitulé"),
    ],
)
def test_titles_that_are_no_titles(titles, word):
    [told] = doubts(tree_of(*(action(t, None, *LABELS) for t in titles)), [], 0)
    assert word in told


def test_actions_most_of_which_hold_nothing():
    actions = [*whole()[:2], *(action(f"{t} encore", str(k)) for k, t in enumerate(TITLES, 6))]
    told = doubts(tree_of(*actions), [], 0)
    assert any("5 actions sur 7 n'ont aucune rubrique" in t for t in told)


def test_levels_that_are_but_numbers():
    tree = tree_of(*whole())
    tree.orientations = [OrientationNode("Engagement", str(k), None) for k in range(1, 6)]
    [told] = doubts(tree, [], 0)
    assert "5 niveaux" in told


def test_actions_of_the_contents_not_found():
    assert doubts(tree_of(*whole()), [], 2) == []
    [told] = doubts(tree_of(*whole()), [], 4)
    assert "4 actions annoncées" in told


# -- of a file


def cover(*lines: str) -> Sheet:
    sheet = Sheet()
    y = 200.0
    for k, line in enumerate(lines):
        y = sheet.write(60, y, line, size=24 - 4 * k, bold=True, width=470) + 20
    return sheet


def labelled(*rows: tuple[str, str]) -> Sheet:
    sheet = Sheet()
    sheet.sections(60, 60, rows, width=470)
    return sheet


ROWS = (("Pilote", "Ville de Bazas"), ("Partenaires", "CAF, État"), ("Calendrier", "2025-2027"), ("Budget", "12 000 €"))


def test_a_file_whose_fiches_are_lost_says_so():
    told = read(cover("Plan local de l'habitat", "2025-2030"), *(labelled(*ROWS) for _ in range(4))).notices[PLAN_DOUBTFUL]
    assert told.startswith("Ce plan n'est sans doute pas bien lu") and "page de relecture" in told


def test_an_act_on_a_plan_that_holds_no_action_is_not_doubted():
    act = read(cover("Délibération", "Plan local de l'habitat", "2025-2030"), *(labelled(*ROWS) for _ in range(4)))
    assert act.metadata.plan_type is not None
    assert act.actions == [] and act.notices == {}


def test_a_file_read_well_says_nothing():
    sheets = []
    for k, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {k} : {title}", size=16, bold=True, width=470)
        sheet.sections(60, y + 12, ROWS, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert len(plan.actions) == 5 and PLAN_DOUBTFUL not in plan.notices
