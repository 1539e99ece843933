"""What engines promise whose index is a folder: other processes, crashes, files lost and broken."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from indexer.engines import open_generations
from indexer.errors import (
    EngineError,
    EngineUnavailable,
    IndexDamaged,
    IndexLocked,
    IndexOutdated,
    NianbaoError,
)
from indexer.query import Everything, Phrase, Tally

from .conftest import FINGERPRINTS, KEPT_ON_DISK, document, ids, open_or_skip, source

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=KEPT_ON_DISK)
def name(request):
    return request.param


@pytest.fixture
def reopen(name, tmp_path):
    """A way to open the same index again and again, each time a new handle."""
    first = open_or_skip(name, tmp_path)
    first.publish(first.begin())

    def opened():
        return open_generations(name, tmp_path, fingerprints=FINGERPRINTS).current()

    return opened


def start(name, folder, body):
    """Run Python in another process, where ``engine`` is open on the index in ``folder``."""
    program = f"""
import os, sys, time
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from indexer.engines import open_generations
from tests.contract.conftest import FINGERPRINTS, document, source
engine = open_generations({name!r}, Path({str(folder)!r}), fingerprints=FINGERPRINTS).current()
{textwrap.dedent(body)}
"""
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def test_another_process_that_writes_locks_us_out_until_it_dies(reopen, name, tmp_path):
    engine = reopen()
    engine.write(put=[document("1")])
    other = start(
        name,
        tmp_path,
        """
        def documents():
            yield document("2")
            print("writing", flush=True)
            time.sleep(60)
        engine.write(put=documents(), remove=["0" * 15 + "1"])
        """,
    )
    with other:
        assert other.stdout.readline() == "writing\n"
        began = time.monotonic()
        with pytest.raises(IndexLocked, match=str(other.pid)):
            engine.write(put=[document("3")])
        assert time.monotonic() - began < 1
        assert ids(engine.search(Everything()).hits) == ["1"]
        other.kill()
        other.wait()
    assert ids(engine.search(Everything()).hits) == ["1"]
    engine.write(put=[document("3")])
    assert ids(engine.search(Everything()).hits) == ["1", "3"]
    assert engine.check().faults == ()


def test_a_process_killed_at_any_moment_leaves_whole_writes_only(reopen, name, tmp_path):
    body = """
    print("ready", flush=True)
    round = 0
    while True:
        round += 1
        engine.write(
            put=[document(str(n), {"title": f"第|{round}|轮"}, collection=str(round))
                 for n in range(1, 6)],
            sources=[source(f"{n}", report=f"{round:0>16}") for n in range(3)],
        )
    """
    for moment in (0.02, 0.05, 0.09, 0.14, 0.2):
        with start(name, tmp_path, body) as other:
            other.stdout.readline()
            time.sleep(moment)
            other.kill()
            other.wait()
        engine = reopen()
        (rows,) = engine.search(Everything(), tallies=[Tally(("collection",))]).tallies
        assert [row.count for row in rows] in ([], [5])
        assert len({s.report for s in engine.sources()}) == len(rows)
        assert engine.check().faults == ()
        engine.write(put=[document("9")])
        assert engine.search(Everything()).total == len(rows) * 5 + 1
        engine.write(remove=["0" * 15 + "9"])


def test_readers_beside_a_writer_see_one_commit_or_another(reopen):
    engine = reopen()
    engine.write(put=[document(str(n), collection="0") for n in range(1, 4)])
    failures: list[object] = []
    done = threading.Event()

    def read() -> None:
        reader = reopen()
        while not done.is_set():
            try:
                page = reader.search(Everything(), tallies=[Tally(("collection",))])
                if page.total != 3 or [row.count for row in page.tallies[0]] != [3]:
                    failures.append(page)
                reader.close()
            except NianbaoError as e:
                failures.append(e)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for round in range(1, 60):
        engine.write(put=[document(str(n), collection=str(round)) for n in range(1, 4)])
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []


# ── faults ───────────────────────────────────────────────────────────────────────────────


def data_files(folder):
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("CURRENT", "manifest.json", "writer.txt")
    )


def test_lost_files_are_an_engine_error(reopen, tmp_path):
    engine = reopen()
    engine.write(put=[document("1", {"title": "镇"})], sources=[source("a")])
    engine.close()
    lost = [path for path in data_files(tmp_path) if path.stat().st_size]
    assert lost
    for path in lost:
        kept = path.read_bytes()
        path.unlink()
        with pytest.raises(EngineError):
            use_everything(reopen())
        path.write_bytes(kept)
    use_everything(reopen())


def test_shortened_files_are_an_engine_error(reopen, tmp_path):
    engine = reopen()
    engine.write(put=[document("1", {"title": "镇"})], sources=[source("a")])
    engine.close()
    for path in data_files(tmp_path):
        kept = path.read_bytes()
        if not kept:
            continue
        path.write_bytes(kept[: len(kept) // 2])
        with pytest.raises(EngineError):
            use_everything(reopen())
        path.write_bytes(kept)


def test_a_changed_byte_is_found_by_check_if_not_before(reopen, tmp_path):
    engine = reopen()
    engine.write(put=[document(str(n), {"title": "镇|政府"}) for n in range(1, 9)])
    engine.close()
    for path in data_files(tmp_path):
        kept = path.read_bytes()
        # What lists the files is short and says most in its beginning: each of its bytes is tried.
        listed = range(min(len(kept), 300)) if path.suffix == ".json" else ()
        for place in {*listed, *range(0, len(kept), max(1, len(kept) // 5))}:
            path.write_bytes(kept[:place] + bytes([kept[place] ^ 0x55]) + kept[place + 1 :])
            with contextlib.suppress(EngineError):
                assert reopen().check().faults != (), (path.name, place)
        path.write_bytes(kept)
    assert reopen().check().faults == ()


def use_everything(engine):
    """Ask an engine for all it has; find a fault wherever it is."""
    engine.search(Phrase("镇", ("title",)), tallies=[Tally(("year",))])
    engine.terms("title", "", 9)
    list(engine.scan(Everything()))
    list(engine.sources())
    if engine.check().faults:
        raise IndexDamaged("the index is damaged")


def test_an_index_made_with_other_fingerprints_is_outdated(reopen, name, tmp_path):
    reopen()
    other = open_generations(name, tmp_path, fingerprints={**FINGERPRINTS, "segmenter": "s2"})
    with pytest.raises(IndexOutdated, match=r"segmenter.*nianbao index --rebuild"):
        other.current()
    other.publish(other.begin())
    assert other.current().search(Everything()).total == 0


def test_a_broken_manifest_is_damage(reopen, name, tmp_path):
    reopen()
    for manifest in tmp_path.rglob("manifest.json"):
        manifest.write_text("{", "utf-8")
    with pytest.raises(IndexDamaged, match="manifest"):
        reopen()
    for current in tmp_path.rglob("CURRENT"):
        current.write_text("", "utf-8")
    with pytest.raises(IndexDamaged, match="CURRENT"):
        reopen()


def test_a_manifest_with_another_letter_is_damaged_not_outdated(reopen, tmp_path):
    reopen()
    for manifest in tmp_path.rglob("manifest.json"):
        written = manifest.read_text("utf-8")
        segmenter = FINGERPRINTS["segmenter"]
        manifest.write_text(written.replace(f'"{segmenter}"', f'"{segmenter}0"'), "utf-8")
        assert manifest.read_text("utf-8") != written
    with pytest.raises(IndexDamaged, match="manifest"):
        reopen()


def test_the_generation_that_current_names_is_gone(reopen, tmp_path):
    reopen()
    for manifest in list(tmp_path.rglob("manifest.json")):
        for path in manifest.parent.iterdir():
            path.unlink()
        manifest.parent.rmdir()
    with pytest.raises(EngineError):
        reopen().search(Everything())


def test_an_unknown_engine_is_named(tmp_path):
    with pytest.raises(EngineUnavailable, match=r"lucene.*memory, whoosh, tantivy, opensearch"):
        open_generations("lucene", tmp_path, fingerprints={})


# ── one commit for several questions ─────────────────────────────────────────────────────


def test_a_held_engine_stays_at_its_commit_whatever_is_written(reopen, name, tmp_path):
    engine = reopen()
    engine.write(put=[document("1", {"title": "镇"})], sources=[source("a")])
    held = engine.steady()
    reopen().write(
        put=[document("2", {"title": "镇"})], remove=["0" * 15 + "1"], forget=[source("a").key]
    )
    assert ids(held.search(Phrase("镇", ("title",))).hits) == ["1"]
    assert [report.meta.title for report in held.get(["0" * 15 + "1"])] == ["title of 1"]
    assert [s.path for s in held.sources()] == ["a"]
    assert ids(engine.search(Everything()).hits) == ["2"]
