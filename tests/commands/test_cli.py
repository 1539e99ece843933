"""The command line on the five real reports: what is printed, and what it exits with."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer import errors
from indexer.admission import admitted, token_hash
from indexer.cli import cli
from indexer.commands.shell import EXIT_CODES
from indexer.engines import opening
from indexer.files.manifest import COLUMNS
from indexer.keeping import desk

ROOT = Path(__file__).resolve().parents[2]
NINGHE = "16cce395591ecfed"
NOTICE = (
    "关于做好2020年政府信息公开工作年度报告编制发布工作的通知\n各乡镇人民政府：\n请认真做好。\n"
)

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty folder, with an index of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("NIANBAO_CONFIG", "NIANBAO_ENGINE", "NIANBAO_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NIANBAO_INDEX_DIR", str(tmp_path / "index"))

    def run(*args: str | Path, code: int = 0) -> Result:
        result = CliRunner().invoke(cli, [str(arg) for arg in args], prog_name="nianbao")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture(scope="module")
def seeds_index(tmp_path_factory: pytest.TempPathFactory, seed_reports: Path) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "index"
    environ = {**os.environ, "NIANBAO_INDEX_DIR": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "indexer", "index", str(seed_reports)],
        check=True,
        env=environ,
        cwd=ROOT,
        capture_output=True,
    )
    return folder


@pytest.fixture
def seeds(run: Run, seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command over an index of the five reports; it is shared, so only read it."""
    monkeypatch.setenv("NIANBAO_INDEX_DIR", str(seeds_index))
    return run


# ── index ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def downloads(tmp_path: Path, seed_reports: Path) -> Path:
    folder = tmp_path / "downloads"
    shutil.copytree(seed_reports, folder)
    (folder / "notice.txt").write_text(NOTICE, "utf-8")
    return folder


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


# ── remove, status, verify ───────────────────────────────────────────────────────────────


def test_remove_reports_and_collections(run: Run, downloads: Path) -> None:
    run("index", downloads)
    assert run("remove", NINGHE).stdout == "removed 1 report\n"
    assert run("show", NINGHE, code=4).stderr == f"error: no report has the id {NINGHE}\n"
    assert run("remove", "--collection", "downloads").stdout == "removed 5 sources\n"
    assert run("count").stdout == "0\n"
    assert "no collection downloads" in run("remove", "--collection", "downloads", code=4).stderr
    run("remove", code=2)
    run("remove", NINGHE, "--collection", "downloads", code=2)


def test_status_says_what_there_is(run: Run, downloads: Path, tmp_path: Path) -> None:
    run("index", downloads)
    text = run("status").stdout
    assert f"index      {tmp_path / 'index'} (" in text
    assert f"downloads: 6 sources, 5 reports, 1 refused, from {downloads}" in text


@pytest.mark.parametrize("command", ["status", "verify", "search", "count"])
def test_without_an_index_there_is_a_hint(run: Run, command: str) -> None:
    assert "run nianbao index PATH" in run(command, code=3).stderr


def test_verify_lists_what_is_gone_or_changed(run: Run, downloads: Path) -> None:
    run("index", downloads)
    assert run("verify").stdout.startswith("the index is sound: 5 reports, 6 sources, 0 gone")
    gone, changed, touched, *_ = sorted(downloads.glob("00*"))
    gone.unlink()
    changed.write_text("anything")
    os.utime(touched, ns=(1, 1))
    lines = run("verify").stdout.splitlines()
    assert lines[:2] == [f"gone: {gone}", f"changed: {changed}"]
    assert lines[2].endswith("1 gone, 1 changed")
    found = json.loads(run("verify", "--format", "json").stdout)
    assert (found["gone"], found["changed"]) == ([str(gone)], [str(changed)])


def test_a_damaged_index_is_3(run: Run, downloads: Path, tmp_path: Path) -> None:
    run("index", downloads)
    for file in (tmp_path / "index").rglob("*"):
        if file.suffix in (".trm", ".pst"):
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "damaged" in run("verify", code=3).output


# ── search, count, show, export ──────────────────────────────────────────────────────────


def test_search_prints_a_table_that_lines_up(seeds: Run) -> None:
    header, hit, total = seeds("search", "乡村振兴 requests_received>0").stdout.splitlines()
    assert header.split() == [
        "id", "issuer", "year", "title", "requests_received.total", "passage",
    ]  # fmt: skip
    assert hit.split()[:3] == [NINGHE, "宁河镇", "2020"]
    assert "乡村振兴" in hit
    assert total == "1 report"
    assert "\x1b" not in hit


def test_search_json_is_the_body_of_the_endpoint(seeds: Run) -> None:
    body = json.loads(seeds("search", "新收申请>0", "--format", "json", "--limit", "1").stdout)
    assert body["query"] == "新收申请>0"
    assert body["total"] >= len(body["results"]) == 1
    assert body["results"][0]["fields"]["requests_received.total"]["status"] == "reported"
    assert set(body) >= {"explained", "without", "other_versions", "facets", "stats", "took_ms"}


