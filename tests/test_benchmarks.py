"""The pure parts of the benchmarks: tables, markers, ratios; and a reader answering from its own process."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.peers import report, startup, workers
from benchmarks.peers.comparing import FLOOR, OURS, Measured, Served, readers_section

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "data" / "raw" / "examples" / "contrat_ville_fiche_221.pdf"
PAGE = "before\n<!-- measured: a -->\nold\n<!-- /measured -->\nbetween\n<!-- measured: b --><!-- /measured -->\nafter\n"


def test_a_table_holds_its_cells_and_dashes_what_is_missing() -> None:
    made = report.table(("reader", "ms"), [("a|b", "1.00"), ("c", None)])
    assert made.splitlines() == ["| reader | ms |", "|---|---:|", "| a\\|b | 1.00 |", "| c | – |"]
    with pytest.raises(ValueError):
        report.table(("reader", "ms"), [("alone",)])


def test_only_what_stands_between_the_markers_changes() -> None:
    changed = report.with_section(PAGE, "a", "new\n")
    assert changed == PAGE.replace("old", "new")
    assert report.section(changed, "a") == "new"
    assert report.with_section(PAGE, "b", "x").endswith("<!-- measured: b -->\nx\n<!-- /measured -->\nafter\n")


def test_writing_a_section_twice_changes_nothing_more() -> None:
    once = report.with_section(PAGE, "a", "| x |\n\ny")
    assert report.with_section(once, "a", report.section(once, "a")) == once


@pytest.mark.parametrize(
    "page", ["nothing", "<!-- measured: a -->", "<!-- measured: a -->\n<!-- measured: b -->\n<!-- /measured -->"]
)
def test_a_page_without_both_markers_is_refused(page: str) -> None:
    with pytest.raises(KeyError):
        report.with_section(page, "a", "new")


def test_the_page_of_the_speeds_has_a_place_for_each_section() -> None:
    from benchmarks.peers.__main__ import PAGE, SECTIONS

    text = PAGE.read_text("utf-8")
    for name in SECTIONS:
        report.section(text, name)


def test_a_ratio_is_of_the_documents_both_read_each_at_its_best() -> None:
    mine = {"a": [6.0, 4.0], "b": [100.0]}
    floor = {"a": [1.0, 2.0], "c": [5.0]}
    assert report.ratio(mine, floor) == 4.0
    assert report.middle(mine) == 105.0


def test_a_goal_says_whether_it_holds() -> None:
    assert report.goal("times", 7.9, 8).endswith("≤ 8: 7.90, **held**")
    assert report.goal("times", 8.1, 8).endswith("**not held**")
    assert report.goal("times", 1.9, 1.8, at_least=True).endswith("≥ 1.8: 1.90, **held**")


def test_the_readers_table_tells_who_is_missing_and_why() -> None:
    found = {
        FLOOR: Measured({"a.pdf": [0.010, 0.012]}, {"a.pdf": [0.010, 0.011]}, 40.0),
        OURS: Measured({"a.pdf": [0.070, 0.100]}, {"a.pdf": [0.070, 0.071]}, 180.0),
        "pdfplumber": Measured({"a.pdf": [0.300]}, {"a.pdf": [0.290]}, 90.0),
        "kreuzberg": Measured(refused=["no network"]),
        "pymupdf4llm": Measured(refused=["no network"]),
    }
    told = readers_section(found, {"a.pdf": 10})
    assert "| planothèque | validated records | 7.00 | 8.50 | 7.00 | 7.00 | 7.00 | 180 |" in told
    assert "| kreuzberg | text | – | – | – | – | – | – |" in told
    assert "- kreuzberg: no network." in told
    assert "| a.pdf | 10 | 1.00 | 7.00 | 7.00 | 7.00 |" in told
    assert "than pdfplumber (processor) ≥ 5: 4.14, **not held**" in told and "than pymupdf4llm" not in told


def test_a_reader_answers_from_its_own_process_and_survives_a_bad_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"no PDF")
    with Served(FLOOR) as reader:
        first = reader.read(EXAMPLE)
        assert first["gave"] > 100 and first["seconds"] > 0 and first["peak"] > 10
        assert "error" in reader.read(bad)
        assert reader.read(EXAMPLE)["gave"] == first["gave"]


def test_copies_differ_but_not_their_words(tmp_path: Path) -> None:
    import pymupdf

    workers.distinct_copies([EXAMPLE], 2, tmp_path / "plans")
    one, two = sorted((tmp_path / "plans").iterdir())
    assert one.read_bytes() != two.read_bytes()
    with pymupdf.open(one) as a, pymupdf.open(two) as b:
        assert [p.get_text() for p in a] == [p.get_text() for p in b]


def test_the_start_up_table_counts_from_an_empty_python() -> None:
    times = {startup.BARE: [(0.02, 0.01)], "--help": [(0.07, 0.05), (0.05, 0.04)], "query": [(0.42, 0.3)]}
    told = startup.section(times)
    assert "| `planotheque --help` | 50 | 60 | 40 | 30 |" in told
    assert "`planotheque query` over `python -c pass` ≤ 0.35 s: 0.40 s, **not held**" in told


def test_two_workers_are_told_beside_two_bare_processes() -> None:
    same = {"start": [2.0], "parent": [1.6], "children": [8.0], "starting": [1.5]}
    one = same | {"read": [12.0, 13.0], "whole": [13.0], "bare": [4.0], "waiting": [4.8]}
    two = same | {"read": [7.0], "whole": [8.0], "bare": [2.0], "waiting": [2.5]}
    told = workers.section({1: one, 2: two}, copies=16)
    assert "| reading | 12.0 | 7.00 | 1.71 |" in told
    assert "reading ≥ 1.8: 1.71, **not held**" in told and "waits ≥ 1.8: 1.92, **held**" in told
    assert "100 ms in the one that supervises" in told


def test_planotheque_is_measured_to_its_validated_records() -> None:
    with Served(OURS) as reader:
        assert reader.read(EXAMPLE).get("gave") == 1
