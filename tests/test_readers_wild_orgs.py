"""Lists of pilots and partners as plans print them, a list a row: where names end, and where they do not."""

from __future__ import annotations

import pytest

from extractors.printed_lines import names_on_lines
from extractors.readers.organisations import as_printed, is_group, read_organisations, split_qualifier
from models.geometry import Box
from models.text import Mark, PlacedText

LISTS: list[tuple[str, list[str]]] = [
    ("Commune de Saint-Rambert, EPCI et Département", ["Commune de Saint-Rambert", "EPCI", "Département"]),
    (
        "les bailleurs sociaux (Habitat 76, Logéo Seine, Alcéane)",
        ["les bailleurs sociaux (Habitat 76, Logéo Seine, Alcéane)"],
    ),
    ("Bailleurs sociaux, dont Habitat 76 et Logéo Seine", ["Bailleurs sociaux", "Habitat 76", "Logéo Seine"]),
    (
        "Associations locales, notamment les Restos du cœur et la Croix-Rouge",
        ["Associations locales", "les Restos du cœur", "Croix-Rouge"],
    ),
    (
        "La Région, le Département ainsi que les communes volontaires",
        ["Région", "Département", "les communes volontaires"],
    ),
    (
        "Agence régionale de santé (ARS) de Bretagne, CPAM du Finistère et MSA d'Armorique",
        ["Agence régionale de santé (ARS) de Bretagne", "CPAM du Finistère", "MSA d'Armorique"],
    ),
    (
        "Chambre d'agriculture, Chambre de commerce et d'industrie et Chambre de métiers et de l'artisanat",
        ["Chambre d'agriculture", "Chambre de commerce et d'industrie", "Chambre de métiers et de l'artisanat"],
    ),
    ("Eau et Rivières de Bretagne, Bretagne Vivante", ["Eau et Rivières de Bretagne", "Bretagne Vivante"]),
    ("Familles rurales, Secours catholique et Emmaüs", ["Familles rurales", "Secours catholique", "Emmaüs"]),
    (
        "Conseil départemental : direction de l'autonomie et MDPH",
        ["Conseil départemental : direction de l'autonomie", "MDPH"],
    ),
    ("Département – Direction des routes et des mobilités", ["Département – Direction des routes et des mobilités"]),
    (
        "Communauté d'agglomération (service habitat, service urbanisme)",
        ["Communauté d'agglomération (service habitat, service urbanisme)"],
    ),
    ("Service développement durable de la ville", ["Service développement durable de la ville"]),
    ("Office de tourisme Terres de Montaigu", ["Office de tourisme Terres de Montaigu"]),
    ("Syndicat mixte du bassin versant de l'Oust et du Lié", ["Syndicat mixte du bassin versant de l'Oust et du Lié"]),
    (
        "Communauté de communes du Pays de Fayence et du Haut-Var",
        ["Communauté de communes du Pays de Fayence et du Haut-Var"],
    ),
    (
        "Établissements scolaires (collèges et lycées), accueils de loisirs",
        ["Établissements scolaires (collèges et lycées)", "accueils de loisirs"],
    ),
    (
        "Éducation nationale / PMI / CAF / associations de parents",
        ["Éducation nationale", "PMI", "CAF", "associations de parents"],
    ),
    (
        "Police nationale – Police municipale – Parquet – SPIP",
        ["Police nationale", "Police municipale", "Parquet", "SPIP"],
    ),
    ("Mme Claire Dubreuil, chargée de mission habitat", ["Mme Claire Dubreuil, chargée de mission habitat"]),
    (
        "Élue référente : Mme Claire Dubreuil\nService : direction de l'habitat",
        ["Mme Claire Dubreuil", "direction de l'habitat"],
    ),
    (
        "M. Jean-Luc Ferrand, vice-président en charge de l'énergie\nService transition écologique",
        ["M. Jean-Luc Ferrand, vice-président en charge de l'énergie", "Service transition écologique"],
    ),
    ("Syndicat d'énergie\nContact : contact@sde.fr\nTél. : 05 55 12 34 56", ["Syndicat d'énergie"]),
    ("Directrice de l'habitat (Communauté urbaine)", ["Directrice de l'habitat (Communauté urbaine)"]),
    ("Chargé de mission PCAET", ["Chargé de mission PCAET"]),
    ("DGS / Chargée de mission climat", ["DGS", "Chargée de mission climat"]),
    (
        "Institutionnels : État, Région, Département\nAssociatifs : UDAF, Familles rurales\nPrivés : promoteurs, notaires",
        ["État", "Région", "Département", "UDAF", "Familles rurales", "promoteurs", "notaires"],
    ),
    (
        "Partenaires techniques : CAUE, ADIL\nPartenaires financiers : Anah, Action Logement",
        ["CAUE", "ADIL", "Anah", "Action Logement"],
    ),
    (
        "L'action associera l'ensemble des acteurs de la santé : hôpitaux, médecins libéraux, CPTS et DAC",
        ["hôpitaux", "médecins libéraux", "CPTS", "DAC"],
    ),
    (
        "En partenariat avec : l'OPH, Soliha et l'Espace Conseil France Rénov'",
        ["OPH", "Soliha", "Espace Conseil France Rénov'"],
    ),
    (
        "Partenaires pressentis : lycée agricole, FRCIVAM, Terre de Liens…",
        ["lycée agricole", "FRCIVAM", "Terre de Liens"],
    ),
    ("CAF, MSA, etc.", ["CAF", "MSA"]),
    ("Tous les partenaires du contrat", ["Tous les partenaires du contrat"]),
    ("À définir", []),
    ("Néant", []),
    ("-", []),
    ("Sans objet", []),
    ("À déterminer (appel à projets)", []),
    (
        "• DDT\n• DREAL (service\n  biodiversité)\n• Office français de la\n  biodiversité",
        ["DDT", "DREAL (service biodiversité)", "Office français de la biodiversité"],
    ),
    (
        "- Ville de Roanne : direction des sports\n- Roannais Agglomération : service santé",
        ["Ville de Roanne : direction des sports", "Roannais Agglomération : service santé"],
    ),
    ("✓ ARS ✓ CPAM ✓ CPTS du Roannais", ["ARS", "CPAM", "CPTS du Roannais"]),
    ("ARS, CPAM,\nCPTS du\nRoannais, Hôpital de\nRoanne", ["ARS", "CPAM", "CPTS du Roannais", "Hôpital de Roanne"]),
    (
        "Région Auvergne-\nRhône-Alpes\nADEME\nBanque des Territoires",
        ["Région Auvergne-Rhône-Alpes", "ADEME", "Banque des Territoires"],
    ),
    (
        "Direction départementale\nde la cohésion sociale\nUnion départementale des\nassociations familiales",
        ["Direction départementale de la cohésion sociale", "Union départementale des associations familiales"],
    ),
    ("État (DRAC, DSDEN, DDETS) ; Région ; Département", ["État (DRAC, DSDEN, DDETS)", "Région", "Département"]),
    (
        "Pôle emploi (France Travail), Cap emploi, mission locale du Velay",
        ["Pôle emploi (France Travail)", "Cap emploi", "mission locale du Velay"],
    ),
    (
        "Ministère de la Transition écologique, Ministère de l'Agriculture et de la Souveraineté alimentaire",
        ["Ministère de la Transition écologique", "Ministère de l'Agriculture et de la Souveraineté alimentaire"],
    ),
    ("Parc naturel régional des Caps et Marais d'Opale", ["Parc naturel régional des Caps et Marais d'Opale"]),
    ("Comités de quartier et conseils citoyens", ["Comités de quartier", "conseils citoyens"]),
    ("Acteurs du tourisme et de la culture", ["Acteurs du tourisme et de la culture"]),
    ("Professionnels de santé et du médico-social", ["Professionnels de santé et du médico-social"]),
    ("Agriculteurs et propriétaires forestiers", ["Agriculteurs", "propriétaires forestiers"]),
    ("SDIS 23, gendarmerie, sous-préfecture d'Aubusson", ["SDIS 23", "gendarmerie", "sous-préfecture d'Aubusson"]),
    (
        "Conservatoire d'espaces naturels (CEN), LPO AuRA, FNE",
        ["Conservatoire d'espaces naturels (CEN)", "LPO AuRA", "FNE"],
    ),
    ("Fédérations de chasse et de pêche", ["Fédérations de chasse et de pêche"]),
    ("Fédération départementale des chasseurs, AAPPMA", ["Fédération départementale des chasseurs", "AAPPMA"]),
    (
        "EHPAD Les Tilleuls, EHPAD La Roseraie et résidence autonomie du Parc",
        ["EHPAD Les Tilleuls", "EHPAD La Roseraie", "résidence autonomie du Parc"],
    ),
    (
        "Relais petite enfance, crèches et assistantes maternelles",
        ["Relais petite enfance", "crèches", "assistantes maternelles"],
    ),
    (
        "Association Les Petits Frères des pauvres, ADMR, Siel Bleu",
        ["Association Les Petits Frères des pauvres", "ADMR", "Siel Bleu"],
    ),
    ("SNCF Réseau, SNCF Gares & Connexions, Région", ["SNCF Réseau", "SNCF Gares & Connexions", "Région"]),
    ("La Poste, Enedis, GRDF et RTE", ["La Poste", "Enedis", "GRDF", "RTE"]),
    ("Conférence des financeurs de la perte d'autonomie", ["Conférence des financeurs de la perte d'autonomie"]),
    ("Communauté de communes (en lien avec le PETR)", ["Communauté de communes (en lien avec le PETR)"]),
    ("Communauté de communes, en lien étroit avec le PETR et l'ALEC", ["Communauté de communes", "PETR", "ALEC"]),
    ("CC du Haut-Béarn ou communes", ["CC du Haut-Béarn", "communes"]),
    ("Co-pilotage : État / Département", ["État", "Département"]),
    ("Ville (DGA Cohésion sociale) + Métropole", ["Ville (DGA Cohésion sociale)", "Métropole"]),
    ("Le syndicat mixte porte l'action, la DDT l'accompagne", ["syndicat mixte", "DDT"]),
    ("Partenaires*\nCAUE 63¹, Soliha²", ["CAUE 63", "Soliha"]),
    (
        "CCI ; CMA ; unions commerciales ; managers de centre-ville",
        ["CCI", "CMA", "unions commerciales", "managers de centre-ville"],
    ),
    ("Habitants, usagers, associations de riverains", ["Habitants", "usagers", "associations de riverains"]),
    (
        "Maison départementale des solidarités de Sarlat, CIAS, MSA Dordogne Lot-et-Garonne",
        ["Maison départementale des solidarités de Sarlat", "CIAS", "MSA Dordogne Lot-et-Garonne"],
    ),
    (
        "SAFER, Terre de Liens Bretagne, CIAP 35, GAB 35 et Civam",
        ["SAFER", "Terre de Liens Bretagne", "CIAP 35", "GAB 35", "Civam"],
    ),
    ("Chambre d'agriculture et Coopérative Terrena", ["Chambre d'agriculture", "Coopérative Terrena"]),
    (
        "Union régionale des CPIE, Graine Centre-Val de Loire",
        ["Union régionale des CPIE", "Graine Centre-Val de Loire"],
    ),
    (
        "Maisons de santé pluriprofessionnelles, pharmacies et laboratoires",
        ["Maisons de santé pluriprofessionnelles", "pharmacies", "laboratoires"],
    ),
    ("Bailleurs sociaux : Valophis, I3F, Seqens", ["Valophis", "I3F", "Seqens"]),
    ("Action Logement (AL), 3F Résidences, Adoma", ["Action Logement (AL)", "3F Résidences", "Adoma"]),
    ("Département de la Drôme (service logement, MDPH)", ["Département de la Drôme (service logement, MDPH)"]),
    (
        "ATMO Nouvelle-Aquitaine et Observatoire régional de la santé",
        ["ATMO Nouvelle-Aquitaine", "Observatoire régional de la santé"],
    ),
    (
        "Tribunal judiciaire d'Épinal, barreau, CDAD des Vosges",
        ["Tribunal judiciaire d'Épinal", "barreau", "CDAD des Vosges"],
    ),
    (
        "Services de l'État (DDT, ARS), collectivités, opérateurs de transport",
        ["Services de l'État (DDT, ARS)", "collectivités", "opérateurs de transport"],
    ),
    ("Clubs sportifs, CDOS, office municipal des sports", ["Clubs sportifs", "CDOS", "office municipal des sports"]),
    ("EPCI membres du PETR, PETR", ["EPCI membres du PETR", "PETR"]),
    ("Le Département et ses partenaires", ["Département", "ses partenaires"]),
    (
        "les maires des communes concernées et les conseils de développement",
        ["les maires des communes concernées", "les conseils de développement"],
    ),
    (
        "Collège Jean-Moulin, lycée Georges-Brassens, MFR de Marcigny",
        ["Collège Jean-Moulin", "lycée Georges-Brassens", "MFR de Marcigny"],
    ),
    (
        "Association départementale d'information sur le logement (ADIL) ; Union sociale pour l'habitat (USH)",
        ["Association départementale d'information sur le logement (ADIL)", "Union sociale pour l'habitat (USH)"],
    ),
    ("CAF - DSDEN - PMI", ["CAF", "DSDEN", "PMI"]),
    ("Ville d'Aubagne - Direction de la Jeunesse", ["Ville d'Aubagne - Direction de la Jeunesse"]),
    ("Opérateur à recruter (marché public)", ["Opérateur à recruter (marché public)"]),
    ("1) État 2) Région 3) Département", ["État", "Région", "Département"]),
    (
        "Centre hospitalier Saint-Jean-de-Dieu, Clinique des Ormeaux & HAD Nord",
        ["Centre hospitalier Saint-Jean-de-Dieu", "Clinique des Ormeaux", "HAD Nord"],
    ),
    ("Syndicat mixte Baie de Somme - Grand littoral picard", ["Syndicat mixte Baie de Somme - Grand littoral picard"]),
    (
        "Communauté de communes Isle-Vern-Salembre ; Communauté de communes Isle et Crempse en Périgord",
        ["Communauté de communes Isle-Vern-Salembre", "Communauté de communes Isle et Crempse en Périgord"],
    ),
    (
        "CDG 22, CNFPT, Association des maires de France (AMF 22)",
        ["CDG 22", "CNFPT", "Association des maires de France (AMF 22)"],
    ),
    ("Fédération du BTP et CAPEB", ["Fédération du BTP", "CAPEB"]),
    ("Réseau Bois-Énergie, Fibois AuRA, ONF, CNPF", ["Réseau Bois-Énergie", "Fibois AuRA", "ONF", "CNPF"]),
    ("Point-justice, France services, Maison de l'avocat", ["Point-justice", "France services", "Maison de l'avocat"]),
    ("Animateur du CLS, élus référents santé", ["Animateur du CLS", "élus référents santé"]),
    (
        "Coordonnatrice petite enfance de la communauté de communes",
        ["Coordonnatrice petite enfance de la communauté de communes"],
    ),
    ("Pilote : PETR\nCo-pilote : Chambre d'agriculture\nAppui : ALEC", ["PETR", "Chambre d'agriculture", "ALEC"]),
    ("Communes (via leurs CCAS)", ["Communes (via leurs CCAS)"]),
    (
        "CIDFF, France Victimes 41, planning familial, Soroptimist",
        ["CIDFF", "France Victimes 41", "planning familial", "Soroptimist"],
    ),
    ("Métropole ; 23 communes ; bailleurs ; Aurav", ["Métropole", "23 communes", "bailleurs", "Aurav"]),
    (
        "Tous les acteurs de la filière (producteurs, transformateurs, distributeurs)",
        ["Tous les acteurs de la filière (producteurs, transformateurs, distributeurs)"],
    ),
    (
        "Conseil régional – Conseil départemental – EPCI – Chambres consulaires",
        ["Conseil régional", "Conseil départemental", "EPCI", "Chambres consulaires"],
    ),
    (
        "Agence de l'eau Adour-Garonne\nOffice français de la biodiversité\nFédération de pêche et de protection du milieu aquatique",
        [
            "Agence de l'eau Adour-Garonne",
            "Office français de la biodiversité",
            "Fédération de pêche et de protection du milieu aquatique",
        ],
    ),
    (
        "CRAIG ; IGN ; Syndicat départemental d'énergies ; géomètres-experts",
        ["CRAIG", "IGN", "Syndicat départemental d'énergies", "géomètres-experts"],
    ),
    (
        "Habitat et Humanisme, Solidarités nouvelles pour le logement, Fondation pour le logement des défavorisés",
        [
            "Habitat et Humanisme",
            "Solidarités nouvelles pour le logement",
            "Fondation pour le logement des défavorisés",
        ],
    ),
    (
        "Ligue de l'enseignement, Familles rurales, Francas, CEMEA",
        ["Ligue de l'enseignement", "Familles rurales", "Francas", "CEMEA"],
    ),
    ("SDEA, Électricité de Strasbourg, R-GDS", ["SDEA", "Électricité de Strasbourg", "R-GDS"]),
    ("Direction Habitat-Logement du Grand Besançon", ["Direction Habitat-Logement du Grand Besançon"]),
    ("Élus, techniciens et habitants", ["Élus", "techniciens", "habitants"]),
    ("commerçants et artisans du centre-bourg", ["commerçants", "artisans du centre-bourg"]),
    ("Copropriétaires, syndics et conseils syndicaux", ["Copropriétaires", "syndics", "conseils syndicaux"]),
    (
        "Compagnie des eaux et de l'ozone, Veolia, Régie des eaux",
        ["Compagnie des eaux et de l'ozone", "Veolia", "Régie des eaux"],
    ),
    (
        "Direction régionale de l'alimentation, de l'agriculture et de la forêt, Interfel",
        ["Direction régionale de l'alimentation, de l'agriculture et de la forêt", "Interfel"],
    ),
    ("Maison de l'emploi et de la formation, PLIE", ["Maison de l'emploi et de la formation", "PLIE"]),
    (
        "Comité départemental du tourisme ou office de tourisme",
        ["Comité départemental du tourisme", "office de tourisme"],
    ),
    (
        "Groupement de gendarmerie départementale ; DDSP ; polices municipales ; transporteurs (Keolis, Transdev)",
        ["Groupement de gendarmerie départementale", "DDSP", "polices municipales", "transporteurs (Keolis, Transdev)"],
    ),
    (
        "Agglo (pôle cohésion sociale) / CCAS de la ville centre / UDCCAS",
        ["Agglo (pôle cohésion sociale)", "CCAS de la ville centre", "UDCCAS"],
    ),
    (
        "Dr Sylvie Moreau, médecin coordonnateur ; M. Alain Petit, directeur de l'EHPAD",
        ["Dr Sylvie Moreau, médecin coordonnateur", "M. Alain Petit, directeur de l'EHPAD"],
    ),
    ("Jeanne Martin (chargée de mission)", ["Jeanne Martin (chargée de mission)"]),
    ("Service Habitat : Mme Roux\nService Foncier : M. Blanc", ["Mme Roux", "M. Blanc"]),
    (
        "ARS (délégation départementale), Conseil départemental (DGA solidarités)",
        ["ARS (délégation départementale)", "Conseil départemental (DGA solidarités)"],
    ),
    ("les huit EPCI du département", ["les huit EPCI du département"]),
    (
        "Acteurs économiques (entreprises, clubs d'entreprises)\nCollectivités\nÉtat",
        ["Acteurs économiques (entreprises, clubs d'entreprises)", "Collectivités", "État"],
    ),
    ("bailleurs (convention de 2019), promoteurs", ["bailleurs (convention de 2019)", "promoteurs"]),
    ("CPAM, Carsat Sud-Est et MSA Provence-Azur", ["CPAM", "Carsat Sud-Est", "MSA Provence-Azur"]),
    ("PNR du Luberon et PNR des Alpilles", ["PNR du Luberon", "PNR des Alpilles"]),
    ("Lycées agricoles d'Yvetot et du Robillard", ["Lycées agricoles d'Yvetot et du Robillard"]),
    ("Université de Lorraine et CNRS", ["Université de Lorraine", "CNRS"]),
    (
        "Ville de Sens et Communauté d'agglomération du Grand Sénonais",
        ["Ville de Sens", "Communauté d'agglomération du Grand Sénonais"],
    ),
    ("Villes de Sens et de Joigny", ["Villes de Sens et de Joigny"]),
    ("Police et gendarmerie", ["Police", "gendarmerie"]),
    ("Eure Habitat, MonLogement27 et Siloge", ["Eure Habitat", "MonLogement27", "Siloge"]),
    ("Plaine Commune et Est Ensemble", ["Plaine Commune", "Est Ensemble"]),
    ("Val d'Yerres Val de Seine et Grand Paris Sud", ["Val d'Yerres Val de Seine", "Grand Paris Sud"]),
    ("Brest métropole et communes membres", ["Brest métropole", "communes membres"]),
    # "et" inside a name that another item follows, or of a body named by two places
    ("Pays Orbe et Sarre, CAF, Mission locale", ["Pays Orbe et Sarre", "CAF", "Mission locale"]),
    ("Maison médicale Bel Air et Plaisance, PMI", ["Maison médicale Bel Air et Plaisance", "PMI"]),
    ("CPIE Orbe et Grand-Lac", ["CPIE Orbe et Grand-Lac"]),
    ("CAF du Doubs et Néolia, MSA", ["CAF du Doubs", "Néolia", "MSA"]),
    ("Ville et CCAS, Emmaüs", ["Ville", "CCAS", "Emmaüs"]),
    ("Réseau Entrepreneures & Territoires, CCI", ["Réseau Entrepreneures & Territoires", "CCI"]),
    ("Communes & Départements", ["Communes", "Départements"]),
    ("Coopérative d'éleveurs laitiers et maraîchers", ["Coopérative d'éleveurs laitiers et maraîchers"]),
    ("Fondation\nMacif\nAssociation\nAREAS", ["Fondation Macif", "Association AREAS"]),
    ("L'État et le Département, copilotes du plan", ["État", "Département"]),
    ("M. Julien Roche – directeur du CIAS", ["M. Julien Roche – directeur du CIAS"]),
    ("Office public Terres d'Oc et Garonne, CAF", ["Office public Terres d'Oc et Garonne", "CAF"]),
    ("Copilotage État – Département", ["État", "Département"]),
    ("Sous la responsabilité du vice-président à l'habitat", ["vice-président à l'habitat"]),
    ("Département (chef de file) avec l'appui de l'ADIL", ["Département (chef de file)", "ADIL"]),
    ("Portage politique : vice-présidente ; portage technique : DDT", ["vice-présidente", "DDT"]),
    ("ARS : Dr Marie Lambert, référente santé mentale", ["ARS : Dr Marie Lambert, référente santé mentale"]),
    ("CAF, soit 28 000 € par an, ARS (5 000 €)", ["CAF", "ARS (5 000 €)"]),
    ("Association Femmes et Territoires, CIDFF", ["Association Femmes et Territoires", "CIDFF"]),
    ("Terres et Lacs Agglomération, CAF", ["Terres et Lacs Agglomération", "CAF"]),
    ("Isère et Guiers Agglomération, CAF", ["Isère et Guiers Agglomération", "CAF"]),
    ("L'État, représenté par la DDETS, et le Département", ["État", "Département"]),
    ("habitants et Habitat 12", ["habitants", "Habitat 12"]),
    ("Pilote technique : DDT 58 – Pilote politique : conseillère régionale", ["DDT 58", "conseillère régionale"]),
    ("1/ DDT 2/ Département 3/ EPCI", ["DDT", "Département", "EPCI"]),
    ("Le Département pilote l'action avec l'appui de l'ADIL", ["Département", "ADIL"]),
    ("La CAF assure le suivi avec un tableau partagé", ["CAF"]),
    ("Le Pays l'anime ; les communes relaient l'information", ["Pays", "les communes"]),
    ("Syndicat mixte d'énergie et Habitat 12", ["Syndicat mixte d'énergie", "Habitat 12"]),
]


