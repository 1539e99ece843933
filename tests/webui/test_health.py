"""What is told to those who watch a server: health, figures, the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from indexer import Config, EngineUnavailable, Searcher, token_hash
from indexer.engines.memory import MemoryEngine
from indexer.engines.opening import run_lock
from indexer.model import Source
from webui import create_app, logs

API = "/api/v1"


class Away:
    """A searcher whose index is not there."""

    def engine(self) -> None:
        raise EngineUnavailable("there is no index yet: run nianbao index PATH")

    def count(self, q: str) -> None:
        self.engine()


@pytest.fixture
def away() -> FlaskClient:
    return create_app(Config(), searcher=Away()).test_client()  # type: ignore[arg-type]


# ── health ───────────────────────────────────────────────────────────────────────────────


def test_health_says_what_the_index_holds(client: FlaskClient) -> None:
    body = client.get(f"{API}/health").json
    assert body["status"] == "ok"
    assert (body["reports"], body["sources"], body["refused"]) == (5, 0, 0)


@pytest.mark.parametrize(("path", "status"), [("ready", 503), ("live", 200)])
def test_a_server_without_an_index_lives_and_is_not_ready(
    client: FlaskClient, away: FlaskClient, path: str, status: int
) -> None:
    assert client.get(f"{API}/health/{path}").json == {"status": "ok"}
    answer = away.get(f"{API}/health/{path}")
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) is (status == 503)
    assert away.get(f"{API}/health").status_code == 503


@pytest.mark.parametrize("path", ["ready", "live"])
def test_probes_need_no_token_and_the_rest_does(searcher: Searcher, path: str) -> None:
    locked = create_app(Config(serve_tokens=(token_hash("t"),)), searcher=searcher).test_client()
    assert locked.get(f"{API}/health/{path}").status_code == 200
    assert locked.get(f"{API}/health").status_code == 401
    assert locked.get("/metrics").status_code == 401
    shown = {"Authorization": "Bearer t"}
    assert locked.get("/metrics", headers=shown).status_code == 200


def test_health_reads_no_file_of_the_index(
    client: FlaskClient, engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(MemoryEngine, "check")
    assert client.get(f"{API}/health").status_code == 200


# ── figures ──────────────────────────────────────────────────────────────────────────────


def figures(client: FlaskClient) -> dict[tuple[str, ...], float]:
    text = client.get("/metrics").get_data(as_text=True)
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_count_requests_and_their_time(searcher: Searcher) -> None:
    client = create_app(Config(), searcher=searcher).test_client()
    for path in (f"{API}/search", f"{API}/search", f"{API}/search?page=0", "/no", "/nor"):
        client.get(path).close()
    client.open("/fields", method="BREW")
    told = figures(client)
    assert told["nianbao_requests_total", "api.search", "GET", "200"] == 2
    assert told["nianbao_requests_total", "api.search", "GET", "400"] == 1
    assert told["nianbao_requests_total", "none", "GET", "404"] == 2
    assert told["nianbao_requests_total", "none", "other", "405"] == 1
    assert told["nianbao_request_seconds_count", "api.search"] == 3
    assert 0 < told["nianbao_request_seconds_sum", "api.search"] < 60


def test_figures_follow_the_index(searcher: Searcher, engine: MemoryEngine, tmp_path: Path) -> None:
    with run_lock(tmp_path):
        (tmp_path / "part").write_bytes(b"12345")
    client = create_app(Config(index_dir=tmp_path), searcher=searcher).test_client()
    before = figures(client)
    assert before["nianbao_index_up",] == 1
    assert before["nianbao_index_reports",] == 5
    assert before["nianbao_index_size_bytes",] == 5
    ended = (tmp_path / "run.lock").stat().st_mtime
    assert before["nianbao_index_last_run_timestamp_seconds",] == pytest.approx(ended)
    refused = Source("downloads", "a.pdf", "/x", "0" * 64, 1, 1, None, "UnreadableFile", "no text")
    engine.write(sources=[refused])
    try:
        assert figures(client)["nianbao_index_refused_files",] == 1
    finally:
        engine.write(forget=[refused.key])


def test_figures_of_an_index_that_is_away_say_so(away: FlaskClient) -> None:
    told = figures(away)
    assert told["nianbao_index_up",] == 0
    assert ("nianbao_index_reports",) not in told


# ── the log ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What a server of one shape of log writes."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    logs.write_to_stderr(request.param)
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream := io.StringIO())
    yield stream
    root.handlers[:] = before


def broken(config: Config) -> FlaskClient:
    class Bug:
        def search(self, asked: Any) -> None:
            raise RuntimeError("小虫\nforged line")

    return create_app(config, searcher=Bug()).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_each_request_is_an_object_with_its_id(searcher: Searcher, written: io.StringIO) -> None:
    client = create_app(Config(), searcher=searcher).test_client()
    answer = client.get(f"{API}/search?q=乡村振兴")
    answer.close()
    [line] = map(json.loads, written.getvalue().splitlines())
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", f"{API}/search", 200)
    assert line["ms"] > 0
    assert line["client"] == "127.0.0.1"
    assert "乡村" not in written.getvalue()


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_a_bug_is_in_the_log_with_the_id_of_its_answer(written: io.StringIO) -> None:
    answer = broken(Config()).get(f"{API}/search")
    answer.close()
    assert answer.status_code == 500
    assert "小虫" not in answer.get_data(as_text=True)
    fault, told = map(json.loads, written.getvalue().splitlines())
    assert "RuntimeError: 小虫" in fault["exception"]
    assert fault["request_id"] == told["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("written", ["text"], indirect=True)
def test_a_log_for_people_has_what_goes_wrong(searcher: Searcher, written: io.StringIO) -> None:
    create_app(Config(), searcher=searcher).test_client().get(f"{API}/search").close()
    assert written.getvalue() == ""
    answer = broken(Config()).get(f"{API}/search")
    assert answer.headers["X-Request-ID"] in written.getvalue().splitlines()[0]
    assert "RuntimeError: 小虫" in written.getvalue()


@pytest.mark.parametrize("written", ["text"], indirect=True)
def test_no_request_can_forge_a_line(written: io.StringIO) -> None:
    logging.getLogger("nianbao").warning("path %s", "/x\n2026-01-01 INFO forged")
    assert len(written.getvalue().splitlines()) == 1


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ("abc-1.2_3", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        ("a b", False),
        ("é", False),
        ("-x", False),
        ('"><script>', False),
    ],
)
def test_only_a_trusted_proxy_may_choose_a_safe_id(
    searcher: Searcher, told: str, taken: bool
) -> None:
    for proxies in (0, 1):
        config = replace(Config(), serve_proxies=proxies)
        client = create_app(config, searcher=searcher).test_client()
        answer = client.get(f"{API}/fields", headers={"X-Request-ID": told})
        assert (answer.headers["X-Request-ID"] == told) is (taken and bool(proxies))
        assert logs.SAFE_ID.fullmatch(answer.headers["X-Request-ID"])
