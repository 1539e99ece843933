"""`nianbao index` and `remove`: what is counted, refused, carried over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from indexer.engines import opening
from indexer.files.manifest import COLUMNS
from tests.commands.conftest import NINGHE, NOTICE, Run


def test_index_counts_and_gives_reasons(run: Run, downloads: Path) -> None:
    result = run("index", downloads)
    refused, counts = result.stdout.splitlines()
    assert refused.startswith(f"refused {downloads}/notice.txt: NotAReport: ")
    assert counts.startswith("5 added, 0 replaced, 0 unchanged, 0 removed, 1 refused (")
    assert result.stderr == "6 of 6 files\n"


def test_index_again_skips_what_is_unchanged(run: Run, downloads: Path) -> None:
    run("index", downloads)
    summary = json.loads(run("index", downloads, "--format", "json").stdout)
    assert summary.pop("seconds") >= 0
    [refusal] = summary.pop("refused")
    assert refusal["path"] == str(downloads / "notice.txt")
    assert refusal["error"] == "NotAReport"
    assert summary == {"added": 0, "replaced": 0, "unchanged": 5, "removed": 0}


def test_index_prunes_only_when_told(run: Run, downloads: Path) -> None:
    run("index", downloads)
    next(downloads.glob("000*")).unlink()
    assert "0 removed" in run("index", downloads).stdout
    assert run("count").stdout == "5\n"
    assert "1 removed" in run("index", downloads, "--prune").stdout
    assert run("count").stdout == "4\n"


def test_index_dry_run_makes_no_index(run: Run, downloads: Path, tmp_path: Path) -> None:
    assert "would be: 5 added" in run("index", downloads, "--dry-run").stdout
    assert not (tmp_path / "index").exists()
    run("index", downloads)
    next(downloads.glob("000*")).unlink()
    (downloads / "notice.txt").write_text(NOTICE * 2, "utf-8")
    dry = run("index", downloads, "--dry-run", "--prune", "--rebuild").stdout
    assert "would be: 4 added" in dry
    assert run("count").stdout == "5\n"


def test_index_strict_minds_refusals(run: Run, downloads: Path) -> None:
    run("index", downloads, "--strict", code=1)
    (downloads / "notice.txt").unlink()
    run("index", downloads, "--strict")


def test_index_region_and_manifest(run: Run, downloads: Path) -> None:
    seed = next(downloads.glob("000*"))
    row = [seed.name, "https://example.cn/a", *[""] * (len(COLUMNS) - 2)]
    (downloads / "manifest.csv").write_text(f"{','.join(COLUMNS)}\n{','.join(row)}\n", "utf-8-sig")
    run("index", downloads, "--region", "陕西/安康市/紫阳县")
    shown = json.loads(run("show", NINGHE, "--format", "json").stdout)
    assert (shown["province"], shown["city"], shown["county"]) == ("陕西省", "安康市", "紫阳县")
    assert shown["origins"][0]["url"] == "https://example.cn/a"
    assert run("count", "province:陕西 county:紫阳县").stdout >= "1\n"


def test_rebuild_reads_again_and_carries_the_others_over(
    run: Run, downloads: Path, seed_reports: Path
) -> None:
    run("index", downloads, "--collection", "first")
    other = downloads.parent / "other"
    other.mkdir()
    shutil.copy(next(downloads.glob("001*")), other)
    (other / "more.txt").write_text(
        next(seed_reports.glob("002*")).read_text("utf-8") + "\n", "utf-8"
    )
    run("index", other)
    before = json.loads(run("status", "--format", "json").stdout)
    next(downloads.glob("000*")).unlink()
    shutil.rmtree(other)
    assert "4 added" in run("index", downloads, "--collection", "first", "--rebuild").stdout
    after = json.loads(run("status", "--format", "json").stdout)
    assert [c["sources"] for c in before["collections"]] == [6, 2]
    assert [c["sources"] for c in after["collections"]] == [5, 2]
    assert (before["reports"], after["reports"]) == (6, 5)
    assert "2 gone" in run("verify").stdout


def test_a_rebuild_after_a_change_of_catalogue_asks_for_all_paths(
    run: Run, downloads: Path, monkeypatch: pytest.MonkeyPatch, seed_reports: Path
) -> None:
    other = downloads.parent / "other"
    shutil.copytree(seed_reports, other)
    run("index", downloads, other)
    monkeypatch.setattr(opening, "SCHEMA", "of another time")
    for args in (("index", downloads), ("search", "年"), ("status",)):
        assert "another schema: run nianbao index --rebuild" in run(*args, code=3).stderr
    refused = run("index", downloads, "--rebuild", code=2)
    assert f"give these paths too: {other} (collection other)" in refused.stderr
    assert "10 added" in run("index", downloads, other, "--rebuild").stdout
    assert run("count").stdout == "5\n"


def test_a_change_of_words_is_carried_over(
    run: Run, downloads: Path, tmp_path: Path, seed_reports: Path
) -> None:
    other = downloads.parent / "other"
    shutil.copytree(seed_reports, other)
    run("index", downloads, other)
    config = tmp_path / "words.toml"
    config.write_text('user_words = ["宁河镇"]', "utf-8")
    run("--config", config, "count", code=3)
    shutil.rmtree(other)
    run("--config", config, "index", downloads, "--rebuild")
    collections = json.loads(run("--config", config, "status", "--format", "json").stdout)
    assert [c["sources"] for c in collections["collections"]] == [6, 5]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        pytest.param(["index", "gone"], "gone: there is no such file", id="no-path"),
        pytest.param(["index", ".", "--region", "a/b/c/d"], "province/city/county", id="region"),
        pytest.param(["--config", "no.toml", "status"], "no such file", id="no-config"),
        pytest.param(["index"], "Missing argument 'PATH...'", id="no-argument"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_2(run: Run, args: list[str], told: str) -> None:
    assert told in run(*args, code=2).stderr


def test_a_malformed_manifest_is_refused_before_there_is_an_index(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    (downloads / "manifest.csv").write_text("path,year\na,soon\n")
    assert "manifest.csv, line 2, column year" in run("index", downloads, code=2).stderr
    assert not (tmp_path / "index").exists()


def test_the_index_in_a_folder_is_not_indexed(
    run: Run, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_INDEX_DIR", str(downloads / "index"))
    assert "1 refused" in run("index", downloads).stdout
    assert "5 unchanged, 0 removed, 1 refused" in run("index", downloads).stdout


def test_remove_reports_and_collections(run: Run, downloads: Path) -> None:
    run("index", downloads)
    assert run("remove", NINGHE).stdout == "removed 1 report\n"
    assert run("show", NINGHE, code=4).stderr == f"error: no report has the id {NINGHE}\n"
    assert run("remove", "--collection", "downloads").stdout == "removed 5 sources\n"
    assert run("count").stdout == "0\n"
    assert "no collection downloads" in run("remove", "--collection", "downloads", code=4).stderr
    run("remove", code=2)
    run("remove", NINGHE, "--collection", "downloads", code=2)
