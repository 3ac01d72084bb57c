"""Measure the ranges of ``extractors/ocr/rapid_ranges.json`` anew, for another version of the recogniser's model.

    python -m benchmarks.ocr_ranges SCANS...

SCANS: PDF files of scanned pages of many looks, other than those ``benchmarks.ocr`` measures errors on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import openvino
import pymupdf

from extractors.ocr.image import clean, render
from extractors.ocr.quantise import RANGES
from extractors.ocr.rapid import _HEIGHT, RapidEngine, _cut_to_letters, _models_folder

PAGES, LINES = 2, 8  # of each file, of each page
SHARE = 90  # percent of the lines whose extremes are kept whole: rarer values are clipped, and the others finer


def crops(files: list[Path]) -> list[np.ndarray]:
    """Lines as the recogniser sees them, evenly taken."""
    engine, out = RapidEngine(precision="f32"), []
    for file in files:
        with pymupdf.open(file) as doc:
            for index in np.linspace(0, len(doc) - 1, min(PAGES, len(doc))).astype(int).tolist():
                page = clean(render(doc[index]))
                lines = engine._detected(page.image, page.dpi)
                for line in lines[:: max(1, len(lines) // LINES)]:
                    crop = cv2.warpAffine(
                        page.image, line.to_page, (line.width, _HEIGHT),
                        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
                    )  # fmt: skip
                    image = crop.astype(np.float32) / 127.5 - 1
                    out.append(np.broadcast_to(image, (1, 3, *image.shape)).copy())
    return out


def measured(file: Path, inputs: list[np.ndarray]) -> dict[str, list[float]]:
    """The range of what goes into each convolution but the first, by its name."""
    core = openvino.Core()
    model = core.read_model(file)
    _cut_to_letters(model)
    nodes = [n for n in model.get_ordered_ops() if n.get_type_name() == "Convolution"]
    sources: dict[str, openvino.Output] = {}
    feeds: dict[str, str] = {}
    for node in nodes:
        source = node.input_value(0)
        if source.get_node().get_type_name() != "Parameter":
            key = f"{source.get_node().get_friendly_name()}:{source.get_index()}"
            sources.setdefault(key, source)
            feeds[node.get_friendly_name()] = key
    before = len(model.outputs)
    model.add_outputs(list(sources.values()))
    compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()
    seen: dict[str, list[tuple[float, float]]] = {key: [] for key in sources}
    for image in inputs:
        said = request.infer([image])
        for key, output in zip(sources, compiled.outputs[before:], strict=True):
            seen[key].append((float(said[output].min()), float(said[output].max())))
    out = {}
    for name, key in feeds.items():
        low, high = np.array(seen[key]).T
        out[name] = [
            float(f"{min(np.percentile(low, 100 - SHARE), 0):.4g}"), float(f"{np.percentile(high, SHARE):.4g}")
        ]  # fmt: skip
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", nargs="+", type=Path)
    file = _models_folder() / "PP-OCRv6_rec_small.onnx"
    ranges = measured(file, crops(parser.parse_args().scans))
    kept = {"model": hashlib.sha256(file.read_bytes()).hexdigest(), "ranges": ranges}
    RANGES.write_text(json.dumps(kept, indent=0) + "\n", "utf8")


if __name__ == "__main__":
    main()
