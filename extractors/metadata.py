"""What a document says of itself: kind of plan, title, territory, period, reference, date."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from pathlib import PurePath

from extractors.act import OBJECT, find_date, find_period, find_reference, find_stamp
from extractors.french.fold import fold
from extractors.french.plan_types import PlanMention, PlanType, find_plan_types, read_own_name
from extractors.place_names import find_territory
from extractors.zones import Passage, own_part, passages
from models.block import PageLayout
from models.segment import Metadata
from models.text import Place, PlacedText

_CITED = re.compile(
    r"(?:\bvu\b|\barticles?\b|\bcode\b|conform\w+ (?:a|au|aux)|articul\w+ (?:avec|du|de)|compatib\w+ avec|en lien avec|"
    r"dans le cadre (?:du|de)|coherence avec|diagnostic d|issus? d|prevu\w* (?:au|par)|dispositifs?)[^.]{0,40}$"
)
_APPROVES = re.compile(
    r"(?:[^.;:]{0,60}\s)?portant (?:\w+ et )?(?:approbation|adoption|publication|r[eé]vision)\s", re.I
)
_TITLE_PAGE = 60  # words of a page that holds a title and little else
_VOLUME = re.compile(
    r"\W*(?:document|tome|volume|livret?|partie|fiches?|les fiches|annexes?|version|programme d'actions?|"
    r"plan d'actions?|diagnostic|orientations|etat des lieux|rapport|synthese|projet arrete|cahier)\b"
)
# The part of the plan that is published, with its years: "Programme d'actions 2023-2026" under the plan's name.
_DATED_PART = re.compile(
    r"(?:[A-ZÉÈÎ][^.:;–\d]{2,40} – )?(?i:(?:programme|plan) d['’]actions?|feuille de route|convention(?:-cadre)?|"
    r"document d['’]orientations?)\b[^.:;\d]{0,50}"
    r"(?:19|20)\d\d\s*(?:[-–—/>→]|à|au)\s*(?:(?:19|20)\d\d|\d\d)"
)
_BRAND = re.compile(r"engagements quartiers 20\d\d", re.IGNORECASE)  # the national programme of the contrats de ville
_GOES_ON = re.compile(
    r"(?!pour (?:la période|les années))(?:du|de|des|d['’]|pour|en faveur|relati|sur)(?![\w-])", re.IGNORECASE
)
_LINKED = re.compile(r"\b(?i:du|de la|de l['’]|des|de|d['’])\s*(?=[A-ZÉÈÎ][a-zé])")
_RANGE = re.compile(r"\D{0,3}(?:19|20)\d\d\s*(?:[-–—/>→·|_]|à|au)\s*(?:(?:19|20)\d\d|\d\d)\D{0,3}")
_ONLY_YEARS = re.compile(r"^\D{0,3}(?:19|20)\d\d(?:\D{1,5}(?:19|20)?\d\d)?\D{0,3}$")


def read_metadata(layouts: list[PageLayout], *, file_name: str | None = None) -> Metadata:
    """Read from ``layouts``, pages in order; ``file_name`` only helps choose the kind of plan.

    A value that is not printed stays None; ``places`` holds the boxes of each value found, by attribute.
    """
    every = passages(layouts)
    own = own_part(layouts)
    parts = passages(own) if own is not layouts else every
    out = Metadata()
    stamp = find_stamp(every)
    plan, at = _plan_type(parts, file_name)
    if plan:
        out.plan_type, out.places["plan_type"] = plan.name, at
    title = _title(parts, plan)
    if title:
        out.title, out.places["title"] = " ".join(title.text.split()), title.places()
    territory = find_territory(parts, plan, stamp, title)
    if territory:
        out.territory, out.territory_code, out.territory_level = territory.name or None, territory.code, territory.level
        out.places["territory"] = territory.places
        if territory.code and territory.code_places:
            out.places["territory_code"] = territory.code_places
    elif plan and plan.level not in ("", "other"):
        out.territory_level = plan.level
    if period := find_period(parts):
        out.period_start, out.period_end, out.places["period_start"] = period
    # What the plan itself does not tell, the act before it may.
    if reference := find_reference(parts, None) or find_reference(every, stamp):
        out.reference, out.places["reference"] = reference
    if date := find_date(parts, None if own is not layouts else stamp, out.plan_type) or find_date(
        every, stamp, out.plan_type
    ):
        out.published_on, out.places["published_on"] = date[0].isoformat(), date[1]
    return out


def _plan_type(parts: list[Passage], file_name: str | None) -> tuple[PlanType | None, list[Place]]:
    """Titles weigh by their size, running heads a little each, mentions in the body almost nothing."""
    score: dict[PlanType, float] = defaultdict(float)
    best: dict[PlanType, tuple[float, list[Place]]] = {}
    heads: Counter[PlanType] = Counter()
    body: Counter[PlanType] = Counter()
    pages = len({p.page for p in parts})
    for part in parts:
        text = part.text.text
        mentions = find_plan_types(text)
        own = None if mentions else _own_name(part)
        for i, m in enumerate((own,) if own else mentions):
            generic = m.plan.name == "Charte"
            if part.zone == "head":
                heads[m.plan] += 1
                weight = 1.0
            elif OBJECT.match(text) and part.page <= 2:
                score[m.plan] += (weight := 15.0 if own else 25.0)
            elif (part.zone == "cover" or part.rise >= 1.25) and len(text) < 250:
                # On a cover the largest letters name the document; elsewhere a heading is one hint.
                weight = 10 * part.rise**2 if part.zone == "cover" else 3.0 * part.rise
                weight *= 1.5 if _fills(text, m.start, m.end) else 1.0
                weight /= 1 + i  # "Bilan du PLH et du PDALHPD": the first one leads
                weight *= 0.3 if generic or _CITED.search(fold(text[: m.start])) else 1.0
                # "Feuille de route 2024-2027" may be the part of a plan named elsewhere on the cover.
                weight *= (0.5 if len(text) >= 30 else 0.2) if own else 1.0
                score[m.plan] += weight
            else:
                weight = 0.0 if _CITED.search(fold(text[: m.start])) else 0.3
                early = 2.0 if part.page <= 2 and m.spelled_out else 1.0
                body[m.plan] += 0 if generic else 1
                score[m.plan] += weight * early * (0.2 if generic else 1.0) if body[m.plan] <= 30 else 0.0
            if weight >= best.get(m.plan, (-1.0, []))[0] + 1e-9:
                best[m.plan] = (weight, part.text.places(m.start, m.end))
    for plan, n in heads.items():
        score[plan] += 20.0 * min(1.0, n / pages) if n > 1 else 4.0
    for m in find_plan_types(re.sub(r"[_\W]+", " ", PurePath(file_name or "").stem).upper()):
        score[m.plan] += 4.0 if m.plan.name != "Charte" else 1.0
    if not score:
        return None, []
    plan = max(score, key=lambda p: (score[p], p.name))
    # A lone mention in running text is a citation, not the document's name.
    if score[plan] < 1.0:
        return None, []
    return plan, best.get(plan, (0.0, []))[1]


def _own_name(part: Passage) -> PlanMention | None:
    """A kind in the document's own words, only where a document names itself."""
    text = part.text.text
    first = part.zone == "cover" or (part.page == 1 and bool(_APPROVES.match(text)))
    chief = first and part.rise >= 1.2 and len(text) < 250
    return read_own_name(text) if chief or (part.page <= 2 and OBJECT.match(text)) else None


