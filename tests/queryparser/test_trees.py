"""What queries mean, as compact trees, and what else is known of them.

Words do not matter here but where a test is of words: they are cut two Han characters at a time,
so that no change of a dictionary can break the grammar's tests.
"""

from __future__ import annotations

import pytest

from indexer.catalogue import catalogue
from indexer.model import SECTIONS, TEXT_FIELDS
from indexer.query import (
    And,
    Arithmetic,
    Compare,
    Everything,
    Expression,
    FieldValue,
    Keyword,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Run,
    Together,
)
from indexer.queryparser import ParsedQuery, parse_expression, parse_query
from indexer.queryparser.expressions import MAX_NESTING
from indexer.text import fold, is_han


class Pairs:
    """Cuts two Han characters at a time, and letters and digits whole."""

    def cut(self, folded: str) -> list[str]:
        words: list[str] = []
        for character in folded:
            last = words[-1] if words else ""
            if is_han(character):
                grows = len(last) == 1 and is_han(last)
            else:
                grows = character.isalnum() and last.isalnum() and not is_han(last[0])
            if grows:
                words[-1] += character
            else:
                words.append(character)
        return words


def parse(query: str) -> ParsedQuery:
    return parse_query(query, catalogue(), Pairs())


# ── trees, written short ─────────────────────────────────────────────────────────────────


def short(query: Query) -> str:
    """Write a tree as an s-expression; totals lose their ``.total``, the whole text its fields."""
    match query:
        case And(children) | Or(children):
            name = type(query).__name__.lower()
            return f"({name} {' '.join(map(short, children))})"
        case Not(child):
            return f"(not {short(child)})"
        case Everything():
            return "*"
        case Keyword(name, value):
            return f"{name}={value}"
        case Compare(operator, left, right):
            return f"({operator} {_number(left)} {_number(right)})"
        case _:
            return _sought(query) + (
                "" if query.fields == TEXT_FIELDS else f"@{','.join(query.fields)}"
            )


