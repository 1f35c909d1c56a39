"""The job `kit.purge`: answers kept past their time, attempts of windows long over, jobs done a week ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.jobs.models import Job
from siskamling.kit.web.idempotency import forget_old
from siskamling.kit.web.models import Attempt

JOBS_KEPT = timedelta(days=7)


def record(_payload: dict[str, Any], _result: Any) -> None:
    """Delete what nobody will ask for again."""
    forget_old()
    db.session.execute(delete(Attempt).where(Attempt.until < now()))
    db.session.execute(
        delete(Job).where(Job.state.in_(("done", "cancelled")), Job.key.is_(None), Job.created_at < now() - JOBS_KEPT)
    )
