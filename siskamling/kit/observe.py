"""Logs as JSON lines that carry listed fields only, so no phone number or name slips in; metrics."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter, Histogram

# Whatever is not named here is dropped before it is written.
LOGGED = frozenset(
    ("event", "level", "timestamp", "request_id", "method", "route", "status", "ms", "problem", "kind", "job_id",
     "attempts", "lane", "count", "outcome", "address", "transport", "exception_type", "where", "delivery_id", "signal")
)  # fmt: skip

REQUESTS = Counter("siskamling_requests_total", "Requests by route template and status", ["route", "status"])
SECONDS = Histogram("siskamling_request_seconds", "Seconds of a request, by route template", ["route"])
PUSHES = Counter("siskamling_pushes_total", "Push attempts by outcome", ["outcome"])


def _only_listed(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in entry.items() if key in LOGGED}


def _name_exception(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception's class and place, never its words: a database error quotes the values it failed on."""
    if entry.pop("exc_info", None):
        kind, _error, trace = sys.exc_info()
        entry["exception_type"] = kind.__name__ if kind else None
        places = []
        while trace:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rsplit('/site-packages/')[-1]}:{trace.tb_lineno}:{code.co_name}")
            trace = trace.tb_next
        entry["where"] = places[-6:]
    return entry


def start_logging() -> None:
    """Send structlog's lines as JSON to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_exception,
            _only_listed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
