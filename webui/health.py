"""How the server is: alive, ready to answer, and what its index holds; cheap, to be asked often."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Flask, current_app

from indexer import Config, IndexFigures, figures_of
from webui.api import JSON, blueprint, searcher
from webui.parameters import Parameters
from webui.schemas import HealthSchema, StatusSchema


def register(app: Flask, config: Config) -> None:
    """Tell the application whose index it looks at."""
    app.extensions["config"] = config


def index_figures() -> IndexFigures:
    """Count what the index holds; once for each state of it."""
    engine, kept = searcher().engine(), current_app.extensions
    revision = engine.revision()
    if kept.get("figures", (None,))[0] != revision:
        kept["figures"] = revision, figures_of(engine, kept["config"].index_dir)
    found: IndexFigures = kept["figures"][1]
    return found


@blueprint.route("/health")
@blueprint.arguments(Parameters, location="query")
@blueprint.response(200, HealthSchema, content_type=JSON)
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def health(asked: dict[str, Any]) -> dict[str, Any]:
    """Say that the index answers, and what it holds; `nianbao verify` looks for damage."""
    engine: str = current_app.extensions["config"].engine
    return {"status": "ok", "engine": engine, **dataclasses.asdict(index_figures())}


@blueprint.route("/health/ready")
@blueprint.arguments(Parameters, location="query")
@blueprint.response(200, StatusSchema, content_type=JSON)
@blueprint.doc(security=[])
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def ready(asked: dict[str, Any]) -> dict[str, Any]:
    """Say whether the index answers: 503 while it does not. Nobody needs a token for this."""
    searcher().count("")
    return {"status": "ok"}


@blueprint.route("/health/live")
@blueprint.arguments(Parameters, location="query")
@blueprint.response(200, StatusSchema, content_type=JSON)
@blueprint.doc(security=[])
def alive(asked: dict[str, Any]) -> dict[str, Any]:
    """Say that the server runs, whatever its index does. Nobody needs a token for this."""
    return {"status": "ok"}
