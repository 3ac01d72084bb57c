"""``python -m benchmarks.plans --seeds 0-23 --out DIR``: PDFs, gold records and cases.json for ``planotheque evaluate``."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.plans.content import Plan, make_plan
from benchmarks.plans.hard_pages import FIRST_SEED, hard_plan
from benchmarks.plans.looks import KINDS, draw_style, page_html

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def gold_of(plan: Plan, s: dict) -> dict:
    """The records the plan holds, as an annotator would write them."""
    kind = KINDS.get(s["labels"]["indicator"], "evaluation")
    a, b = plan.years

    def bodies(pairs: list[tuple[str, bool]]) -> list[dict]:
        return [
            {"mention": m, "kind": "group"} if g else {"mention": m, "kind": "named", "org": m.lower()}
            for m, g in pairs
        ]

    wide = s["family"] == "wide"
    table = s["indicator_table"] and s["family"] not in ("wide", "two_up", "columns", "cards", "sidebar")
    used = _levels_shown(plan, s)
    actions = []
    for it in plan.items:
        level = plan.levels[it.level] if it.level is not None else None
        if wide and level is not None and it.level not in used:
            level = plan.levels[level["parent"]]
        indicators = [dict(i, kind=kind) if table else {"text": i["text"], "kind": kind} for i in it.indicators]
        actions.append({
            "number": it.number, "label": it.label, "title": it.title,
            "orientation": f"{level['label']} {level['number']}" if level else None,
            "objective": "\n".join(it.objective) or None,
            "context": None if wide else "\n".join(it.context) or None,
            "modalities": None if wide else "\n".join([*it.modalities, *it.steps]) or None,
            "pilots": bodies(it.pilots), "partners": bodies(it.partners),
            "cost": {"text": it.cost, "kind": it.cost_kind, "amounts": it.amounts,
                     "funders": [{"mention": f, "kind": "named", "org": f.lower()} for f in it.funders]},
            "indicators": indicators, "targets": it.targets,
            "calendar": {"text": it.calendar, "start": it.years[0], "end": it.years[1]} if it.calendar or it.years[0] else None,
        })  # fmt: skip
    levels = [
        {"number": v["number"], "label": v["label"], "title": v["title"],
         "parent": None if v["parent"] is None else f"{plan.levels[v['parent']]['label']} {plan.levels[v['parent']]['number']}"}
        for k, v in enumerate(plan.levels) if k in used
    ]  # fmt: skip
    document = {"plan_type": plan.kind, "title": None, "territory": plan.territory, "territory_code": plan.code, "territory_level": plan.level,
                "period": [a, b], "reference": None, "date": None}  # fmt: skip
    return {"document": document, "orientations": levels, "actions": actions}


def _levels_shown(plan: Plan, s: dict) -> set[int]:
    """A wide table with an axis column shows the top levels only."""
    if s["family"] == "wide" and s["size"] >= 10.2:
        return {k for k, v in enumerate(plan.levels) if v["parent"] is None}
    return set(range(len(plan.levels)))


def make(seed: int, out: Path, browser: str) -> dict:
    """Write one plan's PDF and gold under ``out`` and return its case."""
    if seed >= FIRST_SEED:
        family, html, gold = hard_plan(seed)
    else:
        s = draw_style(seed)
        plan = make_plan(seed, s)
        s["period"], s["running"] = plan.years, f"{plan.name} - {plan.territory}".replace("'", "’")
        family, html, gold = s["family"], page_html(plan, s), gold_of(plan, s)
    name = f"plan_{seed:04d}_{family}"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "plan.html"
        page.write_text(html, encoding="utf-8")
        pdf = out / "pdf" / f"{name}.pdf"
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--no-first-run", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    (out / "gold" / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), encoding="utf-8")
    return {"pdf": f"{name}.pdf", "gold": f"{name}.json"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0-23", help="first-last; from 3000 on, the hard families")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    browser = next((b for b in map(shutil.which, BROWSERS) if b), None)
    if browser is None:
        print("A Chromium browser is needed to typeset the plans.", file=sys.stderr)
        return 1
    for folder in ("pdf", "gold"):
        (options.out / folder).mkdir(parents=True, exist_ok=True)
    first, _, last = options.seeds.partition("-")
    cases = [make(seed, options.out, browser) for seed in range(int(first), int(last or first) + 1)]
    (options.out / "cases.json").write_text(json.dumps(cases, indent=1), encoding="utf-8")
    print(f"{len(cases)} plans in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
