"""The act behind a document: its receipt stamp, reference, date and period."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from extractors.french.dates import find_dates
from extractors.french.fold import fold
from extractors.french.plan_types import find_plan_types
from extractors.french.territories import departement_by_code
from extractors.zones import Passage
from models.text import Place

# département - SIREN - date - act - nature, as the prefecture's receipt prints it.
_IDENTIFIER = re.compile(
    r"(?<!\w)(\d{3}|0?2[AB]) ?- ?(\d{9})(?:\d{5})? ?- ?(\d{8}) ?- ?([\w./]+(?:-[\w./]+)*?)-([A-Z]{2})(?!\w)"
)
OBJECT = re.compile(r"^\s*(?:Objet|OBJET)\s*:\s*")  # a letter's
_REFERENCE = re.compile(
    r"(?:\b[NV]\s*/\s*r[eé]f(?:\.|[eé]rences?)?|\b(?:nos\s+)?r[eé]f(?:\.|[eé]rences?)?)\s*\.?\s*[:n][°ºo]?\s*:?\s*"
    r"(?=\S*\d)([A-Z0-9][\w./-]{2,40}(?:\s(?=[\w/-]*\d)[\w/-]{2,20}){0,2})",
    re.IGNORECASE,
)
_NUMBERED_ACT = re.compile(
    r"\b(d[eé]lib[eé]ration|arr[eê]t[eé](?:\s+(?:pr[eé]fectoral|conjoint|municipal|interpr[eé]fectoral|interd[eé]partemental|d[eé]partemental))*|d[eé]cision|"
    r"convention|acte|contrat|avenant)\s+(?:n\s*[°ºo]|num[eé]ro)\s*:?\s*(?=\S*\d)([A-Z0-9][\w./-]*(?:\s?[/-]\s?[\w./-]+)*)",
    re.IGNORECASE,
)
# On a cover, who signs may stand between: "Arrêté du directeur général de l'agence n° 2024-51".
_SIGNED_ACT = re.compile(
    r"^\W*(?:d[eé]lib[eé]ration|arr[eê]t[eé]|d[eé]cision)\s+(?:du|de la|de l['’])\s?[^.;:\d]{3,100}?\s+n\s*[°ºo]\s*:?\s*"
    r"(?=\S*\d)([A-Z0-9][\w./-]*)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"^\s*N\s*[°ºo]\s*:?\s*(?=\S*\d)([A-Z0-9][\w]*[-/.][\w./-]{2,40})\s*$", re.IGNORECASE)
_APPROVED = re.compile(
    r"(?:approuv|adopt|valid|vot|sign|conclu)\w*\b[^.;]{0,120}?$|(?:seance|reunion|conseil \w+|deliberation|commission "
    r"permanente|arrete(?: \w+)?|assemblee \w+)\s+(?:n\S*\s*\S+\s+)?(?:du|en date du)\s+(?:\w+di\s+|dimanche\s+)?$"
)
# The act at the end of a cover's line, its day on the next: "adopté par le conseil communautaire".
_AWAITS_DAY = re.compile(r"\b(?:approuv|adopt|valid|vot|sign|deliberation|arrete|seance)\w*\b[^.;\d]{0,100}$")
_COLOPHON = re.compile(
    r"\W*(?:(?:le|la|ce|cette) )?(?:present\w* )?(?:document|plan|programme|schema|contrat|charte|strategie|"
    r"feuille de route|tableau(?: de programmation| d'actions| des actions)?)\s*$"
)
# Who settles a plan without an assembly's vote, on its cover: "Arrêté par le comité des partenaires le", "Comité de pilotage du".
_SETTLED = re.compile(
    r"\barretee?s? (?:par|en|lors)\b[^.;]{0,100}?$|"
    r"\bcomite (?:de pilotage|des partenaires|des financeurs|strategique|partenarial|responsable)[^.;\d]{0,60}? (?:du|en date du)\s+$"
)
# "Six actions, que le conseil municipal a adoptées le".
_VOTED = re.compile(
    r"\b(?:que |qu'|l')(?:le |la |l')?(?:conseil|assemblee|comite) \w+ (?:l')?a (?:approuv|adopt|vot|valid)e\w*\s+(?:le |en seance du |lors de sa seance du )?$"
)
_OPENS_ACT = re.compile(r"\W*(?:approuv|adopt|valid|vot|arrete|seance|reunion|deliberation|conseil|assemblee|conclu|sign)")
_OTHER_ACT = re.compile(
    r"\b(?:vu|loi|decret|ordonnance|circulaire|prescri\w+|engag\w+|lanc\w+|elabor\w+|precedent\w*|premier|ancien\w*|remplac\w+|"
    r"abrog\w+|succed\w+|faisant suite)\b"
)
_YEARS = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)\s*(?:[-–—/>→·|_]|à|a|au|et)\s*((?:19|20)\d\d|\d\d)(?![\d%/]|-\d)")
_DAYS = re.compile(
    r"\bdu (?:1er|\d{1,2}) [a-z]{3,9} ((?:19|20)\d\d) (?:au|jusqu'au) (?:1er|\d{1,2}) [a-z]{3,9} ((?:19|20)\d\d)(?!\d)"
)
_FOR_PERIOD = re.compile(
    r"(?:pour (?:la periode|les annees|la duree|une duree)|periode d(?:e validite|'application)|sur la periode|"
    r"couvr\w+ (?:la periode|les annees)|valable|conclus?e? pour|etabli\w* pour|durant la periode)[^.;]{0,60}$"
)
_PAST = re.compile(
    r"\b(?:bilan|precedent\w*|ancien\w*|anterieur\w*|premier|constat|evaluation|entre|depuis|moyenne|passe|achev\w+|"
    r"\d(?:e|eme|er)? generation)\b[^.;]{0,60}$"
)
_NUMBER_BEFORE = re.compile(
    r"(?:\bn\s?[°ºo]|\bref\w*\.?\s*:?|\b(?:loi|decret|article|annee scolaire|budget))\s*[\w/-]*$"
)
_HORIZON = re.compile(r"\bhorizon\s+(20\d\d)(?!\d)")
_NUMBERS = {"trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10}
_LENGTH = re.compile(
    r"\W*(?:duree|periode|validite)(?: (?:du|de la|de l') ?\w+| de validite)?\s*:\s*"
    r"(trois|quatre|cinq|six|sept|huit|dix|\d{1,2}) ans\W{1,4}(?:(?:de|soit|periode)\s+)?(?=\d)"
)
_DURATION = re.compile(
    r"duree de (trois|quatre|cinq|six|sept|huit|dix|\d{1,2})(?: \(\d+\))? ans[^.;]{0,60}?(?:a compter du|a partir du)"
    r"[^.;]{0,20}?((?:19|20)\d\d)"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The prefecture's receipt identifier, read apart; ``departement`` as stamped ("072", "02A", "973")."""

    identifier: str
    departement: str
    siren: str
    date: dt.date | None
    places: list[Place]

    @property
    def level(self) -> str | None:
        """SIREN numbers of public bodies begin with their level."""
        levels = {"20": "epci", "24": "epci", "25": "other", "21": "commune", "22": "departement", "23": "region"}
        return levels.get(self.siren[:2])

    @property
    def commune_code(self) -> str | None:
        """A commune's SIREN holds its INSEE code: 21, département, number."""
        departement = departement_by_code(self.departement)
        if departement is None:
            return None
        return (departement.code if len(departement.code) == 2 else "97") + self.siren[5:8]


