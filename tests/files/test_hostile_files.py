"""A folder of files made to do harm: one refusal each; the good ones beside them are indexed."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = "{}2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我镇认真做好信息公开工作。\n"
OUTSIDE = TEXT.format("外面镇")
MANIFEST = "path,issuer\n甲镇.txt,外面镇\n"
"""What lies outside the folder, and must not be found."""

TITLE, TURN = "\x1b]0;pwned\x07", "\u202e"
"""What would set a terminal's title, and what turns the direction of what follows."""

MORE_MEGABYTES = 100
"""How much more memory the process that writes may take than with good files alone."""

MEASURED = """
import resource, sys
from indexer.cli import main
try:
    main()
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def packed(*members: tuple[str, bytes], **changes: int) -> bytes:
    """Return a zip of members; ``changes`` are made to what it says of each."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in changes.items():
                setattr(info, attribute, value)
            archive.writestr(info, data)
    return buffer.getvalue()


def docx(body: str, before: str = "") -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'{before}<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'
    return packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.encode()))


def pdf(*objects: bytes) -> bytes:
    """Return a PDF of objects numbered from 1, the first its catalogue, without a table of them."""
    whole = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return b"%PDF-1.7\n" + whole + b"trailer\n<</Root 1 0 R/Size 99>>\n%%EOF\n"


def stream(data: bytes, more: bytes = b"") -> bytes:
    short = zlib.compress(data, 9)
    head = b"<</Length %d/Filter/FlateDecode%s>>stream\n" % (len(short), more)
    return head + short + b"\nendstream"


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
LAUGHING = f"<!DOCTYPE x [<!ENTITY a0 'ha'>{LAUGHS}]>"


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Names with what is in them, and what their refusal says; a zip has one file, or is one."""
    return {
        "bomb.zip": (packed(("zeros.txt", bytes(200 << 20))), "MB|proportion"),
        "proportion.zip": (packed(("zeros.txt", bytes(50 << 20))), "out of all proportion"),
        "nested.zip": (
            packed(("inner.zip", packed(("inmost.zip", packed(("zeros", bytes(9 << 20))))))),
            "",
        ),
        "up.zip": (packed(("../../slipped.txt", OUTSIDE.encode())), "leads out of the archive"),
        "root.zip": (packed(("/slipped.txt", OUTSIDE.encode())), "leads out of the archive"),
        "drive.zip": (packed(("C:\\slipped.txt", OUTSIDE.encode())), "leads out of the archive"),
        "link.zip": (
            packed(("link", b"/etc/passwd"), external_attr=(stat.S_IFLNK | 0o777) << 16),
            "symbolic link",
        ),
        "laughs.docx": (docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", LAUGHING), "entities"),
        "outside.docx": (
            docx("&x;", "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
            "entities",
        ),
        "large.docx": (docx("<w:p/>" * 9_000_000), "unpacks|proportion|MB|memory"),
        "deep.docx": (docx("<w:tbl><w:tr><w:tc>" * 5_000), ""),
        "laughs.html": (f"{LAUGHING}<html><p>&a9;</p></html>".encode(), ""),
        "deep.html": (b"<div>" * 300_000 + "甲".encode(), ""),
        "tables.html": (b"<table><tr><td>" * 20_000, ""),
        "spans.html": (b"<table><tr><td rowspan=999999999 colspan=999999999>1</table>" * 99, ""),
        "attribute.html": (b"<p " + b"x" * 9_000_000, ""),
        "kids.pdf": (pdf(CATALOGUE, b"<</Type/Pages/Count 999999999/Kids[2 0 R 2 0 R]>>"), ""),
        "count.pdf": (pdf(CATALOGUE, b"<</Type/Pages/Count 2147483647/Kids[]>>"), ""),
        "form.pdf": (
            pdf(
                CATALOGUE,
                b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
                b"/Resources<</XObject<</F 5 0 R>>>>>>",
                stream(b"/F Do " * 9),
                stream(
                    b"/F Do " * 9,
                    b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
                ),
            ),
            "",
        ),
        "content.pdf": (
            pdf(
                CATALOGUE,
                b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
                stream(b"0 0 1 1 re f " * 2_000_000),
            ),
            "",
        ),
        f"title{TITLE}.txt": (b"no report", ""),
        f"turn{TURN}txt.exe": (b"no report", ""),
        "two\nlines.txt": (b"no report", ""),
        "dots..txt": (b"no report", ""),
    }


GOOD = ["甲镇.txt", "乙\n镇.txt", f"丙{TITLE}镇.txt", f"丁{TURN}镇.txt", "戊..镇.txt"]


def link(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "report.txt")


def folder_link(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def loop(path: Path, outside: Path) -> None:
    path.symlink_to(path.parent)


def itself(path: Path, outside: Path) -> None:
    path.symlink_to(path.name)


def manifest_elsewhere(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "manifest.csv")


def pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def door(path: Path, outside: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def endless_device(path: Path, outside: Path) -> None:
    if os.geteuid():
        pipe(path, outside)
    else:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.stat("/dev/zero").st_rdev)


def gigabyte(path: Path, outside: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


OTHERS: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "link.txt": (link, "symbolic link"),
    "folder": (folder_link, "symbolic link"),
    "loop": (loop, "symbolic link"),
    "itself": (itself, "symbolic link"),
    "manifest.csv": (manifest_elsewhere, "symbolic link"),
    "pipe.txt": (pipe, "not a regular file"),
    "door.txt": (door, "not a regular file"),
    "zero.txt": (endless_device, "not a regular file"),
    "gigabyte.txt": (gigabyte, "larger than 100 MB"),
}

DEPTH = 1_500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder, beside one that it must not lead to."""
    if os.name == "nt":
        pytest.skip("Windows has no such names and no such files")
    whole = tmp_path_factory.mktemp("hostile")
    outside, folder = whole / "outside", whole / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "report.txt").write_text(OUTSIDE, "utf-8")
    (outside / "manifest.csv").write_text(MANIFEST, "utf-8")
    for name, (data, _) in files().items():
        (folder / name).write_bytes(data)
    for n, name in enumerate(GOOD):
        (folder / name).write_text(TEXT.format(f"好{n}镇"), "utf-8")
    for name, (make, _) in OTHERS.items():
        make(folder / name, outside)
    deep = folder / "/".join("d" * DEPTH)
    for n in range(1, DEPTH + 1):
        (folder / "/".join("d" * n)).mkdir()
    (deep / "deep.txt").write_text(TEXT.format("深镇"), "utf-8")
    yield folder
    (deep / "deep.txt").unlink()
    for n in range(DEPTH, 0, -1):
        (folder / "/".join("d" * n)).rmdir()


