"""The official tables laid out from the catalogue: rows of cells with their spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from indexer import FormTable, Row

T = TypeVar("T")

OLDER = "older"
"""The template of reports before 2019; they all have one table, a number a line."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form: a heading with its ``text``, or the place of the field ``key``.

    ``scope`` is what a heading stands over (``col``, ``colgroup``, ``row``, ``rowgroup``);
    None where it stands over nothing.
    """

    text: str = ""
    key: str | None = None
    row_span: int = 1
    column_span: int = 1
    scope: str | None = None


Line = list[FormCell]


@dataclass(frozen=True, slots=True)
class Form:
    """A table of a template: its heading lines, then its body in blocks of lines."""

    number: int
    section: str
    title: str
    head: tuple[Line, ...]
    blocks: tuple[tuple[Line, ...], ...]


def lay_out(table: FormTable, template: str) -> Form:
    """Lay a table out as the template prints it."""
    rows = table.printed(template)
    if template == OLDER:
        head, blocks = _listed(table, rows)
    elif table.across:
        head, blocks = _across(rows, template)
    elif table.head:
        head, blocks = _stacked(table, rows, template)
    else:
        head, blocks = [], list(_blocks(table, rows, template))
    return Form(table.number, table.section, table.title, tuple(head), tuple(blocks))


# ── table 2: blocks, each under its article and with its own column headings ─────────────


def _blocks(table: FormTable, rows: Sequence[Row], template: str) -> Iterator[tuple[Line, ...]]:
    width = max(len(row.columns(template)) for row in rows)

    def article(row: Row) -> tuple[str, tuple[str, ...]]:
        return row.path[template][0], tuple(c.label[template] for c in row.columns(template))

    for (title, labels), members in groupby(rows, article):
        lines = [[FormCell(title, column_span=width + 1, scope="colgroup")]]
        heads = [
            FormCell(label, column_span=span, scope="col") for label, span in _filled(labels, width)
        ]
        lines.append([FormCell(table.corner, scope="col"), *heads])
        for row in members:
            cells = [
                FormCell(key=f"{row.id}.{c.id}", column_span=span)
                for c, span in _filled(row.columns(template), width)
            ]
            lines.append([FormCell(row.path[template][-1], scope="row"), *cells])
        yield tuple(lines)


def _filled(columns: Sequence[T], width: int) -> list[tuple[T, int]]:
    """Give each column its span; the last one takes what is left of the width."""
    last = len(columns) - 1
    return [(c, width - last if i == last else 1) for i, c in enumerate(columns)]


# ── table 3: rows grouped at the left, columns under a heading of three lines ────────────


def _stacked(
    table: FormTable, rows: Sequence[Row], template: str
) -> tuple[list[Line], list[tuple[Line, ...]]]:
    depth = max(len(row.path[template]) for row in rows)
    columns = rows[0].columns(template)
    runs = [(group, list(run)) for group, run in groupby(columns, lambda c: c.group)]
    grouped = any(group for group, _ in runs)
    first = [
        FormCell(table.corner, row_span=2 + grouped, column_span=depth),
        FormCell(table.head, column_span=len(columns), scope="colgroup"),
    ]
    second: Line = []
    third: Line = []
    for group, run in runs:
        if group:
            second.append(FormCell(group, column_span=len(run), scope="colgroup"))
            third += [FormCell(c.label[template], scope="col") for c in run]
        else:
            second += [FormCell(c.label[template], row_span=1 + grouped, scope="col") for c in run]
    body = [
        (*line, *(FormCell(key=f"{row.id}.{c.id}") for c in row.columns(template)))
        for row, line in zip(rows, _left(rows, template, depth), strict=True)
    ]
    head = [line for line in (first, second, third) if line]
    return head, [tuple(list(line) for line in body)]


def _left(rows: Sequence[Row], template: str, depth: int) -> Iterator[Line]:
    """Yield the headings at the left of each row, a group's once, over all its rows."""
    paths = [row.path[template] for row in rows]
    for i, path in enumerate(paths):
        line: Line = []
        for level in range(len(path)):
            group = path[: level + 1]
            if i and paths[i - 1][: level + 1] == group:
                continue
            is_leaf = level == len(path) - 1
            span = 1
            while not is_leaf and i + span < len(paths) and paths[i + span][: level + 1] == group:
                span += 1
            line.append(
                FormCell(
                    path[level],
                    row_span=span,
                    column_span=depth - level if is_leaf else 1,
                    scope="row" if is_leaf else "rowgroup",
                )
            )
        yield line


# ── table 4: all rows side by side in one line ───────────────────────────────────────────


def _across(rows: Sequence[Row], template: str) -> tuple[list[Line], list[tuple[Line, ...]]]:
    depth = max(len(row.path[template]) for row in rows)
    head: list[Line] = [[] for _ in range(depth + 1)]
    for i, row in enumerate(rows):
        path, columns = row.path[template], row.columns(template)
        for level in range(len(path)):
            group = path[: level + 1]
            if i and rows[i - 1].path[template][: level + 1] == group:
                continue
            width = sum(
                len(r.columns(template)) for r in rows if r.path[template][: level + 1] == group
            )
            head[level].append(FormCell(path[level], column_span=width, scope="colgroup"))
        head[len(path)] += [
            FormCell(c.label[template], row_span=depth - len(path) + 1, scope="col")
            for c in columns
        ]
    keys = [f"{row.id}.{c.id}" for row in rows for c in row.columns(template)]
    return head, [([FormCell(key=key) for key in keys],)]


# ── the statistics before 2019: an indicator a line, with its unit ───────────────────────


def _listed(table: FormTable, rows: Sequence[Row]) -> tuple[list[Line], list[tuple[Line, ...]]]:
    [label] = {column.label[OLDER] for row in rows for column in row.columns(OLDER)}
    head = [[FormCell(name, scope="col") for name in (table.head or table.corner, "单位", label)]]
    blocks = []
    for group, members in groupby(rows, lambda row: row.path[OLDER][0]):
        lines: list[Line] = [[FormCell(group, column_span=3, scope="colgroup")]]
        for row in members:
            for column in row.columns(OLDER):
                name = FormCell(row.path[OLDER][-1], scope="row")
                key = f"{row.id}.{column.id}"
                lines.append([name, FormCell(column.unit), FormCell(key=key)])
        blocks.append(tuple(lines))
    return head, blocks
