"""What the command line says of an index."""

from __future__ import annotations

import pytest

from indexer.commands.printing import MANY_REPORTS, status_lines
from indexer.keeping.desk import IndexStatus


@pytest.mark.parametrize(
    ("engine", "reports", "advised"),
    [
        ("whoosh", MANY_REPORTS, False),
        ("whoosh", MANY_REPORTS + 1, True),
        ("tantivy", MANY_REPORTS + 1, False),
    ],
)
def test_status_says_when_to_move_to_tantivy(engine, reports, advised):
    status = IndexStatus(
        engine=engine,
        index_dir="index_data",
        segmenter="pairs",
        reports=reports,
        sources=reports,
        refused=0,
        size_bytes=1,
        collections=(),
    )
    lines = "\n".join(status_lines(status))
    assert ("nianbao-search[tantivy]" in lines) == advised
