"""What a PDF library mends or leaves out without a word, and what a file carries besides its pages.

MuPDF rebuilds a broken file and gives what it found as if it were whole: half the text may be gone. It says so in
warnings only; here they decide. Nothing a file carries is ever run or written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pymupdf

DAMAGED = "file_damaged"
MENDED = "file_mended"
ATTACHMENTS = "attachments"
ACTIVE = "active_content"

PART_LOST = "une partie de la page est abîmée dans le fichier : du texte peut manquer ou être faux"
UNREADABLE = "page illisible"  # how ``read_pages`` begins what it says of a page that fails
_LOST = re.compile(
    r"zlib error|premature end|syntax errors|syntax error in content|unknown keyword|is not a stream|stream is not|"
    r"read error|cannot draw text|stack overflow|no current point|gstate underflow|cannot find page|non-page object"
)
# What is said of a file whose table of contents alone is broken: every object is found again.
_HARMLESS = re.compile(r"xref|trailer|repair|garbage bytes before|repeated|version marker")
_LINKED = 500  # annotations looked at, of a document that has more


@contextmanager
def listening() -> Iterator[list[str]]:
    """Holds True in its list afterwards, as a message, when part of what was read meanwhile was lost."""
    pymupdf.TOOLS.reset_mupdf_warnings()
    lost: list[str] = []
    yield lost
    if _LOST.search(pymupdf.TOOLS.mupdf_warnings()):
        lost.append(PART_LOST)


def file_notices(doc: pymupdf.Document) -> dict[str, str]:
    """French sentences on the file itself, by name of check. To call first after opening: it hears what opening said."""
    said = pymupdf.TOOLS.mupdf_warnings()
    notices: dict[str, str] = {}
    if doc.is_repaired:
        catalog = doc.pdf_catalog()
        count = doc.xref_get_key(catalog, "Pages/Count") if catalog > 0 else ("null", "")
        broken = [line for line in said.splitlines() if not _HARMLESS.search(line)]
        if broken or count != ("int", str(doc.page_count)):
            notices[DAMAGED] = (
                "Le fichier est abîmé et a été réparé à l'ouverture : des pages ou des passages peuvent manquer."
            )
        else:
            notices[MENDED] = (
                "Le sommaire interne du fichier était abîmé : il a été reconstruit, et tout ce qu'il annonce est là."
            )
    names = _attachments(doc)
    if names:
        shown = ", ".join(f"« {name} »" for name in names[:3]) + ("…" if len(names) > 3 else "")
        notices[ATTACHMENTS] = (
            f"Le PDF contient {len(names)} fichiers joints ({shown}), qui ne sont ni lus ni extraits."
            if len(names) > 1
            else f"Le PDF contient un fichier joint ({shown}), qui n'est ni lu ni extrait."
        )
    if _is_active(doc):
        notices[ACTIVE] = "Le PDF contient du code ou des actions automatiques, qui ne sont jamais exécutés."
    return notices


def _attachments(doc: pymupdf.Document) -> list[str]:
    """Printable names; they are shown, never used as paths."""
    try:
        names = doc.embfile_names()
    except Exception:  # a broken tree of names
        return ["illisible"]
    found = [*names, *(_attached(doc))]
    return ["".join(c if c.isprintable() else "�" for c in name)[:80] or "sans nom" for name in found]


def _attached(doc: pymupdf.Document) -> list[str]:
    return ["annexe d'une page" for kind in _annotations(doc) if kind == pymupdf.PDF_ANNOT_FILE_ATTACHMENT]


def _annotations(doc: pymupdf.Document) -> Iterator[int]:
    """Kinds of the first annotations."""
    seen = 0
    for index in range(min(doc.page_count, _LINKED)):
        try:
            found = doc[index].annot_xrefs()
        except Exception:  # the page is told as unreadable when it is read
            continue
        for _, kind, *_ in found:
            yield kind
            seen += 1
            if seen >= _LINKED:
                return


def _is_active(doc: pymupdf.Document) -> bool:
    """Whether the file asks to run something by itself: JavaScript, a program to launch, an action on opening."""
    catalog = doc.pdf_catalog()
    if catalog <= 0:
        return False
    if _key(doc, catalog, "Names/JavaScript") or _key(doc, catalog, "AA"):
        return True
    if _key(doc, catalog, "OpenAction/S") in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/URI"):
        return True
    for index in range(min(doc.page_count, _LINKED)):
        try:
            if _key(doc, doc.page_xref(index), "AA"):
                return True
        except Exception:
            continue
    return False


def _key(doc: pymupdf.Document, xref: int, name: str) -> str:
    try:
        kind, value = doc.xref_get_key(xref, name)
    except Exception:
        return ""
    return "" if kind == "null" else value
