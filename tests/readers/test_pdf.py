"""PDFs: ruled tables over pages, tables without rulings, prose, and files that must be refused."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import NotAReport, SourceError, UnreadableFile
from indexer.model import Document, Geometry, Paragraph, Report, Status, Table
from indexer.parsing.parse import parse_bytes
from indexer.readers import read
from indexer.readers.pdf import read_pdf
from indexer.readers.pdf.lines import lines_of
from indexer.readers.pdf.pages import MOST_PAGES, UNKNOWN, Glyph

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import generate
import pdfs
from invent import SAMPLES
from pdfs import Look

WITH_TITLE = [s for s in SAMPLES if s.titled]
BY_FILE = {s.file: s for s in SAMPLES}
OLDER, NEWER = BY_FILE["柳溪镇2020.txt"], BY_FILE["柳溪镇2021.html"]


def facts(report: Report, keys) -> dict:
    values = report.facts.values
    return {key: [values[key].value, str(values[key].status)] for key in keys}


def misread(sample, report: Report) -> dict:
    known = {k: [f["value"], f["status"]] for k, f in generate.golden(sample)["fields"].items()}
    return {k: v for k, v in facts(report, known).items() if v != known[k]}


def wrong(sample, report: Report) -> dict:
    """Return the fields whose value is read, but not the one that was printed."""
    known = generate.golden(sample)["fields"]
    values = report.facts.values
    return {
        key: (fact["value"], values[key].value)
        for key, fact in known.items()
        if values[key].status is Status.REPORTED and values[key].value != fact["value"]
    }


def tables_of(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def texts_of(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


# ── whole reports ────────────────────────────────────────────────────────────────────────

LOOKS = {
    "lines": Look(),
    "a rectangle a cell": Look(rulings="boxes"),
    "thin filled rectangles": Look(rulings="slivers"),
    "rows cut by pages": Look(split=True, room=50),
    "rows cut above their values": Look(split=True, values_below=True, room=80),
    "rows cut without a line": Look(split=True, open_edges=True, room=30),
    "headers repeated": Look(repeat=3, split=True),
    "printed twice for boldness": Look(bold=True),
    "a sheet on its side": Look(turned=True, rotate=90),
    "text that runs up the page": Look(turned=True),
    "running header": Look(header="某某市政府信息公开", numbers="第 {page} 页"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("sample", WITH_TITLE, ids=lambda s: s.file)
def test_a_report_is_read_whole(sample, look: Look) -> None:
    report, known = parse_bytes(generate.pdf_file(sample, look), "a.pdf"), generate.golden(sample)
    names = ("title", "issuer", "year", "template")
    assert {n: getattr(report.meta, n) for n in names} == {n: known[n] for n in names}
    assert report.meta.format == "pdf"
    assert misread(sample, report) == {}
    assert dict(report.prose) == known["sections"]


@pytest.mark.parametrize("sample", [OLDER, NEWER], ids=lambda s: s.template)
@pytest.mark.parametrize("below", [False, True], ids=["values above", "values below"])
@pytest.mark.parametrize("edges", [False, True], ids=["closed", "open"])
def test_a_page_may_end_anywhere(sample, below: bool, edges: bool) -> None:
    for room in range(0, 700, 23):
        look = Look(room=float(room), split=True, values_below=below, open_edges=edges)
        assert misread(sample, parse_bytes(generate.pdf_file(sample, look), "a.pdf")) == {}, room


CUTS = [
    ("望潮区应急管理局2022.txt", Look(split=True, values_below=True, repeat=3, room=163,
                                      cell_size=8, size=14)),
    ("梅岭镇2022.txt", Look(split=True, values_below=True, repeat=3, room=44, cell_size=10.5,
                            padding=5.4, margin=50, size=14)),
    ("云岭市自然资源局2021.html", Look(split=True, room=263, cell_size=10.5, padding=2, margin=90)),
    ("云岭市自然资源局2021.html", Look(split=True, room=156, cell_size=10.5, padding=5.4)),
    ("松岗街道2020.html", Look(cell_size=9, padding=2, margin=50, split=True)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "look"), CUTS,
    ids=["a label of one sign", "a header in halves", "a blank under a header",
         "总 above 计", "signs that hang into the next cell"],
)  # fmt: skip
def test_rows_that_were_once_read_amiss(file: str, look: Look) -> None:
    sample = BY_FILE[file]
    assert misread(sample, parse_bytes(generate.pdf_file(sample, look), "a.pdf")) == {}


@pytest.mark.parametrize("sample", WITH_TITLE, ids=lambda s: s.file)
def test_without_rulings_nothing_is_read_wrong(sample) -> None:
    for size in (6.5, 7.0, 8.0, 9.0):
        report = parse_bytes(generate.pdf_file(sample, Look(rulings="", cell_size=size)), "a.pdf")
        assert wrong(sample, report) == {}
        # A row with a blank cell has too few values: it is given up, not guessed at.
        assert len(misread(sample, report)) < 60


# ── a single table, drawn by hand ────────────────────────────────────────────────────────

HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
FILLER = "本报告依照有关规定编制，所列数据真实准确，欢迎社会各界监督并提出意见和建议。"
WIDTH, HEIGHT = 90.0, 30.0


class Sheet:
    """A page to draw on; places count from the upper left corner."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, (595, 842), invariant=1)
        self.text(72, 60, FILLER)

    def text(self, x: float, y: float, text: str, size: float = 10) -> None:
        self.canvas.setFont(pdfs.FONT, size)
        self.canvas.drawString(x, 842 - y - size, text)

    def line(self, x: float, y: float, u: float, v: float) -> None:
        self.canvas.line(x, 842 - y, u, 842 - v)

    def rulings(self, columns: int = 4, rows: int = 2, top: float = 100) -> None:
        for row in range(rows + 1):
            self.line(72, top + row * HEIGHT, 72 + columns * WIDTH, top + row * HEIGHT)
        for column in range(columns + 1):
            x = 72 + column * WIDTH
            self.line(x, top, x, top + rows * HEIGHT)

    def cell(self, row: int, column: int, text: str, dx: float = 5, dy: float = 3) -> None:
        self.text(72 + column * WIDTH + dx, 100 + row * HEIGHT + dy, text)

    def read(self) -> Document:
        self.canvas.showPage()
        self.canvas.save()
        return read_pdf(self.buffer.getvalue())


