"""Schemathesis over the whole document on both engines, each operation by somebody who may do it; all checks are on
but for those of NARROWED.

In `make test` each case that is not drawn at random runs on one engine, by turns; `make fuzz` sets
SISKAMLING_TEST_FUZZ_EXAMPLES, runs all of them on both, and draws new examples each time.
"""

from __future__ import annotations

import base64
import os
import uuid
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
import schemathesis
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from sqlalchemy import delete

from siskamling import wiring
from siskamling.access import passwords
from siskamling.access.permissions import is_public
from siskamling.access.rules import OWN_ONLY
from siskamling.access.table import TABLE
from siskamling.kit.db.base import db
from siskamling.kit.web.endpoint import Endpoint
from siskamling.kit.web.models import Attempt
from siskamling.kit.web.openapi import API_VERSION, document
from tests.databases import ENGINES, Databases
from tests.town.citizens import Citizen
from tests.town.places import issue
from tests.town.subjects import LOADERS, Subject
from tests.town.world import Town

EXAMPLES = int(os.environ.get("SISKAMLING_TEST_FUZZ_EXAMPLES", "0"))

# operation -> {check left out: why}. All other checks are on for it, and all checks for all other operations.
_PHONE = {"positive_data_acceptance": "any spelling of a mobile is taken, and no JSON Schema tells which numbers exist"}
_NAME = {"positive_data_acceptance": "a name has a letter of any script, and a name or an address never holds a NIK"}
NARROWED: dict[str, dict[str, str]] = {
    "access.sign_in": _PHONE,
    "access.accept_invitation": _PHONE,
    "access.reset_password": _PHONE,
    "access.invite_to_area": _PHONE,
    "access.invite_to_unit": _PHONE,
    "access.invite_many": _PHONE,
    "access.invite_many_to_unit": _PHONE,
    "access.sign_in_with_firebase": _NAME,
    "people.change_me": _NAME,
    "people.change_household": _NAME,
    "people.add_household": _PHONE,
    "people.add_person": _PHONE,
    "people.change_person": _PHONE,
    "people.preview_list": {"positive_data_acceptance": "not every file is a list with a heading that names people"},
    "access.delegate": {"positive_data_acceptance": "the account must be that of somebody who lives in the area"},
    "attendance.check_in": {"positive_data_acceptance": "an instant's year lies between 1900 and 2999"},
    "reports.hand_on": {"positive_data_acceptance": "the unit must be one that exists"},
    "rota.set_squad": {"positive_data_acceptance": "its people must live in the areas that the post serves"},
    "rota.make_month": {"positive_data_acceptance": "the month must not be over"},
    "rota.ask_draft": {"positive_data_acceptance": "the month must not be over, nor too far ahead"},
    "rota.decide_rules": {"positive_data_acceptance": "from tonight on, after the meeting; crews and shifts in order"},
    "rota.read_rulebook": {"positive_data_acceptance": "a date's year lies between 1900 and 2999"},
    "rota.add_season": {"positive_data_acceptance": "not over, its last evening within 120 days of the first"},
    "rota.list_seasons": {"positive_data_acceptance": "the last date must follow the first within 366 days"},
    "rota.list_holidays": {"positive_data_acceptance": "the last date must follow the first within 366 days"},
    "rota.edit_holiday": {"positive_data_acceptance": "what is a holiday has a name"},
    "duties.exempt": {"positive_data_acceptance": "it begins within a year, and its last evening follows its first"},
    "duties.set_absences": {"positive_data_acceptance": "the evenings lie ahead, within the span and a year"},
    "duties.read_absences": {"positive_data_acceptance": "the last evening must follow the first within 366 days"},
    "duties.set_wishes": {"positive_data_acceptance": "a weekday stands in one of the lists only"},
    "duties.pair": {"positive_data_acceptance": "its people must be two who live in the area"},
    "rota.list_nights": {"positive_data_acceptance": "the last evening must follow the first within 62 days"},
}


