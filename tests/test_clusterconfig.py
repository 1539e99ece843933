"""How a cluster is reached: secrets from files or the environment, never shown, never in clear."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.clusterconfig import ClusterConfig, cluster_config
from indexer.config import Config
from indexer.errors import ConfigError


def test_the_defaults_are_those_of_the_configuration() -> None:
    assert cluster_config(Config(), {}) == ClusterConfig()


def test_secrets_come_from_files_and_the_environment_beats_them(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n", "utf-8")
    config = Config(
        opensearch_user="nianbao",
        opensearch_password_file="secret",
        opensearch_token_file=str(tmp_path / "secret"),
        file=tmp_path / "config.toml",
    )
    found = cluster_config(config, {"NIANBAO_OPENSEARCH_TOKEN": "from there"})
    assert (found.user, found.password, found.token) == ("nianbao", "from a file", "from there")
    assert "from" not in repr(found)


@pytest.mark.parametrize(
    ("host", "is_taken"),
    [
        ("http://127.0.0.1:9200", True),
        ("http://localhost:9200", True),
        ("http://[::1]:9200", True),
        ("https://search.example", True),
        ("http://search.example:9200", False),
        ("http://10.0.0.7", False),
        ("http://127.0.0.1.example", False),
    ],
)
def test_a_password_goes_unencrypted_to_this_computer_only(host: str, is_taken: bool) -> None:
    config = Config(opensearch_hosts=("https://other.example", host), opensearch_user="a")
    cluster_config(config, {})
    for name in ("PASSWORD", "TOKEN"):
        environ = {f"NIANBAO_OPENSEARCH_{name}": "hush"}
        if is_taken:
            assert cluster_config(config, environ).hosts[1] == host
        else:
            with pytest.raises(ConfigError, match=r"unencrypted: use https") as e:
                cluster_config(config, environ)
            assert "hush" not in str(e.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opensearch_hosts": ("localhost:9200",)}, "localhost:9200 is no http or https address"),
        ({"opensearch_hosts": ("http://[",)}, r"http://\[ is no http or https address"),
        ({"opensearch_hosts": ("http://a:99999",)}, "a:99999 is no http or https address"),
        ({"opensearch_hosts": ("https://a:hush@search.example",)}, "keys of their own"),
        ({"opensearch_ca": "nowhere.pem"}, r"opensearch.ca: there is no file .*nowhere.pem"),
        ({"opensearch_password_file": "nowhere"}, "opensearch.password_file: there is no file"),
    ],
    ids=[
        "no address",
        "half an address",
        "no port",
        "a secret in an address",
        "no CA",
        "no password",
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as e:
        cluster_config(replace(Config(), **changes), {})  # type: ignore[arg-type]
    assert "hush" not in str(e.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="cannot be read"):
        cluster_config(Config(opensearch_token_file=str(tmp_path / "secret")), {})
