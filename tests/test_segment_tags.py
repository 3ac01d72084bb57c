"""Numbers and labels on tags, badges and in titles' cells: beside what they name, over it, or in one cell with it."""

from __future__ import annotations

import pytest
from drawing import WHITE, Sheet
from plans import actions, field, read

from extractors.layout.tags import corner_tags
from extractors.segment.number_tags import stands_beside
from extractors.segment.outline import Event
from models.geometry import Box
from models.page import Fill, Page, Rule, Word

TITLES = ["Informer les bailleurs privés", "Traiter l'impayé dans le parc social", "Aider les ménages de bonne foi"]
TEXTS = [
    "Une plaquette est remise à la signature du bail.\nUne réunion a lieu chaque année.",
    "Un plan d'apurement écrit est proposé sous quinze jours.",
    "L'aide est maintenue pendant six mois au moins.",
]


def rows(kind: str) -> Sheet:
    """A table whose title cells hold what the action is, under a title in bold, in a colour, or in no look of its own."""
    sheet = Sheet()
    sheet.table(40, 80, [40, 240, 100, 100], [["N°", "Mesure", "Pilote", "Coût"], *([f"A{k}", "", "CAF", "2 000 €"] for k in (1, 2, 3))], least=70)
    for k, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True)):
        y = sheet.write(84, 154 + 70 * k, title, size=10, width=230, bold=kind == "bold", color=0x1F5FA0 if kind == "colour" else 0)
        sheet.write(84, y + (8 if kind == "plain" else 1), text, size=10, width=230)
    return sheet


@pytest.mark.parametrize("kind", ["bold", "colour", "plain"])
def test_a_title_s_cell_that_goes_on_tells_what_the_action_is(kind):
    tree = read(rows(kind))
    assert actions(tree) == [(f"A{k}", title) for k, title in enumerate(TITLES, 1)]
    assert [field(a, "modalities").replace("\n", " ") for a in tree.actions] == [t.replace("\n", " ") for t in TEXTS]


def test_a_title_cut_by_hand_stays_whole():
    sheet = Sheet()
    sheet.table(40, 80, [40, 200, 100, 100], [["N°", "Action", "Pilote", "Coût"],
                ["1", "Informer les bailleurs\nprivés et publics", "CAF", "2 000 €"], ["2", "Aider les ménages\nde bonne foi", "MSA", "3 000 €"]])
    assert actions(read(sheet)) == [("1", "Informer les bailleurs privés et publics"), ("2", "Aider les ménages de bonne foi")]


@pytest.mark.parametrize("word", ["ENGAGEMENT N° {}", "Objectif {}", "Levier {}"])
def test_a_level_word_alone_over_each_title_is_its_number(word):
    sheet, y = Sheet(), 60.0
    sheet.write(60, y, "Axe I - Agir dès le premier impayé", size=14, bold=True)
    y += 30
    for k, title in enumerate(TITLES, 1):
        sheet.fill(60, y, 160, y + 14, 0x333333)
        sheet.run(66, y + 2, word.format(k), 8, bold=True, color=WHITE)
        y = sheet.write(60, y + 20, title, size=12, bold=True) + 2
        for label, value in (("Objectif", TEXTS[0].split("\n")[0]), ("Responsable", "ADIL"), ("Échéance", "2018")):
            y = sheet.write(60, y, f"{label} : {value}", size=10, bold=0) + 2
        y += 16
    tree = read(sheet)
    assert actions(tree) == [(str(k), title) for k, title in enumerate(TITLES, 1)]
    assert [o.title.text for o in tree.orientations] == ["Agir dès le premier impayé"]


@pytest.mark.parametrize("sizes", [(40, 40, 40, 40), (41, 52, 37.5, 47)])  # as printed, and as a scan measures them
def test_numbers_with_a_hash_over_titles_count_together(sizes):
    titles, sheets = [*TITLES, "Suivre les situations"], []
    for k, (title, size) in enumerate(zip(titles, sizes, strict=True), 1):
        sheet, y = Sheet(), 60.0
        y = sheet.write(60, y, f"#{k:02}", size=size, bold=True) + 4
        y = sheet.write(60, y, title, size=18, bold=True) + 6
        for label, value in (("Objectif", TEXTS[0].split("\n")[0]), ("Responsable", "ADIL"), ("Échéance", "2018")):
            y = sheet.write(60, y, f"{label} : {value}", size=10) + 2
        sheets.append(sheet)
    assert actions(read(*sheets)) == [(f"{k:02}", title) for k, title in enumerate(titles, 1)]


