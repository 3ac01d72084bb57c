"""The import file of Territoires en Transitions: 28 columns in a fixed order, one file a plan.

The rules are those of the platform's own parser: second row of exact headings, data from the fourth, lists split on
commas outside brackets, one transaction in which any bad row refuses the whole file. So a row is written only when it
is sure to pass, and what it cannot carry is listed with its reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from pipeline.exports.place import staged_folder
from pipeline.exports.plan import Plan, PlanAction, Told, dates, euros, plans, whole_budget
from pipeline.exports.report import Losses, Report, write_readme
from pipeline.exports.source import Progress, open_source
from pipeline.exports.text import clean, cut, inert, one_line, utf16_length
from pipeline.exports.workbook import FIXED_DATE
from pipeline.ids import folded
from pipeline.settings import Settings

HEADERS = (
    "Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)", "Titre de l'action", "Titre de la sous-action", "Descriptif",
    "Instances de gouvernance", "Objectifs", "Indicateurs liés", "Structure pilote", "Moyens humains et techniques",
    "Partenaires", "Direction ou service pilote", "Personne pilote", "Élu·e référent·e", "Participation Citoyenne",
    "Financements", "Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT", "Financeur 3", "Montant € HT",
    "Budget prévisionnel total € HT", "Statut", "Niveau de priorité", "Date de début", "Date de fin",
)  # fmt: skip
HINTS = (
    "Texte", "Texte", "Texte", "Texte (300 caractères)", "Texte", "Texte", "Liste", "Texte", "Non importé", "Liste",
    "Texte", "Liste", "Liste", "Liste", "Liste", "Liste de valeurs", "Texte", "Texte", "Nombre", "Texte", "Nombre",
    "Texte", "Nombre", "Nombre", "Liste de valeurs", "Liste de valeurs", "Date", "Date",
)  # fmt: skip
FIRST_DATA = 3  # counting from 0
TITLE, DESCRIPTION, OBJECTIVES, RESOURCES = 300, 20_000, 10_000, 10_000  # characters
CELL = 32_767
BUDGET = 999_999_999_999
(A, D, F, H, IND, J, K, L, Q, R, X, AA, AB) = (0, 3, 5, 7, 8, 9, 10, 11, 16, 17, 23, 26, 27)

# Plan types the platform knows, by words of ours; the plan's name and type are typed in by hand at import.
TYPES = (
    ({"pcaet", "climat"}, "Plan Climat Air Énergie Territorial"),
    ({"crte", "cte"}, "Plan CTE/CRTE"),
    ({"plh", "plui", "plu", "scot", "pdalhpd", "pdalpd", "habitat", "logement"},
     "Plan Urbanisme/habitat (dont SCoT, PLU, PLH, Programme d'Aménagement)"),
    ({"plpdma", "dechets"}, "Plan Économie Circulaire & Déchets"), ({"mobilite", "pdu", "pdm"}, "Plan Mobilité"),
    ({"pat", "alimentation", "agriculture"}, "Plan Agriculture/Alimentation"), ({"eau", "sage"}, "Plan Eau"),
    ({"biodiversite"}, "Plan Biodiversité"), ({"ppa"}, "Plan de protection de l'atmosphère"),
)  # fmt: skip

BODY = (
    "Un fichier par plan : dans Territoires en Transitions, l'import se fait plan par plan. Le nom, le type, les dates,",
    "les pilotes et les référents du plan ne sont pas dans le fichier : on les saisit à l'import (liste ci-dessous).",
    "La plateforme demande d'envoyer le fichier à son équipe, qui fait l'import.",
    "",
    "Ce que porte chaque colonne :",
    "  Axe, Sous-axe, Sous-sous axe : les orientations ; au-delà de trois niveaux, les derniers sont réunis.",
    "  Titre : numéro et titre. Descriptif : contexte, modalités, résultats, échelle, calendrier, source et pages.",
    "  Structure pilote, Partenaires : les mentions du plan. Objectifs : la rubrique objectif.",
    "  Financements : les coûts et financeurs, en texte. Financeur 1 à 3 : ceux qui ont un montant.",
    "  Budget : seulement si le plan donne un montant unique, pour toute l'action, qui n'est pas TTC.",
    "  Dates : celles lues ; quand le plan ne donne que des années, le 1er janvier et le 31 décembre.",
    "  Indicateurs liés : écrits pour mémoire ; la plateforme ne les importe pas.",
    "  Statut, priorité, participation, élus, personnes : vides, un plan ne les dit pas.",
    "Les montants des financeurs vont dans une colonne « HT » que la plateforme range comme TTC : à vérifier.",
    "Colonnes et règles relevées dans le code de la plateforme ; le fichier n'a pas été importé dans la plateforme même.",
)


def write(
    settings: Settings, destination: Path, documents: Sequence[str] | None, *, force: bool, progress: Progress | None
) -> Report:
    """A folder with one workbook a plan that has actions, the list of losses and a text that explains them."""
    report = Report("tet", destination)
    with (
        staged_folder(destination, force=force) as (folder, scratch),
        open_source(settings, scratch, documents, progress) as source,
        open(folder / "rapport.csv", "w", encoding="utf-8-sig", newline="") as file,
    ):
        losses = Losses(file, report)
        to_type: list[str] = []
        for plan in plans(source):
            told = Told(losses, plan)
            for node in plan.bare:
                told(
                    "orientation sans action : une ligne sans titre ferait refuser tout le fichier",
                    table="orientations", record_id=node["orientation_id"], field="title", value=node["names"][-1],
                )  # fmt: skip
            if not plan.actions:
                told("document sans action : pas de fichier", table="documents", value=plan.title)
                continue
            name = file_name(plan)
            rows = _rows(plan, told)
            _write(folder / name, rows)
            report.counts[name] = len(rows)
            to_type += _to_type(name, plan)
        file.flush()
        write_readme(
            folder, "import Territoires en Transitions", source.about(), report,
            [*BODY, "", "À saisir à l'import", *to_type],
        )  # fmt: skip
        report.losses_file = destination / "rapport.csv"
    return report


def file_name(plan: Plan) -> str:
    """The plan's words and its id: readable and never twice the same."""
    words = "-".join(folded(plan.title).split())[:60].strip("-")
    return f"{words or 'plan'}-{plan.document['document_id']}.xlsx"


