"""Numbers of applications, reviews and lawsuits that a sentence gives.

A claim is read only where every word beside the number is one of those below: a word more
(网络, 自然人, 咨询, 低保) makes it a claim about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.claims.disputes import DISPUTES, disputes
from indexer.claims.numbers import COUNTED, NOUGHT, value_of
from indexer.claims.sentences import Sentence, years_named


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
    r"|各类|各种|各|任何|相关|有关|形式|方式|方面|渠道|通过|以|要求|提出|提交|递交|获取|的|了|过|向|对|关于"
    r"|到|共计|共|合计|总计|计|总|为|是|达|有|全年|本年度?|年度|今年|当年|20\d\d年|新|办理|并)"
)
_OBJECTS = re.compile(rf"{_OBJECT}*")
_GOES_ON = re.compile(r"均|全部|都|已|并|现|且|按[时期]")
_ANOTHER = re.compile(r"[、和及与]")
_NEXT_VERB = re.compile(rf"[、和及与并](?=[^、]{{0,4}}(?:{_VERB}))")
_POSITIVE = re.compile(rf"(?P<verb>{_VERB})(?P<gap>(?:(?!{_VERB}).)*?){COUNTED}(?P<rest>.*)")
_ZERO_VERB = re.compile(
    r"(?:未|没有|没)(?P<verb>收到|接到|接收|受理|发生)过?(?P<object>.*)|(?P<none>无|零|没有)(?P<about>.*申请.*)"
)
_NONE_OF = re.compile(rf"(?:一[件份起例宗条])?(?P<object>{_OBJECT}*)(?:[、和及与或][^的]{{1,20}})?")
_OBJECT_ZERO = re.compile(
    rf"(?:(?:公开|信息)申请|依申请公开)(?:件|表|事项|数|数量|量|总数)?的?(?:共|共计)?(?:为|是)?{NOUGHT}$"
)
_AMOUNT = re.compile(
    rf"(?P<before>.*?)(?:公开申请|信息申请|依申请公开)(?:件|表|事项)?的?(?:总?数量|总数|总量|数|量)(?:共|共计|合计)?"
    rf"(?:为|是|达|达到)?{COUNTED}"
)
_ON_APPLICATIONS = re.compile(r"依申请|公开(?:政府信息)?申请|申请公开|信息申请")

# What makes a number one of a part, of a channel or of another kind.
_PART = re.compile(
    r"不予|予以公开|部分公开|同意公开|无法|不属于|不存在|告知|逾期|延期|补正|重复|驳回|撤[回销]|有效|协助|配合|转办|咨询|投诉|信访|举报"
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
_BODIES_BELOW = re.compile(r"(?:下属|所属|直属|下级)[^,]{0,8}(?:收到|受理|办理|接到|答复|办结)")
_MONTH = re.compile(r"\d{1,2}月|[一二三四五六七八九十]月")
_PERIOD = re.compile(r"自?(20\d\d)年1月1日起?(?:至|到|-|—)(?:20\d\d年)?12月31日(?:止|期间)?")
_WHOLE = re.compile(r"全[省市县区州旗盟](?!部)|各[级镇乡县区]|各(?:部门|单位|街道)|全系统")
# Without one of these words a clause claims nothing; most sentences have none.
_MAY_CLAIM = re.compile(
    rf"{_VERB}|发生|(?:公开|信息)申请|依申请公开|(?:[无零]|没有).*申请|行政复议|行政诉讼"
)


# ── reading ──────────────────────────────────────────────────────────────────────────────


def claims_of(sentence: Sentence, year: int | None, scope: str) -> Iterator[Claim]:
    """Yield what a sentence claims of the report's own year and of all its applications.

    A consolidated report is spoken of by the words for all below it, any other without them.
    """
    before = ""
    clauses = sentence.clauses
    if not any(map(_MAY_CLAIM.search, clauses)) or _BODIES_BELOW.search(sentence.plain):
        # What each body below received is part of what all did.
        return
    for clause in clauses:
        clause, stopped = _up_to_stop(clause, year)
        if _covers_all(before + clause, scope):
            found = [*_positive(clause, before), *_amount(clause), *_zero(clause, before)]
            found += disputes(clause, before, sentence.section)
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
        value = value_of(match["number"])
        said = prefix + gap + rest
        bare = not _OBJECTS.sub("", gap + rest) and "申请" not in said
        if value is None or _is_part(prefix) or DISPUTES.search(said):
            continue
        if _OBJECTS.fullmatch(gap) and _is_end(rest):
            about = before + clause[: match.start()] if bare else said
            if ("申请" in about and not bare) or _ON_APPLICATIONS.search(about):
                yield _VERBS[match["verb"]], value


def _amount(clause: str) -> Iterator[tuple[str, int]]:
    """Yield the number of a clause that says nothing but how many applications there were."""
    match = _AMOUNT.fullmatch(clause)
    if match and _OBJECTS.fullmatch(match["before"]):
        value = value_of(match["number"])
        if value is not None:
            yield "received", value


def _is_end(rest: str) -> bool:
    """Tell whether nothing behind a number says that it counts something else."""
    behind = _OBJECTS.sub("", rest, count=1)
    if not behind or _GOES_ON.match(behind):
        return True
    return bool(_ANOTHER.match(behind)) and "申请" not in behind


def _zero(clause: str, before: str) -> Iterator[tuple[str, int]]:
    if DISPUTES.search(clause):
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