class Later:
    """A WSGI application that is made when the tests run; the document must be there when they are collected."""

    made: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Hand the request on."""
        return self.made(environ, start_response)


# Parametrized by us: schemathesis 4.32 with pytest 9.2 gives all operations one test id, so xdist would run only one.
load_all_checks()
APP = Later()
API_OF_THE_DOCUMENT = schemathesis.openapi.from_dict(document(wiring.ROUTES, API_VERSION, is_public))
API_OF_THE_DOCUMENT.app = APP
OPERATIONS = [found.ok() for found in API_OF_THE_DOCUMENT.get_all_operations()]
ENDPOINTS = {endpoint.name: endpoint for room in wiring.ROUTES for endpoint in room.endpoints}
SETTINGS = settings(
    max_examples=EXAMPLES or 4, derandomize=not EXAMPLES, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
# Who does an action that several roles may: the first of these that may.
BY = (
    "rt_head",
    "police_officer",
    "rw_head",
    "kelurahan_staff",
    "unit_admin",
    "operator",
    "community_officer",
    "resident",
)
ON_BOTH = 4  # that many cases of each operation, then by turns
BEHIND_THE_DOOR = {200, 201, 202, 204, 409, 422}  # what is answered to those alone who may do it
ANY_CURSOR = CHECKS.get_by_names(["positive_data_acceptance"])  # left out for one: it is what a page before gave


class Stage:
    """A town with everything an RT has and somebody of each role, so that requests reach deeper than 403 and 404."""

    def __init__(self, town: Town) -> None:
        self.town, self.rt = town, town.rt()
        self.app = town.app
        head = self.rt.head
        self.rt.squads(*self.rt.residents("Budi", "Siti"))
        town.write(lambda: _become_resident(head.account_id, self.rt.path))
        unit = town.unit()
        self.actors = {
            "rt_head": head, "police_officer": unit.officer(), "unit_admin": unit.admin(), "rw_head": town.rw_head,
            "kelurahan_staff": town.kelurahan_staff, "operator": town.operator,
        }  # fmt: skip

    def actor_of(self, endpoint: Endpoint) -> Citizen:
        """Somebody who may do it, if only everybody or an owner may: the head."""
        row = TABLE[endpoint.action]
        return next((self.actors[kind] for kind in BY if kind in row), self.actors["rt_head"])


class Scene:
    """An operation, who does it, and what to; anew for each request where the last one may have used it up."""

    def __init__(self, stage: Stage, endpoint: Endpoint) -> None:
        self.stage, self.endpoint = stage, endpoint
        self.actor = stage.actor_of(endpoint)
        self.ends = endpoint.method == "DELETE" or endpoint.name == "access.sign_out"
        stage.town.write(lambda: db.session.execute(delete(Attempt)))  # what others spent would end this at 429

    @cached_property
    def _kept(self) -> Subject | None:
        return self._made()

    def _made(self) -> Subject | None:
        if self.endpoint.on is None:
            return None
        made = [make(self.stage.town, self.stage.rt) for make in LOADERS[self.endpoint.on.__name__]]
        in_unit = self.actor.name in ("Brigadir", "Kanit")
        return next((subject for subject in made if subject.in_unit and in_unit), made[0])

    def aim(self, case: Any) -> dict[str, str]:
        """Let a well-formed path name something that is there. Gives the headers of somebody who may do this to it."""
        subject = self._made() if self.ends else self._kept
        if subject is not None and _is_well_formed(case, ParameterLocation.PATH):
            for name, value in subject.path.items():
                if name in case.path_parameters and not isinstance(value, int):
                    case.path_parameters[name] = str(value)
        if self.endpoint.name == "areas.open_area" and _is_well_formed(case, ParameterLocation.PATH):
            case.path_parameters["area_path"] = self.stage.rt.rw_path
        actor = subject.owner if subject is not None and TABLE[self.endpoint.action] == OWN_ONLY else self.actor
        assert actor is not None
        token = self.stage.town.write(lambda: issue(actor.account_id)) if self.ends else actor.token
        return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}  # werkzeug's client unpacks nothing


def _is_well_formed(case: Any, location: ParameterLocation) -> bool:
    part = case.meta.components.get(location) if case.meta else None
    return part is not None and not part.mode.is_negative


def _become_resident(account_id: uuid.UUID, path: str) -> None:
    from siskamling.people.actions import grant_role

    grant_role(account_id, "resident", granted_by=None, area_path=path)


def _reach_behind_the_encoding(case: Any) -> bool:
    """Half of the cursors become the encoding of what was drawn: mere noise would never get past that."""
    cursor = (case.query or {}).get("cursor")
    if isinstance(cursor, str) and len(cursor) % 2 and _is_well_formed(case, ParameterLocation.QUERY):
        case.query["cursor"] = base64.urlsafe_b64encode(cursor.encode(errors="surrogatepass")).decode().rstrip("=")
    return cursor is not None


@pytest.fixture(scope="module")
def stages(databases: Databases) -> Iterator[dict[str, Stage]]:
    """One of each engine, made when first asked for."""
    made: dict[str, Stage] = {}
    dear, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield made
    passwords._hasher = dear
    for stage in made.values():
        with stage.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def stage(engine: str, stages: dict[str, Stage], databases: Databases) -> Stage:
    if engine not in stages:
        stages[engine] = Stage(Town(databases.app_of(databases.copy(engine))))
    APP.made = stages[engine].app
    return stages[engine]


@pytest.mark.parametrize(
    "engine", [pytest.param(engine, marks=pytest.mark.xdist_group(f"fuzz-{engine}")) for engine in ENGINES]
)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.definition.raw["operationId"])
def test_no_request_breaks_what_the_document_promises(operation: Any, engine: str, stage: Stage) -> None:
    endpoint = ENDPOINTS[operation.definition.raw["operationId"]]
    scene = Scene(stage, endpoint)
    narrowed = CHECKS.get_by_names(list(NARROWED.get(endpoint.name, {})))
    met: list[int] = []

    def ask(case: Any) -> None:
        if len(met) >= ON_BOTH and not _is_for(engine, case):
            return
        cursor = ANY_CURSOR if _reach_behind_the_encoding(case) else []
        met.append(case.call_and_validate(headers=scene.aim(case), excluded_checks=[*narrowed, *cursor]).status_code)

    build_operation_test(
        config=API_OF_THE_DOCUMENT.config, operation=operation, test_func=ask, explicit_settings=SETTINGS,
        given_kwargs={}, feedback=FeedbackSources(),
    )()  # fmt: skip
    assert set(met) & BEHIND_THE_DOOR, f"nobody came further than {set(met)}"


def _is_for(engine: str, case: Any) -> bool:
    """In `make test`, by turns; both engines meet every operation, and every fault that does not lie in an engine."""
    described = repr((case.path_parameters, case.query, case.headers, case.body)).encode(errors="surrogatepass")
    return bool(EXAMPLES) or zlib.crc32(described) % 2 == ENGINES.index(engine)


def test_what_is_narrowed_exists_and_has_a_reason() -> None:
    operations = {operation.definition.raw["operationId"] for operation in OPERATIONS}
    assert set(NARROWED) <= operations
    for operation, checks in NARROWED.items():
        for check, reason in checks.items():
            assert CHECKS.get_by_names([check]), (operation, check)
            assert len(reason) > 20, (operation, check)
