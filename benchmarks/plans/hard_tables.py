# ruff: noqa: E501  (pages kept whole)
"""Hard made-up plans told in tables: a row per action, one table per axis, a logical framework; summaries and recaps."""

from __future__ import annotations

import random

from benchmarks.plans import hard_words as words
from benchmarks.plans.content import Item, Plan
from benchmarks.plans.hard_looks import e, listed, money, values


def chain(plan: Plan, k: int | None) -> list[int]:
    out: list[int] = []
    while k is not None:
        out.insert(0, k)
        k = plan.levels[k]["parent"]
    return out


def level_text(plan: Plan, s: dict, k: int, line: str = " : ") -> str:
    return s["level_form"].format(**plan.levels[k]).replace("\n", line)


def _cells(it: Item, s: dict, keys: list[str], r: random.Random) -> str:
    a, b = s["period"]
    v, out = values(it, s, r), ""
    for k in keys:
        if k == "yearly":
            out += "".join(f"<td class=n>{money(x)}</td>" for x in [*it.yearly, sum(it.yearly)])
        elif k == "calendar" and s["family"] == "gantt":
            out += "".join(f"<td{' class=paint' if it.years[0] <= y <= it.years[1] else ''}></td>" for y in range(a, b + 1))
        elif k == "calendar" and s["crosses"]:
            out += "".join(f"<td class=n>{'X' if it.years[0] <= y <= it.years[1] else ''}</td>" for y in range(a, b + 1))
        else:
            out += f"<td>{v.get(k, '')}</td>"
    return out


def _heads(s: dict, keys: list[str]) -> list[str]:
    a, b = s["period"]
    out: list[str] = []
    for k in keys:
        if k == "yearly":
            out += [f"<th class=n>{y}</th>" for y in range(a, b + 1)] + ["<th class=n>Total</th>"]
        elif k == "calendar" and s["crosses"]:
            out += [f"<th class=n>{y}</th>" for y in range(a, b + 1)]
        else:
            out.append(f"<th>{e(s['labels'][k])}</th>")
    return out


def _keys(s: dict) -> list[str]:
    """Columns in the order of the design; crosses and yearly budgets would share the same years' heads."""
    keys = [k for k in s["order"] if k == "pilot" or k in s["fields"]]
    if s["joint"]:
        keys = [k for k in keys if k != "partner"]
    if "yearly" in s["fields"]:
        keys.append("yearly")
    return keys


def rows(plan: Plan, s: dict, r: random.Random) -> str:
    """A row per action on landscape pages, one or two merged axis columns, the header printed again on every page."""
    keys = _keys(s)
    numbered = any(it.number for it in plan.items) and s["number_column"]
    top = ("<th>N°</th>" if numbered else "") + f"<th>{s['title_head']}</th>" + "".join(_heads(s, keys))
    axis, lines, opened = s["axis_form"], [], []
    sides = []  # depths that have a column
    if axis != "band":
        sides = list(range(s["depth"])) if s["two_axes"] else [0]
        top = "".join(f"<th>{e(s['levels'][d])}</th>" for d in sides) + top
    width = top.count("<th")
    for it in plan.items:
        path = chain(plan, it.level)
        cells = ""
        for d, k in enumerate(path):
            if k in opened:
                continue
            if d in sides:
                n = sum(k in chain(plan, o.level) for o in plan.items)
                turned = " class=turn" if axis.endswith("turned") and d == 0 and n > 2 else ""
                cells += f"<td rowspan={n}{turned or ' class=gx'}><span>{e(level_text(plan, s, k))}</span></td>"
            else:
                lines.append(f"<tr><td colspan={width} class=gb>{e(level_text(plan, s, k))}</td></tr>" if not sides else "")
        opened = path
        title = it.title if numbered else it.printed + it.title
        cells += f"<td>{e(it.number)}</td>" if numbered else ""
        lines.append(f"<tr>{cells}<td>{'<b>' if s['shade'] else ''}{e(title)}{'</b>' if s['shade'] else ''}</td>{_cells(it, s, keys, r)}</tr>")
    return f"<section class=page><h1 class=chapter>{s['body_title']}</h1><table class=w><thead><tr>{top}</tr></thead>{''.join(lines)}</table></section>"


