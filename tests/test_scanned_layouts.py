"""Pages as a scan shows them: sizes, weights and edges that stray, cells of one shade with no edge between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from drawing import Sheet, save
from pages import grid_texts, tables
from plans import actions, field
from test_layout_bare_forms import BARE, FICHES, HEADS, VERBS, bare_table, fiches_of_verbs

from extractors.document import layout_document
from extractors.ocr.weights import PALE
from extractors.reading import open_pdf, read_pages
from extractors.segment.build import build_tree
from models.block import PageLayout
from models.geometry import Box
from models.page import Word

WIDE = (842.0, 595.0)
DARK, GREY, PALER = 0x606060, 0xD8D8D8, 0xF0F0F0


def scanned(folder: Path, *sheets: Sheet, stray: Callable[[int, Word], Word] = lambda k, w: w) -> list[PageLayout]:
    """What these sheets give when their words are known from an image alone; ``stray`` spoils each word's looks."""
    with closing(open_pdf(save(folder / "plan.pdf", list(sheets)))) as file:
        pages = read_pages(file, ocr="off")
    for page in pages:
        page.kind = "ocr"
        page.words = [stray(k, replace(w, confidence=0.99, font="")) for k, w in enumerate(page.words)]
    return layout_document(pages)


def flat(row: list[str]) -> list[str]:
    return [" ".join(text.split()) for text in row]


def test_verbs_down_the_side_of_scanned_fiches_are_their_labels(tmp_path):
    """Half a point from page to page, and from label to label; the label's line a little under that of its value."""

    def stray(k: int, w: Word) -> Word:
        b, low = w.box, 0.3 if w.text in VERBS else 0.0
        away = 0.7 * (w.page - 2) + (0.3 if w.text in VERBS[::2] else 0.0)
        return replace(w, size=w.size + 0.5 * (w.page % 2), box=Box(b.x0 + away, b.y0 + low, b.x1 + away, b.y1 + low))

    tree, _ = build_tree(scanned(tmp_path, *fiches_of_verbs(VERBS), stray=stray))
    assert [field(a, "pilot") for a in tree.actions] == ["CCAS de Sorn", "SOLIHA", "ADIL"]
    assert [field(a, "objective") for a in tree.actions] == [values[0] for _, values in FICHES]
    assert [field(a, "indicator") for a in tree.actions] == [values[6] for _, values in FICHES]


def test_heads_of_a_bare_table_need_not_be_measured_alike(tmp_path):
    """One short head lost its weight, others are half a point smaller."""

    def stray(k: int, w: Word) -> Word:
        if w.text in HEADS:
            return replace(w, color=PALE, bold=w.text != "Mesure", size=w.size - 0.5 * (w.text in HEADS[1::2]))
        return w

    sheet = bare_table(BARE)
    layouts = scanned(tmp_path, sheet, stray=stray)
    assert [flat(row) for row in grid_texts(tables(layouts[0])[0])] == [HEADS, *BARE]
    tree, _ = build_tree(layouts)
    assert [field(a, "pilot") for a in tree.actions] == [row[2] for row in BARE]


def test_a_word_taken_for_bold_within_a_sentence_cuts_it_nowhere(tmp_path):
    sheet = Sheet()
    cells = [["Action", "Pilote", "Indicateurs"], ["1. Repérer les fragilités", "Département", "Nombre de personnes évaluées"]]
    sheet.table(40, 80, [200, 120, 58], cells, size=9)
    layouts = scanned(tmp_path, sheet, stray=lambda k, w: replace(w, bold=w.bold or w.text == "personnes"))
    assert grid_texts(tables(layouts[0])[0])[1][2] == "Nombre de personnes évaluées"


COLUMNS = ["Action", "Objectif", "Mise en œuvre", "Pilote", "Partenaires", "Calendrier", "Coût"]
WIDTHS = [130, 110, 120, 100, 110, 70, 100]
ROWS = [
    ["1. Rénover l'éclairage public", "Baisser de 40 % la dépense.", "Passage aux LED", "TE Sorn", "communes, Enedis", "2025-2029", "3,2 M€"],
    ["2. Ouvrir des lignes de covoiturage", "Atteindre 900 trajets.", "Arrêts matérialisés", "Syndicat mixte", "Région", "2026", "250 000 €"],
    ["3. Aménager des liaisons cyclables", "Créer 35 km.", "Schéma directeur", "CC de Sorn", "ADAV", "2025-2030", "90 000 €"],
    ["4. Installer du solaire", "Produire 4 GWh par an.", "Cadastre solaire", "SEM Énergies", "citoyens", "2026-2028", "Sans coût"],
]  # fmt: skip