def _fills(text: str, start: int, end: int) -> bool:
    """Whether the name opens the passage or makes most of it."""
    return start <= 3 or end - start >= 0.6 * len(text)


def _title(parts: list[Passage], plan: PlanType | None) -> PlacedText | None:
    """A letter's object; else the cover's largest words, with the lines that complete them."""
    for part in parts:
        if part.page <= 2 and (m := OBJECT.match(part.text.text)):
            return part.text.slice(m.end())
    pages = sorted({p.page for p in parts if p.zone in ("cover", "body")})
    first = [p for p in parts if pages and p.page == pages[0] and p.zone != "stamp"]
    large = [p for p in first if p.rise >= 1.2 and len(p.text.text) < 300 and not _is_name_only(p)]
    large = [p for p in large if not _ONLY_YEARS.match(p.text.text.strip())]
    top = max((p.rise for p in large), default=0.0)
    naming = [p for p in large if p.rise >= 0.55 * top and _names(p, plan)]
    # Without a cover, a large heading that does not name the plan is a chapter's or a fiche's.
    words = sum(len(p.text.text.split()) for p in first)
    large = [p for p in large if p.zone == "cover" and words <= _TITLE_PAGE]
    if not (naming or large):
        return _over_the_text(first)
    chief = max(naming or large, key=lambda p: (p.rise, -first.index(p)))
    at = first.index(chief)
    whole = _complete(chief, naming)
    title = _with_motto(chief, first[at + 1 : at + 2]) if whole else _with_neighbours(chief, first, at)
    if len(chief.text.text) <= 10 and (full := next((p for p in first if _spells_out(p, plan)), None)):
        title = _join(title, " – ", full.text) if full.text.text not in title.text else title
    title = _with_subtitle(_with_place(title, parts), chief, first[at + 1 : at + 3], plan)
    if not re.search(r"\b(?:19|20)\d\d\b", title.text) and chief.zone == "cover":
        near = [*first[at + 1 : at + 5], *first[max(at - 1, 0) : at]]
        years = next((p for p in near if _RANGE.fullmatch(p.text.text.strip())), None)
        under = itertools.takewhile(lambda p: p.zone == "cover" and not _names_a_body(p), first[at + 1 : at + 4])
        under = [p for p in under if p.text.text not in title.text]
        part = next(((p, m) for p in under if (m := _DATED_PART.match(p.text.text))), None)
        if years:
            title = _join(title, " ", years.text)
        elif part and (any(m.spelled_out for m in find_plan_types(title.text)) or read_own_name(title.text)):
            title = _join(title, " – ", part[0].text.slice(0, part[1].end()))
    return _from_name(title)


