"""Words are found whatever their accents, case and endings; the index follows the documents; the page is the right one."""

import io
import json

import pytest
from stand_in import BUILDER, READER, fake_pdf

from models.errors import NoDatabase, QueryFailed, UsageError
from models.record import Correction
from pipeline import journal, search, store, views
from pipeline.ingest import ingest
from pipeline.settings import Settings

FAMILIES = """
logement logements loger logée logés
hébergement Hébergements heberger HÉBERGÉS hébergent
social sociale sociaux sociales
travail travaux
réseau réseaux
foncier foncière foncières fonciers
locatif locative locatives
animation animatrice animateur animer animé
établir établissement établissements établissent
accompagner accompagnement accompagnée accompagnant accompagnera
rénover rénovation rénovations rénovée
orienter orientation orientent
convention conventionner conventionnement
nombreux nombreuse nombreuses
âge âgée âgées agees
pilote piloter pilotage pilotes
résidentiel résidentielle residentiels
cœur coeur
M.O.U.S. MOUS mous
"""
DIFFERENT = [
    "ménage mener",
    "ville village",
    "pays payer",
    "commune communal",
    "fonds fonder",
    "taux tal",
    "logement logique",
]


@pytest.fixture
def con():
    with store.connect_offline() as con:
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        search.create(con)
        yield con


def stems(con, words):
    return {con.execute("select recherche.racine(recherche.mots(?)[1])", [w]).fetchone()[0] for w in words.split()}


@pytest.mark.parametrize("words", FAMILIES.strip().splitlines())
def test_one_family_one_stem(con, words):
    assert len(stems(con, words)) == 1


@pytest.mark.parametrize("words", DIFFERENT)
def test_other_words_stay_apart(con, words):
    assert len(stems(con, words)) == 2


def test_words_of_a_text(con):
    text = "L'accès à la M.O.U.S. (25 000 €), l’hébergement d'urgence et les gens du voyage"
    words = con.execute("select recherche.mots(?)", [text]).fetchone()[0]
    assert words == ["acces", "mous", "25", "000", "hebergement", "urgence", "gens", "voyage"]


def action(con, name, title, document="d", **values):
    row = {"action_id": name, "document_id": document, "position": 1, "title": title, "page_start": 1, **values}
    con.execute(f"insert into actions ({', '.join(row)}) values ({', '.join('?' * len(row))})", [*row.values()])


def found(path, words, **options):
    return search.search(path, words, **options)


@pytest.fixture
def base(tmp_path):
    """Three actions in two documents, on disk."""
    path = tmp_path / "base.duckdb"
    with store.connect_offline(path) as con:
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        for name, title in (("d", "PLH du Pays"), ("e", None)):
            con.execute(
                "insert into documents (document_id, sha256, file_name, title, plan_type, territory, page_count, text_source, "
                "pipeline_version, ingested_at) values (?, ?, ?, ?, 'CIA', 'Métropole', 9, 'digital', '1', '2026-01-01')",
                [name, name, f"{name}.pdf", title],
            )
        action(con, "a", "Héberger les ménages", number="1.1", objective="Ouvrir des places d'urgence.")
        long = "Du début. " * 60 + "Les places d'hébergement d'urgence sont réservées. " + "Et la suite. " * 60
        action(con, "b", "Loger autrement", "e", context=long, page_start=2)
        action(con, "c", "Suivre les impayés", number="2", page_start=3)
        con.execute("insert into indicators (indicator_id, action_id, document_id, text, position) values "
                    "('i', 'c', 'd', 'Nombre de ménages expulsés', 1)")  # fmt: skip
        for record, table, field, page, text in (
            ("b", "action_texts", "context", 4, "Du début."),
            ("b", "action_texts", "context", 5, "Les places d'hébergement d'urgence"),
            ("i", "indicators", "text", 6, "Nombre de ménages expulsés"),
        ):
            con.execute("insert into evidence values (?, 'd', ?, ?, ?, ?, 0, 0, 1, 1, ?, 'test', 1)",
                        [f"{record}{page}", table, record, field, page, text])  # fmt: skip
        search.index(con, ["d", "e"])
    return path


def test_more_words_first_then_the_better_field(base):
    answer = found(base, "hebergements urgence")
    assert [(h.fiche_id, h.mots_trouves) for h in answer.hits] == [("a", 2), ("b", 2)]
    assert (answer.total, answer.asked) == (2, 2)
    answer = found(base, "MÉNAGE expulsé")
    assert [(h.fiche_id, h.mots_trouves) for h in answer.hits] == [("c", 2), ("a", 1)]


def test_the_extract_marks_the_words_and_tells_their_page(base):
    hit = found(base, "hebergement urgence", document="e.pdf").hits[0]
    assert hit.rubrique == "contexte"
    assert "places d'[hébergement] d'[urgence] sont" in hit.extrait
    assert hit.extrait[0] == hit.extrait[-1] == "…"
    assert len(hit.extrait) < search.SHOWN + 20
    assert (hit.page, hit.plan, hit.fichier) == (5, "CIA – Métropole", "e.pdf")
    hit = found(base, "expulsion expulsés").hits[0]
    assert (hit.rubrique, hit.page, hit.extrait) == ("indicateurs", 6, "Nombre de ménages [expulsés]")
    hit = found(base, "impayé").hits[0]
    assert (hit.rubrique, hit.page, hit.extrait) == ("titre", 3, "Suivre les [impayés]")


