"""The hits as a table: which columns there are, what stands in them, and what sorts by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from indexer import Catalogue, InputError, Result
from webui.addresses import address
from webui.language import msgid
from webui.parameters import PageRequest
from webui.presenters import Marks, Segment, segments, shown_value
from webui.values import without_fact
from webui.wording import KEYWORD_NAMES, finding_name, is_doubt, value_name

METADATA = {
    "title": msgid("Title"),
    "issuer": msgid("Issuer"),
    "year": KEYWORD_NAMES["year"],
    "province": KEYWORD_NAMES["province"],
    "city": KEYWORD_NAMES["city"],
    "county": KEYWORD_NAMES["county"],
    "level": KEYWORD_NAMES["level"],
    "organ": KEYWORD_NAMES["organ"],
    "template": KEYWORD_NAMES["template"],
    "scope": KEYWORD_NAMES["scope"],
    "published": msgid("Published"),
    "format": KEYWORD_NAMES["format"],
    "findings": msgid("Findings"),
}
"""What may be a column beside the fields, and how it is headed."""

USUAL = ("title", "year", "province")
"""The columns before the numbers asked about, where none are chosen."""


ABSENT = "absent"
"""The status of a field that a report's form does not have."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its heading, where its order leads, how it is ordered by now if it is.

    ``unit`` is that of a field, empty for metadata.
    """

    key: str
    text: str
    is_field: bool
    unit: str
    url: str
    order: str | None


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: text that is marked, or a number and its status; ``names`` are of findings,
    each a code, its name, and whether it is our own doubt."""

    key: str
    text: list[Segment]
    status: str | None = None
    names: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A hit as a line of the table."""

    id: str
    title: str
    url: str
    cells: list[TableCell]


def chosen_columns(
    request: PageRequest, asked: Sequence[str], catalogue: Catalogue
) -> tuple[str, ...]:
    """Return the columns of the table: those chosen, else the usual ones and what is asked about.

    Raises ``UnknownField`` for a name that is neither metadata nor a field.
    """
    if not request.columns:
        return (*USUAL, *asked)
    try:
        named = [n if n in METADATA else catalogue.resolve(n).key for n in request.columns]
    except InputError as e:
        raise e.in_parameter("columns") from None
    return tuple(dict.fromkeys(named))


def fields_of(columns: Iterable[str]) -> tuple[str, ...]:
    """Return those columns that are fields."""
    return tuple(key for key in columns if key not in METADATA)


def headings(
    columns: Sequence[str], request: PageRequest, sort: str, catalogue: Catalogue
) -> list[TableColumn]:
    """Head each column; its link orders by it, or the other way round."""
    return [_heading(key, request, sort, catalogue) for key in columns]


def _heading(key: str, request: PageRequest, sort: str, catalogue: Catalogue) -> TableColumn:
    is_field = key not in METADATA
    field = catalogue.fields.get(key)
    text = field.label() if field else gettext(METADATA[key])
    order = {key: "ascending", f"-{key}": "descending"}.get(sort)
    # Numbers and days are looked at from the largest down, names from the first on.
    largest_first = is_field or key in ("year", "published", "findings")
    first, second = (f"-{key}", key) if largest_first else (key, f"-{key}")
    url = address("/", request, sort=second if sort == first else first, page=None)
    return TableColumn(key, text, is_field, field.unit if field else "", url, order)


def table_rows(
    results: Iterable[Result],
    urls: Mapping[str, str],
    marks: Mapping[str, Mapping[str, Marks]],
    columns: Sequence[str],
    catalogue: Catalogue,
) -> Iterator[TableRow]:
    """Make a line of each result; addresses and marks go by its id."""
    for result in results:
        cells = [_cell(key, result, marks.get(result.id, {}), catalogue) for key in columns]
        yield TableRow(result.id, result.title, urls[result.id], cells)


def _cell(key: str, result: Result, marks: Mapping[str, Marks], catalogue: Catalogue) -> TableCell:
    if key == "findings":
        names = tuple(
            (code, finding_name(code, catalogue), is_doubt(code, catalogue))
            for code in result.findings
        )
        return TableCell(key, [], names=names)
    if key in METADATA:
        value = getattr(result, key)
        text = "" if value is None else value_name(key, value, catalogue)
        return TableCell(key, segments(text, marks.get(key, ())))
    fact = result.fields.get(key)
    if fact is None:
        return TableCell(key, [], without_fact(catalogue.fields[key], result.template) or ABSENT)
    text = shown_value(fact, catalogue.fields[key].unit)
    return TableCell(key, segments(text, ()), str(fact.status))
