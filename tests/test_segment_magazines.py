"""Fiches as magazines and brochures set them: numerals in discs, pictograms, lists side by side, tabs, figures of two years."""

from __future__ import annotations

import pytest
from drawing import BLUE, WHITE, Sheet, rgb, width_of
from pages import LONG, lay_out, texts
from plans import above, actions, field, read, tree

from extractors.layout.paragraphs import placed
from models.geometry import Box
from models.page import Word

TITLES = [
    "Repérer les fermes à transmettre dans chaque commune du canton",
    "Ouvrir un atelier partagé pour les artisans du bois",
    "Acheter des terres autour des bourgs et les louer à de jeunes maraîchers du pays",
    "Vendre mieux",
]
ASKED = [("Notre but", "Installer dix paysans."), ("Qui pilote ?", "Chambre d'agriculture"), ("Pour quand ?", "2026-2028")]


# -- numerals set apart from titles


def numbered_card(sheet: Sheet, x: float, number: str, title: str, *, size: float, level: float) -> None:
    """A card: a number in white on a disc, ``level`` of the way down its title, over questions and answers."""
    sheet.fill(x, 60, x + 240, 520, 0xD7EAD9)
    lines = Sheet().write(0, 0, title, size=13, bold=True, width=165)
    y = 70 + level * (lines - 17)
    sheet.fills.append(lambda page: page.draw_circle((x + 24, y + size / 2 + 1), 19, color=None, fill=rgb(BLUE)))
    sheet.run(x + 14, y, number, size, bold=True, color=WHITE)
    bottom = sheet.write(x + 46, 70, title, size=13, bold=True, width=165)
    sheet.sections(x + 10, bottom + 26, ASKED, width=220, size=9)


@pytest.mark.parametrize(("size", "level"), [(17, 0.5), (13, 0.7), (15, 1.0)])
@pytest.mark.parametrize("form", ["{:02d}", "{}"])
def test_a_number_in_a_disc_anywhere_beside_a_title_on_several_lines(size, level, form):
    sheets = []
    for k in range(0, 4, 2):
        sheet = Sheet()
        for n in (k, k + 1):
            numbered_card(sheet, 40 + 270 * (n - k), form.format(n + 1), TITLES[n], size=size, level=level)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(form.format(n + 1), title) for n, title in enumerate(TITLES)]
    assert {field(a, "pilot") for a in plan.actions} == {"Chambre d'agriculture"}


@pytest.mark.parametrize("wide", [380, 250])
def test_a_numeral_set_large_at_the_right_of_a_title_is_its_number(wide):
    sheets = []
    per = 780 // wide
    for k in range(0, 3 * per, per):
        sheet = Sheet(width=842, height=595)
        for j in range(per):
            x = 30 + j * (wide + 10)
            sheet.fill(x, 50, x + wide, 540, 0xEEF3E8)
            bottom = sheet.write(x + 10, 70, TITLES[(k + j) % 4] + f" n{k + j}", size=13, bold=True, width=wide - 60)
            sheet.run(x + wide - 36, 68, f"{k + j + 1:02d}", 26, bold=True, color=BLUE)
            sheet.sections(x + 10, bottom + 20, ASKED, width=wide - 20, size=9)
        sheets.append(sheet)
    titles = [TITLES[n % 4] + f" n{n}" for n in range(3 * per)]
    assert actions(read(*sheets)) == [(f"{n + 1:02d}", title) for n, title in enumerate(titles)]


def test_numbered_lines_of_a_list_in_two_colours_stay_as_they_are():
    sheet = Sheet()
    sheet.write(60, 40, "Action 1 : Ouvrir un guichet", size=15, bold=True)
    y = 80
    for n in (1, 2, 3):
        sheet.run(60, y, f"{n}", 10, bold=True, color=BLUE)
        y = sheet.write(80, y, f"Étape {n}, qui prend deux lignes dans cette colonne étroite du document", width=230)
    found = " ".join(texts(lay_out(sheet)[0]))
    assert all(f"{n} Étape {n}" in found for n in (1, 2, 3))


@pytest.mark.parametrize("word", ["Cap", "Mission"])
def test_an_everyday_word_and_its_number_alone_over_the_title_of_a_part(word):
    sheets = []
    for n, part in enumerate(["Installer et transmettre", "Bien manger à tout âge"], 1):
        divider = Sheet()
        divider.run(80, 300, f"{word} {n}", 18, bold=True, color=BLUE)
        divider.run(80, 340, part, 30, bold=True)
        sheet = Sheet()
        sheet.write(60, 60, f"Action {n} : {TITLES[n]}", size=14, bold=True)
        sheet.sections(60, 120, ASKED, width=400)
        sheets += [divider, sheet]
    plan = read(*sheets)
    assert [(number, title) for number, title, _ in tree(plan)] == [("1", "Installer et transmettre"), ("2", "Bien manger à tout âge")]
    assert list(above(plan).values()) == ["1", "2"]


