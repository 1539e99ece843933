"""Results as a Parquet file, for data frames; needs pyarrow (the extra ``parquet``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.errors import ConfigError
from indexer.exporting.explanation import STATUSES, explanation
from indexer.exporting.export import METADATA, Cell, cells, columns
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher

ROWS_AT_ONCE = 5000


def write_parquet(
    file: Path, searcher: Searcher, request: SearchRequest, made: datetime, base: str = ""
) -> None:
    """Write the whole result of a request into a file, some thousand rows at a time.

    What explains it stands in the metadata of the schema, as JSON: ``about`` and ``statuses``.
    Raises ``ConfigError`` where pyarrow is not installed.
    """
    if not find_spec("pyarrow"):
        raise ConfigError(
            "%(file)s: Parquet needs pyarrow: pip install 'nianbao-search[parquet]'", file=file.name
        )
    # Imported here, since it is large and an extra.
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    keys = searcher.columns(request)
    about = {
        "about": json.dumps(dict(explanation(searcher, request, made)), ensure_ascii=False),
        "statuses": json.dumps(dict(STATUSES), ensure_ascii=False),
    }
    kinds = {"year": pyarrow.int32(), "number": pyarrow.float64(), "text": pyarrow.string()}
    schema = pyarrow.schema([(n, kinds[_kind(n)]) for n in columns(keys)], metadata=about)
    with ParquetWriter(file, schema) as writer:
        rows = (list(cells(r, keys, base)) for r in searcher.rows(request))
        for table in _tables(rows, schema, pyarrow):
            writer.write_table(table)


def _tables(rows: Iterator[Sequence[Cell]], schema: Any, pyarrow: Any) -> Iterator[Any]:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        arrays = [
            pyarrow.array(values, type=kind)
            for values, kind in zip(zip(*some, strict=True), schema.types, strict=True)
        ]
        yield pyarrow.Table.from_arrays(arrays, schema=schema)


def _kind(name: str) -> str:
    if name == "year":
        return "year"
    return "text" if name in METADATA or name.endswith(".status") else "number"
