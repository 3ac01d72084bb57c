"""What was said about a document outside it: the names of the folders it was dropped in, a small text file beside it.

A folder's name counts only where the document says nothing; the text file overrides the document.
Hints are kept by document, so that reading it again from its original finds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from models.record import Check, Document, DocumentRecords
from pipeline import atomic
from pipeline.ids import folded

FIELDS = {
    "type": "plan_type", "type de plan": "plan_type", "departement": "territory_code", "territoire": "territory",
    "code": "territory_code", "code insee": "territory_code", "niveau": "territory_level", "titre": "title",
    "debut": "period_start", "fin": "period_end", "reference": "reference",
}  # fmt: skip
FRENCH = {
    "plan_type": "type de plan", "territory": "territoire", "territory_code": "code du territoire",
    "territory_level": "niveau de territoire", "title": "titre", "period_start": "début", "period_end": "fin",
    "reference": "référence",
}  # fmt: skip
TERRITORY = {"territory", "territory_code", "territory_level"}
LINE = re.compile(r"\s*([^:=]+?)\s*[:=]\s*(.+?)\s*")
LONGEST = 64 << 10  # bytes of a text file worth reading


@dataclass(frozen=True)
class Hints:
    """Column of ``documents`` to value, by source; ``problems``: lines of the text file that mean nothing, in French."""

    folder: dict[str, str | int] = field(default_factory=dict)
    beside: dict[str, str | int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.folder or self.beside or self.problems)


def from_folders(names: Iterable[str]) -> dict[str, str | int]:
    """A département (code or name) and a kind of plan among folder names, the deepest winning."""
    from extractors.french.plan_types import find_plan_types

    found: dict[str, str | int] = {}
    for name in names:
        if place := _departement(name):
            found |= place
        if plans := find_plan_types(name) or find_plan_types(name.upper()):
            found["plan_type"] = plans[0].plan.name
    return found


def from_text(text: str) -> tuple[dict[str, str | int], tuple[str, ...]]:
    """``clé : valeur`` lines as columns, and what could not be understood."""
    found: dict[str, str | int] = {}
    problems = []
    for line in text.lstrip("\ufeff").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.fullmatch(line)
        column = FIELDS.get(folded(match[1]).strip()) if match else None
        value = _value(column, folded(match[1]).strip(), match[2]) if match and column else None
        if value is None:
            problems.append(f"ligne non comprise : « {line.strip()[:80]} »")
        else:
            found |= value
    return found, tuple(problems)


def read_text(path: Path) -> tuple[dict[str, str | int], tuple[str, ...]]:
    """``from_text`` of a file, whatever its usual Windows or Unix encoding; an unreadable one is a problem, not an error."""
    try:
        with open(path, "rb") as file:
            raw = file.read(LONGEST)
    except OSError as error:
        return {}, (f"fichier d'informations illisible : {error.strerror}",)
    try:
        return from_text(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return from_text(raw.decode("cp1252", "replace"))


def apply(hints: Hints, records: DocumentRecords) -> None:
    """Lay hints over a document; each value that comes from one is told by a row of ``checks``."""
    document = records.document
    said = {c for c in FRENCH if getattr(document, c) is not None}
    if said & TERRITORY:
        said |= TERRITORY  # a code without its name is no gap for another place's name
    values: dict[str, str | int | None] = {c: v for c, v in hints.folder.items() if c not in said}
    for column, value in values.items():
        _tell(records, column, value, "d'après le nom du dossier, le document ne le dit pas")
    if hints.beside.keys() & TERRITORY:  # replaced whole: no name of one with the code of another
        values |= dict.fromkeys(TERRITORY)
    values |= hints.beside
    for column, value in hints.beside.items():
        before = getattr(document, column)
        if before != value:
            told = "" if before is None else f" ; le document dit « {before} »"
            _tell(records, column, value, f"d'après le fichier d'informations{told}")
    changed = {c for c, v in values.items() if getattr(document, c) != v}
    records.document = Document.model_validate(document.model_dump() | values)
    # A box left there would prove another value.
    records.evidence = [e for e in records.evidence if not (e.table_name == "documents" and e.field in changed)]
    for problem in hints.problems:
        _check(records, "fichier_informations", "warning", f"Fichier d'informations, {problem}.")


def save(path: Path, hints: Hints) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(path, json.dumps(asdict(hints), ensure_ascii=False).encode())


def load(path: Path) -> Hints:
    """What was saved, empty when nothing was."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        return Hints(dict(saved["folder"]), dict(saved["beside"]), tuple(saved["problems"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Hints()


def _tell(records: DocumentRecords, column: str, value: str | int, source: str) -> None:
    name = FRENCH[column]
    _check(records, "valeur_indiquee", "info", f"{name[0].upper()}{name[1:]} « {value} » : {source}.")


def _check(records: DocumentRecords, name: str, severity: str, message: str) -> None:
    document_id = records.document.document_id
    records.checks.append(
        Check(
            document_id=document_id,
            check_name=name,
            severity=severity,
            table_name="documents",
            record_id=document_id,
            message=message,
        )
    )


def _departement(name: str) -> dict[str, str | int] | None:
    """ "35", "35 - Ille-et-Vilaine", "Ille-et-Vilaine (35)", "dept_35"."""
    from extractors.french.territories import departement_by_code, find_departement

    place = find_departement(name)
    if place is None:
        words = re.split(r"[\s_().,-]+", name.strip())
        codes = [p for w in words if re.fullmatch(r"(?:0[1-9]|[1-9]\d|2[ABab]|97[1-6])", w)
                 if (p := departement_by_code(w.upper()))]  # fmt: skip
        letters = re.sub(r"(?i)d[ée]partement|d[ée]pt?(?![^\W\d_])|(?<![^\W_])2[AB](?![^\W_])|[\d\W_]", "", name)
        named = (
            find_departement(re.sub(r"(?<![^\W_])2[AB](?![^\W_])|[\d()_]", " ", name).strip(" -")) if letters else None
        )
        if len(codes) == 1 and (not letters or named == codes[0]):
            place = codes[0]
    if place is None:
        return None
    return {"territory": place.name, "territory_code": place.code, "territory_level": "departement"}


def _value(column: str, key: str, raw: str) -> dict[str, str | int] | None:
    if column in ("period_start", "period_end"):
        return {column: int(raw)} if re.fullmatch(r"(?:19|20)\d\d", raw) else None
    if key == "departement":
        return _departement(raw)
    if column == "territory_level":
        level = folded(raw)
        return {column: level} if level in ("commune", "epci", "departement", "region", "national") else None
    return {column: raw[:500]}
