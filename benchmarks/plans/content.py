# ruff: noqa: E501  (pages and sentences kept whole)
"""What a made-up plan says: its levels, its actions and their fields, all drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

DEPARTEMENTS = {
    "Sarthe": "72", "Jura": "39", "Lot": "46", "Vendée": "85", "Creuse": "23", "Ardèche": "07", "Meuse": "55", "Landes": "40",
    "Eure": "27", "Aube": "10", "Cantal": "15", "Finistère": "29", "Gard": "30", "Loiret": "45", "Nièvre": "58", "Somme": "80",
}  # fmt: skip

# verb, then what; each theme gives enough titles for a plan without repeating itself.
THEMES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "habitat": (
        ["Produire", "Réhabiliter", "Mobiliser", "Diversifier", "Adapter", "Encourager", "Programmer"],
        ["une offre locative abordable", "le parc privé ancien des centres-bourgs", "les logements vacants de longue durée",
         "l'accession sociale à la propriété", "les résidences pour jeunes actifs", "le bail réel solidaire", "des terrains familiaux locatifs",
         "l'intermédiation locative", "l'habitat inclusif", "la rénovation des copropriétés fragiles"],
        ["Les ménages modestes peinent à se loger près de leur travail.", "La vacance dépasse dix pour cent dans plusieurs bourgs.",
         "La demande de petits logements reste mal couverte.", "Les loyers du parc privé ont fortement augmenté depuis cinq ans."],
    ),
    "climat": (
        ["Réduire", "Accompagner", "Développer", "Planifier", "Massifier", "Sensibiliser à"],
        ["les consommations d'énergie du patrimoine communal", "la production d'électricité solaire en toiture", "la filière bois locale",
         "la sobriété foncière", "la plantation de haies bocagères", "la rénovation des chaufferies collectives", "la préservation de la ressource en eau",
         "le réemploi des matériaux de chantier", "l'adaptation des cultures à la sécheresse", "la lutte contre les îlots de chaleur"],
        ["Le secteur résidentiel pèse un tiers des émissions du territoire.", "Les étés secs se succèdent et fragilisent les captages.",
         "Les bâtiments publics datent pour l'essentiel d'avant 1975."],
    ),
    "santé": (
        ["Renforcer", "Faciliter", "Organiser", "Déployer", "Soutenir", "Former les professionnels à"],
        ["l'accès aux soins de premier recours", "la prévention des addictions chez les jeunes", "le repérage de la souffrance psychique",
         "les consultations avancées de spécialistes", "la prévention des chutes à domicile", "l'accueil des internes en médecine générale",
         "la médiation en santé", "le dépistage organisé des cancers", "la coordination ville-hôpital", "l'activité physique adaptée"],
        ["Un habitant sur huit n'a plus de médecin traitant.", "Les délais de rendez-vous s'allongent pour toutes les spécialités.",
         "Les acteurs se connaissent peu et orientent mal les personnes."],
    ),
    "mobilité": (
        ["Aménager", "Expérimenter", "Sécuriser", "Structurer", "Promouvoir", "Étendre"],
        ["un réseau cyclable continu entre les bourgs", "le covoiturage de courte distance", "les abords des établissements scolaires",
         "les pôles d'échanges multimodaux", "le transport à la demande", "un service de location de vélos", "l'autopartage dans les villages",
         "la marche vers les commerces", "les aires de stationnement relais", "la logistique du dernier kilomètre"],
        ["Quatre déplacements sur cinq se font en voiture.", "Les itinéraires cyclables s'interrompent à l'entrée des bourgs.",
         "Les horaires des cars conviennent mal aux salariés postés."],
    ),
    "solidarités": (
        ["Prévenir", "Simplifier", "Créer", "Consolider", "Mieux faire connaître", "Coordonner"],
        ["les expulsions locatives", "les démarches d'accès aux droits", "un lieu d'accueil pour les parents", "l'aide alimentaire itinérante",
         "les dispositifs de garde en horaires atypiques", "l'accompagnement des aidants", "la lutte contre l'isolement des aînés",
         "l'insertion par l'activité économique", "la médiation numérique", "l'hébergement des femmes victimes de violences"],
        ["Le non-recours touche surtout les personnes seules.", "Les permanences ferment les unes après les autres.",
         "Les familles monoparentales cumulent les difficultés."],
    ),
}  # fmt: skip

LEVEL_TITLES = [
    "Un territoire accueillant pour tous", "Agir au plus près des habitants", "Des ressources préservées", "Mieux travailler ensemble",
    "Réussir les transitions", "Répondre aux besoins de chaque âge", "Donner les moyens d'agir", "Un cadre de vie apaisé", "Anticiper les besoins de demain",
    "Des services accessibles partout", "Faire ensemble et faire savoir", "Consolider les solidarités locales", "Une économie ancrée localement",
]  # fmt: skip

NAMED = [
    "CAF", "ARS", "DDT", "ADEME", "MSA", "CCAS de Bréville", "Mission locale du Pays de Vaux", "ADIL", "Banque des Territoires", "Conseil départemental",
    "Chambre d'agriculture", "CPAM", "Région", "France Travail", "Habitat Jeunes Val de Seille", "SPL Horizon", "Syndicat d'énergie", "Parc naturel régional",
    "CPTS des Deux Rives", "Association Tremplin", "Croix-Rouge", "Maison de l'emploi", "Office de tourisme", "DREAL", "Agence de l'eau", "CAUE",
    "Fédération des centres sociaux", "Université", "Éducation nationale", "Soliha", "Anah", "Action Logement", "SNCF Réseau", "Vélo-cité", "DDETS", "GrDF",
]  # fmt: skip
GROUPS = [
    "communes", "bailleurs sociaux", "associations locales", "entreprises du territoire", "établissements scolaires", "professionnels de santé",
    "habitants", "agriculteurs", "commerçants", "centres sociaux", "CCAS", "artisans", "opérateurs de transport", "promoteurs",
]  # fmt: skip
FUNDERS = [
    "État",
    "Région",
    "Département",
    "ADEME",
    "Anah",
    "CAF",
    "ARS",
    "Banque des Territoires",
    "Agence de l'eau",
    "Fonds vert",
    "FEDER",
    "Action Logement",
]
INDICATORS = [
    "Nombre de logements rénovés", "Nombre de ménages accompagnés", "Part des habitants informés", "Nombre de participants aux ateliers",
    "Nombre de kilomètres aménagés", "Taux de satisfaction des usagers", "Nombre de permanences tenues", "Évolution des émissions de gaz à effet de serre",
    "Nombre de partenaires mobilisés", "Surface de panneaux installés", "Nombre de réunions du comité de suivi", "Taux de vacance",
    "Nombre de diagnostics réalisés", "Part modale du vélo", "Nombre de conventions signées", "Tonnage collecté", "Nombre d'arbres plantés",
    "Délai moyen de rendez-vous", "Nombre de places créées", "Fréquentation du site internet",
]  # fmt: skip
OBJECTIVES = [
    "Offrir une réponse de proximité aux habitants.", "Lever les freins rencontrés par les publics les plus éloignés.",
    "Donner aux élus une vision partagée des besoins.", "Augmenter le nombre de projets menés à terme.", "Garantir un même service dans toutes les communes.",
    "Faire évoluer durablement les pratiques.", "Mieux coordonner les interventions existantes.", "Rendre l'offre lisible pour tous.",
]  # fmt: skip
STEPS = [
    "Recenser les besoins auprès des communes", "Désigner un référent dans chaque structure", "Organiser des ateliers ouverts au public",
    "Rédiger un cahier des charges commun", "Lancer une consultation", "Diffuser un guide pratique", "Signer une charte d'engagement", "Former les agents d'accueil",
    "Tester le dispositif sur un secteur pilote", "Présenter un bilan chaque année au comité de pilotage", "Équiper les sites retenus", "Ouvrir un guichet unique",
]  # fmt: skip
PROSE = [
    "La démarche s'appuie sur les réseaux existants et sur une animation régulière.", "Une première phase permettra de préciser le périmètre et les conditions de mise en œuvre.",
    "Les services se réunissent pour partager les situations et ajuster les réponses.", "Le dispositif sera étendu si l'expérimentation est concluante.",
    "Un accompagnement individuel est proposé à ceux qui le souhaitent.", "La communication est confiée à un groupe de travail.",
]  # fmt: skip
TARGETS = [
    ("créer {} logements", "logements"), ("accompagner {} ménages par an", "ménages"), ("planter {} arbres", "arbres"),
    ("équiper {} communes", "communes"), ("former {} agents", "agents"), ("aménager {} km d'itinéraires", "km"), ("ouvrir {} places", "places"),
]  # fmt: skip

GLOSSARY = [("ADEME", "Agence de la transition écologique"), ("CAF", "Caisse d'allocations familiales"), ("EPCI", "Établissement public de coopération intercommunale"),
            ("ARS", "Agence régionale de santé"), ("DDT", "Direction départementale des territoires")]  # fmt: skip

PLANS = [
    ("PCAET", "Plan climat-air-énergie territorial", "epci"), ("PLH", "Programme local de l'habitat", "epci"), ("CLS", "Contrat local de santé", "epci"),
    ("PDALHPD", "Plan départemental d'action pour le logement et l'hébergement des personnes défavorisées", "departement"),
    ("CTG", "Convention territoriale globale", "epci"), ("PAT", "Projet alimentaire territorial", "epci"),
    ("Contrat de ville", "Contrat de ville", "commune"), ("CRTE", "Contrat de relance et de transition écologique", "epci"),
]  # fmt: skip


@dataclass
class Item:
    """An action as printed and as recorded. Texts are what the page shows; ``gold`` what they mean."""

    number: str | None  # as recorded
    printed: str  # before the title: "Action 1.2 : "
    label: str | None
    title: str
    level: int | None  # index into Plan.levels
    objective: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    modalities: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    pilots: list[tuple[str, bool]] = field(default_factory=list)  # mention, is a group
    partners: list[tuple[str, bool]] = field(default_factory=list)
    cost: str = ""
    cost_kind: str = "missing"
    amounts: list[dict] = field(default_factory=list)
    funders: list[str] = field(default_factory=list)
    indicators: list[dict] = field(default_factory=list)
    targets: list[dict] = field(default_factory=list)
    calendar: str = ""
    years: tuple[int | None, int | None] = (None, None)
    public: str = ""
    place: str = ""
    yearly: list[int] = field(default_factory=list)  # euros, a year of the plan each
    parts: list[Item] = field(default_factory=list)  # what a sheet that is itself a level holds


@dataclass
class Plan:
    seed: int
    kind: str
    name: str
    territory: str
    level: str
    code: str | None
    years: tuple[int, int]
    levels: list[dict] = field(default_factory=list)  # label, number, title, parent (index), printed
    items: list[Item] = field(default_factory=list)


def make_plan(seed: int, style: dict) -> Plan:
    """A plan's words; ``style`` says how it numbers its levels and actions (looks.draw_style)."""
    r = random.Random(f"content {seed}")
    kind, name, level = r.choice(PLANS)
    departement = r.choice(sorted(DEPARTEMENTS))
    place = r.choice(["Val de Seille", "Pays de Vaux", "Deux Rives", "Monts d'Arlan", "Plaine de Brionne"])
    if level == "departement":
        territory, code = departement, DEPARTEMENTS[departement]
    elif level == "commune":
        territory, code = r.choice(["Bréville", "Montfaucourt", "Saint-Aubert"]), None
    else:
        territory, code = r.choice([f"Communauté de communes {place}", f"Communauté d'agglomération {place}"]), None
    start = r.randint(2019, 2026)
    plan = Plan(seed, kind, name, territory, level, code, (start, start + r.choice([3, 4, 5, 6]) - 1))
    titles = r.sample(LEVEL_TITLES, len(LEVEL_TITLES))
    themes = r.sample(sorted(THEMES), len(THEMES))
    pools = {t: _titles(r, t) for t in themes}
    n_top = r.randint(2, 4)
    running = 0
    tops = style["levels"]
    if not tops:
        for _ in range(r.randint(5, 10)):
            running += 1
            plan.items.append(_item(r, plan, style, pools, themes[running % len(themes)], None, [], running, running))
        return plan
    for a in range(1, n_top + 1):
        top = len(plan.levels)
        number = style["top_number"](a)
        plan.levels.append({"label": tops[0], "number": number, "title": titles.pop(), "parent": None})
        theme = themes[(a - 1) % len(themes)]
        if len(tops) == 1:
            for b in range(1, r.randint(2, 4) + 1):
                running += 1
                plan.items.append(_item(r, plan, style, pools, theme, top, [a], b, running))
            continue
        for s in range(1, r.randint(1, 3) + 1):
            sub = len(plan.levels)
            sub_number = style["sub_number"](a, s)
            plan.levels.append({"label": tops[1], "number": sub_number, "title": _sub_title(r, titles), "parent": top})
            for b in range(1, r.randint(1, 3) + 1):
                running += 1
                plan.items.append(_item(r, plan, style, pools, theme, sub, [a, s], b, running))
    return plan