@pytest.mark.parametrize(("text", "names"), LISTS)
def test_lists(text: str, names: list[str]):
    assert [as_printed(m.mention) for m in read_organisations(text)] == names


def printed(lines: str) -> PlacedText:
    """A text whose "|" are line ends of the page and "¶" the ends of paragraphs."""
    text, marks = "", []
    for y, line in enumerate(lines.replace("¶", "|¶").split("|")):
        for x, word in enumerate(line.lstrip("¶").split()):
            text += ("\n" if line.startswith("¶") and not x else " ") if text else ""
            marks.append(Mark(len(text), len(text) + len(word), 1, Box(40 * x, 14 * y, 40 * x + 38, 14 * y + 10)))
            text += word
    return PlacedText(text, marks)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        # signs part the names: a line end does not
        ("Interbev, DDPP 71, éleveurs|actionnaires", ["Interbev", "DDPP 71", "éleveurs actionnaires"]),
        ("bailleurs ; associations|gestionnaires ; DDT", ["bailleurs", "associations gestionnaires", "DDT"]),
        ("Logéal, conseils|citoyens, Ville de|Charleval", ["Logéal", "conseils citoyens", "Ville de Charleval"]),
        ("Ecov, employeurs, SNCF|Réseau", ["Ecov", "employeurs", "SNCF Réseau"]),
        ("CCI, EPF Doubs|BFC, CMA", ["CCI", "EPF Doubs BFC", "CMA"]),
        ("Département + Région|BFC + DSIL", ["Département", "Région BFC", "DSIL"]),
        ("DDT · Golfe du Morbihan - Vannes|agglomération", ["DDT", "Golfe du Morbihan - Vannes agglomération"]),
        # nothing but line ends parts them
        ("Partenord Habitat|Promocil", ["Partenord Habitat", "Promocil"]),
        ("Comité régional des pêches|Pornic Agglo", ["Comité régional des pêches", "Pornic Agglo"]),
        ("Département|ADEME", ["Département", "ADEME"]),
        ("CAF|centres sociaux", ["CAF", "centres sociaux"]),
        ("FFB 35¶Territoires et Développement|promoteurs", ["FFB 35", "Territoires et Développement", "promoteurs"]),
        ("OPAC 36|Scalis", ["OPAC 36", "Scalis"]),
        # the next word had its place on the line
        ("Électricité du Val|Domofrance|Association des amis du parc", ["Électricité du Val", "Domofrance", "Association des amis du parc"]),
        ("Mme Petit|Directrice|Communauté de communes du Pays", ["Mme Petit Directrice Communauté de communes du Pays"]),
        # a département's body, a group, a name under other names: whole where the line ends
        ("Département du Jura|Toit et Moi", ["Département du Jura", "Toit et Moi"]),
        ("bailleurs sociaux|Audacia", ["bailleurs sociaux", "Audacia"]),
        ("CCAS¶Habitat Jeunes Passerelle|Mission locale", ["CCAS", "Habitat Jeunes Passerelle", "Mission locale"]),
        ("CCAS¶Fondation Abbé Pierre|Habitat et Humanisme", ["CCAS", "Fondation Abbé Pierre", "Habitat et Humanisme"]),
        ("CCAS¶Envie Alsace|Compagnons bâtisseurs", ["CCAS", "Envie Alsace", "Compagnons bâtisseurs"]),
        ("CAUE¶Office français¶de la biodiversité|Agence de l'eau Rhin-Meuse", ["CAUE", "Office français de la biodiversité", "Agence de l'eau Rhin-Meuse"]),
        # one name over two lines, whatever names surround it
        ("CCAS¶URPS|infirmiers", ["CCAS", "URPS infirmiers"]),
        ("CCAS¶Action Logement|Services", ["CCAS", "Action Logement Services"]),
        ("CCAS¶Antenne locale|Familles rurales", ["CCAS", "Antenne locale Familles rurales"]),
        ("Communauté de communes des Hautes¶Terres¶CAF", ["Communauté de communes des Hautes Terres", "CAF"]),
        ("CAF¶CARSAT¶Centre-Ouest", ["CAF", "CARSAT Centre-Ouest"]),
        ("CAF¶Agence de l'eau¶Rhin-Meuse", ["CAF", "Agence de l'eau Rhin-Meuse"]),
        # one name over two lines
        ("Association Vélo|Vergne", ["Association Vélo Vergne"]),
        ("Région|BFC", ["Région BFC"]),
        ("PETR Bourbonnais|Sud", ["PETR Bourbonnais Sud"]),
        ("Syndicat mixte du|Pays de Retz", ["Syndicat mixte du Pays de Retz"]),
        ("Chambre de métiers|et de l'artisanat", ["Chambre de métiers et de l'artisanat"]),
        ("établissements|scolaires", ["établissements scolaires"]),
        ("SIVOM de l'Orbe|clubs|sportifs", ["SIVOM de l'Orbe", "clubs sportifs"]),
        # a noun with its adjective is followed by another
        ("établissements scolaires|bailleurs sociaux", ["établissements scolaires", "bailleurs sociaux"]),
        ("associations locales|professionnels de santé|SPIP", ["associations locales", "professionnels de santé", "SPIP"]),
        ("promoteurs|bailleurs sociaux", ["promoteurs", "bailleurs sociaux"]),
        ("Habitat 12|commerçants", ["Habitat 12", "commerçants"]),
        ("Chambre de commerce et d'industrie|DRAC", ["Chambre de commerce et d'industrie", "DRAC"]),
        ("DDT (service habitat)|ARS", ["DDT (service habitat)", "ARS"]),
        # what ends the name that the line before begins
        ("médecins|généralistes|CPAM", ["médecins généralistes", "CPAM"]),
        ("Collectif|Terre de Liens", ["Collectif Terre de Liens"]),
        ("EPF Doubs|BFC", ["EPF Doubs BFC"]),
        ("Espace conseil France|Rénov'", ["Espace conseil France Rénov'"]),
        ("DDT (service|habitat)", ["DDT (service habitat)"]),
        ("Structure : CC de l'Ouche|Référent : Mme Petit, directrice", ["CC de l'Ouche", "Mme Petit, directrice"]),
    ],
)
def test_names_and_the_lines_they_are_printed_on(lines: str, names: list[str]):
    text = names_on_lines(printed(lines)).text
    assert [as_printed(m.mention) for m in read_organisations(text)] == names


