"""Whether confidences say how often values are right: bins of confidence against the share right in each."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.comparison import Judged

BINS = 10


def reliability(values: Sequence[Judged], *, softly: bool = False) -> list[tuple[float, int, float, float]]:
    """(lower bound, values, mean confidence, share right) of each tenth of confidence that holds any."""
    out = []
    for k in range(BINS):
        held = [v for v in values if min(int(v.confidence * BINS), BINS - 1) == k]
        if held:
            told = sum(v.confidence for v in held) / len(held)
            out.append((k / BINS, len(held), told, sum(v.nearly if softly else v.right for v in held) / len(held)))
    return out


def calibration_error(values: Sequence[Judged]) -> float:
    """Expected calibration error: the mean distance between confidence and share right, bins weighed by their values."""
    total = len(values)
    return sum(n * abs(told - share) for _, n, told, share in reliability(values)) / total if total else 0.0
