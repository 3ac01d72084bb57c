"""Lines numbered down the margin, and figures of the plan's own that stand there."""

from __future__ import annotations

import pymupdf
import pytest
from drawing import Sheet, as_pdf
from pages import LONG, asides, lay_out, texts
from plans import actions, field, read, stacked_plan


def numbered(sheets: list[Sheet], step: int, *, each_page: bool = False) -> list[Sheet]:
    """A figure beside one line in ``step``, the count going on from page to page or not."""
    count = 0
    with pymupdf.open(stream=as_pdf(sheets)) as doc:
        for sheet, page in zip(sheets, doc, strict=True):
            count = 0 if each_page else count
            for y in sorted({round(line[1]) for line in page.get_text("words")}):
                count += 1
                if count % step == 0:
                    sheet.run(22, y + 1, str(count), 7)
    return sheets


@pytest.mark.parametrize(("step", "each_page"), [(1, True), (1, False)])
def test_numbers_of_lines_are_no_text(step: int, each_page: bool) -> None:
    plain, drawn = read(*stacked_plan()), read(*numbered(stacked_plan(), step, each_page=each_page))
    assert actions(drawn) == actions(plain) and len(plain.actions) == 3
    for a, b in zip(plain.actions, drawn.actions, strict=True):
        assert [field(a, n) for n in ("objective", "pilot", "indicator")] == [
            field(b, n) for n in ("objective", "pilot", "indicator")
        ]


def test_one_line_in_five_may_be_numbered() -> None:
    sheet = Sheet()
    for k in range(6):
        sheet.write(60, 60 + 110 * k, f"Article. {LONG} {LONG}", width=400)
    plain = texts(lay_out(sheet)[0])
    layout = lay_out(*numbered([sheet], 5))[0]
    assert texts(layout) == plain
    assert "line_number" in asides(layout)


def test_figures_of_rows_or_of_actions_in_the_margin_stay() -> None:
    sheet = Sheet()
    sheet.write(60, 60, "Plan d'actions", size=16, bold=True)
    for k in range(1, 8):
        y = 20 + 90 * k
        sheet.run(30, y, str(k), 10, bold=True)
        sheet.write(60, y, f"Créer un foyer de jeunes n° {k}", bold=True)
        sheet.write(60, y + 16, LONG, width=450)
    assert "line_number" not in asides(lay_out(sheet)[0])
