"""Quantified commitments in titles, objectives and modalities: "sortir 10 logements par an"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, takewhile

from extractors.french.fold import fold
from extractors.readers.numbers import find_numbers
from extractors.readers.target_shares import less, sets_aside, shares
from extractors.readers.target_words import (
    ACTION,
    ADJECTIVE,
    ALL_OF_THEM,
    BY_TWO,
    CAPACITY,
    CAUSE,
    CLAUSE_END,
    CLAUSE_START,
    COMMITS,
    CRITERION,
    DEFINITE,
    DELAY,
    DUE,
    FACT,
    FROM,
    IMPOSED,
    INFINITIVE,
    INSTEAD_OF,
    LEAD_NOUN,
    LESSENS,
    MADE_OF,
    MODAL,
    MONEY,
    MONTHS,
    NEVER_MORE,
    NOT_NOMINAL,
    NOT_NOUNS,
    NOUN,
    PARTS,
    PARTS_OF_ONE,
    PARTS_OF_PLAN,
    PAST,
    PER_CENT,
    PERIOD,
    PLANNED,
    PLURAL_VERB,
    RANGE,
    REFERENCE,
    SENTENCE,
    SET_ASIDE,
    SHORT_TIME,
    SHORT_UNITS,
    SIZE_OF_EACH,
    SOON,
    SPREAD,
    STATE,
    THE_NUMBER_OF,
    THRESHOLD,
    TIME,
)
from models.reading import TargetMention


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: float


_BETWEEN = re.compile(r"\bentre\s$")
# "En conduire 180 vers un parcours": of those the sentence before counts
_OF_THEM = re.compile(rf"[\s\-–•*]*(?:en\s{INFINITIVE}\b|{INFINITIVE}\b[^.;]*\d d'entre (?:eux|elles)\b)")


def read_targets(text: str, *, where: str = "objective") -> list[TargetMention]:
    """The quantified commitments of a text, in printed order.

    ``where`` is title, objective or modalities; in modalities a figure counts only when a
    verb of commitment governs it. Dates, references, ages, durations, frequencies,
    amounts of money and statements of fact are left out. Never raises.
    """
    low = fold(text)
    numbers = [_Number(s, e, float(v)) for s, e, v in find_numbers(text)]
    out: list[TargetMention] = []
    cause = False
    noun: str | None = None
    at = 0
    for start, end in _sentences(text):
        sentence = low[start:end]
        if not _OF_THEM.match(sentence):
            noun = None
        causes = CAUSE.search(sentence)
        while at < len(numbers) and numbers[at].start < start:
            at += 1
        inside = [n for n in takewhile(lambda n, e=end: n.start < e, islice(numbers, at, None)) if n.end <= end]
        counted: list[tuple[int, str]] = []
        for i, number in enumerate(inside):
            # words further away than this govern nothing, and keep the time linear
            near = max(start, number.start - 400), min(end, number.end + 300)
            found = _read(text, low, *near, number, inside, i, where, noun, counted)
            if found is None or cause or (causes and causes.start() < number.start - start):
                continue
            if found.unit and found.unit != "%":
                noun = found.unit
                counted.append((number.end, found.unit))
            out.append(found)
        if not causes and not cause and not PAST.search(text, start, end):
            out += _fractions(text, low, start, end, where)
        # a list after "du fait de :" tells causes
        if sentence.rstrip().endswith(":"):
            cause = bool(causes)
        elif cause and not re.match(r"\s*[-•–*]|\s*(?:l'|le |la |les |une? )", sentence):
            cause = False
    return out


def _fractions(text: str, low: str, start: int, end: int, where: str) -> list[TargetMention]:
    """Parts and multiples: "baisser d'un tiers la facture" is 33 %, "doubler les points de collecte" twice."""
    out = []
    for at, after, value, unit in shares(low, start, end, where):
        near = max(start, at - 400), min(end, after + 300)
        s, e = _clause(low, *near, _Number(at, after, value), after)
        due = DUE.search(low, after, e)
        year = int(due.group(1)) if due else None
        out.append(TargetMention(" ".join(text[s:e].split()), ((s, e),), value, unit, None, year, 0.75))
    return out


def _sentences(text: str) -> list[tuple[int, int]]:
    out, at = [], 0
    for m in SENTENCE.finditer(text):
        if m.group()[0] == "." and re.search(r"(?:\b\w|\bart|\bex|\bcf|\benv)$", text[max(at, m.start() - 5) : m.start()]):
            continue
        out.append((at, m.start()))
        at = m.end()
    out.append((at, len(text)))
    return [(s, e) for s, e in out if text[s:e].strip()]


def _read(
    text: str,
    low: str,
    start: int,
    end: int,
    number: _Number,
    numbers: list[_Number],
    i: int,
    where: str,
    noun: str | None,
    counted: list[tuple[int, str]],
) -> TargetMention | None:
    before, printed = low[start : number.start], low[number.start : number.end]
    if (number.value == 0 and not _none_left(low, start, number, end, where)) or _refers(
        low, before, number, end, printed
    ):
        return None
    # "15 à 20 places": the lower figure counts, with the unit of the upper
    upper = numbers[i + 1] if i + 1 < len(numbers) else None
    between_two = bool(i) and bool(_BETWEEN.search(low[start : numbers[i - 1].start]))  # "entre 10 et 15 baux"
    if (
        i
        and RANGE.fullmatch(low[numbers[i - 1].end : number.start])
        and (between_two or not re.search(r"\bet\b", low[numbers[i - 1].end : number.start]))
        and not FROM.search(low[start : numbers[i - 1].start])
    ):
        return None
    if upper and FROM.search(before) and re.fullmatch(r"\s*a\s*", low[number.end : upper.start]):
        return None  # "passer de quatre à douze maîtres de stage": where one starts from
    last = number
    link = r"\s*(?:a|-|–|ou|et)\s*" if _BETWEEN.search(before) else r"\s*(?:a|-|–|ou)\s*"
    if upper and re.fullmatch(link, low[number.end : upper.start]):
        last = upper
    half = "moitie" in printed
    if half:
        lessens = where != "modalities" and LESSENS.search(before)
        if not (lessens or re.search(rf"\b{INFINITIVE}\b|\b{ACTION}\b", before)) or re.match(
            r"\s*(?:nord|sud|est|ouest)\b", low[number.end : end]
        ):
            return None
        unit: str | None = "%"
        after = number.end
    elif 2 <= number.value <= 20 and BY_TWO.search(before):
        number, unit, after = _Number(number.start, number.end, less(number.value)), "%", number.end
    else:
        per_cent = PER_CENT.match(low, last.end, end)
        if per_cent:
            unit, after = "%", per_cent.end()
            if re.match(r"\s*logement\b", low[after:end]) or (
                number.value == 1 and re.search(r"\b(?:du|le)\s$", before)
            ):
                return None
        else:
            unit, after = _unit(text, low, last, end)
            if unit == "" and where != "modalities" and (time := _soon(low, before, number, end)):
                unit, after = text[time[0] : time[1]], time[1]
            if unit == "":
                return None
            if unit is None:
                unit = _inherited(low, start, number, end, noun, before)
                if unit is None:
                    return None
    if INSTEAD_OF.search(before) or IMPOSED.search(before):
        return None
    if where != "title" and fold(unit or "") in PARTS_OF_PLAN and MADE_OF.search(before):
        return None
    governed = unit == "%" and re.search(rf"\b{INFINITIVE}\s$", before)  # "renouveler 1 % du réseau"
    kinds = unit != "%" and where == "modalities" and number.value <= 7 and not printed.isdigit()
    if kinds and re.match(r"\s?:\s", low[after:end]) and not re.search(rf"\b(?:{INFINITIVE}|{ACTION})\s(?:de\s|d')?$", before):
        return None  # "en distinguant trois familles : ...": the kinds of a thing, listed
    if number.value == 1 and not governed and (not printed.isdigit() or unit == "%" or where == "modalities"):
        return None
    if (
        0 < number.value < 2
        and unit not in ("%", "ha", "hectare", "hectares", "km", "million", "ETP", "etp", "kwc", "mwc", "mw", "gwh", "mwh")
        and number.value != 1
    ):
        return None
    if unit != "%" and not before.strip() and re.match(r"\s*:", low[after:end]):
        return None  # a footnote: "4 PLAI : prêt locatif aidé"
    if unit != "%" and _nested(low, number, counted):
        return None
    following = low[after:end]
    if re.match(r"(?:\s[a-z-]+)?\ssur\s(?:dix|cinq|quatre|trois|cent|10|5|4|3|100)\b(?!\s[a-z]+s\b|[.,]\d)", following):
        return None  # "quatre fermes sur dix"
    if number.value <= 7 and re.match(r"(?:\s[a-z-]+)?\spar semaine\b", following):
        return None  # how often
    if counted and re.search(r"\bpour\s$", before):
        return None  # a rate: "5 places pour 10 000 habitants"
    if unit != "%" and not before.strip(" -–•") and STATE.match(low, number.end, end):
        return None
    part = bool(counted) and bool(re.search(r"\bdont\s(?:au moins\s|environ\s)?$", before))
    if not part and not _commits(text, low, start, end, number, unit, where):
        return None
    s, e = _clause(low, start, end, number, after)
    period = PERIOD.search(low, after, _next(numbers, i, e if e > after else end))
    if not period:
        period = PERIOD.search(low, s, number.start) if "chaque" in low[s : number.start] else None
    if period and period.start() >= e and low[e : e + 1] == ")":
        period = None
    dates = list(DUE.finditer(low, s, e))
    due = dates[-1] if dates else re.match(r"[\s\-–•]*(?:objectifs?|cibles?)\s(20\d\d)\s?:", low[start:end])
    if not due and s > start and low[s - 1 : s] == "(":
        due = DUE.search(low, start, s)
    comma = low.find(",", after, e)
    if comma > 0 and "(" not in low[s:comma]:
        e = comma
    shown = " ".join(text[s:e].split())
    return TargetMention(
        shown,
        ((s, e),),
        number.value,
        unit,
        ("year" if period.group("year") else "month") if period else None,
        int(due.group(1)) if due else None,
        0.85 if where != "modalities" else 0.75,
    )


def _soon(low: str, before: str, number: _Number, end: int) -> tuple[int, int] | None:
    """Where the time stands within which something is promised: "Reloger sous 45 jours"; "en six mois" tells how long it takes."""
    within, time = SOON.search(before), SHORT_TIME.match(low, number.end, end)
    if not within or not time or (within["within"] and time["long"]):
        return None
    return time.start() + len(time[0]) - len(time[0].lstrip()), time.end()


def _none_left(low: str, start: int, number: _Number, end: int, where: str) -> bool:
    """Whether "zéro" opens a commitment with its date: "Zéro sortie sèche d'ici 2026"."""
    opens = not low[start : number.start].strip(" -–•")
    if where == "modalities":
        return False
    if re.search(r"\b(?:pass|ramen|redui|tend|arriv)\w*\s(?:[^.;,]{0,60}\s)?(?:a|vers)\s$", low[start : number.start]):
        return True  # "passer à 0 logement vacant"
    return opens and low[number.start] == "z" and bool(DUE.search(low, number.end, end))


def _next(numbers: list[_Number], i: int, end: int) -> int:
    """Where the next counted figure begins: a period after it belongs to it."""
    for n in numbers[i + 1 :]:
        if not 1950 <= n.value <= 2100:
            return min(end, n.start) if n.start > numbers[i].end + 8 else end
    return end


_TIMES = re.compile(r"\bmultipli(?:er|cation)\b(?:\s[^.;,\s]+){0,5}?\spar\s$")


def _refers(low: str, before: str, number: _Number, end: int, printed: str) -> bool:
    """Whether a figure is a date, a reference, a criterion or a part of a name."""
    after = low[number.end : end]
    year = re.fullmatch(r"(?:19|20)\d\d", printed) and 1950 <= number.value <= 2100
    if year and not re.match(r"\s[a-z]{4,}[sx]\b", after):
        return True
    if year and re.search(r"\b(?:en|de|d'ici|depuis|fin|horizon|annee|a|et)\s$", before):
        return True
    if re.match(r"\s?[-–/]\s?\d|\s*h\b|\s*h\d|\s?°(?!\s?c\b)|e\b", after) and not re.match(r"\s?[-–]\s?\d+\s+[a-z]", after):
        return True
    if MONEY.match(after) or (number.start and low[number.start - 1] in "+" and not PER_CENT.match(after)):
        return True
    minus = PER_CENT.match(after) and re.search(r"(?:^|[\s(:,])[-–]\s?$", before)  # "– 45 % de consommation"
    if REFERENCE.search(before) and not minus and not re.search(r"\b(?:a|actions|lots|mesures|zones)\s$", before):
        return True
    if re.search(r"\ba\s$", before) and re.match(r"\s?\d", after):
        return True
    if DEFINITE.search(before) and "moitie" not in printed and not ALL_OF_THEM.search(before):
        return True
    limit = DELAY.search(before) or _soon(low, before, number, end) or re.search(rf"\b{INFINITIVE}\s+(?:plus|jusqu'a|au)\b[^,]*$", before)
    ranged = re.search(rf"\b{INFINITIVE}\s(?:d')?entre\s$", before)
    if CRITERION.search(before) and not limit and not ranged and not (PER_CENT.match(after) and NEVER_MORE.search(before)):
        return True
    if _TIMES.search(before):
        return True  # "multiplier par trois le nombre de vélos": how many times, told apart
    if THRESHOLD.search(before) and not PER_CENT.match(after):
        return True
    if re.match(r"\s?[a-z]+\s?/\s?(?!an\b|mois\b|j\b)[a-z]", after):
        return True  # a speed or a rate: "30 km/h"
    if re.match(r"\s*habitants", after) and re.search(
        r"\b(?:communes|villes|bassins?|agglomerations?|territoires?)\s+(?:\w+\s)?de\s$", before
    ):
        return True
    if FROM.search(before) and re.match(r"\s?%?\s*(?:[a-z]+\s)?a\s+[0-9]", after):
        return True  # "passer de 12 % à 20 %": where one starts from
    word = re.match(r"\s*([a-z]+)", after)
    return bool(word and word.group(1) in MONTHS)


def _unit(text: str, low: str, number: _Number, end: int) -> tuple[str | None, int]:
    """The noun counted, as printed; "" when it is a time or money, None when none is printed."""
    if "aine" in low[number.start : number.end]:
        m = re.compile(r"\s*(?:de\s+|d'\s*)" + NOUN.pattern).match(low, number.end, end)
    else:
        m = THE_NUMBER_OF.match(low, number.end, end) or NOUN.match(low, number.end, end)
    degrees = re.compile(r"\s?°\s?c\b").match(low, number.end, end)
    if degrees:
        return "°C", degrees.end()
    if not m:
        return None, number.end
    word = m.group(1)
    at, stop = m.span(1)
    if word in TIME and number.value >= 100 and re.match(r"\s(?:de\s|d'|par an\b)", low[stop:end]):
        return text[at:stop], stop  # "50 000 heures d'insertion"
    if word in TIME:
        return (
            (text[at:stop], stop) if DELAY.search(low, max(0, number.start - 120), number.start) else ("", number.end)
        )
    if word in PARTS_OF_ONE:
        return "", number.end  # "trois quarts", read as a share
    if word in NOT_NOUNS and not (word == "plus" and text[at:stop].isupper()):
        return None, number.end
    if word in SHORT_UNITS and (word != "plus" or text[at:stop].isupper()):
        return text[at:stop], stop
    if text[at:stop].isupper() and stop - at > 1:
        return text[at:stop], stop
    if text[at].isupper() and not (len(word) > 4 and word.endswith("s")):
        return None, number.end
    if re.search(r"\bdont\b[^,;]*$", low[max(0, number.start - 300) : number.start]) and ADJECTIVE.fullmatch(word):
        return None, number.end  # "dont 150 sociaux" counts the noun before
    if (word.endswith(("s", "x")) and len(word) > 3) or (
        number.value < 2 and len(word) > 3 and (number.value == 0 or not word.endswith(("ent", "ant")))
    ):
        return text[at:stop], stop
    return None, number.end


def _inherited(low: str, start: int, number: _Number, end: int, noun: str | None, before: str) -> str | None:
    """The noun a bare figure counts: "dont 150", "en réhabiliter 540", "(30 sur Le Mans"."""
    after = low[number.end : end]
    if noun and re.match(r"\sd'entre (?:eux|elles)\b", after):
        return noun
    if noun and re.search(
        rf"(?:\bdont(?: au moins| environ)?|\b{ACTION}\s(?:de|d')|\ben\s+{INFINITIVE}(?:\s+{INFINITIVE})?|\bsoit|[(,]|\bet)\s*(?:au moins\s|environ\s)?$", before
    ):
        return noun
    if before.rstrip().endswith("(") and re.match(r"\s*(?:sur|dans|par|pour|a|en|au|aux)\b", after):
        lead = LEAD_NOUN.search(low, start, number.start)
        return lead.group(1) if lead else noun
    return None


def _nested(low: str, number: _Number, counted: list[tuple[int, str]]) -> bool:
    """Whether a figure tells the size of what another one counts: "3 maisons relais de 15 places"."""
    if not counted:
        return False
    between = low[counted[-1][0] : number.start]
    return bool(SPREAD.fullmatch(between)) and not re.search(rf"\bet\b|\b{INFINITIVE}\b", between)


# "Porter à 25 % la part de ...", "Ramener les pertes à moins de 12 %"
_TO_REACH = re.compile(
    r"\b(?:port|pass|ramen|relev|hiss|abaiss|limit|mont)er\s(?:[^\s.;,]+\s){0,6}?(?:a|sous)\s(?:(?:au )?moins (?:de )?|plus de |pres de |environ )?$|"
    r"\breduire\s(?:[^\s.;,]+\s){0,6}?a\s(?:moins de )?$"
)


def _commits(text: str, low: str, start: int, end: int, number: _Number, unit: str | None, where: str) -> bool:
    before, sentence = low[start : number.start], low[start:end]
    body = (
        re.sub(r"^[\s\-–•*►▪.]*(?:[a-z0-9]\)\s*|[0-9]{1,2}[.°]?\s+)?", "", before, count=1)
        if where == "modalities"
        else before
    )
    if where == "title":
        return True
    acts = re.search(rf"^\s*(?:[-–•*►▪]\s*)?(?:(?:se|s'|ne|pour|de|d'|a)\s*)?{INFINITIVE}\b", body) or re.search(
        rf"^\s*(?:[-–•*►▪.]\s*)*(?:(?:la|le|les|une?|l')\s*)?{ACTION}\b", body
    )
    commits = bool(COMMITS.search(sentence))
    fact = bool(FACT.search(re.sub(r"\b(?:qui|que|dont|ou)\s+(?:\w+\s)?(?:est|sont|ont|a)\b", " ", sentence))) or bool(
        PAST.search(text, start, end)
    )
    if re.search(r"\b(?:loi|article|decret)\b[^.;]*\(\s*$", before):
        return False
    if where == "objective":
        return bool(acts) or commits or not (fact or re.search(r"€|\beuros?\b", sentence))
    if unit == "%" and SET_ASIDE.match(low, number.end, end):
        return True
    if unit == "%" and not fact and not body.strip() and re.search(rf"\s{DUE.pattern}\s*$", low[number.end : end]):
        return not PLURAL_VERB.search(sentence)  # "40 % des licences détenues par des femmes en 2028"
    beside = re.search(r"\b(?:par|en)\s$|\b(?:avec|associant)\s[^.;]*\bet\s$", before)
    if beside and unit not in CAPACITY | {"%"} and number.value <= 20:
        return False  # "contrôle par deux agents", "en deux sessions", "avec la CPAM et deux pédiatres"
    governed = re.search(
        rf"\b(?:{INFINITIVE}|{ACTION})\s+(?:en commun\s+|a disposition\s+)?"
        r"(?:(?:au moins|au minimum|environ|pres|a minima|plus|jusqu'a|par\b[^.;]{0,40},?)\s*)*(?:de\s+|d'\s*)?$",
        before,
    )
    if acts and not fact and unit == "%" and _TO_REACH.search(before):
        return True
    if not fact and unit in CAPACITY and re.search(r":\s$", before):
        return True  # "Appel à projets : 2 500 places"
    yearly = PERIOD.search(low, number.end, min(end, number.end + 60))
    if yearly and not PAST.search(text, start, end):
        if sets_aside(before) or re.search(r"\b(?:sont|seront) concernee?s\b", low[number.end : end]):
            return True
        if not before.strip(" -–•") and re.match(r"\s(?:[a-z-]+\s){1,2}par an\b", low[number.end : end]):
            return True  # "Deux réunions publiques par an présentent Visale"
    if re.search(r"\b(?:reserve|consacre|dedie|affecte)(?:nt|ra|ront)?\s$", before) and not PAST.search(text, start, end):
        return True
    if re.search(r"\bdans\s$", before) and not yearly and not re.match(rf"[\s\-–•]*(?:{INFINITIVE}|travaux)\b", body):
        return False  # where something is, or is done
    if acts and not fact and counted_again(before, low[number.end : end]):
        return True
    if acts and (
        governed or ALL_OF_THEM.search(before) or (unit in CAPACITY and re.search(r"(?:\bd[e']|\()\s*$", before))
    ):
        return True
    if fold(unit or "%") not in PARTS | {"%"} and not PAST.search(text, start, end) and not SIZE_OF_EACH.search(before):
        own = bool(unit) and fold(unit) in low[number.end : number.end + 60]  # "deux sur Le Mans" is a share
        if own and (PLANNED.match(low, number.end, end) or acts):
            return True
        if (
            own
            and not fact
            and not PLURAL_VERB.search(sentence)
            and (yearly or not NOT_NOMINAL.match(body + low[number.start : end]))
        ):
            return True
    if fact and not commits:
        return False
    return bool(MODAL.search(sentence)) and not re.search(r"\b(?:avec|dans|pour|sur|chez)\s$", before)


_BARE = re.compile(rf"(?:\b{ACTION}\s(?:de\s|d')|\bet\s)$")


def counted_again(before: str, after: str) -> bool:
    """Whether a figure without a noun goes on counting: "reconstruction de 110 logements et 54 sur site, réhabilitation de 212"."""
    return bool(_BARE.search(before)) and bool(re.match(r"\s*(?:$|,|(?:sur|hors|dans|en|a)\b)", after))


def _clause(low: str, start: int, end: int, number: _Number, after: int) -> tuple[int, int]:
    """Bounds of the words around a figure that tell the commitment."""
    s = start
    for m in CLAUSE_START.finditer(low, start, number.end):
        if m.end() > number.start:
            break
        opened = m.group().strip() == "("
        if opened and low.find(")", m.end(), number.start) > 0:
            continue
        close = low.find(")", after, end) if opened else -1
        alone = close > 0 and len(low[number.end : close].split()) < 4 and not low[m.end() : number.start].strip()
        if not alone or re.search(r"[,;0-9]", low[after:close]):
            s = m.end()
    ends = CLAUSE_END.search(low, after, end)
    e = ends.start() if ends else end
    if "(" in low[s : number.start] and low[e : e + 1] == ")":
        e += 1
        due = DUE.match(low, e + 1, end) if low[e : e + 1] == " " else None
        e = due.end() if due else e
    while s < number.start and low[s] in " \n\t-–•*►▪.":
        s += 1
    while e > after and low[e - 1] in " \n\t,;:.":
        e -= 1
    return s, e
