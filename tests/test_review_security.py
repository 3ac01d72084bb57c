"""Nobody but the browser that was given the address: foreign hosts, origins and sites are refused, whatever they ask."""

from html.parser import HTMLParser

import pytest
from review_home import NASTY, PORT, Visitor, made_home

from models.errors import UsageError
from pipeline.review import dropping, server
from pipeline.review.security import PROTECTION, Keys

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")
OURS = f"http://127.0.0.1:{PORT}"
EVERY_WRITE = [("POST", "/api/decisions"), ("PUT", "/api/depot?nom=a.pdf"), ("POST", "/api/lecture")]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return made_home(tmp_path_factory.mktemp("home"), nasty=NASTY)


@pytest.fixture(scope="module")
def visitor(home):
    one = Visitor(home[0])
    yield one
    one.close()


@pytest.fixture
def stranger(visitor):
    """The same server, without the cookie."""
    from starlette.testclient import TestClient

    return TestClient(visitor.client.app, base_url=OURS, follow_redirects=False)


def every_get(records):
    d, a, p = records.document.document_id, records.actions[0].action_id, records.partners[0].partner_id
    return [
        "/", "/?q=plan&tri=doutes", "/morceau/documents", "/morceau/vie", f"/document/{d}", f"/document/{d}?enregistrement={p}",
        f"/document/{d}/plan", f"/document/{d}/fiche", f"/document/{d}/verifier", f"/document/{d}/action/{a}",
        f"/document/{d}/formulaire?table=partners&record={p}", f"/document/{d}/formulaire?table=actions&record={a}",
        f"/document/{d}/formulaire?table=indicators&action={a}", "/organisations", "/corrections", "/images", f"/images?document={d}",
        "/images/budget.svg", "/images/budget.csv", "/images/calendrier.svg", "/images/reseau.svg", "/images/territoires.svg",
        f"/images/lectures.csv?document={d}", f"/api/document/{d}/cadres?page=1", f"/document/{d}/page/1.png?dpi=72",
        f"/document/{d}/original.pdf", f"/api/document/{d}/texte?page=1&cadre=0,0,300,300", "/api/etat", "/static/app.js",
        "/api/organisation/org_0",
    ]  # fmt: skip


def test_every_page_answers_and_is_protected(visitor, home):
    for url in every_get(home[1]):
        answer = visitor.get(url)
        assert answer.status_code == 200, (url, answer.text[:300])
        for name, value in PROTECTION.items():
            assert answer.headers[name] == value, url


class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser sees them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_the_policy_leaves_no_way_to_run_a_script():
    policy = PROTECTION["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "script-src 'self'" in policy


def test_text_of_a_document_is_text_everywhere(visitor, home):
    """Tags, scripts and quotes make no tag and no attribute; right-to-left overrides are spelt out."""
    for url in every_get(home[1]):
        answer = visitor.get(url)
        kind = answer.headers["content-type"]
        if "pdf" in kind or "png" in kind or "javascript" in kind:
            continue
        assert "\u202e" not in answer.text, url
        if "html" not in kind and "svg" not in kind:
            continue
        for tag, attributes in Tags(answer.text).found:
            assert not [a for a in attributes if a.startswith("on") or a == "style"], (url, tag, attributes)
            assert tag != "img" or attributes.get("id") == "image", url
            assert tag != "script" or attributes["src"].startswith("/static/"), url
            assert attributes.get("href", "/")[0] in "/#?", (url, attributes)
            assert "49" not in attributes.get("title", "").split(), "a template mark was computed"


def test_the_parser_sees_what_would_be_a_breach():
    found = Tags(f"<p title='{NASTY}'>{NASTY}</p>").found
    assert any(t == "img" and "onerror" in a for t, a in found) and any(t == "script" for t, _ in found)


def test_hostile_text_is_shown_whole(visitor, home):
    html = visitor.get(f"/document/{home[1].document.document_id}/plan").text
    assert "&lt;script&gt;document.title=&#39;pris&#39;&lt;/script&gt;" in html
    assert "{{7*7}}" in html and "[U+202E]" in html


def test_nothing_without_the_cookie(stranger, home):
    for url in every_get(home[1]):
        answer = stranger.get(url)
        assert answer.status_code == 403, url
        assert "Plan de relecture" not in answer.text


@pytest.mark.parametrize("secret", ["", "x", "é", "0" * 43])
def test_a_wrong_secret_opens_nothing(stranger, secret):
    assert stranger.get("/", params={"jeton": secret}).status_code == 403
    assert stranger.get("/", headers={"cookie": f"planotheque-{PORT}={secret}".encode()}).status_code == 403


def test_the_secret_leaves_the_address_for_a_strict_cookie(visitor, stranger):
    answer = stranger.get(f"/?jeton={visitor.keys.secret}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "domain" not in cookie


def test_an_odd_cookie_of_another_program_hides_nothing(visitor, stranger):
    cookie = f'a="b; c{{d}}=[é]; planotheque-{PORT}={visitor.keys.secret}; x'
    assert stranger.get("/", headers={"cookie": cookie.encode()}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", "", f"0.0.0.0:{PORT}"]
)
def test_a_foreign_host_is_refused(visitor, home, host):
    for url in ("/", "/static/app.js", f"/document/{home[1].document.document_id}", f"/?jeton={visitor.keys.secret}"):
        assert visitor.get(url, host=host).status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        f"http://127.0.0.1:{PORT + 1}",
        f"https://127.0.0.1:{PORT}",
        f"http://localhost:{PORT}",
    ],
)
def test_a_foreign_origin_is_refused(visitor, origin):
    assert visitor.get("/", origin=origin).status_code == 403
    for method, url in EVERY_WRITE:
        headers = {**visitor.writing, "origin": origin}
        assert visitor.client.request(method, url, headers=headers, content=b"{}").status_code == 403


