"""Indicators of an action, cut apart as printed, with the values written beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from extractors.french.fold import fold
from extractors.readers.indicator_rows import flat_rows
from extractors.readers.indicator_values import (
    Values,
    bare_cell,
    ends_in_value,
    printed_unit,
    take_clause,
    take_dated,
    take_tail,
    value_alone,
)
from models.reading import IndicatorMention

_DATA = Path(__file__).parent.parent / "french" / "data" / "indicator_heads.txt"

_BULLET = re.compile(r"\s*(?:(?:[•●▪■□◦‣›►▶➢➤➔→✓✔❖◆·∙*–—\-‐\ue000-\uf8ff]|o(?=\s)|\d{1,2}[.)](?=\s)|[a-z]\)(?=\s))\s*)*")
_INLINE_BULLET = re.compile(r"[•●▪■◦‣›►▶➢➤✓✔❖◆\ue000-\uf8ff]")
_CUTS = re.compile(
    rf"\s*(?:;|{_INLINE_BULLET.pattern})\s*|[.…]\s+(?=[A-ZÀ-Ý])|,\s+|\s+/\s+|\s+et\s+(?:le |la |les |l')?|"
    r"\s+(?:ainsi que|de même que)\s+|\s+[-–—]\s+|(?<=[a-zà-ÿ0-9)])\s+(?=[A-ZÀ-Ý][a-zà-ÿ])"
)
_TOLD_CUTS = re.compile(
    _CUTS.pattern.replace(r"et\s+(?:le |la |les |l')", r"et\s+(?:du |des |de la |de l['’]|d['’]|le |la |les |l['’])")
)
_VALUE_LABEL = re.compile(r"(?:valeur|etat|situation|mesure|cible|objectif|reference)\b")
# "contrôles réalisés": a plural noun and its participle, with no head that counts
_DONE = re.compile(
    r"(?!(?:d[eu]s?|l[ea]s?|aux?|en|par|pour|dont|avec|sans|sur|dans|et|ou|entre|chez)\s|\w+(?:é|i|u)e?s\s)[^\W\d]{3,}[sx]\s"
    r"(?:[\w'’-]+\s){0,2}?[^\W\d]{2,}(?:é|i|u|ert|it|int|is)e?s(?!\w)",
    re.IGNORECASE,
)
# A label after another indicator on the same line.
_NEXT_LABEL = re.compile(
    r"[;.]\s+(?=(?:indicateurs?|criteres?)\b[^:;\n]{0,50}:|"
    r"(?:processus|realisations?|resultats?|impacts?|effets?|quantitatifs?|qualitatifs?)(?: attendue?s?)? ?:)"
)
_UNFINISHED = re.compile(
    r"(?:^|[\s'])(?:d[eu]s?|l[ea]s?|l'|et|ou|aux?|a|en|pour|avec|sur|par|dans|un|une|nombre|premiers|premieres|nouveaux|"
    r"nouvelles|autres|differents|differentes|principaux|principales|puis|[dl]'|→|->)$"
)
_OF = re.compile(r"d[eu]s?\s|d'")
_GOES_ON = re.compile(r"(?:d[eu]s?|d'|et|ou|a|aux?|par|dans|dont|en|pour|avec|sur|qui|ayant|vs|versus|contre)\b")

_LABEL = re.compile(
    r"(?:les |autres )?(?:indicateurs?|criteres?|modalites? (?:de suivi|d'evaluation)|suivi(?: et evaluation)?|"
    r"evaluation|resultats?(?: attendus?)?"
    r"|realisations?(?: attendues?)?|impacts?(?: attendus?)?|effets?(?: attendus?)?|quantitatifs?|qualitatifs?|"
    r"moyens|quantitative?ment|qualitative?ment"
    r"|processus|outils? de suivi|de (?:moyens|suivi|realisation|resultats?|impact|processus|contexte))"
    r"(?: (?:de|d'|du|des|et|quantitatifs?|qualitatifs?|principaux|retenus|proposes|cles?|associes|"
    r"lies)\s?\w*){0,6}(?: n?[°o]? ?\d{1,2})?\s*(?:\([^)]*\)\s*)?"
)
_DONE_BY = re.compile(r"realisation d(?:e |es |u |')")
_ASIDE = re.compile(
    r"(?:sources?|frequence|periodicite|responsables?(?: du suivi)?|producteurs?|outils? de collecte|"
    r"mode de calcul)\b[^:]{0,30}:"
)
# "On mesurera le nombre de ...", "Les indicateurs retenus sont ...", "L'action sera évaluée au regard du taux de ..."
_OF_THE = r"(?:l[ae]s?\s|l'|d[eu]s?\s|d'|de la\s|de l')?"
_SAYS = re.compile(
    r"(?:on (?:mesurera|suivra|comptera|observera|relevera)|nous (?:mesurerons|suivrons)|il s'agira de (?:mesurer|suivre)|"
    r"(?:seront|sont) (?:suivi|mesure|observe|compte|releve)e?s\s?:|"
    r"(?:les )?(?:principaux )?indicateurs(?: [a-z]+){0,2} (?:sont|seront)\s?:?|"
    r"(?:l'evaluation|le suivi)(?: [a-z']+){0,3} (?:portera|porte|s'appuiera|reposera) sur|"
    r"(?:l[ae]s?\s|l')[a-z' ]{3,60}? (?:sera|seront|est|sont) (?:evalue|mesure|apprecie)e?s? "
    r"(?:a partir|au regard|a l'aune|sur la base|grace|au moyen|en fonction))\s+(?:a\s+)?" + _OF_THE
)
# How the plan is followed, not what is measured: "Un bilan annuel est présenté au comité."
_REPORTS = re.compile(
    r"\b(?:bilan|rapport|evaluation|compte[- ]rendu|synthese|point d'etape)s?\b[^.;]{0,60}\b(?:est|sont|sera|seront)\s"
    r"(?:egalement |ensuite )?(?:presente|adresse|transmis|etabli|soumis|communique|realise|effectue|conduit|mene|publie)"
)
_NOTHING = re.compile(
    r"(?:(?:reste )?a (?:definir|preciser|completer)(?: .{0,60})?|neant|aucun|sans objet|nc|ras|n ?[/.] ?[adcr]\.?|[-–./\s]*|etc\.?|…|"
    r"(?:voir|cf\.?|se reporter a|se referer a) (?:[^.;]{0,30}\s)?(?:fiche|action|annexe|tableau|mesure|page)\b[^.;]{0,40}|"
    r"(?:pas|aucun|absence) (?:d'|de )?indicateurs?\b.{0,60}|(?:non|pas) (?:defini|renseigne|determine)e?s?(?: .{0,30})?|"
    r"(?:les )?indicateurs? (?:(?:est|sont|seront|sera|reste|restent) )?(?:en cours|a|non|pas encore) "
    r"(?:de )?(?:constru|elabor|defini|precis|determin|constitu)\w*.{0,60})"
)

_CORE = re.compile(
    r"(?:l[ea']s?\s?)?(?:nombre|nbre|nb|taux|part|pourcentage|proportion|%|evolution|montant|volume|surface|delai|duree|cout|tonnage|"
    r"frequentation|profil|ecart|niveau|ratio|gain|consommation|emission|repercussion)"
)

_KINDS = (
    ("outcome", re.compile(r"resultat|effet|impact")),
    ("output", re.compile(r"realisation|moyen|ressource|produit|activite")),
    ("monitoring", re.compile(r"suivi|avancement|progres")),
)


@dataclass(slots=True)
class _Piece:
    """A cut of the text, with the lead-in that governs it."""

    start: int
    end: int
    kind: str
    lead: tuple[int, int] | None = None
    values: Values = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)  # lines below it that are bare values


@cache
def _heads() -> re.Pattern[str]:
    words = [
        fold(w.strip()) for w in _DATA.read_text(encoding="utf-8").splitlines() if w.strip() and not w.startswith("#")
    ]
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?:(?:le|la|les|un|une)\s|l')?(?:{either})s?(?![\w-])|%\s")


def indicator_kind(label: str) -> str:
    """The kind a printed label tells: output, outcome, monitoring or evaluation (also for a plain label)."""
    low = fold(label)
    if "evaluation" in low:
        return "evaluation"
    for kind, pattern in _KINDS:
        if pattern.search(low):
            return kind
    return "evaluation"


def read_indicators(text: str, *, kind: str = "evaluation") -> list[IndicatorMention]:
    """The indicators of a field, in printed order.

    A label inside the text ("Indicateurs de résultat :") changes the kind of those after it.
    An indicator that a lead-in governs has two spans. Never raises.
    """
    low = fold(text)
    pieces: list[_Piece] = []
    table = flat_rows(text, low)
    for start, end, values in table[1] if table else ():
        pieces.append(_Piece(start, end, kind, values=values))
    waiting: Values | None = None  # not None where values stand above their indicators: "Cible : 12 | Indicateur : ..."
    for piece in _pieces(text, low, kind, table[0] if table else 0):
        said = take_clause(text, low, piece.start, piece.end)
        last = pieces[-1] if pieces else None
        if said is None and last and (cell := bare_cell(text, low, piece.start, piece.end)):
            last.cells.append(cell)
            continue
        if said is None and last and take_dated(text, low, piece.start, piece.end, (last.start, last.end), last.values):
            continue
        if said is None:
            pieces.append(piece)
            piece.values.update(waiting or {})
            waiting = None if waiting is None else {}
        elif said and (waiting is not None or not pieces):
            waiting = (waiting or {}) | said if re.search(r"\d", str(said)) else waiting
        elif said:
            kept = pieces[-1].values
            later = (said.get("target_year") or 0) > (kept.get("target_year") or 0) and "target_year" in kept
            pieces[-1].values = kept | said if later else said | kept
    out: list[IndicatorMention] = []
    for piece in pieces:
        if len(piece.cells) == 2 and not piece.values:
            piece.values = {"baseline": piece.cells[0], "target": piece.cells[1]}
        mention = _mention(text, low, piece)
        if mention:
            out.append(mention)
    return out


# "logés à six | mois"
_COUNT = re.compile(r"\b(?:[0-9]+|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt)$")
# An arrow between two values, and a figure of thousands, broken over two lines.
_TO = re.compile(r"\s*(?:→|->|=>|⇒|➔|➜)\s*[<>≥≤+-]? ?\d")
_VALUED = re.compile(r"[:(,;] ?[<>≥≤+-]? ?\d[\d ,.]*(?:%|[^\W\d]{1,12})?$")
_SPLIT = re.compile(r"(?:[:(]|→|->) ?\d{1,3}\n\d{3}(?!\d)")
_COUNTED = re.compile(r"(?:ans?|mois|jours?|heures?|annees?|%)(?!\w)(?! ?(?:\w+ ?){0,2}:)")


def _lines(text: str, low: str) -> list[tuple[int, int]]:
    """Printed items; lines broken in the middle of a phrase are joined again."""
    out: list[tuple[int, int]] = []
    at = 0
    bulleted = sum(bool((m := _BULLET.match(line)) and m.group().strip()) for line in text.split("\n")) >= 2
    first = [body[0] for line in text.split("\n") if (body := line.strip())]
    # each indicator opens with a capital: a line that does not goes on with the one above
    capitals = sum(map(str.isupper, first)) > 2 * sum(map(str.islower, first))
    led = False  # under a lead-in such as "Évolution du nombre :"
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if not line.strip():
            continue
        led = led or (bool(out) and low[out[-1][0] : out[-1][1]].rstrip().endswith(":"))
        if out and (
            (_TO.match(line) and _VALUED.search(low[out[-1][0] : out[-1][1]].rstrip()))
            or _SPLIT.search(low[max(out[-1][0], out[-1][1] - 8) : start + 4])
        ):
            out[-1] = (out[-1][0], start + len(line))
            continue
        bullet = _BULLET.match(text, start, start + len(line))
        body = bullet.end() if bullet else start
        if out and body == start + len(line) - len(line.lstrip()) and body < len(text):
            before = low[out[-1][0] : out[-1][1]].rstrip()
            opened = before.count("(") > before.count(")") or text[body] == "("
            lead = before.endswith(":") or (led and before[-1:] in ",;" and bool(_OF.match(low, body)))
            small = capitals and text[body].islower() and not _heads().match(low, body)
            wrapped = (bulleted or small) and not lead and before[-1:] not in ".;," and text[body].islower()
            if (
                opened
                or wrapped
                or _UNFINISHED.search(before)
                or (_COUNT.search(before) and _COUNTED.match(low, body))
                or (not lead and before[-1:] not in ".;" and text[body].islower() and _GOES_ON.match(low, body))
            ):
                out[-1] = (out[-1][0], start + len(line))
                continue
        if body < start + len(line):
            out.append((body, start + len(line)))
    cut: list[tuple[int, int]] = []
    for start, end in out:
        for m in _NEXT_LABEL.finditer(low, start, end):
            cut.append((start, m.start()))
            start = m.end()
        cut.append((start, end))
    return cut


def _pieces(text: str, low: str, kind: str, begin: int = 0) -> Iterator[_Piece]:
    """Every indicator or value clause from ``begin`` on, labels and asides left out."""
    heads = _heads()
    lead: tuple[int, int] | None = None
    for start, end in _lines(text, low):
        if end <= begin:
            continue
        colon = low.find(":", start, end)
        label = _LABEL.fullmatch(low[start : colon if colon >= 0 else end].strip())
        if colon >= 0 and _DONE_BY.match(low, start) and not heads.match(low[colon + 1 : end].lstrip()):
            label = None  # "Réalisation du schéma : fin 2025"
        if label and (colon >= 0 or re.match(r"(?:les )?(?:indicateurs?|criteres?)\b", low[start:end])):
            printed = low[start : colon if colon >= 0 else end]
            if re.search(r"suivi|evaluation|resultat|effet|impact|realisation|moyen", printed):
                kind = indicator_kind(printed)
            lead = None
            start = colon + 1 if colon >= 0 else end
            start += len(low[start:end]) - len(low[start:end].lstrip())
            if start >= end:
                continue
        while _ASIDE.match(low, start, end):  # up to its full stop: "Fréquence : annuelle. Nombre de logements autorisés"
            stop = re.compile(r"\.\s+(?=\w)").search(low, start, end)
            start = stop.end() if stop and heads.match(low, stop.end(), end) else end
        if start >= end:
            continue
        head = heads.match(low, start, end)
        if low[start:end].rstrip().endswith(":"):
            lead = (start, start + len(low[start:end].rstrip()[:-1].rstrip())) if head else None
            continue
        if lead and head and text[start].isupper():
            lead = None
        inline = None
        colon = low.find(":", start, end)
        if head and colon > 0 and re.match(r"\s*(?:d[eu]s?\s(?![0-9])|d')", low[colon + 1 : end]):
            inline, lead = (start, start + len(low[start:colon].rstrip())), None
            start = colon + 1 + len(low[colon + 1 : end]) - len(low[colon + 1 : end].lstrip())
        for s, e in _told(text, low, _cut(text, low, start, end)):
            if _ASIDE.match(low[s:e].lstrip()) or (_REPORTS.search(low, s, e) and not _CORE.match(low[s:e].lstrip())):
                continue
            governed = inline if inline and re.match(r"d[eu]s?\s|d'", low[s:e]) else None
            if lead and not inline and (not heads.match(low, s, e) or re.match(r"d[eu]s?\s|d'", low[s:e])):
                governed = lead
            yield _Piece(s, e, kind, governed)


def _told(text: str, low: str, cuts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces of a line, without the words of a sentence that says what will be measured."""
    for s, e in cuts:
        s += len(low[s:e]) - len(low[s:e].lstrip())
        m = _SAYS.match(low, s, e)
        if m and _heads().match(low, m.end(), e):
            yield from _cut(text, low, m.end(), e, told=True)
        else:
            yield s, e


