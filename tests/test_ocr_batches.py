"""Lines shown to the recogniser together: every line once, few shapes, little padding, and none squeezed much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.ocr.rapid import _FILLED, _SQUEEZED, _at_most, _batches, _level, _place

WIDTHS = st.lists(st.integers(16, 6000), max_size=60)


@given(WIDTHS)
def test_every_line_is_in_one_batch_wide_enough_and_well_filled(widths: list[int]) -> None:
    batches = _batches(widths)
    assert sorted(i for _, batch in batches for i in batch) == list(range(len(widths)))
    for width, batch in batches:
        assert max(widths[i] for i in batch) <= _SQUEEZED * width
        assert len(batch) == 1 or sum(widths[i] for i in batch) >= _FILLED * len(batch) * width


@given(st.lists(st.integers(16, 2900), max_size=200))
def test_pages_of_any_lines_ask_for_few_shapes(widths: list[int]) -> None:
    assert len({(width, len(batch)) for width, batch in _batches(widths)}) <= 32
    assert all(n <= 2 for n in _sizes_by_width(widths).values())


def _sizes_by_width(widths: list[int]) -> dict[int, int]:
    sizes: dict[int, set[int]] = {}
    for width, batch in _batches(widths):
        sizes.setdefault(width, set()).add(len(batch))
    return {width: len(found) for width, found in sizes.items()}


def test_a_squeezed_line_still_covers_the_same_place() -> None:
    line = _level(100, 200, 560, 220)
    squeezed = _at_most(line, round(line.width / 1.05))
    assert squeezed.width < line.width
    a, b = _place(line, 0, line.width), _place(squeezed, 0, squeezed.width)
    assert np.allclose((a.x0, a.y0, a.x1, a.y1), (b.x0, b.y0, b.x1, b.y1), atol=0.5)
    assert _at_most(line, line.width) is line


@pytest.mark.parametrize("widths", [[], [16], [3000, 16, 16, 16]])
def test_few_lines_are_read_too(widths: list[int]) -> None:
    assert sum(len(batch) for _, batch in _batches(widths)) == len(widths)
