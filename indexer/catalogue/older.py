"""The statistics table of reports before 2019, built from its TOML text: one number a row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from indexer.catalogue.schema import Pattern
from indexer.catalogue.shapes import OLDER, Column, ColumnSet, Field, FormTable, Row
from indexer.errors import ConfigError

NUMBER = 1
"""Its number among the tables; 2, 3 and 4 are those of the later forms."""


class _IndicatorSchema(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"[a-z_]+$"))
    label = fields.String(required=True)
    unit = fields.String(required=True)
    alias = fields.String(required=True)
    match = Pattern(required=True)


class _GroupSchema(Schema):
    label = fields.String(required=True)
    indicators = fields.List(fields.Nested(_IndicatorSchema), required=True)


class _OlderSchema(Schema):
    title = fields.String(required=True)
    head = fields.String(required=True)
    column = fields.String(required=True)
    groups = fields.List(fields.Nested(_GroupSchema), required=True)


def parse_older(text: str) -> FormTable:
    """Build the table from its TOML text; ``ConfigError`` names what is wrong in it."""
    try:
        data = _OlderSchema().load(tomllib.loads(text))
    except (ValidationError, tomllib.TOMLDecodeError) as e:
        raise ConfigError(f"older.toml: {e}") from e
    rows = tuple(
        _row(indicator, group["label"], data["column"])
        for group in data["groups"]
        for indicator in group["indicators"]
    )
    return FormTable(
        number=NUMBER,
        section="other",
        title=data["title"],
        corner=data["head"],
        head="",
        extra=None,
        across=False,
        rows=rows,
    )


def _row(data: Mapping[str, Any], group: str, column: str) -> Row:
    only = Column(
        id=data["id"],
        label={OLDER: column},
        alias=data["alias"],
        match=re.compile(re.escape(column)),
        unit=data["unit"],
        group=None,
        signed=False,
    )
    return Row(
        id=OLDER,
        table=NUMBER,
        templates=(OLDER,),
        path={OLDER: (group, data["label"])},
        alias="旧",
        match=data["match"],
        parts=None,
        sets=(ColumnSet(data["id"], (OLDER,), (only,), None),),
    )


def older_fields(table: FormTable) -> Iterator[Field]:
    """Yield the fields of the table: ``older.`` and an indicator's id."""
    for row in table.rows:
        for column in row.columns(OLDER):
            yield Field(
                key=f"{OLDER}.{column.id}",
                row=OLDER,
                column=column.id,
                table=NUMBER,
                printed=(OLDER,),
                computed=(),
                row_label={OLDER: "/".join(dict.fromkeys(row.path[OLDER]))},
                column_label={OLDER: column.label[OLDER]},
                unit=column.unit,
                alias=f"{row.alias}.{column.alias}",
            )
