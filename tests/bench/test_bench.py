"""What is measured: the invented corpus, and that systems answer the questions they are asked."""

from __future__ import annotations

import re

import pytest

from bench import corpus
from bench.goals import lines
from bench.measure import SLOW
from bench.questions import EVERY, FACETED, QUOTED, RARE, SOME, STRINGS, questions
from bench.systems import OURS, PEERS, SYSTEMS, system
from indexer.parsing.parse import parse_bytes

REPORTS = 40


@pytest.mark.parametrize("number", [0, 2, 3, 7, 31])
def test_reading_the_text_gives_the_report(number):
    invented = corpus.report(number)
    read = parse_bytes(corpus.text(corpus.invent(number)).encode(), "invented.txt")
    assert read.prose == invented.prose
    values = {key: fact.value for key, fact in read.facts.values.items()}
    assert values == {key: fact.value for key, fact in invented.facts.values.items()}
    for name in ("title", "issuer", "year", "template", "province", "city", "level", "organ"):
        assert getattr(read.meta, name) == getattr(invented.meta, name)


def test_what_is_sought_stands_as_often_as_it_says():
    prose = ["".join(corpus.invent(n).prose.values()) for n in range(1000)]
    holding = {w: sum(w in text for text in prose) for w in (*RARE, *SOME, *EVERY, *STRINGS)}
    assert {holding[word] for word in EVERY} == {1000}
    assert {holding[word] for word in RARE} == {1}
    assert all(50 < holding[word] < 120 for word in SOME)
    assert all(30 < holding[text] < 100 for text in STRINGS)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The totals of every question, by system; of ours from text files too."""
    texts = tmp_path_factory.mktemp("texts")
    for n in range(REPORTS):
        (texts / f"{n}.txt").write_text(corpus.text(corpus.invent(n)), "utf-8")
    totals = {}
    for name in SYSTEMS:
        for way in ("invented", "files"):
            folder = tmp_path_factory.mktemp("index") / "of it"
            if way == "files":
                system(name).files(texts, folder)
            else:
                system(name).fill(REPORTS, folder)
            answers = system(name).opened(folder)
            asked = [(q, answers.ask(q)) for q in questions()]
            totals[name, way] = {q: answer() for q, answer in asked if answer}
    return totals


def test_all_find_the_same_by_numbers_and_ours_all_that_is_there(found):
    whole = found["whoosh", "invented"]
    assert found["tantivy", "invented"] == whole
    prose = ["".join(corpus.invent(n).prose.values()) for n in range(REPORTS)]
    current = [text for n, text in enumerate(prose) if n % corpus.OTHER_VERSIONS != 3]
    for question, total in whole.items():
        if question.kind in (QUOTED, FACETED):
            sought = question.word or question.string
            assert total == sum(sought in text for text in current)
    for name in (*OURS, *PEERS):
        for question, total in found[name, "files"].items():
            if not (question.word or question.string):
                # Versions are found out while files are indexed, and no two of these are.
                assert total == found["FTS5", "files"][question]


def test_questions_of_a_kind_are_several():
    assert all(
        sum(q.kind == kind for q in questions()) == 6 for kind in {q.kind for q in questions()}
    )
    assert not any(re.search(r"\s", q.word + q.string) for q in questions())


@pytest.mark.parametrize("reports", [300, 10_000, 100_000, 1_000_000])
def test_each_run_has_goals_it_is_measured_by(reports):
    kinds = {question.kind for question in questions()}
    served = {"first": 1.0, "resident": 1, "rate": 1.0, "taken": [1.0]}
    one = {"files": 1.0, "ready": 1.0, "taken": {kind: [1.0] for kind in kinds}, "served": served}
    left = {name: one for name in SYSTEMS if reports <= SLOW.get(name, reports)}
    _, _, *told = lines(left, reports)
    assert told
    assert all(line.endswith(("| reached |", "| **missed** |")) for line in told)
