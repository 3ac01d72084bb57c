"""Covers, letters and stamps of many plans, laid out by hand."""

import pytest

from extractors.french.dates import find_dates
from extractors.french.plan_types import find_plan_types
from extractors.french.territories import departement_by_code, departements, find_departement, regions
from extractors.metadata import read_metadata
from models.block import Aside, PageLayout, Paragraph
from models.geometry import Box
from models.page import Page
from models.text import Mark, PlacedText

BODY = "Le présent document décrit les actions que les partenaires conduisent au bénéfice des ménages du territoire."


def placed(text: str, page: int, top: float, size: float) -> PlacedText:
    marks, x = [], 0
    for word in text.split(" "):
        left = 50 + x * size / 2
        marks.append(Mark(x, x + len(word), page, Box(left, top, left + len(word) * size / 2 + 1, top + size)))
        x += len(word) + 1
    return PlacedText(text, [m for m in marks if m.end > m.start])


def page(number: int, *lines: tuple[str, float], asides: tuple[tuple[str, str], ...] = ()) -> PageLayout:
    """``lines``: text and size, one paragraph each, well apart; ``asides``: kind and text."""
    layout, top = PageLayout(Page(number, 595, 842)), 60.0
    for text, size in lines:
        box = Box(50, top, 545, top + size)
        layout.blocks.append(Paragraph(placed(text, number, top, size), box, number, size))
        top += 3 * size + 10
    layout.asides = [Aside(kind, placed(text, number, 820, 6), number) for kind, text in asides]
    return layout


def plan(*cover: tuple[str, float], body: tuple[str, ...] = (), asides=(), last: tuple[str, ...] = (), name=None):
    """A cover, a page of text and a last page."""
    layouts = [
        page(1, *cover, asides=asides),
        page(2, *((t, 10.0) for t in (*body, *[BODY] * 12))),
        page(3, *((t, 10.0) for t in (*[BODY] * 12, *last))),
    ]
    return read_metadata(layouts, file_name=name)


STAMP = "Accusé de réception en préfecture {} Date de télétransmission : 21/12/2020 Reçu en préfecture : 22/12/2020"


COVERS = [
    # cover lines, plan type, territory, code, level, period
    ([("PDALHPD", 30), ("Plan départemental d'action pour le logement et l'hébergement des personnes défavorisées", 16),
      ("du Calvados", 16), ("2023 - 2028", 16)], "PDALHPD", "Calvados", "14", "departement", (2023, 2028)),
    ([("PDALPD de la Haute-Vienne 2010-2014", 22)], "PDALPD", "Haute-Vienne", "87", "departement", (2010, 2014)),
    ([("Département de la Lozère", 12), ("Plan départemental de l'habitat", 26), ("2019-2025", 18)],
     "PDH", "Lozère", "48", "departement", (2019, 2025)),
    ([("Préfecture du Val-de-Marne", 12), ("Schéma départemental d'accueil et d'habitat des gens du voyage", 24),
      ("2020-2026", 14)], "SDAGV", "Val-de-Marne", "94", "departement", (2020, 2026)),
    ([("PROGRAMME LOCAL DE L'HABITAT", 27), ("2021 – 2026", 20), ("Communauté de communes du Haut Valbrune", 14)],
     "PLH", "Communauté de communes du Haut Valbrune", None, "epci", (2021, 2026)),
    ([("Montbrune Métropole", 14), ("Convention intercommunale d'attribution", 24)],
     "CIA", "Montbrune Métropole", None, "epci", (None, None)),
    ([("Plan partenarial de gestion de la demande de logement social et d'information des demandeurs", 20),
      ("Pays de Valbrune Agglomération", 14), ("2024-2029", 14)],
     "PPGDID", "Pays de Valbrune Agglomération", None, "epci", (2024, 2029)),
    ([("CONTRAT DE VILLE 2015-2020", 28), ("Communauté d'agglomération de Brunecourt", 16)],
     "Contrat de ville", "Communauté d'agglomération de Brunecourt", None, "epci", (2015, 2020)),
    ([("Plan climat-air-énergie territorial", 26), ("Communauté de communes Val de Brune", 16), ("2022-2028", 16)],
     "PCAET", "Communauté de communes Val de Brune", None, "epci", (2022, 2028)),
    ([("Contrat local de santé", 28), ("Ville de Brunecourt", 18), ("2023-2027", 16)],
     "CLS", "Brunecourt", None, "commune", (2023, 2027)),
    ([("Projet alimentaire territorial", 26), ("Brunecourt Agglo", 18)],
     "PAT", "Brunecourt Agglo", None, "epci", (None, None)),
    ([("Contrat de relance et de transition écologique", 24), ("Communauté urbaine de Grandval", 16),
      ("2021 / 2026", 16)], "CRTE", "Communauté urbaine de Grandval", None, "epci", (2021, 2026)),
    ([("Schéma régional de l'habitat et de l'hébergement d'Île-de-France", 22), ("2024-2030", 16)],
     "SRHH", "Île-de-France", "11", "region", (2024, 2030)),
    ([("OPAH-RU du centre-ville de Brunecourt", 24), ("Commune de Brunecourt", 14), ("2022 à 2027", 14)],
     "OPAH", "Brunecourt", None, "commune", (2022, 2027)),
    ([("Programme local de prévention des déchets ménagers et assimilés", 22),
      ("Métropole de Grandval", 16), ("2023-28", 16)], "PLPDMA", "Métropole de Grandval", None, "epci", (2023, 2028)),
    ([("Charte de prévention des expulsions locatives de la Drôme", 24)],
     "Charte de prévention des expulsions", "Drôme", "26", "departement", (None, None)),
    ([("Schéma de cohérence territoriale", 26), ("Communauté de communes de la Brune", 14)],
     "SCoT", "Communauté de communes de la Brune", None, "epci", (None, None)),
    ([("Convention pluriannuelle du projet de renouvellement urbain", 24), ("Grandval Métropole", 18)],
     "NPNRU", "Grandval Métropole", None, "epci", (None, None)),
    ([("PLUi-H", 30), ("Plan local d'urbanisme intercommunal valant programme local de l'habitat", 18),
      ("Communauté de communes du Grandval", 14)], "PLUi-H", "Communauté de communes du Grandval", None, "epci",
     (None, None)),
    ([("Conseil général des Deux-Sèvres", 12),
      ("Plan départemental d'actions pour le logement des personnes défavorisées", 20),
      ("2005-2007", 14)], "PDALPD", "Deux-Sèvres", "79", "departement", (2005, 2007)),
    ([("PDALHPD", 30), ("Loire-Atlantique", 20), ("2021-2026", 16)],
     "PDALHPD", "Loire-Atlantique", "44", "departement", (2021, 2026)),
    ([("PDALHPD du Nord", 26)], "PDALHPD", "Nord", "59", "departement", (None, None)),
    ([("Action cœur de ville", 26), ("Ville de Brunecourt", 16)], "Action cœur de ville", "Brunecourt", None, "commune",
     (None, None)),
]  # fmt: skip


