"""The "schéma commun" of local ecological-transition projects, version 0.2.0, as a data package of four tables.

A plan is a ``plans-transition``, an action a ``fiches-action``; an action with a budget or a funder is also a
``projets-operationnels``, and each of its funders a ``financements``. Arrays are JSON, as in the schema's own examples.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from pipeline.exports.package import resource, standard, write_json
from pipeline.exports.place import staged_folder
from pipeline.exports.plan import Plan, PlanAction, Told, dates, euros, first_day, last_day, plans, whole_budget
from pipeline.exports.report import Losses, Report, number, write_readme
from pipeline.exports.source import Progress, open_source
from pipeline.exports.text import clean, inert, one_line
from pipeline.settings import Settings

VERSION = "0.2.0"
NAMESPACE = uuid.UUID("7f0a4c1e-5d0b-5b8e-9a57-1c3a6f0e2d48")  # ours, for ever: the same record has the same UUID
STATUSES = ["À venir", "En cours", "En retard", "En pause", "Bloqué", "Abandonné", "Terminé"]
FUNDING = ["Prévisionnel", "Demandé", "Obtenu", "Refusé", "Payé"]
SIREN, SIRET, INSEE = "^[0-9]{9}$", "^[0-9]{14}$", "^[0-9][0-9AB][0-9]{3}$"

# name, type, title, and what constrains it
TABLES: dict[str, tuple[str, tuple[tuple[str, str, str, dict], ...]]] = {
    "plans-transition": ("Plans de transition", (
        ("id", "uuid", "Identifiant", {"required": True, "unique": True}),
        ("nom", "string", "Nom du plan de transition", {"required": True}),
        ("type", "string", "Type de plan (texte libre)", {}),
        ("description", "string", "Description", {}),
        ("periodeDebut", "date", "Début de la période couverte", {}),
        ("periodeFin", "date", "Fin de la période couverte", {}),
        ("collectiviteResponsableSiren", "string", "SIREN de la collectivité responsable", {"pattern": SIREN}),
        ("territoireCommunes", "array", "Codes INSEE des communes du territoire", {}),
    )),
    "fiches-action": ("Fiches action", (
        ("id", "uuid", "Identifiant", {"required": True, "unique": True}),
        ("nom", "string", "Nom de la fiche action", {"required": True}),
        ("description", "string", "Description", {}),
        ("objectifs", "string", "Objectifs visés", {}),
        ("statut", "string", "Statut", {"enum": STATUSES}),
        ("competencesM57", "array", "Codes des compétences M57", {}),
        ("leviersSgpe", "array", "Leviers SGPE", {}),
        ("planTransitionIds", "array", "Plans de transition", {}),
        ("collectiviteResponsableSiren", "string", "SIREN de la collectivité responsable", {"pattern": SIREN}),
        ("territoireCommunes", "array", "Codes INSEE des communes du territoire", {}),
        ("classificationThematiques", "array", "Thématiques", {}),
    )),
    "projets-operationnels": ("Projets opérationnels", (
        ("id", "uuid", "Identifiant", {"required": True, "unique": True}),
        ("nom", "string", "Nom du projet opérationnel", {"required": True}),
        ("description", "string", "Description", {}),
        ("budgetPrevisionnel", "integer", "Budget total en euros", {}),
        ("dateDebut", "date", "Date de début", {}),
        ("dateFin", "date", "Date de fin", {}),
        ("phase", "string", "Phase", {"enum": ["Idée", "Étude", "Réalisation"]}),
        ("phaseStatut", "string", "Statut de la phase", {"enum": STATUSES}),
        ("collectiviteResponsableSiren", "string", "SIREN de la collectivité responsable", {"pattern": SIREN}),
        ("porteurOperationnelSiret", "string", "SIRET de l'entité qui exécute", {"pattern": SIRET}),
        ("competencesM57", "array", "Codes des compétences M57", {}),
        ("leviersSgpe", "array", "Leviers SGPE", {}),
        ("programmesRattachement", "array", "Programmes de rattachement", {}),
        ("planTransitionIds", "array", "Plans de transition", {}),
        ("ficheActionIds", "array", "Fiches action", {}),
        ("territoireCommunes", "array", "Codes INSEE des communes du territoire", {}),
        ("localisationLatitude", "number", "Latitude WGS 84", {}),
        ("localisationLongitude", "number", "Longitude WGS 84", {}),
        ("localisationAdresse", "string", "Adresse ou description du lieu", {}),
        ("localisationBanId", "string", "Clé d'interopérabilité BAN", {}),
        ("classificationThematiques", "array", "Thématiques", {}),
        ("classificationSites", "array", "Sites", {}),
        ("classificationInterventions", "array", "Interventions", {}),
    )),
    "financements": ("Financements", (
        ("id", "uuid", "Identifiant", {"required": True, "unique": True}),
        ("projetOperationnelId", "uuid", "Projet opérationnel", {"required": True}),
        ("source", "string", "Source (texte libre)", {"required": True}),
        ("referenceExterne", "string", "Référence externe", {}),
        ("dateAttribution", "date", "Date de notification", {}),
        ("montantDemande", "integer", "Montant demandé en euros", {}),
        ("montantAttribue", "integer", "Montant attribué en euros", {}),
        ("montantPaye", "integer", "Montant payé en euros", {}),
        ("statut", "string", "Statut", {"enum": FUNDING}),
    )),
}  # fmt: skip

BODY = (
    f"Schéma commun des projets de transition écologique, version {VERSION} (beta.gouv, Licence Ouverte 2.0) : un paquet",
    "de données Frictionless, un dossier par table avec son schema.json. Vérifier : frictionless validate",
    "datapackage.json.",
    "",
    "  plans-transition : un par document. Une année seule devient le 1er janvier, ou le 31 décembre pour une fin.",
    "  fiches-action : une par action ; la description réunit contexte, modalités, résultats, échelle, calendrier,",
    "    orientation et source.",
    "  projets-operationnels : une action qui a un montant ou un financeur. Budget seulement si le plan donne un montant",
    "    unique pour toute l'action (hors ou toutes taxes : le schéma ne le dit pas).",
    "  financements : un par financeur, au statut « Prévisionnel » : c'est ce qu'un plan annonce, pas ce qui est accordé.",
    "    Le montant annoncé est dans montantDemande, faute d'un champ pour un montant prévu.",
    "  collectiviteResponsableSiren : le SIREN du territoire quand le plan est celui d'une intercommunalité.",
    "  Statuts, phases, compétences, leviers, classifications, localisation : vides, un plan ne les dit pas.",
    "  Ni personnes ni contacts : le schéma les exclut.",
    "Apostrophe : un texte que le tableur prendrait pour une formule est précédé d'une apostrophe, à ôter à la lecture.",
    "Liste de champs relevée dans la documentation publique du schéma ; ses référentiels ne sont pas joints.",
)


def write(
    settings: Settings, destination: Path, documents: Sequence[str] | None, *, force: bool, progress: Progress | None
) -> Report:
    """A folder with datapackage.json, a folder a table, the list of losses and a text that explains them."""
    report = Report("schema-commun", destination)
    with staged_folder(destination, force=force) as (folder, scratch):
        with open_source(settings, scratch, documents, progress) as source, ExitStack() as files:
            about = source.about()
            tables = {name: _Table(folder, name, files) for name in TABLES}
            listed = files.enter_context(open(folder / "rapport.csv", "w", encoding="utf-8-sig", newline=""))
            losses = Losses(listed, report)
            for plan in plans(source):
                _plan(plan, tables, Told(losses, plan))
        for name, table in tables.items():
            report.counts[f"{name}/{name}.csv"] = table.count
            if table.protected:
                report.note(f"{name}.csv : {number(table.protected)} texte(s) précédé(s) d'une apostrophe.")
        write_json(folder / "datapackage.json", _package(folder))
        write_readme(folder, "schéma commun", about, report, BODY)
        report.losses_file = destination / "rapport.csv"
    return report


class _Table:
    """One CSV being written."""

    def __init__(self, folder: Path, name: str, files: ExitStack) -> None:
        (folder / name).mkdir()
        self._fields = [f[0] for f in TABLES[name][1]]
        path = folder / name / f"{name}.csv"
        file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(self._fields)
        self.count = self.protected = 0

    def add(self, **values: object) -> None:
        cells = []
        for field in self._fields:
            value = values.pop(field, None)
            if isinstance(value, str):
                text = inert(value)
                self.protected += text is not value
                cells.append(text)
            elif isinstance(value, list):
                cells.append(json.dumps(value, ensure_ascii=False) if value else "")
            else:
                cells.append(standard(value))
        if values:
            raise KeyError(f"no such field: {sorted(values)}")
        self._writer.writerow(cells)
        self.count += 1


def stable_uuid(*parts: str) -> str:
    """The same record always gets the same UUID."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def _package(folder: Path) -> dict:
    resources = []
    for name, (title, _) in TABLES.items():
        schema = table_schema(name)
        write_json(folder / name / "schema.json", schema)
        file = folder / name / f"{name}.csv"
        resources.append(resource(file, name, title, schema, f"{name}/{name}.csv"))
    return {
        "profile": "tabular-data-package", "name": "schema-commun", "version": VERSION,
        "title": "Projets de transition écologique des collectivités, lus par planothèque", "resources": resources,
    }  # fmt: skip


