"""The tables a reader opens in a spreadsheet: French headings, readable values, a page on every row.

This is the only place their headings are written: the workbook, the CSV files and the texts beside them come from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.exports import words
from pipeline.exports.source import BATCH


@dataclass(frozen=True)
class Column:
    """``sql`` reads it; ``kind``: text, long, code, integer, year, number, ratio, euro, share, date, datetime, bool, page (linked to
    the original) or original (a SHA-256).

    ``width`` in characters; ``words`` turns the base's codes into French.
    """

    title: str
    sql: str
    kind: str = "text"
    width: int = 18
    meaning: str = ""
    words: dict[str, str] | None = None

    def value(self, raw: object) -> object:
        return self.words.get(raw, raw) if self.words and isinstance(raw, str) else raw


@dataclass(frozen=True)
class Sheet:
    """``source`` gives the rows; the last column selected, after ``columns``, is the original's SHA-256 or null."""

    title: str
    file: str
    meaning: str
    source: str
    order: str
    columns: tuple[Column, ...]
    row_height: int = 30  # points: two lines
    optional: bool = False

    @property
    def sql(self) -> str:
        read = ", ".join(c.sql for c in self.columns)
        some = "" if self.file == "organisations" else f" where {BATCH}"
        return f"select {read}, {self.sha256} from {self.source}{some} order by {self.order}"

    @property
    def counting(self) -> str:
        return f"select 1 from {self.source}"

    @property
    def sha256(self) -> str:
        return "null" if self.file == "organisations" else "d.sha256"

    @property
    def page(self) -> int | None:
        """Position of the column that links to the original."""
        return next((i for i, c in enumerate(self.columns) if c.kind in ("page", "original")), None)


PLAN = Column("Plan", "c.plan", width=34, meaning="titre du document, ou nom du fichier")
DOCUMENT_ID = Column("Id. document", "r.document_id", "code", 18, "identifiant stable du document")
CONFIDENCE = Column(
    "Confiance", "r.confidence", "ratio", 10, "de 0 à 1 : part de valeurs justes mesurée pour la règle de lecture, pas vérité du plan"
)
ACTION = (
    Column("Orientation", "p.path", width=40, meaning="le chemin des orientations, du plus général au plus précis"),
    Column("N°", "a.number", "code", 8, "numéro de l'action tel qu'imprimé (du texte)"),
    Column("Action", "a.title", width=40, meaning="titre de l'action"),
)
ACTION_ID = Column("Id. action", "r.action_id", "code", 18, "identifiant stable de l'action")
BODY = (
    Column("Organisation", "o.name", width=30, meaning="l'organisation reconnue, la même d'un plan à l'autre"),
    Column("Sigle", "o.acronym", width=12, meaning="sigle de l'organisation reconnue"),
    Column("Type", "o.kind", width=18, meaning="genre d'organisation", words=words.ORGANISATION),
)
MENTION = (
    Column("Mention", "r.mention", width=34, meaning="le nom tel qu'imprimé"),
    Column("Précision", "r.qualifier", width=24, meaning="service ou rôle entre parenthèses"),
    Column("Intitulé", "r.role", width=16, meaning="la rubrique telle qu'imprimée : Pilote, Maître d'ouvrage…"),
    Column("Groupe", "r.is_group", "bool", 9, "oui : un ensemble (« bailleurs sociaux »), non une organisation"),
)


def _joined(table: str) -> str:
    return (
        f"(select string_agg(x.mention, ' ; ' order by x.position, x.rowid) from {table} x "
        "where x.action_id = r.action_id)"
    )


def _of_action(table: str, key: str, *, bodies: bool = False) -> str:
    join = " left join organisations o using (organisation_id)" if bodies else ""
    return (
        f"{table} r join work.main.chosen c using (document_id) join documents d using (document_id) "
        "left join actions a using (action_id) left join work.main.paths p on p.orientation_id = a.orientation_id "
        f"left join work.main.first_pages e on e.table_name = '{table}' and e.record_id = r.{key}{join}"
    )


def _page(sql: str = "coalesce(e.page, a.page_start)") -> Column:
    return Column("Page", sql, "page", 8, "page du PDF où la ligne a été lue ; le lien ouvre l'original")


def _id(key: str) -> Column:
    return Column("Identifiant", f"r.{key}", "code", 20, "à donner à « planotheque explain » pour remonter aux mots")


_BY_ACTION = "c.rank, a.position, a.action_id, r.rowid"

