"""Word files: what is printed is read, whatever Word wraps it in; what is harmful is refused."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import SourceError, UnreadableFile
from indexer.model import Cell, Document, Paragraph, Table
from indexer.readers import read
from indexer.readers.docx.numerals import written

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:wps" xmlns:wp="urn:wp" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
KINDS = ("styles", "numbering", "footnotes", "endnotes")


def part(name: str, inside: str) -> str:
    return f"<w:{name} {NAMESPACES}>{inside}</w:{name}>"


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(body: str, main: str = "word/document.xml", **others: str) -> dict[str, str | bytes]:
    relations = "".join(
        f'<Relationship Id="{k}" Type="{OFFICE}/{k}" Target="{k}.xml"/>' for k in KINDS
    )
    folder, _, file = main.rpartition("/")
    office = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="{main}"/>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f"{RELATIONS}{office}</Relationships>",
        f"{folder}/_rels/{file}.rels": f"{RELATIONS}{relations}</Relationships>",
        main: part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
    }
    return parts | {f"word/{k}.xml": part(k, inside) for k, inside in others.items()}


def docx(body: str, **others: str) -> bytes:
    return packed(parts_of(body, **others))


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str, properties: str = "") -> str:
    inside = text if text.startswith("<") else r(text)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def tc(text: str, properties: str = "") -> str:
    inside = text if text.startswith(("<w:p>", "<w:tbl>", "<w:sdt>")) else p(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    whole = "".join(c if c.startswith(("<w:tc>", "<w:sdt>")) else tc(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{whole}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(count: int | str) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def read_docx(data: bytes) -> Document:
    return read(data, "a.docx")


def texts(data: bytes) -> list[str]:
    return [b.text if isinstance(b, Paragraph) else "table" for b in read_docx(data).blocks]


def cells(data: bytes) -> list[str]:
    """Return the cells of the only table as ``row.column text``, with their spans if any."""
    tables = [b for b in read_docx(data).blocks if isinstance(b, Table)]
    assert len(tables) == 1
    spans = {c: f" {c.row_span}x{c.column_span}" for c in tables[0].cells}
    return [f"{c.row}.{c.column} {c.text}{spans[c].replace(' 1x1', '')}" for c in tables[0].cells]


# ── paragraphs ───────────────────────────────────────────────────────────────────────────

DELETED = "<w:del>{}<w:r><w:delText>旧</w:delText></w:r></w:del>"
CHOICE = (
    "<w:r><mc:AlternateContent><mc:Choice><wps:x><w:txbxContent>{}</w:txbxContent></wps:x>"
    "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
    + r("指令")
    + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + r("结果")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
PARAGRAPHS: list[tuple[str, str, list[str]]] = [
    ("runs are one text", p(r("政府") + r("信息")), ["政府信息"]),
    ("white space at the ends", p("　　政府信息 "), ["政府信息"]),
    ("an empty paragraph", p("") + p("二"), ["二"]),
    ("a line break", p(r("甲") + "<w:r><w:br/></w:r>" + r("乙")), ["甲", "乙"]),
    ("a tab", p(r("甲") + "<w:r><w:tab/></w:r>" + r("乙")), ["甲 乙"]),
    (
        "a hyphen that stays",
        p(r("COVID") + "<w:r><w:noBreakHyphen/></w:r>" + r("19")),
        ["COVID-19"],
    ),
    ("a break in the XML", p("甲\n  乙"), ["甲乙"]),
    ("tracked changes", p(DELETED.format(r("删")) + f"<w:ins>{r('新')}</w:ins>"), ["新"]),
    (
        "a move",
        p(f"<w:moveFrom>{r('旧处')}</w:moveFrom><w:moveTo>{r('新处')}</w:moveTo>"),
        ["新处"],
    ),
    (
        "a break deleted",
        p(r("甲"), "<w:rPr><w:del/></w:rPr>") + p("乙") + p("丙"),
        ["甲乙", "丙"],
    ),
    ("the last break deleted", p(r("甲"), "<w:rPr><w:del/></w:rPr>"), ["甲"]),
    ("hidden text", p(r("显") + r("隐", "<w:vanish/>")), ["显"]),
    ("text not hidden", p(r("显", '<w:vanish w:val="0"/>')), ["显"]),
    (
        "a raised number",
        p(r("12") + r("1", '<w:vertAlign w:val="superscript"/>') + r("件")),
        ["12¹件"],
    ),
    ("a hyperlink", p(f'<w:hyperlink w:anchor="a">{r("链接")}</w:hyperlink>'), ["链接"]),
    ("a smart tag", p(f"<w:smartTag>{r('紫阳县')}</w:smartTag>{r('政府')}"), ["紫阳县政府"]),
    ("custom XML", f"<w:customXml>{p('甲')}</w:customXml>", ["甲"]),
    (
        "content controls",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>"
        + p(f"<w:sdt><w:sdtPr/><w:sdtContent>{r('乙')}</w:sdtContent></w:sdt>"),
        ["甲", "乙"],
    ),
    (
        "a prompt in a content control",
        p(
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
            f"<w:sdtContent>{r('单击此处输入')}</w:sdtContent></w:sdt>{r('乙')}"
        ),
        ["乙"],
    ),
    ("a text box, once", p(r("甲") + CHOICE.format(p("框"), p("框"))), ["甲", "框"]),
    ("an old text box", p(CHOICE.format("", p("框")).replace("mc:Choice", "mc:Other")), ["框"]),
    ("WordArt", p('<w:r><w:pict><v:textpath string="年度报告"/></w:pict></w:r>'), ["年度报告"]),
    ("a field's result", p(FIELD + r("。")), ["结果。"]),
    ("a field without end", p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p("后"), ["后"]),
    ("a simple field", p(f'<w:fldSimple w:instr="DATE">{r("2021")}</w:fldSimple>'), ["2021"]),
    ("a sign of a font", p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), ["√"]),
    ("a letter as a sign", p('<w:r><w:sym w:font="仿宋" w:char="F033"/></w:r>'), ["3"]),
    ("a sign of no place", p('<w:r><w:sym w:font="仿宋" w:char="x"/></w:r>' + r("甲")), ["甲"]),
    (
        "the words under a ruby",
        p(f"<w:r><w:ruby><w:rt>{r('a')}</w:rt><w:rubyBase>{r('字')}</w:rubyBase></w:ruby></w:r>"),
        ["字"],
    ),
    ("a formula", p("<m:oMath><m:r><m:t>1+2</m:t></m:r></m:oMath>"), ["1+2"]),
]


@pytest.mark.parametrize(
    ("body", "expected"), [c[1:] for c in PARAGRAPHS], ids=[c[0] for c in PARAGRAPHS]
)
def test_a_paragraph_is_read_as_printed(body: str, expected: list[str]) -> None:
    assert texts(docx(body)) == expected


STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="h1b"><w:name w:val="bold"/><w:basedOn w:val="h1"/></w:style>
<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/>
<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="hidden"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:basedOn w:val="y"/></w:style>
<w:style w:type="paragraph" w:styleId="y"><w:basedOn w:val="x"/></w:style>
"""


