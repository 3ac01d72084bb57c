"""Forms that nothing draws: labels at the right of their text or flush against it, rows parted by blanks, bands beside a column."""

from __future__ import annotations

import pytest
from drawing import Sheet, width_of
from pages import grid_texts, lay_out, only_table, tables
from plans import above, actions, field, read, tree

RASPBERRY = 0xB4235A
FICHES = [
    ("Ouvrir une halte de nuit", ["Accueillir 20 personnes chaque soir d'hiver.", "La Ville prête un gymnase chauffé. Deux veilleurs y passent la nuit.",
     "CCAS de Sorn", "Croix-Rouge, Emmaüs", "48 000 € par an", "2025-2027", "Nombre de nuits"]),
    ("Louer des logements de passage", ["Capter 12 logements.", "Les baux sont signés par une association agréée. Les loyers sont garantis.",
     "SOLIHA", "bailleurs, notaires", "9 000 € par logement", "Durée du plan", "Nombre de baux signés"]),
    ("Accompagner les expulsés", ["Suivre 60 ménages par an.", "Une équipe va au domicile dès le commandement.",
     "ADIL", "CAF, huissiers", "Sans moyens nouveaux", "2026", "Part des ménages relogés"]),
]  # fmt: skip
NAMES = ["Objectif", "Mise en œuvre", "Pilotage", "Partenaires", "Moyens financiers", "Calendrier", "Indicateurs de suivi"]
VERBS = ["Viser", "Mettre en œuvre", "Piloter", "Associer", "Financer", "Planifier", "Évaluer"]


def test_labels_in_the_right_margin_open_the_text_they_are_level_with():
    sheet = Sheet()
    y = 60.0
    for k, (title, values) in enumerate(FICHES[:2]):
        y = sheet.write(56, y, f"Action n° {k + 1} : {title}", size=13, bold=True) + 8
        for name, value in zip(NAMES, values, strict=True):
            sheet.run(430, y, name, 10, color=RASPBERRY)
            y = sheet.write(56, y, value, width=340, size=10) + 8
        y += 60
    first, second = read(sheet).actions
    assert (field(first, "pilot"), field(first, "partner")) == ("CCAS de Sorn", "Croix-Rouge, Emmaüs")
    assert field(first, "objective") == "Accueillir 20 personnes chaque soir d'hiver."
    assert (field(second, "calendar"), field(second, "indicator")) == ("Durée du plan", "Nombre de baux signés")


def test_labels_over_their_values_at_the_right_are_no_labels_of_the_left():
    sheet = Sheet()
    sheet.write(56, 60, "Action n° 1 : Ouvrir une halte de nuit", size=13, bold=True)
    sheet.sections(56, 90, [("Objectif", FICHES[0][1][0]), ("Mise en œuvre", FICHES[0][1][1])], width=320)
    sheet.sections(430, 90, [("Pilotage", "CCAS de Sorn"), ("Partenaires", "Emmaüs"), ("Calendrier", "2025")], width=120)
    assert field(read(sheet).actions[0], "pilot") == "CCAS de Sorn"


def fiches_of_verbs(names: list[str]) -> list[Sheet]:
    """A fiche a page: its labels flush right against its text, all in one print."""
    sheets = []
    for k, (title, values) in enumerate(FICHES):
        sheet = Sheet()
        sheet.write(45, 60, f"Fiche {k + 1}", size=11)
        y = sheet.write(45, 80, title, size=18, bold=True) + 20
        for name, value in zip(names, values, strict=True):
            sheet.run(140 - width_of(name, 11), y, name, 11)
            y = sheet.write(162, y, value, width=340, size=11) + 16
        sheets.append(sheet)
    return sheets


def test_verbs_down_the_side_of_the_fiches_are_their_labels():
    plan = read(*fiches_of_verbs(VERBS))
    assert [field(a, "pilot") for a in plan.actions] == ["CCAS de Sorn", "SOLIHA", "ADIL"]
    assert [field(a, "objective") for a in plan.actions] == [values[0] for _, values in FICHES]
    assert [field(a, "partner") for a in plan.actions] == [values[3] for _, values in FICHES]
    assert [field(a, "indicator") for a in plan.actions] == [values[6] for _, values in FICHES]


