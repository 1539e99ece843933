"""A closed cluster: behind TLS with a CA of its own, basic authentication, client certificates."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.clusterconfig import ClusterConfig, cluster_config
from indexer.config import load_config
from indexer.engines.opensearch import ClusterGenerations
from indexer.errors import EngineUnavailable, NianbaoError
from indexer.query import Everything
from tests.cluster.nodes import free_ports, own_place
from tests.contract.conftest import document

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_max_body_size 100m;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    ssl_certificate {folder}/server.pem;
    ssl_certificate_key {folder}/server.key;
    server {{
        listen 127.0.0.1:{password} ssl;
        auth_basic "cluster";
        auth_basic_user_file {folder}/users;
        location / {{ proxy_pass {url}; }}
        location ~ /_bulk$ {{ limit_except GET {{ deny all; }} proxy_pass {url}; }}
    }}
    server {{
        listen 127.0.0.1:{token} ssl;
        if ($http_authorization != "Bearer sesame") {{ return 401; }}
        location / {{ proxy_pass {url}; }}
    }}
    server {{
        listen 127.0.0.1:{certificate} ssl;
        ssl_client_certificate {folder}/ca.pem;
        ssl_verify_client on;
        location / {{ proxy_pass {url}; }}
    }}
}}
"""


@dataclass(frozen=True)
class Proxy:
    """What stands before the cluster: its files, and a port for each way to get in."""

    folder: Path
    prefix: str
    password: int
    token: int
    certificate: int

    def config(self, port: int, settings: str = "", *, ca: str = "ca.pem") -> ClusterConfig:
        """Write a configuration and return what it comes to, as a command would have it."""
        file = self.folder / "config.toml"
        lines = f'[opensearch]\nhosts = ["https://127.0.0.1:{port}"]\nprefix = "{self.prefix}"\n'
        authority = f'ca = "{ca}"\n' if ca else ""
        file.write_text(f"{lines}replicas = 0\n{authority}{settings}\n", "utf-8")
        return cluster_config(load_config(file, {}), {})


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def certificate(folder: Path, name: str, ca: str, extensions: str = "") -> None:
    """Make a key, and a certificate for it that the CA signs."""
    openssl(
        folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key",
        "-subj", f"/CN={name}", "-out", f"{name}.csr",
    )  # fmt: skip
    (folder / "extensions").write_text(extensions, "utf-8")
    openssl(
        folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key",
        "-CAcreateserial", "-days", "2", "-extfile", "extensions", "-out", f"{name}.pem",
    )  # fmt: skip


def authority(folder: Path, name: str) -> None:
    openssl(
        folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign",
        "-keyout", f"{name}.key", "-out", f"{name}.pem",
    )  # fmt: skip


@pytest.fixture(scope="module")
def proxy(
    cluster_urls: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    for program in ("nginx", "openssl"):
        if not shutil.which(program):
            assert os.environ.get("REQUIRE_ALL") != "1", program
            pytest.skip(f"{program} is not installed (on Debian, apt install nginx-light openssl)")
    folder = tmp_path_factory.mktemp("proxy")
    for name in ("ca", "other-ca"):
        authority(folder, name)
    certificate(folder, "server", "ca", "subjectAltName=IP:127.0.0.1")
    certificate(folder, "client", "ca")
    (folder / "users").write_text("nianbao:{PLAIN}hush\n", "utf-8")
    (folder / "password").write_text("hush\n", "utf-8")
    ports = dict(zip(("password", "token", "certificate"), free_ports(3), strict=True))
    settings = NGINX.format(folder=folder, url=cluster_urls[0], **ports)
    (folder / "nginx.conf").write_text(settings, "utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with own_place(cluster_urls) as place, subprocess.Popen(command) as process:
        until = time.monotonic() + 30
        while not listens(ports["certificate"]):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        yield Proxy(folder, place.prefix, **ports)
        process.terminate()


def listens(port: int) -> bool:
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def used(config: ClusterConfig) -> int:
    there = ClusterGenerations(config, {})
    engine = there.begin()
    total = engine.search(Everything()).total
    there.discard(engine)
    return total


def test_a_token_opens(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    (proxy.folder / "token").write_text("sesame", "utf-8")
    there = ClusterGenerations(proxy.config(proxy.token, 'token_file = "token"'), {})
    engine = there.begin()
    engine.write(put=[document("1")])
    assert engine.search(Everything()).total == 1
    there.discard(engine)


def test_a_password_opens(proxy: Proxy) -> None:
    settings = 'user = "nianbao"\npassword_file = "password"'
    assert used(proxy.config(proxy.password, settings)) == 0


def test_a_certificate_of_ours_opens(proxy: Proxy) -> None:
    settings = 'certificate = "client.pem"\nkey = "client.key"'
    assert used(proxy.config(proxy.certificate, settings)) == 0


def refusal(config: ClusterConfig) -> str:
    """What is said where we are not let in; never anything secret."""
    began = time.monotonic()
    with pytest.raises(EngineUnavailable) as e:
        ClusterGenerations(config, {}).current()
    assert time.monotonic() - began < config.seconds
    shown = f"{e.value!r} {e.value} {e.value.values} {config!r}"
    basic = base64.b64encode(b"nianbao:hush").decode()
    assert not any(secret in shown for secret in ("hush", "sesame", "wrong secret", basic))
    return str(e.value)


def test_who_is_not_let_in_is_told_why(proxy: Proxy) -> None:
    (proxy.folder / "wrong").write_text("wrong secret", "utf-8")
    for port, settings in (
        (proxy.password, ""),
        (proxy.password, 'user = "nianbao"\npassword_file = "wrong"'),
        (proxy.token, ""),
        (proxy.token, 'token_file = "wrong"'),
    ):
        assert "mend user and password, or token, in [opensearch]" in refusal(
            proxy.config(port, settings)
        )
    assert "No required SSL certificate was sent" in refusal(proxy.config(proxy.certificate))


@pytest.mark.parametrize("ca", ["", "other-ca.pem"], ids=["no CA", "another CA"])
def test_a_certificate_nobody_vouches_for_is_not_trusted(proxy: Proxy, ca: str) -> None:
    (proxy.folder / "token").write_text("sesame", "utf-8")
    message = refusal(proxy.config(proxy.token, 'token_file = "token"', ca=ca))
    assert "is not trusted" in message
    assert "ca in [opensearch]" in message


def test_a_certificate_of_another_name_is_not_trusted(proxy: Proxy) -> None:
    config = proxy.config(proxy.token)
    named = ClusterConfig((f"https://localhost:{proxy.token}",), ca=config.ca)
    assert "is not trusted" in refusal(named)


def test_what_is_not_allowed_is_told(proxy: Proxy) -> None:
    settings = 'user = "nianbao"\npassword_file = "password"'
    there = ClusterGenerations(proxy.config(proxy.password, settings), {})
    engine = there.begin()
    with pytest.raises(EngineUnavailable, match=r"does not allow this.*lists the privileges"):
        engine.write(put=[document("1")])
    there.discard(engine)


def test_something_else_at_the_address_is_told(tmp_path: Path) -> None:
    """A port that answers, but not in HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
        config = ClusterConfig((host,), seconds=1)
        with pytest.raises(NianbaoError, match=r"no cluster answers at .*did not answer in time"):
            ClusterGenerations(config, {}).current()
