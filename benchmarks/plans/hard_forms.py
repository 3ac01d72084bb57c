# ruff: noqa: E501  (pages kept whole)
"""More forms of fiches, from seed 3100 on: strips of boxes, tabs, title cells, sentences without labels, tables of money and of measures."""

from __future__ import annotations

import random

from benchmarks.plans import hard_words as words
from benchmarks.plans.content import Item, Plan
from benchmarks.plans.hard_looks import SHORT, e, head, label, name_of, values

Values = dict[str, str]


def _block(s: dict, k: str, html: str) -> str:
    return f"<h4 class=lab><span>{label(s, name_of(k))}</span></h4><div class=val>{html}</div>"


def _strip(it: Item, s: dict, r: random.Random) -> str:
    """Short fields side by side in a strip, each label over its value; long ones under it."""
    v = values(it, s, r)
    short = [k for k in v if k in SHORT][:4]
    table = f"<table class=strip><tr>{''.join(f'<th>{label(s, name_of(k))}</th>' for k in short)}</tr><tr>{''.join(f'<td>{v[k]}</td>' for k in short)}</tr></table>"
    rest = "".join(_block(s, k, v[k]) for k in v if k not in short)
    return head(it, s) + (table + rest if s["shade"] else rest + table)


def _boxes(it: Item, s: dict, r: random.Random) -> str:
    """Boxes of one or two columns, each with its label on its first line."""
    v = values(it, s, r)
    cells = "".join(f"<div class='bx{'' if k in SHORT else ' wide'}'><div class=bl>{label(s, name_of(k))}</div>{html}</div>" for k, html in v.items())
    return f"{head(it, s)}<div class=bxs>{cells}</div>"


def _abreast(it: Item, s: dict, r: random.Random) -> str:
    rows = "".join(f"<tr><td class=gl>{label(s, name_of(k))}</td><td>{v}</td></tr>" for k, v in values(it, s, r).items())
    return f"<table class=g><tr><th colspan=2 class=gh>{e(it.printed + it.title)}</th></tr>{rows}</table>"


def header_cells(plan: Plan, it: Item, s: dict, r: random.Random) -> str:
    """The level, the number and the title in cells of one title row, then a grid."""
    level = e(s["level_form"].format(**plan.levels[it.level]).replace("\n", " : ")) if it.level is not None else ""
    code = e(it.printed.strip(" :-–.|)")) or "Fiche action"
    rows = "".join(f"<tr><td class=gl>{label(s, name_of(k))}</td><td colspan=2>{v}</td></tr>" for k, v in values(it, s, r).items())
    return f"<table class='g hc'><tr><td class=hl>{level}</td><td class=hn>{code}</td><td class=ht><b>{e(it.title)}</b></td></tr>{rows}</table>"


def _sentences(it: Item, s: dict, r: random.Random) -> str:
    """No label at all: who leads, and with whom, is said in a sentence."""
    join = lambda names: names[0] if len(names) == 1 else ", ".join(names[:-1]) + " et " + names[-1]  # noqa: E731
    pilots, others = join([n for n, _ in it.pilots]), [n for n, _ in it.partners]
    text = r.choice(words.LED).format(p=pilots, q=join(others)) if others else f"Cette action est pilotée par {pilots}."
    body = "".join(f"<p>{e(t)}</p>" for t in it.modalities) + ("<ul>" + "".join(f"<li>{e(t)}</li>" for t in it.steps) + "</ul>" if it.steps else "")
    return f"{head(it, s)}{body}<p>{e(text)}</p>"


def _money_table(it: Item, s: dict, r: random.Random) -> str:
    """The cost by line, with who pays each: labels and text around it."""
    v: Values = values(it, s, r)
    if len(it.amounts) == 1 and it.cost_kind == "stated" and it.funders and it.amounts[0].get("max") is None:
        total, names = it.amounts[0]["amount"], it.funders
        share = [total // len(names)] * len(names)
        share[0] += total - sum(share)
        it.amounts = [*it.amounts, *({"amount": x, "period": it.amounts[0]["period"], "unit": None, "optional": True} for x in share)]
        lines = "".join(f"<tr><td>{e(n)}</td><td>{x:,} €</td></tr>".replace(",", " ") for n, x in zip(names, share, strict=True))
        v["funder"] = f"<table class=t><tr><th>Financeur</th><th>Montant</th></tr>{lines}</table>"
    return head(it, s) + "".join(_block(s, k, html) for k, html in v.items())


def _leaflet(it: Item, s: dict, r: random.Random) -> str:
    """A few lines to an action, in the panel of a leaflet: light labels before a colon."""
    v = values(it, s, r, inline=True)
    lines = "".join(f"<p><span class=ll>{e(s['labels'][name_of(k)])} :</span> {html}</p>" for k, html in v.items())
    return f"<div class=tt>{e(it.printed + it.title)}</div>{lines}"


def _tabs(it: Item, s: dict, r: random.Random) -> str:
    """Each label on a tab above its own frame."""
    frames = "".join(f"<div class=tab><span class=tb>{label(s, name_of(k))}</span><div class=fr>{v}</div></div>" for k, v in values(it, s, r).items())
    return f"{head(it, s)}{frames}"


def _measures(it: Item, s: dict, r: random.Random) -> str:
    v = values(it, s, r)
    rows = "".join(f"<tr><td class=gl>{label(s, name_of(k))}</td><td>{html}</td></tr>" for k, html in v.items() if k != "indicator")
    table = _block(s, "indicator", v["indicator"]) if "indicator" in v else ""
    return f"{head(it, s)}<table class=g>{rows}</table>{table}"


FORMS = {"strip": _strip, "boxes": _boxes, "abreast": _abreast, "sentences": _sentences, "money_table": _money_table, "leaflet": _leaflet, "tabs": _tabs, "measures": _measures}