def plan_type(told: str | None) -> str:
    words = set(folded(told).split())
    return next((name for known, name in TYPES if words & known), "Autre transverse ou Autre thématique")


def _to_type(name: str, plan: Plan) -> list[str]:
    row = plan.document
    period = " à ".join(str(y) for y in (row["period_start"], row["period_end"]) if y)
    return [
        f"  {name}", f"    nom : {plan.title}", f"    type : {plan_type(row['plan_type'])}",
        f"    période : {period or 'non lue'}", f"    territoire : {row['territory'] or 'non lu'}",
    ]  # fmt: skip


def _rows(plan: Plan, told: Told) -> list[dict[int, object]]:
    rows: list[dict[int, object]] = []
    taken: set[tuple] = set()
    for action in plan.actions:
        if not action.name:
            told("action sans titre : une ligne sans titre ferait refuser tout le fichier", action=action)
            continue
        row: dict[int, object] = {}
        axes = _axes(action, told)
        row |= {A + i: axis for i, axis in enumerate(axes)}
        row[D] = _title(action, axes, taken, told)
        row[F] = _limited(_description(plan, action, row[D]), DESCRIPTION, "Descriptif", action, told)
        row[H] = _limited(clean(action.row["objective"] or ""), OBJECTIVES, "Objectifs", action, told)
        row[J] = _list(action, "pilots", told)
        row[L] = _list(action, "partners", told)
        _indicators(action, row, told)
        _money(action, row, told)
        _dates(action, row, told)
        rows.append({column: value for column, value in row.items() if value not in ("", None)})
    return rows


def _axes(action: PlanAction, told: Told) -> list[str]:
    path = [re.sub(r":{2,}", ":", one_line(name)) for name in action.path]
    if len(path) > 3:
        told("plus de trois niveaux d'orientation : les derniers sont réunis", action=action, field="orientation_id",
             value=" > ".join(path))  # fmt: skip
        path = [*path[:2], " > ".join(path[2:])]
    for name in path:
        if utf16_length(name) > CELL:
            told("nom d'orientation trop long : coupé", action=action, field="orientation_id", value=name)
    return [cut(name, CELL) for name in path]


