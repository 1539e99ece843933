"""Figures of the server and its index in the form that Prometheus reads, at ``/metrics``."""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from indexer import EngineError
from webui import health

blueprint = Blueprint("metrics", __name__)

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

INDEX = (
    ("reports", "reports", "Reports in the index, all versions."),
    ("sources", "sources", "Files seen, those refused included."),
    ("refused_files", "refused", "Files that were refused."),
    ("size_bytes", "size_bytes", "Bytes of the index on the disk."),
)
"""A figure's name, the member it is of, and what it is."""


def register(app: Flask) -> None:
    """Count what the application answers, and put the address in."""
    registry = CollectorRegistry()
    requests = Counter(
        "nianbao_requests",
        "Requests answered.",
        ("method", "endpoint", "status"),
        registry=registry,
    )
    seconds = Histogram(
        "nianbao_request_seconds",
        "Time to answer, to the last byte made.",
        ("endpoint",),
        buckets=SECONDS,
        registry=registry,
    )
    registry.register(IndexCollector())

    def count(response: Response) -> Response:
        # What nobody made an address of is one kind, or any client could make up new ones.
        endpoint = request.endpoint or "none"
        method = request.method if request.method in METHODS else "other"
        timer, began = seconds.labels(endpoint), g.began
        requests.labels(method, endpoint, str(response.status_code)).inc()
        response.call_on_close(lambda: timer.observe(time.perf_counter() - began))
        return response

    app.extensions["registry"] = registry
    app.after_request(count)
    app.register_blueprint(blueprint)


class IndexCollector:
    """What is known of the index when it is asked for; of an index that is away, that it is."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        try:
            found = health.index_figures()
        except EngineError:
            yield GaugeMetricFamily("nianbao_index_up", "Whether the index answers.", 0)
            return
        yield GaugeMetricFamily("nianbao_index_up", "Whether the index answers.", 1)
        for name, member, told in INDEX:
            value = getattr(found, member)
            if value is not None:
                yield GaugeMetricFamily(f"nianbao_index_{name}", told, value)
        if found.last_run:
            yield GaugeMetricFamily(
                "nianbao_index_last_run_timestamp_seconds",
                "When the last run that wrote ended.",
                found.last_run.timestamp(),
            )

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: the index is not asked before somebody wants to know."""
        return iter(())


@blueprint.get("/metrics")
def metrics() -> Response:
    """Write all figures; whoever may search may read them."""
    written = generate_latest(current_app.extensions["registry"])
    return Response(written, content_type=CONTENT_TYPE_LATEST)