def table_schema(name: str) -> dict:
    fields = []
    for field, kind, title, constraints in TABLES[name][1]:
        made: dict[str, object] = {"name": field, "title": title, "type": "string" if kind == "uuid" else kind}
        if kind == "uuid":
            made["format"] = "uuid"
        if constraints:
            made["constraints"] = constraints
        fields.append(made)
    schema: dict[str, object] = {"name": name, "title": TABLES[name][0], "version": VERSION, "fields": fields,
                                 "missingValues": [""], "primaryKey": ["id"]}  # fmt: skip
    if name == "financements":
        reference = {"resource": "projets-operationnels", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["projetOperationnelId"], "reference": reference}]
    return schema


def _plan(plan: Plan, tables: dict[str, _Table], told: Told) -> None:
    row = plan.document
    plan_id = stable_uuid("plan", row["document_id"])
    code = row["territory_code"] or ""
    siren = code if row["territory_level"] == "epci" and re.fullmatch(SIREN, code) else None
    communes = [code] if row["territory_level"] == "commune" and re.fullmatch(INSEE, code) else []
    if not siren:
        told("pas de SIREN de la collectivité responsable : le plan ne donne pas celui d'une intercommunalité",
             table="documents", field="territory_code", value=row["territory"] or "")  # fmt: skip
    first, last = _ordered(first_day(row["period_start"]), last_day(row["period_end"]), told, table="documents")
    told_of = [f"Territoire : {one_line(row['territory'])}" if row["territory"] else "",
               f"Référence : {one_line(row['reference'])}" if row["reference"] else "",
               f"Source : {one_line(row['file_name'])}"]  # fmt: skip
    tables["plans-transition"].add(
        id=plan_id, nom=plan.title, type=one_line(row["plan_type"]) or None, description="\n".join(filter(None, told_of)),
        periodeDebut=first, periodeFin=last, collectiviteResponsableSiren=siren, territoireCommunes=communes,
    )  # fmt: skip
    shared = {"planTransitionIds": [plan_id], "collectiviteResponsableSiren": siren, "territoireCommunes": communes}
    for node in plan.bare:
        told("orientation sans action : le schéma n'a pas de table pour les orientations", table="orientations",
             record_id=node["orientation_id"], field="title", value=node["names"][-1])  # fmt: skip
    for action in plan.actions:
        if not action.name:
            told("action sans titre : le nom est obligatoire", action=action)
            continue
        _action(plan, action, tables, shared, told)


