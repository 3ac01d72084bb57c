"""Who leads and who helps, told in sentences under one label: "Le pilotage revient à X, qui s'appuie sur Y et Z"."""

from __future__ import annotations

import re

from models.text import PlacedText

_TASK = r"(?:pilotage|portage|animation|coordination|ma[iî]trise d['’](?:ouvrage|œuvre)|conduite|responsabilit[ée]|mise en œuvre)"
_DO = r"(?:co-?)?(?:pilot|port|anim|condui|coordonn|assur|men|mèn|dirig)"
_GIVEN = re.compile(
    rf"\b{_TASK}\b[^.;]{{0,60}}?\b(?:revien\w+ à|incomb\w+ à|appartien\w+ à|relèv\w+ de|(?:est|sont|sera|seront) (?:\w+ )?"
    r"(?:confiée?s? à|assurée?s? par|partagée?s? entre|exercée?s? par|portée?s? par))\s+(?P<who>.+)",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"\b(?:est|sont|sera|seront) (?:\w+ )?{_DO}\w*(?: conjointement| ensemble)? par\s+(?P<who>.+)", re.IGNORECASE
)
_LEADS = re.compile(
    rf"^(?P<who>[^.:;]{{2,120}}?)\s+(?:{_DO}(?:e|ent|t|sent|era|eront|ra|ront)\b(?: conjointement| ensemble)?\s+"
    r"(?:le |la |l['’]|cette |ce |les |son |sa )|en (?:a|ont|aura|auront) la (?:charge|responsabilité)|"
    r"(?:en )?(?:est|sont|sera|seront)\s(?:les? )?(?:maîtres? d['’]ouvrage|chefs? de file|pilotes?|responsables?|porteurs?)\b)",
)
_WITH = re.compile(
    r",?\s(?:avec|en (?:étroite? )?(?:lien|partenariat|collaboration|association|concertation|coopération|relation)(?: étroite?)? avec|"
    r"qui s['’]appuie(?:nt|ra|ront)? sur|en s['’]appuyant sur|aux côtés d(?:e|u|es)|(?:appuyée?s?|aidée?s?|assistée?s?|accompagnée?s?) (?:par|d(?:e|u|es)))\s+",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"^(?:(?:y )?(?:sont|seront|est|sera) (?:aussi |également )?(?:associée?s?|mobilisée?s?|impliquée?s?)\s?:?|"
    r"(?:autres )?(?:partenaires|contributeurs|acteurs)(?: associés| mobilisés)?\s?:|"
    r"(?:elles?|ils?|on|(?:l['’]|cette |le |la |ce )(?:action|opération|projet|démarche|mesure|dispositif))\s"
    r"(?:associe|mobilise|implique|réunit|s['’]appuie sur|fait appel à|bénéficie de l['’]appui d[eu])(?: aussi| également| notamment)?)\s*(?P<who>.+)",
    re.IGNORECASE,
)
_ARE_JOINED = re.compile(
    r"^(?P<who>.{2,260}?)\s(?:y )?(?:sont|seront|est|sera) (?:aussi |également )?(?:associée?s?|mobilisée?s?|impliquée?s?)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.;]\s+(?=[^\W\d_])|\n")


def told_roles(text: PlacedText) -> tuple[list[PlacedText], list[PlacedText]] | None:
    """(who leads, who helps) of sentences that say it; None where none says who leads."""
    leaders: list[PlacedText] = []
    others: list[PlacedText] = []
    start = 0
    for end in [*(m.start() for m in _SENTENCE.finditer(text.text)), len(text.text)]:
        sentence = text.slice(start, end)
        start = end + 1
        sentence = sentence.slice(len(sentence.text) - len(sentence.text.lstrip(" .;\n")))
        helped = _WITH.search(sentence.text)
        head = sentence.slice(0, helped.start()) if helped else sentence
        led = _GIVEN.search(head.text) or _BY.search(head.text) or _LEADS.match(head.text)
        joined = None if led else _JOINED.match(sentence.text) or _ARE_JOINED.match(sentence.text)
        if led and not re.match(r"(?:elle|il|on|nous|qui)s?\b", led["who"], re.IGNORECASE):
            leaders.append(_trimmed(head.slice(led.start("who"), led.end("who"))))
        if helped and led:
            others.append(_trimmed(sentence.slice(helped.end())))
        elif joined:
            others.append(_trimmed(sentence.slice(joined.start("who"), joined.end("who"))))
    return (leaders, others) if leaders else None


def _trimmed(text: PlacedText) -> PlacedText:
    return text.slice(0, len(text.text.rstrip(" .,;")))
