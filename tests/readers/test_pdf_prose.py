"""Lines of PDFs become paragraphs, and what pages repeat is left out."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from indexer.model import Document
from indexer.parsing.parse import parse_bytes
from indexer.readers.pdf import read_pdf
from indexer.readers.pdf.lines import lines_of
from indexer.readers.pdf.pages import UNKNOWN, Glyph

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import pdfs

from tests.readers.sheets import Sheet, cell_texts, form_sheet, texts_of


def prose(*lines: tuple[float, str]) -> list[str]:
    sheet = Sheet()
    for index, (x, text) in enumerate(lines):
        sheet.text(x, 100 + 18 * index, text, 12)
    return texts_of(sheet.read())[1:]


FULL = "本年度共受理政府信息公开申请四十件均已按时答复没有发生超期答复的情形各承"

DISPUTES = "四、因政府信息公开申请行政复议、提起行政诉讼情况"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(96, FULL[:-2]), (72, "办股室均按要求。")], [FULL[:-2] + "办股室均按要求。"]),
        ([(72, FULL), (96, "二是新的一段")], [FULL, "二是新的一段"]),
        ([(72, "短行。"), (72, FULL)], ["短行。", FULL]),
        ([(72, FULL), (72, "一、总体情况"), (72, FULL)], [FULL, "一、总体情况", FULL]),
        ([(72, FULL[:-1] + "。"), (72, "（一）主动公开"), (72, FULL)],
         [FULL[:-1] + "。", "（一）主动公开", FULL]),
        ([(72, FULL[:-2] + "20"), (72, "21年的")], [FULL[:-2] + "20" + "21年的"]),
        ([(72, FULL)] * 2 + [(72, "共3件，abc def")], [FULL + FULL + "共3件，abc def"]),
        ([(72, DISPUTES), (72, FULL + "，"), (72, "均已办结。")],
         [DISPUTES, FULL + "，均已办结。"]),
    ],
    ids=["broken by the width", "an indent", "a short line", "a heading", "a numbered line",
         "a number", "a blank between words", "full lines that end in a comma"],
)  # fmt: skip
def test_lines_become_paragraphs(lines, expected) -> None:
    assert prose(*lines) == expected


def paged(*pages: list[tuple[float, float, str]], title: str = "") -> Document:
    return read_pdf(drawn(*pages, title=title))


def drawn(*pages: list[tuple[float, float, str]], title: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (595, 842), invariant=1)
    canvas.setTitle(title)
    for page in pages:
        for x, y, text in page:
            canvas.setFont(pdfs.FONT, 12)
            canvas.drawString(x, 842 - y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    "number",
    ["— {} —", "- {} -", "第 {} 页", "第{}页 共3页", "{}/3", "{}", "·{}·", "Page {} of 3"],
)
def test_page_numbers_are_no_text_and_sentences_go_on_below(number: str) -> None:
    pages = [[(72, 100, FULL), (72, 760, FULL), (290, 810, number.format(i))] for i in (1, 2, 3)]
    whole = "\n".join(texts_of(paged(*pages)))
    assert whole.replace("\n", "") == FULL * 6
    assert whole.count("\n") == 3


def test_a_line_at_the_same_place_of_most_pages_is_no_text() -> None:
    pages = [
        [(72, 40, f"某市年度报告 {i}"), (72, 100, FULL), (72, 700, f"第{i}段")] for i in range(3)
    ]
    assert "某市" not in "".join(texts_of(paged(*pages)))
    assert "第2段" in texts_of(paged(*pages))


def test_the_files_own_title_is_kept_if_it_reads_like_one() -> None:
    title = "某某市2021年政府信息公开工作年度报告"
    for name in (title, f"Microsoft Word - {title}.docx"):
        assert paged([(72, 100, FULL)], title=name).page == {"标题": title}
    assert paged([(72, 100, FULL)], title=f"{title}_示例政府网").page == {"标题": title}
    assert paged([(72, 100, FULL)], title="文档1").page == {}


def test_what_a_printed_page_shows_around_a_report_is_none_of_it() -> None:
    half, rest = FULL[:25], FULL[25:]
    page = [
        (72, 60, "当前位置：首页 > 政务公开 > 正文"),
        (72, 80, "发布机构： 青禾县栗园镇人民政府发布日期： 2022-01-20"),
        (400, 100, "相关阅读"),
        (72, 110, "2021年政府信息公开工"),
        (400, 118, "一、总体情况"),
        (72, 126, "作年度报告"),
        *((72, 150 + 18 * i, text) for i, text in enumerate(["一、总体情况", half, rest + "。"])),
        *((72, 210 + 18 * i, half) for i in range(3)),
        (72, 264, "五、存在的主要问题及改进情况"),
        (72, 282, "不足。"),
    ]
    data = drawn(page, title="2021年政府信息公开工作年度报告_示例政府网")
    report = parse_bytes(data, "a.pdf")
    assert report.meta.title == "2021年政府信息公开工作年度报告"
    assert (report.meta.issuer, report.meta.published) == ("青禾县栗园镇人民政府", "2022-01-20")
    assert report.prose == {"overview": f"{FULL}。\n{half * 3}", "problems": "不足。"}


def test_glyphs_of_no_known_character_are_kept_within_numbers_and_left_out_of_prose(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from indexer.readers.pdf import pages

    known = pages._character
    monkeypatch.setattr(pages, "_character", lambda code: UNKNOWN if code == 0x58 else known(code))
    sheet = form_sheet()
    sheet.cell(1, 1, "1X2")
    sheet.text(72, 700, "X本段有一个符号")
    document = sheet.read()
    assert cell_texts(document)[1] == f"1{UNKNOWN}2"
    assert texts_of(document)[-1] == "本段有一个符号"


@pytest.mark.parametrize(
    ("code", "text"),
    [(0x2EA0, "民"), (0x2F00, "一"), (0xE000, UNKNOWN), (0xD800, UNKNOWN), (0x20, ""), (2, "-")],
)
def test_characters(code: int, text: str) -> None:
    from indexer.readers.pdf import pages

    assert pages._character(code) == text


def test_signs_that_hang_low_stand_in_their_line() -> None:
    def glyph(text: str, at: int, top: float, bottom: float) -> Glyph:
        return Glyph(text, 10.0 * at, 10.0 * at + 9, top, bottom)

    glyphs = [glyph("无", 0, 0, 11), glyph("，", 1, 7.6, 12.4), glyph("有", 2, 0, 11)]
    below = [glyph(text, at, 18, 29) for at, text in enumerate("下一行")]
    assert [line.text for line in lines_of([*glyphs, *below])] == ["无，有", "下一行"]
