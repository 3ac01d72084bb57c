"""The review page in a real browser: a PDF dropped, read, looked at, corrected, exported, read again."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from review_home import NASTY, made_home

from models.record import Correction
from pipeline import journal, query
from pipeline.settings import Settings

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=30_000)  # machines that run tests are busy

ROOT = Path(__file__).resolve().parents[1]
PLAN = ROOT / "data" / "raw" / "examples" / "contrat_ville_fiche_221.pdf"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
LONG = 90_000  # ms: a reading on a busy machine

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (apt-get install chromium)")


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as play:
        one = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield one
        one.close()


class Served:
    """``planotheque review`` on a home, as a user starts it."""

    def __init__(self, home):
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "review",
            "--home",
            str(home),
            "--port",
            "0",
            "--no-browser",
            "--author",
            "Anne",
        ]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        self.address = re.search(r"http://\S+", self.process.stdout.readline())[0]
        self.root = self.address.partition("?")[0]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()


@pytest.fixture
def visit(browser, request):
    """``visit(home)``: a page on the home's server; what the browser complains of fails the test."""
    opened, complaints = [], []

    def start(home, **options):
        served = Served(home)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", **options)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("dialog", lambda d: complaints.append(f"dialog {d.message}"))
        opened.append((served, context))
        page.goto(served.address)
        assert page.url == served.root  # the secret is no longer in the address
        page.root = served.root
        return page

    yield start
    for served, context in opened:
        context.close()
        served.stop()
    assert complaints == []


def sql(home, text, *values):
    with query.connect(Settings(home=home).published) as con:
        return con.execute(text, list(values)).fetchall()


def open_document(page):
    page.locator("table.list tbody th a").first.click()
    page.locator("#lecture[data-ready]").wait_for()


def draw(page, x0, y0, x1, y1):
    """A box on the page, in points of an A4."""
    frame = page.locator("#feuille").bounding_box()
    scale = frame["width"] / 595
    page.mouse.move(frame["x"] + x0 * scale, frame["y"] + y0 * scale)
    page.mouse.down()
    page.mouse.move(frame["x"] + x1 * scale, frame["y"] + y1 * scale, steps=4)
    page.mouse.up()


def test_a_plan_dropped_read_corrected_exported_and_read_again(visit, tmp_path):
    home = tmp_path / "home"
    page = visit(home)
    files = page.evaluate_handle(
        "([name, bytes]) => { const d = new DataTransfer();"
        "d.items.add(new File([new Uint8Array(bytes)], name, {type: 'application/pdf'})); return d; }",
        [PLAN.name, list(PLAN.read_bytes())],
    )
    page.dispatch_event("#depot", "drop", {"dataTransfer": files})
    expect(page.locator("#envois")).to_contain_text("envoyé")
    expect(page.locator("#vie")).to_contain_text("lecture", timeout=LONG)
    expect(page.locator("#documents")).to_contain_text("contrat_ville_fiche_221", timeout=LONG)
    expect(page.locator("#vie .tag.good")).to_have_text("lu", timeout=LONG)

    open_document(page)
    page.locator("li.act .open").first.click()
    row = page.locator("section.k-partners li.record").first
    row.locator(".goto").first.click()
    record = row.get_attribute("data-record")
    lit = page.locator("#calque rect.lit").first
    expect(lit).to_be_visible()
    place = sql(home, "select page, x0, y0, x1, y1 from evidence where record_id = ? order by page, y0, x0", record)[0]
    box = lit.bounding_box()
    frame = page.locator("#feuille").bounding_box()
    assert abs((box["x"] - frame["x"]) * 595 / frame["width"] - place[1]) < 3
    expect(page.locator("#numero")).to_have_value(str(place[0]))
    page.locator("h1").first.hover()
    lit.click()  # and from the page back to the list
    expect(page.locator("li.record.lit").first).to_have_attribute("data-record", record)

    row.locator(".edit").click()
    form = page.locator(".edit-form")
    form.locator(".field .pick").first.click()
    draw(page, place[1] - 2, place[2] - 2, place[3] + 2, place[4] + 2)
    expect(form.locator(".picked")).to_contain_text("texte proposé")
    assert form.locator("[name=mention]").input_value()
    form.locator("[name=mention]").fill("Caisse d'essai <b>")
    form.locator(".primary").click()
    expect(page.locator("section.k-partners li.record").first).to_contain_text("Caisse d'essai <b>")
    expect(page.locator("section.k-partners li.record").first).to_contain_text("corrigé")
    corrected = "select mention from partners where partner_id = ?"
    assert sql(home, corrected, record) == [("Caisse d'essai <b>",)]
    assert sql(home, "select method from evidence where record_id = ?", record) == [("correction",)]

    with page.expect_download() as saved:
        page.get_by_role("link", name="Excel").click()
    saved.value.save_as(tmp_path / "base.xlsx")
    sheets = pytest.importorskip("openpyxl").load_workbook(tmp_path / "base.xlsx", read_only=True)
    cells = {c for sheet in sheets for row in sheet.iter_rows(values_only=True) for c in row}
    assert any(isinstance(c, str) and "Caisse d'essai <b>" in c for c in cells)

    again = [sys.executable, "-m", "pipeline", "reingest", "--all", "--home", str(home)]
    assert subprocess.run(again, cwd=ROOT, capture_output=True).returncode == 0
    assert sql(home, corrected, record) == [("Caisse d'essai <b>",)]
    page.reload()
    expect(page.locator("section.k-partners li.record").first).to_contain_text("corrigé")
    page.locator("section.k-partners li.record .undo").first.click()
    expect(page.locator("section.k-partners li.record").first).not_to_contain_text("corrigé")
    assert sql(home, corrected, record) != [("Caisse d'essai <b>",)]


