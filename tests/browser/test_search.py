"""The main way through the page, in a real browser: ask, read the hit, check it in its table."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

QUERY = "乡村振兴 requests_received>0"


def test_a_journalist_finds_the_report_and_checks_its_number(page: Page) -> None:
    page.goto("/")
    page.locator("#q").fill(QUERY)
    page.locator("#q").press("Enter")

    expect(page.locator("#q")).to_have_value(QUERY)
    hit = page.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit).to_contain_text("2020年宁河镇政府信息公开工作年度报告")
    expect(hit.locator("mark").first).to_have_text("乡村振兴")
    expect(hit.locator(".facts")).to_contain_text("30")

    hit.locator(".facts a").click()
    expect(page).to_have_url(re.compile(r"/reports/16cce395591ecfed\?.*#requests_received\.total$"))
    expect(page.locator("[id='requests_received.total']")).to_have_text(re.compile("^30"))
    expect(page.locator("#problems mark")).to_have_text("乡村振兴")


def test_a_mistake_is_told_under_the_box(page: Page) -> None:
    page.goto("/")
    page.locator("#q").fill("requests_recieved>0")
    page.get_by_role("button", name="检索").click()

    expect(page.get_by_role("alert")).to_contain_text("requests_received")
    expect(page.locator("#q")).to_have_value("requests_recieved>0")


@pytest.mark.parametrize("page", [True], indirect=True)
@pytest.mark.parametrize(
    "path", ["/", f"/?q={QUERY}", "/reports/16cce395591ecfed", "/help", "/api"]
)
def test_no_page_scrolls_sideways_on_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("(window.scrollTo(100, 0), window.scrollX)") == 0


@pytest.mark.parametrize("page", [True], indirect=True)
def test_keys_move_from_hit_to_hit(page: Page) -> None:
    page.goto("/?q=政府信息")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".hit h2 a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".hit h2 a").nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/reports/"))


# ── the search page by keyboard and by pointer ───────────────────────────────────────────


@pytest.mark.parametrize("page", [True], indirect=True)
def test_enter_means_what_is_typed_while_completions_are_open(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("新收")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=%E6%96%B0%E6%94%B6$"))
    expect(page.locator("#q")).to_have_value("新收")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_completion_is_taken_by_arrow_and_enter(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("乡村振兴 ninghe")
    expect(page.get_by_role("option").first).to_contain_text("宁河镇")
    page.keyboard.press("ArrowDown")
    option = page.get_by_role("option").first
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "completion-0")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value('乡村振兴 issuer:"宁河镇" ')
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(1)


@pytest.mark.parametrize("page", [True], indirect=True)
def test_escape_closes_the_completions_before_it_leaves_the_box(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("新收")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("新收")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_completion_is_taken_by_pointer_in_the_middle_of_a_query(page: Page) -> None:
    page.goto("/")
    box = page.locator("#q")
    box.fill("乡村振兴 year:2020")
    box.evaluate("box => box.setSelectionRange(0, 0)")
    box.press_sequentially("lev")
    page.get_by_role("option").filter(has_text="level:").first.click()
    expect(box).to_have_value("level: 乡村振兴 year:2020")
    expect(box).to_be_focused()


def test_a_number_is_narrowed_beside_the_hits(page: Page) -> None:
    page.goto("/?q=requests_received>=0")
    form = page.locator("form", has=page.locator("input[value='requests_received.total']"))
    form.locator("[name=low]").fill("30")
    form.get_by_role("button").click()
    expect(page.locator("#q")).to_have_value("requests_received>=30")
    page.go_back()
    expect(page.locator("#q")).to_have_value("requests_received>=0")


def test_hits_as_a_table_with_columns_of_choice(page: Page) -> None:
    page.goto("/?q=政府信息")
    page.get_by_role("link", name="表格").click()
    page.locator(".picker summary").click()
    page.locator(".picker").get_by_label("文件格式").check()
    page.locator(".picker").get_by_label("省份").uncheck()
    page.locator(".picker").get_by_role("button").click()
    expect(page.locator(".results thead th")).to_have_text(
        ["对照", "标题", re.compile("年度"), re.compile("格式")]
    )
    page.locator(".results thead").get_by_role("link", name="年度").click()
    expect(page.locator("[aria-sort=descending]")).to_contain_text("年度")


def test_ticked_hits_are_compared(page: Page) -> None:
    page.goto("/?q=requests_received>=0")
    for n in (0, 1):
        page.locator("[name=id]").nth(n).check()
    page.locator("#compare").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"/compare\?id=[0-9a-f]{16}&id=[0-9a-f]{16}$"))


@pytest.mark.parametrize("page", [True], indirect=True)
def test_searches_are_kept_in_the_browser_and_forgotten(page: Page) -> None:
    page.goto(f"/?q={QUERY}&page=1")
    page.locator("#save").click()
    expect(page.locator("#save")).to_have_attribute("aria-pressed", "true")
    page.goto("/")
    page.locator("#saved").get_by_role("link", name=QUERY).click()
    expect(page.locator("#q")).to_have_value(QUERY)
    page.goto("/")
    page.locator("#saved").get_by_role("button").click()
    expect(page.locator("#saved")).to_be_hidden()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_keys_move_from_line_to_line_of_the_table(page: Page) -> None:
    page.goto("/?q=政府信息&view=table")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".results .open").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/reports/"))


@pytest.mark.parametrize("page", [True], indirect=True)
@pytest.mark.parametrize(
    "path", ["/?q=", "/?q=requests_received>=0&view=table", "/fields", "/?q=("]
)
def test_no_page_of_the_search_scrolls_sideways_on_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
