"""What the comparison of reports prints, and what it may be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from indexer import BadValue, Catalogue, Report
from webui.comparison import compared
from webui.language import msgid
from webui.prosediff import prose_difference

FEWEST, MOST = 2, 6
"""How many reports are laid side by side."""

PASSAGES = 40
"""How many passages in which the prose of two reports differs are shown."""

LINKED = 2
"""Up to so many reports each value leads to its cell; the page of more would grow too heavy."""


def asked_ids(given: Sequence[str]) -> list[str]:
    """Return the ids to compare, each once; ``BadValue`` for too few or too many."""
    ids = list(dict.fromkeys(id.strip() for id in given if id.strip()))
    if not FEWEST <= len(ids) <= MOST:
        raise BadValue(
            msgid("from 2 to 6 different reports are compared, not %(n)s"), n=len(ids)
        ).in_parameter("id")
    return ids


def compare_page(
    ids: Sequence[str], fetch: Callable[[str], Report], catalogue: Catalogue, *, only: bool
) -> dict[str, object]:
    """Gather what the page prints; ``NotFound`` where an id is no report's."""
    reports = [fetch(id) for id in ids]
    first, second, *others = reports
    return {
        "difference": None if others else prose_difference(first.prose, second.prose, PASSAGES),
        "shown": compared(reports, catalogue, only_differing=only),
        "only": only,
        "linked": len(reports) <= LINKED,
        "all_url": compare_address(ids),
        "only_url": compare_address(ids, only=True),
        "without": [
            compare_address([other for other in ids if other != id], only=only)
            if len(ids) > FEWEST
            else None
            for id in ids
        ],
    }


def compare_address(ids: Sequence[str], *, only: bool = False) -> str:
    """Write the address of a comparison."""
    pairs = [*(("id", id) for id in ids), *([("only", "differences")] if only else [])]
    return f"/compare?{urlencode(pairs)}"
