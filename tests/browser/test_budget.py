"""What a first visit costs: at most 150,000 bytes over the wire, scripts and styles included."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from .shelf import TWICE

pytestmark = pytest.mark.browser

BUDGET = 150_000

PAGES = {
    "start": "/",
    "hits": "/?q=政务公开",
    "hits, all parts open": "/?q=政务 新收申请>=0 办理总计>=0",
    "a hundred hits": "/?q=政务&page_size=100",
    "table": "/?q=政务&view=table&columns=title,issuer,year,province,findings,published,新收申请",
    "no hits": "/?q=政务 新收申请>999999999",
    "a mistake": "/?q=新收申情>0",
    "issuer": f"/issuers/{TWICE}",
    "fields": "/fields",
    "findings": "/findings",
    "a finding": "/findings/row_sum",
    "help": "/help",
}


def weight(browser: Browser, address: str, url: str) -> int:
    """Return how many bytes came over the wire, headers included, for somebody never here."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    came: list[float] = []
    watch = context.new_cdp_session(page)
    watch.send("Network.enable")

    def add(event: dict[str, Any]) -> None:
        came.append(event["encodedDataLength"])

    watch.on("Network.loadingFinished", add)
    page.goto(url, wait_until="networkidle")
    context.close()
    assert len(came) > 3, "the page, its style and its scripts"
    return int(sum(came))


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_a_first_visit_keeps_the_budget(browser: Browser, shelf: str, url: str) -> None:
    assert weight(browser, shelf, url) <= BUDGET


def test_comparing_six_reports_keeps_the_budget(browser: Browser, shelf: str) -> None:
    context = browser.new_context(base_url=shelf)
    found = context.request.get("/api/v1/search?q=新收申请>=0&page_size=6").json()["results"]
    context.close()
    ids = "&".join(f"id={report['id']}" for report in found)
    assert weight(browser, shelf, f"/compare?{ids}") <= BUDGET


def test_a_report_with_little_text_keeps_the_budget(browser: Browser, shelf: str) -> None:
    context = browser.new_context(base_url=shelf)
    [found] = context.request.get("/api/v1/search?q=finding:extraction").json()["results"]
    context.close()
    assert weight(browser, shelf, found["url"]) <= BUDGET