_NAME = 160  # signs either side of a cut that tell what it parts
_QUALIFIED = re.compile(r"\s+(?:d[eu]s?\s|d'|moyenn?e?\s)")


def _cut(text: str, low: str, start: int, end: int, *, told: bool = False) -> list[tuple[int, int]]:
    """One line cut at semicolons, sentence ends, bullets, and commas before the head of an indicator.

    ``told``: a sentence lists them, where "et" parts the last two.
    """
    heads = _heads()
    depth = 0
    depths = []
    for c in text[start:end]:
        depth = max(0, depth + (c in "([") - (c in ")]"))
        depths.append(depth)
    out: list[tuple[int, int]] = []
    words = [part.split() for part in re.split(r",|\bet\b", low[start:end])]
    single = len(words) > 2 and all(1 <= len(w) <= 2 for w in words)  # "pertinence, efficacité et coût"
    plain = _plain_list(text, low, start, end)
    at, by_comma = start, told
    for m in (_TOLD_CUTS if told else _CUTS).finditer(text, start, end):
        sign = m.group().strip()
        if depths[m.start() - start] and text.find(")", m.end(), end) >= 0:
            continue
        follows = heads.match(low, m.end(), end)
        if sign in ("ainsi que", "de même que"):
            if not re.compile(r"(?:le |la |les |l')?(?:nombre|part|taux|montant|pourcentage)\b").match(low, m.end(), end):
                continue
        elif sign == ";" and value_alone(text, low, m.end(), end):
            continue
        elif sign[:1] in (",", "/") or sign.startswith("et"):
            # "nombre et part des ..." is one: what precedes must be complete
            word = low[max(at, m.start() - _NAME) : m.start()].strip()
            alone = by_comma and at > start and heads.fullmatch(word) and not _CORE.match(word)  # "assiduité"
            complete = single or (plain and sign == ",") or len(word.split()) > 1 or alone
            valued = word.endswith(")") and follows and ends_in_value(text, low, at, m.start())  # "(40 par an) et nombre de"
            if not complete or _ON_CONDITION.search(word) or (sign.startswith("et") and not by_comma and not valued):
                continue
            counted = sign == "," and _counted(text, m.end(), end)
            if not _opens_item(text, low, m.end(), end, follows) and not (plain and sign == ",") and not counted:
                continue
            by_comma = True
        elif sign[:1] in ("-", "–", "—"):
            before = low[max(at, m.start() - _NAME) : m.start()]
            counts = follows and _CORE.match(follows.group()) and len(before.split()) > 1
            if not _VALUE_LABEL.match(low, m.end()) and not counts and not (follows and _dashed(text, start, sign)):
                continue
        elif not sign:
            # a head in capitals after small letters: two printed lines run together
            before = low[max(at, m.start() - _NAME) : m.start()]
            counts = follows and _CORE.match(follows.group())  # "familles nouvelles | Évolution des résultats"
            whole = len(before.split()) > 1 and (counts or not _UNFINISHED.search(before))
            if not (follows and whole and _QUALIFIED.match(low, follows.end(), end)):
                continue
        elif sign == "." and not follows and re.search(r"(?:\b[^\W\d]|\bex|\bcf|\bart|\bnb)$", low[max(at, m.start() - _NAME) : m.start()]):
            continue
        out.append((at, m.start()))
        at = m.end()
    out.append((at, end))
    return [(s, e) for s, e in out if low[s:e].strip()]


