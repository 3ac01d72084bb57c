# ruff: noqa: E501  (pages kept whole)
"""A hard made-up plan as one HTML page made for printing, and the records it holds."""

from __future__ import annotations

import random
import re

from benchmarks.plans import hard_words as words
from benchmarks.plans.content import Item, Plan
from benchmarks.plans.hard_content import FAMILIES, MORE, SECOND_SEED, draw_content, make_hard_plan
from benchmarks.plans.hard_forms import FORMS, header_cells
from benchmarks.plans.hard_looks import crumb, draw_looks, e, fiche, head, label, name_of, values
from benchmarks.plans.hard_sheet import style_sheet
from benchmarks.plans.hard_tables import _prose, by_axis, chain, level_text, logic, noise, recap, rows, synoptic

FIRST_SEED = 3000


def hard_plan(seed: int) -> tuple[str, str, dict]:
    """(family, HTML, gold) of one seed."""
    families = list(FAMILIES if seed < SECOND_SEED else FAMILIES | MORE)
    family = families[seed % len(families)]
    s = draw_looks(seed, draw_content(seed, family))
    r = random.Random(f"hard pages {seed}")
    s["fiche"] = r.choice(["three_levels", "narrative", "margin", "pairs", "two_pages", "rotated"]) if family in ("three_levels", "three_places") else family
    s["step_word"] = r.choice(["Étape", "Étape", "Sous-action", "Phase"])
    s["sheet_rows"], s["number_column"] = r.random() < 0.5, r.random() < 0.7
    s["more"] = r.choice([" (suite)", " (suite)", " - suite", " (2/2)", ""])
    s["title_head"] = r.choice(["Action", "Actions", "Intitulé de l'action", "Libellé de l'action"])
    s["body_title"] = r.choice(["Programme d'actions", "Plan d'actions", "Les actions", "Feuille de route", "Le programme opérationnel"])
    plan = make_hard_plan(seed, s)
    s["period"], s["header"] = plan.years, f"{plan.name} {plan.years[0]}-{plan.years[1]}".replace("'", "’")
    return family, _html(plan, s, r), _gold(plan, s)


def _html(plan: Plan, s: dict, r: random.Random) -> str:
    parts = [_cover(plan, s)]
    if s["family"] != "letter":
        if s["noise"]["contents"]:
            parts.append(_contents(plan, s, r))
        before = [k for k in ("edito", "framework", "diagnosis", "past", "governance") if s["noise"][k]]
        parts += [noise(k, plan, s, r) for k in before]
    if s["family"] == "narrative":
        parts.append(_chapters(plan, s, r))
    if s["family"] == "three_places" or (s["noise"]["synoptic"] and s["family"] not in ("rows", "by_axis", "logic", "letter", "sheets", "unnumbered") and all(i.number for i in plan.items)):
        parts.append(synoptic(plan, s, pilots=s["family"] == "three_places"))
    parts.append({"rows": rows, "by_axis": by_axis, "logic": logic, "gantt": rows, "slides": _slides, "letter": _letter}.get(s["family"], _body)(plan, s, r))
    if s["family"] == "three_places" and "yearly" in s["fields"]:
        parts.append(recap(plan, s))
    if s["family"] != "letter":
        parts += [noise(k, plan, s, r) for k in ("glossary", "signatures") if s["noise"][k]]
    if s["spice"]["watermark"]:
        parts.insert(1, "<div class=mark>PROJET</div>")
    if s["spice"]["shy"]:
        parts = [re.sub(r"(?<=[>\s'])[^\W\d_]{9,}(?=[^<>]*<)", _hyphens, part) for part in parts]
    return f"<!doctype html><html lang=fr><meta charset=utf-8><title>{e(plan.name)}</title><style>{style_sheet(s)}</style><body>{''.join(parts)}</body></html>"


