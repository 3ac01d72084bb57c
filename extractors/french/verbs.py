"""Fields named by what is done there: "Viser", "Piloter", "Associer", "Évaluer" down the side of a fiche.

Such a verb heads orientations as often ("Évaluer"): it is a field's only where it comes back in several fiches.
"""

from __future__ import annotations

from extractors.french.fold import fold

_FIELDS = {
    "context": "comprendre, constater, contextualiser, diagnostiquer, situer",
    "objective": "viser, atteindre, ambitionner",
    "modalities": "faire, agir, realiser, executer, mettre en œuvre, mettre en oeuvre, operer",
    "pilot": "piloter, porter, animer, coordonner",
    "partner": "associer, s'associer, cooperer, collaborer, impliquer",
    "cost": "financer, budgeter, chiffrer",
    "calendar": "planifier, programmer, echelonner, phaser",
    "indicator": "evaluer, mesurer, suivre, suivre et evaluer",
}
_FIELD_OF = {verb.strip(): field for field, verbs in _FIELDS.items() for verb in verbs.split(",")}


def field_done(text: str) -> str | None:
    """The field a verb alone names where it comes back in several fiches; None for other texts."""
    return _FIELD_OF.get(fold(text).strip(" :.…"))
