"""Labels in words the lexicon does not hold: known because they come back, understood by what stands under them."""

from __future__ import annotations

import re
from collections import defaultdict

from extractors.french.fold import fold
from extractors.french.verbs import field_done
from extractors.readers.organisations import looks_like_organisation
from models.segment import ActionNode, LabelledField

_MONEY = re.compile(r"\d\s?(k€|m€|€|euros?\b)|^(neant|a chiffrer|a definir|a moyens constants|moyens internes)\b")
_YEARS = re.compile(r"\b20[0-5]\d\b|^(en continu|permanent|annuel|tout au long)|\b[st][1-4]\b")
_COUNT = re.compile(r"^(nombre|nb|nbre|taux|part|evolution|volume|pourcentage|surface|montant|delai|proportion)\b")
_LEAST = 3  # values needed to judge a label by


def settle_unknown_labels(actions: list[ActionNode]) -> None:
    """Give each unknown label that recurs the field its values are of; the others stay aside."""
    _date_settings_to_work(actions)
    _settle_results(actions)
    _settle_pledges(actions)
    _settle_help(actions)
    groups: defaultdict[str, list[tuple[ActionNode, LabelledField]]] = defaultdict(list)
    for action in actions:
        for f in action.fields:
            if f.field == "other" and f.rule in ("look", "cell", "recurs", "column") and f.text:
                groups[fold(f.label).strip(" :.?")].append((action, f))
    for members in groups.values():
        if len({id(a) for a, _ in members}) < _LEAST:
            continue
        field = field_done(members[0][1].label) or _field_of([f.text.text for _, f in members], [a for a, _ in members])
        if field is None:
            continue
        for action, f in members:
            if not any(g.field == field and g.text and g is not f for g in action.fields):
                f.field, f.rule = field, "content"


_SET_TO_WORK = re.compile(r"^(mise en (oeuvre|œuvre|place|service)|deploiement|realisation|demarrage|lancement)\b")
_MOMENT = re.compile(
    r"\b20[0-5]\d\b|^(immediate?|en cours|en continu|permanente?|continue?|annuel|engage|des|courant|tout au long)\b|\b[st][1-4]\b"
)


def _date_settings_to_work(actions: list[ActionNode]) -> None:
    """ "Mise en œuvre : 2026 à 2028" is when, where most values under the label are moments; else it is how."""
    met = [
        (a, f)
        for a in actions
        for f in a.fields
        if f.field == "modalities" and f.text and _SET_TO_WORK.match(fold(f.label).strip())
    ]
    dated = [(a, f) for a, f in met if len(f.text.text) < 80 and _MOMENT.search(fold(f.text.text).strip())]
    if len(dated) >= 2 and len(dated) >= 0.7 * len(met):
        for action, f in met:
            if not any(g.field == "calendar" and g.text for g in action.fields):
                f.field = "calendar"


_TO_DO = re.compile(
    r"(?!(?:hier|premier|dernier|particulier|entier|loyer|foyer|chantier|quartier|metier|palier|atelier|cahier)\b)[a-z']+(?:er|ir|re)\s"
)


def _settle_results(actions: list[ActionNode]) -> None:
    """Results looked for are the aim where no other label gives it ("Financer 90 logements"), or what is measured."""
    met = [(a, f) for a in actions for f in a.fields if f.field == "expected_results" and f.text]
    if len(met) < 2:
        return
    aimed = sum(any(f.field == "objective" and f.text for f in a.fields) for a, _ in met)
    to_do = sum(bool(_TO_DO.match(fold(f.text.text).lstrip("-•› "))) for _, f in met)
    if to_do >= 0.6 * len(met) and aimed < 0.3 * len(met):
        for _, f in met:
            f.field = "objective"
        return
    measured = any(f.field == "indicator" and f.text for a in actions for f in a.fields)
    lines = [fold(line).strip("-•› ") for _, f in met for line in f.text.text.split("\n")]
    if not measured and sum(bool(_COUNT.match(line)) for line in lines) >= 0.3 * len(lines):
        for _, f in met:
            f.field = "indicator"


