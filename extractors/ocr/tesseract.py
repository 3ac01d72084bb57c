"""Tesseract's French model through its command, where it is installed."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections import defaultdict

import cv2
import numpy as np

from extractors.ocr.engine import OcrLine, OcrUnavailable, OcrWord
from models.geometry import Box, bounding

_TIMEOUT = 60.0  # seconds a page


class TesseractEngine:
    """One process a page, on one thread; raises OcrUnavailable without the command or its French model."""

    name = "tesseract"

    def __init__(self) -> None:
        command = shutil.which("tesseract")
        if command is None:
            raise OcrUnavailable("tesseract n'est pas installé")
        self._command = command
        if "fra" not in _run([command, "--list-langs"]).decode("utf-8", "replace").split():
            raise OcrUnavailable("le modèle français de tesseract n'est pas installé")
        told = _run([command, "--version"]).decode("utf-8", "replace").split()
        self.version = f"{told[1] if len(told) > 1 else '?'}+fra+psm3"

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        """Lines in the order of Tesseract's blocks; raises subprocess.TimeoutExpired or CalledProcessError."""
        # PGM: no compression to pay on either side.
        _, data = cv2.imencode(".pgm", image)
        said = _run(
            [self._command, "stdin", "stdout", "-l", "fra", "--psm", "3", "--dpi", str(max(70, dpi)), "tsv"],
            data.tobytes(),
        )
        return _lines(said.decode("utf-8", "replace"))


def _run(command: list[str], data: bytes = b"") -> bytes:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(
        command, input=data, capture_output=True, timeout=_TIMEOUT, check=True, env=environment
    ).stdout


def _lines(tsv: str) -> list[OcrLine]:
    rows: dict[tuple[str, ...], list[OcrWord]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text or float(row["conf"]) < 0:
            continue
        x, y, w, h = (float(row[k]) for k in ("left", "top", "width", "height"))
        key = row["page_num"], row["block_num"], row["par_num"], row["line_num"]
        rows[key].append(OcrWord(text, Box(x, y, x + w, y + h), float(row["conf"]) / 100))
    out = []
    for words in rows.values():
        letters = sum(len(w.text) for w in words)
        sure = sum(w.confidence * len(w.text) for w in words) / letters
        text = " ".join(w.text for w in words)
        out.append(OcrLine(text, bounding(w.box for w in words), sure, tuple(words)))
    return out
