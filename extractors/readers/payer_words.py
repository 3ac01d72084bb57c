"""Who pays, in words: heads of payers' names, cues that announce them, and what only looks like them."""

from __future__ import annotations

import re

from extractors.readers.organisation_lexicon import lexicon

# All matched on folded text.
_HEADS = r"""
etat|services? de l'etat|ministeres?|prefectures?|sous-prefectures?|rectorat|education nationale|justice
regions?|conseils? regiona(?:l|ux)|departements?|conseils? (?:general|departemental|generaux|departementaux)
conseil d'agglomeration|cg ?[0-9]*|cd ?[0-9]*|cr
collectivites?(?: locales?| territoriales?| europeenne)?|communes?|villes?|mairies?|municipalites?
(?:euro)?metropoles?|agglomerations?|agglos?|communautes? (?:de communes|d'agglomeration|urbaine|d'agglo)
intercommunalites?
epci|cc|ca|cu|petr|pays|syndicats? (?:mixte|intercommunal|departemental|d'energie|des eaux)?|sivu|sivom|pnr
parc naturel
europe|union europeenne|fonds europeens?|credits? europeens?|ue|feder|fse ?\+?|feader|feamp\w*|feampa|fami
fead|leader|interreg|erasmus ?\+?|react-eu
fonds|fn[a-z]{2,6}|fart|fsl|fipdr?|fdva|fonjep|fiphfp|fisac|fajp?|fapt?|fdaj|fnacav|fcrta|fdsi|ftj
fjep
alt ?[12]?|apl|a\.p\.l\.|asll|avdl|aah|detr|dsil|dsid|dsu|dpv|dgf|dgd|dilicrah|ddu|fonds vert|france relance
plan de relance
caf|msa|cpam|carsat|cnav|cnaf|cnsa|cramif?|cnamts|assurance[ -]maladie|ars|agence regionale de sante
conference des financeurs|cfppa
agences?|anah|anru|anct|ademe|acse|cget|ans|anlci|agefiph|opco\w*|ofb|ofii|onf|afd|inca
ddtm?|dde|ddass|ddcs(?:pp)?|ddets(?:pp)?|dreets|deets|direccte|drac|dreal|dreaf|drjscs|drajes|drihl|drieets
drieat|dealm?|dihal|dgcs|dgaln|draaf|ddpp|drdfe|srias
cnfpt|fir|fiva|fncta|fnada|tepcv|sde[a-z]|sicto?m\w*|smicto?m\w*|territoires? d'energie|uniformation|ondam
programmes? (?:nationa(?:l|ux)|regiona(?:l|ux)|departementa(?:l|ux)|leader|de reussite|d'investissements d'avenir)
credits? (?:regionaux|departementaux|d'etat|delegues|specifiques|de droit commun)|loc'avantages
contrats? (?:de ville|de ruralite|de plan)|abattements? de (?:la )?(?:tfpb|taxe fonciere)
mildeca|mipd|spip|pjj|dtpjj|dspjj|pole emploi|france travail|missions? locales?
banque des territoires|caisses?|cdc|bpi(?:france)?|bpi france|action logement|cil|alliance territoires
1 ?% (?:logement|patronal)|peec|cglls
edf|gdf|engie|enedis|grdf|rte|suez|veolia|la poste|sncf|fournisseurs?|distributeurs d'energie
agence de l'eau|epf[a-z]{0,3}|etablissements? publics? fonciers?|bailleurs?(?: socia(?:l|ux)| prives?)?
organismes? (?:hlm|d'hlm|bailleurs)
offices? public\w*|oph|opac|hlm|esh|sem|spl|fondations?|chambres? (?:regionales? |departementales? )?(?:des? |d')[a-z]+|cci\w?|cma\w?
cnc|cnm|cnl|cee|certificats? d'economies? d'energie|programme [0-9]{3}|p ?[0-9]{3}
bop ?(?:n° ?)?[0-9]{3}|cper|crte|dotations?
politique de la ville|ccas|cias|sdis|sde ?[0-9]*|sdeg|mutuelles?|mutualite\w*|urssaf|mecenat|mecenes?
sponsors?
entreprises|employeurs|proprietaires?(?: (?:bailleurs?|occupants?))?|locataires|usagers|familles
associations?|partenaires
dispositifs? de droit commun|prets? (?:cdc|phb2|pls|plai|plus)|france 2030|pia ?[0-9]?|agirc(?:-arrco)?
ircantec|cleiss
versements? (?:mobilites?|transports?)|epargne (?:citoyenne|locale|solidaire)|financement participatif
taxe (?:de sejour|gemapi|d'amenagement)|eco-?organismes?|citeo|adelphe|leko|refashion|ecomaison|valdelia|ecologic
branches? (?:autonomie|famille|maladie|vieillesse)|mieux manger pour tous|generation velo|alveole(?: plus)?|climaxion|slime|actee ?[0-9+]?|advenir|maprimerenov\w*
dotations? politique de la ville|prse ?[0-9]?|amendes de police|missions? d'interet general|fonds (?:mobilites actives|barnier|friches)|edu'?renov
energeticiens|regimes? (?:local|general|agricole)
syndicats? d[eu]s? coproprietaires|coproprietaires
"""
PAYER = re.compile("(?:" + "|".join(_HEADS.split("\n")[1:-1]) + r")(?![\w])")
# Whole names that a purpose ends.
FIXED = re.compile(r"mieux manger pour tous(?!\w)")
# Names that hold a purpose: "Fondation pour le Logement", "fonds de solidarité pour le logement".
FOR = re.compile(r"(?:fondations?|fonds|programmes?|agences?|plan|associations?|unions?|ligues?|comites?)\b")
OBJECT = re.compile(r" (?:l['’]|la |le |les )\w")
# A capital word of these makes the whole a body's name: "Le Mans métropole", "Mayenne Communauté".
BODY_WORD = re.compile(
    r"(?<!\w)(?:metropole|agglomeration|agglo|communaute|intercommunalite|habitat|logis|hlm|"
    r"bailleur)(?!\w)"
)
BAD_HEAD = re.compile(
    r"(?:(?:fonds|dotations?|caisses?|agences?|pays|chambres? d[eu]?|syndicats?)\W*$|"
    r"fonds (?:propres|de roulement|de commerce|documentaire)|partenaires? (?:locaux|associes)|caisse a|"
    r"familles? d'|ville d'art|pays de la zone|"
    r"dotations? (?:du fonds|annuelles?|globales?|initiales?|qualite|budgetaires?|forfaitaires?|horaires?|socle|complementaires?)|"
    r"fonds\s*:|moyens|enveloppe|projets?|agences? d'interim|"
    r"fonds (?:d'avances?|d'intervention fonciere|d'amorcage|d'impulsion)\b|entreprises? (?:de travaux|du batiment)|associations? (?:foncieres?|syndicales?)|"
    r"dotations? (?:en|de) (?:materiel|equipement)|locataires? (?:en|du)|regions? (?:naturelle|d'origine))"
)
NOT_PAYERS = frozenset(
    """
    etp etpt ht ttc tva mous opah opah-ru opah-rr opah-cd pig amo qpv zrr plh plhi plui plu scot pcaet pdalhpd
    pdalpd pdahi plai plus pls psla prs vefa tfpb tfpnb teom cls clsm ppgdid ppgd cia pdh pos npnru pnru ort
    acv pvd crte ami aap moe moa amoa dce rh sig nc so na ras nb dpe bbc bepos crous copil cotech gup gusp lhi
    rhi thirori ori bimby vae irve vp vl ac ca cej rsa smic eur euro euros ko mo go kwh mwh gwh tco2 ges enr
    enr&r phase ter brt bhns tcsp pmr zac za zfe plf cp ae coge ps cdd cdi vsc clas pre cej faq web it si rgpd
    operation operations poste postes pas resultats indicateurs moyens ressources temps cette cet ces
    api pdf cd-rom dvd tv conventions convention abattement abattements achat achats etude etudes travaux
    """.split()  # noqa: SIM905 - words read best as words
)

