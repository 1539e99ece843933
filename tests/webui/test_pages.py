"""The pages, asserted on what a person reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.catalogue import Catalogue
from indexer.model import Report

Page = Any  # what the fixture ``visit`` gives: see conftest.py
Visit = Callable[[str], Page]
PAGES = [
    "/",
    "/?q=乡村振兴",
    "/?q=绝无此词",
    "/?q=nosuch>0",
    "/fields",
    "/findings",
    "/help",
    "/api",
    "/nowhere",
]


def plain(element: Any) -> str:
    """Return an element's text, white space as a browser shows it."""
    return " ".join(element.text_content().split())


# ── searching ────────────────────────────────────────────────────────────────────────────


def test_start_page_says_how_to_begin(visit: Visit) -> None:
    page = visit("/")
    assert page.status == 200
    assert "4 份报告" in page.text("main")
    assert "乡村振兴 requests_received>0" in page.links("main")


def test_a_hit_shows_title_issuer_year_passage_and_number(visit: Visit) -> None:
    page = visit("/?q=乡村振兴 requests_received>0")
    assert page.status == 200
    [hit] = page.texts(".hit")
    assert "2020年宁河镇政府信息公开工作年度报告" in hit
    assert "宁河镇 · 2020 · 天津市" in hit
    assert "一、本年新收政府信息公开申请数量 · 总计 40 件" in hit
    assert "问题及改进 2021年，我镇将围绕乡村振兴工作" in hit
    assert "行合计不符" in hit
    assert page.all("input")[0].value == "乡村振兴 requests_received>0"


def test_only_what_matched_is_marked(visit: Visit) -> None:
    page = visit("/?q=乡村振兴 requests_received>0")
    assert set(page.texts("mark")) == {"乡村振兴"}
    assert set(visit("/?q=宁河镇").texts(".hit h2 mark")) == {"宁河镇"}


def test_counts_say_how_many_were_searched_and_how_many_lack_the_number(visit: Visit) -> None:
    page = visit("/?q=乡村振兴 requests_received>0")
    assert "1 份报告" in page.text(".total")
    assert "4" in page.text(".total .quiet")
    told = page.text(".told")
    assert "乡村 / 振兴" in told
    assert "新收" in told
    assert "没有数值" in told


def test_other_versions_are_counted_and_can_be_shown(visit: Visit) -> None:
    page = visit("/?q=issuer:宁河镇")
    assert len(page.all(".hit")) == 1
    assert "1 个其他版本" in page.text(".told")
    more = visit(page.links(".told")["显示所有版本"])
    assert len(more.all(".hit")) == 2


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("denied_security<1 OR unreadable:denied_security.total", "unreadable", "未读准"),
        ("denied_process=0 year:2020 issuer:宁河镇", "inferred", "推算"),
    ],
)
def test_a_number_not_plainly_printed_says_so_in_words(
    visit: Visit, query: str, status: str, said: str
) -> None:
    page = visit(f"/?q={query}")
    assert said in page.text(f".facts .{status}")


def test_facets_add_a_condition_and_take_it_out_again(visit: Visit) -> None:
    page = visit("/?q=level:township")
    year = next(url for name, url in page.links(".facets").items() if name.startswith("2020"))
    narrowed = visit(year)
    assert narrowed.all("input")[0].value == "level:township year:2020"
    assert len(narrowed.all(".hit")) == 1
    back = next(url for name, url in narrowed.links(".facets").items() if name.startswith("2020"))
    assert visit(back).all("input")[0].value == "level:township"


def test_a_facet_of_alternatives_brackets_them(visit: Visit) -> None:
    page = visit("/?q=乡村振兴 OR 宣传")
    year = next(url for name, url in page.links(".facets").items() if name.startswith("2021"))
    assert visit(year).all("input")[0].value == "(乡村振兴 OR 宣传) year:2021"
    assert len(visit(year).all(".hit")) == 1


def test_conditions_beside_the_query_are_written_into_the_box(
    client: FlaskClient, visit: Visit
) -> None:
    answer = client.get("/?q=乡村振兴 OR 宣传&year=2020&year=2021&where=handled>=1")
    assert answer.status_code == 303
    page = visit(answer.headers["Location"])
    query = "(乡村振兴 OR 宣传) (year:2020 OR year:2021) handled>=1"
    assert page.all("input")[0].value == query
    assert len(page.all(".hit")) == 1


