"""A server of our own over the seed reports, and headless Chromium to look at it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from indexer import Config, Searcher, index_paths
from indexer.catalogue import catalogue as shipped_catalogue
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.model import Report
from indexer.text import segmenter
from webui import create_app

from .shelf import invented
from .stage import FLAGS, chromium, served


def needed(what: str, found: bool) -> None:
    """Skip without something this needs; with REQUIRE_ALL=1 its absence is an error."""
    if not found and os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{what}, and REQUIRE_ALL=1 skips nothing")
    if not found:
        pytest.skip(what)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, seed_reports: Path) -> Iterator[str]:
    config = Config(index_dir=tmp_path_factory.mktemp("index"))
    index_paths(config, [seed_reports])
    with served(create_app(config)) as there:
        yield there


@pytest.fixture(scope="session")
def shelf(make_report: Callable[..., Report]) -> Iterator[str]:
    """The address of a server over the invented reports of ``shelf.py``."""
    catalogue, cutter, engine = shipped_catalogue(), segmenter("jieba"), MemoryEngine()
    reports = invented(make_report, catalogue)
    engine.write([index_document(report, cutter, catalogue) for report in reports])
    with served(
        create_app(Config(), searcher=Searcher(lambda: engine, catalogue, cutter))
    ) as there:
        yield there


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    needed("there is no Chromium here", found is not None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=address, java_script_enabled=request.param)
    yield context.new_page()
    context.close()
