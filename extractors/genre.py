"""What a document says it is, and whether it commits to anything: minutes, forms, accounts and guides hold no action.

A plan needs no proof. A document that presents itself as something else is believed: its title opens with the name of
that kind, or its first pages hold several of the words such documents are made of (``french/data/genres.csv``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.act import OBJECT
from extractors.french.fold import fold
from extractors.french.headings import read_heading
from extractors.french.lexicon import read_label
from extractors.french.plan_types import find_plan_types, read_own_name
from extractors.segment.tree import Tree, is_instruction
from extractors.zones import Passage, passages
from models.block import PageLayout, Table
from models.segment import ActionNode

NOT_A_PLAN = "not_a_plan"  # the notice's name among the checks
_EARLY = 3  # pages where a document says what it is
_SIGNS = 4  # different words of its kind that tell as much as a title, were it to name none
_FULL = 6  # of these fields, in one fiche: a plan's, whatever stands before it
_CORE = {"pilot", "partner", "cost", "funder", "calendar", "indicator", "objective", "context", "modalities"}
_LEAD = re.compile(r"^\W*(?:(?:le|la|les|l'|notre|un|une|projet de|annexe(?: \w{1,3})? ?[:–-]?) ?)?")
# "Bilan et programme d'actions" is two documents in one.
_AND_PLAN = re.compile(
    r"(?:\bet|\bpuis|\+|/|&)\s*(?:le |la |les |l'|un |une )?(?:nouve\w+ )?"
    r"(?:programme|plan|strategie|feuille de route|orientation|fiche|action|perspective|engagement)"
)
_PART_OF_PLAN = re.compile(
    r"^\W*(?:(?:le|la|les|l'|notre|nos) ?)?(?:nouve\w+ )?(?:fiches[- ]actions?|orientations|strategie|engagements|"
    r"feuille de route|(?:programme|plan|cahier|recueil|livret|tableau) "
    r"(?:d'|de |des |du |operationnel)\s?(?:fiches?[- ]?)?(?:actions?|orientations?|mesures)?)\b"
)


_TO_FILL = re.compile(r"_{2,}|\.{4,}|…{2,}|☐.*☐|:\s*$")
# The labels of an account. "Bilan" alone is not one: a plan's fiche may recall what the last plan did.
_DONE_LABEL = re.compile(
    r"(?:(?:principales |actions )?realisations?|actions? (?:realisees?|menees?)|ce qui a ete (?:fait|realise)|travail realise|"
    r"(?:budget|montant|credits?|couts?) (?:consommes?|realises?|depenses?|engages?)|depenses? (?:realisees?|constatees?)|"
    r"resultats? (?:obtenus?|atteints?|constates?)|taux (?:de realisation|d'execution)|(?:niveau|degre) de realisation|"
    r"appreciation|avis (?:des evaluateurs?|de l'evaluateur)|ecarts?|difficultes rencontrees|"
    r"(?:etat )?d?'?avancement)\b(?=[^.]{0,25}(?::|$))"
)


_STEP = re.compile(r"\W*(?:etape|phase|module|lot|article|chapitre|seance|jour|session|question)s? ?(?:n|\d|[ivx]+\b)")
_ACTION_COLUMN = re.compile(
    r"^\W*(?:intitule |titre |nom |libelle )?(?:de |des |du |d')*(?:l'|la |le )?(?:fiches?[- ])?"
    r"(?:actions?|mesures?|fiches?|projets?|engagements?)\b(?! (?:a mener|demandee|corrective|menee))"
)


@dataclass(frozen=True, slots=True)
class Genre:
    """``needs``: "never", or "fiches" where actions with fields of their own are believed."""

    name: str
    needs: str


@dataclass(frozen=True, slots=True)
class Presented:
    """A genre, the page and words that tell it."""

    genre: Genre
    page: int
    text: str


def set_aside(tree: Tree, layouts: list[PageLayout]) -> str | None:
    """Empty the tree of a document that commits to nothing; the sentence that says so, None for a plan."""
    if not tree.actions and not tree.orientations:
        return None
    found = read_genre(passages(layouts[: _EARLY + 2]), [la.page.number for la in layouts[:_EARLY]])
    # What stands on the second page is no document's title, where nothing of the first could be read.
    believed = found is not None and (found.genre.needs == "fiches" or found.page > 1)
    if found and (_proved(tree) if believed else _second_part(layouts)):
        found = None
    if found:
        told = f"Ce document se présente comme {found.genre.name} (page {found.page} : « {found.text[:100]} »)"
    elif tree.actions and all(_is_blank(a) for a in tree.actions):
        told = "Les fiches de ce document sont vides, comme celles d'un modèle à remplir"
    elif _tells_what_was_done(tree, layouts):
        told = "Les rubriques de ce document disent ce qui a été fait, comme celles d'un bilan"
    elif tree.actions and _is_account(tree, layouts):
        told = "Ce document ne nomme aucun plan et ne donne que des sommes et des dates, comme un budget"
    elif tree.actions and not _commits(tree, layouts):
        told = "Ce document ne se dit pas un plan et rien n'y tient lieu de fiche d'action"
    else:
        return None
    count = len(tree.actions)
    tree.actions, tree.orientations, tree.kinds, tree.sizes = [], [], [], []
    if not count:
        return None
    left = f"{count} passages ressemblant à des actions ont été écartés"
    return f"{told} : {left if count > 1 else '1 passage ressemblant à une action a été écarté'}."


def is_other(layouts: list[PageLayout]) -> bool:
    """Whether the document presents itself as something else than a plan."""
    return read_genre(passages(layouts[: _EARLY + 2]), [la.page.number for la in layouts[:_EARLY]]) is not None


def read_genre(parts: list[Passage], early: list[int]) -> Presented | None:
    """The kind the first title names, else the one whose words fill the first pages; None for a plan."""
    titles = _titles(parts)
    plan = False
    for part in titles:
        genre = _named(part.text.text)
        if genre and (not plan or not any(_PART_OF_PLAN.match(fold(t.text.text)) for t in titles)):
            return Presented(genre, part.page, part.text.text)
        if _names_plan(part.text.text):
            if part.zone != "cover":
                break
            plan = True
    return _by_signs(parts, early)


def _titles(parts: list[Passage]) -> list[Passage]:
    """What stands out at the top of the first page, down to the first label or numbered heading."""
    own = [p for p in parts if p.zone in ("cover", "body")]
    out: list[Passage] = []
    for part in own[:12]:
        text = part.text.text
        heading = read_heading(text)
        if part.page != own[0].page or (out and read_label(text)):
            break
        if heading and (heading.role == "action" or (heading.role == "bare" and out)) and not _named(text):
            break
        if len(text) <= 200 and _stands_out(part):
            out.append(part)
    top = max((p.rise for p in out), default=0.0)
    return [p for p in out if p.rise >= 0.55 * top]


def _stands_out(part: Passage) -> bool:
    text = part.text.text
    letters = [c for c in text if c.isalpha()]
    capitals = len(letters) > 5 and all(c.isupper() for c in letters)
    return part.rise >= 1.15 or capitals or (bool(part.text.marks) and all(m.bold for m in part.text.marks))


def _names_plan(text: str) -> bool:
    mentions = find_plan_types(text)
    return bool(mentions and mentions[0].start <= 12) or bool(read_own_name(text))


def _named(text: str) -> Genre | None:
    """The genre whose name opens ``text``; of two, the longer name."""
    folded = fold(text).replace("’", "'")
    start = _LEAD.match(folded).end()
    found = [(m.end(), genre) for genre, names, _ in _lexicon() if (m := names.match(folded, start))]
    if not found:
        return None
    end, genre = max(found, key=lambda f: f[0])
    return None if _AND_PLAN.search(folded, end) else genre


def _by_signs(parts: list[Passage], early: list[int]) -> Presented | None:
    """Words of a kind, four different ones or more; they ask for fiches rather than refuse them."""
    texts = [(p.page, fold(p.text.text).replace("’", "'")) for p in parts if p.page in early]
    best: tuple[Genre, dict[str, int]] | None = None
    for genre, _, signs in _lexicon():
        if signs is None:
            continue
        met: dict[str, int] = {}
        for page, text in texts:
            for m in signs.finditer(text):
                met.setdefault(m.group(), page)
        if len({word[:8] for word in met}) >= _SIGNS and (best is None or len(met) > len(best[1])):
            best = (genre, met)
    if best is None:
        return None
    genre, met = best
    return Presented(Genre(genre.name, "fiches"), min(met.values()), "…, ".join(list(met)[:5]) + "…")


def _proved(tree: Tree) -> bool:
    """Two fiches or more, each with fields of its own of which one says who or how it is measured; or one of most fields."""
    return sum(_is_fiche(a) for a in tree.actions) >= 2 or any(
        _is_fiche(a) and len(_told(a)) >= _FULL for a in tree.actions
    )


def _is_fiche(action: ActionNode) -> bool:
    told = _told(action)
    return len(told) >= 3 and bool(told & {"pilot", "partner", "indicator"})


def _told(action: ActionNode) -> set[str]:
    return {f.field for f in action.fields if f.text and f.rule != "unlabelled"} & _CORE


def _is_blank(action: ActionNode) -> bool:
    """A form whose fields were left empty: five or more, of which a third at most hold something."""
    labelled = [f for f in action.fields if f.rule != "unlabelled"]
    filled = [f for f in labelled if f.text and not is_instruction(f.text.text) and not _TO_FILL.search(f.text.text)]
    return len(labelled) >= 5 and len(filled) <= len(labelled) / 3


def _tells_what_was_done(tree: Tree, layouts: list[PageLayout]) -> bool:
    """Most actions come with several labels of an account: "Réalisations", "Budget consommé", "Ce qui a été fait"."""
    if len(tree.actions) < 2:
        return False
    met = [m.group() for la in layouts for p in la.paragraphs() if (m := _DONE_LABEL.match(fold(p.text.text[:60])))]
    return len(set(met)) >= 2 and len(met) >= 1.5 * len(tree.actions)


def _is_account(tree: Tree, layouts: list[PageLayout]) -> bool:
    """No plan is named, nothing stands above the rows, and they say what is spent, never who acts nor what for."""
    told = [_told(a) for a in tree.actions]
    if tree.orientations or any(t - {"cost", "funder", "calendar"} for t in told):
        return False
    if sum("cost" in t for t in told) < len(told) / 2:
        return False
    parts = passages(layouts[:_EARLY])
    return not any(find_plan_types(p.text.text) or read_own_name(p.text.text) for p in parts)


def _commits(tree: Tree, layouts: list[PageLayout]) -> bool:
    """A plan calls itself one, has levels, headings of its own word ("Action 3"), fiches, or a table of actions by name.

    Titles known by their look and rows of anything ("Opération", "Dossier") are not enough where nothing else says so.
    """
    if tree.orientations or any(a.number and a.label and a.rule != "row" for a in tree.actions):
        return True
    if any(_is_fiche(a) and not _STEP.match(fold(a.title.text)) for a in tree.actions):
        return True
    if any(_calls_itself_plan(p) for p in passages(layouts[: _EARLY + 2])):
        return True
    if not any(a.rule == "row" for a in tree.actions):
        return False
    tables = (b for la in layouts for b in la.blocks if isinstance(b, Table))
    heads = (c.text.text for t in tables for r in range(min(2, t.rows)) for c in t.row(r) if c.paragraphs)
    return any(_ACTION_COLUMN.search(fold(head)) for head in heads)


def _calls_itself_plan(part: Passage) -> bool:
    """In a running head, an object or large letters; among the small letters of a cover, only what opens with it."""
    text = part.text.text
    if part.zone == "cover" and part.rise < 1.15:
        return _names_plan(text)
    if not (part.zone in ("cover", "head") or part.rise >= 1.25 or OBJECT.match(text)):
        return False
    return bool(find_plan_types(text) or read_own_name(text))


def _second_part(layouts: list[PageLayout]) -> bool:
    """Whether a page further on is the title of a plan's own part: "Programme d'actions 2025-2030"."""
    for layout in layouts[1:]:
        texts = [p.text.text for p in layout.paragraphs() if p.text]
        if sum(len(t.split()) for t in texts) <= 25 and any(_PART_OF_PLAN.match(fold(t)) for t in texts):
            return True
        top = next((p for p in layout.paragraphs() if p.text), None)  # or a chapter's title, over the first fiche
        largest = max((p.size for p in layout.paragraphs()), default=0.0)
        if top is not None and top.size >= largest and top.bold and _PART_OF_PLAN.match(fold(top.text.text)):
            return True
    return False


@cache
def _lexicon() -> list[tuple[Genre, re.Pattern[str], re.Pattern[str] | None]]:
    """Each genre, the names that open its titles, longest first, and its signs."""
    out = []
    text = (files("extractors.french") / "data" / "genres.csv").read_text(encoding="utf8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, needs, titles, words = line.split(";")
            forms = sorted(titles.split("|"), key=lambda f: (-len(f), f))
            signs = re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, words.split('|')))})") if words else None
            out.append((Genre(name, needs), re.compile("|".join(map(_pattern, forms))), signs))
    return out


def _pattern(form: str) -> str:
    """``form`` as whole words, "*" standing for any ending."""
    return re.escape(form).replace(r"\*", r"\w*") + r"(?!\w)"
