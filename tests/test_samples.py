"""The sample reports: made by their generator, and read as it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.catalogue import catalogue
from indexer.model import Report
from indexer.parse import parse_file
from indexer.regions import Region, locate

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
GENERATOR = ROOT / "tests" / "samples" / "generate.py"
FILES = sorted(p for p in SAMPLES.iterdir() if not p.name.startswith("."))


def golden(sample: Path) -> dict:
    return json.loads((SAMPLES / ".golden" / f"{sample.name}.json").read_text("utf-8"))


def test_the_generator_writes_what_is_committed(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(GENERATOR), str(tmp_path)], check=True)
    written = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    committed = {p.relative_to(SAMPLES): p.read_bytes() for p in SAMPLES.rglob("*") if p.is_file()}
    assert written.keys() == committed.keys()
    assert [name for name in written if written[name] != committed[name]] == []


def test_the_samples_are_various() -> None:
    known = [golden(sample) for sample in FILES]
    assert len(known) >= 14
    assert {p.suffix for p in FILES} == {".txt", ".html", ".docx", ".xlsx", ".pdf"}
    assert {k["template"] for k in known} == {"2019", "2021"}
    assert {k["level"] for k in known} == {"township", "county", "city", "province"}
    assert {k["organ"] for k in known} == {"government", "department"}
    statuses = {fact["status"] for k in known for fact in k["fields"].values()}
    assert statuses == {"reported", "inferred", "blank", "not_applicable"}
    codes = {code for k in known for code in k["findings"]}
    assert codes >= {"row_sum", "balance", "handled_sum", "dispute_sum", "unit_assumed"}


@pytest.mark.parametrize("sample", FILES, ids=lambda p: p.name)
def test_a_golden_file_has_every_printed_field_and_no_real_place(sample: Path) -> None:
    known = golden(sample)
    assert set(known["fields"]) == {f.key for f in catalogue().printed(known["template"])}
    assert locate(known["issuer"]) == Region()


@pytest.fixture(scope="module")
def readings() -> dict[str, Report]:
    return {sample.name: parse_file(sample) for sample in FILES}


@pytest.mark.parametrize("sample", FILES, ids=lambda p: p.name)
class TestAReading:
    def test_tells_what_the_report_is(self, sample: Path, readings: dict[str, Report]) -> None:
        known, meta = golden(sample), readings[sample.name].meta
        names = ("title", "issuer", "year", "template", "province", "city", "county", "level")
        names += ("organ", *(["scope"] if "scope" in known else []))
        assert {n: getattr(meta, n) for n in names} == {n: known[n] for n in names}

    def test_has_the_prose_of_each_section(self, sample: Path, readings: dict[str, Report]) -> None:
        prose = readings[sample.name].prose
        assert {s: t for s, t in prose.items() if t} == golden(sample)["sections"]

    def test_has_every_value_and_status(self, sample: Path, readings: dict[str, Report]) -> None:
        facts = readings[sample.name].facts.values
        read = {key: [facts[key].value, str(facts[key].status)] for key in golden(sample)["fields"]}
        known = {k: [f["value"], f["status"]] for k, f in golden(sample)["fields"].items()}
        assert {k: v for k, v in read.items() if v != known[k]} == {}
        assert read == known

    def test_keeps_what_was_printed(self, sample: Path, readings: dict[str, Report]) -> None:
        facts = readings[sample.name].facts.values
        known = {k: f["raw"] for k, f in golden(sample)["fields"].items() if f.get("raw")}
        assert {k: (facts[k].raw or "").strip() for k in known} == known

    def test_finds_what_does_not_add_up(self, sample: Path, readings: dict[str, Report]) -> None:
        codes = {finding.code for finding in readings[sample.name].facts.findings}
        assert sorted(codes) == golden(sample)["findings"]
