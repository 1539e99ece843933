"""Numbers of things in a plain sentence: 40件, 1,234份, 三起."""

from __future__ import annotations

import re

from indexer.numerals import chinese_number

_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+|[零〇一二两三四五六七八九十百千]+"
COUNTED = rf"(?P<number>(?<![\d.万]){_DIGITS})(?:件|份|起|条|次|例|宗)"
"""A number and what is counted; 1.5万件 and 40余件 are none."""

NOUGHT = r"(?P<number>0|零)(?:件|份|起|条|次|例|宗)?"

_COUNTED = re.compile(COUNTED)


def value_of(number: str) -> int | None:
    """Return the value of digits or Chinese numerals, None for what is no number."""
    digits = number.replace(",", "")
    return int(digits) if digits.isascii() else chinese_number(digits)


def counted(plain: str) -> list[int]:
    """Return all numbers of things in a plain text, in order."""
    values = (value_of(match["number"]) for match in _COUNTED.finditer(plain))
    return [value for value in values if value is not None]