def test_label_tags_in_the_corner_of_their_frames_head_what_the_frames_hold():
    sheet, y = Sheet(), 60.0
    tags = [("Qui pilote ?", "Service bâtiments"), ("Avec qui ?", "Syndicat d'énergie"), ("Quand ?", "2012-2016"), ("Combien ?", "28 000 €")]
    for k, title in enumerate(TITLES, 1):
        y = sheet.write(60, y, f"Action {k} : {title}", size=13, bold=True) + 4
        y = sheet.write(60, y, "Objectif : diminuer la dette des locataires.", size=10) + 8
        for n, (tag, value) in enumerate(tags):
            x = 60 + 118 * n
            sheet.box(x, y, x + 110, y + 62)
            sheet.fill(x, y, x + 60, y + 13, 0xE8792B)
            sheet.run(x + 4, y + 2, tag, 7.5, bold=True, color=WHITE)
            sheet.write(x + 6, y + 18, value, size=9, width=100)
        y = sheet.write(60, y + 70, "Suivi : nombre de dossiers.", size=10) + 18
    tree = read(sheet)
    assert len(tree.actions) == 3
    for action in tree.actions:
        assert [field(action, f) for f in ("pilot", "partner", "calendar", "cost")] == [v for _, v in tags]


@pytest.mark.parametrize("drop", [0, 16])
def test_a_number_on_top_of_the_side_column_goes_with_the_title_beside_it(drop):
    sheets = []
    for k, title in enumerate(TITLES, 1):
        sheet = Sheet(720, 540)
        sheet.fill(0, 0, 198, 540, 0x22313F)
        sheet.fill(17, 25, 119, 57, 0xD35400)
        sheet.run(27, 31, f"Fiche {k}", 15, bold=True, color=WHITE)
        y = 80.0
        for label, value in (("PILOTAGE", "Conseil départemental"), ("PARTENAIRES", "communes"), ("CALENDRIER", "2024")):
            sheet.run(19, y, label, 11, bold=True, color=0xF5B041)
            sheet.run(19, y + 17, value, 13, color=WHITE)
            y += 42
        y = sheet.write(219, 30 + drop, title, size=21, bold=True, width=460) + 12
        aim = "Éviter les ruptures de parcours et les impayés dans tout le parc du département, public et privé."
        for label, value in (("Objectif", aim), ("Contenu de l'action", "Un entretien est proposé à chacun.")):
            y = sheet.write(219, y, label, size=14, bold=True, width=460) + 2
            y = sheet.write(219, y, value, size=14, width=460) + 8
        sheets.append(sheet)
    tree = read(*sheets)
    assert [(a.number, a.title.text, a.page_start) for a in tree.actions] == [(str(k), t, k) for k, t in enumerate(TITLES, 1)]
    assert all(field(a, "pilot") == "Conseil départemental" for a in tree.actions)


def test_label_tags_in_the_corner_of_cells_that_share_their_rules():
    sheet, y = Sheet(), 60.0
    rows = [[("CONSTAT", "Les départs augmentent chaque année"), ("OBJECTIFS", "Répondre à chaque famille en dix jours")],
            [("PILOTAGE", "Ville de Fécamp"), ("PARTENAIRES", "PJJ, Maison des adolescents"), ("CALENDRIER", "2021")]]  # fmt: skip
    for k, title in enumerate(TITLES, 1):
        y = sheet.write(60, y, f"Fiche {k} - {title}", size=13, bold=True) + 6
        for row in rows:
            wide = 480 / len(row)
            for n, (label, value) in enumerate(row):
                x = 50 + wide * n
                sheet.box(x, y, x + wide, y + 50)
                sheet.fill(x, y, x + 66, y + 12, 0x111111)
                sheet.run(x + 5, y + 2, label, 7, bold=True, color=WHITE)
                sheet.write(x + 8, y + 17, value, size=9, width=wide - 16)
            y += 50
        y += 24
    tree = read(sheet)
    assert actions(tree) == [(str(k), title) for k, title in enumerate(TITLES, 1)]
    names = {"CONSTAT": "context", "OBJECTIFS": "objective", "PILOTAGE": "pilot", "PARTENAIRES": "partner", "CALENDRIER": "calendar"}
    for action in tree.actions:
        assert {label: field(action, names[label]) for row in rows for label, _ in row} == {a: v for row in rows for a, v in row}


