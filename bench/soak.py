"""Kill `nianbao index` at random moments: `python -m bench.soak [KILLS] [ENGINE...]`.

Each round changes a folder of reports, starts the command on it, and ends that with kill -9, every
other time at one of its writes, else at any moment. Then the index must open, be sound, and hold
what it held before the run or after one of its batches; now and then the same command must bring
it up to date, else the next run goes on from there.
Every fifth run is a rebuild, of which nothing may be seen before it is whole. `make soak` does 200
kills of each engine.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from indexer.config import Config
from indexer.keeping import desk

ROOT = Path(__file__).parents[1]
KILLS = 200
ENGINES = ("whoosh", "tantivy")
FILES, BATCH = 23, 5
"""So few that a run is short, and so many that it writes more than once."""

WRITES = 40
"""Among how many writes to the index's folder the one is chosen at which a run is killed."""

COMPLETED = 4
"""After how many rounds the command is run to its end."""

TEXT = "甲{}镇2020年政府信息公开工作年度报告\n一、总体情况\n第{}轮：2020年，我镇做好信息公开。\n"

COMMAND = f"""
import indexer.indexing.batch
indexer.indexing.batch.BATCH = {BATCH}
from indexer.cli import main
main()
"""

State = Mapping[str, str]
"""The files an index knows, each with its hash."""


class Broken(AssertionError):
    """The index is not what it must be."""


@dataclass
class Soak:
    """A folder of reports, an index of it, and what became of the kills so far."""

    engine: str
    folder: Path
    random: random.Random
    outcomes: Counter[str] = field(default_factory=Counter)
    round: int = 0
    seconds: float = 2.0
    """How long a run takes that nobody kills."""

    def __post_init__(self) -> None:
        self.config = Config(engine=self.engine, index_dir=self.folder / "index")
        self.downloads = self.folder / "downloads"
        self.downloads.mkdir(parents=True)
        self.rounds: dict[str, int] = {}
        """The round in which each file was written; None of those that are not there."""

    def kill(self, times: int) -> Iterator[int]:
        """Go through rounds until so many runs were killed; yield how many after each."""
        self._change()
        self._complete()
        killed = 0
        while killed < times:
            self.round += 1
            before = self._state()
            self._change()
            rebuild = self.round % 5 == 0
            if self._run_killed(rebuild):
                killed += 1
                self._hold_against(self._possible(before, rebuild))
                yield killed
            # Else the next run finds what this one left, as after a crash that nobody saw.
            if self.round % COMPLETED == 0 or killed == times:
                self._complete()
                self._hold_against([self._files()])

    # ── the folder ──

    def _change(self) -> None:
        """Write most files anew and take some away."""
        names = [f"{n:02}.txt" for n in range(FILES)]
        removed = self.random.sample(names, 3) if self.round else []
        left = [name for name in names if name not in removed]
        for name in removed:
            (self.downloads / name).unlink(missing_ok=True)
            self.rounds.pop(name, None)
        for name in self.random.sample(left, FILES - 7) if self.round else left:
            text = TEXT.format(name.removesuffix(".txt"), self.round)
            (self.downloads / name).write_text(text, "utf-8")
            self.rounds[name] = self.round

    def _files(self) -> State:
        return {
            path.name: sha256(path.read_bytes()).hexdigest() for path in self.downloads.iterdir()
        }

    def _possible(self, before: State, rebuild: bool) -> list[State]:
        """Return what the index may hold: the state before, and that after each batch."""
        after = self._files()
        if rebuild:
            return [before, after]
        changed = sorted(name for name in after if before.get(name) != after[name])
        states = [before]
        for end in range(BATCH, len(changed) + 1, BATCH):
            states.append({**before, **{name: after[name] for name in changed[:end]}})
        return [*states, after]

    # ── the command ──

    def _started(self, rebuild: bool = False) -> subprocess.Popen[bytes]:
        told = ["--rebuild"] if rebuild else ["--prune"]
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, "index", str(self.downloads), "--jobs", "1", *told],
            env={
                **os.environ,
                "NIANBAO_ENGINE": self.engine,
                "NIANBAO_INDEX_DIR": str(self.config.index_dir),
            },
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def _complete(self) -> None:
        began = time.monotonic()
        with self._started() as run:
            _, said = run.communicate()
        if run.returncode:
            raise Broken(f"running again fails: {said.decode()}")
        self.seconds = (self.seconds + time.monotonic() - began) / 2

    def _run_killed(self, rebuild: bool) -> bool:
        """Start the command and kill it; return whether it was still there to be killed."""
        with self._started(rebuild) as run:
            if self.random.random() < 0.5:
                for _ in range(self.random.randint(1, WRITES)):
                    self._wait_for_a_write(run)
            else:
                time.sleep(self.random.uniform(0, self.seconds))
            run.kill()
        return run.returncode != 0

    def _wait_for_a_write(self, run: subprocess.Popen[bytes]) -> None:
        seen = self._stamp()
        while run.poll() is None and self._stamp() == seen:
            time.sleep(0.001)

    def _stamp(self) -> int:
        stamps = [0]
        for folder in self.config.index_dir.glob("*/*/"):
            # It may be taken away meanwhile.
            with suppress(FileNotFoundError):
                stamps.append(folder.stat().st_mtime_ns)
        return max(stamps)

    # ── the index ──

    def _state(self) -> State:
        searcher = desk.open_searcher(self.config)
        return {source.path: source.sha256 for source in searcher.engine().sources()}

    def _hold_against(self, possible: list[State]) -> None:
        """Raise ``Broken`` unless the index is sound and in one of these states, count which."""
        found = desk.verify(self.config)
        if found.faults:
            raise Broken(f"round {self.round}: {found.faults}")
        state = self._state()
        if state not in possible:
            raise Broken(f"round {self.round}: neither before nor after a batch: {state}")
        # What the words say must be what the sources say.
        searcher = desk.open_searcher(self.config)
        total = searcher.count("version:all"), searcher.count('"信息公开" version:all')
        new = sum(state.get(name) == digest for name, digest in self._files().items())
        old = searcher.count(f'"第{self.round}轮" version:all')
        written = sum(
            state.get(name) == digest and self.rounds.get(name) == self.round
            for name, digest in self._files().items()
        )
        if total != (len(state), len(state)) or old != written or new < written:
            raise Broken(f"round {self.round}: {total} reports found, {old} of this round")
        if len(possible) > 1:
            at = possible.index(state)
            last = len(possible) - 1
            self.outcomes["before" if at == 0 else "after" if at == last else "between"] += 1


def main(kills: int, engines: tuple[str, ...]) -> None:
    """Kill so many runs of each engine, and print in which state they left the index.

    Ctrl-C ends it early, and what was done until then is told.
    """
    for engine in engines:
        seed = random.randrange(1 << 32)
        with tempfile.TemporaryDirectory(prefix="nianbao-soak-") as folder:
            soak = Soak(engine, Path(folder) / engine, random.Random(seed))
            try:
                for killed in soak.kill(kills):
                    print(f"\r{engine}: {killed} of {kills}", end="", file=sys.stderr, flush=True)
            except KeyboardInterrupt:
                print("", file=sys.stderr)
        told = ", ".join(f"{soak.outcomes[name]} {name}" for name in ("before", "between", "after"))
        print(
            f"{engine}: {soak.outcomes.total()} kills (seed {seed}), all sound: {told}", flush=True
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    count = int(given.pop(0)) if given and given[0].isdigit() else KILLS
    main(count, tuple(given) or ENGINES)
