"""Queries as people type them, answered by the whole way and by plain Python over the same reports.

Every query is made together with what it means, written down a second time in a line or two.
"""

from __future__ import annotations

import operator
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.exactness import quoted, read, searcher_over, texts_of
from indexer.catalogue import catalogue
from indexer.model import Fact, Report, Status
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher
from indexer.text import fold, segmenter

SAMPLES = Path(__file__).parents[2] / "samples"
FIELDS = (
    *("requests_received.total", "requests_received.enterprise", "handled.total", "granted.total"),
    *("unavailable_not_held.total", "procurement.amount", "fees.amount", "licensing.items_change"),
    *("lawsuit_direct.corrected", "review.total", "grant_rate", "denied.total"),
)
STATES = {
    "blank": Status.BLANK,
    "inferred": Status.INFERRED,
    "unreadable": Status.UNREADABLE,
}


@dataclass(frozen=True)
class Asked:
    """A query, what it means, and how it may stand beside others: ``leaf``, ``and``, ``or``."""

    text: str
    holds: Callable[[Report], bool]
    kind: str = "leaf"


@dataclass(frozen=True)
class Number:
    """Arithmetic as typed, and its value: None where it is not known."""

    text: str
    of: Callable[[Report], float | None]


@dataclass(frozen=True, repr=False)
class Corpus:
    """The samples, and a searcher over them."""

    reports: list[Report]
    searcher: Searcher

    def found(self, query: str) -> set[str]:
        answer = self.searcher.search(SearchRequest(query, page_size=100))
        return {report.id for report in answer.results}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    reports = [*read([SAMPLES])]
    folder = tmp_path_factory.mktemp("index")
    return Corpus(reports, searcher_over("memory", folder, reports, segmenter("jieba")))


# ── numbers ──────────────────────────────────────────────────────────────────────────────


def known(key: str) -> Callable[[Report], float | None]:
    def of(report: Report) -> float | None:
        fact = report.facts.values.get(key)
        return None if fact is None or fact.value is None else float(fact.value)

    return of


def combined(sign: str, left: Number, right: Number, text: str) -> Number:
    signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}

    def of(report: Report) -> float | None:
        a, b = left.of(report), right.of(report)
        return None if a is None or b is None or (sign, b) == ("/", 0) else signs[sign](a, b)

    return Number(text, of)


@st.composite
def names(draw: st.DrawFn) -> Number:
    if draw(st.integers(0, 9)) == 0:
        year = draw(st.sampled_from(["year", "年份"]))
        return Number(year, lambda report: report.meta.year and float(report.meta.year))
    key = draw(st.sampled_from(FIELDS))
    field = catalogue().fields[key]
    spelled = [key, key.upper(), field.alias, key.removesuffix(".total")]
    return Number(draw(st.sampled_from(spelled)), known(key))


literals = st.sampled_from(["0", "1", "2", "0.5", "10", "1000", "３", "１.５"]).map(
    lambda text: Number(text, lambda report: float(text))
)


@st.composite
def chains(draw: st.DrawFn, depth: int = 2) -> Number:
    """Two to four operands without brackets: products before sums, from left to right."""
    operands = [draw(operands_of(depth)) for _ in range(draw(st.integers(2, 4)))]
    signs = [draw(st.sampled_from("+-*/")) for _ in operands[1:]]
    blank = draw(st.sampled_from(["", " "]))
    wide = str.maketrans("+-*/", "＋－＊／") if draw(st.booleans()) else {}
    sums, products = [], operands[0]
    text = operands[0].text
    for sign, operand in zip(signs, operands[1:], strict=True):
        text += f"{blank}{sign.translate(wide)}{blank}{operand.text}"
        if sign in "*/":
            products = combined(sign, products, operand, "")
        else:
            sums.append((products, sign))
            products = operand
    result = None
    pending = "+"
    for part, sign in [*sums, (products, "")]:
        result = part if result is None else combined(pending, result, part, "")
        pending = sign
    assert result is not None
    return Number(text, result.of)


def operands_of(depth: int) -> st.SearchStrategy[Number]:
    plain = st.one_of(names(), names(), literals)
    if not depth:
        return plain
    inner = st.deferred(lambda: chains(depth - 1))
    brackets = st.sampled_from(["()", "（）", ("( ", " )")])
    return st.one_of(
        plain,
        plain,
        st.builds(lambda pair, n: Number(f"{pair[0]}{n.text}{pair[1]}", n.of), brackets, inner),
    )


