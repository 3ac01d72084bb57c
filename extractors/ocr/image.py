"""A page as a clean upright grey image, and the way back from its pixels to the page's points."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pymupdf

from extractors.ocr.levels import median
from extractors.ocr.runs import whole
from models.geometry import Box

_MAX_EMBEDDED = 250e6  # pixels of an image inside the page: a scanned A0 at 300 dpi has 140 million
_FULL_PAGE = 0.85
_A4, _LARGER = 842.0, 1250.0  # points: its long side; that of a page larger than A3
_NO_SCAN = 110.0  # points an inch: no office scans a large sheet so coarsely, a file without its resolution counts 72 or 96
_LIGHTER = 40  # levels by which light letters differ from the colour under them, at least
_PLAIN, _LETTERED = 0.75, 0.002  # of a page: under one colour; what a line of light letters takes up
_RULED, _NEARLY = 1.15, 0.75  # times the ink of its letters, that of a page of rules; of the best, lines as sharp
_TELLING = 200  # pixels of ink that tell an angle


class RasterTooLarge(ValueError):
    """The page holds an image too large to be unpacked in bounded memory."""


@dataclass(frozen=True, slots=True)
class Raster:
    """``image``: grey uint8, height x width. ``scale``: pixels for one point of the paper. ``dpi``: the same, for an inch.

    ``enlarged``: points of the displayed page for one point of the paper.
    """

    image: np.ndarray
    scale: float
    dpi: int
    enlarged: float = 1.0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An upright image and ``to_page``, the affine (2x3) from its pixels to points of the displayed page."""

    image: np.ndarray
    to_page: np.ndarray
    dpi: int
    scale: float  # pixels for one point
    quarter_turns: int  # times 90 degrees clockwise the rendered page was turned to be upright
    skew: float  # degrees taken out after that

    def straight(self) -> Cleaned:
        """The same image, its boxes given in points of the page made upright and straight instead."""
        return replace(self, to_page=np.array([[1 / self.scale, 0, 0], [0, 1 / self.scale, 0]]))

    def pixels(self, box: Box) -> Box:
        """The way back for a word's box in points, as large as it is there."""
        (a, b, c), (d, e, f) = self.to_page
        det = a * e - b * d
        x, y = box.cx - c, box.cy - f
        cx, cy = (e * x - b * y) / det, (a * y - d * x) / det
        half = (box.width / 2, box.height / 2) if abs(a) > abs(b) else (box.height / 2, box.width / 2)
        w, h = half[0] * self.scale, half[1] * self.scale
        return Box(cx - w, cy - h, cx + w, cy + h)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box around a rectangle of pixels, in points of the displayed page."""
        corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]]) @ self.to_page.T
        return Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def render(
    source: pymupdf.Page,
    *,
    dpi: int = 200,
    max_pixels: float = 25e6,
    max_side: int = 10_000,
    max_dpi: int = 300,
    as_paper: bool = False,
) -> Raster:
    """The displayed page in grey, at the resolution of its scan (``dpi`` at least, ``max_dpi`` at most) within bounds.

    ``as_paper``: a page as large as a poster because its scan was saved without its resolution is drawn as a sheet of A4.
    Raises RasterTooLarge when an embedded image is beyond reason; the size is known before anything is drawn.
    """
    width, height = max(source.rect.width, 1.0), max(source.rect.height, 1.0)
    wanted, enlarged = float(dpi), 1.0
    infos = source.get_image_info()
    if as_paper and len(infos) == 1:
        enlarged = _enlarged(infos[0], width, height)
        width, height = width / enlarged, height / enlarged
    for info in infos:
        if info["width"] * info["height"] > _MAX_EMBEDDED:
            raise RasterTooLarge(f"image de {info['width']} x {info['height']} points")
        box = pymupdf.Rect(info["bbox"])
        if abs(box.get_area()) > _FULL_PAGE * width * height * enlarged**2:
            # An image turned on the page has its sides exchanged: the long side tells.
            own = 72 * enlarged * max(info["width"], info["height"]) / max(box.width, box.height, 1.0)
            wanted = max(wanted, min(own, float(max_dpi)))
    scale = min(wanted / 72, max_side / width, max_side / height, (max_pixels / (width * height)) ** 0.5)
    zoom = pymupdf.Matrix(scale / enlarged, scale / enlarged)
    pixmap = source.get_pixmap(matrix=zoom, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    return Raster(np.ascontiguousarray(image), scale, max(1, round(scale * 72)), enlarged)


def _enlarged(info: dict, width: float, height: float) -> float:
    """How many times larger than A4 a page is that one coarse image covers; 1 for what may be a poster, or A3."""
    long = max(width, height)
    box = pymupdf.Rect(info["bbox"])
    covered = abs(box.get_area()) > _FULL_PAGE * width * height
    own = 72 * max(info["width"], info["height"]) / max(box.width, box.height, 1.0)
    return long / _A4 if covered and long > _LARGER and own <= _NO_SCAN else 1.0


def clean(raster: Raster, *, quarter_turns: int | None = None) -> Cleaned:
    """The page upright, deskewed (up to 5 degrees), evenly lit, without scanner borders and punch holes.

    ``quarter_turns`` clockwise; None chooses between 0 and 1 by the direction of the lines: whether the page
    then stands on its head is for the reader to tell (see ``page``).
    """
    dark = _under_light_letters(raster.image)
    image = raster.image if dark else _even_light(raster.image)
    small, factor = _small(image, raster.dpi)
    ink, every = _ink(255 - small if dark else small)
    upright = _Print(ink)
    if quarter_turns is None:
        quarter_turns = 1 if _lines_run_down(upright, _Print(ink.T)) else 0
    ruled = np.rot90(every, -quarter_turns) if np.count_nonzero(every) > _RULED * upright.count else None
    marks = _Print(np.rot90(ink, -quarter_turns)) if quarter_turns else upright
    skew = _skew(marks, strokes=_Print(ruled) if ruled is not None else None)
    image = _without_borders(image, small, factor)
    height, width = image.shape
    turned = _turn_matrix(width, height, quarter_turns)
    if quarter_turns % 2:
        width, height = height, width
    if abs(skew) >= 0.05:
        c, s = np.cos(np.radians(skew)), np.sin(np.radians(skew))
        cx, cy = width / 2, height / 2
        straight = np.array([[c, s, cx - c * cx - s * cy], [-s, c, cy + s * cx - c * cy], [0, 0, 1]])
        to_clean = straight @ turned
        image = cv2.warpAffine(
            image, to_clean[:2], (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        )  # fmt: skip
    else:
        skew, to_clean = 0.0, turned
        image = np.ascontiguousarray(np.rot90(image, -quarter_turns))
    to_page = np.linalg.inv(to_clean)
    to_page[:2] *= raster.enlarged / raster.scale
    return Cleaned(image, to_page[:2], raster.dpi, raster.scale, quarter_turns % 4, skew)


def _turn_matrix(width: int, height: int, quarter_turns: int) -> np.ndarray:
    """3x3: pixels of the rendered page to pixels of the page turned clockwise."""
    w, h = width, height
    return np.array(
        {
            0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            1: [[0, -1, h], [1, 0, 0], [0, 0, 1]],
            2: [[-1, 0, w], [0, -1, h], [0, 0, 1]],
            3: [[0, 1, 0], [-1, 0, w], [0, 0, 1]],
        }[quarter_turns % 4],
        np.float64,
    )


_smaller: list[tuple[weakref.ref, float, np.ndarray]] = []  # the last, with the image it is of


def smaller(image: np.ndarray, factor: float) -> np.ndarray:
    """The image so many times smaller, itself for 1; not to be written to: the next to ask is given the same."""
    if factor <= 1.0:
        return image
    for of, by, small in _smaller:
        if of() is image and by == factor:
            return small
    size = max(1, round(image.shape[1] / factor)), max(1, round(image.shape[0] / factor))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    _smaller[:] = [(weakref.ref(image, lambda _: _smaller.clear()), factor, small)]
    return small


def _small(image: np.ndarray, dpi: int) -> tuple[np.ndarray, float]:
    """The image at about 75 dpi, no side above 1200 pixels, and how many times smaller it is."""
    factor = max(1.0, dpi / 75, max(image.shape) / 1200)
    size = max(1, round(image.shape[1] / factor)), max(1, round(image.shape[0] / factor))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), factor


def _even_light(image: np.ndarray) -> np.ndarray:
    """Paper made white: the image divided by a smooth surface through its paper, so that shaded cells stay shaded."""
    height, width = image.shape
    rows, cols = 16, 12
    if height < 8 * rows or width < 8 * cols:
        return image
    small = cv2.resize(image, (cols * 16, rows * 16), interpolation=cv2.INTER_AREA)
    tiles = small.reshape(rows, 16, cols, 16).transpose(0, 2, 1, 3).reshape(rows, cols, -1)
    paper = np.percentile(tiles, 90, axis=2)
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : cols * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    level = paper.ravel()
    keep = level > max(100.0, np.percentile(level, 50) * 0.6)
    for _ in range(3):  # tiles under a photograph or a dark band are left out of the surface
        if keep.sum() < 24:
            return image
        surface = terms @ np.linalg.lstsq(terms[keep], level[keep], rcond=None)[0]
        keep = (np.abs(level - surface) < 12) & (level > 100)
    if surface.min() > 247:
        return image
    light = cv2.resize(surface.reshape(rows, cols).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(image, np.clip(light, 60, 255).astype(np.uint8), scale=252)


def _under_light_letters(image: np.ndarray) -> bool:
    """Whether a colour is laid over the whole page under light letters: nothing on it is lighter than the paper else."""
    high, wide = (side // 10 for side in image.shape)  # a scanner's lid may show around the paper
    inner = image[high : image.shape[0] - high, wide : image.shape[1] - wide]
    ground = median(inner[::4, ::4]) if inner.size else 255
    if ground > 255 - 2 * _LIGHTER:
        return False
    plain = float((np.abs(inner[::4, ::4].astype(np.int16) - ground) < _LIGHTER / 2).mean())
    return plain > _PLAIN and float((inner[::2, ::2] > ground + _LIGHTER).mean()) > _LETTERED


def _ink(small: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """1 where a small image is darker than its surroundings, long strokes and blots left out; and with them."""
    every = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    ink = every.copy()
    for shape in ((1, 45), (45, 1)):
        strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink[cv2.dilate(strokes, np.ones((3, 3), np.uint8)) > 0] = 0
    return ink, every


class _Print:
    """The marks of a page (1 on ``ink``), and how well they are in line by the angle of the lines, in degrees."""

    def __init__(self, ink: np.ndarray) -> None:
        ink = np.ascontiguousarray(ink)
        self.y, self.x = np.divmod(np.flatnonzero(ink.view(bool)), ink.shape[1])
        self.count = len(self.y)
        self._width = ink.shape[1]
        self._known: dict[float, float] = {}
        y, x = self.y, self.x
        if self.count > 40_000:
            pick = np.random.default_rng(0).choice(self.count, 40_000, replace=False)
            y, x = y[pick], x[pick]
        # Twice as fine as a pixel, then smoothed over two: sub-pixel drifts still count.
        self._points = 2.0 * y, 2.0 * x - self._width

    def sharpness(self, angle: float) -> float:
        known = self._known.get(angle)
        if known is None:
            y, x = self._points
            rows = x * np.tan(np.radians(angle))
            np.subtract(y, rows, out=rows)
            rows += 2 * self._width
            profile = np.convolve(np.bincount(rows.astype(np.int64)), (1, 2, 1), "same").astype(np.float64)
            known = self._known[angle] = float(np.square(np.diff(profile)).sum())
        return known


def _lines_run_down(upright: _Print, turned: _Print) -> bool:
    """Whether the lines of text run from top to bottom: their valleys then show in the columns' profile."""

    def contrast(profile: np.ndarray) -> float:
        return float(np.square(np.diff(profile.astype(np.float64))).sum() / (profile.sum() + 1) ** 2 * len(profile))

    best = []
    for marks in (upright, turned):
        if marks.count < 50:
            return False
        rows = marks.y - marks.x * np.tan(np.radians(_skew(marks)))
        best.append(contrast(np.bincount((rows - rows.min()).astype(np.int64))))
    return best[1] > 1.2 * best[0]


