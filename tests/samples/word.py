"""Write Word files: the same bytes every time, with what Word itself does to a report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from form import Cell, Row, placed
from report import Part

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {"styles": "styles", "numbering": "numbering", "document": "document.main"}
_RUN = '<w:rPr><w:rFonts w:eastAsia="仿宋" w:hint="eastAsia"/><w:sz w:val="32"/></w:rPr>'
_COLUMN = 900
# 一、 is a list's number here, and no letter of the text.
NUMBERING = f"""<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:pStyle w:val="1"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
STYLES = f"""<w:styles xmlns:w="{_W}">
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"""


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Pack parts; nothing is compressed, so that the bytes don't hang on a library's version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def file(blocks: Iterable[str]) -> bytes:
    """Return the Word file with these blocks in its body."""
    body = "".join(blocks)
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in _PARTS.items()
    )
    relations = "".join(
        f'<Relationship Id="r{part}" Type="{_OFFICE}/{part}" Target="{part}.xml"/>'
        for part in ("styles", "numbering")
    )
    main = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    root = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    default = '<Default Extension="xml" ContentType="application/xml"/>'
    rels = f'<Default Extension="rels" ContentType="application/vnd.{_rels()}+xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{rels}{default}{types}'
        "</Types>",
        "_rels/.rels": f"{root}{main}</Relationships>",
        "word/_rels/document.xml.rels": f"{root}{relations}</Relationships>",
        "word/document.xml": document,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
    }
    return package({name: _HEAD + text for name, text in parts.items()})


def _rels() -> str:
    return "openxmlformats-package.relationships"


# ── looks ────────────────────────────────────────────────────────────────────────────────


def careful(parts: Iterable[Part]) -> bytes:
    """Return a Word file made with care."""
    return file(table(p.rows) if p.kind == "table" else paragraph(p.text) for p in parts)


def by_hand(parts: Iterable[Part]) -> bytes:
    """Return one as many are: Word numbers the headings, and the title was rewritten."""
    return file(_by_hand(parts))


def _by_hand(parts: Iterable[Part]) -> Iterator[str]:
    for index, part in enumerate(parts):
        if part.kind == "heading":
            yield paragraph(part.text.partition("、")[2], "1")
        elif part.kind == "table":
            yield table_by_hand(part.rows)
        else:
            yield (
                rewritten("某某机关年度报告（稿）", part.text)
                if index == 0
                else paragraph(part.text)
            )


def reviewed(parts: Iterable[Part]) -> bytes:
    """Return one that went from desk to desk: changes tracked in cells, a row struck out, hidden
    notes, controls to fill in, smart tags, tables within a table that only frames them.
    """
    return file(map(_reviewed, parts))


def _reviewed(part: Part) -> str:
    if part.kind == "table":
        inside = _table(part.rows, lambda cell: [cell.text], [], _reviewed_paragraph)
        row, cell = inside.rfind("<w:tr>"), "<w:tc><w:tcPr/>"
        struck = inside[row:].removesuffix("</w:tbl>").replace("<w:tr>", f"<w:tr>{_STRUCK}", 1)
        return (
            f"<w:tbl><w:tr>{cell}{inside[:row]}{struck}{inside[row:]}<w:p/></w:tc></w:tr></w:tbl>"
        )
    if part.kind == "prose":
        return f"<w:sdt><w:sdtContent>{paragraph(part.text)}</w:sdtContent></w:sdt>{_NOTE}"
    return paragraph(part.text)


def _reviewed_paragraph(text: str) -> str:
    """Return a cell's paragraph: a number was another before, words are tagged by Word."""
    if text.strip("-+").isdigit():
        return rewritten(f"1{text}", text)
    tagged = f'<w:smartTag w:element="place">{_run(text[1:3])}</w:smartTag>' if text[1:3] else ""
    return f"<w:p>{_run(text[:1])}{tagged}{_run(text[3:])}</w:p>"


# ── blocks ───────────────────────────────────────────────────────────────────────────────


def paragraph(text: str, style: str = "") -> str:
    """Return a paragraph, cut into runs as Word cuts it where the language changes."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    half = len(text) // 2
    return f"<w:p>{properties}{_run(text[:half])}{_run(text[half:])}</w:p>"


_AUTHOR = 'w:id="1" w:author="编辑" w:date="2021-01-08T09:00:00Z"'
_STRUCK = f"<w:trPr><w:del {_AUTHOR}/></w:trPr>"
_HIDDEN = "（内部批注：本段请再核对，2019年有12件申请）"
_NOTE = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{_HIDDEN}</w:t></w:r></w:p>"


def _run(text: str) -> str:
    return f'<w:r>{_RUN}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def rewritten(old: str, new: str) -> str:
    """Return a paragraph in which a tracked change wrote ``new`` for ``old``."""
    was = f"<w:r>{_RUN}<w:delText>{escape(old)}</w:delText></w:r>"
    return f"<w:p><w:del {_AUTHOR}>{was}</w:del><w:ins {_AUTHOR}>{_run(new)}</w:ins></w:p>"


def table(rows: Iterable[Row]) -> str:
    """Return a table as a careful person makes it."""
    return _table(rows, lambda cell: [cell.text], [])


def table_by_hand(rows: Iterable[Row]) -> str:
    """Return a table as many are: narrow labels a character a line, a column one twip wide."""
    return _table(rows, _broken, [1])


def _broken(cell: Cell) -> list[str]:
    narrow = cell.down > 2 and len(cell.text) < 12
    return list(cell.text) if narrow else cell.text.split("\n")


def _table(
    rows: Iterable[Row],
    lines_of: Callable[[Cell], list[str]],
    extra: list[int],
    write: Callable[[str], str] = paragraph,
) -> str:
    whole = placed(list(rows))
    count = sum(cell.across for cell, _ in whole[0])
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in [_COLUMN] * count + extra)
    body = "".join(_row(row, lines_of, len(extra), write) for row in whole)
    borders = '<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/></w:tblPr>'
    return f"<w:tbl>{borders}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _row(
    row: list[tuple[Cell, int]],
    lines_of: Callable[[Cell], list[str]],
    extra: int,
    write: Callable[[str], str],
) -> str:
    cells = []
    for index, (cell, up) in enumerate(row):
        # The column too many lies under the last cell of every other row.
        across = cell.across + (
            extra if index == len(row) - 1 and up == 0 and cell.down == 1 else 0
        )
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        merge = "" if cell.down == 1 else "<w:vMerge/>" if up else '<w:vMerge w:val="restart"/>'
        lines = lines_of(cell) if up == 0 else [""]
        text = "".join(write(line) for line in lines)
        wide = f'<w:tcW w:w="{_COLUMN * cell.across}" w:type="dxa"/>'
        cells.append(f"<w:tc><w:tcPr>{wide}{span}{merge}</w:tcPr>{text}</w:tc>")
    return f"<w:tr>{''.join(cells)}</w:tr>"


LOOKS: Mapping[str, Callable[[Iterable[Part]], bytes]] = {
    "word": careful,
    "word_by_hand": by_hand,
    "word_reviewed": reviewed,
}
"""How a Word file may look, by name."""