def find_stamp(parts: list[Passage]) -> Stamp | None:
    """The identifier printed most often."""
    seen: Counter[str] = Counter()
    first: dict[str, tuple[re.Match[str], Passage]] = {}
    for part in parts:
        for m in _IDENTIFIER.finditer(part.text.text):
            identifier = m.group().replace(" ", "")
            seen[identifier] += 1
            first.setdefault(identifier, (m, part))
    if not seen:
        return None
    identifier = max(seen, key=lambda k: (seen[k], k))
    m, part = first[identifier]
    try:
        date = dt.datetime.strptime(m[3], "%Y%m%d").date()
    except ValueError:
        date = None
    return Stamp(identifier, m[1], m[2], date, part.text.places(m.start(), m.end()))


def _own_pages(parts: list[Passage]) -> set[int]:
    """Pages where the document names itself: the cover and the first page of text."""
    pages = sorted({p.page for p in parts if p.zone in ("cover", "body")})
    covers = {p.page for p in parts if p.zone == "cover"}
    return covers | set(pages[:2])


def find_reference(parts: list[Passage], stamp: Stamp | None) -> tuple[str, list[Place]] | None:
    """The printed number of the act or letter, else the stamp's identifier."""
    own = _own_pages(parts)
    for part in parts:
        if part.page not in own or part.zone == "stamp":
            continue
        text = part.text.text
        m = _REFERENCE.search(text) if len(text) < 200 and part.page == min(own) else None
        if m and _looks_numbered(m[1]):
            return m[1].rstrip(" .,;"), part.text.places(m.start(1), m.end(1))
        m = _BARE_NUMBER.match(text)
        if m and _looks_numbered(m[1]):
            return m[1], part.text.places(m.start(1), m.end(1))
        m = _SIGNED_ACT.match(text) if part.zone == "cover" and len(text) < 250 else None
        if m and _looks_numbered(m[1]):
            return m[1].rstrip(" .,;"), part.text.places(m.start(1), m.end(1))
        m = _NUMBERED_ACT.search(text)
        short = m and not re.match(r"(?i)d[eé]lib|arr|d[eé]ci", m[1]) and not _looks_numbered(m[2])
        if m and not short and not _OTHER_ACT.search(fold(text[: m.start()])) and _names_itself(part, text, m.start()):
            return m[2].rstrip(" .,;"), part.text.places(m.start(2), m.end(2))
    return (stamp.identifier, stamp.places) if stamp else None


