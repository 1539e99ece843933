"""The divisions of China: full names, levels, and where the name of an issuer places it.

The data is ``data/divisions.toml``. Nothing is guessed: of a name that several places bear only
what all of them share is said.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NotRequired, TypedDict, cast

Level = Literal["province", "city", "county"]

LEVELS: tuple[Level, ...] = ("province", "city", "county")


@dataclass(frozen=True, slots=True)
class Region:
    """A place by the full names of its divisions, each ``None`` unless known."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


NOWHERE = Region()


# ── names ────────────────────────────────────────────────────────────────────────────────


def full_name(name: str, level: Level | None = None) -> str:
    """Return the official name of a division: 陕西 → 陕西省, 安康 → 安康市, 恩施州 → its long name.

    With a level only names of that level are meant (吉林 as a city is 吉林市); without, a
    province goes before a city, a city before a county. A name that is unknown, or stands for
    several at its level, is returned unchanged.
    """
    data = _divisions()
    known = (*data.full.get(name, ()), *data.short.get(name, ()))
    for wanted in (level,) if level else LEVELS:
        names = {_own_name(r) for r in known if _level(r) == wanted}
        if names:
            return name if name in names or len(names) > 1 else names.pop()
    return name


def names() -> Iterable[str]:
    """Return the full names of all divisions, each once."""
    return _divisions().full.keys()


def kind(name: str) -> Level | None:
    """Return the level of a division by its name, with or without suffix; None if not certain."""
    data = _divisions()
    levels = {_level(r) for r in data.full.get(name) or data.short.get(name) or ()}
    return levels.pop() if len(levels) == 1 else None


def _level(region: Region) -> Level:
    return "county" if region.county else "city" if region.city else "province"


def _own_name(region: Region) -> str:
    return region.county or region.city or region.province or ""


# ── places ───────────────────────────────────────────────────────────────────────────────

# Where a division's name may begin: not within a word, but behind a year, and behind the name of
# a central authority, whose local organs put their place there.
_START = re.compile(
    r"(?:^|(?<=[^\u3400-\u9fff]))(?:[一二三四五六七八九十〇○零]{4}|年度?|关于|中共|中国共产党"
    r"|国家税务总局|国家统计局|中国气象局|国家金融监督管理总局|共青团|第[一二三四五六七八九十]{1,3}师)*"
)
# The corps runs divisions (师) and their towns beside those of 新疆.
_CORPS = re.compile(r"(?:新疆生产建设)?兵团第[一二三四五六七八九十]{1,3}师|新疆生产建设兵团")
# Zones, customs and schools go by the short name of their place: 苏州工业园区, 西安海关.
_BEHIND_SHORT = re.compile(
    r"[\u4e00-\u9fff]{0,10}?(?:新区|高新区|开发区|园区|保税区|示范区|海关|大学|学院)"
)
# 通州区域发展中心 is no organ of 通州区.
_GOES_ON = {"区": "域划间", "县": "域", "市": "域场"}
# Parts of a town are called so everywhere; with nothing before them they name no county.
_NEEDS_PARENT = re.compile(r"[东西南北中城郊矿]区|市[中南北]区|新市区")


def locate(text: str, default: Region = NOWHERE) -> Region:
    """Tell where the name of an issuer, or a line that holds it, says that the issuer is.

    The first full names in the text decide, taken from the province down (北京市大兴区…). A
    name without suffix counts if it is the whole text, or if a division within it follows
    (陕西安康市…). Of a name that several places bear, what they share is known. ``default``
    chooses among them where it fits, and is the answer where the text names no division.
    """
    text = _CORPS.sub("新疆维吾尔自治区", text)
    for start in _START.finditer(text):
        if found := _places(text[start.end() :]):
            fitting = [r for r in found if _fits(r, default)]
            return _shared(fitting or found)
    return default


def _places(text: str) -> Sequence[Region]:
    """Return the places that the beginning of a text may name, none if it names none."""
    data = _divisions()
    if text in data.short:
        return data.short[text]
    found = _chain(text, (NOWHERE,))
    if found:
        return found
    for name in _prefixes(text, data.short):
        upper = [r for r in data.short[name] if _level(r) != "county"]
        if upper and (found := _chain(text[len(name) :], upper)):
            return found
        # 陕西安康紫阳县: two short names, but the third is full and lies in both.
        for second in _prefixes(text[len(name) :], data.short):
            inner = [r for r in data.short[second] if _is_within_any(r, upper)]
            if inner and (found := _chain(text[len(name) + len(second) :], inner)):
                return found
        if upper and _BEHIND_SHORT.match(text, len(name)):
            return upper
    return ()


