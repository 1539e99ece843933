"""The pages and the JSON endpoint; uses only what ``indexer`` exports."""

from __future__ import annotations

from flask import Flask, Response, request

from indexer import Config, Searcher, open_searcher
from webui import (
    access,
    api,
    browsing,
    compression,
    errorpages,
    health,
    language,
    limits,
    login,
    logs,
    metrics,
    pages,
)

HEADERS = {
    # Everything comes from here, and nothing inline: no text of a report can become a script.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_app(config: Config, *, searcher: Searcher | None = None) -> Flask:
    """Build the application over the index of ``config``, or over a given searcher.

    Raises ``ConfigError`` where it would let in everybody without having been told to.
    """
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if searcher is None:
        searcher = open_searcher(config, seconds=config.serve_query_seconds)
    app.extensions["searcher"] = searcher
    logs.register(app, config)
    errorpages.register(app)
    limiter = limits.register(app, config)
    access.register(app, config)
    login.register(app, limiter)
    language.register(app)
    health.register(app, config)
    metrics.register(app)
    api.register(app)
    pages.register(app)
    browsing.register(app)
    app.after_request(secured)
    app.after_request(compression.packed)
    return app


def secured(response: Response) -> Response:
    """Add to every answer what keeps a browser from doing anything else with it."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html" and request.method in ("GET", "HEAD"):
        response.headers.setdefault("Cache-Control", "no-cache")
        response.vary.add("Cookie")
    return response
