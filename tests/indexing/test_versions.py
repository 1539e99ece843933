"""The same report in several formats is one report, from a folder to the answer."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from indexer import Config, SearchRequest, index_paths, open_searcher, stored_object
from indexer.catalogue import catalogue

SAMPLES = Path(__file__).parents[1] / "samples"

WRITE = """
import sys; sys.path.insert(0, sys.argv[1])
from dataclasses import replace
from pathlib import Path
from generate import PDF_SAMPLES, SAMPLES, content
sample = next(s for s in PDF_SAMPLES if s.printed == {})
page = next(s for s in SAMPLES if s.file.endswith(".html"))
for layout, name in ((sample.layout, "report.pdf"), (page.layout, "report.html")):
    Path(sys.argv[2], name).write_bytes(content(replace(sample, layout=layout, file=name)))
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    folder = tmp_path_factory.mktemp("downloads")
    subprocess.run([sys.executable, "-c", WRITE, SAMPLES, folder], check=True)
    config = replace(Config(), index_dir=tmp_path_factory.mktemp("index"))
    summary = index_paths(config, [folder])
    assert summary.added == 2
    return config


@pytest.fixture(scope="module")
def searcher(config):
    return open_searcher(config)


def test_both_formats_are_read(searcher):
    found = searcher.search(SearchRequest("version:all", facets=("format",)))
    assert {v.value: v.count for v in found.facets["format"]} == {"pdf": 1, "html": 1}


@pytest.mark.parametrize("q", ["", "政府信息公开", '"政府信息公开"', "requests_received>=0"])
def test_the_report_is_found_once_and_that_is_said(searcher, q):
    found = searcher.search(SearchRequest(q))
    assert (found.total, len(found.results), found.other_versions) == (1, 1, 1)
    everything = searcher.search(SearchRequest(f"{q} version:all"))
    assert (everything.total, everything.other_versions) == (2, 1)
    assert searcher.count(q) == 1


def test_each_says_which_the_other_is(searcher):
    current = searcher.search(SearchRequest()).results[0].id
    both = [r.id for r in searcher.search(SearchRequest("version:all")).results]
    for id in both:
        shown = msgspec.to_builtins(stored_object(searcher.report(id), catalogue()))
        [other] = set(both) - {id}
        assert shown["relations"]["current"] == (id == current)
        assert list(shown["relations"]["versions"]) == [other]
