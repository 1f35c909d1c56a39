"""From a report's 201 to its message at the FCM server, and what a worker costs that has nothing to do."""

from __future__ import annotations

import json
import random
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks import load, machine
from benchmarks.city import Size, fill, person, store
from benchmarks.stage import ENGINES, application, database, options_of, say
from siskamling.agencies.models import Unit
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.ids import new_id
from tests.fcm.addresses import device_token
from tests.fcm.server import FcmServer
from tests.processes import Program, free_port

POLSEK = "Polsek Tanjung Priok"
WARAKAS = {"lat": -6.1219, "lon": 106.8778}
IDLE_S = 10.0
_PATIENCE_S = 20.0


@contextmanager
def running(
    environment: dict[str, str], fcm: FcmServer, python: str | Path = sys.executable
) -> Iterator[tuple[str, dict[str, int]]]:
    """`flask serve` as `make run` starts it, with Firebase: its address, and the pids of web and worker."""
    folder, port = Path(environment["SISKAMLING_DATA"]), free_port()
    account = folder / "service_account.json"
    account.write_text(json.dumps(fcm.service_account()))
    given = environment | {"PORT": str(port), "SISKAMLING_FCM_BASE_URL": fcm.base_url,
                           "SISKAMLING_FIREBASE_CREDENTIALS": str(account)}  # fmt: skip
    program = Program(["flask", "serve"], machine.surroundings() | given, folder / "serve.log", python)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}", program)
        yield f"http://127.0.0.1:{port}", _pids(program)
    finally:
        program.stop()


def _wait_until_ready(url: str, program: Program) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and program.process.poll() is None:
        try:
            with urllib.request.urlopen(url + "/health/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"not ready: {program.log.read_text(errors='replace')[-2000:]}")


def _pids(program: Program) -> dict[str, int]:
    """gunicorn's worker is the youngest of its processes; `flask worker` names itself."""
    found = machine.children(program.process.pid)
    worker = next(pid for pid in found if "worker" in machine.command(pid) and "gunicorn" not in machine.command(pid))
    return {"worker": worker, "web": max(pid for pid in found if "gunicorn" in machine.command(pid))}


def officer_with_phone() -> None:
    """An officer of the Polsek whose phone can ring; inside writing()."""
    rows: dict[str, list[dict[str, Any]]] = {"accounts": [], "roles": [], "tokens": []}
    unit = db.session.scalars(select(Unit.path).where(Unit.name == POLSEK)).one()
    account_id, _ = person(rows, now(), kind="police_officer", unit_path=unit)
    rows["devices"] = [{"id": new_id(), "account_id": account_id, "token_id": rows["tokens"][0]["id"],
                        "platform": "android", "address": device_token("officer"), "address_kind": "token",
                        "created_at": now()}]  # fmt: skip
    store(rows)


def reported(url: str, token: str, fcm: FcmServer, reports: int) -> dict[str, list[float]]:
    """Seconds of each report: from its sending and from its answer until the server accepted its message."""
    port, pause = int(url.rsplit(":", 1)[1]), random.Random(7)
    found: dict[str, list[float]] = {"sent": [], "answered": []}
    for number in range(reports):
        time.sleep(pause.uniform(0.02, 0.12))  # so that the poll is met at every moment of its beat
        body = {"id": str(new_id()), "category": "theft", "words": "Motor hilang", **WARAKAS}
        sent = now().timestamp()
        load.run(port, [load.request("POST", "/api/v1/reports", token=token, body=body)], connections=1).must_be(201)
        answered = now().timestamp()
        accepted = _nth_accepted(fcm, number + 1)
        found["sent"].append(accepted - sent)
        found["answered"].append(max(0.0, accepted - answered))
    return found


def _nth_accepted(fcm: FcmServer, number: int) -> float:
    deadline = time.monotonic() + _PATIENCE_S
    while fcm.ledger.accepted < number:
        if time.monotonic() > deadline:
            raise RuntimeError(f"message {number} never came")
        time.sleep(0.001)
    return float(fcm.messages()[number - 1]["accepted_at"])


def measure(engine: str, reports: int) -> dict[str, Any]:
    """On one engine: latencies, and the idle worker's share of a core."""
    with database(engine) as environment, FcmServer() as fcm:
        app = application(environment)
        with app.app_context():
            resident = fill(Size(rts=1))[0]
            writing(officer_with_phone)
            db.session.remove()
            db.engine.dispose()
        with running(environment, fcm) as (url, pids):
            reported(url, resident.token, fcm, 5)  # the first push opens connections and fetches a token
            fcm.clear()
            say(f"  {engine}: {reports} reports ...")
            found: dict[str, Any] = reported(url, resident.token, fcm, reports)
            time.sleep(1)
            before = machine.usage([pids["worker"]]).cpu_s
            time.sleep(IDLE_S)
            found["idle"] = (machine.usage([pids["worker"]]).cpu_s - before) / IDLE_S
    return found


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = options_of("push", __doc__)
    parser.add_argument("--reports", type=int, default=200)
    options = parser.parse_args(arguments)
    print(machine.described())
    print(f"{'engine':<12}{'from':<10}{'median ms':>10}{'p99 ms':>10}{'max ms':>10}   idle worker")
    for engine in options.engine or ENGINES:
        found = measure(engine, options.reports)
        for since in ("answered", "sent"):
            values = found[since]
            middle, late, worst = (1e3 * load.percentile(values, share) for share in (0.5, 0.99, 1))
            idle = f"{100 * found['idle']:6.1f} % of a core" if since == "answered" else ""
            print(f"{engine:<12}{since:<10}{middle:10.0f}{late:10.0f}{worst:10.0f}   {idle}")
    print(machine.described())


if __name__ == "__main__":
    main()
