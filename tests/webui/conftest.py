"""A handful of made reports behind the real searcher, and a browser's view of the application."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from indexer import Config, Searcher
from indexer.catalogue import Catalogue
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.model import Fact, Finding, Report, Source, Status
from indexer.text import segmenter
from webui import create_app

NINGHE_PROSE = {
    "unplaced": "按照条例规定，现公布本年度报告。",
    "overview": "2020年，宁河镇坚持公开为常态。\n（一）进一步规范工作流程。",
    "problems": "2021年，我镇将围绕乡村振兴工作重点任务，做好<script>alert(1)</script>信息公开。",
}


ORIGINAL = "<script>alert('原件')</script>".encode()


@pytest.fixture(scope="session")
def reports(make_report: Callable[..., Report], catalogue: Catalogue) -> dict[str, Report]:
    zeros: dict[str, int | None] = {field.key: 0 for field in catalogue.printed("2019")}
    blanks: dict[str, int | None] = dict.fromkeys(zeros)
    ninghe = make_report(
        issuer="宁河镇",
        year=2020,
        title="2020年宁河镇政府信息公开工作年度报告",
        template="2019",
        province="天津市",
        level="township",
        organ="government",
        prose=NINGHE_PROSE,
        values={
            **zeros,
            "requests_received.natural_person": 30,
            "requests_received.total": 40,
            "granted.total": 10,
            "handled.total": 40,
            "fees.items_change": None,
            "procurement.amount": 3249.75,
        },
        facts={
            "penalties.items_change": Fact(410, Status.REPORTED, "+410"),
            "licensing.decisions": Fact(None, Status.NOT_APPLICABLE, "/"),
            "denied_security.total": Fact(None, Status.UNREADABLE, "0 0"),
            "denied_process.total": Fact(0, Status.INFERRED, "", source="row_sum"),
            "grant_rate": Fact(0.25, Status.COMPUTED),
            "denied.total": Fact(0, Status.COMPUTED),
        },
        findings=[
            Finding(
                "row_sum",
                ("requests_received.natural_person", "requests_received.total"),
                expected=30,
                found=40,
            ),
            Finding("wrong_year", message="2020"),
            Finding("extraction", ("denied_security.total",)),
        ],
        id=hashlib.sha256(ORIGINAL).hexdigest()[:16],
        origins=[("downloads", "宁河镇 2020.html")],
        format="html",
        indexed_at="2026-01-02T03:04:05+00:00",
    )
    nowhere = make_report(
        issuer="岳村镇",
        year=2021,
        template="2021",
        level="township",
        prose={"problems": "宣传不够。"},
        values={field.key: 0 for field in catalogue.printed("2021")},
    )
    bureau = make_report(
        issuer="某县教育局",
        year=2020,
        template="2019",
        organ="department",
        prose={"overview": "教育局推进乡村振兴。"},
        values=blanks,
    )
    bare = make_report(
        issuer=None, year=None, title="无名文件", template=None, findings=["no_table"]
    )
    older = make_report(
        issuer="宁河镇", year=2019, prose={"other": "旧稿"}, values=zeros, current=False
    )
    return {"ninghe": ninghe, "nowhere": nowhere, "bureau": bureau, "bare": bare, "older": older}


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """The file a report was read from: HTML that no browser may ever take for a page of ours."""
    file = tmp_path / "宁河镇 2020.html"
    file.write_bytes(ORIGINAL)
    return file


@pytest.fixture(scope="session")
def engine(reports: dict[str, Report], catalogue: Catalogue) -> MemoryEngine:
    cutter = segmenter("jieba")
    engine = MemoryEngine()
    engine.write([index_document(report, cutter, catalogue) for report in reports.values()])
    return engine


@pytest.fixture(scope="session")
def searcher(engine: MemoryEngine, catalogue: Catalogue) -> Searcher:
    return Searcher(lambda: engine, catalogue, segmenter("jieba"))


@pytest.fixture
def with_source(engine: MemoryEngine, original: Path) -> Iterator[Path]:
    """The report of the file has a source: the file as it was when it was read."""
    digest, stat = hashlib.sha256(ORIGINAL).hexdigest(), original.stat()
    source = Source(
        collection="downloads",
        path=original.name,
        root=str(original.parent),
        sha256=digest,
        size=stat.st_size,
        modified_ns=stat.st_mtime_ns,
        report=digest[:16],
    )
    engine.write(sources=[source])
    yield original
    engine.write(forget=[source.key])


@pytest.fixture(scope="session")
def app(searcher: Searcher) -> Flask:
    return create_app(Config(), searcher=searcher)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Page:
    """A page as a person meets it: text, links, the box."""

    def __init__(self, client: FlaskClient, url: str) -> None:
        self.response = client.get(url)
        self.status = self.response.status_code
        self.tree = html.fromstring(self.response.get_data(as_text=True))

    def all(self, path: str) -> list[html.HtmlElement]:
        """Find elements by ``tag``, ``.class`` or ``#id``, one inside the other."""
        return self.tree.xpath("".join(_step(part) for part in path.split()))

    def text(self, path: str = "body") -> str:
        return " ".join(self.texts(path))

    def texts(self, path: str) -> list[str]:
        return [plain(element) for element in self.all(path)]

    def links(self, path: str = "body") -> dict[str, str]:
        return {plain(a): a.get("href") for a in self.all(f"{path} a") if a.get("href")}

    def cell(self, key: str) -> html.HtmlElement:
        return self.tree.get_element_by_id(key)  # type: ignore[attr-defined]


def plain(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _step(part: str) -> str:
    tag, dot, name = part.partition(".")
    if part.startswith("#"):
        return f"//*[@id='{part[1:]}']"
    if dot:
        return f"//{tag or '*'}[contains(concat(' ', @class, ' '), ' {name} ')]"
    return f"//{tag}"


@pytest.fixture
def visit(client: FlaskClient) -> Callable[[str], Page]:
    return lambda url: Page(client, url)
