"""What is settled when all parts are done: the same as if one process had done all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from indexer.catalogue import Catalogue
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.indexing.batch import Batch, Steps
from indexer.indexing.relate import kin, relations
from indexer.indexing.settling import Settled, apart, settle
from indexer.model import Origin, Report, Source
from indexer.query import Everything

Make = Callable[..., Report]


@pytest.fixture
def steps(segmenter, catalogue: Catalogue) -> Steps:
    return Steps(
        parse=lambda task: pytest.fail("nothing is parsed here"),
        relations=relations,
        kin=kin,
        document=lambda report: index_document(report, segmenter, catalogue),
    )


def source_of(report: Report, path: str) -> Source:
    return Source("downloads", path, "/somewhere", "0" * 64, 1, 1, report=report.meta.id)


def filled(steps: Steps, *reports: Report, sources: bool = True) -> MemoryEngine:
    engine = MemoryEngine()
    batch = Batch(engine, steps)
    for report in reports:
        batch.put(report)
        for origin in report.meta.origins if sources else ():
            batch.remember(source_of(report, origin.path))
    batch.flush()
    return engine


def everything(engine: MemoryEngine) -> list[object]:
    return [*engine.scan(Everything()), *engine.sources()]


def test_relations_are_those_of_one_process(make_report: Make, steps: Steps) -> None:
    place = {"province": "陕西省", "county": "紫阳县", "level": "township"}
    reports = [
        make_report(issuer=issuer, year=year, origins=[("downloads", f"{issuer}{year}{n}")],
                    values={"requests_received.total": n}, **place)
        for issuer in ("宁河镇政府", "汉王镇政府")
        for year in (2020, 2021, None)
        for n in (1, 2)
    ]  # fmt: skip
    at_once, in_parts = filled(steps, *reports), filled(apart(steps), *reports)
    assert settle(in_parts, steps) == Settled(related=8, again=0)
    assert everything(in_parts) == everything(at_once)
    assert settle(in_parts, steps) == Settled(related=0, again=0)


def test_files_that_were_refused_stay_refused(make_report: Make, steps: Steps) -> None:
    engine = filled(apart(steps), make_report())
    refused = replace(source_of(make_report(), "x"), report=None, error="NotAReport")
    engine.write(sources=[refused])
    assert settle(engine, steps).again == 0
    assert refused in engine.sources()


def test_relations_that_hold_no_more_are_taken_back(make_report: Make, steps: Steps) -> None:
    stale = make_report(current=False, versions=["0" * 16])
    engine = filled(apart(steps), stale)
    assert settle(engine, steps) == Settled(related=1, again=0)
    assert next(engine.scan(Everything())).relations.current


def test_files_whose_report_was_lost_are_read_again(make_report: Make, steps: Steps) -> None:
    kept, lost = make_report(origins=[("downloads", "a")]), make_report(year=2021)
    engine = filled(apart(steps), kept)
    unnamed = source_of(kept, "twin of a")
    engine.write(sources=[source_of(lost, "b"), unnamed])
    assert settle(engine, steps) == Settled(related=0, again=2)
    assert [s.path for s in engine.sources()] == ["a"]
    assert settle(engine, steps) == Settled(related=0, again=0)


def test_reports_leave_the_files_that_give_others_now(make_report: Make, steps: Steps) -> None:
    old, new = make_report(origins=[("downloads", "a")]), make_report(year=2021, origins=[])
    twice = make_report(year=2019, origins=[("downloads", "a"), ("downloads", "c")])
    engine = filled(apart(steps), old, twice)
    holds = replace(new, meta=replace(new.meta, origins=(Origin("downloads", "a"),)))
    engine.write(
        put=[steps.document(holds)],
        sources=[source_of(new, "a"), source_of(twice, "c")],
    )
    assert settle(engine, steps).again == 0
    left = {r.id: [o.path for o in r.meta.origins] for r in engine.scan(Everything()) if r.meta}
    assert left == {new.meta.id: ["a"], twice.meta.id: ["c"]}
