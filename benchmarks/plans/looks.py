# ruff: noqa: E501  (pages and sentences kept whole)
"""How a made-up plan looks: choices drawn from a seed, then HTML a browser prints."""

from __future__ import annotations

import random
from html import escape

from benchmarks.plans.content import GLOSSARY, PROSE, Item, Plan
from benchmarks.plans.sheet import style_sheet

LABELS = {
    "pilot": ["Pilote", "Pilote(s)", "Porteur", "Structure pilote", "Maître d'ouvrage", "Pilotage", "Responsable de l'action", "Chef de file", "Porteur de l'action",
              "Structure porteuse", "Maîtrise d'ouvrage", "Animateur", "Pilote de l'action", "Qui pilote ?"],
    "partner": ["Partenaires", "Partenaires associés", "Partenaires mobilisés", "Partenaires potentiels", "Acteurs associés", "Avec qui ?", "Partenariat",
                "Partenaires techniques", "Acteurs à mobiliser", "Partenaire(s)"],
    "cost": ["Coût", "Budget", "Budget prévisionnel", "Coût estimé", "Coût prévisionnel", "Coût estimatif", "Moyens financiers", "Budget estimé", "Estimation financière"],
    "funder": ["Financeurs", "Financement", "Financements mobilisables", "Cofinanceurs", "Sources de financement", "Financeurs potentiels"],
    "calendar": ["Calendrier", "Calendrier prévisionnel", "Échéance", "Échéancier", "Planning", "Période", "Date de mise en œuvre", "Quand ?"],
    "indicator": ["Indicateurs", "Indicateurs de suivi", "Indicateurs d'évaluation", "Indicateurs de réalisation", "Indicateurs de résultat", "Critères d'évaluation", "Suivi et évaluation"],
    "objective": ["Objectifs", "Objectif", "Objectifs de l'action", "Objectifs visés", "Finalité", "Objectifs poursuivis"],
    "context": ["Contexte", "Constat", "Constats", "Éléments de contexte", "Contexte et enjeux", "Diagnostic"],
    "modalities": ["Description", "Descriptif de l'action", "Contenu", "Modalités de mise en œuvre", "Description de l'action", "Contenu de l'action", "Mise en œuvre"],
}  # fmt: skip
KINDS = {
    "Indicateurs de suivi": "monitoring",
    "Suivi et évaluation": ["monitoring", "evaluation"],
    "Indicateurs de réalisation": "output",
    "Indicateurs de résultat": "outcome",
}
TOPS = ["Axe", "Orientation", "Pilier", "Enjeu", "Ambition", "Défi", "Axe stratégique", "Orientation stratégique"]
SUBS = ["Objectif", "Objectif opérationnel", "Sous-axe", "Objectif stratégique", "Levier"]
FAMILIES = [
    "stacked",
    "runin",
    "grid2",
    "grid4",
    "sidebar",
    "cards",
    "ruled",
    "wide",
    "columns",
    "two_up",
    "band",
    "icons",
]
FONTS = ["Liberation Sans", "Liberation Serif", "Lato", "Open Sans", "Roboto", "DejaVu Sans", "Roboto Condensed"]
COLORS = ["#1f6f8b", "#a23b2a", "#2e7d32", "#5b3a8c", "#b26a00", "#00695c", "#37474f", "#ad1457"]
ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII"]


