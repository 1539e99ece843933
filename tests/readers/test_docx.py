"""What a Word file prints is read, whatever Word wraps it in."""

from __future__ import annotations

import pytest

from .wordml import (
    CHOICE,
    DOWN,
    FIELD,
    ON,
    STYLES,
    cells,
    docx,
    p,
    r,
    span,
    styled,
    tbl,
    tc,
    texts,
    tr,
)

# ── paragraphs ──────────────────────────────────────────────────────────────────────────

DELETED = "<w:del>{}<w:r><w:delText>旧</w:delText></w:r></w:del>"
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


# ── tables ──────────────────────────────────────────────────────────────────────────────

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