def form_sheet() -> Sheet:
    sheet = Sheet()
    sheet.rulings()
    for column, text in enumerate(HEAD):
        sheet.cell(0, column, text)
    sheet.cell(1, 0, "规章")
    return sheet


def cell_texts(document: Document) -> list[str]:
    (table,) = tables_of(document)
    assert table.geometry is Geometry.GRID
    return [cell.text for cell in table.cells if cell.row == 1]


def test_characters_of_one_number_stand_close() -> None:
    sheet = form_sheet()
    for x in (5, 11):
        sheet.cell(1, 1, "1", dx=x)
    for x in (5, 20):
        sheet.cell(1, 2, "1", dx=x)
    sheet.cell(1, 3, "1 2")
    assert cell_texts(sheet.read()) == ["规章", "11", "1 1", "1 2"]


def test_numbers_one_under_the_other_stay_two() -> None:
    sheet = form_sheet()
    sheet.cell(1, 1, "12")
    sheet.cell(1, 1, "34", dy=15)
    sheet.cell(1, 2, "1,81")
    sheet.cell(1, 2, "2", dy=15)
    sheet.cell(1, 3, "12345678901234567")
    sheet.cell(1, 3, "89", dy=15)
    assert cell_texts(sheet.read()) == ["规章", "12\n34", "1,812", "1234567890123456789"]


def test_what_is_struck_through_is_not_read_and_what_a_line_only_touches_is() -> None:
    sheet = form_sheet()
    sheet.cell(1, 1, "9")
    sheet.cell(1, 1, "135", dx=10)
    sheet.line(77, 137, 77, 137)
    sheet.line(72 + WIDTH + 5, 139, 72 + WIDTH + 10, 139)
    sheet.cell(1, 2, "12")
    sheet.line(72 + 2 * WIDTH + 5, 144.5, 72 + 2 * WIDTH + 15, 144.5)
    sheet.cell(1, 3, "7", dy=-5)
    assert cell_texts(sheet.read()) == ["规章", "135", "12", "7"]


def test_a_number_over_a_ruling_is_nobodys() -> None:
    sheet = form_sheet()
    sheet.cell(1, 1, "1234567", dx=-18)
    sheet.cell(1, 3, "5")
    (table,) = tables_of(sheet.read())
    row = [(c.column, c.column_span, c.text) for c in table.cells if c.row == 1]
    assert row == [(0, 2, "规章 1234567"), (2, 1, ""), (3, 1, "5")]


def test_a_ruling_left_out_merges_cells() -> None:
    sheet = Sheet()
    for y in (100, 130, 160):
        sheet.line(72, y, 432, y)
    for x in (72, 162, 432):
        sheet.line(x, 100, x, 160)
    for x in (252, 342):
        sheet.line(x, 130, x, 160)
    sheet.cell(0, 1, "本年制发件数")
    sheet.cell(1, 1, "3")
    (table,) = tables_of(sheet.read())
    found = [(c.row, c.column, c.column_span, c.text) for c in table.cells if c.text]
    assert found == [(0, 1, 3, "本年制发件数"), (1, 1, 1, "3")]


