"""Findings in words: what was expected, what was found, which cells it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from indexer import Catalogue, Finding
from webui.language import current
from webui.presenters import number
from webui.wording import finding_name, is_doubt


@dataclass(frozen=True, slots=True)
class Note:
    """A finding in words, numbered over the report.

    ``keys`` are its cells, ``places`` the same by name, each with the key to go to; a row of which
    several cells are concerned stands there once. ``told`` is expected and found, empty where there
    are none, ``sentence`` the whole of it.
    """

    number: int
    code: str
    name: str
    doubt: bool
    told: str
    sentence: str
    keys: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoteKind:
    """A kind of finding that a report has: how often, and the number of its first."""

    name: str
    doubt: bool
    count: int
    number: int


def note_of(n: int, finding: Finding, catalogue: Catalogue) -> Note:
    """Say a finding in the language of the page."""
    return Note(
        number=n,
        code=finding.code,
        name=finding_name(finding.code, catalogue),
        doubt=is_doubt(finding.code, catalogue),
        told=_told(finding),
        sentence=catalogue.sentence(finding, current()),
        keys=finding.fields,
        places=tuple(_places(finding.fields, catalogue)),
    )


def _told(finding: Finding) -> str:
    """Say the numbers of a finding in words; nothing where it has none."""
    if finding.found is None:
        return ""
    if finding.expected is None:
        return str(gettext("found %(found)s", found=number(finding.found)))
    return str(
        gettext(
            "expected %(expected)s, found %(found)s",
            expected=number(finding.expected),
            found=number(finding.found),
        )
    )


def kinds_of(notes: Sequence[Note]) -> Iterator[NoteKind]:
    """Yield the kinds of findings, our own doubts last."""
    by_code: dict[str, list[Note]] = {}
    for note in sorted(notes, key=lambda n: n.doubt):
        by_code.setdefault(note.code, []).append(note)
    for same in by_code.values():
        yield NoteKind(same[0].name, same[0].doubt, len(same), same[0].number)


def _places(keys: Sequence[str], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    rows: dict[str, list[str]] = {}
    for key in keys:
        rows.setdefault(key.partition(".")[0], []).append(key)
    for members in rows.values():
        field = catalogue.fields.get(members[0])
        name = field.alias if field else members[0]
        yield (name if len(members) == 1 else name.partition(".")[0]), members[0]
