"""Outlines as plans print them: sheets that hold actions, levels in an unusual order, titles and tables the page cuts."""

from __future__ import annotations

import pytest
from drawing import BLUE, WHITE, Sheet, width_of
from pages import LONG
from plans import above, actions, field, read, tree

from extractors.segment.money_sentences import tells_cost

FIELDS = [("Pilote", "Ville de Bazas"), ("Calendrier", "2025"), ("Objectif", LONG)]


def fiche(sheet: Sheet, y: float, heading: str, fields=FIELDS, size: float = 12) -> float:
    y = sheet.write(60, y, heading, size=size, bold=True, width=470) + 6
    return sheet.sections(60, y, fields, width=470) + 8


def test_a_numbered_measure_that_only_holds_actions_is_a_level():
    sheets = []
    for n, name in enumerate(("Prévenir les expulsions", "Adapter les logements"), 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Mesure 1.{n} : {name}", size=16, bold=True) + 8
        y = fiche(sheet, y, f"Action 1.{n}.a : Former les agents du secteur {n}")
        fiche(sheet, y, f"Action 1.{n}.b : Ouvrir un lieu {n} pour tous")
        sheets.append(sheet)
    plan = read(*sheets)
    assert [n for n, _ in actions(plan)] == ["1.1.a", "1.1.b", "1.2.a", "1.2.b"]
    assert tree(plan) == [("1.1", "Prévenir les expulsions", None), ("1.2", "Adapter les logements", None)]
    assert list(above(plan).values()) == ["1.1", "1.1", "1.2", "1.2"]


def test_a_level_printed_larger_stands_over_one_whose_word_is_usually_higher():
    sheets = []
    for n, name in enumerate(("Habiter", "Grandir"), 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Enjeu {n} : {name}", size=20, bold=True) + 8
        y = sheet.write(60, y, f"Axe {n + 2} : {name} ensemble", size=16, bold=True) + 8
        fiche(sheet, y, f"Action {n} : Mener le projet {n}")
        sheets.append(sheet)
    plan = read(*sheets)
    assert tree(plan) == [
        ("1", "Habiter", None), ("3", "Habiter ensemble", "1"), ("2", "Grandir", None), ("4", "Grandir ensemble", "2"),
    ]  # fmt: skip
    assert list(above(plan).values()) == ["3", "4"]


def test_numbers_that_restart_do_not_move_a_level_to_another_branch():
    sheets = []
    for n in (1, 2):
        sheet = Sheet()
        y = sheet.write(60, 50, f"Axe {n} : Partie {n} du plan", size=20, bold=True) + 8
        for k in (1, 2):
            y = sheet.write(60, y, f"Objectif {k} : But {k} de la partie {n}", size=16, bold=True) + 8
            y = fiche(sheet, y, f"Action {n}.{k}.1 : Mener le projet {n}{k}", FIELDS[:2])
        sheets.append(sheet)
    plan = read(*sheets)
    titles = [plan.orientations[a.orientation].title.text for a in plan.actions]
    assert titles == [f"But {k} de la partie {n}" for n in (1, 2) for k in (1, 2)]


def test_actions_named_in_the_account_of_an_earlier_plan_stay_aside():
    account = Sheet()
    y = account.write(60, 60, "Bilan du plan précédent", size=20, bold=True) + 8
    for n, title in enumerate(("Éditer un guide", "Rénover la piscine"), 1):
        y = account.write(60, y, f"Action {n} : {title}", size=14, bold=True) + 6
        y = account.write(60, y, LONG, width=470) + 8
    cover, sheet = Sheet(), Sheet()
    cover.write(60, 300, "Contrat local de santé 2025-2029", size=26, bold=True)
    y = sheet.write(60, 60, "Axe 1 : Agir", size=18, bold=True) + 8
    for n in (1, 2):
        y = fiche(sheet, y, f"Action {n} : Mener le projet {n}", FIELDS[:2], size=14)
    plan = read(cover, account, sheet)
    assert [t for _, t in actions(plan)] == ["Mener le projet 1", "Mener le projet 2"]
    assert tree(plan) == [("1", "Agir", None)]


@pytest.mark.parametrize("printed", [str, str.upper])
def test_a_heading_cut_by_the_page_is_one_title(printed):
    one, two = Sheet(), Sheet()
    fiche(one, 60, printed("Action 1 : Ouvrir un guichet unique"))
    one.write(60, 790, printed("Action 2 : Accompagner les communes dans la"), size=12, bold=True)
    y = two.write(60, 60, printed("rénovation de leurs écoles"), size=12, bold=True) + 6
    two.sections(60, y, FIELDS, width=470)
    assert [t for _, t in actions(read(one, two))] == [
        printed("Ouvrir un guichet unique"), printed("Accompagner les communes dans la rénovation de leurs écoles"),
    ]  # fmt: skip


def test_an_axis_recalled_in_small_print_does_not_close_the_objective_under_it():
    sheets = []
    for n in (1, 2):
        divider = Sheet()
        y = divider.write(60, 200, f"Axe {n} : Partie {'première' if n == 1 else 'seconde'}", size=26, bold=True) + 9
        divider.write(60, y, f"Objectif {n}.1 : But du volet {'social' if n == 1 else 'rural'}", size=22, bold=True)
        sheet = Sheet()
        y = sheet.write(60, 100, f"Axe {n} : Partie {'première' if n == 1 else 'seconde'}", size=9) + 6
        fiche(sheet, y, f"Action {n}.1.1 : Mener le projet {n}", size=16)
        sheets += [divider, sheet]
    assert list(above(read(*sheets)).values()) == ["1.1", "2.1"]


def test_results_after_realisations_are_indicators_of_another_kind():
    sheet = Sheet()
    y = 60
    for n in (1, 2, 3):
        fields = [("Pilote", "CAF"), ("Indicateurs", "Réalisation : Nombre d'ateliers")]
        y = fiche(sheet, y, f"Action {n} : Mener le projet {n}", fields)
        y = sheet.write(60, y - 8, "Résultat : Part des habitants informés", width=470) + 14
    for action in read(sheet).actions:
        assert field(action, "indicator").split("\n") == [
            "Réalisation : Nombre d'ateliers", "Part des habitants informés",
        ]  # fmt: skip


def test_a_number_left_at_the_foot_of_a_page_goes_with_its_title():
    titles = ["Ouvrir un guichet unique", "Planter des haies", "Former les agents d'accueil"]
    sheets = [Sheet() for _ in titles]
    for n, sheet in enumerate(sheets, 1):
        y = 60
        if n == 1:
            y = sheet.write(60, y, "I.1.1", size=10) + 4
        y = sheet.write(60, y, titles[n - 1], size=15, bold=True) + 6
        sheet.sections(60, y, FIELDS, width=470)
        if n < 3:
            sheet.write(60, 700, f"I.1.{n + 1}", size=10)
    assert actions(read(*sheets)) == [(f"I.1.{n}", t) for n, t in enumerate(titles, 1)]


def test_an_indicator_table_goes_on_without_its_header_on_the_next_page():
    one, two = Sheet(), Sheet()
    y = fiche(one, 500, "Action 1 : Rénover les écoles", FIELDS[:2])
    rows = [["Indicateur", "Valeur initiale", "Valeur cible"], ["Nombre d'écoles rénovées", "2", "12"]]
    one.table(60, y, [250, 110, 110], rows)
    two.table(60, 110, [250, 110, 110], [["Consommation moyenne par élève", "140", "90"]])
    fiche(two, 200, "Action 2 : Planter des haies", FIELDS[:2])
    (first, _) = read(one, two).actions
    tables = [f.table.rows for f in first.fields if f.table]
    assert [[v["text"].text for v in rows] for rows in tables] == [
        ["Nombre d'écoles rénovées"], ["Consommation moyenne par élève"],
    ]  # fmt: skip
    assert tables[1][0]["target"].text == "90"


@pytest.mark.parametrize("more", [" (suite)", " - suite", " (2/2)", " [suite et fin]"])
def test_what_a_second_slide_adds_to_a_title_is_not_of_it(more):
    one, two = Sheet(), Sheet()
    for sheet, added, fields in ((one, "", FIELDS[2:]), (two, more, FIELDS[:2])):
        sheet.write(60, 60, "Fiche 3", size=11, bold=True)
        y = sheet.write(60, 80, f"Donner une suite aux enquêtes{added}", size=18, bold=True) + 8
        sheet.sections(60, y, fields, width=470)
    (action,) = read(one, two).actions
    assert action.title.text == "Donner une suite aux enquêtes"
    assert field(action, "pilot") == "Ville de Bazas"


def test_a_badge_beside_the_middle_of_a_title_does_not_cut_it():
    titles = [
        ("Accompagner les habitants du quartier", "de la gare vers l'emploi"),
        ("Étendre aux communes voisines", "la collecte des biodéchets"),
    ]
    sheets = []
    for n in (1, 2):
        sheet = Sheet()
        sheet.fill(60, 126, 150, 142, BLUE)
        sheet.write(66, 129, f"Action n° 1.{n}", size=10, bold=True, color=WHITE)
        first, last = titles[n - 1]
        sheet.write(160, 118, first, size=14, bold=True)
        sheet.write(160, 135, last, size=14, bold=True)
        sheet.sections(60, 180, FIELDS, width=470)
        sheets.append(sheet)
    assert actions(read(*sheets)) == [(f"1.{n}", " ".join(titles[n - 1])) for n in (1, 2)]


def test_a_sentence_about_the_action_tells_more_than_one_about_a_part_of_it():
    sheet = Sheet()
    y = 60
    for n in (1, 2):
        y = sheet.write(60, y, f"Action {n} : Mener le projet {n}", size=14, bold=True) + 6
        y = sheet.write(60, y, "La communication sera assurée par la Région, en lien avec la CAF.", width=470) + 4
        y = (
            sheet.write(60, y, "Cette action est pilotée par Mme Anne Roy, en lien avec l'ARS et la MSA.", width=470)
            + 12
        )
    plan = read(sheet)
    assert [field(a, "pilot") for a in plan.actions] == ["Mme Anne Roy"] * 2
    assert [field(a, "partner") for a in plan.actions] == ["l'ARS et la MSA"] * 2


def test_an_acronym_that_comes_back_in_lists_is_no_label():
    sheets = []
    for n in range(1, 5):
        sheet = Sheet()
        fields = [("Pilote", "Ville de Bazas"), ("Partenaires", "Communes"), ("Calendrier", "2025")]
        y = sheet.write(60, 60, f"Action {n} : Mener le projet {n}", size=14, bold=True) + 6
        y = sheet.sections(60, y, fields[:2], width=470)
        for name in ("CROUS", "Mission locale"):
            y = sheet.write(60, y, name, size=10) + 3
        sheet.sections(60, y, fields[2:], width=470)
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert field(action, "partner").split("\n") == ["Communes", "CROUS", "Mission locale"]


def test_labels_told_from_their_values_by_colour_alone():
    sheets = []
    for n in (1, 2, 3):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : Mener le projet {n}", size=14, bold=True) + 8
        for label, value in (("Responsable", "Ville de Bazas"), ("Partenaires", "CAF, DDT"), ("Calendrier", "2025")):
            sheet.write(60, y, label, size=10, color=BLUE)
            y = sheet.write(70 + 5.2 * len(label), y, value, size=10) + 6
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert [field(action, f) for f in ("pilot", "partner", "calendar")] == ["Ville de Bazas", "CAF, DDT", "2025"]


def test_crosses_and_amounts_under_the_same_years():
    sheet = Sheet(1190, 842)
    years = ["2025", "2026", "2027"]
    sheet.table(
        40, 90, [40, 250, 150, *[60] * 6, 90],
        [
            ["N°", "Action", "Pilote", *years, *years, "Total"],
            ["1", "Créer une bourse aux logements", "Ville", "", "X", "X", "", "5 000 €", "6 000 €", "11 000 €"],
            ["2", "Aider les propriétaires", "Anah", "X", "", "", "9 000 €", "", "", "9 000 €"],
        ],
    )  # fmt: skip
    marks = [[f.kind for f in a.fields if f.field == "calendar"] for a in read(sheet).actions]
    assert marks == [["2026-2027"], ["2025-2025"]]


def test_a_header_said_again_under_each_band_is_no_action():
    sheet = Sheet(842, 595)
    header = ["Actions", "Pilote", "Calendrier"]
    sheet.table(
        40, 60, [360, 200, 150],
        [
            ["Axe 1 : Habiter", None, None], header, ["Réparer les toits", "Ville", "2025"],
            ["Axe 2 : Grandir", None, None], header, ["Ouvrir une crèche", "CAF", "2026"],
        ],
        spans={(0, 0): (1, 3), (3, 0): (1, 3)}, fills={0: BLUE, 3: BLUE},
    )  # fmt: skip
    plan = read(sheet)
    assert [t for _, t in actions(plan)] == ["Réparer les toits", "Ouvrir une crèche"]
    assert list(above(plan).values()) == ["1", "2"]


def test_lines_of_one_title_set_apart_are_one_title():
    sheets = []
    for n, (first, rest) in enumerate(
        (("Accompagner les jeunes", "vers l'emploi"), ("Planter des haies", "le long des routes")), 1
    ):
        sheet = Sheet()
        sheet.write(60, 100, f"Action {n} : {first}", size=14, bold=True)
        y = sheet.write(80, 119, rest, size=14, bold=True) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    assert [t for _, t in actions(read(*sheets))] == [
        "Accompagner les jeunes vers l'emploi", "Planter des haies le long des routes",
    ]  # fmt: skip


def test_a_column_of_sources_of_money_is_about_money():
    sheet = Sheet(1000, 600)
    sheet.table(
        40, 90, [300, 150, 150, 200],
        [
            ["Action", "Pilote", "Coût", "Sources de financement"],
            ["Créer une bourse aux logements", "Ville", "12 000 €", "Anah, Région"],
            ["Aider les propriétaires", "EPCI", "9 000 €", "État"],
        ],
    )  # fmt: skip
    assert [field(a, "cost").split("\n")[-1] for a in read(sheet).actions] == ["Anah, Région", "État"]


def test_actions_without_any_label_begin_after_the_account_of_an_earlier_plan():
    account, sheet = Sheet(), Sheet()
    account.write(60, 60, "Bilan du plan précédent", size=20, bold=True)
    y = account.write(60, 100, "Action 1 : Rénover la piscine", size=14, bold=True) + 6
    account.write(60, y, LONG, width=470)
    y = 80
    for n, title in enumerate(("Planter des haies", "Ouvrir une crèche", "Former les agents"), 1):
        y = sheet.write(60, y, f"Action {n} : {title}", size=14, bold=True) + 6
        y = sheet.write(60, y, LONG, width=470) + 6
        y = sheet.write(60, y, "Cette action est pilotée par la CAF, en lien avec l'ARS.", width=470) + 12
    cover = Sheet()
    cover.write(60, 300, "Contrat local de santé 2025-2029", size=26, bold=True)
    plan = read(cover, account, sheet)
    assert [t for _, t in actions(plan)] == ["Planter des haies", "Ouvrir une crèche", "Former les agents"]
    assert {field(a, "pilot") for a in plan.actions} == {"la CAF"}


MONEY = [
    "Un crédit de 36 000 euros par an est prévu, financé par la CAF.",
    "Cette mesure est mise en œuvre à moyens constants.",
    "Le financement reste à définir.",
]


def letter(*, label: str | None = None) -> Sheet:
    sheet, y = Sheet(), 60
    for n, money in enumerate(MONEY, 1):
        y = sheet.write(60, y, f"Mesure {n} – Mener le projet {n}", size=11, bold=True) + 6
        y = sheet.write(60, y, LONG, width=470) + 6
        y = sheet.write(60, y, "Pilote : CAF. Partenaires : MSA, CCAS et bailleurs sociaux.", width=470) + 6
        y = sheet.write(60, y, f"{label} : {money}" if label else money, width=470) + 6
        y = sheet.write(60, y, "Calendrier : 2025. Suivi : nombre de ménages ; montant des aides.", width=470) + 14
    return sheet


def test_a_sentence_about_money_is_the_cost_and_no_partner():
    plan = read(letter())
    assert [field(a, "cost") for a in plan.actions] == MONEY
    assert [field(a, "partner") for a in plan.actions] == ["MSA, CCAS et bailleurs sociaux."] * 3


def test_a_labelled_cost_is_not_said_again_by_a_sentence():
    assert [field(a, "cost") for a in read(letter(label="Coût")).actions] == MONEY


def test_an_everyday_word_opens_its_field_behind_another_label():
    plan = read(letter())
    assert [field(a, "calendar") for a in plan.actions] == ["2025."] * 3
    assert [field(a, "indicator") for a in plan.actions] == ["nombre de ménages ; montant des aides."] * 3


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Le coût de la brochure est évalué à 4 200 euros.", True),
        ("Cette action n'entraîne pas de coût.", True),
        ("Une enveloppe annuelle de 10 k€ sera réservée à ces travaux.", True),
        ("Le budget des ménages modestes est fragilisé par la hausse des loyers.", False),
        ("La commission examine les dettes de plus de 900 euros.", False),
        ("Le diagnostic est fait sans frais pour le locataire.", False),
    ],
)
def test_what_tells_the_cost_of_an_action(sentence: str, told: bool):
    assert tells_cost(sentence) is told


