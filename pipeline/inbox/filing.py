"""Files put away with their outcome, and what is written beside those an analyst should look at; the way back too."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pipeline import atomic
from pipeline.discover import display_name
from pipeline.inbox.folders import INFO, NOTE, Inbox, beside, move, prune
from pipeline.session import Item, Outcome

SIGNED = "Note de planothèque"  # how our notes open: only those are ever removed
MARK = re.compile(r"(?m)^Empreinte : ([0-9a-f]{64})$")


def put_away(inbox: Inbox, claimed: Path, relative: Path, item: Item, outcome: Outcome, *, recovered: bool) -> Path:
    """Move a file that was in hand to the folder of its outcome, with its note; returns where it is.

    ``recovered``: a killed run had it in hand and may have read it, which makes it no duplicate of itself.
    """
    known = outcome.known
    itself = recovered and known is not None and known.file_name == item.file_name
    if outcome.status == "failed":
        folder, note = inbox.failed, _failed_note(relative, outcome)
    elif outcome.status == "duplicate" and not itself:
        folder, note = inbox.duplicates, _duplicate_note(relative, outcome)
    else:
        folder, note = inbox.done, _partial_note(relative, outcome) if outcome.status == "partial" else ""
    info = beside(claimed, INFO)
    target = move(claimed, folder, relative)
    if os.path.lexists(info):
        with suppress(OSError):
            move(info, target.parent, Path(beside(target, INFO).name))
    if note:
        atomic.write_bytes(beside(target, NOTE), note.encode("utf-8"))
    return target


def put_back(inbox: Inbox, path: Path, relative: Path) -> Path:
    """Return a file to the drop folder with what an analyst wrote about it; our note about it is done with."""
    info, note = beside(path, INFO), beside(path, NOTE)
    target = move(path, inbox.drop, relative)
    if os.path.lexists(info):
        with suppress(OSError):
            move(info, target.parent, Path(beside(target, INFO).name))
    forget_note(note)
    return target


def forget_note(note: Path) -> None:
    """Remove a note if it is one of ours."""
    with suppress(OSError, UnicodeDecodeError):
        if not note.is_symlink() and note.read_text(encoding="utf-8").startswith(SIGNED):
            note.unlink()


def refused(failed: Path) -> Iterator[Path]:
    """The files of ``echecs/``, notes aside, sorted."""
    for root, folders, files in os.walk(failed):
        folders.sort()
        for name in sorted([*files, *(f for f in folders if os.path.islink(os.path.join(root, f)))]):
            if not name.endswith((NOTE, INFO)) and not name.startswith("."):
                yield Path(root, name)


def retry(inbox: Inbox, wanted: Iterable[str] = ()) -> list[Path]:
    """Put failed files back in the drop folder: all, or those named (name or path under ``echecs/``)."""
    names = set(wanted)
    back = []
    for path in list(refused(inbox.failed)):
        relative = path.relative_to(inbox.failed)
        if not names or names & {relative.name, relative.as_posix(), str(relative), str(path)}:
            back.append(put_back(inbox, path, relative))
            prune(path.parent, inbox.failed)
    return back


def retry_completed(inbox: Inbox) -> list[Path]:
    """Put back the failed files that changed after their note: a slow copy went on writing, or someone mended them."""
    back = []
    for path in list(refused(inbox.failed)):
        note = beside(path, NOTE)
        with suppress(OSError):
            if os.lstat(note).st_mtime < os.lstat(path).st_mtime <= time.time():
                back.append(put_back(inbox, path, path.relative_to(inbox.failed)))
    return back


def tidy(failed: Path, done: Path, read: set[str]) -> list[Path]:
    """Move from ``failed`` to ``done`` the files whose content (SHA-256) has been read since from its original."""
    moved = []
    for path in list(refused(failed)):
        note = beside(path, NOTE)
        with suppress(OSError, UnicodeDecodeError):
            mark = MARK.search(note.read_text(encoding="utf-8"))
            if mark and mark[1] in read:
                moved.append(move(path, done, path.relative_to(failed)))
                forget_note(note)
                prune(path.parent, failed)
    return moved


class Register:
    """What was done with files that stay where they are: path to state and outcome, one line each, the last one true."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done: dict[str, tuple[list[int], str]] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, KeyError, TypeError):  # torn by a kill
                    row = json.loads(line)
                    self._done[row["path"]] = (row["state"], row["status"])

    def knows(self, path: Path, state: tuple[int, int]) -> bool:
        """Whether this very state of the file was dealt with."""
        done = self._done.get(display_name(path, whole=True))
        return done is not None and done[0] == list(state) and done[1] != "again"

    def add(self, path: Path, state: tuple[int, int], status: str) -> None:
        name = display_name(path, whole=True)
        self._done[name] = (list(state), status)
        row = {"path": name, "state": list(state), "status": status}
        atomic.append_line(self._path, json.dumps(row, ensure_ascii=False))

    def retry(self, wanted: Iterable[str] = ()) -> int:
        """Forget failures, so that the next look takes the files again; returns how many."""
        names = set(wanted)
        failed = [n for n, (_, s) in self._done.items() if s == "failed" and (not names or names & {n, Path(n).name})]
        for name in failed:
            self.add(Path(name), (0, 0), "again")
        return len(failed)


def _failed_note(relative: Path, outcome: Outcome) -> str:
    row = outcome.ingestion
    return _note(
        "ce fichier n'a pas été lu.",
        relative,
        [f"Raison : {row.error_message}", f"Code : {row.error_code}"],
        row.sha256,
        "Pour réessayer : remettez le fichier dans le dossier de dépôt, ou lancez « planotheque retry ».",
    )


def _partial_note(relative: Path, outcome: Outcome) -> str:
    row = outcome.ingestion
    closing = "Ce qui a pu être lu est dans la base ; la table « pages » dit quelles pages manquent."
    return _note(
        "ce fichier n'a été lu qu'en partie.", relative, [f"Raison : {row.error_message}."], row.sha256, closing
    )


def _duplicate_note(relative: Path, outcome: Outcome) -> str:
    row, known = outcome.ingestion, outcome.known
    lines = []
    if known is not None:
        lines = [
            f"Premier fichier : {known.file_name}",
            f"Lu le : {_local(known.since)}",
            f"Document : {row.document_id}",
            f"Original gardé : originals/{known.sha256}.pdf",
        ]
    closing = "Rien n'est perdu : ce document est déjà dans la base. Ce fichier peut être supprimé."
    return _note("ce fichier a le même contenu qu'un fichier déjà lu.", relative, lines, row.sha256, closing)


def _note(title: str, relative: Path, lines: list[str], sha256: str | None, closing: str) -> str:
    mark = [f"Empreinte : {sha256}"] if sha256 else []
    now = f"Date : {dt.datetime.now():%d/%m/%Y à %H:%M}"
    name = display_name(relative, whole=True).replace("\n", " ").replace("\r", " ")
    return "\n".join([f"{SIGNED} : {title}", "", f"Fichier : {name}", now, *lines, *mark, "", closing, ""])


def _local(when: dt.datetime) -> str:
    return f"{when.replace(tzinfo=dt.UTC).astimezone():%d/%m/%Y à %H:%M}"