def by_axis(plan: Plan, s: dict, r: random.Random) -> str:
    """A table under each axis; its columns are not those of the next one."""
    out, all_keys = [], _keys(s)
    for k, _ in enumerate(plan.levels):
        mine = [it for it in plan.items if it.level == k]
        keys = [x for x in all_keys if any(x in values(it, s, random.Random(0)) for it in mine)]
        keys = r.sample(keys, len(keys))
        words_of = {**s, "labels": {x: r.choice(words.LABELS[x]) if x != "indicator" else t for x, t in s["labels"].items()}}
        top = "<th>N°</th>" + f"<th>{s['title_head']}</th>" + "".join(_heads(words_of, keys))
        lines = "".join(f"<tr><td>{e(it.number)}</td><td>{e(it.title)}</td>{_cells(it, s, keys, r)}</tr>" for it in mine)
        out.append(f"<h2 class=level0>{e(level_text(plan, s, k, chr(10)))}</h2>{_prose(r, 1) if r.random() < 0.5 else ''}<table class=w><thead><tr>{top}</tr></thead>{lines}</table>")
    return f"<section class=page><h1 class=chapter>{s['body_title']}</h1>{''.join(out)}</section>"


def logic(plan: Plan, s: dict, r: random.Random) -> str:
    """A logical framework: levels as bands across, actions as rows, the header once over each band."""
    keys, out, opened = _keys(s), [], []
    top = f"<tr><th>{s['title_head']}</th>{''.join(_heads(s, keys))}</tr>"
    width = top.count("<th")
    for it in plan.items:
        path = chain(plan, it.level)
        new = [k for k in path if k not in opened]
        opened = path
        out += [f"<tr><td colspan={width} class={'gb' if plan.levels[k]['parent'] is None else 'gc'}>{e(level_text(plan, s, k))}</td></tr>" for k in new]
        if new:
            out.append(top)
        out.append(f"<tr><td>{e(it.printed + it.title)}</td>{_cells(it, s, keys, r)}</tr>")
    return f"<section class=page><h1 class=chapter>{s['body_title']}</h1><table class=w>{''.join(out)}</table></section>"


def synoptic(plan: Plan, s: dict, pilots: bool = True) -> str:
    """The actions at a glance, before the fiches."""
    lines, opened = [], []
    for it in plan.items:
        path = chain(plan, it.level)
        lines += [f"<tr><td colspan={3 if pilots else 2} class=gb>{e(level_text(plan, s, k))}</td></tr>" for k in path if k not in opened]
        opened = path
        who = f"<td>{listed(s, [n for n, _ in it.pilots], ', ')}</td>" if pilots else ""
        lines.append(f"<tr><td>{e(it.number or '')}</td><td>{e(it.title)}</td>{who}</tr>")
    last = f"<th>{e(s['labels']['pilot'])}</th>" if pilots else ""
    return f"<section class=page><h1 class=chapter>Tableau de synthèse</h1><table class=w><thead><tr><th>N°</th><th>Intitulé de l'action</th>{last}</tr></thead>{''.join(lines)}</table></section>"


def recap(plan: Plan, s: dict) -> str:
    """The budget of the actions by year, at the end."""
    a, b = plan.years
    years = "".join(f"<th class=n>{y}</th>" for y in range(a, b + 1))
    lines = "".join(f"<tr><td>{e(it.number)}</td><td>{e(it.title)}</td>" + "".join(f"<td class=n>{money(v)}</td>" for v in [*it.yearly, sum(it.yearly)]) + "</tr>" for it in plan.items)
    sums = [sum(it.yearly[k] for it in plan.items) for k in range(b - a + 1)]
    total = "".join(f"<td class=n>{money(v)}</td>" for v in [*sums, sum(sums)])
    return f"<section class=page><h1 class=chapter>Récapitulatif budgétaire</h1><table class=w><thead><tr><th>N°</th><th>Action</th>{years}<th class=n>Total</th></tr></thead>{lines}<tr><td></td><td><b>Total général</b></td>{total}</tr></table></section>"


