"""What engines promise whose index outlives a process: all handles on it agree."""

from __future__ import annotations

import threading

import pytest

from indexer.query import Everything, Keyword, Phrase, Tally

from .conftest import LASTING, document, ids, open_or_skip, place_of, source


@pytest.fixture(params=LASTING)
def reopen(request):
    """A way to open the same index again and again, each time a new handle."""
    name, place = request.param, place_of(request.param, request)
    first = open_or_skip(name, *place)
    first.publish(first.begin())
    return lambda: open_or_skip(name, *place).current()


def test_another_handle_sees_the_write(reopen):
    writer, reader = reopen(), reopen()
    assert reader.search(Everything()).total == 0
    writer.write(put=[document("1", {"title": "镇"})], sources=[source("a")])
    assert ids(reader.search(Phrase("镇", ("title",))).hits) == ["1"]
    assert [s.path for s in reader.sources()] == ["a"]
    reader.write(remove=["0" * 15 + "1"])
    assert writer.search(Everything()).total == 0


def test_an_index_opened_again_is_the_same(reopen):
    first = reopen()
    first.write(put=[document("1", {"title": "镇"}, year="2020", numbers={"year": 2020})])
    first.write(put=[document("2", {"title": "村"}, year="2021")], sources=[source("a")])
    first.close()
    second = reopen()
    tallies = [Tally(("year",))]
    assert second.search(Everything(), tallies=tallies) == first.search(
        Everything(), tallies=tallies
    )
    assert list(second.sources()) == [source("a")]


def test_a_closed_handle_opens_again(reopen):
    engine = reopen()
    engine.write(put=[document("1")])
    engine.close()
    assert engine.search(Everything()).total == 1


def test_a_scan_outlives_writes_of_another_handle(reopen):
    writer, reader = reopen(), reopen()
    for n in range(1, 10):
        writer.write(put=[document(str(n))])
    reports = reader.scan(Everything())
    first = next(reports)
    for n in range(1, 10):
        writer.write(put=[document(str(n), {"title": "新"})])
    assert ids([first, *reports]) == [str(n) for n in range(1, 10)]


def test_threads_share_a_handle(reopen):
    engine = reopen()
    for k in range(4):
        engine.write(
            put=[
                document(f"{n}", {"title": f"镇|词{n}"}, issuer=f"{n}")
                for n in range(k * 20 + 1, k * 20 + 21)
            ]
        )
    wrong: list[object] = []

    def read(first: int) -> None:
        for n in range(first, 81, 4):
            query = Keyword("issuer", str(n))
            if ids(engine.search(query).hits) != [str(n)]:
                wrong.append(n)
            if engine.terms("title", f"词{n}", 1)[0].value[:1] != "词":
                wrong.append(n)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
