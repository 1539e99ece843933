"""Answers packed on their way out: pages of Chinese text become a quarter as long."""

from __future__ import annotations

import gzip

from flask import Response, request

TYPES = ("text/html", "application/json", "application/problem+json", "application/atom+xml")
"""What is packed: whole texts. Files that are streamed go out as they come."""

WORTH_IT = 1000
"""Shorter answers would not become shorter."""


def packed(response: Response) -> Response:
    """Pack an answer for whoever takes it so; no page has a secret that its length could tell."""
    if response.mimetype not in TYPES or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    takes_it = request.accept_encodings["gzip"] > 0
    if not takes_it or response.status_code == 304 or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    if len(body) >= WORTH_IT:
        # Without a time in it, so that the same page is the same bytes.
        response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
