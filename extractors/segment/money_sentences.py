"""What an action costs, where a sentence of its own says it and no label does."""

from __future__ import annotations

import re

from extractors.french.fold import fold
from extractors.readers.money import read_cost
from extractors.readers.money_words import CONSTANT, NONE
from models.segment import ActionNode, LabelledField

_NOUN = r"(?:couts?|credits?|dotations?|enveloppes?|budgets?|financements?|subventions?|depenses?|sommes?|participations? financieres?)"
# "Un crédit de 36 000 euros par an est prévu", "Le financement reste à définir", not "Le budget des ménages baisse".
_SUBJECT = re.compile(
    rf"(?:l'|(?:le|la|les|un|une|des|son|sa|ce|cette) )(?:\w+ )?{_NOUN}\b.{{0,90}}?\b(?:est|sont|sera|seront|reste|restent|s'eleve\w*|"
    r"represente\w*|n'est|ne sont) (?:\w+ment )?(?:pas )?(?:encore )?(?:prevu|inscrit|evalue|estime|chiffre|alloue|mobilise|consacre|"
    r"affecte|reserve|ouvert|finance|fixe|porte|assure|pris|accorde|attribue|a )"
)
_WHOLE = re.compile(
    r"(?:cette|la presente|la|l')\s?(?:mesure|action|operation|fiche)\b|(?:ce|le) (?:projet|dispositif)\b|(?:elle|il)\b"
)
_END = re.compile(r"\n|(?<=[^\s.]{2}[.!?])\s+(?=[A-ZÀ-ÝŒ])")
_NAMES = ("pilot", "partner", "calendar")


def read_money_sentences(action: ActionNode) -> None:
    """Add the cost of "Un crédit de 36 000 euros est prévu" where no label names one; it is no partner's name."""
    told = any(f.field in ("cost", "funder") and f.text for f in action.fields)
    found: list[LabelledField] = []
    for f in action.fields:
        labelled = f.rule == "run_in" and f.field in _NAMES
        if not labelled and f.rule != "unlabelled":
            continue
        # Of a label's field, only what stands under its own paragraph.
        told_at = [(a, b) for a, b, opens in _sentences(f.text.text) if not labelled or (opens and a)]
        said = [(a, b) for a, b in told_at if tells_cost(f.text.text[a:b])]
        found += [LabelledField("cost", "", f.text.slice(a, b), "sentence") for a, b in said]
        if said and labelled:
            f.text = f.text.slice(0, said[0][0])
    if not told:
        action.fields += found


def tells_cost(sentence: str) -> bool:
    """Whether a sentence says what the whole action costs, or that it costs nothing."""
    text = " ".join(fold(sentence).replace("’", "'").split())
    if not 15 <= len(text) <= 300 or not text.endswith("."):
        return False
    if _SUBJECT.match(text):
        return read_cost(sentence).status != "missing"
    return bool(_WHOLE.match(text)) and bool(CONSTANT.search(text) or NONE.search(text))


def _sentences(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, whether it begins a paragraph) of each sentence."""
    out, at = [], 0
    for m in [*_END.finditer(text), None]:
        end = m.start() if m else len(text)
        out.append((at, end, at == 0 or text[at - 1] == "\n"))
        at = m.end() if m else end
    return out
