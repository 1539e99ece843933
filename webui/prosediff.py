"""How the prose of two reports differs: the passages that are not the same, in what they share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from flask_babel import gettext

from webui.wording import SECTION_NAMES

LONGEST = 600
"""Longer passages are shown one after the other: what they share would take long to find."""

ALIKE = 0.5
"""Passages with less in common than this are shown one after the other too."""

MOST_SENTENCES = 2000
"""So many sentences of a section are laid beside one another; what follows is not."""

CONTEXT = 24
"""How many characters of what is the same stand before and after a passage."""

_BETWEEN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])|^\s+|\s+$")
_SENTENCE = re.compile(r"[^。！？；]+[。！？；”’）]*|[。！？；”’）]+")
_UNIT = re.compile(r"\d[\d.,]*|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in ``both``, in the ``first`` only, or in the ``second`` only."""

    text: str
    of: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A place where the texts differ, the name of its section, and what stands around it."""

    name: str
    before: str
    pieces: tuple[Piece, ...]
    after: str


@dataclass(frozen=True, slots=True)
class ProseDifference:
    """How two proses differ: the first passages of all, and how many sentences they share.

    ``sentences`` are those of the first prose, ``same`` those that the second has in place too.
    """

    passages: tuple[Passage, ...]
    more: int
    sentences: int
    same: int


def prose_difference(
    first: Mapping[str, str], second: Mapping[str, str], most: int
) -> ProseDifference:
    """Lay two proses side by side, section by section; white space and line breaks do not count.

    At most ``most`` passages are shown.
    """
    names = [name for name in SECTION_NAMES if name in first or name in second]
    sections = [Section(name, first.get(name, ""), second.get(name, "")) for name in names]
    passages = (passage for section in sections for passage in section.passages())
    return ProseDifference(
        passages=tuple(islice(passages, most)),
        more=max(0, sum(len(section.changes) for section in sections) - most),
        sentences=sum(len(section.first) for section in sections),
        same=sum(section.same for section in sections),
    )


class Section:
    """A section of both reports, sentence by sentence."""

    def __init__(self, name: str, first: str, second: str) -> None:
        """Find which sentences the texts do not share."""
        self.name = name
        self.first, self.second = sentences(first), sentences(second)
        steps = SequenceMatcher(None, self.first, self.second).get_opcodes()
        self.same = sum(end - start for tag, start, end, _, _ in steps if tag == "equal")
        self.changes = [step[1:] for step in steps if step[0] != "equal"]

    def passages(self) -> Iterator[Passage]:
        """Yield the places where the texts differ, with a little of what stands around them."""
        for start, end, other_start, other_end in self.changes:
            yield Passage(
                name=gettext(SECTION_NAMES[self.name]),
                before="".join(self.first[max(0, start - 1) : start])[-CONTEXT:],
                pieces=tuple(
                    pieces(
                        "".join(self.first[start:end]),
                        "".join(self.second[other_start:other_end]),
                    )
                ),
                after="".join(self.first[end : end + 1])[:CONTEXT],
            )


def sentences(text: str) -> Sequence[str]:
    """Cut a text into sentences, without the white space in which files of one text differ."""
    return _SENTENCE.findall(" ".join(_BETWEEN.sub("", text).split()))[:MOST_SENTENCES]


def pieces(first: str, second: str) -> Iterator[Piece]:
    """Yield what two passages share, and what only one of them has; no number is cut apart."""
    if max(len(first), len(second)) > LONGEST:
        yield from _apart(first, second)
        return
    one, other = _UNIT.findall(first), _UNIT.findall(second)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield from _apart(first, second)
        return
    at, other_at = 0, 0
    for start, other_start, size in matcher.get_matching_blocks():
        shared = "".join(one[start : start + size])
        # One character that both have by chance parts nothing: what was changed is read whole.
        if len(shared) == 1:
            continue
        yield from _apart("".join(one[at:start]), "".join(other[other_at:other_start]))
        if shared:
            yield Piece(shared, "both")
        at, other_at = start + size, other_start + size


def _apart(first: str, second: str) -> Iterator[Piece]:
    if first:
        yield Piece(first, "first")
    if second:
        yield Piece(second, "second")