def test_paging_reaches_every_hit_once(visit: Visit) -> None:
    page, seen = visit("/?q=&page_size=1"), []
    for n in ("1", "2", "3", "4"):
        link = next(url for name, url in page.links(".pages").items() if name.endswith(n))
        page = visit(link)
        seen += page.texts(".hit h2")
    assert len(seen) == len(set(seen)) == 4


def test_a_page_past_the_last_leads_back(visit: Visit) -> None:
    page = visit("/?q=&page=9")
    assert visit(page.links("main")["回到第一页"]).all(".hit")


def test_orders_are_links(visit: Visit) -> None:
    page = visit("/?q=level:township")
    titles = visit(page.links(".orders")["最早年度"]).texts(".hit h2")
    assert titles == list(reversed(visit(page.links(".orders")["最近年度"]).texts(".hit h2")))


def test_no_hits_lead_to_the_query_without_what_removed_most(visit: Visit) -> None:
    page = visit("/?q=乡村振兴 requests_received>1000000")
    assert "没有符合的报告" in page.text(".none")
    assert visit(page.links(".none")["乡村振兴"]).all(".hit")


def test_the_same_query_can_be_taken_away(visit: Visit, client: FlaskClient) -> None:
    links = visit("/?q=乡村振兴 requests_received>0").links(".take")
    assert set(links) == {"CSV", "XLSX", "JSONL", "JSON", "订阅"}
    for name in ("CSV", "JSONL", "JSON", "订阅"):
        assert "宁河镇" in client.get(links[name]).get_data(as_text=True)
    with client.get(links["XLSX"]) as answer:
        assert answer.data.startswith(b"PK")


# ── a report ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def report_page(visit: Visit, reports: dict[str, Report]) -> Page:
    return visit(f"/reports/{reports['ninghe'].meta.id}?q=乡村振兴")


def test_prose_stands_in_paragraphs_with_marks(report_page: Page) -> None:
    assert report_page.texts("#overview p")[:2] == [
        "2020年，宁河镇坚持公开为常态。",
        "（一）进一步规范工作流程。",
    ]
    assert set(report_page.texts("mark")) == {"乡村振兴"}


def test_text_of_a_report_is_never_markup(report_page: Page) -> None:
    assert "<script>alert(1)</script>" in report_page.text("#problems")
    assert all(script.get("src") for script in report_page.all("script"))


def test_every_printed_field_has_its_cell_once(report_page: Page, catalogue: Catalogue) -> None:
    keys = {field.key for field in catalogue.printed("2019")}
    ids = [td.get("id") for td in report_page.all(".official td") if td.get("id")]
    assert sorted(ids) == sorted(keys)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("requests_received.total", "40"),
        ("procurement.amount", "3249.75"),
        ("fees.items_change", ""),
        ("licensing.decisions", "/"),
        ("penalties.items_change", "410"),
        ("denied_process.total", "0 推算"),
    ],
)
def test_the_number_stands_first_in_its_cell(report_page: Page, key: str, text: str) -> None:
    said = plain(report_page.cell(key))
    assert said.startswith(text) if text else said == ""


def test_a_cell_says_what_was_printed(report_page: Page) -> None:
    assert "+410" in plain(report_page.cell("penalties.items_change"))
    assert "原文：+410" in report_page.cell("penalties.items_change").get("title")
    assert "空白" in report_page.cell("fees.items_change").get("title")


def test_unreadable_cells_say_so(report_page: Page) -> None:
    assert "未读准" in plain(report_page.cell("denied_security.total"))


def test_findings_stand_by_their_cells_in_words(report_page: Page) -> None:
    links = report_page.cell("requests_received.total").xpath(".//a[@class='ref']/@href")
    note = report_page.all(links[0])[0]
    assert "应为 30，实为 40" in plain(note)
    assert "/findings#row_sum" in note.xpath(".//a/@href")
    assert "#requests_received.natural_person" in note.xpath(".//a/@href")


def test_ratios_show_both_operands_and_the_mark(report_page: Page) -> None:
    line = plain(report_page.cell("grant_rate").getparent())
    assert "25.0%" in line
    assert "10" in line
    assert "40" in line
    assert "不足 30" not in line


def test_the_source_is_named(report_page: Page, reports: dict[str, Report]) -> None:
    said = report_page.text("#source")
    for part in (
        "downloads",
        "宁河镇 2020.html",
        reports["ninghe"].meta.id,
        "2026年1月2日 03:04 UTC",
    ):
        assert part in said


def test_a_report_without_tables_says_so(visit: Visit, reports: dict[str, Report]) -> None:
    page = visit(f"/reports/{reports['bare'].meta.id}")
    assert page.status == 200
    assert "没有规定的统计表格" in page.text("main")


