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
    r"(?P<way>增加|减少|新增|增|减|↑|↓)?(?P<sign>[+-])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"\(?(?:(?P<money>{_MONEY})|{_COUNTERS})?\)?"
)
# White space between digits: 12 wrapped in a narrow column, or 1 and 2; nobody can tell.
_SPLIT = re.compile(r"\d\s+[\d.,]|[.,]\s+\d")
_MONEY_UNIT = re.compile(rf"({_MONEY})")
_MINUS = str.maketrans({"−": "-", "﹣": "-", "﹢": "+", "，": ","})
_DECREASE = frozenset({"减少", "减", "↓"})

_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
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

    Anything that is neither a number, empty nor a sign for "not applicable" is unreadable, two
    numbers in one cell too.
    """
    printed = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    if _SPLIT.search(printed):
        return Reading(None, Status.UNREADABLE)
    plain = "".join(printed.split())
    if not plain:
        return Reading(None, Status.BLANK)
    if plain in NOT_APPLICABLE:
        return Reading(None, Status.NOT_APPLICABLE)
    match = _NUMBER.fullmatch(plain)
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
    """Read a whole number written in Chinese (一百零三, 二〇二〇); None if it is none."""
    if not _CHINESE.fullmatch(text):
        return None
    if all(c in _CHINESE_DIGITS for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[c]
        elif c == "万":
            total, section, digit = (section + digit) * 10000, 0, 0
        else:
            # 十 alone is ten: the one before it is not written.
            section, digit = section + (digit or 1) * _CHINESE_UNITS[c], 0
    return total + section + digit


def number(amount: Decimal) -> Number:
    """Return an exact amount as ``int`` if whole, else ``float``."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def exact(value: Number) -> Decimal:
    """Return a value as the decimal it was printed as, free of binary rounding."""
    return Decimal(str(value))


def total(values: Iterable[Number]) -> Number:
    """Add values up as the decimals they were printed as; of none, 0."""
    known = list(values)
    if all(isinstance(v, int) for v in known):
        return sum(known)
    return number(sum(map(exact, known), Decimal()))
