"""The check-in endpoint against the bare ceiling: requests a second, processor time, statements, on both engines."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import delete, event, func, select

from benchmarks import load, machine
from benchmarks.city import Size, Watcher, fill
from benchmarks.stage import ENGINES, Served, application, database, options_of, say
from siskamling.attendance.models import CheckIn
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.feed import Change
from siskamling.kit.ids import new_id
from siskamling.kit.web.models import GivenAnswer

APPS = {"ceiling": "benchmarks.bare:app", "product": "benchmarks.served:app"}
DURABLE = {"sqlite": ["2"], "postgresql": ["on", "on"]}
WARM_UP = 400  # requests that each server answers before the clock starts


@dataclass(frozen=True)
class Round:
    """One app, one round."""

    per_s: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float


def _body() -> dict[str, Any]:
    """Ten metres from the post, now."""
    return {"id": str(new_id()), "lat": -6.12195, "lon": 106.87785, "accuracy_m": 12.5, "phone_at": now().isoformat()}


def requests_of(watchers: list[Watcher]) -> list[bytes]:
    """One check-in each."""
    return [
        load.request("POST", f"/api/v1/nights/{one.night_id}/check-ins", token=one.token, body=_body())
        for one in watchers
    ]


def _round(engine: str, app: str, environment: dict[str, str], watchers: list[Watcher], warm_up: int) -> Round:
    requests = requests_of(watchers)
    with Served(APPS[app], environment) as served:
        for _ in range(8):  # enough to meet the pools of both processes
            with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/durability") as answer:
                if json.load(answer) != DURABLE[engine]:
                    raise RuntimeError(f"the {app} does not write to disk before it answers")
        load.run(served.port, requests[:warm_up]).must_be(201)
        before = machine.usage(served.processes).cpu_s
        outcome = load.run(served.port, requests[warm_up:])
        outcome.must_be(201)
        spent = machine.usage(served.processes).cpu_s - before
    return Round(outcome.per_s, 1e3 * spent / len(outcome.seconds), outcome.percentile_ms(0.5),
                 outcome.percentile_ms(0.99))  # fmt: skip


def _forget(expected: int) -> None:
    """Back to the evening before the round; each request must have left its three rows."""
    for table in (CheckIn, Change, GivenAnswer):
        found = db.session.scalar(select(func.count()).select_from(table))
        if found != expected:
            raise RuntimeError(f"{found} rows in {table.__tablename__}, not {expected}")
        db.session.execute(delete(table))


def statements(environment: dict[str, str], one: Watcher) -> list[str]:
    """What one check-in sends to the database, in order; begin, commit and rollback too."""
    app, seen = application(environment), []
    with app.app_context():
        engine = db.engine
    for name in ("begin", "commit", "rollback"):
        event.listen(engine, name, lambda *_, name=name: seen.append(name.upper()))
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(" ".join(given[2].split())))
    answer = app.test_client().post(f"/api/v1/nights/{one.night_id}/check-ins", json=_body(),
                                    headers={"Authorization": f"Bearer {one.token}"})  # fmt: skip
    if answer.status_code != 201:
        raise RuntimeError(answer.text)
    return seen


def measure(engine: str, *, rounds: int, requests: int, warm_up: int = WARM_UP) -> dict[str, Any]:
    """Interleaved rounds on one engine."""
    with database(engine) as environment:
        app = application(environment)
        with app.app_context():
            watchers = fill(Size(rts=(requests + warm_up) // 40, watchers=40))
            sent = statements(environment, watchers[0])
            writing(lambda: _forget(1))
            found: dict[str, list[Round]] = {name: [] for name in APPS}
            for number in _shown(rounds, engine):
                for name in sorted(APPS, reverse=bool(number % 2)):
                    found[name].append(_round(engine, name, environment, watchers, warm_up))
                    writing(lambda: _forget(len(watchers)))
                    db.session.remove()
            db.engine.dispose()
    ratios = [ours.per_s / top.per_s for ours, top in zip(found["product"], found["ceiling"], strict=True)]
    return {"ratio": median(ratios), "ratios": ratios, "statements": sent, "rounds": found}


def _shown(rounds: int, engine: str) -> Iterator[int]:
    for number in range(rounds):
        say(f"  {engine}: round {number + 1} of {rounds} ...")
        yield number


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = options_of("check_in", __doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=4000, help="check-ins of each app in each round")
    parser.add_argument("--statements", action="store_true", help="print what one check-in sends to the database")
    options = parser.parse_args(arguments)
    print(machine.described())
    print(f"{'engine':<11}{'app':<9}{'req/s':>8}{'cpu ms':>8}{'p50 ms':>8}{'p99 ms':>8}   ratio   statements")
    for engine in options.engine or ENGINES:
        found = measure(engine, rounds=options.rounds, requests=options.requests)
        for name in APPS:
            middle = [median(getattr(one, field) for one in found["rounds"][name])
                      for field in ("per_s", "cpu_ms", "p50_ms", "p99_ms")]  # fmt: skip
            tail = f"{found['ratio']:8.2f}   {len(found['statements'])}" if name == "product" else ""
            print(f"{engine:<11}{name:<9}{middle[0]:8.0f}{middle[1]:8.2f}{middle[2]:8.1f}{middle[3]:8.1f}{tail}")
        top, ours = (median(one.cpu_ms for one in found["rounds"][name]) for name in APPS)
        each = ", ".join(f"{one:.2f}" for one in found["ratios"])
        print(f"{'':<11}ratio of each round: {each}; by processor time {top / ours:.2f}")
        if options.statements:
            print("\n".join("    " + one for one in found["statements"]))
    print(machine.described())


if __name__ == "__main__":
    main()
