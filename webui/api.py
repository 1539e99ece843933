"""JSON under ``/api/v1``: each view loads by a schema, asks the searcher, dumps by a schema."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import reduce
from itertools import chain, islice
from typing import Any, AnyStr

from flask import Flask, Response, current_app, jsonify, send_file
from flask_smorest import Api, Blueprint
from webargs.flaskparser import FlaskParser

from indexer import (
    Aggregate,
    Field,
    InputError,
    NotFound,
    Searcher,
    SearchRequest,
    SearchResult,
    Suggestions,
    catalogue,
    csv_rows,
    issuer_reports,
    jsonl_rows,
    open_original,
    result_of,
    stored_object,
    whole_report,
)
from webui import errorpages
from webui.parameters import (
    AggregateParameters,
    ExportParameters,
    Parameters,
    SearchParameters,
    SeriesParameters,
    SuggestParameters,
    parted,
)
from webui.schemas import (
    AggregateSchema,
    FieldListSchema,
    ProblemSchema,
    ReportSchema,
    SearchSchema,
    SeriesSchema,
    SuggestionsSchema,
)

JSON = "application/json"
BYTES = "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEM = "application/problem+json"

EVERYWHERE = {
    401: "A token is needed",
    413: "Too long a request",
    421: "Not a name of this computer",
    429: "Too many questions",
}
"""What any address may answer, before it is asked anything."""


class _Parser(FlaskParser):
    """Refuses names it does not know, and answers 400."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"query": None}  # noqa: RUF012


class _Blueprint(Blueprint):  # type: ignore[misc]
    """Documents with every address what any of them may answer, to whom it lets in or not."""

    ARGUMENTS_PARSER = _Parser()

    def route(self, rule: str, **options: Any) -> Any:
        """Put a view at an address."""
        put = super().route(rule, **options)
        return lambda view: put(reduce(self._also, EVERYWHERE.items(), view))

    def _also(self, view: Any, answer: tuple[int, str]) -> Any:
        status, told = answer
        told_so = {"schema": ProblemSchema, "content_type": PROBLEM, "description": told}
        return self.alt_response(status, **told_so)(view)


class _Api(Api):  # type: ignore[misc]
    """Documents errors as problem documents, which is what ``errorpages`` answers."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM
    DEFAULT_ERROR_RESPONSE_NAME = None

    def handle_http_exception(self, error: Any) -> Any:
        """Leave the answer to the one place that makes them."""
        return errorpages.answer_http(error)


blueprint = _Blueprint("api", __name__, url_prefix=errorpages.API)


def register(app: Flask) -> None:
    """Put the API into the application, and its document."""
    app.config.update(API_TITLE="Nianbao", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    app.extensions["api"] = api = _Api(app)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    if "tokens" in app.extensions:
        api.spec.options["security"] = [{"token": []}]
    api.register_blueprint(blueprint)


def searcher() -> Searcher:
    """Return the searcher of the application."""
    found: Searcher = current_app.extensions["searcher"]
    return found


@blueprint.route("/search")
@blueprint.arguments(SearchParameters, location="query")
@blueprint.response(200, SearchSchema, content_type=JSON)
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def search(asked: SearchRequest) -> SearchResult:
    """Search by word and by number."""
    return searcher().search(asked)


@blueprint.route("/search.csv")
@blueprint.arguments(ExportParameters, location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/csv")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def search_csv(asked: SearchRequest) -> Response:
    """Stream the whole result as CSV, with a BOM: metadata, then each field and its status."""
    keys = searcher().columns(asked)
    return streamed(csv_rows(searcher().rows(asked), keys), "text/csv; charset=utf-8", "csv")


@blueprint.route("/search.jsonl")
@blueprint.arguments(ExportParameters, location="query")
@blueprint.response(200, {"type": "string"}, content_type="application/x-ndjson")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def search_jsonl(asked: SearchRequest) -> Response:
    """Stream the whole result as JSON, a report a line."""
    keys = searcher().columns(asked)
    return streamed(jsonl_rows(searcher().rows(asked), keys), "application/x-ndjson", "jsonl")


@blueprint.route("/search.xlsx")
@blueprint.arguments(ExportParameters, location="query")
@blueprint.response(200, {"type": "string"}, content_type=XLSX)
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def search_xlsx(asked: SearchRequest) -> Response:
    """Stream the whole result as a spreadsheet: reports, and a sheet that explains them."""
    # Imported late: its library would make every start a tenth of a second longer.
    from indexer import xlsx_chunks

    return streamed(xlsx_chunks(searcher(), asked, datetime.now(UTC)), XLSX, "xlsx")


def streamed(pieces: Iterator[AnyStr], content_type: str, ending: str) -> Response:
    """Send pieces as they come, as a file to save."""
    # The first one is made before the answer begins, so that a fault is still an error.
    first: list[AnyStr] = list(islice(pieces, 1))
    response = Response(chain(first, pieces), content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"nianbao.{ending}")
    return response


@blueprint.route("/aggregate")
@blueprint.arguments(AggregateParameters, location="query")
@blueprint.response(200, AggregateSchema, content_type=JSON)
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def aggregate(asked: SearchRequest) -> Aggregate:
    """Count all that matches by one or two facets, with figures of numbers in each group."""
    return searcher().aggregate(asked)


@blueprint.route("/series")
@blueprint.arguments(SeriesParameters, location="query")
@blueprint.response(200, SeriesSchema, content_type=JSON)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def series(asked: dict[str, Any]) -> dict[str, Any]:
    """Show an issuer's numbers over the years."""
    keys = fields_named(asked["field"], "field")
    total, reports = issuer_reports(searcher().engine(), asked["issuer"])
    if not total:
        raise NotFound("no report was issued by %(issuer)s", issuer=asked["issuer"])
    results = [result_of(r.meta, r.facts, keys) for r in reports if r.meta]
    results.sort(key=lambda result: (result.year is None, result.year or 0, result.id))
    return {"issuer": asked["issuer"], "total": total, "results": results}


