"""Is it alive, is it ready, how does it fare: for load balancers, people on call, and Prometheus."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import structlog
from flask import Flask, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, looking
from siskamling.kit.jobs.models import LANES, Heartbeat
from siskamling.kit.web.problems import problem

log = structlog.get_logger()
SEEN_WITHIN = timedelta(seconds=30)
_MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations" / "versions"


def install(app: Flask) -> None:
    """Add /health/live, /health/ready and /metrics."""

    @app.get("/health/live", endpoint="kit.live", provide_automatic_options=False)
    def _live() -> Response:
        return jsonify(status="live")

    @app.get("/health/ready", endpoint="kit.ready", provide_automatic_options=False)
    def _ready() -> Response:
        checks = readiness()
        if all(check == "ok" for check in checks.values()):
            return jsonify(status="ready", checks=checks)
        return problem(503, "kit.not_ready", checks=checks)

    @app.get("/metrics", endpoint="kit.metrics", provide_automatic_options=False)
    def _metrics() -> Response:
        registry = REGISTRY
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # no types there
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def readiness() -> dict[str, str]:
    """Each check's name with `ok`, or with what is missing; never with an address or an error's words."""
    checks = {"database": _run(_database)}
    for name, check in (("migrations", _migrations), ("worker", _worker)):
        checks[name] = _run(check) if checks["database"] == "ok" else "unknown"
    return checks


def _run(check: Callable[[], str]) -> str:
    try:
        return looking(check)
    except SQLAlchemyError:
        log.warning("health_check_failed", exc_info=True)
        return "failed"
    finally:
        end_reading()


def _database() -> str:
    db.session.execute(text("SELECT 1"))
    return "ok"


def _migrations() -> str:
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return "not in date"
    have = set(db.session.scalars(text("SELECT version_num FROM alembic_version")))
    return "ok" if have == heads() else "not in date"


@cache
def heads() -> set[str]:
    """The migrations that no other follows, read from their files: Alembic would cost each web process 5 MB."""
    sources = [file.read_text(encoding="utf-8") for file in _MIGRATIONS.glob("*.py")]
    named, followed = (
        {found for source in sources for found in re.findall(rf'^{name} = "(\w+)"', source, re.MULTILINE)}
        for name in ("revision", "down_revision")
    )
    return named - followed


def _worker() -> str:
    seen = {
        lane for (lane,) in db.session.execute(select(Heartbeat.lane).where(Heartbeat.seen_at > now() - SEEN_WITHIN))
    }
    missing = [lane for lane in LANES if lane not in seen]
    return "ok" if not missing else "not seen: " + ", ".join(missing)
