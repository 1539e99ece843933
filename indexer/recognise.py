"""Tell what a document is: its title, issuer, year and date, and which prose is which section.

Headings and titles are those of 国办公开办函〔2019〕60号 and 〔2021〕30号, as issuers vary them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from indexer.errors import NotAReport
from indexer.model import Document, Paragraph, Table
from indexer.numerals import chinese_number

# ── headings ─────────────────────────────────────────────────────────────────────────────

# What the forms call each section, loosely, in the form's order.
_WORDINGS: dict[str, str] = {
    "overview": r"总体情况|概述",
    "disclosure": r"主动公开(?:政府信息)?的?情况",
    "requests": r"收到和?(?:处理)?.{0,12}申请的?情况|依申请公开.{0,8}情况",
    "disputes": r".{0,16}复议.{0,10}诉讼的?情况",
    "problems": r"[^。，,；;:]{0,12}存在的?(?:主要)?(?:困难和?)?问题(?:情况|"
    r"[及与和、](?:下一?步|今后)?的?(?:改进|整改|解决|努力|工作)?(?:工作)?的?"
    r"(?:情况|措施|办法|意见|方向|打算|计划|方案|安排|思路|重点))?",
    "other": r"其[他它]需要(?:报告|说明)的?(?:有关)?(?:事项|情况|问题)",
}
# (一) marks sub-headings only, so the numeral stands bare.
_NUMBERED = {
    section: re.compile(rf"[一二三四五六][、.,:]?(?:{wording})(?P<rest>[:。(].*)?", re.DOTALL)
    for section, wording in _WORDINGS.items()
}
# Word numbers headings by itself and some copies lose it, so a bare line may be one too; an
# Arabic number only where it is the section's own.
_BARE = {
    section: re.compile(rf"(?:{ordinal}[、.,]\s*)?(?:{wording})")
    for ordinal, (section, wording) in enumerate(_WORDINGS.items(), 1)
}
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a section, and what stands behind it on the same line."""

    section: str
    rest: str
    numbered: bool


def heading(text: str) -> Heading | None:
    """Tell whether a line is the heading of a section; a sub-heading in brackets is none.

    Behind a numbered heading prose may go on, after a blank, a colon, a stop or a bracket.
    """
    pieces = re.split(r"(\s+)", text.strip())
    for count in range(len(pieces), 0, -2):
        head, rest = "".join(pieces[:count]), "".join(pieces[count:])
        squeezed = _squeezed(unicodedata.normalize("NFKC", head))
        for section, numbered in _NUMBERED.items():
            if found := numbered.fullmatch(squeezed):
                behind = head[_offset(head, found.start("rest")) :] if found["rest"] else ""
                return Heading(section, (behind + rest).lstrip(" \t\n\u3000:：。"), numbered=True)
        if len(squeezed) <= _LONGEST_HEADING and not rest:
            for section, bare in _BARE.items():
                if bare.fullmatch(squeezed):
                    return Heading(section, "", numbered=False)
    return None


def _offset(text: str, count: int) -> int:
    """Return where the first ``count`` characters of a text end, white space not counted."""
    for index, character in enumerate(text):
        if count <= 0:
            return index
        count -= len(_squeezed(unicodedata.normalize("NFKC", character)))
    return len(text)


def headings(document: Document) -> dict[int, Heading]:
    """Return the headings of a document by the index of their block, in the form's order.

    Where a section seems to begin twice, the numbered line wins over the bare one, then the one
    a table follows, then the first.
    """
    blocks = document.blocks
    best: dict[str, tuple[tuple[bool, bool, int], Heading]] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and (found := heading(block.text)):
            before_table = isinstance(blocks[min(index + 1, len(blocks) - 1)], Table)
            rank = (found.numbered, before_table, -index)
            if found.section not in best or rank > best[found.section][0]:
                best[found.section] = (rank, found)
    chosen: dict[int, Heading] = {}
    last = -1
    for section in _WORDINGS:
        if section in best and -best[section][0][2] > last:
            last = -best[section][0][2]
            chosen[last] = best[section][1]
    return chosen


# ── titles ───────────────────────────────────────────────────────────────────────────────

_YEAR = r"(?:20\d\d|二[〇○零0][〇○零一二三四五六七八九十0]{2})年?(?:度)?"
_REPORT = (
    rf"(?:政府信息|政务信息|政务|信息)公开(?:工作)?(?:情况)?(?P<middle>{_YEAR})?的?(?:年度)?(?:工作)?"
    r"(?:情况)?的?(?:总结)?(?:年度)?(?:报告|年报)"
)
_TITLE = re.compile(rf"(?P<body>.*?){_REPORT}(?P<tail>\(?{_YEAR}\)?)?(?:\(.{{1,12}}\))?")
_NOTICE = re.compile(
    r".*公开.*(?:通知|公告|解读|指南|目录|方案|办法|要点|图解|说明|函)|.*(?:一图读懂|图解).*公开.*"
)
_LONGEST_TITLE = 80
_TITLE_LINES = 4
_SENTENCE = re.compile(r"[。；;！!？?]")
_PERIOD = re.compile(
    r"(20\d\d)年1月1日(?:零时)?(?:起|始|开始)?(?:,)?(?:至|到|-|—|~)(?:(20\d\d)年|同年|当年)?12月31日"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the issuer and year it names, None where it names none."""

    text: str
    issuer: str | None
    year: int | None


def read_title(text: str) -> Title | None:
    """Take a report's title apart; None if the text is no such title."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    match = _TITLE.fullmatch(plain.strip("《》"))
    if match is None:
        return None
    parts = (match["body"], match["middle"], match["tail"])
    years = [year for part in parts for year in re.findall(_YEAR, part or "")]
    issuer = re.sub(rf"\(?(?:{_YEAR})\)?", "", match["body"], count=1)
    issuer = re.sub(r"^关于|关于$", "", issuer).strip("的-—_:,、()")
    return Title(_on_one_line(text), issuer or None, _year(years[0]) if years else None)


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text.strip())