def test_other_spellings_can_be_left_out(seeds: Run) -> None:
    assert seeds("count", "鄉村振興").stdout == seeds("count", "乡村振兴").stdout != "0\n"
    assert seeds("count", "--no-variants", "鄉村振興").stdout == "0\n"
    body = json.loads(seeds("search", "鄉村振興", "--format", "json").stdout)
    assert body["explained"][0]["variants"] == ["乡村振兴"]
    assert "0 reports" in seeds("search", "鄉村振興", "--no-variants").stdout


@pytest.mark.parametrize("args", [["-year:2021"], ["--", "-year:2021"], ["-year:2021", "年"]])
def test_a_query_may_begin_with_a_minus(seeds: Run, args: list[str]) -> None:
    assert seeds("count", *args).stdout == "4\n"
    assert "4 reports" in seeds("search", "--limit", "9", *args).stdout
    assert "4 reports, 1 shown" in seeds("search", "--limit=1", *args).stdout


def test_options_of_a_query_may_have_values_with_a_minus(seeds: Run, tmp_path: Path) -> None:
    rows = seeds("search", "", "--sort", "-year", "--format", "jsonl").stdout.splitlines()
    years = [json.loads(row)["year"] for row in rows]
    assert years == sorted(years, reverse=True)
    seeds("export", "-organ:department", "-o", "out.csv", "--sort", "-year")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [int(row["year"]) for row in csv.DictReader(file)] == years


def test_search_limits_hits_and_whole_results_only_if_told(seeds: Run) -> None:
    assert len(seeds("search", "", "--format", "jsonl").stdout.splitlines()) == 5
    assert len(seeds("search", "", "--format", "jsonl", "--limit", "2").stdout.splitlines()) == 2
    rows = list(csv.DictReader(io.StringIO(seeds("search", "", "--format", "csv").stdout[1:])))
    assert len(rows) == 5


def test_search_shows_more_facts_when_asked(seeds: Run) -> None:
    line = seeds("search", "宁河镇", "--fields", "granted", "--format", "jsonl").stdout
    assert json.loads(line)["fields"]["granted.total"]["status"] == "reported"


@pytest.mark.parametrize(
    ("query", "told", "under"),
    [
        ("乡村振兴 requests_recieved>0", "did you mean requests_received", "requests_recieved"),
        ('政府 "信息', "", '"信息'),
        ("requests_received>x", "", "x"),
    ],
)
def test_an_error_in_a_query_shows_its_place(seeds: Run, query: str, told: str, under: str) -> None:
    for command in (["search"], ["count"], ["export", "-o", "x.csv"]):
        message, shown, caret = seeds(*command, query, code=2).stderr.splitlines()
        assert message.startswith("error: ")
        assert told in message
        assert message.endswith(f" (at character {query.index(under) + 1})")
        assert shown == f"  {query}"
        # A Chinese character is two columns wide.
        before = query[: query.index(under)]
        columns = sum(2 if ord(c) > 0x2E80 else 1 for c in before)
        assert caret == " " * (2 + columns) + "^"


def test_show_prints_a_report_whole(seeds: Run) -> None:
    shown = json.loads(seeds("show", NINGHE, "--format", "json").stdout)
    assert shown["fields"]["requests_received.total"]["value"] == 30
    assert shown["origins"][0]["collection"] == "seeds"
    text = seeds("show", NINGHE).stdout
    assert "requests_received.total  30  reported" in text


def test_export_writes_a_file_whole_or_not(seeds: Run, tmp_path: Path) -> None:
    seeds("export", "新收申请>0", "-o", "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert NINGHE in {json.loads(line)["id"] for line in lines}
    told = seeds("export", "x", "-o", "out.docx", code=2).stderr
    assert told == "error: out.docx: choose an ending of .csv, .xlsx, .jsonl, .sqlite, .parquet\n"
    assert "No such file" in seeds("export", "x", "-o", "no/out.csv", code=2).stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.jsonl"]


# ── parse, fields ────────────────────────────────────────────────────────────────────────


def test_parse_prints_the_contract(run: Run, tmp_path: Path, seed_reports: Path) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, "utf-8")
    seed = next(seed_reports.glob("000*"))
    output = run("parse", "--format", "jsonl", seed, "notice.txt", "gone.txt").stdout
    report, notice, gone = [json.loads(line) for line in output.splitlines()]
    assert list(report) == [
        "path", "ok", "id", "title", "issuer", "year", "template", "province", "city", "county",
        "level", "organ", "scope", "published", "sections", "fields", "derived", "findings",
    ]  # fmt: skip
    assert (report["path"], report["ok"], report["id"]) == (str(seed), True, NINGHE)
    assert len(report["fields"]) == 198
    received = {"value": 30, "status": "reported", "raw": "\xa030"}
    assert report["fields"]["requests_received.total"] == received
    assert all(fact["value"] is not None for fact in report["derived"].values())
    assert not set(report["fields"]) & set(report["derived"])
    assert set(report["findings"][0]) == {"code", "fields", "expected", "found", "message"}
    assert all(report["sections"].values())
    assert set(notice) == {"path", "ok", "error", "message"}
    assert (notice["ok"], notice["error"]) == (False, "NotAReport")
    assert (gone["error"], gone["message"]) == (
        "UnreadableFile",
        "cannot be read: No such file or directory",
    )