def styled(style: str) -> str:
    return f'<w:pStyle w:val="{style}"/>'


HIDDEN = [
    ("by the run's style", p(r("隐", '<w:rStyle w:val="hidden"/>') + r("显")), ["显"]),
    ("by the paragraph's style", p("隐", styled("gone")) + p("显"), ["显"]),
    ("shown again by the run", p(r("显", '<w:vanish w:val="off"/>'), styled("gone")), ["显"]),
    ("twice is not at all", p(r("显", '<w:rStyle w:val="hidden"/>'), styled("gone")), ["显"]),
    ("a line of contents", p("一、总体情况 1", styled("toc")) + p("后"), ["后"]),
    ("styles in a circle", p("显", styled("x")), ["显"]),
    ("a style nobody defined", p("显", styled("nobody")), ["显"]),
]


@pytest.mark.parametrize(("body", "expected"), [c[1:] for c in HIDDEN], ids=[c[0] for c in HIDDEN])
def test_styles_hide_text(body: str, expected: list[str]) -> None:
    assert texts(docx(body, styles=STYLES)) == expected


def test_contents_are_left_out() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    control = f"<w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('一、总体情况')}</w:sdtContent>"
    page = p(r("二、其他 3") + "<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>")
    assert texts(docx(f"<w:sdt>{control}</w:sdt>{page}{p('后')}")) == ["后"]


