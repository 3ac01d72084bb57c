"""The word and number of an action in the margin of its title; labels that are half a sentence; help that is no money."""

from __future__ import annotations

import pytest
from drawing import BLUE, Sheet, width_of
from pages import LONG
from plans import actions, field, read

from extractors.layout.margins import make_lines_beside_margins
from models.geometry import Box
from models.page import Word

TITLES = ["Ouvrir une porte d'entrée unique", "Former les secrétaires de mairie", "Produire des logements très sociaux"]
HELPERS = ["Région, CCAS, ADIL", "Secours catholique, CAF, communes", "Anah, EPCI, bailleurs sociaux"]


def margined(numbers: list[str], rise: float, right: bool = True) -> list[Sheet]:
    """A fiche a page, its word over its number in the margin; ``rise``: how far the word stands under the title's top."""
    sheets = []
    for k, (number, title) in enumerate(zip(numbers, TITLES, strict=True)):
        sheet = Sheet()
        sheet.write(60, 30, "Axe 1 – Loger", size=9, italic=True)
        edge = 112 if right else 72 + width_of("Action", 11)
        sheet.run(edge - width_of("Action", 11), 60 + rise, "Action", 11, italic=True, color=BLUE)
        at = edge - width_of(number, 12, True) if right else 72
        sheet.run(at, 60 + rise + 12, number, 12, bold=True, color=BLUE)
        sheet.run(120, 60, title, 14, bold=True)
        y = 80
        for label, text in (("Ce que l'on observe", LONG), ("But poursuivi", f"Aider {k + 4} familles."), ("Manière de faire", LONG)):
            sheet.run(120, y, label, 10, italic=True, color=BLUE)
            y = sheet.write(120, y + 13, text, width=420, size=10) + 6
        rows = [("Chef de file", "ADIL 89"), ("Concours attendus", HELPERS[k]), ("Dépense prévue", "12 000 € par an"),
                ("Terme", "Durée du plan"), ("Instruments de mesure", "satisfaction des maires")]  # fmt: skip
        for label, text in rows:
            sheet.rule(120, y - 2, 540, y - 2)
            sheet.run(124, y, label, 10, italic=True, color=BLUE)
            sheet.run(230, y, text, 10)
            y += 17
        sheet.rule(120, y - 2, 540, y - 2)
        sheets.append(sheet)
    return sheets


@pytest.mark.parametrize("rise", [1, 4, 8])
@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("numbers", [["une", "deux", "trois"], ["1", "2", "3"]])
def test_a_word_over_its_number_in_the_margin_is_read_before_the_title(numbers, right, rise):
    plan = read(*margined(numbers, rise, right))
    assert actions(plan) == [(str(k + 1), title) for k, title in enumerate(TITLES)]
    for k, action in enumerate(plan.actions):
        assert field(action, "context") == LONG and field(action, "objective") == f"Aider {k + 4} familles."
        assert field(action, "modalities") == LONG and field(action, "indicator") == "satisfaction des maires"


@pytest.mark.parametrize(("bold", "joined"), [(False, True), (True, False)])
def test_a_scan_gives_the_word_in_the_margin_the_size_of_the_title(bold, joined):
    def word(text: str, x: float, y: float, size: float, bold: bool) -> Word:
        return Word(text, Box(x, y, x + 6 * len(text), y + size), 1, size, bold=bold, confidence=0.95)

    title = [word(t, 120 + 36 * k, 60, 14, True) for k, t in enumerate(["Loger", "les", "jeunes"])]
    label = [word(t, 120 + 45 * k, 80, 10, False) for k, t in enumerate(["Ce", "que", "l'on", "observe"])]
    lines = make_lines_beside_margins([word("Action", 70, 60, 14, bold), *title, word("sept", 82, 76, 11, True), *label])
    assert ("Action sept Loger les jeunes" in [line.text for line in lines]) == joined


def test_help_looked_for_is_of_partners_where_no_label_names_them_and_a_moment_may_read_as_a_label():
    for k, action in enumerate(read(*margined(["1", "2", "3"], 4)).actions):
        assert (field(action, "partner"), field(action, "funder")) == (HELPERS[k], "")
        assert field(action, "calendar") == "Durée du plan"


def test_a_moment_that_reads_as_a_label_stands_in_a_column_of_values_however_alike():
    rows = [["Pilote", "ADIL 89"], ["Partenaires", "CAF, DDT"], ["Coût", "12 000 €"], ["Terme", "Durée du plan"]]
    sheets = []
    for k, title in enumerate(TITLES):
        sheet = Sheet()
        sheet.write(60, 60, f"Action {k + 1} : {title}", size=14, bold=True)
        sheet.table(60, 100, [120, 360], rows, header=False)
        sheets.append(sheet)
    assert [field(a, "calendar") for a in read(*sheets).actions] == ["Durée du plan"] * 3


def test_help_looked_for_beside_partners_pays():
    sheets = []
    for k in range(3):
        sheet = Sheet()
        sheet.write(60, 60, f"Action {k + 1} : {TITLES[k]}", size=14, bold=True)
        rows = [("Pilote", "ADIL"), ("Partenaires", "CIAS, DDT"), ("Concours attendus", HELPERS[k]), ("Coût", "12 000 €")]
        sheet.labels(60, 100, rows)
        sheets.append(sheet)
    assert [field(a, "funder") for a in read(*sheets).actions] == HELPERS


