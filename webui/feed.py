"""The feed of a query: what was indexed last of what matches it, as Atom (RFC 4287)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from indexer import Meta, Searcher, SearchRequest

MOST = 50
"""How many reports a feed has; who asks once a day and misses some has the page."""

NEVER = "1970-01-01T00:00:00+00:00"
"""When a feed without any report was last changed."""

# What XML cannot hold at all, however it is escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as a feed shows it; ``id`` stays the same wherever the index is served."""

    id: str
    url: str
    title: str
    updated: str
    author: str
    summary: str


def entries(searcher: Searcher, asked: SearchRequest, base: str) -> Iterator[Entry]:
    """Yield the reports indexed last, newest first; ``base`` is the address of the start page."""
    newest = SearchRequest(asked.q, sort="-indexed", variants=asked.variants)
    for report in islice(searcher.rows(newest), MOST):
        if report.meta:
            yield _entry(report.meta, base)


def _entry(meta: Meta, base: str) -> Entry:
    places = [meta.province, meta.city, meta.county]
    told = [meta.issuer, str(meta.year) if meta.year else None, " ".join(filter(None, places))]
    return Entry(
        id=urn(meta.id),
        url=urljoin(base, f"reports/{meta.id}"),
        title=clean(meta.title) or meta.id,
        updated=meta.indexed_at or NEVER,
        author=clean(meta.issuer or "") or "—",
        summary=clean(" · ".join(filter(None, told))),
    )


def urn(name: str) -> str:
    """Name something for good, wherever it is served."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"nianbao:{name}").urn


def clean(text: str) -> str:
    """Leave out the characters that no XML may have."""
    return _NO_XML.sub("", text)