DOCUMENTS = Sheet(
    "Documents", "documents", "une ligne par document lu",
    "documents r join work.main.chosen c using (document_id) join documents d using (document_id)", "c.rank",
    (
        Column("Titre", "r.title", width=44, meaning="titre du plan"),
        Column("Type de plan", "r.plan_type", width=18, meaning="PDALHPD, PLH, CIA, contrat de ville…"),
        Column("Territoire", "r.territory", width=26, meaning="tel que le document le nomme"),
        Column("Code", "r.territory_code", "code", 11, "code INSEE ou SIREN du territoire"),
        Column("Échelon", "r.territory_level", width=16, meaning="commune, intercommunalité…", words=words.LEVEL),
        Column("Début", "r.period_start", "year", 8, "première année couverte"),
        Column("Fin", "r.period_end", "year", 8, "dernière année couverte ; vide : sans terme"),
        Column("Référence", "r.reference", "code", 18, "référence de l'acte"),
        Column("Date", "r.published_on", "date", 12, "date de l'acte ou de la lettre"),
        Column("Pages", "r.page_count", "integer", 8, "nombre de pages"),
        Column("Lecture", "r.text_source", width=18, meaning="texte numérique ou reconnaissance de caractères",
               words=words.TEXT_SOURCE),
        Column("Confiance OCR", "r.ocr_confidence", "ratio", 10, "de 0 à 1 ; vide si rien n'a été reconnu"),
        Column("Actions", "(select count(*) from actions x where x.document_id = r.document_id)", "integer", 9,
               "nombre d'actions lues"),
        Column("Remplace", "(select coalesce(x.title, x.file_name) from documents x "
               "where x.document_id = r.supersedes)", width=30, meaning="édition précédente du même plan"),
        Column("Fichier", "r.file_name", width=30, meaning="nom du fichier déposé"),
        Column("Original", "r.sha256", "original", 10, "le PDF gardé par planothèque"),
        Column("Lu le", "r.ingested_at", "datetime", 17, "date et heure de lecture, temps universel"),
        DOCUMENT_ID,
    ),
)  # fmt: skip

ORIENTATIONS = Sheet(
    "Orientations", "orientations", "tout ce qui est au-dessus des actions : pilier, axe, orientation, enjeu…",
    "orientations r join work.main.chosen c using (document_id) join documents d using (document_id) "
    "left join work.main.paths p using (orientation_id)",
    "c.rank, r.position, r.rowid",
    (
        PLAN,
        Column("Niveau", "r.depth + 1", "integer", 8, "1 : le plus général"),
        Column("Intitulé", "r.label", width=16, meaning="le mot du plan : Axe, Orientation, Enjeu…"),
        Column("N°", "r.number", "code", 8, "numéro tel qu'imprimé (du texte)"),
        Column("Titre", "r.title", width=50, meaning="titre de l'orientation"),
        Column("Chemin", "p.path", width=50, meaning="depuis le niveau le plus général"),
        Column("Actions", "(select count(*) from actions x where x.orientation_id = r.orientation_id)", "integer", 9,
               "actions rattachées directement"),
        _page("r.page"), CONFIDENCE, _id("orientation_id"), DOCUMENT_ID,
    ),
)  # fmt: skip

ACTIONS = Sheet(
    "Actions", "actions", "une ligne par action distincte, même si le plan la répète",
    "actions r join work.main.chosen c using (document_id) join documents d using (document_id) "
    "left join work.main.paths p using (orientation_id)",
    "c.rank, r.position, r.action_id",
    (
        PLAN,
        Column("Type de plan", "d.plan_type", width=16, meaning="PDALHPD, PLH, CIA, contrat de ville…"),
        Column("Territoire", "d.territory", width=22, meaning="tel que le document le nomme"),
        Column("Orientation", "p.path", width=40, meaning="le chemin des orientations, du général au précis"),
        Column("Intitulé", "r.label", width=12, meaning="le mot du plan : Action, Fiche, Mesure…"),
        Column("N°", "r.number", "code", 8, "numéro tel qu'imprimé (du texte)"),
        Column("Titre", "r.title", width=46, meaning="titre de l'action"),
        Column("Pilotes", _joined("pilots"), width=32, meaning="mentions, dans l'ordre du plan"),
        Column("Partenaires", _joined("partners"), width=40, meaning="mentions, dans l'ordre du plan"),
        Column("Objectif", "r.objective", "long", 60, "texte de la rubrique objectif"),
        Column("Contexte", "r.context", "long", 60, "texte de la rubrique contexte ou constat"),
        Column("Modalités", "r.modalities", "long", 60, "texte de la rubrique modalités, description ou contenu"),
        Column("Résultats attendus", "r.expected_results", "long", 40, "texte de la rubrique résultats attendus"),
        Column("Échelle", "r.territorial_scale", width=20, meaning="territoire visé par l'action"),
        Column("Calendrier", "r.calendar", width=24, meaning="texte de la rubrique calendrier"),
        Column("Début", "r.start_year", "year", 8, "première année lue dans le calendrier"),
        Column("Fin", "r.end_year", "year", 8, "dernière année lue dans le calendrier"),
        Column("Date de début", "r.start_on", "date", 12, "premier jour de la période lue"),
        Column("Date de fin", "r.end_on", "date", 12, "dernier jour de la période lue"),
        Column("Finesse", "r.calendar_precision", width=11, meaning="finesse de ces dates : jour, mois, année…",
               words=words.PRECISION),
        _page("r.page_start"),
        Column("Dernière page", "r.page_end", "integer", 9, "dernière page de la fiche"),
        CONFIDENCE, _id("action_id"), DOCUMENT_ID,
    ),
    row_height=60,
)  # fmt: skip

