"""What stands within a fiche and is none of its fields, and titles and labels that nothing sets apart."""

from __future__ import annotations

import pytest
from drawing import Sheet
from plans import actions, fiche, field, read


@pytest.mark.parametrize(
    "note", ["(1) Voir le glossaire en fin de document.", "1 Source : Insee, recensement.", "* Montants hors taxes.",
             "Photo : la place après travaux", "Figure 2 : fréquentation depuis 2018", "La place, demain. © M. Le Goff"]
)  # fmt: skip
def test_small_print_under_a_field_is_no_part_of_it(note):
    sheet, y = fiche(3, "Ouvrir une maison de santé")
    y = sheet.write(60, y, "Indicateurs", size=11, bold=True)
    y = sheet.write(60, y, "Nombre de patients suivis", size=10)
    sheet.run(60, y + 6, note, 7)
    (action,) = read(sheet).actions
    assert field(action, "indicator") == "Nombre de patients suivis"


def test_a_headed_box_is_no_part_of_the_field_above_it():
    sheet, y = fiche(3, "Ouvrir une maison de santé")
    y = sheet.write(60, y, "Partenaires", size=11, bold=True)
    y = sheet.write(60, y, "ARS, CPAM", size=10) + 8
    sheet.box(60, y, 500, y + 60)
    y = sheet.write(68, y + 6, "Zoom sur la maison des services", size=10, bold=True, width=420)
    sheet.write(68, y, "Ouverte depuis 2019, elle accueille chaque semaine une centaine de personnes.", size=10, width=420)
    (action,) = read(sheet).actions
    assert field(action, "partner") == "ARS, CPAM"


def test_what_a_cost_pays_for_opens_no_other_field():
    sheet, y = fiche(3, "Ouvrir une maison de santé")
    sheet.table(60, y, [120, 330], [["Partenaires", "CPTS"], ["Coût", "Coordination : 12 000 €\nAnimation : 6 000 €"]], header=False)
    (action,) = read(sheet).actions
    assert (field(action, "pilot"), field(action, "partner")) == ("Ville de Bazas", "CPTS")
    assert field(action, "cost") == "Coordination : 12 000 €\nAnimation : 6 000 €"


def run_in(sheet: Sheet, y: float, number: int, title: str) -> float:
    """A fiche of which no title nor label is bold: fonts drawn as pictures tell no weight."""
    y = sheet.write(60, y, f"Fiche-action n° HAB0{number}. {title}", size=10) + 9
    rows = (("Objectifs", f"Loger {number}0 ménages de plus"), ("Chef de file", "Emmaüs"), ("Partenaires", "CAF, MSA"), ("Échéancier", "2026"))
    for label, value in rows:
        y = sheet.write(60, y, f"{label} : {value}", size=10) + 3
    return y + 8


def test_plain_titles_open_their_fiches():
    sheet, y = Sheet(), 60.0
    titles = ["Ouvrir une pension", "Rénover le foyer", "Créer des colocations"]
    for k, title in enumerate(titles, 1):
        y = run_in(sheet, y, k, title)
    assert actions(read(sheet)) == [(f"HAB0{k}", title) for k, title in enumerate(titles, 1)]


def test_a_title_in_bold_goes_on_where_its_second_line_is_no_sentence():
    sheet = Sheet()
    y = sheet.write(60, 60, "Axe 2 : Une administration", size=17, bold=True)
    y = sheet.write(60, y, "exemplaire", size=17, bold=True) + 8
    y = sheet.write(60, y, "Action 2.1 : Former les agents", size=13, bold=True) + 4
    sheet.labels(60, y, [("Pilote", "Ville"), ("Partenaires", "CNFPT")])
    plan = read(sheet)
    assert [o.title.text for o in plan.orientations] == ["Une administration exemplaire"]


