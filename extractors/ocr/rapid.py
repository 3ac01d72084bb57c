"""RapidOCR's models (PP-OCRv6 small, shipped in its wheel) run by OpenVINO on one thread.

Only the model files of the ``rapidocr`` wheel are used, not its code: its recogniser computes 18,710 classes, most of
them Chinese, at every step, and its downloader wants a network. Here the last layer is cut to the letters French
uses before the model is compiled, which is faster, and no Chinese character can come out.
"""

from __future__ import annotations

import importlib.util
import itertools
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from extractors.ocr.engine import OcrLine, OcrUnavailable, OcrWord
from extractors.ocr.levels import median, percentiles
from extractors.ocr.lines import find_lines
from extractors.ocr.quantise import quantise, ranges_for
from models.geometry import Box

_LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆàâäçéèêëîïôöùûüÿœæÁÍÓÚÑáíóúñãõ"
    "!\"#$%&'()*+,-./:;<=>?@[]_{|}~«»‘’“”„–—…•·°²³€£§±×÷½¼→►▪■□●○✓☐☑≤≥‰"
)
_STEP = 8  # pixels of a 48-pixel line for each step of the recogniser
_HEIGHT = 48
_DETECT_DPI = 96  # measured: at 64 the small print of stamps is lost, at 128 nothing more is found
_DETECT_PIXELS = 2.5e6
_WIDTHS = (96, 128, 160, 208, 256, 320, 400, 496, 624, 768, 960, 1200, 1504, 1872, 2336, 2928)  # of batches, in pixels
_WIDEST_STEP = 480
_SQUEEZED = 1.06  # times the width of its batch: a line a little wider is squeezed, which it is read as well by
_TOGETHER = (8, 4, 2)  # lines read at once
_PIXELS_A_BATCH, _FILLED = 3000, 0.7  # of all of them; the least part of it that is no padding
_SPACE = 0.15 * _HEIGHT  # a line too short to tell its own: a quarter of an em
_DASHES = "-–—"
_GLUE = 14  # raise it when this file would give other words for the same image
_LEAST = 0.5  # a line read with less confidence is no text
_FEW, _UNREAD = 3, 0.2  # lines in which nothing is read: more, and the detector is asked where print is


@dataclass(frozen=True, slots=True)
class _Line:
    """A detected line: the affine (2x3) from its 48-pixel-high crop to the image, the crop's width, and the angle."""

    to_page: np.ndarray
    width: int
    angle: int


class RapidEngine:
    """Detection and recognition; raises OcrUnavailable when a package is missing.

    ``precision`` "int8" or "f32", so that every machine reads the same words; None takes the processor's own, bfloat16
    where it computes that natively, which might not. It is part of ``version``: they never share a cache. Another
    version of the model than the one measured for "int8" is run in "f32".
    """

    name = "rapidocr"

    def __init__(self, *, threads: int = 1, precision: str | None = "int8") -> None:
        try:
            import cv2
            import openvino
        except ImportError as error:
            raise OcrUnavailable(f"{error.name} n'est pas installé") from error
        folder = _models_folder()
        cv2.setNumThreads(threads)  # one process a core reads more pages than one process on every core
        core = openvino.Core()
        settings = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,  # two processes would each take the first core for its own
        }
        if precision:
            settings["INFERENCE_PRECISION_HINT"] = "f32"  # of all that is not marked as integer
        detector = core.read_model(folder / "PP-OCRv6_det_small.onnx")
        recogniser = core.read_model(folder / "PP-OCRv6_rec_small.onnx")
        self._letters = _cut_to_letters(recogniser)
        ranges = ranges_for(folder / "PP-OCRv6_rec_small.onnx") if precision == "int8" else {}
        quantise(recogniser, ranges)
        compiled = core.compile_model(recogniser, "CPU", settings)
        own = "int8" if ranges else compiled.get_property("INFERENCE_PRECISION_HINT").to_string()
        self.version = f"{version('rapidocr')}+openvino-{version('openvino')}-{own}+{_GLUE}"
        self._detect = core.compile_model(detector, "CPU", settings).create_infer_request()
        self._recognise = compiled.create_infer_request()

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        """Lines of an upright grey page, top to bottom."""
        seen = find_lines(image, dpi)
        if not seen.doubt:
            read = self._texts(image, [_level(*box) for box in seen.lines.tolist()])
            unread = sum(line is None for line in read)
            if unread <= _FEW + _UNREAD * len(read):
                return [line for line in read if line is not None]
        return [line for line in self._texts(image, self._detected(image, dpi)) if line is not None]

    def _detected(self, image: np.ndarray, dpi: int) -> list[_Line]:
        """Lines the neural detector finds: on pictures, at any angle, in faint print."""
        import cv2

        height, width = image.shape
        scale = min(1.0, _DETECT_DPI / dpi, (_DETECT_PIXELS / image.size) ** 0.5)
        h = max(32, round(height * scale / 32) * 32)
        w = max(32, round(width * scale / 32) * 32)
        small = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA)
        blob = np.broadcast_to(small.astype(np.float32) / 127.5 - 1.0, (1, 3, h, w))
        heat = self._detect.infer([np.ascontiguousarray(blob)])[0][0, 0]
        mask = cv2.dilate((heat > 0.3).astype(np.uint8), np.ones((2, 2), np.uint8))
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        lines = []
        for contour in contours[:3000]:
            (cx, cy), (rw, rh), turn = cv2.minAreaRect(contour)
            if min(rw, rh) < 2:
                continue
            inside = np.zeros_like(mask[: (b := cv2.boundingRect(contour))[3], : b[2]])
            cv2.drawContours(inside, [contour], -1, 1, -1, offset=(-b[0], -b[1]))
            if cv2.mean(heat[b[1] : b[1] + b[3], b[0] : b[0] + b[2]], inside)[0] < 0.5:
                continue
            grow = 1.6 * rw * rh / (rw + rh)
            lines.append(_line(cx * width / w, cy * height / h, rw + grow, rh + grow, turn, width / w))
        lines.sort(key=lambda line: (line.to_page[1, 2], line.to_page[0, 2]))
        return lines

    def _texts(self, image: np.ndarray, found: list[_Line]) -> list[OcrLine | None]:
        import cv2

        out: list[OcrLine | None] = [None] * len(found)
        for width, batch in _batches([line.width for line in found]):
            blob = np.zeros((len(batch), 3, _HEIGHT, width), np.float32)
            lines = [_at_most(found[i], width) for i in batch]
            blanks: list[np.ndarray] = []
            for row, line in zip(blob, lines, strict=True):
                crop = cv2.warpAffine(
                    image, line.to_page, (line.width, _HEIGHT),
                    flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
                )  # fmt: skip
                row[:, :, : line.width] = crop.astype(np.float32) / 127.5 - 1.0
                blanks.append(_blank_columns(crop))
            # The result handed back is a copy of our own; the request's tensor is only lent.
            chances = self._recognise.infer([blob])[0]
            if len(chances) != len(batch):
                raise RuntimeError(f"recogniser: {len(chances)} lines for {len(batch)}")
            best, sure = chances.argmax(axis=2), chances.max(axis=2)
            for n, i in enumerate(batch):
                out[i] = _read_line(lines[n], best[n], sure[n], self._letters, blanks[n])
        return out


