"""A scanned page read like a digital one: words, rules and fills in points of the page made upright and straight.

Layout needs level lines and level rules. A scan laid askew by a degree or two, or on its side, is therefore described
as its paper stands, not as it lies on the glass: ``Page.display`` leads back to the displayed page.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Protocol

import pymupdf

from extractors.ocr.crossings import within_bands
from extractors.ocr.dots import find_dots
from extractors.ocr.engine import OcrEngine, OcrLine
from extractors.ocr.fills import find_fills
from extractors.ocr.french import mend
from extractors.ocr.image import Cleaned, Raster, clean, render
from extractors.ocr.looks import measure
from extractors.ocr.marks import with_badge_letters, with_marks
from extractors.ocr.parted import part_at_rules
from extractors.ocr.rules import find_rules, rules_apart, without_rules, without_strokes
from extractors.ocr.shades import beside_tags, cut_at_bands, fit_shades, through_bands
from extractors.ocr.signs import find_signs, without_icons, without_signs
from extractors.ocr.under_print import led_under
from models.geometry import Box
from models.page import PICTOGRAM, Display, Fill, Page, Rule, Word

SETTINGS = "28"  # raise it when this package would give other words for the same image
_IN_PLACE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_SURE = 0.90  # a page read with at least this confidence stands the right way up


class OcrCache(Protocol):
    """Where read pages are kept, by a key that changes with the image, the engine and the settings."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...


def read_scanned(source: pymupdf.Page, number: int, engine: OcrEngine, *, cache: OcrCache | None = None) -> Page:
    """The page as its image shows it, ``kind`` "ocr"; raises RasterTooLarge, and whatever the engine raises.

    A page found askew, on its side, upside down or as large as a poster is described as its paper is, and has a ``display``.
    """
    raster = render(source, as_paper=True)
    key = cache_key(raster, engine)
    kept = cache.get(key) if cache is not None else None
    sheet = _unpack(kept, number) if kept else None
    if sheet is None:
        packed = _pack(_read(raster, number, engine))
        if cache is not None:
            cache.put(key, packed)
        sheet = _unpack(packed, number)  # the same numbers, rounded, as a page taken from the cache
    turns = sheet.quarter_turns
    width, height = source.rect.width / raster.enlarged, source.rect.height / raster.enlarged
    if turns % 2:
        width, height = height, width
    page = Page(
        number, width, height, source.rotation, kind="ocr",
        words=sheet.words, rules=sheet.rules, fills=sheet.fills, dots=sheet.dots, signs=sheet.signs,
        printed_words=len(sheet.words),
    )  # fmt: skip
    if sheet.to_displayed != _IN_PLACE:
        page.display = Display(source.rect.width, source.rect.height, sheet.to_displayed)
    if page.words:
        page.ocr_confidence = round(sum(w.confidence or 0.0 for w in page.words) / len(page.words), 4)
    return page


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is kept of a page in the cache."""

    words: list[Word]
    rules: list[Rule]
    fills: list[Fill]
    dots: list[Box]
    signs: list[Word]
    quarter_turns: int
    to_displayed: tuple[float, ...]


def cache_key(raster: Raster, engine: OcrEngine) -> str:
    """32 hexadecimal characters."""
    seen = hashlib.blake2b(digest_size=16)
    for part in (engine.name, engine.version, SETTINGS, raster.image.shape, raster.dpi, *([raster.enlarged] if raster.enlarged != 1.0 else [])):
        seen.update(f"{part}\n".encode())
    seen.update(raster.image.data)
    return seen.hexdigest()


def _read(raster: Raster, number: int, engine: OcrEngine) -> _Sheet:
    cleaned, lines = _upright(raster, engine)
    back = cleaned.to_page.copy()
    back[:, :2] *= cleaned.scale  # from points to points
    straight = cleaned.straight()
    rules = find_rules(straight, [], [word.box for line in lines for word in line.words])
    lines = part_at_rules(lines, straight, rules)
    words = measure(mend(lines), without_rules(straight, rules), number)
    rules = rules_apart(rules, words)
    words = without_strokes(words, rules)
    signs = find_signs(straight, words)
    words = with_badge_letters(without_icons(words, signs))
    rules, fills = without_signs(rules, led_under(straight, find_fills(straight, words), rules, words), signs)
    fills = fit_shades(fills, rules)
    rules, words = cut_at_bands(rules, fills, words)
    rules = within_bands(straight, rules, fills, words)
    words = with_marks(straight, words, rules)
    return _Sheet(
        words, beside_tags(through_bands(rules, fills, words), fills, words), fills, find_dots(straight, words), signs,
        cleaned.quarter_turns, tuple(round(v, 6) for v in back.ravel().tolist()),
    )  # fmt: skip


def _upright(raster: Raster, engine: OcrEngine) -> tuple[Cleaned, list[OcrLine]]:
    """The page the way up that reads best; the other ways are tried only when the likeliest reads badly."""
    best = clean(raster)
    lines = engine.read(best.image, dpi=best.dpi)
    score = _score(lines)
    first = best.quarter_turns
    for turn in (2, 1, 3):
        if not lines or score >= _SURE:
            break
        other = clean(raster, quarter_turns=(first + turn) % 4)
        read = engine.read(other.image, dpi=other.dpi)
        if _score(read) > score + 0.03:
            best, lines, score = other, read, _score(read)
    return best, lines


def _score(lines: list[OcrLine]) -> float:
    """Mean confidence by letter of the lines that run across the page, each weighed down by lines that do not."""
    across = sum(len(line.text) for line in lines if line.angle == 0)
    every = sum(len(line.text) for line in lines)
    if not across:
        return 0.0
    sure = sum(line.confidence * len(line.text) for line in lines if line.angle == 0) / across
    return sure * (across / every)


def _pack(sheet: _Sheet) -> bytes:
    def numbers(box: Box) -> list[float]:
        return [round(v, 2) for v in (box.x0, box.y0, box.x1, box.y1)]

    return json.dumps(
        {
            "words": [
                [w.text, *numbers(w.box), w.size, int(w.bold), w.angle, w.confidence, w.raw, w.color]
                for w in sheet.words
            ],
            "rules": [numbers(r.box) for r in sheet.rules],
            "fills": [[*numbers(f.box), f.color] for f in sheet.fills],
            "dots": [numbers(b) for b in sheet.dots],
            "signs": [[w.text, *numbers(w.box), w.size] for w in sheet.signs],
            "quarter_turns": sheet.quarter_turns,
            "to_displayed": sheet.to_displayed,
        },
        ensure_ascii=False, separators=(",", ":"),
    ).encode()  # fmt: skip


def _unpack(data: bytes, number: int) -> _Sheet | None:
    """What was kept; None when it cannot be read, and the page is then read again."""
    try:
        kept = json.loads(data)
        return _Sheet(
            [
                Word(
                    text,
                    Box(x0, y0, x1, y1),
                    number,
                    size,
                    bool(bold),
                    color=color,
                    angle=angle,
                    confidence=sure,
                    raw=raw,
                )
                for text, x0, y0, x1, y1, size, bold, angle, sure, raw, color in kept["words"]
            ],
            [Rule(Box(*box)) for box in kept["rules"]],
            [Fill(Box(*box), color) for *box, color in kept["fills"]],
            [Box(*box) for box in kept["dots"]],
            [Word(text, Box(*box), number, size=size, font=PICTOGRAM) for text, *box, size in kept["signs"]],
            int(kept["quarter_turns"]),
            tuple(map(float, kept["to_displayed"])),
        )
    except (ValueError, TypeError, KeyError):
        return None
