"""What web and worker hold: at rest, after the check-in load, after pushes, after the first Firebase sign-in.

In a clone with the run-time packages alone, as `make run` makes it: some libraries load development tools they find.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks import load, machine
from benchmarks.check_in import requests_of
from benchmarks.city import Size, fill
from benchmarks.fresh import Clone
from benchmarks.push import WARAKAS, officer_with_phone, running
from benchmarks.stage import ENGINES, application, database, options_of, say
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.ids import new_id
from siskamling.people.models import Account
from tests.access.google import PROJECT, Google
from tests.fcm.server import FcmServer

_REPORTS = 300


def measure(engine: str, requests: int, python: Path) -> list[tuple[str, float, int]]:
    """(what, MB resident, at most) on one engine, with one web process as `make run` starts it."""
    google, found = Google(), []
    with database(engine) as environment, FcmServer() as fcm:
        app = application(environment)
        with app.app_context():
            watchers = fill(Size(rts=requests // 40, watchers=40))
            writing(officer_with_phone)
            phone = db.session.get_one(Account, watchers[0].account_id).phone
            db.session.remove()
            db.engine.dispose()
        firebase = {"SISKAMLING_FIREBASE_PROJECT": PROJECT, "SISKAMLING_ID_TOKEN_CERT_URL": google.url}
        with running(environment | firebase, fcm, python) as (url, pids):
            port = int(url.rsplit(":", 1)[1])
            time.sleep(3)
            found += [("web at rest", machine.resident_mb(pids["web"]), 100),
                      ("worker at rest", machine.resident_mb(pids["worker"]), 120)]  # fmt: skip
            say(f"  {engine}: {requests} check-ins ...")
            load.run(port, requests_of(watchers)).must_be(201)
            found.append((f"web after {requests} check-ins", machine.resident_mb(pids["web"]), 100))
            say(f"  {engine}: {_REPORTS} reports ...")
            body = {"category": "theft", "words": "Motor hilang", **WARAKAS}
            load.run(port, [load.request("POST", "/api/v1/reports", token=one.token, body={"id": str(new_id()), **body})
                            for one in watchers[:_REPORTS]]).must_be(201)  # fmt: skip
            while fcm.ledger.accepted < _REPORTS:
                time.sleep(0.05)
            found.append((f"worker after {_REPORTS} pushes", machine.resident_mb(pids["worker"]), 120))
            signed = {"id_token": google.token(phone), "device_name": "bench"}
            load.run(port, [load.request("POST", "/api/v1/sign-ins/firebase", body=signed)], connections=1).must_be(201)
            found.append(("web after the first Firebase sign-in", machine.resident_mb(pids["web"]), 130))
    google.close()
    return found


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = options_of("memory", __doc__)
    parser.add_argument("--requests", type=int, default=4000)
    options = parser.parse_args(arguments)
    print(machine.described())
    print(f"{'engine':<12}{'MB':>6}{'at most':>9}   what")
    with tempfile.TemporaryDirectory(prefix="siskamling-fresh-") as folder:
        clone = Clone(Path(folder))
        clone.make()
        for engine in options.engine or ENGINES:
            for what, held, most in measure(engine, options.requests, clone.code / ".venv/bin/python"):
                print(f"{engine:<12}{held:6.0f}{most:9}   {what}")


if __name__ == "__main__":
    main()
