"""Do costs grow with rows that a request does not touch? The same requests in a small town and in a whole city.

The city: 5,223 RT, 90 nights of turns and check-ins behind them, 20,000 reports with their trail and deliveries.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from benchmarks import machine
from benchmarks.city import NIGHTS_BEHIND, RTS_OF_NORTH_JAKARTA, Size, Watcher, fill, person, settle, store
from benchmarks.push import WARAKAS, officer_with_phone
from benchmarks.stage import ENGINES, application, database, options_of, say
from siskamling.agencies.models import Unit
from siskamling.areas.models import Area
from siskamling.kit.clock import now
from siskamling.kit.db.base import METADATA, db
from siskamling.kit.db.session import writing
from siskamling.kit.ids import new_id
from siskamling.kit.jobs.models import Job
from siskamling.nights.models import Night, Post
from siskamling.push.models import Delivery
from siskamling.push.transports.log import LogTransport
from siskamling.push.transports.sender import Sender
from siskamling.worker import turn

SIZES = {
    "town": Size(rts=31, nights_behind=NIGHTS_BEHIND),
    "city": Size(rts=RTS_OF_NORTH_JAKARTA, nights_behind=NIGHTS_BEHIND),
}
REPORTS = {"town": 100, "city": 20_000}
_LINES_A_CHUNK = 2000
Ask = Callable[[Watcher], tuple[str, str, str, Any]]  # -> method, path, token, body


def _reports(watchers: list[Watcher], number: int) -> None:
    """Reports of the past weeks, each acknowledged, each having rung one phone."""
    unit = db.session.scalars(select(Unit.path).where(Unit.name == "Polsek Tanjung Priok")).one()
    device = db.session.execute(select(METADATA.tables["devices"])).one()
    db.session.rollback()
    for start in range(0, number, _LINES_A_CHUNK):
        rows: dict[str, list[dict[str, Any]]] = {}
        for one in range(start, min(number, start + _LINES_A_CHUNK)):
            _report(rows, watchers[one % len(watchers)], unit, device)
        writing(partial(store, rows))


def _report(rows: dict[str, list[dict[str, Any]]], by: Watcher, unit: str, device: Any) -> None:
    report_id, notification_id, at = new_id(), new_id(), now() - timedelta(days=2)
    line = {"report_id": report_id, "at": at, "unit_path": unit, "facts": {}, "actor_id": by.account_id}
    rows.setdefault("reports", []).append({
        "id": report_id, "account_id": by.account_id, "category": "theft", "words": "Motor hilang", "unit_path": unit,
        "kelurahan_path": "31.72.02.1007", "rule": "inside", "approximate": False, "climbed": False,
        "state": "acknowledged", "at": at, **WARAKAS,
    })  # fmt: skip
    rows.setdefault("report_trail", []).extend(
        line | {"id": new_id(), "deed": deed} for deed in ("received", "acknowledged")
    )
    rows.setdefault("notifications", []).append({
        "id": notification_id, "kind": "reports.received", "audience": "unit_officers", "args": {}, "facts": {},
        "urgency": "alarm", "lane": "alarm", "cause_id": report_id, "expires_at": at, "created_at": at,
    })  # fmt: skip
    rows.setdefault("deliveries", []).append({
        "id": new_id(), "notification_id": notification_id, "device_id": device.id, "account_id": device.account_id,
        "state": "accepted", "lane": "alarm", "due_at": at, "accepted_at": at,
    })  # fmt: skip
    rows.setdefault("jobs", []).append({
        "id": new_id(), "kind": "push.expand", "payload": {}, "state": "done", "lane": "alarm", "due_at": at,
        "created_at": at,
    })  # fmt: skip


def _officials() -> dict[str, str]:
    """Tokens of an RT head, an officer and an operator; inside writing()."""
    rows: dict[str, list[dict[str, Any]]] = {"accounts": [], "roles": [], "tokens": []}
    rt = db.session.scalars(select(Area.path).where(Area.level == "rt").order_by(Area.path)).first()
    unit = db.session.scalars(select(Unit.path).where(Unit.name == "Polsek Tanjung Priok")).one()
    tokens = {
        "head": person(rows, now(), kind="rt_head", area_path=rt)[1],
        "officer": person(rows, now(), kind="police_officer", unit_path=unit)[1],
        "operator": person(rows, now(), kind="operator")[1],
    }
    store(rows)
    return tokens | {"rt": rt or ""}


def _asks(known: dict[str, str]) -> dict[str, Ask]:
    """What phones and desks ask; each is named as docs/openapi.json names it."""
    head, officer, operator = known["head"], known["officer"], known["operator"]
    here = {"lat": -6.12195, "lon": 106.87785}
    return {
        "attendance.check_in": lambda one: (
            "POST", f"/nights/{one.night_id}/check-ins", one.token,
            {"id": str(new_id()), "accuracy_m": 12.5, "phone_at": now().isoformat(), **here}),
        "rota.my_turns": lambda one: ("GET", "/me/turns", one.token, None),
        "nights.read_night": lambda one: ("GET", f"/nights/{one.night_id}", one.token, None),
        "rota.list_nights": lambda _: ("GET", f"/posts/{known['post']}/nights?{known['month']}", head, None),
        "people.list_households": lambda _: ("GET", f"/areas/{known['rt']}/households", head, None),
        "nights.list_posts": lambda _: ("GET", f"/areas/{known['rt']}/posts", head, None),
        "agencies.locate": lambda one: ("GET", "/locations?lat=-6.1219&lon=106.8778", one.token, None),
        "reports.send": lambda one: ("POST", "/reports", one.token, {
            "id": str(new_id()), "category": "theft", "words": "Motor hilang", **WARAKAS}),
        "reports.list_mine": lambda one: ("GET", "/me/reports", one.token, None),
        "reports.list_of_unit": lambda _: ("GET", "/reports", officer, None),
        "reports.list_reachability": lambda _: ("GET", "/units/reachability", operator, None),
        "push.list_notifications": lambda one: ("GET", "/notifications", one.token, None),
        "people.read_me": lambda one: ("GET", "/me", one.token, None),
    }  # fmt: skip


def _timed(app: Flask, ask: Ask, watchers: list[Watcher]) -> float:
    """Median milliseconds of one request, each by another person."""
    client, found = app.test_client(use_cookies=False), []
    for one in watchers:
        method, path, token, body = ask(one)
        began = time.perf_counter()
        answer = client.open("/api/v1" + path, method=method, json=body, headers={"Authorization": f"Bearer {token}"})
        found.append(time.perf_counter() - began)
        if answer.status_code >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
    return 1e3 * median(found[len(found) // 5 :])


def _worker_turn(app: Flask, times: int) -> float:
    """Median milliseconds of one round of a lane that finds nothing."""
    sender = Sender(LogTransport(), 1)
    with app.app_context():
        db.session.query(Job).filter(Job.state == "waiting").delete()
        db.session.query(Delivery).filter(Delivery.state == "waiting").delete()
        db.session.commit()  # past the rules of the house: no act, a stage being cleared
        found = []
        for _ in range(times):
            began = time.perf_counter()
            turn(sender, "alarm")
            found.append(time.perf_counter() - began)
    sender.close()
    return 1e3 * median(found)


def measure(engine: str, name: str, times: int) -> dict[str, float]:
    """Milliseconds of each request in a town or city on one engine."""
    with database(engine) as environment:
        app, began = application(environment), time.monotonic()
        with app.app_context():
            say(f"  {engine}: building the {name} ...")
            watchers = fill(SIZES[name], say)
            writing(officer_with_phone)
            _reports(watchers, REPORTS[name])
            settle()
            known = writing(_officials)
            post = db.session.scalars(select(Post).where(Post.area_path == known["rt"])).one()
            last = db.session.scalars(select(Night.evening_on).where(Night.post_id == post.id)).all()[-1]
            known |= {"post": str(post.id), "month": f"first={last - timedelta(days=30)}&last={last}"}
            rows = sum(db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in METADATA.tables)
            db.session.remove()
        say(f"  {engine}: {rows:,} rows after {time.monotonic() - began:.0f} s; asking ...")
        random.Random(7).shuffle(watchers)
        found: dict[str, float] = {"rows": rows}
        for action, ask in _asks(known).items():
            found[action] = _timed(app, ask, watchers[:times])
        found["a worker's empty round"] = _worker_turn(app, times)
        with app.app_context():
            db.engine.dispose()
    return found


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = options_of("growth", __doc__)
    parser.add_argument("--times", type=int, default=200, help="how often each request is made")
    options = parser.parse_args(arguments)
    print(machine.described())
    for engine in options.engine or ENGINES:
        town, city = (measure(engine, name, options.times) for name in SIZES)
        print(f"{engine}: {town.pop('rows'):,.0f} rows against {city.pop('rows'):,.0f}")
        print(f"{'town ms':>10}{'city ms':>10}{'ratio':>8}   what")
        for action, small in town.items():
            print(f"{small:10.2f}{city[action]:10.2f}{city[action] / small:8.2f}   {action}")
    print(machine.described())


if __name__ == "__main__":
    main()
