"""What is installed, what is missing and what to do about it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from models.errors import HomeLocked, PlanothequeError
from pipeline import locking, query
from pipeline.settings import GIB, Settings

PACKAGES = ("pymupdf", "pdfplumber", "spacy", "duckdb", "pydantic", "rapidfuzz", "pebble", "rich", "prefect")
OCR_PACKAGES = {"rapidocr": "rapidocr", "openvino": "openvino", "cv2": "opencv-python"}  # module to distribution
ROOM = GIB  # free bytes below which an ingestion is at risk


@dataclass(frozen=True)
class Finding:
    """``needed`` False: something optional that may be absent."""

    name: str
    good: bool
    told: str
    remedy: str = ""
    needed: bool = True

    def __str__(self) -> str:
        mark = "✔" if self.good else "✘" if self.needed else "–"
        return f"{mark} {self.name} : {self.told}" + (f". {self.remedy}" if not self.good and self.remedy else "")


def examine(settings: Settings) -> list[Finding]:
    return [_python(), *_packages(), _french(), *_ocr(settings.ocr_engine), *_home(settings), _database(settings)]


def _python() -> Finding:
    told = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), told, "Il faut Python 3.11 ou plus récent.")


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, "absent", "Relancez l'installation (« make setup »).")


def _french() -> Finding:
    try:
        from extractors.french.lexicon import read_label

        label = read_label("Pilotes de l’action :")
        return Finding("Rubriques en français", label is not None and label.field == "pilot", "spaCy fonctionne")
    except Exception as error:
        return Finding("Rubriques en français", False, str(error)[:100], "Relancez l'installation (« make setup »).")


def _ocr(chosen: str) -> Iterator[Finding]:
    """Which engine reads scans, and which are installed."""
    missing = [name for name in OCR_PACKAGES if importlib.util.find_spec(name) is None]
    tesseract = _tesseract()
    name = "Reconnaissance de caractères"
    if chosen == "none":
        yield Finding(name, False, "écartée (PLANOTHEQUE_OCR_ENGINE=none)", needed=False)
    elif (chosen == "rapid" and missing) or (chosen == "tesseract" and not tesseract):
        remedy = "Installez-le, ou videz PLANOTHEQUE_OCR_ENGINE."
        yield Finding(name, False, f"le moteur choisi ({chosen}) n'est pas installé", remedy, needed=False)
    elif missing and not tesseract:
        remedy = (
            "Les pages numérisées restent illisibles. Installez-la (« pip install "
            f"{' '.join(OCR_PACKAGES.values())} »), puis relancez « planotheque ingest --force »"
        )
        yield Finding(name, False, f"absente ({', '.join(missing)})", f"{remedy}.", needed=False)
    else:
        yield Finding(name, True, "par Tesseract" if missing or chosen == "tesseract" else "par RapidOCR", needed=False)
    rapid = f"absent ({', '.join(missing)})" if missing else f"{version('rapidocr')}, OpenVINO {version('openvino')}"
    yield Finding("RapidOCR", not missing, rapid, needed=False)
    told = tesseract or "absent ou sans modèle français (facultatif)"
    yield Finding("Tesseract", bool(tesseract), told, needed=False)


def _tesseract() -> str:
    """Where Tesseract is, empty when it is missing or does not know French."""
    path = shutil.which("tesseract")
    if path is None:
        return ""
    try:
        listed = subprocess.run([path, "--list-langs"], capture_output=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    return path if "fra" in listed.decode("utf-8", "replace").split() else ""


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home.absolute()
    place = next(p for p in (home, *home.parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            yield Finding("Dossier de travail", True, f"{home}, accessible en écriture")
    except OSError as error:
        remedy = "Choisissez un autre dossier avec --home ou PLANOTHEQUE_HOME."
        yield Finding("Dossier de travail", False, f"{home} : {error.strerror}", remedy)
    free = shutil.disk_usage(place).free
    told = f"{free / GIB:.1f} Gio libres".replace(".", ",")
    yield Finding("Espace disque", free >= ROOM, told, "Libérez de la place : il faut au moins 1 Gio.")
    if settings.lock.exists():
        try:
            with locking.home_lock(settings.lock):
                pass
        except HomeLocked as error:
            yield Finding("Verrou", False, f"occupé ({error.detail})", error.remedy, needed=False)


def _database(settings: Settings) -> Finding:
    if not settings.published.exists():
        return Finding("Base", False, "pas encore publiée", "Lancez « planotheque ingest DOSSIER ».", needed=False)
    try:
        with query.connect(settings.published) as con:
            count = con.execute("select count(*) from documents").fetchone()[0]
        return Finding("Base", True, f"{settings.published}, {count} document{'s' if count > 1 else ''}")
    except (PlanothequeError, Exception) as error:
        remedy = "Relancez « planotheque ingest » : elle sera reconstruite."
        return Finding("Base", False, str(error)[:150], remedy)
