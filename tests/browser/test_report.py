"""A report in a real browser: from match to match, to a cell, to its issuer and what differs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

REPORT = "/reports/16cce395591ecfed"
TOTAL = "[id='requests_received.total']"


def test_matches_are_gone_through_by_their_links(page: Page) -> None:
    page.goto(f"{REPORT}?q=政府信息")
    page.get_by_role("link", name=re.compile("正文命中")).click()
    expect(page.locator("#match-1")).to_be_in_viewport()
    expect(page.locator(".steps:visible")).to_have_count(1)
    page.get_by_role("link", name="下一处命中").click()
    expect(page).to_have_url(re.compile("#match-2$"))
    page.get_by_role("link", name="上一处命中").click()
    expect(page).to_have_url(re.compile("#match-1$"))


@pytest.mark.parametrize("page", [True], indirect=True)
def test_keys_go_from_match_to_match(page: Page) -> None:
    page.goto(f"{REPORT}?q=政府信息")
    for key, number in (("n", 1), ("n", 2), ("n", 3), ("p", 2), ("p", 1), ("p", 1)):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"#match-{number}$"))
        expect(page.locator(f"#match-{number}")).to_be_in_viewport()


def test_a_cell_taken_by_keyboard_says_what_was_printed(page: Page) -> None:
    page.goto(REPORT)
    page.locator(f"{TOTAL} a.cell").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#requests_received\.total$"))
    expect(page.locator(TOTAL)).to_be_in_viewport()
    said = page.locator(TOTAL).evaluate("cell => getComputedStyle(cell, '::after').content")
    assert said == '"原文所载 · 原文：30"'


def test_the_issuer_and_its_years_are_a_step_away(page: Page) -> None:
    page.goto(REPORT)
    page.get_by_role("article").get_by_role("link", name="宁河镇", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("宁河镇")
    page.get_by_label("添加字段").select_option("granted.enterprise")
    page.get_by_role("button", name="添加").click()
    expect(page.locator("table.years")).to_contain_text("予以公开 · 商业企业")


def test_what_differs_between_two_reports_has_a_sign(page: Page) -> None:
    ids = [report["id"] for report in page.request.get("/api/v1/search").json()["results"][:2]]
    page.goto(f"/compare?id={ids[0]}&id={ids[1]}")
    page.get_by_role("link", name="只看不同之处").click()
    expect(page.locator("tr.differs").first).to_contain_text("≠")
    expect(page.locator("tbody tr:not(.differs)")).to_have_count(0)


@pytest.mark.parametrize("page", [True], indirect=True)
@pytest.mark.parametrize(
    "path",
    [
        f"{REPORT}?q=政府信息#match-1",
        "/issuers/宁河镇?field=granted.enterprise",
        "/findings",
        "/findings/row_sum",
    ],
)
def test_no_page_scrolls_sideways_on_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
