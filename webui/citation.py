"""How a report is cited, and which of the addresses that came with it may be linked."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from indexer import Meta, Origin
from webui.language import current
from webui.wording import day

SIGNS = {"zh": ("，", "。"), "en": (", ", ".")}
"""What stands between the parts of a citation and at its end, by language."""


def linked(address: str | None) -> bool:
    """Tell whether an address may be a link: nothing but the web, so that none runs a script."""
    return bool(address) and str(address).lower().startswith(("https://", "http://"))


def origin_url(origins: Sequence[Origin]) -> str | None:
    """Return the first address on the web that a report was fetched from; None without one."""
    return next((origin.url for origin in origins if linked(origin.url)), None)


def citation(meta: Meta) -> str:
    """Write who, what, when, where and which bytes, as far as it is known."""
    url = origin_url(meta.origins)
    published = day(meta.published) or meta.published_text
    parts = (
        meta.issuer,
        gettext("“%(title)s”", title=meta.title),
        gettext("published %(date)s", date=published) if published else None,
        url or (meta.origins[0].path if meta.origins else None),
        gettext("file's SHA-256 begins %(id)s", id=meta.id),
        gettext("indexed %(date)s", date=day(meta.indexed_at)) if meta.indexed_at else None,
    )
    comma, stop = SIGNS[current()]
    return comma.join(str(part) for part in parts if part) + stop
