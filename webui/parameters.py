"""The border of HTTP, inwards: what parameters there are and what they may be.

The API refuses names it does not know; pages ignore them, for people paste links with tracking
parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, post_load, pre_load, validate

from indexer import FACETS, SearchRequest
from webui.language import msgid

MAX_PAGE_SIZE = 100
MANY = validate.Length(max=50, error=msgid("at most fifty"))
"""How often a parameter may be given: each time is work, and nobody comes near."""

EVERY = validate.Length(max=400, error=msgid("more fields than there are"))


class Whole(fields.Integer):
    """A whole number in digits, from 1 to a maximum."""

    default_error_messages = {"invalid": msgid("must be a whole number")}  # noqa: RUF012

    def __init__(self, maximum: int | None, **kwargs: Any) -> None:
        told = msgid("must be 1 or more") if maximum is None else msgid("must be from 1 to 100")
        super().__init__(validate=validate.Range(1, maximum, error=told), **kwargs)


class Parameters(Schema):
    """Parameters nobody takes: every name is refused."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": msgid("there is no such parameter")}  # noqa: RUF012


class ExportParameters(Parameters):
    """What a search asks, all but its pages, facets and stats."""

    q = fields.String(
        load_default="", metadata={"description": "The query, as docs/query-language.md has it."}
    )
    sort = fields.String(
        load_default=None,
        metadata={
            "description": "`relevance`, `year`, `indexed`, `published`, `findings` (how many "
            "kinds of them), `title`, `issuer`, `province`, `city`, `county`, `level`, `organ`, "
            "`template`, `scope`, `format` or a field; `-` in front: largest first. Without it: "
            "relevance where words are asked, else newest first."
        },
    )
    fields_ = fields.List(
        fields.String(),
        data_key="fields",
        load_default=list,
        validate=EVERY,
        metadata={"description": "Fields to show beside those asked about; repeat, or by commas."},
    )
    year = fields.List(
        fields.Integer(error_messages={"invalid": msgid("must be a year in digits")}),
        load_default=list,
        validate=MANY,
        metadata={"description": "Any of these years."},
    )
    where = fields.List(
        fields.String(),
        load_default=list,
        validate=MANY,
        metadata={"description": "A condition on numbers, `requests_received>=1`; all must hold."},
    )
    variants = fields.String(
        load_default="on",
        validate=validate.OneOf(["on", "off"], error=msgid("must be on or off")),
        metadata={"description": "`off`: no other spellings of unquoted words."},
    )

    @post_load
    def to_request(self, data: dict[str, Any], **kwargs: Any) -> SearchRequest:
        """Make what the searcher takes."""
        return SearchRequest(**asked(data))


class SearchParameters(ExportParameters):
    """What a search asks."""

    page = Whole(None, load_default=1, metadata={"description": "Counted from 1."})
    page_size = Whole(
        MAX_PAGE_SIZE, load_default=20, metadata={"description": "Hits a page, at most 100."}
    )
    facet = fields.List(
        fields.String(),
        load_default=list,
        validate=MANY,
        metadata={
            "description": "Counts by year, province, city, county, level, organ, template, "
            "format, collection or finding; repeatable."
        },
    )
    stat = fields.List(
        fields.String(),
        load_default=list,
        validate=MANY,
        metadata={"description": "Figures of a numeric field or expression; repeatable."},
    )


class AggregateParameters(Parameters):
    """What a search asks that is not of single hits, and how to group it."""

    q = fields.String(load_default="", metadata={"description": "The query."})
    by = fields.List(
        fields.String(validate=validate.OneOf(FACETS, error=msgid("there is no such facet"))),
        load_default=list,
        validate=validate.Length(max=2, error=msgid("at most two")),
        metadata={"description": "A facet to group by; two at most. Without: one group of all."},
    )
    stat = fields.List(
        fields.String(),
        load_default=list,
        validate=MANY,
        metadata={"description": "Figures of a numeric field or expression; repeatable."},
    )
    variants = fields.String(
        load_default="on",
        validate=validate.OneOf(["on", "off"], error=msgid("must be on or off")),
        metadata={"description": "`off`: no other spellings of unquoted words."},
    )

    @post_load
    def to_request(self, data: dict[str, Any], **kwargs: Any) -> SearchRequest:
        """Make what the searcher takes."""
        return SearchRequest(
            q=data["q"],
            facets=tuple(data["by"]),
            stats=tuple(data["stat"]),
            variants=data["variants"] == "on",
        )


