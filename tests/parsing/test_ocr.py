"""A scan with the text of an OCR program beside it: read, and marked as recognised."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexer.catalogue import catalogue
from indexer.errors import UnreadableFile, UnsupportedFile
from indexer.exporting.described import parsed_object
from indexer.model import Report, Status
from indexer.parsing.filewise import parse_files
from indexer.parsing.parse import parse_bytes

ROOT = Path(__file__).resolve().parents[2]


def scan() -> bytes:
    out = io.BytesIO()
    page = Canvas(out)
    page.drawImage(ImageReader(Image.new("L", (8, 8))), 0, 0, 500, 800)
    page.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def text(seed_reports: Path) -> bytes:
    return next(seed_reports.glob("000*")).read_bytes()


def test_a_scan_alone_is_refused_by_that_name() -> None:
    with pytest.raises(UnreadableFile, match="needs OCR"):
        parse_bytes(scan(), "a.pdf")


@pytest.mark.parametrize("data", [scan(), b"%PDF-1.4 damaged"], ids=["scan", "damaged"])
def test_the_text_beside_is_read_and_its_values_say_so(data: bytes, text: bytes) -> None:
    plain, report = parse_bytes(text, "a.txt"), parse_bytes(data, "a.pdf", beside=text)
    assert (report.meta.format, report.meta.id) == (
        "pdf",
        parse_bytes(data, "b.pdf", beside=text).meta.id,
    )
    assert report.prose == plain.prose
    values = report.facts.values
    assert {k: f.value for k, f in values.items()} == {
        k: f.value for k, f in plain.facts.values.items()
    }
    assert {f.source for f in values.values() if f.status is Status.REPORTED} == {"ocr"}
    assert "ocr" not in {f.source for f in values.values() if f.status is not Status.REPORTED}
    assert "ocr" in report.meta.findings
    assert "ocr" not in plain.meta.findings
    described = json.dumps(parsed_object("a.pdf", report, catalogue()))
    assert '"source": "ocr"' in described


def test_what_is_wrong_with_the_text_does_not_hide_what_is_wrong_with_the_scan() -> None:
    for beside in (b"", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(UnreadableFile, match="needs OCR"):
            parse_bytes(scan(), "a.pdf", beside=beside)


def test_a_file_that_can_be_read_needs_no_text_beside(text: bytes) -> None:
    assert parse_bytes(text, "a.pdf", beside=b"anything") == parse_bytes(text, "a.pdf")
    with pytest.raises(UnsupportedFile):
        parse_bytes(b"\x89PNG\r\n\x1a\n", "a.pdf", beside=text)


def test_a_scan_that_is_named_finds_its_text(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(scan())
    (tmp_path / "a.pdf.txt").write_bytes(text)
    [(_, report)] = parse_files([tmp_path / "a.pdf"])
    assert isinstance(report, Report)
    assert "ocr" in report.meta.findings
    [(_, alone)] = parse_files([tmp_path / "a.pdf.txt"])
    assert isinstance(alone, Report)
    assert alone.meta.format == "txt"
