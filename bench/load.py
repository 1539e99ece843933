"""`nianbao serve` under load: `python -m bench.load --clients 8,64 --seconds 60`.

An index of invented reports is made, or taken with `--index`; the server is a process of its own on
this computer. Says what was seen, judges it, and exits 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import corpus
from bench.clients import Seen, Server, address, ask, busy, dawdling, not_reading, server, together
from bench.questions import EVERY, RARE, RECEIVED, SOME, STRINGS
from bench.systems.ours import System

API = "/api/v1"
QUERY_SECONDS = 2.0
"""How long a second server gives a query, so that there are some it cuts; 10 unless it is told."""

EXPENSIVE_FROM = 10_000
"""From how many reports on they take longer than that."""
FLAT_MB = 48.0
"""How much memory may grow: pools and caches fill a little whatever one does."""

MIXED = [
    *(address(f"{API}/search", ("q", f"{word} {RECEIVED}>0")) for word in SOME),
    *(address("/", ("q", f"{word} {EVERY[n]}")) for n, word in enumerate(RARE)),
    *(address(f"{API}/search", ("q", f'"{text}"'), ("facet", "year")) for text in STRINGS),
    *(address(f"{API}/suggest", ("q", word[:1])) for word in SOME),
    address(f"{API}/aggregate", ("q", EVERY[0]), ("by", "year"), ("stat", RECEIVED)),
    address(f"{API}/search.csv", ("q", RARE[0])),
    address(f"{API}/search.xlsx", ("q", RARE[1])),
    address(f"{API}/search", ("q", f"granted/handled>0.5 {SOME[0]}"), ("sort", "-handled")),
    address(f"{API}/search", ("q", "nosuch>0")),
    address("/findings"),
    address("/help"),
    address(f"{API}/health"),
    address("/metrics"),
]
"""What clients ask in turn: words, strings, numbers, pages, small exports, a mistake."""

CHEAP = [address(f"{API}/search", ("q", word)) for word in RARE]
PAIRS = [(a, b) for a in EVERY for b in EVERY if a < b]
NEAR = [[f'"{a} {b}"~{n}' for a, b in PAIRS[n % 5 : n % 5 + 10]] for n in range(20, 60)]
EXPENSIVE = [address(f"{API}/search", ("q", " OR ".join(near))) for near in NEAR]
"""What takes as long as any query may: ten pairs of words that stand near in all reports."""

WHOLE = address(
    f"{API}/search.csv", *(("fields", f"{name}.total") for name in ("granted", "handled"))
)


@dataclass(slots=True)
class Verdict:
    """What was seen, line by line, and what of it does not hold."""

    failed: list[str] = field(default_factory=list)

    def say(self, what: str, found: str, holds: bool) -> None:
        """Print a line and remember it if it does not hold."""
        print(f"{what:<44} {found:<60} {'ok' if holds else 'NOT'}", flush=True)
        if not holds:
            self.failed.append(what)


def told(seen: Seen) -> str:
    """Say what clients saw."""
    statuses = " ".join(f"{status}:{n}" for status, n in sorted(seen.statuses.items()))
    times = f"p50 {seen.percentile(50) * 1000:.0f} ms, p99 {seen.percentile(99) * 1000:.0f} ms"
    return f"{statuses} {times}" + (f" broken {seen.broken[0]}" if seen.broken else "")


# ── what is looked at ────────────────────────────────────────────────────────────────────


def mixed(running: Server, verdict: Verdict, clients: int, seconds: float) -> None:
    """Ask all sorts of things; nothing fails, and memory stays."""
    busy(running, MIXED, clients, seconds / 3)
    before = running.memory()
    seen = busy(running, MIXED, clients, seconds)
    after = running.memory()
    verdict.say(f"{clients} clients, mixed", told(seen), not seen.faults())
    memory = f"{before:.0f} MB, then {after:.0f} MB"
    verdict.say(f"{clients} clients, memory", memory, after - before < FLAT_MB)


def crowded(running: Server, verdict: Verdict, seconds: float, reports: int) -> None:
    """Ask what takes too long beside what does not; the first is cut, the second goes on."""
    found: dict[str, Seen] = {}
    # What a server loads at its first questions is nobody's expense here.
    busy(running, CHEAP, 1, seconds / 3)

    def run(name: str, asked: list[str], clients: int) -> Callable[[], None]:
        def task() -> None:
            found[name] = busy(running, asked, clients, seconds)

        return task

    together([run("dear", EXPENSIVE, 6), run("cheap", CHEAP, 6)])
    dear, cheap = found["dear"], found["cheap"]
    in_time = dear.percentile(99) < 5 * QUERY_SECONDS and set(dear.statuses) <= {200, 503}
    cut = 503 in dear.statuses or reports < EXPENSIVE_FROM
    holds = in_time and cut and not (dear.without_retry or dear.broken)
    verdict.say("expensive queries", told(dear), holds)
    goes_on = not cheap.faults() and len(cheap.seconds) > 6
    verdict.say("cheap queries beside them", told(cheap), goes_on)


def exported(running: Server, verdict: Verdict, reports: int) -> None:
    """Take the whole result away; it is whole, and memory stays."""
    before, most = running.memory(), 0.0
    connection = running.connection()
    connection.request("GET", WHOLE)
    answer = connection.getresponse()
    began, lines, size = time.perf_counter(), 0, 0
    while piece := answer.read(1 << 16):
        lines += piece.count(b"\n")
        size += len(piece)
        most = max(most, running.memory())
    connection.close()
    seconds = time.perf_counter() - began
    expected = 1 + sum(number % corpus.OTHER_VERSIONS != 3 for number in range(reports))
    found = f"{lines} lines, {size / 1e6:.1f} MB in {seconds:.1f} s"
    verdict.say("export of everything", found, lines == expected)
    memory = f"{before:.0f} MB, at most {most:.0f} MB"
    verdict.say("export, memory", memory, most - before < FLAT_MB)


def hindered(running: Server, verdict: Verdict, seconds: float) -> None:
    """Hold connections in all slow manners; others are answered as ever."""
    before = running.memory()
    with dawdling(running, 100), not_reading(running, WHOLE, 30):
        seen = busy(running, CHEAP, 4, seconds)
        after = running.memory()
    verdict.say("beside 100 slow to ask, 30 not reading", told(seen), not seen.faults())
    memory = f"{before:.0f} MB, then {after:.0f} MB"
    verdict.say("slow clients, memory", memory, after - before < 2 * FLAT_MB)


def stopped(running: Server, verdict: Verdict) -> None:
    """Tell the server to stop in the middle of answers; they end, and then it does."""
    seen = Seen()
    clients = [
        threading.Thread(target=ask, args=(running.connection(), WHOLE, seen)) for _ in range(2)
    ]
    for client in clients:
        client.start()
    time.sleep(0.3)
    running.process.send_signal(signal.SIGTERM)
    for client in clients:
        client.join()
    code = running.process.wait(60)
    whole = seen.statuses == {200: 2} and not seen.broken
    verdict.say("stopped while answering", f"{told(seen)}, exit {code}", whole and code == 0)


# ── all of it ────────────────────────────────────────────────────────────────────────────


def main(arguments: list[str]) -> int:
    """Measure and judge; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--clients", default="8,64", help="how many at a time, one after the other")
    parser.add_argument(
        "--seconds", type=float, default=60, help="how long each number of them asks"
    )
    parser.add_argument("--reports", type=int, default=10_000, help="how many are in the index")
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument("--index", type=Path, help="a folder to keep the index in; taken if there")
    chosen = parser.parse_args(arguments)
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="nianbao-load-") as scratch:
        index = (chosen.index or Path(scratch) / "index").resolve()
        if not index.exists():
            System(chosen.engine).fill(chosen.reports, index)
        usual, hasty = Path(scratch) / "usual.toml", Path(scratch) / "hasty.toml"
        text = f'engine = "{chosen.engine}"\nindex_dir = "{index.as_posix()}"\n[serve]\n'
        usual.write_text(text, "utf-8")
        hasty.write_text(f"{text}query_seconds = {QUERY_SECONDS}\n", "utf-8")
        with server(usual) as running:
            for clients in map(int, chosen.clients.split(",")):
                mixed(running, verdict, clients, chosen.seconds)
            exported(running, verdict, chosen.reports)
            hindered(running, verdict, chosen.seconds)
            stopped(running, verdict)
        with server(hasty) as running:
            crowded(running, verdict, chosen.seconds, chosen.reports)
    print("all of it holds" if not verdict.failed else f"does not hold: {verdict.failed}")
    return 1 if verdict.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
