"""The heads of an indicator table's columns: what is measured, where it starts from, what it aims at, in what unit."""

from __future__ import annotations

import re

MEASURE_HEADS = {
    "baseline": re.compile(
        r"(valeur|situation|mesure|niveau|etat|donnee|point)s? (initial|de reference|de depart|actuel|zero|t0)|^t0$|^etat initial|^reference( 20\d\d)?$|^initial"
        r"|^depart$|^(valeur|situation|etat|niveau|donnees?|mesure)( en)? 20\d\d$|^20\d\d \(reference\)|^base(line)?$"
    ),
    "target": re.compile(
        r"^(valeur |objectif )?cibles?( 20\d\d)?$"
        r"|^(cap|horizon|ambition|attendus?|visee?s?|objectif)( (en|pour|a))?( 20\d\d)$|^objectif (20\d\d|chiffre|quantitatif)|^valeur (attendue|visee)"
    ),
    "unit": re.compile(r"^unites?( de mesure)?$"),
    "source": re.compile(
        r"^source|^origine|^fournisseur|^producteur|^frequence|^periodicite|^collecte|^responsable|^type"
    ),
}
