"""The pages beside the search: an issuer's years, reports side by side, findings counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from indexer import Config, Searcher
from indexer.catalogue import Catalogue
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.model import Fact, Origin, Relations, Report, Status
from indexer.text import segmenter
from webui import create_app

Page = Any  # what ``visit`` gives: see conftest.py
Visit = Callable[[str], Page]
Held = Mapping[str, Report]

WEIRD = '某/县//..%20?#"引号"\'<b>局</b>'
LONG = "测试" * 100
RECEIVED, HANDLED, RATE = "requests_received.total", "handled.total", "grant_rate"
FACTS = {
    "granted.total": Fact(10, Status.INFERRED, "", source="row_sum"),
    "partly_granted.total": Fact(0, Status.REPORTED, "0"),
    RATE: Fact(0.25, Status.COMPUTED),
}
NINGHE: dict[str, Any] = {"issuer": "宁河镇", "province": "天津市", "facts": FACTS}


@pytest.fixture(scope="module")
def held(make_report: Callable[..., Report]) -> Held:
    first = make_report(
        year=2019,
        values={RECEIVED: 12, HANDLED: 40},
        findings=["row_sum"],
        prose={"overview": "全年收到申请12件。无收费。"},
        **NINGHE,
    )
    version = make_report(
        year=2019,
        values={RECEIVED: 13, HANDLED: 40},
        format="html",
        prose={"overview": "全年收到申请30件。\n 无 收费。"},
        **NINGHE,
    )
    told = make_report(
        year=2020,
        title="<b>2020年</b>宁河镇年度报告",
        values={RECEIVED: None, HANDLED: 40},
        findings=["row_sum", "balance"],
        prose={"overview": "乡村振兴是重点。乡村振兴。\n仍是乡村振兴。", "problems": "无。"},
        published="2021-01-20",
        indexed_at="2026-01-02T03:04:05+00:00",
        **NINGHE,
    )
    misled = make_report(issuer="坏镇", year=2020)
    return {
        "2019": replace(first, relations=Relations(True, (version.meta.id,))),
        "version": replace(version, relations=Relations(False, (first.meta.id,))),
        "2020": fetched_from(told, 'https://example.gov.cn/a?b=1&c="2"'),
        "2023": make_report(year=2023, values={RECEIVED: 30, HANDLED: 40}, **NINGHE),
        "namesake": make_report(issuer="宁河镇", year=2021, province="陕西省"),
        "nowhere": make_report(issuer="宁河镇", year=2018),
        "new form": make_report(
            issuer="岳村镇", year=2021, template="2021", values={RECEIVED: 12, HANDLED: 0}
        ),
        "weird": make_report(issuer=WEIRD, year=2020, values={RECEIVED: 1}),
        "long": make_report(issuer=LONG, year=2020),
        "steps": make_report(issuer="某县/../某局", year=2020),
        "dots": make_report(issuer="..", year=2020),
        "bad url": fetched_from(misled, "javascript:alert(1)"),
    }


def fetched_from(report: Report, url: str) -> Report:
    origins = (Origin("downloads", "a.html", url),)
    return replace(report, meta=replace(report.meta, origins=origins, sha256="ab" * 32))


@pytest.fixture(scope="module")
def browse_app(held: Held, catalogue: Catalogue) -> Any:
    cutter, engine = segmenter("jieba"), MemoryEngine()
    engine.write([index_document(report, cutter, catalogue) for report in held.values()])
    return create_app(Config(), searcher=Searcher(lambda: engine, catalogue, cutter))


@pytest.fixture
def client(browse_app: Any) -> FlaskClient:
    """The client behind ``visit``, over the reports of this file."""
    found: FlaskClient = browse_app.test_client()
    return found


def plain(element: Any) -> str:
    return " ".join(element.text_content().split())


def issuer_link(visit: Visit, report: Report) -> str:
    """Follow the link to the issuer from the page of a report, as a browser sends it."""
    [link] = visit(f"/reports/{report.meta.id}").tree.xpath("//dl//a[contains(@href, '/issuers/')]")
    return str(link.get("href"))


# ── an issuer ────────────────────────────────────────────────────────────────────────────


def heads(page: Page, n: int) -> list[str]:
    return [plain(th).split()[0] for th in page.tree.xpath(f"//*[@id='series-{n}']//thead//th")]


def row(page: Page, n: int, name: str) -> list[str]:
    [line] = page.tree.xpath(f"//*[@id='series-{n}']//tbody/tr[th/span[1][text()='{name}']]")
    return [plain(td) for td in line.findall("td")]


def test_the_years_of_an_issuer_stand_in_one_table_with_gaps(visit: Visit) -> None:
    page = visit("/issuers/宁河镇")
    assert heads(page, 1) == ["字段", "2019", "2020", "2021–2022", "2023"]
    assert row(page, 1, "新收申请") == ["12", "空白", "无报告", "30"]
    assert row(page, 1, "予以公开")[0] == "10 推算"
    assert row(page, 1, "公开率")[0] == "25.0% 10 / 40"


def test_namesakes_in_other_regions_are_kept_apart(visit: Visit) -> None:
    page = visit("/issuers/宁河镇")
    assert "有多个机关同名" in page.text(".notice")
    assert [plain(h2) for h2 in page.all(".issuer h2")][:2] == ["天津市", "陕西省"]
    assert "地区不明" in plain(page.all(".issuer h2")[2])
    assert [heads(page, n)[1:] for n in (2, 3)] == [["2021"], ["2018"]]


def test_every_number_leads_to_its_cell(visit: Visit, held: Held) -> None:
    links = visit("/issuers/宁河镇").links("#series-1")
    assert links["12"] == f"/reports/{held['2019'].meta.id}#{RECEIVED}"


def test_charts_show_gaps_and_inferred_values_and_have_their_table(visit: Visit) -> None:
    page = visit("/issuers/宁河镇?field=granted")
    charts = page.tree.xpath("//*[@id='series-1']//figure")
    assert [plain(c.find("figcaption")) for c in charts] == [
        "新收申请 件",
        "办理结果总计 件",
        "公开率",
    ]
    said = [plain(text) for text in charts[0].xpath(".//*[local-name()='text']")]
    assert said == ["12", "2019", "–", "2020", "2021–2022", "30", "2023"]
    assert len(charts[0].xpath(".//*[@class='gap']")) == 1


def test_a_field_can_be_added_and_taken_out_again(visit: Visit) -> None:
    page = visit("/issuers/宁河镇?field=新收申请.商业企业&field=granted.other_org")
    assert row(page, 1, "新收申请 · 商业企业") == ["空白", "空白", "无报告", "空白"]
    out = [a.get("href") for a in page.all("#series-1 a.remove")]
    assert out[0].endswith("?field=granted.other_org")
    assert len(visit(out[0]).all("#series-1 a.remove")) == 1


def test_a_field_that_there_is_not_is_named(visit: Visit) -> None:
    page = visit("/issuers/宁河镇?field=nosuch")
    assert page.status == 400
    assert "nosuch" in page.text(".problem")


@pytest.mark.parametrize("name", ["weird", "long", "dots", "steps"])
def test_any_name_has_its_page(visit: Visit, held: Held, name: str) -> None:
    page = visit(issuer_link(visit, held[name]))
    assert page.status == 200
    assert page.text("h1") == " ".join(str(held[name].meta.issuer).split())
    assert visit(page.links("main")["在其中检索"]).all(".hit")


def test_an_unknown_issuer_is_not_found(visit: Visit) -> None:
    assert visit("/issuers/无此镇").status == 404
    assert visit("/issuers/").status == 404


# ── reports side by side ─────────────────────────────────────────────────────────────────


def compare(held: Held, *names: str, **more: str) -> str:
    return f"/compare?{urlencode([*(('id', held[n].meta.id) for n in names), *more.items()])}"


def test_differences_are_marked_in_words_and_signs(visit: Visit, held: Held) -> None:
    page = visit(compare(held, "2019", "2020", "2023"))
    line = page.cell(RECEIVED)
    assert [plain(td) for td in line.findall("td")] == ["12", "空白", "30"]
    assert "≠" in plain(line)
    assert "不同：" in plain(line)
    assert "≠" not in plain(page.cell(HANDLED))


def test_only_what_differs_can_be_shown_and_all_again(visit: Visit, held: Held) -> None:
    page = visit(compare(held, "2019", "2023"))
    less = visit(page.links("main")["只看不同之处"])
    assert less.tree.xpath(f"//*[@id='{RECEIVED}']")
    assert not less.tree.xpath(f"//*[@id='{HANDLED}']")
    assert visit(less.links("main")["显示全部"]).tree.xpath(f"//*[@id='{HANDLED}']")


def test_a_value_beside_one_other_leads_to_its_cell(visit: Visit, held: Held) -> None:
    page = visit(compare(held, "2019", "2023"))
    places = page.cell(RECEIVED).xpath("td/a/@href")
    assert places == [f"/reports/{held[n].meta.id}#{RECEIVED}" for n in ("2019", "2023")]


def test_what_a_form_does_not_have_is_no_difference(visit: Visit, held: Held) -> None:
    page = visit(compare(held, "2019", "new form"))
    assert "≠" not in plain(page.cell(RECEIVED))
    assert [plain(td) for td in page.cell(RATE).findall("td")] == ["25.0% 10 / 40", "无法计算"]


def test_a_report_can_be_left_out_while_two_stay(visit: Visit, held: Held) -> None:
    page = visit(compare(held, "2019", "2020", "2023"))
    without = page.all("ol.compared a.remove")[1].get("href")
    assert not visit(without).all("a.remove")
    assert [plain(li) for li in visit(without).all("ol.compared li")] == [
        str(held[name].meta.title) for name in ("2019", "2023")
    ]


@pytest.mark.parametrize(
    ("names", "more", "status"),
    [
        ((), {}, 400),
        (("2019",), {}, 400),
        (("2019", "2019"), {}, 400),
        (("2019", "2020", "2023", "version", "namesake", "nowhere", "weird"), {}, 400),
        (("2019",), {"id": "0123456789abcdef"}, 404),
    ],
    ids=["none", "one", "one twice", "seven", "unknown"],
)
def test_what_cannot_be_compared_is_told(
    visit: Visit, held: Held, names: tuple[str, ...], more: dict[str, str], status: int
) -> None:
    page = visit(compare(held, *names, **more))
    assert page.status == status
    assert "2 到 6" in page.text() if status == 400 else "0123456789abcdef" in page.text()


# ── findings ─────────────────────────────────────────────────────────────────────────────


def test_each_kind_is_counted_by_year_and_province(visit: Visit) -> None:
    page = visit("/findings")
    said = page.text("#row_sum")
    assert "2 份报告: 行合计不符 占 11 份的 18%" in said
    assert "2019 1 2020 1" in said
    assert "天津市 2" in said
    assert "0 份报告" in page.text("#negative")


def test_counts_lead_to_the_reports_counted(visit: Visit) -> None:
    links = visit("/findings").links("#row_sum")
    assert links["2019"] == "/?q=finding:row_sum+year:2019"
    assert len(visit(links["2019"]).all(".hit")) == 1
    assert len(visit(links["天津市"]).all(".hit")) == 2


def test_a_kind_is_counted_by_year_and_province_together(visit: Visit) -> None:
    page = visit("/findings/row_sum")
    years = {
        plain(tr.find("th")): plain(tr.findall("td")[-1]) for tr in page.all("#by-year tr")[1:]
    }
    assert years["2019"] == "占 1 份的 100%"
    assert years["2023"] == "占 1 份的 0%"
    [line] = page.tree.xpath("//table[contains(@class, 'crossed')]/tbody/tr")
    assert [plain(cell) for cell in line] == ["天津市", "0", "1", "1", "0", "0"]


def test_an_unknown_kind_is_not_found(visit: Visit) -> None:
    assert visit("/findings/nosuch").status == 404


# ── a report: ways through it, where it is from, what stands beside it ───────────────────


def test_matches_are_stepped_through_by_links(visit: Visit, held: Held) -> None:
    page = visit(f"/reports/{held['2020'].meta.id}?q=乡村振兴")
    assert page.links(".contents")["正文命中 3 处 ↓"] == "#match-1"
    marks = page.tree.xpath("//mark[@id]")
    assert [mark.get("id") for mark in marks] == ["match-1", "match-2", "match-3"]
    ways = [[a.get("href") for a in mark.getnext().findall("a")] for mark in marks]
    assert ways == [["#match-2"], ["#match-1", "#match-3"], ["#match-2"]]


def test_paragraphs_and_cells_are_links_to_themselves(visit: Visit, held: Held) -> None:
    page = visit(f"/reports/{held['2020'].meta.id}")
    for anchor in ("overview-2", RECEIVED, "granted.total"):
        own = [a.get("href") for a in page.cell(anchor).iter("a")]
        assert f"#{anchor}" in own
    assert page.cell(RECEIVED).find("a").get("aria-label") == "空白"


def test_the_source_is_linked_only_on_the_web(visit: Visit, held: Held) -> None:
    url = 'https://example.gov.cn/a?b=1&c="2"'
    [link] = visit(f"/reports/{held['2020'].meta.id}").tree.xpath("//*[@id='source']//dd/a")
    assert (link.get("href"), link.text_content()) == (url, url)
    assert {"noopener", "noreferrer"} <= set(link.get("rel").split())
    page = visit(f"/reports/{held['bad url'].meta.id}")
    assert "javascript:alert(1)" in page.text("#source")
    assert "ab" * 32 in page.text("#source")
    assert not page.tree.xpath("//a[contains(@href, 'javascript')]")
    assert "javascript" not in page.text("#citation")


def test_a_citation_says_who_what_when_where_and_which_bytes(
    client: FlaskClient, visit: Visit, held: Held
) -> None:
    meta = held["2020"].meta
    assert visit(f"/reports/{meta.id}").text("#citation") == (
        f"宁河镇，《{meta.title}》，2021年1月20日 发布，{meta.origins[0].url}，"
        f"文件 SHA-256 以 {meta.id} 开头，2026年1月2日 收录。"
    )
    client.set_cookie("language", "en")
    assert "published January 20, 2021, https://example.gov.cn/" in visit(
        f"/reports/{meta.id}"
    ).text("#citation")


def test_versions_are_listed_with_the_fields_that_differ(visit: Visit, held: Held) -> None:
    page = visit(f"/reports/{held['version'].meta.id}")
    assert "不是现行版本" in page.text(".notice")
    assert f"{held['2019'].meta.id} 现行" in page.text("#versions")
    [table] = page.tree.xpath("(//*[@id='versions']//table)[2]")
    lines = [[plain(cell) for cell in tr] for tr in table.find("tbody")]
    assert lines == [["新收申请", "13", "12"]]
    assert visit(page.links("#versions")[f"对照 {held['2019'].meta.id}"]).status == 200


def test_versions_say_where_their_prose_differs(visit: Visit, held: Held) -> None:
    page = visit(f"/reports/{held['version'].meta.id}")
    assert page.texts(".changes del") == ["30"]
    assert page.texts(".changes ins") == ["12"]
    assert "前者 2 句中，1 句亦见于后者。" in page.text("#versions")
    pair = visit(f"/compare?{urlencode({'id': held['2019'].meta.id})}&id={held['version'].meta.id}")
    assert (pair.texts(".changes del"), pair.texts(".changes ins")) == (["12"], ["30"])
    assert not visit(compare(held, "2019", "2020", "2023")).all(".changes")


def test_other_years_are_those_of_the_same_body(visit: Visit, held: Held) -> None:
    page = visit(f"/reports/{held['2020'].meta.id}?q=乡村振兴")
    links = page.links("#years")
    assert [name for name in links if name.isdigit()] == ["2019", "2023"]
    assert f"/reports/{held['2019'].meta.id}?q=" in links["2019"]
    assert not visit(f"/reports/{held['nowhere'].meta.id}").all("#years")


# ── all of them ──────────────────────────────────────────────────────────────────────────


PAGES: dict[str, Callable[[Visit, Held], str]] = {
    "an issuer": lambda visit, held: "/issuers/宁河镇",
    "an odd name": lambda visit, held: issuer_link(visit, held["weird"]),
    "six reports": lambda visit, held: compare(
        held, "2019", "2020", "2023", "version", "namesake", "new form"
    ),
    "differences": lambda visit, held: compare(held, "weird", "2020", only="differences"),
    "findings": lambda visit, held: "/findings",
    "a finding": lambda visit, held: "/findings/row_sum",
    "a report": lambda visit, held: f"/reports/{held['2020'].meta.id}?q=乡村振兴",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_safe_small_and_say_their_language(
    client: FlaskClient, visit: Visit, held: Held, name: str, language: str
) -> None:
    url = PAGES[name](visit, held)
    client.set_cookie("language", language)
    page = visit(url)
    assert page.status == 200
    assert not page.tree.xpath("//main//b[not(ancestor::ol[@class='notes'])]")
    assert not page.tree.xpath("//*[@style or starts-with(name(@*), 'on')]")
    assert len(page.response.get_data()) < 110_000
    ids = page.tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    if language == "en":
        assert unmarked(page) == []


def unmarked(page: Page) -> list[str]:
    """Return the Chinese texts that no ``lang`` around them says to be Chinese."""
    found = page.tree.xpath("//main//text()[not(ancestor-or-self::*[@lang][1]/@lang = 'zh')]")
    return [text for text in found if any("\u4e00" <= c <= "\u9fff" for c in text)]
