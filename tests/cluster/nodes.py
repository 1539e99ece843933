"""A cluster of three OpenSearch nodes on this machine, each a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.clusterconfig import ClusterConfig

HERE = Path(__file__).parent
TARGET = HERE / "target"

JVMS = Path("/usr/lib/jvm")
"""Where systems put their JDKs."""

OLDEST_JAVA = 21
HEAP = "512m"
STARTED_WITHIN = 240
"""Seconds: two busy cores take their time."""


class NotInstalled(Exception):
    """What a cluster needs is not on this machine; the message says what to install."""


def java_home() -> Path:
    """Find a JDK that is new enough: by JAVA_HOME, on the PATH, in /usr/lib/jvm."""
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    on_path = shutil.which("java")
    named += [Path(on_path).resolve().parents[1]] if on_path else []
    for home in (*named, *sorted(JVMS.glob("*"))):
        release = home / "release"
        if (home / "bin" / "javac").exists() and release.is_file():
            version = re.search(r'JAVA_VERSION="(\d+)', release.read_text("utf-8"))
            if version and int(version[1]) >= OLDEST_JAVA:
                return home
    raise NotInstalled(
        f"no JDK {OLDEST_JAVA} or later: install one (on Debian 13, apt install "
        "openjdk-21-jdk-headless), or name it in JAVA_HOME"
    )


def build(java: Path) -> None:
    """Fetch OpenSearch and compile the launcher, unless that was done; one process at a time."""
    import fcntl  # There is none on Windows, where all other tests run too.

    TARGET.mkdir(exist_ok=True)
    with (TARGET / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _build(java)


def _build(java: Path) -> None:
    done = TARGET / "built"
    sources = [HERE / "pom.xml", *HERE.rglob("*.java")]
    if done.exists() and done.stat().st_mtime > max(file.stat().st_mtime for file in sources):
        return
    maven = shutil.which("mvn")
    if not maven:
        raise NotInstalled("no Maven: install it (on Debian, apt install maven)")
    command = [maven, "-q", "-B", "compile", "dependency:copy-dependencies"]
    result = subprocess.run(
        command,
        cwd=HERE,
        env={**os.environ, "JAVA_HOME": str(java)},
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise NotInstalled(f"Maven cannot fetch OpenSearch: {result.stdout[-2000:]}")
    done.touch()


@dataclass
class Node:
    """One node: its settings, its process, and the address it is asked at."""

    java: Path
    folder: Path
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings['http.port']}"

    def start(self) -> None:
        """Start the process; it takes some seconds until it answers."""
        command = [
            str(self.java / "bin" / "java"),
            f"-Xms{HEAP}",
            f"-Xmx{HEAP}",
            # As OpenSearch starts itself: garbage counts as memory in use until G1 collects it.
            "-XX:+UseG1GC",
            "-XX:G1ReservePercent=25",
            "-XX:InitiatingHeapOccupancyPercent=30",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            f"{TARGET / 'classes'}{os.pathsep}{TARGET / 'dependency'}/*",
            "Node",
            *(f"{name}={value}" for name, value in self.settings.items()),
        ]
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def kill(self) -> None:
        """End the process as if its machine had died."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def log(self) -> str:
        return (self.folder / "log.txt").read_text("utf-8", "replace")[-3000:]


@dataclass
class Nodes:
    """The nodes of a cluster."""

    nodes: Sequence[Node] = field(default_factory=tuple)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(node.url for node in self.nodes)

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(node.process.pid for node in self.nodes if node.process)

    def config(self, **changes: Any) -> ClusterConfig:
        """Return how to reach them, under a name of one's own."""
        return ClusterConfig(self.urls, prefix=f"test-{uuid.uuid4().hex[:12]}", **changes)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the first node that runs, past the engine."""
        running = next(node for node in self.nodes if node.process)
        request = urllib.request.Request(
            running.url + path,
            json.dumps(body).encode() if body is not None else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def wait(self, status: str = "yellow") -> None:
        """Wait until all nodes that run have found one another, and the indexes are so well."""
        running = [node for node in self.nodes if node.process]
        path = f"/_cluster/health?wait_for_nodes=>={len(running)}&wait_for_status={status}"
        until = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < until:
            for node in running:
                if node.process and node.process.poll() is not None:
                    raise RuntimeError(f"a node has ended: {node.log()}")
            try:
                with urllib.request.urlopen(f"{running[0].url}{path}&timeout=5s") as answer:
                    if not json.load(answer)["timed_out"]:
                        return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.3)
        logs = "\n".join(node.log() for node in running)
        raise RuntimeError(f"the cluster does not start: {logs}")


@contextmanager
def started(count: int = 3) -> Iterator[Nodes]:
    """Run a cluster; ``NotInstalled`` where it cannot be."""
    java = java_home()
    build(java)
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="nianbao-cluster-")))
        cluster = Nodes(_nodes(java, folder, count))
        for node in cluster.nodes:
            ends.callback(node.kill)
            node.start()
        cluster.wait()
        yield cluster


def _nodes(java: Path, folder: Path, count: int) -> list[Node]:
    names = [f"node-{n}" for n in range(1, count + 1)]
    ports = free_ports(2 * count)
    seeds = ",".join(f"127.0.0.1:{port}" for port in ports[:count])
    nodes = []
    for n, name in enumerate(names):
        home = folder / name
        home.mkdir()
        settings = {
            "cluster.name": folder.name,
            "cluster.initial_cluster_manager_nodes": ",".join(names),
            "discovery.seed_hosts": seeds,
            "node.name": name,
            "path.home": str(home),
            "network.host": "127.0.0.1",
            "transport.type": "netty4",
            "transport.port": str(ports[n]),
            "http.type": "netty4",
            "http.port": str(ports[count + n]),
            # A disk that is nearly full is no matter for some megabytes.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        nodes.append(Node(java, home, settings))
    return nodes


def free_ports(count: int) -> list[int]:
    """Find ports of this machine that nobody listens at."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def own_place(urls: Sequence[str], replicas: int = 0) -> Iterator[ClusterConfig]:
    """Have a name of one's own in a cluster; what bears it is removed in the end."""
    config = ClusterConfig(tuple(urls), prefix=f"test-{uuid.uuid4().hex[:12]}", replicas=replicas)
    try:
        yield config
    finally:
        request = urllib.request.Request(f"{urls[0]}/{config.prefix}*", method="DELETE")
        with urllib.request.urlopen(request):
            pass
