"""Archives: what is inside is read file by file, and what is wrong with it costs one file."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from indexer.errors import NotFound, UnreadableFile
from indexer.files import archives
from indexer.files.archives import is_archive, member, opened
from indexer.files.originals import open_original
from indexer.files.seen import is_changed, is_gone, sha256
from indexer.files.sources import Place, files_in, files_inside
from indexer.model import Meta, Source, StoredReport
from indexer.parsing.filewise import parse_files

TEXT = "甲镇2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我镇认真做好信息公开工作。\n"


def packed(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


def with_info(path: str, data: bytes = b"x", **about: int) -> bytes:
    info = zipfile.ZipInfo(path)
    for name, value in about.items():
        setattr(info, name, value)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, data)
    return out.getvalue()


def faults(data: bytes) -> dict[str, str | None]:
    with opened(io.BytesIO(data)) as members:
        return {m.path: m.fault for m in members}


# ── what is one ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        pytest.param(packed({"a.txt": TEXT}), True, id="files"),
        pytest.param(packed({"word/a.docx": "x", "xl/b.xlsx": "x"}), True, id="folders"),
        pytest.param(packed({}), True, id="empty"),
        pytest.param(
            packed({"[Content_Types].xml": "", "word/document.xml": ""}), False, id="docx"
        ),
        pytest.param(packed({"mimetype": "", "content.xml": ""}), False, id="odt"),
        pytest.param(packed({"OFD.xml": "", "Doc_0/Document.xml": ""}), False, id="ofd"),
        pytest.param(packed({"a.txt": TEXT})[:-10], False, id="truncated"),
        pytest.param(TEXT.encode(), False, id="text"),
        pytest.param(b"", False, id="nothing"),
    ],
)
def test_an_archive_is_told_from_its_bytes(data: bytes, is_one: bool) -> None:
    assert is_archive(io.BytesIO(data)) is is_one


# ── its members ──────────────────────────────────────────────────────────────────────────


def test_members_come_in_order_without_hidden_ones_and_folders() -> None:
    data = packed(
        {"b.txt": "b", "a/": "", "a/c.txt": "c", ".x": "", "__MACOSX/b.txt": "", "a/._c": ""}
    )
    assert faults(data) == {"a/c.txt": None, "b.txt": None}
    assert member(io.BytesIO(data), "a/c.txt") == b"c"
    with pytest.raises(UnreadableFile, match="no such file"):
        member(io.BytesIO(data), "gone.txt")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("name", ["甲镇/年报.txt", "乞\\年报.txt"])
def test_names_are_read_as_they_were_meant(encoding: str, name: str) -> None:
    """Old programs write GBK or UTF-8 and do not say so; some part folders with a backslash."""
    raw = name.encode(encoding)
    data = packed({"x" * len(raw): "x"}).replace(b"x" * len(raw), raw)
    assert faults(data) == {name.replace("\\", "/"): None}
    assert member(io.BytesIO(data), name.replace("\\", "/")) == b"x"


def test_a_name_that_says_it_is_utf_8_is_taken_at_its_word() -> None:
    assert faults(packed({"乞/年报.txt": "x"})) == {"乞/年报.txt": None}


def test_a_name_in_no_encoding_we_know_is_a_name_all_the_same() -> None:
    raw = b"\xff\xff.txt"
    data = packed({"x" * len(raw): "x"}).replace(b"x" * len(raw), raw)
    (name,) = faults(data)
    assert name.endswith(".txt")
    assert member(io.BytesIO(data), name) == b"x"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(packed({"../a.txt": "x"}), "its name leads out", id="up"),
        pytest.param(packed({"a/../../b.txt": "x"}), "its name leads out", id="up-within"),
        pytest.param(packed({"/etc/passwd": "x"}), "its name leads out", id="absolute"),
        pytest.param(packed({"C:\\a.txt": "x"}), "its name leads out", id="drive"),
        pytest.param(packed({"a//b.txt": "x"}), "its name leads out", id="empty-part"),
        pytest.param(
            with_info("a", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16),
            "a symbolic link",
            id="link",
        ),
        pytest.param(packed({"a": "x" * 99}, zipfile.ZIP_LZMA), "packed in a way", id="lzma"),
        pytest.param(packed({"a": "x" * 99}, zipfile.ZIP_BZIP2), "packed in a way", id="bzip2"),
        pytest.param(packed({"a": bytes(8 << 20)}), "unpacked it is out of all", id="bomb"),
    ],
)
def test_a_member_that_may_do_harm_is_refused(data: bytes, fault: str) -> None:
    [told] = faults(data).values()
    assert told
    assert told.startswith(fault)


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(packed({"a.txt": "x"}))
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    assert faults(bytes(data)) == {"a.txt": "it is encrypted"}


def test_a_large_member_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 1 << 20)
    data = packed({"a.txt": os.urandom((1 << 20) + 1)})
    assert faults(data) == {"a.txt": "larger than 1 MB"}


def test_more_than_is_allowed_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed({f"{i}.txt": "x" * 10 for i in range(5)})
    for name, value, told in (
        ("MOST_MEMBERS", 4, "more than 4 files"),
        ("MOST_BYTES", 49, "too large unpacked"),
        ("_LARGEST_DIRECTORY", 99, "more than"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(archives, name, value)
            with pytest.raises(UnreadableFile, match=told):
                faults(data)


def test_a_member_that_lies_about_its_size_is_damaged() -> None:
    data = packed({"a.txt": "x" * 1000})
    size, lie = (1000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    with pytest.raises(UnreadableFile, match="damaged"):
        member(io.BytesIO(data.replace(size, lie)), "a.txt")


@pytest.mark.parametrize("position", range(0, 120, 3))
def test_a_damaged_archive_is_unreadable_or_read(position: int) -> None:
    data = bytearray(packed({"a.txt": TEXT}))
    data[position] ^= 0xFF
    try:
        with opened(io.BytesIO(bytes(data))) as members:
            for found in members:
                if not found.fault:
                    found.read()
    except UnreadableFile:
        return


# ── as sources ───────────────────────────────────────────────────────────────────────────


def source(file: Path, inner: str, data: bytes, **about: object) -> Source:
    seen = file.lstat()
    path = f"{file.name}!/{inner}" if inner else file.name
    return Source(
        "c",
        path,
        str(file.parent),
        sha256(data),
        seen.st_size,
        seen.st_mtime_ns,
        "r",
        **about,  # type: ignore[arg-type]
    )


def test_a_member_is_gone_or_changed_with_what_is_in_the_archive(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(packed({"a.txt": "a", "b.txt": "b"}))
    a, b = source(file, "a.txt", b"a"), source(file, "b.txt", b"b")
    assert (is_gone(a), is_changed(a)) == (False, False)
    file.write_bytes(packed({"a.txt": "another"}))
    assert (is_gone(a), is_changed(a)) == (False, True)
    assert (is_gone(b), is_changed(b)) == (True, False)
    file.write_bytes(b"PK\x03\x04 damaged")
    assert not is_gone(a)
    file.unlink()
    assert is_gone(a)


def test_a_folder_named_like_an_archive_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a!"
    folder.mkdir()
    (folder / "b.txt").write_text("b")
    [found] = files_in(Place("c", tmp_path))
    assert found.path == "a!/b.txt"
    seen = (folder / "b.txt").lstat()
    there = Source("c", found.path, str(tmp_path), sha256(b"b"), seen.st_size, seen.st_mtime_ns)
    assert (is_gone(there), is_changed(there)) == (False, False)


def test_the_original_of_a_member_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(packed({"in/a.txt": TEXT}))
    report = StoredReport("r", Meta("r", "t", None, None, None))
    there = source(file, "in/a.txt", TEXT.encode())
    original = open_original(report, [there])
    assert (original.name, original.size) == ("a.txt", len(TEXT.encode()))
    with original.file as opened_file:
        assert opened_file.read() == TEXT.encode()
    file.write_bytes(packed({"in/a.txt": "another"}))
    with pytest.raises(NotFound):
        open_original(report, [there])


def test_the_text_of_a_scan_goes_with_the_scan(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.pdf.txt", "b.PDF", "b.PDF.txt", "c.pdf.txt", "d.txt"):
        (tmp_path / name).write_text("x")
    found = {f.path: f.beside and f.beside.path for f in files_in(Place("c", tmp_path))}
    expected = {"a.pdf": "a.pdf.txt", "b.PDF": "b.PDF.txt", "c.pdf.txt": None, "d.txt": None}
    assert found == expected
    data = io.BytesIO(packed({"a.pdf": "x", "a.pdf.txt": "y", "manifest.csv": "path"}))
    with opened(data) as members:
        [inside] = files_inside(next(iter(files_in(Place("c", tmp_path)))), members)
        assert inside.path == "a.pdf!/a.pdf"
        assert inside.beside
        assert inside.beside.read() == b"y"


def test_files_are_begun_ahead_and_come_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.parsing.filewise.AHEAD", 1)
    files = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in files:
        file.write_text(TEXT.replace("2020", f"201{file.stem}"), "utf-8")
    assert [path for path, _ in parse_files(files, jobs=2)] == [str(file) for file in files]


def test_files_in_an_archive_are_parsed_one_by_one(tmp_path: Path) -> None:
    nested = packed({"x.txt": TEXT})
    file = tmp_path / "a.zip"
    file.write_bytes(packed({"a.txt": TEXT, "../up.txt": TEXT, "z.zip": nested}))
    parsed = dict(parse_files([file, tmp_path / "gone.txt"]))
    told = {path.removeprefix(str(tmp_path)): type(p).__name__ for path, p in parsed.items()}
    assert told == {
        "/a.zip!/../up.txt": "UnreadableFile",
        "/a.zip!/a.txt": "Report",
        "/a.zip!/z.zip": "UnsupportedFile",
        "/gone.txt": "UnreadableFile",
    }