def _action(plan: Plan, action: PlanAction, tables: dict[str, _Table], shared: dict, told: Told) -> None:
    key = action.row["action_id"]
    card, description = stable_uuid("fiche", key), _description(plan, action)
    tables["fiches-action"].add(
        id=card,
        nom=action.name,
        description=description,
        objectifs=clean(action.row["objective"] or "") or None,
        **shared,
    )
    for table, reason in (
        ("pilots", "pilote : pas de champ (le SIRET d'un porteur n'est pas dans les plans)"),
        ("partners", "partenaire : pas de champ"),
    ):
        for row in action.children[table]:
            told(reason, action=action, table=table, record_id=next(iter(row.values())), field="mention",
                 value=row["mention"])  # fmt: skip
    for table, reason in (
        ("indicators", "indicateur : pas de champ"),
        ("targets", "objectif chiffré : pas de champ ; il reste dans le texte dont il vient"),
    ):
        for row in action.children[table]:
            told(reason, action=action, table=table, record_id=next(iter(row.values())), field="text",
                 value=row["text"])  # fmt: skip
    costs, funders = action.children["costs"], action.children["funders"]
    if funders or any(c["amount_min"] is not None for c in costs):
        _project(action, card, description, tables, shared, told)
    for row in costs:
        if row["amount_min"] is None:
            told("coût sans chiffre : pas de champ", action=action, table="costs", record_id=row["cost_id"],
                 field="text", value=row["text"])  # fmt: skip


