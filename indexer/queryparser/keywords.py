"""What may stand before a colon, and what each of them takes behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from indexer.catalogue import TEMPLATES, Catalogue, folded
from indexer.errors import BadValue, QuerySyntaxError
from indexer.model import TEXT_FIELDS
from indexer.query import And, Compare, FieldValue, Keyword, Literal, Or, Query
from indexer.queryparser.expressions import YEAR_NAMES, field_key, number
from indexer.queryparser.scanner import Word
from indexer.regions import Level, full_name
from indexer.text import fold

_CHINESE_SECTIONS = (
    ("标题", "title"),
    ("机关", "issuer"),
    ("总体情况", "overview"),
    ("主动公开", "disclosure"),
    ("依申请", "requests"),
    ("复议诉讼", "disputes"),
    ("问题", "problems"),
    ("其他事项", "other"),
)

TEXT_NAMES: Mapping[str, str] = {**{name: name for name in TEXT_FIELDS}, **dict(_CHINESE_SECTIONS)}
"""The names of sections, title and issuer, and the text field each means."""

KEYWORD_NAMES: Mapping[str, str] = {
    **dict.fromkeys(YEAR_NAMES, "year"),
    **dict.fromkeys(("province", "省", "省份"), "province"),
    **dict.fromkeys(("city", "市", "城市"), "city"),
    **dict.fromkeys(("county", "县", "区县"), "county"),
    **dict.fromkeys(("level", "层级", "级别"), "level"),
    **dict.fromkeys(("organ", "机关类型"), "organ"),
    **dict.fromkeys(("template", "模板"), "template"),
    **dict.fromkeys(("format", "格式"), "format"),
    **dict.fromkeys(("collection", "来源"), "collection"),
    **dict.fromkeys(("scope", "范围"), "scope"),
    **dict.fromkeys(("finding", "勾稽"), "finding"),
    **dict.fromkeys(("version", "版本"), "version"),
    **dict.fromkeys(("missing", "缺失"), "missing"),
    **dict.fromkeys(("blank", "空白"), "blank"),
    **dict.fromkeys(("inferred", "推算"), "inferred"),
    **dict.fromkeys(("unreadable", "未读准"), "unreadable"),
}
"""The names of keywords, and the keyword each means."""

ALL_VERSIONS = Keyword("version", "all")
"""What ``version:all`` reads as: no keyword any report has, but a wish about the whole query."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "level": {
        **{v: v for v in ("province", "city", "county", "township", "unknown")},
        "省级": "province",
        "市级": "city",
        "县级": "county",
        "乡级": "township",
        "乡镇": "township",
        "未知": "unknown",
    },
    "organ": {
        **{v: v for v in ("government", "department", "other")},
        "政府": "government",
        "部门": "department",
        "其他": "other",
    },
    "template": {**{v: v for v in (*TEMPLATES, "older")}, "旧": "older"},
    "scope": {
        **{v: v for v in ("own", "consolidated", "unknown")},
        "本机关": "own",
        "汇总": "consolidated",
        "未知": "unknown",
    },
    "version": {"all": "all", "current": "current", "全部": "all", "当前": "current"},
}
"""The values of a keyword that has only these, as they may be typed and as they are kept."""

_ENDINGS: Mapping[Level, tuple[str, ...]] = {
    "province": (),
    "city": ("市", "地区", "盟", "州"),
    "county": ("县", "区", "市", "旗"),
}
"""What may follow a short name that several places bear, so that 朝阳 finds 朝阳区 and 朝阳县."""

_RANGE = re.compile(r"(?P<low>-?[0-9]+(?:\.[0-9]+)?)?\.\.(?P<high>-?[0-9]+(?:\.[0-9]+)?)?")
_BRACKETED = re.compile(r"\[ ?(?P<low>\S+) to (?P<high>\S+?) ?\]")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_YEAR = re.compile(r"[0-9]{4}")