def _chain(text: str, within: Sequence[Region]) -> Sequence[Region]:
    """Follow full names downwards from the beginning of a text; none if it begins with none."""
    data = _divisions()
    for name in _prefixes(text, data.full):
        rest = text[len(name) :]
        if rest[:1] and rest[0] in _GOES_ON.get(name[-1], ""):
            continue
        if within == (NOWHERE,) and _NEEDS_PARENT.fullmatch(name):
            continue
        inner = [r for r in data.full[name] if _is_within_any(r, within)]
        if inner:
            return _chain(rest, inner) or inner
    return ()


def _prefixes(text: str, names: Mapping[str, object]) -> Iterator[str]:
    longest = min(_divisions().longest, len(text))
    return (text[:n] for n in range(longest, 1, -1) if text[:n] in names)


def _is_within_any(region: Region, outer: Iterable[Region]) -> bool:
    def within(known: Region) -> bool:
        pairs = zip(astuple(region), astuple(known), strict=True)
        return region != known and all(part == other for part, other in pairs if other)

    return any(within(known) for known in outer)


def _fits(region: Region, known: Region) -> bool:
    """Tell whether no part of a region differs from what is known."""
    pairs = zip(astuple(region), astuple(known), strict=True)
    return all(part == other for part, other in pairs if part and other)


def _shared(regions: Sequence[Region]) -> Region:
    parts = zip(*(astuple(r) for r in regions), strict=True)
    return Region(*(p[0] if len(set(p)) == 1 else None for p in parts))


# ── the data ─────────────────────────────────────────────────────────────────────────────

_SUFFIX = re.compile(r"(?:特别行政区|地区|新区|林区|特区|省|市|盟|县|区|旗)$")


class _Province(TypedDict):
    name: str
    short: NotRequired[str]
    direct: NotRequired[str]
    zones: NotRequired[str]
    renamed: NotRequired[dict[str, str]]
    cities: NotRequired[dict[str, str]]
    dissolved: NotRequired[dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Divisions:
    """The places a name stands for: by full name, and by name without suffix."""

    full: Mapping[str, tuple[Region, ...]]
    short: Mapping[str, tuple[Region, ...]]
    longest: int


@cache
def _divisions() -> _Divisions:
    text = files("indexer").joinpath("data/divisions.toml").read_text("utf-8")
    data = tomllib.loads(text)
    provinces = cast("list[_Province]", data["provinces"])
    autonomous = _autonomous(data["peoples"].split())
    full: defaultdict[str, dict[Region, None]] = defaultdict(dict)
    short: defaultdict[str, dict[Region, None]] = defaultdict(dict)
    for province in provinces:
        short[province.get("short", _bare(province["name"]) or "")][Region(province["name"])] = None
        for name, region in _named(province):
            full[name][region] = None
            if bare := _bare(name):
                short[bare][region] = None
            if local := autonomous.fullmatch(name):
                full[local["place"] + local["kind"]][region] = None
                full[f"{local['place']}自治{local['kind']}"][region] = None
                short[local["place"]][region] = None
    return _Divisions(
        {name: tuple(regions) for name, regions in full.items()},
        {name: tuple(regions) for name, regions in short.items()},
        max(map(len, full)),
    )


def _named(province: _Province) -> Iterator[tuple[str, Region]]:
    """Yield every name in a province and what it stands for."""
    own = province["name"]
    yield from ((name, Region(own)) for name in (own, *province.get("zones", "").split()))
    for county in province.get("direct", "").split():
        yield county, Region(own, None, county)
    for city, counties in (province.get("cities", {}) | province.get("dissolved", {})).items():
        yield city, Region(own, city)
        for county in counties.split():
            yield county, Region(own, city, county)
    for old, new in province.get("renamed", {}).items():
        yield old, Region(own, new)


def _autonomous(peoples: Sequence[str]) -> re.Pattern[str]:
    """Return what takes 恩施土家族苗族自治州 apart into 恩施 and 州."""
    names = "|".join(sorted(peoples, key=len, reverse=True))
    return re.compile(rf"(?P<place>.{{2,}}?)(?:(?:{names})族?)+自治(?P<kind>[州县旗])")


def _bare(name: str) -> str | None:
    """Return a name without its suffix, None if too little is left to know it by."""
    bare = _SUFFIX.sub("", name)
    return bare if bare != name and len(bare) >= 2 and "自治" not in bare else None
