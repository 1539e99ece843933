"""Numbers of reviews and lawsuits (行政复议, 行政诉讼) that a clause gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.claims.numbers import COUNTED, NOUGHT, value_of

REVIEWS, LAWSUITS = "reviews", "lawsuits"

DISPUTES = re.compile(r"复议|诉讼|起诉|应诉")

_CASES = r"(?:案件|申请|案|事项|情况|数量|总数)"
_KINDS = {REVIEWS: "行政复议", LAWSUITS: "行政诉讼"}
_AFTER = r"(?:案件)?(?=$|、|和|及|均|已|都|全部|并)"
_NUMBERED = {
    kind: re.compile(rf"{word}{_CASES}*(?:共计?|为|有|达)?{COUNTED}(?:的)?{_AFTER}")
    for kind, word in _KINDS.items()
}
_COUNTED_FIRST = {
    kind: re.compile(
        rf"(?:发生|引发|引起|产生|收到|接到|被申请|被提起|提起|涉及|有|共)(?:了|过)?{COUNTED}"
        rf"(?:因|由|针对|关于|对|涉及|政府信息公开|信息公开|引发|引起|而|申请|提起|的|工作)*{word}{_CASES}*$"
    )
    for kind, word in _KINDS.items()
}
# Governments also decide on reviews: such numbers are not those of reviews against them.
_NOT_ALL = re.compile(
    r"受理|审理|审结|办理|办结|作出|化解|维持|纠正|调解|败诉|胜诉|一审|二审|再审|上诉|应诉"
    r"|本级|机关本部|下属|所属|直属|下级|系统"
)
# A body that reviews receives reviews of others.
_AS_REVIEWER = re.compile(r"[收接]到(?!.*(?:因|由|引发|引起|针对|被))")
_JOINED = re.compile(r"复议[^0-9零一二三四五六七八九十]{0,4}(?:、|和|及|与|或|以及)(?:被?提起)?$")
_NO_DISPUTES = re.compile(
    r"(?:未|没有|没|无)(?:一[件起例宗])?(?P<object>(?:发生|出现|收到|接到|产生|引发|引起|存在|涉及|因|由|针对|关于|对"
    r"|有|过|任何|依申请公开|申请公开|政府|政务|信息|公开|工作|方面|不服|答复|处理|行为|而|被|申请|提起|提出|导致|[我本](?:机关|单位|[局镇乡县市区委厅])|的|相关|人|及|以|和|与|或|者|、"
    r"|行政复议|复议|行政诉讼|诉讼|案件|案|件|情况|事项|事件|举报|投诉|信访|等)*)"
)
_BOTH_ZERO = re.compile(
    rf"行政复议{_CASES}?[、和及与](?:提起)?行政诉讼{_CASES}?(?:均|都|共)?(?:为|是)?{NOUGHT}$"
)


def disputes(clause: str, before: str, section: str) -> Iterator[tuple[str, int]]:
    """Yield what a clause claims of all reviews and lawsuits; ``before`` are the clauses before it.

    A number counts only where disclosure is spoken of; that there were none, anywhere.
    """
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
        if match is None or _JOINED.search(clause[: match.start()]) or _AS_REVIEWER.search(clause):
            continue
        value = value_of(match["number"])
        if value is not None:
            yield kind, value