def test_document_and_limit(base):
    assert [h.fiche_id for h in found(base, "ménages", document="plh").hits] == ["a", "c"]
    assert [h.fiche_id for h in found(base, "hébergement", document="e").hits][:1] == ["a"], (
        "e stands in other names too"
    )
    answer = found(base, "ménages", limit=1)
    assert (len(answer.hits), answer.total) == (1, 2)
    with pytest.raises(UsageError, match="aucun document"):
        found(base, "ménages", document="absent")


def test_nothing_to_look_for(base, tmp_path):
    with pytest.raises(UsageError, match="aucun mot"):
        found(base, "de la ' ;")
    with pytest.raises(NoDatabase):
        found(tmp_path / "none.duckdb", "mot")
    assert found(base, "introuvable").hits == []
    with store.connect_offline(base) as con:
        con.execute("drop schema recherche cascade")
    with pytest.raises(QueryFailed, match="index"):
        found(base, "mot")


def test_hostile_words_are_only_words(base):
    answer = found(base, "'); drop table actions;-- \x1b[31m ménages %_\\")
    assert [h.fiche_id for h in answer.hits][:1] == ["a"] or answer.hits
    out = io.StringIO()
    search.write(answer, out)
    assert "\x1b" not in out.getvalue()


def test_forms(base):
    answer = found(base, "impayés ménages")
    out = io.StringIO()
    search.write(answer, out, form="json")
    rows = json.loads(out.getvalue())
    assert [r["fiche_id"] for r in rows] == ["c", "a"]
    assert list(rows[0]) == list(search.COLUMNS)
    out = io.StringIO()
    search.write(answer, out, form="csv")
    assert out.getvalue().splitlines()[0] == ",".join(search.COLUMNS)
    out = io.StringIO()
    search.write(answer, out)
    assert out.getvalue().splitlines()[:3] == [
        "  1. 2 Suivre les impayés", "     PLH du Pays, p. 6 (c)", "     indicateur : Nombre de [ménages] expulsés"
    ]  # fmt: skip
    out = io.StringIO()
    search.write(found(base, "rien"), out)
    assert out.getvalue() == "Aucune fiche ne contient ces mots.\n"


def contents(con):
    return con.execute("from recherche.occurrences order by all").fetchall(), con.execute(
        "from recherche.longueurs order by all"
    ).fetchall()


def test_the_index_follows_the_documents(base):
    with store.connect_offline(base) as con:
        before = contents(con)
        search.index(con, ["e"])
        search.index(con, [])
        assert contents(con) == before, "indexing again changes nothing"
        con.execute("delete from actions where document_id = 'e'")
        con.execute("update actions set title = 'Rénover' where action_id = 'c'")
        search.index(con, ["d", "e"])
        after = contents(con)
        assert {r[1] for r in after[0]} == {"a", "c"}
        con.execute("delete from recherche.occurrences")
        con.execute("delete from recherche.longueurs")
        search.index(con, ["d", "e"])
        assert contents(con) == after, "step by step or at once, the same index"
    assert [h.fiche_id for h in found(base, "renovation").hits] == ["c"]


def test_new_rules_index_everything_again(base):
    with store.connect_offline(base) as con:
        before = contents(con)
        con.execute("update recherche.regles set empreinte = 'old'")
        con.execute("delete from recherche.occurrences")
        search.index(con, [])
        assert contents(con) == before


def test_published_with_the_documents_corrections_included(tmp_path):
    settings = Settings(home=tmp_path / "home", reader=READER, builder=BUILDER)
    for name in ("a.pdf", "b.pdf"):
        fake_pdf(tmp_path, name)
    ingest([tmp_path / "a.pdf"], settings)
    assert found(settings.published, "logement").total == 1
    ingest([tmp_path / "b.pdf"], settings)
    assert found(settings.published, "LOGEMENTS créés").total == 2
    hit = found(settings.published, "logement").hits[0]
    with store.connect_offline(settings.published, access_mode="READ_ONLY") as con:
        document = con.execute("select document_id from actions where action_id = ?", [hit.fiche_id]).fetchone()[0]
        assert views.installed_version(con) == views.version()
    journal_line = Correction(
        correction_id="c1", document_id=document, table_name="actions", record_id=hit.fiche_id, field="title",
        old_value="Créer des logements", new_value="Ouvrir des bureaux", author="moi", made_at="2026-01-01",
    )  # fmt: skip
    journal.append(settings.corrections, journal_line)
    store.publish(settings)
    assert [h.fiche_id for h in found(settings.published, "bureau").hits] == [hit.fiche_id]
    assert found(settings.published, "logement").total == 1
