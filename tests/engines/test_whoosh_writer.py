"""What is ours around Whoosh: when segments are merged, and how little is copied for it."""

from __future__ import annotations

import pytest

from indexer.engines.whoosh import index as files
from indexer.engines.whoosh.document import COUNTS
from indexer.engines.whoosh.writer import MOST_SEGMENTS, Writer, create


@pytest.fixture
def write(tmp_path):
    shape = files.schema(COUNTS.itemsize)
    create(tmp_path, shape)

    def written(count, delete=()):
        writer = Writer(tmp_path, shape)
        for document in delete:
            writer.delete_document(document)
        for n in range(count):
            writer.add({files.KEY: b"s%d" % n})
        writer.finish()
        return [s.doc_count_all() for s in files.read_commit(tmp_path, shape)[1]]

    return written


def test_few_segments_stay_however_many_writes(write):
    for n in range(1, 60):
        sizes = write(1)
        assert sum(sizes) == n
        assert len(sizes) <= MOST_SEGMENTS


def test_a_small_write_does_not_copy_a_large_segment(write):
    write(500)
    for _ in range(40):
        assert 500 in write(1)


def test_a_segment_mostly_deleted_is_written_anew(write):
    write(10)
    assert sorted(write(1, delete=range(4))) == [1, 10]
    assert write(1, delete=range(4, 8)) != []
    assert sum(write(1)) == 5


def test_a_segment_wholly_deleted_is_dropped(write):
    write(3)
    assert write(2, delete=range(3)) == [2]
