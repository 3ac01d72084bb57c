# ruff: noqa: E501  (sentences kept whole)
"""Words of the hard made-up plans: longer, and other than those of the plain ones."""

from __future__ import annotations

PLANS = [
    ("PCAET", "Plan climat-air-énergie territorial", "epci"), ("PLH", "Programme local de l'habitat", "epci"), ("CLS", "Contrat local de santé", "epci"),
    ("CTG", "Convention territoriale globale", "epci"), ("PAT", "Projet alimentaire territorial", "epci"), ("Contrat de ville", "Contrat de ville", "commune"),
    ("PDALHPD", "Plan départemental d'action pour le logement et l'hébergement des personnes défavorisées", "departement"),
    ("CRTE", "Contrat de relance et de transition écologique", "epci"),
]  # fmt: skip
DEPARTEMENTS = {"Aveyron": "12", "Charente": "16", "Drôme": "26", "Gers": "32", "Isère": "38", "Mayenne": "53", "Oise": "60", "Tarn": "81", "Vosges": "88", "Yonne": "89"}
PLACES = ["Haute-Lauze", "Val d'Ornette", "Coteaux de Brenne", "Marais d'Aulnoy", "Plateau de Cerisy", "Sources de la Vègre"]
TOWNS = ["Aulnoy-le-Château", "Cerisy", "Saint-Vérain", "Villers-sur-Vègre", "La Roche-Brenne", "Ornette"]

