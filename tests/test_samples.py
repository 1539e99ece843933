"""The sample reports: made by their generator, and read as it says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from indexer.catalogue import catalogue
from indexer.model import Report
from indexer.parsing.parse import parse_file
from indexer.regions import Region, locate

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
VARIANTS = SAMPLES / ".variants"
GENERATOR = ROOT / "tests" / "samples" / "generate.py"
FILES = sorted(p.parents[1] / p.stem for p in SAMPLES.rglob(".golden/*.json"))
BY_LIBREOFFICE = {".rtf", ".odt", ".doc", ".wps"}
OF_ANOTHER = {".doc", ".wps"}
"""LibreOffice writes them, each version of it other bytes."""


def named(sample: Path) -> str:
    return str(sample.relative_to(SAMPLES))


def golden(sample: Path) -> dict:
    return json.loads((sample.parent / ".golden" / f"{sample.name}.json").read_text("utf-8"))


@lru_cache
def reading(sample: Path) -> Report:
    is_readable = sample.suffix not in BY_LIBREOFFICE or shutil.which("soffice")
    if not is_readable and os.environ.get("REQUIRE_ALL") != "1":
        pytest.skip("needs LibreOffice (soffice)")
    return parse_file(sample)


def test_the_generator_writes_what_is_committed(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(GENERATOR), str(tmp_path)], check=True)
    written = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    committed = {p.relative_to(SAMPLES): p.read_bytes() for p in SAMPLES.rglob("*") if p.is_file()}
    same = {name for name in committed if name.suffix not in OF_ANOTHER}
    assert same <= written.keys() <= committed.keys()
    assert [name for name in same if written[name] != committed[name]] == []


def test_every_file_says_what_it_must_be_read_as() -> None:
    files = {p for p in SAMPLES.rglob("*") if p.is_file() and p.parent.name != ".golden"}
    assert files == set(FILES)


def test_the_samples_are_various() -> None:
    known = [golden(sample) for sample in FILES if sample.parent == SAMPLES]
    assert len(known) >= 14
    assert {k["template"] for k in known} == {"2019", "2021"}
    assert {k["level"] for k in known} == {"township", "county", "city", "province"}
    assert {k["organ"] for k in known} == {"government", "department"}
    statuses = {fact["status"] for k in known for fact in k["fields"].values()}
    assert statuses == {"reported", "inferred", "blank", "not_applicable"}
    codes = {code for k in known for code in k["findings"]}
    assert codes >= {"row_sum", "balance", "handled_sum", "dispute_sum", "unit_assumed"}


def test_each_variant_of_each_format_is_there_for_each_form() -> None:
    forms = {folder.name: {p.name for p in folder.iterdir()} for folder in VARIANTS.iterdir()}
    assert set(forms) == {"2019", "2021", "older"}
    assert forms["2019"] == forms["2021"] == forms["older"]
    suffixes = {Path(name).suffix for name in forms["2019"]} - {""}
    assert suffixes == {".txt", ".html", ".htm", ".docx", ".xlsx", ".pdf", *BY_LIBREOFFICE}


@pytest.mark.parametrize("sample", FILES, ids=named)
def test_a_golden_file_has_every_printed_field_and_no_real_place(sample: Path) -> None:
    known = golden(sample)
    printed = catalogue().printed(known["template"])
    assert set(known["fields"]) == {field.key for field in printed}
    assert locate(known["issuer"]) == Region()


@pytest.mark.parametrize("sample", FILES, ids=named)
class TestAReading:
    def test_tells_what_the_report_is(self, sample: Path) -> None:
        known, meta = golden(sample), reading(sample).meta
        names = ("title", "issuer", "year", "template", "province", "city", "county", "level")
        names += ("organ", *(["scope"] if "scope" in known else []))
        assert {n: getattr(meta, n) for n in names} == {n: known[n] for n in names}

    def test_has_the_prose_of_each_section(self, sample: Path) -> None:
        prose = reading(sample).prose
        assert {s: t for s, t in prose.items() if t} == golden(sample)["sections"]

    def test_has_every_value_and_status(self, sample: Path) -> None:
        facts = reading(sample).facts.values
        read = {key: [facts[key].value, str(facts[key].status)] for key in golden(sample)["fields"]}
        known = {k: [f["value"], f["status"]] for k, f in golden(sample)["fields"].items()}
        assert {k: v for k, v in read.items() if v != known[k]} == {}

    def test_keeps_what_was_printed(self, sample: Path) -> None:
        facts = reading(sample).facts.values
        known = {k: f["raw"] for k, f in golden(sample)["fields"].items() if f.get("raw")}
        assert {k: (facts[k].raw or "").strip() for k in known} == known

    def test_finds_what_does_not_add_up(self, sample: Path) -> None:
        codes = {finding.code for finding in reading(sample).facts.findings}
        assert sorted(codes) == golden(sample)["findings"]
