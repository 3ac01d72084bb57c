"""Character and word error rates and pages a second: ours, RapidOCR as it comes, and Tesseract, on the same pages.

The pages are born-digital ones of ``data/raw/examples``, drawn, then spoilt as scanners spoil them; their text layer
is the truth. Every reader gets the same image of the same page in the same run: ours as the PDF a scanner makes, which
it draws, the others as pixels. Pages a second are those of processes that have read one page before.

    python -m benchmarks.ocr [--pages N] [--only ours,rapidocr,tesseract]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pymupdf
from rapidfuzz.distance import Levenshtein

from extractors.layout.lines import make_lines
from extractors.reading import read_page
from extractors.sheet import Sheet
from models.geometry import Box
from models.page import Word

EXAMPLES = Path(__file__).resolve().parent.parent / "data" / "raw" / "examples"


@dataclass(frozen=True)
class Spoil:
    """How a page is spoilt: resolution, skew in degrees, noise, JPEG quality, shadow, quarter turns clockwise."""

    dpi: int = 200
    skew: float = 0.0
    noise: float = 4.0
    jpeg: int = 40
    shadow: float = 0.0
    turns: int = 0
    bitonal: bool = False


PAGES: tuple[tuple[str, int, Spoil], ...] = (
    ("pdalpd_sarthe.pdf", 2, Spoil(skew=0.4)),
    ("pdalpd_sarthe.pdf", 8, Spoil(dpi=150, skew=-1.2, noise=6)),
    ("pdalpd_sarthe.pdf", 15, Spoil(skew=2.0, jpeg=25, shadow=0.3)),
    ("contrat_ville_fiche_221.pdf", 0, Spoil(skew=-0.7, noise=8)),
    ("contrat_ville_fiche_221.pdf", 1, Spoil(dpi=150, skew=0.3)),
    ("cia_cacl.pdf", 2, Spoil(jpeg=20)),
    ("cia_cacl.pdf", 5, Spoil(dpi=300, bitonal=True, skew=0.5)),
    ("plh_agglo.pdf", 3, Spoil(skew=1.5, noise=6, shadow=0.25)),
    ("plh_agglo.pdf", 6, Spoil(dpi=150, jpeg=30, skew=-2.0)),
    ("plh_agglo.pdf", 9, Spoil(skew=-0.3, jpeg=30)),
    ("pdalpd_sarthe.pdf", 10, Spoil(turns=1, skew=0.6)),
    ("plh_agglo.pdf", 4, Spoil(turns=2, skew=-0.6)),
)


@dataclass
class Case:
    """One spoilt page: its image, the truth in points of the digital page, and the way from pixels to points."""

    name: str
    image: np.ndarray
    pdf: bytes  # the same image in the one-page PDF a scanner makes
    dpi: int
    truth: list[Word]
    to_points: np.ndarray
    turned: bool


def spoilt(page: pymupdf.Page, how: Spoil, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(image, affine 2x3 from its pixels to points of the page)."""
    chance = np.random.default_rng(seed)
    pixmap = page.get_pixmap(dpi=how.dpi, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    height, width = image.shape
    go = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), -how.skew, 1.0), [0, 0, 1]])
    image = cv2.warpAffine(image, go[:2], (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_LINEAR)
    for _ in range(how.turns % 4):
        go = np.array([[0, -1, image.shape[0]], [1, 0, 0], [0, 0, 1.0]]) @ go
        image = np.rot90(image, -1)
    grey = cv2.GaussianBlur(image, (0, 0), 0.6 * how.dpi / 200).astype(np.float32)
    grey = 20 + grey * (235 / 255)
    if how.shadow:
        ramp = np.linspace(1 - how.shadow, 1, grey.shape[1], dtype=np.float32)
        grey *= ramp[None, :]
    grey += chance.normal(0, how.noise, grey.shape).astype(np.float32)
    image = np.clip(grey, 0, 255).astype(np.uint8)
    if how.bitonal:
        image = np.where(image > 150, 255, 0).astype(np.uint8)
    else:
        image = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])[1], 0)
    back = np.linalg.inv(go)[:2] * (72 / how.dpi)
    return np.ascontiguousarray(image), back


def cases(limit: int = len(PAGES)) -> list[Case]:
    """The spoilt pages, each with its truth."""
    out = []
    for seed, (name, index, how) in enumerate(PAGES[:limit]):
        with pymupdf.open(EXAMPLES / name) as doc:
            page = doc[index]
            image, back = spoilt(page, how, seed)
            truth = read_page(Sheet(page), index + 1).words
            out.append(Case(f"{name}:{index + 1}", image, as_pdf(image, how.dpi), how.dpi, truth, back, how.turns != 0))
    return out


