"""Numbers of applications, reviews and lawsuits that the prose gives, held against the tables.

A claim is read only where every word beside the number is one of those below: a word more
(网络, 自然人, 咨询, 低保) makes it a claim about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.claims.sentences import Sentence, years_named
from indexer.model import Fact, Finding, Status
from indexer.numerals import chinese_number

REVIEWS, LAWSUITS = "reviews", "lawsuits"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of a measure: received, accepted, handled, answered, reviews, lawsuits.

    ``accepted`` may count what was carried in as well, ``answered`` leave out what was not dealt
    with; ``new`` are those received and nothing else.
    """

    measure: str
    value: int
    sentence: Sentence


# ── words ────────────────────────────────────────────────────────────────────────────────

_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+|[零〇一二两三四五六七八九十百千]+"
_COUNTED = rf"(?P<number>(?<![\d.万]){_DIGITS})(?:件|份|起|条|次|例|宗)"
_BARE = r"(?P<number>0|零)(?:件|份|起|条|次|例|宗)?"
_VERBS = {
    "新收": "new",
    "收到": "received",
    "接收": "received",
    "接到": "received",
    "受理": "accepted",
    "办理": "handled",
    "办结": "handled",
    "答复": "answered",
}
_VERB = "|".join(_VERBS)
_US = r"(?:我|本)(?:机关|单位|部门|级|[省市县区州旗盟镇乡局厅委办院])(?:政府)?"
_APPLICANTS = (
    r"公民、法人(?:和|或|或者|及|以及|与|、)其[他它](?:社会)?组织"
    r"|社会公众|人民群众|公众|群众|申请人|当事人"
)
# All that may stand beside the number of all applications.
_OBJECT = (
    rf"(?:{_APPLICANTS}|{_US}|依申请|政府信息|政务信息|信息|政务|公开|申请|[件表书](?!次)|事项|数量|总数|总量"
    r"|有效|各类|各种|各|任何|相关|有关|形式|方式|渠道|通过|以|要求|提出|提交|递交|获取|的|了|过|向|对|关于"
    r"|到|共计|共|合计|总计|计|总|为|是|达|有|全年|本年度?|年度|今年|当年|20\d\d年|新|办理|并)"
)
_OBJECTS = re.compile(rf"{_OBJECT}*")
_GOES_ON = re.compile(r"均|全部|都|已|并|现|且|按[时期]")
_ANOTHER = re.compile(r"[、和及与]")
_NEXT_VERB = re.compile(rf"[、和及与并](?=[^、]{{0,4}}(?:{_VERB}))")
_POSITIVE = re.compile(rf"(?P<verb>{_VERB})(?P<gap>(?:(?!{_VERB}).)*?){_COUNTED}(?P<rest>.*)")
_ZERO_VERB = re.compile(
    r"(?:未|没有|没)(?P<verb>收到|接到|接收|受理|发生)过?(?P<object>.*)|(?P<none>无|零)(?P<about>.*申请.*)"
)
_NONE_OF = re.compile(rf"(?:一[件份起例宗条])?(?P<object>{_OBJECT}*)(?:[、和及与或][^的]{{1,20}})?")
_OBJECT_ZERO = re.compile(
    rf"(?:公开|信息)申请(?:件|表|事项|数|数量|量|总数)?(?:共|共计)?(?:为|是)?{_BARE}$"
)
_ON_APPLICATIONS = re.compile(r"依申请|公开(?:政府信息)?申请|申请公开|信息申请")
_DISPUTES = re.compile(r"复议|诉讼|起诉|应诉")

# What makes a number one of a part, of a channel or of another kind.
_PART = re.compile(
    r"不予|予以公开|部分公开|同意公开|无法|不属于|不存在|告知|逾期|延期|补正|重复|驳回|撤[回销]|咨询|投诉|信访|举报"
    r"|来[信电访]|建议|提案|议案|留言|复议|诉讼|起诉|许可|审批|补贴|救助|低保|案件"
    r"|本级|机关本部|办公室|下属|所属|直属|下级|系统|村|科室|股室|企业|自然人|公民(?!、)"
    r"|[多少]$|未$|没有?$|不$|拟$|应$"
)
_CHANNEL = re.compile(
    r"当面|信函|网[络上站]|在线|邮[寄件]|传真|现场|平台|窗口|热线|信箱|微信|电话|书面"
)
# From here on the sentence speaks of parts, of other times, or compares.
_STOPS = re.compile(
    r"其中|包括|分别|截[至止]|累计|近[一二两三四五六七八九十几\d]*年|[上去前]一?年(?!度?结转)|往年|历年|同[比期]|相比|环比"
    r"|以来|季度|[上下]半年|期间|时段|[较比]20|例如|比如"
)
_MONTH = re.compile(r"\d{1,2}月|[一二三四五六七八九十]月")
_PERIOD = re.compile(r"自?(20\d\d)年1月1日起?(?:至|到|-|—)(?:20\d\d年)?12月31日(?:止|期间)?")
_WHOLE = re.compile(r"全[省市县区州旗盟](?!部)|各[级镇乡县区]|各(?:部门|单位|街道)|全系统")


