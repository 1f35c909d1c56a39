"""A tiny application on two made-up rooms, so that the plumbing is tested without any real one."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import date
from types import SimpleNamespace

from flask import Flask, request

from siskamling.kit import config
from siskamling.kit.db import dialect
from siskamling.kit.db.base import METADATA, db
from siskamling.kit.db.paging import Page
from siskamling.kit.errors import Forbidden, NotFound, Refused
from siskamling.kit.jobs.models import Heartbeat, Job
from siskamling.kit.web import docs, endpoint, fields, front, health, problems
from siskamling.kit.web.models import Attempt, GivenAnswer

LAMP = uuid.UUID("0197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05")


class Place(fields.Shape):
    """Where something stands."""

    lat = fields.Real(required=True, low=-90, high=90, metadata={"description": "degrees", "example": -6.1})


class LampBody(fields.Shape):
    """A lamp to hang."""

    name = fields.Text(required=True, most=40, metadata={"description": "as neighbours say", "example": "Lampu pos"})
    watts = fields.Whole(low=1, high=500, metadata={"description": "power", "example": 9})
    place = fields.Part(Place)
    colour = fields.Choice("white", "yellow", allow_none=True, metadata={"description": "light", "example": "white"})
    hours = fields.Many(fields.Pattern(r"[0-2][0-9]:00", "kit.field.invalid"), most=3)
    hung_on = fields.Day()


class LampListBody(fields.Shape):
    """Lamps to hang."""

    lamps = fields.Many(fields.Part(LampBody), required=True)


class LampAnswer(fields.Shape):
    """A lamp."""

    id = fields.Uuid(required=True, metadata={"description": "the lamp"})
    name = fields.Text(required=True, most=1000)
    seen_at = fields.Moment(allow_none=True)


def _lamp(lamp_id: uuid.UUID) -> SimpleNamespace:
    if lamp_id != LAMP:
        raise NotFound
    return SimpleNamespace(id=LAMP, name="Lampu pos" * 100, seen_at=None)


def make_rooms() -> list[endpoint.Routes]:
    lamps, doors = endpoint.Routes("lamps"), endpoint.Routes("doors")

    @lamps.get("/lamps", action="lamps.list", query=fields.PageQuery, answer=LampAnswer, paged=True)
    def list_lamps(_actor, query):
        """All lamps."""
        return Page([_lamp(LAMP)], None)

    @lamps.get("/lamps/<uuid:lamp_id>", action="lamps.read", on=_lamp, answer=LampAnswer)
    def read_lamp(_actor, lamp):
        """One lamp."""
        return lamp

    @lamps.post("/lamps", action="lamps.hang", body=LampBody, answer=LampAnswer)
    def hang_lamp(_actor, body):
        """Hang a lamp.

        It burns from the next evening.
        """
        return {"id": uuid.uuid4(), "name": body["name"]}

    @lamps.post("/lamp-lists", action="lamps.hang_many", body=LampListBody, body_kb=128, status=204)
    def hang_lamps(_actor, body):
        """Hang many lamps."""

    @lamps.put("/lamps/<uuid:lamp_id>/photo", action="lamps.photo", on=_lamp, raw="image/jpeg, image/png", status=204)
    def put_photo(_actor, _lamp, _body):
        """Replace the photo."""

    @lamps.get("/sizes", action="lamps.sizes", deprecated=date(2026, 1, 1), sunset=date(2027, 1, 1))
    def sizes(_actor):
        """Sizes of lamps."""
        return ["E14", "E27"]

    @doors.post("/doors/<int(max=99):number>/openings", action="doors.open", refuses=["doors.locked"], status=204)
    def open_door(_actor):
        """Open a door."""
        raise Refused("doors.locked", since="22:00", status="shut")

    return [lamps, doors]


def _require(actor, action, _subject):
    if actor is not None and actor.name == "guest" and action == "doors.open":
        raise Forbidden


def _actor():
    bearer = request.authorization
    if bearer is None or bearer.type != "bearer" or bearer.token not in ("budi", "guest"):
        return None
    return SimpleNamespace(id=uuid.uuid5(uuid.NAMESPACE_DNS, bearer.token), name=bearer.token, language="id")


GUARD = endpoint.Guard(_actor, _require, lambda action: action == "lamps.sizes")


def make_app(tmp_path, **settings) -> Flask:
    rooms = make_rooms()
    loaded = config.load({"SISKAMLING_DATA": str(tmp_path), "SISKAMLING_ENV": "test"})
    made = dataclasses.replace(loaded, **{"writes_per_minute": 100_000, **settings})
    app = Flask("siskamling", static_folder=None)
    app.extensions["siskamling"] = made
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'kit.db'}"
    db.init_app(app)
    front.install(app, made, rooms, GUARD)
    problems.install(app)
    docs.install(app)
    health.install(app)
    endpoint.mount(app, rooms, GUARD)
    app.get("/crash")(_crash)
    with app.app_context():
        dialect.prepare(db.engine)
        METADATA.create_all(db.engine, [kind.__table__ for kind in (GivenAnswer, Attempt, Heartbeat, Job)])
    return app


def _crash():
    raise RuntimeError("0812-3456-7890 must not be logged")
