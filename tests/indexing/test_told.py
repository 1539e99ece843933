"""Whose files are, what is told of them, and what that makes of their reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.engines.memory import MemoryEngine
from indexer.errors import BadValue, InputError, NotFound
from indexer.files.sources import place_of
from indexer.indexing.batch import BATCH
from indexer.indexing.ingest import (
    carry_over,
    faults_within,
    remove_collection,
    remove_reports,
)
from indexer.model import IndexDocument
from indexer.query import Everything
from indexer.regions import Region

from .conftest import Desk, counts, id_of

# ── collections ─────────────────────────────────────────────────────────────────────────


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


# ── what is told from outside ───────────────────────────────────────────────────────────


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


# ── relations ───────────────────────────────────────────────────────────────────────────


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


# ── removing, carrying over ─────────────────────────────────────────────────────────────


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
