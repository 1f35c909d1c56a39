"""Is it alive, is it ready, how does it fare: for load balancers, people on call, and Prometheus."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import structlog
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, looking
from siskamling.kit.jobs.models import LANES, Heartbeat
from siskamling.kit.web.problems import problem

log = structlog.get_logger()
SEEN_WITHIN = timedelta(seconds=30)


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
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
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
    wanted = _heads(_folder())
    have = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    return "ok" if wanted == have else "not in date"


def _folder() -> Path:
    migrate = current_app.extensions.get("migrate")
    return Path(migrate.directory) if migrate is not None else Path(current_app.root_path).parent / "migrations"


@cache
def _heads(folder: Path) -> set[str]:
    return set(ScriptDirectory(str(folder)).get_heads())


def _worker() -> str:
    seen = {
        lane for (lane,) in db.session.execute(select(Heartbeat.lane).where(Heartbeat.seen_at > now() - SEEN_WITHIN))
    }
    missing = [lane for lane in LANES if lane not in seen]
    return "ok" if not missing else "not seen: " + ", ".join(missing)
