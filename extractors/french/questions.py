"""Labels in plain language: "Qui pilote ?", "Ce que nous visons", "Comment saurons-nous que ça marche ?"."""

from __future__ import annotations

import re

from extractors.french.fold import fold

# The field a question or a "Ce que ..." is about, by its words (folded, singular); the first that fits.
_FIELDS = (
    (
        "expected_results",
        r"\bchang|quel\w* (resultat|effet|impact|benefice|retombee|gain)|(resultat|effet|impact)\w* attendu",
    ),
    ("other", r"\b(frein|levier|vigilance|risque|obstacle)"),
    (
        "partner",
        r"^(et )?avec (qui|quel\w* (partenaire|acteur))|qui d autre|autour de nou|qui sont (les|nos) (partenaire|acteur)"
        r"|(?<!ce )\bqui (\w+ ){0,3}(particip|contribu|associ|impliqu|aid|accompagn|intervien|appui)",
    ),
    ("public", r"^(pour|a) qui|s adresse|(?<!ce )\bqui (\w+ ){0,3}(concern|benefici)|\bpublic"),
    ("funder", r"(?<!ce )\bqui (\w+ )?(financ|pai|pay|subventionn)|par qui .*financ|financ\w* par qui"),
    (
        "pilot",
        r"^par qui|^qui$|(?<!ce )\bqui (\w+ ){0,3}"
        r"(pilot|port|respons|referent|charg|anim|coordon|coordin|condui|fai|fer|agi|occup|initiativ|realis|met|men|suiv)",
    ),
    ("calendar", r"combien de temp|calendrier|delai|echeance|rythme|quel\w* (date|terme)"),
    ("cost", r"combien|cout|budget|moyen|ressource|argent|financ|avec quoi"),
    ("calendar", r"\bquand\b"),
    (
        "indicator",
        r"\bsaur|savoir|mesur|progre|evalu|reussi|(que|si) (ca|cela) march|indicateur|\bsuiv|\bverr|\bverif|compt(on|eron)",
    ),
    (
        "context",
        r"^(d )?ou (l on |on |nou )?(part|en (est|som))|\bparle|constat|^ce que (l on|on|nou) (observ|voi|voy|sait|savon)\w*$"
        r"|contexte|diagnostic|pourquoi (agir|cette|ce\b|intervenir)",
    ),
    (
        "objective",
        r"\bvis|\bvoul|\bveu|\bbut\b|objectif|finalite|pourquoi|pour quoi|\bsert\b|\bservir|cherch|ambition|enjeu|attein|attend",
    ),
    ("territorial_scale", r"^ou\b|quel\w* (territoire|echelle|perimetre|lieu)"),
    (
        "modalities",
        r"comment|\bfai|\bfer|\bagi|concret|prevoi|prevu|pratique|consist|propos|engag|impliqu|\bmet|quoi|realis",
    ),
)
# What such labels are made of. "Comment réduire ses déchets ?" speaks of the subject: it is a title, or text.
_WORDS = re.compile(
    r"a|allez|allon|au|aux|avec|bien|c|ca|ce|cela|cette|combien|comment|d|dan|de|dont|du|elle|en|ensemble|est|et|ete|etre|il|"
    r"jusqu|l|la|le|les|leur|ne|nos|notre|nou|on|ont|ou|par|partir|pas|plu|pour|pourquoi|qu|quand|que|quel|quelle|qui|"
    r"quoi|s|san|se|sera|seron|seront|si|som\w*|son|sont|sur|t|tou|un|une|va|von|vont|vou|y|autre|autour|"
    r"acteur|agglo\w*|commune|communaute|collectivite|departement|metropole|region|territoire|ville|plan|"
    r"action|demarche|dispositif|fiche|mesure|projet|etape|outil|oeuvre|concret\w*|pratique|"
    r"argent|budget|calendrier|constat|contexte|cout\w*|date|delai|diagnostic|dit|echeance|echelle|effet|enjeu|finalite|frein|"
    r"gain|impact|benefice|indicateur|initiative|levier|lieu|moyen|objectif|but|ambition|obstacle|partenaire|perimetre|"
    r"point|progre|public|ressource|resultat|retombee|risque|rythme|temp|terme|vigilance|"
    r"(accompagn|adress|agi|aid|anim|appu|associ|attein|attend|avanc|benefici|chang|charg|cherch|compt|concern|condui|consist|"
    r"contribu|coordin|coordon|depens|engag|evalu|fai|fer|financ|impliqu|interven|intervien|investi|march|men|mesur|met|mobilis|occup|"
    r"pai|parl|part|particip|pay|pilot|port|prend|prevoi|prevu|propos|realis|referent|respons|reussi|saur|savoir|ser[tv]|"
    r"soutien|subventionn|suiv|travaill|verif|verr|veu|vis|voul)\w*"
)
_ASKING = {"comment", "pourquoi", "quand", "combien", "qui"}
_ASKED = _ASKING | {"ou", "avec", "pour", "par", "quoi", "et"}
_OPENS = re.compile(
    r"(?:qui|comment|pourquoi|quand|combien|o[ùÙ]|d['’]o[ùÙ]|(?:avec|pour|par|à|a|de|en)\s(?:qui|quoi|quand|combien|quel\w*))\b",
    re.IGNORECASE,
)
_TO_KNOW = re.compile(r"Pour (?:savoir|v[ée]rifier|mesurer|suivre|[ée]valuer) (?:si|que|comment|o[ùÙ]|ce que|nos progrès)\b")
_ASKS = re.compile(r"\b(qui|que|quoi|quand|comment|combien|ou|pourquoi|quel\w*)\b|\bqu'")
_TOLD = (["ce", "que"], ["ce", "qu"], ["ce", "qui"])


