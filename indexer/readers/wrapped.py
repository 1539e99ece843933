"""Join the lines of a text that was broken to a width, as the text of a PDF or a mail is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from indexer.recognise import heading

_NARROWEST, _WIDEST = 40, 130
"""In columns, a Chinese character taking two: shorter lines are titles, longer ones paragraphs."""
_RAGGED = 6
"""A line may fall short by as much where no sign may begin the next, or figures stand in it."""
_HANGING = 4
_ENOUGH = 2

_ENDED = re.compile(r"[。！？!?：:；;]['\"”’）)】》]*$")
# A line that is full to its end was broken behind this sign by chance, or a list item is as long.
_PAUSED = re.compile(r"[；;]['\"”’）)】》]*$")
_BEGINS = re.compile(
    r"[\s\u3000]{2}|\u3000|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[二三四五六七八九]是|第[一二三四五六七八九十]+[条章]|[①-⑳●◆■★▲]"
)


def unwrapped(runs: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the paragraphs of each run of lines that follow one another without a blank one.

    Lines are joined only where all of the text keeps to one width, and only behind a line that
    reaches it without ending a sentence.
    """
    width = _width(runs)
    return [_joined(run, width) if width else [line.strip() for line in run] for run in runs]


def _width(runs: Sequence[Sequence[str]]) -> int | None:
    """Return the width a text was broken to; None if it was not."""
    # Most texts were not, and have a paragraph that is longer however narrow its characters are.
    if any(len(line.rstrip()) > _WIDEST + _HANGING for run in runs for line in run):
        return None
    broken = [
        columns(line)
        for run in runs
        for line, following in pairwise(run)
        if not _ENDED.search(line.rstrip()) and not _BEGINS.match(following) and not heading(line)
    ]
    width = max(broken, default=0)
    widest = max((columns(line) for run in runs for line in run), default=0)
    if not _NARROWEST <= width <= _WIDEST or widest > width + _HANGING:
        return None
    return width if sum(w >= width - _RAGGED for w in broken) >= _ENOUGH else None


def columns(line: str) -> int:
    """Return how many columns a line takes, blanks at its end not counted."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line.rstrip())


def _joined(run: Sequence[str], width: int) -> list[str]:
    paragraphs: list[str] = []
    goes_on = False
    for line in run:
        if goes_on and not _BEGINS.match(line) and not heading(line):
            gap = " " if _is_word(paragraphs[-1][-1]) and _is_word(line[0]) else ""
            paragraphs[-1] += gap + line.strip()
        else:
            paragraphs.append(line.strip())
        goes_on = _is_broken(line, width)
    return paragraphs


def _is_broken(line: str, width: int) -> bool:
    if columns(line) < width - _RAGGED or heading(line):
        return False
    is_paused = _PAUSED.search(line.rstrip()) and columns(line) >= width - 1
    return bool(is_paused) or not _ENDED.search(line.rstrip())


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalpha()
