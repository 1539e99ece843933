"""Texts that attack, on real pages in a real browser: nothing of them runs, loads or leads away."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from indexer import Config, Searcher, index_paths
from indexer.searching.question import SearchRequest
from tests.hostile import SCRIPTS, hostile_folder
from webui import create_app, server

pytestmark = pytest.mark.browser

WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
MOMENT = "new Promise((done) => setTimeout(done, 40))"
LINKS = """all => all.map(e => e.getAttribute("href") ?? e.getAttribute("action"))"""
QUERIES = tuple('"' + text.replace('"', '\\"') + '"' for text in SCRIPTS)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = hostile_folder(tmp_path_factory.mktemp("hostile"), SCRIPTS)
    config = Config(index_dir=tmp_path_factory.mktemp("index"), serve_port=0)
    assert not index_paths(config, [folder], jobs=1, collection=SCRIPTS[0]).refused
    app = create_app(config)
    found: Searcher = app.extensions["searcher"]
    return found


@pytest.fixture(scope="module")
def address(searcher: Searcher) -> Iterator[str]:
    config = Config(serve_port=0)
    listening = server.listen(create_app(config, searcher=searcher), config)
    thread = threading.Thread(target=listening.run)
    thread.start()
    yield f"http://127.0.0.1:{listening.port}"
    listening.stop()
    thread.join()


class Watched:
    """A page, and all it does that it should not."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self.address = address
        self.faults: list[str] = []
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))

    def _dialog(self, dialog: object) -> None:
        self.faults.append("a dialog")
        dialog.dismiss()  # type: ignore[attr-defined]

    def _request(self, request: object) -> None:
        url: str = request.url  # type: ignore[attr-defined]
        if not url.startswith(self.address):
            self.faults.append(f"asked {url}")

    def _console(self, message: object) -> None:
        if "Content Security Policy" in message.text:  # type: ignore[attr-defined]
            self.faults.append(message.text)  # type: ignore[attr-defined]

    def open(self, path: str, **query: str) -> None:
        """Go to a page, let its scripts run, and note what went wrong."""
        asked = f"?{urlencode(query)}" if query else ""
        self.page.goto(f"{self.address}{path}{asked}")
        # What a broken picture would run comes a moment after the page.
        self.faults += self.page.evaluate(f"{MOMENT}.then(() => window.broken)")
        if self.page.title() == "ran":
            self.faults.append("a script ran")
        if not self.page.url.startswith(f"{self.address}{path}"):
            self.faults.append(f"led to {self.page.url}")


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    context = browser.new_context()
    yield Watched(context, address)
    context.close()


def test_the_browser_would_tell(browser: Browser, address: str) -> None:
    """The same payloads as markup, without our headers: the test can fail."""
    context = browser.new_context()
    seen = Watched(context, address)
    page = {"body": "".join(SCRIPTS[:3]), "content_type": "text/html"}
    guard = {"Content-Security-Policy": "default-src 'none'"}
    context.route("**/bare", lambda route: route.fulfill(**page))
    seen.open("/bare")
    assert seen.faults
    context.route("**/guarded", lambda route: route.fulfill(**page, headers=guard))
    seen.faults.clear()
    seen.open("/guarded")
    assert any("script-src" in fault for fault in seen.faults)
    context.close()


def test_pages_of_hits_show_attacks_as_text(watched: Watched, searcher: Searcher) -> None:
    for view in ("list", "table"):
        watched.open("/", q="", page_size="100", view=view)
        assert not watched.faults
        assert "document.title='ran'" in watched.page.locator("main").inner_text()


def test_every_report_and_issuer_shows_attacks_as_text_and_links_to_the_web_alone(
    watched: Watched, searcher: Searcher
) -> None:
    ids = [report.id for report in searcher.rows(SearchRequest())]
    assert len(ids) == 2 * len(SCRIPTS)
    for report_id in ids:
        watched.open(f"/reports/{report_id}", q=QUERIES[0])
        assert not watched.faults, report_id
        links = watched.page.eval_on_selector_all("a[href], form[action]", LINKS)
        assert links
        assert not [link for link in links if not re.match(r"(/|#|\?|https?://)", link)]
    results = searcher.search(SearchRequest(page_size=100)).results
    for issuer in {result.issuer for result in results if result.issuer}:
        watched.open("/issuers/", name=issuer)
        assert not watched.faults, issuer


def test_queries_come_back_as_text(watched: Watched) -> None:
    for raw, query in zip(SCRIPTS, QUERIES, strict=True):
        for asked in (raw, query):
            watched.open("/", q=asked, sort=raw, view="table", columns=raw)
            assert not watched.faults, asked
        watched.open("/", q=query)
        assert watched.page.locator("#q").input_value() == query
        watched.open("/compare", id=raw, only=raw)
        watched.open(f"/issuers/{re.sub('[^a-z]', '', raw)}", q=raw, field=raw)
        watched.open("/nowhere", q=raw, language="x" + raw)
        assert not watched.faults, raw


def test_completions_are_text(watched: Watched) -> None:
    watched.open("/")
    for typed in ("<", "issuer:", "collection:", "柳溪", "county:", "javascript"):
        watched.page.locator("#q").fill("")
        watched.page.locator("#q").press_sequentially(typed)
        watched.page.wait_for_timeout(300)
        watched.faults += watched.page.evaluate("window.broken")
        assert watched.page.title() != "ran"
        assert not watched.faults, typed


def test_an_original_is_saved_and_never_shown(watched: Watched, searcher: Searcher) -> None:
    report = next(iter(searcher.rows(SearchRequest())))
    with watched.page.expect_download() as download:
        watched.page.goto(watched.address)
        watched.page.evaluate(
            "path => { location.href = path }", f"/api/v1/reports/{report.id}/source"
        )
    assert download.value.suggested_filename
    assert not watched.faults