@pytest.mark.parametrize("cover, plan_type, territory, code, level, period", COVERS, ids=[c[1] for c in COVERS])
def test_covers(cover, plan_type, territory, code, level, period):
    m = plan(*cover)
    assert m.plan_type == plan_type
    assert (m.territory, m.territory_code, m.territory_level) == (territory, code, level)
    assert (m.period_start, m.period_end) == period
    assert (m.reference, m.published_on) == (None, None)
    assert m.title


@pytest.mark.parametrize(
    "identifier, territory, code, level, date",
    [
        ("072-227200029-20231103-D2023-114-DE", "Sarthe", "72", "departement", "2023-11-03"),
        ("973-249730045-20201214-110a-AP2020CAC-DE", None, "249730045", "epci", "2020-12-14"),
        ("072-217201813-20240205-12-DE", None, "72181", "commune", "2024-02-05"),
        ("02A-200076958-20220630-2022_45-DE", None, "200076958", "epci", "2022-06-30"),
        ("049 - 224900019 - 20220324 - 22_031-DE", "Maine-et-Loire", "49", "departement", "2022-03-24"),
        ("013-231300021-20211217-21_999-DE", "Provence-Alpes-Côte d'Azur", "93", "region", "2021-12-17"),
    ],
)
def test_stamp(identifier, territory, code, level, date):
    m = plan(("Délibération du conseil", 12), asides=(("stamp", STAMP.format(identifier)),))
    assert (m.territory, m.territory_code, m.territory_level) == (territory, code, level)
    assert (m.reference, m.published_on) == (identifier.replace(" ", ""), date)
    assert m.places["reference"]


def test_stamp_gives_the_siren_and_the_text_the_name():
    m = plan(
        ("PLH de Grandval Agglomération", 24),
        asides=(("stamp", STAMP.format("049-200012345-20220324-22-031-DE")),),
    )
    assert (m.territory, m.territory_code) == ("Grandval Agglomération", "200012345")


