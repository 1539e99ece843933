"""PDFs: ruling lines make tables, the lines of text outside them paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.errors import UnreadableFile
from indexer.model import Block, Document, Paragraph
from indexer.readers.furniture import parted_from_page, said_around
from indexer.readers.pdf.grids import Grid, find_grids
from indexer.readers.pdf.lines import Line, lines_of
from indexer.readers.pdf.pages import UNKNOWN, File, load
from indexer.readers.pdf.prose import Margins, paragraphs, parted_from_beside, without_furniture
from indexer.readers.pdf.seams import goes_on, whole_table
from indexer.readers.pdf.streams import stream_table
from indexer.readers.pdf.struck import without_struck
from indexer.readers.text import end_of_stream
from indexer.recognise import read_title

__all__ = ["read_pdf"]

# The shortest report has ten times as many; a page with fewer is a picture or a sheet left blank.
_LEAST_A_PAGE = 25
_MOST_UNKNOWN = 0.2


def read_pdf(data: bytes) -> Document:
    """Read a PDF into paragraphs and tables, in order, tables joined over pages.

    Raises ``UnreadableFile`` for one that is damaged, encrypted, scanned (``needs OCR``), larger
    than the limits, or has hardly any text. Not to be called from two threads at a time.
    """
    file = load(data)
    _refuse_textless(file)
    grids: list[list[Grid]] = []
    lines: list[list[Line]] = []
    notes: list[str] = []
    for page in map(without_struck, file.pages):
        found, outside, looked = find_grids(page)
        grids.append(found)
        lines.append(lines_of(outside, page.number))
        if not looked:
            notes.append(f"page {page.number + 1} is a drawing: no tables were looked for")
    lines = without_furniture(file.pages, lines)
    margins = Margins([line for own in lines for line in own])
    beside, lines = parted_from_beside(lines, margins)
    whole = [*_paragraphs(beside, margins), *_blocks(_in_order(grids, lines), margins)]
    blocks, furniture = parted_from_page(whole)
    told = {**said_around(furniture), **_page(file.title)}
    return Document(tuple(blocks), "pdf", told, tuple(notes))


def _refuse_textless(file: File) -> None:
    counts = [len(page.glyphs) for page in file.pages]
    bare = [page for page in file.pages if len(page.glyphs) < _LEAST_A_PAGE]
    pictured = [page for page in bare if page.pictures]
    if 2 * len(pictured) >= len(counts):
        raise UnreadableFile("needs OCR: the pages are pictures")
    if sum(counts) < _LEAST_A_PAGE * len(counts):
        raise UnreadableFile(
            "only %(characters)d characters on %(pages)d pages: the PDF is damaged or no text",
            characters=sum(counts),
            pages=len(counts),
        )
    unknown = sum(glyph.text == UNKNOWN for page in file.pages for glyph in page.glyphs)
    if unknown > _MOST_UNKNOWN * sum(counts):
        raise UnreadableFile("needs OCR: the PDF does not say which characters it prints")


def _in_order(grids: Sequence[list[Grid]], lines: Sequence[list[Line]]) -> list[Line | Grid]:
    """Return what stands on the pages from the first to the last, from top to bottom."""
    things: list[Line | Grid] = []
    for found, own in zip(grids, lines, strict=True):
        things += sorted([*found, *own], key=lambda thing: thing.top)
    return things


def _blocks(things: Sequence[Line | Grid], margins: Margins) -> Iterator[Block]:
    lines: list[Line] = []
    parts: list[Grid] = []
    for thing in things:
        if isinstance(thing, Line):
            if parts:
                yield whole_table(parts)
                parts = []
            lines.append(thing)
            continue
        yield from _text_blocks(lines, margins)
        lines = []
        if parts and not goes_on(parts[-1], thing):
            yield whole_table(parts)
            parts = []
        parts.append(thing)
    if parts:
        yield whole_table(parts)
    yield from _text_blocks(lines, margins)


def _text_blocks(lines: Sequence[Line], margins: Margins) -> Iterator[Block]:
    """Yield paragraphs, and tables where lines read like the forms' rows without rulings."""
    texts = [line.text for line in lines]
    begin = at = 0
    while at < len(lines):
        end = end_of_stream(texts, at)
        if end == at:
            at += 1
            continue
        yield from _paragraphs(lines[begin:at], margins)
        yield stream_table(lines[at:end])
        begin = at = end
    yield from _paragraphs(lines[begin:], margins)


def _paragraphs(lines: Sequence[Line], margins: Margins) -> Iterator[Paragraph]:
    return (Paragraph(text) for text in paragraphs(lines, margins) if text)


def _page(recorded: str) -> dict[str, str]:
    """Return the title a file records of itself, if it reads like a report's."""
    plain = re.sub(r"^Microsoft Word - |\.(?:docx?|wps|pdf)$", "", recorded, flags=re.IGNORECASE)
    title = read_title(plain)
    return {"标题": title.text} if title else {}
