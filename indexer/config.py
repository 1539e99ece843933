"""The configuration: one frozen ``Config``; a flag beats the environment, a file, the default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from marshmallow import RAISE, Schema, ValidationError, validate
from marshmallow import fields as kinds

from indexer.admission import HASH
from indexer.errors import ConfigError

FILE_NAME = "config.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """What an operator may choose.

    ``index_dir`` is absolute once loaded. ``synonyms`` are groups of words that mean the same.
    ``serve_query_seconds`` is how long a query to a server may take; ``serve_tokens`` are hashes,
    ``serve_proxies`` counts the proxies in front whose word is taken. ``file`` is the file that was
    read, ``None`` without one.
    """

    engine: str = "whoosh"
    index_dir: Path = Path("index_data")
    segmenter: str = "auto"
    user_words: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    serve_host: str = "127.0.0.1"
    serve_port: int = 8765
    serve_query_seconds: float = 10.0
    serve_tokens: tuple[str, ...] = ()
    serve_public: bool = False
    serve_session_key: str = field(default="", repr=False)
    serve_proxies: int = 0
    serve_rate: str = "300 per minute"
    serve_storage_url: str = field(default="memory://", repr=False)
    serve_log: str = "text"
    opensearch_hosts: tuple[str, ...] = ("http://127.0.0.1:9200",)
    opensearch_prefix: str = "nianbao"
    opensearch_shards: int = 3
    opensearch_replicas: int = 1
    opensearch_seconds: float = 30.0
    opensearch_user: str = ""
    opensearch_password_file: str = ""
    opensearch_token_file: str = ""
    opensearch_ca: str = ""
    opensearch_certificate: str = ""
    opensearch_key: str = ""
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the file by its path, the ``Config`` member it sets, and the variable that beats it.

    ``variable`` is ``None`` where no variable of the environment sets it.
    """

    path: str
    member: str
    variable: str | None = None


KEYS = (
    Key("engine", "engine", "NIANBAO_ENGINE"),
    Key("index_dir", "index_dir", "NIANBAO_INDEX_DIR"),
    Key("segmenter", "segmenter"),
    Key("user_words", "user_words"),
    Key("synonyms", "synonyms"),
    Key("serve.host", "serve_host"),
    Key("serve.port", "serve_port", "NIANBAO_PORT"),
    Key("serve.query_seconds", "serve_query_seconds"),
    Key("serve.tokens", "serve_tokens"),
    Key("serve.public", "serve_public"),
    Key("serve.session_key", "serve_session_key", "NIANBAO_SESSION_KEY"),
    Key("serve.proxies", "serve_proxies"),
    Key("serve.rate", "serve_rate"),
    Key("serve.storage_url", "serve_storage_url", "NIANBAO_STORAGE_URL"),
    Key("serve.log", "serve_log"),
    Key("opensearch.hosts", "opensearch_hosts", "NIANBAO_OPENSEARCH_HOSTS"),
    Key("opensearch.prefix", "opensearch_prefix"),
    Key("opensearch.shards", "opensearch_shards"),
    Key("opensearch.replicas", "opensearch_replicas"),
    Key("opensearch.seconds", "opensearch_seconds"),
    Key("opensearch.user", "opensearch_user", "NIANBAO_OPENSEARCH_USER"),
    Key("opensearch.password_file", "opensearch_password_file"),
    Key("opensearch.token_file", "opensearch_token_file"),
    Key("opensearch.ca", "opensearch_ca"),
    Key("opensearch.certificate", "opensearch_certificate"),
    Key("opensearch.key", "opensearch_key"),
)
"""Every key there is; ``NIANBAO_CONFIG`` beside them names another file."""


# ── the file's schema ────────────────────────────────────────────────────────────────────


class _Whole(kinds.Integer):
    """A whole number. TOML's ``true`` is none, whatever Python thinks."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class _Seconds(kinds.Float):
    """A time above 0; neither ``true`` nor text is one."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


_FILLED = validate.Length(min=1, error="must not be empty")


