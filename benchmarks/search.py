"""How long a search takes, and its index: ``python -m benchmarks.search`` from the project's folder.

Ten thousand actions are made by mixing the words of the examples' actions. Times are printed as ratios to the start of an
empty Python process measured in the same run, because machines differ and are shared.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline import search, store, views
from pipeline.ingest import ingest
from pipeline.settings import Settings

ACTIONS, DOCUMENTS, RUNS = 10_000, 400, 7
EXAMPLES = Path("data/raw/examples")
WORDS = ("hebergement urgence", "rénovation énergétique des logements", "gens du voyage")


def main() -> None:
    """Make the base, index it, search it, print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), workers=2)
        ingest([EXAMPLES], settings)
        with store.connect_offline(settings.published) as con:
            con.execute("begin")
            multiply(con)
            ids = [r[0] for r in con.execute("select document_id from documents").fetchall()]
            whole = timed(lambda: search.index(con, ids), 1)
            one = timed(lambda: search.index(con, ids[-1:]), 3)
            views.install(con)
            rows = con.execute("select count(*) from recherche.occurrences").fetchone()[0]
            con.execute("commit")
        empty = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
        print(f"{ACTIONS} actions, {DOCUMENTS} documents, {rows} occurrences indexées")
        print(f"python -c pass          {empty:.3f} s (1)")
        print(f"index de tout           {whole:.2f} s ({whole / empty:.0f})")
        print(f"index d'un document     {one:.3f} s ({one / empty:.1f})")
        for words in WORDS:
            inside = timed(lambda words=words: search.search(settings.published, words))
            command = [sys.executable, "-m", "pipeline", "--home", folder, "search", words]
            outside = timed(lambda command=command: subprocess.run(command, check=True, capture_output=True))
            print(
                f"{words:<36} {inside:.3f} s ({inside / empty:.1f}), commande entière {outside:.3f} s ({outside / empty:.1f})"
            )


def multiply(con) -> None:
    """Replace the examples' actions by ten thousand of their own words."""
    columns = ("title", "objective", "context", "modalities", "expected_results")
    rows = con.execute(f"select {', '.join(columns)} from actions").fetchall()
    texts = [[r[i] for r in rows if r[i]] for i in range(len(columns))]
    indicators = [r[0] for r in con.execute("select text from indicators").fetchall()]
    for table in ("actions", "indicators", "documents"):
        con.execute(f"delete from {table}")
    chance = random.Random(1)
    documents = [f"{n:016x}" for n in range(DOCUMENTS)]
    con.execute(
        "insert into documents (document_id, sha256, file_name, page_count, text_source, pipeline_version, ingested_at) "
        "select d, d, d || '.pdf', 20, 'digital', '1', now()::timestamp from (select unnest(?::varchar[]) as d)",
        [documents],
    )
    made = [[mixed(chance, text) for text in texts] for _ in range(ACTIONS)]
    con.execute(
        "insert into actions (action_id, document_id, position, title, objective, context, modalities, expected_results) "
        "select 'act_' || n, ?[1 + n // (? // ?)], n, t, o, c, m, e from (select unnest(range(?)) as n, "
        "unnest(?::varchar[]) as t, unnest(?::varchar[]) as o, unnest(?::varchar[]) as c, unnest(?::varchar[]) as m, "
        "unnest(?::varchar[]) as e)",
        [documents, ACTIONS, DOCUMENTS, ACTIONS, *map(list, zip(*made, strict=True))],
    )
    con.execute(
        "insert into indicators (indicator_id, action_id, document_id, text, position) "
        "select 'ind_' || position, action_id, document_id, ?[1 + position % ?], position from actions",
        [indicators, len(indicators)],
    )


def mixed(chance: random.Random, texts: list[str]) -> str:
    """As many words as one of the texts, drawn from two of them."""
    first, second = chance.choice(texts).split(), chance.choice(texts).split()
    return " ".join(chance.choice((first, second))[i % min(len(first), len(second))] for i in range(len(first)))


def timed(run, times: int = RUNS) -> float:
    """The quickest of a few runs, in seconds."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        took.append(time.perf_counter() - begun)
    return min(took)


if __name__ == "__main__":
    main()