def as_pdf(image: np.ndarray, dpi: int) -> bytes:
    """A one-page PDF holding nothing but the image."""
    with pymupdf.open() as doc:
        height, width = image.shape
        page = doc.new_page(width=width * 72 / dpi, height=height * 72 / dpi)
        page.insert_image(page.rect, stream=cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes())
        return doc.tobytes()


# Readers: a case -> words with their centres in pixels. --------------------------------------------------------------

Found = list[tuple[str, float, float]]
Reader = Callable[[Case], Found]
_kept: dict[str, object] = {}


def ours(case: Case, engine: str = "rapidocr") -> Found:
    from extractors.ocr.engine import get_engine
    from extractors.ocr.page import read_scanned

    with pymupdf.open(stream=case.pdf, filetype="pdf") as doc:
        read = read_scanned(doc[0], 1, get_engine(engine))
    found: Found = []
    for w in read.words:
        box = read.displayed(w.box)
        found.append((w.text, box.cx * case.dpi / 72, box.cy * case.dpi / 72))
    return found


def ours_tesseract(case: Case) -> Found:
    return ours(case, "tesseract")


def rapidocr_defaults(case: Case) -> Found:
    from rapidocr import RapidOCR

    reader = _kept.setdefault("rapidocr", None) or RapidOCR(params={"Global.log_level": "error"})
    _kept["rapidocr"] = reader
    said = reader(cv2.cvtColor(case.image, cv2.COLOR_GRAY2BGR), return_word_box=True)
    out: Found = []
    for text, box in zip(said.txts or (), said.boxes if said.boxes is not None else (), strict=True):
        # Its word boxes leave some letters out, so the words of its text are spread along its line.
        (x0, y0), (x1, y1) = (box[0] + box[3]) / 2, (box[1] + box[2]) / 2
        at = 0
        for word in text.split(" "):
            share = (at + len(word) / 2) / max(len(text), 1)
            out.append((word, x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
            at += len(word) + 1
    return out


def tesseract_defaults(case: Case) -> Found:
    said = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "fra", "--psm", "3", "--dpi", str(case.dpi), "tsv"],
        input=cv2.imencode(".pgm", case.image)[1].tobytes(),
        capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    ).stdout.decode()  # fmt: skip
    out: Found = []
    for row in said.splitlines()[1:]:
        cells = row.split("\t")
        if cells[0] == "5" and cells[11].strip():
            x, y, w, h = map(float, cells[6:10])
            out.append((cells[11].strip(), x + w / 2, y + h / 2))
    return out


# Score: errors on the lines of the truth, whatever the order a reader gives its lines in. ----------------------------

_SAME = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " ", "“": '"', "”": '"'})
_BULLETS = {"•", "·", "▪", "■", "●", "○", "➢", "►", "❖", "\uf0a7", "\uf0d8", "\uf0fc", "\uf0b7", "o", "-"}


def _plain(text: str) -> str:
    text = text.translate(_SAME).replace("œ", "oe").replace("Œ", "OE").replace("ﬁ", "fi").replace("ﬂ", "fl")
    text = text.replace("…", "...")
    # Bullets are drawn or printed, and tools disagree on which letter they are: none counts.
    return " ".join(word for word in text.split() if word not in _BULLETS)


def errors(truth: list[Word], found: Found, back: np.ndarray) -> tuple[int, int, int, int]:
    """(wrong letters, letters, wrong words, words)."""
    lines = make_lines(w for w in truth if w.angle == 0)
    aside = [w.box for w in truth if w.angle != 0]
    held: list[list[tuple[float, str]]] = [[] for _ in lines]
    stray = 0
    stray_words = 0
    for text, x, y in found:
        px, py = back @ (x, y, 1)
        if any(b.x0 - 2 <= px <= b.x1 + 2 and b.y0 - 2 <= py <= b.y1 + 2 for b in aside):
            continue
        at = min(range(len(lines)), key=lambda i: _far(lines[i].box, px, py), default=None)
        if at is None or _far(lines[at].box, px, py) > 12:
            stray += len(_plain(text))
            stray_words += 1
        else:
            held[at].append((px, text))
    wrong, letters, wrong_words, words = stray, 0, stray_words, 0
    for line, words_here in zip(lines, held, strict=True):
        said = _plain(" ".join(text for _, text in sorted(words_here)))
        meant = _plain(line.text)
        wrong += Levenshtein.distance(meant, said)
        letters += len(meant)
        wrong_words += Levenshtein.distance(meant.split(), said.split())
        words += len(meant.split())
    return wrong, letters, wrong_words, words


