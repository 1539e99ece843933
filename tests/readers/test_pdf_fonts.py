"""Text in Chinese fonts that a PDF names but does not hold: the same on every machine."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from indexer.readers.pdf.pages import Glyph, load

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
SIZE = 20
HEIGHT = 0.752 + 0.271
"""Ascent and descent, as the file says them of the font."""


def glyphs(text: str, font: str = FONT, *, turned: bool = False) -> list[Glyph]:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont(font, SIZE)
    if turned:
        canvas.rotate(90)
        canvas.drawString(100, -100, text)
    else:
        canvas.drawString(100, 500, text)
    canvas.save()
    return list(load(buffer.getvalue()).pages[0].glyphs)


@pytest.mark.parametrize(
    ("text", "width"), [("无", 1), ("一", 1), ("2", 0.462), ("1", 0.462), ("W", 0.972)]
)
@pytest.mark.parametrize("turned", [False, True], ids=["upright", "turned"])
def test_a_character_alone_is_as_large_as_the_file_says(text, width, turned) -> None:
    (glyph,) = glyphs(text, turned=turned)
    assert glyph.text == text
    assert glyph.right - glyph.left == pytest.approx(width * SIZE, abs=0.01)
    assert glyph.bottom - glyph.top == pytest.approx(HEIGHT * SIZE, abs=0.5)


def test_what_stands_on_one_line_has_one_height() -> None:
    assert len({(glyph.top, glyph.bottom) for glyph in glyphs("无12件，一。W")}) == 1


def test_a_font_of_the_standards_has_its_own_widths() -> None:
    one, other = glyphs("iW", "Helvetica")
    assert one.right - one.left < 0.3 * SIZE < 0.9 * SIZE < other.right - other.left