def read_keyword(name: str, word: Word, catalogue: Catalogue) -> Query:
    """Return what a keyword with this value asks; ``BadValue`` or ``UnknownField`` with a place.

    ``name`` is the keyword itself, not one of its other names.
    """
    if word.modifier is not None:
        raise QuerySyntaxError(
            "%(modifier)s is for quoted text, not for %(name)s",
            position=word.end - len(word.modifier) - 1,
            modifier=f"~{word.modifier}",
            name=name,
        )
    value = word.text.strip()
    if not value:
        raise BadValue("%(name)s: has no value", position=word.start, name=name)
    if name == "year":
        return _year(word)
    if name == "finding":
        return _finding(word, catalogue)
    if name in ("missing", "blank", "inferred", "unreadable"):
        any_field = folded(value) in ("any", "任何")
        key = "any" if any_field else field_key(value, word.start, catalogue)
        return Keyword(name, key)
    if name in VALUES:
        return Keyword(name, _known(name, word, VALUES[name]))
    return _free(name, value)


def _free(name: str, value: str) -> Query:
    for level, endings in _ENDINGS.items():
        if name == level:
            return _region(level, full_name(value, level), endings)
    return Keyword(name, value.lower() if name == "format" else value)


def _region(level: Level, name: str, endings: tuple[str, ...]) -> Query:
    if not endings or name.endswith(endings):
        return Keyword(level, name)
    return Or(tuple(Keyword(level, name + ending) for ending in ("", *endings)))


def _year(word: Word) -> Query:
    year = fold(word.text)
    if _YEAR.fullmatch(year):
        return Keyword("year", year)
    if _PLAIN.fullmatch(year):
        raise BadValue("%(year)s is no year", position=word.start, year=year)
    return read_number(FieldValue("year"), word)


def _finding(word: Word, catalogue: Catalogue) -> Query:
    kinds = catalogue.findings.values()
    names = {kind.code: kind.code for kind in kinds} | {k.label["zh"]: k.code for k in kinds}
    found = _known("finding", word, {**names, "any": "any", "doubt": "doubt"})
    if found in ("any", "doubt"):
        codes = [k.code for k in kinds if k.doubt == (found == "doubt")]
        return Or(tuple(Keyword("finding", code) for code in codes))
    return Keyword("finding", found)


def _known(name: str, word: Word, values: Mapping[str, str]) -> str:
    value = folded(word.text)
    if value in values:
        return values[value]
    close = get_close_matches(value, values, n=1, cutoff=0.5) or dict.fromkeys(values.values())
    raise BadValue(
        "%(name)s has no value %(value)s; did you mean %(close)s?",
        position=word.start,
        name=name,
        value=word.text.strip(),
        close=", ".join(close),
    )


def read_number(field: FieldValue, word: Word) -> Query:
    """Return what a number's name with this value asks: equality, or a range, both included."""
    text = fold(word.text)
    if _PLAIN.fullmatch(text) and not word.quoted:
        return Compare("=", field, Literal(number(text, word.start)))
    found = _RANGE.fullmatch(text) or _BRACKETED.fullmatch(text)
    if found is None or word.quoted:
        raise _no_number(field, word)
    limits = []
    for operator, side in ((">=", "low"), ("<=", "high")):
        limit = found[side]
        if limit in (None, "*"):
            continue
        if not _PLAIN.fullmatch(limit):
            raise _no_number(field, word)
        limits.append(Compare(operator, field, Literal(number(limit, word.start))))
    return _range(field, word, limits)


def _range(field: FieldValue, word: Word, limits: list[Compare]) -> Query:
    if not limits:
        raise _no_number(field, word)
    if len(limits) == 1:
        return limits[0]
    low, high = (limit.right for limit in limits)
    if isinstance(low, Literal) and isinstance(high, Literal) and low.value > high.value:
        raise BadValue(
            "the range %(value)s begins above its end", position=word.start, value=word.text
        )
    return And(tuple(limits))


def _no_number(field: FieldValue, word: Word) -> BadValue:
    return BadValue(
        "%(name)s takes a number or a range such as 10..50, not %(value)s",
        position=word.start,
        name=field.field,
        value=word.text,
    )


def nearest_names(name: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names that may stand before a colon and look most like this one, best first."""
    known = (*TEXT_NAMES, *KEYWORD_NAMES, *catalogue.names)
    return tuple(get_close_matches(folded(name), known, n=3, cutoff=0.5))
