"""What the catalogue is made of: forms, rows, columns, fields, sums and kinds of finding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from indexer.errors import UnknownField
from indexer.model import Finding

TEMPLATES = ("2019", "2021")
"""The forms the catalogue describes row by row and column by column."""

OLDER = "older"
"""The template of reports before 2019, and the row of all fields of their statistics table."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a set; ``signed`` where a value below 0 is meant (本年增/减)."""

    id: str
    label: Mapping[str, str]
    alias: str
    match: re.Pattern[str]
    unit: str
    group: str | None
    signed: bool


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """Columns that are printed together; ``total`` is the id of the one that sums the others."""

    id: str
    templates: tuple[str, ...]
    columns: tuple[Column, ...]
    total: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a table: its labels from the outermost group to its own, by template.

    ``parts`` matches rows printed below this one whose numbers are added up into it.
    """

    id: str
    table: int
    templates: tuple[str, ...]
    path: Mapping[str, tuple[str, ...]]
    alias: str
    match: re.Pattern[str]
    parts: re.Pattern[str] | None
    sets: tuple[ColumnSet, ...]

    def columns(self, template: str) -> tuple[Column, ...]:
        """Return the columns the template prints for this row, in printed order."""
        return _columns(self, template)

    def total(self) -> str | None:
        """Return the id of the column that sums the others, if there is one."""
        return next((s.total for s in self.sets if s.total), None)


@lru_cache(maxsize=1 << 10)
def _columns(row: Row, template: str) -> tuple[Column, ...]:
    return tuple(c for s in row.sets if template in s.templates for c in s.columns)


Named = TypeVar("Named", Row, Column)
"""What a printed label may name."""


# Forms repeat a few hundred labels.
@lru_cache(maxsize=1 << 14)
def called(those: tuple[Named, ...], label: str) -> tuple[Named, ...]:
    """Return those rows or columns that a label, squeezed, names, in their order."""
    return tuple(one for one in those if one.match.search(label))


@dataclass(frozen=True, slots=True)
class FormTable:
    """One of the standard tables; ``across`` where its rows stand side by side in one line.

    ``extra`` matches rows that issuers add to it and that are passed over.
    """

    number: int
    section: str
    title: str
    corner: str
    head: str
    extra: re.Pattern[str] | None
    across: bool
    rows: tuple[Row, ...]

    def printed(self, template: str) -> tuple[Row, ...]:
        """Return the rows this template prints, in printed order."""
        return tuple(r for r in self.rows if template in r.templates and r.columns(template))


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of the form, or a figure computed from several.

    ``printed`` and ``computed`` are the templates it is printed or computed in; ``table`` is None
    for what no form prints. ``unit`` is 件, 项, 万元 or ratio,
    of older reports others too. ``signed`` where below 0 is meant.
    """

    key: str
    row: str
    column: str | None
    table: int | None
    printed: tuple[str, ...]
    computed: tuple[str, ...]
    row_label: Mapping[str, str]
    column_label: Mapping[str, str]
    unit: str
    alias: str
    formula: str | None = None
    signed: bool = False

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates whose reports can have it at all."""
        return tuple(sorted({*self.printed, *self.computed}))

    def label(self, template: str | None = None) -> str:
        """Name it as its form does, outermost label first, parts joined by `` · ``."""
        borne = (*self.printed, *self.computed)
        pick = template if template in borne else borne[0]
        parts = [*self.row_label[pick].split("/"), self.column_label.get(pick, "")]
        return " · ".join(p for p in parts if p)

    def row_name(self, language: str) -> str:
        """Name its row: by the innermost label in Chinese, else by its id."""
        if language == "zh":
            return next(iter(self.row_label.values())).rpartition("/")[2]
        return self.key if self.row == OLDER else self.row

    def column_name(self, language: str) -> str:
        """Name its column: by its label in Chinese, else by its id; empty without one."""
        return next(iter(self.column_label.values()), "") if language == "zh" else self.column or ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum the form states: the fields on the left add up to those on the right."""

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding; ``doubt`` marks our own uncertainty. Texts by language (zh, en).

    ``sentence`` is the template of what one finding says, ``reasons`` those by its reason.
    """

    code: str
    doubt: bool
    label: Mapping[str, str]
    explain: Mapping[str, str]
    sentence: Mapping[str, str]
    reasons: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the catalogue says, ready to use.

    ``tables`` are those of the standard forms, ``older`` the one of reports before 2019.
    """

    marks: Mapping[str, tuple[str, ...]]
    authority: Mapping[str, str]
    tables: tuple[FormTable, ...]
    older: FormTable
    fields: Mapping[str, Field]
    sums: Mapping[str, tuple[Sum, ...]]
    findings: Mapping[str, FindingKind]
    names: Mapping[str, tuple[str, ...]]
    fingerprint: str

    def printed(self, template: str) -> Iterator[Field]:
        """Yield the fields this template prints, in printed order."""
        return (f for f in self.fields.values() if template in f.printed)

    def computed(self, template: str) -> Iterator[Field]:
        """Yield the fields computed for this template; operands come before what uses them."""
        return (f for f in self.fields.values() if template in f.computed)

    def sentence(self, finding: Finding, language: str) -> str:
        """Say a finding in ``zh`` or ``en``; a kind that is not ours says what it brought along."""
        kind = self.findings.get(finding.code)
        if kind is None:
            return finding.message
        template = kind.reasons.get(finding.reason, kind.sentence)[language]
        known = [self.fields[key] for key in finding.fields if key in self.fields]
        return template % {
            "expected": finding.expected,
            "found": finding.found,
            "detail": finding.detail,
            "row": _named_together([f.row_name(language) for f in known], language),
            "column": _named_together([f.column_name(language) for f in known], language),
        }

    def told(self, finding: Finding) -> Finding:
        """Return a finding with its message: its sentence in Chinese, then in English."""
        message = f"{self.sentence(finding, 'zh')} {self.sentence(finding, 'en')}"
        return replace(finding, message=message) if finding.code in self.findings else finding

    def resolve(self, name: str) -> Field:
        """Return the field of a key, alias or label; a bare row is its total.

        Raises ``UnknownField`` with the nearest names, or with all fields that bear the name.
        """
        keys = self.names.get(folded(name), ())
        if len(keys) == 1:
            return self.fields[keys[0]]
        if keys:
            text = "%(name)s names several fields; choose one of %(close)s"
        else:
            keys = self._close(folded(name))
            text = "no field is named %(name)s; did you mean %(close)s?"
            text = text if keys else "no field is named %(name)s"
        raise UnknownField(text, name=name, close=keys)

    def _close(self, name: str) -> tuple[str, ...]:
        """Return the nearest names, best first: alike, else with the name in them, else any."""
        alike = get_close_matches(name, self.names, n=3, cutoff=0.5)
        within = sorted((n for n in self.names if name in n), key=len)[:3]
        return tuple(alike or within or get_close_matches(name, self.names, n=3, cutoff=0.1))


def _named_together(names: Iterable[str], language: str) -> str:
    """Name the first of several, and say that there are more; empty without any."""
    first, *others = [*dict.fromkeys(names)] or [""]
    more = "等" if language == "zh" else " and others"
    return first + more if others else first


def folded(name: str) -> str:
    """Fold a field's name as typed: NFKC, lower case, no white space."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


@lru_cache(maxsize=1 << 14)
def squeezed(label: str) -> str:
    """Fold a printed label for matching: NFKC, all white space removed."""
    return "".join(unicodedata.normalize("NFKC", label).split())
