"""The review page: what it shows, what a reader decides there, and what the database then says."""

import json
import threading
import time

import pytest
from review_home import Home, Visitor, drawn_pdf, keep, made_records

from pipeline import store
from pipeline.locking import home_lock
from pipeline.review import deciding, graphs
from pipeline.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


@pytest.fixture
def home(tmp_path):
    one = Home(tmp_path / "home")
    yield one
    one.visitor.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """A home nothing is decided in."""
    one = Home(tmp_path_factory.mktemp("still"))
    yield one
    one.visitor.close()


def partner(home, action=1, n=0):
    return f"par_{home.id}_{action}_{n}"


# What is shown -------------------------------------------------------------------------------------------------------


def test_an_empty_home_says_what_to_do(tmp_path):
    visitor = Visitor(Settings(home=tmp_path))
    try:
        for url in ("/", "/organisations", "/corrections", "/images", "/api/etat"):
            assert visitor.get(url).status_code == 200, url
        assert "Déposez un PDF" in visitor.get("/").text
        assert visitor.get("/document/" + "0" * 16).status_code == 404
    finally:
        visitor.close()


def test_documents_are_found_by_words_without_accents(still):
    for words, found in (
        ("", True),
        ("releçture ORMES", True),
        ("plh", True),
        ("relecture absent", False),
        ("%", False),
    ):
        html = still.visitor.client.get("/morceau/documents", params={"q": words}).text
        assert ("Plan de relecture" in html) is found, words


@pytest.mark.parametrize(
    "sort", ["recent", "doutes", "nom", "territoire", "actions", "inconnu'; drop table actions;--"]
)
def test_any_order_answers(still, sort):
    assert "Plan de relecture" in still.visitor.client.get("/morceau/documents", params={"tri": sort}).text


def test_lists_are_paged_on_the_server(tmp_path):
    settings = Settings(home=tmp_path)
    for n in range(55):
        pdf = drawn_pdf(1, 1) + f"% {n}".encode()
        keep(settings, pdf, made_records(pdf, actions=1, pages=1, name=f"plan-{n:02}.pdf"))
    store.publish(settings)
    visitor = Visitor(settings)
    try:
        first, second = visitor.get("/?tri=nom").text, visitor.get("/?tri=nom&page=2").text
        assert (first.count('scope="row"'), second.count('scope="row"')) == (50, 5)
        assert "page 1 sur 2 (55 en tout)" in first
        assert visitor.get("/?page=9").text.count('scope="row"') == 5
    finally:
        visitor.close()


def test_the_tree_and_an_action_hold_everything(still):
    html = still.visitor.get(f"/document/{still.id}").text
    assert all(f"Orientation {n}" in html for n in (1, 2)) and html.count('class="open"') == 3
    action = still.visitor.get(f"/document/{still.id}/action/{still.records.actions[0].action_id}").text
    for told in (
        "Objectif de 1",
        "Organisme 0",
        "Organisme 1",
        "Organisme 2",
        "1 000 €",
        "Indicateur 1",
        "p. 1",
        "0,40",
    ):
        assert told in action, told


def test_a_record_of_another_document_is_not_shown(still, tmp_path):
    assert still.visitor.get(f"/document/{'0' * 16}/action/{still.records.actions[0].action_id}").status_code == 404
    assert still.visitor.get(f"/document/{still.id}/formulaire?table=evidence").status_code == 404


def test_a_link_to_a_record_opens_its_action_and_page(still):
    html = still.visitor.get(f"/document/{still.id}?enregistrement={partner(still, 3)}").text
    assert f'data-start-action="act_{still.id}_3"' in html and 'data-page="2"' in html


def test_boxes_of_a_page_say_whose_they_are(still):
    told = still.visitor.get(f"/api/document/{still.id}/cadres?page=1").json()
    assert (told["width"], told["height"]) == (595, 842)
    one = next(b for b in told["boxes"] if b["record"] == partner(still))
    assert (one["kind"], one["action"], one["x0"], one["y1"]) == ("partners", f"act_{still.id}_1", 70, 148)


def test_the_words_under_a_box_are_proposed(still):
    answer = still.visitor.get(f"/api/document/{still.id}/texte?page=2&cadre=60,70,300,110")
    assert answer.json() == {"text": "ligne 2.0\nligne 2.1"}
    for box in ("", "1,2,3", "a,b,c,d", "nan,1,2,3", "1e9,1,2,3"):
        assert still.visitor.get(f"/api/document/{still.id}/texte?page=2&cadre={box}").status_code == 400


