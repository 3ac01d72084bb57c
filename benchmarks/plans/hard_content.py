# ruff: noqa: E501  (sentences kept whole)
"""What a hard made-up plan says: deep outlines, long paragraphs, rare values, all drawn from a seed."""

from __future__ import annotations

import random

from benchmarks.plans import hard_words as words
from benchmarks.plans.content import Item, Plan
from benchmarks.plans.looks import ROMAN

# family: levels above the actions (least, most), fields that may be missing, fields never printed
FAMILIES: dict[str, tuple[int, int, str]] = {
    "rows": (1, 2, "objective cost funder indicator calendar partner yearly"),
    "three_places": (1, 2, "context objective modalities partner calendar indicator yearly"),
    "slides": (1, 2, "context objective modalities partner calendar indicator cost funder"),
    "narrative": (1, 3, "context objective modalities partner calendar indicator cost funder public"),
    "prose_columns": (1, 2, "objective modalities partner calendar indicator cost"),
    "sheets": (1, 2, "context objective partner calendar indicator cost"),
    "steps": (1, 2, "context objective modalities partner calendar indicator cost funder"),
    "unnumbered": (0, 2, "context objective modalities partner calendar indicator cost"),
    "three_levels": (3, 3, "context objective modalities partner calendar indicator cost funder place"),
    "margin": (0, 2, "context objective modalities partner calendar indicator cost public"),
    "questions": (0, 2, "context objective modalities partner calendar indicator cost funder public place"),
    "small_caps": (1, 2, "context objective modalities partner calendar indicator cost public"),
    "rotated": (1, 2, "context objective modalities partner calendar indicator cost funder"),
    "two_pages": (1, 2, "context objective modalities partner calendar indicator cost funder place"),
    "uneven": (0, 1, "objective modalities partner calendar indicator cost"),
    "by_axis": (1, 1, "objective partner calendar cost indicator"),
    "pairs": (1, 2, "context objective modalities partner calendar indicator cost funder public place"),
    "callouts": (1, 2, "context objective modalities partner calendar indicator cost"),
    "letter": (0, 1, "objective partner calendar cost indicator"),
    "logic": (1, 2, "objective partner calendar cost indicator"),
}
# From seed 3100 on, beside the first twenty.
MORE: dict[str, tuple[int, int, str]] = {
    "strip": (0, 2, "context objective modalities partner calendar indicator cost"),
    "boxes": (0, 2, "context objective modalities partner calendar indicator cost public"),
    "abreast": (0, 1, "objective modalities partner calendar indicator cost"),
    "header_cells": (1, 2, "context objective modalities partner calendar indicator cost funder"),
    "sentences": (0, 2, "modalities partner"),
    "gantt": (1, 1, "partner calendar cost indicator"),
    "money_table": (1, 2, "context objective modalities partner calendar indicator cost funder"),
    "measures": (1, 2, "context objective modalities partner calendar indicator cost"),
    "leaflet": (0, 1, "objective partner calendar cost"),
    "tabs": (1, 2, "context objective modalities partner calendar indicator cost funder public"),
}
SECOND_SEED = 3100
_TOPS = ["Axe", "Axe", "Axe", "Orientation", "Pilier", "Enjeu", "Ambition", "Défi", "Axe stratégique", "Volet", "Priorité"]
_SUBS = ["Objectif", "Objectif opérationnel", "Objectif stratégique", "Sous-axe", "Objectif"]
_TRIOS = [("Axe", "Objectif stratégique", "Objectif opérationnel"), ("Pilier", "Axe", "Objectif"), ("Axe", "Orientation", "Objectif"),
          ("Ambition", "Orientation", "Objectif opérationnel"), ("Axe stratégique", "Objectif général", "Objectif opérationnel")]  # fmt: skip
_WORDS = ["Action", "Action", "Fiche action", "Fiche", "Mesure", "Fiche-action", "Projet", ""]


