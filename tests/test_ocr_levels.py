"""Percentiles counted are those NumPy finds by sorting, to the last bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from extractors.ocr.levels import median, percentiles


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 30))),
    st.lists(st.floats(0, 100), min_size=1, max_size=3),
)
def test_counted_percentiles_are_those_of_sorting(grey: np.ndarray, percents: list[float]) -> None:
    assert percentiles(grey, *percents) == np.percentile(grey, percents).tolist()
    assert median(grey) == np.median(grey)


def test_a_part_of_an_image_and_a_row_of_levels_are_counted_alike() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (40, 90), np.uint8)
    for part in (grey[3:-5, 7:60], grey[grey > 80], grey.T[:20], grey[::2, ::3]):
        assert percentiles(part, 1, 33.3, 98) == np.percentile(part, (1, 33.3, 98)).tolist()
