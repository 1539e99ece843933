"""Tables whose cells stand a line each, blank ones too, as word processors save them as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, takewhile

from indexer.catalogue import TEMPLATES, FormTable, catalogue, squeezed
from indexer.model import Status
from indexer.numerals import NOT_APPLICABLE, read_number

Rows = list[list[str]]

_NONE = "无"


def rows_of_cells(lines: Sequence[str]) -> Rows | None:
    """Return the rows of cells that lines are, a cell each; None where that is not certain.

    It is where the lines are all rows of a form, in its order, and every row has just as many as
    it has cells: then a blank line is a blank cell, or one that another reaches down into.
    """
    plain = _upright_joined([line.strip() for line in lines])
    for form in catalogue().tables:
        for template in TEMPLATES:
            ways = [_across(plain, form, template)] if form.across else []
            ways += [] if form.across else [_below(plain, form, template, reach=r) for r in (1, 0)]
            if (rows := next(filter(None, ways), None)) is not None:
                return rows
    return None


def _below(lines: Sequence[str], form: FormTable, template: str, *, reach: int) -> Rows | None:
    """Read rows below one another; ``reach``: cells that reach down leave so many lines a row."""
    printed = form.printed(template)
    begins = (i for i, line in enumerate(lines) if printed[0].match.search(squeezed(line)))
    at = next(begins, len(lines))
    rows = _header(lines[:at])
    blank = expected = 0
    for row in printed:
        labels = _labels(lines, at)
        path, count = row.path[template], len(row.columns(template))
        expected = reach * max(0, len(path) - len(labels))
        values = lines[at + len(labels) : at + len(labels) + count]
        is_row = bool(labels) and row.match.search(squeezed(labels[-1])) is not None
        if not is_row or len(values) < count or any(map(_is_label, values)):
            return None
        if row is not printed[0] and blank != expected:
            return None
        rows += [labels[: -len(path)]] if labels[: -len(path)] else []
        rows.append([*labels[-len(path) :], *values])
        at += len(labels) + count
        blank = len(list(takewhile(lambda line: not line, lines[at:])))
        at += blank
    return rows if at == len(lines) else None


def _across(lines: Sequence[str], form: FormTable, template: str) -> Rows | None:
    """Read rows side by side: below a header of two tiers, the first row's cells reach down."""
    counts = [len(row.columns(template)) for row in form.printed(template)]
    end = next((i for i in range(len(lines), 0, -1) if _is_label(lines[i - 1])), 0)
    header, values, rest = lines[:end], lines[end : end + sum(counts)], lines[end + sum(counts) :]
    if len(values) < sum(counts) or any(rest) or header.count("") != counts[0]:
        return None
    return [*_header(header), list(values)]


def _upright_joined(lines: Sequence[str]) -> list[str]:
    """Join the lines of a label that was printed upright, a sign a line."""
    joined: list[str] = []
    for is_sign, run in groupby(lines, key=_is_sign):
        signs = list(run)
        # 无 is a sign of （四）无法提供, and alone it is a value.
        joined += ["".join(signs)] if is_sign and set(signs) != {_NONE} else signs
    return joined


def _is_sign(line: str) -> bool:
    is_value = line.isdecimal() or line in NOT_APPLICABLE
    return len(line) == 1 and (line == _NONE or not is_value)


def _header(lines: Sequence[str]) -> Rows:
    return [list(group) for is_filled, group in groupby(lines, key=bool) if is_filled]


def _labels(lines: Sequence[str], at: int) -> list[str]:
    return list(takewhile(_is_label, lines[at:]))


def _is_label(line: str) -> bool:
    """Tell whether a line holds words: no number, no sign for none, not blank."""
    words = any(character.isalpha() for character in line)
    return words and read_number(line).status is Status.UNREADABLE
