-- Ready answers. Each states its rule; the dictionary repeats it for users.

-- Money of an action, counted once. Kept: stated amounts in euros, neither per unit (place, logement) nor per day.
-- 1. Amounts printed with a year are the only ones kept when an action has some: the rest repeats them.
--    Within a year, when one amount equals the sum of at least two others it is their total, and stands alone.
-- 2. Otherwise, within one printed text, a figure without a nature holds the others ("1,8 M€, soit 300 000 € par an"),
--    figures of different natures add up ("1,2 M€ d'investissement et 85 000 € par an de fonctionnement"),
--    and a whole amount is preferred to a yearly one of the same nature.
-- 3. Across texts: the largest alone when it equals the sum of at least two others or calls itself a total; else the sum.
-- 4. Yearly amounts are repeated for each year of the action, or of the plan when the action names none;
--    whole amounts are not spread: they have no year.
create or replace view fr.budget_fiches as
with amounts as (
  select action_id, text, nature, year, per_period in ('year', 'month') as yearly,
    amount_min * case when per_period = 'month' then 12 else 1 end as low,
    coalesce(amount_max, amount_min) * case when per_period = 'month' then 12 else 1 end as high
  from main.costs
  where status = 'stated' and amount_min is not null and per_unit is null and per_period is distinct from 'day'
), dated as (
  select action_id, year as annee,
    case when count(*) > 2 and max(high) = sum(high) - max(high) then max(low) else sum(low) end as low,
    case when count(*) > 2 and max(high) = sum(high) - max(high) then max(high) else sum(high) end as high,
    'année imprimée' as base
  from amounts where year is not null group by action_id, year
), undated as (
  select *, case when bool_or(nature is null) over (partition by action_id, text) then '' else nature end as part
  from amounts where action_id not in (select action_id from dated)
), parts as (
  select action_id, text, part,
    bool_and(coalesce(yearly, false)) as yearly,
    case when bool_and(coalesce(yearly, false)) then max(low) else max(low) filter (yearly is not true) end as low,
    case when bool_and(coalesce(yearly, false)) then max(high) else max(high) filter (yearly is not true) end as high
  from undated group by action_id, text, part
), texts as (
  select action_id, text, yearly, sum(low) as low, sum(high) as high,
    regexp_matches(text, '(?i)\btotal|\bglobal') and not yearly as is_total
  from parts group by action_id, text, yearly
), sums as (
  select action_id, yearly,
    count(*) > 2 and max(high) = sum(high) - max(high) or bool_or(is_total) as one,
    max(low) as max_low, max(high) as max_high, sum(low) as sum_low, sum(high) as sum_high,
    max(high) filter (is_total) as total_high, max(low) filter (is_total) as total_low
  from texts group by action_id, yearly
), whole as (
  select action_id, yearly,
    case when total_low is not null then total_low when one then max_low else sum_low end as low,
    case when total_high is not null then total_high when one then max_high else sum_high end as high
  from sums s
  where not yearly or not exists (from texts t where t.action_id = s.action_id and t.is_total)
), spans as (
  select a.action_id, coalesce(a.start_year, d.period_start) as first_year, coalesce(a.end_year, d.period_end) as last_year
  from main.actions a join main.documents d using (document_id)
), spread as (
  select action_id, unnest(generate_series(first_year, last_year))::integer as annee, low, high, 'montant annuel' as base
  from whole join spans using (action_id)
  where yearly and last_year between first_year and first_year + 49
), unspread as (
  select action_id, null::integer as annee, low, high,
    case when yearly then 'par an, durée inconnue' else 'total de la fiche' end as base
  from whole join spans using (action_id)
  where not yearly or (last_year between first_year and first_year + 49) is not true
)
select b.action_id as fiche_id,
  f.document_id,
  f.plan,
  f.orientation_id,
  f.orientation,
  f.premier_niveau,
  f.numero,
  f.titre as fiche,
  b.annee,
  b.low::decimal(18,2) as montant_min,
  b.high::decimal(18,2) as montant_max,
  b.base
from (from dated union all by name from spread union all by name from unspread) b
join fr.fiches f on f.fiche_id = b.action_id;

create or replace view fr.budget_orientations as
select document_id,
  plan,
  coalesce(premier_niveau, '(sans orientation)') as premier_niveau,
  coalesce(orientation, '(sans orientation)') as orientation,
  annee,
  base,
  count(distinct fiche_id) as nb_fiches,
  sum(montant_min)::decimal(18,2) as montant_min,
  sum(montant_max)::decimal(18,2) as montant_max
