"""Generations of an engine's index: built aside, switched to, gone back from, left unfinished."""

from __future__ import annotations

import json
import shutil

import pytest

from indexer.engines import open_generations
from indexer.errors import EngineUnavailable, IndexDamaged
from indexer.query import Everything, Phrase

from .conftest import FINGERPRINTS, KEPT_ON_DISK, document, ids, open_or_skip


@pytest.fixture(params=KEPT_ON_DISK)
def name(request):
    return request.param


@pytest.fixture
def there(name, tmp_path):
    return open_or_skip(name, tmp_path)


def folders(tmp_path):
    return sorted(path.name for path in tmp_path.glob("*/[0-9]*"))


def test_handles_follow_what_another_process_publishes(name, tmp_path):
    ours = open_or_skip(name, tmp_path)
    theirs = open_or_skip(name, tmp_path)
    ours.publish(ours.begin())
    served = ours.current()
    assert ours.current() is served
    fresh = theirs.begin()
    fresh.write(put=[document("1")])
    theirs.publish(fresh)
    assert ours.current() is not served
    assert ours.current().search(Everything()).total == 1
    theirs.rollback()
    assert ours.current().search(Everything()).total == 0


def test_one_generation_is_kept_to_go_back_to(name, tmp_path):
    generations = open_or_skip(name, tmp_path)
    for n in range(1, 5):
        fresh = generations.begin()
        fresh.write(put=[document(str(n))])
        generations.publish(fresh)
    assert len(list(tmp_path.rglob("manifest.json"))) == 2
    generations.rollback()
    assert ids(generations.current().search(Everything()).hits) == ["3"]
    fresh = generations.begin()
    fresh.write(put=[document("5")])
    generations.publish(fresh)
    assert ids(generations.current().search(Everything()).hits) == ["5"]


def test_a_copy_of_the_folder_is_a_backup(there, name, tmp_path):
    engine = there.begin()
    there.publish(engine)
    engine.write(put=[document("1", {"title": "镇"})])
    backup = tmp_path.with_name(f"{tmp_path.name} backup")
    shutil.copytree(tmp_path, backup)
    engine.write(remove=["0" * 15 + "1"])
    copy = open_generations(name, backup, fingerprints=FINGERPRINTS).current()
    assert ids(copy.search(Phrase("镇", ("title",))).hits) == ["1"]


def test_the_manifest_says_what_the_index_was_made_with(there, tmp_path):
    there.publish(there.begin())
    (manifest,) = tmp_path.rglob("manifest.json")
    assert json.loads(manifest.read_text("utf-8"))["fingerprints"].items() >= FINGERPRINTS.items()


# ── what is left unfinished ──────────────────────────────────────────────────────────────


def test_a_generation_that_is_given_up_leaves_nothing(there, tmp_path):
    there.publish(there.begin())
    given_up = there.begin()
    given_up.write(put=[document("1")])
    there.discard(given_up)
    assert list(tmp_path.glob("*/0002/*")) == []
    assert there.current().search(Everything()).total == 0


def test_what_was_published_is_not_given_up(there):
    engine = there.begin()
    engine.write(put=[document("1")])
    there.publish(engine)
    there.discard(engine)
    assert there.current().search(Everything()).total == 1


def test_what_another_process_left_unfinished_is_removed(there, name, tmp_path):
    there.publish(there.begin())
    open_or_skip(name, tmp_path).begin().write(put=[document("1")])
    there.publish(there.begin())
    assert folders(tmp_path) == ["0001", "0003"]


def test_a_name_is_not_used_for_another_generation(there, name, tmp_path):
    reader = open_or_skip(name, tmp_path)
    there.publish(there.begin())
    there.publish(there.begin())
    served = reader.current()
    there.rollback()
    there.discard(there.begin())
    fresh = there.begin()
    fresh.write(put=[document("1")])
    there.publish(fresh)
    assert reader.current() is not served
    assert reader.current().search(Everything()).total == 1


def test_a_reader_whose_generation_is_taken_away_takes_the_next(there, name, tmp_path):
    """It has read CURRENT, and before it opens what that names, two others are published."""
    there.publish(there.begin())
    reader = open_or_skip(name, tmp_path)
    read, names = [], reader._names  # type: ignore[attr-defined]

    def slow():
        read.append(names())
        if len(read) == 1:
            there.publish(there.begin())
            there.publish(there.begin())
        return read[-1]

    reader._names = slow  # type: ignore[attr-defined]
    assert reader.current().search(Everything()).total == 0
    assert [current for current, _ in read] == ["0001", "0003", "0003"]


def test_a_first_generation_that_was_not_published_is_no_index(there):
    there.begin()
    with pytest.raises(EngineUnavailable, match="no index yet"):
        there.current()


def test_a_lost_pointer_to_what_was_published_is_damage(there, tmp_path):
    there.publish(there.begin())
    (pointer,) = tmp_path.glob("*/CURRENT")
    pointer.unlink()
    with pytest.raises(IndexDamaged, match="CURRENT"):
        there.current()
    there.publish(there.begin())
    assert there.current().search(Everything()).total == 0