# -- pictograms


SIGNS = "!§€&#¶"
LABELS = ["Constat", "Objectifs", "Pilotage", "Partenaires", "Financement", "Calendrier"]
VALUES = [LONG, "Équiper six lieux", "Ville de Bazas", "CAF, DDT", "48 000 €", "2025-2027"]


@pytest.mark.parametrize("disc", [True, False])
def test_signs_beside_labels_are_no_part_of_them(disc):
    sheet = Sheet()
    sheet.write(50, 40, "Fiche action 1.1 – Aller vers les habitants", size=14, bold=True)
    y = 90
    for sign, label, value in zip(SIGNS, LABELS, VALUES, strict=True):
        if disc:
            sheet.fill(50, y - 3, 70, y + 16, BLUE)
        sheet.run(56, y, sign, 11, color=WHITE if disc else BLUE)
        sheet.run(78, y, label, 9.5, bold=True)
        y = sheet.write(160, y, value, width=380, size=9.5) + 12
    (action,) = read(sheet).actions
    told = [field(action, f) for f in ("context", "objective", "pilot", "partner", "cost", "calendar")]
    assert told == VALUES


def test_signs_over_the_labels_of_cards_are_no_part_of_what_stands_before():
    sheet = Sheet()
    sheet.write(50, 40, "Fiche action 1.1 – Aller vers les habitants", size=14, bold=True)
    y = 90
    for sign, label, value in zip(SIGNS[1:], LABELS[1:], VALUES[1:], strict=True):
        sheet.run(70, y, sign, 20, color=BLUE)
        sheet.run(50, y + 28, label, 9.5, bold=True)
        y = sheet.write(50, y + 42, value, width=400, size=9.5) + 14
    (action,) = read(sheet).actions
    assert [field(action, f) for f in ("objective", "pilot", "partner", "cost", "calendar")] == VALUES[1:]


def test_one_sign_before_every_label_is_a_bullet_and_others_stay_in_text():
    sheet = Sheet()
    y = 60
    for text in ("& Co est un atelier de réparation", "! à noter pour la suite", "# habiter autrement"):
        y = sheet.write(60, y, text) + 10
    assert " ".join(texts(lay_out(sheet)[0])) == "& Co est un atelier de réparation ! à noter pour la suite # habiter autrement"


# -- lists side by side

NAMES = ["Mission locale", "Communauté de communes des Monts de Verdelle", "Secours populaire", "Restos du Cœur", "Asalée"]


@pytest.mark.parametrize("mark", ["•", None, ""])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_list_in_two_columns_beside_its_label_is_read_down(mark, ruled):
    sheet = Sheet()
    sheet.write(50, 40, "Fiche action 1.1 – Aller vers les habitants", size=14, bold=True)
    y = 90
    for label, value in (("Objectifs", LONG), ("Pilotage", "Ville de Bazas"), ("Partenaires", ""), ("Calendrier", "2026-2027")):
        sheet.run(70, y, label, 9.5, bold=True)
        if value:
            y = sheet.write(152, y, value, width=390, size=9.5)
        else:
            columns = [(160, NAMES[:2]), (400, NAMES[2:])]
            ends = []
            for x, names in columns:
                if mark == "":
                    ends.append(sheet.write(x, y, "\n".join(names), size=9.5))
                else:
                    ends.append(sheet.bullets(x, y, names, width=140, mark=mark, size=9.5))
            y = max(ends)
        if ruled:
            sheet.rule(150, y + 4, 545, y + 4)
        y += 12
    (action,) = read(sheet).actions
    assert field(action, "partner").split("\n") == NAMES
    assert field(action, "pilot") == "Ville de Bazas"


# -- tabs


@pytest.mark.parametrize("right", [True, False])
def test_a_tab_painted_at_the_edge_of_the_page_is_no_text(right):
    sheet = Sheet()
    sheet.write(60, 60, "Action 1 : Ouvrir un guichet", size=14, bold=True)
    sheet.write(60, 90, "Objectif", bold=True)
    sheet.write(60, 105, LONG, width=440)
    x = 555 if right else 0
    sheet.fill(x, 100, x + 40, 150, BLUE)
    sheet.run(x + 3, 118, "HABITER", 7, bold=True, color=WHITE)
    (layout,) = lay_out(sheet)
    assert texts(layout) == ["Action 1 : Ouvrir un guichet", "Objectif", LONG]
    assert [a.text.text for a in layout.asides] == ["HABITER"]


# -- figures of two years


