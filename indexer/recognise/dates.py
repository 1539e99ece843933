"""When a report was published: the page's own date, else the one it ends with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from indexer.model import Document
from indexer.numerals import chinese_number

_DATE = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")

_CHINESE_DATE = re.compile(
    r"([二〇○零Oo一三四五六七八九]{4})\s*年\s*([元一二三四五六七八九十]{1,2})\s*月"
    r"\s*([一二三四五六七八九十廿卅]{1,3})\s*日"
)
# How else the digits of such dates are written.
_WRITTEN = str.maketrans({"○": "〇", "O": "〇", "o": "〇", "元": "一", "廿": "二十", "卅": "三十"})
_SIGNS = r"[\d０-９〇○零OoＯ元一二三四五六七八九十廿卅\s年月日./-]{6,18}"
_NAMES = ("发布日期", "发布时间", "发文日期", "成文日期", "公开日期", "生成日期")
_NAMED = re.compile(rf"(?:{'|'.join(_NAMES)}|发布于)\s*[:：】\]]")
# A line that ends the report: a date, or who signs it and the date.
_SIGNED = re.compile(
    rf"(?:[^。，,；;：:\d至到止]{{0,30}}?\s*)?[（(]?(?P<date>[二2２]{_SIGNS})(?:印发)?[）)]?"
)
# A date below the title, the hour behind it or not.
_ALONE = re.compile(
    rf"\s*[\[（(【]?\s*[二2２]{_SIGNS}"
    r"(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s*[\]）)】]?\s*"
)
_LAST = 3
_LONGEST = 120


def find_date(text: str) -> tuple[str, str] | None:
    """Return the first date in a text as (ISO, as printed), None without a possible one."""
    plain = unicodedata.normalize("NFKC", text)
    for match in sorted(
        [*_DATE.finditer(plain), *_CHINESE_DATE.finditer(plain)], key=lambda m: m.start()
    ):
        parts = [_number(part) for part in match.groups()]
        try:
            return date(*parts).isoformat(), match[0].strip()
        except ValueError:
            continue
    return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else chinese_number(text.translate(_WRITTEN)) or 0


def published(
    document: Document, paragraphs: Sequence[str], opening: Sequence[str] = ()
) -> tuple[str, str] | None:
    """Return the date of publication as (ISO, as printed), None where none is told.

    The page's own comes first, then one that a line is named after, one that is a line of the
    ``opening``, before the first section, then the one at the end.
    """
    for name in _NAMES:
        if name in document.page and (found := find_date(document.page[name])):
            return found
    for line in paragraphs:
        named = _NAMED.search(line)
        if named and len(line) <= _LONGEST and (found := find_date(line[named.end() :])):
            return found
    for line in opening:
        is_dated = _ALONE.fullmatch(line) or _SIGNED.fullmatch(line.strip())
        if is_dated and (found := find_date(line)):
            return found
    for line in reversed(paragraphs[-_LAST:]):
        signed = _SIGNED.fullmatch(line.strip())
        if signed and (found := find_date(signed["date"])):
            return found
    return None
