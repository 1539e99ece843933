"""Read one cell of a table: the number printed in it, its unit, or why there is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from indexer.model import Number, Status

NOT_APPLICABLE = frozenset({"/", "\\", "-", "--", "—", "——", "―", "–", "无", "不适用", "不涉及"})

YUAN = {
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "十万元": Decimal(10),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10000),
}
"""Units of money and how many 万元 one of each is."""

_COUNTERS = "件|项|个|条|份|次|起|宗|例|部|篇|家|人次|人"
_MONEY = "|".join(sorted(YUAN, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?:(?P<way>增加|减少|新增|增|减|↑|↓)|(?P<sign>[+-]))?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<bracket>\()?(?:(?P<money>{_MONEY})|{_COUNTERS})?(?(bracket)\))"
)
# White space between digits: 12 wrapped in a narrow column, or 1 and 2; nobody can tell.
_SPLIT = re.compile(r"\d\s+[\d.,]|[.,]\s+\d")
# With more, a number cannot be kept exactly, and is none of a form.
_MOST_DIGITS = 15
_MONEY_UNIT = re.compile(rf"({_MONEY})")
_MINUS = str.maketrans({"−": "-", "﹣": "-", "﹢": "+", "，": ","})
_DECREASE = frozenset({"减少", "减", "↓"})

_DIGIT_NAMES = "零一二三四五六七八九"
_CHINESE_DIGITS = {c: i for i, c in enumerate(_DIGIT_NAMES)}
_CHINESE_UNITS = {"千": 1000, "百": 100, "十": 10}
_PLAIN_DIGITS = str.maketrans("〇两", "零二")
# 十 alone is ten: the one before it is not written.
_LONE_TEN = re.compile("(?<![一二三四五六七八九])十")
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千万]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a value with status reported, or None with the reason.

    ``unit`` is the unit of money printed beside the number; the value is already in 万元 then.
    """

    value: Number | None
    status: Status
    unit: str | None = None


@lru_cache(maxsize=1 << 14)
def read_number(text: str, *, signed: bool = False) -> Reading:
    """Read a cell; ``signed`` allows words for more and less (增8, 减少2).

    Anything that is neither a number, empty nor a sign for "not applicable" is unreadable: two
    numbers in one cell too, and one with the sign of a footnote (12①).
    """
    printed = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    if _SPLIT.search(printed) or any(c.isdigit() and not c.isdecimal() for c in text):
        return Reading(None, Status.UNREADABLE)
    plain = "".join(printed.split())
    if not plain:
        return Reading(None, Status.BLANK)
    if plain in NOT_APPLICABLE:
        return Reading(None, Status.NOT_APPLICABLE)
    match = _NUMBER.fullmatch(plain)
    if match and sum(map(str.isdecimal, plain)) > _MOST_DIGITS:
        return Reading(None, Status.UNREADABLE)
    if match is None or (match["way"] and not signed):
        value = chinese_number(plain)
        if value is None:
            return Reading(None, Status.UNREADABLE)
        return Reading(value, Status.REPORTED)
    amount = Decimal(match["digits"].replace(",", ""))
    if match["sign"] == "-" or match["way"] in _DECREASE:
        amount = -amount
    unit = match["money"]
    return Reading(number(amount * YUAN[unit] if unit else amount), Status.REPORTED, unit)


def money_unit(label: str) -> str | None:
    """Return the unit of money a label or header names (万元 in 单位：万元), None without one."""
    found = _MONEY_UNIT.search("".join(unicodedata.normalize("NFKC", label).split()))
    return found[1] if found else None


def in_wan_yuan(value: Number, unit: str) -> Number:
    """Convert an amount of ``unit`` to 万元."""
    return number(exact(value) * YUAN[unit])


def chinese_number(text: str) -> int | None:
    """Read a whole number written in Chinese (一百零三, 二〇二〇); None if it is none.

    It must be written out, as 一百五 may be 105 or 150, and 三四 is three or four.
    """
    if not _CHINESE.fullmatch(text) or len(text) > _MOST_DIGITS:
        return None
    plain = text.translate(_PLAIN_DIGITS)
    digits = [_CHINESE_DIGITS.get(c) for c in plain]
    if None not in digits:
        in_doubt = len(text) > 1 and ("两" in text or (len(text) == 2 and 0 not in digits))
        return None if in_doubt else int("".join(map(str, digits)))
    plain = _LONE_TEN.sub("一十", plain)
    high, _, low = plain.rpartition("万")
    value = _below_ten_thousand(high) * 10000 + _below_ten_thousand(low)
    return value if _spelled(value) == plain else None


def _below_ten_thousand(text: str) -> int:
    total = digit = 0
    for c in text:
        if c in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[c]
        else:
            total, digit = total + digit * _CHINESE_UNITS.get(c, 0), 0
    return total + digit


def _spelled(value: int) -> str:
    """Write a number above 0 and below 10000 0000 out in full, 一 before 十 too."""
    high, low = divmod(value, 10000)
    written = f"{_spelled(high)}万" if high else ""
    for name, unit in (*_CHINESE_UNITS.items(), ("", 1)):
        digit, low = divmod(low, unit)
        if digit:
            written += _DIGIT_NAMES[digit] + name
        elif written and low and not written.endswith("零"):
            written += "零"
    return written


def number(amount: Decimal) -> Number:
    """Return an exact amount as ``int`` if whole, else ``float``."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def exact(value: Number) -> Decimal:
    """Return a value as the decimal it was printed as, free of binary rounding."""
    return Decimal(str(value))


def total(values: Iterable[Number]) -> Number:
    """Add values up as the decimals they were printed as; of none, 0."""
    known = list(values)
    if set(map(type, known)) <= {int}:
        return sum(known)
    return number(sum(map(exact, known), Decimal()))
