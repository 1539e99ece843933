"""Spoilt files give a report or an error of ours, and the command finds what does not."""

from __future__ import annotations

import os

import pytest

from bench import fuzz
from indexer.readers.office import office_program


@pytest.mark.skipif(
    office_program() is None and os.environ.get("REQUIRE_ALL") != "1",
    reason="LibreOffice is not installed",
)
@pytest.mark.parametrize("form", fuzz.OFFICE_FORMATS)
def test_what_libreoffice_reads_is_read_or_refused(form: str) -> None:
    assert office_program(), "without it every file is refused"
    assert fuzz.fault_of(fuzz.spoilt(3, fuzz.samples(form)), f"a.{form}") == ""


@pytest.mark.parametrize("form", fuzz.FORMATS)
def test_spoilt_samples_are_read_or_refused(form: str) -> None:
    files = fuzz.samples(form)
    faults = {seed: fuzz.fault_of(fuzz.spoilt(seed, files), f"a.{form}") for seed in range(12)}
    assert {seed: fault for seed, fault in faults.items() if fault} == {}


def test_a_seed_spoils_a_file_the_same_way_again() -> None:
    files = fuzz.samples("docx")
    assert fuzz.spoilt(7, files) == fuzz.spoilt(7, files)
    assert fuzz.spoilt(7, files) not in files


def test_a_bug_is_printed_with_its_seed_and_fails_the_command(monkeypatch, capsys) -> None:
    def parse(data: bytes, name: str) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(fuzz, "parse_bytes", parse)
    assert fuzz.main(["txt", "--seconds", "0.05", "--first", "3"]) == 1
    printed = capsys.readouterr().out
    assert "txt, --seed 3:" in printed
    assert "KeyError: 'a bug'" in printed


def test_without_faults_the_command_succeeds(monkeypatch, capsys) -> None:
    monkeypatch.setattr(fuzz, "parse_bytes", lambda data, name: None)
    assert fuzz.main(["txt", "--seconds", "0.05"]) == 0
    assert "0 faults" in capsys.readouterr().out
