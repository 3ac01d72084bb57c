"""Documents that commit to nothing give no action; acts and accounts that carry a plan keep theirs."""

from __future__ import annotations

import pytest
from drawing import Sheet, save
from nonplans import FIRST, SECOND, THIRD, draw
from plans import actions, fiche, read

from extractors.document import read_document
from extractors.genre import NOT_A_PLAN
from extractors.reading import open_pdf


@pytest.mark.parametrize("path", [*FIRST, *SECOND, *THIRD], ids=lambda path: path.stem)
def test_no_action_is_invented(path, tmp_path):
    file = save(tmp_path / "document.pdf", draw(path))
    assert 2 <= open_pdf(file, max_pages=9).page_count <= 8
    found = read_document(file, ocr="off")
    assert [a.title.text for a in found.actions] == []
    assert found.orientations == [] or NOT_A_PLAN not in found.notices


def titled(*lines: str) -> Sheet:
    """A cover."""
    sheet = Sheet()
    y = 200.0
    for k, line in enumerate(lines):
        y = sheet.write(60, y, line, size=24 - 4 * k, bold=True, width=470) + 20
    return sheet


def test_a_review_at_the_head_of_the_second_page_does_not_name_a_document_whose_cover_is_a_picture():
    cover, past = Sheet(), titled("Bilan de la stratégie 2020-2024")
    cover.fill(0, 0, 595, 842, 0x404040)
    assert len(actions(read(cover, past, *two_fiches()))) == 2
    assert actions(read(past, *two_fiches())) == []


def two_fiches() -> list[Sheet]:
    out = []
    for number, title in ((1, "Créer des logements"), (2, "Former les agents")):
        sheet, y = fiche(number, title)
        sheet.sections(60, y, [("Calendrier", "2025-2027"), ("Indicateurs", "Nombre de logements")], width=470)
        out.append(sheet)
    return out


BOTH = [("1", "Créer des logements"), ("2", "Former les agents")]


@pytest.mark.parametrize(
    "first",
    [
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS", "Approbation du programme local de l'habitat"),
        ("Arrêté n° 2024-112 portant approbation du PDALHPD",),
        ("Bilan et programme d'actions 2025-2030",),
        ("Programme local de l'habitat", "Bilan, diagnostic, orientations", "Programme d'actions"),
    ],
)
def test_an_act_or_a_cover_with_several_parts_keeps_its_plan(first):
    plan = read(titled(*first), *two_fiches())
    assert actions(plan) == BOTH
    assert NOT_A_PLAN not in plan.notices


@pytest.mark.parametrize(
    "first", [("Bilan du programme local de l'habitat",), ("Programme local de l'habitat", "Évaluation finale")]
)
def test_an_account_of_a_plan_has_its_fiches_and_no_action(first):
    plan = read(titled(*first), *two_fiches())
    assert actions(plan) == []
    told = plan.notices[NOT_A_PLAN]
    assert "bilan ou évaluation" in told and "2 passages" in told and first[-1] in told


def test_a_second_part_of_a_plan_after_an_account_is_read():
    plan = read(titled("Bilan du contrat 2019-2024"), titled("Programme d'actions 2025-2030"), *two_fiches())
    assert actions(plan) == BOTH


def form(values: list[str]) -> Sheet:
    sheet = Sheet()
    y = sheet.band(80, "Fiche action n° 4 : Ouvrir une maison des aidants")
    labels = ("Pilote", "Partenaires", "Objectif", "Calendrier", "Coût", "Indicateurs")
    sheet.table(60, y, [140, 335], [[a, b] for a, b in zip(labels, values, strict=True)], header=False)
    return sheet


def test_a_fiche_of_empty_fields_is_a_form():
    plan = read(form([""] * 6))
    assert actions(plan) == []
    assert "modèle" in plan.notices[NOT_A_PLAN]


def test_an_empty_fiche_among_others_is_an_action():
    full = ["CCAS", "Département, ARS", "Donner du répit aux aidants", "2025", "12 000 €", "Nombre d'aidants reçus"]
    plan = read(*two_fiches(), form(full), form([""] * 6))
    assert len(plan.actions) == 3


def rows(heading: str, head: list[str], *rows_: list[str]) -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 80, "Contrat de ville de Bazas", size=18, bold=True) + 10
    y = sheet.write(60, y, heading, size=13, bold=True) + 8
    sheet.table(60, y, [200, 130, 130], [head, *rows_])
    return sheet


LATER = (["Tri des archives", "Chefs de service", "Juin 2025"], ["Remise des badges", "Accueil", "Juillet 2025"])


@pytest.mark.parametrize(
    ("cover", "word", "many"),
    [("Note aux agents", "Opération", 0), ("Note aux agents", "Action", 2), ("Contrat de ville", "Opération", 2)],
)
def test_rows_of_anything_are_actions_where_the_document_or_the_column_says_so(cover, word, many):
    sheet = Sheet()
    y = sheet.write(60, 80, cover, size=18, bold=True) + 10
    y = sheet.write(60, y, "Chaque service range ses bureaux et ses dossiers avant son départ.", width=470) + 8
    sheet.table(60, y, [200, 130, 130], [[word, "Responsable", "Échéance"], *LATER])
    assert len(read(sheet).actions) == many


DONE = (["Ateliers mémoire", "Juin", "CARSAT"], ["Forum emploi", "Mai", "Mission locale"])


def test_what_was_done_in_a_year_is_no_action():
    head = ["Action", "Période", "Partenaires"]
    assert actions(read(rows("4. Actions collectives menées en 2023", head, *DONE))) == []
    assert len(actions(read(rows("4. Actions collectives", head, *DONE)))) == 2


def test_a_result_is_not_an_awaited_result():
    body = (["Guichet unique", "312 ménages", ""], ["Logements vacants", "27 remis en location", ""])
    assert actions(read(rows("En chiffres", ["Action", "Résultat", ""], *body))) == []
    assert len(actions(read(rows("En chiffres", ["Action", "Résultats attendus", ""], *body)))) == 2
