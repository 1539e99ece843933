"""Takes a picture of every page for docs/images: ``python -m tests.browser.screenshots``.

The pages show the reports of ``samples/``, wide and as on a phone, in light; ``--dark`` and
``--paper`` take them so into another folder, to be looked at.
"""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from indexer import Config, index_paths
from webui import create_app

from .stage import FLAGS, chromium, served

HOUSE = Path(__file__).parents[2]
IMAGES = HOUSE / "docs" / "images"

SHARP = 50
"""How much of a picture's detail is kept, of 100: text stays readable, a picture some 40 kB."""

WIDTHS = {"": 1280, "-phone": 360}
TALLEST = 1100
"""What lies further down a page is left out of its picture."""

PAGES = {
    "start": "/",
    "search": "/?q=乡村振兴 新收申请>0",
    "table": "/?q=year:2020..2021 新收申请>=0&view=table",
    "nothing": "/?q=乡村振兴 新收申请>100000000",
    "mistake": "/?q=乡村振兴 requests_recieved>0",
    "report": "/reports/{faulty}?q=公开#match-1",
    "issuer": "/issuers/青禾县柳溪镇人民政府",
    "compare": "/compare?id={earlier}&id={later}&only=differences",
    "findings": "/findings",
    "finding": "/findings/row_sum",
    "fields": "/fields",
    "help": "/help",
    "api": "/api",
}


REPORTS = {
    "faulty": 'issuer:"青禾县水利局"',
    "earlier": 'issuer:"青禾县柳溪镇人民政府" year:2020',
    "later": 'issuer:"青禾县柳溪镇人民政府" year:2021',
}
"""The reports that pages are of, by the query that finds each."""


def ids(page: Page) -> dict[str, str]:
    """Look up the ids of the reports that pages are of."""
    answers = {
        name: page.request.get("/api/v1/search", params={"q": query}).json()["results"]
        for name, query in REPORTS.items()
    }
    return {name: str(found["id"]) for name, [found] in answers.items()}


def take(page: Page, file: Path) -> None:
    """Take a picture of a page from its top on; WebP, which Playwright itself does not write."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    taken = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot",
        {
            "format": "webp",
            "quality": SHARP,
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
        },
    )
    file.write_bytes(base64.b64decode(taken["data"]))


def take_all(browser: Browser, address: str, out: Path, scheme: str, medium: str) -> None:
    """Take a picture of every page, wide and narrow."""
    for ending, width in WIDTHS.items():
        context = browser.new_context(
            base_url=address,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 800},
        )
        page = context.new_page()
        page.emulate_media(media="print" if medium == "print" else "screen")
        known = ids(page)
        for name, url in PAGES.items():
            page.goto(url.format(**known))
            take(page, out / f"{name}{ending}.webp")
        context.close()


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path), default=IMAGES)
@click.option("--dark", is_flag=True, help="As it is where dark pages are preferred.")
@click.option("--paper", is_flag=True, help="As it is printed.")
def main(out: Path, dark: bool, paper: bool) -> None:
    """Take a picture of every page into the folder OUT."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as index, sync_playwright() as playwright:
        config = Config(index_dir=Path(index))
        index_paths(config, [HOUSE / "samples"])
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
        with served(create_app(config)) as address:
            take_all(browser, address, out, "dark" if dark else "light", "print" if paper else "")
        browser.close()


if __name__ == "__main__":
    main()
