"""``python -m pipeline.views.dictionary``: write docs/dictionnaire.md from the schema and its descriptions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline import search, views
from pipeline.french_argparse import speak_french
from pipeline.store import SCHEMA, connect_offline

TARGET = Path(__file__).resolve().parents[2] / "docs" / "dictionnaire.md"
PARTS = (
    ("fr", "Les vues en français", "À employer d'abord : noms français, titre du plan et page sur chaque ligne. "
     "Les vues ne gardent rien : elles montrent les tables d'origine et sont toujours à jour."),
    ("main", "Les tables d'origine", "Ce que lisent les exports et les autres outils. Les noms sont en anglais et ne "
     "changeront pas : des colonnes peuvent s'ajouter, aucune n'est renommée ni ne change de sens."),
    ("recherche", "L'index de la recherche", "Tenu à jour à chaque lecture."),
)  # fmt: skip
ANALYSES = ("lisez_moi", "budget_fiches", "budget_orientations", "collaborations", "fiches_sans_pilote",
            "couverture_territoires", "organisations_a_rapprocher", "calendrier_annuel")  # fmt: skip
TYPES = {"VARCHAR": "texte", "INTEGER": "entier", "BIGINT": "entier", "DOUBLE": "nombre", "BOOLEAN": "vrai ou faux",
         "DATE": "date", "TIMESTAMP": "date et heure"}  # fmt: skip
HEAD = """# Dictionnaire des données

*Page écrite par `python -m pipeline.views.dictionary` d'après la base elle-même : ne la modifiez pas à la main.*

Une case vide signifie « rien trouvé », jamais « zéro » ni « le plan n'en dit rien ». Les années sont civiles, les montants en
euros, les pages comptées depuis 1 dans le PDF. Les mêmes descriptions sont dans la base : `planotheque query "describe
fr.fiches"`, ou l'onglet des propriétés de DBeaver.

Exemples de requêtes : [requetes.md](requetes.md). Premiers pas : [guide.md](guide.md).
"""


def main() -> int:
    """Write the page; says whether it changed."""
    speak_french()
    argparse.ArgumentParser(prog="python -m pipeline.views.dictionary", description=__doc__).parse_args()
    text = page()
    changed = not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text
    TARGET.write_text(text, encoding="utf-8")
    print(f"docs/{TARGET.name} : {'écrit' if changed else 'inchangé'}")
    return 0


def page() -> str:
    """The whole dictionary in Markdown."""
    with connect_offline() as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        search.create(con)
        views.install(con)
        return "\n".join(_lines(con))


def _lines(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    structure = views.structure(con)
    words = views.descriptions()
    yield HEAD
    for schema, title, about in PARTS:
        names = [table for s, table in structure if s == schema]
        if schema == "fr":  # the answers after what they are made of
            names = [n for n in names if n not in ANALYSES] + [n for n in ANALYSES if n in names]
        yield f"## {title}\n\n{about}\n"
        for table in names:
            shown = table if schema == "main" else f"{schema}.{table}"
            yield f"### {shown}\n\n{words[f'{schema}.{table}']['']}\n"
            yield "| colonne | type | ce qu'elle contient |"
            yield "|---|---|---|"
            for column, kind in structure[schema, table].items():
                told = views.description(words, schema, table, column) or ""
                yield f"| `{column}` | {TYPES.get(kind, 'montant' if kind.startswith('DECIMAL') else kind)} | {told} |"
            yield ""


if __name__ == "__main__":
    sys.exit(main())