def _looks_numbered(number: str) -> bool:
    """An act's number holds a year or many digits; "2.2.1" and "A-12" are a fiche's."""
    return bool(re.search(r"(?:19|20)\d\d", number)) or sum(c.isdigit() for c in number) >= 5


def _names_itself(part: Passage, text: str, start: int) -> bool:
    """A cover's act, a heading, or "approuvé par délibération n° ..."."""
    before = fold(text[:start])
    return (
        (part.zone in ("cover", "head") and len(text) < 250)
        or (start <= 25 and len(text) < 160)
        or bool(re.search(r"(?:approuv|adopt)\w+ par (?:la )?$", before))
    )


def find_date(
    parts: list[Passage], stamp: Stamp | None, plan_type: str | None = None
) -> tuple[dt.date, list[Place]] | None:
    """The act's own day: signature, then approval on the cover, a letter's date, the identifier's, the text's."""
    pages = sorted({p.page for p in parts})
    own = _own_pages(parts)
    ranked: list[tuple[int, dt.date, list[Place]]] = []
    before = ""
    for part in parts:
        text = part.text.text
        if part.zone == "stamp" or _IDENTIFIER.search(text):
            continue
        # "Fait à X, le" and its date may be two passages.
        day = part.zone == "cover" and re.match(r"\W*(?:(?:le|du|en date du|(?:en )?seance du)\W+)?\d", fold(text))
        awaited = re.search(r"\ble\s*:?\s*$", before) or (day and _AWAITS_DAY.search(fold(before)))
        lead = f"{before} " if awaited and len(before) < 120 else ""
        before = text
        for date, start, end in find_dates(text):
            rank = _date_rank(part, lead + text, start + len(lead), own, pages[-3:], plan_type)
            if rank:
                ranked.append((rank, date, part.text.places(start, end)))
    if stamp and stamp.date:
        ranked.append((4, stamp.date, stamp.places))
    if not ranked:
        return None
    _, date, places = min(ranked, key=lambda r: r[0])
    return date, places


def _date_rank(
    part: Passage, text: str, start: int, own: set[int], last: list[int], plan_type: str | None
) -> int | None:
    """1 the surest; None for a date that is not the act's."""
    folded = fold(text)
    before = folded[:start]
    sentence = re.split(r"[.;]\s", before)[-1]
    if re.search(
        r"(?:\bfait (?:a|en)\b|\bsigne\w* (?:a\b.{0,40}\ble|le|en date du))[^.;:]{0,60}:?\s*(?:le\s+)?$", before
    ):
        if re.search(r"\b(?:remplac|abrog|succed|faisant suite)", sentence):
            return None
        # A signature stands at the start of its line, not inside a story.
        return 1 if len(re.split(r"\bfait\b|\bsigne", sentence)[0]) < 40 or part.zone == "cover" else None
    if re.search(r"reception|transmi|recu|envoy|depos|notifi|affich|publi|convocation|edition|imprim", sentence[-60:]):
        return None
    if _OTHER_ACT.search(sentence):
        return None
    heading = len(folded) < 160 and _OPENS_ACT.match(sentence)
    if _APPROVED.search(sentence) and part.page in own and (part.zone == "cover" or heading):
        return 2
    # "Paris, le 11 octobre 2023", "Le Mans le 3 mai 2022"
    if (
        part.page in own
        and len(folded) < 80
        and re.fullmatch(r"\s*(?:[a-z' -]{2,40},|(?:le |la )?[a-z-]+)\s*le\s*:?\s*", before)
    ):
        return 3
    if part.page in own and part.zone == "cover" and _SETTLED.search(sentence):
        return 5
    own_words = re.search(
        r"\b(?:il|elle|present\w*|contrat|plan|programme|convention|schema|charte|projet|document|strategie|feuille|tableau)\b", sentence
    )
    named = {m.plan.name for m in find_plan_types(text[start - len(sentence) : start])}
    early = part.page <= 5 or part.page in last
    if part.page <= 3 and _VOTED.search(sentence):
        return 6
    if (
        early
        and (own_words or named)
        and re.search(r"\b(?:approuve|adopte|signe|vote)e?\b", sentence)
        and named <= {plan_type}
    ):
        subject = re.split(r"\b(?:approuve|adopte|signe|vote)e?\b", sentence)[0]
        # "celle du SCoT approuvé le ...": the participle belongs to another plan.
        # "Document approuvé par arrêté conjoint ..., le ...": a colophon.
        return 5 if re.search(r"\b(?:a|ont) ete\s*$|\best\s*$|\bfut\s*$", subject) or _COLOPHON.match(subject) else None
    return None


