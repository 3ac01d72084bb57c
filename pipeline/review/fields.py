"""The fields a reader sees and may change, in French: one list for the details, the forms and the log."""

from __future__ import annotations

from dataclasses import dataclass, field

LEVELS = {"commune": "commune", "epci": "intercommunalité", "departement": "département", "region": "région",
          "national": "national", "other": "autre"}  # fmt: skip
COST_STATUS = {"stated": "chiffré", "none": "sans coût", "constant": "à moyens constants", "to_define": "à définir"}
PERIODS = {"year": "par an", "month": "par mois", "day": "par jour"}
NATURES = {"investment": "investissement", "operating": "fonctionnement", "subsidy": "subvention", "staff": "personnel"}
TAXES = {"HT": "HT", "TTC": "TTC"}
INDICATOR_KINDS = {"output": "réalisation", "outcome": "résultat", "evaluation": "évaluation", "monitoring": "suivi"}
YES_NO = {"true": "oui", "false": "non"}
SEVERITIES = {"error": "erreur", "warning": "à vérifier", "info": "pour information"}


@dataclass(frozen=True)
class Field:
    """``kind``: text, long, whole, number, date or choice; ``choices``: value in the base to French."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: dict[str, str] = field(default_factory=dict)

    def shown(self, value: object) -> str:
        """A value of the base as a reader writes it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "oui" if value else "non"
        if self.choices:
            return self.choices.get(str(value), str(value))
        if self.kind == "number":
            return number(value)
        return str(value)


def _choice(name: str, label: str, choices: dict[str, str], required: bool = False) -> Field:
    return Field(name, label, "choice", required, choices)


_ACTOR = [
    Field("mention", "Nom imprimé", required=True), Field("qualifier", "Précision (service, rôle)"),
    Field("role", "Rubrique"), _choice("is_group", "Groupe de plusieurs organismes", YES_NO, required=True),
]  # fmt: skip

FIELDS: dict[str, list[Field]] = {
    "documents": [
        Field("title", "Titre", "long"), Field("plan_type", "Type de plan"), Field("territory", "Territoire"),
        Field("territory_code", "Code du territoire"), _choice("territory_level", "Échelon", LEVELS),
        Field("period_start", "Première année", "whole"), Field("period_end", "Dernière année", "whole"),
        Field("reference", "Référence de l'acte"), Field("published_on", "Date de publication", "date"),
    ],
    "orientations": [Field("label", "Niveau"), Field("number", "Numéro"), Field("title", "Titre", "long")],
    "actions": [
        Field("label", "Libellé"), Field("number", "Numéro"), Field("title", "Titre", "long", required=True),
        Field("objective", "Objectif", "long"), Field("context", "Contexte", "long"),
        Field("modalities", "Mise en œuvre", "long"), Field("expected_results", "Résultats attendus", "long"),
        Field("territorial_scale", "Échelle territoriale"), Field("calendar", "Calendrier"),
        Field("start_year", "Début", "whole"), Field("end_year", "Fin", "whole"),
    ],
    "organisations": [
        Field("name", "Nom", required=True), Field("acronym", "Sigle"), Field("kind", "Nature"),
        Field("territory_code", "Code du territoire"), Field("siren", "SIREN"),
    ],
    "pilots": _ACTOR,
    "partners": _ACTOR,
    "costs": [
        Field("text", "Texte imprimé", "long", required=True), _choice("status", "État", COST_STATUS, required=True),
        Field("amount_min", "Montant (ou minimum), en euros", "number"), Field("amount_max", "Maximum, en euros", "number"),
        _choice("per_period", "Périodicité", PERIODS), Field("per_unit", "Par unité"), Field("year", "Année", "whole"),
        _choice("nature", "Nature", NATURES), _choice("tax", "Taxes", TAXES),
    ],
    "funders": [
        Field("mention", "Nom imprimé", required=True), Field("amount", "Montant, en euros", "number"),
        Field("share", "Part (0 à 1)", "number"),
    ],
    "indicators": [
        Field("text", "Texte imprimé", "long", required=True), _choice("kind", "Nature", INDICATOR_KINDS),
        Field("baseline", "Valeur de départ"), Field("target", "Cible"), Field("unit", "Unité"),
        Field("target_year", "Année de la cible", "whole"),
    ],
    "targets": [
        Field("text", "Texte imprimé", "long", required=True), Field("value", "Valeur", "number", required=True),
        Field("unit", "Unité"), _choice("per_period", "Périodicité", PERIODS), Field("year", "Année", "whole"),
    ],
}  # fmt: skip

# Table to singular, plural, and the feminine's "e": for titles and sentences.
NAMES = {
    "documents": ("document", "Documents"), "orientations": ("orientation", "Orientations"), "actions": ("action", "Actions"),
    "organisations": ("organisation", "Organisations"), "pilots": ("pilote", "Pilotes"),
    "partners": ("partenaire", "Partenaires"), "costs": ("coût", "Coûts"), "funders": ("financeur", "Financeurs"),
    "indicators": ("indicateur", "Indicateurs"), "targets": ("objectif chiffré", "Objectifs chiffrés"),
}  # fmt: skip
CHILDREN = ("pilots", "partners", "costs", "funders", "indicators", "targets")
# The field that stands for a record in lists.
MAIN = {"documents": "file_name", "orientations": "title", "actions": "title", "organisations": "name",
        "pilots": "mention", "partners": "mention", "costs": "text", "funders": "mention", "indicators": "text",
        "targets": "text"}  # fmt: skip
OWN_MENU = {"orientation_id": "Orientation", "parent_id": "Niveau au-dessus", "organisation_id": "Organisation",
            "action_id": "Action", "cost_id": "Coût"}  # fmt: skip


def field_of(table: str, name: str) -> Field | None:
    return next((f for f in FIELDS.get(table, []) if f.name == name), None)


def label_of(table: str, name: str) -> str:
    """The French name of a column; "" for the whole record."""
    found = field_of(table, name)
    return found.label if found else OWN_MENU.get(name, name)


def number(value: object) -> str:
    """ "12 000", "0,5"."""
    text = f"{value:,.2f}".replace(",", " ").replace(".", ",")
    return text.removesuffix(",00")
