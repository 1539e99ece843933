"""Who may come in: this computer, or whoever shows a token, once on a page or with each request."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import MisdirectedRequest, Unauthorized
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer import Config, ConfigError, admitted, is_loopback
from webui.errorpages import API

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

OPEN = frozenset({"static", "login.login", "api.alive", "api.ready"})
"""What anybody may see: what the login page is made of, and whether the server is up."""

FOR_PROGRAMS = frozenset({"pages.atom", "metrics.metrics"})
"""Addresses beside the API that nobody reads in a browser: they are refused without a page."""

REMEMBERED = timedelta(days=30)
SHORTEST_KEY = 32
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::\d+)?")


def register(app: Flask, config: Config) -> None:
    """Let in whom the configuration lets in; ``ConfigError`` where it lets in everybody unsaid."""
    if not (config.serve_tokens or config.serve_public or is_loopback(config.serve_host)):
        raise ConfigError(
            "%(host)s can be reached from other computers: make a token with `nianbao token` and "
            "put it into the configuration, or give --public to let everybody in",
            host=config.serve_host,
        )
    if config.serve_proxies:
        hops = config.serve_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    if config.serve_tokens and not config.serve_public:
        app.extensions["tokens"] = config.serve_tokens
        app.secret_key = session_key(config)
        app.config.update(
            SESSION_COOKIE_NAME="nianbao",
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",  # not Strict: links to searches are mailed
            SESSION_REFRESH_EACH_REQUEST=False,
            PERMANENT_SESSION_LIFETIME=REMEMBERED,
        )
        app.session_interface = Sessions()
        app.before_request(admit)
        app.after_request(keep_private)
    elif is_loopback(config.serve_host) and not (config.serve_public or config.serve_proxies):
        app.before_request(refuse_other_names)


class Sessions(SecureCookieSessionInterface):
    """Signed cookies, which go over https alone where they came that way."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell by the request under way; a proxy's word counts where it is taken."""
        return request.is_secure


def session_key(config: Config) -> bytes:
    """Return what signs the cookies: made of the tokens' hashes, and of the key if one is chosen.

    Another set of tokens is another key, so that nobody stays in whose token was taken away.
    """
    chosen = config.serve_session_key
    if chosen and len(chosen) < SHORTEST_KEY:
        raise ConfigError("serve.session_key must have %(least)s characters", least=SHORTEST_KEY)
    secrets = "\n".join(["nianbao session", chosen, *sorted(config.serve_tokens)])
    return sha256(secrets.encode()).digest()


def refuse_other_names() -> None:
    """Answer only to the names of this computer.

    A page of somebody else's may have its own name point here, and could then read the answers.
    """
    found = HOST.fullmatch(request.headers.get("Host", "localhost"))
    if not found or not is_loopback(found[1]):
        raise MisdirectedRequest


def admit() -> ResponseReturnValue | None:
    """Let the request pass with a token, or send whoever reads pages to the login page."""
    if request.endpoint in OPEN or signed_in() or bears_token():
        return None
    if request.path.startswith(f"{API}/") or request.endpoint in FOR_PROGRAMS:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "nianbao"}))
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("login.login", next=wanted), 303)


def keep_private(response: Response) -> Response:
    """Let no cache on the way keep for others what one was let see."""
    if request.endpoint != "static":
        response.cache_control.private = True
        response.cache_control.no_cache = True
    return response


def bears_token() -> bool:
    """Tell whether the request carries a token."""
    shown = request.authorization
    return bool(
        shown
        and shown.type == "bearer"
        and admitted(shown.token or "", current_app.extensions["tokens"])
    )


def signed_in() -> bool:
    """Tell whether the visitor gave a token before, which still holds."""
    return session.get("token") in current_app.extensions["tokens"]