def _skew(ink: _Print, limit: float = 5.0, strokes: _Print | None = None) -> float:
    """Degrees by which lines of text go down to the right, at most ``limit``; 0 when there is too little to tell.

    ``strokes``: the ink with the rules of tables, if there are any. Words set in many cells may be in line by chance at
    an angle of their own: the rules' angle is taken where the words are nearly as well in line.
    """
    if ink.count < _TELLING:
        return 0.0
    best = _sharpest(ink.sharpness, limit)
    if strokes is not None and strokes.count >= _TELLING:
        other = _sharpest(strokes.sharpness, limit)
        if abs(other - best) > 0.15 and ink.sharpness(other) > _NEARLY * ink.sharpness(best):
            best = other
    surer = 1.02 + 150 / ink.count  # by chance, a few marks are in line at some angle
    return best if abs(best) <= limit and ink.sharpness(best) > surer * ink.sharpness(0.0) else 0.0


def _sharpest(sharpness: Callable[[float], float], limit: float) -> float:
    best = 0.0
    for step, reach in ((0.25, limit), (0.1, 0.2), (0.025, 0.075)):
        angles = np.arange(best - reach, best + reach + step / 2, step).tolist()
        best = max(angles, key=sharpness)
    return best


def _without_borders(image: np.ndarray, small: np.ndarray, factor: float) -> np.ndarray:
    """The image with black scanner borders and punch holes painted white."""
    paint = np.zeros_like(small)
    for turn in range(4):
        side, painted = np.rot90(small, turn), np.rot90(paint, turn)
        rows = (side < 90).mean(axis=1)
        deep = int(np.argmax(rows < 0.5)) if (rows < 0.5).any() else 0
        strip = side[:deep]
        # A printed band that runs off the page holds light letters; a scanner's border holds none.
        if 0 < deep < 0.08 * len(side) and (strip > 160).mean() < 0.3 and np.median(strip) < 70:
            painted[: deep + 2] = 1
    paint[_punch_holes(small)] = 1
    if not paint.any():
        return image
    paint = cv2.resize(paint, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.where(paint > 0, np.uint8(255), image)


def _punch_holes(small: np.ndarray) -> np.ndarray:
    """True on plain dark discs of 3 to 9 mm, alone near an edge of the page."""
    out = np.zeros(small.shape, bool)
    dark = (small < 110).astype(np.uint8)
    height, width = small.shape
    mm = 75 / 25.4
    thick = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    labels, stats = whole(thick)
    for i in range(1, min(len(stats), 400)):
        x, y, w, h, area = stats[i]
        near = min(x, width - x - w, y, height - y - h) < 18 * mm
        if not near or not 3 * mm < w < 9 * mm or not 3 * mm < h < 9 * mm or not 0.8 < w / h < 1.25:
            continue
        own = labels[y : y + h, x : x + w] == i
        core = small[y + h // 4 : y + h - h // 4, x + w // 4 : x + w - w // 4]  # light in a badge, for its number
        if 0.68 < area / (w * h) < 0.92 and small[y : y + h, x : x + w][own].max() < 140 and core.max() < 140:
            r = 3
            around = slice(max(0, y - r), y + h + r), slice(max(0, x - r), x + w + r)
            if not _inside_ink(dark, x, y, w, h):
                out[around] = True
    return out


def _inside_ink(dark: np.ndarray, x: int, y: int, w: int, h: int) -> bool:
    """Whether something dark stands right beside the blot: then it is part of a drawing, not a punched hole."""
    r = 4
    ring = dark[max(0, y - r) : y + h + r, max(0, x - r) : x + w + r].copy()
    ring[min(r, y) : min(r, y) + h, min(r, x) : min(r, x) + w] = 0
    return bool(ring.mean() > 0.04)