def find_period(parts: list[Passage]) -> tuple[int | None, int, list[Place]] | None:
    """First and last year: on the cover, in running heads, or said in so many words; "horizon 2030" gives the last."""
    own = _own_pages(parts)
    votes: dict[tuple[int, int], float] = {}
    places: dict[tuple[int, int], list[Place]] = {}
    for part in parts:
        text, folded = part.text.text, fold(part.text.text)
        if part.zone == "stamp":
            continue
        for m in (*_YEARS.finditer(text), *_DAYS.finditer(folded)):
            start = int(m[1])
            end = int(m[2]) if len(m[2]) == 4 else start // 100 * 100 + int(m[2])
            if not 1 <= end - start <= 20 or (len(m[2]) == 2 and not re.search(r"[-–—/]", m.group())):
                continue
            weight = _period_weight(part, folded, m.start(), own)
            if weight:
                votes[start, end] = votes.get((start, end), 0.0) + weight
                places.setdefault((start, end), part.text.places(m.start(), m.end()))
        if part.page <= 6 and part.zone != "head" and (m := _DURATION.search(folded)):
            years = int(m[1]) if m[1].isdigit() else _NUMBERS[m[1]]
            key = (int(m[2]), int(m[2]) + years - 1)
            votes[key] = votes.get(key, 0.0) + 2.0
            places.setdefault(key, part.text.places(m.start(), m.end()))
    if not votes:
        return _told_by_length(parts) or _horizon(parts)
    best = max(votes, key=lambda k: (votes[k], k))
    return best[0], best[1], places[best]


def _told_by_length(parts: list[Passage]) -> tuple[int, int, list[Place]] | None:
    """ "Durée : 3 ans (2024-2026)": years that agree with the length printed before them."""
    for part in parts:
        text = part.text.text
        m = _LENGTH.match(fold(text)) if len(text) < 200 else None
        if m is None or not (years := _YEARS.match(text, m.end())):
            continue
        length = int(m[1]) if m[1].isdigit() else _NUMBERS[m[1]]
        start, end = int(years[1]), int(years[2]) if len(years[2]) == 4 else int(years[1]) // 100 * 100 + int(years[2])
        if end - start in (length, length - 1):
            return start, end, part.text.places(years.start(), years.end())
    return None


def _horizon(parts: list[Passage]) -> tuple[None, int, list[Place]] | None:
    for part in parts:
        text = part.text.text
        m = _HORIZON.search(fold(text)) if part.zone == "cover" else None
        # "Zéro carbone à l'horizon 2050" is an aim: only the plan's own line, or the words alone, say its end.
        if m and (len(text) < 25 or (find_plan_types(text) and len(text) < 120)):
            return None, int(m[1]), part.text.places(m.start(), m.end())
    return None


def _period_weight(part: Passage, folded: str, start: int, own: set[int]) -> float:
    before = folded[:start]
    if _PAST.search(before) or _NUMBER_BEFORE.search(before):
        return 0.0
    named = bool(find_plan_types(part.text.text))
    if part.zone == "cover" and len(folded) < 250:
        return 5.0 * part.rise**2
    if part.zone == "head":
        return 1.0 if named else 0.4
    if part.page in own and len(folded) < 200 and OBJECT.match(part.text.text):
        return 5.0
    if part.page in own and part.rise >= 1.3 and len(folded) < 200:
        return 4.0 * part.rise
    if part.rise >= 1.25 and named and len(folded) < 200:
        return 2.0
    subject = re.search(r"\b(?:present\w*|contrat\w*|plan|programme|convention\w*|schema|charte|accord)\b", folded)
    if part.page <= 6 and subject and _FOR_PERIOD.search(before):
        return 2.5
    if (
        part.page in own
        and named
        and re.search(r"(?:plan|plh|programme|contrat|convention|schema)\W*(?:\w+\W+){0,6}$", before)
    ):
        return 0.8
    return 0.0
