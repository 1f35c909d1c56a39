"""gunicorn's hooks, and what it answers by itself. The app is not preloaded: no connection is open before the fork."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import structlog
from gunicorn import util
from prometheus_client import multiprocess

from siskamling import serving
from siskamling.kit import config as settings

log = structlog.get_logger()
loglevel = "error"  # gunicorn's warnings repeat what clients sent, phone numbers among it; write_problem logs without


def on_starting(_server: Any) -> None:
    """Stop at a wrong setting before there are workers, each of which would print a trace. `serve` has looked."""
    if serving.is_child():
        return
    try:
        settings.load()
    except settings.ConfigError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(2)


def post_worker_init(worker: Any) -> None:
    """The application is loaded and the port bound: say where, once; and end with the process that started us."""
    serving.when_abandoned(lambda: os.kill(worker.ppid, signal.SIGTERM))
    if worker.age == 1 and serving.is_child():
        serving.say_where(worker.cfg.bind[0])


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the live gauges of a dead process."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # no types there


def write_problem(sock: Any, status: int, reason: str, _message: str) -> None:
    """What gunicorn refuses before the application sees it (no HTTP, an address or headers too long), as a problem.

    Nobody has read Accept-Language by then: it is said in Indonesian.
    """
    from siskamling.kit import texts  # by now a worker has them; gunicorn's own process need not
    from siskamling.kit.ids import new_id
    from siskamling.kit.web.problems import MEDIA_TYPE, slug_of

    slug, request_id = slug_of(int(status)), str(new_id())
    title = f"kit.status.{status}"
    document = {
        "type": f"/problems/{slug}",
        "title": texts.say(title if texts.knows(title, "id") else "kit.status.other", "id"),
        "status": int(status),
        "detail": texts.say(slug, "id"),
        "instance": f"/requests/{request_id}",
    }
    body = json.dumps(document).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Language: id\r\n"
        f"Content-Length: {len(body)}\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
        f"X-Request-Id: {request_id}\r\n\r\n"
    )
    log.info("request", method="unknown", route="unknown", status=int(status), problem=slug, request_id=request_id)
    util.write_nonblock(sock, head.encode("latin-1") + body)


util.write_error = write_problem  # gunicorn has no hook for it