def test_a_gap_that_is_too_narrow_for_text_is_no_row() -> None:
    sheet = Sheet()
    sheet.line(72, 100, 432, 100)
    sheet.line(72, 126, 432, 126)
    for y in (130, 160):
        sheet.line(162, y, 432, y)
    sheet.line(72, 164, 432, 164)
    for x, begin in ((72, 100), (162, 128), (252, 130), (342, 130), (432, 100)):
        sheet.line(x, begin, x, 164)
    for column, text in enumerate(("三、办理结果", "1", "2", "3")):
        sheet.cell(1, column, text)
    assert cell_texts(sheet.read()) == ["三、办理结果", "1", "2", "3"]


def test_a_border_lost_in_part_merges_to_a_rectangle() -> None:
    sheet = Sheet()
    sheet.rulings(3, 1)
    sheet.line(72, 160, 342, 160)
    for x in (72, 162, 342):
        sheet.line(x, 130, x, 160)
    sheet.canvas.setStrokeColorRGB(0, 0, 0)
    sheet.cell(1, 1, "3")
    sheet.cell(1, 2, "4")
    sheet.cell(0, 1, "甲")
    (table,) = tables_of(sheet.read())
    assert ("3 4", 2) in [(c.text, c.column_span) for c in table.cells]


def test_open_sides_end_where_the_lines_across_end() -> None:
    sheet = Sheet()
    for y in (100, 130, 160):
        sheet.line(72, y, 432, y)
    for x in (162, 252, 342):
        sheet.line(x, 100, x, 160)
    for column, text in enumerate(("规章", "1", "2", "3")):
        sheet.cell(1, column, text)
    assert cell_texts(sheet.read()) == ["规章", "1", "2", "3"]


def test_a_diagonal_and_a_frame_around_text_are_no_tables() -> None:
    sheet = form_sheet()
    sheet.line(72, 100, 162, 130)
    sheet.cell(1, 1, "1")
    sheet.canvas.rect(60, 100, 470, 100)
    sheet.text(72, 700, "框内的文字也是正文。")
    document = sheet.read()
    assert cell_texts(document) == ["规章", "1", "", ""]
    assert texts_of(document)[-1] == "框内的文字也是正文。"


# ── prose ────────────────────────────────────────────────────────────────────────────────


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


# ── what is refused ──────────────────────────────────────────────────────────────────────


def picture_pages(text: str = "") -> bytes:
    from reportlab.lib.utils import ImageReader

    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ff"
        "ff3f0005fe02fe0def46b80000000049454e44ae426082"
    )
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (595, 842), invariant=1)
    for _ in range(2):
        canvas.drawImage(ImageReader(io.BytesIO(png)), 0, 0, 595, 842)
        canvas.setFont(pdfs.FONT, 10)
        canvas.drawString(50, 30, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def blank_pages(count: int) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (595, 842), invariant=1)
    for _ in range(count):
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


VALID = generate.pdf_file(NEWER, Look())

REFUSED = {
    "a scan": (picture_pages(), "needs OCR: the pages are pictures"),
    "a scan with page numbers": (picture_pages("第1页"), "needs OCR: the pages are pictures"),
    "empty pages": (blank_pages(3), "only 0 characters on 3 pages"),
    "too many pages": (blank_pages(MOST_PAGES + 1), "more than 500"),
    "a password": (generate.pdf_file(NEWER, Look(password="x")), "encrypted"),
    "its beginning alone": (VALID[:300], "damaged"),
    "a mark alone": (b"%PDF-1.7", "damaged"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_files_without_readable_text_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read(data, "a.pdf")


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


# ── any bytes at all ─────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_spoilt_file_is_read_or_refused(data) -> None:
    spoilt = bytearray(VALID)
    if data.draw(st.booleans(), "truncated"):
        del spoilt[data.draw(st.integers(0, len(spoilt)), "end") :]
    for _ in range(data.draw(st.integers(0, 12), "changes")):
        if spoilt:
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_pdf(bytes(spoilt))
    except SourceError:
        return


def test_a_file_about_something_else_is_no_report() -> None:
    sheet = Sheet()
    sheet.text(72, 100, "这是一份与年度报告无关的通知，请各单位遵照执行，不得有误。")
    sheet.canvas.showPage()
    sheet.canvas.save()
    with pytest.raises(NotAReport):
        parse_bytes(sheet.buffer.getvalue(), "a.pdf")


def test_signs_that_hang_low_stand_in_their_line() -> None:
    def glyph(text: str, at: int, top: float, bottom: float) -> Glyph:
        return Glyph(text, 10.0 * at, 10.0 * at + 9, top, bottom)

    glyphs = [glyph("无", 0, 0, 11), glyph("，", 1, 7.6, 12.4), glyph("有", 2, 0, 11)]
    below = [glyph(text, at, 18, 29) for at, text in enumerate("下一行")]
    assert [line.text for line in lines_of([*glyphs, *below])] == ["无，有", "下一行"]
