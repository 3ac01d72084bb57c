"""The pictures: what each shows, the SQL it comes from, and how its rows are drawn. The SQL is shown beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.errors import UnknownRecord
from pipeline.review import svg
from pipeline.review.base import Base, Row

MOST_ROWS = 40


@dataclass(frozen=True)
class Graph:
    """``sql`` has one parameter, $document: an id, or null for the whole library."""

    name: str
    title: str
    note: str
    sql: str
    draw: Callable[[str, list[Row]], str]


def find(name: str) -> Graph:
    """Raises UnknownRecord."""
    for graph in GRAPHS:
        if graph.name == name:
            return graph
    raise UnknownRecord(name[:40])


def rows(base: Base, graph: Graph, document_id: str | None) -> list[Row]:
    return base.rows(graph.sql.replace("$document", "cast($1 as varchar)"), [document_id])


def picture(base: Base, graph: Graph, document_id: str | None) -> str:
    """The graph as SVG."""
    return graph.draw(graph.title, rows(base, graph, document_id))


def sql_to_copy(graph: Graph, document_id: str | None) -> str:
    """The SQL as ``planotheque query`` takes it; an id is hexadecimal, checked by who calls."""
    return graph.sql.replace("$document", f"'{document_id}'" if document_id else "null")


BUDGET = """with sums as (
  select case when $document is null then plan else premier_niveau end as ligne, coalesce(annee::varchar, 'sans année') as an,
    sum((montant_min + montant_max) / 2)::double as euros
  from fr.budget_orientations where $document is null or document_id = $document
  group by 1, 2)
select ligne, an as annee, euros from sums order by sum(euros) over (partition by ligne) desc, ligne, annee"""

CALENDAR = """select concat_ws(' ', a.number, a.title) as action, a.start_year as debut, a.end_year as fin
from actions a where a.start_year is not null and ($document is null or a.document_id = $document)
order by debut, fin nulls last, a.document_id, a.position"""

NETWORK = """with cited as (
  select distinct action_id, organisation_id, document_id from pilots where organisation_id is not null
  union select distinct action_id, organisation_id, document_id from partners where organisation_id is not null),
kept as (select action_id, organisation_id from cited where $document is null or document_id = $document),
main as (select organisation_id, count(*) as actions from kept group by 1 order by 2 desc, 1 limit 28)
select a.organisation_id as a, oa.name as nom_a, ma.actions as actions_a, b.organisation_id as b, ob.name as nom_b,
  mb.actions as actions_b, count(*) as ensemble
from kept a join kept b on a.action_id = b.action_id and a.organisation_id < b.organisation_id
join main ma on ma.organisation_id = a.organisation_id join main mb on mb.organisation_id = b.organisation_id
join organisations oa on oa.organisation_id = a.organisation_id join organisations ob on ob.organisation_id = b.organisation_id
group by all order by ensemble desc, nom_a, nom_b"""

TERRITORY = """with counts as (
  select coalesce(d.territory, '(territoire non lu)') as territoire, coalesce(d.plan_type, 'type non lu') as plan,
    count(distinct d.document_id) as documents, count(a.action_id) as actions
  from documents d left join actions a using (document_id) where $document is null or d.document_id = $document
  group by 1, 2)
select * from counts order by sum(actions) over (partition by territoire) desc, territoire, plan"""

RUNS = """select started_at::date as jour, status as issue, count(*) as fichiers
from ingestions where $document is null or document_id = $document
group by all order by jour, issue"""


def _budget(title: str, found: list[Row]) -> str:
    years = sorted({r["annee"] for r in found})
    bars: dict[str, dict[str, float]] = {}
    for r in found:
        bars.setdefault(r["ligne"], {})[r["annee"]] = r["euros"]
    return svg.stacked(title, list(bars.items())[:MOST_ROWS], years)


def _calendar(title: str, found: list[Row]) -> str:
    return svg.calendar(title, [(r["action"], r["debut"], r["fin"]) for r in found[:MOST_ROWS]])


def _network(title: str, found: list[Row]) -> str:
    nodes: dict[str, tuple[str, str, int]] = {}
    for r in found:
        nodes[r["a"]] = (r["a"], r["nom_a"], r["actions_a"])
        nodes[r["b"]] = (r["b"], r["nom_b"], r["actions_b"])
    ordered = sorted(nodes.values(), key=lambda n: (-n[2], n[1]))
    return svg.network(title, ordered, [(r["a"], r["b"], r["ensemble"]) for r in found])


def _territory(title: str, found: list[Row]) -> str:
    names = list(dict.fromkeys(r["territoire"] for r in found))[:MOST_ROWS]
    plans = sorted({r["plan"] for r in found})[:8]
    return svg.counts(title, names, plans, {(r["territoire"], r["plan"]): r["actions"] for r in found})


def _runs(title: str, found: list[Row]) -> str:
    french = {"ok": "lus", "partial": "lus en partie", "duplicate": "déjà connus", "failed": "échecs"}
    bars: dict[str, dict[str, float]] = {}
    for r in found:
        bars.setdefault(f"{r['jour']:%d/%m/%Y}", {})[french.get(r["issue"], r["issue"])] = r["fichiers"]
    return svg.columns(title, list(bars.items())[-60:], list(french.values()))


GRAPHS = (
    Graph("budget", "Budget par orientation et par année",
          "Chaque somme comptée une fois, hors montants par unité ; la moyenne quand le plan donne un intervalle. Les règles sont "
          "celles de la vue «\u00a0fr.budget_fiches\u00a0». Vérifiez à la page avant de citer.", BUDGET, _budget),
    Graph("calendrier", "Calendrier des actions", "Les actions dont une année de début a été lue, quarante au plus.", CALENDAR, _calendar),
    Graph("reseau", "Réseau des pilotes et partenaires",
          "Les 28 organisations les plus citées ; un trait relie celles qui partagent des actions, plus épais quand il y en a plus.",
          NETWORK, _network),
    Graph("territoires", "Actions par territoire et par type de plan", "Le territoire tel que le document le nomme.", TERRITORY, _territory),
    Graph("lectures", "Lectures, jour par jour", "Toutes les tentatives, et ce qu'elles sont devenues.", RUNS, _runs),
)  # fmt: skip
