"""Printed lines to paragraphs: running headers and page numbers out, broken sentences joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.readers.chrome import is_chrome
from indexer.readers.pdf.lines import CLOSING, Line
from indexer.readers.pdf.pages import UNKNOWN, Page
from indexer.recognise import heading

_PAGE_NUMBER = re.compile(
    r"[-—–－―─_·•~.\s]*\d{1,3}[-—–－―─_·•~.\s]*|第\d{1,3}页(?:[,，/]?共\d{1,3}页)?"
    r"|\d{1,3}/\d{1,3}(?:页)?|[Pp]age\d+(?:of\d+)?|[-—–－]?[ivxIVX]{1,4}[-—–－]?"
)
_CONTINUED = re.compile(r"[(（]?续(?:表|前表|上表)?\d*[)）]?")
_BARE = re.compile(r"\d{1,3}")
_MARGIN = 0.1
"""Of a page's height: where nothing but page numbers and running headers stand."""
_EDGE_LINES = 2
_LONG = 15
"""Characters of a line that tells where prose begins and ends."""

_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．]\D|第[一二三四五六七八九十]+[章条]"
)
_ENDED = re.compile(r"[。！？!?：:；;”）)]$")


# ── what is no text of the report ────────────────────────────────────────────────────────


def without_furniture(pages: Sequence[Page], lines: Sequence[list[Line]]) -> list[list[Line]]:
    """Return each page's lines without its number and what repeats at its edges."""
    running = _running(pages, lines)
    kept = []
    for page, own in zip(pages, lines, strict=True):
        edges = {id(line) for line in (*own[:_EDGE_LINES], *own[-_EDGE_LINES:])}
        outer = {id(line) for line in (*own[:1], *own[-1:])}
        kept.append(
            [
                line
                for line in own
                if not (id(line) in edges and _key(line) in running)
                and not (id(line) in outer and _is_number(line, page))
            ]
        )
    return kept


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "0", "".join(line.text.split())), round(line.middle / 4)


def _running(pages: Sequence[Page], lines: Sequence[list[Line]]) -> set[tuple[str, int]]:
    """Return the lines that stand at the same place of most pages."""
    counts: Counter[tuple[str, int]] = Counter()
    for page, own in zip(pages, lines, strict=True):
        edges = (*own[:_EDGE_LINES], *own[-_EDGE_LINES:])
        counts.update({_key(line) for line in edges if _outside(line, page)})
    return {key for key, count in counts.items() if count >= max(2, (len(pages) + 1) // 2)}


def _outside(line: Line, page: Page) -> bool:
    return not _MARGIN * page.height < line.middle < (1 - _MARGIN) * page.height


def _is_number(line: Line, page: Page) -> bool:
    text = "".join(line.text.split())
    if _CONTINUED.fullmatch(text):
        return True
    # A figure alone may be a value; one in the margin is not.
    if _BARE.fullmatch(text):
        return _outside(line, page)
    return _PAGE_NUMBER.fullmatch(text) is not None


# ── paragraphs ───────────────────────────────────────────────────────────────────────────


class Margins:
    """Where the prose of a file begins and ends on its lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        own = [line for line in lines if not is_chrome(line.text)]
        long = [line for line in own if len(line.glyphs) >= _LONG] or own
        # Closing signs may hang over the margin, and a line may stick out.
        rights = sorted(_bare_right(line) for line in long)
        self.left = _left(long)
        self.right = rights[len(rights) - 1 - len(rights) // 20] if rights else 0.0


def _left(lines: Sequence[Line]) -> float:
    """Return where lines begin: no more than a tenth of all they say stands left of it."""
    left_over = sum(len(line.glyphs) for line in lines) // 10
    for line in sorted(lines, key=lambda line: line.left):
        left_over -= len(line.glyphs)
        if left_over < 0:
            return line.left
    return 0.0


def _bare_right(line: Line) -> float:
    """Return where a line ends, the signs that close it left out."""
    bare = (glyph.right for glyph in reversed(line.glyphs) if glyph.text not in CLOSING)
    return next(bare, line.right)


def parted_from_beside(
    lines: Sequence[list[Line]], margins: Margins
) -> tuple[list[Line], list[list[Line]]]:
    """Part the lines that stand right of the prose, as a website's do, from each page's others."""
    beside = [[line for line in own if _is_beside(line, own, margins)] for own in lines]
    kept = [[a for a in own if a not in out] for own, out in zip(lines, beside, strict=True)]
    return [line for own in beside for line in own], kept


def _is_beside(line: Line, own: Sequence[Line], margins: Margins) -> bool:
    """Tell whether a line stands right of all prose, which goes on below; a date below does not."""
    return line.left > margins.right and any(
        other.top > line.top and other.right <= margins.right and len(other.glyphs) >= _LONG
        for other in own
    )


def paragraphs(lines: Sequence[Line], margins: Margins) -> Iterator[str]:
    """Join lines to paragraphs; glyphs nobody knows are left out."""
    text = ""
    last: Line | None = None
    pitch = _pitch(lines)
    for line in lines:
        if last is not None and _begins(last, line, margins, pitch):
            yield text
            text = ""
        text = _joined(text, line.text.replace(UNKNOWN, "").strip())
        last = line
    if text:
        yield text


def _pitch(lines: Sequence[Line]) -> float:
    """Return the usual step from line to line; wider ones part paragraphs or what stands there."""
    pairs = [(b.middle - a.middle, b.size) for a, b in pairwise(lines)]
    steps = sorted(step for step, size in pairs if 0 < step < 3 * size)
    return steps[len(steps) // 2] if steps else 2 * max((size for _, size in pairs), default=0.0)


def _begins(last: Line, line: Line, margins: Margins, pitch: float) -> bool:
    """Tell whether a line begins a paragraph of its own."""
    em = max(last.size, line.size) / 1.1
    if line.right < last.left or is_chrome(last.text) or is_chrome(line.text):
        return True  # beside it, or the page's
    if _first_width(line) + 0.6 * em <= margins.right - last.right:
        return True  # there was room for more: the line before was the last of its paragraph
    if line.left > margins.left + 1.2 * em:
        return True
    if abs(line.size - last.size) > 0.2 * em:
        return True
    if line.page == last.page and line.middle - last.middle > 1.8 * pitch:
        return True
    text = line.text
    if not _NUMBERED.match(text):
        return False
    found = heading(text)
    return bool(found and found.numbered) or bool(_ENDED.search(last.text))


def _first_width(line: Line) -> float:
    """Return how wide the first of a line is that may not be parted: a sign, a word, a number."""
    end = line.glyphs[0]
    for left, right in pairwise(line.glyphs):
        word = (left.text + right.text).isascii() and right.left - left.right < 1
        if not word and right.text not in CLOSING:
            break
        end = right
    return end.right - line.left


def _joined(text: str, line: str) -> str:
    """Join two lines: words of letters keep a blank between them, all else stands bare."""
    if text and line and text[-1].isascii() and line[0].isascii():
        if text[-1] == "-" and line[0].isalpha():
            return text[:-1] + line
        if text[-1].isalpha() or line[0].isalpha():
            return f"{text} {line}"
    return text + line
