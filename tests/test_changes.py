"""A plan reads the same as another file would hold it; and the measure of it sees what is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from drawing import save
from plans import stacked_plan

from benchmarks.changes import CHANGES, kept, read_changed, values


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("plan") / "pdalhpd.pdf", stacked_plan())


@pytest.fixture(scope="module")
def as_it_is(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> Counter:
    return values(read_changed(plan, None, tmp_path_factory.mktemp("same")))


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_plan_reads_as_it_did(name: str, plan: Path, as_it_is: Counter, tmp_path: Path) -> None:
    assert sum(key[0] == "action" for key in as_it_is) == 3
    after = values(read_changed(plan, CHANGES[name], tmp_path))
    assert (kept(as_it_is, after), after - as_it_is, as_it_is - after) == (1.0, Counter(), Counter())


def test_what_is_lost_or_made_up_counts() -> None:
    before = Counter({("action", "1", "a"): 1, ("pilot", "a", "CAF"): 1})
    assert kept(before, before) == 1.0
    assert kept(before, Counter({("action", "1", "a"): 1})) == pytest.approx(2 / 3)
    assert kept(before, before + Counter({("pilot", "a", "DDT"): 2})) == pytest.approx(2 / 3)
    assert kept(Counter(), before) == 0.0
