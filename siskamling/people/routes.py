"""Endpoints on accounts, households and persons."""

from __future__ import annotations

from typing import Any

from siskamling.areas import queries as areas
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.people import actions, queries, schemas

routes = Routes("people")


@routes.get("/me", action="people.read_me", answer=schemas.MeAnswer)
def read_me(actor: Any) -> dict[str, Any]:
    """Who am I, and which roles do I hold now?"""
    return _me(actor)


@routes.patch("/me", action="people.change_me", body=schemas.MeChange, answer=schemas.MeAnswer)
def change_me(actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Change my name, or the language of my notifications."""
    actions.change_me(actor.id, body)
    return _me(actor)


def _me(actor: Any) -> dict[str, Any]:
    account = queries.account(actor.id)
    return {"id": account.id, "name": account.name, "phone": account.phone, "language": account.language,
            "roles": actor.grants}  # fmt: skip


@routes.get("/areas/<area_path>/households", action="people.list_households", on=areas.area, query=PageQuery,
            answer=schemas.HouseholdAnswer, paged=True)  # fmt: skip
def list_households(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The households of an area."""
    return queries.households(area.path, query)


@routes.post("/areas/<area_path>/households", action="people.add_household", on=areas.rt, body=schemas.HouseholdBody,
             answer=schemas.HouseholdAnswer, refuses=["kit.key_used"])  # fmt: skip
def add_household(actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Add a household and its head to an RT."""
    return actions.add_household(actor.id, area.path, body)


@routes.get("/households/<uuid:household_id>", action="people.read_household", on=queries.household,
            answer=schemas.HouseholdAnswer)  # fmt: skip
def read_household(_actor: Any, household: Any) -> Any:
    """One household."""
    return household


@routes.post("/households/<uuid:household_id>/persons", action="people.add_person", on=queries.household,
             body=schemas.PersonBody, answer=schemas.PersonAnswer, refuses=["kit.key_used"])  # fmt: skip
def add_person(actor: Any, household: Any, body: dict[str, Any]) -> Any:
    """Add a member to a household."""
    return actions.add_person(actor.id, household, body)


@routes.get("/areas/<area_path>/persons", action="people.list_persons", on=areas.area, query=PageQuery,
            answer=schemas.PersonAnswer, paged=True)  # fmt: skip
def list_persons(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The persons of an area."""
    return queries.persons(area.path, query)


@routes.get("/areas/<area_path>/admin-lines", action="people.read_trail", on=areas.area, query=PageQuery,
            answer=schemas.TrailAnswer, paged=True)  # fmt: skip
def read_trail(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """Who granted, invited, imported or exported what, here and below."""
    return queries.trail(area.path, query)