REPORT = [("I", "REALISER LES AIRES", 2), ("II", "ASSURER LA GESTION", 2)]


def typed_report(parts=REPORT) -> Sheet:
    """A report typed in one size: underlined titles, dashes, a last part that holds no action."""
    sheet, y = Sheet(), 60

    def title(text: str) -> None:
        nonlocal y
        bottom = sheet.write(60, y, text, size=10)
        sheet.rule(60, y + 11.5, 60 + width_of(text, 10), y + 11.5)
        y = bottom + 8

    for k, (number, name, actions_in_it) in enumerate(parts, 1):
        title(f"{number}. {name}")
        for n in range(1, actions_in_it + 1):
            title(f"{k}.{n}. Mener le projet {k}{n}")
            for line in ("objectif : créer des places.", "contenu : acquisition du terrain.", "responsable : Ville de Laval",
                         "échéance : 2004.", "indicateur : nombre de places."):  # fmt: skip
                y = sheet.write(70, y, f"- {line}", size=10) + 2
            y += 8
    title("SUIVI")
    sheet.write(60, y, "Le comité de suivi se réunit deux fois par an. Il rend compte à la commission.", width=470)
    return sheet


def test_roman_parts_that_count_the_first_figure_of_the_actions_are_levels():
    plan = read(typed_report())
    assert tree(plan) == [("I", "REALISER LES AIRES", None), ("II", "ASSURER LA GESTION", None)]
    assert list(above(plan).values()) == ["I", "I", "II", "II"]


