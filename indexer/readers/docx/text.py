"""The text of one paragraph as it is printed: without what is hidden, deleted or an instruction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from indexer.readers.docx.names import (
    ALTERNATE,
    DELETED,
    P_PR,
    R_PR,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    TEXT_BOX,
    VAL,
    R,
    T,
    chosen,
    switch,
    w,
)
from indexer.readers.docx.styles import Style, Styles
from indexer.readers.white import RAISED, SOFT

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"

_SKIPPED = DELETED | {
    P_PR,
    R_PR,
    SDT_PR,
    *(w(n) for n in ("sdtEndPr", "rt", "instrText", "delText", "delInstrText", "ffData")),
    *(w(n) for n in ("rubyPr", "customXmlPr", "smartTagPr", "fldData")),
}
_SIGNS = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("br"): "\n",
    w("noBreakHyphen"): "-",
}
_WINGDINGS = {0x6C: "●", 0x6E: "■", 0xA8: "□", 0xFC: "√", 0xFE: "☑", 0x6F: "□", 0xD8: "➢"}
_SYMBOL = {0xB7: "·", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≤", 0xB3: "≥"}
_SYMBOLS = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}
_SET_OF_SIGNS = ("wingdings", "webdings", "mt extra")


@dataclass(slots=True)
class Text:
    """What a paragraph prints; ``boxes`` are the text boxes in it, ``notes`` ids of footnotes.

    ``is_contents`` where it is a line of a table of contents.
    """

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    is_contents: bool = False


def text_of(paragraph: etree._Element, style: Style, styles: Styles) -> Text:
    """Return the text of a paragraph of this style, line breaks in it as ``\\n``."""
    gatherer = _Gatherer(style, styles)
    gatherer.gather(paragraph)
    found = gatherer.found
    found.text = "".join(gatherer.pieces)
    found.is_contents |= style.is_contents
    return found


class _Gatherer:
    """One way through a paragraph, with what is open at the moment."""

    def __init__(self, style: Style, styles: Styles) -> None:
        self.pieces: list[str] = []
        self.found = Text()
        self._style = style
        self._styles = styles
        # For each open field whether its result has begun; before that stands its instruction.
        # They end with the paragraph, so that one never closed cannot swallow the report.
        self._fields: list[bool] = []
        self._instructions = 0

    def gather(self, element: etree._Element) -> None:
        """Gather all text below an element; what is not known is looked into."""
        for child in element:
            tag = child.tag
            if tag == T:
                # A break between the letters of the XML is none on paper.
                self._put((child.text or "").replace("\n", SOFT))
            elif tag in _SIGNS:
                self._put(_SIGNS[tag])
            elif (handle := _HANDLERS.get(tag)) is not None:
                handle(self, child)
            elif tag not in _SKIPPED:
                self.gather(child)

    def _put(self, text: str | None) -> None:
        if text and not self._instructions:
            self.pieces.append(text)

    def run(self, run: etree._Element) -> None:
        """Gather a run, unless it is hidden."""
        properties = run.find(R_PR)
        if self._is_hidden(properties):
            return
        before = len(self.pieces)
        self.gather(run)
        raised = None if properties is None else properties.find(w("vertAlign"))
        if raised is not None and raised.get(VAL) == "superscript":
            self.pieces[before:] = [piece.translate(RAISED) for piece in self.pieces[before:]]

    def _is_hidden(self, properties: etree._Element | None) -> bool:
        own = switch(properties, w("vanish"))
        if own is not None:
            return own
        named = None if properties is None else properties.find(w("rStyle"))
        by_run = None if named is None else self._styles.style(named.get(VAL, "")).hidden
        # Set in both styles it is switched on and off again.
        return bool(by_run) != bool(self._style.hidden)

    def field(self, mark: etree._Element) -> None:
        """Note where a field begins, where its result does, and where it ends."""
        kind = mark.get(w("fldCharType"))
        if kind == "begin":
            self._fields.append(False)
            self._instructions += 1
        elif kind in ("separate", "end") and self._fields:
            self._instructions -= not self._fields.pop()
            if kind == "separate":
                self._fields.append(True)

    def instruction(self, element: etree._Element) -> None:
        """Take from a field's instruction only whether it is the page number of a contents line."""
        if (element.text or "").strip().upper().startswith(("PAGEREF", "TOC")):
            self.found.is_contents = True

    def symbol(self, element: etree._Element) -> None:
        """Gather a sign that is named by its font and its place there."""
        font = element.get(w("font"), "").lower()
        try:
            code = int(element.get(w("char"), ""), 16)
        except ValueError:
            return
        code -= 0xF000 if 0xF000 <= code <= 0xF0FF else 0
        signs = _SYMBOLS.get(font, {})
        is_letter = 0x20 <= code < 0xD800 and not font.startswith(_SET_OF_SIGNS)
        self._put(signs.get(code, chr(code) if is_letter else ""))

    def alternate(self, element: etree._Element) -> None:
        """Gather one of several ways to show the same thing."""
        way = chosen(element)
        if way is not None:
            self.gather(way)

    def control(self, element: etree._Element) -> None:
        """Gather a content control, unless it only says what to write there."""
        properties, content = element.find(SDT_PR), element.find(SDT_CONTENT)
        if content is not None and not switch(properties, w("showingPlcHdr")):
            self.gather(content)

    def box(self, element: etree._Element) -> None:
        """Keep a text box for later: it stands beside the paragraph."""
        self.found.boxes.append(element)

    def word_art(self, element: etree._Element) -> None:
        """Gather a line drawn as a picture, as old red titles are."""
        self._put(element.get("string"))

    def note(self, element: etree._Element) -> None:
        """Keep a footnote's or an endnote's number."""
        kind = "footnotes" if element.tag == w("footnoteReference") else "endnotes"
        self.found.notes.append((kind, element.get(w("id"), "")))

    def formula(self, element: etree._Element) -> None:
        """Gather a piece of a formula."""
        self._put(element.text)


_HANDLERS: dict[str, Callable[[_Gatherer, etree._Element], None]] = {
    R: _Gatherer.run,
    w("fldChar"): _Gatherer.field,
    w("instrText"): _Gatherer.instruction,
    w("sym"): _Gatherer.symbol,
    ALTERNATE: _Gatherer.alternate,
    SDT: _Gatherer.control,
    TEXT_BOX: _Gatherer.box,
    _WORD_ART: _Gatherer.word_art,
    w("footnoteReference"): _Gatherer.note,
    w("endnoteReference"): _Gatherer.note,
    _MATH_TEXT: _Gatherer.formula,
}
