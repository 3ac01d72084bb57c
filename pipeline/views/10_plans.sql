-- Plans and their structure. Views only: they show what the tables of schema.sql hold, under French names.

create or replace view fr.documents as
select d.document_id,
  coalesce(nullif(d.title, ''), nullif(concat_ws(' – ', d.plan_type, d.territory), ''), d.file_name) as plan,
  d.plan_type as type_plan,
  d.territory as territoire,
  d.territory_code as code_territoire,
  case d.territory_level when 'epci' then 'EPCI' when 'departement' then 'département' when 'region' then 'région'
    when 'other' then 'autre' else d.territory_level end as niveau_territoire,
  d.period_start as annee_debut,
  d.period_end as annee_fin,
  d.reference as reference,
  d.published_on as date_publication,
  d.file_name as fichier,
  d.page_count as nb_pages,
  (select count(*) from main.actions a where a.document_id = d.document_id) as nb_fiches,
  case d.text_source when 'digital' then 'numérique' when 'ocr' then 'numérisé' else 'mixte' end as origine_texte,
  d.ocr_confidence as confiance_ocr,
  d.supersedes as remplace,
  not exists (from main.documents later where later.supersedes = d.document_id) as derniere_edition,
  d.pipeline_version as version_logiciel,
  d.ingested_at as lu_le
from main.documents d;

create or replace view fr.pages as
select p.document_id,
  d.plan,
  p.page,
  case p.kind when 'digital' then 'numérique' when 'ocr' then 'numérisée' when 'mixed' then 'mixte'
    when 'blank' then 'blanche' else 'illisible' end as nature,
  case p.role when 'cover' then 'couverture' when 'contents' then 'sommaire' when 'narrative' then 'texte'
    when 'summary_table' then 'tableau de synthèse' when 'action' then 'fiche' when 'annex' then 'annexe'
    when 'other' then 'autre' else p.role end as role,
  p.words as nb_mots,
  p.width as largeur,
  p.height as hauteur,
  p.ocr_confidence as confiance_ocr,
  p.status = 'ok' as lue,
  p.message
from main.pages p join fr.documents d using (document_id);

create or replace view fr.orientations as
with recursive named as (
  select *, coalesce(nullif(concat_ws(' – ', nullif(concat_ws(' ', label, number), ''), title), ''), 'sans titre') as name
  from main.orientations
), paths as (
  select orientation_id, name as path, name as root
  from named n
  where not exists (from named p where p.orientation_id = n.parent_id)
  union all
  select n.orientation_id, paths.path || ' › ' || n.name, paths.root
  from named n join paths on n.parent_id = paths.orientation_id
)
select n.orientation_id,
  n.document_id,
  d.plan,
  n.parent_id,
  n.depth + 1 as niveau,
  n.position as rang,
  n.label as libelle,
  n.number as numero,
  n.title as titre,
  paths.path as chemin,
  paths.root as premier_niveau,
  (select count(*) from main.actions a where a.orientation_id = n.orientation_id) as nb_fiches,
  n.page,
  n.confidence as confiance
from named n join fr.documents d using (document_id) left join paths using (orientation_id);

create or replace view fr.fiches as
with
  led as (select action_id, string_agg(mention, ' ; ' order by position) as names from main.pilots group by action_id),
  joined as (select action_id, string_agg(mention, ' ; ' order by position) as names from main.partners group by action_id)
select a.action_id as fiche_id,
  a.document_id,
  d.plan,
  d.type_plan,
  d.territoire,
  a.orientation_id,
  o.chemin as orientation,
  o.premier_niveau,
  a.position as rang,
  a.label as libelle,
  a.number as numero,
  a.title as titre,
  a.objective as objectif,
  a.context as contexte,
  a.modalities as modalites,
  a.expected_results as resultats_attendus,
  a.territorial_scale as echelle,
  led.names as pilotes,
  joined.names as partenaires,
  a.calendar as calendrier,
  a.start_year as annee_debut,
  a.end_year as annee_fin,
  a.start_on as date_debut,
  a.end_on as date_fin,
  case a.calendar_precision when 'day' then 'jour' when 'month' then 'mois' when 'quarter' then 'trimestre'
    when 'semester' then 'semestre' when 'year' then 'année' end as precision_calendrier,
  (select count(*) from main.indicators i where i.action_id = a.action_id) as nb_indicateurs,
  a.page_start as page_debut,
  a.page_end as page_fin,
  a.confidence as confiance
from main.actions a
join fr.documents d using (document_id)
left join fr.orientations o on o.orientation_id = a.orientation_id
left join led on led.action_id = a.action_id
left join joined on joined.action_id = a.action_id;