from fr.budget_fiches
group by all;

create or replace view fr.collaborations as
with roles as (
  select action_id, document_id, organisation_id, true as leads from main.pilots where not is_group
  union all
  select action_id, document_id, organisation_id, false from main.partners where not is_group
), present as (
  select action_id, document_id, organisation_id, bool_or(leads) as leads
  from roles
  where organisation_id is not null
    and document_id not in (select supersedes from main.documents where supersedes is not null)
  group by all
)
select a.organisation_id as organisation_1_id,
  o1.name as organisation_1,
  b.organisation_id as organisation_2_id,
  o2.name as organisation_2,
  count(*) as nb_fiches,
  count(*) filter (a.leads or b.leads) as nb_fiches_pilotees,
  count(distinct a.document_id) as nb_documents
from present a
join present b on a.action_id = b.action_id and a.organisation_id <> b.organisation_id
join main.organisations o1 on o1.organisation_id = a.organisation_id
join main.organisations o2 on o2.organisation_id = b.organisation_id
where (o1.name, o1.organisation_id) < (o2.name, o2.organisation_id)
group by all;

create or replace view fr.fiches_sans_pilote as
select f.fiche_id, f.document_id, f.plan, f.orientation, f.numero, f.titre, f.partenaires, f.page_debut, f.page_fin,
  f.confiance
from fr.fiches f
where not exists (from main.pilots p where p.action_id = f.fiche_id);

create or replace view fr.couverture_territoires as
select coalesce(d.territoire, '(territoire non lu)') as territoire,
  d.code_territoire,
  d.niveau_territoire,
  string_agg(distinct d.type_plan, ', ' order by d.type_plan) as types_plan,
  count(*) as nb_documents,
  min(d.annee_debut) as annee_debut,
  max(d.annee_fin) as annee_fin,
  sum(d.nb_fiches)::bigint as nb_fiches,
  sum((select count(*) from fr.fiches_sans_pilote f where f.document_id = d.document_id))::bigint as nb_fiches_sans_pilote,
  sum((select count(*) from main.indicators i where i.document_id = d.document_id))::bigint as nb_indicateurs,
  sum(d.nb_pages)::bigint as nb_pages,
  sum((select count(*) from main.pages p where p.document_id = d.document_id and p.status = 'failed'))::bigint
    as nb_pages_illisibles
from fr.documents d
where d.derniere_edition
group by all;

create or replace view fr.organisations_a_rapprocher as
with mentions as (
  select 'pilote' as role, mention, is_group, organisation_id, action_id, document_id from main.pilots
  union all
  select 'partenaire', mention, is_group, organisation_id, action_id, document_id from main.partners
  union all
  select 'financeur', mention, false, organisation_id, action_id, document_id from main.funders
)
select m.mention,
  o.organisation_id,
  o.name as organisation,
  case when o.organisation_id is null then 'aucune organisation'
    when o.origin = 'doubtful' then 'douteuse'
    when o.kind is null or o.kind = 'other' then 'type inconnu'
    when o.origin = 'document' then 'connue par ses seuls mots'
    else 'collectivité sans code' end as motif,
  string_agg(distinct m.role, ', ' order by m.role) as roles,
  count(distinct m.action_id) as nb_fiches,
  count(distinct m.document_id) as nb_documents
from mentions m left join main.organisations o on o.organisation_id = m.organisation_id
where not m.is_group and coalesce(o.kind, '') <> 'group' and (
  o.organisation_id is null
  or o.origin in ('document', 'doubtful')
  or o.origin is distinct from 'user' and o.siren is null and o.territory_code is null
    and (o.kind is null or o.kind in ('other', 'commune', 'epci', 'departement', 'region')))
group by all;

create or replace view fr.calendrier_annuel as
with spans as (
  select a.action_id, a.document_id, a.start_year as first_year, coalesce(a.end_year, d.period_end, a.start_year) as last_year,
    a.end_year
  from main.actions a join main.documents d using (document_id)
  where a.start_year is not null
), years as (
  select *, unnest(generate_series(first_year, last_year))::integer as annee
  from spans where last_year between first_year and first_year + 49
)
select y.document_id,
  d.plan,
  y.annee,
  count(*) as nb_fiches_en_cours,
  count(*) filter (y.annee = y.first_year) as nb_fiches_commencent,
  count(*) filter (y.annee = y.end_year) as nb_fiches_finissent
from years y join fr.documents d using (document_id)
group by all;
