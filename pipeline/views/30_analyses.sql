-- Ready answers. Each states its rule; the dictionary repeats it for users.

-- Money of an action, counted once. Kept: stated amounts in euros, neither per unit (place, logement) nor per day.
-- 1. Amounts printed with at least two years are the only ones kept when an action has some: the others repeat them.
--    Beside a single dated amount, the others are kept too, except a whole amount equal to it.
-- 2. An amount equal to the sum of at least two others (same action, same period) is their total: it stands alone.
-- 3. Otherwise, figures of one text add up, unless they say they are a whole and its part (dont, soit, total, brackets) or
--    one amount before and after tax: then the largest. Texts add up, unless one calls itself a total.
-- 4. A yearly amount is left out when a whole one is that amount times the years of the action or of the plan, or times 2
--    to 10 in the same text, or calls itself a total; otherwise both are kept ("1,2 M€ de travaux et 85 000 € par an").
-- 5. Yearly amounts are repeated for each year of the action, or of the plan when the action names none;
--    whole amounts are not spread: they have no year.
create or replace view fr.budget_fiches as
with spans as (
  select a.action_id, coalesce(a.start_year, d.period_start) as first_year, coalesce(a.end_year, d.period_end) as last_year,
    last_year between first_year and first_year + 49 as known,
    list_filter([last_year - first_year + 1, d.period_end - d.period_start + 1], lambda n: n > 1) as lengths
  from main.actions a join main.documents d using (document_id)
), amounts as (
  select action_id, text, tax, year, coalesce(per_period in ('year', 'month'), false) as yearly,
    amount_min * case when per_period = 'month' then 12 else 1 end as low,
    coalesce(amount_max, amount_min) * case when per_period = 'month' then 12 else 1 end as high,
    regexp_matches(text, '(?i)\btotal|\bglobal') and not yearly as is_total,
    regexp_matches(text, '(?i)\bdont\b|\bsoit\b|\btotal|\bglobal|\([^)]*\d[^)]*(?:€|euros)') as has_parts
  from main.costs
  where status = 'stated' and amount_min is not null and per_unit is null and per_period is distinct from 'day'
), dated as (
  select action_id, year as annee, count(*) > 2 and max(high) = sum(high) - max(high) as one,
    case when one then arg_max(low, high) else sum(low) end as low,
    case when one then max(high) else sum(high) end as high,
    'année imprimée' as base
  from amounts where year is not null group by action_id, year
), undated as (
  select a.*
  from amounts a left join (select action_id, count(*) as years, sum(high) as total from dated group by action_id) d
    using (action_id)
  where a.year is null and (d.years is null or d.years = 1 and (a.yearly or a.high <> d.total))
), figures as (
  select * from undated u
  where not yearly or not exists (from undated w where w.action_id = u.action_id and w.text = u.text and not w.yearly
    and u.high > 0 and w.high % u.high = 0 and w.high between 2 * u.high and 10 * u.high)
), texts as (
  select action_id, yearly, text, bool_or(is_total) as is_total,
    bool_or(has_parts) or count(distinct tax) > 1 as nested,
    case when nested then arg_max(low, high) else sum(low) end as low,
    case when nested then max(high) else sum(high) end as high
  from figures group by action_id, yearly, text
), added as (
  select action_id, yearly, bool_or(is_total) as is_total,
    count(*) > 2 and max(high) = sum(high) - max(high) as one,
    case when bool_or(is_total) then arg_max(low, high) filter (is_total) when one then arg_max(low, high)
      else sum(low) end as low,
    case when bool_or(is_total) then max(high) filter (is_total) when one then max(high) else sum(high) end as high
  from texts group by action_id, yearly
), totals as (
  select action_id, yearly, count(*) > 2 and max(high) = sum(high) - max(high) as one, arg_max(low, high) as low, max(high) as high
  from figures group by action_id, yearly
), counted as (
  select a.action_id, a.yearly, a.is_total,
    case when t.one then t.low else a.low end as low, case when t.one then t.high else a.high end as high
  from added a join totals t using (action_id, yearly)
), whole as (
  select c.*, s.first_year, s.last_year, s.known
  from counted c join spans s using (action_id)
  where not c.yearly or not exists (from counted w where w.action_id = c.action_id and not w.yearly
    and (w.is_total or list_contains(s.lengths, (w.high / nullif(c.high, 0))::double)))
), spread as (
  select action_id, unnest(generate_series(first_year, last_year))::integer as annee, low, high, 'montant annuel' as base
  from whole where yearly and known
), unspread as (
  select action_id, null::integer as annee, low, high,
    case when yearly then 'par an, durée inconnue' else 'total de la fiche' end as base
  from whole where not yearly or known is not true
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
from (select action_id, annee, low, high, base from dated union all by name from spread union all by name from unspread) b
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
