"""Long runs along the rows of a mask: what OpenCV's openings find, in the few rows that can hold any."""

from __future__ import annotations

import cv2
import numpy as np


def long_runs(mask: np.ndarray, length: int) -> np.ndarray:
    """Exactly ``cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length)))`` of a mask of 0 and 1."""
    out = np.zeros_like(mask)
    rows = _rows_with_runs(mask, length)
    if len(rows):
        out[rows] = cv2.morphologyEx(mask[rows], cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return out


def _rows_with_runs(mask: np.ndarray, length: int) -> np.ndarray:
    """The rows that may hold as many in a row; half as many count at the edge, beyond which all may be."""
    need = (length - 7) // 8  # whole eights that so long a run takes up, wherever it begins
    if need < 1:
        return np.arange(len(mask))
    full = np.packbits(mask, axis=1) == 255
    held = full
    have = 1
    while have < need and held.shape[1]:
        step = min(have, need - have)
        held = held[:, :-step] & held[:, step:]
        have += step
    half = length // 2
    return np.flatnonzero(held.any(axis=1) | mask[:, :half].all(axis=1) | mask[:, -half:].all(axis=1))


def closed(mask: np.ndarray, gap: int) -> np.ndarray:
    """Exactly ``cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, gap)))``, in place."""
    rows = np.flatnonzero(mask.any(axis=1))
    if len(rows):
        mask[rows] = cv2.morphologyEx(mask[rows], cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    return mask


def whole(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What hangs together, corners too: its number on every pixel, and x, y, width, height and area of each, 0 the rest.

    The algorithm OpenCV takes by itself gives the same in twice the time.
    """
    return cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_BBDT)[1:3]


def pieces(mask: np.ndarray, most: int) -> list[tuple[int, int, int, int]]:
    """(x, y, width, height) of what hangs together, at most so many; following outlines beats labelling every pixel."""
    held = mask.any(axis=1)
    held[1:] |= held[:-1]  # a blank row keeps what is apart from top to bottom apart
    rows = np.flatnonzero(held)
    if not len(rows):
        return []
    outlines, _ = cv2.findContours(mask[rows], cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = (cv2.boundingRect(outline) for outline in outlines[:most])
    return sorted((x, int(rows[y]), w, h) for x, y, w, h in found)
