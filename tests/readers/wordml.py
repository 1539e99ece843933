"""The markup of a Word file, written short, and what a file of it reads as."""

from __future__ import annotations

import io
import zipfile

from indexer.model import Document, Paragraph, Table
from indexer.readers import read

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
