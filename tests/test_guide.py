"""The guide, the worked queries and the notebook give what they show, when someone follows them."""

import ast
import json
import re
from xml.etree import ElementTree

import pytest
from walked import ROOT, RUN, blocks, examples_home, executed, new_folder, same

GUIDE, QUERIES = ROOT / "docs" / "guide.md", ROOT / "docs" / "requetes.md"
NOTEBOOK = ROOT / "docs" / "analyses" / "cinq_analyses.ipynb"
QUERY_BLOCKS = list(blocks(QUERIES.read_text("utf-8")))


def test_the_guide_gives_what_it_shows(tmp_path):
    """From the first command to the last, in one new folder."""
    folder = new_folder(tmp_path)
    found = list(blocks(GUIDE.read_text("utf-8")))
    assert len(found) > 5
    for match in found:
        printed = RUN[match[1]](match[2], folder)
        assert match[3], f"no answer is shown for {match[2]}"
        assert same(match[3], printed), f"{match[2]}\ngives\n{printed}"
    assert (folder / "pilote.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "fiches.xlsx").read_bytes().startswith(b"PK")


def test_there_are_ten_queries():
    assert len(QUERY_BLOCKS) == len(re.findall(r"(?m)^## ", QUERIES.read_text("utf-8"))) == 10


@pytest.mark.parametrize("match", QUERY_BLOCKS, ids=range(1, 11))
def test_a_query_gives_the_answer_shown(match):
    printed = RUN["sql"](match[2], examples_home())
    assert same(match[3], printed), f"gives\n{printed}\n(python tests/walked.py docs/requetes.md writes it)"


def test_the_budget_is_what_the_plan_prints():
    """Page 25 of the example: its TOTAL line, read by eye."""
    printed = RUN["sql"](
        "select sum(montant_max) as euros from fr.budget_fiches where plan like 'PROGRAMME LOCAL%' group by annee order by annee",
        examples_home(),
    )
    lines = [line.strip() for line in printed.splitlines()[2:-1]]
    assert lines == ["1 340 000", "2 800 000", "2 770 000", "2 655 000", "2 255 000", "2 005 000"]


def test_the_notebook_runs_and_shows_what_it_gives():
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    made = executed(notebook, examples_home().parent)
    assert [c["outputs"] for c in cells] == made, "python tests/walked.py docs/analyses/cinq_analyses.ipynb writes them"
    drawings = ["".join(o["data"]["image/svg+xml"]) for outputs in made for o in outputs]
    assert len(drawings) == 5
    for drawing in drawings:
        tags = [e.tag.rpartition("}")[2] for e in ElementTree.fromstring(drawing).iter()]
        assert tags.count("rect") > 3 and tags.count("text") > 5


def test_the_notebook_needs_only_duckdb():
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    code = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module])
    }
    assert imported == {"duckdb", "html", "pathlib"}


@pytest.mark.parametrize(
    ("shown", "printed", "alike"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("…\nb\n", "x\ny\nb\n", True),
        ("…\nb\n", "x\nb\nc\n", False),
        ("en 1.2 s\n", "en 34,5 s\n", True),
        ("a  b\n", "a b\n", False),
        ("(3 lignes)\n", "(4 lignes)\n", False),
    ],
)
def test_the_comparison_sees_a_difference(shown, printed, alike):
    assert same(shown, printed) is alike
