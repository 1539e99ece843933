"""Build the catalogue from its TOML text: spread rows over columns, formulas and sums over both."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from indexer.catalogue.names import names_of
from indexer.catalogue.older import older_fields, parse_older
from indexer.catalogue.schema import CatalogueSchema
from indexer.catalogue.shapes import (
    OLDER,
    TEMPLATES,
    Catalogue,
    Column,
    ColumnSet,
    Field,
    FindingKind,
    FormTable,
    Row,
    Sum,
)
from indexer.errors import ConfigError


def parse_catalogue(text: str, older: str) -> Catalogue:
    """Build a catalogue from its two TOML texts; ``ConfigError`` names what is wrong in them."""
    try:
        data = CatalogueSchema().load(tomllib.loads(text))
    except (ValidationError, tomllib.TOMLDecodeError) as e:
        raise ConfigError(f"catalogue.toml: {e}") from e
    sets = {s["set"]: _column_set(s) for s in data["columns"]}
    tables = tuple(_table(t, sets) for t in data["tables"])
    known = _fields(tables, data, sets)
    statistics = parse_older(older)
    for field in older_fields(statistics):
        _add(known, field)
    return Catalogue(
        marks={t["id"]: tuple(t["marks"]) for t in data["templates"]},
        authority={t["id"]: t["authority"] for t in data["templates"]},
        tables=tables,
        older=statistics,
        fields=known,
        sums={OLDER: (), **{t: tuple(_sums(t, tables, data, sets)) for t in TEMPLATES}},
        findings={f["code"]: FindingKind(**f) for f in data["findings"]},
        names=names_of(known),
        fingerprint=hashlib.sha256((text + older).encode()).hexdigest()[:16],
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
