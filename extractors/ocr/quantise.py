"""The recogniser's convolutions computed on 8-bit integers: twice as fast as on floats, on any processor.

Integers give the same sums in any order, so that machines agree at least as well as with 32-bit floats. Weights are
kept to 7 bits: without dedicated instructions, products of 8 by 8 bits are summed in pairs in 16 bits, and could clip.
``rapid_ranges.json`` holds the range of each convolution's input, measured on spoilt pages by
``python -m benchmarks.ocr_ranges``, and the digest of the model they belong to.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

RANGES = Path(__file__).with_name("rapid_ranges.json")
_LEVELS, _WEIGHT_LEVELS = 256, 255


def ranges_for(file: Path) -> dict[str, tuple[float, float]]:
    """The ranges by name of convolution; empty for another model than the one that was measured."""
    kept = json.loads(RANGES.read_text("utf8"))
    if hashlib.sha256(file.read_bytes()).hexdigest() != kept["model"]:
        return {}
    return {name: (low, high) for name, (low, high) in kept["ranges"].items()}


def quantise(model: object, ranges: dict[str, tuple[float, float]]) -> None:
    """Mark the convolutions of an OpenVINO model that ``ranges`` names: its compiler then runs them on integers."""
    from openvino import opset13

    def constant(value: float | np.ndarray) -> object:
        return opset13.constant(np.asarray(value, np.float32))

    for node in model.get_ordered_ops():
        if node.get_type_name() != "Convolution" or node.get_friendly_name() not in ranges:
            continue
        low, high = _grid(*ranges[node.get_friendly_name()])
        edges = constant(low), constant(high)
        node.input(0).replace_source_output(
            opset13.fake_quantize(node.input_value(0), *edges, *edges, _LEVELS).output(0)
        )
        weights = node.input_value(1)
        values = weights.get_node().data
        largest = np.abs(values).max(axis=tuple(range(1, values.ndim)), keepdims=True)
        largest = 2 * np.where(largest == 0, 1e-6, largest)  # half of the range is used: 7 bits
        edges = constant(-largest), constant(largest)
        node.input(1).replace_source_output(opset13.fake_quantize(weights, *edges, *edges, _WEIGHT_LEVELS).output(0))
    model.validate_nodes_and_infer_types()


def _grid(low: float, high: float) -> tuple[float, float]:
    """The range moved so that 0 is one of its levels: blank paper stays blank."""
    low, high = min(low, 0.0), max(high, 1e-3)
    step = (high - low) / (_LEVELS - 1)
    below = round(-low / step)
    return -below * step, high if below == 0 else (_LEVELS - 1 - below) * step