def painted_rows(axes: dict[int, str]) -> tuple[Sheet, list[list[str]]]:
    """Rows painted whole every other one under a dark row of heads, and full bands before the rows of ``axes``."""
    rows: list[list[str | None]] = [COLUMNS]
    fills, spans = {0: DARK}, {}
    for k, row in enumerate(ROWS):
        if k in axes:
            fills[len(rows)], spans[len(rows), 0] = GREY, (1, 7)
            rows.append([axes[k], *[None] * 6])
        if k % 2:
            fills[len(rows)] = PALER
        rows.append(row)
    sheet = Sheet(*WIDE)
    sheet.table(40, 60, WIDTHS, rows, style="none", size=8.5, spans=spans, fills=fills)
    return sheet, [[text or "" for text in row] for row in rows]


@pytest.mark.parametrize(
    "axes", [{}, {0: "Axe A – Se déplacer et habiter sobrement", 2: "Axe B – Produire"}], ids=["rows", "bands"]
)
def test_rows_painted_whole_are_cut_at_the_columns_of_their_heads(tmp_path, axes):
    sheet, rows = painted_rows(axes)
    layouts = scanned(tmp_path, sheet)
    (table,) = tables(layouts[0])
    assert [flat([t for t in row if t]) for row in grid_texts(table)] == [[t for t in row if t] for row in rows]
    tree, _ = build_tree(layouts)
    assert actions(tree) == [(row[0][0], row[0][3:]) for row in ROWS]
    assert [field(a, "cost") for a in tree.actions] == [row[6] for row in ROWS]
    assert [o.title.text for o in tree.orientations] == [text.split(" – ")[1] for text in axes.values()]


def test_a_painted_column_of_axes_stands_beside_rows_painted_whole(tmp_path):
    """The shade of the axes goes on from one to the next: each has the rows from that its name stands in on."""
    heads = ["Axe", "N°", "Action", "Pilote", "Partenaires", "Calendrier", "Coût"]
    widths = [80, 30, 190, 110, 150, 70, 100]
    sides = {0: "Axe 1 Réduire", 2: "Axe 2 Produire"}
    rows = [[sides.get(k), str(k + 1), row[0][3:], *row[3:]] for k, row in enumerate(ROWS)]
    spans = {(1, 0): (2, 1), (3, 0): (2, 1)}
    sheet = Sheet(*WIDE)
    bottom = sheet.table(40, 60, widths, [heads, *rows], style="none", size=8.5, spans=spans, fills={0: DARK}, least=26)
    sheet.fill(40, 86, 120, bottom, GREY)
    for k in (0, 2):
        sheet.fill(120, 86 + 26 * k, 40 + sum(widths), 112 + 26 * k, PALER)
    layouts = scanned(tmp_path, sheet)
    tree, _ = build_tree(layouts)
    assert [(o.number, o.title.text) for o in tree.orientations] == [("1", "Réduire"), ("2", "Produire")]
    assert [(a.number, a.orientation) for a in tree.actions] == [("1", 0), ("2", 0), ("3", 1), ("4", 1)]
    assert [field(a, "calendar") for a in tree.actions] == [row[5] for row in ROWS]


def test_text_under_a_painted_row_of_heads_is_no_table(tmp_path):
    """A dark band of labels, then a panel of running text painted from side to side."""
    sheet = Sheet(*WIDE)
    sheet.table(40, 60, WIDTHS, [COLUMNS], style="none", size=8.5, fills={0: DARK})
    sheet.fill(40, 90, 780, 150, PALER)
    sheet.write(48, 96, "Le comité de pilotage réunit chaque année les communes, les associations et les services de l'État, "
                "et rend compte de l'avancement de chacune des actions du programme aux habitants du territoire.", width=720, size=9)  # fmt: skip
    sheet.write(48, 180, "Il arrête le budget de l'année suivante et les priorités.", width=700, size=9)
    assert tables(scanned(tmp_path, sheet)[0]) == []


