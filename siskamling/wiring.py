"""The tables that join the rooms: read this first. No logic; what is not in a table does not happen."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from sqlalchemy import Select, literal, select

from siskamling.access import routes as access_routes
from siskamling.access.events import SignedOut
from siskamling.agencies import cli as agencies_cli
from siskamling.agencies import routes as agencies_routes
from siskamling.areas import routes as areas_routes
from siskamling.attendance import routes as attendance_routes
from siskamling.kit.web import purge
from siskamling.nights import routes as nights_routes
from siskamling.people import cli as people_cli
from siskamling.people import routes as people_routes
from siskamling.people.jobs import forget_lists
from siskamling.people.models import Account
from siskamling.push import actions as push
from siskamling.push import routes as push_routes
from siskamling.push.jobs import expand
from siskamling.reports import queries as reports
from siskamling.reports import routes as reports_routes
from siskamling.rota import queries as rota
from siskamling.rota import routes as rota_routes

ROUTES = [
    access_routes.routes, people_routes.routes, areas_routes.routes, agencies_routes.routes, push_routes.routes,
    nights_routes.routes, rota_routes.routes, attendance_routes.routes, reports_routes.routes,
]  # fmt: skip

# `flask NAME ...`
CLI = [agencies_cli.areas, people_cli.residents]

# event class -> who listens, in order
EVENTS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    SignedOut: [push.on_signed_out],
}

# kind -> module with gather, work, record
JOBS: Mapping[str, ModuleType] = {
    "push.expand": expand,
    "kit.purge": purge,
    "people.forget_lists": forget_lists,
}

# kind -> seconds between two runs
SCHEDULE: Mapping[str, int] = {"kit.purge": 3600, "people.forget_lists": 86400}

# name -> query of account ids; push lies low and must not know the rooms above
AUDIENCES: Mapping[str, Callable[..., Select[Any]]] = {
    "account": lambda account_id: select(literal(uuid.UUID(account_id), Account.id.type)),
    "unit_officers": lambda unit_path: reports.officers(unit_path),
    "watchers": lambda night_ids: rota.watchers([uuid.UUID(one) for one in night_ids]),
}
