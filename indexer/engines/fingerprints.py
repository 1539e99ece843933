"""What an index was made with, held against what it is opened with."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.errors import IndexOutdated


def raise_if_outdated(made_with: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise ``IndexOutdated``, naming what is another, unless all that is wanted is the same."""
    other = [part for part in sorted(wanted) if made_with.get(part) != wanted[part]]
    if other:
        raise IndexOutdated(
            "the index was made with another %(what)s: run nianbao index --rebuild PATH",
            what=", ".join(other),
        )
