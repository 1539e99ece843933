"""Readers: one file per format; ``read`` tells the format from the bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath

from indexer.errors import UnreadableFile, UnsupportedFile
from indexer.model import Document
from indexer.readers.decode import decode

READERS = {
    "txt": "indexer.readers.text:read_text",
    "html": "indexer.readers.html:read_html",
}
"""Format → the function that makes a Document of decoded text."""

BINARY_READERS = {
    "pdf": "indexer.readers.pdf:read_pdf",
    "docx": "indexer.readers.docx:read_docx",
    "xlsx": "indexer.readers.xlsx:read_xlsx",
    "doc": "indexer.readers.office:read_doc",
    "wps": "indexer.readers.office:read_wps",
    "rtf": "indexer.readers.office:read_rtf",
    "odt": "indexer.readers.office:read_odt",
}
"""Format → the function that makes a Document of a file's bytes."""

_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MIME-Version:", "mhtml"),
)
_PARTS_OF_ZIP = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_OLE_NAMES = {".doc": "doc", ".wps": "wps", ".xls": "xls", ".et": "et", ".ppt": "ppt"}
_OTHER_TEXT = frozenset(
    ("csv", "css", "ini", "js", "json", "jsonl", "log", "py", "sql", "toml", "tsv", "xml", "yaml")
)
"""Names of files that are text, but never a report's."""

_HTML_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|meta|title|base|link"
    r"|style|script|div|table|span|p|h[1-6]|font|center|article|section|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_INSIDE = re.compile(r"<(html|body|table|tbody|/p|/div|/td|/tr)\b[^<>]*>", re.IGNORECASE)


def read(data: bytes, name: str) -> Document:
    """Read one file; the format is told from its bytes first, then from its name.

    Raises ``UnsupportedFile`` for a format nobody here reads and ``UnreadableFile`` for a file
    that is empty, damaged or no text.
    """
    form = _binary_format(data, name)
    if form is not None and form in BINARY_READERS:
        return _reader(BINARY_READERS[form])(data)
    if form is not None:
        raise UnsupportedFile("files of format %(format)s are not read", format=form)
    text, notes = decode(data)
    document = _reader(READERS[_text_format(text, name)])(text)
    return replace(document, notes=(*notes, *document.notes)) if notes else document


def _reader(place: str) -> Callable[[str | bytes], Document]:
    """Return a format's reader; imported here so that a format's library loads with its file."""
    module, function = place.split(":")
    reader: Callable[[str | bytes], Document] = getattr(import_module(module), function)
    return reader


def _binary_format(data: bytes, name: str) -> str | None:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    form = next((form for mark, form in _SIGNATURES if head.startswith(mark)), None)
    if form is None:
        # Some producers put a line or two before the mark of a PDF.
        return "pdf" if b"%PDF-" in head else None
    if form == "zip":
        return _zip_format(data)
    if form == "ole":
        return _OLE_NAMES.get(PurePath(name).suffix.lower(), "doc")
    return form


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            # OpenDocument says its kind first of all, in so many plain letters.
            kind = data[30 + len("mimetype") :] if names[:1] == ["mimetype"] else b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as e:
        raise UnreadableFile("the archive is damaged") from e
    if kind.startswith(_OPEN_TEXT):
        return "odt"
    for part, form in _PARTS_OF_ZIP:
        if any(n.startswith(part) for n in names):
            return form
    return "zip"


def _text_format(text: str, name: str) -> str:
    if _HTML_START.match(text) or len(_HTML_INSIDE.findall(text[:200_000])) >= 3:
        return "html"
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if suffix in _OTHER_TEXT:
        raise UnsupportedFile("files of format %(format)s are not read", format=suffix)
    return "txt"