def spoken_field(text: str, words: list[str]) -> str | None:
    """The field a question or a "Ce que ..." names, by its words; None for any other text.

    Without its mark a question is one when it opens as one and is short: "Qui, avec qui", "Comment on s'y prend".
    """
    asking = set(words) <= _ASKED and bool(set(words) & (_ASKING | {"quoi"}))
    asking = asking or (len(words) <= 6 and text[:1].isupper() and bool(_OPENS.match(text)))
    asking = asking or (len(words) <= 8 and bool(_TO_KNOW.match(text)))
    asked = text.rstrip(" :").endswith("?") and bool(_ASKS.search(fold(text)))
    said = _said_field(text, words)
    if said is not None:
        return said
    told = words[:2] in _TOLD or words[:4] == ["ce", "a", "quoi", "nou"]
    if not (asked or told or asking) or len(words) > 12:
        return None
    strange = sum(not _WORDS.fullmatch(w) for w in words)
    if strange > (2 if told else 0) and not (
        asked and words[0] == "pourquoi"
    ):  # "Pourquoi une charte ?" heads its reasons
        return None
    joined = " ".join(words)
    return next((field for field, pattern in _FIELDS if re.search(pattern, joined)), None)


# What the fiche says in a sentence of a few words, that only needs its subject: "Ils y contribuent", "Nous suivrons".
_THEY = (
    ("funder", r"financ|pai|pay|subventionn|cofinanc"),
    ("partner", r"contribu|particip|associ|aid|accompagn|appui|appu|engag|impliqu|interven|intervien|mobilis|soutien|agi\w* avec"),
    ("pilot", r"pilot|port|anim|coordon|coordin|condui|charg|men|realis|agi|fai|fer"),
    ("public", r"benefici|concern"),
)
_WE = (
    ("partner", r"avec$|(agi|travaill|fai|fer|avanc)\w* (ensemble )?avec"),
    ("indicator", r"suiv|mesur|verif|verr|evalu|compt(on|eron)|saur"),
    ("objective", r"\bvis|\bvoul|\bveu|cherch|attein|attend"),
    ("cost", r"depens|investi|pay|financ|mobilis"),
    ("modalities", r"agi|fai|fer|engag|propos|prevoy|prevoi|\bmet|realis"),
)
_THEIR = {"il", "ils", "elle", "elles"}
_OURS = {"nou", "nous", "on"}
_BETWEEN = {"y", "en", "et", "ou", "le", "la", "les", "l", "nou", "nous", "s", "se", "a", "ce", "que", "avec", "ensemble", "tou", "tous"}