_BY = (
    r"(?:(?:assure|porte|apporte|finance)\w* |notamment |en partie |partiellement |conjointement |principalement |"
    r"exclusivement |a parts egales |"
    r"a hauteur de [^,;()]{1,12} |(?:dans le cadre|au titre) d(?:u |e la |e l'|es |e )[\w'-]+ |a parite |pour moitie |a moitie |aux? [a-z]+ (?:tiers|quarts?) |"
    r"en totalite |integralement |a [0-9]{1,3}(?:,[0-9])? ?% |pour (?:la )?[a-z]+ )*(?:par |via )"
)
# Cues after which names are payers, unknown ones included.
CUE_PAY = re.compile(
    rf"(?:(?:co-?|pre)?financ(?:e|ee|es|ees|able|ables|ement|ements)|subventionne\w*|pris\w* en charge|"
    rf"porte\w* financierement|"
    rf"rembourse\w*|supporte\w*|assume\w*|abonde\w*|"
    rf"soutenu\w* financierement|soutenu\w*(?=[^,;.]{{0,80}}[0-9] ?(?:%|€|k€|m€))|compense\w*|inscrit\w*|alloue\w*|accorde\w*|octroye\w*|verse\w*|apporte\w*|"
    rf"attribue\w*|couvert\w*|complete(?:e|s|es)?|aide(?:e|s|es)?) {_BY}(?:les (?:dispositifs|organismes|partenaires|financeurs) suivants ?)?:?|"
    r"\brecettes?(?: [a-z]+){0,2} (?=d(?:e |u |es |'))|"
    r"\b(?:solde|reste|complement|surplus)(?: [a-z]+)? par |"
    r"\b(?:repartie?s?|partagee?s?|ventilee?s?)(?: (?:a parts? egales?|a parite|egalement))? entre |"
    r"\bco-?financements?(?: (?:de |du |des |d'|entre |possibles? |attendus? |a mobiliser |envisages? )?)? ?:? ?|"
    r"\bfonds propres (?=d)|\bparticipations? financieres? (?=d)|\bautofinancement (?=[a-z])|"
    r"\b(?:co-?)?financeurs?(?: (?:potentiels?|possibles?|pressentis|mobilisables|sollicites|identifies))? ?:? |"
    r"\bfinancements? (?:par |possibles? ?:? ?|mobilisables ?:? ?|mobilises ?:? ?|a mobiliser ?:? ?|"
    r"sollicites? ?:? ?|attendus? ?:? ?|"
    r"envisages? ?:? ?|prevus? ?:? ?|potentiels? ?:? ?|: ?)|"
    r"\bavec (?:le |l'|un )?(?:concours|soutien|appui financier|aide|cofinancement|financement|participation|"
    r"contribution)"
    r"(?: financiere?)?(?: (?:possible|eventuel\w*))? (?=d)"
)
# Cues after which only known payers count: the words also serve for other things.
CUE_NAME = re.compile(
    r"\b(?:subventions?|financements?|credits?|aides?(?: financieres?)?|interventions? (?=d[eu'])|"
    r"participations?(?: financieres?)?|"
    r"contributions?"
    r"(?: financieres?)?|concours(?: financiers?)?|soutiens?(?: financiers?)?|fonds propres|prets?|enveloppes?|"
    r"dotations?|budgets?(?: propres?| principal| principaux| general)?|"
    r"appuis?(?: financiers?)?|cofinancements?|mobilisation|a la charge|demandes? aupres|sollicit\w+(?: aupres)?|"
    r"aupres|via|sur (?=l(?:e|es|a) (?:fonds|dotation|programme|bop|enveloppe))|abondements?(?: possibles?)?|"
    r"au titre|eligibles?(?: aux?)?|autofinancement|apports?|quote-part|part|moyens|appels? a projets?)"
    r"(?: d'intervention| d'investissement| de fonctionnement)?"
    r"(?: (?:specifiques?|publics?|"
    r"(?:attendu|prevu|demande|escompte|envisage)e?s?|"
    r"annuels?|annuelles?|forfaitaires?|exceptionnels?|exceptionnelles?|eventuels?|eventuelles?|possibles?|mobilisables?|complementaires?))? ?(?::|"
    r"(?=[a-z(1]))"
)
PAYS = re.compile(
    r" ?(?:\([^()]*\) ?)?(?:(?:co-?)?financ(?:e|ent|era|eront)|participe\w*|subventionne\w*|"
    r"contribue\w*|apporte\w*|pren(?:d|nent|dra|dront) en charge|"
    r"interv(?:ient|iennent|iendra|iendront)(?= (?:en|a|pour)\b)|"
    r"(?:verse|abonde|alloue|octroie|supporte|prete|consacre)(?:nt|ra|ront)?|"
    r"(?:p(?:eu|ourr)|d(?:oi|ev))[a-z]* (?:aussi |egalement )?(?:y )?(?:contribuer|participer|abonder|(?:co)?financer|subventionner|apporter))\b"
)
# Labels of the field's own words: what follows names who acts, not who pays.
NOT_FUNDING = re.compile(
    r"(?:maitris?e d'|maitre d'|pilot|port(?:eur|age)|animat|beneficiair|partenaires?$|"
    r"prestataire|operateur|partenariat|cible|public)"
)
FILLER = re.compile(
    r"[ .…]*(?:(?:selon|a parite|a parts? egales?|a egalite|pour moitie|chacune?s?\b|"
    r"respectivement|et (?:budget|autofinanc|emprunt|fonds propres|subvention|credits)|"
    r"jusqu'a|a$|et$|le cas echeant|dans la limite|si |sous reserve|a definir|a preciser|a confirmer|"
    r"a solliciter|en fonction|"
    r"compris|au titre|dans le cadre|sollicit|eventuel|notamment|pour |a hauteur|potentiel|via |\(|- |etc|mobilis|[:…?]).*)?",
    re.DOTALL,
)
# Those whose name takes no "aux": what follows is what they pay for.
GIVER = re.compile(
    r"(?:etat|regions?|departements?|conseil \w+|communes?|villes?|mairies?|(?:euro)?metropoles?|"
    r"agglomerations?|agglos?|communautes? |intercommunalites?|epci|collectivites?|europe|bailleurs?|"
    r"caf|msa|ars|anah|ademe)\b"
)
# What a payer gives, between its name and the sum: "Banque des Territoires : prêt de 2 M€".
GIFT = re.compile(
    r"[ -]*(?:une? )?(?:prets?|subventions?|aides?|avances?|dotations?|participations?|contributions?|credits?|"
    r"fonds propres|apports?|mecenat|garanties?)(?: \w+)?[ ,:]*(?:(?:de|d'|a hauteur de|jusqu'a|pour) ?)?(?:environ )?"
)
# What a body grants: the bracket behind it names the body.
GIVEN = re.compile(r"(?:(?:dont|avec) )?(?:aides? a l|bonus|prestations? (?:de service|sociales?)|ps[ou]?|bonifications?|primes?)\b")
BOUGHT = re.compile(r"(?:deficits?|voir|cf|inclus|compris)\b")
ARTICLES = re.compile(
    r"(?:[-–•*+ ]+|(?:dont|soit|et|ou|y compris|notamment|avec|hors|plus|par|de|du|des|d'|la|le|les|l'|chaque|"
    r"autres?|une?|part|mobilisation(?= d)|"
    r"(?:en )?co-?financements?|(?:subventions?|aides?|prets?|financements?|participations?)(?= d)|"
    r"(?:emprunts?|bonus|bonifications?|enveloppes?)(?: (?:moyennes?|annuelles?|globales?|propres?))?(?= (?:d[eu']|[a-z]))|"
    r"(?:programmes?|appels? a projets?)(?: cee)?"
    r"(?= (?:alveole|generation velo|climaxion|slime|actee|advenir|prse|mieux manger))|"
    r"eco-?organismes?(?= [A-Za-z])|credits?(?= [ed]))(?:(?<=')|\s+)|dont notamment )+"
)
STOP_WORDS = frozenset(
    """
    pour par sur dans en avec selon a au sous via afin notamment soit dont le-cas hors si qui que finance
    financent financera participe participent prend prendra peut peuvent est sont sera seront apporte
    apportent contribue subventionne ou ainsi chaque entre vers ayant sollicite sollicitee sollicites mobilise
    mobilisee mobilises mobilisable mobilisables delivree delivrees delivre eventuellement possible possibles
    pourrait pourraient pourra pourront devrait devraient devra devront doit doivent
    intervient interviennent interviendra interviendront verse versent versera verseront abonde abondent alloue
    octroie supporte supportent prete pretent plafonne plafonnee plafonnes plafonnees apportera apporteront
    jusqu'a jusqu'au jusque potentiel potentiels puis lors accorde accordes pris et/ou suivant
    """.split()  # noqa: SIM905 - words read best as words
)
# What an acronym's name may end with: "ONDAM spécifique", "FIR régional".
KIND = re.compile(r"specifiques?|regiona(?:l|le|ux)|nationa(?:l|le|ux)|departementa(?:l|le|ux)|medico-social")
LINKS = frozenset(["de", "du", "des", "d'", "la", "le", "les", "l'", "et", "d", "l", "aux"])
# What a list of payers also prints: what is paid for, sums' labels, nothing settled.
NOT_NAMES = re.compile(
    r"(?:sous-)?tota(?:l|ux)|couts?|montants?|investissements?|fonctionnement|etudes?|travaux|animation|ingenierie|"
    r"communication|formation|postes?|materiel|equipements?|autofinancement|subventions?|"
    r"a (?:definir|preciser|chiffrer)|"
    r"neant|aucune?|sans|non|annees?|phase|lot|etp|moyens|budgets?|depenses?|recettes?|prestations?|charges?|achats?|"
    r"selon|pas d|plan de|inclus|compris|voir\b|cf\b|deficits?|dotations? (?:du fonds|annuelle|globale|qualite)|moyens propres|"
    r"[0-9 ]+$|oui|nc$|so$|ras$|en cours|financ|cofinanc|co-financ|aides?|loyers?|amo\b|mous\b"
)


