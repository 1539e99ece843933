"""What every answer says to a browser about itself, and what no page contains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.model import Report

API = "/api/v1"
WEBUI = Path(__file__).parents[2] / "webui"

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=年报",
        "/?q=%22",
        "/nowhere",
        "/feed.atom",
        "/metrics",
        "/static/nianbao.css",
        f"{API}/search",
        f"{API}/search.csv",
        f"{API}/search.xlsx",
        f"{API}/nowhere",
        f"{API}/health/live",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_is_closed_to_other_sites(client: FlaskClient, path: str, method: str) -> None:
    with client.open(path, method=method) as answer:
        assert EXPECTED.items() <= dict(answer.headers).items()
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert not re.search("unsafe|data:|\\*|http", policy)
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_nothing_is_inline(client: FlaskClient, reports: dict[str, Report]) -> None:
    ninghe = reports["ninghe"].meta
    for path in ("/", "/?q=年报 requests_received>0", f"/reports/{ninghe.id}", "/findings", "/help",
                 "/fields", "/api", f"/issuers/{ninghe.issuer}", "/?q=%22"):  # fmt: skip
        page = client.get(path).get_data(as_text=True)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), path
        assert all("src=" in tag for tag in re.findall("<script[^>]*>", page))


@pytest.mark.parametrize("file", sorted((WEBUI / "templates").iterdir()), ids=lambda f: f.name)
def test_no_template_turns_escaping_off(file: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape|\sstyle=|\son\w+=", file.read_text("utf-8"))


def test_an_answer_tells_nothing_of_the_server(client: FlaskClient) -> None:
    for path in ("/nowhere", "/reports/x", f"{API}/reports/x", "/?sort=x", f"{API}/aggregate?by=x"):
        answer = client.get(path)
        text = answer.get_data(as_text=True)
        assert answer.status_code in (400, 404)
        assert not re.search(r"Traceback|site-packages|\.py\b", text)
        assert str(WEBUI.parent) not in text
        assert "Server" not in answer.headers
