"""Random corpora, written in random pieces, under random queries: all engines answer as memory."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.memory import MemoryEngine
from indexer.model import TEXT_FIELDS
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

from .conftest import KEPT_ON_DISK, document, open_or_skip, source

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


@pytest.mark.parametrize("name", KEPT_ON_DISK)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=st.lists(writes, min_size=1, max_size=4), asked=questions)
def test_an_engine_answers_as_memory_does(name, history, asked):
    memory = MemoryEngine()
    with tempfile.TemporaryDirectory() as folder:
        generations = open_or_skip(name, Path(folder))
        engine = generations.begin()
        for write in history:
            engine.write(**write)
            memory.write(**write)
        for query, sort, tallied in asked:
            expected = memory.search(query, limit=100, sort=sort, tallies=tallied)
            assert engine.search(query, limit=100, sort=sort, tallies=tallied) == expected
            ids = [hit.id for hit in expected.hits]
            assert engine.get(ids) == memory.get(ids)
        for field in ("title", "overview", *KEYWORDS):
            assert engine.terms(field, "", 100) == memory.terms(field, "", 100)
        assert list(engine.sources()) == list(memory.sources())
        assert list(engine.scan(Everything())) == list(memory.scan(Everything()))
        assert engine.check().faults == ()
        engine.close()