def test_what_is_to_check_is_gone_through_with_the_keys(visit, tmp_path):
    settings, records = made_home(tmp_path)
    d = records.document.document_id
    page = visit(tmp_path)
    page.locator("a.tag.warn").first.click()
    page.locator("#lecture[data-ready]").wait_for()
    left = page.locator("#reste")
    expect(left).to_have_text("4")  # a check and three doubtful partners
    items = page.locator(".queue > li")
    expect(items.first).to_have_class(re.compile("current"))
    page.keyboard.press("a")  # the check
    expect(left).to_have_text("3")
    page.keyboard.press("a")
    expect(left).to_have_text("2")
    page.keyboard.press("n")
    expect(items.nth(1)).to_have_class(re.compile("current"))
    page.keyboard.press("x")
    expect(left).to_have_text("1")
    page.keyboard.press("u")
    expect(left).to_have_text("2")
    page.keyboard.press("c")
    field = page.locator(".edit-form [name=mention]")
    expect(field).to_be_focused()
    field.fill("Par la touche c")
    page.keyboard.press("Enter")
    expect(left).to_have_text("1")
    kinds = [c.kind for c in journal.rows(settings.corrections, Correction)]
    assert kinds == ["accept", "accept", "drop", "undo", "set"]
    assert sql(tmp_path, "select count(*) from partners where document_id = ? and mention = 'Par la touche c'", d) == [
        (1,)
    ]


def test_an_action_is_moved_a_partner_added_and_organisations_merged(visit, tmp_path):
    _, records = made_home(tmp_path)
    d = records.document.document_id
    page = visit(tmp_path)
    open_document(page)
    page.locator(f"li.act[data-action='act_{d}_1'] .open").click()
    action = page.locator(f"li.act[data-action='act_{d}_1']")
    action.locator(".add[data-add=partners]").click()
    expect(page.locator("#dessin")).to_be_visible()
    draw(page, 60, 70, 200, 90)
    expect(action.locator(".edit-form [name=mention]")).to_have_value("ligne 1.0")
    action.locator(".edit-form .primary").click()
    expect(action.locator("section.k-partners")).to_contain_text("ligne 1.0")
    expect(action.locator("section.k-partners")).to_contain_text("ajouté")

    action.locator(".record.k-actions > .row .edit").click()
    action.locator("[name=orientation_id]").select_option(f"ori_{d}_1")
    action.locator(".edit-form .primary").click()
    expect(page.locator(".edit-form")).to_have_count(0)
    assert sql(tmp_path, "select orientation_id from actions where action_id = ?", f"act_{d}_1") == [(f"ori_{d}_1",)]

    page.goto(page.root + "organisations")
    page.get_by_label("Organisme 1", exact=True).check()
    page.get_by_label("Organisme 2", exact=True).check()
    page.locator("#garder").select_option("org_2")
    page.get_by_role("button", name="Réunir").click()
    expect(page.get_by_label("Organisme 1", exact=True)).to_have_count(0)
    assert sql(tmp_path, "select count(*) from partners where organisation_id = 'org_1'") == [(0,)]
    page.goto(page.root + "corrections")
    page.get_by_role("button", name="Annuler").first.click()
    expect(page.locator("tbody tr")).to_have_count(4)
    assert sql(tmp_path, "select count(*) > 0 from partners where organisation_id = 'org_1'") == [(True,)]


def test_hostile_text_does_nothing_in_a_browser(visit, tmp_path):
    _, records = made_home(tmp_path, nasty=NASTY)
    d = records.document.document_id
    page = visit(tmp_path)
    for url in ("", "organisations", "corrections", "images", f"document/{d}", f"document/{d}?vue=verifier"):
        page.goto(page.root + url)
        page.wait_for_timeout(200)
        assert page.title() != "pris"
        assert page.locator("img:not(#image)").count() == 0
    page.goto(page.root + f"document/{d}")
    page.locator("li.act .open").first.click()
    page.locator("section.k-partners li.record .edit").first.click()
    expect(page.locator(".edit-form [name=mention]")).to_have_value(
        re.compile(re.escape("</script><script>document.title='pris'"))
    )
    page.locator("#tab-fiche").click()
    expect(page.locator("#vue-fiche")).to_contain_text("{{7*7}}")
    page.locator("#calque rect").first.hover(force=True)
    assert page.title() != "pris"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_names_its_controls_and_can_be_read(visit, tmp_path, scheme):
    _, records = made_home(tmp_path)
    page = visit(tmp_path, color_scheme=scheme)
    for url in ("", "organisations", "corrections", "images", f"document/{records.document.document_id}"):
        page.goto(page.root + url)
        if url.startswith("document"):
            page.locator("#lecture[data-ready]").wait_for()
            page.locator("li.act .open").first.click()
            page.locator("section.k-partners li.record .edit").first.click()
            page.locator(".edit-form").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{url}: wider than the screen"
        assert page.evaluate(NAMELESS) == [], url
        assert page.evaluate(PALE) == [], url
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


# Controls that a screen reader could not name.
NAMELESS = """() => [...document.querySelectorAll('button, a[href], input, select, textarea, [role=button], [role=tab]')]
  .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length || e.getAttribute('alt')))
  .map((e) => e.outerHTML.slice(0, 120))"""

# Words whose colour stands out less than 4.5 to 1 from what is behind them.
PALE = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length && (c.length < 4 || c[3] > 0.9)) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && !e.closest('svg, option, .sr, :disabled')
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => { const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; })
    .map((e) => e.outerHTML.slice(0, 120));
}"""
