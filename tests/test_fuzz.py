"""Schemathesis over the whole document, signed in as an RT head, all checks on but for those of NARROWED.

Small in `make test`; `make fuzz` sets SISKAMLING_TEST_FUZZ_EXAMPLES and draws new examples each time.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from siskamling import wiring
from siskamling.access.permissions import is_public
from siskamling.kit.db.base import db
from siskamling.kit.web.openapi import API_VERSION, document
from tests.databases import Databases
from tests.fcm.addresses import device_token
from tests.town.places import issue
from tests.town.world import Town

pytestmark = pytest.mark.xdist_group("fuzz")
EXAMPLES = int(os.environ.get("SISKAMLING_TEST_FUZZ_EXAMPLES", "0"))

# operation -> {check left out: why}. All other checks are on for it, and all checks for all other operations.
_PHONE = {"positive_data_acceptance": "any spelling of a mobile is taken, and no JSON Schema tells which numbers exist"}
NARROWED: dict[str, dict[str, str]] = {
    "access.sign_in": _PHONE,
    "access.accept_invitation": _PHONE,
    "access.reset_password": _PHONE,
    "access.invite_to_area": _PHONE,
    "access.invite_to_unit": _PHONE,
    "access.invite_many": _PHONE,
    "people.add_household": _PHONE,
    "people.add_person": _PHONE,
    "people.change_person": _PHONE,
    "people.preview_list": {"positive_data_acceptance": "not every file is a list with a heading that names people"},
    "access.delegate": {"positive_data_acceptance": "the account must be that of somebody who lives in the area"},
    "rota.set_squad": {"positive_data_acceptance": "its people must live in the areas that the post serves"},
    "rota.make_month": {"positive_data_acceptance": "the month must not be over"},
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
SETTINGS = settings(
    max_examples=EXAMPLES or 10, derandomize=not EXAMPLES, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class Head:
    """An RT head with everything an RT has, so that requests reach deeper than 404."""

    def __init__(self, town: Town) -> None:
        self.town, rt = town, town.rt()
        self.head = rt.head
        budi, siti = rt.residents("Budi", "Siti")
        town.write(lambda: _become_resident(self.head.account_id, rt.path))
        rt.squads(budi, siti)
        households = self.head.get(f"/areas/{rt.path}/households").json["items"]
        report = self.head.post("/reports", {"category": "theft", "words": "x", "lat": -6.1219, "lon": 106.8778}).json
        self.real = {"area_path": rt.path, "post_id": str(rt.post.id), "household_id": households[0]["id"],
                     "unit_id": str(town.unit().id), "report_id": report["id"]}  # fmt: skip

    def aim(self, case: Any) -> None:
        """Let a well-formed path parameter name something that is there; a cursor is only what a page before gave."""
        if _is_well_formed(case, ParameterLocation.QUERY):
            (case.query or {}).pop("cursor", None)
        if not _is_well_formed(case, ParameterLocation.PATH):
            return
        for name in case.path_parameters or {}:
            if name == "token_id":
                case.path_parameters[name] = self._another_token_id()
            elif name == "device_id":
                case.path_parameters[name] = self._another_device_id()
            elif name in self.real:
                case.path_parameters[name] = self.real[name]

    def headers(self, case: Any) -> dict[str, str]:
        """Who signs out does so with a token of its own."""
        ending = case.operation.definition.raw["operationId"] == "access.sign_out"
        token = self.town.write(lambda: issue(self.head.account_id)) if ending else self.head.token
        return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}  # werkzeug's client unpacks nothing

    def _another_token_id(self) -> str:
        self.town.write(lambda: issue(self.head.account_id))
        newest: str = self.head.get("/tokens").json["items"][0]["id"]
        return newest

    def _another_device_id(self) -> str:
        registered: str = self.head.phone.register(address=device_token(str(uuid.uuid4()))).json["id"]
        return registered


def _is_well_formed(case: Any, location: ParameterLocation) -> bool:
    part = case.meta.components.get(location) if case.meta else None
    return part is not None and not part.mode.is_negative


def _become_resident(account_id: uuid.UUID, path: str) -> None:
    from siskamling.people.actions import grant_role

    grant_role(account_id, "resident", granted_by=None, area_path=path)


@pytest.fixture(scope="module")
def head(databases: Databases) -> Iterator[Head]:
    app = databases.app_of(databases.copy("sqlite"))
    APP.made = app
    yield Head(Town(app))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.definition.raw["operationId"])
def test_no_request_breaks_what_the_document_promises(operation: Any, head: Head) -> None:
    narrowed = NARROWED.get(operation.definition.raw["operationId"], {})
    excluded = CHECKS.get_by_names(list(narrowed))

    def ask(case: Any) -> None:
        head.aim(case)
        case.call_and_validate(headers=head.headers(case), excluded_checks=excluded)

    build_operation_test(
        config=API_OF_THE_DOCUMENT.config, operation=operation, test_func=ask, explicit_settings=SETTINGS,
        given_kwargs={}, feedback=FeedbackSources(),
    )()  # fmt: skip


def test_what_is_narrowed_exists_and_has_a_reason() -> None:
    operations = {operation.definition.raw["operationId"] for operation in OPERATIONS}
    assert set(NARROWED) <= operations
    for operation, checks in NARROWED.items():
        for check, reason in checks.items():
            assert CHECKS.get_by_names([check]), (operation, check)
            assert len(reason) > 20, (operation, check)