def _from_name(title: PlacedText) -> PlacedText:
    """ "Arrêté portant approbation du plan de ..." names the plan after what it does to it."""
    m = _APPROVES.match(title.text)
    own = read_own_name(title.text) if m else None
    return title.slice(own.start) if own and own.start >= m.end() else title


def _with_neighbours(chief: Passage, first: list[Passage], at: int) -> PlacedText:
    """The lines under the title then above it, while they are as large, or go on with its sentence."""
    title, previous = chief.text, chief
    for part in first[at + 1 :]:
        text = part.text.text
        least = 0.5 if _BRAND.match(text) else 0.7
        goes_on = part.rise >= 0.5 * chief.rise and len(text) < 120 and (_GOES_ON.match(text) or text[:1] in "«“")
        if previous is chief and (goes_on or _one_name(title.text, text)):
            title = _join(title, " ", part.text)
        elif part.rise < least * chief.rise or len(text) > 200 or _VOLUME.match(fold(text)):
            break
        elif _ONLY_YEARS.match(text.strip()):
            title = _join(title, " ", part.text) if part.rise >= 0.9 * chief.rise else title
        elif not _is_name_only(part):
            title = _join(title, " – ", part.text)
        previous = part
    for part in first[:at][::-1]:
        text = part.text.text
        if part.rise < 0.7 * chief.rise or len(text) > 200 or _VOLUME.match(fold(text)):
            break
        if not _is_name_only(part) and not _ONLY_YEARS.match(text.strip()):
            title = _join(part.text, " – ", title)
    return title


def _with_motto(chief: Passage, under: list[Passage]) -> PlacedText:
    """A dated title goes on with the programme quoted under it: "Contrat de ville 2024-2030" "« Quartiers 2030 »"."""
    for part in under:
        quoted = re.fullmatch(r"\s*[«“].{3,60}[»”]\s*", part.text.text)
        if chief.zone == part.zone == "cover" and quoted and part.rise >= 1.2:
            return _join(chief.text, " ", part.text)
    return chief.text


