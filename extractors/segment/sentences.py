"""Who leads an action, with whom and what for, where prose says it and no label does."""

from __future__ import annotations

import re

from extractors.readers.organisations import looks_like_organisation
from models.segment import ActionNode, LabelledField
from models.text import PlacedText

_BY = r"(?: conjointement)? par (?P<who>.+?)(?=,? en (?:lien|partenariat|collaboration|association|concertation|coopération)\b|[.;]|$)"
_LED = re.compile(
    rf"\b(?:co-?)?(?:pilotée?s?|portée?s?|conduite?s?|animée?s?|coordonnée?s?|menée?s?){_BY}", re.IGNORECASE
)
_DONE = re.compile(rf"\b(?:assurée?s?|mise?s? en œuvre){_BY}", re.IGNORECASE)
_WITH = re.compile(
    r"\ben (?:lien|partenariat|collaboration|association|concertation|coopération)(?: étroite?)? avec (?P<who>.+?)(?=[.;]|$)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:cette|l['’]|la présente) ?(?:action|mesure|fiche|opération)\b|\b(?:ce|le) (?:projet|dispositif|programme)\b|^elle\b|^il\b",
    re.IGNORECASE,
)
_AIM = re.compile(r"(?P<said>\b(?:L['’]objectif|Le but|L['’]ambition)(?: [^\W\d]+){0,2} est (?:le suivant|la suivante))\s?:\s*(?=\S)", re.IGNORECASE)
_PERSON = re.compile(r"^(?:M\.|MM\.|Mme|Mmes|Mlle|Dr|Docteur|Pr|Me|Monsieur|Madame)\s")
_SENTENCE = re.compile(r"(?:(?<!\bM)(?<!\bMM)(?<!\bDr)[.!?]\s+|\n|^)(?=\S)")


def read_sentences(action: ActionNode) -> None:
    """Add the aim and, of "Cette action est pilotée par X, en lien avec Y", who leads, where no label does.

    A sentence that speaks of the whole action goes before one about a part of it.
    """
    named = {f.field for f in action.fields if f.text and f.rule != "unlabelled"}
    if "objective" not in named:
        _read_aim(action)
    if {"pilot", "partner"} <= named:
        return
    sentences = [s for f in action.fields if f.rule == "unlabelled" for s in _sentences(f.text)]
    sentences.sort(key=lambda s: _rank(s.text))
    for sentence in sentences:
        led = _LED.search(sentence.text) or _DONE.search(sentence.text)
        for field, found in (("pilot", led), ("partner", _WITH.search(sentence.text))):
            if found and field not in named and _is_name(found["who"]):
                who = sentence.slice(found.start("who"), found.end("who"))
                said = found.group()[: found.start("who") - found.start()].strip()
                action.fields.append(LabelledField(field, said, who, "sentence"))
                named.add(field)


def _read_aim(action: ActionNode) -> None:
    """Add the objective a sentence announces as a label would: "L'objectif est le suivant : ..."."""
    for told in [f.text for f in action.fields if f.rule == "unlabelled"]:
        found = _AIM.search(told.text)
        if found:
            aim = _sentences(told.slice(found.end()))[0]
            action.fields.append(LabelledField("objective", found["said"], aim, "sentence"))
            return


def _sentences(text: PlacedText) -> list[PlacedText]:
    cuts = [m.end() for m in _SENTENCE.finditer(text.text)] or [0]
    return [text.slice(a, b) for a, b in zip(cuts, [*cuts[1:], None], strict=True)]


def _rank(text: str) -> int:
    """0 for a sentence that says who leads the action, 1 for one about a part of it, 2 for one that names no leader."""
    if _LED.search(text):
        return 0 if _WHOLE.search(text) else 1
    return 1 if _DONE.search(text) else 2


def _is_name(who: str) -> bool:
    if len(who) >= 300:
        return False
    return bool(_PERSON.match(who)) or looks_like_organisation(re.split(r"[,;]| et ", who)[0])
