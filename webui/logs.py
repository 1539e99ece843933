"""The log: what went wrong, and for programs an object a line; each request has an id in it.

What was asked for is not in it: the questions of journalists are their own.
"""

from __future__ import annotations

import json
import logging
import re
import time
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request

from indexer import Config

HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
REQUESTS = logging.getLogger("nianbao.requests")
FIELDS = ("request_id", "method", "path", "status", "ms", "client")
"""What a line about a request has beside time, level, logger and message."""


def register(app: Flask, config: Config) -> None:
    """Give each request an id, in its answer and in the log; a trusted proxy may choose it."""
    app.before_request(partial(begin, bool(config.serve_proxies)))
    app.after_request(finish)


def begin(trusting: bool) -> None:
    """Begin a request."""
    told = request.headers.get(HEADER, "") if trusting else ""
    g.request_id = told if SAFE_ID.fullmatch(told) else uuid4().hex
    g.began = time.perf_counter()


def finish(response: Response) -> Response:
    """Put the id into the answer, and a line into the log when all of it is sent."""
    response.headers[HEADER] = g.request_id
    seen = {
        "request_id": g.request_id,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "client": request.remote_addr,
    }
    response.call_on_close(partial(_log, seen, g.began))
    return response


def _log(seen: dict[str, object], began: float) -> None:
    took = round((time.perf_counter() - began) * 1000, 1)
    told = "%(method)s %(path)s %(status)s"
    REQUESTS.info(told % seen, extra={**seen, "ms": took})


# ── how it is written ────────────────────────────────────────────────────────────────────


def write_to_stderr(shape: str) -> None:
    """Write the log to the standard error: ``text`` what goes wrong, ``json`` every request too."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if shape == "json" else Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    REQUESTS.setLevel(logging.INFO if shape == "json" else logging.WARNING)
    # It tells of every moment in which all threads have something to do.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class Lines(logging.Formatter):
    """Lines for people; no text of a request can begin a line of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's name
        """Write the line itself; a traceback follows it."""
        record.request_id = request_id(record)
        record.message = record.message.encode("unicode_escape").decode("ascii")
        return super().formatMessage(record)


class JsonLines(logging.Formatter):
    """An object a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record with all that is known of its request."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{
                name: value for name in FIELDS if (value := getattr(record, name, None)) is not None
            },
        }
        told.setdefault("request_id", request_id(record))
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def request_id(record: logging.LogRecord) -> str:
    """Return the id of the request a record is about; ``-`` where it is about none."""
    current = g.get("request_id", "-") if has_request_context() else "-"
    return str(getattr(record, "request_id", current))
