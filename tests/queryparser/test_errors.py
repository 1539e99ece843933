"""What is said of queries that cannot be read, and that any text is read or refused, in no time."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalogue import catalogue
from indexer.errors import BadValue, InputError, QuerySyntaxError, UnknownField
from indexer.model import TEXT_FIELDS
from indexer.query import Phrase
from indexer.queryparser import MAX_LENGTH, ParsedQuery, parse_expression, parse_query
from indexer.queryparser.expressions import MAX_NESTING, MAX_OPERANDS
from indexer.queryparser.grammar import MAX_TERMS
from indexer.text import fold


class Uncut:
    """Takes every run for one word."""

    def cut(self, folded: str) -> list[str]:
        return [folded]


def parse(query: str) -> ParsedQuery:
    return parse_query(query, catalogue(), Uncut())


ERRORS: dict[str, list[tuple[str, type[InputError], int, str]]] = {
    "quotation marks": [
        ('"乡村', QuerySyntaxError, 0, "never closed"),
        ('a "b', QuerySyntaxError, 2, "never closed"),
        ("a “b", QuerySyntaxError, 2, "never closed"),
        ('“a"', QuerySyntaxError, 0, "never closed"),
        ('"a”', QuerySyntaxError, 0, "never closed"),
        (r'"a\"', QuerySyntaxError, 0, "never closed"),
        ("a” b", QuerySyntaxError, 1, "closes nothing"),
        ('""', QuerySyntaxError, 0, "nothing stands between"),
        ("a “　”", QuerySyntaxError, 2, "nothing stands between"),
        ('""~s', QuerySyntaxError, 0, "nothing stands between"),
        ('problems:""', QuerySyntaxError, 9, "nothing stands between"),
        ('"a b"~', QuerySyntaxError, 5, "none of ~s, ~p"),
        ('"a b"~x', QuerySyntaxError, 5, "~x is none of"),
        ('"a b"~5乡村', QuerySyntaxError, 5, "~5乡村 is none of"),
        ('"a b"~-1', QuerySyntaxError, 5, "none of"),
        ('"a b" ~5', QuerySyntaxError, 6, "~5 belongs close behind"),
        ('"a b" ~5 c d', QuerySyntaxError, 6, "~5 belongs close behind"),
        ('"a b" ~s', QuerySyntaxError, 6, "~s belongs close behind"),
        ('(problems:"a b"　～１０)', QuerySyntaxError, 16, "～１０) belongs close behind"),
        ('"a"~5', QuerySyntaxError, 3, "~5 needs two strings between the quotation marks, not 1"),
        ('"a b"~1000000000', BadValue, 5, "at most 1000"),
        ('x "a b c"~5', QuerySyntaxError, 9, "not 3"),
        ('"a b"~1001', BadValue, 5, "at most 1000"),
        ('"a b"~99999999999999999999', BadValue, 5, "at most 1000"),
    ],
    "brackets": [
        ("(a", QuerySyntaxError, 0, "never closed"),
        ("a (b (c)", QuerySyntaxError, 2, "never closed"),
        ("（a", QuerySyntaxError, 0, "never closed"),
        ("a)", QuerySyntaxError, 1, "closes nothing"),
        ("a）b", QuerySyntaxError, 1, "closes nothing"),
        ("()", QuerySyntaxError, 1, "nothing stands before )"),
        ("a ( ) b", QuerySyntaxError, 4, "nothing stands before )"),
        (")", QuerySyntaxError, 0, "nothing stands before )"),
        ("(a OR)", QuerySyntaxError, 5, "nothing stands before )"),
        ("problems:(", QuerySyntaxError, 10, "the query ends"),
        ("problems:(a", QuerySyntaxError, 9, "never closed"),
    ],
    "connectives": [
        ("OR", QuerySyntaxError, 0, "nothing stands before OR"),
        ("AND a", QuerySyntaxError, 0, "nothing stands before AND"),
        ("a OR", QuerySyntaxError, 4, "the query ends"),
        ("a AND ", QuerySyntaxError, 6, "the query ends"),
        ("&& a", QuerySyntaxError, 0, "nothing stands before &&"),
        ("a AND OR b", QuerySyntaxError, 6, "nothing stands before OR"),
        ("a OR | b", QuerySyntaxError, 5, "nothing stands before |"),
        ("| a", QuerySyntaxError, 0, "nothing stands before |"),
        ("(| a)", QuerySyntaxError, 1, "nothing stands before |"),
        ("NOT", QuerySyntaxError, 3, "the query ends"),
        ("a NOT", QuerySyntaxError, 5, "the query ends"),
        ("NOT OR a", QuerySyntaxError, 4, "nothing stands before OR"),
        ("-", QuerySyntaxError, 0, "a - means NOT"),
        ("a - b", QuerySyntaxError, 2, "a - means NOT"),
        ('"a"-b', QuerySyntaxError, 3, "a - means NOT"),
        ("(a)-b", QuerySyntaxError, 3, "a - means NOT"),
        ("a ..", QuerySyntaxError, 2, ".. belongs between"),
        ("*", QuerySyntaxError, 0, "* needs characters"),
        ("a **", QuerySyntaxError, 2, "* needs characters"),
    ],
    "colons": [
        ("时间:下午", UnknownField, 0, "nothing is named 时间;"),
        ("a http://x", UnknownField, 2, "nothing is named http;"),
        ("10:30", UnknownField, 0, "nothing is named 10;"),
        ("乡村、振兴：a", UnknownField, 0, "nothing is named 乡村、振兴;"),
        ("problem:a", UnknownField, 0, "did you mean problems"),
        ("a 问提:b", UnknownField, 2, "did you mean 问题"),
        ("provnce:陕西", UnknownField, 0, "did you mean province"),
        ("requests_recieved:5", UnknownField, 0, "did you mean requests_received"),
        ("licensing:5", UnknownField, 0, "licensing.items_last_year, licensing.items_change"),
        ("requests_received@-1:5", UnknownField, 0, "nothing is named requests_received@-1"),
        (":a", QuerySyntaxError, 0, "nothing stands before :"),
        ("a :b", QuerySyntaxError, 2, "nothing stands before :"),
        ('"a":b', QuerySyntaxError, 3, "nothing stands before :"),
        ("problems:", QuerySyntaxError, 9, "nothing follows problems:"),
        ("problems: ", QuerySyntaxError, 10, "nothing follows problems:"),
        ("(year:)", QuerySyntaxError, 6, "nothing follows year:"),
        ("年份：|a", QuerySyntaxError, 3, "nothing follows 年份:"),
        ("level:", QuerySyntaxError, 6, "nothing follows level:"),
        ("granted:", QuerySyntaxError, 8, "nothing follows granted:"),
        ("problems:title:a", QuerySyntaxError, 14, "text with a colon"),
        ("year:2019:a", QuerySyntaxError, 9, "text with a colon"),
    ],
    "values": [
        ("year:abc", BadValue, 5, "year takes a number"),
        ("year:20", BadValue, 5, "20 is no year"),
        ("年份：２０１９年", BadValue, 3, "year takes a number"),
        ("year:2021..2019", BadValue, 5, "the range 2021..2019 begins above its end"),
        ("level:twnship", BadValue, 6, "did you mean township?"),
        ("level:twn", BadValue, 6, "did you mean township?"),
        ("level:xyz", BadValue, 6, "province, city, county, township, unknown"),
        ("organ:goverment", BadValue, 6, "did you mean government?"),
        ("template:2020", BadValue, 9, "did you mean 2021?"),
        ("scope:all", BadValue, 6, "own, consolidated, unknown"),
        ("version:old", BadValue, 8, "version has no value old"),
        ("finding:rowsum", BadValue, 8, "did you mean row_sum?"),
        ("finding:none", BadValue, 8, "finding has no value none; did you mean"),
        ("a finding:收支不等", BadValue, 10, "did you mean 收支不平?"),
        ('province:" "', BadValue, 9, "province: has no value"),
        ('province:"a b"~s', QuerySyntaxError, 14, "~s is for quoted text, not for province"),
        ("missing:fees.amunt", UnknownField, 8, "fees.amount"),
        ("blank:licensing", UnknownField, 6, "licensing.decisions"),
        (
            "requests_received:abc",
            BadValue,
            18,
            "total takes a number or a range such as 10..50, not abc",
        ),
        ('requests_received:"5"', BadValue, 18, "takes a number"),
        ("requests_received:5件", BadValue, 18, "takes a number"),
        ("requests_received:1,000", BadValue, 18, "takes a number"),
        ("requests_received:10-50", BadValue, 18, "takes a number"),
        ("requests_received:10...50", BadValue, 18, "takes a number"),
        ("requests_received:..", BadValue, 18, "takes a number"),
        ("requests_received:[a TO 50]", BadValue, 18, "takes a number"),
        ("requests_received:[* TO *]", BadValue, 18, "takes a number"),
        ("requests_received:[10", BadValue, 18, "takes a number"),
        ("requests_received:50..10", BadValue, 18, "begins above its end"),
        ("requests_received:10 .. 50", QuerySyntaxError, 21, ".. belongs between two numbers"),
        (f"requests_received>{'9' * 400}", BadValue, 18, f"{'9' * 20}… is too large"),
        (f"requests_received:{'9' * 400}", BadValue, 18, "too large"),
        (f"requests_received:1..{'9' * 400}", BadValue, 18, "too large"),
    ],
    "comparisons": [
        ("requests_recieved>0", UnknownField, 0, "did you mean requests_received"),
        ("a requests_recieved > 0", UnknownField, 2, "did you mean requests_received"),
        ("granted < requests_recieved", UnknownField, 10, "did you mean requests_received"),
        ("(granted+deniedd)/handled>0", UnknownField, 9, "did you mean denied"),
        ("新收申清>0", UnknownField, 0, "did you mean 新收申请"),
        ("licensing>0", UnknownField, 0, "licensing.decisions"),
        ("总计>0", UnknownField, 0, "names several fields"),
        ("COVID-19>5", UnknownField, 0, "no field is named COVID"),
        ("2020年新收申请>0", UnknownField, 0, "no field is named 2020年新收申请"),
        ("乡村，振兴>0", UnknownField, 0, "no field is named 乡村，振兴"),
        ("乡村 -振兴>0", UnknownField, 4, "no field is named 振兴"),
        (">0", QuerySyntaxError, 0, "nothing stands before >"),
        ("≥0", QuerySyntaxError, 0, "nothing stands before ≥"),
        ("a !=0", UnknownField, 0, "no field is named a"),
        ('"a">0', QuerySyntaxError, 3, "nothing stands before >"),
        ("year:2019>5", QuerySyntaxError, 9, "nothing stands before >"),
        ("requests_received>", QuerySyntaxError, 18, "must follow >"),
        ("requests_received≥ ", QuerySyntaxError, 19, "must follow >="),
        ("requests_received>0件", QuerySyntaxError, 18, "must follow >"),
        ("requests_received>1,000", QuerySyntaxError, 18, "must follow >"),
        ("requests_received>50%", QuerySyntaxError, 18, "must follow >"),
        ("requests_received>0，乡村", QuerySyntaxError, 18, "must follow >"),
        ('requests_received>"0"', QuerySyntaxError, 18, "must follow >"),
        ("requests_received==0", QuerySyntaxError, 18, "must follow ="),
        ("requests_received=>0", QuerySyntaxError, 18, "must follow ="),
        ("requests_received<>0", QuerySyntaxError, 18, "must follow <"),
        ("requests_received:>", QuerySyntaxError, 19, "must follow >"),
        ("requests_received>(granted", QuerySyntaxError, 18, "must follow >"),
        ("0<requests_received<5", QuerySyntaxError, 19, "two sides only"),
        ("granted>0+", QuerySyntaxError, 9, "must follow +"),
        ("granted>0 * (", QuerySyntaxError, 10, "must follow *"),
        ("granted>0 / 乡村", UnknownField, 12, "no field is named 乡村"),
        ("granted>0-", QuerySyntaxError, 9, "a - means NOT"),
        ("granted+>0", UnknownField, 0, "no field is named granted+"),
        ("1<2", QuerySyntaxError, 0, "compares no field"),
        ("a (1+1)*2=4", QuerySyntaxError, 2, "compares no field"),
        ("handled > 2*handled@-1", QuerySyntaxError, 19, "handled@: comparing with reports of"),
        ("handled@-1 < 5", QuerySyntaxError, 7, "reports of other years"),
        ("(a>0", UnknownField, 1, "no field is named a"),
    ],
    "versions": [
        ("a OR version:all", QuerySyntaxError, 13, "stands outside of OR, NOT"),
        ("-version:all", QuerySyntaxError, 9, "stands outside of OR, NOT"),
        ("a (b version:all)", QuerySyntaxError, 13, "stands outside of OR, NOT"),
    ],
    "limits": [
        ("a" * (MAX_LENGTH + 1), QuerySyntaxError, MAX_LENGTH, "longer than 2000"),
        ("(" * 60 + "a" + ")" * 60, QuerySyntaxError, MAX_NESTING, "nested too deep"),
        ('"a b"~3 ' * 11, QuerySyntaxError, 80, "at most 10 terms with ~"),
        ('problems:("a b"~s OR ' * 11, QuerySyntaxError, 220, "at most 10 terms with ~"),
        (f'x "{"a " * 11}"~p', QuerySyntaxError, 2, "~p takes at most 10 strings"),
        ("NOT " * 60 + "a", QuerySyntaxError, 4 * MAX_NESTING + 3, "nested too deep"),
        ("a " * (MAX_TERMS + 1), QuerySyntaxError, 2 * MAX_TERMS, "too many terms"),
        (f"granted>{'1+' * MAX_OPERANDS}1", QuerySyntaxError, 8 + 2 * MAX_OPERANDS, "too long"),
        (f"granted>{'(' * 60}1{')' * 60}", QuerySyntaxError, 9 + MAX_NESTING, "too deep"),
    ],
}


@pytest.mark.parametrize(
    ("query", "error", "position", "message"),
    [
        pytest.param(*case, id=f"{name}: {case[0][:40]}")
        for name, cases in ERRORS.items()
        for case in cases
    ],
)
def test_errors(query: str, error: type[InputError], position: int, message: str) -> None:
    with pytest.raises(error) as caught:
        parse(query)
    assert type(caught.value) is error
    assert caught.value.position == position
    assert message in str(caught.value)


def test_a_query_of_as_many_characters_as_may_be_is_read() -> None:
    assert parse("a" * MAX_LENGTH).runs[0].text == "a" * MAX_LENGTH


def test_an_unknown_field_lists_the_nearest() -> None:
    with pytest.raises(UnknownField) as caught:
        parse("乡村 requests_recieved>0")
    assert caught.value.name == "requests_recieved"
    assert caught.value.close[0] == "requests_received"


def test_an_unknown_prefix_lists_three_at_most() -> None:
    with pytest.raises(UnknownField) as caught:
        parse("request:a")
    assert len(caught.value.close) == 3


@pytest.mark.parametrize(
    ("text", "error", "position", "message"),
    [
        ("", QuerySyntaxError, 0, "'' is no field and no arithmetic"),
        ("granted>0", QuerySyntaxError, 7, "'granted>0' is no field"),
        ("granted handled", QuerySyntaxError, 8, "'granted handled' is no field"),
        ("granted +", QuerySyntaxError, 8, "'granted +' is no field"),
        ("1 + graned", UnknownField, 4, "did you mean granted"),
        ("licensing", UnknownField, 0, "licensing.decisions"),
        ("granted@-1", QuerySyntaxError, 7, "reports of other years"),
        ("a" * (MAX_LENGTH + 1), QuerySyntaxError, MAX_LENGTH, "longer than 2000"),
        ("1+" * MAX_OPERANDS + "1", QuerySyntaxError, 2 * MAX_OPERANDS, "too long"),
        ("(" * MAX_NESTING + "granted" + ")" * MAX_NESTING, QuerySyntaxError, MAX_NESTING, "deep"),
    ],
)
def test_no_expressions(text: str, error: type[InputError], position: int, message: str) -> None:
    with pytest.raises(error) as caught:
        parse_expression(text, catalogue())
    assert caught.value.position == position
    assert message in str(caught.value)


# ── any text at all ──────────────────────────────────────────────────────────────────────

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *' \n　()（）"“”|｜:：<>=＞≥!！-－+*＊/~～.,，。@[]\\',
                *("AND", "OR", "NOT", " TO ", "..", "!=", ">=", "~s", "~5", '\\"', "@-1"),
                *("年", "乡村", "a", "5", "0.5", "granted", "新收申请", "year:", "problems:"),
                *("省:", "finding:", "version:all", "missing:", "licensing", "handled>"),
            ]
        ),
        st.characters(),
    ),
    max_size=30,
).map("".join)


@given(PIECES)
@settings(max_examples=1500, deadline=None)
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    parsed = refused = None
    try:
        parsed = parse(text)
    except (QuerySyntaxError, UnknownField, BadValue) as e:
        refused = e
    if refused:
        assert refused.position is not None
        assert 0 <= refused.position <= len(text)
    if parsed:
        again = " ".join(text[start:end] for start, end in parsed.conditions)
        assert parse(again).query == parsed.query


@given(st.text())
@settings(deadline=None)
def test_quoted_text_is_sought_as_it_is(text: str) -> None:
    if not fold(text):
        return
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert parse(f'"{escaped}"').query == Phrase(fold(text), TEXT_FIELDS)


@pytest.mark.parametrize(
    "query",
    [
        "(" * 2000,
        "-(" * 1000,
        "NOT " * 500,
        "a/" * 1000,
        "a / " * 500,
        "(a+" * 600,
        "((a)+" * 400,
        '"' * 1999,
        '"\\' * 1000,
        "a" * 2000,
        "：" * 2000,
        "[" * 2000,
        "requests_received>" + "(" * 1900,
        "1" * 2000,
        " " * 2000,
        "乡村、" * 600 + ">0",
    ],
    ids=lambda query: query[:12],
)
def test_no_query_takes_long(query: str) -> None:
    started = time.perf_counter()
    with suppress(InputError):
        parse(query)
    assert time.perf_counter() - started < 1