def test_a_numbered_level_ends_the_one_above_it():
    sheet = Sheet()
    y = sheet.write(60, 60, "Priorité 4 – Relancer l'économie de proximité dans les villages", size=14, bold=True)
    y = sheet.write(60, y, "Sous-axe 4.1 – Faire de la jeunesse une force", size=14, bold=True) + 6
    y = sheet.write(60, y, "Action 4.1.1 : Former les agents", size=12, bold=True) + 4
    sheet.labels(60, y, [("Pilote", "Ville"), ("Partenaires", "CNFPT")])
    assert [o.number for o in read(sheet).orientations] == ["4", "4.1"]


def test_a_title_on_its_own_band_is_one_though_others_are_larger():
    sheet = Sheet(842, 595)
    for k, x in ((7, 40), (8, 430)):
        sheet.fill(x, 80, x + 370, 120, 0x2E282A)
        sheet.fill(x, 120, x + 370, 420, 0xF6F6F6)
        sheet.run(x + 8, 94, f"Action {k} – Former les professionnels {k}", 11, bold=True, color=0xFFFFFF)
        y = 130.0
        for label, value in (("Objectif", "Former 300 agents"), ("Porteur", "CAF"), ("Partenaires", "MSA, CPAM"), ("Calendrier", "2025")):
            y = sheet.write(x + 8, y, label, size=9, bold=True)
            y = sheet.write(x + 8, y, value, size=9) + 6
    others = []
    for k in range(1, 5):
        other, y = fiche(k, f"Ouvrir une maison numéro {k}")
        others.append(other)
    assert [number for number, _ in actions(read(*others, sheet))] == ["1", "2", "3", "4", "7", "8"]


@pytest.mark.parametrize(("said", "by"), [
    ("« Ma maison avait quatorze marches. Ici, je descends au marché à pied. »", "Odette, 83 ans"),
    ("« Sans leur voiture, j'aurais arrêté mes séances. » Une habitante", ""),
    ("“ On répète dans mon garage depuis six ans ! ”", "Nolwenn, compagnie amateur"),
])  # fmt: skip
def test_what_somebody_said_under_the_indicators_is_none(said, by):
    sheet, y = fiche(3, "Ouvrir une maison de santé")
    y = sheet.write(60, y, "Indicateurs", size=11, bold=True)
    y = sheet.bullets(60, y, ["Nombre de patients suivis", "Délai d'attente"], width=400) + 14
    y = sheet.write(80, y, said, size=10) + 3
    sheet.write(80, y, by, size=10, italic=True)
    (action,) = read(sheet).actions
    assert field(action, "indicator") == "Nombre de patients suivis\nDélai d'attente"


@pytest.mark.parametrize("text", ["« Habiter mieux » : logements rénovés", "« Part des familles qui ont un jardin »", "Odette, 83 ans"])
def test_a_name_in_quotes_is_no_saying(text):
    sheet, y = fiche(3, "Ouvrir une maison de santé")
    y = sheet.write(60, y, "Indicateurs", size=11, bold=True)
    y = sheet.write(60, y, "Nombre de patients suivis", size=10) + 14
    sheet.write(60, y, text, size=10, italic=True)
    (action,) = read(sheet).actions
    assert field(action, "indicator").endswith(text)


def test_a_letter_that_turns_to_its_reader_has_no_more_measures():
    sheet, y = Sheet(), 60.0
    for k, title in enumerate(["Ouvrir une pension", "Rénover le foyer", "Créer des colocations"], 1):
        y = sheet.write(60, y, f"Mesure {k} : {title}", size=11, bold=True) + 3
        for label, value in [("Pilote", "DDETS"), ("Calendrier", "2025"), ("Indicateurs", "nombre de places ; taux de sortie")]:
            y = sheet.write(60, y, f"{label} : {value}", size=10) + 4
    y = sheet.write(60, y + 6, "Je compte sur votre engagement. Vous me ferez part des difficultés.", size=10) + 8
    sheet.write(360, y, "Valentine Rochebrune", size=10)
    plan = read(sheet)
    assert [field(a, "indicator") for a in plan.actions] == ["nombre de places ; taux de sortie"] * 3