def _plain_list(text: str, low: str, start: int, end: int) -> bool:
    """Whether commas alone part a line's indicators: "conventions renouvelées, logements réservés"."""
    if ";" in text[start:end] or "(" in text[start:end]:
        return False
    parts = [p.strip(" .") for p in text[start:end].split(",")]
    if len(parts) < 2:
        return False
    if all(2 <= len(p.split()) <= 10 and _DONE.match(p) and not _heads().match(fold(p)) for p in parts):
        return True
    if any(map(_DONE.match, parts)) and all(1 <= len(p.split()) <= 4 and _MANY.match(p) for p in parts):
        return True  # "jeunes rencontrés, entrées en parcours"
    # "taux d'occupation, entreprises créées, pérennité à trois ans"; what one count governs stays with it
    first, *rest = (p.lower() for p in parts)
    short = len(first.split()) <= 7 and not _GOVERNS.match(first) and not _VERB.search(fold(text[start:end]))
    return short and all(2 <= len(p.split()) <= 7 and _NOUN.match(p) for p in rest)


_GOVERNS = re.compile(r"(?:nombre|nb|nbre|liste|volume|type|nature|repartition|evolution|part|montant)s?\b")
_NOUN = re.compile(
    r"(?!(?:dont|avec|sans|selon|suivant|pour|dans|entre|chez|notamment|ainsi|puis|voire|leurs?)\s)"
    r"(?!\w+(?:ées?|és|ants?)\s(?:par|en|au|à|dans)\s)(?!.*\s(?:et|ou)\s)[^\W\d][\w'’-]{3,}\s"
)
_MANY = re.compile(
    r"(?!(?:dont|avec|sans|hors|selon|sous|dans|vers|chez|des|les|ses|leurs|mais|puis|moins|plus)\b)[^\W\d]{3,}[sx](?!\w)"
    r"(?!.*\s(?:et|ou)\s)", re.IGNORECASE,
)  # fmt: skip
_VERB = re.compile(r"\b(?:est|sont|sera|seront|ont|doit|doivent|permet|permettent|fait|font|[a-z]+(?:era|eront))\b")