def test_acronym_of_the_grouping_when_only_the_stamp_speaks():
    m = plan(
        ("Les orientations", 14),
        body=("La CCGV et la CAF suivent la mise en œuvre.", "La CCGV anime.", "La CAF verse."),
        asides=(("stamp", STAMP.format("049-244900123-20220324-22-031-DE")),),
    )
    assert (m.territory, m.territory_level) == ("CCGV", "epci")


def test_printed_siren():
    assert plan(("PLH de Grandval Métropole", 24), ("SIREN 244 900 015", 9)).territory_code == "244900015"


def test_letter():
    layouts = [
        page(
            1,
            ("MINISTÈRE CHARGÉ DU LOGEMENT", 11),
            ("Paris, le 11 OCT. 2023", 10),
            ("Réf : ML/2023-10/40855", 10),
            ("Mesdames et Messieurs les préfets de région", 10),
            ("Objet : Signature de contrats territoriaux pour le logement social", 10),
            *[("Le 5 octobre 2023, j'ai signé des engagements avec les bailleurs. " + BODY, 10)] * 12,
        )
    ]
    m = read_metadata(layouts)
    assert m.plan_type == "Contrat territorial pour le logement social"
    assert m.title == "Signature de contrats territoriaux pour le logement social"
    assert (m.reference, m.published_on) == ("ML/2023-10/40855", "2023-10-11")
    assert (m.territory, m.territory_level, m.territory_code) == ("France", "national", None)


@pytest.mark.parametrize(
    "line, reference",
    [
        ("Délibération n° 2024-03-17", "2024-03-17"),
        ("Arrêté préfectoral n° 2023/DDT/145", "2023/DDT/145"),
        ("N/Réf. : DL/2022-118", "DL/2022-118"),
        ("Approuvé par délibération n° CC-2022-045 du 24 mars 2022", "CC-2022-045"),
        ("Loi n° 2014-366 du 24 mars 2014", None),
        ("Vu la délibération n° 2019-12 du 3 juin 2019", None),
        ("Article 3 du code", None),
    ],
)
def test_reference(line, reference):
    assert plan(("PLH de Grandval Métropole", 24), (line, 10)).reference == reference


@pytest.mark.parametrize(
    "cover, last, date",
    [
        ("Approuvé par délibération du conseil communautaire du 24 mars 2022", "", "2022-03-24"),
        ("Adopté le 1er juillet 2019", "", "2019-07-01"),
        ("Séance du 14 décembre 2020", "", "2020-12-14"),
        ("Arrêté par le comité des partenaires le 18 juin 2024", "", "2024-06-18"),
        ("Comité de pilotage du 14 mai 2024", "", "2024-05-14"),
        ("Comité de suivi du 14 mai 2024", "", None),
        ("", "Fait à Brunecourt, le 28 mars 2024, en onze exemplaires originaux.", "2024-03-28"),
        ("", "Signé à Brunecourt le 03/04/2024", "2024-04-03"),
        ("", "Fait à ............, le ............", None),
        ("Signé le : ..... / ..... / 2020", "", None),
        ("Mars 2022", "", None),
        ("Reçu en préfecture le 21/12/2020", "", None),
        ("Envoyé en préfecture le 21/12/2020", "", None),
        ("", "Loi du 24 mars 2014 pour l'accès au logement, promulguée le 26 mars 2014.", None),
    ],
)
def test_date(cover, last, date):
    assert (
        plan(("PLH de Grandval Métropole", 24), (cover or "Habitat", 11), last=(last or "Fin.",)).published_on == date
    )


@pytest.mark.parametrize(
    "text, date",
    [
        ("Tableau de programmation adopté par le conseil communautaire du 6 avril 2023", "2023-04-06"),
        ("Le comité a retenu six actions, que le conseil municipal a adoptées le 3 février 2011.", "2011-02-03"),
        ("Le conseil municipal a adopté le règlement du marché le 3 février 2011.", None),
        ("La stratégie nationale adoptée le 3 février 2011 fixe le cap.", None),
    ],
)
def test_date_in_the_text(text, date):
    assert plan(("PLH de Grandval Métropole", 24), body=(text,)).published_on == date


@pytest.mark.parametrize(
    "text, period",
    [
        ("Le présent contrat est conclu pour la période 2024-2030.", (2024, 2030)),
        ("Le plan est établi pour les années 2018 à 2023.", (2018, 2023)),
        ("La présente convention a une durée de six ans à compter du 1er janvier 2021.", (2021, 2026)),
        ("Le bilan du contrat 2015-2023 montre des progrès.", (None, None)),
        ("Sur la période 2014-2020, 78 logements ont été agréés.", (None, None)),
        ("Le précédent plan couvrait la période 2010-2015.", (None, None)),
        ("L'année scolaire 2023-2024 a vu trois ateliers.", (None, None)),
    ],
)
def test_period_in_the_text(text, period):
    m = plan(("Contrat de ville", 24), ("Grandval Métropole", 12), body=(text,))
    assert (m.period_start, m.period_end) == period


