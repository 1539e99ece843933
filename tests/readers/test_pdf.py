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
from indexer.parse import parse_bytes
from indexer.readers import read
from indexer.readers.pdf import read_pdf
from indexer.readers.pdf.pages import MOST_PAGES, UNKNOWN

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import form
import generate
import pdfs
from invent import SAMPLES
from pdfs import Look, Writer

WITH_TITLE = [s for s in SAMPLES if s.titled]
BY_FILE = {s.file: s for s in SAMPLES}
OLDER, NEWER = BY_FILE["柳溪镇2020.txt"], BY_FILE["柳溪镇2021.html"]


def written(sample, look: Look) -> bytes:
    """Print a sample into a PDF."""
    writer = Writer(look)
    for line in generate.title_lines(sample):
        writer.centred(line)
    for text in generate.paragraphs(sample, "unplaced"):
        writer.paragraph(text)
    tables = generate.tables(sample)
    for section, heading in generate.HEADINGS.items():
        writer.paragraph(heading)
        if section in tables:
            writer.table(tables[section])
        for text in generate.paragraphs(sample, section):
            writer.paragraph(text)
    return writer.finish()


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
    report, known = parse_bytes(written(sample, look), "a.pdf"), generate.golden(sample)
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
        assert misread(sample, parse_bytes(written(sample, look), "a.pdf")) == {}, room


@pytest.mark.parametrize("sample", [OLDER, NEWER], ids=lambda s: s.template)
def test_without_rulings_nothing_is_read_wrong(sample) -> None:
    for size in (6.5, 7.0, 8.0, 9.0):
        report = parse_bytes(written(sample, Look(rulings="", cell_size=size)), "a.pdf")
        assert wrong(sample, report) == {}
        assert len(misread(sample, report)) < 40
