"""Run one claimed job: gather (read), work (no database), record (one transaction, only if the lease is still ours).

Work that may outlast a lease is `work_long`: it is handed a beat, which keeps the lease, writes down how far it is
(the kind's own `beat`), and says whether to go on.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog

from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.jobs import queue
from siskamling.kit.jobs.models import Job

log = structlog.get_logger()


class Kind(Protocol):
    """What wiring.JOBS names: a module of a room's jobs/, or an object. `gather` and `work` may be missing."""

    def record(self, payload: dict[str, Any], result: Any, /) -> None:
        """Write down what came of it, in one transaction."""


def run_due(jobs: Mapping[str, Kind], lane: str, limit: int = 10) -> int:
    """Claim and run the due jobs of a lane. Gives how many were run."""
    if not queue.is_any_due(Job, lane):
        end_reading()
        return 0
    token, ids = writing(lambda: queue.claim(Job, lane, limit))
    for job_id in ids:
        _run(jobs, job_id, token)
    return len(ids)


def _run(jobs: Mapping[str, Kind], job_id: uuid.UUID, token: uuid.UUID) -> None:
    job = db.session.get_one(Job, job_id, populate_existing=True)
    kind, payload, attempts = job.kind, dict(job.payload), job.attempts
    end_reading()
    try:
        module = jobs[kind]
        gather = getattr(module, "gather", None)
        found = gather(payload) if gather else None
        end_reading()
        result = _work(module, found, lambda told: writing(lambda: _beat(module, job_id, token, payload, told)))
        writing(lambda: _record(module, job_id, token, payload, result))
    except Exception as error:  # a job of any kind may fail in any way; it is put back, and never kills the lane
        reason = type(error).__name__
        log.exception("job_failed", kind=kind, job_id=str(job_id), attempts=attempts)
        writing(lambda: queue.put_back(job_id, attempts, reason))


def _work(module: Kind, found: Any, beat: Callable[[Any], bool]) -> Any:
    if (long := getattr(module, "work_long", None)) is not None:
        return long(found, beat)
    work = getattr(module, "work", None)
    return work(found) if work else found


def _beat(module: Any, job_id: uuid.UUID, token: uuid.UUID, payload: dict[str, Any], told: Any) -> bool:
    return queue.renew(Job, job_id, token) and bool(module.beat(payload, told))


def _record(module: Kind, job_id: uuid.UUID, token: uuid.UUID, payload: dict[str, Any], result: Any) -> None:
    if queue.is_still_ours(Job, job_id, token):
        module.record(payload, result)
        queue.finish(job_id, "done")
