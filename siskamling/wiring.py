"""The tables that join the rooms: read this first. No logic; what is not in a table does not happen."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, exists, literal, select

from siskamling.access import routes as access_routes
from siskamling.access.events import SignedOut
from siskamling.agencies import cli as agencies_cli
from siskamling.agencies import routes as agencies_routes
from siskamling.areas import routes as areas_routes
from siskamling.attendance import routes as attendance_routes
from siskamling.kit.feed import Change
from siskamling.kit.jobs.models import Job
from siskamling.kit.jobs.retention import Kept, Purge, front_of
from siskamling.kit.jobs.runner import Kind
from siskamling.kit.web.models import Attempt, GivenAnswer
from siskamling.nights import routes as nights_routes
from siskamling.people import cli as people_cli
from siskamling.people import queries as people
from siskamling.people import routes as people_routes
from siskamling.people.importing.models import ListImport
from siskamling.people.models import Account
from siskamling.push import actions as push
from siskamling.push import routes as push_routes
from siskamling.push.jobs import expand
from siskamling.push.models import Delivery, Device, Notification
from siskamling.reports import queries as reports
from siskamling.reports import routes as reports_routes
from siskamling.rota import cli as rota_cli
from siskamling.rota import queries as rota
from siskamling.rota import routes as rota_routes
from siskamling.rota.drafts import routes as drafts_routes
from siskamling.rota.drafts.jobs import build
from siskamling.rota.duties import routes as duties_routes
from siskamling.rota.rulebook import queries as rulebook
from siskamling.rota.rulebook import routes as rulebook_routes

ROUTES = [
    access_routes.routes, people_routes.routes, areas_routes.routes, agencies_routes.routes, push_routes.routes,
    nights_routes.routes, rota_routes.routes, rulebook_routes.routes, drafts_routes.routes, duties_routes.routes,
    attendance_routes.routes, reports_routes.routes,
]  # fmt: skip

# `flask NAME ...`
CLI = [agencies_cli.areas, people_cli.residents, rota_cli.rota]

# event class -> who listens, in order
EVENTS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    SignedOut: [push.on_signed_out],
}

# table (and which of its rows) -> what they are about and how many days they stay; the job kit.purge goes by it (in
# this order: parts before what they belong to), and what is not in it stays for ever
RETENTION: Mapping[str, Kept] = {
    # Issue 2 E19: a repeated request gets its first answer for 7 days.
    "given_answers": Kept("technical", 7, select(GivenAnswer.key), GivenAnswer.at),
    # A window that is over throttles nobody.
    "attempts": Kept("technical", 0, select(Attempt.key), Attempt.until),
    # A week of them is what somebody reads who looks for a fault. Scheduled ones have a key, and one row each.
    "jobs": Kept("technical", 7, select(Job.id).where(Job.state.in_(("done", "cancelled")), Job.key.is_(None)),
                 Job.created_at),
    # What failed was given up after its last try; a quarter of a year to ask why, and what was not done.
    "jobs failed": Kept("technical", 90, select(Job.id).where(Job.state == "failed"), Job.due_at),
    # A reader of the feed whose cursor is further behind must start anew: read all it shows, then go on from the end.
    "changes": Kept("technical", 90, front_of(Change.seq), Change.at),
    # Shown lists hold names and numbers; a month is enough to look, correct and commit.
    "list_imports": Kept("personal", 30, select(ListImport.id), ListImport.created_at),
    # Who was told what, and when: a quarter of a year, so that a complaint about a night, an alarm or a fine of the
    # last months can still be answered; after that it would only say who lives how (UU 27/2022 on personal data).
    "deliveries": Kept("messages", 90, select(Delivery.id).join(Notification), Notification.created_at),
    "notifications": Kept("messages", 90, select(Notification.id).where(
        ~exists().where(Delivery.notification_id == Notification.id)), Notification.created_at),
    # Addresses of phones that ring no more, as long as the deliveries that name them.
    "devices": Kept("personal", 90, select(Device.id).where(~exists().where(Delivery.device_id == Device.id)),
                    Device.gone_at),
}  # fmt: skip

# kind -> what gathers, works and records it
JOBS: Mapping[str, Kind] = {
    "push.expand": expand,
    "rota.build": build,
    "kit.purge": Purge(RETENTION),
}

# kind -> seconds between two runs
SCHEDULE: Mapping[str, int] = {"kit.purge": 3600}

# name -> query of account ids; push lies low and must not know the rooms above
AUDIENCES: Mapping[str, Callable[..., Select[Any]]] = {
    "account": lambda account_id: select(literal(uuid.UUID(account_id), Account.id.type)),
    "operators": lambda: reports.operators(),
    "unit_officers": lambda unit_path, beat=None: reports.rung(unit_path, beat),
    "ruled_by": lambda area_path: rulebook.ruled_by(area_path),
    "persons": lambda person_ids: people.accounts_of([uuid.UUID(one) for one in person_ids]),
    "watchers": lambda night_ids: rota.watchers([uuid.UUID(one) for one in night_ids]),
}