@pytest.mark.parametrize(
    ("mention", "group"),
    [("Territoires et Développement", False), ("Communes et EPCI", True), ("Collèges et Lycées", True)],
)
def test_two_capital_nouns(mention: str, group: bool):
    assert is_group(mention) is group


def test_a_service_after_a_colon_qualifies():
    assert split_qualifier("Ville de Roanne : direction des sports") == ("Ville de Roanne", "direction des sports")


@pytest.mark.parametrize(
    ("mention", "group"),
    [
        ("Voyageurs 49", False),
        ("Relais petite enfance d'Abbeville", False),
        ("relais petite enfance", True),
        ("Ehpad", True),
        ("Ehpad Les Tilleuls", False),
        ("Hôpitaux de Lannemezan", False),
        ("hôpitaux de proximité", True),
        ("Communes forestières de l'Allier", False),
        ("communes forestières", True),
        ("Les Croqueurs de pommes", False),
        ("bailleurs sociaux", True),
        ("communes de plus de 3 500 habitants", True),
    ],
)
def test_plurals_that_name_one_body(mention: str, group: bool):
    assert is_group(mention) is group


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Association Toit et Moi", ["Association Toit et Moi"]),
        ("Plante & Cité, CAUE", ["Plante & Cité", "CAUE"]),
        ("FAS, Entraide et Abri, CIDFF", ["FAS", "Entraide et Abri", "CIDFF"]),
        ("DDT, Promocil et Domofrance", ["DDT", "Promocil", "Domofrance"]),
        ("bailleurs sociaux et Solidarité Accueil", ["bailleurs sociaux", "Solidarité Accueil"]),
        ("Région et Vélo Lauvance", ["Région", "Vélo Lauvance"]),
        ("SYTEC, Cantal Habitat et Polygone (bailleurs), Logisens", ["SYTEC", "Cantal Habitat", "Polygone (bailleurs)", "Logisens"]),
        ("médecins\ngénéralistes\nCPAM", ["médecins généralistes", "CPAM"]),
        ("Collectif\nTerre de Liens", ["Collectif Terre de Liens"]),
    ],
)
def test_one_name_with_and_or_on_two_lines(text: str, names: list[str]):
    assert [as_printed(m.mention) for m in read_organisations(text)] == names