def test_a_verb_that_heads_a_level_is_none():
    sheet = Sheet()
    y = sheet.write(60, 60, "Axe 1 : Évaluer", size=16, bold=True) + 10
    sheet.labels(60, y, [("Action 1", "Compter les logements vacants"), ("Pilote", "DDT"), ("Calendrier", "2025")])
    assert tree(read(sheet)) == [("1", "Évaluer", None)]


HEADS = ["Mesure", "Objectif", "Pilote", "Partenaires", "Calendrier", "Coût", "Indicateurs"]
BARE = [
    ["1. Repérer les fragilités", "Rencontrer 300 personnes de plus de 75 ans par an.", "Département", "MSA, CARSAT", "2025-2027", "90 000 €", "Nombre de visites"],
    ["2. Moderniser l'aide à domicile", "Signer un contrat avec 9 services.", "ARS", "ADMR, UNA", "Dès 2025", "1,2 M€ sur la durée", "Nombre de contrats"],
    ["3. Adapter les logements", "Adapter 80 logements.", "SOLIHA", "Anah, bailleurs", "2026", "3 500 € par logement", "Nombre de chantiers"],
]  # fmt: skip
XS = [40, 130, 230, 300, 370, 435, 510]


def bare_table(rows: list[list[str]], *, y: float = 80, color: int = RASPBERRY, blank: float = 18) -> Sheet:
    """Rows told apart by blanks under a row of heads, with no rule and no fill."""
    sheet = Sheet()
    sheet.write(40, 50, "Orientation I – Bien vieillir chez soi", size=13, bold=True)
    for x, head in zip(XS, HEADS, strict=True):
        sheet.run(x, y, head, 8.5, bold=True, color=color)
    y += 22
    for row in rows:
        ends = [sheet.write(x, y, text, width=w - x - 8, size=8.5, bold=x == 40)
                for x, w, text in zip(XS, [*XS[1:], 585], row, strict=True)]  # fmt: skip
        y = max(ends) + blank
    return sheet


@pytest.mark.parametrize("blank", [18, 0], ids=["parted by blanks", "begun by their numbers"])
def test_bare_rows_under_a_row_of_labels_are_a_table(blank):
    sheet = bare_table(BARE, blank=blank)
    got = [[" ".join(t.split()) for t in row] for row in grid_texts(only_table(sheet))]
    assert got == [HEADS, *BARE]
    plan = read(sheet)
    assert actions(plan) == [(row[0][0], row[0][3:]) for row in BARE]
    assert [field(a, "cost") for a in plan.actions] == [row[5] for row in BARE]


def test_heads_over_two_lines_and_several_bare_tables_on_a_page():
    """Heads level with the middle of those on two lines; a table under each level, all in the same columns."""
    sheet, y = Sheet(), 60.0
    for level, rows in (("Orientation 1 – Bien vieillir chez soi", BARE[:2]), ("Orientation 2 – Soutenir les aidants", BARE[1:])):
        y = sheet.write(40, y, level, size=13, bold=True) + 12
        for x, head in zip(XS, HEADS, strict=True):
            for k, part in enumerate(["Indicateurs", "de suivi"] if head == "Indicateurs" else [head]):
                sheet.run(x, y - (5 if head == "Indicateurs" else 0) + 10 * k, part, 8.5, bold=True, color=RASPBERRY)
        y += 26
        for row in rows:
            y = 16 + max(sheet.write(x, y, text, width=w - x - 8, size=8.5, bold=x == 40)
                         for x, w, text in zip(XS, [*XS[1:], 585], row, strict=True))  # fmt: skip
        y += 20
    first, second = tables(lay_out(sheet)[0])
    heads = [*HEADS[:-1], "Indicateurs de suivi"]
    assert [[" ".join(t.split()) for t in row] for row in grid_texts(first)] == [heads, *BARE[:2]]
    assert [[" ".join(t.split()) for t in row] for row in grid_texts(second)] == [heads, *BARE[1:]]


