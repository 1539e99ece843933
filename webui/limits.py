"""How much a client may ask of a server that others can reach, and how long a request may be."""

from __future__ import annotations

import time
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask, abort, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import parse_many
from limits.errors import ConfigurationError

from indexer import Config, ConfigError, is_loopback
from webui import errorpages

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

LONGEST_BODY = 16 * 1024
"""Bytes. Nothing but the login form is sent here."""

FREE = frozenset({"static", "api.alive", "api.ready"})
"""Endpoints that are not counted."""

EXPORTS = frozenset({"api.search_csv", "api.search_jsonl", "api.search_xlsx"})
EXPORT_COST = 10


def register(app: Flask, config: Config) -> Limiter:
    """Limit what one client may ask; nothing is counted on a server for this computer alone.

    Returns what counts, for pages with limits of their own. Raises ``ConfigError`` for a rate or a
    storage that cannot be.
    """
    exposed = bool(config.serve_proxies) or not is_loopback(config.serve_host)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.before_request(refuse_long_body)
    try:
        parse_many(config.serve_rate)
        limiter = Limiter(
            client,
            application_limits=[config.serve_rate] if exposed else [],
            application_limits_cost=cost,
            application_limits_exempt_when=lambda: request.endpoint in FREE,
            storage_uri=config.serve_storage_url,
            # Where the storage is away, each process counts for itself rather than not at all.
            in_memory_fallback_enabled=True,
            key_prefix="nianbao",
        )
        limiter.init_app(app)
    except (ValueError, ConfigurationError) as e:
        raise ConfigError("serve.rate, serve.storage_url: %(fault)s", fault=e) from e
    app.register_error_handler(RateLimitExceeded, partial(answer_exceeded, limiter))
    return limiter


def client() -> str:
    """Name who asks: an address, or of IPv6 the network that one household or office has."""
    told = request.remote_addr or ""
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if isinstance(address, IPv6Address):
        return str(ip_network((address.packed[:8] + bytes(8), 64)))
    return told


def cost() -> int:
    """Return how many questions a request counts as."""
    return EXPORT_COST if request.endpoint in EXPORTS else 1


def refuse_long_body() -> None:
    """Refuse what is longer than any form of ours, before anything is done with it."""
    if (request.content_length or 0) > LONGEST_BODY:
        abort(413)


def answer_exceeded(limiter: Limiter, error: RateLimitExceeded) -> ResponseReturnValue:
    """Answer a client that asked too much, and say when it may ask again."""
    passed = limiter.current_limit
    error.retry_after = max(1, passed.reset_at - int(time.time())) if passed else 1
    return errorpages.answer_http(error)
