"""Generations of an index kept in a folder: one subfolder each, a manifest, and CURRENT."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from indexer.engines import disk
from indexer.engines.fingerprints import raise_if_outdated
from indexer.engines.port import Engine
from indexer.errors import EngineUnavailable, IndexDamaged, NoIndex, NotFound

MANIFEST, CURRENT = "manifest.json", "CURRENT"
PUBLISHED = "published"
"""The key of a manifest that says when: a generation without it was never whole."""
SUM = "crc32"
"""The key of a manifest that holds the CRC-32 of the rest."""


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
        while True:
            name = self._names()[0]
            with self._lock:
                try:
                    if self._current is None or self._current[0] != name:
                        self._check(name)
                        self._current = (name, self._open(self._folder / name))
                    return self._current[1]
                except IndexDamaged:
                    # Two others were published since the name was read, and this one was removed.
                    if self._names()[0] == name:
                        raise

    def made_with(self) -> Mapping[str, str]:
        """Return the fingerprints of the published generation; none where there is no index."""
        try:
            return self._fingerprints_of(self._names()[0])
        except EngineUnavailable:
            return {}

    def folder(self) -> Path:
        """Return where the published generation lies; ``EngineUnavailable`` where there is none."""
        return self._folder / self._names()[0]

    def begin(self) -> Engine:
        """Begin a new generation aside; searches go on in the current one.

        One process at a time: what another left unfinished is removed.
        """
        return self.adopt(self._create, self._fingerprints)

    def adopt(self, fill: Callable[[Path], None], made_with: Mapping[str, str]) -> Engine:
        """Begin a generation whose files ``fill`` puts into its folder; what that raises comes out.

        Raises ``IndexOutdated`` where they were made with other fingerprints.
        """
        with disk.failure_told():
            folder = self._new_folder()
        try:
            manifest = {"engine": self._engine, "fingerprints": dict(made_with)}
            with disk.failure_told():
                disk.replace(folder / MANIFEST, _written(manifest))
                self._check(folder.name)
                fill(folder)
                disk.sync_folder(folder)
            engine = self._open(folder)
        except BaseException:
            _empty(folder)
            raise
        self._begun.append((engine, folder.name))
        return engine

    def discard(self, engine: Engine) -> None:
        """Remove a generation begun here that will not be published; nothing if it was."""
        name = self._name_of(engine)
        if name not in self._referred_to():
            engine.close()
            _empty(self._folder / name)

    def publish(self, engine: Engine) -> None:
        """Make a generation begun here the current one, keep the one before, remove older ones."""
        name = self._name_of(engine)
        before = next(iter(self._referred_to()), None)
        self._say_published(name)
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

    def _name_of(self, engine: Engine) -> str:
        for begun, name in self._begun:
            if begun is engine:
                return name
        raise ValueError("only a generation begun here can be published")

    def _new_folder(self) -> Path:
        """Make the folder of the next generation; names are not used twice, readers know them."""
        disk.make_folder(self._folder)
        there = self._all()
        number = max((int(path.name) for path in there), default=0) + 1
        kept = {*self._referred_to(), *(name for _, name in self._begun)}
        # Without a CURRENT that can be read, nobody knows what is left over.
        for path in there if self._referred_to() else []:
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
        folder = self._folder / f"{number:04d}"
        folder.mkdir()
        return folder

    def _referred_to(self) -> tuple[str, ...]:
        """Return the names in CURRENT, the current one first; none where it cannot be read."""
        try:
            return tuple(name for name in self._names() if name)
        except (EngineUnavailable, IndexDamaged):
            return ()

    def _all(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [path for path in self._folder.iterdir() if path.name.isdigit()]

    def _names(self) -> tuple[str, str | None]:
        """Return the names of the current generation and of the one before it."""
        try:
            current, *before = (self._folder / CURRENT).read_text("utf-8").split()
        except FileNotFoundError as e:
            # A first run that was killed has published nothing.
            if any(PUBLISHED in self._manifest_of(path.name) for path in self._all()):
                raise IndexDamaged("the index is damaged: %(file)s", file=CURRENT) from e
            raise NoIndex("there is no index yet: run nianbao index PATH") from e
        except ValueError as e:
            raise IndexDamaged("the index is damaged: %(file)s", file=CURRENT) from e
        return current, before[0] if before else None

    def _point(self, name: str, before: str | None) -> None:
        with disk.failure_told():
            disk.replace(self._folder / CURRENT, f"{name}\n{before or ''}\n")

    def _fingerprints_of(self, name: str) -> dict[str, str]:
        try:
            return dict(self._manifest_of(name)["fingerprints"])
        except (KeyError, TypeError, ValueError) as e:
            raise IndexDamaged("the index is damaged: %(file)s", file=MANIFEST) from e

    def _manifest_of(self, name: str) -> dict[str, Any]:
        """Return what a generation says of itself; nothing where it cannot be read."""
        try:
            manifest = json.loads((self._folder / name / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        whole = isinstance(manifest, dict) and manifest.pop(SUM, None) == _sum(manifest)
        return manifest if whole else {}

    def _say_published(self, name: str) -> None:
        manifest = {**self._manifest_of(name), PUBLISHED: f"{datetime.now(UTC):%F %T} UTC"}
        with disk.failure_told():
            disk.replace(self._folder / name / MANIFEST, _written(manifest))

    def _check(self, name: str) -> None:
        raise_if_outdated(self._fingerprints_of(name), self._fingerprints)


def _written(manifest: Mapping[str, object]) -> str:
    return json.dumps({**manifest, SUM: _sum(manifest)}, ensure_ascii=False, indent=1)


def _sum(manifest: Mapping[str, object]) -> int:
    """A damaged manifest must not pass for one of another catalogue or segmenter."""
    return zlib.crc32(json.dumps(manifest).encode())


def _empty(folder: Path) -> None:
    """Remove what is in a generation's folder; the folder stays, so that its name is not reused."""
    for path in folder.iterdir():
        path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
