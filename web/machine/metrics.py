"""GET /metrics, for Prometheus: counts, and no names."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from review.piles import counted
from web.desk.pages import queue_of
from web.health import health_of
from web.machine.alarms import lasting
from web.site import site_of

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_STATES = ("ok", "degraded", "down")


def metrics(request: Request) -> Response:
    """Gauges of this moment; the totals are at most a minute old."""
    site, registry = site_of(request), CollectorRegistry()
    figures = site.figures.figures(site.parts, site.now)
    health = health_of(request)["status"]
    status = {each: health == each for each in _STATES}
    kinds: dict[str, tuple[str, Mapping[Any, float]]] = {
        "intake_status": ("1 for the state that the daemon is in", status),
        "intake_messages": ("Messages by verdict", figures.verdicts),
        "intake_entries": ("Entries by status", figures.entries),
        "intake_letters": ("Letters by state", figures.letters),
        "intake_cards": ("Cards by queue", counted(queue_of(site), site.times.today)),
    }
    for name, (told, counts) in kinds.items():
        gauge = Gauge(name, told, ["kind"], registry=registry)
        for kind, count in counts.items():
            gauge.labels(str(kind)).set(count)
    Gauge("intake_alarms", "Alarms that last", registry=registry).set(len(lasting(site.parts, site.now)))
    return Response(generate_latest(registry), media_type=_TYPE)
