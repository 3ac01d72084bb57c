"""kill -9 at random moments of ingestion and publication: ``python benchmarks/kills.py [--kills 50] [--seed 1] [--files 40]``.

A folder of small drawn PDFs (some again under another name, some damaged) is ingested by real commands, each killed
after a random time; some kills also take the reading processes. After each one the disk is checked as it lies, then
the command is started again. At the end one undisturbed run, and everything must add up. Nothing is kept.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
LONGEST = 30.0  # seconds a command is left alone, at most
STAND_IN = (
    "import sys; sys.path[:0] = sys.argv[3:5]\n"
    "import stand_in; from pathlib import Path; from pipeline.ingest import ingest; from pipeline.settings import Settings\n"
    "if __name__ == '__main__':\n"
    "    s = Settings(home=Path(sys.argv[1]), workers=2, reader=stand_in.READER, builder=stand_in.BUILDER)\n"
    "    sys.exit(ingest([Path(sys.argv[2])], s, force='force' in sys.argv).exit_code)\n"
)


def draw(folder: Path, files: int) -> dict[str, str]:
    """Make the files; each name with the outcome it must have in the end: read, repeated or failed."""
    import pymupdf

    folder.mkdir(parents=True)
    expected = {}
    for n in range(files):
        path = folder / f"plan-{n:03}.pdf"
        if n % 8 == 6:  # the same content again
            shutil.copyfile(folder / f"plan-{n - 1:03}.pdf", path)
            expected[path.name] = "duplicate"
            continue
        document = pymupdf.open()
        for number in range(1, 4):
            page = document.new_page()
            page.insert_text((60, 60), f"Action {number}. Créer {n + number} logements adaptés", fontsize=14)
            page.insert_text((60, 100), "Pilote : DDT\nPartenaires : CAF, ADIL\nCalendrier : 2024-2026", fontsize=11)
        document.save(path)
        expected[path.name] = "ok"
        if n % 8 == 7:  # half copied
            path.write_bytes(path.read_bytes()[:-200])
            expected[path.name] = "failed"
    return expected


def fake(folder: Path, files: int) -> dict[str, str]:
    """The same with files only the stand-in reader understands."""
    from stand_in import fake_pdf

    expected = {}
    for n in range(files):
        name, mode = f"plan-{n:03}.pdf", {6: "ok", 7: "encrypted", 3: "slow"}.get(n % 8, "ok")
        fake_pdf(folder, name, mode)
        expected[name] = "failed" if mode == "encrypted" else "ok"
        if n % 8 == 6:
            shutil.copyfile(folder / f"plan-{n - 1:03}.pdf", folder / name)
            expected[name] = "duplicate"
    return expected


def troubles(home: Path, *, whole: bool, expected: dict[str, str] | None = None) -> list[str]:
    """What is wrong on the disk. ``whole``: no command was killed since, so everything must agree."""
    import hashlib

    import duckdb

    from models.record import DocumentRecords, Ingestion
    from pipeline import journal
    from pipeline.settings import Settings

    settings, wrong = Settings(home=home), []
    attempts = journal.rows(settings.ingestions, Ingestion)
    ids = [a.ingestion_id for a in attempts]
    if len(set(ids)) != len(ids):
        wrong.append("une tentative deux fois dans le journal")
    records = {}
    for path in sorted(settings.documents.glob("*/records.json")):
        try:
            records[path.parent.name] = DocumentRecords.model_validate_json(path.read_bytes())
        except ValueError:
            wrong.append(f"relevé illisible : {path.parent.name}")
    for a in attempts:
        if a.status in ("ok", "partial") and a.document_id not in records:
            wrong.append(f"{a.file_name} : annoncé lu, sans relevé")
        if a.status in ("ok", "partial") and not settings.original(a.sha256).exists():
            wrong.append(f"{a.file_name} : annoncé lu, sans original")
    for path in settings.originals.glob("*.pdf"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
            wrong.append(f"original altéré : {path.name}")
    if settings.published.exists():
        with duckdb.connect(str(settings.published), read_only=True) as con:
            base = {r[0] for r in con.execute("select document_id from documents").fetchall()}
            twice = con.execute(
                "select count(*) from (select sha256 from documents group by 1 having count(*) > 1)"
            ).fetchone()[0]
            told = [r[0] for r in con.execute("select ingestion_id from ingestions order by rowid").fetchall()]
            actions = con.execute("select count(*) from actions").fetchone()[0]
        if twice:
            wrong.append("document en double dans la base")
        if whole and base != set(records):
            wrong.append("la base et les relevés diffèrent")
        if whole and told != ids:
            wrong.append("la base et le journal diffèrent")
        if whole and actions != sum(len(r.actions) for r in records.values()):
            wrong.append("la base et les relevés n'ont pas le même nombre d'actions")
    elif whole:
        wrong.append("pas de base")
    if whole:
        left = [
            p
            for p in (*settings.structured.glob(".tmp-*"), *settings.originals.glob(".tmp-*"), *settings.work.iterdir())
        ]
        wrong += [f"reste d'une commande : {p.name}" for p in left]
        last = {a.file_name: a for a in attempts}
        contents = {a.sha256 for a in attempts if a.status == "ok"}
        for name, outcome in (expected or {}).items():
            if name not in last:
                wrong.append(f"{name} : sans issue")
            elif (last[name].status == "failed") != (outcome == "failed"):
                wrong.append(f"{name} : {last[name].status} au lieu de {outcome}")
        if expected and len(contents) != sum(o == "ok" for o in expected.values()):
            wrong.append("nombre de contenus lus inattendu")
    return wrong


def command(home: Path, folder: Path, *, real: bool, force: bool) -> list[str]:
    if real:
        at = [
            sys.executable,
            "-m",
            "pipeline",
            "--home",
            str(home),
            "ingest",
            str(folder),
            "--workers",
            "2",
            "--ocr",
            "off",
        ]
        return [*at, *(["--force"] if force else [])]
    script = home.parent / "run.py"
    script.write_text(STAND_IN)
    return [
        sys.executable,
        str(script),
        str(home),
        str(folder),
        str(ROOT / "tests"),
        str(ROOT),
        *(["force"] if force else []),
    ]


class Publishing:
    """Tells whether a command begun after this was made is publishing; a killed one leaves its folder behind."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "structured" / ".tmp-publish"
        self._before = self._seen()

    def begun(self) -> bool:
        return self._seen() not in (None, self._before)

    def _seen(self) -> int | None:
        try:
            return self._folder.stat().st_ctime_ns
        except OSError:
            return None