def draw_content(seed: int, family: str) -> dict:
    """Choices of numbering, labels and values of one plan."""
    r = random.Random(f"hard content {seed}")
    least, most, fields = (FAMILIES | MORE)[family]
    depth = r.randint(least, most)
    s: dict = {"family": family, "depth": depth, "spice": _spice(seed, family)}
    top = r.choice(_TOPS)
    s["levels"] = list(r.choice(_TRIOS)) if depth == 3 else [top, r.choice(_SUBS)][:depth]
    s["level_numbers"] = r.choice(["dotted", "dotted", "roman", "letter", "restart", "running"])
    s["action_numbers"] = r.choice(["running", "running", "path", "path", "restart", "code", "letter"])
    if family == "unnumbered" or (family in ("uneven", "letter") and r.random() < 0.4):
        s["action_numbers"] = "none"
    if family in ("sheets", "three_places", "by_axis") and s["action_numbers"] in ("none", "restart"):
        s["action_numbers"] = "path"
    if family == "sheets":
        s["action_numbers"] = "path" if s["action_numbers"] in ("code", "letter") else s["action_numbers"]
    if not depth and s["action_numbers"] in ("path", "restart", "letter"):
        s["action_numbers"] = "running"
    s["word"] = r.choice(_WORDS)
    s["sign"] = r.choice(["", "", "n°", "n° "]) if s["word"] else ""
    s["sep"] = r.choice([" : ", " - ", " – ", ". ", " | ", " "])
    if not s["word"] and s["action_numbers"] in ("running", "restart"):
        s["sep"] = r.choice([". ", " - ", ") "])
    if family == "sheets":
        s["word"], s["sign"] = r.choice(["Objectif opérationnel", "Mesure", "Fiche objectif", "Chantier"]), ""
        if s["levels"][-1].startswith("Objectif"):
            s["levels"][-1] = "Orientation" if s["levels"][0] != "Orientation" else "Sous-axe"
    s["code"] = r.choice(["MOB-", "ACT-", "F-", "HAB"])
    keep = {"objective", "cost", "calendar", "partner"} if family in ("rows", "by_axis") else {"partner", "objective"}
    s["fields"] = {f for f in fields.split() if f in keep or r.random() < 0.8}
    if "yearly" in s["fields"] and family == "rows":
        s["fields"] -= {"cost"}
    s["joint"] = r.random() < 0.12 and family not in ("rows", "by_axis", "logic", "letter")
    s["services"] = r.random() < 0.35
    s["pilot_max"], s["partner_max"] = r.choice([1, 1, 2, 3]), r.choice([3, 5, 7])
    if family in MORE:
        s["crosses"] = family == "gantt"
        s["table_of_indicators"] = family == "measures"
        if family in ("gantt", "measures"):
            s["fields"] |= {"calendar", "indicator"} - ({"indicator"} if family == "gantt" else set())
        if family == "money_table":
            s["fields"] |= {"cost", "funder"}
        if family == "sentences":
            s["joint"] = False
        s["holes"] = r.random() < 0.4
        return s
    s["table_of_indicators"] = r.random() < 0.2 and family in ("margin", "pairs", "two_pages", "three_levels", "steps", "callouts")
    s["crosses"] = r.random() < 0.2 and family in ("rows", "pairs", "two_pages", "small_caps", "three_levels")
    s["holes"] = r.random() < 0.4
    return s


def _spice(seed: int, family: str) -> dict:
    """Habits of real plans that come on top, from the second series of seeds on; all off before."""
    r = random.Random(f"hard spice {seed}")
    chances = {"shy": 0.3, "spaced": 0.12, "capitals": 0.12, "extra": 0.4, "people": 0.12, "grouped": 0.12, "et": 0.25, "split_kinds": 0.12, "words": 0.3, "notes": 0.12, "stamp": 0.12, "watermark": 0.1,
               "top_line": 0.15, "odd_titles": 0.5}  # fmt: skip
    drawn = {k: r.random() < p for k, p in chances.items()}
    if seed < SECOND_SEED:
        return dict.fromkeys(drawn, False)
    if family in ("rows", "by_axis", "logic", "gantt", "leaflet", "sentences", "sheets"):
        drawn |= {"extra": False, "split_kinds": False, "grouped": False, "top_line": False}
    return drawn