TITLES = [
    "Créer un guichet unique de la rénovation énergétique", "Installer une halte-garderie itinérante dans les villages", "Restaurer les continuités écologiques le long de la Vègre",
    "Ouvrir un tiers-lieu dans l'ancienne gare", "Accompagner les exploitations vers l'agroécologie", "Mettre en place un conseil citoyen de la transition",
    "Généraliser le tri à la source des biodéchets", "Requalifier les friches industrielles de l'entrée de ville", "Proposer une offre de répit aux proches aidants",
    "Développer l'éducation artistique et culturelle de la maternelle au lycée", "Désimperméabiliser les cours d'école", "Constituer un réseau de référents violences intrafamiliales",
    "Lutter contre la précarité énergétique des ménages en fichant les logements les moins performants et en mobilisant les aides existantes",
    "Garantir un approvisionnement local et de qualité dans la restauration collective", "Soutenir les commerces de proximité et les marchés de plein vent",
    "Équiper le territoire en bornes de recharge pour véhicules électriques", "Sécuriser la ressource en eau potable", "Animer un observatoire partagé de l'habitat et du foncier",
    "Former les agents d'accueil au repérage des situations d'illettrisme", "Lever les freins à la reprise d'emploi des parents isolés", "Monter une plateforme de mobilité inversée pour les seniors",
    "Structurer une filière de réemploi des matériaux du bâtiment, de la collecte à la vente", "Renforcer la présence médicale par un centre de santé intercommunal",
    "Élaborer un schéma directeur des énergies renouvelables", "Prévenir les ruptures de parcours des jeunes sortant de l'aide sociale à l'enfance", "Expérimenter l'extinction nocturne de l'éclairage public",
    "Préserver les zones humides et les mares communales", "Offrir un premier départ en vacances aux familles du quartier", "Aménager des haltes pour les voyageurs à vélo",
    "Faire vivre un fonds d'aide aux projets d'habitants", "Repérer et traiter l'habitat indigne", "Assurer la continuité des soins psychiques entre la ville et l'hôpital",
    "Reconquérir les logements vacants des bourgs", "Déployer des ateliers de cuisine dans les quartiers prioritaires", "Coordonner l'accueil des gens du voyage",
    "Étudier la faisabilité d'un réseau de chaleur au bois", "Organiser un forum annuel des métiers du soin et de l'accompagnement", "Mutualiser les achats durables entre collectivités",
    "Transformer les pratiques d'entretien des espaces verts", "Maintenir les personnes âgées à domicile en adaptant leur logement", "Informer les jeunes sur leurs droits en matière de santé sexuelle",
    "Planter des haies avec les agriculteurs volontaires", "Diminuer le gaspillage alimentaire dans les cantines", "Bâtir une stratégie foncière agricole",
    "Rendre visibles les itinéraires piétons entre la gare et le centre", "Créer des logements temporaires pour les saisonniers et les apprentis", "Ouvrir les équipements sportifs le soir et le week-end",
    "Intégrer des clauses sociales et environnementales dans la commande publique", "Recycler les eaux usées traitées pour l'arrosage", "Faciliter l'accès au parc social des ménages sortant d'hébergement",
]  # fmt: skip
LEVELS = [
    "Vivre bien à tout âge", "Des logements sobres et accessibles", "Produire et manger localement", "Une administration exemplaire", "Protéger ce qui fait notre richesse",
    "Se déplacer autrement", "L'égalité d'accès aux droits et aux soins", "Faire de la jeunesse une force", "Anticiper les effets du changement climatique",
    "Coopérer, évaluer, faire connaître", "Accompagner les plus fragiles tout au long de leur parcours", "Relancer l'économie de proximité", "Renouer avec la nature en ville",
    "Consolider l'existant et combler les manques", "Passer de l'urgence à la prévention", "Donner à chacun sa place", "Connaître pour mieux décider", "Un patrimoine public rénové",
    "Aller vers les publics invisibles", "Mobiliser tous les partenaires autour d'un même cap", "Préparer l'avenir des filières locales", "Adapter l'offre aux besoins réels des habitants",
]  # fmt: skip
CONTEXT = [
    "Le territoire compte {n} habitants répartis dans {m} communes, dont la population vieillit plus vite que la moyenne nationale.",
    "Selon le diagnostic partagé conduit en {an}, près de {p} % des ménages déclarent avoir renoncé à au moins une démarche au cours de l'année.",
    "Les acteurs rencontrés disent manquer de temps, de moyens d'ingénierie et surtout d'un interlocuteur identifié.",
    "Cette situation, ancienne, s'est aggravée avec la fermeture du site de {town} et le départ de plusieurs entreprises.",
    "Depuis {an}, une expérimentation menée à {town} a montré tout l'intérêt d'une intervention coordonnée, même si les effets restent difficiles à mesurer.",
    "La loi du 17 août 2015 a confié de nouvelles responsabilités aux intercommunalités, sans que les moyens suivent toujours.",
    "Les données disponibles sont éparses : chaque partenaire dispose d'une partie de l'information, et personne n'en a une vue d'ensemble.",
    "Le reste à charge, estimé à {k} 000 € en moyenne, décourage les propriétaires modestes.",
    "Les élus ont exprimé lors du séminaire de {town} le souhait d'agir vite et de façon visible.",
    "Le parc bâti, construit avant 1970 pour l'essentiel, concentre {p} % des consommations.",
    "Plusieurs porteurs de projet se sont manifestés, mais aucun n'est allé au bout faute d'accompagnement.",
]  # fmt: skip
OBJECTIVE = [
    "Permettre à chaque habitant de trouver une réponse près de chez lui.", "Favoriser l'interconnaissance des professionnels et limiter les ruptures de prise en charge.",
    "Réduire durablement les charges qui pèsent sur les ménages.", "Faire du patrimoine public un levier d'exemplarité et d'entraînement.",
    "Soutenir les initiatives locales et les rendre plus lisibles pour le grand public.", "Préserver la qualité des milieux tout en maintenant une activité économique sur place.",
    "Donner envie aux jeunes de s'engager dans la vie de leur commune.", "Rapprocher l'offre de services des lieux de vie, en particulier pour les personnes sans voiture.",
    "Mieux repérer les situations fragiles avant qu'elles ne se dégradent.", "Disposer d'une connaissance fine et actualisée des besoins.",
    "Sensibiliser les élus et les agents aux enjeux du plan et les outiller pour agir.", "Garantir l'équité entre les secteurs urbains et ruraux.",
    "Encourager les coopérations entre structures et éviter les doublons.", "Créer les conditions d'une participation réelle des personnes concernées.",
]  # fmt: skip
MODALITIES = [
    "Un comité réunira les partenaires de l'action chaque trimestre afin de suivre son avancement et d'ajuster, le cas échéant, le calendrier et les moyens mobilisés.",
    "Le recensement des besoins s'appuiera sur une enquête auprès des communes, complétée par des entretiens avec les acteurs de terrain.",
    "Il s'agit d'abord de mettre autour de la table celles et ceux qui interviennent déjà, puis de bâtir avec eux une charte d'engagement et des outils communs.",
    "Une convention précisera le rôle de chacun, les modalités d'échange d'informations et les conditions de financement des postes.",
    "Les premières interventions porteront sur les secteurs les plus exposés ; elles seront ensuite étendues à l'ensemble du périmètre en fonction des résultats obtenus.",
    "L'action comprend un volet d'information du public, avec la diffusion d'un guide pratique, et un volet d'accompagnement individuel sur rendez-vous.",
    "Le prestataire retenu à l'issue de la consultation devra proposer une méthode associant les habitants à chaque étape.",
    "Les travaux seront programmés par tranches, en commençant par les bâtiments les plus fréquentés, et feront l'objet d'un suivi des consommations.",
    "La communication (affiches, réseaux sociaux, bulletin municipal) sera assurée par le service compétent, en lien étroit avec les associations.",
    "Un appel à manifestation d'intérêt sera publié, puis une commission examinera les candidatures au regard de critères partagés.",
    "À l'issue de la première année, un bilan permettra de décider de la suite à donner à l'expérimentation.",
    "Les agents concernés bénéficieront d'une formation courte et d'un temps d'échange de pratiques.",
]  # fmt: skip
STEPS = [
    "Réaliser un état des lieux partagé de l'existant", "Rédiger le cahier des charges et retenir un prestataire", "Signer une convention avec chaque commune volontaire",
    "Former les bénévoles et les professionnels", "Ouvrir le service au public, d'abord à titre expérimental", "Évaluer les effets et décider des suites", "Rechercher des financements complémentaires",
    "Identifier un lieu et réaliser les travaux d'aménagement", "Constituer un groupe de travail associant élus et usagers", "Faire connaître le dispositif auprès des prescripteurs",
    "Mettre à jour la base de données", "Rendre compte de l'avancement en conseil communautaire",
]  # fmt: skip
TARGETS = [
    ("rénover {} logements par an", "logements", "year"), ("ouvrir {} places d'accueil", "places", None), ("accompagner {} exploitations", "exploitations", None),
    ("planter {} arbres", "arbres", None), ("former {} agents", "agents", None), ("équiper {} communes", "communes", None), ("aménager {} km de pistes cyclables", "km", None),
    ("produire {} logements sociaux", "logements", None),
]  # fmt: skip
NAMED = [
    "CAF", "CPAM", "ARS", "DDETS", "DDT", "ADEME", "MSA", "ADIL", "Anah", "Mission locale", "France Travail", "Conseil départemental", "Région", "État", "Banque des Territoires",
    "Chambre d'agriculture", "Chambre de commerce et d'industrie", "CAUE", "Agence de l'eau", "Office français de la biodiversité", "Éducation nationale", "Habitat 12", "Soliha",
    "Centre hospitalier d'Aulnoy", "CCAS de Cerisy", "Association Le Pas de Côté", "Collectif Terre de Liens", "Secours populaire", "Emmaüs", "Croix-Rouge française", "Maison pour tous de Saint-Vérain",
    "SIVOM de la Vègre", "Syndicat mixte d'énergie", "CPIE des Coteaux", "Fédération de pêche", "Planning familial", "Ville d'Aulnoy-le-Château", "SPIP", "DREAL", "PETR du Val d'Ornette", "La Poste", "UDAF",
    "Université populaire de la Brenne", "CROUS", "Unis-Cité", "DRAC", "ONF", "SNCF", "Action Logement", "Compagnons bâtisseurs",
]  # fmt: skip
SERVICES = {"DDT": ["service habitat", "service eau et nature"], "Conseil départemental": ["direction de l'autonomie", "PMI"], "Ville d'Aulnoy-le-Château": ["direction de l'enfance", "service voirie"],
            "Région": ["direction des mobilités"], "État": ["DDETS", "préfecture"], "ARS": ["délégation départementale"], "France Travail": ["agence d'Ornette"]}  # fmt: skip