def _titles(r: random.Random, theme: str) -> list[str]:
    verbs, things, _ = THEMES[theme]
    out = [f"{verbs[k % len(verbs)]} {thing}" for k, thing in enumerate(r.sample(things, len(things)))]
    tails = [
        "",
        "",
        " dans les centres-bourgs",
        " avec les acteurs locaux",
        " pour les publics prioritaires",
        " à l'échelle intercommunale et en assurer le suivi",
    ]
    return [t.replace("à la ", "à la ").replace("à les", "aux") + r.choice(tails) for t in out]


_SUB_VERBS = ["Conforter", "Partager", "Outiller", "Amplifier", "Renouveler", "Ouvrir"]
_SUB_THINGS = ["les réponses de proximité", "la connaissance des besoins", "les acteurs de terrain", "les démarches engagées", "l'offre existante",
               "la gouvernance de la démarche", "les coopérations entre communes", "le suivi des engagements"]  # fmt: skip


def _sub_title(r: random.Random, used: list[str]) -> str:
    while True:
        title = f"{r.choice(_SUB_VERBS)} {r.choice(_SUB_THINGS)}"
        if title not in used:
            used.insert(0, title)
            return title


def _item(r, plan, style, pools, theme, level, path, rank, running) -> Item:
    title = pools[theme].pop() if pools[theme] else f"{r.choice(_SUB_VERBS)} le volet {running}"
    number, printed, label = style["action_number"](path, rank, running)
    it = Item(number, printed, label, title, level)
    _, _, contexts = THEMES[theme]
    has = style["fields"]
    if "context" in has:
        it.context = r.sample(contexts, r.randint(1, 2))
    if "objective" in has:
        it.objective = r.sample(OBJECTIVES, r.randint(1, 3 if style["objective_bullets"] else 2))
    if "modalities" in has:
        it.modalities = r.sample(PROSE, r.randint(1, 2))
        it.steps = r.sample(STEPS, r.randint(0, 4))
    if it.objective and r.random() < 0.35:
        phrase, unit = r.choice(TARGETS)
        value = r.choice([3, 8, 12, 15, 20, 40, 60, 120, 250])
        text = phrase.format(value)
        it.objective.append(text[0].upper() + text[1:] + ".")
        it.targets.append({"text": text, "value": value, "unit": unit})
    it.pilots = _bodies(r, style["pilot_max"], groups=0.05)
    taken = {m for m, _ in it.pilots}
    it.partners = (
        [b for b in _bodies(r, style["partner_max"], groups=0.4) if b[0] not in taken] if "partner" in has else []
    )
    if "cost" in has:
        _cost(r, it, style)
    if "calendar" in has:
        _calendar(r, it, plan, style)
    if "indicator" in has:
        texts = r.sample(INDICATORS, r.randint(1, 4))
        it.indicators = [{"text": t} for t in texts]
        if style["indicator_table"]:
            for i in it.indicators:
                i["baseline"] = r.choice(["0", "12", "45", "non connu", "3 %"])
                i["target"] = r.choice(["10", "50 par an", "80 %", "120", "+ 20 %"])
    return it