def make_hard_plan(seed: int, s: dict) -> Plan:
    """The words of one plan, in the numbering ``s`` says."""
    r = random.Random(f"hard words {seed}")
    kind, name, level = r.choice(words.PLANS)
    place = r.choice(words.PLACES)
    if level == "departement":
        territory = r.choice(sorted(words.DEPARTEMENTS))
        code = words.DEPARTEMENTS[territory]
    elif level == "commune":
        territory, code = r.choice(words.TOWNS), None
    else:
        territory, code = r.choice([f"Communauté de communes {place}", f"Communauté d'agglomération {place}"]), None
    start = r.randint(2018, 2026)
    plan = Plan(seed, kind, name, territory, level, code, (start, start + r.choice([3, 4, 5, 6]) - 1))
    names = [*words.TITLES, *(words.TITLES_MORE if s["spice"]["odd_titles"] else [])]
    stock = {"titles": r.sample(names, len(names)), "levels": r.sample(words.LEVELS, len(words.LEVELS)), "running": 0, "running_levels": [0, 0, 0]}
    most = {"narrative": 14, "slides": 8, "uneven": 14, "rows": 24, "by_axis": 16, "letter": 9, "leaflet": 9, "gantt": 16}.get(s["family"], 10)
    _grow(r, plan, s, stock, [], None, most)
    return plan


def _grow(r: random.Random, plan: Plan, s: dict, stock: dict, path: list[int], parent: int | None, most: int) -> None:
    """Levels down to the actions, at most ``most`` of these."""
    depth = len(path)
    if depth == s["depth"]:
        n = r.randint(5, most) if depth == 0 else r.randint(*((2, 6) if s["family"] in ("rows", "by_axis") else (1, 3)))
        for rank in range(1, n + 1):
            if stock["running"] >= most or not stock["titles"]:
                return
            stock["running"] += 1
            plan.items.append(_item(r, plan, s, stock, path, rank, parent))
        return
    for rank in range(1, r.randint(2, 4 if depth == 0 else 2) + 1):
        if stock["running"] >= most or not stock["levels"]:
            return
        stock["running_levels"][depth] += 1
        here = [*path, rank]
        number = _level_number(s, here, stock["running_levels"][depth])
        plan.levels.append({"label": s["levels"][depth], "number": number, "title": stock["levels"].pop(), "parent": parent})
        _grow(r, plan, s, stock, here, len(plan.levels) - 1, most)


def _level_number(s: dict, path: list[int], running: int) -> str:
    tail = "".join(f".{k}" for k in path[1:])
    form = s["level_numbers"]
    if form == "restart":
        return str(path[-1])
    if form == "running":
        return str(running)
    if form == "roman":
        return ROMAN[path[0]] + tail
    if form == "letter":
        return "ABCDEFG"[path[0] - 1] + tail.replace(".", "", 1)
    return str(path[0]) + tail


def _number(s: dict, path: list[int], rank: int, running: int) -> str | None:
    form = s["action_numbers"]
    if form == "none":
        return None
    if form == "running":
        return str(running)
    if form == "restart":
        return str(rank)
    if form == "code":
        return f"{s['code']}{running:02d}"
    over = _level_number({**s, "level_numbers": s["level_numbers"] if s["level_numbers"] in ("roman", "letter") else "dotted"}, path, 0)
    return f"{over}.{'abcdefgh'[rank - 1]}" if form == "letter" else f"{over}.{rank}"


