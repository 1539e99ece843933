"""Formats, told from the bytes first and then from the name."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import pytest

from indexer.errors import UnreadableFile, UnsupportedFile
from indexer.readers import read

WORDS = "政府信息公开工作年度报告"


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


READ = [
    ("text", WORDS, "a.txt", "txt"),
    ("text without a name's end", WORDS, "report", "txt"),
    ("text under a page's name", WORDS, "a.html", "txt"),
    ("a page", f"<!DOCTYPE html><html><body><p>{WORDS}</p></body></html>", "a.html", "html"),
    ("a page under a text's name", f"<html><body><p>{WORDS}</p></body></html>", "a.txt", "html"),
    ("a page under a script's name", f"<div><p>{WORDS}</p></div>", "content_12.jsp", "html"),
    ("XHTML", f'<?xml version="1.0" encoding="gb2312"?><html><p>{WORDS}</p></html>', "a", "html"),
    ("a page behind comments", f"<!-- a --><!-- b -->\n<div>{WORDS}</div>", "a.htm", "html"),
    ("text with a sign or two", f"{WORDS}\n3<5，<table>一词", "a.txt", "txt"),
]


@pytest.mark.parametrize(("text", "name", "form"), [c[1:] for c in READ], ids=[c[0] for c in READ])
def test_text_and_pages_are_told_apart(text: str, name: str, form: str) -> None:
    document = read(text.encode(), name)
    assert document.format == form
    assert any(WORDS in getattr(block, "text", "") for block in document.blocks)


REFUSED = [
    ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.XLS"),
    ("ofd", archive("OFD.xml"), "a.ofd"),
    ("zip", archive("a.txt"), "a.zip"),
    ("jpeg", b"\xff\xd8\xff\xe0" + bytes(100), "a.jpg"),
    ("mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a.mht"),
    ("json", b'{"a": 1}', "a.json"),
    ("csv", b"path,url\n", "list.csv"),
]


@pytest.mark.parametrize(
    ("form", "data", "name"), REFUSED, ids=[f"{c[0]} as {c[2]}" for c in REFUSED]
)
def test_other_formats_are_refused_by_name(form: str, data: bytes, name: str) -> None:
    with pytest.raises(UnsupportedFile, match=form):
        read(data, name)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 broken", bytes(50), b"%PDF-1.7\n", b"\r\n%PDF-1.4\n"],
    ids=["empty", "broken zip", "nuls", "broken PDF", "broken PDF behind a line"],
)
def test_damaged_files_are_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(data, "a.txt")


def test_a_guessed_encoding_is_noted() -> None:
    document = read(WORDS.encode() + b"\xff", "a.txt")
    assert document.notes


def test_text_is_read_without_loading_lxml() -> None:
    code = (
        "import sys; from indexer.readers import read; read('政府信息公开'.encode(), 'a.txt');"
        "sys.exit('lxml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
