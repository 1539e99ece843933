"""Names of divisions and the places they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.regions import Region, full_name, kind, locate

LOCATED = [
    ("北京市大兴区西红门镇人民政府", Region("北京市", None, "大兴区")),
    ("北京大兴区教育委员会", Region("北京市", None, "大兴区")),
    ("华龙区岳村镇人民政府", Region("河南省", "濮阳市", "华龙区")),
    ("陕西省安康市紫阳县红椿镇", Region("陕西省", "安康市", "紫阳县")),
    ("陕西安康紫阳县红椿镇", Region("陕西省", "安康市", "紫阳县")),
    ("陕西省紫阳县财政局", Region("陕西省", "安康市", "紫阳县")),
    ("2020年紫阳县政府信息公开工作年度报告", Region("陕西省", "安康市", "紫阳县")),
    ("二〇二〇年紫阳县年度报告", Region("陕西省", "安康市", "紫阳县")),
    ("国家税务总局紫阳县税务局", Region("陕西省", "安康市", "紫阳县")),
    ("发布机构：紫阳县人民政府", Region("陕西省", "安康市", "紫阳县")),
    ("恩施州人民政府", Region("湖北省", "恩施土家族苗族自治州", None)),
    ("东莞市长安镇", Region("广东省", "东莞市", None)),
    ("晋城市城区北街街道办事处", Region("山西省", "晋城市", "城区")),
    ("陕西", Region("陕西省")),
    ("安康", Region("陕西省", "安康市")),
    ("新疆生产建设兵团", Region("新疆维吾尔自治区")),
    ("第八师石河子市", Region("新疆维吾尔自治区", None, "石河子市")),
    ("兵团第七师胡杨河市教育局", Region("新疆维吾尔自治区", None, "胡杨河市")),
    ("河北雄安新区管理委员会", Region("河北省")),
    ("苏州工业园区管委会", Region("江苏省", "苏州市")),
    ("西安海关", Region("陕西省", "西安市")),
    ("湘西自治州人民政府", Region("湖南省", "湘西土家族苗族自治州")),
    # Several places bear the name: what they share is known.
    ("海南学院", Region()),
    ("鼓楼区人民政府", Region(None, None, "鼓楼区")),
    ("朝阳区人民政府", Region(None, None, "朝阳区")),
    ("吉林", Region("吉林省")),
    # A county that moved from one city to another.
    ("寿县人民政府", Region("安徽省", None, "寿县")),
    ("襄樊市谷城县", Region("湖北省", "襄阳市", "谷城县")),
    ("河北省紫阳县", Region("河北省")),
    ("焦作市济源市", Region("河南省", "焦作市")),
    # Not a division, or not beyond doubt.
    ("宁河镇", Region()),
    ("2020年宁河镇政府信息公开工作年度报告", Region()),
    ("红椿镇人民政府", Region()),
    ("河北镇人民政府", Region()),
    ("昆吾办", Region()),
    ("城区人民政府", Region()),
    ("通州区域发展中心", Region()),
    ("扩大兴区", Region()),
    ("", Region()),
]


@pytest.mark.parametrize(("text", "region"), LOCATED, ids=[t or "empty" for t, _ in LOCATED])
def test_a_name_places_its_issuer(text: str, region: Region) -> None:
    assert locate(text) == region


DEFAULTS = [
    ("宁河镇", Region("天津市", None, "宁河区"), Region("天津市", None, "宁河区")),
    ("鼓楼区", Region("江苏省"), Region("江苏省", None, "鼓楼区")),
    ("鼓楼区", Region("江苏省", "南京市"), Region("江苏省", "南京市", "鼓楼区")),
    ("紫阳县", Region("北京市"), Region("陕西省", "安康市", "紫阳县")),
    ("安康市教育局", Region("陕西省", "安康市", "紫阳县"), Region("陕西省", "安康市")),
]


@pytest.mark.parametrize(("text", "default", "region"), DEFAULTS)
def test_a_default_chooses_but_never_overrules(text: str, default: Region, region: Region) -> None:
    assert locate(text, default) == region


NAMES = [
    ("陕西", "陕西省", "province"),
    ("陕西省", "陕西省", "province"),
    ("上海", "上海市", "province"),
    ("广西", "广西壮族自治区", "province"),
    ("内蒙古", "内蒙古自治区", "province"),
    ("香港", "香港特别行政区", "province"),
    ("安康", "安康市", "city"),
    ("恩施州", "恩施土家族苗族自治州", "city"),
    ("紫阳", "紫阳县", "county"),
    ("紫云县", "紫云苗族布依族自治县", "county"),
    ("鼓楼区", "鼓楼区", "county"),
    ("吉林", "吉林省", None),
    ("宁河", "宁河", "county"),
    ("青禾县", "青禾县", None),
    ("", "", None),
]


@pytest.mark.parametrize(("name", "full", "level"), NAMES)
def test_a_name_has_a_full_form_and_a_level(name: str, full: str, level: str | None) -> None:
    assert full_name(name) == full
    assert kind(name) == level


def test_a_level_narrows_the_full_name() -> None:
    assert full_name("吉林", "city") == "吉林市"
    assert full_name("陕西", "city") == "陕西"


@given(st.text(alphabet="陕西省安康市紫阳县大兴区河北镇年2：", max_size=12))
def test_locating_is_stable_and_consistent(text: str) -> None:
    region = locate(text)
    parts = [p for p in (region.province, region.city, region.county) if p]
    assert locate("".join(parts)) == region or region.province is None