GROUPS = [
    "communes", "bailleurs sociaux", "associations locales", "établissements scolaires", "professionnels de santé", "agriculteurs", "commerçants", "centres sociaux", "entreprises locales", "habitants",
    "artisans", "médecins généralistes", "clubs sportifs", "travailleurs sociaux", "EHPAD",
]  # fmt: skip
FUNDERS = ["État", "Région", "Département", "ADEME", "Anah", "CAF", "ARS", "Banque des Territoires", "Agence de l'eau", "Fonds vert", "FEDER", "LEADER", "DETR", "DSIL", "CNSA", "MSA"]
INDICATORS = [
    "Nombre de ménages accompagnés", "Nombre de dossiers de rénovation déposés", "Part des repas préparés à partir de produits locaux", "Nombre de professionnels formés par an",
    "Taux d'occupation des places créées", "Linéaire de haies plantées", "Nombre de réunions du groupe de travail", "Évolution du nombre de logements vacants depuis plus de deux ans",
    "Tonnage de biodéchets détournés des ordures ménagères", "Délai moyen entre la demande et le premier rendez-vous", "Nombre d'élèves touchés", "Satisfaction des familles (questionnaire annuel)",
    "Fréquentation des permanences", "Nombre de communes signataires de la charte", "Part des marchés comportant une clause sociale", "Surface désimperméabilisée", "Consommation d'eau par abonné",
    "Nombre de bénéficiaires ayant retrouvé un emploi à six mois", "Existence d'un protocole signé", "Réalisation du diagnostic", "Nombre d'articles parus dans la presse locale", "Montant des aides mobilisées",
    "Nombre de signalements traités", "Kilomètres d'itinéraires balisés", "Mise en ligne de l'annuaire des acteurs",
]  # fmt: skip
BASES = ["0", "12", "3 %", "non connu", "140", "2 communes"]
AIMS = ["10 par an", "80 %", "+ 15 %", "250", "6 communes", "50"]
CALLOUTS = [
    ("Zoom sur", "À Cerisy, une vingtaine de familles se retrouvent chaque mois autour d'un repas partagé. Une initiative née d'un simple tableau d'affichage."),
    ("Focus", "Ailleurs, des territoires voisins ont choisi de confier cette mission à une association, pour 40 000 € par an."),
    ("Bon à savoir", "Une aide de l'État peut couvrir jusqu'à 80 % de la dépense pour les ménages les plus modestes."),
    ("Témoignage", "« Avant, je ne savais pas à qui m'adresser. Aujourd'hui on m'appelle pour prendre de mes nouvelles », raconte Josette, 81 ans."),
    ("Le saviez-vous ?", "Un robinet qui goutte perd plus de cent litres d'eau par jour."),
    ("Parole d'élue", "« Ce projet, nous le portons depuis longtemps. Il manquait une méthode commune. »"),
]  # fmt: skip
PROSE = [
    "Ce document est le fruit de dix-huit mois de travail collectif : ateliers, entretiens, visites de terrain et réunions publiques ont nourri la réflexion.",
    "Il ne s'agit pas d'un catalogue, mais d'une feuille de route appelée à évoluer au fil des bilans annuels.",
    "Les partenaires se sont accordés sur une méthode simple : partir des besoins, nommer un pilote pour chaque projet et rendre compte régulièrement.",
    "Les indicateurs retenus seront renseignés une fois par an par les services, puis présentés en comité de pilotage.",
    "La mise en œuvre repose sur une gouvernance à trois étages, qui associe élus, techniciens et citoyens.",
    "Le vieillissement de la population, la hausse du coût de l'énergie et la raréfaction du foncier dessinent un paysage nouveau.",
    "Entre 2013 et 2018, la population a progressé de 0,4 % par an, principalement dans les communes proches de l'agglomération.",
    "Le budget de fonctionnement de la collectivité s'élève à 18,4 M€, dont une part croissante est consacrée aux solidarités.",
    "Le territoire reste cependant contrasté : les bourgs concentrent les services quand les hameaux s'en éloignent.",
    "Plusieurs démarches antérieures (Agenda 21, contrat de ruralité, charte forestière) ont laissé des habitudes de travail utiles.",
    "Les ateliers ont réuni 240 participants et fait émerger une soixantaine de propositions, regroupées ensuite par grands thèmes.",
]  # fmt: skip
GLOSSARY = [("AMI", "Appel à manifestation d'intérêt"), ("CPTS", "Communauté professionnelle territoriale de santé"), ("EnR", "Énergies renouvelables"), ("ETP", "Équivalent temps plein"),
            ("GES", "Gaz à effet de serre"), ("OPAH", "Opération programmée d'amélioration de l'habitat"), ("PLUi", "Plan local d'urbanisme intercommunal"), ("QPV", "Quartier prioritaire de la politique de la ville")]  # fmt: skip
