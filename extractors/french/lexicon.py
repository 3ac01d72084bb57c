"""Field labels: which printed words open which field.

A label is a head phrase (``data/labels.csv``) followed only by words that may qualify it
(``data/label_modifiers.txt``): "Partenaires potentiels à mobiliser" opens the partners, while
"Partenaires historiques de la Ville, les clubs ..." is a sentence. spaCy's PhraseMatcher finds the heads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from spacy.attrs import LOWER
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.french.fold import fold
from extractors.french.plan_types import find_plan_types
from extractors.french.questions import is_half, spoken_field

_DATA = Path(__file__).parent / "data"
_FORMS = re.compile(
    r"\((s|e|es|x|le|ne|trice|euse|rice|nt|te|tes)\)|[·•․.](e|es|s|se|ne|trice|rice|euse)([·•․.]s)?\b|-(e|es|trice)s?\b(?=\s|$|-s)"
)
_TOKEN = re.compile(r"[a-z]+|[€%]|\d+")
_LEAD = re.compile(r"^\s*(\d{1,2}|[a-h]|[ivx]{1,4})\s*[.)/\-–]\s*(?=[^\W\d])", re.IGNORECASE)
# Pictures set before labels: "★ Pilote", "⏱ Calendrier", "€ Budget". A box to tick or a number in a disc is none.
PICTURES = "\u2300-\u23ff\u25a0-\u260f\u2613-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
_PICTURE = rf"[€¤{PICTURES}]\ufe0f?"
_PICTURED = re.compile(rf"^{_PICTURE} (?=[A-ZÀ-Ý])")
_SKIP = {"le", "la", "les", "l", "un", "une", "quel", "quelle", "son", "ses", "nos", "notre", "leur"}
# Adjectives that may stand before a label's noun: "Autres partenaires", "Principales étapes".
_BEFORE = {"autre", "principal", "principale", "principau", "premier", "premiere", "prochain", "prochaine", "bref", "breve"}
_BEFORE |= {"court", "courte", "different", "differente"}
# What the values told after an indicator are: "Indicateurs (valeur 2023 → cible 2030)".
_MEASURES = re.compile(
    r"^((?:indicateur|crit[èe]re)s?\b[^()]*)\((?:(?:valeurs?|base|d[ée]part|initiale?|actuelle?|situation|r[ée]f[ée]rence|"
    r"cibles?|objectifs?|[ée]tat|unit[ée]s?|arriv[ée]e|de|en|vers|à|et|puis|20\d\d)\b|[→➔>/,;:=–—-]|\s)+\)$",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b(?:sur|pour|pendant|par|en)\s+\d{1,2}\s+(?:ans|années)\b", re.IGNORECASE)  # "Budget sur 6 ans"
# The first letter of a word in small capitals, set apart: "Q UE FAIRE ?". One-letter words (à, y) stay.
_APART = re.compile(r"(?<![^\W_])(?<!['’])([^\W\d_AÀÂYÔ])\s(?=[^\W\d_]{2})")
MAX_WORDS = 14


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: its field, its words, and the second field of a joint label ("Pilote et partenaires")."""

    field: str
    text: str
    second: str | None = None
    head: str = ""
    weak: bool = False  # an everyday word: opens a field only from a cell, a bold run or a line of its own


@cache
def vocabulary() -> Vocab:
    """What spaCy's matchers need. Words are cut here: its French tokenizer would take two seconds to load."""
    return Vocab(lex_attr_getters={LOWER: str.lower})


def singular(token: str) -> str:
    return token[:-1] if len(token) > 3 and token[-1] in "sx" else token


def tokens(text: str) -> list[str]:
    """Folded words without plural marks nor inclusive forms: "Pilote(s) de l’action" is pilote de l action."""
    text = _FORMS.sub("", fold(text).replace("œ", "oe"))
    return [singular(t) for t in _TOKEN.findall(text)]


