"""Whether the prose plans for a year that is not after the report's own.

将 is "will", but also "take": 2020年我镇将信息公开纳入考核 plans nothing. Only what begins like a
plan, and goes on like one, counts as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.claims.sentences import Sentence, years_named
from indexer.model import Finding

_NUMBERING = r"(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十\d]{1,2}[、.]|[一二三四五]是)?"
_LEADING = re.compile(
    rf"{_NUMBERING}(?:在)?(20\d\d)年(?![底初末以前后来间至到-]|\d)(?:度|里|内)?[,:]?"
)
# What follows 将 where it means "will"; a noun behind it would be what is taken.
_BEGINNING = (
    r"(?:进一步|继续|按照|依照|围绕|紧紧围绕|紧扣|根据|针对|结合|重点|着重|着力|不断|认真|努力|大力|积极|持续"
    r"|切实|全面|深入|严格|坚持|始终|主要|更加|采取|从以下|从(?:以下|如下)?[一二两三四五六几]个?方面"
    r"|做好|抓好|加强|加大|加快|以.{2,12}为(?:契机|抓手|重点|目标|导向))"
)
_WILL = re.compile(rf"[^将拟]{{0,14}}(?:将|拟|计划)(?:会|要)?{_BEGINNING}(?P<rest>.*)")
_NEXT = re.compile(
    r"[^,]{0,14}(?:下一步|下步|今后)[^,]{0,12}(?:打算|将|要|计划|重点|继续|进一步).*"
)
# 将…纳入, 将…作为: what stands between is taken, not planned.
_TAKEN = re.compile(
    r"纳入|作为|列入|列为|融入|摆[在上到]|放[在到]|落实?到|当[作成]|视为|贯穿|细化|分解|转化|上升|提升到|置于|下放"
)
_DONE = re.compile(r"实际|已|圆满|完成了|取得了|回顾")
_HEADLINE = re.compile(
    rf"{_NUMBERING}(20\d\d)年(?:度)?(?:政府信息公开|政务公开|信息公开)?(?:工作)?的?"
    r"(?:下一步|主要|重点)?(?:工作)?(?:打算|思路|安排|计划|设想)[。:]?"
)
_SECTIONS = frozenset({"problems", "unplaced", "other"})
_LOOK = 3


def wrong_year(sentences: Sequence[Sentence], year: int) -> Iterator[Finding]:
    """Yield a finding for each sentence that plans for ``year`` or one before it.

    Where another sentence plans for a later year, the report knows its year, and we misread.
    """
    plans = [(named, s) for s in sentences if (named := planned_year(s)) is not None]
    if all(named <= year for named, _ in plans):
        for named, sentence in plans:
            yield Finding("wrong_year", (), year + 1, named, detail=sentence.printed)


def planned_year(sentence: Sentence) -> int | None:
    """Return the year a sentence plans for, None unless it clearly plans for one it begins with."""
    if headline := _HEADLINE.fullmatch(sentence.plain):
        return int(headline[1])
    leading = _LEADING.match(sentence.plain)
    if leading is None or set(years_named(sentence.plain)) != {int(leading[1])}:
        return None
    clauses = re.split(r"[,:;。]", sentence.plain[leading.end() :])[:_LOOK]
    if any(_DONE.search(clause) for clause in clauses):
        return None
    for clause in clauses:
        if _NEXT.fullmatch(clause):
            return int(leading[1])
        if (will := _WILL.fullmatch(clause)) and sentence.section in _SECTIONS:
            return None if _TAKEN.search(will["rest"]) else int(leading[1])
    return None