@pytest.mark.parametrize("lacking", ["origin", "x-planotheque-jeton"])
def test_a_write_needs_its_origin_and_its_key(visitor, lacking):
    for method, url in EVERY_WRITE:
        headers = {k: v for k, v in visitor.writing.items() if k != lacking}
        assert visitor.client.request(method, url, headers=headers, content=b"{}").status_code == 403
        headers = {**visitor.writing, "x-planotheque-jeton": visitor.keys.secret}  # the cookie's secret is not the key
        assert visitor.client.request(method, url, headers=headers, content=b"{}").status_code == 403


def test_another_site_may_not_even_ask(visitor):
    for site in ("cross-site", "same-site"):
        assert visitor.get("/api/etat", **{"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}).status_code == 403
    assert visitor.get("/api/etat", **{"sec-fetch-site": "same-origin"}).status_code == 200


def test_reading_never_changes_anything(visitor):
    for _, url in EVERY_WRITE:
        assert visitor.get(url).status_code in (404, 405)


@pytest.mark.parametrize(
    "url",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fcli.py", "/document/..%2f..%2f/page/1.png",
     "/document/%2e%2e/original.pdf", "/document/" + "*" * 16 + "/page/1.png", "/images/..%2fapp.svg", "/docs", "/openapi.json"],
)  # fmt: skip
def test_no_path_of_a_request_reaches_a_file(visitor, url):
    answer = visitor.get(url)
    assert answer.status_code == 404
    assert "import" not in answer.text


def test_downloads_are_saved_not_shown(visitor, home):
    d = home[1].document.document_id
    for url in (f"/document/{d}/original.pdf", "/images/budget.csv", "/images/budget.svg"):
        assert visitor.get(url).headers["content-disposition"].startswith("attachment"), url


def test_no_formula_in_a_table_for_a_spreadsheet(visitor, tmp_path):
    from pipeline.review.pages import _cell

    assert [_cell(v) for v in ("=1+1", "+x", "-x", "@x", "\tx", "x", 1.5, 3)] == [
        "'=1+1",
        "'+x",
        "'-x",
        "'@x",
        "'\tx",
        "x",
        "1,5",
        3,
    ]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("plan.pdf", "plan.pdf"), ("PLAN.PDF", "PLAN.pdf"), ("../../etc/passwd", "passwd.pdf"), ("C:\\dossier\\plan.pdf", "plan.pdf"),
        ("a\x00b\n.pdf", "a_b_.pdf"), (".caché.pdf", "caché.pdf"), ("é" * 300 + ".pdf", "é" * 90 + ".pdf"), ("a\u202eb.pdf", "a_b.pdf"),
        ('x";y=\'.pdf', "x_;y='.pdf"),
    ],
)  # fmt: skip
def test_a_dropped_name_is_made_safe(given, name):
    assert dropping.safe_name(given) == name


@pytest.mark.parametrize("given", ["", "..", "/", "   ", "\\", "..."])
def test_a_name_with_nothing_left_is_refused(given):
    with pytest.raises(UsageError):
        dropping.safe_name(given)


def test_the_server_listens_to_this_machine_alone():
    listener = server._listen(0)
    try:
        assert listener.getsockname()[0] == "127.0.0.1"
        with pytest.raises(UsageError):
            server._listen(listener.getsockname()[1])
    finally:
        listener.close()


def test_each_start_has_its_own_secret():
    one, other = Keys(1), Keys(1)
    assert one.secret != other.secret and one.writing != other.writing and one.secret not in one.writing
    assert len(one.secret) >= 43
