"""The profile's picture and the stage each sample belongs to."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

from benchmarks.flame import flame
from benchmarks.stages import REST, stage_of

READ = ("/x/extractors/document.py", "read_document")
LINES = ("/x/extractors/layout/lines.py", "make_lines")
BOX = ("/x/models/geometry.py", "bounding")
WORDS = ("/y/pymupdf/extra.py", "extractWORDS<i>")


def test_a_shared_function_belongs_to_the_stage_that_calls_it() -> None:
    assert stage_of((READ, LINES, BOX)) == "Lines"
    assert stage_of((READ, WORDS)).startswith("MuPDF")
    assert stage_of((READ,)) == REST


def test_the_picture_is_as_wide_as_the_calls_are_frequent() -> None:
    drawn = ElementTree.fromstring(flame(Counter({(READ, LINES, BOX): 3, (READ, WORDS): 1})))
    widths = {
        rect.find("{*}title").text.split()[0]: float(rect.get("width"))  # type: ignore[union-attr]
        for rect in drawn.iter("{http://www.w3.org/2000/svg}rect")
    }
    assert widths["document.read_document"] == 4 * widths["extra.extractWORDS<i>"]
    assert widths["lines.make_lines"] == widths["geometry.bounding"] == 3 * widths["extra.extractWORDS<i>"]