PAST = ["Réaliser un annuaire des services", "Créer une navette entre les bourgs", "Rénover la piscine intercommunale", "Éditer un guide des aides", "Installer des composteurs de quartier", "Recruter un conseiller numérique"]

LABELS = {
    "pilot": ["Pilote", "Pilote(s)", "Structure pilote", "Porteur de l'action", "Maître d'ouvrage", "Chef de file", "Pilotage", "Structure porteuse", "Service pilote", "Responsable", "Maîtrise d'ouvrage", "Porteur"],
    "partner": ["Partenaires", "Partenaires associés", "Partenaires mobilisés", "Acteurs associés", "Partenaires potentiels", "Acteurs concernés", "Partenariats", "Partenaires de l'action", "Acteurs mobilisés"],
    "cost": ["Coût estimatif", "Budget prévisionnel", "Coût", "Budget", "Moyens financiers", "Coût prévisionnel", "Estimation du coût", "Budget estimé", "Coût indicatif"],
    "funder": ["Financeurs", "Financements mobilisables", "Plan de financement", "Cofinanceurs", "Sources de financement", "Financement"],
    "calendar": ["Calendrier", "Échéance", "Calendrier prévisionnel", "Échéancier", "Planning", "Période de réalisation", "Calendrier de réalisation"],
    "indicator": ["Indicateurs", "Indicateurs de suivi", "Indicateurs d'évaluation", "Indicateurs de réalisation", "Indicateurs de résultat", "Critères d'évaluation"],
    "objective": ["Objectifs", "Objectif de l'action", "Objectifs visés", "Objectifs poursuivis", "Finalité", "Objectif"],
    "context": ["Contexte", "Constats", "Contexte et enjeux", "Éléments de diagnostic", "Constat", "Enjeux"],
    "modalities": ["Description", "Description de l'action", "Contenu de l'action", "Modalités de mise en œuvre", "Descriptif", "Mise en œuvre", "Déroulement", "Modalités"],
    "public": ["Public cible", "Public visé", "Bénéficiaires", "Publics concernés"],
    "territory": ["Territoire concerné", "Périmètre", "Échelle territoriale", "Secteur géographique"],
}  # fmt: skip
QUESTIONS = {
    "pilot": ["Qui pilote ?", "Qui porte l'action ?"], "partner": ["Avec qui ?", "Avec quels partenaires ?"], "cost": ["Combien ?", "Avec quel budget ?", "Combien ça coûte ?"], "funder": ["Qui finance ?"],
    "calendar": ["Quand ?", "Pour quand ?"], "indicator": ["Comment évaluer ?", "Comment saurons-nous que c'est réussi ?", "Comment mesurer ?"], "objective": ["Pourquoi ?", "Dans quel but ?"],
    "context": ["D'où partons-nous ?"], "modalities": ["Comment ?", "Quoi ?", "Que va-t-on faire ?"], "public": ["Pour qui ?"], "territory": ["Où ?"],
}  # fmt: skip
JOINT = ["Pilote et partenaires", "Pilote / partenaires", "Pilotage et partenariat", "Porteur et partenaires associés"]
PUBLICS = ["Tous les habitants", "Jeunes de 16 à 25 ans", "Propriétaires occupants modestes", "Familles du quartier", "Agents des collectivités", "Personnes âgées isolées"]
KINDS = {"Indicateurs de suivi": "monitoring", "Indicateurs de réalisation": "output", "Indicateurs de résultat": "outcome"}

