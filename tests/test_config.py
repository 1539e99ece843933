"""Where the configuration comes from, what beats what, and how a fault is named."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest

from indexer.config import KEYS, Config, load_config
from indexer.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, as a user without any configuration of ours."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / "user" / name))


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_the_defaults_hold_without_a_file() -> None:
    config = load_config(environ={})
    assert config == Config(index_dir=Path.cwd() / "index_data")


def test_the_shipped_file_says_every_key_with_its_default() -> None:
    shipped = tomllib.loads((ROOT / "config.toml").read_text("utf-8"))
    sections = {s: shipped.pop(s) for s in ("serve", "opensearch")}
    flat = {f"{s}.{k}": v for s, keys in sections.items() for k, v in keys.items()} | shipped
    assert sorted(flat) == sorted(key.path for key in KEYS)
    loaded = load_config(ROOT / "config.toml", {})
    assert loaded == Config(index_dir=ROOT / "index_data", file=ROOT / "config.toml")


def test_every_member_but_the_file_has_a_key() -> None:
    assert {key.member for key in KEYS} == {f.name for f in fields(Config)} - {"file"}


def test_a_flag_beats_the_environment_which_beats_the_file() -> None:
    file = write(Path("c.toml"), 'engine = "a"\n[serve]\nport = 1\nhost = "::1"\n')
    environ = {"NIANBAO_PORT": "2", "NIANBAO_ENGINE": "b", "NIANBAO_CONFIG": str(file)}
    config = load_config(None, environ, {"serve_port": 3, "engine": None})
    assert (config.serve_host, config.engine, config.serve_port) == ("::1", "b", 3)


def test_groups_of_synonyms_are_kept_as_written() -> None:
    write(Path("config.toml"), 'synonyms = [["残联", "残疾人联合会"], ["a", "b", "c"]]')
    assert load_config(environ={}).synonyms == (("残联", "残疾人联合会"), ("a", "b", "c"))


def test_what_signs_cookies_is_not_shown() -> None:
    secret = {"NIANBAO_SESSION_KEY": "k" * 32, "NIANBAO_STORAGE_URL": "redis://:hidden@host"}
    config = load_config(environ=secret)
    assert (config.serve_session_key, config.serve_storage_url) == tuple(secret.values())
    assert "k" * 32 not in repr(config)
    assert "hidden" not in repr(config)


def test_an_empty_variable_is_not_set() -> None:
    assert load_config(environ={"NIANBAO_PORT": "", "NIANBAO_CONFIG": ""}).serve_port == 8765


def test_the_current_folder_is_looked_in_before_the_users(tmp_path: Path) -> None:
    users = write(tmp_path / "user/nianbao/config.toml", 'engine = "users"')
    assert load_config(environ={}).file == users
    write(Path("config.toml"), 'engine = "here"')
    assert load_config(environ={}).engine == "here"


@pytest.mark.parametrize(
    ("said", "environ", "flag", "meant"),
    [
        pytest.param(None, {}, None, "conf/index_data", id="nobody"),
        pytest.param("i", {}, None, "conf/i", id="the-file-from-its-own-folder"),
        pytest.param("i", {"NIANBAO_INDEX_DIR": "j"}, None, "here/j", id="a-variable-from-here"),
        pytest.param("i", {}, Path("k"), "here/k", id="a-flag-from-here"),
    ],
)
def test_a_relative_index_dir(
    tmp_path: Path, said: str | None, environ: dict[str, str], flag: Path | None, meant: str
) -> None:
    file = write(tmp_path / "conf/config.toml", f'index_dir = "{said}"' if said else "")
    assert load_config(file, environ, {"index_dir": flag}).index_dir == tmp_path / meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[serve]\nhots = "x"', "serve.hots: unknown key; did you mean serve.host?"),
        ("[serv]\nport = 1", "serv: unknown key; did you mean serve?"),
        ("colour = 1", "colour: unknown key"),
        ("[serve]\nport = 70000", "serve.port: Must be greater"),
        ("[serve]\nport = true", "serve.port: Not a valid integer."),
        ('[serve]\nport = "80"', "serve.port: Not a valid integer."),
        ('segmenter = "scissors"', "segmenter: Must be one of: auto, jieba, rjieba."),
        ('user_words = "乡村振兴"', "user_words: Not a valid list."),
        ('user_words = ["乡村振兴", ""]', "user_words.1: must not be empty"),
        ('synonyms = [["残联"]]', "synonyms.0: a group has at least two words"),
        ('synonyms = ["残联", "残疾人联合会"]', "synonyms.0: Not a valid list."),
        ("[serve]\nquery_seconds = 0", "serve.query_seconds: Must be greater than 0."),
        ("[serve]\nquery_seconds = true", "serve.query_seconds: Not a valid number."),
        ('[serve]\nquery_seconds = "9"', "serve.query_seconds: Not a valid number."),
        ("[serve]\nquery_seconds = inf", "serve.query_seconds: "),
        ('[serve]\ntokens = ["secret"]', "serve.tokens.0: no hash of a token; `nianbao token`"),
        ('[serve]\ntokens = "secret"', "serve.tokens: Not a valid list."),
        ('[serve]\npublic = "false"', "serve.public: Not a valid boolean."),
        ("[serve]\npublic = 1", "serve.public: Not a valid boolean."),
        ("[serve]\nproxies = -1", "serve.proxies: Must be greater"),
        ("[serve]\nproxies = true", "serve.proxies: Not a valid integer."),
        ('[serve]\nlog = "xml"', "serve.log: Must be one of: text, json."),
        ('index_dir = ""', "index_dir: must not be empty"),
        ("engine = [", "Invalid value"),
    ],
)
def test_a_fault_is_named_by_file_and_path(text: str, told: str) -> None:
    file = write(Path("config.toml"), text)
    with pytest.raises(ConfigError) as caught:
        load_config(environ={})
    assert str(caught.value).startswith(f"{file.absolute()}: {told}")


def test_bytes_that_are_no_text_are_a_fault_of_the_file() -> None:
    Path("config.toml").write_bytes(b"engine = '\xff'")
    with pytest.raises(ConfigError, match=r"config\.toml"):
        load_config(environ={})


def test_a_named_file_must_exist() -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml: there is no such file"):
        load_config("gone.toml", {})


@pytest.mark.parametrize("said", ["http", "-1", "65536", "８０", "80.0"])
def test_a_port_in_the_environment_is_checked(said: str) -> None:
    with pytest.raises(ConfigError, match=f"NIANBAO_PORT: {said} is no port"):
        load_config(environ={"NIANBAO_PORT": said})
