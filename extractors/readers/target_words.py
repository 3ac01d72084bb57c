"""Words around a figure that make it a commitment, a reference, a date or a fact (folded text)."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"\n|[.;!?](?=\s|$)|(?<=\s)[•●▪►➢](?=\s)")
INFINITIVE = r"(?:[a-z\-]{2,}(?:er|ir|oir|dre|tre|ire|uire|vre|rre|pre)|faire)"
ACTION = (
    r"(?:(?:re)?(?:creation|realisation|production|construction|rehabilitation|renovation|accession|demolition|"
    r"reconstitution|requalification|"
    r"amenagement|accompagnement|traitement|recyclage|conventionnement|relogement|recrutement|deploiement|"
    r"developpement|installation|implantation|"
    r"plantation|formation|ouverture|mobilisation|mise en (?:place|service|oeuvre|chantier|location)|"
    r"remise sur le marche|acquisition|captation|"
    r"financement|adaptation|labellisation|organisation|reduction|diminution|baisse|hausse|augmentation|"
    r"attribution|reservation|sortie|livraison|"
    r"extension|equipement|distribution|animation|accueil|orientation|signature|programmation|raccordement|"
    r"restauration|desimpermeabilisation|"
    r"vegetalisation|identification|visite|suivi|prise en charge|intermediation|transformation|maintien|embauche|"
    r"soutien|agrement|pose|travaux|achat|mise a jour))s?"
)
COMMITS = re.compile(
    r"\b(?:vis(?:e|ent|ant|er)|prevoi(?:t|ent)|prevue?s?|prevoir|objectifs?|ambitions?|cibles?|s'engage(?:nt|ra|"
    r"ront)?|programmee?s?|"
    r"devr(?:a|ont)|doi(?:t|vent)|[a-z]{2,}(?:er|ir|ir|dr|tr|vr|ur|ndr)(?:a|ont)|ser(?:a|ont)|aur(?:a|ont)|"
    r"fer(?:a|ont)|pourr(?:a|ont)|"
    r"d'ici|a (?:l'horizon|terme|atteindre)|au terme)\b"
)
MODAL = re.compile(
    r"\b(?:vis(?:e|ent|ant)\b|(?<!est )(?<!sont )passe(?:nt|ra|ront)? d[e']|prev|devr|s'engag|s'agit|objectif|ambition|ser(?:a|ont)\b|"
    r"[a-z]{2,}(?:er|ir|dr|vr|mettr)(?:a|ont)\b)"
)
# Read on the printed text, where "a" and "à" differ.
PAST = re.compile(r"\b(?:a|ont|avait|avaient|était|étaient)\s+(?:\w+\s)?\w+(?:é|i|u|is|it|ert)e?s?\b")
FACT = re.compile(
    r"\b(?:est|sont|etait|etaient|compte(?! tenu)|comptent|comptait|represente|representent|representait|s'eleve|"
    r"s'elevent|ont|avait|avaient|a ete|"
    r"atteint|atteignent|dispose|disposent|vivent|recense|recensent|concerne|concernent|beneficie|beneficient|"
    r"souffrent|consomment|habitent|renoncent|subsistent|manquent|[a-z]{2,}[a-z](?<!er)aient|"
    r"constate|observe|connait|connaissent|accueille|accueillent|regroupe|permettent|avons|fut|"
    r"se compose|comprend|comprennent|rassemblent?|accusent?|augmentent?|diminuent?|progressent?|portent? sur)\b"
)
# "Quatorze familles vivent à l'année sur l'aire": how things are, whatever the sentence goes on to say
STATE = re.compile(
    r"\s(?:de |d')?[a-z'-]+\s(?:[a-z'-]+\s){0,2}?(?:y\s)?(?:vivent|habitent|consomment|souffrent|renoncent|subsistent|manquent|attendent|declarent|"
    r"ignorent|dependent|[a-z]{2,}[a-z](?<!er)aient)\b"
)
CAUSE = re.compile(
    r"\b(?:du fait|en raison|face a|compte tenu|suite a|malgre|alors que|constats?|"
    r"(?<!un )(?<!des )bilan(?! de (?:sante|competences|prevention)\b)|depuis|rappel|au regard)\b"
)
REFERENCE = re.compile(
    r"(?:\b(?:articles?|art|n[°o]?|numeros?|loi|decret|arrete|circulaire|actions?|fiches?|axes?|objectif|"
    r"orientations?|annexes?|pages?|p|phases?|"
    r"volets?|niveaux?|categories?|tranches?|programmes?|bop|zones?|etapes?|mesures?|tomes?|version|ligne|"
    r"piliers?|engagements?|quartiers|"
    r"chapitres?|titre|figures?|tableaux?|cartes?|lots?|t|rd|rn|a)|\b[lrd]\.?|n°|[-–/])\s*[°.]?\s*$"
)
DEFINITE = re.compile(
    r"\b(?:les|des|aux|ces|nos|leurs|ses|vos|lesdits|chacun des|chacune des|du|ce|cette)\s(?!normes\s)(?:[a-z]+\s)?$"
)
# "traiter les 610 logements classés F": verbs that change what they count, all of it
_CHANGES = (
    r"(?:traiter|renover|rehabiliter|equiper|raccorder|supprimer|resorber|demolir|reloger|isoler|remplacer|"
    r"realiser|achever|terminer|livrer|convertir|requalifier|restaurer|desimpermeabiliser|vegetaliser|labelliser|former|visiter|recycler|"
    r"remettre (?:en etat|aux normes|sur le marche)|mettre aux normes|rendre accessibles)"
)
ALL_OF_THEM = re.compile(rf"\b{_CHANGES}\s(?:les|nos|ses|leurs|tous les|toutes les)\s$|\b(?:ensemble|totalite) des\s$")
# "diviser par deux", "réduisent de moitié"
BY_TWO = re.compile(r"\b(?:divis(?:er|e|ent|era|eront|ant|ee?s?)|redui(?:re|t|sent|ra))\s+(?:[a-z]+\s)?par\s$")
LESSENS = re.compile(r"\b(?:redui|diminu|baiss|abaiss)\w*\b")
NEVER_MORE = re.compile(r"\bn(?:e\s|')[^.;]*\bplus\s(?:de\s|d')$")
# "trois antennes" in "cinq médecins sur trois antennes" tells where
SPREAD = re.compile(
    r"[^,;.(:]*\b(?:d[e']|(?:sur|dans|repartie?s (?:sur|dans|en)|au sein d[e']))\s*(?:au moins\s|environ\s)?"
)
CRITERION = re.compile(
    r"(?:\bde (?:plus|moins) de|\b(?:plus|moins) (?:de|d')|\bages? de|\ba partir de|\bjusqu'a|\bsous les|\bentre)\s*$"
)
THRESHOLD = re.compile(r"\b(?:superieure?s?|inferieure?s?|egale?s?) a\s*$")
# "réduire le délai à 12 mois": the only durations that commit
DELAY = re.compile(r"\b(?:redui|ramen|limit|raccourc|diminu|abaiss)\w*\b[^,;]*\b(?:a|sous)\s(?:moins de\s)?$")
# "Instruire les demandes en moins de 30 jours": how soon, promised
SOON = re.compile(
    rf"^[\s\-–•*]*(?:(?:se|s'|ne|de|d'|a)\s?)?{INFINITIVE}\b[^;]*\b(?:sous(?: moins d[e'])?|en moins d[e']|(?P<within>en)|"
    r"dans un delai (?:maximum |maximal |moyen |inferieur )?(?:a|de|d'))\s?$"
)
SHORT_TIME = re.compile(r"\s*(?:jours?|heures?|minutes?|h|(?P<long>semaines?|mois))(?!\w)")
FROM = re.compile(r"\b(?:pass|port|ramen|evolu|fai|augment|rel[ae]v|redui|diminu|baiss|abaiss|raccourc)\w*\b[^,;]*\bde\s$|\(de\s$")
BEFORE_NOUN = (
    r"(?:nouveaux|nouvelles|nouvel|autres|premiers|premieres|derniers|dernieres|seconds|futurs|futures|grands|grandes|petits|petites|vrais|bons)"
)
ADJECTIVE = re.compile(r"[a-z]+(?:iaux|aux|ales|ifs|ives|ees|iques|ables|ants|neufs|neuves)|neufs")
RANGE = re.compile(r"\s*(?:a|-|–|et|ou)\s*$")
NOUN = re.compile(rf"\s*(?:{BEFORE_NOUN}\s+)?(?:de\s+|d'\s*)?(?:{BEFORE_NOUN}\s+)?([a-zœ][a-z²³\-œ0-9]*)(?![\w'])")
PER_CENT = re.compile(r"\s*(?:%|pour ?cents?\b)")
MONEY = re.compile(r"\s*(?:(?:k|m|md|millions? d|milliards? d|millions?|milliards?)?\s?(?:€|'?euros?\b)|m€|k€|\$)")
TIME = {
    "an", "ans", "annee", "annees", "mois", "semaine", "semaines", "jour", "jours", "heure", "heures", "h",
    "minute", "minutes", "min", "trimestre", "trimestres", "semestre", "semestres", "siecle", "fois", "reprises",
}  # fmt: skip
MONTHS = {
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
}  # fmt: skip
NOT_NOUNS = {
    "sans", "dans", "sous", "puis", "mais", "ces", "les", "des", "aux", "leurs", "ses", "nos", "plus", "moins",
    "vers", "alors", "apres", "pas", "tous", "toutes", "depuis", "lors", "hors", "chez", "dont", "sur", "pour",
    "par", "avec", "ainsi", "alinea", "bis", "ter", "euros", "euro", "voix", "degres",
    "prevus", "prevues", "tres", "attendus", "attendues",
}  # fmt: skip
SHORT_UNITS = {
    "ha", "km", "m2", "m²", "m3", "m³", "kwc", "mwc", "kw", "mw", "gw", "kwh", "mwh", "gwh", "twh", "t", "tco2e",
    "teqco2", "etp", "plai", "plus", "pls", "brs", "psla", "qpv", "epci", "ccas", "mds", "fjt", "hectare", "co2",
    "km2", "km²", "ph", "hab", "kg", "ktco2e", "kwh/m2",
}  # fmt: skip
CAPACITY = {
    "places", "lits", "berceaux", "logements", "chambres", "lots", "emplacements", "appartements",
}  # fmt: skip
PERIOD = re.compile(
    r"(?P<year>\bpar an(?:nee)?\b|/\s?an\b|\bchaque annee\b|\bannuel(?:le)?s?\b|\bannuellement\b|\ban\b/)|"
    r"(?P<month>\bpar mois\b|/\s?mois\b|\bchaque mois\b|"
    r"\bmensuel(?:le)?s?\b)"
)
DUE = re.compile(
    r"\b(?:d'ici(?: a| fin| la fin(?: de)?| le \d+ \w+)?|en|a l'horizon(?: de)?|horizon|avant(?: fin)?|pour|fin|"
    r"a (?:la )?fin|entre 20\d\d et|"
    r"de 20\d\d a|20\d\d\s?[-–]|(?:a )?echeance|jusqu'en|au 31 decembre)\s*(20\d\d)\b(?!\s?[-–]\s?20\d\d)"
)
LEAD_NOUN = re.compile(r"\b(?:des|de|d'|les|en)\s?((?:[a-z\-]{3,})[sx])\b(?!')")
CLAUSE_START = re.compile(
    rf"[(:«]\s*|,\s+(?=soit\b|dont\b|et\b|puis\b|ainsi\b|avec\b|{INFINITIVE}\b)|(?:,\s+)?\bet\s+(?=(?:en\s+|d'|"
    rf"de\s+|a\s+)?{INFINITIVE}\s)|"
    r"\bet\s+(?=[0-9])(?!(?:19|20)\d\d\b)"
)
CLAUSE_END = re.compile(
    rf"[():»]|,\s+(?=soit\b|dont\b|et\b|puis\b|ainsi\b|avec\b|en\s[a-z]+ant\b|{INFINITIVE}\b)|"
    rf",?\s+et\s+(?=(?:en\s+|d'|de\s+|a\s+)?{INFINITIVE}\s)|"
    r"\s+et\s+(?=[0-9])(?!(?:19|20)\d\d\b)|,?\s+en\s+[a-z]+ant\b"
)
INSTEAD_OF = re.compile(r"\b(?:contre|au lieu d[e']|par rapport a)\s?(?:environ\s|les?\s)?$")  # "20 % contre 14 % aujourd'hui"
# What is being set up or done as part of an action: "six lieux sont accompagnés la première année".
_DONE = (
    r"(?:cree|ouvert|vise|prevu|propose|organise|amenage|installe|deploye|accompagne|forme|recrute|equipe|jalonne|tenu|"
    r"programme|livre|rehabilite|renove|plante|publie|mobilise|mis|realise|attribue|finance|labellise|construit|produit|"
    r"implante|anime|distribue|offert|reserve|traite|restaure|pose|engage|lance|retenu|repere|acquis|signe|visite|remis|transforme)"
)
PLANNED = re.compile(rf"[^.;]*?\b(?:est|sont|sera|seront)\s+(?:[a-z]+ment\s|ainsi\s|aussi\s)?{_DONE}e?s?\b")
# "10 % des heures sont réservées aux habitants"
SET_ASIDE = re.compile(r"[^.;]*?\b(?:est|sont|sera|seront)\s(?:[a-z]+ment\s)?(?:reserve|consacre|dedie|affecte)e?s?\b")
# "La loi impose 25 % de logements sociaux": what others ask of everybody
IMPOSED = re.compile(
    r"\b(?:loi|decret|article|code|reglementation|directive|arrete)\b[^.;:]{0,60}\s(?:impos|oblig|exig|prevoi|fix|demand|requi)\w+\s[^.;:]{0,40}$"
)
# "Le plan prévoit trois axes et 14 actions": how the document is made
MADE_OF = re.compile(
    r"\b(?:plan|programme|contrat|schema|feuille de route|strategie|document|convention)\b[^.;]{0,40}\s"
    r"(?:prevoi|comport|compt|compren|contien|s'articul|se decompos|se declin|defini|fix|retien|propos)\w*\b[^.;]*$"
)
PARTS_OF_PLAN = {"axes", "actions", "orientations", "volets", "piliers", "fiches", "objectifs", "mesures", "priorites", "enjeux"}
# A sentence without a verb, a line of a list: it begins with its noun or its figure, not with "le", "ce", "dans".
NOT_NOMINAL = re.compile(
    r"(?:l[ea]s?|l'|une?|des?|du|ces?|cette|cet|ils?|elles?|on|nous|chaque|chacune?|son|sa|ses|leurs?|nos|notre|aux?|a|en|"
    r"dans|sur|pour|par|parmi|avec|sans|selon|plus|pres|environ|depuis|si|quand|lorsque|cf|voir|dont|soit|ainsi|aujourd'hui|"
    r"actuellement|il|y|n'|c'|d'|qu'|tous|toutes|certaine?s|plusieurs|article|exemple|rappel|nb|source|annexe)\b"
)
# "Onze structures déclarent": a verb in the plural tells a fact
PLURAL_VERB = re.compile(
    r"\b(?!(?:agent|client|patient|adolescent|president|accident|talent|equivalent|permanent|different|frequent|urgent|"
    r"recent|present|excellent|incident|parent)\b)[a-z]{2,}(?<!m)ent\b"
)
# "des groupes de 10 personnes": the size of each, where "une flotte de 150 vélos" has 150
SIZE_OF_EACH = re.compile(
    r"(?<!l')(?<!un )(?<!le )\b(?!(?:puis|relais|acces|parcours|cours|concours|campus|fonds|bois)\b)[a-z]{3,}[sx]\s(?:(?!et\b)[a-z]+\s)?(?:de|d')\s$"
)
# "porter à 60 le nombre de places"
THE_NUMBER_OF = re.compile(
    r"\s*l[ae]\s+(?:nombre|capacite|parc|production|total)\s+(?:annuel(?:le)?\s+|total(?:e)?\s+)?(?:de\s+|d')([a-zœ\-]+[sx])\b"
)
PARTS_OF_ONE = {"tiers": 3, "quart": 4, "quarts": 4, "cinquieme": 5, "cinquiemes": 5, "dixieme": 10, "dixiemes": 10}
# Plurals that tell how a thing is made rather than how much of it will be: "trois volets", "deux phases".
PARTS = {
    "volets", "phases", "etapes", "axes", "niveaux", "types", "categories", "temps", "themes", "thematiques", "criteres",
    "membres", "objectifs", "actions", "parties", "dimensions", "modes", "formes", "sujets", "questions", "piliers",
    "enjeux", "leviers", "cas", "points", "habitants", "partenaires", "articles", "exemples", "entrees", "echelles",
    "missions", "modalites", "principes", "priorites", "orientations", "mesures", "raisons", "facons", "sortes", "sens",
    "cotes", "colleges", "periodes", "instances", "documents", "conditions", "dispositifs", "outils", "annees", "emplois",
    "pages", "exemplaires", "saisons", "divorces", "plaintes",
}  # fmt: skip
