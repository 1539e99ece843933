"""The numbers that Word puts before headings by itself, counted as Word counts them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.readers.docx.names import VAL, switch, val, w, whole
from indexer.readers.docx.numerals import written
from indexer.readers.docx.styles import Style, Styles

_LEVELS = 9
_LONGEST_LABEL = 40
_CHINESE = ("chinese", "japanese", "taiwanese", "ideograph")
"""How forms begin that count 一 二 三."""
# LibreOffice writes ? into rtf for the signs beside a number that are not of the Latin alphabet.
_LOST = ((re.compile(r"(%\d)\?"), r"\1、"), (re.compile(r"\?(%\d)\?"), r"（\1）"))


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level is numbered; ``restart`` counts levels from 1, ``None`` is any above."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str | None = None


@dataclass(slots=True)
class _List:
    """A list as it is defined, and how far it has been counted."""

    levels: dict[int, _Level]
    style: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Use:
    """What a ``w:num`` makes of a list: other levels, and where they begin anew."""

    list_id: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


class Numbering:
    """The lists of a file; labels are asked for in the order of the text, as they are counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._uses: dict[str, _Use] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        for element in root.findall(w("abstractNum")):
            self._lists[element.get(w("abstractNumId"), "")] = _List(
                _levels(element), val(element, w("numStyleLink"))
            )
        for element in root.findall(w("num")):
            list_id = val(element, w("abstractNumId")) or ""
            self._uses[element.get(w("numId"), "")] = _use(element, list_id)

    def label(self, paragraph: etree._Element | None, style: Style) -> str:
        """Count a paragraph by its properties and return what stands before it, "" for nothing."""
        number = None if paragraph is None else paragraph.find(w("numPr"))
        own = val(number, w("numId"))
        number_id = style.number if own is None else own
        found = self._found(number_id)
        if number_id is None or found is None:
            return ""
        use, counted = found
        level = whole(val(number, w("ilvl")))
        if level is None:
            level = _level_of(style, counted, by_style=own is None)
        if not 0 <= level < _LEVELS:
            return ""
        self._begin(number_id, use, counted)
        _count(counted, use, level)
        return _label(counted, use, level)

    def _found(self, number_id: str | None) -> tuple[_Use, _List] | None:
        """Return the use and the list behind a number, through the style that may define it."""
        use = self._uses.get(number_id or "")
        counted = self._lists.get(use.list_id) if use else None
        if use is None or counted is None:
            return None
        if counted.style is not None and not counted.levels:
            linked = self._uses.get(self._styles.style(counted.style).number or "")
            whose = self._lists.get(linked.list_id) if linked else None
            if linked is None or whose is None:
                return None
            return replace(linked, starts=use.starts), whose
        return use, counted

    def _begin(self, number_id: str, use: _Use, counted: _List) -> None:
        """Begin levels anew where this use of the list says so and is met for the first time."""
        if number_id not in self._begun:
            self._begun.add(number_id)
            for level, start in use.starts.items():
                counted.counts[level] = start - 1


def _levels(parent: etree._Element) -> dict[int, _Level]:
    found = {}
    for element in parent.findall(w("lvl")):
        at = whole(element.get(w("ilvl")))
        if at is not None and 0 <= at < _LEVELS:
            found[at] = _level(element)
    return found


def _level(element: etree._Element) -> _Level:
    start = whole(val(element, w("start")))
    # A form of one's own stands in a choice, and beside it the form nearest to it.
    forms = [form.get(VAL, "") for form in element.iter(w("numFmt"))]
    text = val(element, w("lvlText")) or ""
    form = next((form for form in forms if form != "custom"), "decimal")
    if form.startswith(_CHINESE):
        text = next((lost.sub(sign, text) for lost, sign in _LOST if lost.fullmatch(text)), text)
    return _Level(
        0 if start is None else start,
        form,
        "" if "bullet" in forms else text[:_LONGEST_LABEL],
        bool(switch(element, w("isLgl"))),
        whole(val(element, w("lvlRestart"))),
        val(element, w("pStyle")),
    )


def _use(element: etree._Element, list_id: str) -> _Use:
    levels: dict[int, _Level] = {}
    starts: dict[int, int] = {}
    for override in element.findall(w("lvlOverride")):
        at = whole(override.get(w("ilvl")))
        start = whole(val(override, w("startOverride")))
        if at is not None and 0 <= at < _LEVELS and start is not None:
            starts[at] = start
        levels |= _levels(override)
    return _Use(list_id, levels, starts)


def _level_of(style: Style, counted: _List, *, by_style: bool) -> int:
    """Return the level of a paragraph that names none: the one its style is bound to."""
    bound = (at for at, level in counted.levels.items() if level.style == style.numbered_by)
    usual = (style.level or 0) if by_style else 0
    return next(bound, usual) if style.numbered_by else usual


def _defined(counted: _List, use: _Use, level: int) -> _Level:
    return use.levels.get(level) or counted.levels.get(level) or _Level(text="")


def _count(counted: _List, use: _Use, level: int) -> None:
    start = _defined(counted, use, level).start
    counted.counts[level] = counted.counts.get(level, start - 1) + 1
    for below in [at for at in counted.counts if at > level]:
        restart = _defined(counted, use, below).restart
        if restart is None or level < restart:
            del counted.counts[below]


def _label(counted: _List, use: _Use, level: int) -> str:
    here = _defined(counted, use, level)

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        there = _defined(counted, use, at)
        plain = here.legal and there.form != "none"
        return written(counted.counts.get(at, there.start), "decimal" if plain else there.form)

    label = re.sub(r"%([1-9])", number, here.text).strip()
    # 一、 and 1. stand close to the text; 第一条 would run into it.
    return f"{label} " if label[-1:].isalnum() else label
