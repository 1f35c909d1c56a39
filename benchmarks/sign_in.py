"""Does a sign-in (argon2) stall others? p99 of a read, alone and beside five sign-ins a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import update

from benchmarks import load, machine
from benchmarks.city import Size, Watcher, fill
from benchmarks.stage import ENGINES, Served, application, database, options_of, say
from siskamling.access.passwords import hash_password
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.people.models import Account

PASSWORD = "ronda-malam-7"
SIGN_INS_A_SECOND = 5
_ACCOUNTS = 40


def _with_passwords(watchers: list[Watcher]) -> list[str]:
    """Their numbers; inside writing()."""
    hashed = hash_password(PASSWORD)
    numbers = []
    for one in watchers:
        changed = update(Account).where(Account.id == one.account_id).values(password_hash=hashed)
        numbers.append(db.session.scalars(changed.returning(Account.phone)).one())
    return numbers


def _sign_ins(port: int, numbers: list[str], over: threading.Event, done: list[float]) -> None:
    """Five a second, each at its time whether or not the one before is done; over many addresses, as in a city."""
    began, sent = time.monotonic(), 0
    while not over.is_set():
        body = {"phone": numbers[sent % len(numbers)], "password": PASSWORD, "device_name": "bench"}
        asked = load.request("POST", "/api/v1/sign-ins", body=body, X_Forwarded_For=f"10.0.{sent // 50}.{sent % 50}")
        threading.Thread(target=_sign_in, args=(port, asked, done), daemon=True).start()
        sent += 1
        over.wait(max(0.0, began + sent / SIGN_INS_A_SECOND - time.monotonic()))


def _sign_in(port: int, asked: bytes, done: list[float]) -> None:
    outcome = load.run(port, [asked], connections=1)
    outcome.must_be(201)
    done.append(outcome.seconds[0])


def _reads(watchers: list[Watcher], reads: int) -> Iterator[bytes]:
    """Forty a second: what a busy RT's phones ask, far below what the server can do."""
    began = time.monotonic()
    for number in range(reads):
        time.sleep(max(0.0, began + number / 40 - time.monotonic()))
        yield load.request("GET", "/api/v1/me/turns", token=watchers[number % len(watchers)].token)


def measure(engine: str, reads: int) -> dict[str, Any]:
    """On one engine."""
    with database(engine) as environment:
        app = application(environment)
        with app.app_context():
            watchers = fill(Size(rts=1, watchers=_ACCOUNTS))
            numbers = writing(lambda: _with_passwords(watchers))
            db.session.remove()
            db.engine.dispose()
        with Served("benchmarks.served:app", environment | {"SISKAMLING_TRUSTED_PROXIES": "1"}) as served:
            load.run(served.port, _reads(watchers, 80), connections=1)
            say(f"  {engine}: reads alone, then beside sign-ins ...")
            alone = load.run(served.port, _reads(watchers, reads), connections=1)
            over, done = threading.Event(), list[float]()
            others = threading.Thread(target=_sign_ins, args=(served.port, numbers, over, done))
            others.start()
            beside = load.run(served.port, _reads(watchers, reads), connections=1)
            over.set()
            others.join()
    for outcome in (alone, beside):
        outcome.must_be(200)
    return {"alone": alone, "beside": beside, "sign_ins": done}


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = options_of("sign_in", __doc__)
    parser.add_argument("--reads", type=int, default=800)
    options = parser.parse_args(arguments)
    print(machine.described())
    print(f"{'engine':<12}{'reads':<18}{'p50 ms':>8}{'p99 ms':>8}{'max ms':>8}   sign-ins: number, p50 ms")
    for engine in options.engine or ENGINES:
        found = measure(engine, options.reads)
        for name in ("alone", "beside"):
            one, signed = found[name], found["sign_ins"]
            tail = f"   {len(signed)}, {1e3 * load.percentile(signed, 0.5):.0f}" if name == "beside" else ""
            middle, late, worst = (one.percentile_ms(share) for share in (0.5, 0.99, 1))
            print(f"{engine:<12}{name:<18}{middle:8.1f}{late:8.1f}{worst:8.1f}{tail}")
    print(machine.described())


if __name__ == "__main__":
    main()