def _counted(text: str, at: int, end: int) -> bool:
    """Whether what follows a comma, up to the next, is things done that another count tells: ", impayés constatés"."""
    part = re.split(r"[,;.(]", text[at : min(end, at + _NAME)])[0].strip()
    part = _NAMED.sub("dossiers ", part)
    return 2 <= len(part.split()) <= 4 and bool(_DONE.fullmatch(part)) and _BORNE.search(part) is None


_ON_CONDITION = re.compile(r"\b(?:si besoin|si possible|le cas echeant|s'il y a lieu|eventuellement|notamment)$")
_NAMED = re.compile(r"^(?:impayés|salariés|assurés|diplômés|licenciés|abonnés|associés|réfugiés)\s", re.IGNORECASE)
# what people are, rather than what was done
_BORNE = re.compile(r"(?:âgé|handicapé|isolé|concerné|situé|lié|défavorisé|privé|agréé|spécialisé|qualifié|intéressé|dédié)e?s?$")


def _dashed(text: str, start: int, sign: str) -> bool:
    """Whether the line itself opens with this dash."""
    return text[max(0, start - 3) : start].strip() == sign


def _opens_item(text: str, low: str, at: int, end: int, head: re.Match[str] | None) -> bool:
    """Whether what follows a comma begins another indicator."""
    if head and _CORE.match(head.group()):
        return True
    if head:
        return bool(re.match(r"\s+(?:d[eu]s?\b|d'|aux?\b|moyen|annuel|total|effecti)|\s*[,;.]|\s*$", low[head.end() : min(end, head.end() + _NAME)]))
    return text[at : at + 1].isupper() and bool(re.match(r"[a-z]{4,}\s(?:de la\b|d[eu]s?\b|d')", low[at : min(end, at + _NAME)]))


