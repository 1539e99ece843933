"""WCAG 2.2 AA by axe on every page: light and dark, wide and narrow, all folded parts opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from .shelf import LONG, TWICE

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
    "a kind of finding": "/findings/row_sum",
    "a match gone to": f"/reports/{REPORT}?q=政府信息#match-2",
    "a cell gone to": f"/reports/{REPORT}#requests_received.total",
    "a paragraph gone to": f"/reports/{REPORT}#overview-1",
    "a finding gone to": f"/reports/{REPORT}#finding-1",
    "a kind gone to": "/findings#balance",
    "a line gone to": f"/compare?id={REPORT}&id={OTHER}#granted.total",
    "a field gone to": "/fields#granted.total",
    "a schema gone to": "/api#schema-Search",
    "help": "/help",
    "api": "/api",
    "nowhere": "/nowhere",
}


VISITORS = [
    ("zh", "light", 360),
    ("zh", "dark", 1280),
    ("en", "light", 1280),
    ("en", "dark", 360),
]
"""Each page in both languages, in light and dark, wide and narrow; not in all eight ways."""


visitors = pytest.mark.parametrize(
    "visitor", VISITORS, ids=lambda visitor: "-".join(map(str, visitor)), scope="module"
)


@pytest.fixture(scope="module")
def visitor(request: pytest.FixtureRequest) -> tuple[str, str, int]:
    """Somebody's language, light or dark, and width."""
    found: tuple[str, str, int] = request.param
    return found


@pytest.fixture(scope="module")
def page(browser: Browser, address: str, visitor: tuple[str, str, int]) -> Iterator[Page]:
    """A page over the seeds."""
    context = visit(browser, address, visitor)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def hard(browser: Browser, shelf: str, visitor: tuple[str, str, int]) -> Iterator[Page]:
    """A page over invented reports that are hard to show."""
    context = visit(browser, shelf, visitor)
    yield context.new_page()
    context.close()


def visit(browser: Browser, address: str, visitor: tuple[str, str, int]) -> BrowserContext:
    language, scheme, width = visitor
    context = browser.new_context(
        base_url=address, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    return context


def open_all(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@visitors
@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(page: Page, url: str) -> None:
    # From another page: a fragment alone would only scroll.
    page.goto("about:blank")
    page.goto(url)
    open_all(page)
    assert violations(page) == []


HARD = {
    "start": "/",
    "hits": "/?q=新收申请>=0",
    "issuer": f"/issuers/{LONG}",
    "a kind of finding": "/findings/row_sum",
}


@visitors
@pytest.mark.parametrize("url", HARD.values(), ids=HARD)
def test_axe_finds_nothing_in_what_is_hard_to_show(hard: Page, url: str) -> None:
    hard.goto(url)
    open_all(hard)
    assert violations(hard) == []


@visitors
def test_axe_finds_nothing_in_reports_of_every_status_and_their_versions(hard: Page) -> None:
    for query in ("finding:extraction", f'issuer:"{TWICE}" version:all'):
        found = hard.request.get("/api/v1/search", params={"q": query}).json()["results"]
        for report in found:
            hard.goto(f"{report['url']}?q=政务")
            assert violations(hard) == []
    hard.goto("/compare?" + "&".join(f"id={report['id']}" for report in found))
    assert violations(hard) == []


@visitors
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


@visitors
def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("about:blank")
    page.set_content(
        "<p><img src=x><a href=a style='font-size:6px'>a</a><a href=b style='font-size:6px'>b</a>"
        "<p style='color:#aaa;background:#fff'>faint"
    )
    found = {fault.partition(":")[0] for fault in violations(page)}
    assert {"image-alt", "target-size", "color-contrast", "html-has-lang"} <= found
