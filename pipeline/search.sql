-- Full-text search in plain SQL: no extension, so it works wherever the file is opened.
-- Words are compared without case, accents or French endings; actions are ranked by BM25 over weighted fields.

create schema recherche;

create table recherche.occurrences (
  terme varchar not null, fiche_id varchar not null, document_id varchar not null, champ varchar not null, nombre integer not null
);
create table recherche.longueurs (
  fiche_id varchar not null, document_id varchar not null, longueur integer not null
);

-- Lower case, no accent; "M.O.U.S." reads as one word.
create macro recherche.simplifier(texte) as
  regexp_replace(replace(replace(strip_accents(lower(texte)), 'œ', 'oe'), 'æ', 'ae'), '\b([a-z])\.', '\1', 'g');

-- The words worth looking for: two characters or more, empty words left out.
create macro recherche.mots(texte) as
  list_filter(regexp_extract_all(recherche.simplifier(texte), '[a-z0-9]+'), lambda m: length(m) > 1 and m not in (
    'afin', 'ainsi', 'au', 'aussi', 'aux', 'avec', 'ce', 'ces', 'cet', 'cette', 'comme', 'dans', 'de', 'des', 'dont',
    'du', 'elle', 'elles', 'en', 'entre', 'est', 'et', 'etre', 'il', 'ils', 'la', 'le', 'les', 'leur', 'leurs', 'lors',
    'lorsque', 'mais', 'ne', 'ni', 'nos', 'notre', 'on', 'ont', 'ou', 'par', 'pas', 'pour', 'qu', 'que', 'qui', 'sa',
    'se', 'ses', 'si', 'son', 'sont', 'sur', 'un', 'une', 'vers', 'via'));

-- A light stemmer for simplified words. Accents are gone when it runs, because people type without them. It takes off
-- plurals, feminines, usual verb endings, and the noun endings that share a verb's stem (-ment, -ation, -ateur, -age).
create macro recherche.racine(mot) as
  case when mot in ('bas', 'cas', 'cours', 'faux', 'fonds', 'pays', 'taux') then mot else
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(mot, '^(.*eau)x$', '\1'),
    '^(.+)(?:aux|ail)$', '\1al'),
    '^(.+[^s])s$|^(.+[eo]u)x$', '\1\2'),
    '^(.{3,})ive$', '\1if'),
    '^(.{3,})trice$', '\1teur'),
    '^(.{3,}?)(?:iss(?:ement|ant|ante|ent|e)|ir)$', '\1i'),
    '^(?:(.{4,}?)(?:ation|ateur)|(.{5,}?)age|(.{3,}u)se|(.{3,}?)(?:ement|eraient|erait|eront|era|ente?|ante?|ere|ee|er|e))$',
    '\1\2\3\4'),
    '(l)l$|(n)n$|(s)s$|(t)t$', '\1\2\3\4')
  end;

-- Actions holding at least one of the words: first those holding more of them, then the best BM25 (k1 = 1.2, b = 0.75).
create macro recherche.classer(mots) as table
  with
    asked as (select distinct recherche.racine(unnest(recherche.mots(mots))) as terme),
    found as (
      select fiche_id, terme, sum(nombre * case champ when 'titre' then 4 when 'objectif' then 2 when 'indicateurs' then 1
        when 'resultats_attendus' then 1.5 when 'modalites' then 1 else 0.7 end) as tf
      from recherche.occurrences semi join asked using (terme) group by all
    ),
    rarity as (
      select terme, ln(1 + (all_count - count(*) + 0.5) / (count(*) + 0.5)) as idf
      from found, (select count(*) as all_count from recherche.longueurs) group by terme, all_count
    ),
    mean as (select avg(longueur) as longueur from recherche.longueurs)
  select fiche_id, count(*) as mots_trouves,
    round(sum(idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * l.longueur / mean.longueur))), 4) as score
  from found join rarity using (terme) join recherche.longueurs l using (fiche_id), mean
  group by fiche_id;

-- For whoever opens the file elsewhere: from recherche.chercher('hebergement urgence')
create macro recherche.chercher(mots) as table
  select d.title as titre_document, d.file_name as fichier, a.number as numero, a.title as titre, a.page_start as page,
    r.mots_trouves, r.score, a.action_id as fiche_id
  from recherche.classer(mots) r join main.actions a on a.action_id = r.fiche_id join main.documents d using (document_id)
  order by r.mots_trouves desc, r.score desc, a.action_id;