def test_a_pale_tint_seen_on_some_pages_only_makes_no_other_titles(tmp_path):
    """Under a dark cell with the fiche's number, its title: its tint was lost on the first and the last page."""
    titles = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers", "Rénover les copropriétés"]
    sheets = []
    for n, title in enumerate(titles):
        sheet = Sheet()
        for x0, x1 in ((60, 120), (120, 540)):
            sheet.box(x0, 60, x1, 84)
        sheet.fill(60, 60, 120, 84, DARK)
        sheet.run(66, 66, f"Fiche {1 + n // 2}.{n % 2 + 1}", 10, bold=True, color=0xFFFFFF)
        if n in (1, 2):
            sheet.fill(120, 60, 540, 84, PALER)
        sheet.run(128, 66, title, 12, bold=True)
        rows = [("Constats", "Objectifs"), ("Les ménages attendent dix mois.", f"Loger {20 + n} ménages."), ("Pilote", "Partenaires"), ("CCAS", "CAF, ADIL")]
        for k, row in enumerate(rows):
            for x0, x1, text in ((60, 300, row[0]), (300, 540, row[1])):
                sheet.box(x0, 84 + 20 * k, x1, 104 + 20 * k)
                if k % 2 == 0:
                    sheet.fill(x0, 84 + 20 * k, x1, 104 + 20 * k, 0xCCCCCC)
                sheet.run(x0 + 5, 88 + 20 * k, text, 9, bold=k % 2 == 0)
        sheets.append(sheet)
    tree, _ = build_tree(scanned(tmp_path, *sheets))
    assert [a.title.text for a in tree.actions] == titles
    assert [field(a, "pilot") for a in tree.actions] == ["CCAS"] * 4


@pytest.mark.parametrize(("head", "cut"), [("Calendrier Coût", True), ("Calendrier et coût", False)])
def test_two_heads_in_one_cell_over_two_columns_are_cut_at_their_edge(tmp_path, head, cut):
    """The dark of the row of heads hid the rule between two of them."""
    sheet = Sheet(*WIDE)
    xs = [40 + sum(WIDTHS[:k]) for k in range(len(WIDTHS) + 1)]
    sheet.fill(40, 60, xs[-1], 80, DARK)
    for x, text in zip(xs, [*COLUMNS[:5], "", ""], strict=False):
        sheet.run(x + 4, 65, text, 9, bold=True, color=0xFFFFFF)
    x = xs[5] + 20
    for part in head.split():
        sheet.run(xs[6] + 2 if part == "Coût" else x, 65, part, 9, bold=True, color=0xFFFFFF)
        x += 48 if part == "Calendrier" else 12
    for k, x in enumerate(xs):
        sheet.rule(x, 60 if k != 6 else 80, x, 80 + 30 * len(ROWS))
    for k, row in enumerate([*ROWS, []]):
        sheet.rule(40, 80 + 30 * k, xs[-1], 80 + 30 * k)
        for x, width, text in zip(xs, WIDTHS, row, strict=False):
            sheet.write(x + 4, 83 + 30 * k, text, width=width - 8, size=8.5)
    first = [flat([text])[0] for text in grid_texts(tables(scanned(tmp_path, sheet)[0])[0])[0]]
    assert first == ([*COLUMNS[:5], "Calendrier", "Coût"] if cut else [*COLUMNS[:5], head])


def test_pairs_of_labels_under_labels_from_side_to_side_are_a_form(tmp_path):
    """Two columns alone, each of its label over its text; the tint of one label was lost."""
    sheets = []
    for n, pilot in enumerate(("Ville de Sorn", "ADIL"), 1):
        sheet, y = Sheet(), 60.0
        wide = [(f"Fiche-action n° {n} : Mieux loger {n}", 14), ("Constats", 0), (f"Le parc a {10 + n} ans.", 0), ("Objectifs", 0), ("Loger cent ménages.", 0)]
        for text, size in wide:
            sheet.box(60, y, 540, y + 18)
            if text in ("Constats", "Objectifs"):
                sheet.fill(60, y, 540, y + 18, GREY)
            sheet.run(65, y + 4, text, size or 9, bold=bool(size) or text in ("Constats", "Objectifs"))
            y += 18
        pairs = [("Porteur", "Partenaires"), (pilot, "CAF, CCAS"), ("Budget", "Échéancier"), ("25 000 € par an", "2025-2027")]
        for k, pair in enumerate(pairs):
            for x, text in zip((60, 300), pair, strict=True):
                sheet.box(x, y, x + 240, y + 18)
                if k % 2 == 0 and text != "Budget":
                    sheet.fill(x, y, x + 240, y + 18, GREY)
                sheet.run(x + 5, y + 4, text, 9, bold=k % 2 == 0)
            y += 18
        sheets.append(sheet)
    tree, _ = build_tree(scanned(tmp_path, *sheets))
    assert [field(a, "pilot") for a in tree.actions] == ["Ville de Sorn", "ADIL"]
    assert [field(a, "partner") for a in tree.actions] == ["CAF, CCAS"] * 2
    assert [(field(a, "cost"), field(a, "calendar")) for a in tree.actions] == [("25 000 € par an", "2025-2027")] * 2