def _is_short_name(text: str) -> bool:
    """A body's acronym written as a word: "Caf", "Ars"."""
    return bool(re.match(r"[A-Z][a-z]{2}(?!\w)", text))


def known_payer(text: str, folded: str) -> bool:
    """Whether a name, its article removed, begins like a body or a fund that pays."""
    if BAD_HEAD.match(folded):
        return False
    if PAYER.match(folded):
        short = PAYER.match(folded)[0]
        return (
            len(short) > 3 or " " in short or text[:2].isupper() or short.startswith(("p", "1")) or _is_short_name(text)
        )
    lex = lexicon()
    if text[:1].isupper() and lex.name_start.match(folded):
        return True
    word = re.match(r"[\w.&+-]+", folded)
    return bool(word and text[: word.end()].isupper() and lex.has("body", word[0].replace(".", "")))


# "Eau 47", "Habitat 12": a body of a department; what else carries a number.
_NUMBERED = re.compile(r"[A-ZÀ-Ý][\w'’-]+ (?:[0-9]{2}|2[AB]|97[1-6])")
_PARTS = frozenset(
    "phase lot annee axe action mesure fiche article objectif orientation tranche poste etape volet programme secteur zone".split()  # noqa: SIM905
)


def likely_payer(text: str, folded: str) -> bool:
    """Whether a name looks like a body's: an unknown acronym, or several capital words."""
    first = re.match(r"[^\s(:,]+(?:\(\w{1,3}\)\w*)*", folded)
    folded = folded.split(" (")[0]
    if not first or first[0].strip(".") in NOT_PAYERS or not text[:1].isupper():
        return False
    word = text[: first.end()]
    if re.fullmatch(r"[A-ZÀ-Ý](?:[A-ZÀ-Ý0-9&+\-]|(?<=[A-Z])\.){1,9}", word) and not re.fullmatch(r"[IVXL]+", word):
        return True
    text = text[: len(folded)]
    if _NUMBERED.fullmatch(text.strip()) and first[0] not in _PARTS:
        return True
    if "(" in word or (" " in folded and BODY_WORD.search(folded)):
        return True
    return len(re.findall(r"(?<![\w'’])[A-ZÀ-Ý][\w'’-]+", text)) >= 2
