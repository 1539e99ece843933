"""What docs/deploy/ gives to copy: a unit that systemd takes, a proxy that keeps strangers out."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from indexer import Config, index_paths
from webui import create_app, server

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
NAME, PASSWORD = "journalist", "open sesame"
KNOWN = {"Authorization": f"Basic {b64encode(f'{NAME}:{PASSWORD}'.encode()).decode()}"}


def needed(program: str) -> str:
    """Return where a program is; skip without it, but where REQUIRE_ALL=1 says not to."""
    found = shutil.which(program)
    if not found and os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{program} is not installed, and REQUIRE_ALL=1 skips nothing")
    if not found:
        pytest.skip(f"{program} is not installed")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    # What it starts has to be there, as has who it is: both are of the machine.
    text = unit.read_text("utf-8").replace("/opt/nianbao/bin/nianbao", "/bin/true")
    copy = tmp_path / unit.name
    copy.write_text(re.sub("(?m)^(User|Group)=.*\n", "", text), "utf-8")
    done = subprocess.run(
        [needed("systemd-analyze"), "verify", "--man=no", copy],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stderr.splitlines() if unit.name in line]
    assert (done.returncode, told) == (0, [])


# ── the proxy ────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    config = Config(
        index_dir=tmp_path_factory.mktemp("index"),
        serve_port=0,
        serve_public=True,
        serve_proxies=1,
        serve_rate="20 per minute",
    )
    index_paths(config, [next((ROOT / "samples").glob("*.txt"))], jobs=1)
    listening = server.listen(create_app(config), config)
    thread = Thread(target=listening.run)
    thread.start()
    yield listening.port
    listening.stop()
    thread.join()


@pytest.fixture(scope="module")
def proxy(upstream: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    nginx, openssl = needed("nginx"), needed("openssl")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    key, certificate = folder / "nianbao.key", folder / "nianbao.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key,
         "-out", certificate, "-subj", "/CN=search.example.org"],
        check=True, capture_output=True,
    )  # fmt: skip
    hashed = subprocess.run(
        [openssl, "passwd", "-apr1", PASSWORD], check=True, capture_output=True, text=True
    ).stdout.strip()
    (folder / "nianbao.htpasswd").write_text(f"{NAME}:{hashed}\n", "utf-8")
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    site = site.replace("/etc/nginx", str(folder)).replace(
        "127.0.0.1:8765", f"127.0.0.1:{upstream}"
    )
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "all.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors; user root;\n"
        f"events {{}}\nhttp {{ access_log off;\n{temporary}{site}}}\n",
        "utf-8",
    )
    with subprocess.Popen(
        [nginx, "-c", config, "-p", folder], stderr=subprocess.DEVNULL
    ) as running:
        wait_for(port)
        yield port
        running.terminate()


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the proxy did not start")


def get(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=20)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": "search.example.org", **told})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def test_the_proxy_asks_who_comes_in(proxy: int) -> None:
    assert get(proxy, "/")[0].status == 401
    assert get(proxy, "/api/v1/search")[0].status == 401
    assert get(proxy, "/", **KNOWN)[0].status == 200
    assert get(proxy, "/api/v1/health/ready")[0].status == 200
    assert get(proxy, "/api/v1/health")[0].status == 401


def test_addresses_are_those_outside(proxy: int) -> None:
    answer, feed = get(proxy, "/feed.atom", **KNOWN)
    assert "https://search.example.org/feed.atom" in feed
    assert "127.0.0.1" not in feed
    assert answer.getheader("Strict-Transport-Security")


def test_a_client_cannot_say_who_it_is(proxy: int) -> None:
    """Whatever it says of its address, it is counted as one; and the proxy names the request."""
    statuses = []
    for n in range(30):
        told = {"X-Forwarded-For": f"192.0.2.{n}", "X-Request-ID": "mine", **KNOWN}
        answer, _ = get(proxy, "/api/v1/fields", **told)
        statuses.append(answer.status)
        assert re.fullmatch("[0-9a-f]{32}", answer.getheader("X-Request-ID") or "")
    assert set(statuses) == {200, 429}
