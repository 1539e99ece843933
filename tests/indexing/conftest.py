"""An index in memory that a folder is read into, with a stand-in for the parser."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from indexer.catalogue import Catalogue
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine
from indexer.errors import NotAReport, ReaderFault, UnreadableFile
from indexer.files.sources import place_of
from indexer.indexing.batch import Steps
from indexer.indexing.ingest import (
    Choices,
    Progress,
    Summary,
    faults_within,
    index_surveyed,
    survey,
)
from indexer.indexing.relate import kin, relations
from indexer.model import Known, Meta, Report
from indexer.query import Everything
from indexer.regions import Region

Make = Callable[..., Report]


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Desk:
    """An index in memory, a folder, and a parser that reads ``issuer year prose``."""

    def __init__(self, folder: Path, make: Make, catalogue: Catalogue, segmenter: Any) -> None:
        self.folder = folder
        self.engine: Engine = MemoryEngine()
        self.parsed: list[str] = []
        self._make = make
        self._time = datetime(2026, 1, 1, tzinfo=UTC)
        self.steps = Steps(
            parse=lambda task: partial(self.parse, task.data, task.name, task.known, task.region),
            relations=relations,
            kin=kin,
            document=lambda report: index_document(report, segmenter, catalogue),
            now=self.now,
        )

    def now(self) -> datetime:
        self._time += timedelta(seconds=1)
        return self._time

    def parse(self, data: bytes, name: str, known: Known, region: Region) -> Report:
        self.parsed.append(name)
        if data.startswith(b"PK"):
            raise UnreadableFile("the archive is damaged")
        text = data.decode()
        if text.startswith("notice"):
            raise NotAReport("a notice, no report")
        if text.startswith("fault"):
            raise ReaderFault("reading it took longer than 60 s")
        issuer, year, *prose = text.split(" ", 2)
        report = self._make(
            issuer=known.issuer or issuer,
            year=int(year),
            prose={"overview": "".join(prose)},
            values={"requests_received.total": len(prose)},
            province=known.province or region.province,
            origins=(),
        )
        return replace(report, meta=replace(report.meta, id=id_of(text)))

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def pack(self, path: str, files: Mapping[str, str]) -> Path:
        file = self.folder / path
        with zipfile.ZipFile(file, "w") as archive:
            for inner, text in files.items():
                archive.writestr(inner, text)
        return file

    def index(
        self,
        *paths: Path | str,
        collection: str | None = None,
        leave_out: Path | None = None,
        progress: Callable[[Progress], None] = lambda _: None,
        **choices: Any,
    ) -> Summary:
        self.parsed.clear()
        roots = {s.collection: s.root for s in self.engine.sources()}
        surveys = [
            survey(place_of(self.folder / path, collection, roots), leave_out)
            for path in paths or [self.folder]
        ]
        return index_surveyed(self.engine, surveys, self.steps, Choices(**choices), progress)

    def metas(self) -> dict[str, Meta]:
        return {s.id: s.meta for s in self.engine.scan(Everything()) if s.meta}

    def paths(self, text: str) -> list[tuple[str, str]]:
        return [(o.collection, o.path) for o in self.metas()[id_of(text)].origins]

    def check(self) -> None:
        """The origins of the reports and the outcomes of the sources say the same."""
        assert list(faults_within(self.engine)) == []


@pytest.fixture
def desk(tmp_path: Path, make_report: Make, catalogue: Catalogue, segmenter: Any) -> Iterator[Desk]:
    folder = tmp_path / "downloads"
    folder.mkdir()
    desk = Desk(folder, make_report, catalogue, segmenter)
    yield desk
    desk.check()


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    return (
        summary.added,
        summary.replaced,
        summary.unchanged,
        summary.removed,
        len(summary.refused),
    )