def test_a_page_that_is_not_there_is_told_in_french(still):
    answer = still.visitor.get(f"/document/{still.id}/page/9.png", accept="application/json")
    assert (answer.status_code, answer.json()) == (400, {"error": "Page 9 : ce document en a 2."})


@pytest.mark.parametrize("graph", graphs.GRAPHS, ids=lambda g: g.name)
def test_each_picture_comes_with_the_sql_that_gives_it(still, graph):
    for document in (None, still.id):
        sql = graphs.sql_to_copy(graph, document)
        assert "$" not in sql
        rows = still.sql(sql)
        assert len(rows) == len(graphs.rows(still.base, graph, document))
        assert graphs.picture(still.base, graph, document).startswith("<svg ")
        if graph.name != "lectures":
            assert rows


def test_the_budget_counts_each_amount_once_under_its_top_orientation(still):
    rows = graphs.rows(still.base, graphs.find("budget"), still.id)
    assert sum(r["euros"] for r in rows) == 6000
    assert {(r["ligne"], r["annee"]) for r in rows} >= {("Axe 2 – Orientation 2", "2025")}


# What is decided -----------------------------------------------------------------------------------------------------


def test_a_corrected_value_is_in_the_base_with_its_author_and_its_place(home):
    change = {"kind": "set", "table": "partners", "record": partner(home), "field": "mention", "value": " CAF \x00"}
    told = home.decide({**change, "page": 2, "box": [100, 50, 60, 80]})
    assert told["published"] and told["told"] == "Enregistré."
    assert home.sql("select mention, organisation_id from partners where partner_id = ?", partner(home))[0][0] == "CAF"
    assert home.sql("select author, kind, old_value, new_value, page from corrections") == [
        ("Anne", "set", "Organisme 1", "CAF", 2)
    ]
    assert home.sql("select page, x0, x1 from evidence where record_id = ?", partner(home)) == [(2, 60, 100)]
    assert "corrigé" in home.visitor.get(f"/document/{home.id}/action/act_{home.id}_1").text


def test_a_correction_survives_a_new_reading_and_a_changed_reading_is_shown(home):
    before = home.left()
    home.decide({"kind": "set", "table": "partners", "record": partner(home), "field": "mention", "value": "CAF"})
    home.read_again()
    assert home.sql("select mention from partners where partner_id = ?", partner(home)) == [("CAF",)]
    assert home.left() == before - 1
    home.read_again(**{partner(home): "C.A.F."})
    assert home.sql("select mention from partners where partner_id = ?", partner(home)) == [("CAF",)]
    html = home.visitor.get(f"/document/{home.id}/verifier").text
    assert html.index("rank0") < html.index("rank2") < html.index("rank3") and "on lit maintenant « C.A.F. »" in html
    assert f'data-undo="{home.log()[0].correction_id}"' in html
    assert "correction en conflit" in home.visitor.get("/").text
    confirmed = home.visitor.get(f"/api/document/{home.id}/conflit?table=partners&record={partner(home)}").json()[
        "decisions"
    ]
    home.decide(*confirmed)
    assert home.sql("select count(*) from checks where check_name = 'correction_en_conflit'") == [(0,)]
    assert home.sql("select mention from partners where partner_id = ?", partner(home)) == [("CAF",)]


def test_undo_gives_back_what_was_read_and_can_be_undone(home):
    made = home.decide(
        {"kind": "set", "table": "actions", "record": f"act_{home.id}_1", "field": "title", "value": "Autre"}
    )
    undo = home.decide({"kind": "undo", "table": "corrections", "record": made["corrections"][0]})
    title = "select title from actions where position = 1"
    assert home.sql(title) == [("Action 1",)]
    home.decide({"kind": "undo", "table": "corrections", "record": undo["corrections"][0]})
    assert home.sql(title) == [("Autre",)]
    html = home.visitor.get("/corrections").text
    assert html.count("<tr") == 4 and "Annulation" in html
    assert len(home.log()) == 3


