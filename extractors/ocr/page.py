"""A scanned page read like a digital one: words, rules and fills in points of the displayed page."""

from __future__ import annotations

import hashlib
import json
from typing import Protocol

import pymupdf

from extractors.ocr.engine import OcrEngine, OcrLine
from extractors.ocr.image import Cleaned, Raster, clean, render
from extractors.ocr.looks import measure
from extractors.ocr.rules import find_fills, find_rules
from models.geometry import Box
from models.page import Fill, Page, Rule, Word

SETTINGS = "1"  # raise it when this package would give other words for the same image
_SURE = 0.90  # a page read with at least this confidence stands the right way up


class OcrCache(Protocol):
    """Where read pages are kept, by a key that changes with the image, the engine and the settings."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...


def read_scanned(source: pymupdf.Page, number: int, engine: OcrEngine, *, cache: OcrCache | None = None) -> Page:
    """The page as its image shows it, ``kind`` "ocr"; raises RasterTooLarge, and whatever the engine raises."""
    raster = render(source)
    page = Page(number, source.rect.width, source.rect.height, source.rotation, kind="ocr")
    key = cache_key(raster, engine)
    kept = cache.get(key) if cache else None
    if kept is None or not _unpack(kept, page):
        _read(raster, page, engine)
        if cache:
            cache.put(key, _pack(page))
    page.printed_words = len(page.words)
    if page.words:
        page.ocr_confidence = round(sum(w.confidence or 0.0 for w in page.words) / len(page.words), 4)
    return page


def cache_key(raster: Raster, engine: OcrEngine) -> str:
    """32 hexadecimal characters."""
    seen = hashlib.blake2b(digest_size=16)
    for part in (engine.name, engine.version, SETTINGS, raster.image.shape, raster.dpi):
        seen.update(f"{part}\n".encode())
    seen.update(raster.image.data)
    return seen.hexdigest()


def _read(raster: Raster, page: Page, engine: OcrEngine) -> None:
    cleaned, lines = _upright(raster, engine)
    page.words = measure(lines, cleaned, page.number)
    page.rules = find_rules(cleaned, page.words)
    page.fills = find_fills(cleaned)


def _upright(raster: Raster, engine: OcrEngine) -> tuple[Cleaned, list[OcrLine]]:
    """The page the way up that reads best; the other ways are tried only when the likeliest reads badly."""
    cleaned = clean(raster)
    lines = engine.read(cleaned.image, dpi=cleaned.dpi)
    best = _score(lines)
    if not lines or best >= _SURE:
        return cleaned, lines
    for turn in (2, 1, 3):
        other = clean(raster, quarter_turns=(cleaned.quarter_turns + turn) % 4)
        read = engine.read(other.image, dpi=other.dpi)
        score = _score(read)
        if score > best + 0.03:
            best, chosen, lines = score, other, read
            cleaned_best = chosen
            if best >= _SURE:
                return cleaned_best, lines
            cleaned = cleaned_best
    return cleaned, lines


def _score(lines: list[OcrLine]) -> float:
    """Mean confidence by letter of the lines that run across the page, each weighed down by lines that do not."""
    across = sum(len(line.text) for line in lines if line.angle == 0)
    every = sum(len(line.text) for line in lines)
    if not across:
        return 0.0
    sure = sum(line.confidence * len(line.text) for line in lines if line.angle == 0) / across
    return sure * (across / every)


def _pack(page: Page) -> bytes:
    def numbers(box: Box) -> list[float]:
        return [round(v, 2) for v in (box.x0, box.y0, box.x1, box.y1)]

    return json.dumps(
        {
            "words": [
                [w.text, *numbers(w.box), w.size, int(w.bold), w.angle, w.color, round(w.confidence or 0.0, 4)]
                for w in page.words
            ],
            "rules": [numbers(r.box) for r in page.rules],
            "fills": [[*numbers(f.box), f.color] for f in page.fills],
        },
        ensure_ascii=False, separators=(",", ":"),
    ).encode()  # fmt: skip


def _unpack(data: bytes, page: Page) -> bool:
    """Fill ``page`` from what was kept; False when it cannot be read, and then nothing is changed."""
    try:
        kept = json.loads(data)
        words = [
            Word(t, Box(x0, y0, x1, y1), page.number, size, bool(bold), color=color, angle=angle, confidence=sure)
            for t, x0, y0, x1, y1, size, bold, angle, color, sure in kept["words"]
        ]
        rules = [Rule(Box(*r)) for r in kept["rules"]]
        fills = [Fill(Box(*f[:4]), f[4]) for f in kept["fills"]]
    except (ValueError, TypeError, KeyError):
        return False
    page.words, page.rules, page.fills = words, rules, fills
    return True
