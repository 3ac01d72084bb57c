"""Files made to do harm, through the real ``ingest``: ``python benchmarks/hostile.py FOLDER… [--ocr off] [--limit 20]``.

One process at a time. Counts what issue the files were given, and checks: none lost, none longer than the limit plus
5 s, the parent alive and no fatter, no reading process above 2 GiB, every failure with a code and a sentence that are
known, and no ``ok`` that a second look contradicts (no page, a failed page, a body that is no PDF, a cut end).

Folders of your own: public test suites of PDF libraries (pdfium, qpdf, pypdf, pdf.js), ``benchmarks/mutants.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]
EVERY = 0.1  # seconds between two looks at the memory
MARGIN = 5  # seconds a file may pass its limit
MOST = 2 << 30  # bytes a reading process may hold
KEPT = 2 << 10  # bytes of the parent a file may cost for good: its outcome, kept for the report
FATTER = 0.1  # share of its first memory the parent may grow by beside, whatever the number of files


@dataclass
class Watch:
    """What was seen of the processes of a run; bytes."""

    parent: list[tuple[int, int]] = field(default_factory=list)  # files settled, memory
    children: dict[int, int] = field(default_factory=dict)  # process to the highest it held

    def look(self, session: int, settled: int) -> None:
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.getsid(int(entry)) != session:
                    continue
                with open(f"/proc/{entry}/status", encoding="ascii", errors="replace") as file:
                    told = dict(line.split(":", 1) for line in file)
            except (OSError, ValueError):
                continue
            if "VmHWM" not in told:
                continue
            if int(entry) == session:
                self.parent.append((settled, int(told["VmRSS"].split()[0]) << 10))
            else:
                high = int(told["VmHWM"].split()[0]) << 10
                self.children[int(entry)] = max(high, self.children.get(int(entry), 0))

    def series(self, count: int) -> str:
        """The parent's MiB after each tenth of the files."""
        tenths = [max((m for n, m in self.parent if n <= count * t // 10), default=0) for t in range(1, 11)]
        return " ".join(str(m >> 20) for m in tenths)

    def growth(self, count: int) -> tuple[float, float]:
        """The parent's memory when the last file was settled over that after the first 50, less one; the same but for
        what it keeps of each file, which tells what the allocator holds on to from what would grow for ever."""
        begun = min(count // 10, 50)
        first = next((m for n, m in self.parent if n >= begun), 0)
        last = next((m for n, m in reversed(self.parent) if n < count), 0)
        if not first or not last:
            return 0.0, 0.0
        return last / first - 1, (last - KEPT * (count - begun)) / first - 1


def run(folders: list[Path], home: Path, *, ocr: str, limit: float, memory: int) -> tuple[int, float, Watch]:
    """Ingest; the command's exit code, seconds, and what was seen meanwhile."""
    environment = {**os.environ, "PLANOTHEQUE_TIMEOUT": str(limit)}
    if memory:
        environment["PLANOTHEQUE_MEMORY"] = str(memory)
    command = [sys.executable, "-m", "pipeline", "--home", home, "ingest", *folders, "--ocr", ocr, "--workers", "1"]
    journal, watch, begun = home / "structured" / "ingestions.jsonl", Watch(), time.monotonic()
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "command.log", "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        settled, size = 0, 0
        while process.poll() is None:
            if journal.exists() and journal.stat().st_size != size:
                size = journal.stat().st_size
                settled = journal.read_bytes().count(b"\n")
            watch.look(process.pid, settled)
            time.sleep(EVERY)
    return process.returncode, time.monotonic() - begun, watch


def judge(rows: list, files: list[Path], limit: float, page_limit: float) -> tuple[list[str], Counter]:
    """What is wrong with the outcomes, and how many there are of each issue."""
    from models import errors

    codes = {c.code for c in vars(errors).values() if isinstance(c, type) and "code" in vars(c)} | {"pages_illisibles"}
    wrong, counts = [], Counter()
    if len(rows) != len(files):
        wrong.append(f"{len(files) - len(rows)} file(s) lost")
    for row, path in zip(rows, files, strict=False):
        counts[row.status if row.error_code is None else f"{row.status} {row.error_code}"] += 1
        name = f"{path.parent.name}/{row.file_name}"
        seconds = (row.finished_at - row.started_at).total_seconds()
        if seconds > limit + MARGIN + page_limit * (row.page_count or 0):
            wrong.append(f"{name}: {seconds:.0f} s")
        if row.status == "failed" and (row.error_code not in codes or row.error_code == errors.PlanothequeError.code):
            wrong.append(f"{name}: {row.error_code} {row.error_message}")
        if row.status in ("failed", "partial") and not (row.error_message or "").strip():
            wrong.append(f"{name}: no reason")
        if row.status == "ok":
            wrong += [f"{name}: ok, but {why}" for why in _doubts(path, row)]
    return wrong, counts


def _doubts(path: Path, row) -> list[str]:
    content = path.read_bytes()
    doubts: list[str] = []
    if b"%PDF-" not in content[:1024]:
        doubts.append("it does not begin as a PDF")
    _, end, after = content.rpartition(b"%%EOF")
    if not end or b" obj" in after:
        doubts.append("its end is cut")
    if not row.page_count or row.pages_failed:
        doubts.append(f"{row.page_count} pages, {row.pages_failed} failed")
    return doubts


def compare(rows: list, files: list[Path], settings) -> list[str]:
    """Spoilt copies called ``ok`` though a hundredth of the words of their original is not there."""
    from models.record import DocumentRecords

    def words(row) -> int:
        path = settings.records(row.sha256[:16])
        return sum(p.words or 0 for p in DocumentRecords.model_validate_json(path.read_bytes()).pages)

    whole = {
        p.name: words(r) for r, p in zip(rows, files, strict=False) if p.name.startswith("00-of-") and r.status == "ok"
    }
    wrong = []
    for row, path in zip(rows, files, strict=False):
        seed = whole.get(f"00-of-{path.name.partition('-of-')[2]}")
        if seed and row.status == "ok" and words(row) < 0.99 * seed:
            wrong.append(f"{path.name}: ok with {words(row)} words of {seed}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--ocr", choices=("auto", "off", "force"), default="off")
    parser.add_argument("--limit", type=float, default=20, help="seconds a document")
    parser.add_argument("--memory", type=int, default=0, help="bytes a reading process, 0 for the default")
    parser.add_argument("--home", type=Path, help="where to work; a new temporary folder otherwise")
    parser.add_argument("--json", type=Path, help="also write the outcomes there")
    options = parser.parse_args()
    from models.record import Ingestion
    from pipeline import journal
    from pipeline.discover import discover
    from pipeline.settings import Settings

    home = options.home or Path(tempfile.mkdtemp(prefix="planotheque-hostile-"))
    settings = Settings(home=home)
    files = discover([f.absolute() for f in options.folders])
    before = len(journal.rows(settings.ingestions, Ingestion))
    code, seconds, watch = run(
        [f.absolute() for f in options.folders], home, ocr=options.ocr, limit=options.limit, memory=options.memory
    )
    rows = journal.rows(settings.ingestions, Ingestion)[before:]
    page_limit = settings.page_timeout if options.ocr != "off" else 0
    wrong, counts = judge(rows, files, options.limit, page_limit)
    wrong += compare(rows, files, settings)
    (growth, beside), highest = watch.growth(len(files)), max(watch.children.values(), default=0)
    if code not in (0, 3):
        wrong.append(f"the command ended with {code}: see {home / 'command.log'}")
    if highest > MOST:
        wrong.append(f"a reading process held {highest >> 20} MiB")
    if beside > FATTER:
        wrong.append(f"the parent grew by {beside:.0%}, {KEPT >> 10} KiB a file left out")
    slow = sorted(zip(rows, files, strict=False), key=lambda rp: rp[0].started_at - rp[0].finished_at)[:5]
    print(f"{len(files)} files, {len(rows)} outcomes, {seconds:.0f} s, exit code {code}")
    for issue, number in counts.most_common():
        print(f"{number:6}  {issue}")
    print(f"reading process: {highest >> 20} MiB at most; parent: {growth:+.1%}, {beside:+.1%} beside outcomes ({watch.series(len(files))})")
    for row, path in slow:
        print(f"{(row.finished_at - row.started_at).total_seconds():6.1f} s  {path.parent.name}/{row.file_name}")
    print("\n".join(wrong) if wrong else "nothing wrong")
    if options.json:
        told = [{"path": str(p), **json.loads(r.model_dump_json())} for r, p in zip(rows, files, strict=False)]
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
