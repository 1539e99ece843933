"""Whole reports as PDFs, and files that must be refused."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import NotAReport, SourceError, UnreadableFile
from indexer.model import Report, Status
from indexer.parsing.parse import parse_bytes
from indexer.readers import read
from indexer.readers.pdf import read_pdf
from indexer.readers.pdf.pages import MOST_PAGES

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import generate
import pdfs
from invent import SAMPLES
from pdfs import Look

from tests.readers.sheets import Sheet

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


def test_a_file_about_something_else_is_no_report() -> None:
    sheet = Sheet()
    sheet.text(72, 100, "这是一份与年度报告无关的通知，请各单位遵照执行，不得有误。")
    sheet.canvas.showPage()
    sheet.canvas.save()
    with pytest.raises(NotAReport):
        parse_bytes(sheet.buffer.getvalue(), "a.pdf")


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