def _prose(r: random.Random, n: int) -> str:
    return "".join(f"<p>{e(' '.join(r.sample(words.PROSE, r.randint(2, 5))))}</p>" for _ in range(n))


def noise(name: str, plan: Plan, s: dict, r: random.Random) -> str:
    """A part of the plan that holds no action."""
    if name == "edito":
        body = f"<h1 class=chapter>{r.choice(['Édito', 'Le mot de la présidente', 'Avant-propos'])}</h1>{_prose(r, 5)}<p><i>La présidente</i></p>"
    elif name == "diagnosis":
        lines = "".join(f"<tr><td>{t}</td><td>{r.randint(300, 9000)}</td><td>{r.randint(2, 60)} %</td><td>{r.randint(10, 80)}</td></tr>" for t in words.TOWNS)
        body = (f"<h1 class=chapter>{r.choice(['Diagnostic partagé', 'État des lieux', 'Éléments de diagnostic'])}</h1>{_prose(r, 2)}<h2>{r.choice(['Une population qui change', 'Démographie'])}</h2>"
                f"<table class=t><tr><th>Commune</th><th>Population</th><th>Part des plus de 60 ans</th><th>Logements vacants</th></tr>{lines}</table>{_prose(r, 2)}"
                f"<h2>Forces et faiblesses</h2><table class=t><tr><th>Atouts</th><th>Faiblesses</th></tr><tr><td>{e(words.PROSE[9])}</td><td>{e(words.PROSE[8])}</td></tr></table>")  # fmt: skip
    elif name == "governance":
        body = ("<h1 class=chapter>Gouvernance et suivi</h1>" + _prose(r, 1) + "<table class=t><tr><th>Instance</th><th>Membres</th><th>Rôle</th><th>Rythme</th></tr>"
                "<tr><td>Comité de pilotage</td><td>Présidente, État, Région, CAF</td><td>Arrête les priorités et valide le bilan</td><td>Une fois par an</td></tr>"
                "<tr><td>Comité technique</td><td>Services, partenaires</td><td>Prépare les décisions</td><td>Chaque trimestre</td></tr>"
                "<tr><td>Groupes de travail</td><td>Acteurs volontaires</td><td>Suivent les fiches</td><td>Selon les besoins</td></tr></table>")  # fmt: skip
    elif name == "glossary":
        body = "<h1 class=chapter>Glossaire</h1>" + "".join(f"<p><b>{a}</b> : {b}</p>" for a, b in words.GLOSSARY)
    elif name == "framework":
        body = f"<h1 class=chapter>Cadre réglementaire</h1><h2>1. Une obligation légale</h2>{_prose(r, 2)}<h2>2. Des documents à articuler</h2>{_prose(r, 2)}"
    elif name == "signatures":
        body = "<h1 class=chapter>Signataires</h1><table class=t><tr><td>Pour l'État<br><br>Le préfet</td><td>Pour la collectivité<br><br>La présidente</td><td>Pour la CAF<br><br>Le directeur</td></tr></table>"
    else:
        body = _past(plan, r)
    return f"<section class=page>{body}</section>"


def _past(plan: Plan, r: random.Random) -> str:
    """What became of the actions of the plan before: none is an action of this one."""
    a = plan.years[0]
    titles = r.sample(words.PAST, 5)
    top = f"<h1 class=chapter>{r.choice(['Bilan du plan précédent', f'Bilan du plan {a - 6}-{a - 1}', 'Évaluation du contrat précédent'])}</h1>{_prose(r, 1)}"
    if r.random() < 0.5:
        lines = "".join(f"<tr><td>{n}</td><td>{t}</td><td>{r.choice(['CAF', 'Communauté', 'CCAS de Cerisy'])}</td><td>{r.choice(['Réalisée', 'Partiellement réalisée', 'Non réalisée'])}</td></tr>" for n, t in enumerate(titles, 1))
        return f"{top}<table class=t><tr><th>N°</th><th>Action</th><th>Pilote</th><th>État</th></tr>{lines}</table>"
    return top + "".join(f"<h3>Action {n} : {t}</h3><p>{e(r.choice(words.PROSE))}</p>" for n, t in enumerate(titles, 1))
