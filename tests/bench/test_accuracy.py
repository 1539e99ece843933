"""The measure of accuracy counts what is right, and would count what is not."""

import json
import shutil
from pathlib import Path

import pytest

from bench.accuracy import main

SAMPLES = Path(__file__).parents[2] / "samples"
ONE = "枫林乡2019.txt"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".golden").mkdir()
    for name in (ONE, f".golden/{ONE}.json"):
        shutil.copy(SAMPLES / name, tmp_path / name)
    return tmp_path


def change(folder, **fields):
    path = folder / ".golden" / f"{ONE}.json"
    golden = json.loads(path.read_text("utf-8"))
    for key, value in fields.items():
        golden["fields"][key.replace("__", ".")]["value"] = value
    path.write_text(json.dumps(golden), "utf-8")


def line_of(capsys):
    return capsys.readouterr().out.splitlines()[1].split()


def test_of_the_samples_nothing_is_wrong_and_nothing_missing(tmp_path, capsys):
    # The variants take LibreOffice a while; test_samples.py has them read one by one.
    shutil.copytree(SAMPLES, tmp_path / "all", ignore=shutil.ignore_patterns(".variants"))
    assert main(tmp_path / "all") == 0
    total = capsys.readouterr().out.splitlines()
    (line,) = [line.split() for line in total if line.split()[0] == "all"]
    assert line[3:] == ["0", "0", "100.00", "100.00"]


def test_another_value_is_wrong_and_so_is_one_where_none_is_printed(folder, capsys):
    change(folder, requests_received__total=999, granted__total=None)
    assert main(folder) == 1
    assert line_of(capsys)[2:5] == ["196", "2", "0"]


def test_a_value_that_was_not_read_is_missing(folder, capsys):
    path = folder / ONE
    text = path.read_text("utf-8")
    assert "五、存在" in text
    path.write_text(
        text[: text.index("四、政府信息公开行政复议")] + text[text.index("五、存在") :], "utf-8"
    )
    assert main(folder) == 0
    assert line_of(capsys)[2:5] == ["183", "0", "15"]


def test_what_libreoffice_must_read_is_not_measured_without_it(tmp_path, monkeypatch, capsys):
    shutil.copytree(SAMPLES / ".variants" / "2019", tmp_path / "2019")
    for path in (tmp_path / "2019" / ".golden").iterdir():
        if path.stem not in ("wps.wps", "tab_rows.txt"):
            path.unlink()
    monkeypatch.setenv("PATH", "")
    assert main(tmp_path) == 0
    printed = capsys.readouterr().out
    assert [line.split()[0] for line in printed.splitlines()[1:3]] == ["txt", "all"]
    assert "2019/wps.wps: not measured" in printed


def test_a_folder_without_golden_files_is_told(tmp_path, capsys):
    assert main(tmp_path) == 2
    assert "no .golden" in capsys.readouterr().err
