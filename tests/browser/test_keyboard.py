"""Each way through the pages by keyboard: what a pointer can do, Tab, Enter and letters can."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .shelf import TWICE

pytestmark = pytest.mark.browser

MOST_TABS = 400


@pytest.fixture
def page(browser: Browser, shelf: str) -> Iterator[Page]:
    context = browser.new_context(base_url=shelf)
    page = context.new_page()
    page.set_default_timeout(5000)
    yield page
    context.close()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until what is wanted has the focus, as somebody without a pointer does."""
    wanted.first.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("wanted => wanted === document.activeElement"):
            shape = "e => getComputedStyle(e).outlineStyle"
            assert wanted.first.evaluate(shape) != "none", "the focus is seen"
            return
    pytest.fail("Tab does not lead there")


def enter(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def ask(page: Page, query: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.keyboard.press("Enter")


def test_the_first_tab_leads_past_the_head(page: Page) -> None:
    page.goto("/?q=政务")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_from_a_completion_to_a_hit_to_a_cell_and_back(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("hedong")
    expect(page.get_by_role("option").first).to_contain_text(TWICE)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("新收申请>0")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value(f'issuer:"{TWICE}" 新收申请>0')
    expect(page.locator(".hit")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/reports/"))
    enter(page, page.locator("[id='requests_received.total'] a.cell"))
    expect(page).to_have_url(re.compile(r"#requests_received\.total$"))
    page.go_back()
    page.go_back()
    expect(page.locator("#q")).to_have_value(f'issuer:"{TWICE}" 新收申请>0')


def test_filters_write_the_query_and_back_takes_it_away(page: Page) -> None:
    page.goto("/?q=新收申请>=0")
    enter(page, page.locator(".facets details", has_text="省份").get_by_role("link").first)
    expect(page.locator("#q")).to_have_value(re.compile(r"^新收申请>=0 province:\S+$"))
    tab_to(page, page.locator(".filter [name=high]"))
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value(re.compile(r"province:\S+ 新收申请:0\.\.100$"))
    page.go_back()
    expect(page.locator("#q")).to_have_value(re.compile(r"^新收申请>=0 province:\S+$"))
    page.go_back()
    expect(page.locator("#q")).to_have_value("新收申请>=0")


def test_any_field_is_added_by_its_chinese_name(page: Page) -> None:
    page.goto("/?q=")
    field = page.locator("#any-field")
    tab_to(page, field)
    while field.input_value() != "requests_received.total":
        page.keyboard.press("ArrowDown")
    tab_to(page, page.locator(".filter.any [name=low]"))
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("新收申请>=1")
    expect(page.locator(".told")).to_contain_text("没有数值")


def test_columns_are_chosen_sorted_and_taken_away(page: Page) -> None:
    page.goto("/?q=政务")
    enter(page, page.get_by_role("link", name="表格"))
    enter(page, page.locator(".picker summary"))
    tab_to(page, page.locator(".picker").get_by_label("发布日期"))
    page.keyboard.press("Space")
    enter(page, page.locator(".picker button"))
    enter(page, page.locator(".results thead").get_by_role("link", name="发布日期"))
    expect(page.locator("[aria-sort=descending]")).to_contain_text("发布日期")
    tab_to(page, page.get_by_role("link", name="XLSX"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "nianbao.xlsx"


def test_ticked_hits_are_compared(page: Page) -> None:
    page.goto("/?q=政务")
    for n in (0, 1):
        tab_to(page, page.locator("[name=id]").nth(n))
        page.keyboard.press("Space")
    enter(page, page.locator("#compare button"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 份")
    enter(page, page.get_by_role("link", name="只看不同之处"))
    expect(page.locator("tr.differs").first).to_be_visible()


def test_an_issuer_gets_another_line(page: Page) -> None:
    page.goto(f"/issuers/{TWICE}")
    tab_to(page, page.locator("#field"))
    page.keyboard.press("ArrowDown")
    enter(page, page.locator(".add button"))
    expect(page).to_have_url(re.compile(r"\?field="))


def test_findings_lead_to_a_kind_and_to_its_reports(page: Page) -> None:
    page.goto("/")
    enter(page, page.get_by_role("link", name="核对结果", exact=True))
    enter(page, page.locator("#row_sum").get_by_role("link", name="按年度和省份统计"))
    enter(page, page.locator("#by-year").get_by_role("link").first)
    expect(page.locator("#q")).to_have_value(re.compile(r"^finding:row_sum year:\d{4}$"))


def test_a_search_is_kept_and_found_again(page: Page) -> None:
    page.goto("/?q=政务 新收申请>0")
    tab_to(page, page.locator("#save"))
    page.keyboard.press("Enter")
    expect(page.locator("#save")).to_have_attribute("aria-pressed", "true")
    enter(page, page.locator(".brand"))
    enter(page, page.locator("#saved a"))
    expect(page.locator("#q")).to_have_value("政务 新收申请>0")


def test_help_leads_to_an_example_and_the_language_changes(page: Page) -> None:
    page.goto("/")
    enter(page, page.get_by_role("link", name="帮助", exact=True))
    enter(page, page.locator("main dl.examples a"))
    expect(page).to_have_url(re.compile(r"/\?q="))
    enter(page, page.get_by_role("link", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_mistake_is_mended_by_the_nearest_name(page: Page) -> None:
    page.goto("/")
    ask(page, "requests_recieved>0")
    expect(page.get_by_role("alert")).to_contain_text("requests_received")
    enter(page, page.get_by_role("alert").get_by_role("link").first)
    expect(page.locator("#q")).to_have_value("requests_received>0")
