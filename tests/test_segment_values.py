"""Values told from labels and from what follows them: dates in words, an aim and how it is reached, years over a cost."""

from __future__ import annotations

import pytest
from drawing import Sheet
from plans import fiche, field, read

from extractors.fields import read_fields
from extractors.readers.calendar import read_calendar
from models.segment import ActionNode, IndicatorTable, LabelledField
from models.text import PlacedText

TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers"]
TOLD = "Le guichet est installé au siège de la communauté. Deux conseillers y reçoivent sur rendez-vous."


def grids(*rows: tuple[str, str]) -> list[Sheet]:
    """Three fiches, each a title over a grid of bold labels and plain values."""
    sheets = []
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {number} : {title}", size=14, bold=True) + 8
        sheet.table(60, y, [130, 340], [(f"**{a}**", b) for a, b in rows], header=False)
        sheets.append(sheet)
    return sheets


@pytest.mark.parametrize("when", ["Fin 2029", "Durée du programme", "Début 2026"])
def test_a_date_in_words_of_labels_is_the_value_of_the_cell_beside_it(when):
    plan = read(*grids(("Pilote", "DDT"), ("Objectif", "Loger les familles."), ("Échéance", when), ("Coût", "3 000 €")))
    assert [field(a, "calendar") for a in plan.actions] == [when] * 3


def prose(aim: str, told: str) -> list[Sheet]:
    sheets = []
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {number}. {title}", size=14, bold=True) + 8
        for text in (f"Objectif : {aim}", told, "Pilote : Ville de Bazas"):
            y = sheet.write(60, y, text, width=470) + 8
        sheets.append(sheet)
    return sheets


def test_sentences_under_an_aim_on_its_line_tell_how_it_is_reached():
    plan = read(*prose("Assurer 150 jours de permanence par an.", TOLD))
    assert [field(a, "objective") for a in plan.actions] == ["Assurer 150 jours de permanence par an."] * 3
    assert [field(a, "modalities") for a in plan.actions] == [TOLD] * 3


@pytest.mark.parametrize("aim, more", [
    ("Assurer 150 jours de permanence par an.", "Informer tous les ménages de leurs droits avant la fin du plan."),
    ("La vacance recule dans les centres anciens.", TOLD),
])  # fmt: skip
def test_an_aim_that_goes_on_as_it_began_is_one(aim, more):
    assert [field(a, "objective") for a in read(*prose(aim, more)).actions] == [f"{aim}\n{more}"] * 3


def labelled(name: str, label: str, text: str, rule: str = "cell") -> LabelledField:
    return LabelledField(name, label, PlacedText(text), rule)


def years(*fields: LabelledField) -> tuple[int | None, int | None]:
    found = read_fields(ActionNode("Action", "1", PlacedText("Titre"), fields=list(fields))).calendar
    return (found.value.start, found.value.end) if found else (None, None)


def test_a_start_alone_has_no_end():
    assert years(labelled("calendar", "Début", "janvier 2025", "run_in")) == (2025, None)
    assert years(labelled("calendar", "Début", "2025", "column"), labelled("calendar", "Fin", "2027", "column")) == (2025, 2027)
    assert years(labelled("calendar", "Calendrier", "2025")) == (2025, 2025)


def test_the_dates_of_steps_in_a_table_are_not_the_fiches_calendar():
    steps = labelled("calendar", "Échéance", "2024-2025\n2026", "column")
    assert years(steps, labelled("calendar", "Calendrier", "2024-2029", "heading")) == (2024, 2029)
    assert years(steps) == (2024, 2026)


def test_years_over_a_cost_with_its_calendar_are_the_calendar():
    sheets = []
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {number} : {title}", size=14, bold=True) + 8
        y = sheet.sections(60, y, [("Pilote", "Ville de Bazas"), ("Objectif", "Loger les familles.")], width=470)
        y = sheet.write(60, y, "Coût et échéancier prévisionnel", bold=True) + 3
        sheet.table(60, y, [110, 90, 90, 90], [("Coût total", "2025", "2026", "2027"), ("39 000 €", "13 000", "13 000", "13 000")])
        sheets.append(sheet)
    plan = read(*sheets)
    assert [years(*a.fields) for a in plan.actions] == [(2025, 2027)] * 3
    [cost] = {tuple(int(c.value.amount.low) for c in read_fields(a).costs if c.value.amount) for a in plan.actions}
    assert sorted(cost) == [13_000, 13_000, 13_000, 39_000]


@pytest.mark.parametrize("text, start, end", [
    ("À partir d'avril 2025", 2025, None),
    ("À compter d’octobre 2025", 2025, None),
    ("Tout au long du POA", 2024, 2029),
    ("Durée du PAPI", 2024, 2029),
    ("Tout au long de l'année", None, None),
    ("Durée : 3 ans", None, None),
])  # fmt: skip
def test_calendars(text, start, end):
    read_ = read_calendar(text, plan_period=(2024, 2029))
    assert (read_.start, read_.end) == (start, end)


def test_steps_and_their_dates_under_a_calendar_are_no_table_with_a_header():
    sheets = []
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {number} : {title}", size=14, bold=True) + 8
        rows = [
            ["**Pilote**", None, "Ville de Bazas", None, None], ["**Objectif**", None, "Loger les familles.", None, None],
            ["**Calendrier**", None, "**Indicateurs**", None, None],
            ["Concours", "2021", "Indicateur", "Situation 2019", "Cible"],
            ["Travaux", "2022-2023", "Nombre d'étals", "0", "14"],
            ["Ouverture", "printemps 2024", "Fréquentation", "120", "300"],
        ]  # fmt: skip
        spans = {(0, 0): (1, 2), (0, 2): (1, 3), (1, 0): (1, 2), (1, 2): (1, 3), (2, 0): (1, 2), (2, 2): (1, 3)}
        sheet.table(60, y, [70, 110, 110, 90, 90], rows, spans=spans, header=False)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [years(*a.fields) for a in plan.actions] == [(2021, 2024)] * 3
    assert [field(a, "funder") for a in plan.actions] == [""] * 3


@pytest.mark.parametrize("total", ["Coût total", "Montant total HT", "Budget"])
def test_one_row_of_figures_under_bodies_is_what_each_of_them_pays(total):
    sheet = Sheet()
    y = sheet.write(60, 60, "Action 4 : Ouvrir une halle", size=15, bold=True) + 8
    y = sheet.sections(60, y, [("Objectif", "Vendre au bourg."), ("Pilote", "Ville de Bazas"), ("Plan de financement", "")], width=470)
    heads = [total, "Région", "Département de la Gironde", "Commune de Bazas"]
    sheet.table(60, y, [100, 110, 150, 110], [heads, ["310 000 €", "140 000 €", "60 000 €", "20 %"]])
    (action,) = read(sheet).actions
    assert field(action, "cost") == "310 000 €"
    assert field(action, "funder").split("\n") == ["Région : 140 000 €", "Département de la Gironde : 60 000 €", "Commune de Bazas : 20 %"]


def test_items_and_their_sums_in_a_column_of_costs_name_no_pilot():
    rows = [["N°", "Action", "Pilote", "Budget", "Échéance"]]
    for k, title in enumerate(["Rénover les copropriétés", "Ouvrir une pension de famille", "Loger les saisonniers"], 1):
        money = "Animation : 210 000 €\nAides aux travaux : 1 900 000 €\nFinancement : Anah, Région" if k == 1 else "30 000 €"
        rows.append([str(k), title, "Ville de Dole", money, "2026"])
    sheet = Sheet(842, 595)
    sheet.table(40, 60, [40, 200, 150, 260, 80], rows)
    action = read(sheet).actions[0]
    assert field(action, "pilot") == "Ville de Dole"
    assert field(action, "cost").startswith("Animation : 210 000 €\nAides aux travaux : 1 900 000 €")


def test_bodies_under_a_head_that_speaks_of_money_pay_their_rows():
    sheet, y = fiche(3, "Rénover les copropriétés")
    rows = [["Budget prévisionnel", "2025", "2026", "Total"], ["État", *["45 000 €"] * 2, "90 000 €"],
            ["Département", *["45 000 €"] * 2, "90 000 €"], ["Total", *["90 000 €"] * 2, "180 000 €"]]  # fmt: skip
    sheet.table(60, y, [150, 90, 90, 90], rows)
    found = read_fields(read(sheet).actions[0])
    assert [f.value.mention for f in found.funders] == ["État", "Département"]
    assert sorted(int(c.value.amount.low) for c in found.costs if c.value.amount) == [45_000] * 4 + [90_000] * 4 + [180_000]


def test_an_indicator_told_twice_is_the_one_with_its_values():
    name = PlacedText("Nombre de logements")
    row = {"text": name, "baseline": PlacedText("0"), "target": PlacedText("310")}
    table = LabelledField("indicator", "Indicateur", name, "table", table=IndicatorTable([row]))
    action = ActionNode(None, "1", PlacedText("Loger"), fields=[LabelledField("indicator", "Indicateurs", name, "box"), table])
    (found,) = read_fields(action).indicators
    assert (found.value.baseline, found.value.target) == ("0", "310")
