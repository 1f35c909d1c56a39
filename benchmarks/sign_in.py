"""Does a sign-in (argon2) stall others? p99 of reads in an open loop, alone and beside five sign-ins a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

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
READS_A_SECOND = 40  # what a busy RT's phones ask, far below what the server can do
CONNECTIONS = 4
PROCESSES = (2, 1)  # of four threads; one is what `make run` starts
_ACCOUNTS = 40


def _with_passwords(watchers: list[Watcher]) -> list[str]:
    """Their numbers; inside writing()."""
    hashed = hash_password(PASSWORD)
    numbers = []
    for one in watchers:
        changed = update(Account).where(Account.id == one.account_id).values(password_hash=hashed)
        numbers.append(db.session.scalars(changed.returning(Account.phone)).one())
    return numbers


def _sign_ins(port: int, numbers: list[str], over: threading.Event) -> list[float]:
    """Five a second, each at its time whether or not the one before is done; over many addresses, as in a city."""
    began, asked = time.monotonic(), list[Future[float]]()
    with ThreadPoolExecutor(32) as pool:
        while not over.is_set():
            sent = len(asked)
            body = {"phone": numbers[sent % len(numbers)], "password": PASSWORD, "device_name": "bench"}
            address = f"10.0.{sent // 50}.{sent % 50}"
            request = load.request("POST", "/api/v1/sign-ins", body=body, X_Forwarded_For=address)
            asked.append(pool.submit(_sign_in, port, request))
            over.wait(max(0.0, began + len(asked) / SIGN_INS_A_SECOND - time.monotonic()))
    return [one.result() for one in asked]


def _sign_in(port: int, request: bytes) -> float:
    outcome = load.run(port, [request], connections=1)
    outcome.must_be(201)
    return outcome.seconds[0]


def _reads(watchers: list[Watcher], reads: int) -> Iterator[tuple[float, bytes]]:
    """One's turns, at chance instants (always the same): an even beat would meet the sign-ins always or never."""
    chance, at = Random(1), 0.0
    for number in range(reads):
        at += chance.expovariate(READS_A_SECOND)
        yield at, load.request("GET", "/api/v1/me/turns", token=watchers[number % len(watchers)].token)


def measure(engine: str, reads: int) -> Iterator[tuple[int, load.Outcome, list[float]]]:
    """On one engine: the processes, the reads, and the seconds of the sign-ins beside them."""
    with database(engine) as environment:
        app = application(environment)
        with app.app_context():
            watchers = fill(Size(rts=1, watchers=_ACCOUNTS))
            numbers = writing(lambda: _with_passwords(watchers))
            db.session.remove()
            db.engine.dispose()
        plan, environment = list(_reads(watchers, reads)), environment | {"SISKAMLING_TRUSTED_PROXIES": "1"}
        for processes in PROCESSES:
            with Served("benchmarks.served:app", environment, processes=processes) as served:
                load.run(served.port, [request for _, request in plan[:400]]).must_be(200)
                say(f"  {engine}, processes: {processes}; reads alone, then beside sign-ins ...")
                yield processes, load.run_at(served.port, plan, connections=CONNECTIONS), []
                over = threading.Event()
                with ThreadPoolExecutor(1) as pool:
                    others = pool.submit(_sign_ins, served.port, numbers, over)
                    try:
                        beside = load.run_at(served.port, plan, connections=CONNECTIONS)
                    finally:
                        over.set()
                yield processes, beside, others.result()


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = options_of("sign_in", __doc__)
    parser.add_argument("--reads", type=int, default=1200, help="of each row; forty a second")
    options = parser.parse_args(arguments)
    print(machine.described())
    print(f"{'engine':<12}{'processes':<11}{'reads':<22}{'p50 ms':>8}{'p99 ms':>8}{'max ms':>8}   sign-ins: p50, p99")
    for engine in options.engine or ENGINES:
        for processes, reads, signed in measure(engine, options.reads):
            reads.must_be(200)
            name = f"beside {len(signed)} sign-ins" if signed else "alone"
            middle, late, worst = (reads.percentile_ms(share) for share in (0.5, 0.99, 1))
            tail = "".join(f"{1e3 * load.percentile(signed, share):6.0f}" for share in (0.5, 0.99)) if signed else ""
            print(f"{engine:<12}{processes:<11}{name:<22}{middle:8.1f}{late:8.1f}{worst:8.1f}   {tail}", flush=True)
    print(machine.described())


if __name__ == "__main__":
    main()
