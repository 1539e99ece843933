"""Headings: which lines begin a section, in the standard reports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.model import Block, Document, Paragraph, Table

# What the forms call each section, loosely, in the form's order.
_WORDINGS: dict[str, str] = {
    "overview": r"(?:20\d\d年(?:度)?)?(?:(?:政府|政务)?(?:信息)?公开)?(?:工作)?的?总体情况|概述",
    "disclosure": r"(?:政府信息)?主动公开(?:政府信息)?(?:工作)?的?情况",
    "requests": r"收到和?(?:处理)?.{0,12}申请的?情况|依申请公开.{0,8}情况",
    "disputes": r"[^()]{0,16}复议.{0,10}诉讼的?情况",
    "problems": r"[^。，,；;:()]{0,12}存在的?(?:主要)?"
    r"(?:(?:困难|不足)[和及与、]?)?(?:问题|不足|困难)(?:情况|"
    r"[及与和、](?:下一?步|今后)?的?(?:改进|整改|解决|努力|工作)?(?:工作)?的?"
    r"(?:情况|措施|办法|意见|方向|打算|计划|方案|安排|思路|重点))?",
    "other": r"(?:其[他它])?需要?(?:报告|说明)的?(?:有关|其[他它])?(?:事项|情况|问题)",
}
# Some copies lose the end of a heading's line: prose goes on with what no heading goes on with.
_GOES_ON = r"[:。(].*|(?:20\d\d年|[我本]|根据|按照|一是|一方面).*。"
# (一) marks sub-headings only, so the numeral stands bare.
_NUMBERED = {
    section: re.compile(
        rf"(?:第?[一二三四五六][、.,:]?|第[一二三四五六](?:部分|章)[、.,:]?)(?:{wording})"
        rf"(?P<rest>{_GOES_ON})?",
        re.DOTALL,
    )
    for section, wording in _WORDINGS.items()
}
# Word numbers headings by itself and some copies lose it, so a bare line may be one too; an
# Arabic number only where it is the section's own.
_BARE = {
    section: re.compile(rf"(?:{ordinal}[、.,]\s*)?(?:{wording})")
    for ordinal, (section, wording) in enumerate(_WORDINGS.items(), 1)
}
# Where nothing else is a heading, (一) may number the sections themselves.
_BRACKETED = {
    section: re.compile(rf"\({ordinal}\)(?:{wording})")
    for ordinal, (section, wording) in zip("一二三四五六", _WORDINGS.items(), strict=True)
}
_FEWEST = 3
_CONTENTS = re.compile(r"\s*目\s*[录錄次]\s*")
_LEADER = re.compile(r"[\s.…·．—-]*(?:\d{1,3}|[（(]\d{1,3}[)）])\s*$")
_LONGEST_HEADING = 40

HEADED = tuple(_WORDINGS)
"""The sections that have a heading, in the form's order."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a section, and what stands behind it on the same line."""

    section: str
    rest: str
    numbered: bool


# Readers, and whoever looks for sections, ask of the same lines.
@lru_cache(maxsize=1 << 12)
def heading(text: str) -> Heading | None:
    """Tell whether a line is the heading of a section; a sub-heading in brackets is none.

    Behind a numbered heading prose may go on, after a blank, a colon, a stop or a bracket, or with
    words that only prose begins with.
    """
    return _heading(text, _NUMBERED)


def _heading(text: str, wordings: Mapping[str, re.Pattern[str]]) -> Heading | None:
    pieces = re.split(r"(\s+)", text.strip())
    for count in range(len(pieces), 0, -2):
        head, rest = "".join(pieces[:count]), "".join(pieces[count:])
        plain = squeezed(unicodedata.normalize("NFKC", head))
        for section, numbered in wordings.items():
            if found := numbered.fullmatch(plain):
                behind = head[_offset(head, found.start("rest")) :] if found["rest"] else ""
                return Heading(section, (behind + rest).lstrip(" \t\n\u3000:：。"), numbered=True)
        if len(plain) <= _LONGEST_HEADING and not rest:
            for section, bare in _BARE.items():
                if bare.fullmatch(plain):
                    return Heading(section, "", numbered=False)
    return None


def _offset(text: str, count: int) -> int:
    """Return where the first ``count`` characters of a text end, white space not counted."""
    for index, character in enumerate(text):
        if count <= 0:
            return index
        count -= len(squeezed(unicodedata.normalize("NFKC", character)))
    return len(text)


def headings(blocks: Sequence[Block]) -> dict[int, Heading]:
    """Return the headings among blocks by the index of their block, in the form's order.

    Where a section seems to begin twice, the numbered line wins over the bare one, then the one
    a table follows, then the first.
    """
    found = _headings(blocks, heading)
    if len(found) >= _FEWEST:
        return found
    bracketed = _headings(blocks, _bracketed)
    return bracketed if len(bracketed) >= _FEWEST else found


def without_contents(document: Document) -> Document:
    """Return a document without its list of contents: lines that are all headings said again."""
    marks = [_listed(block) for block in document.blocks]
    left_out: set[int] = set()
    run: list[int] = []
    for index, mark in enumerate([*marks, None]):
        if mark is not None:
            run.append(index)
            continue
        sections = {marks[i] for i in run}
        again = {marks[i] for i in range(len(marks)) if i not in run}
        if len(run) >= _FEWEST and sections <= again:
            left_out.update(run)
        run = []
    if not left_out:
        return document
    above = min(left_out) - 1
    if above >= 0 and _CONTENTS.fullmatch(getattr(document.blocks[above], "text", "")):
        left_out.add(above)
    kept = (block for index, block in enumerate(document.blocks) if index not in left_out)
    return replace(document, blocks=tuple(kept))


def _listed(block: Block) -> str | None:
    """Return the section a line names, the number of a page behind it or not."""
    if not isinstance(block, Paragraph):
        return None
    found = heading(_LEADER.sub("", block.text))
    return found.section if found and found.numbered and not found.rest else None


def _bracketed(text: str) -> Heading | None:
    plain = squeezed(unicodedata.normalize("NFKC", text))
    sections = (s for s, bracketed in _BRACKETED.items() if bracketed.fullmatch(plain))
    return next((Heading(section, "", numbered=True) for section in sections), None)


def _headings(blocks: Sequence[Block], find: Callable[[str], Heading | None]) -> dict[int, Heading]:
    found = {
        index: (squeezed(block.text), mark)
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and (mark := find(block.text))
    }
    best: dict[str, tuple[bool, bool, int]] = {}
    for index, (_, mark) in found.items():
        before_table = isinstance(blocks[min(index + 1, len(blocks) - 1)], Table)
        rank = (mark.numbered, before_table, -index)
        best[mark.section] = max(rank, best.get(mark.section, rank))
    chosen: dict[int, Heading] = {}
    last = -1
    for section in _WORDINGS:
        if section in best and -best[section][2] > last:
            last = -best[section][2]
            chosen[last] = found[last][1]
    return _with_repeated(chosen, found)


def _with_repeated(
    chosen: Mapping[int, Heading], found: Mapping[int, tuple[str, Heading]]
) -> dict[int, Heading]:
    """Add the same words above: where a table says the heading again, the section begins there."""
    whole = dict(chosen)
    for index in chosen:
        for before in sorted((i for i in found if i < index), reverse=True):
            if found[before] != found[index]:
                break
            whole[before] = chosen[index]
    return dict(sorted(whole.items()))


def squeezed(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())
