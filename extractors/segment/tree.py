"""The tree under construction: one node an orientation, one node an action, however often they are named."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from extractors.french.fold import fold
from extractors.french.headings import clean_number, depth_of
from models.segment import ActionNode, LabelledField, OrientationNode
from models.text import Place, PlacedText

_SAME = 88
_PLACEHOLDER = re.compile(
    r"^(intitule|titre|libelle|nom|designation|fiche action|fiche|action|objet)?( de l'action| de la fiche| de la mesure)?$"
)


def comparable(text: str | None) -> str:
    return " ".join(re.findall(r"[a-z0-9%]+", fold(text or "").replace("œ", "oe")))


_INSTRUCTION = re.compile(
    r"^(a (completer|renseigner|remplir|preciser|definir par)|citer|decrire|indiquer|preciser|saisir|renseigner|completer|"
    r"lister|rappeler|expliquer|mentionner|nommer|cocher|nom de la structure|titre de l'action ici|texte|xxx+|lorem)\b|^\(.*\)$|^\[.*\]$|^<.*>$"
)


def is_placeholder(title: str) -> bool:
    """ "Intitulé", "Titre de l'action": the word for a title, not a title."""
    return not re.search(r"[^\W\d_]{2}", title) or bool(_PLACEHOLDER.match(fold(title).strip(" :.-–—")))


_CONTINUED = re.compile(r"\s*[-–—:,]?\s*[(\[]?\s*\b(suite( et fin)?|\d\s?/\s?\d)\s*[)\]]?\s*\.*$", re.IGNORECASE)


def less_continued(title: PlacedText) -> PlacedText:
    """A title without the "(suite)" or "(2/2)" a second page or slide adds to it."""
    found = _CONTINUED.search(title.text)
    if not found or not re.search(r"[-–—:,(\[]", found.group()) or found.start() < 6:
        return title
    return title.slice(0, found.start())


def goes_on(title: str) -> bool:
    """ "(suite)", "Suite et fin": not a title, what a second page says in its place."""
    found = _CONTINUED.match(title)
    return bool(found) and bool(re.search(r"suite", title, re.IGNORECASE))


def is_instruction(text: str) -> bool:
    """What a blank form says to write: dots, boxes to tick, "(une phrase ...)", "Décrire en dix lignes"."""
    folded = fold(text).strip()
    dotted = "..." in folded or "…" in folded
    if dotted and sum(c.isalpha() for c in folded) < 0.4 * len(folded.replace(" ", "")):
        return True
    return bool(_INSTRUCTION.match(folded))


def same_title(a: str | None, b: str | None, cut: float = _SAME) -> bool:
    """Whether two printings name one thing: alike, or one cut short of the other."""
    x, y = comparable(a), comparable(b)
    if not x or not y:
        return False
    if fuzz.ratio(x, y) >= cut:
        return True
    short, long = sorted((x, y), key=len)
    return len(short) >= 25 and len(short) >= 0.45 * len(long) and fuzz.partial_ratio(short, long) >= 95


class Tree:
    """Orientations and actions, found again when the document names them again."""

    def __init__(self) -> None:
        self.orientations: list[OrientationNode] = []
        self.kinds: list[str] = []  # level word of each orientation
        self.sizes: list[float] = []  # largest printed size of each orientation's heading
        self.actions: list[ActionNode] = []
        self.pilots: dict[int, LabelledField] = {}  # by orientation: the pilot it names for all its actions
        self.labels = 0  # known labels the document prints, outside tables with a row per action

    # -- orientations

    def orientation(
        self,
        kind: str,
        label: str | None,
        number: str | None,
        title: PlacedText | None,
        *,
        parent: int | None,
        size: float,
        page: int,
        places: list[Place],
        rule: str,
    ) -> int:
        """The index of this level, new or met before."""
        known = self._known_orientation(kind, number, title, parent)
        if known is not None:
            node = self.orientations[known]
            better = title and (
                node.title is None or (size > self.sizes[known] + 0.4 and not is_placeholder(title.text))
            )
            if better:
                node.title = title
                node.page = page
                node.places = places
            self.sizes[known] = max(size, self.sizes[known])
            if node.parent is None and parent is not None and parent != known and not self.is_under(parent, known):
                node.parent = parent
                node.depth = self.orientations[parent].depth + 1
            return known
        depth = 0 if parent is None else self.orientations[parent].depth + 1
        self.orientations.append(OrientationNode(label, number, title, parent, depth, page, places, rule))
        self.kinds.append(kind)
        self.sizes.append(size)
        return len(self.orientations) - 1

    def is_under(self, index: int, ancestor: int) -> bool:
        seen = set()
        while index is not None and index not in seen:
            if index == ancestor:
                return True
            seen.add(index)
            index = self.orientations[index].parent
        return False

    def compatible(self, a: int | None, b: int | None) -> bool:
        """Whether two levels may be one place in the tree: one not known, the same, or one under the other."""
        return a is None or b is None or self.is_under(a, b) or self.is_under(b, a)

    def _known_orientation(
        self, kind: str, number: str | None, title: PlacedText | None, parent: int | None
    ) -> int | None:
        same_kind = [k for k, w in enumerate(self.kinds) if _same_level(w, kind)]
        if (
            kind.startswith("#") and number and title
        ):  # "A1. Réinvestir" in a list, "Orientation A1 : ..." over the fiches
            for k, o in enumerate(self.orientations):
                if _number_key(o.number) == _number_key(number) and o.title and same_title(o.title.text, title.text):
                    return k
        if number:
            hits = [k for k in same_kind if _number_key(self.orientations[k].number) == _number_key(number)]
            if hits and title:
                named = [
                    k
                    for k in hits
                    if self.orientations[k].title is None
                    or same_title(
                        self.orientations[k].title.text,
                        title.text,
                        78 if self.compatible(parent, self.orientations[k].parent) else 97,
                    )
                ]
                if named:
                    return named[-1]
            under = [k for k in hits if parent is None or self.orientations[k].parent in (None, parent)]
            if under and (
                not title or "." in number or parent is None or self.orientations[under[-1]].parent == parent
            ):
                return under[-1]
            return None
        if title:
            for k in same_kind:
                if self.orientations[k].title and same_title(self.orientations[k].title.text, title.text):
                    return k
        return None

    def has_level(self, kind: str) -> bool:
        """Whether levels of this kind were met before."""
        return kind in self.kinds

    def level(self, kind: str, number: str) -> int | None:
        """The titled level of this kind and number met before, or None."""
        known = self._known_orientation(kind, number, None, None)
        return known if known is not None and self.orientations[known].title is not None else None

    def by_number(self, number: str) -> list[int]:
        """The orientations whose number is the longest proper prefix of a number, deepest last."""
        parts = re.findall(r"\d+|[A-Za-z]+", number)
        for n in range(len(parts) - 1, 0, -1):
            want = ".".join(parts[:n]).lower()
            hits = [k for k, o in enumerate(self.orientations) if o.number and _dotted(o.number) == want]
            if hits:
                return sorted(hits, key=lambda k: self.orientations[k].depth)
        return []

    # -- actions

    def find_action(self, number: str | None, title: str, orientation: int | None) -> ActionNode | None:
        """The node already made for this number or title; the document repeats what it commits to do."""
        key = _number_key(number)
        if key:
            same = [a for a in self.actions if _number_key(a.number) == key]
            for a in reversed(same):
                # A plain number restarts under the next level: there only the very title tells it is the same action.
                apart = depth_of(clean_number(number or "")) in ("1", "A", "I") and not self.compatible(
                    orientation, a.orientation
                )
                if (
                    not title
                    or is_placeholder(title)
                    or not a.title
                    or same_title(a.title.text, title, 92 if apart else 62)
                ):
                    return a
            for a in reversed(same):
                # A summary may word a title otherwise; a compound number is enough within one orientation.
                together = orientation is None or a.orientation is None or a.orientation == orientation
                if together and depth_of(clean_number(number or "")) not in ("1", "A", "I"):
                    return a
            if same:
                return None
        if title and not is_placeholder(title):
            for a in reversed(self.actions):
                if key and _number_key(a.number):
                    continue  # each has a number of its own
                if a.title and same_title(a.title.text, title, 92):
                    return a
        return None

    def add_action(self, node: ActionNode) -> ActionNode:
        self.actions.append(node)
        return node


@lru_cache(maxsize=4096)  # each action's is asked for at every other
def _number_key(number: str | None) -> str:
    key = re.sub(r"[^0-9a-z.]", "", (number or "").lower()).strip(".")
    return re.sub(r"\.(?=[a-z])|(?<=[a-z])\.", "", key)  # "1.A" in the summary, "1 A" over the fiche


@lru_cache(maxsize=4096)
def _dotted(number: str) -> str:
    return ".".join(re.findall(r"\d+|[A-Za-z]+", number)).lower()


def _same_level(a: str, b: str) -> bool:
    """ "axe" and "axe strategique" are one level; "objectif strategique" and "objectif operationnel" are two."""
    return a == b or a.startswith(b + " ") or b.startswith(a + " ")