HALVES = {
    "pilot": ["Cette action est portée par", "Elle est pilotée par", "Le projet est conduit par"],
    "partner": ["Elle rassemble", "Elle s'appuie sur", "Il est mené avec"],
    "modalities": ["Concrètement", "Elle consiste à", "Il prévoit"],
    "cost": ["Elle coûte", "Elle nécessite", "Il représente"],
    "calendar": ["Elle se déroule", "Elle aura lieu", "Il démarre"],
    "indicator": ["On saura qu'elle est utile en regardant", "Elle se mesure à", "Nous verrons s'il a réussi en comptant"],
}


@pytest.mark.parametrize("way", [0, 1, 2])
def test_half_sentences_at_the_left_of_their_ends_are_labels(way):
    values = ["Centre social de Luzy", "MSA, Familles rurales", "recrutement de conducteurs", "16 500 €", "de 2025 à 2029", "Le nombre de trajets"]
    sheet, y = Sheet(), 50.0
    for title in TITLES:
        y = sheet.write(60, y, title, size=14, bold=True, color=BLUE) + 3
        y = sheet.write(60, y, LONG, width=480) + 4
        for labels, value in zip(HALVES.values(), values, strict=True):
            low = sheet.write(60, y, labels[way], width=125, italic=True, color=BLUE)
            y = max(low, sheet.write(200, y, value, width=340)) + 2
        y += 20
    plan = read(sheet)
    assert [a.title.text for a in plan.actions] == TITLES
    for action in plan.actions:
        assert [field(action, f).replace(f"{LONG}\n", "") for f in HALVES] == values


def test_half_a_sentence_within_text_opens_nothing():
    sheets = []
    for k, title in enumerate(TITLES):
        sheet = Sheet()
        sheet.write(60, 60, f"Action {k + 1} : {title}", size=14, bold=True)
        y = sheet.labels(60, 90, [("Pilote", "ADIL"), ("Calendrier", "2026")], split=160)
        y = sheet.write(60, y + 4, "Description", bold=True)
        sheet.write(60, y, "Elle nécessite : une salle, une voiture et deux agents formés.", width=480)
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert field(action, "cost") == "" and field(action, "modalities").startswith("Elle nécessite")


def test_an_everyday_word_qualified_that_comes_back_alone_is_a_label_however_plain():
    sheets = []
    for k, title in enumerate(TITLES):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {k + 1} : {title}", size=14, bold=True) + 4
        rows = [("Contexte", LONG), ("But poursuivi", f"Aider {k + 4} familles."), ("Coût", "Fonds propres"), ("Moyens déployés", LONG)]
        for label, text in [*rows, ("Pilote", "ADIL 89"), ("Calendrier", "2026")]:
            y = sheet.write(60, y, label) + 2
            y = sheet.write(60, y, text, width=480) + 8
        sheets.append(sheet)
    for k, action in enumerate(read(*sheets).actions):
        assert field(action, "objective") == f"Aider {k + 4} familles." and field(action, "context") == LONG


FORM = [["Cheville ouvrière", "Compagnons de la route", "Concrètement", "Bourse commune", "Tempo", "Petits cailloux semés en chemin"],
        ["Le moteur", "La bande", "Description", "Le porte-monnaie", "La cadence", "Nos balises pour y voir clair"]]  # fmt: skip


@pytest.mark.parametrize("labels", FORM)
@pytest.mark.parametrize("gap", [2, 8])
def test_a_column_of_labels_in_the_forms_own_words_is_read_row_by_row_where_no_rule_draws_it(labels, gap):
    led = ["Centre social", "Mission locale", "Commune de Luzy"]
    sheet, y = Sheet(), 40.0
    for k, title in enumerate(TITLES):
        values = [led[k], HELPERS[k], f"{LONG} Phase {k}.", f"{k + 4} 500 €", f"de 202{k + 4} à 2029", f"Nombre de trajets ; nombre de {k + 3}es"]
        y = sheet.write(60, y, title, size=14, bold=True, color=BLUE) + 3
        y = sheet.write(60, y, f"**Notre but :** Aider {k + 4} familles.") + 4
        for label, value in zip(labels, values, strict=True):
            low = sheet.write(60, y, label, width=110, italic=True, color=BLUE)
            y = max(low, sheet.write(190, y, value, width=350)) + gap
        y += 20
    plan = read(sheet)
    assert [a.title.text for a in plan.actions] == TITLES
    for k, action in enumerate(plan.actions):
        assert (field(action, "pilot"), field(action, "partner")) == (led[k], HELPERS[k])
        assert (field(action, "cost"), field(action, "calendar")) == (f"{k + 4} 500 €", f"de 202{k + 4} à 2029")
        assert field(action, "indicator").startswith("Nombre de trajets") and field(action, "modalities").endswith(f"Phase {k}.")


def test_a_large_number_under_its_word_is_no_ornament_of_the_level_of_the_same_number():
    sheets = []
    for k, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 50, "FICHE ACTION", size=8)
        y = sheet.write(60, y, str(k), size=30, bold=True)
        y = sheet.write(60, y + 4, "Chantier 1 · Loger", size=8)
        y = sheet.write(60, y + 2, title, size=16, bold=True) + 6
        sheet.sections(60, y, [("Pilote", "ADIL 89"), ("Calendrier", "2026"), ("Objectif", LONG)], width=470)
        sheets.append(sheet)
    assert actions(read(*sheets)) == [(str(k), title) for k, title in enumerate(TITLES, 1)]
