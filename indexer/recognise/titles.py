"""Titles: the issuer and the year they name, the period covered, and papers that are no report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.numerals import chinese_number

_YEAR = r"(?:20\d\d|二[〇○零0Oo][〇○零一二三四五六七八九十0Oo]{2})年?(?:度)?"
_REPORT = (
    rf"(?:政府信息|政务信息|政务|信息)公开(?:工作)?(?:情况)?(?P<middle>{_YEAR})?的?(?:年度)?(?:工作)?"
    r"(?:情况)?的?(?:总结)?(?:年度)?(?:报告|年报)"
)
_TITLE = re.compile(rf"(?P<body>.*?){_REPORT}(?P<tail>\(?{_YEAR}\)?)?(?:\(.{{1,12}}\))?")
_DATED = re.compile(r"^[·•◆\-\s]+|\s*[\[(（]?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\])）]?$")
# What stands before a title on its line and is none of it.
_BEFORE = re.compile(r"(?:附件\d*[:.]?|【[^】]*】|\[[^\]]*\])+")
# Titles of 2008 said how much of the year they cover.
_SPAN = re.compile(r"自?(20\d\d)年\d+月\d+日起?至(?:(20\d\d)年)?\d+月\d+日止?(?:期间)?的?")
_NOTICE = re.compile(
    r".*公开.*(?:通知|公告|解读|指南|目录|方案|办法|要点|图解|说明|函)|.*(?:一图读懂|图解).*公开.*"
)
# How reports are to be made; one that hands out a report may stand before it.
_INSTRUCTION = re.compile(
    r"关于.*(?:编制|编写|编报|报送|填报|撰写|做好).*(?:年度?报告?|年报).*(?:通知|函|要求|意见)"
)
_BLANK_FORM = re.compile(r".*\((?:参考)?(?:格式|模板|模版|样式|样表|样本|范本|示范文本)\)")
_SIGNED = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,22}(?:政府|政府办公室|委员会|局|厅|委|镇|乡|街道|办事处|管委会|中心))"
    r"(?:[（(]?(?:20\d\d|二[〇○零]..)年.{1,3}月.{1,4}日[）)]?)?"
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
    plain = _SPAN.sub(
        _one_year, plain[before.end() :] if (before := _BEFORE.match(plain)) else plain
    )
    match = _TITLE.fullmatch(plain.strip("《》"))
    if match is None:
        return None
    parts = (match["body"], match["middle"], match["tail"])
    years = [year for part in parts for year in re.findall(_YEAR, part or "")]
    issuer = re.sub(rf"\(?(?:{_YEAR})\)?", "", match["body"], count=1)
    issuer = re.sub(r"^关于|关于$", "", issuer).strip("的-—_:,、()")
    issuer += ")" if issuer.count("(") > issuer.count(")") else ""
    issuer = re.sub(r"(?:门户)?网站$", "", issuer)
    if issuer.endswith("人民"):
        # 紫阳县人民政府信息公开: 政府 is said once and meant twice.
        issuer += "政府"
    return Title(_on_one_line(text), issuer or None, _year(years[0]) if years else None)


def _one_year(span: re.Match[str]) -> str:
    return f"{span[1]}年" if span[2] in (None, span[1]) else ""


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text.strip())


def _year(text: str) -> int | None:
    digits = text.rstrip("年度").replace("○", "〇").replace("O", "〇").replace("o", "〇")
    if digits.isascii():
        return int(digits)
    value = chinese_number(digits.replace("0", "〇"))
    return value if value and 2000 <= value < 2100 else None


def find_title(paragraphs: Sequence[str]) -> Title | None:
    """Find the title among the paragraphs before the first section, a few lines joined at most."""
    best: tuple[int, Title] | None = None
    for count in range(1, _TITLE_LINES + 1):
        for start in range(len(paragraphs) - count + 1):
            lines = paragraphs[start : start + count]
            joined = "".join(lines)
            if len(joined) > _LONGEST_TITLE or _SENTENCE.search(joined):
                continue
            title = read_title(joined)
            if title and (best is None or (title.issuer and not best[1].issuer)):
                best = (start + count, title)
    if best is None:
        return None
    end, title = best
    dated = read_title("".join((title.text, *paragraphs[end : end + 1])))
    # （2021年度） below a title belongs to it.
    is_better = dated is not None and title.year is None and dated.issuer == title.issuer
    return dated if is_better else title


def signed_by(opening: Sequence[str], paragraphs: Sequence[str]) -> str | None:
    """Return who puts its name below a title that names nobody, or below the report."""
    lines = [*opening[:_TITLE_LINES], *reversed(paragraphs[-_TITLE_LINES:])]
    signed = (_SIGNED.fullmatch("".join(line.split())) for line in lines)
    return next((found["issuer"] for found in signed if found), None)


def is_notice(paragraphs: Sequence[str]) -> bool:
    """Tell whether these lines open a paper about reports (a notice, an explanation, a guide)."""
    return any(
        len(line) <= _LONGEST_TITLE
        and not _SENTENCE.search(line)
        and _NOTICE.fullmatch("".join(line.split()))
        for line in paragraphs
    )


def is_instruction(paragraphs: Sequence[str]) -> bool:
    """Tell whether one of these lines is the title of a paper that says how to make a report."""
    return any(
        len(line) <= _LONGEST_TITLE and _INSTRUCTION.fullmatch("".join(line.split()))
        for line in paragraphs
    )


def is_blank_form(title: str) -> bool:
    """Tell whether a title says that it is that of a form, to be filled in."""
    return bool(_BLANK_FORM.fullmatch("".join(unicodedata.normalize("NFKC", title).split())))


def titles_in(paragraphs: Sequence[str]) -> set[str]:
    """Return all titles that stand on lines of their own, a date behind them or not."""
    lines = (_DATED.sub("", text.strip()) for text in paragraphs if len(text) <= _LONGEST_TITLE)
    return {line for line in lines if read_title(line) is not None}


def period_year(paragraphs: Sequence[str]) -> int | None:
    """Take the year from the sentence on the period covered (统计期限), if it covers one year."""
    for text in paragraphs:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        for begin, end in _PERIOD.findall(plain):
            if not end or begin == end:
                return int(begin)
    return None
