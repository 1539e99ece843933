"""What an index run makes of files that are new, changed, alike, gone or none."""

from __future__ import annotations

import os
import zipfile
from io import BufferedReader
from pathlib import Path
from typing import Any

import pytest

from indexer.files import sources
from indexer.indexing.batch import BATCH
from indexer.indexing.ingest import (
    Progress,
)

from .conftest import Desk, counts, id_of

# ── what is new, changed, unchanged ─────────────────────────────────────────────────────


def test_a_folder_is_read_to_its_ends_in_order(desk: Desk) -> None:
    desk.write("b.txt", "甲镇 2020")
    desk.write("a/z.txt", "乙镇 2020")
    desk.write("a/deep/c.txt", "丙镇 2020")
    assert counts(desk.index()) == (3, 0, 0, 0, 0)
    assert desk.parsed == ["a/deep/c.txt", "a/z.txt", "b.txt"]
    assert desk.paths("丙镇 2020") == [("downloads", "a/deep/c.txt")]


def test_hidden_names_manifests_and_the_index_are_left_out(desk: Desk) -> None:
    for path in (".hidden", ".git/config", "in/manifest.csv", "index_data/segment"):
        desk.write(path, "path\n")
    assert counts(desk.index(leave_out=desk.folder / "index_data")) == (0, 0, 0, 0, 0)