def _sought(leaf: Run | Phrase | Prefix | Near | Together) -> str:
    match leaf:
        case Run(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Prefix(text):
            return f"{text}*"
        case Near(left, right, distance):
            return f"(near {distance} {left} {right})"
        case Together(texts, unit):
            return f"({unit} {' '.join(texts)})"


def _number(expression: Expression) -> str:
    match expression:
        case Literal(value):
            return f"{value:g}"
        case FieldValue(field):
            return field.removesuffix(".total")
        case Arithmetic(operator, left, right):
            return f"({operator} {_number(left)} {_number(right)})"


def between(field: str, low: float, high: float) -> str:
    return f"(and (>= {field} {low}) (<= {field} {high}))"


TREES = {
    "nothing": [
        ("", "*"),
        (" \t\n　 ", "*"),
    ],
    "runs": [
        ("乡村振兴", "乡村振兴"),
        ("乡村振兴 人居环境", "(and 乡村振兴 人居环境)"),
        ("乡村振兴　人居环境", "(and 乡村振兴 人居环境)"),
        ("  乡村振兴  ", "乡村振兴"),
        ("ＧＤＰ Report", "(and gdp report)"),
        ("2020年乡村振兴", "2020年乡村振兴"),
        ("２０２０年", "2020年"),
        ("12345", "12345"),
        ("COVID-19", "covid-19"),
        ("covid-19疫情", "covid-19疫情"),
        ("24/7", "24/7"),
        ("A/B", "a/b"),
        ("7*24小时", "7*24小时"),
        ("C++", "c++"),
        ("3.5%", "3.5%"),
        ("a@b.com", "a@b.com"),
        ("乡村、振兴，人居。环境", "乡村、振兴,人居。环境"),
        ("加油！", "加油!"),
        ("〔2019〕60号", "〔2019〕60号"),
        ("《条例》", "《条例》"),
        ("'乡村'", "'乡村'"),
        ("乡村~振兴", "乡村~振兴"),
        ("[2019]", "[2019]"),
        ("，", ","),
        ("…", "..."),
        ("/", "/"),
        ("乡村 / 振兴", "(and 乡村 / 振兴)"),
        ("乡村 & 振兴", "(and 乡村 & 振兴)"),
        ("requests_received", "requests_received"),
        ("新收申请", "新收申请"),
        ("TO", "to"),
        ("a-", "a-"),
        ("+乡村", "+乡村"),
        ("2019 ~20", "(and 2019 ~20)"),
    ],
    "quoted": [
        ('"乡村振兴局"', '"乡村振兴局"'),
        ("“乡村振兴局”", '"乡村振兴局"'),
        ("＂乡村振兴局＂", '"乡村振兴局"'),
        ('"乡 村 振兴"', '"乡村振兴"'),
        ('"One  Two"', '"one two"'),
        ('"a OR (b) -c:d>0"', '"a or (b) -c:d>0"'),
        (r'"三安全\"一稳定\""', '"三安全"一稳定""'),
        (r'"a\\"', '"a\\"'),
        (r'"a\b"', r'"a\b"'),
        ('"“三安全”"', '"“三安全”"'),
        ('“a"b”', '"a"b"'),
        ("“a“b”", '"a“b"'),
        ("推进“乡村振兴”战略", '(and 推进 "乡村振兴" 战略)'),
        ('"a""b"', '(and "a" "b")'),
        ('"a"b', '(and "a" b)'),
        ('"，"', '","'),
    ],
    "connectives": [
        ("a OR b", "(or a b)"),
        ("a | b", "(or a b)"),
        ("a|b", "(or a b)"),
        ("a｜b", "(or a b)"),
        ("a || b", "(or a b)"),
        ("a AND b", "(and a b)"),
        ("a AND b c", "(and a b c)"),
        ("a && b", "(and a b)"),
        ("a＆＆b", "a&&b"),
        ("a & b", "(and a & b)"),
        ("a b OR c d", "(or (and a b) (and c d))"),
        ("a OR b AND c", "(or a (and b c))"),
        ("a OR b OR c", "(or a b c)"),
        ("(a OR b) c", "(and (or a b) c)"),
        ("（a OR b）c", "(and (or a b) c)"),
        ("((a))", "a"),
        ("( a )", "a"),
        ("a(b)", "(and a b)"),
        ("宁河镇（2020）", "(and 宁河镇 2020)"),
        ("a OR(b c)", "(or a (and b c))"),
        ("a or b and c", "(and a or b and c)"),
        ("ORANGE ANDROID NOTE", "(and orange android note)"),
        ("a ＯＲ b", "(or a b)"),
        ('"a"OR"b"', '(or "a" "b")'),
    ],
    "negations": [
        ("-a", "(not a)"),
        ("－a", "(not a)"),
        ("NOT a", "(not a)"),
        ("NOT(a)", "(not a)"),
        ("NOT a b", "(and (not a) b)"),
        ("a NOT b", "(and a (not b))"),
        ("a AND NOT b", "(and a (not b))"),
        ("NOT a OR b", "(or (not a) b)"),
        ("NOT a AND b OR c", "(or (and (not a) b) c)"),
        ("a -b", "(and a (not b))"),
        ("(-a)", "(not a)"),
        ("( -a b)", "(and (not a) b)"),
        ("a|-b", "(or a (not b))"),
        ("a OR -b", "(or a (not b))"),
        ("-(a OR b)", "(not (or a b))"),
        ('-"a b"', '(not "a b")'),
        ("-problems:a", "(not a@problems)"),
        ("NOT NOT a", "(not (not a))"),
        ("NOT -a", "(not (not a))"),
        ("--a", "(not -a)"),
        ("a-b", "a-b"),
        ("a- b", "(and a- b)"),
        ("-a -b", "(and (not a) (not b))"),
        ("-year:2021", "(not year=2021)"),
        ("-requests_received>0", "(not (> requests_received 0))"),
        ("a -requests_received>0", "(and a (not (> requests_received 0)))"),
        ("requests_received>0 -year:2021", "(and (> requests_received 0) (not year=2021))"),
        ("-5<requests_received", "(not (< 5 requests_received))"),
    ],
    "prefixes": [
        ("振兴*", '"振兴"'),
        ("振兴＊", '"振兴"'),
        ("boxX*", "boxx*"),
        ("covid*", "covid*"),
        ("COVID**", "covid*"),
        ("covid-19*", '"covid-19"'),
        ("covid疫*", '"covid疫"'),
        ("café*", '"café"'),
        ("2020*", "2020*"),
        ("振兴* requests_received>0", '(and "振兴" (> requests_received 0))'),
        ("(振兴* a)", '(and "振兴" a)'),
        ("振兴*(a OR b)", '(and "振兴" (or a b))'),
        ("problems:振兴*", '"振兴"@problems'),
        ("-振兴*", '(not "振兴")'),
        ("振*兴", "振*兴"),
    ],
    "near and together": [
        ('"乡村 振兴"~5', "(near 5 乡村 振兴)"),
        ('"乡村 振兴"~0', "(near 0 乡村 振兴)"),
        ("“乡村　振兴”～５", "(near 5 乡村 振兴)"),
        ('"乡村 振兴"~1000', "(near 1000 乡村 振兴)"),
        ('"乡村振兴 资金"~s', "(sentence 乡村振兴 资金)"),
        ('"乡村振兴 资金"~S', "(sentence 乡村振兴 资金)"),
        ('"a b c"~p', "(paragraph a b c)"),
        ('"1 2 3 4 5 6 7 8 9 10"~s', "(sentence 1 2 3 4 5 6 7 8 9 10)"),
        ('"a"~s', "(sentence a)"),
        ('problems:"a b"~s', "(sentence a b)@problems"),
        ('problems:"a b"~3', "(near 3 a b)@problems"),
        ('-"a b"~p', "(not (paragraph a b))"),
        (r'"\"a b\""~s', '(sentence "a b")'),
    ],
    "sections": [
        *((f"{name}:宣传", f"宣传@{name}") for name in TEXT_FIELDS),
        ("PROBLEMS:宣传", "宣传@problems"),
        ("标题:年报", "年报@title"),
        ("机关:宁河", "宁河@issuer"),
        ("总体情况:a", "a@overview"),
        ("主动公开:a", "a@disclosure"),
        ("依申请:a", "a@requests"),
        ("复议诉讼:a", "a@disputes"),
        ("问题:宣传", "宣传@problems"),
        ("问题：宣传", "宣传@problems"),
        ("问题： 宣传", "宣传@problems"),
        ("其他事项:a", "a@other"),
        ('problems:"宣传 不"', '"宣传不"@problems'),
        ("problems:“宣传”", '"宣传"@problems'),
        ("problems:(a OR b)", "(or a@problems b@problems)"),
        ("问题：（a “b”）", '(and a@problems "b"@problems)'),
        ("problems:(a -b) c", "(and (and a@problems (not b@problems)) c)"),
        ("problems:(a title:b)", "(and a@problems b@title)"),
        ("problems:(a year:2020)", "(and a@problems year=2020)"),
        ("problems:-a", "-a@problems"),
        ("problems:OR", "or@problems"),
        ("problems:a/b", "a/b@problems"),
        ("problems:a b", "(and a@problems b)"),
    ],
    "keywords": [
        ("year:2020", "year=2020"),
        ("年份：２０２０", "year=2020"),
        ('year:"2020"', "year=2020"),
        ("year:2019..2021", between("year", 2019, 2021)),
        ("year:[2019 TO 2021]", between("year", 2019, 2021)),
        ("year:2019..", "(>= year 2019)"),
        ("year:..2021", "(<= year 2021)"),
        ("year:>=2019", "(>= year 2019)"),
        ("year>2019", "(> year 2019)"),
        ("year:(2019 OR 2021)", "(or year=2019 year=2021)"),
        ("province:陕西", "province=陕西省"),
        ("province:陕西省", "province=陕西省"),
        ("省:陕西", "province=陕西省"),
        ('province:"陕西"', "province=陕西省"),
        ("province:(陕西 OR 四川)", "(or province=陕西省 province=四川省)"),
        ("province:-", "province=-"),
        ("city:安康", "city=安康市"),
        ("city:安康市", "city=安康市"),
        ("county:紫阳", "county=紫阳县"),
        ("county:紫阳县", "county=紫阳县"),
        ("county:朝阳", "(or county=朝阳 county=朝阳县 county=朝阳区 county=朝阳市 county=朝阳旗)"),
        ("level:township", "level=township"),
        ("level:Township", "level=township"),
        ("层级:乡镇", "level=township"),
        ("organ:department", "organ=department"),
        ("organ:部门", "organ=department"),
        ("template:2021", "template=2021"),
        ("模板：２０１９", "template=2019"),
        ("template:older", "template=older"),
        ("scope:consolidated", "scope=consolidated"),
        ("format:PDF", "format=pdf"),
        ("collection:宁河-2020", "collection=宁河-2020"),
        ('collection:"My files"', "collection=My files"),
        ("version:current", "version=current"),
        ("missing:fees.amount", "missing=fees.amount"),
        ("missing:新收申请", "missing=requests_received.total"),
        ("missing:any", "missing=any"),
        ("缺失：任何", "missing=any"),
        ("inferred:新收申请", "inferred=requests_received.total"),
        ("unreadable:新收申请", "unreadable=requests_received.total"),
        ("blank:requests_received.enterprise", "blank=requests_received.enterprise"),
        ("inferred:any", "inferred=any"),
        ("unreadable:any OR inferred:any", "(or unreadable=any inferred=any)"),
        ("finding:row_sum", "finding=row_sum"),
        ("finding:收支不平", "finding=balance"),
        ("finding:(balance OR row_sum)", "(or finding=balance finding=row_sum)"),
    ],
    "comparisons": [
        ("requests_received>0", "(> requests_received 0)"),
        ("requests_received.total>0", "(> requests_received 0)"),
        ("requests_received >= 10", "(>= requests_received 10)"),
        ("requests_received<10", "(< requests_received 10)"),
        ("requests_received<=10", "(<= requests_received 10)"),
        ("requests_received=10", "(= requests_received 10)"),
        ("requests_received!=10", "(!= requests_received 10)"),
        ("requests_received≥10", "(>= requests_received 10)"),
        ("requests_received≤10", "(<= requests_received 10)"),
        ("requests_received≠10", "(!= requests_received 10)"),
        ("requests_received≧10", "(>= requests_received 10)"),
        ("requests_received≦10", "(<= requests_received 10)"),
        ("requests_received ⩾ 10", "(>= requests_received 10)"),
        ("requests_received ⩽ 10", "(<= requests_received 10)"),
        ("新收申请>0", "(> requests_received 0)"),
        ("新收申请＞０", "(> requests_received 0)"),
        ("新收申请＞＝１０．５", "(>= requests_received 10.5)"),
        ("新收申请！＝０", "(!= requests_received 0)"),
        ("新收申请.商业企业>0", "(> requests_received.enterprise 0)"),
        ("净增>0", "(> normative_documents.net 0)"),
        ("0<requests_received", "(< 0 requests_received)"),
        ("licensing.items_change>-5", "(> licensing.items_change -5)"),
        ("licensing.items_change>−5", "(> licensing.items_change -5)"),
        ("licensing.items_change > -5.25", "(> licensing.items_change -5.25)"),
        ("granted < requests_received", "(< granted requests_received)"),
        ("unavailable/handled>0.5", "(> (/ unavailable handled) 0.5)"),
        ("(denied+unavailable)/handled>0.5", "(> (/ (+ denied unavailable) handled) 0.5)"),
        ("（denied＋unavailable）／handled＞0.5", "(> (/ (+ denied unavailable) handled) 0.5)"),
        ("granted-denied>0", "(> (- granted denied) 0)"),
        ("granted - denied > 0", "(> (- granted denied) 0)"),
        ("granted- denied>0", "(> (- granted denied) 0)"),
        ("granted - denied - handled > 0", "(> (- (- granted denied) handled) 0)"),
        ("granted + 2 * denied > 0", "(> (+ granted (* 2 denied)) 0)"),
        ("2*granted>handled", "(> (* 2 granted) handled)"),
        ("granted*2>handled", "(> (* granted 2) handled)"),
        ("granted*(handled+1)>5", "(> (* granted (+ handled 1)) 5)"),
        ("5<granted*(handled+1)", "(< 5 (* granted (+ handled 1)))"),
        ("granted>handled*0.5+1", "(> granted (+ (* handled 0.5) 1))"),
        ("handled>-(granted)", "(> handled (- 0 granted))"),
        ("handled > -granted", "(> handled (- 0 granted))"),
        ("handled > - granted", "(> handled (- 0 granted))"),
        ("handled > - 5", "(> handled (- 0 5))"),
        ("handled>granted - -5", "(> handled (- granted -5))"),
        ("(-5)<licensing.items_change", "(< -5 licensing.items_change)"),
        ("(granted -denied)>0", "(> (- granted denied) 0)"),
        ("2*granted -denied>0", "(> (- (* 2 granted) denied) 0)"),
        ("granted*2 -denied>0", "(> (- (* granted 2) denied) 0)"),
        ("乡村/振兴 -denied>0", "(and 乡村/振兴 (not (> denied 0)))"),
        ("granted -denied>0", "(and granted (not (> denied 0)))"),
        ("24/7 -granted>0", "(and 24/7 (not (> granted 0)))"),
        ("handled>granted -乡村", "(and (> handled granted) (not 乡村))"),
        ("(granted>0)", "(> granted 0)"),
        ("(granted>0 OR denied>0) 乡村", "(and (or (> granted 0) (> denied 0)) 乡村)"),
        ("((granted))>0", "(> granted 0)"),
        ("granted>0|denied>0", "(or (> granted 0) (> denied 0))"),
        ('granted>0"a"', '(and (> granted 0) "a")'),
        ("乡村振兴 requests_received>0", "(and 乡村振兴 (> requests_received 0))"),
        ("乡村振兴requests_received", "乡村振兴requests_received"),
        ("24/7 granted>0", "(and 24/7 (> granted 0))"),
        ("a b granted>0 c", "(and a b (> granted 0) c)"),
        ("requests_received\n>\n0", "(> requests_received 0)"),
    ],
    "ranges": [
        ("requests_received:10..50", between("requests_received", 10, 50)),
        ("procurement.amount:1..100.5", between("procurement.amount", 1, 100.5)),
        ("requests_received:[10 TO 50]", between("requests_received", 10, 50)),
        ("requests_received:[ 10  TO  50 ]", between("requests_received", 10, 50)),
        ("新收申请：［１０　ＴＯ　５０］", between("requests_received", 10, 50)),
        ("requests_received:[* TO 50]", "(<= requests_received 50)"),
        ("requests_received:10..", "(>= requests_received 10)"),
        ("requests_received:..50", "(<= requests_received 50)"),
        ("licensing.items_change:-5..-1", between("licensing.items_change", -5, -1)),
        ("licensing.items_change:[-5 TO -1]", between("licensing.items_change", -5, -1)),
        ("licensing.items_change:..-1", "(<= licensing.items_change -1)"),
        ("requests_received:5", "(= requests_received 5)"),
        ("requests_received:5..5", between("requests_received", 5, 5)),
        ("requests_received: 5", "(= requests_received 5)"),
        ("licensing.items_change:-5", "(= licensing.items_change -5)"),
        ("requests_received:>5", "(> requests_received 5)"),
        ("requests_received:>granted", "(> requests_received granted)"),
        (
            "requests_received:(5 OR 10..20)",
            f"(or (= requests_received 5) {between('requests_received', 10, 20)})",
        ),
        ("-requests_received:10..50", f"(not {between('requests_received', 10, 50)})"),
    ],
    "together": [
        ("问题:宣传 -year:2021", "(and 宣传@problems (not year=2021))"),
        (
            "(标题:年报 OR “公开”) 省:陕西 granted/handled<0.5 -finding:balance",
            '(and (or 年报@title "公开") province=陕西省 (< (/ granted handled) 0.5)'
            " (not finding=balance))",
        ),
    ],
}


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        pytest.param(query, tree, id=f"{name}: {query}")
        for name, cases in TREES.items()
        for query, tree in cases
    ],
)
def test_trees(query: str, tree: str) -> None:
    assert short(parse(query).query) == tree


