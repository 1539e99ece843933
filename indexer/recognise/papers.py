"""Papers about reports that are none: notices, instructions, blank forms, lists of titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from indexer.recognise.dates import find_date
from indexer.recognise.titles import LONGEST_TITLE, SENTENCE, is_issuer, read_title

_NOTICE = re.compile(
    r".*公开.*(?:通知|公告|解读|指南|目录|方案|办法|要点|图解|说明|函)|.*(?:一图读懂|图解).*公开.*"
)
# How reports are to be made; one that hands out a report may stand before it.
_INSTRUCTION = re.compile(
    r"关于.*(?:编制|编写|编报|报送|填报|撰写|做好).*(?:年度?报告?|年报).*(?:通知|函|要求|意见)"
)
_BLANK_FORM = re.compile(r".*\((?:参考)?(?:格式|模板|模版|样式|样表|样本|范本|示范文本)\)")
# What begins like a sentence or a heading; the last line of a page is neither.
_UNFINISHED = re.compile(
    r"(?:^|[。！？!?；;])(?=[^。！？!?；;]*[，,、]|[（(]?[一二三四五六七八九十\d]|[^。！？!?；;]{25})"
    r"[^。！？!?；;]*[^。！？!?…；;：:.”\"’）)】》〉]$"
)
_NOTE = re.compile(
    r"附[件表:：]|电话|邮[箱编]|地址|传真|网址|https?:|单位[:：]|^[（(]?此[页件]|特此报告$|年.{1,3}月$"
)
_LONGEST_NOTE = 40
_DATED = re.compile(r"^[·•◆\-\s]+|\s*[\[(（]?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\])）]?$")


def is_notice(paragraphs: Sequence[str]) -> bool:
    """Tell whether these lines open a paper about reports (a notice, an explanation, a guide)."""
    return any(
        len(line) <= LONGEST_TITLE
        and not SENTENCE.search(line)
        and _NOTICE.fullmatch("".join(line.split()))
        for line in paragraphs
    )


def is_instruction(paragraphs: Sequence[str]) -> bool:
    """Tell whether one of these lines is the title of a paper that says how to make a report."""
    return any(
        len(line) <= LONGEST_TITLE and _INSTRUCTION.fullmatch("".join(line.split()))
        for line in paragraphs
    )


def is_blank_form(title: str) -> bool:
    """Tell whether a title says that it is that of a form, to be filled in."""
    return bool(_BLANK_FORM.fullmatch("".join(unicodedata.normalize("NFKC", title).split())))


def is_unfinished(paragraph: str) -> bool:
    """Tell whether a paragraph ends within a sentence; names, dates and notes need no stop."""
    last = paragraph.strip()
    is_note = is_issuer(last) or find_date(last) is not None or _NOTE.search(last) is not None
    return bool(_UNFINISHED.search(last)) and not (is_note and len(last) <= _LONGEST_NOTE)


def titles_in(paragraphs: Sequence[str]) -> set[str]:
    """Return all titles that stand on lines of their own, a date behind them or not."""
    lines = (_DATED.sub("", text.strip()) for text in paragraphs if len(text) <= LONGEST_TITLE)
    return {line for line in lines if read_title(line) is not None}
