"""A web page in reading order: its paragraphs and tables, each with the element it begins in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from indexer.model import Block, Paragraph, Table
from indexer.readers.parting import ends_with_value, is_statistics
from indexer.readers.spans import Spanned, lay_out
from indexer.readers.white import RAISED, SOFT, clean, on_one_line, split_lines
from indexer.recognise import heading

_NEVER_TEXT = frozenset(
    {"script", "style", "noscript", "template", "head", "xml", "iframe", "object", "svg", "nav"}
    | {"select", "button", "textarea", "del", "s", "strike", "footer"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"}
    | {"div", "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4"}
    | {"h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|line-through", re.IGNORECASE
)
_DRAWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table)", re.IGNORECASE)
_BREAK = re.compile(r"[ \t\r\f]*\n\s*")
_DIGITS = re.compile(r"\s*(\d{1,6})")
_TYPED = frozenset({"text", "number"})
"""Fields of a form that show what is typed into them."""
_PROSE = 200
"""No label of the form is as long; a cell that is holds prose, and its table is layout."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and the element it begins in."""

    block: Block
    element: etree._Element


def pieces(root: etree._Element) -> Iterator[Piece]:
    """Yield every paragraph and table of the page; layout tables are gone through."""
    line: list[str] = []
    blocks = [root]
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event == "start" and _is_left_out(element):
            walker.skip_subtree()
            continue
        if event == "start":
            if _is_block(element):
                yield from _flushed(line, blocks[-1])
                blocks.append(element)
            if element.tag == "table" and (found := _table_blocks(element)):
                yield from (Piece(block, element) for block in found)
                walker.skip_subtree()
                continue
            line.append(_start_text(element))
        elif event == "end" and blocks[-1] is element:
            yield from _flushed(line, blocks.pop())
        if event != "start":
            line.append(_white(element.tail, element.getparent()))
    yield from _flushed(line, root)


def _start_text(element: etree._Element) -> str:
    return "\n" if element.tag == "br" else _white(element.text, element)


def _flushed(line: list[str], element: etree._Element) -> Iterator[Piece]:
    for text in split_lines("".join(line)):
        yield Piece(Paragraph(text), element)
    line.clear()


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCKS or bool(_DRAWN_AS_BLOCK.search(element.get("style") or ""))


def _is_left_out(element: etree._Element) -> bool:
    if element.tag in _NEVER_TEXT or element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _white(text: str | None, element: etree._Element | None) -> str:
    """Return text with line breaks of the source marked as such; those within pre are real."""
    if not text:
        return ""
    if element is not None and any(map(str.isdigit, text)) and _within(element, "sup"):
        text = text.translate(RAISED)
    if "\n" in text and (element is None or not _within(element, "pre")):
        return _BREAK.sub(SOFT, text)
    return text


def text_of(element: etree._Element) -> str:
    """Return all text in an element on one line."""
    return clean("".join(str(text) for text in element.itertext()))


def _within(element: etree._Element, tag: str) -> bool:
    return element.tag == tag or next(element.iterancestors(tag), None) is not None


# ── tables ───────────────────────────────────────────────────────────────────────────────


def _table_blocks(element: etree._Element) -> list[Block]:
    """Return what a table holds, nothing where it only arranges other things on the page.

    A row of a single cell with a heading or with prose parts the tables above and below it.
    """
    if next(element.iterdescendants("table"), None) is not None:
        return []
    rows = [row for row in element.iterdescendants("tr") if not _is_left_out(row)]
    blocks: list[Block] = [
        Paragraph(t) for c in element.iterchildren("caption") for t in _lines_of(c)
    ]
    open_rows: list[list[Spanned]] = []
    in_statistics = False
    for row in rows:
        lines = [(cell, _lines_of(cell)) for cell in row.iterchildren("td", "th")]
        cells = [_spanned(cell, own) for cell, own in lines if not _is_left_out(cell)]
        in_statistics = in_statistics or is_statistics([cell.text for cell in cells])
        if not _is_prose([own for _, own in lines], cells, has_headings=not in_statistics):
            open_rows.append(cells)
        elif sum(bool(cell.text) for cell in cells) == 1:
            blocks += [*_grid(open_rows), *(Paragraph(t) for c in row for t in _lines_of(c))]
            open_rows = []
        else:
            return []
    blocks += _grid(open_rows)
    return blocks if any(isinstance(b, Table) for b in blocks) else []


def _grid(rows: list[list[Spanned]]) -> Sequence[Block]:
    """Return a table of rows, or their text where no two texts stand side by side."""
    if any(sum(bool(cell.text) for cell in row) > 1 for row in rows):
        return [lay_out(rows)]
    return [Paragraph(cell.text) for row in rows for cell in row if cell.text]


def _is_prose(
    lines: Sequence[Sequence[str]], cells: Sequence[Spanned], *, has_headings: bool
) -> bool:
    """Tell whether a row holds prose, or a heading; one that has a number beside it is a label."""
    if any(sum(map(len, cell)) > _PROSE for cell in lines):
        return True
    if not has_headings:
        return False
    headings = (found for cell in lines for line in cell if (found := heading(line)) is not None)
    return any(found.numbered for found in headings) and not ends_with_value(
        [cell.text for cell in cells if cell.text]
    )


def _spanned(cell: etree._Element, lines: Sequence[str]) -> Spanned:
    return Spanned(on_one_line(lines), _span(cell.get("rowspan")), _span(cell.get("colspan")))


def _span(value: str | None) -> int:
    digits = _DIGITS.match(value) if value else None
    return int(digits[1]) if digits else 1


def _lines_of(cell: etree._Element) -> list[str]:
    if not len(cell):
        return split_lines(_white(cell.text, cell))
    parts: list[str] = []
    walker = etree.iterwalk(cell, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event == "start" and element is not cell and _is_left_out(element):
            walker.skip_subtree()
            continue
        if element is not cell and _is_block(element):
            parts.append("\n")
        if event == "start":
            parts.append(_typed(element) or _start_text(element))
        elif element is not cell:
            parts.append(_white(element.tail, element.getparent()))
    return split_lines("".join(parts))


def _typed(element: etree._Element) -> str:
    """Return what a field to fill in shows: some pages are the forms they were filled in on."""
    is_field = element.tag == "input" and element.get("type", "text").lower() in _TYPED
    return str(element.get("value", "")) if is_field else ""