def _hyphens(found: re.Match) -> str:
    """A long word that may be cut at the end of a line."""
    word = found.group()
    if word.isupper():
        return word
    at = next((k for k in range(len(word) // 2, len(word) - 2) if word[k - 1] in "aeiouyé" and word[k] not in "aeiouyéèê"), 0)
    return f"{word[:at]}&shy;{word[at:]}" if at else word


def _cover(plan: Plan, s: dict) -> str:
    a, b = plan.years
    where = f"Département {'de la ' if plan.territory[-1] == 'e' else 'du '}{plan.territory}" if plan.level == "departement" else plan.territory
    where = f"Ville de {where}" if plan.level == "commune" else where
    return f"<section class='page cover'><p class=org>{e(where)}</p><h1>{e(plan.name)}</h1><p class=years>{a} - {b}</p></section>"


def _contents(plan: Plan, s: dict, r: random.Random) -> str:
    lines, page, opened = [], 5, []
    for it in plan.items:
        path = chain(plan, it.level)
        lines += [(level_text(plan, s, k, " "), page) for k in path if k not in opened]
        opened = path
        if s["family"] != "sheets":
            lines.append((f"{it.printed}{it.title}", page))
        page += 1
    leader = "dots" if r.random() < 0.6 else "gap"
    body = "".join(f"<div class=toc><span>{e(t)}</span><span class={leader}></span><span>{p}</span></div>" for t, p in lines)
    return f"<section class=page><h1 class=chapter>{r.choice(['Sommaire', 'Table des matières'])}</h1>{body}</section>"


def _chapters(plan: Plan, s: dict, r: random.Random) -> str:
    """Thirty pages of prose: chapters that speak of the levels and the actions, and hold no fiche."""
    out = []
    tops = [k for k, v in enumerate(plan.levels) if v["parent"] is None]
    for n, title in enumerate(["Une démarche partagée", "Le portrait du territoire", "Les scénarios étudiés", "La stratégie retenue", "La mise en œuvre et le suivi"], 1):
        out.append(f"<section class=page><h1 class=chapter>{n}. {title}</h1>")
        for m, sub in enumerate(r.sample(["Ce que disent les chiffres", "La parole des habitants", "Des réussites à prolonger", "Des questions ouvertes", "Le cadre national", "Les attentes des partenaires"], 3), 1):
            out.append(f"<h2>{n}.{m} {sub}</h2>{_prose(r, 14)}")
        if n == 4 and tops:
            out += [f"<p>Le {'cap' if k % 2 else 'choix'} « {e(plan.levels[k]['title'])} » répond à ces constats. {e(r.choice(words.PROSE))}</p>" for k in tops]
        out.append("</section>")
    return "".join(out) + f"<section class='page cover'><h1>Annexe : {r.choice(['les fiches actions', 'programme d’actions détaillé'])}</h1></section>"


def _level(plan: Plan, s: dict, k: int) -> str:
    depth = len(chain(plan, k)) - 1
    if s["level_place"] == "divider" and depth == 0:
        return f"<div class=divider><h1 class=level0>{e(level_text(plan, s, k, chr(10)))}</h1></div>"
    return f"<h{depth + 1} class=level{depth}>{e(level_text(plan, s, k, chr(10)))}</h{depth + 1}>"


def _body(plan: Plan, s: dict, r: random.Random) -> str:
    """Fiches one after the other, under the headings of their levels."""
    out, cards, opened = [], [], []
    for it in plan.items:
        path = chain(plan, it.level)
        if s["family"] == "sheets":
            path = path[:-1]
        new = [k for k in path if k not in opened]
        opened = path
        if new and cards:
            out.append(f"<div class={'abreast' if s['family'] == 'abreast' else 'uneven'}>{''.join(cards)}</div>")
            cards = []
        if s["level_place"] != "crumb":
            out += [_level(plan, s, k) + (_prose(r, 1) if r.random() < 0.3 else "") for k in new]
        block = header_cells(plan, it, s, r) if s["family"] == "header_cells" else FORMS[s["family"]](it, s, r) if s["family"] in FORMS else fiche(it, s, r)
        if s["level_place"] == "crumb" and path:
            block = crumb(plan, s, it if s["family"] != "sheets" else Item(None, "", None, "", path[-1])) + block
        if s["family"] == "uneven":
            cards.append(f"<div class=carton>{block}</div>")
            continue
        if s["family"] == "abreast":
            cards.append(block)
            if len(cards) == 2 or it is plan.items[-1]:
                out.append(f"<div class='abreast{' newpage' if s['start'] == 'page' and not new else ''}'>{''.join(cards)}</div>")
                cards = []
            continue
        if s["spice"]["top_line"] and s["start"] == "page" and it.printed:
            block = f"<div class=topline>{e(plan.name)} – {e(it.printed.strip(' :-–.|)'))}</div>{block}"
        fresh = " newpage" if s["start"] == "page" and (not new or s["level_place"] == "crumb") else ""
        out.append(f"<div class='action{fresh}'>{block}</div>")
    if cards:
        out.append(f"<div class={'abreast' if s['family'] == 'abreast' else 'uneven'}>{''.join(cards)}</div>")
    wrap = {"prose_columns": " columns", "leaflet": " leaflet"}.get(s["family"], "")
    intro = f"<h1 class=chapter>{s['body_title']}</h1>" if s["family"] != "narrative" and r.random() < 0.5 else ""
    return f"<section class='page{wrap}'>{intro}{''.join(out)}</section>"


def _slides(plan: Plan, s: dict, r: random.Random) -> str:
    """An action on one slide, or on two: the second repeats its title."""
    out, opened = [], []
    for it in plan.items:
        path = chain(plan, it.level)
        out += [f"<section class='page slide deep'><h1 class=level{min(1, len(chain(plan, k)) - 1)}>{e(level_text(plan, s, k, chr(10)))}</h1></section>" for k in path if k not in opened]
        opened = path
        v = values(it, s, r)
        long = [k for k in v if k in ("context", "objective", "modalities")]
        halves = [long, [k for k in v if k not in long]] if len(v) > 5 else [list(v)]
        for n, keys in enumerate(halves):
            boxes = "".join(f"<div class=sbox><h4 class=lab><span>{label(s, name_of(k))}</span></h4><div class=val>{v[k]}</div></div>" for k in keys)
            more = s["more"] if n else ""
            where = f"<div class=crumb>{e(level_text(plan, s, path[0]))}</div>" if path and s["shade"] else ""
            out.append(f"<section class='page slide'>{where}{head(it, s, more)}<div class={'sgrid' if len(keys) > 2 else 'sone'}>{boxes}</div></section>")
    return "".join(out)


def _letter(plan: Plan, s: dict, r: random.Random) -> str:
    """A letter to the partners, then the commitments annexed to it."""
    a, b = plan.years
    letter = (f"<section class=page><p class=right>{r.choice(words.TOWNS)}, le 12 janvier {a}</p><p>Madame, Monsieur,</p><p>{e(' '.join(r.sample(words.PROSE, 3)))}</p>"
              f"<p>Vous trouverez en annexe les engagements que nous prenons ensemble pour la période {a}-{b}. {e(r.choice(words.PROSE))}</p><p>{e(' '.join(r.sample(words.PROSE, 2)))}</p>"
              f"<p>Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.</p><p class=right>La présidente</p></section>")  # fmt: skip
    return letter + _body(plan, s, r).replace("<section class='page'>", f"<section class=page><h1 class=chapter>Annexe : {r.choice(['engagements des partenaires', 'programme d’actions'])}</h1>", 1)


def _gold(plan: Plan, s: dict) -> dict:
    """The records the plan holds, as an annotator would write them."""
    a, b = plan.years
    items = [p for it in plan.items for p in (it.parts or [it])]
    shown = set(range(len(plan.levels)))
    if s["family"] == "rows" and s["axis_form"] != "band" and not s["two_axes"]:
        shown = {k for k, v in enumerate(plan.levels) if v["parent"] is None}
    name = lambda k: f"{plan.levels[k]['label']} {plan.levels[k]['number']}"  # noqa: E731
    levels = [{"number": v["number"], "label": v["label"], "title": v["title"], "parent": None if v["parent"] is None else name(v["parent"])} for k, v in enumerate(plan.levels) if k in shown]
    document = {"plan_type": plan.kind, "title": None, "territory": plan.territory, "territory_code": plan.code, "territory_level": plan.level,
                "period": [a, b], "reference": None, "date": f"{a}-01-12" if s["family"] == "letter" else None}  # fmt: skip
    return {"document": document, "orientations": levels, "actions": [_action(it, s, plan, shown, name) for it in items]}


def _action(it: Item, s: dict, plan: Plan, shown: set[int], name) -> dict:
    level = it.level
    while level is not None and level not in shown:
        level = plan.levels[level]["parent"]
    kind = words.KINDS.get(s["labels"]["indicator"], ["evaluation", "monitoring"])
    table = s["table_of_indicators"]
    bodies = lambda pairs: [{"mention": m, "kind": "group"} if g else {"mention": m, "kind": "named", "org": m.split(" (")[0].lower()} for m, g in pairs]  # noqa: E731
    amounts = it.amounts
    if s["family"] == "three_places" and it.yearly:  # a closing recap's figures may be given
        total = sum(it.yearly)
        amounts = [dict(x, optional=True) for x in amounts if x["amount"] != total or "year" in x] + [{"amount": total, "period": None, "unit": None}]
    return {
        "number": it.number, "label": it.label, "title": it.title, "orientation": name(level) if level is not None else None,
        "objective": "\n".join(it.objective) or None, "context": "\n".join(it.context) or None, "modalities": "\n".join([*it.modalities, *it.steps]) or None,
        "pilots": bodies(it.pilots), "partners": bodies(it.partners),
        "cost": {"text": it.cost, "kind": it.cost_kind, "amounts": amounts, "funders": [{"mention": f, "kind": "named", "org": f.lower()} for f in it.funders]},
        "indicators": [dict(i, kind=kind) if table else {"text": i["text"], "kind": kind} for i in it.indicators], "targets": it.targets,
        "calendar": {"text": it.calendar, "start": it.years[0], "end": it.years[1]} if it.calendar or it.years[0] else None,
    }  # fmt: skip