def _bodies(r: random.Random, most: int, groups: float) -> list[tuple[str, bool]]:
    out: list[tuple[str, bool]] = []
    for _ in range(r.randint(1, most)):
        group = r.random() < groups
        name = r.choice(GROUPS if group else NAMED)
        if name not in {n for n, _ in out}:
            out.append((name, group))
    return out


def _money(r: random.Random) -> tuple[str, int]:
    value = r.choice([5, 8, 12, 15, 20, 25, 30, 45, 60, 80, 120, 250, 400]) * 1000
    form = r.randint(0, 3)
    if form == 0:
        return f"{value // 1000} k€", value
    if form == 1 and value >= 100000:
        return f"{value / 1e6:g} M€".replace(".", ","), value
    return f"{value:,} €".replace(",", "\u202f" if form == 2 else " "), value


def _cost(r: random.Random, it: Item, style: dict) -> None:
    form = r.random()
    if form < 0.12:
        it.cost, it.cost_kind = r.choice(["À définir", "À chiffrer", "Non chiffré à ce jour"]), "to_define"
    elif form < 0.2:
        it.cost, it.cost_kind = r.choice(["À moyens constants", "Moyens internes"]), "constant"
    elif form < 0.26:
        it.cost, it.cost_kind = r.choice(["Sans objet", "Néant", "Pas de coût induit"]), "none"
    else:
        it.cost_kind = "stated"
        text, value = _money(r)
        if form < 0.4:
            it.cost = f"{text} par an"
            it.amounts = [{"amount": value, "period": "year", "unit": None}]
        elif form < 0.5:
            low, high = value // 1000, 2 * value // 1000
            it.cost = f"Entre {low} 000 et {high} 000 €"
            it.amounts = [{"amount": low * 1000, "max": high * 1000, "period": None, "unit": None}]
        elif form < 0.65:
            other, more = _money(r)
            it.cost = f"Étude : {text} ; travaux : {other}"
            it.amounts = [{"amount": v, "period": None, "unit": None} for v in (value, more)]
        elif form < 0.75:
            it.cost = f"{text} {r.choice(['TTC', 'HT'])}"
            it.amounts = [{"amount": value, "period": None, "unit": None}]
        else:
            it.cost = text
            it.amounts = [{"amount": value, "period": None, "unit": None}]
    if style["funder_label"] and r.random() < 0.8 and it.cost_kind in ("stated", "to_define"):
        it.funders = r.sample(FUNDERS, r.randint(1, 3))


def _calendar(r: random.Random, it: Item, plan: Plan, style: dict) -> None:
    a, b = plan.years
    start = r.randint(a, b)
    end = r.randint(start, b)
    if style["year_cross"]:
        it.years = (start, end)
        return
    form = r.randint(0, 6)
    it.calendar, it.years = [
        (f"{start}-{end}" if end > start else f"{start}", (start, end)),
        (f"De {start} à {end}" if end > start else f"En {start}", (start, end)),
        (f"À partir de {start}", (start, None)),
        ("En continu", (None, None)),
        (f"{r.choice(['1er', '2e'])} semestre {start}", (start, start)),
        (f"{start} et suivants", (start, None)),
        (f"Lancement : {start} ; fin : {end}" if end > start else f"Courant {start}", (start, end)),
    ][form]
