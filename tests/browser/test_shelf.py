"""Long names, odd names, versions, no hits: pages hold together and lead on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .shelf import LONG, STEPS, TWICE

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(browser: Browser, shelf: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=shelf, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


with_scripts = pytest.mark.parametrize("page", [True], indirect=True)


def found(page: Page, query: str) -> list[str]:
    """Return the addresses of the reports that match."""
    answer = page.request.get("/api/v1/search", params={"q": query, "page_size": 100}).json()
    return [str(report["url"]) for report in answer["results"]]


def issuer(page: Page, name: str) -> None:
    """Go to an issuer's page by the link of its report."""
    [report] = found(page, f'issuer:"{name}"')
    page.goto(report)
    page.locator(".meta").get_by_role("link", name=name, exact=True).first.click()


def test_an_issuer_with_steps_in_its_name_stays_when_the_language_changes(page: Page) -> None:
    issuer(page, STEPS)
    expect(page.get_by_role("heading", level=1)).to_have_text(STEPS)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text(STEPS)


def test_what_differs_between_versions_is_read_in_their_prose(page: Page) -> None:
    [url, other] = found(page, f'issuer:"{TWICE}" version:all')
    page.goto(url)
    changes = page.locator("#versions .changes")
    expect(changes.locator("del").first).to_be_visible()
    expect(changes.locator("ins").first).to_be_visible()
    kept = {changes.locator(tag).first.inner_text() for tag in ("del", "ins")}
    assert kept == {"务", "府信息"}
    page.locator("#versions").get_by_role("link", name="对照").click()
    expect(page).to_have_url(re.compile(rf"/compare\?.*{other.rpartition('/')[2]}"))
    expect(page.locator(".changes li").first).to_contain_text("总体情况")


def test_no_hits_lead_on_to_what_would_match(page: Page) -> None:
    page.goto("/?q=province:北京市 requests_received>999999999")
    expect(page.locator(".none")).to_contain_text("份报告")
    page.locator(".none").get_by_role("link", name="province:北京市").click()
    expect(page.locator("#q")).to_have_value("province:北京市")
    expect(page.locator(".hit")).to_have_count(5)


def test_a_single_condition_without_hits_leads_to_all_reports(page: Page) -> None:
    page.goto("/?q=requests_received>999999999")
    page.locator(".none").get_by_role("link", name="全部报告").click()
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator(".hit")).to_have_count(20)


@with_scripts
@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/?q=",
        "/?q=新收申请>=0&view=table&columns=title,issuer,province,published,findings,新收申请",
        "/?q=" + "很长的检索式" * 40,
        "/findings",
        "/findings/row_sum",
        "/nowhere",
        f"/issuers/{LONG}",
    ],
    ids=lambda url: url[:20],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_scrolls_sideways_on_a_phone(page: Page, url: str, language: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{url}{'&' if '?' in url else '?'}language={language}")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@with_scripts
def test_no_report_scrolls_sideways_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    [long] = found(page, f'issuer:"{LONG}"')
    [version, other] = found(page, f'issuer:"{TWICE}" version:all')
    ids = "&".join(f"id={url.rpartition('/')[2]}" for url in (long, version, other))
    for url in (f"{long}?q=政务公开#match-1", version, f"/compare?{ids}"):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], url
