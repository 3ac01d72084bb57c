"""Accuracy of linking over mentions of real bodies, from public knowledge: one half developed on, one kept aside.

``expected``: ``CAF@72`` a body of the registry (acronym, else name) and its territory (``R52`` a region, ``*`` any,
a word after the star tells two apart), ``epci:SIREN``, ``commune:INSEE``, ``group``, ``name:X`` a body known by its
name alone; a leading ``?`` where not knowing is right too.

The half kept aside was written before the rules; the first time it was measured, 213 of its 223 mentions were right, 10
were left unknown and none was wrong. Its misses were never looked at: keep it so, and add to the other half.
"""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from extractors.readers.organisations import is_group
from models.record import Organisation
from models.segment import Metadata
from pipeline.linking import Linker, find_definitions

DATA = Path(__file__).with_name("data")


def rows(name: str) -> list[dict[str, str]]:
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def linked(half: str) -> list[tuple[dict[str, str], Organisation, str]]:
    """Every mention with the organisation it got and the verdict: right, abstained or wrong."""
    documents = {d["document"]: d for d in rows("linking_documents.csv")}
    mentions: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows(f"linking_{half}.csv"):
        mentions[row["document"]].append(row)
    out = []
    for key, found in mentions.items():
        d = documents[key]
        context = Metadata(territory=d["territory"], territory_code=d["code"] or None, territory_level=d["level"])
        linker = Linker(
            context, mentions=[r["mention"] for r in found], definitions=find_definitions(d["text"]), fallback=key
        )
        got = [(r, linker.link(r["mention"], None, is_group(r["mention"]))) for r in found]
        verdicts = [verdict(r["expected"], o) for r, o in got]
        # Two bodies under one id, or one under two, is wrong whatever their names.
        for i, (r, o) in enumerate(got):
            for s, p in got[:i]:
                if "?" in r["expected"] + s["expected"] or "group" in (r["expected"], s["expected"]):
                    continue
                same = r["expected"] == s["expected"]
                if same != (o.organisation_id == p.organisation_id) and verdicts[i] == "right":
                    verdicts[i] = "wrong" if not same else "abstained"
        out += [(r, o, v) for (r, o), v in zip(got, verdicts, strict=True)]
    return out


def verdict(expected: str, o: Organisation) -> str:
    unknown = o.origin in ("document", "doubtful")
    if expected.startswith("?"):
        return "right" if unknown or verdict(expected[1:], o) == "right" else "wrong"
    if expected == "group":
        return "right" if o.origin == "group" else "abstained" if unknown else "wrong"
    kind, _, value = expected.partition(":")
    if kind == "name":
        if o.origin == "registry" and value.startswith(o.name.partition(" (")[0]):
            return "right"  # "Agence d'urbanisme (Toulouse)"
        if not unknown:
            return "wrong"
        return (
            "right"
            if o.origin == "document" and fuzz.token_set_ratio(value.lower(), o.name.lower()) >= 80
            else "abstained"
        )
    if kind in ("epci", "commune"):
        good = o.kind == kind and value in (o.territory_code, o.siren)
    else:
        name, _, place = expected.partition("@")
        good = o.origin == "registry" and name in (o.acronym, o.name.partition(" (")[0])
        good = good and (place.startswith("*") or (o.territory_code or "") == place.removeprefix("R"))
    return "right" if good else "abstained" if unknown else "wrong"


@pytest.mark.parametrize("half", ["dev", "held"])
def test_accuracy(half):
    found = linked(half)
    count = Counter(v for *_, v in found)
    misses = [f"{r['document']} {r['mention']!r}: {o.name!r} for {r['expected']}" for r, o, v in found if v != "right"]
    assert len(found) >= 150
    assert count["right"] / len(found) >= 0.95, misses
    assert count["abstained"] / len(found) < 0.05, misses
    assert count["wrong"] / len(found) < 0.01, misses


def test_a_mention_costs_little_once_the_lists_are_read():
    linked("dev")  # reads the lists
    began = time.process_time()
    count = len(linked("dev"))
    # A linker made anew for each of the documents is counted in; the limit promised is 1 ms a mention.
    assert (time.process_time() - began) / count < 0.002
