"""``manifest.csv``: what whoever downloaded the files says of each; it wins over their text."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from indexer.errors import InputError
from indexer.files.archives import INSIDE, LARGEST
from indexer.model import Known

COLUMNS = ("path", *(f.name for f in fields(Known)))
SCOPES = ("own", "consolidated", "unknown")


def read_manifests(root: Path, paths: Iterable[str], name: str) -> dict[str, Known]:
    """Return what the manifests say of these paths inside ``root``, each by its path.

    A manifest named ``name`` in any folder on the way from the root to the file counts; the one
    nearest to the file wins, row by row. The files inside an archive are wanted with it. Raises
    ``InputError`` with file, line and column.
    """
    wanted = set(paths)
    folders = {folder for path in wanted for folder in PurePosixPath(path).parents}
    said: dict[str, Known] = {}
    for folder in sorted(folders, key=lambda f: (len(f.parts), f)):
        file = root / folder / name
        if _is_plain(file):
            rows = parse_manifest(_read(file), str(file))
            inside = {str(folder / path): known for path, known in rows.items()}
            said |= {p: known for p, known in inside.items() if p.split(INSIDE)[0] in wanted}
    return said


def _is_plain(file: Path) -> bool:
    """Tell whether there is a file of its own; no link leads out of the folder."""
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as e:
        raise InputError("%(file)s: %(fault)s", file=file, fault=e.strerror) from e
    if len(data) > LARGEST:
        raise InputError("%(file)s: larger than %(most)s MB", file=file, most=LARGEST >> 20)
    return data


def parse_manifest(data: bytes, name: str) -> dict[str, Known]:
    """Read a manifest's bytes; ``InputError`` names its ``name``, the line and the column.

    An empty cell says nothing; an empty file has no rows.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        raise _fault(name, line, "", "is not UTF-8; save it as CSV UTF-8") from e
    rows: dict[str, Known] = {}
    header: list[str] = []
    for line, cells in _lines(text, name):
        if not header:
            header = _header(cells, name, line)
            continue
        if len(cells) > len(header):
            raise _fault(name, line, str(len(header) + 1), "more cells than columns")
        row = dict(zip(header, cells, strict=False))
        path = _path(row.pop("path", ""), name, line)
        if path in rows:
            raise _fault(name, line, "path", f"{path} stands twice")
        rows[path] = _known(row, name, line)
    return rows


def _fault(name: str, line: int, column: str, fault: str) -> InputError:
    place = f"line {line}, column {column}" if column else f"line {line}"
    return InputError("%(file)s, %(place)s: %(fault)s", file=name, place=place, fault=fault)


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, each with the line it begins on (a cell may hold more)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as e:
        raise _fault(name, line, "", str(e)) from e


def _header(cells: list[str], name: str, line: int) -> list[str]:
    for column in cells:
        if column not in COLUMNS:
            close = get_close_matches(column, COLUMNS, n=1)
            hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(COLUMNS)}"
            raise _fault(name, line, column or "without a name", f"unknown column{hint}")
        if cells.count(column) > 1:
            raise _fault(name, line, column, "stands twice")
    if "path" not in cells:
        raise _fault(name, line, "path", "is missing")
    return cells


def _path(said: str, name: str, line: int) -> str:
    path = PurePosixPath(said)
    if not said or path.is_absolute() or ".." in path.parts:
        raise _fault(name, line, "path", "must be a path from the manifest's folder, with /")
    return str(path)


def _known(row: Mapping[str, str], name: str, line: int) -> Known:
    said = {column: cell for column, cell in row.items() if cell}
    for column, cell in said.items():
        fault = _cell_fault(column, cell)
        if fault:
            raise _fault(name, line, column, f"{cell!r} {fault}")
    year = int(said.pop("year")) if "year" in said else None
    return Known(**said, year=year)


def _cell_fault(column: str, cell: str) -> str | None:
    if column == "year" and not re.fullmatch(r"(19|20)[0-9]{2}", cell):
        return "is no year"
    if column == "scope" and cell not in SCOPES:
        return f"is none of {', '.join(SCOPES)}"
    # The page links to it: nothing but the web may stand there.
    if column == "url" and not re.match(r"https?://[^\s]+$", cell):
        return "does not begin with http:// or https://"
    if column == "published" and not (len(cell) == 10 and _is_time(date, cell)):
        return "is no date like 2021-01-31"
    if column == "retrieved_at" and not _is_time(datetime, cell):
        return "is no time like 2021-02-01T08:00:00+08:00"
    return None


def _is_time(kind: type[date], cell: str) -> bool:
    try:
        kind.fromisoformat(cell)
    except ValueError:
        return False
    return True