def _item(r: random.Random, plan: Plan, s: dict, stock: dict, path: list[int], rank: int, parent: int | None) -> Item:
    number = _number(s, path, rank, stock["running"])
    label = s["word"] if number else None
    printed = f"{s['word']} {s['sign']}{number}".strip() + s["sep"] if number else ""
    it = Item(number, printed, label or None, stock["titles"].pop(), parent)
    if s["family"] == "sheets":
        plan.levels.append({"label": label, "number": number, "title": it.title, "parent": parent})
        it.level = len(plan.levels) - 1
        for k in range(1, r.randint(2, 3) + 1):
            if stock["titles"]:
                sub = f"{number}.{k}" if number[-1].isalpha() else f"{number}.{'abc'[k - 1]}"
                part = Item(sub, f"Action {sub} : ", "Action", stock["titles"].pop(), it.level)
                _fill(r, plan, s, part)
                it.parts.append(part)
        return it
    _fill(r, plan, s, it)
    return it


def _fill(r: random.Random, plan: Plan, s: dict, it: Item) -> None:
    has, short = s["fields"], s["family"] in ("rows", "uneven", "by_axis", "letter", "logic", "sheets", "gantt", "abreast", "leaflet")
    if "context" in has:
        it.context = [_paragraph(r, words.CONTEXT, 2, 5) for _ in range(r.randint(1, 2))]
    if "objective" in has:
        it.objective = r.sample(words.OBJECTIVE, 1 if short else r.randint(1, 3))
    if "modalities" in has:
        it.modalities = [_paragraph(r, words.MODALITIES, 1 if short else 2, 2 if short else 4) for _ in range(1 if short else r.randint(1, 2))]
        it.steps = [] if short and r.random() < 0.6 else r.sample(words.STEPS, r.choice([0, 3, 4, 5]))
    if it.objective and r.random() < 0.4:
        phrase, unit, period = r.choice(words.TARGETS)
        value = r.choice([4, 6, 15, 25, 30, 45, 80, 150, 300])
        text = phrase.format(words.NUMERALS.get(value, value) if s["spice"]["words"] else value)
        if it.modalities and r.random() < 0.5:
            it.modalities.append(f"L'ambition est de {text}{'' if period else ' sur la durée du plan'}.")
        else:
            it.objective.append(text[0].upper() + text[1:] + ".")
        it.targets.append({"text": text, "value": value, "unit": unit, "period": period})
    it.pilots = [(r.choice(words.PEOPLE), False)] if s["spice"]["people"] else _bodies(r, s, s["pilot_max"], 0.04)
    taken = {_org(m) for m, _ in it.pilots}
    if "partner" in has:
        it.partners = [b for b in _bodies(r, s, s["partner_max"], 0.35) if _org(b[0]) not in taken]
    if s["joint"] and not it.partners:
        it.partners = [("associations locales", True)]
    if "cost" in has:
        _cost(r, it, s)
    if "yearly" in has:
        a, b = plan.years
        it.yearly = [r.choice([0, 0, 5, 12, 20, 35, 80]) * 1000 for _ in range(a, b + 1)]
        if not any(it.yearly):
            it.yearly[0] = 15000
        it.cost_kind = "stated"
        it.amounts = [{"amount": v, "period": None, "unit": None, "year": a + k} for k, v in enumerate(it.yearly) if v]
        it.amounts.append({"amount": sum(it.yearly), "period": None, "unit": None})
    if "calendar" in has:
        _calendar(r, it, plan, s)
    if "indicator" in has and not (s["holes"] and r.random() < 0.1):
        it.indicators = [{"text": t} for t in r.sample(words.INDICATORS, r.randint(1, 2 if short else 5))]
        if s["table_of_indicators"]:
            for i in it.indicators:
                i["baseline"], i["target"] = r.choice(words.BASES), r.choice(words.AIMS)
    if "public" in has:
        it.public = r.choice(words.PUBLICS)
    if "place" in has:
        it.place = r.choice(["Ensemble du territoire", "Bourgs-centres", f"Commune de {r.choice(words.TOWNS)}", "Quartiers prioritaires"])


def _paragraph(r: random.Random, stock: list[str], least: int, most: int) -> str:
    values = {"n": f"{r.randint(8, 90)} {r.randint(100, 999)}", "m": r.randint(12, 60), "p": r.randint(8, 61), "an": r.randint(2009, 2017), "k": r.randint(3, 14), "town": r.choice(words.TOWNS)}
    return " ".join(t.format(**values) for t in r.sample(stock, r.randint(least, most)))