def _with_subtitle(title: PlacedText, chief: Passage, under: list[Passage], plan: PlanType | None) -> PlacedText:
    """A slogan goes on with the line that names the plan: "Bouger autrement" – "Plan de mobilité 2024-2029"."""
    if chief.zone != "cover" or _names(Passage(title, "cover", chief.page), plan):
        return title
    for part in under:
        text = part.text.text
        if part.rise >= 1.2 and len(text) < 120 and _names(part, plan) and text not in title.text:
            return _join(title, " – ", part.text)
    return title


def _one_name(line: str, following: str) -> bool:
    """Whether a plan's name runs over both lines: "Plan climat" / "air énergie territorial"."""
    return any(m.start < len(line) < m.end - 1 for m in find_plan_types(f"{line} {following}"))


def _with_place(title: PlacedText, parts: list[Passage]) -> PlacedText:
    """A running head that repeats the title may go on with its place: "Contrat local de santé du Haut-Limarget"."""
    own = fold(title.text)
    if _LINKED.search(title.text) or re.search(r"\d{4}", own):
        return title
    for part in parts:
        text = part.text.text
        if part.zone == "head" and fold(text).startswith(own):
            m = re.match(r"\s+(?:du|de la|de l['’]|des|de|d['’])\s*[A-ZÉÈÎ][^\d–—|·•,:;(\n]*", text[len(own) :])
            if m and (place := re.split(r"\s-\s|\s+(?:page|p\.)", m.group())[0].rstrip()):
                return _join(title, " ", part.text.slice(len(own), len(own) + len(place)))
    return title


def _join(before: PlacedText, separator: str, after: PlacedText) -> PlacedText:
    return PlacedText.join((before, after), separator)


def _spells_out(part: Passage, plan: PlanType | None) -> bool:
    """A cover's line that is the plan's name in full, and little else."""
    text = part.text.text
    return part.zone == "cover" and any(
        m.plan == plan and m.spelled_out and _fills(text, m.start, m.end) for m in find_plan_types(text)
    )


def _names(part: Passage, plan: PlanType | None) -> bool:
    own = read_own_name(part.text.text)
    return any(m.plan == plan for m in (*find_plan_types(part.text.text), *((own,) if own else ())))


def _complete(chief: Passage, naming: list[Passage]) -> bool:
    """A title that names its plan and its years, or a place, needs no second line."""
    text = chief.text.text
    if chief not in naming:
        return False
    own = read_own_name(text)
    last = max(m.end for m in (*find_plan_types(text), *((own,) if own else ())))
    return bool(re.search(r"\b(?:19|20)\d\d\b", text) or re.match(r"\s+(?:de|du|des|d['’])", text[last:]))


def _names_a_body(part: Passage) -> bool:
    """Whether a line names who publishes: what stands under it is no part of the title."""
    low = fold(part.text.text).strip()
    return _is_name_only(part) or bool(re.match(r"(?:petr|parc|pole|syndicat|s[a-z]*tom|prefet|etat)\b", low))


def _over_the_text(first: list[Passage]) -> PlacedText | None:
    """The title of a document without a cover: over its text, its largest line, that opens as a plan's name and dates it."""
    top = max(first[:5], key=lambda p: p.rise, default=None)
    if top is None or top.rise < 1.4 or any(p is not top and p.rise > 0.95 * top.rise for p in first):
        return None
    named = read_own_name(top.text.text) is not None and re.search(r"\b20\d\d\s*[-–—/]\s*(?:20)?\d\d\b", top.text.text)
    return top.text if named else None


def _is_name_only(part: Passage) -> bool:
    """A logo's words or an institution's name, not a title."""
    words = fold(" ".join(part.text.text.split()))
    return bool(
        re.fullmatch(
            r"(?:republique francaise|liberte\W+egalite\W+fraternite|sommaire|prefecture .{0,40}|prefet\w* .{0,40}|"
            r"conseil (?:general|departemental|regional) .{0,40}|ministere .{0,60}|departement .{0,30}|ville d.{0,30}|"
            r"(?:communaute|metropole|agglomeration|cc|ca)\b.{0,60}|[^\d:]{2,40} (?:metropole|agglomeration|agglo|"
            r"communaute|habitat))",
            words,
        )
    ) and not find_plan_types(part.text.text)