def test_roman_sections_that_count_something_else_are_none():
    assert tree(read(typed_report([("IV", "CADRE", 2), ("V", "PROGRAMME", 2)]))) == []


def test_a_dashed_label_met_everywhere_opens_its_field_whatever_it_is():
    plan = read(typed_report())
    assert {field(a, "objective") for a in plan.actions} == {"créer des places."}
    assert {field(a, "modalities") for a in plan.actions} == {"acquisition du terrain."}


def test_a_section_underlined_as_the_titles_are_ends_the_last_action():
    assert field(read(typed_report()).actions[-1], "indicator") == "nombre de places."


def test_a_sentence_within_a_paragraph_may_tell_the_cost():
    sheet, y = Sheet(), 60
    for n in (1, 2, 3):
        y = sheet.write(60, y, f"Mesure {n} – Mener le projet {n}", size=11, bold=True) + 6
        text = "L'action est pilotée par la CAF, en lien avec la MSA. Un crédit de 35 000 € lui est réservé."
        y = sheet.write(60, y, text, width=470) + 6
        y = sheet.write(60, y, "Calendrier : 2025.", width=470) + 14
    assert [field(a, "cost") for a in read(sheet).actions] == ["Un crédit de 35 000 € lui est réservé."] * 3


def test_a_label_in_small_letters_met_elsewhere_opens_its_field_at_the_start_of_a_line():
    sheet, y = Sheet(), 60
    leader = "responsables : Association départementale, Préfecture et Ville de Laval"
    for n in (1, 2, 3, 4):
        y = sheet.write(60, y, f"Action {n} : Mener le projet {n}", size=14, bold=True) + 8
        if n == 4:  # its dash is lost: both labels stand in one paragraph
            y = sheet.write(60, y, f"{leader} partenaires : CAF, MSA", width=width_of(leader, 10) + 4)
            continue
        y = sheet.write(60, y, leader) + 8
        y = sheet.write(60, y, "partenaires : CAF, MSA", width=470) + 14
    assert [field(a, "partner") for a in read(sheet).actions] == ["CAF, MSA"] * 4