COMPARISONS = {
    operator.gt: [">", "＞", " > "],
    operator.ge: [">=", "≥", "＞＝", " ≧ "],
    operator.lt: ["<", "＜", " < "],
    operator.le: ["<=", "≤", "＜＝", "≦"],
    operator.eq: ["=", "＝", " = "],
    operator.ne: ["!=", "≠", "！＝"],
}


@st.composite
def comparisons(draw: st.DrawFn) -> Asked:
    # One side at least names a field: without any it would be refused.
    left = draw(st.one_of(names(), names(), chains()))
    right = draw(st.one_of(names(), literals, chains()))
    if not re.search(r"[^\W\d]", left.text + right.text):
        right = draw(names())
    if draw(st.booleans()) and right.text[0] != "-":
        left, right = right, left
    compare = draw(st.sampled_from([*COMPARISONS]))

    def holds(report: Report) -> bool:
        a, b = left.of(report), right.of(report)
        return a is not None and b is not None and compare(a, b)

    return Asked(f"{left.text}{draw(st.sampled_from(COMPARISONS[compare]))}{right.text}", holds)


@st.composite
def ranges(draw: st.DrawFn) -> Asked:
    number = draw(names())
    low, high = sorted(draw(st.tuples(*[st.integers(-5, 2025)] * 2)))
    text = draw(st.sampled_from([f"{low}..{high}", f"[{low} TO {high}]", f"［{low} TO {high}］"]))
    colon = draw(st.sampled_from(":："))

    def holds(report: Report) -> bool:
        value = number.of(report)
        return value is not None and low <= value <= high

    return Asked(f"{number.text}{colon}{text}", holds)


@st.composite
def states(draw: st.DrawFn) -> Asked:
    """``missing:`` and its kin, of a field or of any that the report's own template prints."""
    name = draw(st.sampled_from(["missing", *STATES]))
    key = draw(st.sampled_from([*FIELDS, "any"]))

    def found(fact: Fact | None) -> bool:
        if fact is None:
            return name == "missing"
        return fact.value is None if name == "missing" else fact.status is STATES[name]

    def holds(report: Report) -> bool:
        printed = {field.key for field in catalogue().printed(report.meta.template or "")}
        keys = printed if key == "any" else printed & {key}
        return any(found(report.facts.values.get(k)) for k in keys)

    return Asked(f"{name}:{key}", holds)


# ── keywords and text ────────────────────────────────────────────────────────────────────


@st.composite
def keywords(draw: st.DrawFn) -> Asked:
    name, value, is_it = draw(
        st.sampled_from(
            [
                ("year", "2020", lambda m: m.year == 2020),
                ("年份", "（2019 OR 2021）", lambda m: m.year in (2019, 2021)),
                ("template", "2021", lambda m: m.template == "2021"),
                ("模板", "２０１９", lambda m: m.template == "2019"),
                ("level", "township", lambda m: m.level == "township"),
                ("层级", "乡镇", lambda m: m.level == "township"),
                ("organ", "Department", lambda m: m.organ == "department"),
                ("format", "TXT", lambda m: m.format == "txt"),
                ("format", "(pdf OR html)", lambda m: m.format in ("pdf", "html")),
                ("finding", "row_sum", lambda m: "row_sum" in m.findings),
                ("finding", "doubt", lambda m: any(is_doubt(f) for f in m.findings)),
                ("finding", "any", lambda m: not all(is_doubt(f) for f in m.findings)),
            ]
        )
    )
    return Asked(f"{name}{draw(st.sampled_from(':：'))}{value}", lambda report: is_it(report.meta))


def is_doubt(code: str) -> bool:
    return catalogue().findings[code].doubt