def test_agreeing_settles_until_the_value_reads_otherwise(home):
    before = home.left()
    home.decide({"kind": "accept", "table": "partners", "record": partner(home)})
    assert home.left() == before - 1
    home.read_again(**{partner(home): "Tout autre chose"})
    assert home.left() == before


def test_a_check_is_agreed_with_as_it_was_told(home):
    before = home.left()
    told = {"kind": "accept", "table": "documents", "record": home.id, "value": "Il manque 7"}
    home.decide({**told, "value": "autre chose"})
    assert home.left() == before
    home.decide(told)
    assert home.left() == before - 1


def test_a_record_is_set_aside_and_an_action_with_all_it_holds(home):
    home.decide({"kind": "drop", "table": "partners", "record": partner(home)})
    assert home.sql("select count(*) from partners where partner_id = ?", partner(home)) == [(0,)]
    home.decide({"kind": "drop", "table": "actions", "record": f"act_{home.id}_2"})
    for table in ("pilots", "partners", "costs", "indicators"):
        assert home.sql(f"select count(*) from {table} where action_id = ?", f"act_{home.id}_2") == [(0,)]


def test_an_addition_needs_a_place_on_the_page(home):
    new = {
        "kind": "add",
        "table": "partners",
        "values": {"action_id": f"act_{home.id}_1", "mention": "SOLIHA", "is_group": "false"},
    }
    assert "montrez d'abord" in home.decide(new, status=400)["error"].lower()
    made = home.decide({**new, "page": 1, "box": [1, 2, 3, 4]})
    found = home.sql("select mention, position from partners where partner_id = ?", made["records"][0])
    assert found == [("SOLIHA", 3)]
    assert home.sql("select method from evidence where record_id = ?", made["records"][0]) == [("correction",)]


def test_an_action_is_added_and_moved(home):
    new = {"kind": "add", "table": "actions", "values": {"title": "Nouvelle", "orientation_id": f"ori_{home.id}_1"}}
    made = home.decide({**new, "page": 2, "box": [1, 2, 3, 4]})
    record = made["records"][0]
    assert home.sql("select title, page_start from actions where action_id = ?", record) == [("Nouvelle", 2)]
    home.decide(
        {"kind": "set", "table": "actions", "record": record, "field": "orientation_id", "value": f"ori_{home.id}_2"}
    )
    assert home.sql("select orientation_id from actions where action_id = ?", record) == [(f"ori_{home.id}_2",)]


def test_organisations_are_merged_and_parted_again(home):
    merge = {"kind": "merge", "table": "organisations", "record": "org_1", "value": "org_2"}
    cited = "select count(*) from partners where organisation_id = 'org_2'"
    before = home.sql(cited)
    made = home.decide(merge)
    assert home.sql(cited) > before and not home.sql("select 1 from organisations where organisation_id = 'org_1'")
    home.decide({"kind": "undo", "table": "corrections", "record": made["corrections"][0]})
    assert home.sql(cited) == before and home.sql("select 1 from organisations where organisation_id = 'org_1'")


def test_a_merge_holds_in_every_document_those_to_come_included(home):
    home.decide({"kind": "merge", "table": "organisations", "record": "org_1", "value": "org_2"})
    pdf = drawn_pdf(1)
    keep(home.settings, pdf, made_records(pdf, actions=1, pages=1, name="autre.pdf"))
    store.publish(home.settings)
    assert home.sql("select count(*) from documents") == [(2,)]
    assert home.sql("select count(*) from partners where organisation_id = 'org_1'") == [(0,)]
    undo = home.decide({"kind": "undo", "table": "corrections", "record": home.log()[0].correction_id})
    assert undo["published"]
    assert home.sql("select count(distinct document_id) from partners where organisation_id = 'org_1'") == [(2,)]


def test_french_figures_are_understood(still):
    for given, kept in (("12 000,50", "12000.50"), ("12\u202f000 €", "12000.00"), ("3", "3.00")):
        asked = deciding.Asked(kind="set", table="costs", record=f"cos_{still.id}_1", field="amount_min", value=given)
        assert deciding.to_corrections(still.base, [asked], still.id, "Anne")[0].new_value == kept


