"""Under which licences everything stands that an installation brings: ``make licences``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))[
    "project"
]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
FOR_THE_HOUSE = ("dev", "matrix")
"""The extras that only the tests and tools of the house need."""

REFUSED = re.compile(r"AGPL|Affero", re.IGNORECASE)
"""Whoever serves pages with such a library owes everyone the source of all of it."""

_CLASSIFIER = "License :: "
_LONGEST = 60


@dataclass(frozen=True, slots=True, order=True)
class Installed:
    """A distribution that is installed here, and what it says of its licence."""

    name: str
    version: str
    licence: str


def declared(extras: Iterable[str]) -> list[Requirement]:
    """Return what pyproject.toml asks for with these extras; an extra's own extras are left out."""
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    return [r for line in lines if (r := Requirement(line)).name != PROJECT["name"]]


def installed(extras: Iterable[str]) -> set[Installed]:
    """Return all that our requirements bring here, with what these require in turn.

    What the markers of this Python and this system leave out, or nobody installed, is left out.
    """
    found = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    asked = [(r.name, frozenset(r.extras)) for r in declared(extras)]
    while asked:
        name, wanted = asked.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            dist = distribution(name)
        except PackageNotFoundError:
            continue
        found.add(Installed(dist.name, dist.version, licence_of(dist)))
        asked += _required(dist, wanted)
    return found


def _required(dist: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for line in dist.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement.name, frozenset(requirement.extras)


def licence_of(dist: Distribution) -> str:
    """Return what a distribution says of its licence: by name, else the first line of the text."""

    def told(name: str) -> list[str]:
        return dist.metadata.get_all(name) or []

    named = [c.rpartition(" :: ")[2] for c in told("Classifier") if c.startswith(_CLASSIFIER)]
    first_line = "".join(told("License")).partition("\n")[0]
    for words in (*told("License-Expression"), ", ".join(named), first_line[:_LONGEST].strip()):
        if words:
            return words
    return "unknown"


def main() -> None:
    """Print what users get, then what only the tests and tools of the house bring."""
    for_users = installed(extra for extra in EXTRAS if extra not in FOR_THE_HOUSE)
    for_the_house = installed(FOR_THE_HOUSE) - for_users
    for heading, dists in (("for users", for_users), ("for tests and tools", for_the_house)):
        print(f"# {heading}")
        for dist in sorted(dists, key=lambda d: d.name.lower()):
            print(f"{dist.name:28} {dist.version:14} {dist.licence}")


if __name__ == "__main__":
    main()
