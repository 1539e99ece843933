"""Word files: the blocks of the report as they are printed, straight from the file's XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from indexer.errors import UnreadableFile
from indexer.model import Block, Document, Paragraph
from indexer.readers.docx.names import (
    ALTERNATE,
    DELETED,
    P_PR,
    R_PR,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    TBL,
    P,
    chosen,
    switch,
    val,
    w,
)
from indexer.readers.docx.numbering import Numbering
from indexer.readers.docx.styles import Styles
from indexer.readers.docx.tables import cells_of, columns_of, is_continued, rows_of
from indexer.readers.docx.text import text_of
from indexer.readers.furniture import parted_from_page, said_around
from indexer.readers.package import Package
from indexer.readers.parting import parted
from indexer.readers.white import split_lines
from indexer.recognise import read_title

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PASSED_BY = DELETED | {w("tcPr"), w("sectPr")}
_LIST_OF_CONTENTS = "Table of Contents"


def read_docx(data: bytes) -> Document:
    """Read a Word file: its paragraphs with their numbers, and its tables, in order.

    Tracked insertions are read, deletions and hidden text are not; footnotes follow the block
    that refers to them; headers, footers and tables of contents are left out. Raises
    ``UnreadableFile`` for a damaged or protected file and for one without any text.
    """
    package = Package(data)
    main = package.related("").get("officeDocument", "word/document.xml")
    root = package.tree(main)
    body = None if root is None else root.find(w("body"))
    if body is None:
        raise UnreadableFile("the file holds no Word document")
    blocks, furniture = parted_from_page(list(_Story(package, main).read(body)))
    if not blocks:
        raise UnreadableFile(_why_empty(package))
    return Document(tuple(blocks), "docx", {**said_around(furniture), **_page(package)})


def _why_empty(package: Package) -> str:
    has_pictures = any(name.startswith("word/media/") for name in package.names)
    return (
        "the pages are pictures without text (needs OCR)" if has_pictures else "the file is empty"
    )


def _page(package: Package) -> dict[str, str]:
    """Return the title in the file's properties, if it reads like one of a report."""
    properties = package.tree(package.related("").get("core-properties", "docProps/core.xml"))
    element = None if properties is None else properties.find(_TITLE)
    title = "" if element is None else (element.text or "").strip()
    found = read_title(title)
    return {"标题": found.text} if found else {}


class _Story:
    """One way through a file from its first paragraph to its last; lists count as it goes."""

    def __init__(self, package: Package, main: str) -> None:
        related = package.related(main)

        def part(kind: str) -> etree._Element | None:
            return package.tree(related[kind]) if kind in related else None

        self._styles = Styles(part("styles"))
        self._numbering = Numbering(part("numbering"), self._styles)
        self._unread_notes = {
            (kind, note.get(w("id"), "")): note
            for kind in ("footnotes", "endnotes")
            if (root := part(kind)) is not None
            for note in root
            if note.get(w("type")) is None  # the others are the rules above notes
        }
        self._carried = ""
        self._notes: list[tuple[str, str]] = []

    def read(self, body: etree._Element) -> Iterator[Block]:
        """Yield the blocks of the file's body, footnotes behind the block they belong to."""
        for block in self._whole(body):
            yield block
            notes, self._notes = self._notes, []
            for name in notes:
                # Referred to again, a note is not printed again.
                note = self._unread_notes.pop(name, None)
                if note is not None:
                    yield from self._whole(note)
            # A note has no notes of its own.
            self._notes = []

    def _whole(self, parent: etree._Element) -> Iterator[Block]:
        """Yield the blocks of a part that ends for itself: what is carried on ends with it too."""
        yield from self._blocks(parent)
        carried, self._carried = self._carried, ""
        yield from (Paragraph(line) for line in split_lines(carried))

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
        """Yield the blocks below an element; what is not known is looked into."""
        for child in parent:
            if child.tag == P:
                yield from self._paragraph(child)
            elif child.tag == TBL:
                yield from self._table(child)
            elif child.tag == ALTERNATE:
                if (way := chosen(child)) is not None:
                    yield from self._blocks(way)
            elif child.tag == SDT:
                if (content := _content(child)) is not None:
                    yield from self._blocks(content)
            elif child.tag not in _PASSED_BY:
                yield from self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        properties = paragraph.find(P_PR)
        style = self._styles.paragraph(val(properties, w("pStyle")))
        found = text_of(paragraph, style, self._styles)
        self._notes += found.notes
        text = self._carried + found.text
        mark = None if properties is None else properties.find(R_PR)
        if mark is not None and any(mark.find(tag) is not None for tag in DELETED):
            # The break after this paragraph was deleted: the next one goes on in its line.
            self._carried = text
        else:
            self._carried = ""
            # Hidden with its mark, a paragraph is not there and not counted either.
            is_hidden = switch(mark, w("vanish"))
            if text.strip() or not (style.hidden if is_hidden is None else is_hidden):
                label = self._numbering.label(properties, style)
                lines = [] if found.is_contents else split_lines(text)
                lines[:1] = [f"{label}{lines[0]}"] if lines else []
                yield from (Paragraph(line) for line in lines)
        for box in found.boxes:
            yield from self._blocks(box)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        if next(table.iterdescendants(TBL), None) is None:
            yield from parted(cells_of(table, self._cell_text))
            return
        # A table with tables in it only arranges them on the page.
        for row in rows_of(table):
            for cell in columns_of(row):
                if not is_continued(cell):
                    yield from self._whole(cell)

    def _cell_text(self, cell: etree._Element) -> str:
        blocks = self._whole(cell)
        return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def _content(control: etree._Element) -> etree._Element | None:
    """Return what a content control holds, ``None`` for a list of contents or a mere prompt."""
    properties = control.find(SDT_PR)
    gallery: Mapping[str, str] = {}
    if properties is not None:
        part = properties.find(f"{w('docPartObj')}/{w('docPartGallery')}")
        gallery = {} if part is None else {str(k): str(v) for k, v in part.attrib.items()}
    is_prompt = switch(properties, w("showingPlcHdr"))
    skipped = is_prompt or _LIST_OF_CONTENTS in gallery.values()
    return None if skipped else control.find(SDT_CONTENT)