def test_one_row_of_values_under_labels_is_no_table_of_actions():
    sheet = bare_table(BARE[:1])
    assert tables(lay_out(sheet)[0]) == []


def test_text_under_a_row_of_labels_is_no_row():
    sheet = bare_table(BARE[:1])
    sheet.write(40, 190, "Le Département réunit chaque année les communes, les caisses de retraite et les services, et rend compte.", width=480, size=8.5)
    assert tables(lay_out(sheet)[0]) == []


AXIS = [("Axe 1 Connaître", True), ("", False), ("Axe 2 Inciter", True), ("", False)]
LISTED = [
    ["1.1", "Fiabiliser le fichier", "Vérifier 900 adresses", "Communauté", "DDT", "8 000 €"],
    ["1.2", "Interroger les propriétaires", "Avoir 300 réponses", "ADIL", "DGFiP", "12 500 €"],
    ["2.1", "Créer une prime de sortie", "Verser 20 primes", "Communauté", "SOLIHA", "5 000 €"],
    ["2.2", "Proposer un bail garanti", "Capter 15 logements", "UDAF", "Action Logement", "À définir"],
]
COLUMNS = [90, 112, 222, 312, 382, 460]


@pytest.mark.parametrize("merged", [False, True])
def test_bands_beside_a_painted_column_are_rows_cut_where_their_words_begin(merged):
    """As a spreadsheet prints: close columns that nothing parts, every other row painted, the levels down the left."""
    sheet, axes = Sheet(), AXIS
    head = ["N°", "Action", "Objectif", "Pilote", "Partenaires", "Coût prévisionnel"]
    sheet.fill(30, 80, 560, 104, 0x1F4E79)
    if merged:
        axes = [AXIS[0], *[("", False)] * 3]
        sheet.fill(30, 104, 86, 344, 0xBDD7EE)
    for x, text in zip([32, *COLUMNS], ["Axe", *head], strict=True):
        sheet.run(x, 86, text, 8.5, bold=True, color=0xFFFFFF)
    for k, ((axis, _), row) in enumerate(zip(axes, LISTED, strict=True)):
        y = 104 + 60 * k
        if not merged:
            sheet.fill(30, y, 86, y + 60, 0xBDD7EE)
        if k % 2:
            sheet.fill(86, y, 560, y + 60, 0xEAF1F8)
        if axis:
            sheet.write(32, y + 2, axis, width=52, size=8.5, bold=True)
        for x, text in zip(COLUMNS, row, strict=True):
            sheet.run(x, y + 2, text, 8.5)
    plan = read(sheet)
    assert actions(plan) == [(row[0], row[1]) for row in LISTED]
    assert list(above(plan).values()) == (["1"] * 4 if merged else ["1", "1", "2", "2"])
    assert [field(a, "pilot") for a in plan.actions] == [row[3] for row in LISTED]
    assert [field(a, "cost") for a in plan.actions] == [row[5] for row in LISTED]


@pytest.mark.parametrize(("stakes", "levels"), [
    (["Enjeu 1 Garder les bourgs habités", "Enjeu 2 Mieux se soigner"], [("1", "Garder les bourgs habités", None), ("2", "Mieux se soigner", None)]),
    (["Des bourgs qui se vident", "Des médecins qui partent"], []),
])  # fmt: skip
def test_a_column_of_numbered_stakes_is_the_level_over_the_actions(stakes, levels):
    sheet = Sheet()
    rows = [["Enjeu", "N°", "Action", "Pilote", "Calendrier"]]
    titles = ["Ouvrir un café", "Aider les toitures", "Loger un interne", "Ouvrir un bus santé"]
    rows += [[stakes[k // 2], str(k + 1), title, "Département", "2025"] for k, title in enumerate(titles)]
    sheet.table(50, 80, [120, 30, 150, 90, 80], rows)
    plan = read(sheet)
    assert tree(plan) == levels
    assert [n for n, _ in actions(plan)] == ["1", "2", "3", "4"]