def _title(action: PlanAction, axes: list[str], taken: set[tuple], told: Told) -> str:
    title = cut(action.name, TITLE)
    if title != action.name:
        told("titre de plus de 300 caractères : coupé, entier au début du descriptif", action=action, field="title",
             value=action.name)  # fmt: skip
    place, n, alone = tuple(map(folded, axes)), 1, title
    while (place, folded(title)) in taken:  # twice the same title in an axis refuses the file
        n += 1
        title = f"{cut(alone, TITLE - 6)} ({n})"
    if n > 1:
        told("même titre deux fois dans la même orientation : numéroté", action=action, field="title", value=title)
    taken.add((place, folded(title)))
    return title


def _description(plan: Plan, action: PlanAction, title: str) -> str:
    row = action.row
    parts = [] if title.startswith(action.name) else [action.name]
    for name, heading in (
        ("context", "Contexte"), ("modalities", "Modalités"), ("expected_results", "Résultats attendus"),
        ("territorial_scale", "Échelle territoriale"), ("calendar", "Calendrier"),
    ):  # fmt: skip
        if row[name]:
            parts.append(f"{heading} : {clean(row[name])}")
    source = f"Source : {one_line(plan.document['file_name'])}"
    if row["page_start"]:
        last = f" à {row['page_end']}" if row["page_end"] and row["page_end"] != row["page_start"] else ""
        source += f", page {row['page_start']}{last}"
    return "\n\n".join([*parts, source])


def _limited(text: str, most: int, column: str, action: PlanAction, told: Told) -> str:
    kept = cut(text, most)
    if kept != text:
        told(f"{column} : texte coupé à {most} caractères", action=action, field=column, value=text)
    return kept


def list_item(name: str) -> str:
    """A name the platform's splitter keeps whole: commas outside brackets and stray quotes are its traps."""
    name = one_line(name).replace('"', "")
    for opening, closing in ("()", "«»"):
        depth, sound = 0, True
        for c in name:
            depth += (c == opening) - (c == closing)
            sound = sound and 0 <= depth <= 1
        if depth or not sound:
            name = name.replace(opening, "").replace(closing, "")
    pieces = re.split(r"(\([^()]*\)|«[^«»]*»)", name)
    # Commas stay inside brackets, where they do not split.
    name = "".join(p if p[:1] in ("(", "«") else re.sub(r"\s*,\s*", " - ", p) for p in pieces)
    return " ".join(name.split()).strip(" -")


def _list(action: PlanAction, table: str, told: Told) -> str:
    items: dict[str, str] = {}
    for row in action.children[table]:
        printed = one_line(row["mention"])
        if row["qualifier"] and folded(row["qualifier"]) not in folded(printed):
            printed = f"{printed} ({one_line(row['qualifier']).translate(str.maketrans('()', '  ')).strip()})"
        item = list_item(printed)
        if item != printed:
            told("virgule ou guillemet qui aurait coupé le nom : remplacé", action=action, table=table,
                 record_id=next(iter(row.values())), field="mention", value=printed)  # fmt: skip
        if folded(item) in items:
            told("nommé deux fois : gardé une fois", action=action, table=table, record_id=next(iter(row.values())),
                 field="mention", value=printed)  # fmt: skip
        elif item:
            items[folded(item)] = item
    return _limited(", ".join(items.values()), CELL, table, action, told)


def _indicators(action: PlanAction, row: dict[int, object], told: Told) -> None:
    lines = []
    for each in action.children["indicators"]:
        lines.append(f"- {one_line(each['text'])}")
        told("indicateur : écrit pour mémoire, la plateforme ne l'importe pas", action=action, table="indicators",
             record_id=each["indicator_id"], field="text", value=each["text"])  # fmt: skip
    row[IND] = _limited("\n".join(lines), CELL, "Indicateurs liés", action, told)
    for each in action.children["targets"]:
        told("objectif chiffré : pas de colonne ; il reste dans le texte dont il vient", action=action,
             table="targets", record_id=each["target_id"], field="text", value=each["text"])  # fmt: skip