def _year(text: str) -> int | None:
    digits = text.rstrip("年度").replace("○", "〇")
    if digits.isascii():
        return int(digits)
    value = chinese_number(digits.replace("0", "〇"))
    return value if value and 2000 <= value < 2100 else None


def find_title(paragraphs: Sequence[str]) -> Title | None:
    """Find the title among the paragraphs before the first section, a few lines joined at most."""
    best: Title | None = None
    for count in range(1, _TITLE_LINES + 1):
        for start in range(len(paragraphs) - count + 1):
            lines = paragraphs[start : start + count]
            joined = "".join(lines)
            if len(joined) > _LONGEST_TITLE or _SENTENCE.search(joined):
                continue
            title = read_title(joined)
            if title and (best is None or (title.issuer and not best.issuer)):
                best = title
    return best


def is_notice(paragraphs: Sequence[str]) -> bool:
    """Tell whether these lines open a paper about reports (a notice, an explanation, a guide)."""
    return any(
        len(line) <= _LONGEST_TITLE
        and not _SENTENCE.search(line)
        and _NOTICE.fullmatch("".join(line.split()))
        for line in paragraphs
    )


# ── dates ────────────────────────────────────────────────────────────────────────────────

_DATE = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")


def find_date(text: str) -> tuple[str, str] | None:
    """Return the first date in a text as (ISO, as printed), None without a possible one."""
    for match in _DATE.finditer(unicodedata.normalize("NFKC", text)):
        try:
            return date(*(int(part) for part in match.groups())).isoformat(), match[0]
        except ValueError:
            continue
    return None


def _published(document: Document, paragraphs: Sequence[str]) -> tuple[str, str] | None:
    for name in ("发布日期", "发布时间", "发文日期", "成文日期"):
        if name in document.page and (found := find_date(document.page[name])):
            return found
    for line in reversed(paragraphs[-3:]):
        if len(line) <= 20 and (found := find_date(line)):
            return found
    return None


# ── the whole ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document says of itself; None is not known. ``prose`` has no empty section."""

    title: str
    issuer: str | None
    year: int | None
    published: str | None
    published_text: str | None
    prose: dict[str, str] = field(default_factory=dict)


def recognise(document: Document, *, has_tables: bool) -> Recognised:
    """Tell title, issuer, year, date and sections of a document.

    ``has_tables``: standard tables were found in it. Raises ``NotAReport`` for anything that has
    neither the title, nor the sections, nor the tables of an annual report.
    """
    marks = headings(document)
    first = min(marks, default=len(document.blocks))
    before = [b.text for b in document.blocks[:first] if isinstance(b, Paragraph)]
    opening = before if marks else before[:12]
    title = find_title(opening) or read_title(document.page.get("标题", ""))
    if not has_tables and len(marks) < len(_WORDINGS) // 2:
        if is_notice([*opening[:3], document.page.get("标题", "")]):
            raise NotAReport("this is a paper about annual reports, not one")
        if title is None:
            raise NotAReport("no title, sections or tables of an annual report were found")
    prose = _prose(document, marks, title)
    paragraphs = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    published = _published(document, paragraphs)
    return Recognised(
        title=title.text if title else document.page.get("标题", ""),
        issuer=(title.issuer if title else None) or document.page.get("发布机构"),
        year=(title.year if title else None) or _period_year(paragraphs),
        published=published[0] if published else None,
        published_text=published[1] if published else None,
        prose=prose,
    )


def _period_year(paragraphs: Sequence[str]) -> int | None:
    """Take the year from the sentence on the period covered (统计期限), if it covers one year."""
    for text in paragraphs:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        for begin, end in _PERIOD.findall(plain):
            if not end or begin == end:
                return int(begin)
    return None


def _prose(document: Document, marks: dict[int, Heading], title: Title | None) -> dict[str, str]:
    lines: dict[str, list[str]] = {}
    section = "unplaced"
    title_left = _squeezed(title.text) if title else ""
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        text = block.text
        if index in marks:
            section, text = marks[index].section, marks[index].rest
        elif section == "unplaced" and title_left and title_left.startswith(_squeezed(text)):
            # A line of the title; once it is complete, the same words again are prose.
            title_left = title_left.removeprefix(_squeezed(text))
            continue
        if text:
            lines.setdefault(section, []).append(text)
    return {name: "\n".join(lines[name]) for name in _in_order(lines)}


def _in_order(lines: dict[str, list[str]]) -> Iterator[str]:
    names = ["unplaced", *_WORDINGS]
    return (name for name in names if name in lines)


def _squeezed(text: str) -> str:
    return "".join(text.split())
