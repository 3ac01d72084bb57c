"""The same body written differently is one organisation; different bodies stay apart."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.segment import Metadata
from pipeline.linking import Linker, find_definitions
from pipeline.registry import bodies, by_name, heir_of, longest_prefix, tokens

ORNE = Metadata(territory="Orne", territory_code="61", territory_level="departement")
AGGLO = Metadata(territory="Pays de Valbrune Agglomération", territory_code="246100123", territory_level="epci")
GOLD = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "gold"


def ids(context, *mentions, **more):
    linker = Linker(context, mentions=mentions, fallback="doc", **more)
    return [linker.link(m).organisation_id for m in mentions]


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "Département",
            "Conseil général",
            "CG",
            "CD 61",
            "CD61",
            "Conseil départemental de l'Orne",
            "Département de l’Orne",
        ),
        ("Etat", "État", "l'Etat", "Services de l'État", "ETAT"),
        ("État", "État (DDETS)", "Etat (BOP 177)"),
        ("Département", "Direction Enfance-Famille du Département", "Service logement du Conseil départemental"),
        ("SICTOM", "SICTOM du Pays de Valbrune"),
        ("ARS Normandie", "ARS Normandie – DD 61"),
        ("CC du Val de Sorgeais", "CCVS"),
        ("CAF", "C.A.F.", "Caf de l'Orne", "Caisse des Allocations Familiales", "CAF 61"),
        ("DDETS", "DDETSPP", "DDETS(PP)", "DDETS 61"),
        ("DDT", "DDT(M)", "Direction départementale des territoires"),
        ("Région", "Conseil régional", "Région Normandie", "Conseil Régional de Normandie"),
        ("ARS", "ARS Normandie", "Agence régionale de santé", "ARS (délégation de l'Orne)"),
        ("Banque des Territoires", "CDC", "Caisse des Dépôts et Consignations"),
        ("Pôle emploi", "Pole Emploi"),
        ("Action Logement", "Action Logement Services"),
        ("ANAH", "Anah", "Agence nationale de l'habitat"),
        ("Soliha", "SOLIHA Normandie"),
        ("ADIL", "Adil 61", "ADIL de l'Orne"),
        ("Ville de Flers", "Commune de Flers", "Mairie de Flers"),
        ("CCAS de Flers", "CCAS Ville de Flers", "CCAS de la ville de Flers"),
        ("Communauté urbaine d'Alençon", "CU d'Alençon", "CUA"),
        ("Mission locale", "Mission locale du bocage Ornais"),
        ("Coallia", "Association COALLIA"),
        ("Logis Familial", "Logis Famillial"),
        ("Maisons et Cités", "Maisons & Cités"),
        ("DREAL", "DREAL Normandie", "Direction régionale de l’environnement, de l’aménagement et du logement"),
    ],
)
def test_one_body(spellings):
    assert len(set(ids(ORNE, *spellings))) == 1


@pytest.mark.parametrize(
    "mentions",
    [
        ("CAF", "CAF du Calvados"),
        ("CAF", "CNAF", "CPAM", "CARSAT"),
        ("Ville de Flers", "Ville d'Argentan", "CCAS de Flers"),
        ("Flers Agglo", "Argentan Intercom", "Communauté urbaine d'Alençon"),
        ("DDT", "DDETS", "DDCS", "DREAL"),
        ("État", "Préfecture", "Région", "Département"),
        ("Mission locale d'Alençon", "Mission locale de Flers"),
        ("PLIE de Flers Agglo", "Flers Agglo"),
        ("Logis du Val", "Logis du Var"),
        ("Habitat 61", "Habitat 76"),
        ("ANAH", "ANRU", "ANCT"),
        ("SNCF", "SNCF Réseau", "SNCF Voyageurs"),
        ("Tribunal judiciaire", "Tribunal d'instance"),
        ("Pôle emploi", "France Travail", "ANPE"),
        ("Conseil citoyen", "Conseil régional"),
    ],
)
def test_different_bodies(mentions):
    assert len(set(ids(ORNE, *mentions))) == len(mentions)


def test_the_grouping_of_the_document_by_its_words():
    spellings = (
        "Pays de Valbrune Agglomération", "Communauté d'agglomération du Pays de Valbrune", "Agglomération",
        "la communauté d'agglomération", "PVA",
    )  # fmt: skip
    linker = Linker(AGGLO, mentions=spellings, definitions={"PVA": "Pays de Valbrune Agglomération"})
    found = [linker.link(m) for m in spellings]
    assert len({o.organisation_id for o in found}) == 1
    assert (found[0].kind, found[0].siren) == ("epci", "246100123")


def test_acronym_from_the_initials_of_a_name_in_the_document():
    a, b = ids(ORNE, "Le Mans Métropole", "LMM")
    assert a == b


def test_definitions_of_the_document():
    linker = Linker(
        ORNE, mentions=["OTV", "Office du Tourisme de Valbrune"], definitions={"OTV": "Office du Tourisme de Valbrune"}
    )
    assert linker.link("OTV").organisation_id == linker.link("Office du Tourisme de Valbrune").organisation_id


def test_relative_words_depend_on_the_territory_and_national_bodies_do_not():
    sarthe = Metadata(territory="Sarthe", territory_code="72", territory_level="departement")
    assert ids(ORNE, "Département") != ids(sarthe, "Département")
    assert ids(ORNE, "Conseil départemental de la Sarthe") == ids(sarthe, "Département")
    assert ids(ORNE, "ANAH") == ids(sarthe, "Anah")
    one, two = Linker(Metadata(), fallback="doc1"), Linker(Metadata(), fallback="doc2")
    assert one.link("Préfecture").organisation_id != two.link("Préfecture").organisation_id


def test_home_departement_from_the_names_cited():
    linker = Linker(AGGLO, mentions=["CAF de l'Isère", "ADIL 38", "Région"])
    assert linker.link("CAF").territory_code == "38"
    assert linker.link("Région").name == "Région (Auvergne-Rhône-Alpes)"


def test_communes_and_groupings_of_france_are_the_same_in_every_document():
    sarthe = Metadata(territory="Sarthe", territory_code="72", territory_level="departement")
    lmm = Metadata(territory="Le Mans Métropole", territory_level="epci")
    a, b = Linker(sarthe, mentions=["Le Mans Métropole"]), Linker(lmm, mentions=["Métropole"])
    found, own = a.link("Le Mans Métropole"), b.link("Métropole")
    assert found.organisation_id == own.organisation_id
    assert (found.name, found.kind, found.siren, found.origin) == (
        "Le Mans Métropole",
        "epci",
        "247200132",
        "territory",
    )
    assert a.link("LMM").organisation_id == found.organisation_id
    coulaines = a.link("Ville de Couaines")  # misread
    assert (coulaines.name, coulaines.territory_code, coulaines.siren) == ("Coulaines (72)", "72095", "217200955")
    assert b.link("Commune de Coulaines").organisation_id == coulaines.organisation_id


def test_between_two_none_is_chosen_and_both_are_kept():
    linker = Linker(Metadata(), fallback="doc")
    denis = linker.link("Ville de Saint-Denis")
    assert denis.origin == "doubtful"
    assert {"Saint-Denis (93)", "Saint-Denis (974)"} <= set(linker.candidates(denis.organisation_id))
    seine = Metadata(territory="Seine-Saint-Denis", territory_code="93", territory_level="departement")
    assert Linker(seine).link("Ville de Saint-Denis").territory_code == "93066"


def test_one_acronym_two_bodies_told_by_the_time():
    def named(mentions, **context):
        return Linker(Metadata(territory="Orne", territory_code="61", territory_level="departement", **context),
                      mentions=mentions).link("CIL")  # fmt: skip

    assert named(["CIL"]).origin == "doubtful"
    assert named(["CIL"], period_start=2008).name.startswith("Comité interprofessionnel")
    assert named(["CIL", "DDE", "DDASS"]).name.startswith("Comité interprofessionnel")
    assert named(["CIL"], period_start=2020).name.startswith("Conférence intercommunale")
    defined = Linker(ORNE, mentions=["CIL"], definitions={"CIL": "conférence intercommunale du logement"})
    assert defined.link("CIL").name.startswith("Conférence intercommunale")


def test_a_body_and_its_successors_are_two_and_joined():
    linker = Linker(ORNE)
    ddass, ddcs, ddets = (linker.link(m) for m in ("DDASS", "DDCS", "DDETS"))
    assert len({o.organisation_id for o in (ddass, ddcs, ddets)}) == 3
    assert (ddass.successor_id, ddass.current_id) == (ddcs.organisation_id, ddets.organisation_id)
    assert ddass.current_name == ddets.name and ddets.current_id is None
    assert linker.link("ANPE").current_id == linker.link("France Travail").organisation_id
    assert linker.link("DRE Normandie").current_id == linker.link("DREAL Normandie").organisation_id


def test_every_successor_is_in_the_registry():
    known = {n for b in bodies() for n in (b.name, b.acronym)}
    for body in bodies():
        assert set(body.successors) <= known, body.name
        assert body.began is None or body.ended is None or body.began <= body.ended, body.name
        assert bool(body.successors) <= bool(body.ended), f"{body.name} has a successor and no end"
        seen = [body]
        while heir := heir_of(seen[-1]):
            assert heir not in seen
            seen.append(heir)


def test_groups():
    linker = Linker(ORNE)
    a, b = linker.link("bailleurs sociaux", is_group=True), linker.link("Les bailleurs sociaux", is_group=True)
    assert a.organisation_id == b.organisation_id and a.kind == "group"
    assert (
        linker.link("communes", is_group=True).organisation_id
        != Linker(AGGLO).link("communes", is_group=True).organisation_id
    )


def test_order_of_the_mentions_does_not_matter():
    mentions = ["CAF", "CAF de l'Orne", "Flers Agglo", "Logis Famillial", "Logis Familial", "Mission locale", "CG"]
    linker = Linker(ORNE, mentions=mentions)
    other = Linker(ORNE, mentions=mentions[::-1])
    assert [linker.link(m) for m in mentions] == [other.link(m) for m in mentions]


@given(st.text(max_size=60))
def test_any_mention_is_linked(text):
    organisation = Linker(ORNE, mentions=[text]).link(text)
    assert organisation.organisation_id.startswith("org_") and len(organisation.organisation_id) == 16


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le projet de Le Mans Métropole (LMM) prévoit", {"LMM": "Le Mans Métropole"}),
        (
            "un plan départemental d’action pour le logement des personnes défavorisées (PDALPD).",
            {"PDALPD": "plan départemental d’action pour le logement des personnes défavorisées"},
        ),
        ("L'ATD (Agence technique départementale) tient", {"ATD": "Agence technique départementale"}),
        ("Fonds de solidarité (F.S.) ouvert", {"FS": "Fonds de solidarité"}),
        ("Glossaire ACI : Accord collectif intercommunal ; BTP : bâtiment et travaux publics",
         {"ACI": "Accord collectif intercommunal", "BTP": "bâtiment et travaux publics"}),
        ("ACI Accord Collectif Intercommunal PLH Programme Local de l'Habitat",
         {"ACI": "Accord Collectif Intercommunal", "PLH": "Programme Local de l'Habitat"}),
        ("Agence d'urbanisme de la région nantaise (AURAN)", {"AURAN": "Agence d'urbanisme de la région nantaise"}),
        ("Montpellier Méditerranée Métropole (3M)", {"3M": "Montpellier Méditerranée Métropole"}),
        ("La CAF conduit avec la DDT. Le PLH prévoit les loyers habités", {}),
        ("le nombre de logements (T2) et la loi (ALUR)", {}),
        ("Une association. Une autre (AUA)", {}),
    ],
)  # fmt: skip
def test_find_definitions(text, expected):
    assert find_definitions(text) == expected


def test_registry_is_sound():
    assert len(bodies()) >= 150
    for body in bodies():
        assert body.kind in {
            "state", "region", "departement", "epci", "commune", "social_landlord", "agency", "association", "other",
        }  # fmt: skip
        assert body.scope in {"national", "region", "departement", "local", "commune"}
        assert by_name()[body.names[0]].key == body.key, f"two bodies called {body.name}"


def test_longest_name_wins():
    body, taken = longest_prefix(tokens("Agence départementale d'information sur le logement de l'Orne"))
    assert (body.acronym, taken) == ("ADIL", 4)


@pytest.mark.parametrize("name", sorted(p.name for p in GOLD.glob("*.json")) if GOLD.exists() else ["absent"])
def test_gold_organisations(name):
    """Pairwise decisions over the gold mentions of one document."""
    if name == "absent":
        pytest.skip("no gold records beside the project")
    gold = json.loads((GOLD / name).read_text(encoding="utf8"))
    d = gold["document"]
    found = [x for a in gold["actions"] for x in a["pilots"] + a["partners"] + a["cost"]["funders"]]
    context = Metadata(
        territory=d["territory"], territory_code=d["territory_code"], territory_level=d["territory_level"]
    )
    linker = Linker(context, mentions=[x["mention"] for x in found if x.get("kind") != "group"], fallback=name)
    pairs = [(x["org"], linker.link(x["mention"]).organisation_id) for x in found if x.get("org")]
    same = both = either = 0
    for i, (org, linked) in enumerate(pairs):
        for other, link in pairs[:i]:
            both += org == other and linked == link
            same += (org == other) + (linked == link)
            either += org == other or linked == link
    assert not either or 2 * both / same >= 0.97