@st.composite
def strings(draw: st.DrawFn) -> Asked:
    """Two to eight characters that stand, or nearly stand, in a sample."""
    rng = random.Random(draw(st.integers(0, 2**20)))
    text = rng.choice(WHOLE)
    start = rng.randrange(len(text))
    string = text[start : start + rng.randrange(2, 9)]
    if not fold(string):
        return Asked('"乡村"', lambda report: holding(report, "乡村"))
    section = draw(st.sampled_from(["", "", "problems", "title", "unplaced", "overview"]))
    colon = f"{section}:" if section else ""
    return Asked(
        f"{colon}{quoted(string)}", lambda report: holding(report, string, section or None)
    )


def holding(report: Report, string: str, section: str | None = None) -> bool:
    texts = texts_of(report)
    wanted = [texts.get(section, "")] if section else texts.values()
    return any(fold(string) in fold(text) for text in wanted)


@st.composite
def together(draw: st.DrawFn) -> Asked:
    """Strings of one sentence or paragraph; a sentence ends with 。！？!? or its paragraph."""
    words = draw(st.lists(st.sampled_from(COMMON), min_size=1, max_size=3, unique=True))
    unit = draw(st.sampled_from("spS"))
    ends = r"(?<=[。！？!?])|\n" if unit in "sS" else r"\n"

    def holds(report: Report) -> bool:
        return any(
            all(word in piece for word in words)
            for text in texts_of(report).values()
            for piece in re.split(ends, text)
        )

    return Asked(f"“{' '.join(words)}”~{unit}", holds)


COMMON = ("公开", "政府", "信息", "申请", "宣传", "工作", "不够", "群众", "镇", "2020", "平台")
WHOLE = [text for report in read([SAMPLES]) for text in texts_of(report).values() if text]

beginnings = st.sampled_from(["乡村*", "公开＊", "宣*", "不存在的词*"]).map(
    lambda text: Asked(text, lambda report: holding(report, text[:-1]))
)

# ── branches ─────────────────────────────────────────────────────────────────────────────

leaves = st.one_of(
    *(comparisons(), comparisons(), ranges(), states(), keywords(), strings()),
    *(strings(), together(), beginnings),
)


def bracketed(asked: Asked, pair: str = "()") -> Asked:
    return Asked(f"{pair[0]}{asked.text}{pair[1]}", asked.holds)


@st.composite
def without(draw: st.DrawFn, inner: st.SearchStrategy[Asked]) -> Asked:
    asked = draw(inner)
    sign = draw(st.sampled_from(["-", "－", "NOT "]))
    if asked.kind in ("and", "or") or asked.text.startswith(("-", "－", "NOT")):
        asked = bracketed(asked, draw(st.sampled_from(["()", "（）"])))
    return Asked(f"{sign}{asked.text}", lambda report: not asked.holds(report))


@st.composite
def several(draw: st.DrawFn, inner: st.SearchStrategy[Asked]) -> Asked:
    kind = draw(st.sampled_from(["and", "or"]))
    asked = draw(st.lists(inner, min_size=2, max_size=3))
    if kind == "and":
        asked = [bracketed(one) if one.kind == "or" else one for one in asked]
    signs = [" ", "　", " AND ", " && "] if kind == "and" else [" OR ", " | ", "｜", " || "]
    text = asked[0].text
    for one in asked[1:]:
        text += draw(st.sampled_from(signs)) + one.text
    whole = all if kind == "and" else any
    return Asked(text, lambda report: whole(one.holds(report) for one in asked), kind)


queries = st.recursive(
    leaves, lambda inner: st.one_of(without(inner), several(inner)), max_leaves=5
)


@settings(max_examples=400, deadline=None)
@given(asked=queries)
def test_a_query_finds_what_it_means(corpus: Corpus, asked: Asked) -> None:
    assert corpus.found(asked.text) == {r.meta.id for r in corpus.reports if asked.holds(r)}


@pytest.mark.parametrize(
    "strategy",
    [comparisons(), ranges(), states(), keywords(), strings(), together()],
    ids=["comparisons", "ranges", "states", "keywords", "strings", "together"],
)
def test_the_queries_tell_reports_apart(corpus: Corpus, strategy: Any) -> None:
    """The test of the test: what is asked is neither of all reports nor of none."""
    shares: set[int] = set()

    @settings(max_examples=60, database=None, deadline=None)
    @given(asked=strategy)
    def look(asked: Asked) -> None:
        shares.add(sum(map(asked.holds, corpus.reports)))

    look()
    assert any(0 < share < len(corpus.reports) for share in shares)
