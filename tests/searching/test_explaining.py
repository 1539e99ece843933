"""How runs were taken: what is remembered of an index, and for how long."""

from __future__ import annotations

from indexer import Searcher, SearchRequest
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine


def test_spellings_are_looked_for_once_and_again_when_the_index_changed(
    segmenter, catalogue, make_report, monkeypatch
):
    engine = MemoryEngine()
    searcher = Searcher(lambda: engine, catalogue, segmenter)
    looked = []
    search = MemoryEngine.search

    def seen(self, query, **asked):
        looked.append(query)
        return search(self, query, **asked)

    monkeypatch.setattr(MemoryEngine, "search", seen)

    def write(text):
        report = make_report(prose={"overview": text})
        engine.write([index_document(report, segmenter, catalogue)])

    def listed_after_looks():
        looked.clear()
        [explained] = searcher.search(SearchRequest("乡村")).explained
        return explained.variants, len(looked)

    write("推进乡村建设。")
    (none, first), (_, again) = listed_after_looks(), listed_after_looks()
    assert none == ()
    assert again < first
    write("推進鄉村建設。")
    assert listed_after_looks() == (("鄉村",), first)
    assert listed_after_looks() == (("鄉村",), again)


def test_more_spellings_than_are_remembered_are_looked_for_again(
    segmenter, catalogue, make_report, monkeypatch
):
    monkeypatch.setattr("indexer.searching.explaining.MOST_KNOWN", 1)
    engine = MemoryEngine()
    report = make_report(prose={"overview": "推進鄉村建設，公開信息。"})
    engine.write([index_document(report, segmenter, catalogue)])
    searcher = Searcher(lambda: engine, catalogue, segmenter)
    for q, listed in (("乡村", "鄉村"), ("公开", "公開")) * 2:
        assert searcher.search(SearchRequest(q)).explained[0].variants == (listed,)
