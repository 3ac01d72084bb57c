"""The words that say how money is meant: periods, units, natures, statuses; and the printed header read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.french.fold import fold

# Matched on folded text (lower case, no accents).
PERIODS = {
    "year": re.compile(
        r"/ ?ans?(?!\w)|\bpar an(?:nee)?(?!\w)|\bl'an(?!\w)|(?<!\w)annuel(?:le)?s?(?!\w)|\bannuellement\b|"
        r"\bchaque annee\b|\btous les ans\b"
    ),
    "month": re.compile(r"/ ?mois(?!\w)|\bpar mois\b|\bmensuel\w*|\bchaque mois\b"),
    "day": re.compile(r"/ ?j(?:our)?(?!\w)|\bpar jour\b|\bjournali\w+|/ ?nuit(?:ee)?(?!\w)|\bpar nuit(?:ee)?\b"),
}
WHOLE = re.compile(
    r"\b(?:sur|pour|pendant) (?:les |la duree |toute la |la periode|l'ensemble |(?:[0-9]+|deux|trois|quatre|cinq|six|"
    r"sept|huit|dix) (?:prochaines? )?(?:ans|annees|mois))|\bpluriannuel\w*|\btotal (?:sur|du|de la)\b"
)
COST_LEAD = re.compile(r"[\s-]*(?:cout|budget|montant|enveloppe|depense|dotation|credit|charge|participation)s?\b")
NATURES = {
    "investment": re.compile(r"\binvestissements?\b|\btravaux\b|\bequipements?\b|\bacquisitions?\b|\bconstruction\b"),
    "operating": re.compile(r"\bfonctionnement\b|\bexploitation\b"),
    "subsidy": re.compile(r"\bsubventions?\b|\baides?\b|\bprimes?\b"),
    "staff": re.compile(r"\betp\b|\bpostes?\b|\bsalaires?\b|\bmasse salariale\b|\bfrais de personnel\b"),
}
UNIT_WORDS = frozenset(
    """
    logement place menage poste habitant personne beneficiaire famille jeune eleve lit dossier diagnostic
    mesure projet operation commune quartier m2 hectare ha etp agent visite acte seance atelier session heure
    intervention accompagnement participant enfant structure association site vehicule velo borne km tonne
    arbre unite locataire copropriete resident etudiant salarie stagiaire apprenti repas kit chantier immeuble
    ecole classe etablissement formation contrat bati batiment maison foyer candidat usager patient senior
    aidant professionnel berceau chambre terrain emplacement parcelle lot abonne foyer entreprise exploitation
    lieu salle ligne trajet arret soiree nuitee module numero cycle edition
    kwh mwh tco2 installation equipement intervenant adulte couple demandeur detenu resident
    """.split()  # noqa: SIM905 - words read best as words
)
UNIT_ALIASES = {
    "logt": "logement", "lgt": "logement", "logts": "logement", "hab": "habitant", "pers": "personne",
    "benef": "bénéficiaire", "h": "heure", "m²": "m2",
}  # fmt: skip

NONE = re.compile(
    r"\b(?:pas d[e']|aucune?s?|sans|nul(?:le)?|hors) ?(?:d[e']s? ?)?(?:autres? |nouve\w+ )?(?:cout|surcout|"
    r"frais|depense|"
    r"incidence|impact|financement|budget|credit|charge|besoin|engagement financier)\w*|\bsans objet\b|\bneant\b|"
    r"\bgratuit\w*|\bcouts? (?:est |sont )?nuls?\b|\bnon concerne\w*|"
    r"\bn'(?:engage|implique|induit|entraine|appelle|occasionne|genere|a)\w* (?:pas|"
    r"aucun) ?(?:d[e']s? ?)?(?:cout|surcout|"
    r"credit|depense|frais|financement)\w*|\bne (?:necessite|requiert|demande|genere) (?:pas|aucun)"
)
NONE_WHOLE = re.compile(
    r"(?:-+|_+|/|0|0 ?€|zero(?: euros?)?|aucune?s?|non|sans|s\.? ?o\.?|r\.?a\.?s\.?|n ?/ ?a|rien|nul|pas de moyens?)"
)
CONSTANT = re.compile(
    r"\b(?:moyens?|ressources?|effectifs?|budgets?|credits?|personnels?|enveloppes?)(?: \w+){0,2} (?:constant|"
    r"interne|existant|"
    r"propre|habituel|courant|actuel|deja mobilise|en place|de droit commun)\w*|"
    r"\ba (?:moyens|budgets?|effectifs?|credits|couts?|enveloppes?) (?:constant|egal|identique)\w*|"
    r"\btemps d(?:e |'|es )[a-z]+ (?:en )?intern|\btemps (?:d'|des? |de travail (?:des? |d'))?(?:agents?|equipes?)\b|\btemps de travail\b|\ben (?:interne|"
    r"regie)\b|"
    r"\bsans moyens? (?:supplementaires?|nouveaux|nouveau|dedies?)|\bpas de moyens? (?:supplementaires?|"
    r"nouveaux|specifiques?)|"
    r"\b(?:cadre|titre|sein) (?:de |des )(?:ses |leurs |ces )?missions\b|\b(?:inclus|integre|"
    r"compris)\w* (?:dans|aux) (?:les |ses )?missions|"
    r"\bcredits? (?:de )?droit commun\b|\bmobilisation du droit commun\b|\bautofinance\w* interne"
)
CONSTANT_WHOLE = re.compile(
    r"(?:le )?(?:de )?droit commun|interne|ingenierie interne|humains?(?: internes?)?|"
    r"moyens humains (?:de |du |des |d')[^0-9:;€\n]{2,60}"
)
TO_DEFINE = re.compile(
    r"\b(?:a|reste(?:nt)? a|encore a) (?:definir|determiner|preciser|chiffrer|evaluer|estimer|calibrer|identifier|"
    r"arreter|etudier|affiner|completer|arbitrer|consolider|negocier|budgeter)\b|"
    r"^a l'etude\b|\bnon (?:encore )?(?:chiffra|chiffre|defini|determine|estime|evalue|connu|precise|"
    r"communique|arrete)\w*|\bpas (?:encore )?(?:chiffre|defini|determine|estime|evalue|connu)\w*|"
    r"\ben cours (?:de |d')(?:chiffrage|definition|estimation|evaluation|consolidation|elaboration|etude|calcul)|"
    r"\bchiffrages? (?:a venir|en cours|ulterieur)|\bindetermine\w*|\ben attente\b|\bau cas par cas\b|"
    r"\b(?:sera|seront|devra etre|a etre|restera) (?:defini|precise|chiffre|determine|estime|evalue|arrete)\w*"
)
TO_DEFINE_WHOLE = re.compile(
    r"(?:cout |couts |montant |budget |variables? )*(?:(?:selon|en fonction d[eu]s?)(?: les?)? (?:projets?|"
    r"besoins?|operations?|dossiers?|devis|"
    r"actions?)(?: [a-z]+){0,2}|sur devis|variables?|a venir|[?]+|n\.? ?c\.?|n\.? ?d\.?|x+ ?(?:k?€|euros?)|[._]{2,} ?(?:k?€|euros?)|k?€|"
    r"financements? a (?:mobiliser|rechercher|trouver))"
)
MONEY_SAID = re.compile(r"\b(?:cout|financ|budget|subvention|credit|aide|montant|depense|enveloppe|fonds)|€|\beuro")

_FACTORS = (
    (10**3, re.compile(r"\bk ?€|\bk ?euros?\b|\bmilliers? d'|\bke\b|\bkeur")),
    (10**6, re.compile(r"\bm ?€|\bm ?euros?\b|\bmillions? d'|\bmeur")),
    (1, re.compile(r"€|\beuros?\b|\beur\b")),
)
_HEADER_YEAR = re.compile(
    r"(?:budget|montant|cout|credits?|depenses?)\b[^0-9]{0,25}(?<![0-9/-])((?:19|20)[0-9]{2})(?! ?[-/a] ?[0-9])"
)


_EITHER = re.compile(r"\bannuels?(?:le)? (?:ou|et|et/ou) (?:totale?|globale?|pluriannuel)|\b(?:totale?|globale?)(?: ou|/| et/ou) ?annuel")  # settles nothing


@dataclass(frozen=True, slots=True)
class Header:
    """What a printed label says of the figures under it. ``factor``: euros in one printed unit."""

    factor: int | None = None
    tax: str | None = None
    period: str | None = None
    per_unit: str | None = None
    year: int | None = None
    nature: str | None = None
    payers: bool = False  # the label announces who pays


_UNIT_SAID = re.compile(r"\b(?:en )?(?:k ?€|k ?euros?\b|ke\b|keur|milliers? d'euros?|m ?€|millions? d'euros?|meur)")


def unit_said(text: str) -> str | None:
    """The thousands or millions a caption or a corner cell says its figures are in ("En milliers d'euros", "k€ HT")."""
    said = fold(text)
    m = _UNIT_SAID.search(said)
    told = m is not None and (len(text) < 80 or (len(text) < 200 and m[0].startswith("en ") and said[m.end() :].strip(" .)") in ("", "ht", "ttc")))
    return text[m.start() : m.end()] if told and not re.search(r"[0-9] ?(?:k|m)", said) else None


def read_header(label: str | None) -> Header:
    """The unit, tax, period, year and nature printed in a label such as "Budget annuel (en k€ HT)"."""
    if not label:
        return Header()
    said = fold(label)
    period = None if WHOLE.search(said) or _EITHER.search(said) else next((p for p, pattern in PERIODS.items() if pattern.search(said)), None)
    taxed = re.search(r"(?<![A-Za-z])(H\.?T|T\.?T\.?C)(?![A-Za-z])", label)
    unit = re.search(r"(?:\bpar |/ ?)([a-z]+2?)", said)
    unit_name = label[unit.start(1) : unit.end(1)].lower() if unit and unit[1] in UNIT_WORDS else None
    natures = [name for name, pattern in NATURES.items() if name != "subsidy" and pattern.search(said)]
    year = _HEADER_YEAR.search(said)
    return Header(
        factor=next((f for f, pattern in _FACTORS if pattern.search(said)), None),
        tax=taxed[1].replace(".", "") if taxed else None,
        period=period,
        per_unit=unit_name,
        year=int(year[1]) if year else None,
        nature=natures[0] if len(natures) == 1 else None,
        payers=bool(re.search(r"financ|subvention|recettes?\b|contribut", said)),
    )