def _project(
    action: PlanAction, card: str, description: str, tables: dict[str, _Table], shared: dict, told: Told
) -> None:
    project = stable_uuid("projet", action.row["action_id"])
    cost, why = whole_budget(action.children["costs"], before_tax=False)
    if why:
        for row in action.children["costs"]:
            if row["amount_min"] is not None:
                told(f"pas de budget : {why}", action=action, table="costs", record_id=row["cost_id"],
                     field="amount_min", value=row["text"])  # fmt: skip
    first, last = _ordered(*dates(action), told, action=action)
    tables["projets-operationnels"].add(
        id=project, nom=action.name, description=description, budgetPrevisionnel=euros(cost["amount_min"]) if cost else None,
        dateDebut=first, dateFin=last, ficheActionIds=[card], **shared,
    )  # fmt: skip
    for row in action.children["funders"]:
        amount = row["amount"]
        if amount is not None and euros(amount) != amount:
            told("montant arrondi à l'euro", action=action, table="funders", record_id=row["funder_id"], field="amount",
                 value=amount)  # fmt: skip
        if amount is not None:
            told("montant annoncé : écrit dans montantDemande, faute d'un champ pour un montant prévu", action=action,
                 table="funders", record_id=row["funder_id"], field="amount", value=amount)  # fmt: skip
        if row["share"] is not None:
            told("part du financement : pas de champ", action=action, table="funders", record_id=row["funder_id"],
                 field="share", value=row["share"])  # fmt: skip
        tables["financements"].add(
            id=stable_uuid("financement", row["funder_id"]), projetOperationnelId=project,
            source=one_line(row["mention"]) or "Non précisée", statut="Prévisionnel",
            montantDemande=None if amount is None else euros(amount),
        )  # fmt: skip


def _description(plan: Plan, action: PlanAction) -> str:
    row = action.row
    parts = [f"Orientation : {one_line(' > '.join(action.path))}"] if action.path else []
    for name, heading in (
        ("context", "Contexte"), ("modalities", "Modalités"), ("expected_results", "Résultats attendus"),
        ("territorial_scale", "Échelle territoriale"), ("calendar", "Calendrier"),
    ):  # fmt: skip
        if row[name]:
            parts.append(f"{heading} : {clean(row[name])}")
    page = f", page {row['page_start']}" if row["page_start"] else ""
    return "\n\n".join([*parts, f"Source : {one_line(plan.document['file_name'])}{page}"])


def _ordered(
    first: dt.date | None,
    last: dt.date | None,
    told: Told,
    *,
    action: PlanAction | None = None,
    table: str = "actions",
) -> tuple[dt.date | None, dt.date | None]:
    if first and last and last < first:
        said = f"{first:%d/%m/%Y}-{last:%d/%m/%Y}"
        told("fin avant le début : aucune des deux dates n'est écrite", action=action, table=table, value=said)
        return None, None
    return first, last