# ── reading ──────────────────────────────────────────────────────────────────────────────


def claims_of(sentence: Sentence, year: int | None, scope: str) -> Iterator[Claim]:
    """Yield what a sentence claims of the report's own year and of all its applications.

    A consolidated report is spoken of by the words for all below it, any other without them.
    """
    before = ""
    for clause in sentence.clauses:
        clause, stopped = _up_to_stop(clause, year)
        if _covers_all(before + clause, scope):
            found = [*_positive(clause, before), *_zero(clause, before)]
            found += _disputes(clause, before, sentence.section)
            yield from (Claim(measure, value, sentence) for measure, value in dict.fromkeys(found))
        if stopped:
            return
        before += clause + ","


def _up_to_stop(clause: str, year: int | None) -> tuple[str, bool]:
    """Return the clause as far as it speaks of the year; whether the sentence leaves it there.

    Words about another time in front of a number are part of what is said of it.
    """
    clause = _PERIOD.sub(lambda m: f"{m[1]}年", clause)
    if any(named != year for named in years_named(clause)) or _MONTH.search(clause):
        return "", True
    stop = _STOPS.search(clause)
    if stop is None:
        return clause, False
    return (clause[: stop.start()] if stop[0] in ("其中", "包括") else ""), True


def _covers_all(text: str, scope: str) -> bool:
    return bool(_WHOLE.search(text)) == (scope == "consolidated")


def _is_part(prefix: str) -> bool:
    if _PART.search(prefix):
        return True
    # 通过网络、信函等方式 names all of the ways, 通过网络 one.
    return bool(_CHANNEL.search(prefix)) and not re.search(r"等|各", prefix)


def _positive(clause: str, before: str) -> Iterator[tuple[str, int]]:
    at = 0
    while match := _POSITIVE.search(clause, at):
        at = match.start("rest")
        prefix, gap, rest = clause[: match.start()], match["gap"], match["rest"]
        prefix = re.split(r"(?<=[件份起条次例宗])、", prefix)[-1]
        rest = _NEXT_VERB.split(rest)[0]
        value = _value(match["number"])
        said = prefix + gap + rest
        bare = not _OBJECTS.sub("", gap + rest) and "申请" not in said
        if value is None or _is_part(prefix) or _DISPUTES.search(said):
            continue
        if _OBJECTS.fullmatch(gap) and _is_end(rest):
            about = before + clause[: match.start()] if bare else said
            if ("申请" in about and not bare) or _ON_APPLICATIONS.search(about):
                yield _VERBS[match["verb"]], value


def _is_end(rest: str) -> bool:
    """Tell whether nothing behind a number says that it counts something else."""
    behind = _OBJECTS.sub("", rest, count=1)
    if not behind or _GOES_ON.match(behind):
        return True
    return bool(_ANOTHER.match(behind)) and "申请" not in behind


def _zero(clause: str, before: str) -> Iterator[tuple[str, int]]:
    if _DISPUTES.search(clause):
        return
    match = _ZERO_VERB.search(clause)
    if match and not _is_part(clause[: match.start()]):
        none = _NONE_OF.fullmatch(match["object"] if match["none"] is None else match["about"])
        if none and (
            "申请" in none["object"]
            or (not none["object"] and _ON_APPLICATIONS.search(before + clause[: match.start()]))
        ):
            yield "received", 0
    if (match := _OBJECT_ZERO.search(clause)) and not _is_part(clause[: match.start()]):
        yield "received", 0


def _value(number: str) -> int | None:
    digits = number.replace(",", "")
    return int(digits) if digits.isascii() else chinese_number(digits)


# ── reviews and lawsuits ─────────────────────────────────────────────────────────────────

_CASES = r"(?:案件|申请|案|事项|情况|数量|总数)"
_KINDS = {REVIEWS: "行政复议", LAWSUITS: "行政诉讼"}
_AFTER = r"(?:案件)?(?=$|、|和|及|均|已|都|全部|并)"
_NUMBERED = {
    kind: re.compile(rf"{word}{_CASES}*(?:共计?|为|有|达)?{_COUNTED}(?:的)?{_AFTER}")
    for kind, word in _KINDS.items()
}
_COUNTED_FIRST = {
    kind: re.compile(
        rf"(?:发生|引发|引起|产生|收到|接到|被申请|被提起|提起|涉及|有|共)(?:了|过)?{_COUNTED}"
        rf"(?:因|由|针对|关于|对|涉及|政府信息公开|信息公开|引发|引起|而|申请|提起|的|工作)*{word}{_CASES}*$"
    )
    for kind, word in _KINDS.items()
}
# Governments also decide on reviews: such numbers are not those of reviews against them.
_NOT_ALL = re.compile(
    r"受理|审理|审结|办理|办结|作出|化解|维持|纠正|调解|败诉|胜诉|一审|二审|再审|上诉|应诉"
    r"|本级|机关本部|下属|所属|直属|下级|系统"
)
_JOINED = re.compile(r"复议[^0-9零一二三四五六七八九十]{0,4}(?:、|和|及|与|或|以及)(?:被?提起)?$")
_NO_DISPUTES = re.compile(
    r"(?:未|没有|没|无)(?:一[件起例宗])?(?P<object>(?:发生|出现|收到|接到|产生|引发|引起|存在|涉及|因|由|针对|关于|对"
    r"|有|过|任何|依申请公开|申请公开|政府|政务|信息|公开|工作|方面|而|被|申请|提起|提出|导致|的|相关|人|及|以|和|与|或|者|、"
    r"|行政复议|复议|行政诉讼|诉讼|案件|案|件|情况|事项|事件|举报|投诉|信访|等)*)"
)
_BOTH_ZERO = re.compile(
    rf"行政复议{_CASES}?[、和及与](?:提起)?行政诉讼{_CASES}?(?:均|都|共)?(?:为|是)?{_BARE}$"
)


