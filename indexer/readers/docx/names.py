"""The names of Word's elements that the reader looks at."""

from __future__ import annotations

from functools import cache

from lxml import etree

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@cache
def w(name: str) -> str:
    """Return the full name of one of Word's own elements or attributes."""
    return f"{{{_W}}}{name}"


VAL = w("val")
P, R, TBL, TR, TC = (w(name) for name in ("p", "r", "tbl", "tr", "tc"))
P_PR, R_PR, T = w("pPr"), w("rPr"), w("t")
SDT, SDT_PR, SDT_CONTENT = w("sdt"), w("sdtPr"), w("sdtContent")
TEXT_BOX = w("txbxContent")
ALTERNATE, CHOICE = f"{{{_MC}}}AlternateContent", f"{{{_MC}}}Choice"

DELETED = frozenset({w("del"), w("moveFrom")})
"""What a tracked change took away; what one brought in is read as if it had always stood."""


def val(parent: etree._Element | None, name: str) -> str | None:
    """Return the value of a property under ``parent``, ``None`` where it is not set."""
    child = None if parent is None else parent.find(name)
    return None if child is None else child.get(VAL, "")


def switch(parent: etree._Element | None, name: str) -> bool | None:
    """Return whether a property is switched on or off, ``None`` where it is not set."""
    value = val(parent, name)
    return None if value is None else value not in ("0", "false", "off")


def whole(value: str | None) -> int | None:
    """Return a number Word wrote, ``None`` where it is none or too long to mean anything."""
    if value is None or len(value) > 9:
        return None
    try:
        return int(value)
    except ValueError:
        return None


def chosen(alternate: etree._Element) -> etree._Element | None:
    """Return the one way to show a thing that holds its text; the others repeat it."""
    ways = list(alternate)
    with_text = (way for way in ways if next(way.iter(T), None) is not None)
    return next(with_text, ways[0] if ways else None)
