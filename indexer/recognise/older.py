"""Headings of the reports before 2019, when everybody had headings of their own."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.model import Document, Paragraph
from indexer.recognise.headings import Heading, squeezed

# The first that fits says the section. Fees and inquiries had a part, which the later form has not.
_FEW = "[^。，,；;:()]"
_WORDINGS: dict[str, str] = {
    "other": rf"{_FEW}{{0,16}}(?:收费|费用|减免|咨询|附表|附件|统计表){_FEW}{{0,14}}"
    rf"|其[他它]{_FEW}{{0,12}}(?:事项|情况|问题|说明)|(?:需要)?说明{_FEW}{{0,10}}",
    "disputes": rf"{_FEW}{{0,20}}(?:复议|诉讼|申诉){_FEW}{{0,20}}",
    "problems": rf"{_FEW}{{0,16}}(?:问题|不足|困难){_FEW}{{0,20}}"
    rf"|{_FEW}{{0,12}}(?:改进|下一?步|今后|努力方向|打算){_FEW}{{0,16}}",
    "requests": rf"{_FEW}{{0,12}}依?申请(?:公开)?{_FEW}{{0,16}}",
    "disclosure": rf"{_FEW}{{0,12}}(?:主动公开|公开(?:政府)?信息的?(?:情况|内容)|重点领域|重点工作"
    rf"|回应|解读){_FEW}{{0,16}}",
    "overview": rf"概述|概况|{_FEW}{{0,18}}(?:概况|概述|(?:总体|基本|整体|工作|开展)(?:工作)?情况"
    rf"|组织领导|组织机构|机构建设|制度建设|保障){_FEW}{{0,12}}",
}
# Words of a heading that items of a list within a section are called by as well.
_WEAK: dict[str, str] = {
    "disputes": r".*(?:复议|诉讼)",
    "problems": r".*(?:问题|不足|困难|改进|下一?步|今后|打算|计划)",
    "requests": r".*依申请",
    "disclosure": r".*(?:主动公开|公开内容|渠道|平台|载体|场所|网站|形式|目录|查阅|建议提案|互动)",
    "overview": r".*(?:领导|机构|制度|保障|人员|培训|会议|监督|考核|检查|宣传|队伍|机制|重视)",
}
_CHINESE = "[一二三四五六七八九十]{1,2}"
# How a report may number its sections; of those it uses, the first that names two.
_STYLES = tuple(
    re.compile(style)
    for style in (
        rf"第(?P<n>{_CHINESE})(?:部分|章|篇)[、.,:]?\s*",
        rf"(?P<n>{_CHINESE})[、.,:]\s*",
        rf"\((?P<n>{_CHINESE})\)[、.,:]?\s*",
        rf"(?P<n>{_CHINESE})\s+",
        r"(?P<n>\d{1,2})[、.,](?!\d)\s*",
        r"(?P<n>)(?=.{2,25}$)",
    )
)
_NUMBERED = _STYLES[1]
_ENOUGH = 2
_YEAR = re.compile(r"20\d\d年(?:度)?")
_SIGN = re.compile("[。:]|[(](?![^()]{0,12}[)]$)")
_BLANK = re.compile(r"\s+")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that may be a heading; ``weak`` where an item of a list may be called so too."""

    number: str
    heading: Heading
    weak: bool


def older_heading(text: str) -> Heading | None:
    """Tell whether a line is a numbered heading of a report before 2019, and of which section."""
    mark = _mark(text, _NUMBERED)
    return None if mark is None or mark.weak else mark.heading


def older_headings(document: Document) -> dict[int, Heading]:
    """Return the headings of a report before 2019 by the index of their block, all in turn.

    A section may begin more than once. How they are numbered is told from those that name a
    section beyond doubt; any other counts where its number is nobody else's.
    """
    lines = {i: b.text for i, b in enumerate(document.blocks) if isinstance(b, Paragraph)}
    found: Sequence[Mapping[int, _Mark]] = [dict(_marks(lines, style)) for style in _STYLES]
    ways = (w for w in found if len({m.heading.section for m in _sure(w)}) >= _ENOUGH)
    chosen = next(ways, max(found, key=lambda way: len(_sure(way))))
    numbers = Counter(mark.number for mark in chosen.values())
    return {
        index: mark.heading
        for index, mark in chosen.items()
        if not mark.weak or (mark.number and numbers[mark.number] == 1)
    }


def _sure(way: Mapping[int, _Mark]) -> list[_Mark]:
    return [mark for mark in way.values() if not mark.weak]


def _marks(lines: Mapping[int, str], style: re.Pattern[str]) -> Iterator[tuple[int, _Mark]]:
    for index, text in lines.items():
        if (mark := _mark(text, style)) is not None:
            yield index, mark


def _mark(text: str, style: re.Pattern[str]) -> _Mark | None:
    """Read a line as a heading numbered in a style; prose may go on behind its words.

    A sentence that stands for a heading is prose as well, and kept as what follows.
    """
    plain = unicodedata.normalize("NFKC", text.strip())
    number = style.match(plain)
    if number is None:
        return None
    for end in _ends(plain, number.end()):
        words = _YEAR.sub("", squeezed(plain[number.end() : end]))
        section = _section(words)
        if section is None or len(words) > _LONGEST or re.search(r"\d", words):
            continue
        name, weak = section
        rest = plain[end:].strip(" \t\n:")
        if rest.startswith("。") or re.search("[,;]", words):
            rest = plain
        if number["n"] or not (weak or rest):
            heading = Heading(name, _as_printed(text, rest), numbered=bool(number["n"]))
            return _Mark(number["n"], heading, weak)
    return None


def _ends(plain: str, start: int) -> Iterator[int]:
    """Yield where the words of a heading may end: before a sign or a blank.

    Behind the first blank a sentence may begin; where there is none, the heading is the whole.
    """
    sign = _SIGN.search(plain, start)
    last = sign.start() if sign else len(plain)
    ends = [*(b.start() for b in _BLANK.finditer(plain, start, last)), last]
    yield from ends if sign and sign[0] == "。" else reversed(ends)


def _as_printed(text: str, rest: str) -> str:
    """Return the end of a text that reads ``rest`` once folded."""
    if not rest:
        return ""
    ends = (text[i:].strip() for i in range(len(text)))
    return next((e for e in ends if unicodedata.normalize("NFKC", e) == rest), rest)


def _section(words: str) -> tuple[str, bool] | None:
    for name, wording in _WORDINGS.items():
        if re.fullmatch(rf"(?:{wording})(?:\([^()]*\))?", words):
            return name, False
    for name, wording in _WEAK.items():
        if re.match(wording, words):
            return name, True
    return None
