"""The town: who makes places and people, moves the clock, and runs what is due."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from siskamling import worker
from siskamling.agencies.models import Unit
from siskamling.areas import queries as areas
from siskamling.areas.actions import open_area
from siskamling.areas.models import Area
from siskamling.areas.rules import child_path, parent_of, rt_path
from siskamling.kit.clock import travel
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.people import actions as people
from siskamling.push.transports.sender import Sender
from tests.town.citizens import Caller, Citizen
from tests.town.places import Rt, Station, issue
from tests.town.post_office import PostOffice

T = TypeVar("T")
KELURAHAN = "31.72.02.1007"  # Warakas, Tanjung Priok
BEGINS = "2026-12-01 19:00"  # a Tuesday
_WIB = ZoneInfo("Asia/Jakarta")


class Town:
    """A world for one test; from `with` to its end."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.anybody = Caller(app)
        self.post_office = PostOffice()
        self._sender = Sender(self.post_office, threads=2)
        self._clock = ExitStack()
        self._rts: dict[str, Rt] = {}
        self._numbers = 0

    def __enter__(self) -> Self:
        self.travel(BEGINS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._clock.close()
        self._sender.close()

    # -- time and work -----------------------------------------------------------------------------

    def travel(self, local: str) -> None:
        """Go to a moment, in WIB unless it names its offset: `2026-12-01 22:05`."""
        moment = datetime.fromisoformat(local)
        self._clock.close()
        self._clock.enter_context(travel(moment if moment.tzinfo else moment.replace(tzinfo=_WIB)))

    def work(self) -> None:
        """Run what is due, and send what it causes, until nothing is left."""
        with self.app.app_context():
            worker.work_until_idle(self._sender)

    def write(self, work: Callable[[], T]) -> T:
        """Do something in one committed transaction."""
        with self.app.app_context():
            return writing(work)

    def read(self, work: Callable[[], T]) -> T:
        """Look something up."""
        with self.app.app_context():
            return work()

    def count(self, model: Any, *where: Any) -> int:
        """How many rows a table has, or how many of them are so."""
        return self.read(lambda: len(db.session.execute(select(*model.__table__.primary_key).where(*where)).all()))

    # -- places ------------------------------------------------------------------------------------

    def rt(self, kelurahan: str = KELURAHAN, *, rw: int = 5, rt: int = 7) -> Rt:
        """An RT; it and its RW are opened where they are not."""
        path = rt_path(kelurahan, rw, rt)
        if path not in self._rts:
            self.write(lambda: _open(path))
            self._rts[path] = Rt(self, path)
        return self._rts[path]

    def rw_path(self, kelurahan: str = KELURAHAN, rw: int = 5) -> str:
        """An RW, opened where it is not."""
        path = child_path(kelurahan, rw)
        self.write(lambda: _open(path))
        return path

    def unit(self, name: str = "Polsek Tanjung Priok") -> Station:
        """A shipped unit, by its name."""
        return Station(self, self.read(lambda: db.session.scalars(select(Unit).where(Unit.name == name)).one()))

    # -- people ------------------------------------------------------------------------------------

    def citizen(
        self, kind: str | None, name: str = "Warga", *, area_path: str | None = None, unit_path: str | None = None
    ) -> Citizen:
        """Somebody with an account and, if a kind is given, that role; not on any resident list."""
        return self.write(lambda: self.open(name, kind, area_path=area_path, unit_path=unit_path))

    def open(
        self, name: str, kind: str | None, *, area_path: str | None = None, unit_path: str | None = None
    ) -> Citizen:
        """The same, inside a transaction that is already open."""
        number = self.number()
        account = people.open_account(number, name, None)
        if kind is not None:
            people.grant_role(account.id, kind, granted_by=None, area_path=area_path, unit_path=unit_path)
        return Citizen(self, issue(account.id), name=name, number=number, account_id=account.id)

    def number(self) -> str:
        """A phone number that nobody has: no operator owns +62870."""
        self._numbers += 1
        return f"+62870{self._numbers:07d}"

    @cached_property
    def operator(self) -> Citizen:
        """Who runs the service."""
        return self.citizen("operator", "Operator")

    @cached_property
    def rw_head(self) -> Citizen:
        """Ketua RW 005 of Warakas."""
        return self.citizen("rw_head", "Pak RW", area_path=self.rw_path())

    @cached_property
    def kelurahan_staff(self) -> Citizen:
        """Warakas's staff."""
        return self.citizen("kelurahan_staff", "Petugas Kelurahan", area_path=KELURAHAN)

    @cached_property
    def community_officer(self) -> Citizen:
        """Warakas's Bhabinkamtibmas, as invited: a beat, and the Polsek to which he belongs."""
        return self.citizen("community_officer", "Bhabin", area_path=KELURAHAN, unit_path=self.unit().path)


def _open(path: str) -> None:
    """Open an area and what lies between it and its kelurahan."""
    if db.session.get(Area, path) is None:
        above = parent_of(path) or ""
        _open(above)
        open_area(areas.area(above), int(path.rpartition(".")[2]))