def fields_named(names: list[str], parameter: str) -> list[str]:
    """Return the keys of fields named in a parameter; ``InputError`` says in which."""
    try:
        return [catalogue().resolve(name).key for name in parted(names)]
    except InputError as e:
        raise e.in_parameter(parameter) from None


@blueprint.route("/suggest")
@blueprint.arguments(SuggestParameters, location="query")
@blueprint.response(200, SuggestionsSchema, content_type=JSON)
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def suggest(asked: dict[str, Any]) -> Suggestions:
    """Suggest what the last term may become: issuers (pinyin too), fields, values, operators."""
    return searcher().suggest(asked["q"], asked["limit"])


@blueprint.route("/reports/<report_id>")
@blueprint.arguments(Parameters, location="query")
@blueprint.response(200, ReportSchema, content_type=JSON)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def report(asked: dict[str, Any], report_id: str) -> Any:
    """Return a report whole: metadata, prose, facts, findings, where it came from."""
    return stored_object(whole_report(searcher().report(report_id)), catalogue())


@blueprint.route("/reports/<report_id>/source")
@blueprint.arguments(Parameters, location="query")
@blueprint.response(200, {"type": "string"}, content_type=BYTES)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def source(asked: dict[str, Any], report_id: str) -> Response:
    """Stream the original file while it is there unchanged; else say where it came from."""
    stored = searcher().report(report_id)
    original = open_original(stored, searcher().sources(stored))
    # Always as bytes to save: a page from somewhere else is never shown as one of ours.
    answer = send_file(
        original.file, mimetype=BYTES, as_attachment=True, download_name=original.name
    )
    answer.content_length = original.size
    return answer


@blueprint.route("/fields")
@blueprint.arguments(Parameters, location="query")
@blueprint.response(200, FieldListSchema, content_type=JSON)
def fields(asked: dict[str, Any]) -> dict[str, Any]:
    """List all fields: those the forms print, then the computed ones."""
    return {"fields": [described(field) for field in catalogue().fields.values()]}


def described(field: Field) -> dict[str, Any]:
    """Show a field of the catalogue, with one label for all its templates' forms."""
    return {**dataclasses.asdict(field), "label": field.label()}


@blueprint.route("/openapi.json")
@blueprint.arguments(Parameters, location="query")
@blueprint.response(200, {"type": "object"}, content_type=JSON)
def openapi(asked: dict[str, Any]) -> Response:
    """Return this document."""
    return jsonify(document())


def document() -> dict[str, Any]:
    """Return the OpenAPI document of the API."""
    api: Api = current_app.extensions["api"]
    found: dict[str, Any] = api.spec.to_dict()
    return found