def test_another_version_leads_to_its_notice(visit: Visit, reports: dict[str, Report]) -> None:
    assert "不是现行版本" in visit(f"/reports/{reports['older'].meta.id}").text("main")


# ── every page ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_has_one_box_and_the_ways_on(
    client: FlaskClient, visit: Visit, url: str, language: str
) -> None:
    client.set_cookie("language", language)
    page = visit(url)
    assert page.tree.get("lang") == language
    boxes = [i for i in page.all("input") if i.get("type") in ("search", "text", None)]
    assert [box.name for box in boxes] == ["q"]
    links = page.links()
    assert links["API"] == "/api"
    assert ("English" if language == "zh" else "中文") in links
    assert len(page.all("h1")) == 1
    assert not page.all("style")
    assert not page.tree.xpath("//*[@style or starts-with(name(@*), 'on')]")


@pytest.mark.parametrize("url", PAGES)
def test_nothing_is_loaded_from_elsewhere_and_headers_are_strict(visit: Visit, url: str) -> None:
    page = visit(url)
    loaded = page.tree.xpath("//link[@rel!='alternate']/@href | //script/@src | //img/@src")
    assert all(address.startswith("/static/") for address in loaded)
    policy = page.response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.response.headers["X-Content-Type-Options"] == "nosniff"
    assert page.response.headers["Referrer-Policy"]


def test_the_choice_of_language_stays_and_returns_to_the_same_address(
    client: FlaskClient, visit: Visit
) -> None:
    english = visit("/?q=乡村振兴&page_size=1").links()["English"]
    answer = client.get(f"/{english}")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/?q=%E4%B9%A1")
    assert "language" not in answer.headers["Location"]
    page = visit(answer.headers["Location"])
    assert page.tree.get("lang") == "en"
    assert "1 of 2" in page.text() or "2 reports" in page.text(".total")
    assert visit("/help").tree.get("lang") == "en"


@pytest.mark.parametrize("url", ["//evil.example/", "/\\evil.example", "/%5Cevil.example"])
def test_the_language_link_never_leads_elsewhere(client: FlaskClient, url: str) -> None:
    where = client.get(f"{url}?language=en").headers.get("Location", "/")
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))


def test_chinese_in_the_english_interface_says_so(client: FlaskClient, visit: Visit) -> None:
    client.set_cookie("language", "en")
    page = visit("/?q=乡村振兴")
    assert {a.get("lang") for a in page.all(".hit h2 a")} == {"zh"}
    assert page.all(".facets span")


def test_all_fields_are_listed_with_what_they_are(visit: Visit, catalogue: Catalogue) -> None:
    page = visit("/fields")
    keys = set(page.texts("th code"))
    assert keys == set(catalogue.fields)
    assert "新收申请.总计" in page.text(".plain")


def test_every_kind_of_finding_is_explained(visit: Visit, catalogue: Catalogue) -> None:
    page = visit("/findings")
    for code, kind in catalogue.findings.items():
        assert kind.explain["zh"] in plain(page.cell(code))
    assert f"/?q=finding:{'row_sum'}" in page.links("#row_sum").values()


def test_every_example_of_the_help_page_runs(visit: Visit) -> None:
    page = visit("/help")
    for name, url in page.links("dl.examples").items():
        assert visit(url).status == 200, name


def test_the_api_page_shows_every_operation(visit: Visit, client: FlaskClient) -> None:
    spec = client.get("/api/v1/openapi.json").get_json()
    shown = visit("/api").text("main")
    for path in spec["paths"]:
        assert f"GET {path}" in shown


@pytest.mark.parametrize("url", [*PAGES, "/?q=乡村振兴 requests_received>=0", "report"])
def test_no_chinese_stands_unmarked_in_the_english_interface(
    client: FlaskClient, visit: Visit, reports: dict[str, Report], url: str
) -> None:
    client.set_cookie("language", "en")
    page = visit(f"/reports/{reports['ninghe'].meta.id}" if url == "report" else url)
    unmarked = [
        text
        for text in page.tree.xpath("//body//text()")
        if re.search(r"[\u4e00-\u9fff]", text) and spoken(text) != "zh"
    ]
    assert unmarked == []


def spoken(text: Any) -> str:
    """Return the language a text node is in, as the nearest ``lang`` around it has it."""
    around = text.getparent().getparent() if text.is_tail else text.getparent()
    said: str = around.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
    return said
