"""Random corpora, written in random pieces, under random queries: all engines answer as memory."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.memory import MemoryEngine
from indexer.engines.scoring import AS_WRITTEN
from indexer.model import TEXT_FIELDS, Hit
from indexer.query import (
    RELEVANCE,
    And,
    Arithmetic,
    Compare,
    Everything,
    FieldValue,
    Keyword,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Run,
    Sort,
    Tally,
    Together,
)

from .conftest import (
    WITH_SCORES_OF_THEIR_OWN,
    document,
    installed,
    open_or_skip,
    place_of,
    source,
)

# Few words, so that queries meet documents; one within another, cut otherwise, with signs.
WORDS = ("乡村", "振兴", "乡村振兴", "镇", "村", "资金", "abc", "ab", "2020", "。", "，", " ", "!")
NUMBERS = ("requests_received.total", "granted.total", "year", "fees.amount")
KEYWORDS = {
    "year": ("2019", "2020"),
    "issuer": ("甲镇", "乙镇", "a"),
    "level": ("county", "township"),
    "finding": ("balance", "row_sum", "negative"),
}
FIELDS = ("title", "issuer", "overview", "problems")

tokens = st.lists(st.sampled_from(WORDS), min_size=3, max_size=15)
values = st.sampled_from((0.0, 1.0, 2.0, -1.0, 0.5, 10.0, 1e150, 0.1))


@st.composite
def documents(draw):
    texts = draw(st.dictionaries(st.sampled_from(FIELDS), tokens, max_size=3))
    breaks = {}
    for name, cut in texts.items():
        length = len("".join(cut))
        breaks[name] = sorted(draw(st.sets(st.integers(1, max(1, length - 1)), max_size=2)))
    keywords = {}
    for name, choices in KEYWORDS.items():
        most = 3 if name == "finding" else 1
        chosen = draw(st.lists(st.sampled_from(choices), max_size=most, unique=True))
        if chosen:
            keywords[name] = chosen
    return document(
        str(draw(st.integers(1, 12))),
        {name: "|".join(cut) for name, cut in texts.items()},
        breaks=breaks,
        numbers=draw(st.dictionaries(st.sampled_from(NUMBERS), values)),
        **keywords,
    )


writes = st.fixed_dictionaries(
    {
        "put": st.lists(documents(), min_size=2, max_size=6),
        "remove": st.lists(st.integers(1, 12).map(lambda n: f"{n:0>16}"), max_size=2),
        "sources": st.lists(st.sampled_from("abc").map(source), max_size=1),
    }
)

fields = st.one_of(
    st.just(TEXT_FIELDS), st.lists(st.sampled_from(FIELDS), min_size=1, unique=True).map(tuple)
)


@st.composite
def strings(draw):
    """A string that may stand in a text: some of a few words end to end."""
    joined = "".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)))
    start = draw(st.integers(0, len(joined) - 1))
    return joined[start : draw(st.integers(start + 1, len(joined)))]


some_words = st.lists(st.sampled_from(WORDS[:9]), max_size=3, unique=True)


@st.composite
def runs(draw):
    words = draw(some_words)
    run = Run("".join(words) or draw(strings()), tuple(words), draw(fields))
    if draw(st.integers(0, 3)) == 0:
        run = replace(run, variants=(Run("资金", ("资金",), run.fields),))
    return run


expressions = st.recursive(
    st.one_of(values.map(Literal), st.sampled_from(NUMBERS).map(FieldValue)),
    lambda inner: st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
    max_leaves=3,
)
leaves = st.one_of(
    st.just(Everything()),
    runs(),
    st.builds(Phrase, strings(), fields),
    st.builds(Prefix, st.sampled_from(("a", "ab", "20", "乡")), fields),
    st.builds(Near, strings(), strings(), st.integers(0, 3), fields),
    st.builds(
        Together,
        st.lists(strings(), min_size=1, max_size=2).map(tuple),
        st.sampled_from(("sentence", "paragraph")),
        fields,
    ),
    st.sampled_from([Keyword(name, v) for name, choices in KEYWORDS.items() for v in choices]),
    st.builds(
        Compare, st.sampled_from(("<", "<=", ">", ">=", "=", "!=")), expressions, expressions
    ),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(And),
        st.lists(inner, max_size=3).map(tuple).map(Or),
        inner.map(Not),
    ),
    max_leaves=5,
)
sorts = st.one_of(
    st.just(RELEVANCE),
    st.builds(Sort, st.sampled_from(("id", "issuer", "level", "indexed", *NUMBERS)), st.booleans()),
)
tallies = st.lists(
    st.builds(
        Tally,
        st.lists(st.sampled_from((*KEYWORDS, "city")), max_size=2).map(tuple),
        st.lists(expressions, max_size=2).map(tuple),
        st.just((FieldValue("granted.total"),)),
    ),
    max_size=2,
)
questions = st.lists(st.tuples(queries, sorts, tallies), min_size=20, max_size=30)


def assert_ranked(engine, query, ranking):
    """The best by score, then by id; and so are any few of them."""
    assert list(ranking) == sorted(ranking, key=lambda hit: (-hit.score, hit.id))
    assert engine.search(query, limit=2).hits == ranking[:2]
    assert engine.search(query, offset=1, limit=3).hits == ranking[1:4]
    assert [report.id for report in engine.scan(query, sort=RELEVANCE)] == [h.id for h in ranking]


def unranked(page):
    """Of each hit only how many runs stand in it as written; by id."""
    hits = (Hit(hit.id, hit.score // AS_WRITTEN) for hit in page.hits)
    return replace(page, hits=tuple(sorted(hits, key=lambda hit: hit.id)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=st.lists(writes, min_size=1, max_size=4), asked=questions)
def test_engines_answer_as_memory_does(history, asked):
    with tempfile.TemporaryDirectory() as folder:
        opened = installed(Path(folder)).items()
        engines = {name: generations.begin() for name, generations in opened}
        assert_answer_as_memory(engines, history, asked)


@pytest.fixture
def in_cluster(request):
    return open_or_skip("opensearch", *place_of("opensearch", request))


# An index in a cluster takes its time to make: fewer of them, and more asked of each.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(writes, min_size=1, max_size=4), asked=questions)
def test_a_cluster_answers_as_memory_does(in_cluster, history, asked):
    engine = in_cluster.begin()
    assert_answer_as_memory({"opensearch": engine}, history, asked)
    in_cluster.discard(engine)


def assert_answer_as_memory(engines, history, asked):
    memory = MemoryEngine()
    for write in history:
        memory.write(**write)
        for engine in engines.values():
            engine.write(**write)
    for query, sort, tallied in asked:
        expected = memory.search(query, limit=100, sort=sort, tallies=tallied)
        for name, engine in engines.items():
            page = engine.search(query, limit=100, sort=sort, tallies=tallied)
            if sort == RELEVANCE and name in WITH_SCORES_OF_THEIR_OWN:
                assert_ranked(engine, query, page.hits)
                assert unranked(page) == unranked(expected), name
            else:
                assert page == expected, name
                few = engine.search(query, offset=1, limit=2, sort=sort)
                assert few.hits == expected.hits[1:3], name
    for name, engine in engines.items():
        assert_holds_the_same(engine, memory, name)
        engine.close()


def assert_holds_the_same(engine, memory, name):
    for field in ("title", "overview", *KEYWORDS):
        assert engine.terms(field, "", 100) == memory.terms(field, "", 100), name
    assert list(engine.sources()) == list(memory.sources()), name
    reports = list(memory.scan(Everything()))
    assert list(engine.scan(Everything())) == reports, name
    ids = [report.id for report in reversed(reports)]
    assert engine.get(ids) == memory.get(ids), name
    assert engine.check().faults == (), name