@cache
def _matcher() -> PhraseMatcher:
    matcher = PhraseMatcher(vocabulary(), attr="LOWER")
    for field, heads in _heads().items():
        matcher.add(field, [Doc(vocabulary(), words=words) for words in heads])
    return matcher


@cache
def _heads() -> dict[str, list[list[str]]]:
    """The words of each field's labels."""
    by_field: dict[str, list[list[str]]] = {}
    for line in (_DATA / "labels.csv").read_text("utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            field, head = line.split(";")
            by_field.setdefault(field, []).extend(_expanded(head))
    return by_field


@cache
def _classes() -> dict[str, list[list[str]]]:
    """Words that take each other's place in a head, by the name of their class."""
    out = {}
    for line in (_DATA / "label_classes.txt").read_text("utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, forms = line.partition(":")
            out[name] = [[singular(w) for w in form.split()] for form in forms.split(",")]
    return out


def _expanded(head: str) -> list[list[str]]:
    """Every phrase a head of labels.csv stands for: "{organisme} pilote" is structure pilote, service pilote ..."""
    pieces = [_classes()[word[1:-1]] if word[0] == "{" else [[singular(word)]] for word in head.split()]
    return [[w for form in forms for w in form] for forms in product(*pieces)]


@cache
def _bodies() -> frozenset[str]:
    """Words for bodies of every kind."""
    return frozenset(form[0] for name in ("organisme", "allie") for form in _classes()[name] if len(form) == 1)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for heads in _heads().values() for words in heads)


@cache
def _first_pairs() -> frozenset[str]:
    return frozenset(" ".join(words[:2]) for heads in _heads().values() for words in heads if len(words) > 1)


def _plan_names(body: str, words: list[str]) -> set[int]:
    """Where ``words`` name a kind of plan: "Articulation avec le SCoT", "Pilier du contrat de ville"."""
    out: set[int] = set()
    for mention in find_plan_types(body):
        name = tokens(body[mention.start : mention.end])
        for k in range(1, len(words) - len(name) + 1):
            if name and words[k : k + len(name)] == name:
                out |= set(range(k, k + len(name)))
    return out


_ALONE = {"avec", "qui", "quoi", "ou", "appui"}  # labels only by themselves: "Avec les habitants" is text
_UNFINISHED = {
    "de",
    "du",
    "des",
    "d",
    "l",
    "la",
    "le",
    "les",
    "et",
    "ou",
    "a",
    "au",
    "aux",
    "en",
    "pour",
    "par",
    "sur",
    "avec",
}


@cache
def _weak() -> frozenset[str]:
    lines = (_DATA / "labels_weak.txt").read_text("utf8").splitlines()
    return frozenset(" ".join(w) for line in lines if line and not line.startswith("#") for w in _expanded(line))


@cache
def _modifiers() -> frozenset[str]:
    lines = (_DATA / "label_modifiers.txt").read_text("utf8").splitlines()
    return frozenset(singular(w) for line in lines if not line.startswith("#") for w in line.split())


_SAID = re.compile(r":\s*\S")
_ANSWERED = re.compile(r"\?\s+[^\W\d_][^?]*$")  # "Qui pilote ? Ville de Dole"
# What a signatory promises: "Les communes s'engagent à", over a list of tasks.
_PLEDGE = re.compile(r"(?!(?:ils?|elles?|nous|on|qui)\b)[^.:;,]{2,60}\ss['’]engag(?:e|ent|era|eront)\s(?:à|a)", re.IGNORECASE)


@lru_cache(maxsize=8192)
def read_label(text: str) -> Label | None:
    """The label that ``text`` is as a whole, with or without its colon; None when it is anything else."""
    text = _PICTURED.sub("", text.strip())
    if not text or len(text) > 110:
        return None
    if text.endswith((".", ";", ",")) and not text.endswith("...") and len(text) > 6:  # "Réf." is an abbreviation
        return None
    printed = text.rstrip(" :.…-–").strip()
    if text.isupper():
        text = _APART.sub(r"\1", text)
    if (":" in printed and _SAID.search(printed)) or _ANSWERED.search(printed):
        return None  # a label and its content
    if _PLEDGE.fullmatch(printed):
        return Label("other", printed, None, "engagement")
    body = _MEASURES.sub(r"\1", _LEAD.sub("", text.rstrip(" :.…-–").strip()))
    words = tokens(_SPAN.sub(" ", body))
    while words and words[0] in _SKIP and len(words) > 1:
        words = words[1:]
    if not words or len(words) > MAX_WORDS:
        return None
    if not printed[:1].isalpha() and not _LEAD.match(printed) and printed[:1] not in "«(":
        return None
    spoken = spoken_field(text, words)
    qualified = words[0] in _BEFORE and " ".join(words[:2]) not in _first_pairs()
    if qualified:
        words = words[1:]
    if not words or (not spoken and words[0] not in _first_words()):
        return None
    if len(words) > 3 and words[1] in ("et", "ou") and {words[0], words[2]} <= _bodies():
        words = words[2:]  # "Services et organismes à associer" are organismes à associer
    doc = Doc(vocabulary(), words=words)
    found = [(start, end, vocabulary().strings[key]) for key, start, end in _matcher()(doc)]
    heads = sorted((m for m in found if m[0] == 0), key=lambda m: -m[1])
    if spoken and (not heads or len(words) > heads[0][1]):
        return Label(spoken, printed, None, " ".join(words), is_half(words))
    if not heads:
        return None
    _, end, field = heads[0]
    if qualified and field in ("title", "number", "orientation"):
        return None  # "Autres actions"
    head = " ".join(words[:end])
    allowed = _modifiers()
    if len(words) > end and (words[-1] in _UNFINISHED or head in _ALONE):
        return None
    if head in _weak() and words[end : end + 1] in (["au"], ["aux"]):
        return None  # "Appui technique aux communes" is done, not a field
    # What lies beside an action ("gouvernance", "réglementation") is a label by itself, or joined to one.
    covered = {
        k
        for start, stop, other in found
        if other != "other" or field in ("other", "orientation") or words[start - 1] in ("et", "ou")
        for k in range(start, stop)
    }
    if field in ("other", "orientation"):
        covered |= _plan_names(body, words)
    if any(
        k not in covered and w not in allowed and not (w.isdigit() and len(w) == 4 and field != "calendar")
        for k, w in enumerate(words)
        if k >= end
    ):
        return None
    if head in _weak() and any(
        start >= end
        and other != field
        and words[start - 1] not in ("et", "ou")
        and not _slash_before(body, words[start:stop])
        for start, stop, other in found
        if other not in ("title", "number", "other", "orientation")
    ):
        return None  # "Coordination des acteurs locaux" names something to do
    second = None
    for start, stop, other in sorted(found):
        linked = (start > end - 1 and words[start - 1] in ("et", "ou")) or _slash_before(body, words[start:stop])
        if start >= end and linked and other != field and other in _JOINT.get(field, ()):
            second = other
            break
    if head == "dispositif" and not fold(printed).startswith("dispositifs"):
        field = "modalities"  # "Dispositif." describes the action; "Dispositifs mobilisables" lists tools
    if head == "ambition" and re.match(r"l'|notre |nos |quelles? ", fold(printed)):
        field = "objective"  # the fiche's own; a level is named without an article
    if head == "suivi" and len(words) > 1 and words[1] not in ("et", "evaluation", "de", "du"):
        return None
    if field == "expected_results" and second:
        field, second = second, None
    return Label(field, printed, second, head, head in _weak())


# Labels printed together that open two fields; other pairs ("coût et financement") stay one.
_JOINT = {
    "pilot": ("partner",),
    "partner": ("pilot", "funder"),
    "calendar": ("cost",),
    "cost": ("funder", "calendar"),
    "expected_results": ("objective", "indicator"),
}


def _slash_before(text: str, words: list[str]) -> bool:
    parts = re.split(r"[/&+,\n]", text)
    return len(parts) > 1 and any(tokens(p)[: len(words)] == words for p in parts[1:])


_COLON = re.compile(r"\s?:\s?")
_COLON_OR_DASH = re.compile(r"\s?:\s?|\s–\s|\s-\s")


_COUNTED = re.compile(r"mesures?\s?:\s?(le |la )?(nombre|nb|taux|part|proportion|pourcentage|delai (moyen|median))\b")  # "Mesure : nombre de baux signés"


def split_run_in(text: str, bold_until: int | None = None) -> tuple[Label, int] | None:
    """(label, offset of the content) of a paragraph that starts with a run-in label.

    The label ends at a colon, or where its bold run ends (``bold_until``, an offset); None otherwise.
    """
    head = text[:120]
    colon = _COLON_OR_DASH.search(head) if ":" in head or "–" in head or "-" in head else None
    while colon:
        label = read_label(text[: colon.start()])
        if label and (colon.group().strip() == ":" or (bold_until or 0) >= colon.start() - 1):
            if label.field == "title" and _COUNTED.match(fold(text[: colon.end() + 30])):
                label = replace(label, field="indicator", weak=False)
            return label, colon.end()
        colon = _COLON.search(head, colon.end())
    if bold_until and bold_until < len(text):
        label = read_label(text[:bold_until].rstrip(" ."))
        if label:
            rest = text[bold_until:]
            return label, bold_until + len(rest) - len(rest.lstrip(" :–-"))
    return None


_LISTED = re.compile(r"\s?;\s+(?=[^;:()]{2,45}\s?:)")  # "(Pilote : ADIL ; partenaires : CAF ; échéance : 2026)"
_INNER = re.compile(r"(?:(?<=[.;|•])|(?<=\s[–—-]))\s(?=(?:PICTURE )?[A-ZÀ-Ý][^.:;|]{2,45}\s?:)".replace("PICTURE", _PICTURE))


def label_starts(text: str, bold_runs: list[tuple[int, int]]) -> list[int]:
    """Offsets after 0 where another run-in label begins: "Pilote : CAF. **Partenaires :** État, ..."."""
    cuts = []
    for start, end in bold_runs:
        if start > 0:
            run = text[start:end].rstrip()
            closed = run.endswith((":", ".")) or text[end : end + 2].strip()[:1] == ":"
            if closed and read_label(run.rstrip(" .:")):
                cuts.append(start)
    for m in _LISTED.finditer(text) if text.startswith("(") or split_run_in(text) else ():
        label = read_label(text[m.end() : text.index(":", m.end())])
        if label and label.field != "calendar_end":  # "Lancement : 2024 ; fin : 2026" is one calendar
            cuts.append(m.end())
    chained = split_run_in(text) is not None  # "Calendrier : 2015. Suivi : ...": an everyday word is a label there
    for m in _INNER.finditer(text):
        colon = text.index(":", m.end())
        label = read_label(text[m.end() : colon])
        if label and (chained or not label.weak) and label.field not in ("other", "public"):
            cuts.append(m.end())
    return sorted(set(cuts))


_EXPLAINED = re.compile(r"\s*[:,(]|\s(?:et|ou|que|qui|dont|avec)\s")


def label_said(text: str) -> str | None:
    """The label a legend's words open with: "le temps : début et fin", "les indicateurs que nous suivrons"; None for others."""
    text = text[:1].upper() + text[1:].rstrip(" .;")
    ends = [len(text), *(m.start() for m in _EXPLAINED.finditer(text))]
    labels = (text[:end] for end in sorted(ends, reverse=True))
    return next((t for t in labels if (label := read_label(t)) and label.field not in ("title", "number", "other")), None)


def is_label(text: str) -> bool:
    return read_label(text) is not None