# Half a sentence, its end at the right: "Cette action est portée par", "Elle coûte", "On saura qu'elle est utile en
# regardant". The action is the subject.
_IT = r"(?:elle|il|(?:cette |cet |ce |la |le |l )?(?:action|mesure|projet|operation|demarche|dispositif|initiative|chantier))"
_IS = r"(?:est|sera|a ete|doit etre)"
_HALVES = (
    ("pilot", rf"{_IS} (?:port|pilot|anim|coordonn|condui|men|assur|dirig)\w* (?:par|chez)"),
    ("funder", rf"{_IS} (?:co)?(?:financ|pay|subventionn)\w* (?:par|grace a)|recoit le soutien de"),
    ("partner", rf"{_IS} (?:men|condui|fai|realis|bati|construi|partag)\w* (?:en lien )?avec|associe|rassemble\w*|reuni(?:t|ra)|"
                r"(?:s appuie|s appuiera|compte|repose) sur|fait (?:appel a|intervenir)|implique\w*|mobilise\w*"),
    ("indicator", rf"{_IS} (?:evalu|mesur|jug|verifi)\w* (?:par|a|sur|selon|grace a|avec)|{_IS} reussie? si|se (?:mesure|juge|verifie)\w*(?: a| par)?"),
    ("calendar", rf"se deroule\w*|dure\w*|s etend\w*|s etale\w*|commence\w*|demarre\w*|debute\w*|(?:a|aura) lieu|court|se tien(?:t|dra)|"
                 rf"{_IS} (?:prevu|programm|men)\w*(?: en| de| pour| entre)"),
    ("cost", r"coute\w*|revient a|necessite\w*|demande\w*|represente\w*|mobilise un budget de"),
    ("public", rf"s adresse\w*(?: a)?|{_IS} destinee? a|beneficie\w* a|profite\w* a|concerne"),
    ("objective", r"vise\w*(?: a)?|cherche\w*(?: a)?|veut|(?:doit )?permet(?:tre|tra)?(?: de)?|a pour (?:but|objectif|ambition)(?: de)?|poursuit"),
    ("modalities", r"consiste\w*(?: a| en)?|prevoit|comprend\w*|comporte\w*|propose\w*|se (?:traduit|concretise)\w*(?: par)?|prend la forme de|passe par"),
    ("context", r"repond\w* a|part (?:de|du constat que|d un constat)|est nee? de|fait suite a"),
    ("territorial_scale", r"couvre|se deploie(?: sur| a)?"),
)  # fmt: skip
_HALF = tuple((field, re.compile(rf"{_IT} (?:{pattern})")) for field, pattern in _HALVES)
_JUDGED = re.compile(
    rf"(?:on|nou) (?:saur|verr|juger|dir|mesurer|reconnaitr)\w+ (?:que |qu |si |s |combien )?{_IT} (?:\w+ ){{1,4}}"
    r"(?:si|quand|lorsque|a|par|grace a|selon|au vu de|en (?:regardant|suivant|observant|mesurant|comptant|verifiant|comparant))"
)


def is_half(words: list[str]) -> bool:
    """Whether folded words are half a sentence about the action, that text may hold too: "Elle prévoit"."""
    joined = " ".join(words)
    return any(pattern.fullmatch(joined) for _, pattern in _HALF)


def _said_field(text: str, words: list[str]) -> str | None:
    """The field of a subject and its verb, with at most little words between: "Ils nous accompagnent", "Elle coûte"."""
    if not text[:1].isupper() or len(words) < 2:
        return None
    joined = " ".join(words)
    if _JUDGED.fullmatch(joined):
        return "indicator"
    half = next((field for field, pattern in _HALF if pattern.fullmatch(joined)), None)
    if half is not None or len(words) > 5 or words[0] not in _THEIR | _OURS:
        return half
    rest = [w for w in words[1:] if w not in _BETWEEN | _THEIR | _OURS]
    if len(rest) != 1 or not _WORDS.fullmatch(rest[0]):
        return None
    joined = " ".join(words[1:])
    return next((f for f, pattern in (_THEY if words[0] in _THEIR else _WE) if re.search(pattern, joined)), None)
