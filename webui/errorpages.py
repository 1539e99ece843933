"""Errors on the way out: one table from error to status, told as a problem document or a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_babel import gettext
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from indexer import (
    EngineError,
    InputError,
    NianbaoError,
    NotFound,
    QueryTooSlow,
    UnknownField,
)
from webui.language import msgid
from webui.schemas import ProblemSchema

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

API = "/api/v1"

STATUS: tuple[tuple[type[NianbaoError], int], ...] = (
    (InputError, 400),
    (NotFound, 404),
    (QueryTooSlow, 503),
    (EngineError, 503),
)
"""The first class that fits gives the status; whatever fits none is a bug, 500."""

RETRY_SECONDS = 5


TITLES = {
    400: msgid("Bad request"),
    401: msgid("A token is needed"),
    404: msgid("Not found"),
    405: msgid("Method not allowed"),
    413: msgid("Too long a request"),
    421: msgid("Not a name of this computer"),
    429: msgid("Too many questions"),
    500: msgid("Something went wrong on our side"),
    503: msgid("The index cannot answer just now"),
}

MISTAKE = msgid("The query has a mistake")

DETAILS = {
    401: msgid("Send a token that is known here: Authorization: Bearer TOKEN."),
    404: msgid("There is nothing at this address."),
    405: msgid("This address does not take that method."),
    413: msgid("Nothing that long is read here."),
    421: msgid("This server answers to localhost alone, unless it is told of a proxy or --public."),
    429: msgid("Please ask again in a while; Retry-After says when."),
    500: msgid("The fault has been logged. The same question may work again later."),
}


def status_of(error: NianbaoError) -> int:
    """Return the HTTP status of an error of the tree."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def said(error: NianbaoError) -> str:
    """Say an error in the language of the page."""
    text: str = gettext(error.text)
    told = text % error.values if error.values else text
    parameter = error.parameter if isinstance(error, InputError) else None
    return f"{parameter}: {told}" if parameter else told


def register(app: Flask) -> None:
    """Answer every error under the API as a problem document, everywhere else as a page."""
    app.register_error_handler(NianbaoError, answer_error)
    app.register_error_handler(ValidationError, answer_invalid)
    app.register_error_handler(HTTPException, answer_http)


# ── pages ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the query the fault lies, counted from 1: what is wrong, and what is around it."""

    number: int
    before: str
    at: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands under the search box; ``close`` are queries with a nearer name put in."""

    place: Place | None = None
    close: tuple[tuple[str, str], ...] = ()
    in_query: bool = False


def fault_of(error: InputError, query: str) -> Fault:
    """Show the place of an error in the query, and what may have been meant."""
    at = error.position
    if error.parameter:
        # The position counts in that parameter, which is not in the box.
        return Fault()
    if at is None or at > len(query):
        place = None
    else:
        name = error.name if isinstance(error, UnknownField) else ""
        end = at + len(name) if name and query.startswith(name, at) else at + 1
        place = Place(at + 1, query[:at], query[at:end], query[end:])
    close = tuple(_nearer(error, query)) if isinstance(error, UnknownField) else ()
    return Fault(place, close, in_query=True)


def _nearer(error: UnknownField, query: str) -> Iterator[tuple[str, str]]:
    """Yield each nearest name and where it leads: the query with it, if its place is plain."""
    at, end = error.position, (error.position or 0) + len(error.name)
    for name in error.close:
        fits = at is not None and query[at:end] == error.name
        mended = f"{query[:at]}{name}{query[end:]}" if fits else f"{name}>0"
        yield name, f"/?{urlencode({'q': mended})}"


def page(status: int, detail: str, fault: Fault | None = None) -> Response:
    """Build the error page: what happened and where to go from here.

    With a ``fault`` what happened stands under the search box, which keeps the query.
    """
    told = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    title = gettext(MISTAKE if fault and fault.in_query else told)
    body = render_template("error.html", title=title, detail=detail, error=fault)
    return Response(body, status=status, mimetype="text/html")


# ── problem documents ────────────────────────────────────────────────────────────────────


def extras(error: NianbaoError) -> dict[str, Any]:
    """Collect what a script can use of an error: where it is, and the nearest names."""
    found: dict[str, Any] = {}
    if isinstance(error, InputError):
        if error.position is not None:
            found["position"] = error.position
        if error.parameter:
            found["errors"] = {error.parameter: [error.text % error.values]}
        if isinstance(error, UnknownField):
            found["close"] = list(error.close)
    return found


def problem(status: int, detail: str, **more: Any) -> Response:
    """Build an RFC 9457 problem document; ``more`` are its extension members."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, detail),
        "status": status,
        "detail": detail,
        **more,
    }
    response = jsonify(ProblemSchema().dump(body))
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


# ── handlers ─────────────────────────────────────────────────────────────────────────────


def answer_error(error: NianbaoError) -> ResponseReturnValue:
    """Answer an error of the tree."""
    status = status_of(error)
    if status >= 500:
        current_app.logger.error("%s: %s", type(error).__name__, error)
    if wants_problem():
        response = problem(status, str(error), **extras(error))
    else:
        query = request.args.get("q", "")
        fault = fault_of(error, query) if isinstance(error, InputError) else None
        response = page(status, said(error), fault)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def answer_invalid(error: ValidationError) -> ResponseReturnValue:
    """Answer parameters that a schema refused, each with its reasons."""
    listed: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    if wants_problem():
        return problem(400, "; ".join(f"{n}: {r}" for n, r in reasons(listed)), errors=listed)
    told = "; ".join(f"{name}: {gettext(reason)}" for name, reason in reasons(listed))
    return page(400, told, Fault())


def reasons(messages: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield nested messages as pairs of a parameter's name and a reason."""
    for name, told in messages.items():
        if isinstance(told, dict):
            yield from reasons(told, above or str(name))
        else:
            yield from ((above or str(name), reason) for reason in told)


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask refuses by itself (404, 405) and bugs (500); redirects pass unchanged."""
    status = error.code or 500
    if status < 400:
        return error
    data = getattr(error, "data", None) or {}
    if "messages" in data:
        return answer_invalid(ValidationError(data["messages"].get("query", data["messages"])))
    detail = DETAILS.get(status, error.name)
    response = problem(status, detail) if wants_problem() else page(status, gettext(detail))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def wants_problem() -> bool:
    """Tell whether the request came in under the API."""
    return request.path == API or request.path.startswith(f"{API}/")
