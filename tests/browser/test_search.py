"""The main way through the page, in a real browser: ask, read the hit, check it in its table."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

QUERY = "乡村振兴 requests_received>0"


def test_a_journalist_finds_the_report_and_checks_its_number(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill(QUERY)
    page.get_by_role("searchbox").press("Enter")

    expect(page.get_by_role("searchbox")).to_have_value(QUERY)
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
    page.get_by_role("searchbox").fill("requests_recieved>0")
    page.get_by_role("button", name="检索").click()

    expect(page.get_by_role("alert")).to_contain_text("requests_received")
    expect(page.get_by_role("searchbox")).to_have_value("requests_recieved>0")


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
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/reports/"))
