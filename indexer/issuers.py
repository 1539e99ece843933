"""Tell an issuer's level and kind from its name, and what its report covers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.regions import Region, kind

_TOWNSHIP = re.compile(r"(?:镇|乡|苏木|街道|街道办|办事处|街办|开发区办|民族乡)(?:人民)?(?:政府)?$")
# 办 alone is short for 街道办事处 behind a place's name, and for 办公室 behind an authority's.
_OFFICE = re.compile(r"(?<!政府)(?<!党委)(?<!县委)(?<!市委)(?<!区委)办$")
_OFFICE_PROSE = re.compile(r"(?:我|本)(?:街道)?办事处|(?:我|本)街道")
_GOVERNMENT = re.compile(r"(?:人民)?政府$")
_DEPARTMENT = re.compile(
    r"(?:局|厅|委|部|院|队|站|所|会|处|室|中心|学校|大学|学院|医院|银行|公司|集团|法院|检察院)$"
    r"|(?:办公室|办公厅|委员会|管委会|支队|总队|分局)(?:[（(].*[)）])?$"
)
_NAMED = re.compile(
    r"(?P<county>.+(?:县|区|旗|林区|特区))|(?P<city>.+(?:市|州|盟|地区))|(?P<province>.+省)"
)
_CONSOLIDATED = re.compile(
    r"汇总(?:全)?(?:省|市|县|区)|(?:全省|全市|全县|全区|各级|各部门|各单位).{0,40}(?:汇总|统计)(?:而成|编制|形成|数据)"
    r"|由.{2,60}(?:汇总|合并)(?:而成|编制)|汇总(?:报告|年报)"
)
_SPECIAL = re.compile(r"经济(?:技术)?开发区|高新(?:技术产业开发)?区|新区|管理区|示范区|园区")


def level_of(issuer: str | None, region: Region, prose: Iterable[str] = ()) -> str:
    """Return province, city, county, township or unknown.

    A department stands at the level of the place its name begins with; ``prose`` decides only
    whether a bare 办 is a township's.
    """
    if not issuer:
        return "unknown"
    if _TOWNSHIP.search(issuer):
        return "township"
    if _OFFICE.search(issuer) and any(_OFFICE_PROSE.search(text) for text in prose):
        return "township"
    for level in ("county", "city", "province"):
        name = getattr(region, level)
        if name and _names(issuer, name):
            return level
    return _level_named(issuer)


def _names(issuer: str, name: str) -> bool:
    return issuer.startswith(name) or name in issuer or issuer == name.rstrip("省市县区")


def _level_named(issuer: str) -> str:
    """Read the level off the last division the name bears, known or not."""
    place = _GOVERNMENT.sub("", issuer)
    if _SPECIAL.search(place):
        return "unknown"
    while place:
        if found := _NAMED.match(place):
            level = next(name for name, text in found.groupdict().items() if text)
            # A city of the county's rank is called 市 as well.
            return kind(found[0]) or level
        place = place[:-1]
    return "unknown"


def organ_of(issuer: str | None) -> str:
    """Return government, department or other: 宁河镇 and 紫阳县人民政府 are governments."""
    if not issuer:
        return "other"
    if _GOVERNMENT.search(issuer) or _TOWNSHIP.search(issuer) or _OFFICE.search(issuer):
        return "government"
    if _DEPARTMENT.search(issuer):
        return "department"
    return "government" if re.search(r"[省市县区州旗盟]$", issuer) else "other"


def scope_of(title: str, level: str, organ: str, prose: Iterable[str]) -> str:
    """Return consolidated where title or prose say so, own for those with nobody below them."""
    if any(_CONSOLIDATED.search(text) for text in (title, *prose)):
        return "consolidated"
    return "own" if level == "township" or organ == "department" else "unknown"