def test_own_type_and_not_the_plans_it_cites():
    cited = "Le PDALHPD, le PCAET et le SCoT sont pris en compte, le PDALHPD en particulier, avec le PDALHPD voisin."
    m = plan(("Programme local de l'habitat", 26), ("Grandval Métropole", 14), body=(cited,) * 8)
    assert m.plan_type == "PLH"


def test_running_head_names_a_plan_without_a_cover():
    heads = (("footer", "Contrat de ville – Fiche orientation opérationnelle"),)
    layouts = [page(n, *[(BODY + " Voir le PLH.", 10)] * 14, asides=heads) for n in (1, 2, 3)]
    assert read_metadata(layouts).plan_type == "Contrat de ville"


def test_title_takes_its_second_line_and_leaves_the_volume():
    m = plan(
        ("CONTRAT DE VILLE", 34),
        ("Engagements Quartiers 2030", 25),
        ("Tome 2 – Fiches", 25),
        ("Grandval Métropole", 25),
    )
    assert m.title == "CONTRAT DE VILLE – Engagements Quartiers 2030"


def test_title_on_several_lines():
    first, second = ("PROGRAMME LOCAL DE", 27.0), ("L'HABITAT", 27.0)
    layout = PageLayout(Page(1, 595, 842))
    for i, (text, size) in enumerate((first, second)):
        box = Box(50, 100 + 32 * i, 545, 127 + 32 * i)
        layout.blocks.append(Paragraph(placed(text, 1, box.y0, size), box, 1, size))
    m = read_metadata([layout, page(2, *[(BODY, 10.0)] * 12)])
    assert (m.plan_type, m.title) == ("PLH", "PROGRAMME LOCAL DE L'HABITAT")


def test_a_fiche_on_its_own_has_no_title():
    layouts = [page(1, ("FICHE 2.2.1", 10), ("RÉPARTIR L'ACCUEIL DES MÉNAGES", 13), *[(BODY, 10)] * 14)]
    assert read_metadata(layouts).title is None


def test_file_name_only_helps():
    layouts = [page(1, *[(BODY, 10)] * 14)]
    assert read_metadata(layouts, file_name="PCAET_projet_2022.pdf").plan_type == "PCAET"
    m = read_metadata([page(1, ("Programme local de l'habitat", 26)), *layouts], file_name="annexe_pcaet.pdf")
    assert m.plan_type == "PLH"


def test_the_department_named_under_a_title_over_the_text():
    heads = (("PLAN DÉPARTEMENTAL DE LUTTE CONTRE L'HABITAT INDIGNE", 20), ("ARDENNES 2012 – 2015", 16))
    assert read_metadata([page(1, *heads, *[(BODY, 10)] * 14)]).territory == "Ardennes"
    assert read_metadata([page(1, heads[0], ("Ardennes 2012 – 2015", 10), *[(BODY, 10)] * 14)]).territory is None


def test_places_hold_the_words():
    m = plan(("PDALPD de la Sarthe 2008 - 2012", 20))
    [place] = m.places["plan_type"]
    assert place.page == 1 and place.box.x0 == 50 and place.box.width <= 6 * 10 + 1
    assert {"territory", "title", "period_start"} <= set(m.places)


@pytest.mark.parametrize("layouts", [[], [page(1)], [page(1, ("Bonjour", 10))]])
def test_nothing_is_invented(layouts):
    m = read_metadata(layouts)
    assert (m.plan_type, m.title, m.territory, m.reference, m.published_on, m.period_start) == (None,) * 6


def test_territory_tables():
    assert len({t.code for t in departements().values()}) == 101
    assert len({t.code for t in regions().values()}) == 18
    region_codes = {t.code for t in regions().values()}
    assert all(t.region_code in region_codes for t in departements().values())
    assert find_departement("de l'Isère").code == "38"
    assert find_departement("Deux Sèvres").code == "79"
    assert departement_by_code("02A").name == "Corse-du-Sud"
    assert departement_by_code("072").name == "Sarthe"
    assert departement_by_code("096") is None


