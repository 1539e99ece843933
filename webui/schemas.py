"""The border of HTTP, outwards: what every answer looks like.

A schema that is documented is the one that dumps.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields


class Figure(fields.Field[Any]):
    """A number, whole or not, or nothing; written as it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_none=True, **kwargs)


class Value(fields.Field[Any]):
    """A facet's value: text, or a number for years; written as it is."""


class Marks(fields.List):
    """Ranges of characters, in order; written as they are, as there are many."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.List(fields.Integer()), **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


class ExplainedSchema(Schema):
    """How an unquoted run was taken."""

    text = fields.String(required=True)
    words = fields.List(fields.String(), required=True)
    variants = fields.List(fields.String(), required=True)


class SnippetSchema(Schema):
    """A passage and the ranges of characters in it that matched."""

    section = fields.String(required=True)
    text = fields.String(required=True)
    marks = Marks(required=True)


class FactSchema(Schema):
    """A fact as a hit shows it."""

    value = Figure(required=True)
    status = fields.String(required=True)
    raw = fields.String(required=True, allow_none=True)


class MetaSchema(Schema):
    """What is known of a report; null is not known."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    issuer = fields.String(required=True, allow_none=True)
    year = fields.Integer(required=True, allow_none=True)
    province = fields.String(required=True, allow_none=True)
    city = fields.String(required=True, allow_none=True)
    county = fields.String(required=True, allow_none=True)
    level = fields.String(required=True)
    organ = fields.String(required=True)
    template = fields.String(required=True, allow_none=True)
    scope = fields.String(required=True)
    published = fields.String(required=True, allow_none=True)
    format = fields.String(required=True)


class ResultSchema(MetaSchema):
    """A report found."""

    score = fields.Float(required=True)
    url = fields.String(required=True)
    snippets = fields.List(fields.Nested(SnippetSchema), required=True)
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(FactSchema),
        required=True,
        data_key="fields",
        attribute="fields",
    )
    findings = fields.List(fields.String(), required=True)


class FacetValueSchema(Schema):
    """A value of a facet and its count."""

    value = Value(required=True)
    count = fields.Integer(required=True)


class BarSchema(Schema):
    """A bar of a histogram; ``from`` included, ``to`` excluded, 0 to 0 is zero."""

    low = Figure(required=True, data_key="from")
    high = Figure(required=True, data_key="to")
    count = fields.Integer(required=True)


class StatsSchema(Schema):
    """Figures of a number over all reports found."""

    count = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    min = Figure(required=True)
    max = Figure(required=True)
    sum = Figure(required=True)
    mean = Figure(required=True)
    median = Figure(required=True)
    histogram = fields.List(fields.Nested(BarSchema), required=True)


class SearchSchema(Schema):
    """The answer to a search."""

    query = fields.String(required=True)
    explained = fields.List(fields.Nested(ExplainedSchema), required=True)
    total = fields.Integer(required=True)
    other_versions = fields.Integer(required=True)
    without = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    page = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    took_ms = fields.Integer(required=True)
    results = fields.List(fields.Nested(ResultSchema), required=True)
    facets = fields.Dict(
        keys=fields.String(), values=fields.List(fields.Nested(FacetValueSchema)), required=True
    )
    stats = fields.Dict(keys=fields.String(), values=fields.Nested(StatsSchema), required=True)


class GroupSchema(Schema):
    """Reports that share the values they are grouped by."""

    values = fields.List(Value(), required=True)
    count = fields.Integer(required=True)
    stats = fields.Dict(keys=fields.String(), values=fields.Nested(StatsSchema), required=True)


class AggregateSchema(Schema):
    """All that matches in groups, in order of their values."""

    query = fields.String(required=True)
    by = fields.List(fields.String(), required=True)
    total = fields.Integer(required=True)
    groups = fields.List(fields.Nested(GroupSchema), required=True)


