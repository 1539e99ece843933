"""WCAG 2.2 AA by axe on every page: light and dark, wide and narrow, all folded parts opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
}
REPORT = "16cce395591ecfed"
OTHER = "7b4b25fcf59f7d61"
PAGES = {
    "start": "/",
    "hits": "/?q=政府信息 requests_received>=0",
    "table": "/?q=requests_received>=0&view=table&columns=title,issuer,findings,grant_rate",
    "no hits": "/?q=乡村振兴 requests_received>1000000",
    "a mistake": "/?q=requests_recieved>0",
    "a bad form": "/filter?q=&field=granted&low=many",
    "report": f"/reports/{REPORT}?q=乡村振兴",
    "issuer": "/issuers/宁河镇",
    "compare": f"/compare?id={REPORT}&id={OTHER}",
    "fields": "/fields",
    "findings": "/findings",
    "help": "/help",
    "api": "/api",
    "nowhere": "/nowhere",
}


VISITORS = [
    ("zh", "light", 1280),
    ("zh", "dark", 1280),
    ("zh", "light", 360),
    ("zh", "dark", 360),
    ("en", "light", 1280),
    ("en", "dark", 360),
]


@pytest.fixture(scope="module", params=VISITORS, ids=lambda visitor: "-".join(map(str, visitor)))
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    language, scheme, width = request.param
    context = browser.new_context(
        base_url=address, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(page: Page, url: str) -> None:
    page.goto(url)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert violations(page) == []


def test_axe_finds_nothing_in_what_scripts_add(page: Page) -> None:
    page.goto("/?q=requests_received>=0")
    page.locator("#save").click()
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("新收")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.goto("/")
    page.locator("#saved a").first.wait_for()
    page.keyboard.press("?")
    assert violations(page) == []


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("about:blank")
    page.set_content(
        "<p><img src=x><a href=a style='font-size:6px'>a</a><a href=b style='font-size:6px'>b</a>"
        "<p style='color:#aaa;background:#fff'>faint"
    )
    found = {fault.partition(":")[0] for fault in violations(page)}
    assert {"image-alt", "target-size", "color-contrast", "html-has-lang"} <= found
