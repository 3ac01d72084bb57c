# ruff: noqa: E501  (pages kept whole)
"""How a hard made-up plan's fiches look: choices drawn from a seed, and the HTML of each family's fiche."""

from __future__ import annotations

import random
from html import escape

from benchmarks.plans import hard_words as words
from benchmarks.plans.content import Item, Plan
from benchmarks.plans.hard_content import SECOND_SEED

FONTS = ["Liberation Sans", "Liberation Serif", "Lato", "Open Sans", "Roboto", "DejaVu Sans", "Carlito", "Caladea", "Cabin", "EB Garamond", "Quicksand", "Roboto Condensed", "Liberation Sans Narrow",
         "DejaVu Serif", "Open Sans Condensed"]  # fmt: skip
COLORS = ["#0b5563", "#8c2f39", "#386641", "#4a4e69", "#bc6c25", "#1d3557", "#7b2d8b", "#444444", "#c1121f", "#2a9d8f"]
LANDSCAPE = ("rows", "by_axis", "logic", "gantt")
SHORT = ("pilot", "partner", "calendar", "cost", "funder", "public", "place")


def draw_looks(seed: int, s: dict) -> dict:
    """Paper, type, colours, label words and lists of one plan, added to ``s``."""
    r = random.Random(f"hard looks {seed}")
    family = s["family"]
    s["font"], s["head_font"] = r.choice(FONTS), r.choice(FONTS)
    if r.random() < 0.6:
        s["head_font"] = s["font"]
    if seed >= SECOND_SEED and s["font"] == "Open Sans Condensed":
        s["font"] = "Open Sans"  # it comes in bold alone
    s["color"], s["second"] = r.sample(COLORS, 2)
    s["size"] = r.choice([8.5, 9, 9.5, 10, 10.5, 11, 12])
    if family in LANDSCAPE:
        s["size"] = r.choice([7.5, 8, 8.5, 9, 9.5])
        s["paper"] = r.choice(["A4 landscape", "A4 landscape", "A3 landscape"])
    elif family == "slides":
        s["paper"], s["size"] = r.choice(["338mm 190mm", "A4 landscape"]), r.choice([11, 12, 13])
    elif family in ("abreast", "leaflet"):
        s["paper"], s["size"] = "A4 landscape", r.choice([8, 8.5, 9])
    elif family == "uneven":
        s["paper"], s["size"] = r.choice(["A4 landscape", "A3 landscape", "A4"]), r.choice([8, 8.5, 9])
    else:
        s["paper"] = r.choice(["A4", "A4", "A4", "A4", "Letter", "A4 landscape" if family in ("pairs", "margin", "two_pages") else "A4"])
    stock = words.QUESTIONS if family == "questions" else words.LABELS
    s["labels"] = {k: r.choice(v) for k, v in stock.items()}
    if s["joint"]:
        s["labels"]["pilot"] = r.choice(words.JOINT)
    s["case"] = r.choice(["as is", "as is", "as is", "upper", "small-caps"])
    if family == "small_caps":
        s["case"] = "small-caps"
    s["colon"] = r.random() < 0.35 and family != "questions"
    s["label_look"] = r.choice(["bold", "bold color", "color", "underline", "italic bold", "band", "light band", "bordered", "pill"])
    s["bold_pilot"] = r.random() < 0.2
    s["join"] = r.choice([", ", ", ", " / ", "\n", "\n", "bullets", " ; ", "dashes"])
    s["indicator_form"] = r.choice(["bullets", "bullets", "lines", "semicolons", "dashes"])
    s["objective_bullets"] = r.random() < 0.4
    s["inline_steps"] = r.random() < 0.25
    s["bullet"] = r.choice(["disc", "square", "'\\2013\\00a0'", "'\\2192\\00a0'", "'\\25b6\\00a0'", "'\\2713\\00a0'"])
    s["justify"] = r.random() < 0.45
    s["head"] = r.choice(["inline", "inline", "inline", "badge", "over", "band"])
    s["level_form"] = r.choice(["{label} {number} : {title}", "{label} {number} - {title}", "{label} {number} – {title}", "{label} n°{number} : {title}", "{label} {number}. {title}",
                                "{label} {number}\n{title}", "{label} {number} | {title}"])  # fmt: skip
    s["level_place"] = r.choice(["heading", "heading", "divider", "crumb"]) if s["depth"] and family not in ("rows", "by_axis", "slides", "gantt", "header_cells") else "heading"
    s["start"] = r.choice(["page", "flow", "flow"])
    s["shade"] = r.random() < 0.5
    order = ["context", "objective", "modalities", "public", "place", "pilot", "partner", "calendar", "cost", "funder", "indicator"]
    s["order"] = r.choice([order, ["pilot", "partner", "public", "place", *order[:3], "cost", "funder", "calendar", "indicator"],
                           ["objective", "context", "modalities", "calendar", "pilot", "partner", "place", "public", "indicator", "cost", "funder"]])  # fmt: skip
    s["running"], s["folio"] = r.random() < 0.6, r.random() < 0.85
    s["noise"] = {k: r.random() < p for k, p in (("contents", 0.6), ("edito", 0.5), ("diagnosis", 0.8), ("governance", 0.6), ("glossary", 0.5), ("past", 0.5), ("signatures", 0.3), ("framework", 0.3), ("synoptic", 0.2))}
    s["callouts"] = family == "callouts" or (r.random() < 0.2 and family not in ("rows", "by_axis", "logic", "uneven", "letter"))
    s["axis_form"] = r.choice(["column", "column", "column turned", "band"])
    s["columns"] = r.choice([2, 3]) if "landscape" in s["paper"] else 2
    s["two_axes"] = s["depth"] == 2 and r.random() < 0.6
    s["measure_heads"] = seed % len(words.TABLE_HEADS)
    return s