# ── words ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("乡村振兴", ("乡村", "振兴")),
        ("乡村乡村", ("乡村",)),
        ("COVID-19疫情", ("covid", "19", "疫情")),
        ("，。", ()),
        ("😀", ()),
        ("乡", ("乡",)),
        ("𠀀", ("𠀀",)),
    ],
)
def test_words_of_a_run(query: str, words: tuple[str, ...]) -> None:
    assert parse(query).query == Run(fold(query), words, TEXT_FIELDS)


# ── what else is known of a query ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("", []),
        ("a OR b", ["a", "b"]),
        ('a "b" c* year:2020 granted>0', ["a"]),
        ("a -b NOT c", ["a"]),
        ("-(a -b)", ["b"]),
        ("a problems:a a", ["a", "a"]),
    ],
)
def test_runs_leave_out_what_is_excluded(query: str, runs: list[str]) -> None:
    assert [run.text for run in parse(query).runs] == runs


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("乡村", ()),
        ("year>2019 year:2019..2021", ()),
        ("missing:fees.amount", ()),
        ("granted>0 handled>0 granted<5", ("granted.total", "handled.total")),
        ("-(a OR 新收申请:10..50)", ("requests_received.total",)),
        ("handled>0 granted/denied>handled", ("handled.total", "granted.total", "denied.total")),
        ("granted>2*denied", ("granted.total", "denied.total")),
    ],
)
def test_fields_of_conditions_on_numbers(query: str, fields: tuple[str, ...]) -> None:
    assert parse(query).fields == fields


