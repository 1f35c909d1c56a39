"""RTs with their people, posts and nights; units with their officers."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from siskamling.access import tokens
from siskamling.agencies.models import Unit
from siskamling.areas.rules import parent_of
from siskamling.kit.db.base import db
from siskamling.nights import actions as nights
from siskamling.nights import queries as night_queries
from siskamling.nights.models import Night as NightRow
from siskamling.nights.models import Post as PostRow
from siskamling.people import actions as people
from siskamling.people.models import Person
from siskamling.rota import actions as rota
from tests.town.citizens import Citizen

if TYPE_CHECKING:
    from tests.town.world import Town

# Mornings are not nights: 22:00 for six hours, within 75 m of a place in Warakas.
POST = {"name": "Pos RT", "lat": -6.1219, "lon": 106.8778, "radius_m": 75, "starts": "22:00", "minutes": 360,
        "early_min": 30}  # fmt: skip


class Post:
    """A guard post."""

    def __init__(self, town: Town, row: PostRow) -> None:
        self.town = town
        self.id, self.area_path, self.lat, self.lon = row.id, row.area_path, row.lat, row.lon

    def subject(self) -> night_queries.PostSubject:
        """What actions take."""
        return night_queries.post(self.id)


class Night:
    """A night of a post."""

    def __init__(self, post: Post, night_id: uuid.UUID) -> None:
        self.post, self.id = post, night_id


class Rt:
    """A neighbourhood, its head and its residents."""

    def __init__(self, town: Town, path: str) -> None:
        self.town, self.path = town, path

    @cached_property
    def head(self) -> Citizen:
        """Ketua RT."""
        return self.town.citizen("rt_head", "Bu Ketua", area_path=self.path)

    @property
    def rw_path(self) -> str:
        """The RW above."""
        return parent_of(self.path) or ""

    def resident(self, name: str = "Budi") -> Citizen:
        """A household of one: listed, with an account and a token."""
        return self.residents(name)[0]

    def residents(self, *names: str) -> list[Citizen]:
        """Several households of one, in one transaction."""
        return self.town.write(lambda: [self._resident(name) for name in names])

    def _resident(self, name: str) -> Citizen:
        citizen = self.town.open(name, "resident", area_path=self.path)
        body = {"head_name": name, "phone": citizen.number, "tenure": "owner"}
        household = people.add_household(None, self.path, body)
        person = db.session.scalars(select(Person).where(Person.household_id == household.id)).one()
        person.account_id, citizen.person_id = citizen.account_id, person.id
        return citizen

    def listed(self, name: str = "Pak Tua") -> uuid.UUID:
        """Somebody on the list without an account; gives the person's id."""

        def add() -> uuid.UUID:
            household = people.add_household(None, self.path, {"head_name": name, "tenure": "unknown"})
            return db.session.scalars(select(Person.id).where(Person.household_id == household.id)).one()

        return self.town.write(add)

    @cached_property
    def post(self) -> Post:
        """Its guard post, 22:00 to 04:00."""
        return Post(self.town, self.town.write(lambda: nights.add_post(self.path, dict(POST))))

    def squads(self, *watchers: Citizen, weekdays: range = range(7)) -> None:
        """Let these people watch on every weekday's evening; the first leads."""
        ids = [watcher.person_id for watcher in watchers]

        def set_all() -> None:
            for weekday in weekdays:
                rota.set_squad(self.post.subject(), weekday, {"name": f"Regu {weekday}", "person_ids": ids})

        self.post  # noqa: B018 - its row is written before, in a transaction of its own
        self.town.write(set_all)

    def month(self, month: str = "2026-12") -> dict[str, Any]:
        """Make a month of squads."""
        year, number = (int(part) for part in month.split("-"))
        return self.town.write(lambda: rota.make_month(self.post.subject(), year, number))

    def draft(self, month: str = "2027-01", **more: Any) -> str:
        """A rota asked for, not yet built; its id."""
        self.post  # noqa: B018 - as above
        body = {"month": month, "seconds": 1, "way": "fair"} | more
        return str(self.head.post(f"/areas/{self.path}/rota-drafts", body).json["id"])

    def built(self, month: str = "2027-01", **more: Any) -> dict[str, Any]:
        """A rota asked for, and built; its preview."""
        draft_id = self.draft(month, **more)
        self.town.work()
        found: dict[str, Any] = self.head.get(f"/rota-drafts/{draft_id}").json
        return found

    def opened_night(self, evening: str = "2026-12-01") -> Night:
        """A night without anybody on it, opened if need be."""
        day = date.fromisoformat(evening)

        def find_or_open() -> uuid.UUID:
            asked = select(NightRow.id).where(NightRow.post_id == self.post.id, NightRow.evening_on == day)
            found = db.session.scalar(asked)
            if found is not None:
                return found
            post = self.post.subject().post
            wanted = nights.NightToOpen(post, "Asia/Jakarta", day, ((day, post.starts, post.minutes),))
            return nights.open_nights([wanted])[post.id, day][0]

        self.post  # noqa: B018 - as above
        return Night(self.post, self.town.write(find_or_open))

    def night(self, evening: str = "2026-12-01") -> Night:
        """The night of an evening, once its month is made."""
        here = NightRow.post_id == self.post.id
        asked = select(NightRow.id).where(here, NightRow.evening_on == date.fromisoformat(evening))
        return Night(self.post, self.town.read(lambda: db.session.scalars(asked).one()))


class Station:
    """A unit as shipped, with officers of our own."""

    def __init__(self, town: Town, row: Unit) -> None:
        self.town, self.id, self.path, self.name = town, row.id, row.path, row.name

    def officer(self, name: str = "Brigadir") -> Citizen:
        """Somebody who answers reports."""
        return self.town.citizen("police_officer", name, unit_path=self.path)

    def admin(self, name: str = "Kanit") -> Citizen:
        """Somebody who invites officers."""
        return self.town.citizen("unit_admin", name, unit_path=self.path)


def issue(account_id: uuid.UUID) -> str:
    """A token without a sign-in, which costs argon2."""
    return tokens.issue(account_id, "town")