@pytest.mark.parametrize("head", ["Nous suivrons", "Nos compteurs"])
def test_years_over_what_is_measured_are_no_budget(head):
    sheet = Sheet()
    sheet.write(60, 40, "Action 1 : Ouvrir un guichet", size=14, bold=True)
    y = sheet.sections(60, 70, [("Pilote", "Ville de Bazas"), ("Budget", "48 000 €")], width=400)
    rows = [[head, "2024", "2030"], ["Part de bio dans les achats", "14 %", "30 %"], ["Production (GWh)", "5,3", "30"]]
    sheet.table(60, y, [250, 60, 60], rows)
    (action,) = read(sheet).actions
    (found,) = [f for f in action.fields if f.table is not None]
    assert [[row[k].text for k in ("text", "baseline", "target")] for row in found.table.rows] == rows[1:]
    assert field(action, "cost") == "48 000 €"


def test_years_over_amounts_stay_a_budget():
    sheet = Sheet()
    sheet.write(60, 40, "Action 1 : Ouvrir un guichet", size=14, bold=True)
    y = sheet.sections(60, 70, [("Pilote", "Ville de Bazas"), ("Objectif", LONG)], width=400)
    sheet.table(60, y, [250, 60, 60], [["Poste", "2024", "2026"], ["Taux de change", "14 €", "30 €"], ["Part fixe", "5 €", "30 €"]])
    (action,) = read(sheet).actions
    assert field(action, "cost").split("\n") == ["14 €", "30 €", "5 €", "30 €"]


def test_a_label_nobody_knows_over_something_to_reach_is_the_aim():
    sheets = []
    aims = ["Atteindre 150 rénovations par an.", "Réduire de 40 % la consommation du parc.", "Aménager 70 km de voies vertes."]
    for n, aim in enumerate(aims, 1):
        sheet = Sheet()
        sheet.write(60, 40, f"Action {n} : {TITLES[n]}", size=14, bold=True)
        rows = [("NOTRE PARI", aim), ("CONCRÈTEMENT", LONG), ("CHEF DE FILE", "Ville de Bazas")]
        sheet.sections(60, 90, rows, width=400)
        sheets.append(sheet)
    assert [field(a, "objective") for a in read(*sheets).actions] == aims


# -- lines cut by a typesetter


def words(*texts: str) -> list[Word]:
    """Words one under the other."""
    return [Word(t, Box(60, 60 + 12 * k, 60 + width_of(t, 10), 70 + 12 * k), 1) for k, t in enumerate(texts)]


def test_a_hyphen_only_typesetters_write_never_stays():
    assert placed(words("re\u2010", "noncent")).text == "renoncent"


def test_a_unit_goes_on_with_the_figure_over_it():
    sheet = Sheet()
    sheet.write(60, 60, f"Travaux : 6,5\nM€ HT sur six ans pour la région\n{LONG}", size=6)
    assert texts(lay_out(sheet)[0])[0].startswith("Travaux : 6,5 M€ HT sur six ans")


# -- the number at the end of the title's band


BANDS = [
    "Étendre la cité éducative", "Repérer les troubles du langage", "Ouvrir les gymnases le week-end", "Aller vers les jeunes",
    "Insérer par les chantiers", "Rafraîchir les cours d'école", "Ouvrir une maison de santé", "Rapprocher l'accès aux droits",
]  # fmt: skip


@pytest.mark.parametrize("word", ["ACTION", "Fiche"])
@pytest.mark.parametrize("foot", [True, False])
def test_a_word_and_its_number_far_at_the_right_of_a_title_in_its_band(word, foot):
    sheets = []
    for n in range(1, 9):
        sheet = Sheet(width=960, height=540)
        sheet.fill(0, 0, 960, 58, BLUE)
        sheet.run(20, 16, BANDS[n - 1], 21, bold=True, color=WHITE)
        sheet.run(820, 20, word, 13, bold=True, color=WHITE)
        sheet.fills.append(lambda page: page.draw_oval((880, 4, 940, 54), color=None, fill=rgb(WHITE)))
        sheet.run(903, 18, str(n), 17, bold=True, color=BLUE)
        sheet.table(40, 80, [290, 290, 290], [["Constat", "Nos objectifs", "Ce que nous ferons"], [LONG, "Loger dix jeunes", LONG]])
        sheet.sections(40, 300, [("Chef de file", "Ville de Bazas"), ("Calendrier", "2026-2028")], width=300)
        if foot:
            sheet.run(920, 515, str(n + 3), 9)
        sheets.append(sheet)
    first = [Sheet(width=960, height=540) for _ in range(3)]
    for sheet in first:
        sheet.run(60, 200, LONG[:60], 14)
    plan = read(*first, *sheets)
    assert actions(plan) == [(str(n), BANDS[n - 1]) for n in range(1, 9)]