_PLEDGED = re.compile(r"\b(engage\w*|roles?|contributions?|implications?|apports?|interventions?)\b")


def _settle_pledges(actions: list[ActionNode]) -> None:
    """ "Engagements des partenaires", where sentences tell what each does beside a list of them, say how it is done."""
    for action in actions:
        for f in action.fields:
            if f.field != "partner" or not f.text or not _PLEDGED.search(fold(f.label)):
                continue
            lines = [line for line in f.text.text.split("\n") if line.strip()]
            told = sum(line.rstrip().endswith((".", ";")) and len(line.split()) >= 5 for line in lines)
            listed = any(g is not f and g.field == "partner" and g.text for g in action.fields)
            if listed and told >= 0.6 * len(lines):
                f.field = "modalities"


_HELP = re.compile(r"(?:autres? |principaux |principales )?(?:concours|contributions?|appuis?|soutiens?|apports?)\b(?!.*financ)")


def _settle_help(actions: list[ActionNode]) -> None:
    """ "Concours attendus" over lists of bodies without any sum, where no label names partners, is who takes part."""
    if any(f.field == "partner" and f.label for a in actions for f in a.fields):
        return
    met = [f for a in actions for f in a.fields if f.field == "funder" and f.text and _HELP.match(fold(f.label).strip())]
    listed = [f for f in met if len(_names(f.text.text)) >= 3 and not _MONEY.search(fold(f.text.text))]
    costed = sum(any(f.field == "cost" and f.text for f in a.fields) for a in actions)
    if len(met) >= _LEAST and len(listed) >= 0.7 * len(met) and costed >= 0.7 * len(actions):
        for f in met:
            f.field = "partner"


def _field_of(values: list[str], actions: list[ActionNode]) -> str | None:
    """The field most values are plainly of: money, years, counts, names; None when they are text like any other."""
    folded = [fold(v).strip() for v in values]
    short = [v for v in folded if len(v) < 160]
    need = 0.7 * len(values)
    if sum(bool(_COUNT.match(v.lstrip("-•› "))) for v in folded) >= need:
        return "indicator"
    if sum(bool(_MONEY.search(v)) for v in short) >= need:
        return "cost"
    if sum(bool(_YEARS.search(v)) for v in short if len(v) < 80) >= need:
        return "calendar"
    if _are_aims(folded, actions):
        return "objective"
    lists = [_names(v) for v in values]
    if sum(bool(names) and sum(map(looks_like_organisation, names)) >= 0.6 * len(names) for names in lists) >= need:
        led = sum(any(f.field == "pilot" and f.text for f in a.fields) for a in actions)
        alone = sum(len(names) == 1 for names in lists)
        return "pilot" if led < 0.3 * len(actions) and alone >= 0.5 * len(lists) else "partner"
    return None


def _are_aims(folded: list[str], actions: list[ActionNode]) -> bool:
    """Whether values say in a sentence each what is to be reached, in fiches that say elsewhere how, and have no aim."""
    brief = [v for v in folded if len(v) < 260 and "\n" not in v.strip()]
    to_do = sum(bool(_TO_DO.match(v.lstrip("-•› "))) for v in brief)
    aimed = sum(any(f.field == "objective" and f.text for f in a.fields) for a in actions)
    told = sum(any(f.field == "modalities" and f.label and f.text for f in a.fields) for a in actions)
    return to_do >= 0.7 * len(folded) and aimed < 0.3 * len(actions) and told >= 0.7 * len(actions)


def _names(value: str) -> list[str]:
    """Pieces of a value that would each be a name; none when it reads as a sentence."""
    if len(value) > 400 or re.search(r"[.!?]\s+[A-ZÀ-Ý]", value):
        return []
    return [piece.strip(" .") for piece in re.split(r"[,;/\n•]|\s[-–]\s|\set\s", value) if len(piece.strip(" .")) > 1]
