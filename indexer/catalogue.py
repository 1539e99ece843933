"""The field catalogue: rows × columns of the standard tables, and what is computed from them.

The data is ``data/catalogue.toml``; the forms are 国办公开办函〔2019〕60号 and 〔2021〕30号.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from indexer.errors import ConfigError, UnknownField

TEMPLATES = ("2019", "2021")


# ── the shapes ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
        return tuple(c for s in self.sets if template in s.templates for c in s.columns)

    def total(self) -> str | None:
        """Return the id of the column that sums the others, if there is one."""
        return next((s.total for s in self.sets if s.total), None)


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
    for what no form prints. ``unit`` is 件, 项, 万元 or ratio. ``signed`` where below 0 is meant.
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


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum the form states: the fields on the left add up to those on the right."""

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding; ``doubt`` marks our own uncertainty. Texts by language (zh, en)."""

    code: str
    doubt: bool
    label: Mapping[str, str]
    explain: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the catalogue says, ready to use."""

    marks: Mapping[str, tuple[str, ...]]
    authority: Mapping[str, str]
    tables: tuple[FormTable, ...]
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
            keys = tuple(get_close_matches(folded(name), self.names, n=3, cutoff=0.5))
            text = "no field is named %(name)s; did you mean %(close)s?"
            text = text if keys else "no field is named %(name)s"
        raise UnknownField(text, name=name, close=keys)


def folded(name: str) -> str:
    """Fold a field's name as typed: NFKC, lower case, no white space."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def squeezed(label: str) -> str:
    """Fold a printed label for matching: NFKC, all white space removed."""
    return "".join(unicodedata.normalize("NFKC", label).split())


# ── the file's schema ────────────────────────────────────────────────────────────────────


class _Text(fields.Field[Any]):
    """A string, or one a template."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dict[str, str]:
        if isinstance(value, str):
            return dict.fromkeys(TEMPLATES, value)
        if isinstance(value, dict) and set(value) == set(TEMPLATES):
            return {str(k): str(v) for k, v in value.items()}
        raise ValidationError("a string or a table with one string a template")