def _org(mention: str) -> str:
    return mention.split(" (")[0]


def _bodies(r: random.Random, s: dict, most: int, groups: float) -> list[tuple[str, bool]]:
    out: list[tuple[str, bool]] = []
    for _ in range(r.randint(1, most)):
        group = r.random() < groups
        name = r.choice(words.GROUPS if group else words.NAMED)
        if name in {_org(n) for n, _ in out}:
            continue
        if s["services"] and name in words.SERVICES and r.random() < 0.5:
            name = f"{name} ({r.choice(words.SERVICES[name])})"
        out.append((name, group))
    return out


def _euros(r: random.Random) -> tuple[str, int]:
    value = r.choice([3, 6, 9, 14, 18, 24, 36, 55, 75, 110, 180, 320, 640, 1200]) * 1000
    form = r.randint(0, 4)
    if form == 0:
        return f"{value // 1000} k€" if value < 1000000 else "1,2 M€", value
    if form == 1:
        return f"{value:,} euros".replace(",", " "), value
    return f"{value:,} €".replace(",", "\u202f" if form == 2 else " "), value


def _one(value: int, period: str | None = None) -> dict:
    return {"amount": value, "period": period, "unit": None}


def _cost(r: random.Random, it: Item, s: dict) -> None:
    form = r.random()
    if form < 0.16:
        it.cost, it.cost_kind = r.choice([("À définir", "to_define"), ("À chiffrer", "to_define"), ("En cours d'estimation", "to_define"), ("À moyens constants", "constant"), ("Néant", "none"),
                                          ("Sans objet", "none"), ("-", ["missing", "none", "stated"])])  # fmt: skip
        return
    it.cost_kind = "stated"
    (text, value), (other, more) = _euros(r), _euros(r)
    if form < 0.32:
        it.cost, it.amounts = f"{text} par an", [_one(value, "year")]
    elif form < 0.42:
        it.cost, it.amounts = f"Investissement : {text}\nFonctionnement : {other} par an", [_one(value), _one(more, "year")]
    elif form < 0.5:
        it.cost, it.amounts = f"0,5 ETP\n{text} de frais d'étude", [_one(value)]
    elif form < 0.58:
        it.cost, it.amounts = f"{text} HT dont {other} de maîtrise d'œuvre", [_one(value), _one(more)]
    elif form < 0.66:
        low = max(5, value // 1000)
        it.cost, it.amounts = f"{low} à {2 * low} k€", [{**_one(low * 1000), "max": low * 2000}]
    else:
        it.cost, it.amounts = text, [_one(value)]
    if "funder" in s["fields"] and r.random() < 0.8:
        it.funders = r.sample(words.FUNDERS, r.randint(1, 3))


def _calendar(r: random.Random, it: Item, plan: Plan, s: dict) -> None:
    a, b = plan.years
    start = r.randint(a, b)
    end = r.randint(start, b)
    if s["crosses"]:
        it.years = (start, end)
        return
    many = end > start
    it.calendar, it.years = r.choice([
        (f"{start}-{end}" if many else f"{start}", (start, end)), (f"De {start} à {end}" if many else f"Année {start}", (start, end)), (f"À partir de {start}", (start, None)),
        ("En continu", (None, None)), (f"T{r.randint(1, 4)} {start}", (start, start)), (f"{start} et suivants", (start, None)), (f"Dès {start}", (start, None)),
        (f"Mi-{start}", (start, start)), (f"De septembre {start} à juin {end}" if many else f"Printemps {start}", (start, end)), ("À définir" if s["holes"] else f"{start}", (None, None) if s["holes"] else (start, start)),
        (f"Étude en {start}, travaux en {end}" if many else f"2e semestre {start}", (start, end)), ("Toute la durée du plan", (a, b)),
    ])  # fmt: skip
