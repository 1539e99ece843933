"""What an index run does to the index: with a stand-in parser, on the engine in memory."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Any

import pytest

from indexer.catalogue import Catalogue
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine
from indexer.errors import BadValue, InputError, NotAReport, NotFound, ReaderFault, UnreadableFile
from indexer.files import sources
from indexer.files.sources import place_of
from indexer.indexing.batch import BATCH, Steps
from indexer.indexing.ingest import (
    Choices,
    Progress,
    Summary,
    carry_over,
    faults_within,
    index_surveyed,
    remove_collection,
    remove_reports,
    survey,
)
from indexer.indexing.relate import kin, relations
from indexer.model import IndexDocument, Known, Meta, Report
from indexer.query import Everything
from indexer.regions import Region

Make = Callable[..., Report]


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Desk:
    """An index in memory, a folder, and a parser that reads ``issuer year prose``."""

    def __init__(self, folder: Path, make: Make, catalogue: Catalogue, segmenter: Any) -> None:
        self.folder = folder
        self.engine: Engine = MemoryEngine()
        self.parsed: list[str] = []
        self._make = make
        self._time = datetime(2026, 1, 1, tzinfo=UTC)
        self.steps = Steps(
            parse=lambda task: partial(self.parse, task.data, task.name, task.known, task.region),
            relations=relations,
            kin=kin,
            document=lambda report: index_document(report, segmenter, catalogue),
            now=self.now,
        )

    def now(self) -> datetime:
        self._time += timedelta(seconds=1)
        return self._time

    def parse(self, data: bytes, name: str, known: Known, region: Region) -> Report:
        self.parsed.append(name)
        if data.startswith(b"PK"):
            raise UnreadableFile("the archive is damaged")
        text = data.decode()
        if text.startswith("notice"):
            raise NotAReport("a notice, no report")
        if text.startswith("fault"):
            raise ReaderFault("reading it took longer than 60 s")
        issuer, year, *prose = text.split(" ", 2)
        report = self._make(
            issuer=known.issuer or issuer,
            year=int(year),
            prose={"overview": "".join(prose)},
            values={"requests_received.total": len(prose)},
            province=known.province or region.province,
            origins=(),
        )
        return replace(report, meta=replace(report.meta, id=id_of(text)))

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def pack(self, path: str, files: Mapping[str, str]) -> Path:
        file = self.folder / path
        with zipfile.ZipFile(file, "w") as archive:
            for inner, text in files.items():
                archive.writestr(inner, text)
        return file

    def index(
        self,
        *paths: Path | str,
        collection: str | None = None,
        leave_out: Path | None = None,
        progress: Callable[[Progress], None] = lambda _: None,
        **choices: Any,
    ) -> Summary:
        self.parsed.clear()
        roots = {s.collection: s.root for s in self.engine.sources()}
        surveys = [
            survey(place_of(self.folder / path, collection, roots), leave_out)
            for path in paths or [self.folder]
        ]
        return index_surveyed(self.engine, surveys, self.steps, Choices(**choices), progress)

    def metas(self) -> dict[str, Meta]:
        return {s.id: s.meta for s in self.engine.scan(Everything()) if s.meta}

    def paths(self, text: str) -> list[tuple[str, str]]:
        return [(o.collection, o.path) for o in self.metas()[id_of(text)].origins]

    def check(self) -> None:
        """The origins of the reports and the outcomes of the sources say the same."""
        assert list(faults_within(self.engine)) == []


@pytest.fixture
def desk(tmp_path: Path, make_report: Make, catalogue: Catalogue, segmenter: Any) -> Iterator[Desk]:
    folder = tmp_path / "downloads"
    folder.mkdir()
    desk = Desk(folder, make_report, catalogue, segmenter)
    yield desk
    desk.check()


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    return (
        summary.added,
        summary.replaced,
        summary.unchanged,
        summary.removed,
        len(summary.refused),
    )


# ── what is new, changed, unchanged ──────────────────────────────────────────────────────


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


# ── archives ─────────────────────────────────────────────────────────────────────────────


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


# ── the text of a scan ───────────────────────────────────────────────────────────────────


def test_the_text_of_a_scan_is_part_of_what_is_told_of_it(desk: Desk) -> None:
    desk.write("a.pdf", "甲镇 2020")
    text = desk.write("a.pdf.txt", "乙镇 2020")
    assert counts(desk.index()) == (1, 0, 0, 0, 0)
    assert counts(desk.index()) == (0, 0, 1, 0, 0)
    text.write_text("丙镇 2020 more")
    assert counts(desk.index()) == (0, 1, 0, 0, 0)
    text.unlink()
    assert counts(desk.index()) == (0, 1, 0, 0, 0)


# ── the same bytes twice ─────────────────────────────────────────────────────────────────


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


# ── prune ────────────────────────────────────────────────────────────────────────────────


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


# ── files that are none ──────────────────────────────────────────────────────────────────


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


# ── collections ──────────────────────────────────────────────────────────────────────────


def test_a_file_belongs_to_the_collection_of_its_folder(desk: Desk) -> None:
    file = desk.write("a.txt", "甲镇 2020")
    desk.write("b.txt", "乙镇 2020")
    assert counts(desk.index(file)) == (1, 0, 0, 0, 0)
    assert counts(desk.index()) == (1, 0, 1, 0, 0)


def test_a_second_root_under_a_known_name_is_refused(desk: Desk) -> None:
    desk.write("x/reports/a.txt", "甲镇 2020")
    desk.write("y/reports/a.txt", "乙镇 2020")
    desk.index("x/reports")
    with pytest.raises(BadValue, match=r"already the folder .*x.reports; give .* --collection"):
        desk.index("y/reports")
    desk.index("y/reports", collection="second")
    assert desk.paths("乙镇 2020") == [("second", "a.txt")]


def test_a_path_that_does_not_exist(desk: Desk) -> None:
    with pytest.raises(BadValue, match="there is no such file or folder"):
        desk.index("gone")


def test_a_path_without_a_name_needs_one() -> None:
    with pytest.raises(BadValue, match="--collection"):
        place_of(Path("/"), None, {})


def test_a_link_given_as_path_is_followed_under_its_own_name(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", "甲镇 2020")
    (tmp_path / "latest").symlink_to(desk.folder)
    desk.index(tmp_path / "latest")
    [source] = desk.engine.sources()
    assert (source.collection, source.root) == ("latest", str(desk.folder))


# ── what is told from outside ────────────────────────────────────────────────────────────


def test_a_manifest_row_wins_and_is_kept_as_origin(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.write("manifest.csv", "path,issuer,url\na.txt,乙镇政府,https://example.cn/a\n")
    desk.index()
    meta = desk.metas()[id_of("甲镇 2020")]
    assert (meta.issuer, meta.origins[0].url) == ("乙镇政府", "https://example.cn/a")


def test_a_changed_manifest_row_is_a_change_of_the_source(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.write("b.txt", "丙镇 2020")
    desk.index()
    desk.write("manifest.csv", "path,issuer\na.txt,乙镇政府\n")
    assert counts(desk.index()) == (0, 1, 1, 0, 0)
    assert desk.metas()[id_of("甲镇 2020")].issuer == "乙镇政府"
    assert counts(desk.index()) == (0, 0, 2, 0, 0)
    (desk.folder / "manifest.csv").unlink()
    assert counts(desk.index()) == (0, 1, 1, 0, 0)
    assert desk.metas()[id_of("甲镇 2020")].issuer == "甲镇"


def test_a_source_about_which_nothing_is_told_leaves_what_was_told(desk: Desk) -> None:
    desk.write("one/a.txt", "甲镇 2020")
    desk.write("one/manifest.csv", "path,issuer\na.txt,乙镇政府\n")
    desk.write("two/a.txt", "甲镇 2020")
    desk.index("one")
    desk.index("two")
    assert desk.metas()[id_of("甲镇 2020")].issuer == "乙镇政府"
    assert desk.paths("甲镇 2020") == [("one", "a.txt"), ("two", "a.txt")]


def test_a_malformed_manifest_stops_the_run_before_anything_is_written(desk: Desk) -> None:
    desk.write("one/a.txt", "甲镇 2020")
    desk.write("two/manifest.csv", "path,year\nb.txt,soon\n")
    desk.write("two/b.txt", "甲镇 2021")
    with pytest.raises(InputError, match=r"two.manifest\.csv, line 2, column year"):
        desk.index("one", "two")
    assert list(desk.engine.sources()) == []


def test_another_region_is_a_change_too(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.index()
    assert counts(desk.index(region=Region("陕西省"))) == (0, 1, 0, 0, 0)
    assert desk.metas()[id_of("甲镇 2020")].province == "陕西省"


# ── relations ────────────────────────────────────────────────────────────────────────────


def versions(desk: Desk) -> dict[str, tuple[bool, tuple[str, ...]]]:
    return {
        s.id: (s.relations.current, s.relations.versions)
        for s in desk.engine.scan(Everything())
        if s.relations
    }


@pytest.mark.parametrize("order", [("a.html", "b.pdf"), ("b.pdf", "a.html")])
def test_versions_are_found_in_any_order_of_arrival(desk: Desk, order: tuple[str, ...]) -> None:
    a, b = "甲镇 2020 " + "文" * 99, "甲镇 2020 " + "文" * 100
    texts = {"a.html": a, "b.pdf": b}
    for path in order:
        desk.write(path, texts[path])
        desk.index()
    last = id_of(texts[order[-1]])
    first = id_of(texts[order[0]])
    assert versions(desk) == {last: (True, (first,)), first: (False, (last,))}


def test_versions_left_alone_are_current_again(desk: Desk) -> None:
    a, b = "甲镇 2020 " + "文" * 99, "甲镇 2020 " + "文" * 100
    desk.write("a.txt", a)
    desk.write("b.txt", b)
    desk.index()
    current = next(id for id, (now, _) in versions(desk).items() if now)
    remove_reports(desk.engine, [current], desk.steps)
    [(left, relation)] = versions(desk).items()
    assert relation == (True, ())
    assert left != current


def test_a_manifest_that_names_another_issuer_parts_versions(desk: Desk) -> None:
    a, b = "甲镇 2020 " + "文" * 99, "甲镇 2020 " + "文" * 100
    desk.write("a.txt", a)
    desk.write("b.txt", b)
    desk.index()
    desk.write("manifest.csv", "path,issuer\na.txt,乙镇\n")
    desk.index()
    assert set(versions(desk).values()) == {(True, ())}


# ── removing, carrying over ──────────────────────────────────────────────────────────────


def test_removing_reports_forgets_their_sources(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.write("b.txt", "乙镇 2020")
    desk.index()
    with pytest.raises(NotFound, match="0123"):
        remove_reports(desk.engine, [id_of("甲镇 2020"), "0123"], desk.steps)
    assert len(desk.metas()) == 2
    assert remove_reports(desk.engine, [id_of("甲镇 2020")] * 2, desk.steps) == 1
    assert [s.path for s in desk.engine.sources()] == ["b.txt"]
    assert counts(desk.index()) == (1, 0, 1, 0, 0)


def test_removing_a_collection_leaves_what_others_hold(desk: Desk) -> None:
    for path in ("one/a.txt", "two/a.txt"):
        desk.write(path, "甲镇 2020")
    desk.write("one/b.txt", "乙镇 2020")
    desk.write("one/n.txt", "notice")
    desk.index("one", "two")
    assert remove_collection(desk.engine, "one", desk.steps) == 3
    assert desk.paths("甲镇 2020") == [("two", "a.txt")]
    assert len(desk.metas()) == 1
    with pytest.raises(NotFound, match="one"):
        remove_collection(desk.engine, "one", desk.steps)


def test_what_is_not_read_again_is_carried_over(desk: Desk) -> None:
    for path in ("one/a.txt", "two/a.txt"):
        desk.write(path, "甲镇 2020 " + "文" * 99)
    desk.write("one/b.txt", "甲镇 2020 " + "文" * 100)
    desk.write("two/c.txt", "乙镇 2020")
    desk.write("two/n.txt", "notice")
    desk.index("one", "two")
    before = desk.metas()
    old, desk.engine = desk.engine, MemoryEngine()
    carry_over(old, desk.engine, [place_of(desk.folder / "one", None, {})], desk.steps)
    assert [s.key for s in desk.engine.sources()] == [
        ("two", "a.txt"),
        ("two", "c.txt"),
        ("two", "n.txt"),
    ]
    assert set(versions(desk).values()) == {(True, ())}
    assert desk.metas()[id_of("乙镇 2020")] == before[id_of("乙镇 2020")]
    desk.index("one")
    assert {id: m.origins for id, m in desk.metas().items()} == {
        id: m.origins for id, m in before.items()
    }
    assert sorted(now for now, _ in versions(desk).values()) == [False, True, True]


class Spy(MemoryEngine):
    """Counts writes, and what is in each."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[tuple[int, int]] = []

    def write(
        self,
        put: Iterable[IndexDocument] = (),
        remove: Iterable[str] = (),
        sources: Iterable[Any] = (),
        forget: Iterable[Any] = (),
    ) -> None:
        documents, seen = list(put), list(sources)
        self.writes.append((len(documents), len(seen)))
        super().write(documents, remove, seen, forget)


def test_each_write_holds_reports_with_their_sources_and_no_more_than_a_batch(desk: Desk) -> None:
    desk.engine = spy = Spy()
    for i in range(BATCH * 2 + 1):
        desk.write(f"{i:04}.txt", f"甲{i}镇 2020")
    desk.index()
    assert spy.writes == [(BATCH, BATCH), (BATCH, BATCH), (1, 1)]
    desk.index()
    assert len(spy.writes) == 3


def test_an_index_at_odds_with_itself_is_told(desk: Desk) -> None:
    desk.write("a.txt", "甲镇 2020")
    desk.write("b.txt", "乙镇 2020")
    desk.index()
    a, b = sorted(desk.engine.sources(), key=lambda s: s.path)
    sound = list(desk.engine.sources())
    desk.engine.write(sources=[replace(a, report=b.report)], forget=[b.key])
    assert len(list(faults_within(desk.engine))) == 2
    desk.engine.write(remove=[a.report or "", b.report or ""], sources=sound)
    assert len(list(faults_within(desk.engine))) == 2
    desk.engine.write(forget=[s.key for s in sound])
