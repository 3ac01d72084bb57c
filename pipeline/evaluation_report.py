"""The evaluation as a page of Markdown, in French: fields, whole actions, kinds of pages and of layouts, confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline import atomic
from pipeline.comparison import FRENCH, Result, Tally
from pipeline.confidence import LOW
from pipeline.evaluate import Evaluation
from pipeline.reliability import calibration_error, reliability

BEGIN, END = "<!-- chiffres : début -->", "<!-- chiffres : fin -->"
SOURCES = {"digital": "numérique", "ocr": "numérisé (OCR)", "mixed": "mixte", "": "absent de la base"}


def write_report(evaluation: Evaluation, path: Path, *, documents: bool = False) -> None:
    """Write the figures to ``path``: between its marks where it has them, else as the whole file."""
    figures = f"{BEGIN}\n\n{markdown(evaluation, documents=documents)}\n{END}"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    whole = f"{head}{figures}{tail}" if begin and end else f"# Évaluation\n\n{figures}\n"
    atomic.write_bytes(path, whole.encode())


def markdown(evaluation: Evaluation, *, documents: bool = False) -> str:
    """The sections, each a heading and a table; ``documents`` names each of them."""
    out = [
        f"{evaluation.documents} documents, {int(evaluation.whole.expected)} actions attendues. « Souple » : un nom, un "
        "texte ou un montant presque juste compte aussi.",
        "### Champs",
        _table(
            ("champ", "précision", "rappel", "F1", "précision souple", "rappel souple", "F1 souple", "attendus", "lus"),
            (
                (FRENCH[k], *_three(t), *_three(evaluation.soft[k]), int(t.expected), int(t.found))
                for k, t in _used(evaluation)
            ),
        ),
        f"Actions entières, sans rien de faux ni de manquant : {_whole(evaluation)}. "
        f"F1 moyen des champs : {_figure(evaluation.mean)}.",
        "### Numérique ou numérisé",
        _groups(evaluation, lambda r: SOURCES[r.source]),
        "### Mises en page",
        _groups(evaluation, lambda r: r.family),
        "### Confiance",
        *_confidence(evaluation),
    ]
    if documents:
        rows = (
            (r.document, r.family, _figure(r.mean), _whole(r)) for r in sorted(evaluation.each, key=lambda r: r.mean)
        )
        out += ["### Documents", _table(("document", "mise en page", "F1 moyen", "actions entières"), rows)]
    return "\n\n".join(out) + "\n"


def _confidence(evaluation: Evaluation) -> Iterable[str]:
    values = evaluation.judged
    if not values:
        return ["Aucune valeur à juger."]
    low = [v for v in values if v.confidence < LOW]
    wrong = [v for v in values if not v.right]
    caught = sum(v.confidence < LOW for v in wrong)
    bins = reliability(values)
    soft = {start: share for start, _, _, share in reliability(values, softly=True)}
    rows = (
        (
            f"{start:.1f} à {start + 0.1:.1f}".replace(".", ","),
            count,
            _figure(told),
            _figure(share),
            _figure(soft[start]),
        )
        for start, count, told, share in bins
    )
    return [
        f"{len(values)} valeurs jugées, {_figure(sum(v.right for v in values) / len(values))} justes. Erreur de calibration "
        f"attendue : {_figure(calibration_error(values))}. À vérifier (confiance sous {_figure(LOW, 2)}) : {len(low)} valeurs, "
        f"dont {sum(not v.right for v in low)} fausses ; elles contiennent {caught} des {len(wrong)} valeurs fausses.",
        _table(("confiance", "valeurs", "dite", "justes", "justes, souple"), rows),
    ]


def _groups(evaluation: Evaluation, key) -> str:
    """One row for each value of ``key``, the most documents first."""
    groups: dict[str, Result] = {}
    size: dict[str, int] = {}
    for result in evaluation.each:
        groups.setdefault(key(result), Result()).add(result)
        size[key(result)] = size.get(key(result), 0) + 1
    shown = ("actions", "pilots", "partners", "funders", "cost_amounts", "indicators", "calendar", "objective")
    rows = (
        (
            name, size[name], int(groups[name].whole.expected), _whole(groups[name]), _figure(groups[name].mean),
            *(_figure(t.f1) if (t := groups[name].fields[k]).found or t.expected else "–" for k in shown),
        )
        for name in sorted(groups, key=lambda n: (-size[n], n))
    )  # fmt: skip
    head = ("", "documents", "actions", "actions entières", "F1 moyen", *(FRENCH[k] for k in shown))
    return _table(head, rows)


def _used(result: Result) -> list[tuple[str, Tally]]:
    return [(name, t) for name, t in result.fields.items() if t.found or t.expected]


def _three(t: Tally) -> tuple[str, str, str]:
    return _figure(t.precision), _figure(t.recall), _figure(t.f1)


def _whole(result: Result) -> str:
    return _figure(result.whole.recall) if result.whole.expected else "–"


def _figure(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(c).replace("|", "\\|") for c in line) + " |" for line in lines)