@pytest.mark.parametrize("kind", ["digital", "ocr"])
def test_a_dark_tag_is_in_a_corner_and_a_dark_label_s_cell_is_not(kind):
    def tags(*rules: Rule, color: int = 0x111111) -> set[int]:
        page = Page(1, 595, 842, 0, kind=kind)
        page.rules += [Rule(Box(50, y, 540, y + 1)) for y in (100, 150)] + [Rule(Box(x, 100, x + 1, 150)) for x in (50, 300)]
        page.rules += rules
        page.fills.append(Fill(Box(51, 102, 116, 114), color))
        page.words.append(Word("PILOTAGE", Box(56, 103, 106, 112), 1, size=7.0, color=WHITE))
        return corner_tags(page, lambda text: text == "PILOTAGE")

    seen = kind == "digital"  # a scan hides the rules along a shade: what is left of them tells a cell
    assert tags() == {0}
    assert tags(Rule(Box(120, 114, 540, 115))) == ({0} if seen else set())
    assert tags(Rule(Box(116, 122, 117, 150))) == ({0} if seen else set())
    assert tags(color=0xEEEEEE) == ({0} if seen else set())


def numbered(head: str, k: int, *, again: bool = False, rating: int | None = None) -> Sheet:
    """One page of a fiche: its number over its title, or a second page that says so."""
    sheet = Sheet()
    y = sheet.write(60, 60, f"{head} {k}" + (" (suite)" if again else ""), size=11, bold=True) + 6
    if not again:
        y = sheet.write(60, y, TITLES[k - 1], size=18, bold=True) + 6
        if rating:
            y = sheet.write(60, y, f"Priorité {rating}", size=9, bold=True) + 6
    rows = (("Partenaires", "CAF, MSA"), ("Budget", "2 000 €")) if again else (("Objectif", "Loger 20 ménages"), ("Pilote", "ADIL"))
    for label, value in rows:
        y = sheet.write(60, sheet.write(60, y, label, size=12, bold=True) + 2, value, size=10) + 10
    return sheet


def test_a_second_page_that_only_says_suite_goes_on_with_the_fiche():
    tree = read(numbered("Fiche-action n°", 1), numbered("Fiche-action n°", 2), numbered("Fiche-action n°", 2, again=True))
    assert actions(tree) == [("1", TITLES[0]), ("2", TITLES[1])]
    assert (field(tree.actions[1], "partner"), field(tree.actions[1], "cost")) == ("CAF, MSA", "2 000 €")


def test_actions_of_the_plan_before_are_not_the_fiches_of_that_number():
    """ "Action 2" in a table of what was done, "Fiche-action n° 2" pages later: two ways of naming only side by side."""

    def heads(*named: str) -> list[Event]:
        return [Event("head", kind, number, None, "action") for kind, _, number in (n.partition(" ") for n in named)]

    apart = heads("action 2", "action 6", "fiche 1", "fiche 2", "fiche 3", "fiche 4", "fiche 5", "fiche 6")
    both = heads("fiche 1", "action 1", "fiche 2", "action 2")
    assert (stands_beside(apart, "action", {"fiche"}), stands_beside(both, "action", {"fiche"})) == (False, True)


def test_a_priority_printed_in_each_fiche_is_no_level():
    intro = Sheet()
    intro.write(60, 60, "Axe A – Agir tôt", size=14, bold=True)
    tree = read(intro, *(numbered("Fiche n°", k, rating=r) for k, r in ((1, 2), (2, 1), (3, 2))))
    assert [o.title.text for o in tree.orientations] == ["Agir tôt"]
    assert [a.orientation for a in tree.actions] == [0, 0, 0]
