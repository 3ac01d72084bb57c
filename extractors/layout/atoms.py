"""What a page's reading order is made of: lines, grids of cells, and frames with what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.layout.grid import Grid
from models.block import Line
from models.geometry import Box


@dataclass(slots=True)
class Panel:
    """What stands in one frame (a card, a sheet); read whole before what follows it."""

    box: Box
    atoms: list[Atom] = field(default_factory=list)


Atom = Line | Grid | Panel


def lines_of(atoms: Sequence[Atom]) -> list[Line]:
    """The lines of these atoms, those of panels included."""
    out: list[Line] = []
    for atom in atoms:
        if isinstance(atom, Line):
            out.append(atom)
        elif isinstance(atom, Panel):
            out += lines_of(atom.atoms)
    return out


def largest(atoms: Sequence[Atom]) -> float:
    """Size of the largest of some lines, in points: of the last ones read, that of the title over what comes."""
    return max((line.size for line in lines_of(atoms)), default=0.0)


def into_panels(atoms: list[Atom], frames: list[Box]) -> list[Atom]:
    """Atoms put into the smallest frame around them; frames into larger ones."""
    panels = [Panel(f) for f in sorted(frames, key=lambda b: b.width * b.height)]
    top: list[Atom] = []
    for atom in atoms:
        home = next((p for p in panels if _encloses(p.box, atom.box)), None)
        (home.atoms if home else top).append(atom)
    for k, panel in enumerate(panels):
        if panel.atoms:
            home = next((p for p in panels[k + 1 :] if _encloses(p.box, panel.box)), None)
            (home.atoms if home else top).append(panel)
    return top


def _encloses(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 - 2 <= inner.x0 and inner.x1 <= outer.x1 + 2 and outer.y0 - 2 <= inner.y0 and inner.y1 <= outer.y1 + 2
    )
