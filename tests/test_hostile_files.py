"""Drawn files that do harm, through the real reader: each gets its issue and its reason, none is called read when it is not."""

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import hostile_pdfs as draw
import pymupdf
import pytest
from stand_in import BUILDER, READER, fake_pdf

from models import errors
from models.record import DocumentRecords, Ingestion
from pipeline import journal
from pipeline.ingest import ingest
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 8  # seconds, for the files that never end


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:t>Plan</w:t>" * 50)
    return file.getvalue()


WHOLE = draw.page()
PNG = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 50, 50), False).tobytes("png")
OK, NONE = "ok", None
# name: content, status, code, something its message or its checks must say
FILES = {
    "chiffre.pdf": (lambda: draw.encrypted(user="x"), "failed", "pdf_chiffre", "mot de passe"),
    "chiffre-sans-mot-de-passe.pdf": (lambda: draw.encrypted(), OK, NONE, ""),
    "coupe.pdf": (lambda: WHOLE[: len(WHOLE) // 2], "failed", "pdf_tronque", "incomplet"),
    "coupe-d-un-octet.pdf": (lambda: WHOLE[:-3], "failed", "pdf_tronque", "incomplet"),
    "maj-coupee.pdf": (draw.update_cut, "failed", "pdf_tronque", "incomplet"),
    "linearise-coupe.pdf": (draw.linearised_cut, "failed", "pdf_tronque", "incomplet"),
    "coupe-et-ferme.pdf": (draw.cut_and_closed, "partial", "pdf_endommage", "réparé à l'ouverture"),
    "page-abimee.pdf": (draw.spoilt_page, "partial", "pages_illisibles", "1 page sur 2"),
    "reste-apres.pdf": (lambda: WHOLE + b"<!-- serveur -->\n" * 500, OK, NONE, "sommaire interne"),
    "reste-avant.pdf": (lambda: b"HTTP/1.1 200 OK\r\n" * 40 + WHOLE, OK, NONE, ""),
    "web.pdf": (lambda: b"<html>Page introuvable %%EOF</html>", "failed", "pas_un_pdf", "n'est pas un PDF"),
    "image.pdf": (lambda: PNG, "failed", "pas_un_pdf", "n'est pas un PDF"),
    "bureautique.pdf": (_zip, "failed", "pas_un_pdf", "n'est pas un PDF"),
    # A header and an end around something else: MuPDF would open both, as a web page and as an image.
    "web-deguise.pdf": (lambda: b"<html><!-- %PDF-1.4 --><p>Bonjour</p><!-- %%EOF -->", "failed", ("pdf_endommage", "sans_page"), ""),
    "image-deguisee.pdf": (lambda: PNG[:33] + b"%PDF-1.4" + PNG[33:] + b"%%EOF", "failed", ("pdf_endommage", "sans_page"), ""),
    "vide.pdf": (lambda: b"", "failed", "fichier_vide", "0 octet"),
    "entete.pdf": (lambda: b"%PDF-1.7\n", "failed", "pdf_tronque", "incomplet"),
    "sans-page.pdf": (lambda: draw.pdf([draw.CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"]), "failed", "sans_page", "aucune page"),
    "page-blanche.pdf": (lambda: draw.page(draw.stream(b" ")), "failed", "sans_texte", "Aucun texte"),
    "annonce-fausse.pdf": (
        lambda: WHOLE.replace(b"/Count 1>>", b"/Count 2147483647>>"), "failed", ("trop_de_pages", "pdf_endommage"), "",
    ),
    "cycle.pdf": (lambda: WHOLE.replace(b"Kids[3 0 R]/Count 1", b"Kids[2 0 R 3 0 R]/Count 2"), ("partial", "failed"), None, ""),
    "page-immense.pdf": (lambda: draw.page(box=b"[0 0 14400 14400]"), OK, NONE, ""),
    "page-kilometrique.pdf": (lambda: draw.page(box=b"[0 0 1000000000 1000000000]"), (OK, "partial", "failed"), None, ""),
    "page-inverse.pdf": (lambda: draw.page(box=b"[595 842 0 0]"), OK, NONE, ""),
    "page-nulle.pdf": (lambda: draw.page(box=b"[0 0 0 0]"), (OK, "partial", "failed"), None, ""),
    "dix-mille-pages.pdf": (lambda: draw.pages(10_000), "failed", "trop_de_pages", "10000 pages, 2000 au plus"),
    "imbrique.pdf": (
        lambda: draw.pdf([draw.CATALOG[:-2] + b"/X " + b"[" * 50_000 + b"]" * 50_000 + b">>", b"<</Type/Pages/Kids[]/Count 0>>"]),
        "failed", ("sans_page", "pdf_endommage"), "",
    ),
    "gonfle.pdf": (lambda: draw.page(draw.compressed(300 << 20, b" " * 64)), ("failed", OK), None, ""),
    "operateurs.pdf": (lambda: draw.page(draw.compressed(120 << 20, draw.TEXT)), "failed", ("memoire_depassee", "delai_depasse"), ""),
    "formes.pdf": (lambda: draw.forms(10, 10), "failed", ("memoire_depassee", "delai_depasse"), ""),
    "image-immense.pdf": (
        lambda: draw.page(
            draw.stream(b"q 595 0 0 842 0 0 cm /I Do Q"), resources=b"/XObject<</I 6 0 R>>",
            extra=(draw.stream(b"x", b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8"),),
        ),
        "failed", "sans_texte", "démesurée",
    ),
    "actif.pdf": (draw.active, OK, NONE, "jamais exécutés"),
    "joint.pdf": (draw.active, "duplicate", NONE, ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """One ingestion of all of them by the command: the folder, and name to journal row and the document's checks.

    By the command, not in this process: its fork server has the lexicons loaded, whatever other tests did before.
    """
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "plans").mkdir()
    for name, (make, *_) in FILES.items():
        (folder / "plans" / name).write_bytes(make())
    settings = Settings(home=folder / "home")
    before = {p for p in folder.rglob("*") if "home" not in p.parts}
    environment = {**os.environ, "PLANOTHEQUE_TIMEOUT": str(LIMIT), "PLANOTHEQUE_MEMORY": str(1 << 30)}
    command = [sys.executable, "-m", "pipeline", "--home", str(settings.home), "ingest", str(folder / "plans")]
    done = subprocess.run(
        [*command, "--ocr", "off", "--workers", "2"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 3, done.stderr[-2000:]
    found = {}
    for row in journal.rows(settings.ingestions, Ingestion):
        checks = []
        if row.document_id and row.status != "failed":
            checks = DocumentRecords.model_validate_json(settings.records(row.document_id).read_bytes()).checks
        found[row.file_name] = (row, checks)
    yield folder, found
    assert {p for p in folder.rglob("*") if "home" not in p.parts} == before


def test_none_is_lost(told):
    assert set(told[1]) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_issue_and_reason(told, name):
    _, status, code, says = FILES[name]
    row, checks = told[1][name]
    message = row.error_message or ""
    assert row.status in (status if isinstance(status, tuple) else (status,)), message
    if code is not None:
        assert row.error_code in (code if isinstance(code, tuple) else (code,)), message
    assert row.error_code != errors.PlanothequeError.code, message
    assert says in " ".join([message, *(c.message for c in checks)])
    if row.status == "failed":
        assert row.error_message.endswith(".") and row.document_id is None
    if row.status == "ok":
        assert row.page_count > 0 and row.pages_failed == 0


def test_none_passes_its_limit(told):
    for row, _ in told[1].values():
        assert (row.finished_at - row.started_at).total_seconds() < 2 * LIMIT + 5, row.file_name


def test_what_a_file_carries_is_told_and_never_run_nor_written(told):
    folder, found = told
    _, checks = found["actif.pdf"]
    said = {c.check_name: (c.severity, c.message) for c in checks}
    assert said["attachments"] == (
        "warning",
        "Le PDF contient un fichier joint (« ../../mal.sh »), qui n'est ni lu ni extrait.",
    )
    assert "active_content" in said
    assert not [p for p in folder.rglob("*") if p.name in ("mal.sh", "pris")]
    assert not (folder.parent / "mal.sh").exists() and not Path("pris").exists()


def test_a_damaged_document_is_published_with_its_warning(told):
    _, checks = told[1]["coupe-et-ferme.pdf"]
    assert [c.severity for c in checks if c.check_name == "file_damaged"] == ["error"]


NAMES = [
    "deux\nlignes.pdf", "guil\"le'mets`$(touch pris).pdf", "a..b.pdf", "-rf.pdf", "a;b|c&d.pdf", "\u202efdp.exe.pdf",
    "é" * 125 + "a.pdf", "a" * 251 + ".pdf", "{{7*7}}.pdf", "'); drop table documents;--.pdf", "=1+1.pdf", "nul\x07.pdf", "%s%n.pdf",
]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse these names")
def test_names_are_only_text(tmp_path):
    """Line ends, quotes, dots, right-to-left marks, 255 bytes, no valid text: stored and shown, never a path nor a command."""
    settings = Settings(home=tmp_path / "home", workers=1, reader=READER, builder=BUILDER)
    for name in NAMES:
        fake_pdf(tmp_path / "plans", name)
    odd = os.fsdecode(os.fsencode(tmp_path / "plans") + b"/mal\xff\xfe.pdf")
    with open(odd, "wb") as file:
        file.write(b"%PDF-1.4\n% mode: ok\n% odd\n%%EOF\n")
    report = ingest([tmp_path / "plans"], settings)
    assert {o.ingestion.file_name for o in report.outcomes} == {*NAMES, "mal\\xff\\xfe.pdf"}
    assert {o.status for o in report.outcomes} == {"ok"}
    written = [p.relative_to(settings.home) for p in settings.home.rglob("*")]
    assert all(re.fullmatch(r"[\w./-]+", str(p)) for p in written), "a name of a file came from a document"
    assert not list(tmp_path.rglob("pris*")) and sorted(os.listdir(tmp_path)) == ["home", "plans"]