def _models_folder() -> Path:
    spec = importlib.util.find_spec("rapidocr")  # found, not imported: its code is not needed
    if spec is None or not spec.submodule_search_locations:
        raise OcrUnavailable("rapidocr n'est pas installé")
    folder = Path(next(iter(spec.submodule_search_locations))) / "models"
    if not (folder / "PP-OCRv6_rec_small.onnx").is_file() or not (folder / "PP-OCRv6_det_small.onnx").is_file():
        raise OcrUnavailable("les modèles de rapidocr manquent")
    return folder


def _cut_to_letters(model: object) -> list[str]:
    """Cut the classes of the recogniser to the blank, our letters and the space; give the letter of each class."""
    from openvino import opset13

    known = model.get_rt_info()["framework"]["character"].value.splitlines()
    place = {letter: i + 1 for i, letter in enumerate(known)}
    kept = [letter for letter in _LETTERS if letter in place]
    classes = np.array([0, *(place[letter] for letter in kept), len(known) + 1], np.int64)
    node = model.outputs[0].get_node()
    cut = 0
    while cut < 2:  # from the output up: the last bias, then the last weights
        node = node.input_value(0).get_node()
        if node.get_type_name() in ("Add", "MatMul"):
            values = node.input_value(1)
            axis = opset13.constant(np.int64(len(values.get_shape()) - 1))
            node.input(1).replace_source_output(opset13.gather(values, opset13.constant(classes), axis).output(0))
            cut += 1
    model.validate_nodes_and_infer_types()
    return ["", *kept, " "]


def _line(cx: float, cy: float, w: float, h: float, turn: float, scale: float) -> _Line:
    """The crop of a rectangle of detector pixels (centre already in image pixels) as a line read left to right."""
    if w < h:
        w, h, turn = h, w, turn - 90
    turn = (turn + 90) % 180 - 90  # -90..90: along the long side
    angle = 0
    if abs(turn) > 45 and w > 1.5 * h:
        angle = 90  # read upwards: how French documents turn their labels
        turn = turn - 180 if turn > 0 else turn
    elif abs(turn) > 45:
        w, h, turn = h, w, turn - 90 if turn > 0 else turn + 90
    w, h = w * scale, h * scale
    width = max(_STEP * 2, round(w * _HEIGHT / h))
    u = h / _HEIGHT
    c, s = np.cos(np.radians(turn)) * u, np.sin(np.radians(turn)) * u
    x0 = cx - (c * width - s * _HEIGHT) / 2
    y0 = cy - (s * width + c * _HEIGHT) / 2
    return _Line(np.array([[c, -s, x0], [s, c, y0]], np.float64), width, angle)


