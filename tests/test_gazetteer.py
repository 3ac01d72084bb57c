"""Communes and groupings: found by name, code or SIREN; the extract is small, dated, and made again by the script."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.act import Stamp
from extractors.french import gazetteer as g
from extractors.place_codes import code_of
from extractors.zones import Passage
from models.geometry import Box
from models.text import Mark, PlacedText

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "extractors" / "french" / "data"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Le Mans", "72181"),
        ("Villeneuve d'Ascq", "59009"),
        ("SAINT HERBLAIN", "44162"),
        ("St-Herblain", "44162"),
        ("Ajaccio", "2A004"),
    ],
)
def test_a_commune_by_any_writing(name, code):
    assert [c.code for c in g.communes_named(name)] == [code]
    assert g.commune_by_code(code).code == code


def test_namesakes_are_told_apart_by_departement():
    found = [c for c in g.communes_named("Sainte-Colombe") if not c.now]
    assert len(found) == 12
    assert len({c.departement for c in found}) == 12


def test_a_grouping_by_any_writing():
    for name in ("Le Mans Métropole", "CU Le Mans Métropole", "Communauté urbaine du Mans"):
        assert [x.siren for x in g.groupings_named(name)] == ["247200132"]
    assert g.grouping_by_siren("247200132").name == "Le Mans Métropole"
    assert {c.code for c in g.members("247200132")} > {"72181", "72003"}
    assert "247200132" in {x.siren for x in g.groupings_of("72")}


def test_former_communes_know_what_they_became():
    (former,) = [c for c in g.communes_named("Cherbourg-Octeville") if c.now]
    assert g.commune_by_code(former.now).name == "Cherbourg-en-Cotentin"


def test_unknown_names_find_nothing():
    assert g.communes_named("Montorval-sur-Rien") == ()
    assert g.groupings_named("Communauté de communes") == ()
    assert g.commune_by_code("00000") is None and g.grouping_by_siren("") is None


@given(st.text(max_size=40))
def test_any_name_may_be_asked(name):
    for commune in g.communes_named(name):
        assert g.name_key(commune.name) == g.name_key(name)


def test_the_extract_is_small_and_says_its_year():
    assert sum(f.stat().st_size for f in DATA.iterdir()) < 2_500_000
    assert g.vintage().startswith("vintage 20") and "Licence Ouverte" in g.vintage()


def test_nothing_is_read_before_the_first_question():
    code = (
        "import sys; sys.path.insert(0, '.'); from extractors.french import gazetteer as g; import pipeline.linking;"
        "print(g._commune_lines.cache_info().currsize, g._groupings.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]


def script():
    spec = importlib.util.spec_from_file_location("make_territories", ROOT / "scripts" / "make_territories.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_makes_the_same_bytes(tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "package.json").write_text('{"version": "6.0.0"}')
    member = {"code": "72181", "nom": "Le Mans", "populationMunicipale": 5}
    tables = {
        "communes": [
            {"code": "72181", "nom": "Le Mans", "type": "commune-actuelle", "siren": "217201813"},
            {"code": "72182", "nom": "Vieux-Bourg", "type": "commune-deleguee", "chefLieu": "72181"},
        ],
        "epci": [
            {"code": "247200132", "type": "CU", "nom": "CU Le Mans Métropole", "membres": [member]},
            {"code": "200000001", "type": "CA", "nom": "CA Porte de l'Isère (CAPI)", "membres": []},
        ],
        "ept": [], "departements": [], "regions": [],
    }  # fmt: skip
    for name, rows in tables.items():
        (tmp_path / "data" / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    module = script()
    monkeypatch.setattr(module, "check_names", lambda read: None)
    made = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        monkeypatch.setattr(module, "TARGET", tmp_path / folder)
        module.main(tmp_path)
        made.append([(tmp_path / folder / n).read_bytes() for n in ("communes.csv.gz", "epci.csv.gz")])
    assert made[0] == made[1]
    lines = g.gzip.decompress(made[0][1]).decode().splitlines()
    assert lines[0].startswith("# vintage 2026")
    assert lines[2:] == [
        "200000001;CA;Communauté d'agglomération Porte de l'Isère;CAPI;;0",
        "247200132;CU;Le Mans Métropole;;72;5",
    ]
    assert g.gzip.decompress(made[0][0]).decode().splitlines()[2:] == [
        "mans;72181;Le Mans;217201813;247200132;;",
        "vieux bourg;72182;Vieux-Bourg;;247200132;;72181",
    ]


# The code of a document's territory


def passages(*lines):
    return [Passage(PlacedText(line, [Mark(0, len(line), 1, Box(0, 0, 10, 10))]), "body", 1) for line in lines]


def stamp(departement):
    return Stamp("", departement, "", None, [])


def test_a_name_borne_once_has_a_code():
    assert code_of("Rennes Métropole", "epci", passages("Plan"), None) == "243500139"
    assert code_of("Villeneuve-d'Ascq", "commune", passages("Plan"), None) == "59009"


def test_namesakes_need_their_departement():
    assert code_of("Saint-Denis", "commune", passages("Contrat de ville"), None) is None
    assert (
        code_of("Saint-Denis", "commune", passages("en Seine-Saint-Denis (93)", "93200 Saint-Denis"), None) == "93066"
    )
    assert code_of("Saint-Denis", "commune", passages("Contrat de ville"), stamp("974")) == "97411"
    assert code_of("CC des Quatre Rivières", "epci", passages("Préfecture de la Haute-Savoie"), None) == "247400666"
    assert code_of("CC des Quatre Rivières", "epci", passages("Haute-Savoie", "Haute-Saône"), None) is None


def test_a_stamp_of_another_departement_forbids():
    assert code_of("Rennes", "commune", passages("Plan"), stamp("072")) is None


def test_an_unknown_name_has_no_code():
    assert code_of("Montorval Métropole", "epci", passages("Isère"), None) is None
