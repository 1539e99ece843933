"""White space as printed: which of it counts, and what becomes of a line that was broken."""

from __future__ import annotations

import re
from collections.abc import Sequence

SOFT = "\v"
"""Stands for a line break that whoever reads the page does not see as one."""

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits printed raised, as a footnote's: beside a number they must not become digits of it."""

_NOTHING = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<=[^\x00-\xff])[ \t]*{SOFT}\s*(?=[^\x00-\xff])")


def clean(line: str) -> str:
    """Collapse white space; a soft break between wide characters is none at all."""
    line = line.strip()
    if SOFT in line:
        line = _BREAK_BETWEEN_WIDE.sub("", line)
    return " ".join(line.split())


def split_lines(text: str) -> list[str]:
    """Return the lines of a text cleaned, without empty ones."""
    lines = (clean(line) for line in text.translate(_NOTHING).split("\n"))
    return [line for line in lines if line]


def on_one_line(lines: Sequence[str]) -> str:
    """Join a cell's lines; wide characters on two lines are joined bare (三 above 、 above 本)."""
    return clean(SOFT.join(lines))
