"""The search page's forms and views: what is clicked is a query, and the address holds it all."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import etree

from indexer.catalogue import Catalogue
from indexer.model import Report
from webui.charts import Bar
from webui.filters import conditions_of
from webui.hittable import METADATA

Visit = Callable[[str], Any]
ATOM = "{http://www.w3.org/2005/Atom}"


def query_of(page: Any) -> str:
    """Return what stands in the box."""
    [box] = page.tree.xpath("//input[@name='q' and @type='search']")
    return str(box.value)


def submitted(visit: Visit, client: FlaskClient, form: Any, **filled: str) -> Any:
    """Send a form as a browser does without scripts, and go where it leads."""
    values = [(i.name, i.value) for i in form.xpath(".//input[@name]") if i.name not in filled]
    address = f"{form.get('action')}?{urlencode([*values, *filled.items()])}"
    answer = client.get(address)
    return visit(answer.headers["Location"] if answer.status_code == 303 else address)


# ── numbers ──────────────────────────────────────────────────────────────────────────────


def number_form(page: Any, key: str) -> Any:
    [form] = page.tree.xpath(f"//form[@action='/filter'][input[@name='field'][@value='{key}']]")
    return form


@pytest.mark.parametrize(
    ("query", "filled", "after"),
    [
        ("requests_received>0", {"low": "0", "high": ""}, "requests_received>=0"),
        ("requests_received>=0", {"low": "1", "high": "50"}, "requests_received:1..50"),
        ("requests_received>=0", {"low": "", "high": ""}, ""),
        (
            "a OR requests_received>0",
            {"low": "2"},
            "(a OR requests_received>0) requests_received>=2",
        ),
        ("新收申请>0 乡村", {"low": "40", "high": "40"}, "乡村 新收申请=40"),
    ],
)
def test_least_and_greatest_are_written_into_the_query(
    visit: Visit, client: FlaskClient, query: str, filled: dict[str, str], after: str
) -> None:
    form = number_form(visit(f"/?q={query}"), "requests_received.total")
    assert query_of(submitted(visit, client, form, **filled)) == after


def test_a_bound_that_the_form_cannot_say_stays(visit: Visit, client: FlaskClient) -> None:
    form = number_form(visit("/?q=procurement.amount>5"), "procurement.amount")
    page = submitted(visit, client, form, low="1000.5", high="")
    assert query_of(page) == "procurement.amount>5 procurement.amount>=1000.5"


def test_the_bounds_of_the_query_stand_in_the_form(visit: Visit) -> None:
    form = number_form(visit("/?q=requests_received:1..50"), "requests_received.total")
    assert [i.value for i in form.xpath(".//input[@type='number']")] == ["1", "50"]


def test_a_histogram_has_a_bar_for_0_and_counts_what_has_no_value(visit: Visit) -> None:
    page = visit("/?q=requests_received>=0 OR -requests_received>=0")
    rows = [" ".join(row.text_content().split()) for row in page.all(".filter .bars tbody tr")]
    assert rows == ["0 1", "1–19 0", "20–49 1", "无数值2"]


def test_a_histogram_says_of_0_that_there_is_none(visit: Visit) -> None:
    page = visit("/?q=requests_received>0")
    rows = [" ".join(row.text_content().split()) for row in page.all(".filter .bars tbody tr")]
    assert rows == ["0 0", "1–19 0", "20–49 1", "无数值2"]


def test_a_bar_leads_to_the_reports_it_counts(visit: Visit) -> None:
    page = visit("/?q=新收申请>=0")
    found = visit(page.links(".filter .bars")["20–49"])
    assert query_of(found) == "新收申请:20..49"
    assert len(found.all(".hit")) == 1


@pytest.mark.parametrize(
    ("query", "bar", "asked"),
    [
        (
            "政府集中采购.采购总金额>=0",
            "2000–<5000",
            "政府集中采购.采购总金额>=2000 政府集中采购.采购总金额<5000",
        ),
        ("grant_rate>=0 year:2020", "20–30%", "year:2020 grant_rate>=0.2 grant_rate<0.3"),
    ],
)
def test_a_bar_of_decimals_leads_to_the_reports_it_counts(
    visit: Visit, query: str, bar: str, asked: str
) -> None:
    found = visit(visit(f"/?q={query}").links(".filter .bars")[bar])
    assert query_of(found) == asked
    assert len(found.all(".hit")) == 1


@pytest.mark.parametrize(
    ("bounds", "conditions"),
    [
        ((0, 0), ["=0"]),
        ((0, 0.1), [">0", "<0.1"]),
        ((0.9, 1), [">=0.9", "<=1"]),
        ((1, None), [">1"]),
        ((None, 0), ["<0"]),
    ],
)
def test_what_a_number_in_a_bar_fulfils(
    catalogue: Catalogue, bounds: tuple[float | None, float | None], conditions: list[str]
) -> None:
    bar = Bar("", 1, 1, low=bounds[0], high=bounds[1])
    assert list(conditions_of(bar, catalogue.fields["grant_rate"])) == conditions


def test_what_else_was_chosen_stays(visit: Visit, client: FlaskClient) -> None:
    page = visit(
        "/?q=requests_received>=0&sort=-year&view=table&columns=title,granted&variants=off"
    )
    form = number_form(page, "requests_received.total")
    after = submitted(visit, client, form, low="1", high="")
    assert query_of(after) == "requests_received>=1"
    assert [th.get("aria-sort") for th in after.all(".results thead th")][1:] == [None, None]
    kept = {i.name: i.value for i in after.tree.xpath("//form[@role='search']//input")}
    assert kept["sort"] == "-year"
    assert kept["view"] == "table"
    assert kept["variants"] == "off"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_any_field_can_be_added_by_its_name(
    visit: Visit, client: FlaskClient, catalogue: Catalogue, language: str
) -> None:
    client.set_cookie("language", language)
    page = visit("/?q=乡村振兴")
    options = {o.get("value"): o.text for o in page.all("select option") if o.get("value")}
    assert set(options) == set(catalogue.fields)
    assert options["grant_rate"] == ("grant_rate" if language == "en" else "公开率")
    [form] = page.tree.xpath("//form[.//select[@name='field']]")
    after = submitted(visit, client, form, field="handled.total", low="1", do="narrow", high="")
    assert query_of(after) == f"乡村振兴 {'handled' if language == 'en' else '办理结果总计'}>=1"
    shown = submitted(visit, client, form, field="handled.total", low="", high="", do="show")
    assert query_of(shown) == "乡村振兴"
    assert "40" in shown.text(".facts")


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/filter?q=a", "field"),
        ("/filter?q=a&field=granted&low=many", "low"),
        ("/filter?q=a&field=granted&low=nan", "low"),
        ("/filter?q=a&field=nosuch&low=1", "nosuch"),
        ("/filter?q=(a&field=granted&low=1", "第 1 个字"),
        ("/?q=&view=cards", "view"),
        ("/?q=&view=table&columns=nosuch", "columns"),
    ],
)
def test_a_mistake_in_a_form_is_told(visit: Visit, address: str, named: str) -> None:
    page = visit(address)
    assert page.status == 400
    assert named in page.text("#problem")


# ── the table ────────────────────────────────────────────────────────────────────────────


def test_a_table_has_a_line_a_hit_and_the_numbers_asked_about(visit: Visit) -> None:
    page = visit("/?q=requests_received>=0&view=table&sort=-requests_received")
    head = page.texts(".results thead th")
    assert head[1:4] == ["标题", "年度", "省份"]
    assert head[4].startswith("一、本年新收政府信息公开申请数量 · 总计")
    rows = [[" ".join(c.text_content().split()) for c in row] for row in page.all(".results .hit")]
    assert [row[-1] for row in rows] == ["40", "0"]
    assert rows[0][2:4] == ["2020", "天津市"]


def test_a_table_says_why_a_number_is_not_there(visit: Visit) -> None:
    columns = "issuer,procurement.amount,denied_security.total,grant_rate"
    page = visit(f"/?q=&view=table&columns={columns}&sort=year")
    rows = [[" ".join(c.text_content().split()) for c in row] for row in page.all(".results .hit")]
    told = {row[1]: row[2:] for row in rows}
    assert told["宁河镇"] == ["3,249.75", "0 0未读准", "25.0%计算"]
    assert told["岳村镇"] == ["表中无此项", "0", "无法计算"]
    assert told["某县教育局"] == ["空白", "空白", "无法计算"]


def test_a_table_leads_from_a_number_to_its_cell(visit: Visit) -> None:
    page = visit("/?q=requests_received>0&view=table")
    assert page.links(".results .num")["40"].endswith("#requests_received.total")
    assert page.links(".results .num")["40"].startswith("/reports/")


def test_a_table_leads_from_an_issuer_to_its_page(visit: Visit) -> None:
    page = visit("/?q=year:2020&view=table&columns=title,issuer")
    name, url = next(item for item in page.links(".results td").items())
    assert visit(url).text("h1") == name


@pytest.mark.parametrize("column", METADATA)
def test_every_column_sorts(visit: Visit, column: str) -> None:
    for sort in (column, f"-{column}"):
        page = visit(f"/?q=&view=table&columns={column}&sort={sort}")
        [head] = [th for th in page.all(".results thead th") if th.get("aria-sort")]
        assert head.get("aria-sort") == ("descending" if sort.startswith("-") else "ascending")
        assert len(page.all(".results .hit")) > 1


def test_columns_are_chosen_and_keep_their_order(visit: Visit, client: FlaskClient) -> None:
    page = visit("/?q=&view=table&columns=issuer&columns=grant_rate,findings&sort=issuer")
    assert page.texts(".results thead th")[1:] == [
        "发布机关 ↑",
        page.texts(".results thead th")[2],
        "核对结果",
    ]
    assert len(page.all(".results thead th a")) == 3
    assert "25.0%计算" in page.text(".results")
    assert "行合计不符" in page.text(".results")
    form = page.all(".picker form")[0]
    boxes = {b.get("value"): b.get("checked") for b in form.xpath(".//input[@type='checkbox']")}
    assert [key for key, on in boxes.items() if on is not None] == [
        "issuer",
        "grant_rate",
        "findings",
    ]
    [form] = page.tree.xpath("//form[.//select]")
    more = submitted(visit, client, form, field="granted", low="", high="", do="show")
    assert len(more.all(".results thead th")) == 5


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [("requests_received", "-requests_received.total", "requests_received.total"),
     ("year", "-year", "year"), ("issuer", "issuer", "-issuer"), ("level", "level", "-level")],
)  # fmt: skip
def test_a_heading_orders_by_its_column_and_back(
    visit: Visit, column: str, first: str, second: str
) -> None:
    page = visit(f"/?q=&view=table&columns=title,{column}")
    link = page.tree.xpath("//table[contains(@class, 'results')]//thead//a/@href")[-1]
    assert f"sort={first}" in link or page.all("th[@aria-sort]")
    ordered = visit(f"/?q=&view=table&columns=title,{column}&sort={first}")
    [heading] = ordered.tree.xpath("//th[@aria-sort]")
    assert heading.get("aria-sort") == ("descending" if first[0] == "-" else "ascending")
    assert f"sort={second}" in heading.xpath(".//a/@href")[0]


def test_a_number_without_a_value_says_why(visit: Visit) -> None:
    page = visit("/?q=year:2020&view=table&columns=issuer,requests_received,denied_security")
    assert "空白" in page.text(".results")
    assert "未读准" in page.text(".results .unreadable")


def test_the_table_is_taken_away_with_its_fields(visit: Visit, client: FlaskClient) -> None:
    page = visit("/?q=issuer:宁河镇&view=table&columns=issuer,granted")
    text = client.get(page.links(".take")["CSV"]).get_data(as_text=True)
    assert text.splitlines()[0].endswith("granted.total,granted.total.status")


def test_hits_are_ticked_for_comparing(visit: Visit, reports: dict[str, Report]) -> None:
    for view in ("list", "table"):
        page = visit(f"/?q=level:township&view={view}")
        boxes = page.tree.xpath("//input[@type='checkbox'][@form='compare']")
        ids = {reports["ninghe"].meta.id, reports["nowhere"].meta.id}
        assert {box.get("value") for box in boxes} == ids
        [form] = page.tree.xpath("//form[@id='compare']")
        assert form.get("action") == "/compare"
        assert visit(f"/compare?{urlencode([('id', i) for i in sorted(ids)])}").status == 200


# ── other spellings ──────────────────────────────────────────────────────────────────────


def test_other_spellings_can_be_switched_off_and_on(visit: Visit) -> None:
    page = visit("/?q=鄉村振興")
    off = next(url for name, url in page.links(".told").items() if name == "只查原词")
    narrow = visit(off)
    assert len(page.all(".hit")) > len(narrow.all(".hit")) == 0
    assert visit(narrow.links(".told")["包括其他写法"]).all(".hit")


# ── completions ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "start", "text"),
    [
        ("新收", 0, "新收申请"),
        ("乡村振兴 ninghe", 5, 'issuer:"宁河镇"'),
        ("lev", 0, "level:"),
    ],
)
def test_what_is_typed_is_completed(client: FlaskClient, typed: str, start: int, text: str) -> None:
    body = client.get("/api/v1/suggest", query_string={"q": typed}).get_json()
    assert (body["query"], body["start"]) == (typed, start)
    assert text in [s["text"] for s in body["suggestions"]]
    assert set(body["suggestions"][0]) == {"kind", "text", "label", "count"}


def test_completions_are_as_many_as_asked_for(client: FlaskClient) -> None:
    asked = {"q": "新收", "limit": 2}
    assert len(client.get("/api/v1/suggest", query_string=asked).get_json()["suggestions"]) == 2
    assert client.get("/api/v1/suggest?limit=0").status_code == 400


# ── the feed ─────────────────────────────────────────────────────────────────────────────


def test_a_feed_lists_what_was_indexed_last(
    client: FlaskClient, visit: Visit, reports: dict[str, Report]
) -> None:
    page = visit("/?q=乡村振兴")
    [link] = page.tree.xpath("//link[@type='application/atom+xml']/@href")
    answer = client.get(link)
    assert answer.mimetype == "application/atom+xml"
    tree = etree.fromstring(answer.data)
    assert tree.findtext(f"{ATOM}title") == "乡村振兴 – 最近入库"
    assert tree.findtext(f"{ATOM}updated") == "2026-01-02T03:04:05+00:00"
    [own] = [e for e in tree.iter(f"{ATOM}link") if e.get("rel") == "self"]
    assert client.get(own.get("href")).data == answer.data
    first, second = tree.iter(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "2020年宁河镇政府信息公开工作年度报告"
    assert first.findtext(f"{ATOM}updated") == "2026-01-02T03:04:05+00:00"
    assert first.find(f"{ATOM}link").get("href").endswith(f"/reports/{reports['ninghe'].meta.id}")
    ids = [entry.findtext(f"{ATOM}id") for entry in (first, second)]
    assert len(set(ids)) == 2
    assert all(name.startswith("urn:uuid:") for name in ids)


@pytest.mark.parametrize("query", ["绝无此词", '"<&]]>"', '"a\x01b"'])
def test_a_feed_is_well_formed_whatever_is_asked(client: FlaskClient, query: str) -> None:
    answer = client.get("/feed.atom", query_string={"q": query})
    tree = etree.fromstring(answer.data)
    assert tree.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert not list(tree.iter(f"{ATOM}entry"))


def test_a_feed_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/feed.atom?q=乡村振兴")
    again = client.get("/feed.atom?q=乡村振兴", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


def test_a_feed_of_a_mistake_is_an_error(client: FlaskClient) -> None:
    assert client.get("/feed.atom?q=nosuch>0").status_code == 400


# ── fields ───────────────────────────────────────────────────────────────────────────────


def test_fields_say_how_many_reports_have_a_value(visit: Visit) -> None:
    page = visit("/fields")
    assert page.tree.xpath("//tr[@id='requests_received.total']/td[last()]")[0].text.strip() == "2"
    assert page.tree.xpath("//tr[@id='procurement.amount']/td[last()]")[0].text.strip() == "1"


# ── weight ───────────────────────────────────────────────────────────────────────────────

BUDGET = 150_000


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "url",
    ["/", "/?q=", "/?q=requests_received>=0&view=table", "/fields", "/help", "/findings", "/?q=(",
     "/issuers/宁河镇"],
)  # fmt: skip
def test_a_first_visit_is_light_even_unpacked(
    client: FlaskClient, visit: Visit, url: str, language: str
) -> None:
    client.set_cookie("language", language)
    page = visit(url)
    loaded = page.tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")
    bodies = [client.get(address) for address in loaded]
    weight = len(page.response.data) + sum(len(body.data) for body in bodies)
    for body in bodies:
        body.close()
    assert loaded
    assert weight < BUDGET


def test_pages_are_packed_for_who_takes_them_so(client: FlaskClient) -> None:
    plain = client.get("/fields")
    packed = client.get("/fields", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 4
    assert packed.content_length == len(packed.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    refused = client.get("/fields", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers
