"""Which places were indexed and what was told of them, kept beside the index: where it came from.

An index that cannot be read any more does not say what it was made of; this does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from indexer.engines.disk import failure_told, replace
from indexer.files.sources import Place
from indexer.model import Source
from indexer.regions import NOWHERE, Region

FILE = "places.json"


@dataclass(frozen=True, slots=True)
class Visited:
    """A place that was indexed, and where its reports are from if they do not say so."""

    collection: str
    root: str
    below: str = ""
    region: Region = NOWHERE

    @property
    def place(self) -> Place:
        """The place as a run is given it."""
        return Place(self.collection, Path(self.root), self.below)

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.root) / self.below


def visited(place: Place, region: Region = NOWHERE) -> Visited:
    """Return what is remembered of a place."""
    return Visited(place.collection, str(place.root), place.below, region)


def remembered(index_dir: Path) -> list[Visited]:
    """Return the places, in the order in which they were indexed; none where nobody knows."""
    try:
        return msgspec.json.decode((index_dir / FILE).read_bytes(), type=list[Visited])
    except (OSError, msgspec.DecodeError):
        return []


def remember(index_dir: Path, new: Iterable[Visited]) -> None:
    """Add places; one that lies in a new one is not remembered for itself any more."""
    known = remembered(index_dir)
    now = known
    for one in new:
        now = [*(v for v in now if not is_within(v, [one.place])), one]
    if set(now) != set(known):
        _write(index_dir, now)


def forget(index_dir: Path, collection: str) -> None:
    """Remove the places of a collection."""
    known = remembered(index_dir)
    left = [v for v in known if v.collection != collection]
    if left != known:
        _write(index_dir, left)


def came_from(index_dir: Path, sources: Iterable[Source]) -> list[Visited]:
    """Return the places that were indexed, those included that only the sources tell of."""
    known = remembered(index_dir)
    places = [v.place for v in known]
    for source in sources:
        if not any(p.collection == source.collection and p.covers(source.path) for p in places):
            known.append(Visited(source.collection, source.root))
            places.append(known[-1].place)
    return known


def is_within(one: Visited, places: Iterable[Place]) -> bool:
    """Tell whether all of a place belongs to one of the places."""
    return any(p.collection == one.collection and p.covers(one.below) for p in places)


def _write(index_dir: Path, places: list[Visited]) -> None:
    with failure_told():
        replace(index_dir / FILE, msgspec.json.encode(places).decode())