def _disputes(clause: str, before: str, section: str) -> Iterator[tuple[str, int]]:
    if "行政复议" not in clause and "行政诉讼" not in clause:
        return
    if _NOT_ALL.search(clause):
        return
    if (no := _NO_DISPUTES.search(clause)) and no.end() == len(clause):
        yield from ((kind, 0) for kind, word in _KINDS.items() if word in no["object"])
        return
    if _BOTH_ZERO.search(clause):
        yield from ((kind, 0) for kind in _KINDS)
        return
    if section == "disputes" or "信息公开" in before + clause:
        yield from _numbered_disputes(clause)


def _numbered_disputes(clause: str) -> Iterator[tuple[str, int]]:
    for kind in _KINDS:
        match = _NUMBERED[kind].search(clause) or _COUNTED_FIRST[kind].search(clause)
        if match is None or _JOINED.search(clause[: match.start()]):
            continue
        value = _value(match["number"])
        if value is not None:
            yield kind, value


# ── against the tables ───────────────────────────────────────────────────────────────────

_RECEIVED = "requests_received.total"
_CARRIED_IN = "requests_carried_in.total"
_HANDLED = "handled.total"
_NOT_ANSWERED = ("not_processed.total", "other_handling.total")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "new": (_RECEIVED,),
    "received": (_RECEIVED,),
    "accepted": (_RECEIVED,),
    "handled": (_HANDLED,),
    "answered": (_HANDLED,),
    REVIEWS: ("review.total",),
    LAWSUITS: ("lawsuit_direct.total", "lawsuit_after_review.total"),
}


def conflicts(
    sentences: Iterable[Sentence], facts: Mapping[str, Fact], year: int | None, scope: str
) -> Iterator[Finding]:
    """Yield a finding where the one number the prose gives for a field is not the table's.

    Only printed values are held against it; where they are not all there, nothing is assessed.
    """
    by_field: dict[tuple[str, ...], list[Claim]] = {}
    claims = [c for s in sentences for c in claims_of(s, year, scope)]
    for claim in claims:
        by_field.setdefault(_FIELDS[claim.measure], []).append(claim)
    for keys, told in by_field.items():
        expected = _printed_sum(keys, facts)
        if expected is None or len({c.value for c in told}) > 1:
            continue
        if not any(_agrees(c, expected, facts) for c in told):
            first = told[0]
            yield Finding(
                "prose_conflict", keys, expected, first.value, detail=first.sentence.printed
            )


def _printed_sum(keys: Sequence[str], facts: Mapping[str, Fact]) -> int | None:
    values = [
        fact.value
        for key in keys
        if (fact := facts.get(key)) and fact.status is Status.REPORTED and fact.value is not None
    ]
    return int(sum(values)) if len(values) == len(keys) else None


def _agrees(claim: Claim, expected: int, facts: Mapping[str, Fact]) -> bool:
    """Tell whether a claim can be meant so that the table bears it out, as far as is known."""
    if claim.value == expected:
        return True
    if claim.measure in ("new", REVIEWS, LAWSUITS):
        return False
    received, carried_in = _known(_RECEIVED, facts), _known(_CARRIED_IN, facts)
    if claim.measure in ("received", "accepted"):
        return _is_between(claim.value, received, carried_in)
    if claim.measure == "handled":
        return claim.value == received or _is_between(claim.value, received, carried_in)
    left_out = [_known(key, facts) for key in _NOT_ANSWERED]
    # Applications not processed may be counted as not answered, each kind by itself.
    possible = {0}
    for count in left_out:
        if count is None:
            return claim.value < expected
        possible |= {p + count for p in possible}
    return expected - claim.value in possible


def _is_between(value: int, received: int | None, carried_in: int | None) -> bool:
    """Tell whether a value is what was received and carried in; unknown, that may be anything."""
    if received is None or value < received:
        return received is None
    return carried_in is None or value == received + carried_in


def _known(key: str, facts: Mapping[str, Fact]) -> int | None:
    fact = facts.get(key)
    return None if fact is None or fact.value is None else int(fact.value)
