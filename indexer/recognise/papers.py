"""Papers about reports that are none: notices, instructions, blank forms, lists of titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from indexer.recognise.titles import LONGEST_TITLE, SENTENCE, read_title

_NOTICE = re.compile(
    r".*公开.*(?:通知|公告|解读|指南|目录|方案|办法|要点|图解|说明|函)|.*(?:一图读懂|图解).*公开.*"
)
# How reports are to be made; one that hands out a report may stand before it.
_INSTRUCTION = re.compile(
    r"关于.*(?:编制|编写|编报|报送|填报|撰写|做好).*(?:年度?报告?|年报).*(?:通知|函|要求|意见)"
)
_BLANK_FORM = re.compile(r".*\((?:参考)?(?:格式|模板|模版|样式|样表|样本|范本|示范文本)\)")
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


def titles_in(paragraphs: Sequence[str]) -> set[str]:
    """Return all titles that stand on lines of their own, a date behind them or not."""
    lines = (_DATED.sub("", text.strip()) for text in paragraphs if len(text) <= LONGEST_TITLE)
    return {line for line in lines if read_title(line) is not None}