def _mention(text: str, low: str, piece: _Piece) -> IndicatorMention | None:
    s, e = _strip(text, piece.start, piece.end)
    values = piece.values
    s, e = _strip(text, s, take_tail(text, low, s, e, values, bare=not piece.lead))
    if values and (year := re.search(r"\s*:\s*(?:en |fin )?20\d\d\s*$", low[s:e])):
        s, e = _strip(text, s, s + year.start())  # "Part des énergies renouvelables : 2019 : 14 %"
    if e - s < 3 or _NOTHING.fullmatch(low[s:e]) or not any(c.isalpha() for c in text[s:e]):
        return None
    spans = ((s, e),)
    shown = " ".join(text[s:e].split())
    if piece.lead:
        ls, le = _strip(text, *piece.lead)
        spans = ((ls, le), (s, e))
        shown = f"{' '.join(text[ls:le].split())} {shown}"
    return IndicatorMention(
        shown,
        spans,
        piece.kind,
        baseline=values.get("baseline"),
        target=values.get("target"),
        unit=values.get("unit") or printed_unit(text, low, s, e),
        target_year=values.get("target_year"),
        confidence=0.9 if _heads().match(fold(shown)) else 0.7,
    )


def _strip(text: str, s: int, e: int) -> tuple[int, int]:
    while s < e and (text[s].isspace() or text[s] in ".;,:•*"):
        s += 1
    while e > s and (text[e - 1].isspace() or text[e - 1] in ".;,:…•*"):
        e -= 1
    return s, e
