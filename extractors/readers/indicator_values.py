"""The values printed beside an indicator: where things stand, what is aimed at, by which year, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# Keys: "baseline", "target", "unit" (as printed), "target_year" (int).
Values = dict[str, object]

_TAIL = 240  # a value is looked for in the last signs of an indicator only
_YEARS = r"(?:19|20)\d\d(?!\d)"
_BASE_LABEL = re.compile(
    r"(?:valeur (?:initiale|de depart|de reference|de base)|(?:valeur|niveau|etat|situation)(?= (?:en )?20\d\d)|etat (?:initial|zero)|"
    r"situation (?:initiale|de reference|de depart|actuelle)|mesure (?:de depart|initiale)|point (?:de depart|zero)|depart|"
    r"annee de reference(?= 20\d\d)|reference|ref\.?|valeur actuelle|actuel(?:lement|le)?|[tn] ?0|[tn] ?- ?1|niveau (?:initial|actuel)|base(?! ?100)|"
    r"realise)"
    rf"\s*(?:\(?(?:en |fin )?{_YEARS}\)?)?(?:\s*[:=]\s*|\s+(?:de )?(?=\d)(?!(?:19|20)\d\d(?!\d)))"
)
_TARGET_LABEL = re.compile(
    r"(?:(?:valeurs? |objectif )?cibles?(?: finales?| intermediaires?| annuelles?)?|valeurs? (?:visee?s?|attendue?s?|a atteindre|finales?)|"
    r"objectifs?(?: cibles?| vises?| annuels?| chiffres?| quantifies?| mini(?:mal|mum)s?| maxi(?:mal|mum)s?| a atteindre| du (?:plan|contrat|programme)| n)?|"
    r"obj\.?|resultats? (?:attendus?|vises?)|attendus?|[tn] ?\+ ?\d|prevision(?:nel)?)\s*"
    r"(?:(?:en|d'ici|a l'horizon|fin|pour|au|a)?\s*(?:fin\s+|a\s+|l'annee\s+)?\(?\b(?P<label_year>20\d\d)(?!\d)\)?)?"
    r"(?:\s*[:=]\s*|\s+(?:d'|de )?(?=(?:au moins|minimum|plus d|moins d|[<>≥≤+-]? ?[0-9]))(?!20\d\d(?!\d)))"
)
_AIDE = re.compile(
    r"(?:sources?|frequence|periodicite|responsables?|producteurs?|mode de calcul|annee de reference)\s*:[^;,()]{0,80}"
)
_TOLD_AFTER = re.compile(rf"\s+[-/|]\s+{_AIDE.pattern}(?:\s+[-/|].*)?$", re.DOTALL)
_NUMBER = r"(?:\d{1,3}(?:[ .\n]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?"
_SIGN = (
    r"(?:[+\-±<>≥≤=]\s?|(?:au moins|au minimum|minimum|min\.?|moins d[e'] ?|plus d[e'] ?|jusqu'a|au plus|maximum|max\.?|environ|"
    r"(?:inf|sup)erieure?s? (?:ou egale?s? )?a|egale?s? a)\s*)?"
)
_NOT_A_UNIT = (
    r"(?:en|fin|et|ou|puis|vers|a|au|d'ici|pour|par|contre|soit|sur|vise\w*|prevu\w*|attendu\w*|aujourd'hui|actuel\w*|initial\w*|depuis|avant|des|"
    r"horizon|cibles?|objectifs?|obj|valeurs?|reference|ref|base|source|realise\w*|dont|avec|dans|chez|selon|ou|mini(?:mum)?)(?![\w-])"
)
_UNIT_WORD = rf"(?!{_NOT_A_UNIT})[^\W\d_][\w²³'’/-]*"
_PER = r"(?:\s?/\s?(?!(?:objectif|cible|obj|valeur)s?(?![a-z]))[^\W\d_][\w²³]*\.?|\s+par\s+(?:an|mois|jour|semaine|semestre|trimestre|[a-z]+))"
_VALUE = re.compile(
    rf"(?P<value>{_SIGN}{_NUMBER}(?:\s?%(?:\s+d(?:es?|u)\s[^\W\d_]+)?|\s?[°ºx€])?(?:\s?k€|(?<=\d){_UNIT_WORD}|(?:\s{_UNIT_WORD}){{0,3}})"
    rf"{_PER}{{0,2}}(?:\s+sur\s+\d+)?(?:\s+au (?:moins|plus))?|"
    r"non (?:connue?|mesuree?|disponible|renseignee?|evaluee?|suivie?)|inconnue?|n\.?[cd]\.?(?!\w)|sans objet|neant|oui|non|"
    r"(?:doublement|triplement|maintien|stabilisation|stabilite|hausse|augmentation|progression|baisse|diminution|reduction)(?!\w)"
    rf"(?: d(?:e |')(?:au moins )?{_NUMBER}\s?%)?)"
)
# When the value holds: a year, the start, or the end of the plan.
_WHEN = re.compile(
    rf"(?:,?\s*(?P<aimed>(?:au )?minimum|mini\b|visee?s?\b|attendue?s?\b|prevue?s?\b))?\s*"
    rf"(?:(?P<by>d'ici|a l'horizon|horizon|avant|a partir de|a compter de|des|pour)\s+(?:a |la |le |fin |l'annee )*(?P<by_year>{_YEARS})|"
    rf"\(?(?:en|fin|au 31 decembre|au 1er janvier)?\s*(?:fin )?\b(?P<year>{_YEARS})\)?|"
    r"(?P<start>au (?:demarrage|depart|debut|lancement)(?: d[ue] (?:plan|programme|contrat|projet|l'action))?|actuellement|aujourd'hui|a ce jour|"
    r"initialement|a l'origine)|"
    r"(?P<end>(?:a l'issue|a la fin|en fin|au terme|sur la duree|a l'echeance|d'ici la fin) (?:du |de |de la |de l')?(?:plan|programme|contrat|projet|"
    r"periode|convention|action|dispositif|pacte|schema|charte|plh|pcaet|cls|conventionnement)|a terme|a echeance))?"
    rf"(?P<against>\s*\(?(?:par rapport (?:a|au niveau de)|base|reference|ref\.?|vs)\s*(?:l'annee )?{_YEARS}\)?)?"
)
_DATE_LABEL = re.compile(rf"(?:en |fin )?(?P<label_year>{_YEARS})\s*[:=]\s*(?=[0-9<>≥≤+-])")
_BETWEEN = re.compile(
    r"\s*(?P<sep>→|->|=>|⇒|➔|➜|[,;/|]|-|\bpuis\b|\bet\b|\ba\b|\bvers\b|\bcontre\b|\bpour atteindre\b)\s*(?:(?:et|(?P<then>puis))\s+)?"
)
_ARROWS = {"→", "->", "=>", "⇒", "➔", "➜", "a", "vers", "puis", "pour atteindre"}
_OPENS = re.compile(r"\s*(?P<sep>[:(,]|\s[-/](?=\s)|(?<![-=])(?=[≥≤<>]\s?\d)|\.)\s*(?=\S)")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_LAST_YEAR = re.compile(
    r"\s*(?:(?:en|d'ici|a l'horizon|fin|pour|au|a partir de)\s+(?:fin\s+|a\s+|l'annee\s+)?)?\(?\b(20\d\d)\b\)?\s*$"
)
_FROM_TO = re.compile(
    rf"(?:passer|evoluer|augmenter|accroitre|porter|reduire|ramener|abaisser|diminuer|faire passer)\b[^.;:]{{0,80}}?\bd(?:e |')(?P<low>{_NUMBER}(?:\s?%)?)"
    rf"[^.;:\d]{{0,30}}?\sa\s(?P<high>{_NUMBER}(?:\s?%)?)"
)
_FACT = re.compile(r"(?P<key>annee(?: cible| d'echeance)?|echeance|horizon|unites?(?: de mesure)?)\s*:\s*(?=\S)")
_UNIT = re.compile(
    r"[(\[]\s*(?:en\s+([^()\[\]:]{1,20})|(%|m[²2]|m[³3]|ha|km|t|tonnes?|tco2e?|teqco2|kwh|mwh|gwh|kw|mw|€|k€|m€|"
    r"etp|nb|jours?|heures?|mois))\s*[)\]]"
    r"|(?:,|\s)\s*en\s+(%|pourcentage|(?:kilo)?tonnes?(?: (?:equivalent|eq\.?) ?co2)?|k?tco2e?|teqco2|"
    r"m3|m³|litres?|kg|ha|hectares?|m²|km|kwh|mwh|gwh|euros?|€|k€|jours|heures)\s*$|^(%)\s"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    """One value as said: by whom it is named (baseline, target or nobody), of which year, after which sign."""

    value: str
    role: str | None
    year: int | None
    sep: str
    dated: bool  # the words around it tell when it holds


def take_clause(text: str, low: str, start: int, end: int) -> Values | None:
    """The values of a clause that says nothing else, such as "cible 2030 : 20" or "Unité : %"; None for another."""
    start += len(low[start:end]) - len(low[start:end].lstrip())
    fact = _FACT.match(low, start, end)
    if fact:
        value = text[fact.end() : end].strip(" .;,")
        if fact["key"].startswith("unite"):
            return {"unit": value} if 0 < len(value) <= 25 else None
        year = re.fullmatch(r"(?:fin |en )?(20\d\d)", value)
        return {"target_year": int(year[1])} if year else None
    for key, pattern in (("baseline", _BASE_LABEL), ("target", _TARGET_LABEL)):
        if m := pattern.match(low, start, end):
            return _labelled(key, m, text[m.end() : end], low[m.end() : end])
    return None


def take_dated(text: str, low: str, start: int, end: int, before: tuple[int, int], values: Values) -> bool:
    """Whether a clause is one year's value of the indicator at ``before``, which takes it: "2030 : 33 %".

    The first of several years is where things stand, the last what is aimed at.
    """
    start += len(low[start:end]) - len(low[start:end].lstrip())
    m = _DATE_LABEL.match(low, start, end)
    said = _VALUE.fullmatch(low[m.end() : end].rstrip(" .;,)")) if m else None
    own = re.search(r"20\d\d\s*[:=]", low[before[0] : before[1]])  # "Part : 2019 : 14 %"
    if not m or not (said or own):
        return False
    value = text[m.end() : end].strip(" .;,)")
    if not own and not values.keys() & {"baseline", "target"}:
        values["baseline"] = value
    else:
        values |= {"target": value, "target_year": int(m["label_year"])}
    return True


def value_alone(text: str, low: str, at: int, end: int) -> bool:
    """Whether the words up to the next semicolon are a dated value and nothing else: "; 600 en 2030"."""
    stop = low.find(";", at, min(end, at + _TAIL))
    said = list(_statements(text, low, at, stop if stop >= 0 else end)) if end - at < _TAIL or stop >= 0 else []
    opens = re.compile(r"(?:[+-] ?)?\d").match(low, at)
    return bool(said and opens) and all(x.dated or x.role for x in said)


# A line of a table's cell that reached the text without its column: "122 g", "Oui".
_CELL = re.compile(
    rf"{_SIGN}{_NUMBER}\s?(?:%|€|k€|m€|[kcm]?m[²³23]?|ha|t|tonnes?|[km]?g|[kmg]wh|jours?|mois|ans?|heures?|h|etp)?(?:\s?/\s?\w+\.?|\spar\san)?|oui|non"
)


def bare_cell(text: str, low: str, start: int, end: int) -> str | None:
    """The value that a whole line is, with no word of what it measures; None for any other."""
    value = text[start:end].strip(" .;")
    alone = not text[:start].rstrip(" ").rpartition("\n")[2] and not text[end:].lstrip(" .;").partition("\n")[0]
    return value if value and alone and _CELL.fullmatch(low[start:end].strip(" .;")) else None


def _labelled(key: str, label: re.Match[str], value: str, low: str) -> Values:
    """What is printed after a label, with the year that ends it or stands in the label."""
    if aside := _TOLD_AFTER.search(low):
        low, value = low[: aside.start()], value[: aside.start()]
    lead = len(value) - len(value.lstrip(" .;,)"))
    low, value = low[lead:].rstrip(" .;,)"), value.strip(" .;,)")
    out: Values = {}
    said = _VALUE.match(low)
    when = _WHEN.match(low, said.end()) if said else None
    if key == "baseline":
        if said and when and when.end() >= len(low):
            value = value[: said.end()]
        elif said and re.match(r"\s*[(\[]", low[said.end() :]):
            value = value[: said.end()]  # "9,8 % (LOVAC 2022)"
    else:
        year = label["label_year"]
        m = _LAST_YEAR.search(low[-_TAIL:])
        if m and m.start() > 0 and len(low) <= _TAIL:
            year, value = m[1], value[: m.start()].strip(" ,;(")
        if year:
            out["target_year"] = int(year)
    if value:
        out[key] = value
    return out


def ends_in_value(text: str, low: str, s: int, e: int) -> bool:
    """Whether a bracket ends the words and tells a value: "Nombre de réunions (au moins 2 par an)"."""
    return take_tail(text, low, s, e, {}, bare=False) < e


def take_tail(text: str, low: str, s: int, e: int, values: Values, *, bare: bool = True) -> int:
    """Adds to ``values`` what is said after the indicator's name in ``text[s:e]``; returns where the name ends.

    A tail counts only when all of it is values and what tells them apart. ``bare``: "Ateliers : 30" is a target.
    """
    if aside := _TOLD_AFTER.search(low, max(s, e - _TAIL), e):
        e = aside.start()
    for _ in range(3):
        m = _BRACKET.search(low, max(s, e - _TAIL), e)
        said = list(_statements(text, low, m.start(1), m.end(1))) if m and m.start() > s else []
        if m and said and not _scale(said, low[s : m.start()]) and _take(said, values, "("):
            e = m.start()
        else:
            break
    for m in _OPENS.finditer(low, max(s + 3, e - _TAIL), e):
        said = list(_statements(text, low, m.end(), e))
        if said and (bare or m["sep"] != ":" or len(said) > 1) and _take(said, values, m["sep"].strip()):
            return m.start()
    if m := _FROM_TO.match(low, s, min(e, s + _TAIL)):
        values.setdefault("baseline", text[m.start("low") : m.end("low")])
        values.setdefault("target", text[m.start("high") : m.end("high")])
        if year := re.search(r"\b20\d\d\b", low[m.end() : e]):
            values.setdefault("target_year", int(year.group()))
    return e


def _statements(text: str, low: str, at: int, end: int) -> Iterator[_Said]:
    """The values of a tail, one after the other; nothing at all when one word of it is something else."""
    out: list[_Said] = []
    sep = ""
    end -= len(low[at:end]) - len(low[at:end].rstrip(" .;,"))
    if m := re.compile(r"(?:passer )?de (?=\d)").match(low, at, end):
        at = m.end()
    while at < end:
        if m := _AIDE.match(low, at, end):
            at = m.end()
        elif said := _one(text, low, at, end, sep):
            out.append(said[0])
            at = said[1]
        else:
            return
        if at < end:
            m = _BETWEEN.match(low, at, end)
            if not m:
                return
            at, sep = m.end(), m["then"] or m["sep"]
    yield from out


def _one(text: str, low: str, at: int, end: int, sep: str) -> tuple[_Said, int] | None:
    """One value with its label or its date, and where it ends."""
    role = "baseline" if sep == "contre" else None
    year = None
    for key, pattern in (("baseline", _BASE_LABEL), ("target", _TARGET_LABEL)):
        if m := pattern.match(low, at, end):
            role, at = key, m.end()
            year = m["label_year"] if key == "target" else None
            break
    else:
        if m := _DATE_LABEL.match(low, at, end):
            year, at = m["label_year"], m.end()
    m = _VALUE.match(low, at, end)
    if not m or (role is None and year is None and not m["value"][-1:].isascii()):
        return None
    when = _WHEN.match(low, m.end(), end)
    if when is None:
        return None
    year = when["by_year"] or when["year"] or year
    if role is None:
        sure = when["aimed"] or when["by"] or when["end"] or when["against"] or re.match(r"(?:au moins|au minimum|min)", m["value"])
        role = "baseline" if when["start"] else "target" if sure else None
    if not re.search(r"\d", m["value"]) and role is None:
        return None  # "oui", "non connu": only where a label says of what
    said = _Said(" ".join(text[m.start("value") : m.end("value")].split()), role, int(year) if year else None, sep, year is not None)
    return said, max(when.end(), m.end())


def _take(said: list[_Said], values: Values, sign: str) -> bool:
    """Whether the values said after ``sign`` tell what they are; those that do are kept."""
    said = _one_aim(said)
    plain = [x for x in said if x.role is None]
    named = {x.role for x in said} - {None}
    if len(said) == 1 and plain:
        only = said[0]
        if sign == "(" and only.dated and only.year is not None:
            role = "target" if "baseline" in values else "baseline"
        elif sign == ":":
            role = "baseline" if "target" in values else "target"
        elif not sign and only.dated:
            role = "target"
        else:
            return False
        _keep(values, role, only)
        return True
    if len(said) == 1 and sign in (",", "."):
        if said[0].role is None:
            return False
        _keep(values, said[0].role, said[0])
        return True
    if len(plain) > 1 and not named:
        first, last = plain[0], plain[-1]
        if not (all(x.dated for x in plain) or all(x.sep in _ARROWS for x in plain[1:])):
            return False
        if first.year and last.year and first.year > last.year:
            first, last = last, first
        _keep(values, "baseline", first)
        _keep(values, "target", last)
        return True
    if len(plain) > 1:
        return False
    for x in said:
        if x.role:
            _keep(values, x.role, x)
    if plain:
        _keep(values, "baseline" if "target" in named else "target", plain[0])
    return True


def _one_aim(said: list[_Said]) -> list[_Said]:
    """An aim told year by year as its last: "cible : 15 en 2025, 30 en 2026, 45 en 2027"."""
    out: list[_Said] = []
    for x in said:
        last = out[-1] if out else None
        if last and last.role == "target" and x.role is None and last.year and x.year and x.year > last.year:
            out[-1] = replace(x, role="target")
        else:
            out.append(x)
    return out


def _scale(said: list[_Said], name: str) -> bool:
    """Whether a bracket gives ages or the steps of a mark: "(0 à 3 ans)", "(de 1 à 5)"; a number of things goes "(de 0 à 10)"."""
    if len(said) != 2 or any(x.dated or x.role for x in said) or said[1].sep != "a":
        return False
    if said[0].value == "0" and re.match(r"(?:le )?(?:nombre|nbre?)\b", name.lstrip()) and said[1].value.isdigit():
        return False
    return bool(re.search(r"\bans?$", said[1].value)) or all(re.fullmatch(r"\d|10|20|100", x.value) for x in said)


def _keep(values: Values, role: str, said: _Said) -> None:
    values.setdefault(role, said.value)
    if role == "target" and said.year is not None:
        values.setdefault("target_year", said.year)


def printed_unit(text: str, low: str, s: int, e: int) -> str | None:
    """The unit an indicator's own words give: "(ha)", "en %"."""
    unit = _UNIT.search(low[s:e])
    if not unit:
        return None
    group = next(i for i, g in enumerate(unit.groups(), 1) if g)
    return text[s + unit.start(group) : s + unit.end(group)].strip()
