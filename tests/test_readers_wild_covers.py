"""What covers say of their plan: slogans, acts that approve, programmes known by a name of their own."""

from __future__ import annotations

from drawing import Sheet, save
from pages import LONG

from extractors.document import read_document
from extractors.french.plan_types import find_plan_types, read_own_name
from models.segment import Metadata


def metadata(tmp_path, *lines: tuple[str, float], body: str = "") -> Metadata:
    cover, y = Sheet(), 120.0
    for text, size in lines:
        y = cover.write(60, y, text, size=size, bold=size > 12, width=470) + 14
    text = Sheet()
    text.write(60, 80, f"{LONG} {LONG} {LONG} {body}", size=10, width=470)
    return read_document(save(tmp_path / "plan.pdf", [cover, text, text]), ocr="off").metadata


def test_a_slogan_goes_on_with_the_name_of_the_plan(tmp_path):
    read = metadata(tmp_path, ("Bouger autrement", 40), ("Plan de mobilité simplifié 2024-2029", 15))
    assert read.plan_type == "Plan de mobilité simplifié"
    assert read.title == "Bouger autrement – Plan de mobilité simplifié 2024-2029"


def test_an_act_that_approves_a_plan(tmp_path):
    read = metadata(
        tmp_path,
        ("PRÉFET DE LA MAYENNE", 11),
        ("Arrêté n° 2022-03-08-00012 du 8 mars 2022", 13),
        ("portant approbation du plan départemental de lutte contre les discriminations 2022-2025", 20),
        ("Laval, le 8 mars 2022", 10),
        body="Il remplace le protocole signé le 25 novembre 2017.",
    )
    assert read.title == "plan départemental de lutte contre les discriminations 2022-2025"
    assert read.plan_type == "Plan départemental de lutte contre les discriminations"
    assert read.published_on == "2022-03-08"
    assert (read.period_start, read.period_end) == (2022, 2025)


def test_programmes_that_no_common_noun_begins():
    assert [m.plan.name for m in find_plan_types("Territoires d’industrie 2023-2027")] == ["Territoires d'industrie"]
    assert [m.plan.name for m in find_plan_types("DOCOB du site Natura 2000")] == ["DOCOB"]


def test_the_name_behind_the_act():
    own = read_own_name("Délibération portant adoption du schéma cyclable de la Loire")
    assert own is not None and own.plan.name == "Schéma cyclable"
    assert read_own_name("du plan de table") is None


def test_the_part_of_the_plan_that_is_published_tells_its_years(tmp_path):
    read = metadata(tmp_path, ("Projet alimentaire territorial", 34), ("Feuille de route 2024-2028", 16))
    assert read.title == "Projet alimentaire territorial – Feuille de route 2024-2028"
    dated = ("Programme d'actions 2024-2029", 14)
    read = metadata(tmp_path, ("Programme local de l'habitat", 34), ("2024-2029", 18), dated)
    assert read.title == "Programme local de l'habitat 2024-2029"


def test_a_natural_area_under_the_name_of_the_plan(tmp_path):
    bodies = ("PETR du Pays de Brive – Association des communes forestières", 9)
    read = metadata(tmp_path, ("CHARTE FORESTIÈRE DE TERRITOIRE", 30), ("Vallée de la Haute Sioule", 20), bodies)
    assert (read.plan_type, read.territory) == ("Charte forestière", "Vallée de la Haute Sioule")
    assert read.territory_level == "other"
    # the grouping that bears the area's name is the territory
    own = ("Syndicat mixte de la Vallée de la Haute Sioule", 12)
    read = metadata(tmp_path, ("Plan de paysage", 30), ("Vallée de la Haute Sioule", 20), own)
    assert read.territory == "Syndicat mixte de la Vallée de la Haute Sioule"


def test_a_grouping_printed_over_two_lines(tmp_path):
    lines = (("Communauté de communes", 14), ("Entre Orbe et Vesle", 14.5))
    assert metadata(tmp_path, ("Plan climat air énergie territorial", 32), *lines).territory == "Communauté de communes Entre Orbe et Vesle"


def test_a_period_told_in_days(tmp_path):
    read = metadata(tmp_path, ("Schéma de l'autonomie", 30), ("du 1er janvier 2023 au 31 décembre 2027", 12))
    assert (read.period_start, read.period_end) == (2023, 2027)


def test_the_programme_named_under_the_plan(tmp_path):
    read = metadata(tmp_path, ("Contrat de ville 2024-2030", 30), ("« Engagements Quartiers 2030 »", 18))
    assert read.title == "Contrat de ville 2024-2030 « Engagements Quartiers 2030 »"
    read = metadata(tmp_path, ("Contrat de ville", 36), ("Engagements Quartiers 2030", 20), ("2024 – 2030", 18))
    assert read.title.startswith("Contrat de ville – Engagements Quartiers 2030")
    assert (read.period_start, read.period_end) == (2024, 2030)