def _level(x0: float, y0: float, x1: float, y1: float) -> _Line:
    """The crop of a level rectangle of pixels."""
    u = (y1 - y0) / _HEIGHT
    return _Line(np.array([[u, 0, x0], [0, u, y0]], np.float64), max(_STEP * 2, round((x1 - x0) / u)), 0)


def _batches(widths: list[int]) -> list[tuple[int, list[int]]]:
    """Lines of these widths in batches, the widest first: the width of each batch, and its lines.

    Each call of the recogniser costs as much as 200 pixels more, a change of shape as much again, and a shape it has not
    met before as 3,500: so there are few widths, and two sizes of batch at most for each.
    """
    left = sorted(range(len(widths)), key=lambda i: (widths[i], -i))
    out = []
    while left:
        widest = widths[left[-1]]
        width = next((w for w in _WIDTHS if widest <= _SQUEEZED * w), -(-widest // _WIDEST_STEP) * _WIDEST_STEP)
        many = next((n for n in _TOGETHER if n * width <= _PIXELS_A_BATCH), 1)
        if len(left) < many or sum(widths[i] for i in left[-many:]) < _FILLED * many * width:
            many = 1
        out.append((width, [left.pop() for _ in range(many)]))
    return out


def _at_most(line: _Line, width: int) -> _Line:
    """The line, squeezed where it is wider than that."""
    if line.width <= width:
        return line
    return _Line(line.to_page * (line.width / width, 1.0, 1.0), width, line.angle)


def _blank_columns(crop: np.ndarray) -> np.ndarray:
    """True on the columns of a line's crop without ink, dark on light or light on dark."""
    core = crop[_HEIGHT // 10 : -_HEIGHT // 10]
    ground = int(median(core))
    far = np.maximum(core.max(axis=0).astype(np.int16) - ground, ground - core.min(axis=0).astype(np.int16))
    return far < 0.35 * percentiles(far.astype(np.uint8), 98)[0]


def _spaces(text: list[str], steps: np.ndarray, blank: np.ndarray) -> list[bool]:
    """For each letter, whether the ink leaves a word's space before it that the recogniser did not say.

    A space stands out among the blanks of its own line. A 1 has blanks around it in any number, and tells nothing;
    a dash has more than letters have.
    """
    if len(text) < 2:
        return [False] * len(text)
    widths = _widest_blanks(steps, blank)
    inside = [w for w, a, b in zip(widths, text, text[1:], strict=False) if a != " " and b != " "]
    pitch = np.median(np.diff(steps)) * _STEP
    least = max(0.45 * pitch, 2.5 * float(np.median(inside))) if len(text) >= 6 and inside else _SPACE
    out = [False]
    for width, a, b in zip(widths, text, text[1:], strict=False):
        wanted = 1.6 * least if a in _DASHES or b in _DASHES else least
        out.append(width > wanted and " " not in (a, b) and "1" not in (a, b))
    return out


def _widest_blanks(steps: np.ndarray, blank: np.ndarray) -> list[int]:
    """Between each letter and the next, the widest run of blank columns with ink on both its sides, in pixels."""
    ink = np.flatnonzero(~blank)
    before = np.flatnonzero(np.diff(ink) > 1)
    runs = list(zip(ink[before].tolist(), ink[before + 1].tolist(), strict=True))
    out = []
    first = 0
    for start, end in itertools.pairwise((steps * _STEP + _STEP // 2).tolist()):
        while first < len(runs) and runs[first][0] < start:
            first += 1
        held = itertools.takewhile(lambda run, end=end: run[1] < end, runs[first:])
        out.append(max((right - left - 1 for left, right in held), default=0))
    return out


def _read_line(
    line: _Line, best: np.ndarray, sure: np.ndarray, letters: list[str], blank: np.ndarray
) -> OcrLine | None:
    """The text of one line, its words placed by the steps at which their letters were seen."""
    steps = np.flatnonzero((best != 0) & np.concatenate(([True], best[1:] != best[:-1])))
    steps = steps[steps * _STEP < line.width]
    words: list[OcrWord] = []
    start = 0
    text = [letters[best[s]] for s in steps]
    apart = _spaces(text, steps, blank)
    for end in range(len(steps) + 1):
        if end < len(steps) and text[end] != " " and not apart[end]:
            continue
        if end > start:
            run = steps[start:end]
            box = _place(line, (run[0] - 0.5) * _STEP, (run[-1] + 1.5) * _STEP)
            words.append(OcrWord("".join(text[start:end]), box, float(sure[run].mean())))
        start = end if end < len(steps) and apart[end] else end + 1
    if not words:
        return None
    letters_seen = sum(len(w.text) for w in words)
    confidence = sum(w.confidence * len(w.text) for w in words) / letters_seen
    if confidence < _LEAST:
        return None
    return OcrLine(" ".join(w.text for w in words), _place(line, 0, line.width), confidence, tuple(words), line.angle)


def _place(line: _Line, x0: float, x1: float) -> Box:
    x0, x1 = max(0.0, x0), min(float(line.width), x1)
    corners = np.array([[x0, 0, 1], [x1, 0, 1], [x0, _HEIGHT, 1], [x1, _HEIGHT, 1]]) @ line.to_page.T
    return Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())
