-- What each action says: who, with whom, for how much, measured how, when. One row a record, with its page.

create or replace view fr.organisations as
select o.organisation_id,
  o.name as organisation,
  o.acronym as sigle,
  case o.kind when 'state' then 'État' when 'region' then 'région' when 'departement' then 'département'
    when 'epci' then 'intercommunalité' when 'commune' then 'commune' when 'social_landlord' then 'bailleur social'
    when 'agency' then 'organisme public' when 'association' then 'association' when 'group' then 'ensemble'
    when 'other' then 'autre' else o.kind end as type_organisation,
  o.territory_code as code_territoire,
  o.siren,
  case o.origin when 'registry' then 'répertoire' when 'territory' then 'territoire' when 'group' then 'ensemble'
    when 'doubtful' then 'douteuse' when 'user' then 'décision' else o.origin end as origine,
  o.successor_id as successeur_id,
  o.successor_name as successeur,
  o.current_id as actuelle_id,
  coalesce(o.current_name, o.name) as organisation_actuelle,
  (select count(distinct p.action_id) from main.pilots p where p.organisation_id = o.organisation_id)
    as nb_fiches_pilotees,
  (select count(distinct p.action_id) from main.partners p where p.organisation_id = o.organisation_id)
    as nb_fiches_partenaire,
  (select string_agg(distinct alias, ' ; ' order by alias) from main.organisation_aliases s
    where s.organisation_id = o.organisation_id) as ecritures
from main.organisations o;

create or replace view fr.pilotes as
with seen as (select record_id, min(page) as page from main.evidence where table_name = 'pilots' group by record_id)
select p.pilot_id as pilote_id,
  p.action_id as fiche_id,
  p.document_id,
  d.plan,
  a.number as numero,
  a.title as fiche,
  p.mention,
  p.qualifier as complement,
  p.organisation_id,
  o.organisation,
  o.sigle,
  o.organisation_actuelle,
  o.type_organisation,
  p.is_group as est_ensemble,
  p.role as intitule_imprime,
  p.position as rang,
  seen.page,
  p.confidence as confiance
from main.pilots p
join fr.documents d using (document_id)
join main.actions a using (action_id)
left join fr.organisations o on o.organisation_id = p.organisation_id
left join seen on seen.record_id = p.pilot_id;

create or replace view fr.partenaires as
with seen as (select record_id, min(page) as page from main.evidence where table_name = 'partners' group by record_id)
select p.partner_id as partenaire_id,
  p.action_id as fiche_id,
  p.document_id,
  d.plan,
  a.number as numero,
  a.title as fiche,
  p.mention,
  p.qualifier as complement,
  p.organisation_id,
  o.organisation,
  o.sigle,
  o.organisation_actuelle,
  o.type_organisation,
  p.is_group as est_ensemble,
  p.role as intitule_imprime,
  p.position as rang,
  seen.page,
  p.confidence as confiance
from main.partners p
join fr.documents d using (document_id)
join main.actions a using (action_id)
left join fr.organisations o on o.organisation_id = p.organisation_id
left join seen on seen.record_id = p.partner_id;

-- Costs and funders in one list; their amounts stand in different columns, so a sum never mixes them.
create or replace view fr.financements as
with seen as (
  select record_id, min(page) as page from main.evidence where table_name in ('costs', 'funders') group by record_id
), lines as (
  select c.cost_id as financement_id, 'coût' as ligne, c.action_id, c.document_id, c.text as texte,
    case c.status when 'stated' then 'indiqué' when 'none' then 'sans coût' when 'constant' then 'moyens constants'
      else 'à définir' end as statut,
    c.amount_min as montant_min, c.amount_max as montant_max,
    case c.per_period when 'year' then 'an' when 'month' then 'mois' when 'day' then 'jour' end as par_periode,
    c.per_unit as par_unite, c.year as annee,
    case c.nature when 'investment' then 'investissement' when 'operating' then 'fonctionnement'
      when 'subsidy' then 'subvention' when 'staff' then 'personnel' end as nature,
    c.tax as taxe, c.confidence as confiance
  from main.costs c
  union all by name
  select f.funder_id as financement_id, 'financeur' as ligne, f.action_id, f.document_id, f.mention as texte,
    f.cost_id as cout_id, o.name as financeur, f.organisation_id,
    f.amount as montant_financeur, f.share as part_financeur, f.confidence as confiance
  from main.funders f left join main.organisations o on o.organisation_id = f.organisation_id
)
select l.financement_id,
  l.ligne,
  l.action_id as fiche_id,
  l.document_id,
  d.plan,
  a.number as numero,
  a.title as fiche,
  l.texte,
  l.statut,
  l.montant_min,
  l.montant_max,
  l.par_periode,
  l.par_unite,
  l.annee,
  l.nature,
  l.taxe,
  l.financeur,
  l.organisation_id,
  l.montant_financeur,
  l.part_financeur,
  l.cout_id,
  seen.page,
  l.confiance
from lines l
join fr.documents d using (document_id)
join main.actions a using (action_id)
left join seen on seen.record_id = l.financement_id;

