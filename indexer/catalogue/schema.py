"""The schema of ``catalogue.toml``: what may stand in it, told by marshmallow."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from indexer.catalogue.shapes import TEMPLATES


class _Text(fields.Field[Any]):
    """A string, or one a template."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dict[str, str]:
        if isinstance(value, str):
            return dict.fromkeys(TEMPLATES, value)
        if isinstance(value, dict) and set(value) == set(TEMPLATES):
            return {str(k): str(v) for k, v in value.items()}
        raise ValidationError("a string or a table with one string a template")


class Pattern(fields.String):
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
    match = Pattern(required=True)
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
    match = Pattern(required=True)
    parts = Pattern(load_default=None)
    template = fields.String(load_default="both", validate=_TEMPLATE)
    columns = fields.List(fields.String(), required=True)


class _TableSchema(Schema):
    number = fields.Integer(required=True)
    section = fields.String(required=True)
    title = fields.String(required=True)
    corner = fields.String(load_default="")
    head = fields.String(load_default="")
    extra = Pattern(load_default=None)
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


class _InBoth(fields.Field[Any]):
    """A text in Chinese and in English."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dict[str, str]:
        if isinstance(value, dict) and set(value) == {"zh", "en"}:
            return {str(k): str(v) for k, v in value.items()}
        raise ValidationError("a table with zh and en")


class _FindingSchema(Schema):
    code = fields.String(required=True)
    doubt = fields.Boolean(load_default=False)
    label = _InBoth(required=True)
    explain = _InBoth(required=True)
    sentence = _InBoth(required=True)
    reasons = fields.Dict(keys=fields.String(), values=_InBoth(), load_default=dict)


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


class CatalogueSchema(Schema):
    templates = fields.List(fields.Nested(_TemplateSchema), required=True)
    columns = fields.List(fields.Nested(_ColumnSetSchema), required=True)
    tables = fields.List(fields.Nested(_TableSchema), required=True)
    groups = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    row_sums = fields.Dict(keys=fields.Integer(), values=fields.String(), required=True)
    column_sums = fields.List(fields.Nested(_SumSchema), required=True)
    findings = fields.List(fields.Nested(_FindingSchema), required=True)
    derived = fields.List(fields.Nested(_DerivedSchema), required=True)
