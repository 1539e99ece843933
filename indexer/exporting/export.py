"""Whole results as files: CSV that a spreadsheet opens safely, and JSON lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from indexer.answer import Result, result_of
from indexer.model import Number, StoredReport

METADATA = (
    "id",
    "title",
    "issuer",
    "year",
    "province",
    "city",
    "county",
    "level",
    "organ",
    "template",
    "scope",
    "published",
    "format",
    "url",
    "findings",
)
"""What every row begins with, named as in a result; ``findings`` are joined by ``;``."""

# Unseen characters: controls but for the line feed, and those that turn the direction of what
# follows them, with which a cell can show other text than it has.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Full-width signs begin a formula too, in spreadsheets set to Chinese or Japanese; and where lists
# are parted by semicolons, a spreadsheet begins a cell at one, whatever quotes are around it.
_FORMULA = re.compile(r"(\A|[;\n]\s*)(?=[=+\-@＝＋－＠])")
_BOM = "\ufeff"

Cell = str | Number | None
"""What stands in a cell."""


def columns(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a row's columns: metadata, then each field and its status."""
    return (*METADATA, *chain.from_iterable((key, f"{key}.status") for key in keys))


def csv_rows(reports: Iterable[StoredReport], keys: Sequence[str], base: str = "") -> Iterator[str]:
    """Write reports as CSV, a line at a time: a BOM and the column names, then a line a report.

    The reports need the parts ``meta`` and ``facts``; ``base`` stands before each ``url``.
    A number stays one, a fact without a value is an empty cell beside its status. Text that a
    spreadsheet could take for a formula has an apostrophe before it.
    """
    yield _BOM + _line(columns(keys))
    for report in reports:
        yield _line(_harmless(value) for value in cells(report, keys, base))


def jsonl_rows(
    reports: Iterable[StoredReport], keys: Sequence[str], base: str = ""
) -> Iterator[str]:
    """Write reports as JSON lines, each a result as ``/api/v1/search`` has it, without snippets."""
    for report in reports:
        yield msgspec.json.encode(_result(report, keys, base)).decode() + "\n"


def _result(report: StoredReport, keys: Sequence[str], base: str) -> Result:
    if report.meta is None or report.facts is None:
        raise ValueError(f"report {report.id}: an export needs its parts meta and facts")
    return result_of(report.meta, report.facts, keys, base=base)


def cells(report: StoredReport, keys: Sequence[str], base: str = "") -> Iterator[Cell]:
    """Yield what stands under ``columns(keys)`` in a report's row; None is an empty cell.

    Text has no unseen characters, which could show other text than there is.
    """
    result = _result(report, keys, base)
    for name in METADATA:
        value = getattr(result, name)
        yield seen(";".join(value) if name == "findings" else value)
    for key in keys:
        fact = result.fields.get(key)
        yield fact.value if fact else None
        yield str(fact.status) if fact else None


def seen(value: Cell) -> Cell:
    """Take the unseen characters out of a text; a number stays as it is."""
    return _UNSEEN.sub("", value).strip() if isinstance(value, str) else value


def _harmless(value: Cell) -> str | Number:
    if value is None:
        return ""
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


def _line(cells: Iterable[str | Number]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
