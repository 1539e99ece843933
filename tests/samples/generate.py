"""Write the sample reports and what they must be read as: ``python tests/samples/generate.py``.

The reports go to ``samples/``, the expected readings to ``.golden/`` beside them (a hidden folder,
as the indexer passes those by). With a folder as argument both are written there instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import converted
import opendocument
import pages
import pdfs
import report
import richtext
import sheets
import texts
import word
from golden import broken_sums, golden_fields
from invent import SAMPLES
from invent_office import OFFICE_SAMPLES
from invent_pdf import PDF_SAMPLES
from sample import Sample
from variants import VARIANTS

# ── the report as a file ─────────────────────────────────────────────────────────────────


def content(sample: Sample) -> bytes:
    """Return the bytes of the sample's file."""
    return WRITERS[sample.layout](sample)


def _blocks(sample: Sample, write: texts.TableWriter) -> list[str]:
    """Return the report's paragraphs and written tables in order."""
    parts = (p for p in report.parts(sample) if sample.titled or p.kind != "title")
    return [write(list(p.rows)) if p.kind == "table" else p.text for p in parts]


def text_file(sample: Sample, write: texts.TableWriter) -> bytes:
    """Return a text."""
    text = "\n\n" + "\n".join(_blocks(sample, write)) + "\n"
    return text.encode(sample.encoding)


def page_file(sample: Sample, look: str) -> bytes:
    """Return a web page."""
    page, write = pages.LOOKS[look]
    card = {
        "索引号": f"QH0{sample.year}-0107",
        "发布机构": sample.issuer,
        "发布日期": f"{sample.year + 1}-01-20",
        "主题分类": "政府信息公开",
    }
    charset = "gb2312" if sample.encoding == "gb18030" else sample.encoding
    text = page("".join(report.title_lines(sample)), _blocks(sample, write), card, charset)
    return text.encode(sample.encoding)


def pdf_file(sample: Sample, look: pdfs.Look) -> bytes:
    """Return a PDF."""
    writer = pdfs.Writer(look)
    for part in report.parts(sample):
        if part.kind == "table":
            writer.table(list(part.rows))
        elif part.kind == "title":
            writer.centred(part.text)
        else:
            writer.paragraph(part.text)
    return writer.finish()


def sheet_file(sample: Sample, *, apart: bool) -> bytes:
    """Return a spreadsheet: all on one sheet, or a sheet for each section, named after it."""
    whole: dict[str, list[sheets.Block]] = {}
    blocks = whole.setdefault("封面" if apart else "Sheet1", [])
    for part in report.parts(sample):
        if part.kind == "heading" and apart:
            blocks = whole.setdefault(part.text, [])
        else:
            blocks.append(list(part.rows) if part.kind == "table" else part.text)
    return sheets.file(whole)


Writer = Callable[[Sample], bytes]
WRITERS: Mapping[str, Writer] = {
    **{name: partial(text_file, write=write) for name, write in texts.TABLES.items()},
    **{name: partial(page_file, look=name) for name in pages.LOOKS},
    **{name: partial(pdf_file, look=look) for name, look in pdfs.LOOKS.items()},
    **{name: lambda s, look=look: look(report.parts(s)) for name, look in word.LOOKS.items()},
    "sheet": partial(sheet_file, apart=False),
    "sheets": partial(sheet_file, apart=True),
    "word_97": lambda s: converted.doc(richtext.file(report.parts(s))),
    "wps": lambda s: converted.doc(richtext.file(report.parts(s))),
    "rich_text": lambda s: richtext.file(report.parts(s)),
    "open_document": lambda s: opendocument.file(report.parts(s)),
}
"""How a sample of each layout is written."""

# ── what it must be read as ──────────────────────────────────────────────────────────────


def golden(sample: Sample) -> dict[str, object]:
    """Return the reading that is right, in the words of ``nianbao parse``.

    ``findings`` are codes. A field without ``raw`` was added up from several cells.
    """
    cells = report.printed_cells(sample)
    fields = golden_fields(sample.template, cells, report.known_values(sample))
    if sample.parts:
        for key, fact in fields.items():
            if key.startswith("other_services."):
                del fact["raw"]
    findings = broken_sums(sample.template, cells) | set(sample.doubts)
    return {
        "file": sample.file,
        "title": "".join(report.title_lines(sample)),
        "issuer": sample.issuer,
        "year": sample.year,
        "template": sample.template,
        "province": None,
        "city": None,
        "county": None,
        "level": sample.level,
        "organ": sample.organ,
        **({"scope": sample.scope} if sample.scope else {}),
        "sections": {
            s: "\n".join(text) for s in report.BANKS if (text := report.paragraphs(sample, s))
        },
        "fields": fields,
        "findings": sorted(findings),
    }


def write(folder: Path) -> None:
    """Write every sample and its golden file; without LibreOffice, not what it must write."""
    for sample in (*SAMPLES, *OFFICE_SAMPLES, *PDF_SAMPLES, *VARIANTS):
        path = folder / sample.file
        (path.parent / ".golden").mkdir(parents=True, exist_ok=True)
        if path.suffix not in converted.SUFFIXES or converted.is_possible():
            path.write_bytes(content(sample))
        text = json.dumps(golden(sample), ensure_ascii=False, indent=1)
        (path.parent / ".golden" / f"{path.name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    default = Path(__file__).parents[2] / "samples"
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
