"""Whose report it is: level, kind of body, and whether it speaks for bodies below."""

import pytest

from indexer.recognise.issuers import level_of, organ_of, scope_of
from indexer.regions import NOWHERE, Region, locate


@pytest.mark.parametrize(
    ("issuer", "level", "organ"),
    [
        ("陕西省人民政府", "province", "government"),
        ("陕西省教育厅", "province", "department"),
        ("省人民政府办公厅", "province", "department"),
        ("西藏自治区人民政府", "province", "government"),
        ("内蒙古自治区人民政府办公厅", "province", "department"),
        ("上海市", "province", "government"),
        ("北京市教育委员会", "province", "department"),
        ("国家税务总局北京市税务局", "province", "department"),
        ("金华市人民政府", "city", "government"),
        ("镇江市人民政府", "city", "government"),
        ("景德镇市", "city", "government"),
        ("萍乡市教育局", "city", "department"),
        ("安康市气象局", "city", "department"),
        ("国家税务总局西安市税务局", "city", "department"),
        ("恩施土家族苗族自治州人民政府", "city", "government"),
        ("延边州教育局", "city", "department"),
        ("海西州人民政府", "city", "government"),
        ("青海省海西州", "city", "government"),
        ("锡林郭勒盟行政公署", "city", "government"),
        ("紫阳县", "county", "government"),
        ("紫阳县人民政府", "county", "government"),
        ("紫阳县教育局", "county", "department"),
        ("县教育局", "county", "department"),
        ("国家税务总局紫阳县税务局", "county", "department"),
        ("中共紫阳县委办公室", "county", "department"),
        ("内乡县人民政府", "county", "government"),
        ("镇平县人民政府", "county", "government"),
        # Cities of the county's rank, districts of the four cities that are provinces.
        ("义乌市人民政府", "county", "government"),
        ("昆山市", "county", "government"),
        ("宁乡市人民政府", "county", "government"),
        ("海淀区人民政府", "county", "government"),
        ("重庆市巫山县人民政府", "county", "government"),
        ("浦东新区人民政府", "county", "government"),
        ("四子王旗人民政府", "county", "government"),
        ("神农架林区人民政府", "county", "government"),
        ("宁河镇", "township", "government"),
        ("平利县城关镇", "township", "government"),
        ("宁河镇政府", "township", "government"),
        ("北京市大兴区西红门镇人民政府", "township", "government"),
        ("东莞市虎门镇人民政府", "township", "government"),
        ("巴音苏木", "township", "government"),
        ("昆吾街道办事处", "township", "government"),
        ("鹤壁市山城区汤河桥街道", "township", "government"),
        ("洛南县四皓街道办", "township", "government"),
        ("岳村镇人民政府办公室", "township", "department"),
        ("岳村镇财政所", "township", "department"),
        # Zones rank anywhere; a name that names no place has no level; nor has a bare 市.
        ("西安高新技术产业开发区管理委员会", "unknown", "government"),
        ("濮阳经济技术开发区管委会", "unknown", "government"),
        ("西湖风景名胜区管理委员会", "unknown", "government"),
        ("市场监督管理局", "unknown", "department"),
        ("市政府办公室", "unknown", "department"),
        ("城乡建设委员会", "unknown", "department"),
        ("黄河水利委员会", "unknown", "department"),
        ("安康市中级人民法院", "city", "other"),
        ("紫阳县人民检察院", "county", "other"),
        ("紫阳县高滩中学", "county", "other"),
        ("紫阳县残疾人联合会", "county", "other"),
        ("安康市城市建设投资集团", "city", "other"),
        ("新疆生产建设兵团", "province", "government"),
        ("新疆生产建设兵团教育局", "province", "department"),
        ("第八师石河子市", "city", "government"),
        ("第四师可克达拉市七十八团", "township", "government"),
        ("雄安新区", "unknown", "government"),
        ("紫阳县硒谷生态工业园区管委会", "unknown", "government"),
        ("安康市恒口示范区（试验区）", "unknown", "government"),
        ("喀什地区行署", "city", "government"),
        ("广西", "province", "government"),
        ("巴州人民政府", "city", "government"),
        ("酉阳自治县人民政府", "county", "government"),
        ("西安海关", "unknown", "department"),
        ("紫阳县烟草专卖局（分公司）", "county", "department"),
        ("共青团紫阳县委", "county", "other"),
        (None, "unknown", "other"),
    ],
)
def test_level_and_organ(issuer, level, organ):
    assert level_of(issuer, locate(issuer or "")) == level
    assert organ_of(issuer) == organ


def test_where_the_run_comes_from_is_not_the_level():
    county = Region("陕西省", "安康市", "紫阳县")
    assert level_of("安康市教育局", county) == "city"
    assert level_of("陕西省教育厅", county) == "province"
    assert level_of("宁河镇", county) == "township"


@pytest.mark.parametrize(
    ("prose", "level"),
    [("现将我办事处工作情况总结如下", "township"), ("我办认真落实", "unknown")],
)
def test_a_bare_office_is_a_townships_only_if_its_prose_says_so(prose, level):
    assert level_of("昆吾办", NOWHERE, [prose]) == level


CONSOLIDATED = [
    "本报告由县政府办公室根据全县各乡镇、各部门政府信息公开工作年度报告汇总编制。",
    "本年度报告根据各镇街、各部门的年报综合而成。",
    "本报告汇总全市各级行政机关的数据。",
    "本报告所列数据的统计范围为全县各级行政机关。",
    "本年度报告根据全县17个镇和县政府各部门的年度报告汇编而成。",
    "本报告综合全县各镇、各部门政府信息公开工作情况编制。",
    "根据各镇人民政府和县政府各部门报送的年度报告，编制本报告。",
]
OWN = [
    "本报告由县政府办公室汇总编制。",
    "本报告中数据统计范围为县政府及其办公室，不含各镇、各部门。",
    "加强对各部门信息公开统计数据的审核。",
    "按照全县统一部署，各部门及时汇总上报信息。",
    "全县召开政务公开工作会议，汇总问题并整改。",
    "每月汇总各部门公开情况并通报。",
    "本报告中所列数据的统计期限自2020年1月1日起至2020年12月31日止。",
]


@pytest.mark.parametrize("sentence", CONSOLIDATED)
def test_a_report_put_together_from_others_is_consolidated(sentence):
    assert scope_of("青禾县2020年政府信息公开工作年度报告", "county", "government", [sentence]) == (
        "consolidated"
    )


@pytest.mark.parametrize("sentence", OWN)
def test_a_report_that_speaks_of_others_is_not(sentence):
    title = "青禾县2020年政府信息公开工作年度报告"
    assert scope_of(title, "county", "government", [sentence]) == "unknown"
    assert scope_of(title, "county", "department", [sentence]) == "own"


@pytest.mark.parametrize("sentence", [*CONSOLIDATED, *OWN])
def test_a_township_has_nobody_below(sentence):
    assert scope_of("柳溪镇2020年年度报告", "township", "government", [sentence]) == "own"


def test_a_title_may_say_that_it_is_consolidated():
    title = "青禾县2020年政府信息公开工作年度报告（汇总）"
    assert scope_of(title, "county", "government", []) == "consolidated"
