"""The pages: each loads its parameters, asks the searcher, and prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request
from flask_babel import gettext

from indexer import (
    Bounds,
    Result,
    Searcher,
    Status,
    catalogue,
    issuer_reports,
    value_counts,
    whole_report,
)
from webui import (
    feed,
    filters,
    hittable,
    presenters,
    reportpage,
    searchpage,
    startpage,
    wording,
)
from webui import guide as lessons
from webui.addresses import address, in_query
from webui.api import document
from webui.apidoc import shown_document
from webui.parameters import ChangeParameters, PageParameters, PageRequest
from webui.versions import MOST_VERSIONS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("pages", __name__)

LISTS = ("fields", "year", "where", "facet", "stat", "columns")
"""Parameters that may be given more than once."""


def register(app: Flask) -> None:
    """Put the pages into the application, and how templates write counts and statuses."""
    app.register_blueprint(blueprint)
    app.add_template_filter(presenters.count_format)
    for name in (wording.status_name, wording.unit_name, wording.day, wording.moment):
        app.add_template_filter(name)


def searcher() -> Searcher:
    """Return the searcher of the application."""
    found: Searcher = current_app.extensions["searcher"]
    return found


def loaded() -> PageRequest:
    """Read the parameters of the search page; ``ValidationError`` names those at fault."""
    given = request.args.to_dict(flat=False)
    values = {name: v if name in LISTS else v[-1] for name, v in given.items()}
    asked: PageRequest = PageParameters().load(values)
    return asked


@blueprint.get("/")
def search() -> ResponseReturnValue:
    """Show what was found; without any parameter, where to begin."""
    if not request.args:
        return render_template("start.html", **startpage.start_page(searcher()))
    asked, known, found = loaded(), catalogue(), searcher()
    if asked.years or asked.where:
        # The box shows all that is asked, so that what is typed and what is linked are the same.
        return redirect(address("/", in_query(asked, known)), 303)
    columns = hittable.chosen_columns(asked, found.columns(asked), known)
    if asked.view == "table":
        asked = replace(asked, fields=hittable.fields_of(columns))
    stats = filters.stats_asked(found.columns(asked))
    result = found.search(replace(asked, facets=filters.FACETS, stats=stats))
    marks = {r.id: title_marks(asked.q, r) for r in result.results}
    relaxed = None if result.total else found.relaxed(asked)
    left = found.count(relaxed, variants=asked.variants) if relaxed is not None else 0
    return render_template(
        "search.html",
        searched=found.count(""),
        relaxed=searchpage.relaxed_choice(relaxed, left, asked),
        **searchpage.search_page(loaded(), result, columns, marks, known),
    )


@blueprint.get("/filter")
def change() -> ResponseReturnValue:
    """Write what a form beside the hits asks into the query, and go there."""
    asked, known = loaded(), catalogue()
    wanted = ChangeParameters().load(request.args.to_dict())
    field = known.resolve(wanted.field)
    if not wanted.shown:
        within = Bounds(wanted.low, wanted.high)
        return redirect(address("/", filters.bounded(asked, field, within, known)), 303)
    if asked.view == "table":
        now = hittable.chosen_columns(asked, searcher().columns(asked), known)
        more = replace(asked, columns=tuple(dict.fromkeys((*now, field.key))))
    else:
        more = replace(asked, fields=tuple(dict.fromkeys((*asked.fields, field.key))))
    return redirect(address("/", more), 303)


@blueprint.get("/feed.atom")
def atom() -> ResponseReturnValue:
    """List the reports indexed last of those that match, for programs that look again."""
    asked = loaded()
    found = list(feed.entries(searcher(), asked, request.url_root))
    name = gettext("Newly indexed")
    body = render_template(
        "feed.xml",
        id=feed.urn(f"feed:{asked.q}"),
        title=feed.clean(f"{asked.q} – {name}" if asked.q else name),
        never=feed.NEVER,
        self_url=feed.clean(request.url),
        page_url=urljoin(request.url_root, address("", PageRequest(q=asked.q))),
        entries=found,
    )
    response = Response(body, mimetype="application/atom+xml")
    response.add_etag(weak=True)
    return response.make_conditional(request)


def title_marks(query: str, result: Result) -> Mapping[str, presenters.Marks]:
    """Mark what matched in a hit's title and issuer, which are not among its snippets."""
    texts = {"title": result.title, "issuer": result.issuer or ""}
    return searcher().marks(query, texts, partial=True)


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> ResponseReturnValue:
    """Show a report; ``q`` marks what matched in it."""
    found = whole_report(searcher().report(report_id))
    marks = searcher().marks(request.args.get("q", ""), reportpage.texts(found))
    engine, issuer = searcher().engine(), found.meta.issuer
    versions = engine.get(found.relations.versions[:MOST_VERSIONS])
    page = reportpage.report_page(
        found,
        marks,
        catalogue(),
        versions=[whole_report(version) for version in versions],
        namesakes=issuer_reports(engine, issuer, parts=("meta",))[1] if issuer else (),
    )
    return render_template("report.html", **page)


@blueprint.get("/fields")
def fields() -> ResponseReturnValue:
    """List all fields by table, the computed ones last."""
    known = catalogue()
    tables = [
        (t.title, [f for f in known.fields.values() if f.table == t.number])
        for t in (*known.tables, known.older)
    ]
    computed = [f for f in known.fields.values() if f.formula]
    return render_template(
        "fields.html", tables=[*tables, (gettext("Computed"), computed)], counts=field_counts()
    )


def field_counts() -> dict[str, int]:
    """Count the reports that have a value, by field; once for each state of the index."""
    engine, kept = searcher().engine(), current_app.extensions
    revision = engine.revision()
    if kept.get("field_counts", (None,))[0] != revision:
        kept["field_counts"] = revision, value_counts(engine, list(catalogue().fields))
    counts: dict[str, int] = kept["field_counts"][1]
    return counts


@blueprint.get("/help")
def guide() -> ResponseReturnValue:
    """Teach the query language by examples that can be clicked."""
    groups = [
        (gettext(title), [(query, gettext(meaning)) for query, meaning in examples])
        for title, examples in lessons.GROUPS
    ]
    statuses = [
        (wording.status_name(Status(name)), gettext(meaning)) for name, meaning in lessons.STATUSES
    ]
    return render_template("guide.html", groups=groups, statuses=statuses)


@blueprint.get("/api")
def api() -> ResponseReturnValue:
    """Show the API's document."""
    return render_template("api.html", document=shown_document(document()))
