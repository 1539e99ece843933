"""Styles of a Word file: what paragraphs and runs have from theirs, and those these build on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from indexer.readers.docx.names import P_PR, R_PR, VAL, switch, val, w, whole

_LONGEST_LINE = 64
"""Word allows ten styles based on one another."""

_CONTENTS = re.compile(r"toc\s*\d|目录\s*\d|toc heading", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A style as it applies: ``None`` is not set anywhere along the line it is based on.

    ``numbered_by`` is the style of that line whose numbering it is.
    """

    id: str = ""
    number: str | None = None
    level: int | None = None
    numbered_by: str = ""
    hidden: bool | None = None
    is_contents: bool = False


_PLAIN = Style()


class Styles:
    """The styles of a file by id; without a part for them every paragraph is plain."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = [] if root is None else root.findall(w("style"))
        self._elements = {e.get(w("styleId"), ""): e for e in elements}
        self._known: dict[str, Style] = {}
        self._default = next(
            (
                e.get(w("styleId"), "")
                for e in elements
                if e.get(w("type")) == "paragraph" and e.get(w("default")) in ("1", "true", "on")
            ),
            "",
        )

    def paragraph(self, style_id: str | None) -> Style:
        """Return a paragraph's style, the file's default where it names none."""
        return self.style(self._default if style_id is None else style_id)

    def style(self, style_id: str) -> Style:
        """Return a style, a plain one where the file has none of this id."""
        if style_id not in self._known:
            self._known[style_id] = self._resolved(style_id)
        return self._known[style_id]

    def _resolved(self, style_id: str) -> Style:
        # The line is walked here and not by recursion: it may be long, or a circle.
        line: list[Style] = []
        seen: set[str] = set()
        at: str | None = style_id
        while at in self._elements and at not in seen and len(line) < _LONGEST_LINE:
            seen.add(at)
            line.append(_own(at, self._elements[at]))
            at = val(self._elements[at], w("basedOn"))
        if not line:
            return _PLAIN
        numbered = next((s for s in line if s.number is not None), _PLAIN)
        return Style(
            style_id,
            numbered.number,
            next((s.level for s in line if s.level is not None), None),
            numbered.id,
            next((s.hidden for s in line if s.hidden is not None), None),
            line[0].is_contents,
        )


def _own(style_id: str, element: etree._Element) -> Style:
    paragraph = element.find(P_PR)
    number = None if paragraph is None else paragraph.find(w("numPr"))
    name = element.find(w("name"))
    return Style(
        style_id,
        val(number, w("numId")),
        whole(val(number, w("ilvl"))),
        style_id,
        switch(element.find(R_PR), w("vanish")),
        bool(_CONTENTS.fullmatch("" if name is None else name.get(VAL, ""))),
    )
