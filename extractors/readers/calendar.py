"""The years a calendar field gives: "2024-2026", "à partir de 2015", "T2 2025", "durée du plan", marked columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extractors.french.fold import fold
from models.reading import CalendarReading

FIRST_YEAR, LAST_YEAR = 1980, 2060

_DAY = r"[0-9]{1,2}(?:er)?"
_MONTH = (
    r"(?:janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|"
    r"nov(?:embre)?|dec(?:embre)?)(?!\w)\.?"
)
# Dates that belong to an act or to an earlier plan, not to the action's calendar.
_ACT = re.compile(
    r"\b(?:lois?|decrets?|arretes?|circulaires?|ordonnances?|directives?|instructions?|deliberations?)\b"
    r"(?: (?!(?:19|20)[0-9]{2}|n°)[\w'.-]+){0,4}?"
    rf"(?: n° ?[0-9][0-9./-]*(?:[a-z]{{1,3}}\b)?(?: (?:du|de) {_DAY} {_MONTH} [0-9]{{4}})?| (?:du|de|"
    rf"d') ?(?:{_DAY} )?(?:{_MONTH} )?"
    rf"(?:19|20)[0-9]{{2}}| (?:19|20)[0-9]{{2}}-[0-9]{{3,4}})|\bn° ?[0-9]{{2,4}}-[0-9]+"
)
_EARLIER = re.compile(
    r"\b(?:precedente?|ancien(?:ne)?) (?:\w+ ){0,3}\(?(?:19|20)[0-9]{2}(?: ?[-/a] ?(?:19|20)?[0-9]{2})?|"
    r"\b(?:\w+ )?(?:19|20)[0-9]{2}(?: ?[-/a] ?(?:19|20)?[0-9]{2})? precedente?s?\b"
)
_YEAR = re.compile(
    r"(?<![0-9])(?<![0-9][.,])((?:19|20)[0-9]{2})(?![0-9]| ?(?:€|k€|m€|euros?\b|%|m2\b|kwh\b|(?:logements?|"
    r"places?|habitants?|"
    r"menages?|personnes?|heures?)\b))|(?<![0-9])[0-9]{1,2}[/.][0-9]{1,2}[/.](?P<slash>[0-9]{2})(?![0-9/])|"
    rf"(?<!\w)(?:{_MONTH}|[st][1-4]) ?[-/']?(?P<short>[2-4][0-9])(?![0-9%/]| ?[a-z€%])"
)
_YEAR_OF_DATE = re.compile(rf"{_DAY} {_MONTH} $|/$")
_SHORT_END = re.compile(r" ?[-/] ?([0-9]{2})(?![0-9/]|-[0-9]| ?(?:logements|%|€))")
_WORD_GAP = r"(?: (?:la |le |l'|les )?[\w°.-]+){0,3}?"
_OPEN_BEFORE = re.compile(
    rf"(?:\ba partir d(?:e|u|es)\b|\ba partir d'|\ba compter d(?:e|u)\b|\ba compter d'|\bdes\b|\bdepuis\b|\bapres\b|"
    rf"\bau-dela d(?:e|u)\b|\bdebut(?:ant|e)? en|"
    rf"\bdemarrage|\ba dater d|\b(?:perenne|permanent|continu|en cours|recurrent)e?[^0-9;.]{{0,30}}"
    rf"\b(?:demarr|engag|lanc|initi|commenc|debut)\w{{1,3}} en)(?:(?<=d')\w+)?(?: (?:de|du|le|la|l'|fin|debut|mi))?"
    rf"{_WORD_GAP}[ -]?$"
)
_OPEN_AFTER = re.compile(
    r" ?\)?(?:,? et (?:annees? |exercices? )?suiv(?:\.|ante?s?)?|,? et (?:au[- ]dela|plus|apres|ulterieur\w*|"
    r"\+)|,? (?:au-dela|et suite)\b|"
    r" ?\+(?! ?[0-9])|\s*(?:->|→|>|⇒)\s*(?:$|[,;)\n])| ?[-/] ?(?:~|\.{2,}|\?|$)|,? ?(?:~|\.{3})|"
    r"\)?,? (?:et )?a (?:poursuivre|reconduire|perenniser|renouveler)\b|"
    r"[^0-9]{0,40}?\bpuis (?:en continu|annuel|chaque annee|tous les|permanent|perenn|reconduction|au fil))"
)
# "jusqu'en 2027" says nothing of the beginning; "avant fin 2027" is a deadline: its year is the action's.
_LATEST_BEFORE = re.compile(rf"\bjusqu'(?:a|en|au)\b(?: (?:la|le|l'|fin|debut|mi|en|au|a))*{_WORD_GAP}[ -]?$")
_PLAN = (
    r"(?:(?:present|presente|nouveau|futur) )?(?:plan|contrat|plh\w*|programme|convention|charte|pcaet|cls|clsm|"
    r"pdalh?pd|pdahi|cia|cppg\w*|"
    r"ppgdid\w*|pacte|schema|accord|dispositif contractuel|crte|cte|projet (?:de territoire|regional de sante)|"
    r"protocole|projet(?=\W*$)|"
    r"document|opah|plui\w*|feuille de route|strategie|pdu|pdm|scot)(?!\w)"
)
_WHOLE_PLAN = re.compile(
    rf"\b(?:duree|periode|temps|calendrier|ensemble|long|vie|echeance|terme|"
    rf"totalite)(?: \w+)? (?:de (?:mise en (?:oe|œ)uvre|validite) )?(?:du|de la|de l'|de ce(?:tte)?|d'un) ?{_PLAN}|"
    rf"\b(?:pendant|durant) (?:toute la duree du|le|la|l') ?{_PLAN}|\bduree (?:totale|"
    rf"pluriannuelle)? ?: ?{_PLAN}|\bcelle du {_PLAN}"
)
# "Tout au long du POA": capitals name the plan itself
_NAMED_PLAN = re.compile(
    r"\b(?:[Dd]urée|[Ll]ong|[Ee]nsemble|[Pp]ériode|[Pp]endant|[Dd]urant|[Vv]ie)(?: totale)? (?:du|de la|de l['’]|le|la|l['’]) ?[A-Z][A-Z-]{2,8}(?![\w-])"
)
_END_OF_PLAN = re.compile(
    rf"\b(?:jusqu'a|d'ici|avant)(?: la)? (?:fin|echeance|l'echeance|terme|le terme) (?:du|"
    rf"de la|de l') ?{_PLAN}"
)
_BLANK_MARKS = frozenset(["", "-", "–", "—", "_", "/", ".", "0", "non", "n", "…", "so", "sans objet"])


@dataclass(frozen=True, slots=True)
class _Year:
    value: int
    opens: bool = False
    latest: bool = False


def _blank(folded: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda m: " " * len(m[0]), folded)


def _years(text: str, folded: str) -> list[_Year]:
    """Every year of the calendar, in printed order."""
    found: list[_Year] = []
    skip = 0
    for m in _YEAR.finditer(folded):
        value = int(m[1]) if m[1] else 2000 + int(m["slash"] or m["short"])
        if not FIRST_YEAR <= value <= LAST_YEAR or m.start() < skip:
            continue
        before = folded[max(0, m.start() - 45) : m.start()]
        since = re.split(r"(?:19|20)[0-9]{2}|[\n;.,:](?=\s)", before)[-1]
        lead = _OPEN_BEFORE.search(since)
        if lead and lead[0].startswith("des"):  # "dès 2024", not "des études en 2024"
            at = m.start() - len(since) + lead.start()
            lead = lead if text[at : at + 3].lower() in ("dès", "dés") else None
        opens = bool(lead) or bool(_OPEN_AFTER.match(folded, m.end()))
        school = _SCHOOL_YEAR.search(folded, max(0, m.start() - 30), m.end() + 5) if lead else None
        if school and m.start() < school.end() <= m.end() + 5:
            skip = school.end()
        found.append(_Year(value, opens, bool(_LATEST_BEFORE.search(since))))
        short = _SHORT_END.match(folded, m.end()) if m[1] and not skip > m.end() and not _YEAR_OF_DATE.search(before) else None
        if short and 0 < value // 100 * 100 + int(short[1]) - value <= 20:
            found.append(_Year(value // 100 * 100 + int(short[1]), bool(_OPEN_AFTER.match(folded, short.end()))))
    return found


# "à compter de la rentrée scolaire 2025/2026": one year of school, when something begins
_SCHOOL_YEAR = re.compile(r"\b(?:rentree|annee)(?: scolaire| universitaire)? 20[0-9]{2} ?[-/] ?(?:20)?[0-9]{2}")
_BEGINS = re.compile(r"\s*(?:date de )?(?:debut|demarrage|lancement)(?: de l'action| prevu)? ?: ")  # and no end
# "sur 3 ans à compter de 2024", "à compter de 2024, pour une durée de trois ans"
_LENGTH = re.compile(
    r"\b(?P<count>\d{1,2}|un|deux|trois|quatre|cinq|six|dix|douze|dix-huit|vingt-quatre) (?P<unit>ans?|annees?|mois) (?:a compter|a partir|des)\b|"
    r"\b(?:20[0-9]{2}),? \(?(?:et )?(?:pour|pendant|durant|sur|d'une duree de|duree ?:)(?: une (?:duree|periode) de)? "
    r"(?P<for>\d{1,2}|un|deux|trois|quatre|cinq|six|dix|douze|dix-huit|vingt-quatre) (?P<of>ans?|annees?|mois)\b"
)
# what begins late in a year ends in the last of the years counted from it
_LATE = re.compile(r"\b(?:septembre|octobre|novembre|decembre|automne|rentree|fin|(?:second|deuxieme|2e|2eme|2nd) semestre|s2|t4)(?: d[eu']| scolaire)? ?20[0-9]{2}")
_NUMBERS = {
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "dix": 10, "douze": 12, "dix-huit": 18,
    "vingt-quatre": 24,
}  # fmt: skip


_SCALE = re.compile(r"(?m)^20\d\d(?:\n20\d\d){2,}$")


def read_calendar(text: str, *, plan_period: tuple[int | None, int | None] | None = None) -> CalendarReading:
    """First and last year of a calendar as printed.

    An open end ("à partir de 2015") has no last year, a bare limit ("jusqu'en 2027") no first one.
    A deadline ("avant fin 2027") is its own year.
    "Durée du plan" takes ``plan_period`` when it is given. Dates of laws and of earlier plans do not count.
    """
    said = _without_scale(text)
    folded = fold(said.replace("…", "~"))  # an ellipsis would fold to a full stop
    folded = _blank(_blank(folded, _ACT), _EARLIER)
    plan_start, plan_end = plan_period or (None, None)
    years = _years(said, folded)
    whole_plan = _WHOLE_PLAN.search(folded) or _NAMED_PLAN.search(text)
    to_plan_end = _END_OF_PLAN.search(folded)
    if not years:
        if to_plan_end:
            return CalendarReading(text, None, plan_end)
        return CalendarReading(text, plan_start, plan_end) if whole_plan else CalendarReading(text)
    start, end = min(y.value for y in years), max(y.value for y in years)
    last: int | None = end
    if any(y.opens and y.value == end for y in years):
        last = None
    if len(years) == 1 and _BEGINS.match(folded):
        last = None
    length = _LENGTH.search(folded)
    if length and (last is None or (length["for"] and len(years) == 1 and not years[0].latest)):
        count, unit = length["count"] or length["for"], length["unit"] or length["of"]
        long = int(_NUMBERS.get(count, count))
        years_long = -(-long // 12) if unit == "mois" else long
        late = bool(_LATE.search(folded)) and unit != "mois"
        last = end + years_long - (not late) if 1 <= years_long <= 20 else None
    if (whole_plan or to_plan_end) and plan_end and plan_end >= end:
        last = plan_end
    first: int | None = start
    if all(y.latest for y in years):
        first = None
    return CalendarReading(text, first, last)


def _without_scale(text: str) -> str:
    """The text less the years of a drawn scale, one a line and each next to the last, where another line tells the years."""
    for m in _SCALE.finditer(text):
        years = [int(y) for y in m.group().split()]
        steps = {b - a for a, b in pairwise(years)}
        rest = text[: m.start()] + " " * (m.end() - m.start()) + text[m.end() :]
        if steps in ({1}, {-1}) and re.search(r"\b20\d\d\b", rest):
            return rest
    return text


def read_year_marks(columns: list[tuple[int, str]]) -> CalendarReading:
    """First and last marked year of year columns, given as ``(year, what its cell holds)``."""
    marked = sorted(
        year for year, mark in columns if fold(mark).strip() not in _BLANK_MARKS and FIRST_YEAR <= year <= LAST_YEAR
    )
    if not marked:
        return CalendarReading("")
    return CalendarReading(", ".join(map(str, dict.fromkeys(marked))), marked[0], marked[-1])