def test_inferred_facts_name_their_sum(run: Run, seed_reports: Path) -> None:
    [seed] = seed_reports.glob("003*")
    fields = json.loads(run("parse", seed).stdout)["fields"]
    inferred = [f for f in fields.values() if f["status"] == "inferred"]
    assert all(f["source"] and "raw" in f for f in inferred)
    assert all("source" not in f for f in fields.values() if f["status"] == "reported")


def test_parse_of_refused_files_alone_exits_1(run: Run, tmp_path: Path, seed_reports: Path) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, "utf-8")
    run("parse", "notice.txt", "gone.txt", code=1)
    assert isinstance(json.loads(run("parse", "notice.txt", code=1).stdout), dict)
    assert len(json.loads(run("parse", "notice.txt", next(seed_reports.glob("000*"))).stdout)) == 2


def test_parse_text_is_for_people(run: Run, seed_reports: Path) -> None:
    text = run("parse", "--format", "text", next(seed_reports.glob("000*"))).stdout
    assert "issuer  宁河镇\n" in text
    assert "requests_received.total  30  reported  raw=\xa030\n" in text
    assert "\n  row_sum  “" in text


def test_fields_are_listed(run: Run) -> None:
    table = run("fields").stdout.splitlines()
    assert any("requests_received.total" in line and "新收申请" in line for line in table)
    listed = json.loads(run("fields", "--format", "json").stdout)
    assert len(listed) == len(table) - 1
    assert {"key", "label", "unit", "alias", "printed", "computed", "formula"} <= set(listed[0])


# ── as a process ─────────────────────────────────────────────────────────────────────────


def process(*args: str | Path, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "indexer", *map(str, args)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, **more)  # type: ignore[call-overload,no-any-return]


def test_output_is_utf8_and_survives_names_that_are_no_text(
    tmp_path: Path, seed_reports: Path
) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff.txt"
    shutil.copy(next(seed_reports.glob("000*")), raw)
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for shape in ("jsonl", "json", "text"):
        done = process("parse", "--format", shape, os.fsdecode(raw), env=environ)
        assert done.returncode == 0, done.stderr
        assert "宁河镇" in done.stdout.decode("utf-8")
    index = {**environ, "NIANBAO_INDEX_DIR": str(tmp_path / "index")}
    done = process("index", tmp_path, env=index)
    assert done.returncode == 0, done.stderr
    assert b"\\udcff.txt: UnreadableFile: the name is not text" in done.stdout


def test_a_closed_pipe_is_no_crash() -> None:
    command = [sys.executable, "-m", "indexer", "fields"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as done:
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        assert b"Traceback" not in done.stderr.read()


def test_serve_says_where_and_answers(seeds_index: Path) -> None:
    command = [sys.executable, "-m", "indexer", "serve", "--port", "0"]
    environ = {**os.environ, "NIANBAO_INDEX_DIR": str(seeds_index)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ) as it:
        try:
            assert it.stdout
            url = it.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{url}api/v1/search?q=year:2021", timeout=20) as answer:
                assert json.load(answer)["total"] == 1
        finally:
            it.terminate()


def test_serve_on_a_port_that_is_taken_is_told() -> None:
    # As a process, since waitress leaves its socket to the collector when it cannot bind it.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = process("serve", "--port", port)
    assert done.returncode == 2
    told = f"error: cannot listen on 127.0.0.1, port {port}: "
    assert done.stderr.decode().startswith(told)


def test_a_server_others_can_reach_does_not_start_without_a_token() -> None:
    done = process("serve", "--port", "0", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert b"nianbao token" in done.stderr
    assert b"--public" in done.stderr


def test_a_token_and_the_line_that_lets_it_in(run: Run) -> None:
    told = run("token").stdout.splitlines()
    made, kept = told[0], tomllib.loads(told[-1])["tokens"]
    assert admitted(made, kept) == kept[0]
    shown = json.loads(run("token", "--format", "json").stdout)
    assert token_hash(shown["token"]) == shown["hash"] != kept[0]


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout.startswith("nianbao, version 0.")


def test_every_error_is_told_in_one_line_with_its_code(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, code in EXIT_CODES:
        error = kind("what\nis wrong")

        def fail(config: object, error: errors.NianbaoError = error) -> None:
            raise error

        monkeypatch.setattr(desk, "status", fail)
        assert run("status", code=code).stderr == "error: what is wrong\n"
