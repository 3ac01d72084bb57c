"""The tables of the public schema as they are, for machines: which rows go with the documents chosen, French headings."""

from __future__ import annotations

from pipeline.exports.source import Source

OF_DOCUMENTS = "document_id in (select document_id from work.main.chosen)"
OF_BODIES = "organisation_id in (select organisation_id from work.main.bodies)"

TABLES = {
    "documents": "Documents", "orientations": "Orientations", "actions": "Actions", "organisations": "Organisations",
    "organisation_aliases": "Écritures des organisations", "pilots": "Pilotes", "partners": "Partenaires",
    "costs": "Coûts", "funders": "Financeurs", "indicators": "Indicateurs", "targets": "Objectifs chiffrés",
    "evidence": "Preuves", "pages": "Pages", "checks": "Contrôles", "ingestions": "Lectures",
    "corrections": "Corrections",
}  # fmt: skip

COLUMNS = {
    "acronym": "Sigle", "action_id": "Identifiant de l'action", "alias": "Écriture", "amount": "Montant en euros",
    "amount_max": "Montant maximum en euros", "amount_min": "Montant minimum en euros", "author": "Auteur",
    "baseline": "Valeur de départ", "calendar": "Calendrier", "calendar_precision": "Finesse du calendrier", "check_name": "Contrôle", "confidence": "Confiance (0 à 1)",
    "context": "Contexte", "correction_id": "Identifiant de la correction", "cost_id": "Identifiant du coût",
    "current_id": "Identifiant de l'organisme d'aujourd'hui", "current_name": "Organisme d'aujourd'hui",
    "depth": "Profondeur (0 : le plus général)", "document_id": "Identifiant du document", "end_on": "Date de fin",
    "end_year": "Dernière année",     "error_code": "Code d'erreur", "error_message": "Message d'erreur", "evidence_id": "Identifiant de la preuve",
    "expected_results": "Résultats attendus", "field": "Champ", "file_name": "Nom du fichier",
    "finished_at": "Fin (temps universel)", "funder_id": "Identifiant du financeur", "height": "Hauteur en points",
    "indicator_id": "Identifiant de l'indicateur", "ingested_at": "Lu le (temps universel)",
    "ingestion_id": "Identifiant de la lecture", "is_group": "Est un groupe", "kind": "Genre", "label": "Intitulé",
    "made_at": "Faite le (temps universel)", "mention": "Mention telle qu'imprimée", "message": "Message",
    "method": "Règle de lecture", "modalities": "Modalités", "name": "Nom", "nature": "Nature",
    "new_value": "Nouvelle valeur", "number": "Numéro tel qu'imprimé", "objective": "Objectif",
    "ocr_confidence": "Confiance de la reconnaissance (0 à 1)", "old_value": "Ancienne valeur",
    "organisation_id": "Identifiant de l'organisation", "orientation_id": "Identifiant de l'orientation",
    "origin": "Ce qui dit qui elle est", "page": "Page", "page_count": "Nombre de pages", "page_end": "Dernière page", "page_start": "Première page",
    "pages_failed": "Pages non lues", "parent_id": "Identifiant de l'orientation au-dessus",
    "partner_id": "Identifiant du partenaire", "per_period": "Période", "per_unit": "Par unité",
    "period_end": "Dernière année couverte", "period_start": "Première année couverte",
    "pilot_id": "Identifiant du pilote", "pipeline_version": "Version de planothèque", "plan_type": "Type de plan",
    "position": "Rang", "published_on": "Date de l'acte", "qualifier": "Précision", "record_id": "Identifiant de la ligne",
    "reference": "Référence", "role": "Rôle", "rotation": "Rotation en degrés", "severity": "Gravité",
    "sha256": "Empreinte SHA-256 du fichier", "share": "Part (0 à 1)", "siren": "SIREN", "start_on": "Date de début",
    "start_year": "Première année", "started_at": "Début (temps universel)", "status": "Situation",
    "successor_id": "Identifiant du successeur", "successor_name": "Successeur",
    "supersedes": "Identifiant de l'édition remplacée",
    "table_name": "Table", "target": "Cible", "target_id": "Identifiant de l'objectif chiffré",
    "target_year": "Année cible", "tax": "Taxe", "territorial_scale": "Échelle territoriale", "territory": "Territoire",
    "territory_code": "Code INSEE ou SIREN", "territory_level": "Échelon", "text": "Texte imprimé",
    "text_source": "Source du texte", "title": "Titre", "unit": "Unité", "unit_normalised": "Unité normalisée", "value": "Valeur", "width": "Largeur en points",
    "words": "Nombre de mots", "x0": "Gauche en points", "x1": "Droite en points", "y0": "Haut en points",
    "y1": "Bas en points", "year": "Année",
}  # fmt: skip


def tables(source: Source) -> dict[str, dict[str, tuple[str, str | None]]]:
    """The public tables, those known here first and in the schema's order."""
    order = list(TABLES)
    found = source.tables()
    return dict(sorted(found.items(), key=lambda t: order.index(t[0]) if t[0] in order else len(order)))


def selection(source: Source, table: str, columns: list[str]) -> str:
    """The ``from`` and ``where`` of a public table's rows for the documents chosen."""
    if source.all_documents:
        return f'"{table}"'
    if table in ("organisations", "organisation_aliases"):
        alone = "" if table == "organisations" else f" and (document_id is null or {OF_DOCUMENTS})"
        return f'"{table}" where {OF_BODIES}{alone}'
    if "document_id" in columns:
        return f'"{table}" where {OF_DOCUMENTS}'
    return f'"{table}"'