create or replace view fr.indicateurs as
with seen as (select record_id, min(page) as page from main.evidence where table_name = 'indicators' group by record_id)
select i.indicator_id as indicateur_id,
  i.action_id as fiche_id,
  i.document_id,
  d.plan,
  a.number as numero,
  a.title as fiche,
  i.text as indicateur,
  case i.kind when 'output' then 'réalisation' when 'outcome' then 'résultat' when 'evaluation' then 'évaluation'
    when 'monitoring' then 'suivi' else i.kind end as type_indicateur,
  i.baseline as valeur_initiale,
  i.target as cible,
  i.unit as unite,
  i.unit_normalised as unite_normalisee,
  i.target_year as annee_cible,
  i.position as rang,
  seen.page,
  i.confidence as confiance
from main.indicators i
join fr.documents d using (document_id)
join main.actions a using (action_id)
left join seen on seen.record_id = i.indicator_id;

create or replace view fr.objectifs_chiffres as
with seen as (select record_id, min(page) as page from main.evidence where table_name = 'targets' group by record_id)
select t.target_id as objectif_id,
  t.action_id as fiche_id,
  t.document_id,
  d.plan,
  a.number as numero,
  a.title as fiche,
  t.text as texte,
  t.value as valeur,
  t.unit as unite,
  t.unit_normalised as unite_normalisee,
  case t.per_period when 'year' then 'an' when 'month' then 'mois' when 'day' then 'jour' else t.per_period end
    as par_periode,
  t.year as annee,
  seen.page,
  t.confidence as confiance
from main.targets t
join fr.documents d using (document_id)
join main.actions a using (action_id)
left join seen on seen.record_id = t.target_id;

create or replace view fr.calendrier as
with seen as (
  select record_id, min(page) as page from main.evidence
  where table_name in ('actions', 'action_texts') and field = 'calendar' group by record_id
)
select a.action_id as fiche_id,
  a.document_id,
  d.plan,
  a.number as numero,
  a.title as fiche,
  a.calendar as calendrier,
  a.start_year as annee_debut,
  a.end_year as annee_fin,
  a.start_on as date_debut,
  a.end_on as date_fin,
  case a.calendar_precision when 'day' then 'jour' when 'month' then 'mois' when 'quarter' then 'trimestre'
    when 'semester' then 'semestre' when 'year' then 'année' end as precision_calendrier,
  a.end_year - a.start_year + 1 as duree_annees,
  seen.page,
  a.confidence as confiance
from main.actions a
join fr.documents d using (document_id)
left join seen on seen.record_id = a.action_id
where coalesce(a.calendar, a.start_year::varchar, a.end_year::varchar) is not null;

create or replace view fr.preuves as
select e.evidence_id as preuve_id,
  e.document_id,
  d.plan,
  d.fichier,
  case e.table_name when 'documents' then 'document' when 'orientations' then 'orientation'
    when 'actions' then 'fiche' when 'action_texts' then 'fiche' when 'organisations' then 'organisation'
    when 'pilots' then 'pilote' when 'partners' then 'partenaire' when 'costs' then 'coût'
    when 'funders' then 'financeur' when 'indicators' then 'indicateur' when 'targets' then 'objectif chiffré'
    else e.table_name end as objet,
  e.record_id as enregistrement_id,
  e.field as champ,
  e.page,
  e.x0 as gauche,
  e.y0 as haut,
  e.x1 as droite,
  e.y1 as bas,
  e.text as texte,
  e.method as regle,
  e.confidence as confiance
from main.evidence e join fr.documents d using (document_id);

create or replace view fr.controles as
select c.document_id,
  d.plan,
  case c.check_name when 'numbering_gap' then 'numéro manquant' when 'announced_not_found' then 'annoncé, non trouvé'
    when 'total_mismatch' then 'total différent de la somme' when 'empty_field' then 'rubrique vide'
    when 'low_confidence' then 'lecture peu sûre' when 'page_failed' then 'page illisible'
    when 'action_without_pilot' then 'sans pilote' when 'correction_sans_effet' then 'correction sans effet'
    when 'correction_en_conflit' then 'correction en conflit' when 'not_a_plan' then 'pas un plan'
    when 'plan_doubtful' then 'plan sans doute mal lu'
    else c.check_name end as controle,
  case c.severity when 'info' then 'information' when 'warning' then 'avertissement' else 'erreur' end as gravite,
  c.record_id as enregistrement_id,
  c.page,
  c.message
from main.checks c left join fr.documents d using (document_id);

create or replace view fr.ingestions as
select i.ingestion_id,
  i.file_name as fichier,
  i.document_id,
  case i.status when 'ok' then 'lu' when 'duplicate' then 'déjà connu' when 'partial' then 'lu en partie'
    else 'échec' end as issue,
  i.error_code as code_erreur,
  i.error_message as message,
  i.page_count as nb_pages,
  i.pages_failed as nb_pages_illisibles,
  i.started_at as debut,
  i.finished_at as fin,
  i.pipeline_version as version_logiciel
from main.ingestions i;

create or replace view fr.corrections as
select c.correction_id,
  c.document_id,
  d.plan,
  case coalesce(c.kind, 'set') when 'set' then 'modification' when 'add' then 'ajout' when 'drop' then 'retrait'
    when 'merge' then 'réunion' when 'accept' then 'accord' when 'undo' then 'annulation' else c.kind end as nature,
  c.table_name as table_corrigee,
  c.record_id as enregistrement_id,
  c.field as champ,
  c.old_value as ancienne_valeur,
  c.new_value as nouvelle_valeur,
  c.author as auteur,
  c.made_at as corrige_le,
  c.page
from main.corrections c left join fr.documents d using (document_id);