def _money(action: PlanAction, row: dict[int, object], told: Told) -> None:
    costs, funders = action.children["costs"], action.children["funders"]
    staff = [c for c in costs if c["nature"] == "staff" or c["status"] == "constant"]
    row[K] = _limited(_texts(staff), RESOURCES, "Moyens humains et techniques", action, told)
    said = [_texts([c for c in costs if c not in staff])]
    said += [_funder(f) for f in funders]
    row[Q] = _limited("\n".join(filter(None, said)), CELL, "Financements", action, told)
    place = R
    for each in funders:
        if each["amount"] is None:
            told("financeur sans montant : dans Financements seulement", action=action, table="funders",
                 record_id=each["funder_id"], field="amount", value=each["mention"])  # fmt: skip
        elif place > R + 4:
            told("plus de trois financeurs avec montant : dans Financements seulement", action=action, table="funders",
                 record_id=each["funder_id"], field="amount", value=_funder(each))  # fmt: skip
        elif not 0 <= each["amount"] <= BUDGET:
            told("montant hors des bornes de la plateforme", action=action, table="funders",
                 record_id=each["funder_id"], field="amount", value=each["amount"])  # fmt: skip
        else:
            row[place], row[place + 1] = one_line(each["mention"]), each["amount"]
            place += 2
    cost, why = whole_budget(costs, before_tax=True)
    if cost and not 0 <= cost["amount_min"] <= BUDGET:
        cost, why = None, "le montant est hors des bornes de la plateforme"
    if cost:
        row[X] = euros(cost["amount_min"])
        if row[X] != cost["amount_min"]:
            told("budget arrondi à l'euro", action=action, table="costs", record_id=cost["cost_id"],
                 field="amount_min", value=cost["amount_min"])  # fmt: skip
    elif why:
        for each in (c for c in costs if c["amount_min"] is not None):
            told(f"pas de budget : {why} ; le texte est dans Financements ou Moyens", action=action, table="costs",
                 record_id=each["cost_id"], field="amount_min", value=each["text"])  # fmt: skip


def _texts(costs: list[dict]) -> str:
    return "\n".join(dict.fromkeys(clean(c["text"]).strip() for c in costs if c["text"]))


def _funder(row: dict) -> str:
    amount = "" if row["amount"] is None else f" : {row['amount']:,.2f} €".replace(",", " ").replace(".", ",")
    share = "" if row["share"] is None else f" ({row['share']:.0%})".replace("%", " %")
    return f"{one_line(row['mention'])}{amount}{share}"


def _dates(action: PlanAction, row: dict[int, object], told: Told) -> None:
    first, last = dates(action)
    if first and last and last < first:
        told("fin avant le début : aucune des deux dates n'est écrite", action=action, field="end_year",
             value=f"{first:%d/%m/%Y}-{last:%d/%m/%Y}")  # fmt: skip
    else:
        row[AA], row[AB] = first, last
    for name, day in (("start_year", first), ("end_year", last)):
        if action.row[name] and day is None:
            told("année hors des bornes", action=action, field=name, value=action.row[name])


def _write(path: Path, rows: list[dict[int, object]]) -> None:
    """Shared strings, not inline ones: the form every reader of workbooks knows best."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": FIXED_DATE})
    sheet = book.add_worksheet("Plan d'action")
    base = {"text_wrap": True, "valign": "top"}
    text, quoted = book.add_format(base), book.add_format(base | {"quote_prefix": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DCE6F1"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    amount = book.add_format({"num_format": "#,##0", "valign": "top"})
    sheet.write_string(0, 0, "Plan d'action à importer dans Territoires en Transitions", bold)
    for column, (header, hint) in enumerate(zip(HEADERS, HINTS, strict=True)):
        sheet.set_column(column, column, 40 if column in (D, F, H, J, L, Q) else 20)
        sheet.write_string(1, column, header, bold)
        sheet.write_string(2, column, hint, text)
    for number, row in enumerate(rows, FIRST_DATA):
        for column, value in sorted(row.items()):
            if isinstance(value, str):
                sheet.write_string(number, column, value, quoted if inert(value) != value else text)
            elif isinstance(value, dt.date):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write_number(number, column, value, amount)
    sheet.freeze_panes(FIRST_DATA, 0)
    book.close()