def run(kills: int, seed: int, files: int, *, real: bool, longest: float | None = None) -> tuple[Counter, list[str]]:
    """Counts of what happened, and every trouble found."""
    dice, counts, found = random.Random(seed), Counter(), []
    place = Path(tempfile.mkdtemp(prefix="planotheque-kills-"))
    try:
        home, folder = place / "home", place / "plans"
        expected = (draw if real else fake)(folder, files)
        if longest is None:  # an undisturbed run elsewhere tells how long there is something to kill
            begun = time.monotonic()
            subprocess.run(
                command(place / "trial", folder, real=real, force=False), cwd=ROOT, capture_output=True, timeout=900
            )
            longest = min(time.monotonic() - begun, LONGEST)
        while counts["kills"] < kills:
            publishing = Publishing(home)
            argv = command(home, folder, real=real, force=counts["kills"] % 3 != 0)
            process = subprocess.Popen(
                argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            started = time.monotonic()
            # Half of them as soon as something is published: the end of a run is where the base is replaced.
            if counts["kills"] % 2:
                deadline = time.monotonic() + 3 * longest
                while process.poll() is None and not publishing.begun() and time.monotonic() < deadline:
                    time.sleep(0.005)
                _wait(process, dice.uniform(0, 0.4))
            else:
                _wait(process, dice.uniform(0.2, longest))
            if process.poll() is not None:
                counts["ended before the kill"] += 1
                longest = max(1.0, 0.9 * (time.monotonic() - started))  # there is less to do than before
                if counts["ended before the kill"] > 10 * kills:
                    raise RuntimeError("nothing lasts long enough to be killed")
                continue
            where = "publishing" if publishing.begun() else "reading"
            if dice.random() < 0.3:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
            counts["kills"] += 1
            longest = min(1.1 * longest, LONGEST)
            counts[f"killed while {where}"] += 1
            found += [f"après l'arrêt {counts['kills']} : {t}" for t in troubles(home, whole=False)]
        time.sleep(2)  # readers whose parent died end by themselves
        last = subprocess.run(command(home, folder, real=real, force=False), cwd=ROOT, capture_output=True, text=True)
        counts["exit code of the last run"] = last.returncode
        found += troubles(home, whole=True, expected=expected)
        counts["files"], counts["lines of the journal"] = (
            len(expected),
            len((home / "structured/ingestions.jsonl").read_bytes().splitlines()),
        )
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return counts, found


def _wait(process: subprocess.Popen, seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--stand-in", action="store_true", help="files only a stand-in reader understands: quicker")
    options = parser.parse_args()
    counts, found = run(options.kills, options.seed, options.files, real=not options.stand_in)
    for name, count in counts.items():
        print(f"{name:28} {count:6}")
    print(f"{'troubles':28} {len(found):6}")
    print("\n".join(found[:20]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