@pytest.mark.parametrize(
    "text, expected",
    [("le 24 mars 2022", "2022-03-24"), ("le 1er août 2021", "2021-08-01"), ("11 OCT. 2023", "2023-10-11"),
     ("03/04/2024", "2024-04-03"), ("31 février 2022", None), ("mars 2022", None)],
)  # fmt: skip
def test_dates(text, expected):
    assert [d.isoformat() for d, *_ in find_dates(text)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "text, names",
    [
        ("Le PLH et le P.D.A.L.P.D.", ["PLH", "PDALPD"]),
        ("plan local d'urbanisme intercommunal valant programme local de l’habitat", ["PLUi-H"]),
        ("un pat de velours, la ctg", []),
        ("Contrat  de  ville", ["Contrat de ville"]),
        ("PLUi-H", ["PLUi-H"]),
        ("programme Action coeur de ville", ["Action cœur de ville"]),
    ],
)
def test_plan_names(text, names):
    assert [m.plan.name for m in find_plan_types(text)] == names


@pytest.mark.parametrize(
    "lines, territory, code",
    [
        (["PLAN DEPARTEMENTAL D'ACTION POUR LE LOGEMENT DES PERSONNES DEFAVORISEES", "LOIRE"], "Loire", "42"),
        (["PDALHPD d'Ille-et-Vilaine"], "Ille-et-Vilaine", "35"),
        (["PDALHPD de La Réunion"], "La Réunion", "974"),
        (["PDALHPD", "Réunion du comité responsable"], None, None),
        (["PDALHPD", "Lot 3 : fiches"], None, None),
        (["PRÉFET DE L'AIN", "PDALHPD 2022-2027"], "Ain", "01"),
        (["PDH", "Conseil départemental de la Haute-Savoie"], "Haute-Savoie", "74"),
        (["PLH de la Métropole Rouen Normandie"], "Métropole Rouen Normandie", "200023414"),
        (["PLH 2019/2024", "Communauté de communes Cœur de Savoie"], "Communauté de communes Cœur de Savoie", "200041010"),
        (["SRHH", "Région Bretagne"], "Bretagne", "53"),
        (["SRHH des Pays de la Loire"], "Pays de la Loire", "52"),
        (["Contrat local de santé", "Pays de Brunecourt"], "Pays de Brunecourt", None),
    ],
)  # fmt: skip
def test_territories(lines, territory, code):
    m = plan(*((line, 22 if i == 0 else 14) for i, line in enumerate(lines)))
    assert (m.territory, m.territory_code) == (territory, code)


@pytest.mark.parametrize("text", ["Délibération n° 2020-25", "Réf. 2020-25", "Version 2023-05", "2024-03-17"])
def test_a_number_is_no_period(text):
    assert plan(("PLH de Grandval Métropole", 24), (text, 12)).period_start is None


@pytest.mark.parametrize("text", ["N° 2.2.1", "Réf. : A-12", "Avenant n° 2", "Référence : fiche 12"])
def test_a_fiche_number_is_no_reference(text):
    assert plan(("PLH de Grandval Métropole", 24), (text, 12)).reference is None


@pytest.mark.parametrize(
    "text, date",
    [
        ("Le PLH a été approuvé le 24 mars 2022.", "2022-03-24"),
        ("Le SCoT a été approuvé le 12 décembre 2019.", None),
        ("Le premier PLH a été approuvé le 3 mars 2005.", None),
        ("Le PLH avait été adopté le 3 mars 2005.", None),
    ],
)
def test_date_said_in_the_text(text, date):
    assert plan(("PLH de Grandval Métropole", 24), body=(text,)).published_on == date


def test_signature_on_two_passages():
    assert (
        plan(("PLH de Grandval Métropole", 24), last=("Fait à Grandval, le", "24 mars 2022")).published_on
        == "2022-03-24"
    )


def on_one_page(*lines: tuple[str, float]):
    """A document whose title stands over its text, without a cover."""
    return read_metadata([page(1, *lines, *((BODY, 10.0) for _ in range(14))), page(2, *((BODY, 10.0) for _ in range(14)))])


@pytest.mark.parametrize("title", ["Convention partenariale pour l'habitat 2025-2030", "Pacte rural des vallées 2024-2028"])
def test_a_dated_title_over_the_text_of_a_document_without_a_cover(title):
    assert on_one_page(("Communauté de communes du Pays de Lierne", 10), (title, 16)).title == title
    assert on_one_page(("Communauté de communes", 10), ("Bilan des travaux", 16)).title is None
    assert on_one_page((title, 16), ("Améliorer le parc", 16)).title is None  # one of several chapters


@pytest.mark.parametrize("act", ["Assemblée départementale du 22 novembre 2024", "Assemblée plénière du 22 novembre 2024"])
def test_the_day_of_the_assembly_over_the_text(act):
    assert on_one_page(("Pacte des solidarités 2024-2027", 16), (act, 10)).published_on == "2024-11-22"
