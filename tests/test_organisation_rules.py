"""The user's list: its errors told by line, its effect at publication, undone when a line goes."""

import json

import duckdb
import pytest
from small_records import document_id, small_records, write

from pipeline import store
from pipeline.cli import main
from pipeline.organisation_rules import Rule, read_rules
from pipeline.settings import Settings


def listed(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "organisations.csv"
    path.write_bytes(text.encode(encoding))
    return read_rules(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_list_from_any_spreadsheet(tmp_path, encoding, separator):
    text = separator.join(["Écriture", "Organisation", "Territoire", "Nature"]) + "\r\n"
    text += separator.join(["Préf. du Var (DDT)", "Préfecture", "Var", "État"]) + "\r\n"
    rules, wrong = listed(tmp_path, text, encoding)
    assert wrong == []
    assert rules == [Rule(2, "pref du var", "Préfecture", "83", "state", "")]


def test_no_list_is_no_rule(tmp_path):
    assert read_rules(tmp_path / "organisations.csv") == ([], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("X;", "ligne 2 : la colonne « organisation » est vide"),
        (";CAF", "ligne 2 : la colonne « ecriture » est vide"),
        ("(;CAF", "ligne 2 : « ( » ne contient pas de mot"),
        ("X;CAF;Atlantide", "ligne 2 : territoire « Atlantide » inconnu"),
        ("X;CAF;;planète", "ligne 2 : nature « planète » inconnue"),
        ("X;CAF\nx;DDT", "ligne 3 : « x » est déjà à la ligne 2"),
    ],
)
def test_what_is_wrong_is_told_by_line(tmp_path, line, told):
    _, wrong = listed(tmp_path, f"ecriture;organisation;territoire;nature\n{line}\n# rien;\n\n")
    assert len(wrong) == 1 and told in wrong[0]


def test_a_missing_column_is_told(tmp_path):
    rules, (wrong,) = listed(tmp_path, "nom;organisation\nX;CAF\n")
    assert rules == [] and "ligne 1" in wrong and "ecriture" in wrong


def test_a_line_left_open_is_not_a_crash(tmp_path):
    rules, _ = listed(tmp_path, 'ecriture;organisation\nX;CAF\n"Y;DDT\n')
    assert [r.organisation for r in rules] == ["CAF"]


@pytest.fixture
def home(tmp_path):
    settings = Settings(home=tmp_path)
    settings.create_folders()
    for number in (1, 2):
        write(settings, small_records(number, organisations=("GIP Toit", "ADIL")))
    return settings


def linked(settings):
    with duckdb.connect(str(settings.published), read_only=True) as con:
        return con.execute(
            "select p.document_id, p.mention, o.name, o.origin, p.organisation_id from pilots p "
            "left join organisations o using (organisation_id) order by 1, 2"
        ).fetchall()


def write_list(settings, *lines):
    (settings.home / "organisations.csv").write_text(
        "\n".join(["ecriture;organisation;territoire;nature;document", *lines])
    )


def test_a_list_is_applied_without_reading_again_and_undone_the_same_way(home):
    store.publish(home)
    before = linked(home)
    write_list(home, "gip toit;Maison du Haut-Pays;;association;", "ADIL;ADIL;Sarthe;;")
    assert store.publish(home).rebuilt
    found = linked(home)
    assert {(m, name, origin) for _, m, name, origin, _ in found} == {
        ("GIP Toit", "Maison du Haut-Pays", "user"),
        ("ADIL", "Agence départementale d'information sur le logement (Sarthe)", "registry"),
    }
    assert len({i for *_, i in found}) == 2
    with duckdb.connect(str(home.published), read_only=True) as con:
        unproved = "select 1 from pilots p where not exists (from evidence e where e.record_id = p.organisation_id)"
        assert con.execute(unproved).fetchall() == []
        aliases = con.execute(
            "select count(*) from organisation_aliases a anti join organisations using (organisation_id)"
        )
        assert aliases.fetchone() == (0,)
    (home.home / "organisations.csv").unlink()
    store.publish(home)
    assert linked(home) == before


def test_a_document_that_comes_and_goes_ends_as_a_full_publication(home):
    write_list(home, "GIP Toit;Maison du Haut-Pays;;association;")
    store.publish(home)
    write(home, small_records(3, organisations=("GIP Toit",)))
    assert not store.publish(home).rebuilt
    added = linked(home)
    store.rebuild(home)
    assert linked(home) == added
    for number in (1, 2, 3):
        home.records(document_id(number)).unlink()
    write(home, small_records(4, organisations=("GIP Toit",)))
    store.publish(home)
    assert [row[2] for row in linked(home)] == ["Maison du Haut-Pays"] * 2


def test_a_line_for_one_document(home):
    write_list(home, f"GIP Toit;Maison du Haut-Pays;;;{document_id(1)}")
    store.publish(home)
    assert {i: name for i, m, name, *_ in linked(home) if m == "GIP Toit"} == {
        document_id(1): "Maison du Haut-Pays",
        document_id(2): next(o[2] for o in linked(home) if o[0] == document_id(2) and o[1] == "GIP Toit"),
    }
    assert len({name for _, m, name, *_ in linked(home) if m == "GIP Toit"}) == 2


def test_the_command_lists_what_is_left_and_applies(home, capsys):
    records = small_records(5, organisations=("CIL", "Alliance du Haut-Pays"))
    for o, origin in zip(records.organisations, ("doubtful", "document"), strict=True):
        o.origin = origin
    write(home, records)
    store.publish(home)
    assert main(["--home", str(home.home), "organisations", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(r["situation"], r["ecriture"], r["mentions"]) for r in rows] == [
        ("douteuse", "CIL", 1),
        ("inconnue", "Alliance du Haut-Pays", 1),
    ]
    assert rows[0]["exemple"] == "plan 5.pdf, p. 2"
    write_list(home, "CIL;Conférence intercommunale du logement;;;", "Alliance du Haut-Pays;;;;")
    assert main(["--home", str(home.home), "organisations", "--douteuses", "--appliquer"]) == 1
    told = capsys.readouterr()
    assert "ligne 3" in told.err and "Rien à trancher" in told.out
