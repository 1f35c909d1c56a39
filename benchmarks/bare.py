"""The ceiling of the check-in: a bare WSGI app that does the same with the bare driver in one transaction.

Same server, same marshmallow schemas, same statements in the same order (who, night, turn and presence, check-in, feed,
answer kept for repeats), same durability. What is missing is what the product adds: Flask, SQLAlchemy, permission,
look-then-act, problems, logs, metrics, headers, compression.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import psycopg

from siskamling.attendance.rules import Fix, judge_check_in
from siskamling.attendance.schemas import CheckInAnswer, CheckInBody
from siskamling.kit.clock import now

WHO = """SELECT a.id, a.name, a.language, t.id, r.kind, r.area_path, r.unit_path
  FROM tokens t JOIN accounts a ON a.id = t.account_id
  LEFT JOIN roles r ON r.account_id = a.id AND r.starts_at <= :at AND (r.ends_at IS NULL OR r.ends_at > :at)
  WHERE t.digest = :digest AND t.revoked_at IS NULL"""
NIGHT = """SELECT n.zone, p.area_path, p.lat, p.lon, p.radius_m, pa.area_path FROM nights n
  JOIN posts p ON p.id = n.post_id JOIN post_areas pa ON pa.post_id = p.id WHERE n.id = :night"""
TURN = """SELECT g.id, g.person_id, s.opens_at, s.closes_at, c.id, taken.id FROM assignments g
  JOIN shifts s ON s.id = g.shift_id JOIN persons p ON p.id = g.person_id
  LEFT JOIN check_ins c ON c.night_id = g.night_id AND c.person_id = g.person_id
  LEFT JOIN check_ins taken ON taken.id = :id
  WHERE g.night_id = :night AND p.account_id = :account ORDER BY s.starts_at LIMIT 1"""
CHECK_IN = """INSERT INTO check_ins
  (id, night_id, assignment_id, person_id, at, phone_at, lat, lon, accuracy_m, distance_m)
  VALUES (:id, :night, :turn, :person, :at, :phone_at, :lat, :lon, :accuracy_m, :distance_m)"""
FEED = "INSERT INTO changes (topic, kind, thing_id, at) VALUES (:topic, 'check_in', :id, :at)"
KEEP = """INSERT INTO given_answers (key, actor_id, fingerprint, status, body, at)
  VALUES (:key, :account, :fingerprint, 201, :body, :at)"""

_URL = os.environ["DATABASE_URL"]
_SECRET = os.environ["SISKAMLING_SECRET_KEY"].encode()
_SQLITE = _URL.startswith("sqlite")
_body, _answer = CheckInBody(), CheckInAnswer()
_mine = threading.local()


def _connection() -> Any:
    """This thread's own, kept."""
    if not hasattr(_mine, "connection"):
        if _SQLITE:
            _mine.connection = sqlite3.connect(_URL.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in ("journal_mode=wal", "busy_timeout=10000", "foreign_keys=on", "synchronous=full"):
                _mine.connection.execute("pragma " + pragma)
        else:
            _mine.connection = psycopg.connect(_URL, autocommit=True)
    return _mine.connection


def _for_driver(statement: str) -> str:
    """`:name` as SQLite takes it, `%(name)s` as psycopg does."""
    return statement if _SQLITE else re.sub(r"(?<!:):(\w+)", r"%(\1)s", statement)


_WHO, _NIGHT, _TURN, _CHECK_IN, _FEED, _KEEP = map(_for_driver, (WHO, NIGHT, TURN, CHECK_IN, FEED, KEEP))


def _stored(value: Any) -> Any:
    """Ids and instants as the product stores them: SQLite has neither type."""
    if not _SQLITE:
        return value
    if isinstance(value, uuid.UUID):
        return value.hex
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _instant(value: Any) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if _SQLITE else value


def _mac(text: str) -> str:
    return hmac.new(_SECRET, text.encode(), hashlib.sha256).hexdigest()


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """POST /api/v1/nights/{id}/check-ins, and nothing refused politely."""
    if environ["PATH_INFO"] == "/durability":
        text = json.dumps(_durability()).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
        return [text]
    document = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    token = environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    status, answer = _check_in(environ["PATH_INFO"], token, document)
    data = answer.encode()
    start_response(f"{status} Created", [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]


def _durability() -> list[str]:
    asked = ["PRAGMA synchronous"] if _SQLITE else ["SHOW fsync", "SHOW synchronous_commit"]
    return [str(_connection().execute(one).fetchone()[0]) for one in asked]


def _check_in(path: str, token: str, document: dict[str, Any]) -> tuple[int, str]:
    body = _body.load(document)
    night = uuid.UUID(path.split("/")[4])
    key, fingerprint = _mac(str(body["id"])), _mac(json.dumps(["attendance.check_in", path, document], sort_keys=True))
    at = now()
    known: dict[str, Any] = {
        "digest": hashlib.sha256(token.encode()).hexdigest(), "night": _stored(night), "at": _stored(at),
        "id": _stored(body["id"]), "key": key, "fingerprint": fingerprint,
    }  # fmt: skip
    connection = _connection()
    run = connection.execute
    run("BEGIN IMMEDIATE" if _SQLITE else "BEGIN")
    try:
        known["account"] = run(_WHO, known).fetchall()[0][0]
        zone, topic, lat, lon, radius, _ = run(_NIGHT, known).fetchall()[0]
        turn, person, opens_at, closes_at, present, taken = run(_TURN, known).fetchone()
        if present is not None or taken is not None:
            raise RuntimeError("already present")
        known |= {"turn": turn, "person": person, "topic": topic}
        fix = Fix(body["lat"], body["lon"], body["accuracy_m"])
        away = judge_check_in(_instant(opens_at), _instant(closes_at), post=(lat, lon, radius), fix=fix, at=at)
        row = {"id": body["id"], "night_id": night, "person_id": person, "at": at, "zone": zone, "distance_m": away}
        known |= {"phone_at": _stored(body["phone_at"]), "lat": fix.lat, "lon": fix.lon, "distance_m": away,
                  "accuracy_m": fix.accuracy_m}  # fmt: skip
        run(_CHECK_IN, known)
        run(_FEED, known)
        text = json.dumps(_answer.dump(row))
        run(_KEEP, known | {"body": text})
        return 201, text
    finally:
        run("COMMIT")