PILOTS = Sheet(
    "Pilotes", "pilotes", "qui mène chaque action", _of_action("pilots", "pilot_id", bodies=True), _BY_ACTION,
    (PLAN, *ACTION, *MENTION, *BODY, _page(), CONFIDENCE, _id("pilot_id"), ACTION_ID, DOCUMENT_ID),
)  # fmt: skip

PARTNERS = Sheet(
    "Partenaires", "partenaires", "qui participe à chaque action",
    _of_action("partners", "partner_id", bodies=True), _BY_ACTION,
    (PLAN, *ACTION, *MENTION, *BODY, _page(), CONFIDENCE, _id("partner_id"), ACTION_ID, DOCUMENT_ID),
)  # fmt: skip

COSTS = Sheet(
    "Coûts", "couts", "une ligne par montant ou par phrase sur le coût", _of_action("costs", "cost_id"), _BY_ACTION,
    (
        PLAN, *ACTION,
        Column("Texte", "r.text", width=46, meaning="tel qu'imprimé"),
        Column("Situation", "r.status", width=18, meaning="chiffré, sans coût, moyens constants ou à définir",
               words=words.COST_STATUS),
        Column("Montant minimum", "r.amount_min", "euro", 18, "en euros ; égal au maximum pour un seul chiffre"),
        Column("Montant maximum", "r.amount_max", "euro", 18, "en euros"),
        Column("Période", "r.per_period", width=11, meaning="vide : pour toute l'action", words=words.PERIOD),
        Column("Par unité", "r.per_unit", width=14, meaning="« place », « logement »… ; vide : montant global"),
        Column("Année", "r.year", "year", 8, "année budgétaire, dans un tableau pluriannuel"),
        Column("Nature", "r.nature", width=16, meaning="investissement, fonctionnement…", words=words.NATURE),
        Column("Taxe", "r.tax", width=7, meaning="HT ou TTC quand le plan le dit"),
        _page(), CONFIDENCE, _id("cost_id"), ACTION_ID, DOCUMENT_ID,
    ),
)  # fmt: skip

FUNDERS = Sheet(
    "Financeurs", "financeurs", "qui paie", _of_action("funders", "funder_id", bodies=True), _BY_ACTION,
    (
        PLAN, *ACTION,
        Column("Mention", "r.mention", width=34, meaning="le nom tel qu'imprimé"),
        Column("Montant", "r.amount", "euro", 18, "en euros, écrit à côté du nom"),
        Column("Part", "r.share", "share", 9, "part du financement"),
        *BODY, _page(), CONFIDENCE, _id("funder_id"),
        Column("Id. coût", "r.cost_id", "code", 18, "le coût auquel il contribue"), ACTION_ID, DOCUMENT_ID,
    ),
)  # fmt: skip

INDICATORS = Sheet(
    "Indicateurs", "indicateurs", "comment le plan mesure chaque action",
    _of_action("indicators", "indicator_id"), _BY_ACTION,
    (
        PLAN, *ACTION,
        Column("Indicateur", "r.text", width=50, meaning="tel qu'imprimé"),
        Column("Genre", "r.kind", width=14, meaning="réalisation, résultat, suivi ou évaluation",
               words=words.INDICATOR),
        Column("Valeur de départ", "r.baseline", width=14, meaning="telle qu'imprimée"),
        Column("Cible", "r.target", width=14, meaning="telle qu'imprimée"),
        Column("Unité", "r.unit", width=12, meaning="unité de la cible, telle qu'imprimée"),
        Column("Unité normalisée", "r.unit_normalised", width=14, meaning="une seule écriture par unité"),
        Column("Année cible", "r.target_year", "year", 9, "échéance de la cible"),
        _page(), CONFIDENCE, _id("indicator_id"), ACTION_ID, DOCUMENT_ID,
    ),
)  # fmt: skip