@pytest.fixture(scope="module")
def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """``nianbao index`` over it, told as text."""
    return nianbao(folder, "index", str(folder), "--jobs", "2")


@pytest.fixture(scope="module")
def again(run: subprocess.CompletedProcess[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The same again, told as JSON."""
    return nianbao(folder, "index", str(folder), "--jobs", "2", "--format", "json")


def nianbao(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "NIANBAO_INDEX_DIR": str(folder.with_name("index"))}
    command = [sys.executable, "-c", MEASURED, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environ, cwd=ROOT)


def test_the_run_ends_well_and_each_is_refused_once(
    run: subprocess.CompletedProcess[str], again: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    summary = json.loads(again.stdout)
    assert (summary["added"], summary["unchanged"]) == (0, len(GOOD) + 1)
    said = {refusal["path"]: refusal["message"] for refusal in summary["refused"]}
    assert len(said) == len(summary["refused"]) == len(files()) + len(OTHERS)
    for name, (_, reason) in {**files(), **OTHERS}.items():
        path = str(folder / name)
        [message] = [m for p, m in said.items() if p == path or p.startswith(f"{path}!/")]
        assert message
        assert re.search(reason, message), (name, message)


def test_the_good_ones_are_found_and_nothing_else(
    run: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert f"{len(GOOD) + 1} added" in run.stdout
    found = nianbao(folder, "search", "信息公开", "--format", "json")
    issuers = {result["issuer"] for result in json.loads(found.stdout)["results"]}
    assert issuers == {*(f"好{n}镇" for n in range(len(GOOD))), "深镇"}


def test_nothing_outside_is_read_or_written(
    run: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert nianbao(folder, "count", '"外面镇"').stdout == "0\n"
    assert "root:" not in nianbao(folder, "search", "信息公开", "--format", "json").stdout
    for place in (folder, *folder.parents[:2], folder.with_name("index")):
        assert not list(place.glob("*slipped*"))
    assert not Path("/slipped.txt").exists()
    assert sorted(p.name for p in folder.parent.iterdir()) == ["folder", "index", "outside"]
    outside = {p.name: p.read_text("utf-8") for p in folder.with_name("outside").iterdir()}
    assert outside == {"report.txt": OUTSIDE, "manifest.csv": MANIFEST}


def test_a_terminal_is_not_commanded(run: subprocess.CompletedProcess[str], folder: Path) -> None:
    shown = [
        run,
        nianbao(folder, "verify"),
        nianbao(folder, "status"),
        nianbao(folder, "parse", str(folder / GOOD[2]), str(folder / GOOD[3])),
        nianbao(folder, "parse", str(folder / GOOD[2]), "--format", "text"),
        nianbao(folder, "parse", f"-{TITLE}{TURN}"),
        nianbao(folder, "index", f"nowhere{TITLE}{TURN}"),
    ]
    for done in shown:
        for text in (done.stdout, done.stderr):
            assert not re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    # A line a file: no name makes two of one.
    assert all(line.startswith(("refused ", "6 added")) for line in run.stdout.splitlines())


def test_memory_does_not_grow(
    run: subprocess.CompletedProcess[str], folder: Path, tmp_path: Path
) -> None:
    good = tmp_path / "good"
    good.mkdir()
    for name in GOOD:
        (good / name).write_bytes((folder / name).read_bytes())
    plain = nianbao(good, "index", str(good), "--jobs", "2")
    assert peak(run) < peak(plain) + MORE_MEGABYTES


def peak(run: subprocess.CompletedProcess[str]) -> int:
    """Return the most memory a run took, in megabytes; macOS counts bytes."""
    [said] = re.findall(r"^peak (\d+)$", run.stderr, re.MULTILINE)
    return int(said) >> (20 if sys.platform == "darwin" else 10)
