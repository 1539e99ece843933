"""What is asked of an index, and what it means: pure, no engine is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from indexer.catalogue import Catalogue
from indexer.documents import OTHER
from indexer.errors import BadValue, InputError
from indexer.query import (
    RELEVANCE,
    SORTED_KEYWORDS,
    And,
    Arithmetic,
    Compare,
    Everything,
    Expression,
    FieldValue,
    Keyword,
    Literal,
    Not,
    Or,
    Query,
    Run,
    Sort,
)
from indexer.queryparser import ParsedQuery, parse_expression, parse_query, run_of
from indexer.searching.variants import Variants
from indexer.text import Segmenter

FACETS = (
    "year",
    "province",
    "city",
    "county",
    "level",
    "organ",
    "template",
    "format",
    "collection",
    "finding",
)
"""The keywords that a result can be counted by."""

MOST_VARIANTS = 100
"""How many other spellings the runs of a query get, all together."""

SORTS = ("year", "indexed", "published", "findings", *SORTED_KEYWORDS)
"""The orders that are neither relevance nor a field's."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked.

    ``sort`` is ``field`` or ``-field`` (largest first), ``relevance``, or None: relevance where
    the query has unquoted runs, which alone have a score, else newest year first. ``years`` (any
    of them) and ``where`` (each a condition on numbers) narrow the query. ``facets`` are among
    ``FACETS``, ``stats`` fields or expressions, ``fields`` the facts to show beside those the
    query asks about. ``page`` counts from 1; ``page_size`` has no maximum here. ``variants`` says
    whether unquoted runs are sought in other spellings too.
    """

    q: str = ""
    page: int = 1
    page_size: int = 20
    sort: str | None = None
    facets: tuple[str, ...] = ()
    stats: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    where: tuple[str, ...] = ()
    variants: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A request understood.

    ``query`` finds what is counted, ``other_versions`` what else would match, and
    ``without_numbers`` what matches all but the ``conditions``, the fields in conditions on
    numbers. ``columns`` are the fields to show. Of ``stats``, a plain field's name is its key, an
    expression's its text; ``tenths`` are the ratios among them.
    """

    parsed: ParsedQuery
    query: Query
    other_versions: Query
    without_numbers: Query
    sort: Sort
    conditions: tuple[str, ...]
    columns: tuple[str, ...]
    facets: tuple[str, ...] = ()
    stats: Mapping[str, Expression] = field(default_factory=dict)
    tenths: tuple[Expression, ...] = ()


def understand(
    request: SearchRequest, catalogue: Catalogue, segmenter: Segmenter, variants: Variants
) -> Question:
    """Work out what a request means; ``InputError`` names the parameter at fault, if not ``q``."""
    if request.page < 1 or request.page_size < 1:
        raise BadValue("page and page_size begin at 1")
    parsed = parse_query(request.q, catalogue, segmenter)
    parsed = widened(parsed, segmenter, variants) if request.variants else parsed
    where = [_where(text, catalogue, segmenter) for text in request.where]
    asked = _narrowed(parsed.query, request, [w.query for w in where])
    conditions = tuple(dict.fromkeys(key for p in (parsed, *where) for key in p.fields))
    sort = _sort(request.sort, catalogue, parsed)
    stats = dict(_stat(text, catalogue) for text in request.stats)
    # A report is one or the other; few are other versions, so that leaving them out is quicker.
    current = Everything() if parsed.all_versions else Not(Keyword("version", OTHER))
    numberless = _rewritten(asked, lambda leaf: None if _is_numeric(leaf, catalogue) else leaf)
    return Question(
        parsed=parsed,
        query=And((asked, current)),
        other_versions=And((asked, Keyword("version", OTHER))),
        without_numbers=And((numberless or Everything(), current)),
        sort=sort,
        conditions=conditions,
        columns=_columns(conditions, sort, request.fields, catalogue),
        facets=tuple(dict.fromkeys(_facet(name) for name in request.facets)),
        stats=stats,
        tenths=tuple(e for e in stats.values() if _is_ratio(e, catalogue)),
    )


@contextmanager
def _parameter(name: str) -> Iterator[None]:
    try:
        yield
    except InputError as e:
        raise e.in_parameter(name) from None


# ── parameters ───────────────────────────────────────────────────────────────────────────


def _narrowed(query: Query, request: SearchRequest, where: Iterable[Query]) -> Query:
    years = tuple(Keyword("year", str(year)) for year in request.years)
    return And((query, *([Or(years)] if years else []), *where))


