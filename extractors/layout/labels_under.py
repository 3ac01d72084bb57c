"""Labels read as the last row of the table they stand under: a bold "Résultats attendus" in its first column, nothing beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from models.block import Block, PageLayout, Paragraph, Table

_OFTEN = 3  # how often words stand alone that are a label of the document's own


def labels_under(layouts: list[PageLayout], is_label: Callable[[str], bool]) -> None:
    """Put each label that ends a table under it, as the paragraph it is, in every page's blocks."""
    below = {id(b): held for layout in layouts for b in layout.blocks if isinstance(b, Table) and (held := _last_row(b))}
    if not below:
        return
    alone = Counter(b.text.text for layout in layouts for b in layout.blocks if isinstance(b, Paragraph))
    alone.update(p.text.text for held in below.values() for p in held[:1])
    for layout in layouts:
        blocks: list[Block] = []
        for block in layout.blocks:
            held = below.get(id(block), [])
            text = " ".join(p.text.text for p in held)
            if held and (is_label(text) or alone[text] >= _OFTEN):
                rows = block.rows - 1
                blocks += [replace(block, rows=rows, cells=[c for c in block.cells if c.row < rows]), *held]
            else:
                blocks.append(block)
        layout.blocks = blocks


def _last_row(table: Table) -> list[Paragraph]:
    """The paragraphs of a last row with one text alone, bold under plain cells of its column, in a table with heads."""
    cells = table.row(table.rows - 1)
    held = [c for c in cells if c.paragraphs]
    if table.rows < 3 or table.cols < 2 or len(held) != 1 or len(cells) < table.cols:
        return []
    last = held[0]
    over = [c for c in table.cells if c.col == 0 and 0 < c.row < table.rows - 1 and c.paragraphs]
    heads = [c for c in table.row(0) if c.paragraphs]
    if last.col or last.fill is not None or not last.bold or not over or any(c.bold for c in over) or len(heads) < table.cols:
        return []
    return list(last.paragraphs)
