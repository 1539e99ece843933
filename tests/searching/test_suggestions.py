"""What is suggested while somebody types: of which kind, in which order, into which place."""

from __future__ import annotations

import pytest

from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.errors import EngineUnavailable
from indexer.model import Term
from indexer.queryparser import parse_query
from indexer.searching.names import Names
from indexer.searching.pinyin import letters
from indexer.searching.search import Searcher
from indexer.text import segmenter as real_segmenter


@pytest.fixture(scope="module")
def index(make_report, catalogue):
    engine = MemoryEngine()
    cut = real_segmenter()
    reports = [
        *(make_report(issuer="宁河镇", year=y, province="陕西省") for y in (2019, 2020, 2021)),
        make_report(issuer="安宁河街道", prose={"overview": "推进乡村振兴。乡村治理。"}),
        make_report(
            issuer="朝阳区教育局", prose={"problems": "乡镇人手不足。", "overview": "乡村。"}
        ),
        make_report(issuer='"引号"局'),
    ]
    engine.write(index_document(report, cut, catalogue) for report in reports)
    return engine


@pytest.fixture(scope="module")
def searcher(index, catalogue):
    return Searcher(lambda: index, catalogue, real_segmenter())


NINGHE, ANNING = 'issuer:"宁河镇"', 'issuer:"安宁河街道"'
CHAOYANG = 'issuer:"朝阳区教育局"'

FIRST = [
    # what, typed, the first suggestions, the place
    ("an issuer from its beginning, then within", "宁河", [NINGHE, ANNING], 0),
    ("an issuer by pinyin", "ninghe", [NINGHE], 0),
    ("by some of it", "ningh", [NINGHE], 0),
    ("by initials", "nhz", [NINGHE], 0),
    ("by both", "ninghz", [NINGHE], 0),
    ("by a word within", "jiaoyuj", [CHAOYANG], 0),
    ("by a rarer reading", "chaoyang", [CHAOYANG], 0),
    ("by the usual reading", "zhaoyang", [CHAOYANG], 0),
    ("behind its name", "机关:宁", ['机关:"宁河镇"', '机关:"安宁河街道"'], 0),
    ("behind a full-width colon", "机关：nhz", ['机关:"宁河镇"'], 0),
    ("within quotes", 'issuer:"宁', [NINGHE, ANNING], 0),
    ("escaped", "引号", [r'issuer:"\"引号\"局"'], 0),
    ("a field by its key", "requests_rec", ["requests_received"], 0),
    ("a field by its alias", "新收", ["新收申请"], 0),
    ("a field in arithmetic", "granted/hand", ["handled"], 8),
    ("a field behind an operator", "granted＜＝hand", ["handled"], 9),
    ("a field without a value", "missing:新收", ["missing:新收申请"], 0),
    ("a section", "问", ["问题:"], 0),
    ("a word", "乡村 推进", [], 3),
    ("words beside what is named so", "乡村 推", ["推算:", "推进"], 3),
    ("words of a section", "problems:乡", ["problems:乡镇"], 0),
    ("words in quotes", 'a "乡', ['"乡村"'], 2),
    ("a province", "陕", ["province:陕西省"], 0),
    ("a province by pinyin", "省:sx", ["省:陕西省"], 0),
    ("a year", "year:20", ["year:2020", "year:2019", "year:2021"], 0),
    ("a value by its Chinese name", "层级:乡镇", ["层级:township"], 0),
    ("a finding by its Chinese name", "收支", ["finding:balance"], 0),
    ("OR", "乡村 O", ["OR"], 3),
    ("NOT", "N", ["NOT"], 0),
    ("what is excluded", "乡村 -宁河", [NINGHE], 4),
    ("within brackets", "(宁河", [NINGHE], 1),
]


@pytest.mark.parametrize(
    ("typed", "first", "start"), [c[1:] for c in FIRST], ids=[c[0] for c in FIRST]
)
def test_what_comes_first(searcher, typed, first, start):
    found = searcher.suggest(typed)
    assert [s.text for s in found.suggestions][: len(first)] == first
    assert (found.query, found.start) == (typed, start)


@pytest.mark.parametrize(
    "typed", ["", " ", "宁河 ", "123", "乡村 AND(", "x" * 3000, "火星", "nosuch:宁", "%", "'"]
)
def test_what_is_typed_may_have_no_suggestions(searcher, typed):
    assert searcher.suggest(typed).suggestions == ()


def test_an_operator_is_in_capitals_and_between_terms(searcher):
    for typed in ("乡村 o", "O", "A"):
        assert not [s for s in searcher.suggest(typed, 50).suggestions if s.kind == "operator"]


@pytest.mark.parametrize("typed", ["宁", "新收", "乡村 req", "收支", "missing:新", "finding:"])
def test_every_suggestion_is_of_the_language(searcher, catalogue, typed):
    found = searcher.suggest(typed, 50)
    assert found.suggestions
    for s in found.suggestions:
        goes_on = "乡村" if s.kind == "name" else ""
        parse_query(typed[: found.start] + s.text + goes_on, catalogue, real_segmenter())


def test_issuers_are_counted_and_the_most_frequent_first(searcher):
    counts = [(s.label, s.count) for s in searcher.suggest("n").suggestions if s.kind == "issuer"]
    assert counts[0] == ("宁河镇", 3)


def test_a_kind_leaves_room_for_others(searcher):
    assert len(searcher.suggest("r", 3).suggestions) == 3
    kinds = {s.kind for s in searcher.suggest("乡", 10).suggestions}
    assert kinds == {"value", "word"}
    assert {s.kind for s in searcher.suggest("宁", 10).suggestions} == {"issuer"}


def test_suggestions_follow_the_index(make_report, catalogue):
    engine, cut = MemoryEngine(), real_segmenter()
    searcher = Searcher(lambda: engine, catalogue, cut)
    assert searcher.suggest("nhz").suggestions == ()
    engine.write([index_document(make_report(issuer="宁河镇"), cut, catalogue)])
    assert [s.text for s in searcher.suggest("nhz").suggestions] == [NINGHE]


def test_warming_needs_no_index(catalogue, searcher):
    def none():
        raise EngineUnavailable("there is no index yet")

    Searcher(none, catalogue, real_segmenter()).warm()
    searcher.warm()


def test_names_are_read_as_they_are_in_their_words():
    terms = [Term("重庆市长寿区人民政府", 1), Term("六安市", 1), Term("绿春县", 1), Term("A局", 1)]
    names = Names(terms, real_segmenter().cut)
    for typed, found in (
        ("changshou", "重庆市长寿区人民政府"),
        ("chongqing", "重庆市长寿区人民政府"),
        ("cqscsq", "重庆市长寿区人民政府"),
        ("lu'an", "六安市"),
        ("lvchun", "绿春县"),
        ("lüchun", "绿春县"),
        ("a局", "A局"),
    ):
        assert [t.value for t in names.like(typed, 1)] == [found], typed
    assert names.like("zzz", 5) == []


@pytest.mark.parametrize(
    ("text", "meant"), [("lü", "lv"), ("xi'an", "xian"), ("a1", None), ("", None), ("é", None)]
)
def test_what_may_be_pinyin(text, meant):
    assert letters(text) == meant