def _where(text: str, catalogue: Catalogue, segmenter: Segmenter) -> ParsedQuery:
    with _parameter("where"):
        parsed = parse_query(text, catalogue, segmenter)
        if not all(isinstance(leaf, Compare) for leaf in _leaves(parsed.query)):
            raise BadValue("%(condition)s is no condition on numbers", condition=repr(text))
    return parsed


def _sort(text: str | None, catalogue: Catalogue, parsed: ParsedQuery) -> Sort:
    if text is None:
        return RELEVANCE if parsed.runs else Sort("year", descending=True)
    name = text.removeprefix("-")
    if name == RELEVANCE.key:
        return RELEVANCE
    with _parameter("sort"):
        key = name if name in SORTS else catalogue.resolve(name).key
    return Sort(key, descending=text.startswith("-"))


def _columns(
    conditions: Iterable[str], sort: Sort, names: Iterable[str], catalogue: Catalogue
) -> tuple[str, ...]:
    sorted_by = [sort.key] if sort.key in catalogue.fields else []
    with _parameter("fields"):
        named = [catalogue.resolve(name).key for name in names]
    return tuple(dict.fromkeys([*conditions, *sorted_by, *named]))


def _facet(name: str) -> str:
    if name not in FACETS:
        raise BadValue(
            "no facet is named %(name)s; there are %(known)s", name=name, known=", ".join(FACETS)
        ).in_parameter("facet")
    return name


def _stat(text: str, catalogue: Catalogue) -> tuple[str, Expression]:
    with _parameter("stat"):
        expression = parse_expression(text, catalogue)
    return (expression.field if isinstance(expression, FieldValue) else text), expression


# ── other spellings ──────────────────────────────────────────────────────────────────────


def widened(parsed: ParsedQuery, segmenter: Segmenter, variants: Variants) -> ParsedQuery:
    """Give every unquoted run its other spellings, until the query has ``MOST_VARIANTS``.

    Those under a NOT get them too: what a run finds and what its NOT finds is everything.
    """
    left = MOST_VARIANTS
    done: dict[Run, Run] = {}
    for run in (leaf for leaf in _leaves(parsed.query) if isinstance(leaf, Run)):
        if run not in done:
            others = variants.of(run.text, segmenter)[:left]
            left -= len(others)
            forms = tuple(run_of(text, run.fields, segmenter) for text in others)
            done[run] = replace(run, variants=forms)
    query = _rewritten(parsed.query, lambda q: done[q] if isinstance(q, Run) else q)
    runs = tuple(done[run] for run in parsed.runs)
    return replace(parsed, query=query or Everything(), runs=runs)


# ── trees ────────────────────────────────────────────────────────────────────────────────


def _leaves(query: Query) -> Iterator[Query]:
    match query:
        case And(children) | Or(children):
            for child in children:
                yield from _leaves(child)
        case Not(child):
            yield from _leaves(child)
        case _:
            yield query


def _rewritten(query: Query, leaf: Callable[[Query], Query | None]) -> Query | None:
    """Put another leaf for each; a branch of which no leaf is left goes too."""
    match query:
        case And(children) | Or(children):
            kept = tuple(c for child in children if (c := _rewritten(child, leaf)) is not None)
            return type(query)(kept) if kept or not children else None
        case Not(child):
            inner = _rewritten(child, leaf)
            return None if inner is None else Not(inner)
    return leaf(query)


def _is_numeric(leaf: Query, catalogue: Catalogue) -> bool:
    # The year is a number too, but a range of years says which reports are meant.
    return isinstance(leaf, Compare) and any(
        name in catalogue.fields for side in (leaf.left, leaf.right) for name in _fields_of(side)
    )


def _fields_of(expression: Expression) -> Iterator[str]:
    match expression:
        case FieldValue(name):
            yield name
        case Arithmetic(_, left, right):
            yield from _fields_of(left)
            yield from _fields_of(right)
        case Literal():
            pass


def _is_ratio(expression: Expression, catalogue: Catalogue) -> bool:
    """Tell whether a figure is a share: a field that is one, or like divided by like."""
    match expression:
        case FieldValue(name):
            return name in catalogue.fields and catalogue.fields[name].unit == "ratio"
        case Arithmetic("/", left, right):
            units = [
                {
                    catalogue.fields[name].unit
                    for name in _fields_of(side)
                    if name in catalogue.fields
                }
                for side in (left, right)
            ]
            return len(units[0]) == 1 and units[0] == units[1]
    return False