class SeriesParameters(Parameters):
    """Whose numbers, and which."""

    issuer = fields.String(
        required=True,
        error_messages={"required": msgid("must be given")},
        metadata={"description": "The issuer, exactly as it is called."},
    )
    field = fields.List(
        fields.String(),
        load_default=list,
        validate=EVERY,
        metadata={"description": "A field to show; repeat it, or part them by commas."},
    )


class SuggestParameters(Parameters):
    """What is typed so far."""

    q = fields.String(load_default="", metadata={"description": "The query as typed so far."})
    limit = Whole(
        MAX_PAGE_SIZE, load_default=10, metadata={"description": "Suggestions, at most 100."}
    )


@dataclass(frozen=True, slots=True)
class PageRequest(SearchRequest):
    """What the search page is asked: a search, and how to show it.

    ``view`` is ``list`` or ``table``; ``columns`` are those of the table, none for the usual ones.
    """

    view: str = "list"
    columns: tuple[str, ...] = ()


class PageParameters(SearchParameters):
    """The same on the page, where unknown names are ignored."""

    class Meta:
        unknown = EXCLUDE

    view = fields.String(
        load_default="list",
        validate=validate.OneOf(["list", "table"], error=msgid("must be list or table")),
    )
    columns = fields.List(fields.String(), load_default=list, validate=EVERY)

    @post_load
    def to_request(self, data: dict[str, Any], **kwargs: Any) -> PageRequest:
        """Make what the searcher takes, and how to show it."""
        return PageRequest(**asked(data), view=data["view"], columns=parted(data["columns"]))


@dataclass(frozen=True, slots=True)
class Change:
    """What a form beside the hits asks: a field within bounds, or the field shown with the hits."""

    field: str
    low: float | None
    high: float | None
    shown: bool


NOT_NUMBER = msgid("must be a number")
NO_NUMBER: dict[str, Any] = {"invalid": NOT_NUMBER, "special": NOT_NUMBER}


class ChangeParameters(Schema):
    """What a form beside the hits sends, beside the search it stands on."""

    class Meta:
        unknown = EXCLUDE

    field = fields.String(required=True, error_messages={"required": msgid("choose a field")})
    low = fields.Float(load_default=None, error_messages=NO_NUMBER)
    high = fields.Float(load_default=None, error_messages=NO_NUMBER)
    do = fields.String(
        load_default="narrow",
        validate=validate.OneOf(["narrow", "show"], error=msgid("must be narrow or show")),
    )

    @pre_load
    def typed(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Leave out what nothing was typed in."""
        return {name: value for name, value in data.items() if value.strip()}

    @post_load
    def to_change(self, data: dict[str, Any], **kwargs: Any) -> Change:
        """Make one value of it."""
        return Change(data["field"], data["low"], data["high"], data["do"] == "show")


def asked(data: dict[str, Any]) -> dict[str, Any]:
    """Name what was loaded as a request names it."""
    return {
        "q": data["q"],
        "page": data.get("page", 1),
        "page_size": data.get("page_size", 20),
        "sort": data["sort"],
        "facets": tuple(data.get("facet", ())),
        "stats": tuple(data.get("stat", ())),
        "fields": parted(data["fields_"]),
        "years": tuple(data["year"]),
        "where": tuple(data["where"]),
        "variants": data["variants"] == "on",
    }


def parted(values: list[str]) -> tuple[str, ...]:
    """Part values at their commas; empty parts fall away."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())
