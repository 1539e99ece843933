"""Generations of an index kept in a folder: one subfolder each, a manifest, and CURRENT."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from indexer.engines.disk import sync, sync_folder
from indexer.engines.port import Engine
from indexer.errors import EngineUnavailable, IndexDamaged, IndexOutdated, NotFound

MANIFEST, CURRENT = "manifest.json", "CURRENT"


class FolderGenerations:
    """The generations of one embedded engine: ``index_dir/engine/0001`` and so on.

    CURRENT names the current one and the one before it; it is replaced whole, so that a reader
    finds one or the other. Older generations are removed when another is published.
    """

    def __init__(
        self,
        engine: str,
        index_dir: Path,
        fingerprints: Mapping[str, str],
        *,
        create: Callable[[Path], None],
        opened: Callable[[Path], Engine],
    ) -> None:
        """Look after the generations in ``index_dir``; nothing is touched before it is asked for.

        ``create`` makes an empty index in a folder, ``opened`` opens one.
        """
        self._engine = engine
        self._folder = index_dir / engine
        self._fingerprints = dict(fingerprints)
        self._create = create
        self._open = opened
        self._lock = Lock()
        self._current: tuple[str, Engine] | None = None
        self._begun: list[tuple[Engine, str]] = []

    def current(self) -> Engine:
        """Open the published generation; ask again for each request, as it is cheap.

        The same engine is returned until another generation is published, here or by another
        process; it need not be closed. Raises ``EngineUnavailable`` where nothing was published,
        ``IndexOutdated`` where it was made with other fingerprints.
        """
        name = self._names()[0]
        with self._lock:
            if self._current is None or self._current[0] != name:
                self._check(name)
                self._current = (name, self._open(self._folder / name))
            return self._current[1]

    def made_with(self) -> Mapping[str, str]:
        """Return the fingerprints of the published generation; none where there is no index."""
        try:
            return self._fingerprints_of(self._names()[0])
        except EngineUnavailable:
            return {}

    def begin(self) -> Engine:
        """Begin a new generation aside; searches go on in the current one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        number = max((int(path.name) for path in self._all()), default=0)
        while True:
            number += 1
            folder = self._folder / f"{number:04d}"
            try:
                folder.mkdir()
                break
            except FileExistsError:
                # Another process began one at the same time.
                continue
        manifest = {"engine": self._engine, "fingerprints": self._fingerprints}
        _replace(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        self._create(folder)
        engine = self._open(folder)
        self._begun.append((engine, folder.name))
        return engine

    def publish(self, engine: Engine) -> None:
        """Make a generation begun here the current one, keep the one before, remove older ones."""
        name = next((name for begun, name in self._begun if begun is engine), None)
        if name is None:
            raise ValueError("only a generation begun here can be published")
        try:
            before: str | None = self._names()[0]
        except EngineUnavailable:
            before = None
        self._point(name, before)
        for path in self._all():
            if path.name not in (name, before) and path.name < name:
                shutil.rmtree(path, ignore_errors=True)

    def rollback(self) -> None:
        """Make the generation before the current one current again; ``NotFound`` without one."""
        try:
            before = self._names()[1]
        except EngineUnavailable:
            before = None
        if before is None:
            raise NotFound("there is no generation before the current one")
        self._point(before, None)

    def _all(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [path for path in self._folder.iterdir() if path.name.isdigit()]

    def _names(self) -> tuple[str, str | None]:
        """Return the names of the current generation and of the one before it."""
        try:
            current, *before = (self._folder / CURRENT).read_text("utf-8").split()
        except FileNotFoundError as e:
            raise EngineUnavailable("there is no index yet: run nianbao index PATH") from e
        except ValueError as e:
            raise IndexDamaged("the index is damaged: %(file)s", file=CURRENT) from e
        return current, before[0] if before else None

    def _point(self, name: str, before: str | None) -> None:
        _replace(self._folder / CURRENT, f"{name}\n{before or ''}\n")

    def _fingerprints_of(self, name: str) -> dict[str, str]:
        try:
            manifest = json.loads((self._folder / name / MANIFEST).read_text("utf-8"))
            return dict(manifest["fingerprints"])
        except (OSError, ValueError, KeyError, TypeError) as e:
            raise IndexDamaged("the index is damaged: %(file)s", file=MANIFEST) from e

    def _check(self, name: str) -> None:
        made_with = self._fingerprints_of(name)
        other = [
            part
            for part in sorted(self._fingerprints)
            if made_with.get(part) != self._fingerprints[part]
        ]
        if other:
            raise IndexOutdated(
                "the index was made with another %(what)s: run nianbao index --rebuild PATH",
                what=", ".join(other),
            )


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, and see that it stays."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text, "utf-8")
    sync(fresh)
    fresh.replace(path)
    sync_folder(path.parent)