BAD = [
    ({"kind": "set", "table": "costs", "record": "cos_D_1", "field": "amount_min", "value": "beaucoup"}, 400),
    ({"kind": "set", "table": "costs", "record": "cos_D_1", "field": "cost_id", "value": "x"}, 400),
    ({"kind": "set", "table": "documents", "record": "D", "field": "sha256", "value": "x"}, 400),
    ({"kind": "set", "table": "actions", "record": "act_D_1", "field": "title", "value": " "}, 400),
    ({"kind": "set", "table": "actions", "record": "act_D_1", "field": "title = 'x' --", "value": "x"}, 400),
    ({"kind": "set", "table": "actions", "record": "act_D_1", "field": "orientation_id", "value": "ori_absent"}, 404),
    ({"kind": "set", "table": "evidence", "record": "evi", "field": "text", "value": "x"}, 404),
    ({"kind": "set", "table": "actions; drop table actions", "record": "act_D_1", "field": "title", "value": "x"}, 404),
    ({"kind": "set", "table": "actions", "record": "act_absent", "field": "title", "value": "x"}, 404),
    ({"kind": "drop", "table": "documents", "record": "D"}, 400),
    ({"kind": "drop", "table": "organisations", "record": "org_1"}, 400),
    ({"kind": "merge", "table": "organisations", "record": "org_1", "value": "org_1"}, 400),
    ({"kind": "merge", "table": "organisations", "record": "org_1", "value": "org_absent"}, 404),
    ({"kind": "undo", "table": "corrections", "record": "cor_absent"}, 404),
    ({"kind": "efface", "table": "actions", "record": "act_D_1"}, 400),
    (
        {
            "kind": "add",
            "table": "costs",
            "values": {"action_id": "act_D_1", "text": "x"},
            "page": 1,
            "box": [1, 2, 3, 4],
        },
        400,
    ),
    ({"kind": "add", "table": "ingestions", "values": {}, "page": 1, "box": [1, 2, 3, 4]}, 400),
    ({"kind": "accept", "table": "actions", "record": "act_D_1", "intrus": 1}, 400),
]


@pytest.mark.parametrize(("asked", "status"), BAD, ids=range(len(BAD)))
def test_what_could_not_apply_is_refused_and_not_kept(still, asked, status):
    asked = json.loads(json.dumps(asked).replace("_D_", f"_{still.id}_").replace('"D"', f'"{still.id}"'))
    assert still.decide(asked, status=status)["error"]
    assert still.log() == []


def test_one_bad_decision_keeps_the_others_out(still):
    good = {"kind": "accept", "table": "actions", "record": f"act_{still.id}_1"}
    still.decide(good, {**good, "record": "act_absent"}, status=404)
    still.decide(*[good] * 51, status=400)
    still.decide(status=400)
    assert still.log() == []


def test_nothing_changed_is_nothing_written(still):
    told = still.decide(
        {"kind": "set", "table": "actions", "record": f"act_{still.id}_1", "field": "title", "value": "Action 1"}
    )
    assert told["told"] == "Rien n'a changé." and still.log() == []


def test_a_body_too_long_is_refused(still):
    answer = still.visitor.client.post("/api/decisions", content=b"x" * 300_000, headers=still.visitor.writing)
    assert answer.status_code == 400


def test_decisions_wait_for_the_command_that_holds_the_home(home):
    with home_lock(home.settings.lock):
        told = home.decide(
            {"kind": "set", "table": "actions", "record": f"act_{home.id}_1", "field": "title", "value": "Autre"}
        )
        assert not told["published"] and len(home.log()) == 1
        assert home.visitor.get("/api/etat").json()["pending"] is True
        assert home.sql("select title from actions where position = 1") == [("Action 1",)]
    deadline = time.monotonic() + 30
    while home.visitor.get("/api/etat").json()["pending"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert home.sql("select title from actions where position = 1") == [("Autre",)]


def test_readers_see_the_new_publication_while_others_still_read(home):
    stop, seen = threading.Event(), []

    def look():
        while not stop.is_set():
            seen.append(home.base.rows("select title from actions order by position")[0]["title"])

    threads = [threading.Thread(target=look) for _ in range(3)]
    [t.start() for t in threads]
    try:
        home.decide(
            {"kind": "set", "table": "actions", "record": f"act_{home.id}_1", "field": "title", "value": "Autre"}
        )
        assert home.base.rows("select title from actions order by position")[0]["title"] == "Autre"
    finally:
        stop.set()
        [t.join() for t in threads]
    assert set(seen) <= {"Action 1", "Autre"}
