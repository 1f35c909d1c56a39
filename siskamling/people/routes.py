"""Endpoints on accounts, households and persons."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge

from siskamling.agencies import queries as agencies
from siskamling.areas import queries as areas
from siskamling.kit.db.paging import Page
from siskamling.kit.errors import Invalid
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.people import actions, queries, schemas
from siskamling.people.importing import actions as importing
from siskamling.people.importing import queries as imports
from siskamling.people.importing.schemas import ImportAnswer, ListQuery, PreviewAnswer
from siskamling.people.listing.errors import ListingError

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


@routes.get("/me/persons", action="people.my_persons", answer=schemas.OwnPersonAnswer, paged=True)
def my_persons(actor: Any) -> Any:
    """As whom am I on resident lists? My wishes and evenings are said of these persons."""
    return Page(queries.persons_of(actor.id), None)


def _me(actor: Any) -> dict[str, Any]:
    account = queries.account(actor.id)
    return {"id": account.id, "name": account.name, "phone": account.phone, "language": account.language,
            "roles": queries.role_views(queries.roles_of(account.id))}  # fmt: skip


@routes.get("/areas/<area_path>/households", action="people.list_households", on=areas.area, query=PageQuery,
            answer=schemas.HouseholdAnswer, paged=True)  # fmt: skip
def list_households(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The households of an area."""
    return queries.households(area.path, query)


@routes.post("/areas/<area_path>/households", action="people.add_household", on=areas.rt, body=schemas.HouseholdBody,
             answer=schemas.HouseholdAnswer, refuses=["kit.key_used", "people.phone_taken"])  # fmt: skip
def add_household(actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Add a household and its head to an RT."""
    return actions.add_household(actor.id, area.path, body)


@routes.get("/households/<uuid:household_id>", action="people.read_household", on=queries.household,
            answer=schemas.HouseholdAnswer)  # fmt: skip
def read_household(_actor: Any, household: Any) -> Any:
    """One household."""
    return household


@routes.patch("/households/<uuid:household_id>", action="people.change_household", on=queries.household,
              body=schemas.HouseholdChange, answer=schemas.HouseholdAnswer)  # fmt: skip
def change_household(actor: Any, household: Any, body: dict[str, Any]) -> Any:
    """Correct a household."""
    return actions.change_household(actor.id, household.id, body)


@routes.post("/households/<uuid:household_id>/persons", action="people.add_person", on=queries.household,
             body=schemas.PersonBody, answer=schemas.PersonAnswer,
             refuses=["kit.key_used", "people.phone_taken"])  # fmt: skip
def add_person(actor: Any, household: Any, body: dict[str, Any]) -> Any:
    """Add a member to a household."""
    return actions.add_person(actor.id, household, body)


@routes.patch("/persons/<uuid:person_id>", action="people.change_person", on=queries.person,
              body=schemas.PersonChange, answer=schemas.PersonAnswer, refuses=["people.phone_taken"])  # fmt: skip
def change_person(actor: Any, person: Any, body: dict[str, Any]) -> Any:
    """Correct a person, or say that they died or moved away: their roles here end, an office only by the RW's head."""
    return actions.change_person(actor.id, person.id, body)


@routes.get("/areas/<area_path>/persons", action="people.list_persons", on=areas.area, query=schemas.PersonsQuery,
            answer=schemas.PersonAnswer, paged=True)  # fmt: skip
def list_persons(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The persons of an area, all or by a part of their name."""
    return queries.persons(area.path, query)


@routes.get("/areas/<area_path>/admin-lines", action="people.read_trail", on=areas.area, query=PageQuery,
            answer=schemas.TrailAnswer, paged=True)  # fmt: skip
def read_trail(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """Who granted, invited, imported or exported what, here and below."""
    return queries.trail(area.path, query)


@routes.get("/units/<uuid:unit_id>/admin-lines", action="people.read_unit_trail", on=agencies.unit, query=PageQuery,
            answer=schemas.TrailAnswer, paged=True)  # fmt: skip
def read_unit_trail(_actor: Any, unit: Any, query: dict[str, Any]) -> Any:
    """Who granted, invited, ended or reset what, in this unit and those below it."""
    return queries.unit_trail(unit.path, query)


@routes.get("/admin-lines", action="people.read_placeless_trail", query=PageQuery, answer=schemas.TrailAnswer,
            paged=True)  # fmt: skip
def read_placeless_trail(_actor: Any, query: dict[str, Any]) -> Any:
    """What belongs to no area and no unit: who became operator, or is one no more."""
    return queries.placeless_trail(query)


# What phones and browsers call these files; the content decides what a file is.
LIST_TYPES = ("text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/vnd.ms-excel, "
              "application/octet-stream")  # fmt: skip


def _read_list(_actor: Any, area: Any, query: dict[str, Any], body: dict[str, Any]) -> Any:
    try:
        return importing.read(area.path, body["data"], query["filename"])
    except ListingError as error:
        if error.code == "file_too_large":
            raise RequestEntityTooLarge from None
        raise Invalid({"_schema": [{"code": f"people.list.{error.code}", **error.facts}]}) from None


@routes.post("/areas/<area_path>/resident-lists", action="people.preview_list", on=areas.rt, query=ListQuery,
             raw=LIST_TYPES, prepare=_read_list, answer=PreviewAnswer)  # fmt: skip
def preview_list(actor: Any, area: Any, query: dict[str, Any], reading: Any) -> Any:
    """See what a resident list (CSV or XLSX, at most 5 MB) would do, before anything is written.

    What was corrected by hand stays: a field changes only where the list itself has changed since its last import.
    """
    return importing.keep_preview(actor.id, area.path, query["filename"], reading)


@routes.get("/resident-lists/<uuid:import_id>", action="people.read_list", on=imports.list_import,
            answer=PreviewAnswer)  # fmt: skip
def read_list(_actor: Any, kept: Any) -> Any:
    """What was previewed, and whether it was written down. Kept 30 days."""
    return importing.as_shown(kept, imports.content(kept.id).content)


def _make_ready(_actor: Any, kept: Any, _body: None) -> Any:
    return importing.make_ready(kept)


@routes.post("/resident-lists/<uuid:import_id>/commits", action="people.commit_list", on=imports.list_import,
             prepare=_make_ready, answer=ImportAnswer, refuses=["people.list_outdated"])  # fmt: skip
def commit_list(actor: Any, kept: Any, ready: Any = None) -> Any:
    """Write a previewed list down, all of it or nothing; again: the same answer, nothing written.

    Refused where it would no longer do what was shown: preview the file again.
    """
    return importing.commit_list(actor.id, kept.id, ready)
