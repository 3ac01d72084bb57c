"""Percentiles of grey levels, counted: what NumPy sorts for."""

from __future__ import annotations

import math

import numpy as np


def percentiles(grey: np.ndarray, *percents: float) -> list[float]:
    """Exactly ``np.percentile`` of uint8 levels, at least one of them, in a tenth of its time."""
    import cv2  # here, for what only needs counts is read without it

    return of_counts(cv2.calcHist([np.atleast_2d(grey)], [0], None, [256], [0, 256]), *percents)


def of_counts(counts: np.ndarray, *percents: float) -> list[float]:
    """The same, of how many pixels have each level, 256 figures."""
    sums = counts.ravel().astype(np.float64).cumsum()
    last = float(sums[-1]) - 1
    out = []
    for percent in percents:
        place = last * (percent / 100)
        low = math.floor(place)
        a, b = sums.searchsorted((low, min(low + 1, last)), side="right").tolist()
        part = place - low
        out.append(b - (b - a) * (1 - part) if part >= 0.5 else a + (b - a) * part)
    return out


def median(grey: np.ndarray) -> float:
    """Exactly ``np.median`` of uint8 levels."""
    return percentiles(grey, 50)[0]
