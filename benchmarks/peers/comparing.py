"""Readers timed on the same files in one run: round after round, file by file, one reader after the other."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf

from benchmarks.pages import SIZES, grown
from benchmarks.peers import report
from benchmarks.peers.readers import READERS

HERE = Path(__file__).resolve().parent
FLOOR, OURS = "PyMuPDF", "planothèque"


@dataclass
class Measured:
    """What one reader took: document -> seconds a round, and why it could not be measured."""

    times: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)
    peak: float = 0.0
    refused: list[str] = field(default_factory=list)


class Served:
    """A reader waiting in a process of its own."""

    def __init__(self, name: str, python: Path | str = sys.executable) -> None:
        self._process = subprocess.Popen(
            [str(python), str(HERE / "readers.py"), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()

    def read(self, path: Path) -> dict:
        """``seconds``, ``cpu`` and what it ``gave``, or the ``error``; the ``peak`` of memory so far, in megabytes."""
        try:
            print(path, file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else {"error": "the reader died", "peak": 0.0}


def environment(folder: Path) -> tuple[Path | None, str]:
    """The Python of the peers, installed when they are not yet; or None and why."""
    asked = (HERE / "requirements.txt").read_text("utf-8")
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / "installed.txt"
    if done.exists() and done.read_text("utf-8") == asked:
        return python, ""
    print("installing the peers…", file=sys.stderr, flush=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["--retries", "1", "--timeout", "20", "-r", str(HERE / "requirements.txt")]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], pip):
        try:
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            return None, f"no environment could be made for it ({error.strerror})"
        if ended.returncode:
            print(ended.stderr[-2000:], file=sys.stderr)  # not into the page: it may hold addresses
            return None, "it could not be installed, most often for want of a network"
    done.write_text(asked, encoding="utf-8")
    return python, ""


def compare(paths: list[Path], rounds: int, peers: Path | None, why: str = "") -> dict[str, Measured]:
    """Every reader on every path, ``rounds`` times after one that does not count; ``peers``: their Python, or None."""
    out = {name: Measured() for name in READERS}
    servers: dict[str, Served] = {}
    for name, (_, _, apart) in READERS.items():
        if apart and peers is None:
            out[name].refused.append(why)
            continue
        servers[name] = Served(name, peers if apart else sys.executable)
    try:
        for turn in range(rounds + 1):
            for path in paths:
                order = list(servers)
                for name in order[turn % len(order) :] + order[: turn % len(order)]:
                    _note(out[name], path.name, servers[name].read(path), counts=turn > 0)
            print(f"readers: round {turn} of {rounds}", file=sys.stderr, flush=True)
    finally:
        for server in servers.values():
            server.__exit__()
    return out


def _note(measured: Measured, name: str, took: dict, *, counts: bool) -> None:
    measured.peak = max(measured.peak, took["peak"])
    if "error" in took:
        told = f"{name}: {took['error']}"
        if told not in measured.refused:
            measured.refused.append(told)
    elif counts:
        measured.times.setdefault(name, []).append(took["seconds"])
        measured.cpu.setdefault(name, []).append(took["cpu"])


def readers_section(found: dict[str, Measured], pages: dict[str, int]) -> str:
    """The table of the readers, that of the documents, the goals."""
    floor, floor_cpu = found[FLOOR].times, found[FLOOR].cpu
    rows = []
    for name, m in found.items():
        gives = READERS[name][0]
        if not m.times:
            rows.append((name, gives, *[None] * 6))
            continue
        count = sum(pages[d] for d in m.times) / 1000
        rows.append(
            (
                name, gives, report.figure(report.best(m.times) / count), report.figure(report.middle(m.times) / count),
                report.figure(report.best(m.cpu) / count), report.figure(report.ratio(m.times, floor)),
                report.figure(report.ratio(m.cpu, floor_cpu)), f"{m.peak:.0f}",
            )
        )  # fmt: skip
    head = ("reader", "gives", "ms a page", "median", "processor", "times the words", "processor, times", "peak MB")
    parts = [report.table(head, rows)]
    told = [f"- {name}: {why}." for name, m in found.items() for why in m.refused]
    parts += ["\n".join(told)] if told else []
    ours = found[OURS].times
    if not ours:
        return "\n\n".join(parts)
    per_document = [
        (
            name, pages[name], *(report.figure(1000 * min(t[name]) / pages[name]) for t in (floor, ours)),
            report.figure(min(ours[name]) / min(floor[name])),
            report.figure(min(found[OURS].cpu[name]) / min(floor_cpu[name])),
        )
        for name in ours
    ]  # fmt: skip
    head = ("document", "pages", "words, ms a page", "planothèque", "times", "processor, times")
    parts.append(report.table(head, per_document))
    cpu = found[OURS].cpu  # what other work on the machine disturbs least; the clock's ratios are in the table
    goals = [report.goal("Whole extraction, times the words (processor)", report.ratio(cpu, floor_cpu), 8)]
    for name, least in (("pdfplumber", 5), ("pymupdf4llm", 40)):
        if found[name].times:
            told = f"Times quicker than {name} (processor)"
            goals.append(report.goal(told, report.ratio(found[name].cpu, cpu), least, at_least=True))
    return "\n\n".join([*parts, "\n".join(goals)])


def pages_section(paths: list[Path], rounds: int) -> str:
    """Time and memory of plans of growing length, each in a new process."""
    rows, peaks, each = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for pages in SIZES:
            path = grown(pages, paths, Path(folder) / f"{pages}.pdf")
            with Served(OURS) as ours, Served(FLOOR) as floor:
                before = ours.read(paths[0])["peak"]  # imports and lexicons are not the document's
                floor.read(paths[0])
                took = [(ours.read(path), floor.read(path)) for _ in range(min(rounds, 3))]
            seconds = min(ours["seconds"] for ours, _ in took)
            cpu, words = (min(t[n]["cpu"] for t in took) for n in (0, 1))
            peak = took[-1][0]["peak"]
            rows.append(
                (
                    pages, report.figure(seconds), report.figure(1000 * seconds / pages), report.figure(1000 * cpu / pages),
                    report.figure(cpu / words), f"{before:.0f}", f"{peak:.0f}",
                )
            )  # fmt: skip
            peaks.append(peak)
            each.append(cpu / pages)
            print(f"pages: {pages}", file=sys.stderr, flush=True)
    head = ("pages", "s", "ms a page", "processor", "processor, times the words", "MB before", "peak MB")
    goals = [
        report.goal(f"Peak memory on {SIZES[-1]} pages", peaks[-1], 400, unit=" MB"),
        report.goal(f"A page of {SIZES[-1]}, times one of {SIZES[0]} (processor)", each[-1] / each[0], 1.2),
    ]
    return report.table(head, rows) + "\n\n" + "\n".join(goals)


def page_counts(paths: list[Path]) -> dict[str, int]:
    """Pages by file name."""
    out = {}
    for path in paths:
        with pymupdf.open(path) as doc:
            out[path.name] = len(doc)
    return out
