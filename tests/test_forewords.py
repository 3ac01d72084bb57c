"""What comes before a plan in its file: the deliberation that adopts it, the letter that sends it."""

from __future__ import annotations

from drawing import Sheet
from plans import actions, read, stacked_plan

from models.segment import Metadata

ACT = [
    "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL COMMUNAUTAIRE",
    "Séance du 28 mars 2024",
    "Délibération n° 2024-03-28-07",
    "Objet : approbation du document annexé",
    "Vu le code général des collectivités territoriales et les statuts de la communauté de communes,",
    "Considérant que les crédits sont inscrits au budget primitif de l'exercice,",
    "Après en avoir délibéré, le conseil communautaire, à l'unanimité, approuve le document annexé.",
    "Pour extrait conforme, la présidente",
]
LETTER = [
    "Affaire suivie par : Jean Dupuis",
    "Madame, Monsieur,",
    "J'ai l'honneur de vous transmettre, pour avis, le document ci-joint, arrêté par le comité de pilotage.",
    "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.",
]
COVER = [
    ("Programme local de l'habitat 2026-2031", 26),
    ("Communauté de communes du Haut Valbrune", 14),
]
FIELDS = [
    ("Contexte", "Le parc de logements est ancien et les ménages modestes y sont nombreux."),
    ("Objectif", "Rénover vingt logements par an."),
    ("Pilote", "CAF de la Gironde"),
    ("Partenaires", "État, communes, bailleurs sociaux"),
    ("Budget", "12 000 €"),
    ("Calendrier", "2025-2029"),
    ("Indicateurs", "Nombre de logements rénovés"),
]


def lines(texts: list[str]) -> Sheet:
    sheet, y = Sheet(), 80.0
    for text in texts:
        y = sheet.write(70, y, text, width=450, bold=text.isupper()) + 12
    return sheet


def cover() -> Sheet:
    sheet, y = Sheet(), 250.0
    for text, size in COVER:
        y = sheet.write(60, y, text, size=size, width=470, bold=True) + 20
    return sheet


def told(m: Metadata) -> tuple:
    return m.plan_type, m.title, m.territory, m.period_start, m.period_end


def test_a_plan_is_named_by_its_own_cover_not_by_what_comes_before_it() -> None:
    plan = [cover(), *stacked_plan()[1:]]
    alone = told(read(*plan).metadata)
    assert alone[:2] == ("PLH", COVER[0][0]) and alone[3:] == (2026, 2031)
    after_act = read(lines(ACT[:5]), lines(ACT[5:]), *plan)
    assert told(after_act.metadata) == alone
    assert after_act.metadata.reference == "2024-03-28-07"  # the plan's own cover tells none
    assert [a.page_start for a in after_act.actions] == [4, 5, 6]
    assert told(read(lines(LETTER), *plan).metadata) == alone


def test_one_whole_fiche_after_an_act_is_a_plan() -> None:
    fiche = Sheet()
    fiche.write(60, 80, "Action 1 : Rénover les logements anciens", size=15, bold=True)
    fiche.sections(60, 120, FIELDS, width=470)
    assert actions(read(lines(ACT), fiche)) == [("1", "Rénover les logements anciens")]
    bare = Sheet()
    bare.write(60, 80, "Action 1 : Rénover les logements anciens", size=15, bold=True)
    bare.sections(60, 120, FIELDS[1:3], width=470)
    assert actions(read(lines(ACT), bare)) == []


def test_a_cover_that_tells_its_act_is_the_plan_s_own() -> None:
    """A later action whose title names another plan in large letters is no cover."""
    own = cover()
    own.write(60, 600, "Délibération du conseil communautaire du 12 février 2025", size=9)
    later = stacked_plan()[1:]
    later[0].write(60, 500, "Plan canicule et registre unique", size=18, bold=True)
    assert read(own, *later).metadata.title == COVER[0][0]