def test_footnotes_follow_their_paragraph() -> None:
    separator = f'<w:footnote w:type="separator" w:id="0">{p("线")}</w:footnote>'
    note = f'<w:footnote w:id="2">{p("注：不含下属单位。")}</w:footnote>'
    body = p(r("共3件") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p("后")
    read = texts(docx(body, footnotes=separator + note))
    assert read == ["共3件", "注：不含下属单位。", "后"]


def test_a_footnote_is_printed_once() -> None:
    again = p(r("件") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    note = f'<w:footnote w:id="2">{p("注")}</w:footnote>'
    assert texts(docx(again + again, footnotes=note)) == ["件", "注", "件"]


# ── numbers of lists ─────────────────────────────────────────────────────────────────────


def lvl(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def listed(*levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


def item(level: int = 0, number: str = "1") -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


CHINESE = listed(lvl(0, "chineseCounting", "%1、"), lvl(1, "chineseCountingThousand", "（%2）"))
ARABIC = listed(lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2"))
AGAIN = (
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
NUMBERS: list[tuple[str, str, list[int | tuple[int, str]], list[str]]] = [
    ("headings", CHINESE, [0, 1, 1, 0, 1], ["一、", "（一）", "（二）", "二、", "（一）"]),
    ("two levels in one number", ARABIC, [0, 1, 1, 0, 1], ["1.", "1.1 ", "1.2 ", "2.", "2.1 "]),
    ("a deeper level first", ARABIC, [1, 0], ["1.1 ", "1."]),
    ("begun anew", listed(lvl(0, "decimal", "%1."), more=AGAIN), [0, 0, (0, "2"), (0, "2")], [
        "1.", "2.", "1.", "2."]),
    ("one list, two uses", listed(lvl(0, "decimal", "%1."), more=AGAIN.split("<w:lvlO")[0]
        + "</w:num>"), [0, (0, "2"), 0], ["1.", "2.", "3."]),
    ("never begun anew", listed(lvl(0, "decimal", "%1."), lvl(1, "decimal", "%2)",
        '<w:lvlRestart w:val="0"/>')), [0, 1, 0, 1], ["1.", "1)", "2.", "2)"]),
    ("articles", listed(lvl(0, "chineseCounting", "第%1条")), [0, 0], ["第一条 ", "第二条 "]),
    ("digits in a legal number", listed(lvl(0, "chineseCounting", "%1、"),
        lvl(1, "decimal", "%1.%2", "<w:isLgl/>")), [0, 1], ["一、", "1.1 "]),
    ("signs lost", listed(lvl(0, "chineseCountingThousand", "%1?"),
        lvl(1, "japaneseCounting", "?%2?"), lvl(2, "decimal", "%3?")),
        [0, 1, 2], ["一、", "（一）", "1?"]),
    ("bullets", listed(lvl(0, "bullet", "\uf0b7")), [0], [""]),
    ("no list of that number", ARABIC, [(0, "7")], [""]),
    ("numbering taken away", ARABIC, [(0, "0"), 0], ["", "1."]),
    ("a level that is none", ARABIC, [9, -1], ["", ""]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("numbering", "items", "labels"), [c[1:] for c in NUMBERS], ids=[c[0] for c in NUMBERS]
)
def test_numbers_are_counted_as_word_counts(
    numbering: str, items: list[int | tuple[int, str]], labels: list[str]
) -> None:
    body = "".join(p("文", item(*((i,) if isinstance(i, int) else i))) for i in items)
    assert texts(docx(body, numbering=numbering)) == [f"{label}文" for label in labels]


def test_headings_are_numbered_by_their_style() -> None:
    bound = listed(
        lvl(0, "chineseCounting", "%1、", styled("h1")), lvl(1, "decimal", "%2.", styled("h2"))
    )
    body = p("总体", styled("h1")) + p("甲", styled("h2")) + p("主动", styled("h1b"))
    body += p("不算", styled("h1") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
    body += p("申请", styled("h1"))
    read = texts(docx(body, numbering=bound, styles=STYLES))
    assert read == ["一、总体", "1.甲", "二、主动", "不算", "三、申请"]


def test_a_list_may_be_defined_by_a_style() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="h1"/></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    )
    read = texts(docx(p("总体", item(0, "3")), numbering=CHINESE + linked, styles=STYLES))
    assert read == ["一、总体"]


def test_empty_lines_count_and_hidden_ones_do_not() -> None:
    hidden = p(r("隐", "<w:vanish/>"), item() + "<w:rPr><w:vanish/></w:rPr>")
    body = p("甲", item()) + p("", item()) + hidden + p("丙", item())
    assert texts(docx(body, numbering=ARABIC)) == ["1.甲", "3.丙"]


def test_an_old_numbering_kept_by_a_tracked_change_is_not_used() -> None:
    change = f"<w:pPrChange><w:pPr>{item()}</w:pPr></w:pPrChange>"
    assert texts(docx(p("甲", change), numbering=ARABIC)) == ["甲"]


WRITTEN = [
    ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九"}),
    ("chineseCountingThousand", {0: "〇", 101: "一百零一", 110: "一百一十", 1005: "一千零五"}),
    ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 25: "贰拾伍"}),
    ("japaneseCounting", {3: "三", 12: "十二"}),
    ("ideographDigital", {7: "七", 10: "一〇"}),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
    ("ideographZodiac", {12: "亥"}),
    ("decimal", {12: "12", -3: "-3"}),
    ("decimalZero", {3: "03", 12: "12"}),
    ("decimalFullWidth", {12: "１２"}),
    ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "21"}),
    ("ideographEnclosedCircle", {2: "㈡"}),
    ("upperLetter", {1: "A", 26: "Z", 27: "AA", 0: ""}),
    ("lowerRoman", {4: "iv", 1994: "mcmxciv"}),
    ("upperRoman", {9: "IX"}),
    ("none", {1: ""}),
    ("nobody knows", {3: "3", 123456: "123456"}),
]


@pytest.mark.parametrize(("form", "numbers"), WRITTEN, ids=[c[0] for c in WRITTEN])
def test_numbers_are_written_in_their_form(form: str, numbers: dict[int, str]) -> None:
    assert {number: written(number, form) for number in numbers} == numbers


# ── tables ───────────────────────────────────────────────────────────────────────────────

TABLES: list[tuple[str, str, list[str]]] = [
    (
        "merged cells",
        tbl(
            tr(tc("甲", span(2) + DOWN), "乙"),
            tr(tc("", span(2) + ON), "丙"),
            tr("丁", "戊", "己"),
        ),
        ["0.0 甲 2x2", "0.2 乙", "1.2 丙", "2.0 丁", "2.1 戊", "2.2 己"],
    ),
    (
        "one above another, each merged",
        tbl(
            tr(tc("甲", DOWN), "1"),
            tr(tc("", ON), "2"),
            tr(tc("乙", DOWN), "3"),
            tr(tc("", ON), "4"),
        ),
        ["0.0 甲 2x1", "0.1 1", "1.1 2", "2.0 乙 2x1", "2.1 3", "3.1 4"],
    ),
    (
        "one that goes on with nothing above",
        tbl(tr(tc("甲", ON), "1"), tr("乙", "2")),
        ["0.0 甲", "0.1 1", "1.0 乙", "1.1 2"],
    ),
    (
        "columns left free",
        tbl(tr("甲", "乙", "丙"), tr("1", "2", properties='<w:gridBefore w:val="1"/>')),
        ["0.0 甲", "0.1 乙", "0.2 丙", "1.1 1", "1.2 2"],
    ),
    (
        "merged the old way",
        tbl(tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "乙"), tr(*"123")),
        ["0.0 甲 1x2", "0.2 乙", "1.0 1", "1.1 2", "1.2 3"],
    ),
    (
        "a column from rounding",
        tbl(tr(tc("甲", span(2)), "乙"), tr("1", tc("2", span(2))), grid=(800, 1, 800)),
        ["0.0 甲", "0.1 乙", "1.0 1", "1.1 2"],
    ),
    (
        "a narrow column with a number",
        tbl(tr("甲", "5", "乙"), tr("1", "2", "3"), grid=(800, 1, 800)),
        ["0.0 甲", "0.1 5", "0.2 乙", "1.0 1", "1.1 2", "1.2 3"],
    ),
    (
        "a character a paragraph",
        tbl(tr(tc(p("总") + p("") + p("计")), "1")),
        ["0.0 总计", "0.1 1"],
    ),
    (
        "digits a paragraph, which may be two numbers",
        tbl(tr("总计", tc(p("1") + p("2")))),
        ["0.0 总计", "0.1 1 2"],
    ),
    (
        "rows deleted and hidden",
        tbl(
            tr("甲", "乙"),
            tr("删", "1", properties="<w:del/>"),
            tr("隐", "2", properties="<w:hidden/>"),
            tr("新", "3", properties="<w:ins/>"),
        ),
        ["0.0 甲", "0.1 乙", "1.0 新", "1.1 3"],
    ),
    (
        "numbers rewritten by a tracked change",
        tbl(tr("总计", tc(p(DELETED.format(r("12")) + f"<w:ins>{r('30')}</w:ins>")))),
        ["0.0 总计", "0.1 30"],
    ),
    (
        "content controls around cells and rows",
        tbl(
            f"<w:sdt><w:sdtPr/><w:sdtContent>{tr('甲', '乙')}</w:sdtContent></w:sdt>",
            tr(f"<w:sdt><w:sdtContent>{tc('1')}</w:sdtContent></w:sdt>", "2"),
        ),
        ["0.0 甲", "0.1 乙", "1.0 1", "1.1 2"],
    ),
    (
        "spans beyond reason",
        tbl(tr(tc("甲", span(200_000_000)), "乙"), tr(tc("1", span(-4)), tc("2", span("x")))),
        ["0.0 甲 1x2", "0.2 乙", "1.0 1", "1.1 2"],
    ),
]


@pytest.mark.parametrize(("body", "expected"), [c[1:] for c in TABLES], ids=[c[0] for c in TABLES])
def test_a_table_stands_on_its_grid(body: str, expected: list[str]) -> None:
    assert cells(docx(body)) == expected


PARTED = [
    ("a frame around prose", tbl(tr("甲乙"), tr("丙丁")), ["甲乙", "丙丁"]),
    (
        "headings inside",
        tbl(tr(tc("一、总体情况", span(2))), tr(tc("工作平稳。", span(2))), tr("甲", "1")),
        ["一、总体情况", "工作平稳。", "table"],
    ),
    (
        "a table in a table",
        tbl(tr(tc(p("甲") + tbl(tr("乙", "1")) + p("丙")))),
        ["甲", "table", "丙"],
    ),
    (
        "a long text beside a label",
        tbl(tr("备注", "字" * 201), tr("甲", "1")),
        ["备注", "字" * 201, "table"],
    ),
    ("a table without text", tbl(tr("", "")) + p("后"), ["后"]),
    ("a text box in a cell", tbl(tr("甲", tc(p(CHOICE.format(p("1"), p("1")))))), ["table"]),
]


@pytest.mark.parametrize(("body", "expected"), [c[1:] for c in PARTED], ids=[c[0] for c in PARTED])
def test_tables_that_only_arrange_are_gone_through(body: str, expected: list[str]) -> None:
    assert texts(docx(body)) == expected


# ── the file ─────────────────────────────────────────────────────────────────────────────


def test_the_title_in_the_properties_is_kept_if_it_reads_like_one() -> None:
    def titled(title: str) -> bytes:
        namespace = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        core = f"<c {namespace}><dc:title>{title}</dc:title></c>"
        return packed(parts_of(p("甲")) | {"docProps/core.xml": core})

    title = "柳溪镇2020年政府信息公开工作年度报告"
    assert read_docx(titled(title)).page == {"标题": title}
    assert read_docx(titled(f"{title}_示例政府网")).page == {"标题": title}
    assert read_docx(titled("PowerPoint 演示文稿")).page == {}


def test_what_a_page_says_of_a_report_that_was_copied_from_it_is_no_text() -> None:
    card = tbl(tr("索引号：", "QH1"), tr("发布机构：", "青禾县栗园镇人民政府"))
    body = p("首页 &gt; 政务公开 &gt; 正文") + card + p("一、总体情况") + p("公开12条。")
    document = read_docx(docx(body))
    assert [getattr(b, "text", "") for b in document.blocks] == ["一、总体情况", "公开12条。"]
    assert document.page == {"索引号": "QH1", "发布机构": "青禾县栗园镇人民政府"}


def test_the_main_part_may_have_any_name() -> None:
    assert texts(packed(parts_of(p("甲"), main="word/document22.xml"))) == ["甲"]


def test_a_strict_file_is_read_too() -> None:
    strict = {
        name: str(text)
        .replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, text in parts_of(p("甲", item()), numbering=CHINESE).items()
    }
    assert texts(packed(strict)) == ["一、甲"]


def doctype(text: str) -> Callable[[], bytes]:
    declared = f'<?xml version="1.0"?><!DOCTYPE a [{text}]>' + part("document", p("&a;"))
    return lambda: packed(parts_of("") | {"word/document.xml": declared})


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + p("甲") + "</w:tc></w:tr></w:tbl>" * depth


def encrypted() -> bytes:
    data = bytearray(docx(p("甲")))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("entities that grow", doctype('<!ENTITY a "' + "政" * 999 + '">'), "entities"),
    ("a file named by an entity", doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'), "entities"),
    (
        "entities in other letters",
        lambda: packed(
            parts_of("")
            | {"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a []><a/>'
               .encode("utf-16")}
        ),
        "entities",
    ),
    ("a bomb", lambda: packed(parts_of("甲" * 20_000_000)), "unpacks"),
    ("too many parts", lambda: packed({f"word/{i}": "" for i in range(5001)}), "unpacks"),
    ("nested beyond reason", lambda: docx(nested(7000)), "nested"),
    ("a part cut off", lambda: packed(parts_of("") | {"word/document.xml": "<w:a"}), "damaged"),
    ("a file cut off", lambda: docx(p("甲"))[:-40], "damaged"),
    ("no document", lambda: packed({"word/styles.xml": "<a/>"}), "no Word document"),
    ("a password", encrypted, "password"),
    ("nothing", lambda: docx(p("")), "empty"),
    (
        "pictures alone",
        lambda: packed(parts_of(p("")) | {"word/media/image1.png": b"\x89PNG"}),
        "OCR",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "reason"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_reason(
    make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_docx(make())


MANY = 30_000
REPEATED: list[tuple[str, str, dict[str, str]]] = [
    ("fields", p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * MANY + r("x") * MANY), {}),
    (
        "styles",
        "".join(p("甲", styled(f"s{i}")) for i in range(0, MANY, 30)),
        {"styles": "".join(
            f'<w:style w:styleId="s{i}"><w:basedOn w:val="s{i + 1}"/></w:style>'
            for i in range(MANY)
        )},
    ),
    (
        "footnotes",
        "".join(p(f'<w:r><w:footnoteReference w:id="{i}"/></w:r>') for i in range(MANY)),
        {"footnotes": "".join(f'<w:footnote w:id="{i}"/>' for i in range(MANY))},
    ),
    (
        "levels",
        p("甲", item()) * (MANY // 10),
        {"numbering": listed(lvl(0, "decimal", "%1."), more=(
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/>' + "".join(
                f'<w:lvlOverride w:ilvl="{i}"><w:startOverride w:val="1"/></w:lvlOverride>'
                for i in range(MANY)
            ) + "</w:num>"
        ))},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "parts"), [c[1:] for c in REPEATED], ids=[c[0] for c in REPEATED])
def test_time_grows_with_the_file_and_no_faster(body: str, parts: dict[str, str]) -> None:
    begun = time.process_time()
    read_docx(docx(p("甲") + body, **parts))
    assert time.process_time() - begun < 10


def test_tables_nested_as_deep_as_xml_allows_are_read() -> None:
    assert texts(docx(nested(80))) == ["甲"]


WHOLE = parts_of(
    p("总体", styled("h1")) + p(FIELD + CHOICE.format(p("甲"), p("甲")), item(1))
    + tbl(tr(tc("甲", span(2) + DOWN), "乙"), tr(tc("", span(2) + ON), "丙"), grid=(800, 1, 800))
    + p('<w:r><w:footnoteReference w:id="2"/></w:r>'),
    styles=STYLES, numbering=CHINESE, footnotes=f'<w:footnote w:id="2">{p("注")}</w:footnote>',
    endnotes="",
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.binary(max_size=6)), min_size=1, max_size=6
)


def changed(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    for at, new in changes:
        place = at % (len(data) + 1)
        data = data[:place] + new + data[place + max(len(new) - 1, 0) :]
    return data


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES)
def test_any_damage_to_the_file_is_refused_or_read(changes: list[tuple[int, bytes]]) -> None:
    with suppress(SourceError):
        read_docx(changed(packed(WHOLE), changes))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(WHOLE)), changes=CHANGES)
def test_any_damage_to_a_part_is_refused_or_read(
    name: str, changes: list[tuple[int, bytes]]
) -> None:
    part_of_it = changed(str(WHOLE[name]).encode(), changes)
    with suppress(SourceError):
        read_docx(packed(WHOLE | {name: part_of_it}))


@settings(max_examples=300, deadline=None)
@given(
    spans=st.lists(st.lists(st.integers(-2, 70), min_size=1, max_size=6), min_size=1, max_size=6),
    merges=st.integers(0, 1 << 36),
)
def test_cells_never_share_a_place(spans: list[list[int]], merges: int) -> None:
    rows = []
    for i, row in enumerate(spans):
        marks = [
            ("", DOWN, ON)[merges >> (6 * i + j) & 3 and merges >> (6 * i + j) & 1]
            for j in range(6)
        ]
        rows.append(tr(*(tc(f"{i}.{j}", span(s) + marks[j]) for j, s in enumerate(row))))
    taken: set[tuple[int, int]] = set()
    for block in read_docx(docx(tbl(*rows, tr("甲", "乙")))).blocks:
        assert isinstance(block, Table)
        for cell in block.cells:
            places = set(_places(cell))
            assert not taken & places
            taken |= places


def _places(cell: Cell) -> list[tuple[int, int]]:
    rows = range(cell.row, cell.row + cell.row_span)
    return [(r, c) for r in rows for c in range(cell.column, cell.column + cell.column_span)]
