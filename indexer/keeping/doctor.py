"""An installation looked over: what is as it should be, what is not, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.admission import is_loopback
from indexer.clusterconfig import cluster_config
from indexer.config import Config
from indexer.engines.opening import RUN_LOCK, generations, settled_segmenter
from indexer.engines.port import SharedGenerations
from indexer.errors import ConfigError, EngineError, EngineUnavailable, NoIndex
from indexer.readers.office import office_program

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE = 2 * 2**30
NO_SPACE = 200 * 2**20
"""Bytes that should be free, and without which nothing can be written."""

BUILT = 1_767_225_600
"""The start of 2026 in seconds: a clock before it is wrong."""

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Condition:
    """How one thing is; ``advice`` says what to do about it, "" where nothing is to be done."""

    name: str
    state: State
    found: str
    advice: str = ""


def examine(
    load: Callable[[], Config], now: Callable[[], float] = time.time
) -> Iterator[Condition]:
    """Look the installation over, one thing after the other; nothing is changed.

    ``load`` gives the configuration. Where it cannot be read, what depends on it is left out.
    """
    yield _python()
    yield _programs()
    try:
        config = load()
        if config.engine == "opensearch":
            cluster_config(config)
    except ConfigError as e:
        yield Condition("configuration", "fault", str(e), "mend the file, or name another")
        return
    for look in (_configuration, _server, _segmenter, _index, _folder, _space):
        yield look(config)
    yield from _cluster(config)
    yield _clock(config, now())


def condition_lines(conditions: Iterable[Condition]) -> Iterator[str]:
    """Write conditions for people, the advice below what it is about."""
    for condition in conditions:
        yield f"{condition.state:<8} {condition.name:<20} {condition.found}"
        if condition.advice:
            yield f"{'':<29} → {condition.advice}"


def _python() -> Condition:
    found = f"{platform.python_version()}, {64 if sys.maxsize > 2**32 else 32} bit"
    if sys.version_info < OLDEST_PYTHON or sys.maxsize <= 2**32:
        return Condition("python", "fault", found, "install Python 3.11 or newer, 64 bit")
    return Condition("python", "ok", found)


def _programs() -> Condition:
    program = office_program()
    if program is None:
        advice = "install LibreOffice to index .doc, .wps, .rtf and .odt files"
        return Condition("libreoffice", "warning", "not installed", advice)
    return Condition("libreoffice", "ok", program)


def _configuration(config: Config) -> Condition:
    if config.file is None:
        return Condition("configuration", "ok", "no file: everything is as it is by default")
    mode = config.file.stat().st_mode
    secret = bool(config.serve_tokens or config.serve_session_key)
    if secret and os.name != "nt" and mode & (stat.S_IRGRP | stat.S_IROTH):
        advice = f"it signs cookies: chmod 600 {config.file}, for the user that serves"
        return Condition("configuration", "warning", f"{config.file} can be read by others", advice)
    return Condition("configuration", "ok", str(config.file))


def _server(config: Config) -> Condition:
    found = f"{config.serve_host}, port {config.serve_port}"
    if is_loopback(config.serve_host) or config.serve_tokens:
        return Condition("server", "ok", found)
    if config.serve_public:
        advice = "make a token with nianbao token, unless everybody may read"
        return Condition("server", "warning", f"{found}, open to everybody", advice)
    advice = "make a token with nianbao token and put it into the configuration"
    return Condition("server", "fault", f"{found}, without a token", advice)


def _segmenter(config: Config) -> Condition:
    try:
        cut = settled_segmenter(config)
    except EngineError as e:
        advice = "install what it names, or start what keeps the index"
        return Condition("segmenter", "fault", str(e), advice)
    return Condition("segmenter", "ok", cut.fingerprint)


def _index(config: Config) -> Condition:
    name = f"index ({config.engine})"
    try:
        with closing(generations(config, settled_segmenter(config)).current()) as engine:
            state = engine.check()
    except NoIndex as e:
        found, _, advice = str(e).partition(": ")
        return Condition(name, "warning", found, advice)
    except EngineUnavailable as e:
        return Condition(name, "fault", str(e), "install or start what it needs")
    except EngineError as e:
        return Condition(name, "fault", str(e), "make it anew: nianbao verify --repair")
    if state.faults:
        advice = "make it anew: nianbao verify --repair"
        return Condition(name, "fault", "; ".join(state.faults), advice)
    return Condition(name, "ok", f"{state.reports} reports, {state.sources} sources")


def _cluster(config: Config) -> Iterator[Condition]:
    """Say how the machines are that keep the index; where it is on this one, nothing."""
    try:
        there = generations(config, settled_segmenter(config))
        if not isinstance(there, SharedGenerations):
            return
        state = there.cluster()
    except EngineError as e:
        yield Condition("cluster", "fault", str(e), "see [opensearch] in the configuration")
        return
    nodes = "1 node" if state.nodes == 1 else f"{state.nodes} nodes"
    found = f"OpenSearch {state.version}, {nodes}, {state.status}"
    if state.status == "green":
        yield Condition("cluster", "ok", found)
    else:
        how: State = "fault" if state.status == "red" else "warning"
        advice = f"{state.missing} shards have no node: start the nodes that are gone"
        yield Condition("cluster", how, found, advice)


def _folder(config: Config) -> Condition:
    folder = config.index_dir
    if not folder.exists():
        above = next(parent for parent in folder.parents if parent.exists())
        if not os.access(above, os.W_OK):
            return Condition("folder", "fault", f"{above} cannot be written", "see its owner")
        return Condition("folder", "ok", f"{folder} is not there yet")
    closed = [
        path for path in (folder, *folder.iterdir()) if not os.access(path, os.R_OK | os.W_OK)
    ]
    if closed:
        advice = "indexing needs to write there, serving to read: see owner and permissions"
        return Condition("folder", "warning", f"{closed[0]} cannot be written", advice)
    return Condition("folder", "ok", f"{folder} can be read and written")


def _space(config: Config) -> Condition:
    folders = [config.index_dir, *config.index_dir.parents]
    places = [next(f for f in folders if f.exists()), Path(tempfile.gettempdir())]
    free, place = min((shutil.disk_usage(place).free, place) for place in places)
    found = f"{free / 2**30:.1f} GB free at {place}"
    if free < LITTLE_SPACE:
        advice = "make room: a rebuild needs as much as the index, downloads a file each"
        return Condition("space", "fault" if free < NO_SPACE else "warning", found, advice)
    return Condition("space", "ok", found)


def _clock(config: Config, now: float) -> Condition:
    lock = config.index_dir / RUN_LOCK
    latest = max(BUILT, lock.stat().st_mtime if lock.exists() else 0)
    told = time.strftime("%F %T", time.gmtime(now)) + " UTC"
    if now < latest - 60:
        advice = "set the clock: files that change are told by their time"
        return Condition("clock", "fault", f"{told} is before the last run", advice)
    return Condition("clock", "ok", told)