class SeriesSchema(Schema):
    """An issuer's current reports, earliest year first, those without a year last.

    ``total`` counts all of that name; more than a hundred are of many namesakes, and not listed.
    """

    issuer = fields.String(required=True)
    total = fields.Integer(required=True)
    results = fields.List(fields.Nested(ResultSchema), required=True)


class SuggestionSchema(Schema):
    """What may stand in place of the term being typed."""

    kind = fields.String(
        required=True,
        metadata={"description": "`issuer`, `field`, `name`, `value`, `operator` or `word`."},
    )
    text = fields.String(required=True, metadata={"description": "What goes into the query."})
    label = fields.String(required=True, metadata={"description": "What it is, in Chinese."})
    count = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Reports that have it, other versions too."},
    )


class SuggestionsSchema(Schema):
    """What may come next, best first; the query up to ``start`` stays before it."""

    query = fields.String(required=True)
    start = fields.Integer(required=True)
    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)


class FindingSchema(Schema):
    """What a check found, or a doubt of our own."""

    code = fields.String(required=True)
    fields_ = fields.List(fields.String(), required=True, data_key="fields", attribute="fields")
    expected = Figure(required=True)
    found = Figure(required=True)
    message = fields.String(required=True)
    detail = fields.String(
        required=True, metadata={"description": "What it rests on beside the numbers, as printed."}
    )
    reason = fields.String(required=True, metadata={"description": "Which of its kind it is."})


class WholeFactSchema(FactSchema):
    """A fact; ``source``, of inferred ones, names the sum. ``unit_assumed`` only where it is so."""

    source = fields.String(allow_none=True)
    unit_assumed = fields.Boolean()


class ComputedFactSchema(Schema):
    """A fact computed from others."""

    value = Figure(required=True)
    status = fields.String(required=True)


class OriginSchema(Schema):
    """Where a report's file lay."""

    collection = fields.String(required=True)
    path = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)
    retrieved_at = fields.String(required=True, allow_none=True)


class RelationsSchema(Schema):
    """Whether this version of a report is the current one, and the ids of the others."""

    current = fields.Boolean(required=True)
    versions = fields.List(fields.String(), required=True)


class ReportSchema(MetaSchema):
    """A report whole; ``fields`` are those its form prints, ``derived`` the others with a value."""

    sections = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(WholeFactSchema),
        required=True,
        data_key="fields",
        attribute="fields",
    )
    derived = fields.Dict(
        keys=fields.String(), values=fields.Nested(ComputedFactSchema), required=True
    )
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    indexed_at = fields.String(required=True, allow_none=True)
    origins = fields.List(fields.Nested(OriginSchema), required=True)
    relations = fields.Nested(RelationsSchema, required=True)


class FieldSchema(Schema):
    """A field of the catalogue."""

    key = fields.String(required=True)
    alias = fields.String(required=True)
    label = fields.String(required=True)
    unit = fields.String(required=True)
    table = fields.Integer(required=True, allow_none=True)
    printed = fields.List(fields.String(), required=True)
    computed = fields.List(fields.String(), required=True)
    formula = fields.String(required=True, allow_none=True)


class FieldListSchema(Schema):
    """All fields, in printed order, the computed ones last."""

    fields_ = fields.List(
        fields.Nested(FieldSchema), required=True, data_key="fields", attribute="fields"
    )


class StatusSchema(Schema):
    """That all is well; what is not well is an error."""

    status = fields.String(required=True, metadata={"description": "`ok`."})


class HealthSchema(StatusSchema):
    """What the index holds: reports in all versions, files seen, and of those the refused."""

    engine = fields.String(required=True)
    reports = fields.Integer(required=True)
    sources = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    size_bytes = fields.Integer(required=True, allow_none=True)
    last_run = fields.DateTime(
        required=True,
        allow_none=True,
        metadata={"description": "When the last run that wrote ended."},
    )


class ProblemSchema(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    position = fields.Integer(
        metadata={"description": "Where in the query, characters counted from 0."}
    )
    close = fields.List(fields.String(), metadata={"description": "The nearest names, best first."})
    errors = fields.Dict(keys=fields.String(), metadata={"description": "Reasons by parameter."})
