"""Measure a cluster beside the embedded engines: `python -m bench.cluster [REPORTS...]`.

One index grows from size to size; at each all is measured, without and with a copy of its shards.
The figures are kept in build/bench/cluster.json as they are found, where `python -m bench.scale`
reads them. Progress goes to standard error, the tables to standard output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench import corpus
from bench.measure import percentile
from bench.questions import questions
from bench.systems.ours import Asker
from bench.task import peak
from indexer.catalogue import catalogue
from indexer.clusterconfig import cluster_config
from indexer.config import Config
from indexer.documents import index_document
from indexer.engines.opening import generations, settled_segmenter
from indexer.engines.opensearch.client import Client
from indexer.engines.port import Engine, Generations
from indexer.keeping.copying import PORTION
from indexer.keeping.desk import open_searcher
from indexer.model import IndexDocument
from indexer.query import Everything
from tests.cluster.nodes import Nodes, started

SIZES = (10_000, 30_000, 100_000)
FIGURES = Path(__file__).parents[1] / "build" / "bench" / "cluster.json"
MOST_IN_WHOOSH = 10_000
"""Above it whoosh is left out, as filling it would take hours."""

FILES = 400
ROUNDS, CLIENTS, SECONDS = 3, 8, 10
WRITTEN, WARMED = 5000, 20
"""Reports written and seconds of asking before any is timed: a node compiles what it runs often."""

Figures = dict[str, Any]


def main(sizes: Sequence[int]) -> None:
    """Measure at each size, print the tables, keep the figures."""
    say = partial(print, file=sys.stderr, flush=True)
    found: dict[str, dict[int, Figures]] = defaultdict(dict)
    kept: Figures = {"files": {}, "engines": found}
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as name, started() as nodes:
        folder = Path(name)
        say("making reports ready")
        _make_ready(folder, sizes[-1])
        for engine in ("whoosh", "tantivy", "opensearch"):
            config = _config(engine, folder, nodes)
            there = generations(config, settled_segmenter(config))
            aside = there.begin()
            _written(aside, islice(_ready(folder), WRITTEN), ())
            there.discard(aside)
            there.publish(there.begin())
            reached = [size for size in sizes if engine != "whoosh" or size <= MOST_IN_WHOOSH]
            pids = nodes.pids if engine == "opensearch" else ()
            for before, size in zip((0, *reached), reached, strict=False):
                say(f"{engine}: {size}")
                figures = found[engine][size] = _grown(config, there, folder, (before, size), pids)
                if engine == "opensearch":
                    copied = _with_copy(config, there, folder, pids)
                    found["opensearch, a copy"][size] = figures | copied
                _keep(kept)
        for parts in (1, 2):
            say(f"from files in {parts}")
            rate = _from_files(_config("opensearch", folder, nodes), parts)
            kept["files"][f"{parts} parts"] = rate
            _keep(kept)
    for line in tables(msgspec.json.decode(FIGURES.read_bytes())):
        print(line)


def _keep(kept: Figures) -> None:
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(kept, indent=1), "utf-8")


# ── measuring ────────────────────────────────────────────────────────────────────────────


def _config(engine: str, folder: Path, nodes: Nodes) -> Config:
    return Config(
        engine=engine,
        index_dir=folder / "index",
        opensearch_hosts=nodes.urls,
        opensearch_prefix="bench",
        opensearch_replicas=0,
        opensearch_seconds=600.0,  # However busy the machine is.
    )


def _make_ready(folder: Path, count: int) -> None:
    """Write documents of ready tokens into a file, so that every engine is given the same."""
    cut = settled_segmenter(Config())
    with (folder / "documents").open("wb") as file:
        for report in corpus.reports(count):
            written = msgspec.msgpack.encode(index_document(report, cut, catalogue()))
            file.write(len(written).to_bytes(4, "big") + written)


def _ready(folder: Path) -> Iterator[IndexDocument]:
    decode = msgspec.msgpack.Decoder(IndexDocument).decode
    with (folder / "documents").open("rb") as file:
        while head := file.read(4):
            yield decode(file.read(int.from_bytes(head, "big")))


def _grown(
    config: Config,
    there: Generations,
    folder: Path,
    grown: tuple[int, int],
    pids: Sequence[int],
) -> Figures:
    """Let an index grow from so many to so many, and measure that and all that is asked of it."""
    engine = there.current()
    written = _written(engine, islice(_ready(folder), *grown), pids)
    bytes_each = engine.check().size_bytes / grown[1]
    return {**written, "bytes": bytes_each, **_exported(engine), **_asked(config, pids)}


def _exported(engine: Engine) -> Figures:
    """Go through everything as an export does; say how fast, and how many bytes it took more."""
    before = peak()
    began = time.perf_counter()
    count = sum(1 for _ in engine.scan(Everything(), parts=("meta", "facts")))
    return {"exported": count / (time.perf_counter() - began), "memory": peak() - before}


def _written(engine: Engine, documents: Iterable[IndexDocument], pids: Sequence[int]) -> Figures:
    """Write documents, their reading left out: how many a second, and what one costs processors.

    ``cost`` is in milliseconds of this process and of those in ``pids``: on a machine that runs
    much else the rate says little.
    """
    count, taken, cost = 0, 0.0, 0.0
    while batch := list(islice(documents, PORTION)):
        began, busy = time.perf_counter(), _busy(pids)
        engine.write(put=batch)
        taken += time.perf_counter() - began
        cost += _busy(pids) - busy
        count += len(batch)
    return {"rate": count / taken, "cost": 1000 * cost / count, "load": os.getloadavg()[0]}


def _busy(pids: Sequence[int]) -> float:
    """Return the seconds that processors have worked for this process and for others."""
    fields = [Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2] for pid in pids]
    ticks = sum(int(n) for found in fields for n in found.split()[11:13])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _with_copy(config: Config, there: Generations, folder: Path, pids: Sequence[int]) -> Figures:
    """Measure with a copy of each shard, which is taken away again."""
    client = Client(cluster_config(config, {}))
    settings = {"index": {"number_of_replicas": 1}}
    client.ask("PUT", "/bench-*/_settings", settings)
    while client.ask("GET", "/_cluster/health/bench-*")["status"] != "green":
        time.sleep(1)
    engine = there.current()
    written = _written(engine, islice(_ready(folder), PORTION), pids)
    figures = {**written, "bytes": engine.check().size_bytes, **_asked(config, pids)}
    figures["bytes"] /= engine.check().reports
    client.ask("PUT", "/bench-*/_settings", {"index": {"number_of_replicas": 0}})
    return figures


def _asked(config: Config, pids: Sequence[int]) -> Figures:
    """Ask everything, one question after another, then several clients at once."""
    asker = Asker(open_searcher(config))
    kinds: dict[str, list[Callable[[], int]]] = defaultdict(list)
    for question in questions():
        kinds[question.kind].append(asker.ask(question))
    everything = [ask for asks in kinds.values() for ask in asks]
    warm = time.monotonic() + WARMED
    while time.monotonic() < warm:
        for ask in everything:
            ask()
    busy = _busy(pids)
    taken = {kind: [_timed(ask) for _ in range(ROUNDS) for ask in kinds[kind]] for kind in kinds}
    cost = 1000 * (_busy(pids) - busy) / sum(map(len, taken.values()))
    together: list[float] = []
    until = time.monotonic() + SECONDS

    def client(number: int) -> None:
        n = number
        while time.monotonic() < until:
            together.append(_timed(everything[n % len(everything)]))
            n += 7

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "alone": {kind: _both(times) for kind, times in taken.items()},
        "answer": cost,
        "together": {"each": _both(together), "a second": len(together) / SECONDS},
    }


def _timed(ask: Callable[[], int]) -> float:
    began = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - began)


def _both(times: Sequence[float]) -> list[float]:
    return [median(times), percentile(times, 0.99)]


def _from_files(config: Config, parts: int) -> float:
    """Index text files as so many processes do that share the work; files a second."""
    folder = config.index_dir.parent / "texts"
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        (folder / f"{number}.txt").write_text(corpus.text(corpus.invent(number)), "utf-8")
    file = folder.with_name("config.toml")
    lines = [
        'engine = "opensearch"',
        "[opensearch]",
        f"hosts = {json.dumps(config.opensearch_hosts)}",
    ]
    file.write_text("\n".join([*lines, 'prefix = "bench-files"', "replicas = 0"]), "utf-8")
    nianbao = [sys.executable, "-m", "indexer", "--config", str(file)]
    subprocess.run([*nianbao, "generation", "begin", "--anew"], check=True, capture_output=True)
    index = [*nianbao, "index", str(folder), "--collection", "texts", "--jobs", "1", "--part"]
    quiet = subprocess.DEVNULL
    began = time.perf_counter()
    running = [
        subprocess.Popen([*index, f"{n}/{parts}"], stdout=quiet, stderr=quiet)
        for n in range(1, parts + 1)
    ]
    assert [process.wait() for process in running] == [0] * parts
    return FILES / (time.perf_counter() - began)


# ── printing ─────────────────────────────────────────────────────────────────────────────


def tables(kept: Figures) -> Iterator[str]:
    """Yield the lines of all tables."""
    engines: dict[str, dict[str, Figures]] = kept["engines"]
    yield "From text files: " + ", ".join(
        f"{rate:.0f} a second in {parts}" for parts, rate in kept["files"].items()
    )
    columns = [(name, size) for name, sizes in engines.items() for size in sizes]
    yield ""
    yield "| | " + " | ".join(f"{name}, {int(size):,}" for name, size in columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"

    def row(title: str, cell: Callable[[Figures], str]) -> str:
        return f"| {title} | " + " | ".join(cell(engines[n][s]) for n, s in columns) + " |"

    yield row("reports a second, ready tokens", lambda f: f"{f['rate']:.0f}")
    yield row("ms of processor a report", lambda f: f"{f['cost']:.1f}")
    yield row("load of the machine meanwhile", lambda f: f"{f['load']:.0f}")
    yield row("bytes a report", lambda f: f"{f['bytes']:,.0f}")
    yield row("exported a second", lambda f: f"{f['exported']:.0f}")
    yield row("MB more while exporting", lambda f: f"{f['memory'] / 2**20:.0f}")
    for kind in next(iter(engines["opensearch"].values()))["alone"]:
        yield row(f"{kind}, ms", lambda f, kind=kind: _pair(f["alone"][kind]))
    yield row("ms of processor an answer, alone", lambda f: f"{f['answer']:.0f}")
    yield row(f"{CLIENTS} clients, ms", lambda f: _pair(f["together"]["each"]))
    yield row(f"{CLIENTS} clients, answers a second", lambda f: f"{f['together']['a second']:.0f}")
    yield ""
    yield "Times are p50 / p99. Growth of the cluster's from the first size to the last:"
    sizes = list(engines["opensearch"])
    first, last = (engines["opensearch"][size] for size in (sizes[0], sizes[-1]))
    yield f"reports {int(sizes[-1]) / int(sizes[0]):.1f} times"
    for kind, (p50, _) in last["alone"].items():
        yield f"{kind}: {p50 / first['alone'][kind][0]:.1f} times"


def _pair(times: Sequence[float]) -> str:
    return f"{times[0]:.0f} / {times[1]:.0f}"


if __name__ == "__main__":
    main(sorted(map(int, sys.argv[1:])) or SIZES)
