"""Endpoints on squads, months, nights and turns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from siskamling.kit.db.paging import Page
from siskamling.kit.errors import Invalid
from siskamling.kit.web.endpoint import Routes
from siskamling.nights import queries as nights
from siskamling.rota import actions, queries, schemas

routes = Routes("rota")


@dataclass(frozen=True)
class _OwnPost:
    """A post as the heads of its own RT and RW see it: an RT it serves besides sees its rota, and does not make it."""

    subject: nights.PostSubject
    area_path: str
    weekday: int = 0


def _own_post(post_id: Any) -> _OwnPost:
    subject = nights.post(post_id)
    return _OwnPost(subject, subject.post.area_path)


def _post_weekday(post_id: Any, weekday: int) -> _OwnPost:
    return replace(_own_post(post_id), weekday=weekday)


@routes.put("/posts/<uuid:post_id>/squads/<int(min=0,max=6):weekday>", action="rota.set_squad", on=_post_weekday,
            body=schemas.SquadBody, answer=schemas.SquadAnswer)  # fmt: skip
def set_squad(_actor: Any, on: Any, body: dict[str, Any]) -> Any:
    """Name the squad of a weekday's evenings (0 = Monday's evening)."""
    return actions.set_squad(on.subject, on.weekday, body)


@routes.get("/posts/<uuid:post_id>/squads", action="rota.list_squads", on=nights.post, answer=schemas.SquadAnswer,
            paged=True)  # fmt: skip
def list_squads(_actor: Any, subject: Any) -> Any:
    """A post's squads, Monday first."""
    return Page(queries.squads(subject.post.id), None)


@routes.post("/posts/<uuid:post_id>/months", action="rota.make_month", on=_own_post, body=schemas.MonthBody,
             answer=schemas.MonthAnswer, refuses=["rota.no_squads"])  # fmt: skip
def make_month(_actor: Any, on: Any, body: dict[str, Any]) -> Any:
    """Make the nights a month still lacks, from tonight on, of weekday squads; each person concerned is told once.

    Nights that are there stay as they are: asked again, it makes none.
    """
    year, month = body["month"].split("-")
    return actions.make_month(on.subject, int(year), int(month))


@routes.get("/posts/<uuid:post_id>/nights", action="rota.list_nights", on=nights.post, query=schemas.NightsQuery,
            answer=schemas.NightAnswer, paged=True)  # fmt: skip
def list_nights(_actor: Any, subject: Any, query: dict[str, Any]) -> Any:
    """A post's nights between two evenings, with their people."""
    if not query["first"] <= query["last"] <= query["first"] + timedelta(days=62):
        raise Invalid({"last": ["rota.field.span"]})
    return Page(queries.nights_of(subject.post.id, query["first"], query["last"]), None)


@routes.get("/nights/<uuid:night_id>", action="nights.read_night", on=nights.night, answer=schemas.NightAnswer)
def read_night(_actor: Any, subject: Any) -> Any:
    """A night with its people."""
    return queries.with_people([subject])[0]


@routes.get("/me/turns", action="rota.my_turns", answer=schemas.TurnAnswer, paged=True)
def my_turns(actor: Any) -> Any:
    """When do I watch?"""
    return Page(queries.turns_of(actor.id), None)
