"""How a spreadsheet shows the value of a cell."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

# A number's format as far as it is simple: words, digits, decimals, percent, words.
_WORDS = r'(?:"(?P<{name}>[^"]*)"|[_*].|\\ |\s)*'
_FORMAT = re.compile(
    _WORDS.format(name="before")
    + r"(?P<whole>[#0,]*[#0])(?:\.(?P<decimals>[0#?]+))?(?P<percent>%?)"
    + _WORDS.format(name="after")
)
_COLOURS = re.compile(r"\[[^\]]*\]")
_DIGITS = 11
"""What a cell shows of a number without a format; what is behind it comes from computing."""


def shown(value: object, number_format: str) -> str:
    """Return a value as its cell shows it: 30 for 30.0, 12.5% for 0.125; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: float, number_format: str) -> str:
    section = _COLOURS.sub("", (number_format or "").split(";")[0]).strip()
    match = _FORMAT.fullmatch(section)
    if match is None:
        return _plain(value)
    decimals = match["decimals"] or ""
    amount = Decimal(_plain(value)) * (100 if match["percent"] else 1)
    text = f"{amount:{',' if ',' in match['whole'] else ''}.{len(decimals)}f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if optional:
        kept = len(text) - optional
        text = (text[:kept] + text[kept:].rstrip("0")).rstrip(".")
    return f"{match['before'] or ''}{text}{match['percent']}{match['after'] or ''}"


def _plain(value: float) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{Decimal(f'{value:.{_DIGITS}g}').normalize():f}"
    return str(int(value))
