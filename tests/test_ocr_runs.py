"""What is looked for on a scan in fewer steps is what OpenCV's own functions find."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractors.ocr.fills import _DARKEST_PALE, _PALE, _maybe_pale, _paper
from extractors.ocr.image import smaller
from extractors.ocr.runs import closed, long_runs, pieces


def _mask(seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    high, wide = chance.integers(1, 40), chance.integers(5, 200)
    return (chance.random((high, wide)) < chance.choice([0.1, 0.5, 0.9, 0.97])).astype(np.uint8)


@pytest.mark.parametrize("length", [3, 9, 16, 23, 39, 60])
def test_long_runs_are_those_of_an_opening(length: int) -> None:
    for seed in range(40):
        mask = _mask(seed)
        assert np.array_equal(long_runs(mask, length), cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)))


def test_gaps_are_closed_and_pieces_found_as_on_the_whole_mask() -> None:
    for seed in range(60):
        mask = _mask(seed)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        assert pieces(mask, 4000) == sorted(map(cv2.boundingRect, outlines))
        assert np.array_equal(closed(mask.copy(), 7), cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, 7), np.uint8)))


def test_a_pale_panel_is_never_missed_by_the_first_look() -> None:
    page = np.random.default_rng(1).normal(251, 2, (600, 400)).clip(0, 255).astype(np.uint8)
    page[100:180, 50:350] = np.random.default_rng(2).normal(243, 2, (80, 300)).clip(0, 255)
    smooth = cv2.medianBlur(page, 7)
    pale = cv2.inRange(smooth, _DARKEST_PALE, _paper(smooth) - _PALE) > 0
    maybe = _maybe_pale(page, 7) > 0
    assert pale[100:180, 50:350].mean() > 0.9 and not (pale & ~maybe).any()
    assert maybe.mean() < 0.5


def test_the_smaller_image_is_that_of_the_page_at_hand() -> None:
    first, second = np.full((300, 200), 255, np.uint8), np.zeros((300, 200), np.uint8)
    assert smaller(first, 4 / 3).min() == 255
    assert smaller(second, 4 / 3).max() == 0 and smaller(second, 4 / 3).shape == (225, 150)
    assert smaller(second, 2).shape == (150, 100) and smaller(second, 1) is second