def _far(box: Box, x: float, y: float) -> float:
    dx = max(box.x0 - x, 0.0, x - box.x1)
    return dx + 2 * abs(y - box.cy)


def _processor_seconds() -> float:
    """Of this process and of the commands it ran: what a busy machine does not change."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def _timed(reader: Reader, case: Case) -> tuple[Found, float, float]:
    start, worked = time.perf_counter(), _processor_seconds()
    found = reader(case)
    return found, time.perf_counter() - start, _processor_seconds() - worked


def report(reader: Reader, pages: list[Case], *, detail: bool = False) -> tuple[float, ...]:
    """(CER, WER of upright pages, CER of turned ones, pages a second, processor seconds a page), one process."""
    reader(pages[0])  # models loaded, caches warm
    sums = {False: np.zeros(4), True: np.zeros(4)}
    spent = worked = 0.0
    for case in pages:
        found, seconds, work = _timed(reader, case)
        result = np.array(errors(case.truth, found, case.to_points), float)
        sums[case.turned] += result
        if not case.turned:
            spent += seconds
            worked += work
        if detail:
            print(f"    {case.name:34} CER {result[0] / max(result[1], 1):7.2%}  {seconds:5.2f} s  {work:5.2f} s CPU")
    up, turned = sums[False], sums[True]
    count = sum(not c.turned for c in pages)
    return up[0] / max(up[1], 1), up[2] / max(up[3], 1), turned[0] / max(turned[1], 1), count / spent, worked / count


_own: list[Case] = []  # of a worker


def _begin(pages: list[Case], reader: Reader, ready: multiprocessing.Barrier) -> None:
    _own[:] = pages
    reader(pages[0])
    ready.wait()  # none starts before all are warm


def _worker(job: tuple[Reader, int]) -> float:
    """Processor seconds."""
    return _timed(job[0], _own[job[1]])[2]


def throughput(reader: Reader, pages: list[Case], workers: int, rounds: int) -> tuple[float, float]:
    """(pages a second, processor seconds a page) with several processes, each started afresh and warm."""
    upright = [c for c in pages if not c.turned]
    # Not forked: plans are read by processes that load their own models.
    fresh = multiprocessing.get_context("spawn")
    ready = fresh.Barrier(workers + 1)
    with fresh.Pool(workers, _begin, (upright, reader, ready)) as pool:
        jobs = [(reader, i) for _ in range(rounds) for i in range(len(upright))]
        ready.wait()
        start = time.perf_counter()
        worked = sum(pool.imap_unordered(_worker, jobs))
        return len(jobs) / (time.perf_counter() - start), worked / len(jobs)


READERS = {
    "ours": ours,
    "ours-tesseract": ours_tesseract,
    "rapidocr": rapidocr_defaults,
    "tesseract": tesseract_defaults,
}


def main(argv: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=len(PAGES))
    parser.add_argument("--only", default="ours,rapidocr,tesseract")
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--one", action="store_true", help="one process only")
    parser.add_argument("--rounds", type=int, default=3, help="of the pages, by two processes")
    args = parser.parse_args(argv)
    pages = cases(args.pages)
    print(f"{len(pages)} pages, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    head = f"{'CER':>7} {'WER':>7} {'CER turned':>11} {'CPU s/p':>8} {'p/s, 1 proc.':>13}"
    print(f"{'':16} {head} {'p/s, 2 proc.':>13} {'CPU s/p':>8}")
    for name in args.only.split(","):
        if "tesseract" in name and not shutil.which("tesseract"):
            print(f"{name:16} not installed")
            continue
        cer, wer, turned, speed, work = report(READERS[name], pages, detail=args.detail)
        # RapidOCR's defaults already take every core in one process.
        two, work_of_two = float("nan"), float("nan")
        if name != "rapidocr" and not args.one:
            two, work_of_two = throughput(READERS[name], pages, 2, args.rounds)
        print(
            f"{name:16} {cer:7.2%} {wer:7.2%} {turned:11.2%} {work:8.2f} {speed:13.2f} {two:13.2f} {work_of_two:8.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
