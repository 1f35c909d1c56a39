"""Every endpoint x every role x inside and outside, with empty bodies, against access/table.py."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from siskamling import wiring
from siskamling.access.permissions import require, visible
from siskamling.access.printed import as_markdown
from siskamling.access.rules import ANY, AREA, ROLES, UNIT, Actor, Grant
from siskamling.access.table import TABLE
from siskamling.areas.actions import save_areas
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.errors import Problem
from siskamling.kit.ids import new_id
from siskamling.kit.web.endpoint import Endpoint
from siskamling.people import actions as people
from siskamling.people.models import Role
from tests.postgres import ROOT
from tests.town.citizens import Caller
from tests.town.places import Rt
from tests.town.subjects import LOADERS, Subject
from tests.town.world import KELURAHAN, Town

# A community officer has a beat, and belongs to a unit.
AREA_ROLES = ("resident", "rt_head", "rw_head", "kelurahan_staff", "community_officer")
UNIT_ROLES = ("police_officer", "unit_admin", "community_officer")
KELURAHAN_ROLES = ("kelurahan_staff", "community_officer")
REFUSALS = {"/problems/kit.unauthorized": 401, "/problems/kit.forbidden": 403, "/problems/kit.not_found": 404}


@dataclass
class Cast:
    """Somebody of every kind, here and elsewhere."""

    town: Town
    here: Rt
    people: dict[tuple[str, str], Caller] = field(default_factory=dict)

    def fill(self) -> Cast:
        """One transaction for all of them."""
        homes = {"here": [self.here.path, self.here.path, self.here.rw_path, KELURAHAN, KELURAHAN],
                 "elsewhere": _elsewhere(self.town)}  # fmt: skip
        units = {"here": self.town.unit().path, "elsewhere": self.town.unit("Polsek Koja").path}

        def open_all() -> None:
            for where in ("here", "elsewhere"):
                for kind, path in zip(AREA_ROLES, homes[where], strict=True):
                    unit = units[where] if kind in UNIT_ROLES else None
                    self.people[kind, where] = self.town.open(kind, kind, area_path=path, unit_path=unit)
                for kind in set(UNIT_ROLES) - set(AREA_ROLES):
                    self.people[kind, where] = self.town.open(kind, kind, unit_path=units[where])
            self.people["operator", "nowhere"] = self.town.open("operator", "operator")
            self.people["nothing", "nowhere"] = self.town.open("nothing", None)

        self.town.write(open_all)
        self.people["anonymous", "nowhere"] = self.town.anybody
        return self


def _elsewhere(town: Town) -> list[str]:
    """The neighbouring RT, twice; the next RW; another kelurahan, twice."""
    return [town.rt(rt=8).path, town.rt(rt=8).path, town.rw_path(rw=6), "31.72.02.1001", "31.72.02.1001"]


def expected(row: Any, kind: str, where: str, subject: Subject | None, *, owner: bool) -> int | None:
    """The status by which the table refuses, or None where it lets pass; says the table anew, not the code."""
    if "public" in row:
        return None
    if kind == "anonymous":
        return 401
    if "signed_in" in row or (owner and "own" in row):
        return None
    lies_here = owner or (
        subject is not None
        and where == "here"
        and (
            (subject.in_area and kind in AREA_ROLES)
            or (subject.in_unit and kind in UNIT_ROLES)
            or (subject.in_kelurahan and kind in KELURAHAN_ROLES)
        )
    )
    if kind in row and (row[kind] == ANY or subject is None or lies_here):
        return None
    return 403 if subject is None or lies_here else 404


def status_of(caller: Caller, endpoint: Endpoint, subject: Subject | None) -> int | None:
    """The refusal that an empty request meets at the door; None for whatever lies behind it."""
    path = endpoint.path
    for name, value in (subject.path if subject else {}).items():
        start = path.index("<")
        assert name in path[start : path.index(">")]
        path = path[:start] + str(value) + path[path.index(">") + 1 :]
    answer = caller.ask(endpoint.method, path, None if endpoint.method == "GET" else {})
    document = answer.get_json(silent=True) or {}
    return REFUSALS.get(document.get("type", "") if isinstance(document, dict) else "")


def subjects_of(endpoint: Endpoint, town: Town, here: Rt) -> list[Callable[[], Subject | None]]:
    """How to make each kind of thing that the endpoint is about."""
    if endpoint.on is None:
        return [lambda: None]
    name = endpoint.on.__name__
    assert name in LOADERS, f"teach tests/town/subjects.py what `{name}` loads, for {endpoint.name}"
    return [lambda make=make: make(town, here) for make in LOADERS[name]]  # type: ignore[misc]


def faults_of(endpoint: Endpoint, cast: Cast) -> Iterator[str]:
    is_deed = endpoint.writes and endpoint.body is None
    for make in subjects_of(endpoint, cast.town, cast.here):
        subject = make()
        # A deed without a body is done, so each needs a new thing; and a sign-out ends the one who asks.
        actors = Cast(cast.town, cast.here).fill().people if is_deed and subject is None else cast.people
        for (kind, where), caller in actors.items():
            yield from _compare(endpoint, subject, caller, kind, where, owner=False)
            subject = make() if is_deed else subject
        if subject is not None and subject.owner is not None:
            yield from _compare(endpoint, subject, subject.owner, subject.owner_kind, "here", owner=True)


def _compare(
    endpoint: Endpoint, subject: Subject | None, caller: Caller, kind: str, where: str, *, owner: bool
) -> Iterator[str]:
    wanted = expected(TABLE[endpoint.action], kind, where, subject, owner=owner)
    found = status_of(caller, endpoint, subject)
    if wanted != found:
        yield f"{endpoint.name} by {kind} ({'the owner' if owner else where}): the table says {wanted}, got {found}"


@pytest.mark.parametrize("room", wiring.ROUTES, ids=lambda room: room.room)
def test_every_endpoint_keeps_to_the_permission_table(room: Any, town: Town) -> None:
    cast = Cast(town, town.rt()).fill()
    assert [fault for endpoint in room.endpoints for fault in faults_of(endpoint, cast)] == []


def test_the_printed_table_is_in_date() -> None:
    file: Path = ROOT / "docs" / "permissions.md"
    assert file.read_text(encoding="utf-8") == as_markdown(), f"python -m siskamling.access.printed > {file.name}"


# -- require and visible agree ---------------------------------------------------------------------------

AREAS = ["31", "31.72", "31.72.02.1007", "31.72.02.1007.005", "31.72.02.1007.005.007", "31.72.02.1007.005.008",
         "31.72.02.1007.006", "31.72.03.1001", "31.7"]  # fmt: skip
UNITS = ["polda", "polda.polres", "polda.polres.polsek", "polda.polres-2", "polda.polres.polsek-2"]


@pytest.fixture
def thing_ids(app: Flask) -> list[uuid.UUID]:
    """One thing in each area and in each unit, by turns of two owners; roles have every column a scope looks at."""

    def add() -> list[uuid.UUID]:
        owners = [people.open_account(f"+6287000000{n:02d}", "Pemilik", None).id for n in range(2)]
        for number, (area, unit) in enumerate([*((path, None) for path in AREAS), *((None, path) for path in UNITS)]):
            db.session.add(Role(id=new_id(), account_id=owners[number % 2], kind="resident", area_path=area,
                                unit_path=unit, starts_at=now() - timedelta(days=1)))  # fmt: skip
        # RT 007 has no head, RT 008 has one; neither has any RW, so that their offices fall to whoever is above.
        save_areas((path, path) for path in AREAS if path.startswith("31.72.02.1007."))
        people.grant_role(owners[0], "rt_head", granted_by=None, area_path="31.72.02.1007.005.008")
        return owners

    with app.app_context():
        return writing(add)


def grant_at(kind: str, place: str | None) -> Grant:
    return Grant(kind, **({"unit_path": place} if place in UNITS else {"area_path": place}))


grants = st.builds(grant_at, st.sampled_from(ROLES), st.sampled_from([*AREAS, *UNITS, None]))


def lets(actor: Actor, action: str, thing: Any) -> bool:
    try:
        require(actor, action, thing)
    except Problem:
        return False
    return True


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(held=st.lists(grants, max_size=3), action=st.sampled_from(sorted(TABLE)), owns=st.integers(0, 2))
def test_lists_show_what_one_may_see_and_nothing_else(
    app: Flask, thing_ids: list[uuid.UUID], held: list[Grant], action: str, owns: int
) -> None:
    actor = Actor([*thing_ids, new_id()][owns], "Budi", "id", None, tuple(held))
    with app.app_context():
        shown, allowed = seen(actor, action)
    assert shown == allowed


def seen(actor: Actor, action: str) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """The roles that a list shows, and those to each of which the actor may do it."""
    shown = set(db.session.scalars(select(Role.id).where(visible(actor, action, Role))))
    return shown, {thing.id for thing in db.session.scalars(select(Role)) if lets(actor, action, thing)}


@pytest.mark.usefixtures("thing_ids")
def test_lists_show_what_falls_to_somebody_for_want_of_a_head(app: Flask) -> None:
    staff = Actor(new_id(), "Budi", "id", None, (Grant("kelurahan_staff", "31.72.02.1007"),))
    rw = "31.72.02.1007.005"
    with app.app_context():
        for action in TABLE:
            shown, allowed = seen(staff, action)
            assert (action, shown) == (action, allowed)
        found = db.session.scalars(select(Role.area_path).where(visible(staff, "people.read_household", Role)))
        assert set(found) == {rw, f"{rw}.007", f"{rw}.008", "31.72.02.1007.006"}
        writing(lambda: people.grant_role(people.open_account("+62870000099", "Pak RW", None).id, "rw_head",
                                          granted_by=None, area_path=rw))  # fmt: skip
        found = db.session.scalars(select(Role.area_path).where(visible(staff, "people.read_household", Role)))
        assert set(found) == {"31.72.02.1007.006"}


def test_an_area_scope_never_reaches_a_unit_and_the_other_way_round() -> None:
    assert {scope for row in TABLE.values() for kind, scope in row.items() if kind in AREA_ROLES} <= {AREA, ANY}
    assert {row.get(kind) for row in TABLE.values() for kind in ("police_officer", "unit_admin")} <= {UNIT, ANY, None}