def e(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def label(s: dict, key: str) -> str:
    text = s["labels"][key].upper() if s["case"] == "upper" else s["labels"][key]
    return e(text + ("\u00a0:" if s["colon"] else ""))


def listed(s: dict, names: list[str], form: str | None = None) -> str:
    form = form or s["join"]
    if s["spice"]["et"] and len(names) > 1 and form in (", ", " / ", " ; "):
        return e(", ".join(names[:-1]) + " et " + names[-1])
    if form == "bullets":
        return "<ul>" + "".join(f"<li>{e(n)}</li>" for n in names) + "</ul>" if len(names) > 1 else e(names[0])
    if form == "dashes":
        return "<br>".join(f"- {e(n)}" for n in names) if len(names) > 1 else e(names[0])
    return e(form.join(names))


def values(it: Item, s: dict, r: random.Random, inline: bool = False) -> dict[str, str]:
    """Field to the HTML of its value, in the order of the design."""
    v: dict[str, str] = {}
    paras = lambda texts: "".join(f"<p>{e(t)}</p>" for t in texts) if not inline else e(" ".join(texts))  # noqa: E731
    if it.context:
        v["context"] = paras(it.context)
    if it.objective:
        bullets = s["objective_bullets"] and not inline and len(it.objective) > 1
        v["objective"] = "<ul>" + "".join(f"<li>{e(t)}</li>" for t in it.objective) + "</ul>" if bullets else paras(it.objective)
    if it.modalities:
        if s["inline_steps"] and it.steps:
            v["modalities"] = paras(it.modalities) + "<p>" + e(" • ".join(["", *it.steps]).strip()) + "</p>"
        else:
            v["modalities"] = paras(it.modalities) + ("<ul>" + "".join(f"<li>{e(t)}</li>" for t in it.steps) + "</ul>" if it.steps else "")
    pilots = [n for n, _ in it.pilots]
    if s["joint"]:
        v["pilot"] = f"<b>{e(', '.join(pilots))}</b>, {e(', '.join(n for n, _ in it.partners))}"
    else:
        v["pilot"] = f"<b>{listed(s, pilots)}</b>" if s["bold_pilot"] else listed(s, pilots)
        if it.partners:
            v["partner"] = partners(s, [n for n, _ in it.partners])
        elif "partner" in s["fields"]:
            v["partner"] = r.choice(["-", "À définir", "/"])
    if it.cost:
        v["cost"] = e(it.cost)
    if it.yearly:
        v["cost"] = yearly(it, s)
    if it.funders:
        v["funder"] = listed(s, it.funders)
    if s["crosses"] and it.years[0]:
        v["calendar"] = crosses(it, s)
    elif it.calendar:
        v["calendar"] = e(it.calendar)
    if it.indicators:
        v["indicator"] = indicators(it, s)
    elif "indicator" in s["fields"] and not inline:
        v["indicator"] = r.choice(["À définir", "-"])
    if it.public:
        v["public"] = e(it.public)
    if it.place:
        v["place"] = e(it.place)
    v = {k: v[k] for k in s["order"] if k in v}
    if s["spice"]["extra"]:
        for name in r.sample(sorted(words.EXTRA), 2):
            s["labels"][name] = name
            v[name] = e(r.choice(words.EXTRA[name]))
        v = _mixed(v, r)
    return v


def _mixed(v: dict[str, str], r: random.Random) -> dict[str, str]:
    """The same fields, the two last (other labels than the plan's fields) moved among them."""
    keys = list(v)
    *own, a, b = keys
    own.insert(r.randint(1, len(own)), a)
    own.insert(r.randint(1, len(own)), b)
    return {k: v[k] for k in own}


def partners(s: dict, names: list[str]) -> str:
    """A list of partners, told apart by kind or with a note in some plans."""
    if s["spice"]["grouped"] and len(names) > 2:
        cut = len(names) // 2
        return f"Institutionnels : {e(', '.join(names[:cut]))}<br>Associatifs : {e(', '.join(names[cut:]))}"
    html = listed(s, names)
    if s["spice"]["notes"]:
        html = html.replace(e(names[0]), e(names[0]) + "<sup>1</sup>", 1)
    return html


def name_of(k: str) -> str:
    return "territory" if k == "place" else k


def crosses(it: Item, s: dict) -> str:
    a, b = s["period"]
    marks = "".join(f"<td>{'X' if it.years[0] <= y <= it.years[1] else ''}</td>" for y in range(a, b + 1))
    return f"<table class='t x'><tr>{''.join(f'<th>{y}</th>' for y in range(a, b + 1))}</tr><tr>{marks}</tr></table>"


def yearly(it: Item, s: dict) -> str:
    a, b = s["period"]
    figures = "".join(f"<td>{money(v)}</td>" for v in [*it.yearly, sum(it.yearly)])
    return f"<table class=t><tr>{''.join(f'<th>{y}</th>' for y in range(a, b + 1))}<th>Total</th></tr><tr>{figures}</tr></table>"


def money(value: int) -> str:
    return f"{value:,} €".replace(",", " ") if value else ""


def indicators(it: Item, s: dict) -> str:
    texts = [i["text"] for i in it.indicators]
    if s["table_of_indicators"]:
        rows = "".join(f"<tr><td>{e(i['text'])}</td><td>{e(i['baseline'])}</td><td>{e(i['target'])}</td></tr>" for i in it.indicators)
        a, b = s["period"]
        heads = words.TABLE_HEADS[s["measure_heads"]] if s["family"] == "measures" else ("Indicateur", "Situation de départ", "Cible")
        return f"<table class=t><tr>{''.join(f'<th>{h.format(a=a - 1, b=b)}</th>' for h in heads)}</tr>{rows}</table>"
    if s["spice"]["split_kinds"] and len(texts) > 1:
        return f"Réalisation : {e(texts[0])}<br>Résultat : {e(' ; '.join(texts[1:]))}"
    if s["indicator_form"] == "semicolons":
        return e(" ; ".join(texts))
    return listed(s, texts, {"lines": "\n"}.get(s["indicator_form"], s["indicator_form"]))


def head(it: Item, s: dict, more: str = "") -> str:
    """The fiche's title; ``more`` is what a second page adds ("(suite)")."""
    code = it.printed.strip(" :-–.|)")
    title = e(it.title + more)
    if not it.printed:
        return f"<h3 class=at>{title}</h3>"
    if s["head"] == "badge":
        return f"<div class=apart><span class=badge>{e(code)}</span><h3 class=at>{title}</h3></div>"
    if s["head"] == "over":
        return f"<div class=over>{e(code)}</div><h3 class=at>{title}</h3>"
    if s["head"] == "band":
        return f"<div class=bandt>{e(it.printed)}{title}</div>"
    return f"<h3 class=at>{e(it.printed)}{title}</h3>"


def crumb(plan: Plan, s: dict, it: Item) -> str:
    """The levels an action stands under, on lines over its title."""
    k, lines = it.level, []
    while k is not None:
        lines.insert(0, e(s["level_form"].format(**plan.levels[k]).replace("\n", " : ")))
        k = plan.levels[k]["parent"]
    return "<div class=crumb>" + "<br>".join(lines) + "</div>"


def callout(r: random.Random) -> str:
    name, text = r.choice(words.CALLOUTS)
    return f"<aside><b>{e(name)}</b><br>{e(text)}</aside>"


def _stacked(it: Item, s: dict, r: random.Random) -> str:
    out, v = [head(it, s)], values(it, s, r)
    at = r.randrange(len(v)) if s["callouts"] and r.random() < 0.6 else -1
    for n, (k, html) in enumerate(v.items()):
        if n == at:
            out.append(callout(r))
        out.append(f"<h4 class=lab><span>{label(s, name_of(k))}</span></h4><div class=val>{html}</div>")
    return "".join(out)


def _runin(it: Item, s: dict, r: random.Random) -> str:
    out = [head(it, s)]
    for k, html in values(it, s, r).items():
        lab = f"<b class=rl>{e(s['labels'][name_of(k)])}\u00a0:</b>"
        block = html.startswith(("<ul", "<p", "<table"))
        if html.startswith("<p>"):
            out.append(html.replace("<p>", f"<p>{lab} ", 1))
        else:
            out.append(f"<p>{lab}</p>{html}" if block else f"<p>{lab} {html}</p>")
    return "".join(out)


def _margin(it: Item, s: dict, r: random.Random) -> str:
    rows = "".join(f"<div class=mr><div class=mk>{label(s, name_of(k))}</div><div class=mv>{v}</div></div>" for k, v in values(it, s, r).items())
    return f"{head(it, s)}{rows}{callout(r) if s['callouts'] and r.random() < 0.4 else ''}"


def _small_caps(it: Item, s: dict, r: random.Random) -> str:
    icon = f"<svg width=18 height=18><rect x=2 y=2 width=13 height=13 rx=3 fill='{s['second']}'/><path d='M5 9l3 3 5-6' stroke='#fff' fill='none'/></svg>"
    rows = "".join(f"<div class=ir>{icon}<div><div class=ic>{label(s, name_of(k))}</div>{v}</div></div>" for k, v in values(it, s, r).items())
    return f"{head(it, s)}<div class=icons>{rows}</div>"


def _rotated(it: Item, s: dict, r: random.Random) -> str:
    """Fields grouped in boxes, each with its label printed up a band at its side."""
    rows = "".join(f"<tr><td class=turn><span>{label(s, name_of(k))}</span></td><td>{v}</td></tr>" for k, v in values(it, s, r).items())
    return f"{head(it, s)}<table class='g rot'>{rows}</table>"


def _two_pages(it: Item, s: dict, r: random.Random) -> str:
    """A grid whose title row the browser prints again at the top of its next page."""
    rows = "".join(f"<tr><td class=gl>{label(s, name_of(k))}</td><td>{v}</td></tr>" for k, v in values(it, s, r).items())
    return f"<table class=g><thead><tr><th colspan=2 class=gh>{e(it.printed + it.title)}</th></tr></thead>{rows}</table>"


def _pairs(it: Item, s: dict, r: random.Random) -> str:
    v = values(it, s, r)
    tall = [k for k in v if v[k].startswith(("<table", "<p>")) and k in ("calendar", "indicator")]
    singles = [k for k in v if k not in SHORT or k in tall]
    singles, pair = ([], singles[:2]) if len(singles) == 2 else (singles, singles[-2:] if len(singles) > 2 and r.random() < 0.5 else [])
    singles = [k for k in singles if k not in pair]
    short = [k for k in v if k in SHORT and k not in tall] + pair
    cell = lambda k, span="": f"<td class=gl>{label(s, name_of(k))}</td><td{span}>{v[k]}</td>"  # noqa: E731
    rows = [f"<tr>{cell(a)}{cell(b)}</tr>" for a, b in zip(short[::2], short[1::2], strict=False)]
    if len(short) % 2:
        rows.append(f"<tr>{cell(short[-1], ' colspan=3')}</tr>")
    rows += [f"<tr>{cell(k, ' colspan=3')}</tr>" for k in singles]
    return f"<table class='g g4'><tr><th colspan=4 class=gh>{e(it.printed + it.title)}</th></tr>{''.join(rows)}</table>"


def _steps(it: Item, s: dict, r: random.Random) -> str:
    """Fiches whose description numbers its own steps: these are no actions."""
    v = values(it, s, r)
    if it.steps:
        word = s["step_word"]
        lines = "".join(f"<p class=step><b>{word} {n}</b> : {e(t)}</p>" for n, t in enumerate(it.steps, 1))
        v["modalities"] = "".join(f"<p>{e(t)}</p>" for t in it.modalities) + lines
    body = "".join(f"<h4 class=lab><span>{label(s, name_of(k))}</span></h4><div class=val>{html}</div>" for k, html in v.items())
    return head(it, s) + body


def _sheet(it: Item, s: dict, r: random.Random) -> str:
    """A sheet of a level, with the actions under it one by one: run-in fields, or a row each."""
    intro = f"<p>{e(r.choice(words.PROSE))}</p>" if r.random() < 0.6 else ""
    if s["sheet_rows"]:
        keys = [k for k in s["order"] if k == "pilot" or k in s["fields"]]
        keys = [k for k in keys if any(k in values(p, s, random.Random(0)) for p in it.parts)]
        rows = "".join("<tr><td>" + e(p.number) + "</td><td>" + e(p.title) + "</td>" + "".join(f"<td>{values(p, s, r).get(k, '')}</td>" for k in keys) + "</tr>" for p in it.parts)
        top = "".join(f"<th>{e(s['labels'][k])}</th>" for k in keys)
        return f"{head(it, s)}{intro}<table class=w><tr><th>N°</th><th>Action</th>{top}</tr>{rows}</table>"
    return head(it, s) + intro + "".join(f"<div class=part>{_runin(p, {**s, 'head': 'inline'}, r).replace('<h3 class=at>', '<h3 class=sub>')}</div>" for p in it.parts)


def _card(it: Item, s: dict, r: random.Random) -> str:
    rows = "".join(f"<div class=tl>{label(s, name_of(k))}</div><div class=tv>{v}</div>" for k, v in values(it, s, r).items())
    return f"<div class=tt>{e(it.printed + it.title)}</div>{rows}"


FICHES = {"narrative": _runin, "prose_columns": _runin, "sheets": _sheet, "steps": _steps, "unnumbered": _stacked, "three_levels": _stacked, "margin": _margin, "questions": _stacked,
          "small_caps": _small_caps, "rotated": _rotated, "two_pages": _two_pages, "uneven": _card, "pairs": _pairs, "callouts": _stacked, "letter": _runin, "three_places": _stacked}  # fmt: skip


def fiche(it: Item, s: dict, r: random.Random) -> str:
    return FICHES[s["fiche"]](it, s, r)