def test_unchanged_files_are_not_parsed_again(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.index()
    when = desk.metas()[id_of("甲镇 2020")].indexed_at
    assert counts(desk.index()) == (0, 0, 1, 0, 0)
    assert desk.parsed == []
    assert desk.metas()[id_of("甲镇 2020")].indexed_at == when == "2026-01-01T00:00:01+00:00"


def test_a_touched_file_only_has_its_source_updated(desk: Desk) -> None:
    file = desk.write("a.txt", "甲镇 2020")
    desk.index()
    os.utime(file, ns=(1, 1))
    assert counts(desk.index()) == (0, 0, 1, 0, 0)
    assert desk.parsed == []
    assert [s.modified_ns for s in desk.engine.sources()] == [1]


def test_a_changed_file_replaces_the_report_it_gave(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.index()
    desk.write("a.txt", "甲镇 2020 改了")
    assert counts(desk.index()) == (0, 1, 0, 0, 0)
    assert list(desk.metas()) == [id_of("甲镇 2020 改了")]


def test_a_file_that_is_no_report_any_more_takes_its_report_along(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.index()
    desk.write("a.txt", "notice of something")
    assert counts(desk.index()) == (0, 0, 0, 0, 1)
    assert desk.metas() == {}
    desk.write("a.txt", "甲镇 2021 again")
    assert counts(desk.index()) == (1, 0, 0, 0, 0)


def test_refused_files_are_remembered_and_told_again(desk: Desk) -> None:
    file = desk.write("a.txt", "notice")
    desk.write("b.txt", "甲镇 2020")
    for parsed in (["a.txt", "b.txt"], []):
        summary = desk.index()
        assert desk.parsed == parsed
        [refusal] = summary.refused
        assert (refusal.path, refusal.error) == (str(file), "NotAReport")
        assert refusal.message == "a notice, no report"


def test_more_files_than_a_batch(desk: Desk) -> None:
    for i in range(BATCH + 5):
        desk.write(f"{i:04}.txt", f"甲镇 2020 {i}")
    seen: list[Progress] = []
    desk.index(progress=seen.append)
    assert len(desk.metas()) == BATCH + 5
    assert (seen[-1].done, seen[-1].total, seen[-1].outcome) == (BATCH + 5, BATCH + 5, "added")


def test_what_is_written_stays_when_a_run_breaks_off(desk: Desk) -> None:
    for i in range(BATCH + 5):
        desk.write(f"{i:04}.txt", f"甲镇 2020 {i}")

    def stop(progress: Progress) -> None:
        if progress.done == BATCH + 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.index(progress=stop)
    assert len(desk.metas()) == BATCH
    desk.check()
    assert counts(desk.index()) == (5, 0, BATCH, 0, 0)


def test_a_dry_run_tells_and_writes_nothing(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.write("n.txt", "notice")
    assert counts(desk.index(dry_run=True)) == (1, 0, 0, 0, 1)
    assert list(desk.engine.sources()) == []
    assert desk.metas() == {}


def test_what_was_refused_by_our_own_fault_is_tried_again(desk: Desk) -> None:
    desk.write("a.txt", "fault")
    for _ in range(2):
        assert [r.error for r in desk.index().refused] == ["ReaderFault"]
        assert desk.parsed == ["a.txt"]


# ── archives ────────────────────────────────────────────────────────────────────────────


def test_files_in_an_archive_are_sources_of_their_own(desk: Desk) -> None:
    file = desk.pack("a.zip", {"in/x.txt": "甲镇 2020", "y.txt": "乙镇 2020", "n.txt": "notice"})
    seen: list[Progress] = []
    summary = desk.index(progress=seen.append)
    assert counts(summary) == (2, 0, 0, 0, 1)
    assert desk.paths("甲镇 2020") == [("downloads", "a.zip!/in/x.txt")]
    assert [r.path for r in summary.refused] == [f"{file}!/n.txt"]
    assert [(p.done, p.total) for p in seen] == [(1, 3), (2, 3), (3, 3)]


def test_an_archive_that_is_as_it_was_is_not_opened(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.pack("a.zip", {"x.txt": "甲镇 2020", "n.txt": "notice"})
    desk.index()
    with monkeypatch.context() as patched:
        patched.setattr(zipfile, "ZipFile", None)
        assert counts(desk.index()) == (0, 0, 1, 0, 1)
        assert desk.parsed == []
    os.utime(file, ns=(1, 1))
    assert counts(desk.index()) == (0, 0, 1, 0, 1)
    assert desk.parsed == []
    assert {s.modified_ns for s in desk.engine.sources()} == {1}


def test_a_changed_archive_changes_what_changed_in_it(desk: Desk) -> None:
    desk.pack("a.zip", {"x.txt": "甲镇 2020", "y.txt": "乙镇 2020", "z.txt": "丙镇 2020"})
    desk.index()
    desk.pack("a.zip", {"x.txt": "甲镇 2020", "y.txt": "乙镇 2020 改了"})
    assert counts(desk.index(prune=True)) == (0, 1, 1, 1, 0)
    assert desk.parsed == ["a.zip!/y.txt"]
    (desk.folder / "a.zip").unlink()
    assert desk.index(prune=True).removed == 2


def test_a_damaged_archive_leaves_what_it_gave_before(desk: Desk) -> None:
    desk.pack("a.zip", {"x.txt": "甲镇 2020"})
    desk.index()
    whole = (desk.folder / "a.zip").read_bytes()
    (desk.folder / "a.zip").write_bytes(whole[:-30])
    assert [r.error for r in desk.index(prune=True).refused] == ["UnreadableFile"]
    assert len(desk.metas()) == 1
    (desk.folder / "a.zip").write_bytes(whole)
    assert counts(desk.index()) == (0, 0, 1, 0, 0)
    assert [s.path for s in desk.engine.sources()] == ["a.zip!/x.txt"]


def test_an_archive_can_be_the_path_and_its_files_be_told_of(desk: Desk) -> None:
    file = desk.pack("a.zip", {"x.txt": "甲镇 2020"})
    desk.write("b.txt", "乙镇 2020")
    desk.write("manifest.csv", "path,url\na.zip!/x.txt,https://example.cn/x\n")
    assert counts(desk.index(file)) == (1, 0, 0, 0, 0)
    assert desk.metas()[id_of("甲镇 2020")].origins[0].url == "https://example.cn/x"
    assert counts(desk.index(file)) == (0, 0, 1, 0, 0)
    file.unlink()
    desk.write("a.zip/now.txt", "丙镇 2020")
    assert desk.index("a.zip", collection="downloads", prune=True).removed == 1


# ── the text of a scan ──────────────────────────────────────────────────────────────────


def test_the_text_of_a_scan_is_part_of_what_is_told_of_it(desk: Desk) -> None:
    desk.write("a.pdf", "甲镇 2020")
    text = desk.write("a.pdf.txt", "乙镇 2020")
    assert counts(desk.index()) == (1, 0, 0, 0, 0)
    assert counts(desk.index()) == (0, 0, 1, 0, 0)
    text.write_text("丙镇 2020 more")
    assert counts(desk.index()) == (0, 1, 0, 0, 0)
    text.unlink()
    assert counts(desk.index()) == (0, 1, 0, 0, 0)


# ── the same bytes twice ────────────────────────────────────────────────────────────────


def test_two_sources_with_the_same_bytes_give_one_report(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.write("b.txt", "甲镇 2020")
    assert counts(desk.index()) == (2, 0, 0, 0, 0)
    assert desk.parsed == ["a.txt"]
    assert desk.paths("甲镇 2020") == [("downloads", "a.txt"), ("downloads", "b.txt")]


def test_a_report_goes_when_its_last_source_goes(desk: Desk) -> None:
    desk.write("one/a.txt", "甲镇 2020")
    desk.write("two/a.txt", "甲镇 2020")
    desk.index("one", "two")
    assert desk.paths("甲镇 2020") == [("one", "a.txt"), ("two", "a.txt")]
    desk.write("one/a.txt", "甲镇 2021 new")
    desk.index("one")
    assert desk.paths("甲镇 2020") == [("two", "a.txt")]
    (desk.folder / "two/a.txt").unlink()
    assert desk.index("two", prune=True).removed == 1
    assert list(desk.metas()) == [id_of("甲镇 2021 new")]


# ── prune ───────────────────────────────────────────────────────────────────────────────


def test_gone_files_are_removed_only_when_told_and_only_here(desk: Desk) -> None:
    for path in ("one/a.txt", "one/in/b.txt", "two/c.txt"):
        desk.write(path, f"甲镇 2020 {path}")
    desk.index("one", "two")
    for path in ("one/a.txt", "one/in/b.txt", "two/c.txt"):
        (desk.folder / path).unlink()
    assert counts(desk.index("one")) == (0, 0, 0, 0, 0)
    assert len(desk.metas()) == 3
    assert desk.index("one/in", collection="one", prune=True).removed == 1
    assert desk.index("one", prune=True).removed == 1
    assert [s.key for s in desk.engine.sources()] == [("two", "c.txt")]


def test_a_folder_that_cannot_be_read_is_not_pruned(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("in/a.txt", "甲镇 2020")
    desk.index()
    scandir = os.scandir

    def refuse(folder: Any) -> Any:
        if str(folder).endswith("in"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    summary = desk.index(prune=True)
    assert counts(summary) == (0, 0, 0, 0, 1)
    assert summary.refused[0].message == "the folder cannot be read: Permission denied"
    assert len(desk.metas()) == 1


# ── files that are none ─────────────────────────────────────────────────────────────────


def test_links_and_pipes_are_refused_and_not_followed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("甲镇 2020")
    (desk.folder / "folder").symlink_to(outside)
    (desk.folder / "link.txt").symlink_to(outside / "secret.txt")
    (desk.folder / "nowhere").symlink_to(outside / "gone")
    os.mkfifo(desk.folder / "pipe")
    for _ in range(2):
        summary = desk.index()
        assert desk.parsed == []
        assert [(Path(r.path).name, r.message) for r in summary.refused] == [
            ("folder", "a symbolic link; links are not followed"),
            ("link.txt", "a symbolic link; links are not followed"),
            ("nowhere", "a symbolic link; links are not followed"),
            ("pipe", "not a regular file"),
        ]


def test_a_file_that_cannot_be_read_just_now_keeps_its_report(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.write("a.txt", "甲镇 2020")
    desk.index()
    os.utime(file, ns=(1, 1))

    def refuse(file: Path) -> BufferedReader:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(sources, "open_plain", refuse)
        desk.write("b.txt", "乙镇 2020")
        summary = desk.index()
    assert [r.message for r in summary.refused] == ["cannot be read: Input/output error"] * 2
    assert len(desk.metas()) == 1
    assert counts(desk.index()) == (1, 0, 1, 0, 0)


def test_a_name_that_is_no_text_is_refused(desk: Desk) -> None:
    raw = os.fsencode(desk.folder) + b"/\xff.txt"
    Path(os.fsdecode(raw)).write_text("甲镇 2020")
    for _ in range(2):
        [refusal] = desk.index().refused
        assert refusal.message == "the name is not text in any encoding"
        assert refusal.path.encode().endswith(b"\\udcff.txt")