class _Pattern(fields.String):
    """A regular expression."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            return re.compile(value)
        except re.error as e:
            raise ValidationError(f"no regular expression: {e}") from e


_TEMPLATE = validate.OneOf([*TEMPLATES, "both"])
_UNIT = validate.OneOf(["件", "项", "万元", "ratio"])


class _ColumnSchema(Schema):
    id = fields.String(required=True)
    label = _Text(required=True)
    alias = fields.String()
    match = _Pattern(required=True)
    unit = fields.String(validate=_UNIT)
    group = fields.String(load_default=None)
    signed = fields.Boolean(load_default=False)


class _ColumnSetSchema(Schema):
    set = fields.String(required=True)
    template = fields.String(required=True, validate=_TEMPLATE)
    unit = fields.String(required=True, validate=_UNIT)
    total = fields.String(load_default=None)
    columns = fields.List(fields.Nested(_ColumnSchema), required=True)


class _RowSchema(Schema):
    id = fields.String(required=True)
    path = fields.List(_Text(), required=True, validate=validate.Length(min=1))
    alias = fields.String(required=True)
    match = _Pattern(required=True)
    parts = _Pattern(load_default=None)
    template = fields.String(load_default="both", validate=_TEMPLATE)
    columns = fields.List(fields.String(), required=True)


class _TableSchema(Schema):
    number = fields.Integer(required=True)
    section = fields.String(required=True)
    title = fields.String(required=True)
    corner = fields.String(load_default="")
    head = fields.String(load_default="")
    extra = _Pattern(load_default=None)
    across = fields.Boolean(load_default=False)
    rows = fields.List(fields.Nested(_RowSchema), required=True)


class _TemplateSchema(Schema):
    id = fields.String(required=True, validate=validate.OneOf(TEMPLATES))
    authority = fields.String(required=True)
    marks = fields.List(fields.String(), required=True)


class _SumSchema(Schema):
    code = fields.String(required=True)
    template = fields.String(load_default="both", validate=_TEMPLATE)
    columns = fields.String(required=True)
    left = fields.List(fields.String(), required=True)
    right = fields.List(fields.String(), required=True)


class _FindingSchema(Schema):
    code = fields.String(required=True)
    doubt = fields.Boolean(load_default=False)
    label = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    explain = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class _DerivedSchema(Schema):
    id = fields.String(required=True)
    label = fields.String(required=True)
    alias = fields.String()
    column_label = fields.String(load_default="")
    unit = fields.String(load_default="件", validate=_UNIT)
    template = fields.String(load_default="both", validate=_TEMPLATE)
    columns = fields.String(load_default=None)
    signed = fields.Boolean(load_default=False)
    formula = fields.String(required=True)


class _CatalogueSchema(Schema):
    templates = fields.List(fields.Nested(_TemplateSchema), required=True)
    columns = fields.List(fields.Nested(_ColumnSetSchema), required=True)
    tables = fields.List(fields.Nested(_TableSchema), required=True)
    groups = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    row_sums = fields.Dict(keys=fields.Integer(), values=fields.String(), required=True)
    column_sums = fields.List(fields.Nested(_SumSchema), required=True)
    findings = fields.List(fields.Nested(_FindingSchema), required=True)
    derived = fields.List(fields.Nested(_DerivedSchema), required=True)


# ── loading ──────────────────────────────────────────────────────────────────────────────


@cache
def catalogue() -> Catalogue:
    """Return the catalogue Nianbao ships; ``ConfigError`` if its file is faulty."""
    return parse_catalogue(files("indexer").joinpath("data/catalogue.toml").read_text("utf-8"))


def parse_catalogue(text: str) -> Catalogue:
    """Build a catalogue from its TOML text; ``ConfigError`` names what is wrong in it."""
    try:
        data = _CatalogueSchema().load(tomllib.loads(text))
    except (ValidationError, tomllib.TOMLDecodeError) as e:
        raise ConfigError(f"catalogue.toml: {e}") from e
    sets = {s["set"]: _column_set(s) for s in data["columns"]}
    tables = tuple(_table(t, sets) for t in data["tables"])
    known = _fields(tables, data, sets)
    return Catalogue(
        marks={t["id"]: tuple(t["marks"]) for t in data["templates"]},
        authority={t["id"]: t["authority"] for t in data["templates"]},
        tables=tables,
        fields=known,
        sums={t: tuple(_sums(t, tables, data, sets)) for t in TEMPLATES},
        findings={f["code"]: FindingKind(**f) for f in data["findings"]},
        names=_names(known, tables),
        fingerprint=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def _templates(name: str) -> tuple[str, ...]:
    return TEMPLATES if name == "both" else (name,)


def _column_set(data: Mapping[str, Any]) -> ColumnSet:
    columns = tuple(
        Column(
            id=c["id"],
            label=c["label"],
            alias=c.get("alias", c["label"][TEMPLATES[0]]),
            match=c["match"],
            unit=c.get("unit", data["unit"]),
            group=c["group"],
            signed=c["signed"],
        )
        for c in data["columns"]
    )
    if data["total"] and data["total"] not in {c.id for c in columns}:
        raise ConfigError(f"catalogue.toml: columns.{data['set']}: no column {data['total']}")
    return ColumnSet(data["set"], _templates(data["template"]), columns, data["total"])


def _table(data: Mapping[str, Any], sets: Mapping[str, ColumnSet]) -> FormTable:
    rows = []
    for r in data["rows"]:
        missing = [name for name in r["columns"] if name not in sets]
        if missing:
            raise ConfigError(f"catalogue.toml: row {r['id']}: no columns {missing}")
        rows.append(
            Row(
                id=r["id"],
                table=data["number"],
                templates=_templates(r["template"]),
                path={t: tuple(part[t] for part in r["path"]) for t in TEMPLATES},
                alias=r["alias"],
                match=r["match"],
                parts=r["parts"],
                sets=tuple(sets[name] for name in r["columns"]),
            )
        )
    return FormTable(**{**data, "rows": tuple(rows)})


def _fields(
    tables: Iterable[FormTable], data: Mapping[str, Any], sets: Mapping[str, ColumnSet]
) -> dict[str, Field]:
    known: dict[str, Field] = {}
    for table in tables:
        for row in table.rows:
            for column_set in row.sets:
                for column in column_set.columns:
                    _add(known, _printed_field(row, column_set, column))
    for derived in data["derived"]:
        for field in _derived_fields(derived, data["groups"], sets):
            twin = known.get(field.key)
            if twin is None:
                known[field.key] = field
            elif set(twin.printed) & set(field.computed):
                raise ConfigError(f"catalogue.toml: {field.key} is printed and computed at once")
            else:
                known[field.key] = _printed_and_computed(twin, field)
    return known


def _add(known: dict[str, Field], field: Field) -> None:
    if field.key in known:
        raise ConfigError(f"catalogue.toml: {field.key} stands twice")
    known[field.key] = field


def _printed_field(row: Row, column_set: ColumnSet, column: Column) -> Field:
    return Field(
        key=f"{row.id}.{column.id}",
        row=row.id,
        column=column.id,
        table=row.table,
        printed=tuple(t for t in row.templates if t in column_set.templates),
        computed=(),
        row_label={t: "/".join(p) for t, p in row.path.items()},
        column_label=column.label,
        unit=column.unit,
        alias=f"{row.alias}.{column.alias}",
        signed=column.signed,
    )


def _printed_and_computed(printed: Field, computed: Field) -> Field:
    return Field(
        **{
            **{name: getattr(printed, name) for name in Field.__slots__},
            "computed": computed.computed,
            "formula": computed.formula,
        }
    )


def _derived_fields(
    data: Mapping[str, Any], groups: Mapping[str, list[str]], sets: Mapping[str, ColumnSet]
) -> Iterator[Field]:
    alias = data.get("alias", data["label"])
    columns = sets[data["columns"]].columns if data["columns"] else (None,)
    row, _, own_column = data["id"].partition(".")
    for column in columns:
        yield Field(
            key=data["id"] if column is None else f"{row}.{column.id}",
            row=row,
            column=own_column or None if column is None else column.id,
            table=None,
            printed=(),
            computed=_templates(data["template"]),
            row_label=dict.fromkeys(TEMPLATES, data["label"]),
            column_label=dict.fromkeys(TEMPLATES, data["column_label"])
            if column is None
            else column.label,
            unit=data["unit"],
            alias=alias if column is None else f"{alias}.{column.alias}",
            formula=data["formula"] if column is None else _spread(data["formula"], column, groups),
            signed=data["signed"],
        )


def _spread(formula: str, column: Column, groups: Mapping[str, list[str]]) -> str:
    """Write a formula over rows as one over the fields of a column."""
    over_rows = re.sub(r"@(\w+)", lambda m: " + ".join(groups[m[1]]), formula)
    return re.sub(r"[a-z_]+", lambda m: f"{m[0]}.{column.id}", over_rows)


def _sums(
    template: str,
    tables: Iterable[FormTable],
    data: Mapping[str, Any],
    sets: Mapping[str, ColumnSet],
) -> Iterator[Sum]:
    for table in tables:
        for row in table.printed(template):
            total = row.total()
            if total:
                keys = [f"{row.id}.{c.id}" for c in row.columns(template) if c.id != total]
                yield Sum(data["row_sums"][table.number], tuple(keys), (f"{row.id}.{total}",))
    for entry in data["column_sums"]:
        if template in _templates(entry["template"]):
            for column in sets[entry["columns"]].columns:
                left, right = (
                    tuple(f"{row}.{column.id}" for row in _ungrouped(side, data["groups"]))
                    for side in (entry["left"], entry["right"])
                )
                yield Sum(entry["code"], left, right)


def _ungrouped(rows: Iterable[str], groups: Mapping[str, list[str]]) -> Iterator[str]:
    for row in rows:
        yield from groups[row[1:]] if row.startswith("@") else (row,)


# ── names ────────────────────────────────────────────────────────────────────────────────


def _names(known: Mapping[str, Field], tables: Iterable[FormTable]) -> dict[str, tuple[str, ...]]:
    """Map every folded name to the keys that bear it; a row with a total bears only that one."""
    names: dict[str, list[str]] = {}

    def bear(name: str, key: str) -> None:
        if key not in names.setdefault(folded(name), []):
            names[folded(name)].append(key)

    for field in known.values():
        for name in _own_names(field):
            bear(name, field.key)
        for name in _row_names(field):
            if field.column == "total" or f"{field.row}.total" not in known:
                bear(name, field.key)
    rows = {name: keys for name, keys in names.items() if name in known}
    # A key is never shadowed by somebody else's label.
    return {name: (name,) if name in rows else tuple(keys) for name, keys in names.items()}


def _own_names(field: Field) -> Iterator[str]:
    yield field.key
    yield field.alias
    for label in set(field.column_label.values()):
        if label.isalnum():
            yield label
    if field.column is None:
        yield from (label for label in set(field.row_label.values()) if label.isalnum())


def _row_names(field: Field) -> Iterator[str]:
    if field.column is not None:
        yield field.row
        yield field.alias.rpartition(".")[0] or field.alias
        for label in set(field.row_label.values()):
            leaf = label.rpartition("/")[2]
            if leaf.isalnum():
                yield leaf
