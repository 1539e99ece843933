"""A zip of parts, as Word and Excel write them: opened within limits, its XML without entities."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from indexer.errors import UnreadableFile

# A report with a hundred photographs stays far below; only its XML is ever unpacked.
_MOST_PARTS = 5_000
_MOST_BYTES = 500_000_000
_LARGEST_PART = 50_000_000
# Word's XML packs 1:20 at most; what is small enough to be harmless may claim anything.
_HARMLESS = 5_000_000
_MOST_PACKED = 200

_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # a password is wanted; NotImplementedError, an unknown packing, is one too
    ValueError,
)
_STRICT = (
    (b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"),
    (b"/wordprocessingml/main", b"/wordprocessingml/2006/main"),
    (b"/officeDocument/relationships", b"/officeDocument/2006/relationships"),
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of a file by name; names are told apart without regard to case.

    Raises ``UnreadableFile`` for a damaged or protected file and one that unpacks beyond reason.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGES as e:
            raise UnreadableFile("the archive is damaged") from e
        entries = self._archive.infolist()
        if len(entries) > _MOST_PARTS or sum(e.file_size for e in entries) > _MOST_BYTES:
            raise UnreadableFile("the archive unpacks to more than a report can be")
        if any(e.flag_bits & 0x1 for e in entries):
            raise UnreadableFile("the file is protected by a password")
        self._entries = {_plain(e.filename): e for e in entries}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._entries)

    def part(self, name: str) -> bytes | None:
        """Return a part's bytes, ``None`` if there is no such part."""
        entry = self._entries.get(_plain(name))
        if entry is None:
            return None
        packed = max(entry.compress_size, 1)
        is_bomb = entry.file_size > _HARMLESS and entry.file_size / packed > _MOST_PACKED
        if entry.file_size > _LARGEST_PART or is_bomb:
            raise UnreadableFile("the archive unpacks to more than a report can be")
        try:
            return self._archive.read(entry)
        except _DAMAGES as e:
            raise UnreadableFile("the archive is damaged") from e

    def tree(self, name: str) -> etree._Element | None:
        """Return the root of a part that is XML, ``None`` if there is no such part."""
        data = self.part(name)
        return None if data is None else parse_xml(data)

    def related(self, name: str) -> Mapping[str, str]:
        """Return the parts a part is related to by the last word of their kind.

        ``""`` is the package itself, whose ``officeDocument`` is the main part.
        """
        folder, file = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return {}
        found: dict[str, str] = {}
        for relation in root.iter(_RELATION):
            kind, target = relation.get("Type", ""), relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                place = posixpath.normpath(posixpath.join("/", folder, target))
                found.setdefault(kind.rpartition("/")[2], place.lstrip("/"))
        return found


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def parse_xml(data: bytes) -> etree._Element:
    """Parse a part; one that declares a document type, is damaged or too deep is unreadable."""
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        # Entities are declared there; nothing Word or Excel writes declares any.
        if "<!DOCTYPE".encode(encoding) in data:
            raise UnreadableFile("the file declares entities, which no report does")
    if b"http://purl.oclc.org/ooxml/" in data:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise UnreadableFile("the XML in the file is damaged or nested too deep") from e
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("the file declares entities, which no report does")
    return root
