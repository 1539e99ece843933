"""Two servers in front of one cluster: the same answers, and nothing kept in either."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from bench.clients import Server, server
from indexer.admission import token_hash
from indexer.config import load_config
from indexer.keeping.desk import index_paths
from indexer.keeping.doctor import examine
from tests.cluster.nodes import own_place

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

ROOT = Path(__file__).parents[2]
TOKEN = "t" * 40
CONFIG = """
engine = "opensearch"
index_dir = "index"
[serve]
tokens = ["{token}"]
session_key = "{key}"
[opensearch]
hosts = {hosts}
prefix = "{prefix}"
replicas = 0
"""


@pytest.fixture(scope="module")
def file(cluster_urls: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A configuration, the samples indexed as it says."""
    with own_place(cluster_urls) as place:
        file = tmp_path_factory.mktemp("servers") / "config.toml"
        token, hosts = token_hash(TOKEN), json.dumps(place.hosts)
        written = CONFIG.format(token=token, key="k" * 32, hosts=hosts, prefix=place.prefix)
        file.write_text(written, "utf-8")
        index_paths(load_config(file, {}), [ROOT / "samples"], jobs=1)
        yield file


@pytest.fixture(scope="module")
def servers(file: Path) -> Iterator[list[Server]]:
    with ExitStack() as ends:
        yield [ends.enter_context(server(file)) for _ in range(2)]


def asked(
    one: Server, path: str, cookie: str = "", form: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Ask a server; return the status, the text, and the cookie to come back with."""
    connection: HTTPConnection = one.connection()
    headers = {"Cookie": cookie} if cookie else {"Authorization": f"Bearer {TOKEN}"}
    body = urlencode(form) if form else None
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST" if form else "GET", path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    given = answer.getheader("Set-Cookie", cookie).partition(";")[0]
    connection.close()
    return answer.status, text, given


@pytest.mark.parametrize(
    "path",
    [
        "search?q=" + quote("乡村振兴 requests_received>0") + "&facet=year&stat=requests_received",
        "search?q=" + quote('"信息公开" -year:2021') + "&sort=-requests_received&page_size=7",
        "suggest?q=" + quote("青禾"),
        "aggregate?q=&by=year",
        "search.csv?q=" + quote("新收申请>0"),
    ],
)
def test_both_answer_the_same(servers: list[Server], path: str) -> None:
    answers = [asked(one, f"/api/v1/{path}") for one in servers]
    found = [(status, re.sub(r'"took_ms":\s*\d+', "", text)) for status, text, _ in answers]
    assert found[0] == found[1]
    assert found[0][0] == 200


def test_who_came_in_by_one_is_known_to_the_other(servers: list[Server]) -> None:
    one, other = servers
    _, page, cookie = asked(one, "/login", cookie="none=1")
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert form
    status, _, cookie = asked(other, "/login", cookie, {"form": form[1], "token": TOKEN})
    assert status in (302, 303)
    assert asked(one, "/api/v1/search?q=", cookie)[0] == 200
    assert asked(one, "/api/v1/search?q=", "none=1")[0] == 401


def test_the_doctor_looks_at_the_cluster(file: Path) -> None:
    found = {c.name: c for c in examine(lambda: load_config(file, {}))}
    assert found["cluster"].state == "ok"
    assert "3 nodes, green" in found["cluster"].found
    assert found["index (opensearch)"].found == "25 reports, 25 sources"
    away = file.with_name("away.toml")
    away.write_text(
        'engine = "opensearch"\n[opensearch]\nhosts = ["http://127.0.0.1:1"]\n', "utf-8"
    )
    gone = {c.name: c for c in examine(lambda: load_config(away, {}))}
    assert gone["cluster"].state == "fault"
    assert "no cluster answers at http://127.0.0.1:1" in gone["cluster"].found
