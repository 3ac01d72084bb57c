"""The same plan as another file would hold it, and what is lost of its reading: python -m benchmarks.changes PDF...

Each kind changes what a reader of the page hardly notices. A plan is read as it is and changed, and the values of its
actions and levels are compared: nothing needs to be annotated. Nothing is drawn by chance.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pymupdf

from benchmarks.peers.report import table
from extractors.document import read_document
from models.segment import Extraction

Change = Callable[[pymupdf.Document], pymupdf.Document]

STAMP = (
    "Accusé de réception en préfecture", "033-243301223-20240328-2024-03-28-07-DE",
    "Date de télétransmission : 02/04/2024", "Date de réception préfecture : 02/04/2024",
)  # fmt: skip
ACT = (
    "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL COMMUNAUTAIRE", "Séance du 28 mars 2024",
    "Objet : approbation du document annexé", "Vu le code général des collectivités territoriales,",
    "Considérant que le document répond aux besoins recensés sur le territoire,",
    "Après en avoir délibéré, le conseil communautaire, à l'unanimité, approuve le document annexé.",
    "Pour extrait conforme, la présidente",
)  # fmt: skip


def _placed(place: Callable[[pymupdf.Document, pymupdf.Document, int, pymupdf.Rect], None]) -> Change:
    """Every page drawn again on a page of another file."""

    def change(doc: pymupdf.Document) -> pymupdf.Document:
        out = pymupdf.open()
        for index, page in enumerate(doc):
            place(out, doc, index, page.rect)
        return out

    return change


def _printed(draw: Callable[[pymupdf.Page, int], None]) -> Change:
    """Something printed on every page; its index from 0."""

    def change(doc: pymupdf.Document) -> pymupdf.Document:
        for index, page in enumerate(doc):
            page.wrap_contents()
            draw(page, index)
        return doc

    return change


def _scaled(factor: float) -> Change:
    def place(out: pymupdf.Document, doc: pymupdf.Document, index: int, r: pymupdf.Rect) -> None:
        page = out.new_page(width=r.width * factor, height=r.height * factor)
        page.show_pdf_page(page.rect, doc, index)

    return _placed(place)


def _turned(angle: int, told: bool) -> Change:
    """The content turned on its page; ``told``: and the page turned back by /Rotate."""

    def place(out: pymupdf.Document, doc: pymupdf.Document, index: int, r: pymupdf.Rect) -> None:
        w, h = (r.height, r.width) if angle % 180 else (r.width, r.height)
        page = out.new_page(width=w, height=h)
        page.show_pdf_page(page.rect, doc, index, rotate=angle)
        if told:
            page.set_rotation(angle)

    return _placed(place)


def _sheets(order: Callable[[int], list[tuple[int, int]]]) -> Change:
    """Two pages a sheet, by their indexes."""

    def change(doc: pymupdf.Document) -> pymupdf.Document:
        out, r = pymupdf.open(), doc[0].rect
        for sides in order(len(doc)):
            page = out.new_page(width=2 * r.width, height=r.height)
            for side, index in enumerate(sides):
                if 0 <= index < len(doc):
                    page.show_pdf_page(pymupdf.Rect(side * r.width, 0, (side + 1) * r.width, r.height), doc, index)
        return out

    return change


def _booklet(count: int) -> list[tuple[int, int]]:
    last = -(-count // 4) * 4 - 1
    return [side for k in range((last + 1) // 4) for side in ((last - 2 * k, 2 * k), (2 * k + 1, last - 2 * k - 1))]


def _stamp(page: pymupdf.Page, _: int) -> None:
    for k, line in enumerate(STAMP):
        page.insert_text((page.rect.width - 175, 10 + 7.5 * k), line, fontsize=6.5)


def _side_stamp(page: pymupdf.Page, _: int) -> None:
    page.insert_text((9, page.rect.height * 0.8), " - ".join(STAMP[:2]), fontsize=6.5, rotate=90)


def _watermark(page: pymupdf.Page, _: int) -> None:
    middle = pymupdf.Point(page.rect.width / 2, page.rect.height / 2)
    size = min(page.rect.width, page.rect.height) / 5
    at = middle - (pymupdf.get_text_length("PROJET", fontsize=size) / 2, -size / 3)
    turn = (middle, pymupdf.Matrix(45))
    page.insert_text(at, "PROJET", fontsize=size, color=(0.85,) * 3, morph=turn, overlay=False)


def _line_numbers(page: pymupdf.Page, _: int) -> None:
    for k, y in enumerate(sorted({round(w[3]) for w in page.get_text("words")}), 1):
        page.insert_text((14, y - 2), str(k), fontsize=7)


def _running(page: pymupdf.Page, index: int) -> None:
    page.insert_text((page.rect.width * 0.3, 14), "Annexe n° 2 à la délibération du 28 mars 2024", fontsize=7)
    page.insert_text((page.rect.width * 0.8, page.rect.height - 8), f"Page {index + 4} sur 90", fontsize=7)


def _after_act(doc: pymupdf.Document) -> pymupdf.Document:
    page = doc.new_page(0, width=595, height=842)
    for k, line in enumerate(ACT):
        page.insert_text((70, 90 + 24 * k), line, fontsize=10.5)
    return doc


CHANGES: dict[str, Change] = {
    "half the size": _scaled(0.71),
    "twice the size": _scaled(1.41),
    "turned, and turned back by /Rotate": _turned(90, True),
    "upside down, and turned back": _turned(180, True),
    "laid on its side": _turned(90, False),
    "two pages a sheet": _sheets(lambda n: [(k, k + 1) for k in range(0, n, 2)]),
    "spreads": _sheets(lambda n: [(k, k + 1) for k in range(-1, n, 2)]),
    "a booklet to fold": _sheets(_booklet),
    "a receipt stamped at the top": _printed(_stamp),
    "a receipt stamped up the margin": _printed(_side_stamp),
    "PROJET across the page": _printed(_watermark),
    "lines numbered in the margin": _printed(_line_numbers),
    "one more running head and page number": _printed(_running),
    "behind the act that adopts it": _after_act,
}


def values(plan: Extraction) -> Counter[tuple[str, ...]]:
    """What is compared: levels, actions and each of their fields, as words."""
    out = Counter(("level", o.number or "", _words(o.title.text if o.title else "")) for o in plan.orientations)
    for action in plan.actions:
        name = _words(action.title.text)
        out["action", action.number or "", name] += 1
        out.update((f.field, name, _words(f.text.text)) for f in action.fields if f.text)
    return out


def _words(text: str) -> str:
    return " ".join(text.split())


def kept(before: Counter, after: Counter) -> float:
    """F1 of the values read from the changed file beside those of the plan as it is."""
    both = 2 * (before & after).total()
    return both / (before.total() + after.total()) if before or after else 1.0


def read_changed(path: Path, change: Change | None, folder: Path) -> Extraction:
    """The plan read as ``change`` leaves it, under its own name; None: as it is."""
    with pymupdf.open(path) as doc:
        changed = change(doc) if change else doc
        changed.save(folder / path.name, garbage=3, deflate=True)
    return read_document(folder / path.name, ocr="off")


def measured(paths: Iterable[Path]) -> dict[str, list[float]]:
    """By kind of change, the share kept of each plan that has actions."""
    out: dict[str, list[float]] = {name: [] for name in CHANGES}
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            before = values(read_changed(path, None, Path(folder)))
            for name, change in CHANGES.items() if before else ():
                out[name].append(kept(before, values(read_changed(path, change, Path(folder)))))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", nargs="+", type=Path)
    found = measured(parser.parse_args().pdf)
    rows = [(name, f"{sum(v) / len(v):.3f}", f"{min(v):.3f}") for name, v in found.items() if v]
    print(table(("change", "kept", "least"), rows))


if __name__ == "__main__":
    main()
