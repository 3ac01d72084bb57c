"""What is computed from the rows once they are loaded: a list anyone may add to.

A step is a function ``(con, document_ids) -> None``. It runs inside the publisher's transaction, after
the rows of ``document_ids`` were deleted and loaded again from their record files, and must leave the
database as a full rebuild would. So:

- ``document_ids`` holds every document whose rows are new, changed, removed or not to be trusted any more; those of
  other documents are as this step left them at the last publication. After a full rebuild it holds all documents.
- rows with a ``document_id`` column in the tables of the public schema were deleted for these documents, those a step
  added included; what a step keeps elsewhere (an index, a table of its own), it cleans itself.
- running it twice changes nothing, and it costs in proportion to ``document_ids`` or is one pass over a small table.
- the ``corrections`` table is loaded before the first step, in the order the corrections were made (``rowid``).

To add one: import it here and put it in ``STEPS`` at its place.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from pipeline import search, views
from pipeline.corrections import apply_corrections
from pipeline.editions import link_editions
from pipeline.organisation_rules import apply_rules
from pipeline.publishing.tables import columns_of, published_corrections

Step = Callable[[duckdb.DuckDBPyConnection, list[str]], None]


def lay_corrections_over(con: duckdb.DuckDBPyConnection, document_ids: list[str]) -> None:
    """What analysts decided of these documents, and of organisations whatever the document."""
    apply_corrections(con, published_corrections(con), columns_of(con), document_ids)


STEPS: tuple[Step, ...] = (apply_rules, lay_corrections_over, link_editions, search.index, views.install)
