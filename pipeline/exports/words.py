"""French words for the codes of the public schema. A code that is not here is shown as it is."""

from __future__ import annotations

LEVEL = {"epci": "intercommunalité", "departement": "département", "region": "région", "other": "autre"}
TEXT_SOURCE = {"digital": "texte numérique", "ocr": "reconnaissance de caractères", "mixed": "mixte"}
COST_STATUS = {"stated": "indiqué", "none": "sans coût", "constant": "moyens constants", "to_define": "à définir"}
PERIOD = {"year": "par an", "month": "par mois", "day": "par jour"}
NATURE = {
    "investment": "investissement", "operating": "fonctionnement", "subsidy": "subvention", "staff": "personnel",
}  # fmt: skip
INDICATOR = {"output": "réalisation", "outcome": "résultat", "evaluation": "évaluation", "monitoring": "suivi"}
PRECISION = {
    "day": "jour", "month": "mois", "quarter": "trimestre", "semester": "semestre", "year": "année",
}  # fmt: skip
SEVERITY = {"info": "information", "warning": "avertissement", "error": "erreur"}
ORGANISATION = {
    "state": "État", "region": "région", "departement": "département", "epci": "intercommunalité",
    "social_landlord": "bailleur social", "agency": "organisme public", "group": "ensemble", "other": "autre",
}  # fmt: skip
CHECK = {
    "numbering_gap": "trou dans la numérotation", "announced_not_found": "annoncé, non trouvé",
    "page_failed": "page non lue", "empty_field": "rubrique vide", "action_without_pilot": "action sans pilote",
    "low_confidence": "lecture peu sûre", "total_mismatch": "total différent de la somme",
    "correction_sans_effet": "correction sans effet", "organisation_douteuse": "organisation douteuse",
    "not_a_plan": "pas un plan", "plan_doubtful": "plan sans doute mal lu",
}  # fmt: skip
TABLE = {
    "documents": "documents", "orientations": "orientations", "actions": "actions", "pilots": "pilotes",
    "partners": "partenaires", "costs": "coûts", "funders": "financeurs", "indicators": "indicateurs",
    "targets": "objectifs chiffrés", "organisations": "organisations", "pages": "pages",
}  # fmt: skip
