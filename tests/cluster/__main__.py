"""Run a cluster until Ctrl-C: `make cluster`."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress

from tests.cluster.nodes import NotInstalled, started

# Whoever ends us ends the nodes too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

try:
    with started() as cluster, suppress(KeyboardInterrupt):
        hosts = ", ".join(f'"{url}"' for url in cluster.urls)
        print(f"[opensearch]\nhosts = [{hosts}]", flush=True)
        signal.pause()
except NotInstalled as e:
    sys.exit(str(e))