class _Switch(kinds.Boolean):
    """``true`` or ``false``; neither text nor a number is one."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class _ServeSchema(Schema):
    host = kinds.String(validate=_FILLED)
    port = _Whole(strict=True, validate=validate.Range(0, 65535))
    query_seconds = _Seconds(validate=validate.Range(0, min_inclusive=False))
    tokens = kinds.List(
        kinds.String(
            validate=validate.Regexp(
                rf"{HASH.pattern}\Z", error="no hash of a token; `nianbao token` makes one"
            )
        )
    )
    public = _Switch()
    session_key = kinds.String()
    proxies = _Whole(strict=True, validate=validate.Range(0, 10))
    rate = kinds.String(validate=_FILLED)
    storage_url = kinds.String(validate=_FILLED)
    log = kinds.String(validate=validate.OneOf(("text", "json")))


class _OpenSearchSchema(Schema):
    hosts = kinds.List(kinds.String(validate=_FILLED), validate=_FILLED)
    prefix = kinds.String(
        validate=validate.Regexp(
            r"[a-z0-9][a-z0-9_-]{0,99}\Z", error="small letters, digits, - and _ only"
        )
    )
    shards = _Whole(strict=True, validate=validate.Range(1, 1024))
    replicas = _Whole(strict=True, validate=validate.Range(0, 20))
    seconds = _Seconds(validate=validate.Range(0, min_inclusive=False))
    user = kinds.String()
    password_file = kinds.String()
    token_file = kinds.String()
    ca = kinds.String()
    certificate = kinds.String()
    key = kinds.String()


class _ConfigSchema(Schema):
    engine = kinds.String(validate=_FILLED)
    index_dir = kinds.String(validate=_FILLED)
    segmenter = kinds.String(validate=validate.OneOf(("auto", "jieba", "rjieba")))
    user_words = kinds.List(kinds.String(validate=_FILLED))
    synonyms = kinds.List(
        kinds.List(
            kinds.String(validate=_FILLED),
            validate=validate.Length(min=2, error="a group has at least two words"),
        )
    )
    serve = kinds.Nested(_ServeSchema, unknown=RAISE)
    opensearch = kinds.Nested(_OpenSearchSchema, unknown=RAISE)


# ── loading ──────────────────────────────────────────────────────────────────────────────


def load_config(
    path: Path | str | None = None,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Config:
    """Return the configuration in force; ``ConfigError`` names the file and the key at fault.

    The file is ``path``, else the one ``NIANBAO_CONFIG`` names, else ``config.toml`` in the current
    folder, else in the user's configuration folder; without any, the defaults. ``overrides`` are
    flags by member name, ``None`` where not given. A relative ``index_dir`` is meant from the
    file's folder if the file says it or says nothing, else from the current one.
    """
    environ = os.environ if environ is None else environ
    file = _file(path, environ)
    chosen = _from_file(file) if file else {}
    home = file.parent if file else Path.cwd()
    chosen["index_dir"] = home / Path(chosen.get("index_dir", Config().index_dir)).expanduser()
    flags = {name: value for name, value in (overrides or {}).items() if value is not None}
    chosen |= _from_environment(environ) | flags
    chosen["index_dir"] = Path(chosen["index_dir"]).expanduser().absolute()
    chosen["user_words"] = tuple(chosen.get("user_words", ()))
    chosen["synonyms"] = tuple(map(tuple, chosen.get("synonyms", ())))
    chosen["serve_tokens"] = tuple(chosen.get("serve_tokens", ()))
    chosen["opensearch_hosts"] = _hosts(chosen.get("opensearch_hosts", Config().opensearch_hosts))
    return replace(Config(), **chosen, file=file)


def _file(path: Path | str | None, environ: Mapping[str, str]) -> Path | None:
    named = path or environ.get("NIANBAO_CONFIG")
    if named:
        file = Path(named).expanduser().absolute()
        if not file.is_file():
            raise ConfigError("%(file)s: there is no such file", file=file)
        return file
    for folder in (Path.cwd(), Path(click.get_app_dir("nianbao"))):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def _from_file(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text("utf-8-sig"))
        loaded = _ConfigSchema(unknown=RAISE).load(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise ConfigError("%(file)s: %(fault)s", file=file, fault=e) from e
    except ValidationError as e:
        faults = "; ".join(_faults(e.messages_dict, data))
        raise ConfigError("%(file)s: %(fault)s", file=file, fault=faults) from e
    sections = ("serve", "opensearch")
    within = {f"{s}.{k}": v for s in sections for k, v in loaded.get(s, {}).items()}
    flat = {**loaded, **within}
    return {key.member: flat[key.path] for key in KEYS if key.path in flat}


def _faults(messages: Mapping[str, Any], data: Any, above: str = "") -> Iterator[str]:
    """Put each fault after the full path of its key."""
    for name, found in messages.items():
        path = above if name == "_schema" else f"{above}.{name}" if above else str(name)
        if isinstance(found, dict):
            yield from _faults(found, data, path)
        else:
            for message in found:
                yield f"{path}: {_unknown(path) if message == 'Unknown field.' else message}"


def _unknown(path: str) -> str:
    known = {name for key in KEYS for name in (key.path, key.path.partition(".")[0])}
    close = get_close_matches(path, sorted(known), n=1, cutoff=0.6)
    return f"unknown key; did you mean {close[0]}?" if close else "unknown key"


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Read the variables; an empty one counts as not set, as shells make it hard to unset one."""
    chosen: dict[str, Any] = {}
    for key in KEYS:
        said = environ.get(key.variable, "") if key.variable else ""
        if said:
            chosen[key.member] = _port(key, said) if key.member == "serve_port" else said
    return chosen


def _hosts(said: str | Sequence[str]) -> tuple[str, ...]:
    """Return addresses; a variable of the environment has them parted by commas."""
    hosts = said.split(",") if isinstance(said, str) else said
    return tuple(host.strip() for host in hosts)


def _port(key: Key, said: str) -> int:
    if not (said.isascii() and said.isdecimal() and int(said) <= 65535):
        raise ConfigError(
            "%(variable)s: %(said)s is no port (0 to 65535)", variable=key.variable, said=said
        )
    return int(said)
