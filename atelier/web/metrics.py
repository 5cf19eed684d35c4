"""/metrics: figures for Prometheus, where the setting ``metrics.enabled`` is on.

Labels are endpoints, never addresses, so that their number does not grow with the stock. With
several gunicorn workers each writes its figures to a folder that ``config/gunicorn.conf.py`` makes
(``PROMETHEUS_MULTIPROC_DIR``), and whichever worker is asked adds them up. What is counted in the
database is read when it is asked for, by that one worker.
"""

import os
import time
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, abort, g, request, request_finished, request_started
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from atelier.db import db
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.people.guard import public
from atelier.workshop.diagnosis.models import StoredReport

metrics = Blueprint("metrics", __name__)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 10)

_requests = Counter(
    "atelier_requests_total", "Requests answered.", ["endpoint", "method", "status"]
)
_seconds = Histogram(
    "atelier_request_seconds", "Time to answer a request.", ["endpoint"], buckets=_BUCKETS
)


def init_app(app: Flask) -> None:
    app.register_blueprint(metrics)
    if app.extensions["atelier"].metrics.enabled:
        request_started.connect(_start, app)
        request_finished.connect(_finish, app)


@metrics.get("/metrics")
@public
def show() -> Response:
    if not settings().metrics.enabled:
        abort(404)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Measured())
    registry.register(_Stock())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Measured(Collector):
    """What this one process counted."""

    def collect(self) -> Iterator[Metric]:
        yield from REGISTRY.collect()


class _Stock(Collector):
    """What is in the database now, in two queries."""

    def collect(self) -> Iterator[Metric]:
        devices = _counted(Device.next_step).where(Device.merged_into_id.is_(None))
        yield _gauge("atelier_devices", "Devices by their next step.", "next_step", devices)
        reports = _counted(StoredReport.state)
        yield _gauge("atelier_reports", "Reports by state.", "state", reports)


def _counted(column: sa.orm.InstrumentedAttribute[str]) -> sa.Select[str, int]:
    return sa.select(column, sa.func.count()).group_by(column)


def _gauge(name: str, words: str, label: str, counts: sa.Select[str, int]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, words, labels=[label])
    for value, count in db.session.execute(counts):
        gauge.add_metric([value], count)
    return gauge


def _start(_app: Flask) -> None:
    g.metrics_since = time.perf_counter()


def _finish(_app: Flask, response: Response) -> None:
    endpoint = request.endpoint or "none"
    method = request.method if request.method in _METHODS else "other"
    _requests.labels(endpoint, method, str(response.status_code)).inc()
    if (since := g.pop("metrics_since", None)) is not None:
        _seconds.labels(endpoint).observe(time.perf_counter() - since)