# From seed 3100 on.
TITLES_MORE = [
    "Territoire zéro non-recours : aller chercher les droits là où ils sont", "Et si on partageait nos voitures ?", "1 000 arbres pour demain", "Habiter autrement : soutenir l'habitat participatif et intergénérationnel",
    "Un bus santé dans chaque canton", "« Bien chez soi » : un parcours simplifié pour adapter son logement", "Objectif propreté", "Partenaires pour l'emploi : un pacte avec les entreprises",
    "Budget participatif jeunesse", "Suivi des publics en grande précarité", "Contenu culturel numérique et médiathèques", "Calendrier partagé des manifestations", "Plan de sobriété hydrique", "Pilotage des bâtiments à distance",
    "Descriptif de l'offre de soins et annuaire en ligne", "De la fourche à la fourchette", "La rue aux enfants", "Moyens de transport partagés pour les ruraux", "Zéro déchet, mode d'emploi", "Action sociale et culture : des passerelles à construire",
]  # fmt: skip
EXTRA = {
    "Points de vigilance": ["Le calendrier des travaux dépend de l'obtention des subventions.", "Veiller à ne pas multiplier les réunions."], "Articulation avec d'autres plans": ["PLUi, schéma départemental de l'autonomie", "Contrat de ruralité 2017-2020"],
    "Degré de priorité": ["●●○", "Forte", "1"], "Statut": ["Action nouvelle", "Action en cours"], "Historique": ["Action engagée en 2016 avec la CAF, suspendue en 2019.", "Prolonge une démarche lancée à Cerisy."],
    "Déjà fait": ["Un premier diagnostic a été conduit en 2017.", "Rien à ce jour."], "Ce qui nous inspire": ["Le réseau des communes du Diois.", "Une visite à Figeac."], "Objectifs de développement durable": ["ODD 3, 10 et 11", "ODD 13"],
    "Lien avec les autres fiches": ["Fiches 2 et 5", "Action 1"], "Observations": ["Sous réserve du vote du budget.", "À confirmer en comité technique."], "Leviers": ["Engagement des élus, tissu associatif dense."],
}  # fmt: skip
PEOPLE = ["Mme Claire Vasseur, directrice du CCAS", "M. Yann Le Goff, vice-président", "Mme Nadia Benali, chargée de mission", "Dr Hélène Marchal, médecin coordonnateur", "M. Paul Etcheverry, maire de Cerisy"]
LED = ["Cette action est pilotée par {p}, en lien avec {q}.", "Le projet sera porté par {p} en partenariat avec {q}.", "L'action est conduite par {p}, en collaboration avec {q}."]
TABLE_HEADS = [("Indicateur", "État {a}", "Cible {b}"), ("Indicateurs", "Valeur de référence", "Objectif {b}"), ("Indicateur", "Valeur {a}", "Valeur cible {b}"), ("Intitulé de l'indicateur", "Valeur initiale", "Valeur visée"), ("Indicateur de suivi", "Situation {a}", "Ambition {b}")]
NUMERALS = {4: "quatre", 6: "six", 15: "quinze", 25: "vingt-cinq", 30: "trente", 45: "quarante-cinq", 80: "quatre-vingts"}
