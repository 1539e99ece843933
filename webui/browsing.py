"""The pages beside search and report: an issuer, a comparison, a kind of finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, render_template, request

from indexer import (
    NotFound,
    Report,
    Searcher,
    catalogue,
    issuer_reports,
    keyword_counts,
    whole_report,
)
from webui import bodies, citation, comparepage, findingspage, issuerpage
from webui.language import msgid

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("browse", __name__)


def register(app: Flask) -> None:
    """Put the pages into the application, and what templates ask of addresses."""
    app.register_blueprint(blueprint)
    app.add_template_filter(bodies.issuer_address)
    app.add_template_test(citation.linked)


def searcher() -> Searcher:
    """Return the searcher of the application."""
    found: Searcher = current_app.extensions["searcher"]
    return found


# Slashes that follow one another are part of a name here.
@blueprint.get("/issuers/<path:name>", merge_slashes=False)
@blueprint.get("/issuers/", defaults={"name": ""})
def issuer(name: str) -> ResponseReturnValue:
    """Show an issuer's years side by side; ``field`` adds lines to the table."""
    name = name or request.args.get("name", "")
    total, reports = issuer_reports(searcher().engine(), name)
    if not total:
        raise NotFound(msgid("no report is of an issuer named %(name)s"), name=repr(name))
    added = [field for field in request.args.getlist("field") if field.strip()]
    page = issuerpage.issuer_page(name, total, reports, added, catalogue())
    return render_template("issuer.html", **page)


@blueprint.get("/compare")
def compare() -> ResponseReturnValue:
    """Show two to six reports side by side; ``only=differences`` leaves out what is the same."""
    ids = comparepage.asked_ids(request.args.getlist("id"))
    only = request.args.get("only") == "differences"
    page = comparepage.compare_page(ids, fetched, catalogue(), only=only)
    return render_template("compare.html", **page)


def fetched(report_id: str) -> Report:
    """Return a report whole; ``NotFound`` unless the id is one's."""
    return whole_report(searcher().report(report_id))


@blueprint.get("/findings")
def findings() -> ResponseReturnValue:
    """Explain each kind of finding, and count the reports with it."""
    engine = searcher().engine()
    page = findingspage.findings_page(
        keyword_counts(engine, "finding"),
        keyword_counts(engine, "finding", "year"),
        keyword_counts(engine, "finding", "province"),
        keyword_counts(engine)[()],
        catalogue(),
    )
    return render_template("findings.html", **page)


@blueprint.get("/findings/<code>")
def finding(code: str) -> ResponseReturnValue:
    """Count the reports with one kind of finding by year and by province."""
    kind = catalogue().findings.get(code)
    if kind is None:
        raise NotFound(msgid("there is no kind of finding named %(code)s"), code=repr(code))
    engine = searcher().engine()

    def count(*by: str) -> dict[tuple[str, ...], int]:
        return keyword_counts(engine, *by, finding=code)

    page = findingspage.kind_page(
        kind,
        (count()[()], count("year"), count("province"), count("year", "province")),
        (
            keyword_counts(engine)[()],
            keyword_counts(engine, "year"),
            keyword_counts(engine, "province"),
        ),
    )
    return render_template("finding.html", **page)