def test_an_everyday_word_behind_a_label_of_its_own_field_goes_on_with_it():
    sheet, y = Sheet(), 60
    for n in (1, 2, 3):
        y = sheet.write(60, y, f"Mesure {n} – Mener le projet {n}", size=11, bold=True) + 6
        y = sheet.write(60, y, "Pilote : CAF. Partenaires : MSA.", width=470) + 6
        y = sheet.write(60, y, "Calendrier : lancement en 2024. Fin : 2026.", width=470) + 14
    assert [field(a, "calendar") for a in read(sheet).actions] == ["lancement en 2024.\nFin : 2026."] * 3


@pytest.mark.parametrize(("numbers", "read_as"), [(("I", "2", "3"), ["1", "2", "3"]), (("I", "II", "III"), ["I", "II", "III"])])
def test_an_old_style_one_among_figures_is_a_figure(numbers, read_as):
    sheets = []
    for k, number in enumerate(numbers):
        sheet = Sheet()
        sheet.run(50, 60, f"Axe {number} - Loger et accompagner {'ABC'[k]}", 16, bold=True)
        sheet.run(50, 100, f"Action n° {k + 1} : Ouvrir une maison {'ABC'[k]}", 13, bold=True)
        sheet.run(50, 130, "Pilote : CAF", 10)
        sheet.run(50, 150, "Partenaires : ADIL, CAUE", 10)
        sheets.append(sheet)
    assert [number for number, *_ in tree(read(*sheets))] == read_as


def test_a_coloured_subtitle_in_the_size_of_the_text_leaves_the_title_to_the_line_over_it():
    sheets = []
    for k in range(3):
        sheet = Sheet()
        sheet.run(60, 60, ["Ouvrir un office foncier", "Soigner près de chez soi", "Protéger le bocage"][k], 15, bold=True)
        sheet.run(60, 84, ["Krouiñ un ofis douar", "Prederiañ nepell diouzh", "Gwareziñ ar c'hirzhier"][k], 10, color=BLUE)
        sheet.run(60, 110, "Porteur : Ville de Bazas", 10)
        sheet.run(60, 126, "Calendrier : 2026", 10)
        sheet.write(60, 150, LONG, width=470, size=10)
        sheet.run(60, 220, "Avec : communes, ADIL", 10)
        sheets.append(sheet)
    assert [title for _, title in actions(read(*sheets))] == [
        "Ouvrir un office foncier", "Soigner près de chez soi", "Protéger le bocage",
    ]  # fmt: skip
