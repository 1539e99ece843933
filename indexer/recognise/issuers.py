"""Tell an issuer's level and kind from its name, and what its report covers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.regions import Region, full_name, kind, names

_NOTE = r"(?:[(（][^()（）]*[)）])?"
_TOWN = r"(?:镇|乡|苏木|街道|街道办|办事处|街办|开发区办|民族乡)"
_TOWNSHIP = re.compile(rf"{_TOWN}(?:人民)?(?:政府)?$")
# An office within a township's government is the township's.
_TOWN_OFFICE = re.compile(
    rf"(?<!城){_TOWN}(?:人民政府|政府|党委)?(?:党政)?(?:办公室|综合办|[^县市区]{{2,6}}[所站])$"
)
# 办 alone is short for 街道办事处 behind a place's name, and for 办公室 behind an authority's.
_OFFICE = re.compile(r"(?<!政府)(?<!党委)(?<!县委)(?<!市委)(?<!区委)办$")
_OFFICE_PROSE = re.compile(r"(?:我|本)(?:街道)?办事处|(?:我|本)街道")
_GOVERNMENT = re.compile(r"(?:人民)?政府$|行政公署$|行署$|生产建设兵团$")
_CORPS = re.compile(r"(?:新疆生产建设)?兵团|(?=第[一二三四五六七八九十]+师)")
_REGIMENT = re.compile(r"师.*[一二三四五六七八九十百\d]团$")
# Development zones and the like are run by a committee in a government's stead.
_ZONE = re.compile(
    r"(?:开发区|高新区|经开区|新区|新城|管理区|示范区|园区|名胜区|度假区|旅游区|保税区|试验区|实验区|合作区|工业区)"
)
_BARE_ZONE = re.compile(rf"{_ZONE.pattern}{_NOTE}$")
_ZONE_COMMITTEE = re.compile(rf"{_ZONE.pattern}(?:管理委员会|管委会)$")
# Neither a government nor a part of one.
_OTHER = re.compile(
    r"^共青团|(?:法院|检察院|学校|大学|学院|中学|小学|幼儿园|医院|卫生院|银行|公司|集团|协会|学会|商会|红十字会|工会"
    r"|联合会|联合社)$"
)
_DEPARTMENT = re.compile(
    r"(?:局|厅|委|部|院|署|队|站|所|会|处|室|中心|海关"
    r"|办公室|办公厅|委员会|管委会|支队|总队|分局)"
    rf"{_NOTE}$"
)
_NAMED = re.compile(
    r"(?P<county>.+(?:县|区|旗|林区|特区))|(?P<city>.+(?:市|州|盟|地区))|(?P<province>.+省)"
)
# 县教育局 names its level and nothing else; 市 may be of the county's rank.
_BARE = {
    "县": "county",
    "区": "county",
    "旗": "county",
    "州": "city",
    "盟": "city",
    "省": "province",
}
_BELOW = r"(?:全[省市县区州旗盟]|各级|各[镇乡县区市州旗]|各街道|各部门|各单位|下级)"
# A report that says that it is put together from those of the bodies below.
_CONSOLIDATED = re.compile(
    rf"(?:报告|年报)[^。]{{0,50}}{_BELOW}[^。]{{0,60}}(?:汇总|综合|合并|汇编)(?:而成|编制|编写|编辑|形成|整理|而来)"
    rf"|(?:报告|年报)[^。]{{0,20}}(?:汇总|合并|综合)了?[^。]{{0,12}}{_BELOW}"
    rf"|根据[^。]{{0,20}}{_BELOW}[^。]{{0,20}}(?:报送|提供|上报)的?[^。]{{0,20}}(?:编制|形成|汇总)"
    rf"|(?:数据|统计)的?(?:统计)?范围(?![^。]*不(?:含|包括))[^。]{{0,16}}{_BELOW}"
)
_SUMMED = re.compile(r"汇总")


def level_of(issuer: str | None, region: Region, prose: Iterable[str] = ()) -> str:
    """Return province, city, county, township or unknown.

    A department stands at the level of the place its name begins with; ``prose`` decides only
    whether a bare 办 is a township's.
    """
    if not issuer:
        return "unknown"
    if _TOWNSHIP.search(issuer) or _TOWN_OFFICE.search(issuer):
        return "township"
    if _is_zone(issuer) and not (region.county and issuer.endswith(region.county)):
        # Zones rank anywhere between a township and a city.
        return "unknown"
    if corps := _CORPS.match(issuer):
        return _level_in_corps(issuer[corps.end() :])
    if _OFFICE.search(issuer) and any(_OFFICE_PROSE.search(text) for text in prose):
        return "township"
    for level in ("county", "city", "province"):
        name = getattr(region, level)
        if name and _names(issuer, name):
            return level
    return _level_named(issuer)


def _is_zone(issuer: str) -> bool:
    return bool(_ZONE_COMMITTEE.search(issuer) or _BARE_ZONE.search(issuer))


def _level_in_corps(name: str) -> str:
    """Return the rank of the corps, of its divisions (师) and of their regiments (团)."""
    if _REGIMENT.search(name):
        return "township"
    return "city" if name.startswith("第") else "province"


def _names(issuer: str, name: str) -> bool:
    if "自治" in name and any(name[:length] + name[-1] in issuer for length in range(2, 5)):
        # 海西州 is short for 海西蒙古族藏族自治州.
        return True
    return name in issuer or full_name(issuer) == name


def _level_named(issuer: str) -> str:
    """Read the level off the last division the name bears, known or not."""
    if issuer[0] in _BARE:
        return _BARE[issuer[0]]
    place = _GOVERNMENT.sub("", issuer)
    if _ZONE.search(place):
        return "unknown"
    while place:
        if found := _NAMED.match(place):
            level = next(name for name, text in found.groupdict().items() if text)
            # A city of the county's rank is called 市 as well; 巴州 is short for more than one.
            return (kind(found[0]) if found[0] in names() else None) or level
        place = place[:-1]
    return "unknown"


def organ_of(issuer: str | None) -> str:
    """Return government, department or other: 宁河镇 and 紫阳县人民政府 are governments.

    The committee of a development zone is one too; courts, schools, hospitals and companies are
    other, and so is whoever is not known.
    """
    if not issuer or _OTHER.search(issuer):
        return "other"
    governments = (_GOVERNMENT, _TOWNSHIP, _OFFICE, _ZONE_COMMITTEE, _BARE_ZONE, _REGIMENT)
    if any(pattern.search(issuer) for pattern in governments):
        return "government"
    if _DEPARTMENT.search(issuer):
        return "department"
    is_place = re.search(r"[省市县区州旗盟]$", issuer) or kind(issuer)
    return "government" if is_place else "other"


def is_body(name: str | None) -> bool:
    """Tell whether a name is that of a body that may issue a report, as far as it tells."""
    return bool(name) and (organ_of(name) != "other" or _OTHER.search(name or "") is not None)


def scope_of(title: str, level: str, organ: str, prose: Iterable[str]) -> str:
    """Return consolidated where title or prose say so, own for those with nobody below them."""
    if _SUMMED.search(title):
        return "consolidated"
    if level == "township":
        return "own"
    if any(_CONSOLIDATED.search(text) for text in prose):
        return "consolidated"
    return "own" if organ == "department" else "unknown"