@pytest.mark.parametrize(
    ("query", "tree", "everything"),
    [
        ("version:all", "*", True),
        ("版本：全部", "*", True),
        ("version:all a", "a", True),
        ("a b version:all", "(and a b)", True),
        ("a", "a", False),
        ("version:current a", "(and version=current a)", False),
    ],
)
def test_all_versions(query: str, tree: str, everything: bool) -> None:
    parsed = parse(query)
    assert (short(parsed.query), parsed.all_versions) == (tree, everything)


@pytest.mark.parametrize(
    ("query", "conditions"),
    [
        ("", []),
        ("a", ["a"]),
        (" a  b ", ["a", "b"]),
        ("a AND -b", ["a", "-b"]),
        ("NOT a (b OR c) ", ["NOT a", "(b OR c)"]),
        ("a OR b c ", ["a OR b c"]),
        ('"a b"~5 problems:x granted > 0', ['"a b"~5', "problems:x", "granted > 0"]),
        ("version:all a", ["version:all", "a"]),
        ("(a b)", ["(a b)"]),
    ],
)
def test_conditions_are_the_terms_of_the_outermost_and(query: str, conditions: list[str]) -> None:
    assert [query[start:end] for start, end in parse(query).conditions] == conditions


@pytest.mark.parametrize("name", ["finding:any", "finding:doubt"])
def test_findings_are_the_issuers_or_our_own_doubts(name: str) -> None:
    kinds = catalogue().findings.values()
    codes = [kind.code for kind in kinds if kind.doubt == (name == "finding:doubt")]
    assert parse(name).query == Or(tuple(Keyword("finding", code) for code in codes))
    assert {"extraction", "no_year"} <= set(codes) or {"row_sum", "balance"} <= set(codes)


@pytest.mark.parametrize("name", [*catalogue().fields])
def test_every_field_can_be_asked_for(name: str) -> None:
    field = catalogue().fields[name]
    condition = Compare(">", FieldValue(name), Literal(0.0))
    assert parse(f"{field.key}>0").query == condition
    assert parse(f"{field.alias}＞０").query == condition
    assert parse(f"missing:{field.key}").query == Keyword("missing", name)


def test_sections_have_the_names_of_the_model() -> None:
    assert all(parse(f"{s}:a").query == Run("a", ("a",), (s,)) for s in SECTIONS)


# ── lone expressions ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("requests_received", "requests_received"),
        (" 新收申请 ", "requests_received"),
        ("year", "year"),
        ("granted / handled", "(/ granted handled)"),
        ("granted -denied", "(- granted denied)"),
        ("-granted", "(- 0 granted)"),
        ("（granted＋denied）／2", "(/ (+ granted denied) 2)"),
        ("(" * (MAX_NESTING - 1) + "granted" + ")" * (MAX_NESTING - 1), "granted"),
    ],
)
def test_lone_expressions(text: str, expression: str) -> None:
    assert _number(parse_expression(text, catalogue())) == expression