TARGETS = Sheet(
    "Objectifs chiffrés", "objectifs_chiffres", "engagements chiffrés lus dans les objectifs et les modalités",
    _of_action("targets", "target_id"), _BY_ACTION,
    (
        PLAN, *ACTION,
        Column("Texte", "r.text", width=50, meaning="tel qu'imprimé"),
        Column("Valeur", "r.value", "number", 14, "le nombre"),
        Column("Unité", "r.unit", width=16, meaning="de quoi, tel qu'imprimé ; « % » pour une part"),
        Column("Unité normalisée", "r.unit_normalised", width=14, meaning="une seule écriture par unité"),
        Column("Période", "r.per_period", width=11, meaning="vide : pour toute l'action", words=words.PERIOD),
        Column("Année", "r.year", "year", 8, "échéance"),
        _page(), CONFIDENCE, _id("target_id"), ACTION_ID, DOCUMENT_ID,
    ),
)  # fmt: skip

ORGANISATIONS = Sheet(
    "Organisations", "organisations", "les organisations reconnues, avec leur place dans les plans exportés",
    "organisations r join work.main.bodies using (organisation_id)",
    "r.name, r.organisation_id",
    (
        Column("Organisation", "r.name", width=44, meaning="nom retenu"),
        Column("Sigle", "r.acronym", width=12, meaning="sigle"),
        Column("Type", "r.kind", width=18, meaning="genre d'organisation", words=words.ORGANISATION),
        Column("Code territoire", "r.territory_code", "code", 12, "code INSEE ou SIREN du territoire"),
        Column("SIREN", "r.siren", "code", 12, "numéro SIREN"),
        Column("Aujourd'hui", "r.current_name", width=30, meaning="l'organisme qui a pris sa suite ; vide : elle-même"),
        *(
            Column(title, f"(select count(distinct x.action_id) from {table} x join work.main.chosen "
                   "using (document_id) where x.organisation_id = r.organisation_id)", "integer", 12, meaning)
            for title, table, meaning in (
                ("Actions pilotées", "pilots", "nombre d'actions des plans exportés"),
                ("Partenaire de", "partners", "nombre d'actions des plans exportés"),
                ("Finance", "funders", "nombre d'actions des plans exportés"),
            )
        ),
        Column("Écritures", "(select string_agg(distinct x.alias, ' ; ' order by x.alias) from organisation_aliases x "
               "join work.main.chosen using (document_id) where x.organisation_id = r.organisation_id)", width=60,
               meaning="les façons dont les plans l'écrivent"),
        Column("Identifiant", "r.organisation_id", "code", 20, "à donner à « planotheque explain »"),
    ),
)  # fmt: skip

CHECKS = Sheet(
    "Contrôles", "controles", "ce qui manque ou paraît douteux : à regarder avant de citer",
    "checks r join work.main.chosen c using (document_id) join documents d using (document_id)", "c.rank, r.rowid",
    (
        PLAN,
        Column("Gravité", "r.severity", width=14, meaning="information, avertissement ou erreur", words=words.SEVERITY),
        Column("Contrôle", "r.check_name", width=26, meaning="ce qui a été vérifié", words=words.CHECK),
        Column("Message", "r.message", width=70, meaning="ce qui a été constaté"),
        Column("Table", "r.table_name", width=16, meaning="la table concernée", words=words.TABLE),
        _page("r.page"),
        Column("Identifiant", "r.record_id", "code", 20, "l'enregistrement concerné"), DOCUMENT_ID,
    ),
)  # fmt: skip

EVIDENCE = Sheet(
    "Preuves", "preuves", "où chaque enregistrement a été lu : page, cadre, texte, règle",
    "evidence r join work.main.chosen c using (document_id) join documents d using (document_id)",
    "c.rank, r.rowid",
    (
        PLAN,
        Column("Table", "r.table_name", width=16, meaning="la table de l'enregistrement", words=words.TABLE),
        Column("Champ", "r.field", width=16, meaning="le champ lu ; vide : la ligne entière"),
        Column("Texte", "r.text", "long", 60, "les mots de la page"),
        _page("r.page"),
        *(
            Column(title, f"r.{name}", "ratio", 9, "en points (1/72 pouce) depuis le coin en haut à gauche")
            for title, name in (("Gauche", "x0"), ("Haut", "y0"), ("Droite", "x1"), ("Bas", "y1"))
        ),
        Column("Règle", "r.method", width=24, meaning="la règle qui a lu"), CONFIDENCE,
        Column("Identifiant", "r.record_id", "code", 20, "l'enregistrement prouvé"), DOCUMENT_ID,
    ),
    optional=True,
)  # fmt: skip

SHEETS = (
    DOCUMENTS, ORIENTATIONS, ACTIONS, PILOTS, PARTNERS, COSTS, FUNDERS, INDICATORS, TARGETS, ORGANISATIONS, CHECKS,
    EVIDENCE,
)  # fmt: skip


def chosen(*, evidence: bool) -> list[Sheet]:
    return [s for s in SHEETS if evidence or not s.optional]