def draw_style(seed: int) -> dict:
    """Every choice of looks and numbering for one plan."""
    r = random.Random(f"looks {seed}")
    s: dict = {
        "family": FAMILIES[seed % len(FAMILIES)],
        "font": r.choice(FONTS),
        "color": r.choice(COLORS),
        "size": r.choice([9, 9.5, 10, 10.5, 11]),
    }
    n_levels = r.choice([0, 1, 1, 1, 2, 2])
    s["levels"] = [*([r.choice(TOPS)] if n_levels else []), *([r.choice(SUBS)] if n_levels > 1 else [])]
    top_form = r.choice(["digit", "digit", "digit", "roman", "letter"])
    s["top_number"] = {"digit": str, "roman": lambda a: ROMAN[a], "letter": lambda a: "ABCDEFG"[a - 1]}[top_form]
    s["sub_number"] = {
        "digit": lambda a, b: f"{a}.{b}",
        "roman": lambda a, b: f"{ROMAN[a]}.{b}",
        "letter": lambda a, b: f"{'ABCDEFG'[a - 1]}{b}",
    }[top_form]
    s["level_form"] = r.choice(
        [
            "{label} {number} : {title}",
            "{label} {number} - {title}",
            "{label} n°{number} : {title}",
            "{label} {number}\n{title}",
            "{label} {number} – {title}",
            "{label} {number}. {title}",
        ]
    )
    s["action_number"] = _numbering(r, n_levels, top_form, s)
    s["action_start"] = r.choice(["page", "flow", "flow"])
    has = ["objective", "partner", "calendar", "indicator"]
    has += [f for f, p in (("context", 0.5), ("modalities", 0.75), ("cost", 0.85)) if r.random() < p]
    s["fields"] = set(has)
    s["labels"] = {k: r.choice(v) for k, v in LABELS.items()}
    if s["labels"]["pilot"].endswith("?") != s["labels"]["partner"].endswith("?"):
        s["labels"]["pilot"], s["labels"]["partner"] = "Pilote", "Partenaires"
    s["funder_label"] = "cost" in has and r.random() < 0.5
    s["pilot_max"], s["partner_max"] = r.choice([1, 1, 2, 3]), r.choice([3, 4, 6])
    s["join"] = r.choice([", ", ", ", " / ", "\n", "bullets", " ; ", " - "])
    s["objective_bullets"] = r.random() < 0.5
    s["indicator_form"] = r.choice(["bullets", "lines", "semicolons"])
    s["indicator_table"] = r.random() < 0.2
    s["year_cross"] = r.random() < 0.15 and s["family"] not in ("wide", "two_up")
    s["label_case"] = r.choice(["as is", "as is", "upper", "small-caps"])
    s["label_look"] = r.choice(["bold", "bold color", "color", "underline", "band", "bold colon", "light band"])
    s["number_apart"] = r.random() < 0.15
    s["order"] = r.choice([
        ["context", "objective", "modalities", "pilot", "partner", "calendar", "cost", "funder", "indicator"],
        ["pilot", "partner", "context", "objective", "modalities", "cost", "funder", "calendar", "indicator"],
        ["objective", "context", "modalities", "calendar", "pilot", "partner", "indicator", "cost", "funder"],
    ])  # fmt: skip
    s["noise"] = {
        k: r.random() < p
        for k, p in (
            ("contents", 0.7),
            ("edito", 0.5),
            ("diagnosis", 0.7),
            ("governance", 0.5),
            ("glossary", 0.4),
            ("callouts", 0.25),
            ("summary", 0.25),
        )
    }
    s["header"], s["footer"] = r.random() < 0.6, r.random() < 0.8
    return s


def _numbering(r: random.Random, n_levels: int, top_form: str, s: dict):
    words = ["Action", "Action", "Fiche action", "Fiche", "Mesure", "Fiche-action", ""]
    word = r.choice(words)
    sep = r.choice([" : ", " - ", " – ", ". ", " ", "\n", " | "])
    sign = r.choice(["", "", "n°", "n° "]) if word else ""
    forms = ["running", "running", "code"]
    if n_levels:
        forms += ["path", "path", "letter"]
    if n_levels == 1:
        forms.append("restart")
    if r.random() < 0.1:
        forms = ["none"]
    form = r.choice(forms)
    if not word and form in ("restart", "running", "letter") and sep in (" ", " | ", "\n"):
        sep = ". "
    code = r.choice(["MOB-", "A", "F", "ACT-", "S"])
    if code in ("A", "F", "S") and top_form == "letter":
        code = "ACT-"

    def number(path: list[int], rank: int, running: int) -> tuple[str | None, str, str | None]:
        if form == "none":
            return None, "", None
        if form == "path":
            head = s["top_number"](path[0]) if len(path) == 1 else s["sub_number"](*path)
            value = f"{head}.{rank}"
        elif form == "letter":
            head = s["top_number"](path[0]) if len(path) == 1 else s["sub_number"](*path)
            value = f"{head}{'ABCDEFGH'[rank - 1]}" if top_form == "digit" else f"{head}.{rank}"
        elif form == "restart":
            value = str(rank)
        elif form == "code":
            value = f"{code}{running:02d}"
        else:
            value = str(running)
        return value, f"{word} {sign}{value}".strip() + sep, word or None

    return number


