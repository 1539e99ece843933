"""The query language: from what somebody typed to the query tree, or to an error with its place.

``scanner`` knows characters, ``strings`` what is sought in the text, ``keywords`` what a prefix
takes, ``expressions`` arithmetic, ``grammar`` how they go together. Its users read
``docs/query-language.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.catalogue import Catalogue
from indexer.errors import QuerySyntaxError
from indexer.query import (
    And,
    Arithmetic,
    Compare,
    Everything,
    Expression,
    FieldValue,
    Not,
    Or,
    Query,
    Run,
)
from indexer.queryparser.expressions import read_lone_shape, to_expression
from indexer.queryparser.grammar import Grammar
from indexer.queryparser.keywords import ALL_VERSIONS
from indexer.queryparser.scanner import Scanner
from indexer.queryparser.strings import Cutter, run_of

__all__ = ["MAX_LENGTH", "ParsedQuery", "parse_expression", "parse_query", "run_of"]

MAX_LENGTH = 2000
"""How many characters a query may have."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query understood.

    ``all_versions`` where ``version:all`` was asked. ``runs`` are its unquoted runs but for those
    a NOT excludes. ``fields`` are the keys of the fields its conditions on numbers name.
    ``conditions`` are the places, in the query as typed, of the terms that its outermost AND
    joins: all but one of them, joined by blanks, are the same query without that one.
    """

    query: Query
    all_versions: bool = False
    runs: tuple[Run, ...] = ()
    fields: tuple[str, ...] = ()
    conditions: tuple[tuple[int, int], ...] = ()


def parse_query(text: str, catalogue: Catalogue, segmenter: Cutter) -> ParsedQuery:
    """Return what a query means; of nothing but blanks, every report.

    Raises ``QuerySyntaxError``, ``UnknownField`` or ``BadValue``, each with the position in
    ``text`` and, for a name or value, the nearest there is.
    """
    _refuse_long(text)
    grammar = Grammar(text, catalogue, segmenter)
    query = grammar.read()
    if grammar.all_versions_at:
        query = _without_version(query, grammar.all_versions_at[0])
    return ParsedQuery(
        query=query,
        all_versions=bool(grammar.all_versions_at),
        runs=tuple(dict.fromkeys(_runs(query, True))),
        fields=tuple(dict.fromkeys(_numbers(query))),
        conditions=tuple(grammar.spans),
    )


def parse_expression(text: str, catalogue: Catalogue) -> Expression:
    """Return what a field's name, or arithmetic over several, means.

    Raises ``QuerySyntaxError`` or ``UnknownField`` with the position in ``text``.
    """
    _refuse_long(text)
    scanner = Scanner(text)
    scanner.skip_blanks()
    shape = read_lone_shape(scanner, catalogue)
    scanner.skip_blanks()
    if shape is None or not scanner.at_end():
        raise QuerySyntaxError(
            "%(expression)s is no field and no arithmetic over fields",
            position=scanner.position,
            expression=repr(text),
        )
    return to_expression(shape, catalogue)


def _refuse_long(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(
            "the query is longer than %(most)s characters", position=MAX_LENGTH, most=MAX_LENGTH
        )


# ── the version ──────────────────────────────────────────────────────────────────────────


def _without_version(query: Query, position: int) -> Query:
    """Take ``version:all`` out of the outermost AND; anywhere else it has no meaning."""
    kept = [child for child in _conjuncts(query) if child != ALL_VERSIONS]
    if any(node == ALL_VERSIONS for child in kept for node in _nodes(child)):
        raise QuerySyntaxError(
            "version:all is for the whole query, and stands outside of OR, NOT and brackets",
            position=position,
        )
    return _all_of(kept)


def _conjuncts(query: Query) -> tuple[Query, ...]:
    return query.children if isinstance(query, And) else (query,)


def _all_of(children: list[Query]) -> Query:
    if not children:
        return Everything()
    return children[0] if len(children) == 1 else And(tuple(children))


# ── what is in a tree ────────────────────────────────────────────────────────────────────


def _nodes(query: Query) -> Iterator[Query]:
    yield query
    if isinstance(query, And | Or):
        for child in query.children:
            yield from _nodes(child)
    elif isinstance(query, Not):
        yield from _nodes(query.child)


def _runs(query: Query, wanted: bool) -> Iterator[Run]:
    if isinstance(query, And | Or):
        for child in query.children:
            yield from _runs(child, wanted)
    elif isinstance(query, Not):
        yield from _runs(query.child, not wanted)
    elif wanted and isinstance(query, Run):
        yield query


def _numbers(query: Query) -> Iterator[str]:
    for node in _nodes(query):
        if isinstance(node, Compare):
            yield from _operands(node.left)
            yield from _operands(node.right)


def _operands(expression: Expression) -> Iterator[str]:
    """Yield the keys of the fields in an expression; the year is none."""
    if isinstance(expression, Arithmetic):
        yield from _operands(expression.left)
        yield from _operands(expression.right)
    elif isinstance(expression, FieldValue) and expression.field != "year":
        yield expression.field
