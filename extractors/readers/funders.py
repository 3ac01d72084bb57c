"""Who pays, read from a text about money."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractors.readers import payer_words as words
from extractors.readers.figures import brackets
from extractors.readers.organisations import as_printed, is_group, looks_like_organisation
from models.reading import Amount, FunderMention

_PERCENT = re.compile(r"(?<![\w,.])([0-9]{1,3}(?:[.,][0-9]+)?) ?(?:%|pour ?cent)(?! ?(?:logement|patronal))")
_AFTER_SUM = re.compile(
    r"(?:[ ,]*(?:/ ?(?:an|mois|jour|j|place|logement)|par (?:an|mois|jour|place|logement|poste)|et par an|"
    r"annuels?|annuelles?|ht|ttc|"
    r"chaque annee|maximum|max|environ|(?:en|pour) (?:19|20)[0-9]{2}|sur [\w ]{1,12} ans|d'investissement|"
    r"de fonctionnement|"
    r"de subventions?|d'aides?))*(?!\w)"
)
_AFTER_WORDS = re.compile(r" ?:? ?(?:a la charge |pris\w* en charge |verses? |apportes? |pour (?=l['ae]))?(?:de |du |des |d'|par )?")
# Between a sum and the bracket that names who pays it: "par place et par jour", "de formation", "HT".
_AFTER_BOUGHT = re.compile(
    r"[^a-z]*(?:(?:ht|ttc|annuel(?:le)?s?|an|[a-z]{1,2})(?![a-z])[^a-z]*|(?:par|/|et par) ?[\w²]+[^a-z]*){0,4}"
    r"(?:(?:de |d'|pour (?:les? |la |l')?)[a-z'-]+(?: (?:de |d')?[a-z'-]+)?[^a-z]*|en annee pleine[^a-z]*|"
    r"(?:en moyenne|la premiere annee|au total)[^a-z]*)?"
)
_AND_BY = re.compile(
    r"\bet (?:(?:a|de|pour|a hauteur de) )?[0-9]{1,3}(?:(?:[,.][0-9]+)? ?%|(?:[ .]?[0-9]{3})*(?:[,.][0-9]+)? ?(?:[km]?€|euros)) par "
)
# A name that takes no more words, and another that stands beside it.
_WHOLE = re.compile(r"[Ll]?['’]?(?:[A-Z]{3,8}|État|Etat|Région|Département|Europe|[A-Z]{2,6} (?:\d{2,3}|2[AB]))")
_PROPER = re.compile(r"[A-ZÀ-Ý][\wÀ-ÿ'’-]{3,}(?: [A-ZÀ-Ý][\wÀ-ÿ'’-]+){0,2}")
_ITS = re.compile(r" (?:de la |de l'|du |des |par l[ae'] ?|par )[^,;:]{2,80}(?: et|,|,? puis)(?: (?:de|d'|a hauteur de|pour))? ?$")
_ARTICLE = re.compile(r"(?:de |d')?(?:la |l'|le |les )")
_NAME = 400  # signs a name and the words about it take at most
_TOKEN = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)?|[^\s(]+(?:\(s\)[^\s(]*)*")


_is_group = lru_cache(4096)(is_group)  # the same names come back all over a document


@dataclass(frozen=True, slots=True)
class _Sum:
    """A figure of money or a share printed in the text, ``end`` after its period words."""

    start: int
    end: int
    amount: Decimal | None = None
    share: float | None = None


class _Reader:
    """One text being read: its folded form, sums and outermost brackets, and the payers found so far."""

    def __init__(self, text: str, folded: str, amounts: list[Amount], only: bool) -> None:
        self.text, self.folded, self.only = text, folded, only
        sums = [
            _Sum(
                a.spans[0][0],
                m.end() if (m := _AFTER_SUM.match(folded, a.spans[0][1])) else a.spans[0][1],
                a.low if a.low == a.high and not a.per_unit else None,
            )
            for a in amounts
        ]
        for m in _PERCENT.finditer(folded):
            value = float(m[1].replace(",", "."))
            if value <= 100:
                sums.append(_Sum(m.start(), m.end(), share=value / 100))
        self.sums = sorted(sums, key=lambda s: s.start)
        self._starts = [s.start for s in self.sums]
        self.found: list[FunderMention] = []
        self._kept = bytearray(len(text))  # 1 for each character of a payer's name kept
        self._ends: set[int] = set()  # where those names end
        self._names: dict[tuple[int, int], tuple[int, int, int] | None] = {}
        self._held: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def held(self, start: int, end: int) -> list[tuple[int, int]]:
        """Outermost brackets of ``start:end``."""
        key = (start, end)
        if key not in self._held:
            self._held[key] = [(start + a, start + b) for a, b in brackets(self.text[start:end])]
        return self._held[key]

    # -- cutting ------------------------------------------------------------------------------------

    def cut(self, start: int, end: int, pattern: str) -> list[tuple[int, int]]:
        """``start:end`` cut where ``pattern`` matches outside brackets."""
        held = self.held(start, end)
        pieces, at = [], start
        for m in re.compile(pattern).finditer(self.folded, start, end):
            if any(a <= m.start() < b for a, b in held):
                continue
            pieces.append((at, m.start()))
            at = m.end()
        pieces.append((at, end))
        return [p for p in pieces if self.folded[p[0] : p[1]].strip(" -.\n")]

    def sums_in(self, start: int, end: int) -> list[_Sum]:
        """The sums of ``start:end`` outside its brackets."""
        held = self.held(start, end)
        near = self.sums[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [s for s in near if not any(a < s.start < b for a, b in held)]

    def names(self, start: int, end: int) -> list[tuple[int, int]]:
        """A stretch cut at "et", "ou", "+" and spaced dashes that stand between two payers."""
        held = self.held(start, end)
        out, at = [], start
        for m in re.compile(r" et (?:de )?(?:a )?(?:aux? (?=cee\b|fonds\b))?| ou | ?\+ | - |-(?=[A-Z])").finditer(self.folded, start, end):
            if any(a <= m.start() < b for a, b in held):
                continue
            left, right = self.name(at, m.start()), self.name(m.end(), end)
            article = _ARTICLE.match(self.folded, m.end(), end)
            dash = "-" in m[0]
            short = self.text[max(at, m.start() - _NAME) : m.start()].rsplit(maxsplit=1)[-1:] if left else []
            plain = article or (left and left[2] < 2) or (short and short[0].isupper() and len(short[0]) > 2)
            beside = not right and " et " in m[0] and _WHOLE.fullmatch(self.text[max(at, m.start() - 40) : m.start()].strip())
            if left and (
                (right and (right[2] == 2 or (not dash and right[2] == 1 and plain))) or (beside and self.beside(m.end(), end))
            ):
                out.append((at, m.start()))
                at = m.end()
        out.append((at, end))
        return out

    def beside(self, start: int, end: int) -> tuple[int, int, int] | None:
        """An unknown proper name told with a known one, up to a sum or the end: "État et GrandAngoulême"."""
        barrier = next((s.start for s in self.sums_in(start, min(end, start + 80))), end)
        m = _PROPER.match(self.text, start, min(end, barrier))
        if not m or words.NOT_NAMES.match(self.folded, start) or self.folded[m.end() : barrier].strip(" :=-–.,;("):
            return None
        return start, m.end(), 1

    def name(self, start: int, end: int) -> tuple[int, int, int] | None:
        """The payer's name that ``start:end`` begins with: ``(start, end, 2 known | 1 likely)``."""
        key = (start, end)
        if key not in self._names:
            self._names[key] = self._name(start, end)
        return self._names[key]

    def _name(self, start: int, end: int) -> tuple[int, int, int] | None:
        end = min(end, start + _NAME)
        lead = words.ARTICLES.match(self.folded, start, end)
        start = lead.end() if lead else start
        while start < end and self.text[start] in ' \n-–—•*«"':
            start += 1
        if start >= end:
            return None
        text, folded = self.text[start:end], self.folded[start:end]
        if (words.GIVEN.match(folded) and folded.rstrip().endswith(")")) or words.BOUGHT.match(folded):
            return None  # "Prestation de service (CAF)": the bracket pays
        level = 2 if words.known_payer(text, folded) else 0
        stop = self.name_end(start, end)
        if not level and stop > start and words.likely_payer(self.text[start:stop], self.folded[start:stop]):
            level = 2 if words.BODY_WORD.search(self.folded[start:stop].split(" (")[0]) else 1
        return (start, stop, level) if level and stop > start else None

    def name_end(self, start: int, end: int) -> int:
        """Where the name that begins at ``start`` ends."""
        if whole := words.FIXED.match(self.folded, start, end):
            return whole.end()
        after = bisect_right(self._starts, start)
        barrier = min(end, self._starts[after]) if after < len(self._starts) else end
        stop, first_acronym = start, False
        for count, m in enumerate(_TOKEN.finditer(self.text, start, end)):
            token, low = m[0], self.folded[m.start() : m.end()]
            if token[0] == "(":
                if stop == start or barrier < m.end() or not token.endswith(")"):
                    break
                return m.end()
            bare = low.strip(",;:.")
            stops = bare in words.STOP_WORDS and token != "Est"  # "Région Grand Est"
            if bare == "pour" and count < 4 and words.OBJECT.match(self.folded, m.end(), barrier):
                stops = not words.FOR.match(self.folded, start)
            if m.start() >= barrier or stops or token[0] in ':=-–—/…<>«"':
                break
            if bare in ("aux", "au") and words.GIVER.match(self.folded, start, m.start()):
                break  # "participation de l'agglomération aux minorations"
            if bare == "et" and words.NOT_NAMES.match(self.folded, m.end() + 1):
                break
            if count == 0:
                first_acronym = token.rstrip(",;:.").isupper() and len(bare) > 1
            elif (
                first_acronym
                and token[0].islower()
                and bare not in words.LINKS
                and not words.KIND.fullmatch(bare)
                and not re.match(r"[dl]['’][A-Z]", token)
            ):
                break
            if (bare not in words.LINKS and bare != "pour") or re.match(r"[dl]['’]\w", token):
                kept = token.rstrip(",;:") if "." in token[:-1] else token.rstrip(",;:.")
                stop = m.start() + len(kept)
            if count >= 8 or token[-1] in ",;:":
                break
        return min(stop, barrier)

    # -- taking -------------------------------------------------------------------------------------

    def take(self, start: int, end: int, least: int, amount: Decimal | None = None, share: float | None = None) -> int:
        """Keeps the payers named in ``start:end`` at level ``least`` or more; how many."""
        kept = 0
        pieces = self.names(start, end)
        for a, b in pieces:
            name = self.name(a, b)
            if not name and kept and (said := self.beside(a, b)):
                name = (said[0], said[1], max(least, 1))
            if not name or name[2] < least:
                continue
            s, e, level = name
            own = next((x for x in self.sums if a <= x.start < b + 1), None)
            if len(pieces) > 1:
                amount = share = None
            got = (own.amount, own.share) if own else (amount, share)
            self.keep(s, e, level, *got)
            kept += 1
        return kept

    def keep(self, start: int, end: int, level: int, amount: Decimal | None, share: float | None) -> None:
        mention = self.text[start:end].rstrip(" ,;:")
        if not re.search(r"\w\.\w\.$", mention):  # "A.P.L." keeps its last stop
            mention = mention.rstrip(". ")
        if mention.count("(") > mention.count(")"):
            mention = mention[: mention.rindex("(")].rstrip()
        if not mention or self.folded.startswith("moyens propres", start):
            return
        group = _is_group(mention)
        span = ((start, start + len(mention)),)
        self._kept[start : start + len(mention)] = b"\x01" * len(mention)
        self._ends.add(start + len(mention))
        self.found.append(FunderMention(as_printed(mention), span, amount, share, group, (0.5, 0.6, 0.85)[level]))

    # -- reading ------------------------------------------------------------------------------------

    def read(self, payers: bool = False) -> None:
        """The whole text; ``payers``: its label announces who pays."""
        listed = False
        for start, end in self.cut(0, len(self.text), r"\n"):
            line = self.folded[start:end].rstrip()
            cue = words.CUE_PAY.search(line)
            if line.endswith(":") and not self.sums_in(start, end):
                listed = bool(cue) or bool(re.search(r"(?:co-?)?financ|subvention|recette", line))
                continue
            for a, b in self.cut(start, end, r";|(?<=[a-z0-9€%)])\.(?=\s|$)"):
                self.clause(a, b, payers or listed)

    def clause(self, start: int, end: int, payers: bool) -> None:
        """One clause: cut into pieces at commas and slashes; a list of names when most pieces are names."""
        start, colon_payers = self.after_label(start, end)
        if start >= end:
            return
        pieces = self.cut(
            start,
            end,
            r",(?= |\n|[a-z])| / (?!(?:an|mois|jour)\b)|(?<!fse)(?<!\d) \+ (?![0-9])|(?<=[a-z)])/(?=[A-Za-z])(?!(?:an|mois|jour|j|place|"
            r"logement)\b)",
        )
        names = [self.plain_name(a, b) for a, b in pieces]
        known = sum(1 for n in names if n and n[2] == 2)
        is_list = payers or colon_payers or (known > 0 and 2 * sum(map(bool, names)) >= len(names))
        following = 0  # level asked of the pieces after a cue
        summed = False  # the piece before is a sum
        for (a, b), name in zip(pieces, names, strict=True):
            if self.cued(a, b):
                following = 1
            elif self.sums_in(a, b):
                self.with_sums(a, b, 1 if payers or known > 1 else 2)
            elif name and (is_list or following):
                self.take(a, b, 1 if payers or following or known else 2)
            elif name and summed:  # "28 000 € par an, ARS et communauté de communes à parité"
                self.take(a, b, 2)
            elif following:
                self.take(a, b, 2)
            self.in_brackets(a, b, bool(name))
            summed = bool(self.sums_in(a, b)) or (summed and bool(name))
            if self.only and not any(self._kept[a:b]):
                self.take_unknown(a, b)

    def take_unknown(self, start: int, end: int) -> None:
        """A piece of a list of payers whose name is not known: kept unless it says what is paid for."""
        sums = self.sums_in(start, end)
        label = self.folded[start : sums[0].start if sums else end].rstrip(" :=-–.,(")
        lead = words.ARTICLES.match(label)
        a, b = start + (lead.end() if lead else 0), start + len(label)
        while a < b and self.text[a].isspace():
            a += 1
        if b - a < 2 or words.NOT_NAMES.match(self.folded, a) or len(label.split()) > 8:
            return
        if self.text[a].isupper() or looks_like_organisation(self.text[a:b]):
            one = sums[0] if len(sums) == 1 else None
            self.keep(a, b, 0, one.amount if one else None, one.share if one else None)

    def after_label(self, start: int, end: int) -> tuple[int, bool]:
        """Where a clause's own words begin, past a label that names no payer; whether it announces payers."""
        colon = next((i for i in (p[1] for p in self.cut(start, end, r" ?:")[:1]) if i < end), None)
        if colon is None or any(s.start < colon for s in self.sums_in(start, end)):
            return start, False
        label = self.folded[start:colon].strip(" -")
        after = self.folded.index(":", colon) + 1
        bought = re.match(r" *(?:environ )?[0-9]", self.folded[after:end])  # "Animation : 6 000 €/an (ARS)"
        if words.NOT_FUNDING.match(label) and not bought:
            return end, False
        announced = bool(re.search(r"(?:co-?)?financ|recettes?|subvention|contribut|pris\w* en charge", label))
        sums = self.sums_in(after, end)
        name = self.plain_name(start, colon)
        if name and name[2] == 2 and sums and words.GIFT.fullmatch(self.folded, after, sums[0].start):
            one = sums[0] if len(sums) == 1 else None
            self.take(start, colon, 2, one.amount if one else None, one.share if one else None)
            return end, False
        if name and not announced and not (sums and self.folded[after : sums[0].start].strip(" -")):
            if not sums:  # "CAF : bonus handicap"
                if name[2] == 2:
                    self.take(start, colon, 2)
                return end, False
            return start, False
        if sums and not self.folded[after : sums[0].start].strip(" -"):
            return start, announced
        return after, announced

    def plain_name(self, start: int, end: int) -> tuple[int, int, int] | None:
        """The name a piece consists of, sums and fillers aside; None when it says more."""
        name = self.name(start, end)
        if not name:
            return None
        last = self.names(start, end)[-1]
        tail = self.name(*last)
        stop = tail[1] if tail else name[1]
        rest = self.folded[stop:end]
        for s in self.sums_in(stop, end):
            rest = self.folded[stop : s.start]
            break
        return name if words.FILLER.fullmatch(rest.strip(" :-=,")) else None

    def cued(self, start: int, end: int) -> bool:
        """Takes the names after a cue such as "financé par" or "subventions"."""
        held = self.held(start, end)
        for cue, least in ((words.CUE_PAY, 1), (words.CUE_NAME, 2)):
            for m in cue.finditer(self.folded, start, end):
                if any(a < m.start() < b for a, b in held):
                    continue
                before = [s for s in self.sums_in(start, m.start()) if s.amount is not None]
                after = self.sums_in(m.end(), end)
                amount = before[-1].amount if len(before) == 1 and not after and least == 2 else None
                if self.take(m.end(), min(end, m.end() + 2 * _NAME), least, amount):
                    if re.search(r"(?:\bet|,|\+)\s*$", self.folded[start : m.start()]):
                        self.cued(start, m.start())  # "crédits FIPD et fonds propres de la Ville"
                    # "à 60 % par la CAF et à 40 % par la commune"
                    for also in _AND_BY.finditer(self.folded, m.end(), end) if least == 1 else ():
                        self.take(also.end(), min(end, also.end() + 2 * _NAME), 1)
                    return True
        head = self.name(start, end)
        if head and words.PAYS.match(self.folded, head[1]):
            after = self.sums_in(head[1], end)
            said = (after[0].amount, after[0].share) if after else (None, None)
            taken = bool(self.take(start, head[1], 1, *said))
            if len(after) > 1:  # "la Région apporte 100 k€ et l'agglomération 50 k€"
                self.with_sums(after[0].end, end, 2)
            return taken
        return False

    def with_sums(self, start: int, end: int, least: int) -> None:
        """Names before their sums ("Région 40 000 €"), or after them when the piece begins with a sum."""
        sums = self.sums_in(start, end)
        at, before = start, False
        opens = re.fullmatch(r"[ •-]*(?:dont|soit)? *", self.folded[start : sums[0].start])
        after_each = (
            len(sums) > 1 and opens and self.plain_name(sums[-1].end, end)
        )  # "20 000 € FEADER et 8 000 € Région"
        for s in sums if not after_each else ():
            a, b = at, s.start
            colon = self.folded.find(":", a, b)
            if colon >= 0 and self.folded[colon + 1 : b].strip(" -"):
                a = colon + 1
            if at > start and _ITS.match(self.folded, a, b):
                at = s.end
                continue  # "60 000 € de l'ADEME et 30 000 € de la Région": of the sum before
            name = self.label_name(a, b)
            needed = 1 if before else least  # "Anah 50 % et Terres de Lauvance 50 %": beside a known payer
            if name and name[2] >= needed and not (s.share is None and self.pays_in_bracket(s.end, end, a, b)):
                before = bool(self.take(a, b, needed, s.amount, s.share)) or before
            at = s.end
        if before:
            return
        for s, following in zip(sums, [*sums[1:], None], strict=True):
            stop = following.start if following else end
            if re.compile(r"\s*et par\s(?!l[ae'])").match(self.folded, s.end):
                continue  # "par an et par commune"
            said = _AFTER_WORDS.match(self.folded, s.end, max(s.end, stop))
            if re.search(r"par $", said[0]) and not re.match(r"l[ae']|[A-ZÉ]", self.text[said.end() :]):
                continue  # "par commune" is a unit
            cut = next((a for a, _ in self.held(s.end, stop)), stop)
            if self.plain_name(said.end(), cut):
                self.take(said.end(), max(said.end(), stop - 1) if following else stop, 2, s.amount, s.share)

    def label_name(self, start: int, end: int) -> tuple[int, int, int] | None:
        """The name standing as a sum's label."""
        stripped = self.folded[start:end].rstrip(" :=-–")
        # "... et la CAF de 10 000 €", but not "un fonds de 10 000 €"
        last = "| de" if re.match(r"\s*(?:,\s*)?et\s", stripped) else ""
        stripped = re.sub(rf"(?: a hauteur de| pour| a| environ| soit{last})$", "", stripped)
        return self.plain_name(start, start + len(stripped))

    def pays_in_bracket(self, start: int, end: int, label_start: int, label_end: int) -> bool:
        """Whether a fund's sum is followed by who pays it in brackets: the fund is then what is paid for."""
        label = self.folded[label_start:label_end].strip(" -")
        if not label.startswith(("fonds ", "dotation", "programme", "caisse")):
            return False
        return any(self.bracket_names(a + 1, b)[0] for a, b in self.held(start, end))

    def in_brackets(self, start: int, end: int, named: bool) -> None:
        """Payers listed in brackets after a sum, or after words that name no payer."""
        for a, b in self.held(start, end):
            if any(self._kept[a:b]):
                continue  # a qualifier kept with its name
            cued = words.CUE_PAY.search(self.folded, a, b) or words.CUE_NAME.match(self.folded, a + 1, b)
            before = self.name(max(start, self.folded.rfind(" ", start, a - 1) + 1), a)
            own = len(self.folded[max(0, a - _NAME) : a].rstrip()) + max(0, a - _NAME) in self._ends
            if own and not self.after_sum(a):
                continue  # "ANAH (50 %)", "Région (subvention)"
            known, likely, count = self.bracket_names(a + 1, b)
            if cued:
                self.clause(a + 1, b, False)
            elif words.GIVEN.match(self.folded[start:a].lstrip(" -•")) and known == count:
                self.bracket_clauses(a + 1, b)  # "Bonus inclusion (CAF)"
            elif ((known or likely) and 2 * (known + likely) >= count and self.after_sum(a)) or (
                known and 2 * known >= count and count > 1 and not before
            ):
                self.bracket_clauses(a + 1, b)

    def after_sum(self, at: int) -> bool:
        """Whether a sum stands before, with no more than its units and what it buys between."""
        near = self.sums[bisect_left(self._starts, at - _NAME) : bisect_left(self._starts, at)]
        between = (self.folded[x.end : at] for x in near)
        return any(_AFTER_BOUGHT.fullmatch(re.sub(r"\([^()]*\)", "", said)) for said in between)

    def bracket_clauses(self, start: int, end: int) -> None:
        only = self.only
        pieces = self.cut(start, end, r",(?![0-9])|;| / ")
        # "(Alogea 12 k€, CC 6 k€)": where one is known to pay, the others pay too
        self.only = only or (len(pieces) > 1 and all(len(self.sums_in(a, b)) == 1 for a, b in pieces))
        for a, b in self.cut(start, end, r";| : (?=[a-z])"):
            self.clause(a, b, True)
        self.only = only

    def bracket_names(self, start: int, end: int) -> tuple[int, int, int]:
        """(known, likely, all) pieces of a bracket's list."""
        known = likely = count = 0
        for a, b in self.cut(start, end, r",(?![0-9])|;| / | : (?=[a-z])|(?<=[a-z)])/(?=[A-Za-z])"):
            if not self.folded[a:b].strip(" .…"):
                continue
            led = re.compile(r"\s*(?:(?:dont|soit|y compris)\s)?\s*")
            first = next((x for x in self.sums_in(a, b) if led.fullmatch(self.folded, a, x.start)), None)
            a = min(first.end, b) if first else a
            for c, d in self.names(a, b):
                count += 1
                name = self.plain_name(c, d)
                known += bool(name and name[2] == 2)
                likely += bool(name and name[2] == 1)
        return known, likely, count


def read_funders(
    text: str, folded: str, amounts: list[Amount], *, payers: bool = False, only: bool = False
) -> list[FunderMention]:
    """Organisations and funds said to pay, once each, in order, with the sum or share beside the name.

    ``folded`` is ``fold(text)``. ``payers``: the field's label announces funding; ``only``: the text is
    nothing but a list of payers.
    """
    reader = _Reader(text, folded, amounts, only)
    reader.read(payers or only)
    merged: dict[str, FunderMention] = {}
    for f in sorted(reader.found, key=lambda f: f.spans):
        key = re.sub(r"\([^)]*\)?|[^a-z0-9+]", "", folded[f.spans[0][0] : f.spans[0][1]]) or f.mention
        seen = merged.get(key)
        if seen is None:
            merged[key] = f
        elif seen.amount is None and seen.share is None and (f.amount is not None or f.share is not None):
            merged[key] = FunderMention(seen.mention, seen.spans, f.amount, f.share, seen.is_group, seen.confidence)
    return list(merged.values())
