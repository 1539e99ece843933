"""The pages: each loads its parameters, asks the searcher, and prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, redirect, render_template, request
from flask_babel import gettext

from indexer import Result, Searcher, SearchRequest, Status, catalogue, whole_report
from webui import guide as lessons
from webui import presenters, reportpage, searchpage, wording
from webui.api import document
from webui.apidoc import shown_document
from webui.parameters import PageParameters

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("pages", __name__)

LISTS = ("fields", "year", "where", "facet", "stat")
"""Parameters that may be given more than once."""


def register(app: Flask) -> None:
    """Put the pages into the application, and how templates write counts and statuses."""
    app.register_blueprint(blueprint)
    app.add_template_filter(presenters.count_format)
    app.add_template_filter(wording.status_name)


def searcher() -> Searcher:
    """Return the searcher of the application."""
    found: Searcher = current_app.extensions["searcher"]
    return found


def loaded() -> SearchRequest:
    """Read the parameters of the search page; ``ValidationError`` names those at fault."""
    given = request.args.to_dict(flat=False)
    values = {name: v if name in LISTS else v[-1] for name, v in given.items()}
    asked: SearchRequest = PageParameters().load(values)
    return replace(asked, facets=searchpage.FACETS)


@blueprint.get("/")
def search() -> ResponseReturnValue:
    """Show what was found; without any parameter, where to begin."""
    if not request.args:
        examples = [(query, gettext(meaning)) for query, meaning in lessons.START]
        return render_template("start.html", examples=examples, searched=searcher().count(""))
    asked = loaded()
    if asked.years or asked.where:
        # The box shows all that is asked, so that what is typed and what is linked are the same.
        return redirect(searchpage.address("/", searchpage.in_query(asked)), 303)
    result, known = searcher().search(asked), catalogue()
    hits = [presenters.hit(r, asked.q, title_marks(asked.q, r), known) for r in result.results]
    relaxed = None if result.total else searcher().relaxed(asked)
    return render_template(
        "search.html",
        searched=searcher().count(""),
        relaxed=searchpage.relaxed_choice(relaxed, asked),
        **searchpage.search_page(asked, result, hits, known),
    )


def title_marks(query: str, result: Result) -> Mapping[str, presenters.Marks]:
    """Mark what matched in a hit's title and issuer, which are not among its snippets."""
    texts = {"title": result.title, "issuer": result.issuer or ""}
    return searcher().marks(query, texts, partial=True)


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> ResponseReturnValue:
    """Show a report; ``q`` marks what matched in it."""
    found = whole_report(searcher().report(report_id))
    marks = searcher().marks(request.args.get("q", ""), reportpage.texts(found))
    return render_template("report.html", **reportpage.report_page(found, marks, catalogue()))


@blueprint.get("/fields")
def fields() -> ResponseReturnValue:
    """List all fields by table, the computed ones last."""
    known = catalogue()
    tables = [
        (t.title, [f for f in known.fields.values() if f.table == t.number]) for t in known.tables
    ]
    computed = [f for f in known.fields.values() if f.formula]
    return render_template("fields.html", tables=[*tables, (gettext("Computed"), computed)])


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
