"""Whether a plan was probably not read: what a tree lacks, repeats or leaves outside, told in French.

A plan is read well or lost whole, for one thing its design does: numbers or titles not taken for what they are,
labels not known, only a few of its actions found. None of it shows in one value; all of it shows in the tree.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from extractors.french.fold import fold
from extractors.french.lexicon import read_label
from extractors.segment.fiches import held_by
from extractors.segment.tree import Tree
from models.block import PageLayout
from models.segment import ActionNode, LabelledField

PLAN_DOUBTFUL = "plan_doubtful"  # the notice's name among the checks
_FORM = 8  # known labels printed: from so many on, the document has fiches
_SAID = {
    "pilot": "pilote", "partner": "partenaires", "cost": "coût", "calendar": "calendrier", "indicator": "indicateurs",
    "objective": "objectif",
}  # fmt: skip
_UNPRINTED = ("unlabelled", "note", "column", "sentence", "counts", "year_column", "year_marks")  # rules without a label


_WORD_AND_NUMBER = re.compile(r"\W*([^\W\d_]{3,}(?: [^\W\d_]{3,})?) (?:n\s?[°ºo]\s?)?\d+(?:[.\-]\w+)*\s*[:.–—|-]? ?[^\W\d_]")


def doubts(tree: Tree, layouts: list[PageLayout], announced: int) -> list[str]:
    """What makes one doubt that the document was read, as French clauses; ``announced``: actions of the contents not found."""
    actions, labels = tree.actions, tree.labels
    held = held_by(tree)
    form = labels >= _FORM
    if not actions:
        return [f"aucune action n'a été trouvée, alors que {labels} rubriques de fiche y sont imprimées"] if form else []
    out = []
    outside = labels - held
    if form and outside >= max(12, 3 * len(actions), 0.4 * labels) and _length(actions) < 0.25 * _printed(layouts):
        out.append(f"{outside} rubriques imprimées sur {labels} n'appartiennent à aucune des actions lues")
    if _repeats(actions) > 0.2:
        out.append("les mêmes rubriques reviennent dans une action, qui réunit peut-être plusieurs fiches")
    if announced >= max(3, 0.5 * len(actions)):
        out.append(f"{announced} actions annoncées au sommaire n'ont pas été trouvées")
    if len(actions) >= 3:
        out += _lacks(actions, labels) + _swallowed(actions)
    if len(actions) >= 4:
        out += _titles(actions)
    untitled = sum(node.title is None for node in tree.orientations)
    if untitled >= max(3, 0.5 * len(actions)):
        out.append(f"{untitled} niveaux numérotés n'ont pas d'intitulé")
    return out


def tell(reasons: list[str]) -> str:
    """The French sentence a user reads, with what to do."""
    return (
        f"Ce plan n'est sans doute pas bien lu : {' ; '.join(reasons)}. Comparez les actions avec leurs pages dans la page de "
        "relecture (planotheque review) avant de vous servir de ce document."
    )


def _length(actions: list[ActionNode]) -> int:
    return sum(len(f.text.text) for a in actions for f in a.fields)


def _printed(layouts: list[PageLayout]) -> int:
    """Characters of the document, its contents pages aside."""
    return sum(len(p.text.text) for la in layouts if la.page.role != "contents" for p in la.paragraphs())


def _repeats(actions: list[ActionNode]) -> float:
    """The part of the labels that were met before in the same action."""
    all_met = again = 0
    for action in actions:
        met = Counter((f.field, fold(f.label)) for f in action.fields if f.label and f.rule not in _UNPRINTED)
        all_met += sum(met.values())
        again += sum(n - 1 for n in met.values())
    return again / all_met if all_met else 0.0


def _is_told(f: LabelledField) -> bool:
    return f.rule not in ("unlabelled", "note")


def _lacks(actions: list[ActionNode], labels: int) -> list[str]:
    """Fields nearly every plan gives and this one never does; actions without any; one field that holds it all."""
    n = len(actions)
    given = Counter(name for a in actions for name in {f.field for f in a.fields if f.text and _is_told(f)})
    never = [name for name in _SAID if given[name] < 0.3 * n]
    out = []
    unled = given["pilot"] < 0.1 * n and given["partner"] < 0.1 * n
    if (labels >= _FORM and unled and len(never) >= 3) or (labels >= _FORM / 2 and len(never) >= 5):
        out.append(f"presque aucune action n'a ces rubriques : {', '.join(_SAID[name] for name in never)}")
    bare = sum(not any(f.text and _is_told(f) for f in a.fields) for a in actions)
    if labels >= _FORM and bare >= max(3, 0.25 * n):
        out.append(f"{bare} actions sur {n} n'ont aucune rubrique")
    for name, word in _SAID.items():  # what is told at length is how: a list of names or of figures is not
        if labels >= _FORM and sum(len(f.text.text) for a in actions for f in a.fields if f.field == name) > 0.8 * _length(actions) > 0:
            out.append(f"une seule rubrique ({word}) tient presque tout le texte des actions")
    return out


def _swallowed(actions: list[ActionNode]) -> list[str]:
    """Known labels that most actions hold as lines of text, in a field of another kind ("Investissement" parts a cost)."""
    holders: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for k, action in enumerate(actions):
        for f in action.fields:
            for line in f.text.text.split("\n"):
                if 3 < len(line) <= 60:
                    holders[line, f.field].add(k)
    most = max(3, 0.6 * len(actions))
    met = {(re.sub(r"^[^\w]+", "", line).strip(" :.?"), name) for (line, name), held in holders.items() if len(held) >= most}
    found = sorted({w for w, name in met if (label := read_label(w)) and label.field != name})
    if len(found) < 2:
        return []
    return [f"des rubriques sont lues comme du texte ({', '.join(f'« {w} »' for w in found[:4])})"]


def _titles(actions: list[ActionNode]) -> list[str]:
    titles = [a.title.text for a in actions]
    n, out = len(actions), []
    if sum(bool(re.match(r"\W*\d", a.title.text)) and not a.number for a in actions) > 0.5 * n:
        out.append("les intitulés commencent par un chiffre qui n'a pas été pris pour leur numéro")
    named = Counter(fold(m[1]) for a in actions if not a.number and (m := _WORD_AND_NUMBER.match(a.title.text)))
    if named and max(named.values()) > 0.5 * n:
        out.append("les intitulés commencent par un même mot et un numéro, qui n'en ont pas été détachés")
    if sum(len(t) > 140 or bool(re.search(r"[.!?] [A-ZÀ-Ý]", t)) for t in titles) > 0.5 * n:
        out.append("les intitulés sont longs comme des paragraphes")
    if n - len({fold(t) for t in titles}) > 0.2 * n:
        out.append("plusieurs actions ont le même intitulé")
    return out
