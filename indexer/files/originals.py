"""The file a report was read from, given out while it is there unchanged."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader, BytesIO

from indexer.errors import NotFound, UnreadableFile
from indexer.files.archives import member
from indexer.files.seen import file_of
from indexer.files.sources import open_plain
from indexer.model import Origin, Source, StoredReport


@dataclass(frozen=True, slots=True)
class Original:
    """An open file at its beginning, for the taker to close; ``name`` is its own, no folders."""

    name: str
    size: int
    file: BufferedReader | BytesIO


def open_original(report: StoredReport, sources: Iterable[Source]) -> Original:
    """Open the first of the sources that still holds the bytes the report was read from.

    The bytes are hashed through the handle that is given out, so that nothing can be put in their
    place in between. What lies in an archive is unpacked. Raises ``NotFound``, saying where the
    report came from, if none does.
    """
    for source in sources:
        file = _opened(source) if source.report == report.id else None
        if file is not None:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            return Original(source.path.rpartition("/")[2], size, file)
    origins = report.meta.origins if report.meta else ()
    raise NotFound(
        "the original file is not there any more as it was read; it came from %(origins)s",
        origins="; ".join(map(_said, origins)),
    )


def _opened(source: Source) -> BufferedReader | BytesIO | None:
    """Open a source inside its root; None where it is gone, changed, or no plain file."""
    path, inner = file_of(source)
    try:
        if not path.parent.resolve().is_relative_to(source.root):
            return None
        opened = open_plain(path)
    except OSError:
        return None
    file = _unpacked(opened, inner) if inner else opened
    if hashlib.file_digest(file, "sha256").hexdigest() == source.sha256:
        return file
    file.close()
    return None


def _unpacked(archive: BufferedReader, inner: str) -> BytesIO:
    """Unpack a member and close the archive; nothing if it cannot be."""
    with archive:
        try:
            return BytesIO(member(archive, inner))
        except UnreadableFile:
            return BytesIO()


def _said(origin: Origin) -> str:
    place = f"{origin.collection}: {origin.path}"
    return f"{place} ({origin.url})" if origin.url else place