def page_html(plan: Plan, s: dict) -> str:
    """The whole plan as one HTML page made for printing."""
    r = random.Random(f"pages {plan.seed}")
    landscape = s["family"] in ("wide",) or (s["family"] in ("two_up", "cards") and plan.seed % 2)
    parts = [_cover(plan, s)]
    if s["noise"]["contents"]:
        parts.append(_contents(plan, s, r))
    if s["noise"]["edito"]:
        parts.append(
            f"<section class=page><h1 class=part>Édito</h1>{_paras(r, 6)}<p><i>La présidente</i></p></section>"
        )
    if s["noise"]["diagnosis"]:
        parts.append(_diagnosis(r))
    if s["noise"]["governance"]:
        parts.append(_governance(r))
    parts.append(_body(plan, s, r))
    if s["noise"]["glossary"]:
        parts.append(
            "<section class=page><h1 class=part>Glossaire</h1>"
            + "".join(f"<p><b>{a}</b> : {b}</p>" for a, b in GLOSSARY)
            + "</section>"
        )
    return f"<!doctype html><html lang=fr><meta charset=utf-8><title>{escape(plan.name)}</title><style>{style_sheet(s, landscape)}</style><body>{''.join(parts)}</body></html>"


def _e(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _paras(r: random.Random, n: int) -> str:
    return "".join(f"<p>{' '.join(_e(t) for t in r.sample(PROSE, 4))}</p>" for _ in range(n))


def _cover(plan: Plan, s: dict) -> str:
    a, b = plan.years
    where = f"Département de {plan.territory}" if plan.level == "departement" else plan.territory
    return f"<section class='page cover'><p class=org>{_e(where)}</p><h1>{_e(plan.name)}</h1><p class=years>{a} - {b}</p><p>Programme d'actions</p></section>"


def _contents(plan: Plan, s: dict, r: random.Random) -> str:
    rows, page = [], 4
    last = None
    for it in plan.items:
        if it.level is not None and it.level != last:
            rows.append((_level_text(plan, s, it.level).replace("\n", " "), page))
            last = it.level
        rows.append((f"{it.printed}{it.title}".replace("\n", " "), page))
        page += 1
    leader = r.random() < 0.6
    lines = "".join(
        f"<div class=toc><span>{_e(t)}</span><span class={'dots' if leader else 'gap'}></span><span>{p}</span></div>"
        for t, p in rows
    )
    return f"<section class=page><h1 class=part>Sommaire</h1>{lines}</section>"


def _diagnosis(r: random.Random) -> str:
    rows = "".join(
        f"<tr><td>{n}</td><td>{r.randint(800, 9000)}</td><td>{r.randint(-20, 40) / 10:.1f} %</td></tr>".replace(
            ".", ","
        )
        for n in ("Bréville", "Montfaucourt", "Saint-Aubert", "Vaux")
    )
    return (
        f"<section class=page><h1 class=part>Diagnostic du territoire</h1>{_paras(r, 2)}<h2>Une population qui évolue</h2>"
        f"<table class=t><tr><th>Commune</th><th>Population</th><th>Évolution annuelle</th></tr>{rows}</table><h2>Les atouts et les fragilités</h2>{_paras(r, 3)}</section>"
    )


def _governance(r: random.Random) -> str:
    return (
        f"<section class=page><h1 class=part>Gouvernance</h1>{_paras(r, 1)}<table class=t><tr><th>Instance</th><th>Composition</th><th>Fréquence</th></tr>"
        "<tr><td>Comité de pilotage</td><td>Élus, État, Région</td><td>Une fois par an</td></tr><tr><td>Comité technique</td><td>Services et partenaires</td><td>Chaque trimestre</td></tr></table></section>"
    )


def _level_text(plan: Plan, s: dict, k: int) -> str:
    level = plan.levels[k]
    return s["level_form"].format(**level)


def _body(plan: Plan, s: dict, r: random.Random) -> str:
    out, open_levels = [], []
    if s["family"] == "wide":
        return _wide(plan, s)
    cells = []
    for it in plan.items:
        chain = _chain(plan, it.level)
        new = [k for k in chain if k not in open_levels]
        if new and cells:
            out.append(f"<div class=two>{''.join(cells)}</div>")
            cells = []
        for k in new:
            depth = 0 if plan.levels[k]["parent"] is None else 1
            out.append(f"<h{depth + 1} class=level{depth}>{_e(_level_text(plan, s, k))}</h{depth + 1}>")
            if depth == 0 and r.random() < 0.3:
                out.append(_paras(r, 1))
        open_levels = chain
        html = FAMILY[s["family"]](it, s)
        start = " newpage" if s["action_start"] == "page" and s["family"] != "two_up" else ""
        block = f"<div class='action{start if not new else ''}'>{html}</div>"
        if s["family"] == "two_up":
            cells.append(block)
            continue
        out.append(block)
        if s["noise"]["callouts"] and r.random() < 0.3:
            out.append(
                f"<aside><b>{r.choice(['Zoom sur', 'Le saviez-vous ?', 'Témoignage', 'À noter'])}</b><br>{_e(r.choice(PROSE))}</aside>"
            )
    if cells:
        out.append(f"<div class=two>{''.join(cells)}</div>")
    return f"<section class=page>{''.join(out)}</section>"


def _chain(plan: Plan, k: int | None) -> list[int]:
    out: list[int] = []
    while k is not None:
        out.insert(0, k)
        k = plan.levels[k]["parent"]
    return out


def _label(s: dict, key: str) -> str:
    text = s["labels"][key]
    return text.upper() if s["label_case"] == "upper" else text


def _list(s: dict, names: list[str], form: str | None = None) -> str:
    form = form or s["join"]
    if form == "bullets":
        return "<ul>" + "".join(f"<li>{_e(n)}</li>" for n in names) + "</ul>" if len(names) > 1 else _e(names[0])
    return _e(form.join(names))


def _values(it: Item, s: dict, inline: bool = False) -> dict[str, str]:
    """Field to the HTML of its value, in the order the design prints them."""
    v: dict[str, str] = {}
    if it.context:
        v["context"] = "".join(f"<p>{_e(t)}</p>" for t in it.context) if not inline else _e(" ".join(it.context))
    if it.objective:
        if inline:
            v["objective"] = _e(" ".join(it.objective))
        elif s["objective_bullets"]:
            v["objective"] = "<ul>" + "".join(f"<li>{_e(t)}</li>" for t in it.objective) + "</ul>"
        else:
            v["objective"] = "".join(f"<p>{_e(t)}</p>" for t in it.objective)
    if it.modalities:
        steps = "<ul>" + "".join(f"<li>{_e(t)}</li>" for t in it.steps) + "</ul>" if it.steps else ""
        v["modalities"] = "".join(f"<p>{_e(t)}</p>" for t in it.modalities) + steps
    v["pilot"] = _list(s, [n for n, _ in it.pilots])
    if it.partners:
        v["partner"] = _list(s, [n for n, _ in it.partners])
    if it.cost:
        v["cost"] = _e(it.cost)
    if it.funders:
        v["funder"] = _list(s, it.funders)
    if s["year_cross"] and it.years[0]:
        v["calendar"] = _crosses(it, s)
    elif it.calendar:
        v["calendar"] = _e(it.calendar)
    if it.indicators:
        v["indicator"] = _indicators(it, s)
    return {k: v[k] for k in s["order"] if k in v}


def _crosses(it: Item, s: dict) -> str:
    a, b = s["period"]
    head = "".join(f"<th>{y}</th>" for y in range(a, b + 1))
    marks = "".join(f"<td>{'X' if it.years[0] <= y <= it.years[1] else ''}</td>" for y in range(a, b + 1))
    return f"<table class='t x'><tr>{head}</tr><tr>{marks}</tr></table>"


def _indicators(it: Item, s: dict) -> str:
    texts = [i["text"] for i in it.indicators]
    if s["indicator_table"] and s["family"] not in ("wide", "two_up", "columns", "cards", "sidebar"):
        rows = "".join(
            f"<tr><td>{_e(i['text'])}</td><td>{_e(i['baseline'])}</td><td>{_e(i['target'])}</td></tr>"
            for i in it.indicators
        )
        return f"<table class=t><tr><th>Indicateur</th><th>Valeur initiale</th><th>Valeur cible</th></tr>{rows}</table>"
    if s["indicator_form"] == "bullets":
        return "<ul>" + "".join(f"<li>{_e(t)}</li>" for t in texts) + "</ul>"
    if s["indicator_form"] == "lines":
        return "<br>".join(map(_e, texts))
    return _e(" ; ".join(texts))


def _title(it: Item, s: dict, tag: str = "h3") -> str:
    if s["number_apart"] and it.printed:
        return f"<div class=apart><span class=badge>{_e(it.printed.strip(' :-–.|'))}</span><{tag} class=at>{_e(it.title)}</{tag}></div>"
    return f"<{tag} class=at>{_e(it.printed + it.title)}</{tag}>"


def _stacked(it: Item, s: dict) -> str:
    return _title(it, s) + "".join(
        f"<h4 class=lab>{_e(_label(s, k))}</h4><div class=val>{v}</div>" for k, v in _values(it, s).items()
    )


def _runin(it: Item, s: dict) -> str:
    out = [_title(it, s)]
    for k, v in _values(it, s).items():
        block = v.startswith(("<ul", "<p", "<table"))
        lab = f"<b class=rl>{_e(_label(s, k))}\u00a0:</b>"
        out.append(f"<p>{lab}</p>{v}" if block else f"<p>{lab} {v}</p>")
    return "".join(out)


def _grid2(it: Item, s: dict) -> str:
    head = f"<tr><th colspan=2 class=gh>{_e(it.printed + it.title)}</th></tr>"
    return (
        f"<table class=g>{head}"
        + "".join(f"<tr><td class=gl>{_e(_label(s, k))}</td><td>{v}</td></tr>" for k, v in _values(it, s).items())
        + "</table>"
    )


def _grid4(it: Item, s: dict) -> str:
    v = _values(it, s)
    short = [
        k
        for k in v
        if k in ("pilot", "partner", "calendar", "cost", "funder") and not (k == "calendar" and s["year_cross"])
    ]
    rows = []
    for k in v:
        if k not in short:
            rows.append(f"<tr><td class=gl>{_e(_label(s, k))}</td><td colspan=3>{v[k]}</td></tr>")
    pairs = []
    for k in range(0, len(short) - 1, 2):
        a, b = short[k], short[k + 1]
        pairs.append(
            f"<tr><td class=gl>{_e(_label(s, a))}</td><td>{v[a]}</td><td class=gl>{_e(_label(s, b))}</td><td>{v[b]}</td></tr>"
        )
    if len(short) % 2:
        pairs.append(f"<tr><td class=gl>{_e(_label(s, short[-1]))}</td><td colspan=3>{v[short[-1]]}</td></tr>")
    return f"<table class='g g4'><tr><th colspan=4 class=gh>{_e(it.printed + it.title)}</th></tr>{''.join(pairs + rows)}</table>"


def _sidebar(it: Item, s: dict) -> str:
    v = _values(it, s)
    side = [
        k
        for k in v
        if k in ("pilot", "partner", "calendar", "cost", "funder") and not (k == "calendar" and s["year_cross"])
    ]
    left = "".join(f"<h4 class=slab>{_e(_label(s, k))}</h4><div class=val>{v[k]}</div>" for k in side)
    right = "".join(f"<h4 class=lab>{_e(_label(s, k))}</h4><div class=val>{v[k]}</div>" for k in v if k not in side)
    flip = " flip" if s["size"] < 10 else ""
    return f"{_title(it, s)}<div class='side{flip}'><div class=sb>{left}</div><div class=sm>{right}</div></div>"


def _cards(it: Item, s: dict) -> str:
    v = _values(it, s)
    small = [
        k
        for k in v
        if k in ("pilot", "partner", "calendar", "cost", "funder") and not (k == "calendar" and s["year_cross"])
    ]
    main = "".join(f"<h4 class=lab>{_e(_label(s, k))}</h4><div class=val>{v[k]}</div>" for k in v if k not in small)
    boxes = "".join(f"<div class=card><b>{_e(_label(s, k))}</b><div>{v[k]}</div></div>" for k in small)
    return f"{_title(it, s)}{main}<div class=cardrow>{boxes}</div>"


def _ruled(it: Item, s: dict) -> str:
    rows = "".join(
        f"<div class=rr><div class=rk>{_e(_label(s, k))}</div><div class=rv>{v}</div></div>"
        for k, v in _values(it, s).items()
    )
    return f"{_title(it, s)}<div class=rt>{rows}</div>"


def _columns(it: Item, s: dict) -> str:
    body = "".join(
        f"<div class=cb><h4 class=lab>{_e(_label(s, k))}</h4><div class=val>{v}</div></div>"
        for k, v in _values(it, s).items()
    )
    return f"{_title(it, s)}<div class=cols>{body}</div>"


def _two_up(it: Item, s: dict) -> str:
    out = [f"<div class=tt>{_e(it.printed + it.title)}</div>"]
    for k, v in _values(it, s).items():
        out.append(f"<div class=tl>{_e(_label(s, k))}</div><div class=tv>{v}</div>")
    return "".join(out)


def _band(it: Item, s: dict) -> str:
    v = _values(it, s)
    return f"<div class=bandt>{_e(it.printed + it.title)}</div>" + "".join(
        f"<div class=bl>{_e(_label(s, k))}</div><div class=val>{v[k]}</div>" for k in v
    )


def _icons(it: Item, s: dict) -> str:
    rows = "".join(
        f"<div class=ir><svg width=16 height=16><circle cx=8 cy=8 r=7 fill='{s['color']}'/></svg><div><b class=ic>{_e(_label(s, k))}</b> {v}</div></div>"
        for k, v in _values(it, s).items()
    )
    return f"{_title(it, s)}{rows}"


FAMILY = {"stacked": _stacked, "runin": _runin, "grid2": _grid2, "grid4": _grid4, "sidebar": _sidebar, "cards": _cards, "ruled": _ruled,
          "columns": _columns, "two_up": _two_up, "band": _band, "icons": _icons}  # fmt: skip


def _wide(plan: Plan, s: dict) -> str:
    """A row per action on landscape pages, the axis merged down the side or as a band across."""
    fields = [f for f in s["order"] if f == "pilot" or f in s["fields"] or (f == "funder" and s["funder_label"])]
    fields = [f for f in fields if f not in ("context", "modalities")]
    has_number = any(it.number for it in plan.items)
    head = (
        ("<th>N°</th>" if has_number else "")
        + "<th>Action</th>"
        + "".join(f"<th>{_e(_label(s, f))}</th>" for f in fields)
    )
    bands = s["size"] < 10.2
    axis = not bands and bool(plan.levels)
    if axis:
        head = f"<th>{_e(plan.levels[0]['label'])}</th>" + head
    rows, span = [], len(fields) + 1 + has_number
    open_levels: list[int] = []
    for it in plan.items:
        chain = _chain(plan, it.level)
        cells = (f"<td>{_e(it.number or '')}</td>" if has_number else "") + f"<td><b>{_e(it.title)}</b></td>"
        v = _values(it, s)
        cells += "".join(f"<td>{v.get(f, '')}</td>" for f in fields)
        if bands:
            for k in chain:
                if k not in open_levels:
                    rows.append(
                        f"<tr><td colspan={span} class=gb>{_e(_level_text(plan, s, k).replace(chr(10), ' : '))}</td></tr>"
                    )
        elif axis:
            top = chain[0]
            if top not in open_levels:
                n = sum(_chain(plan, i.level)[0] == top for i in plan.items)
                cells = f"<td rowspan={n} class=gx>{_e(_level_text(plan, s, top).replace(chr(10), ' : '))}</td>" + cells
        open_levels = chain
        rows.append(f"<tr>{cells}</tr>")
    return f"<section class=page><h1 class=part>Programme d'actions</h1><table class=w><thead><tr>{head}</tr></thead>{''.join(rows)}</table></section>"
