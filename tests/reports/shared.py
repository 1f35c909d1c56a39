"""What the stories about reports share."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from werkzeug.test import TestResponse

from siskamling.kit.db.base import db
from siskamling.kit.web.models import GivenAnswer
from siskamling.push.models import Notification
from siskamling.reports.models import Report, TrailLine
from tests.town.citizens import Caller, Citizen
from tests.town.world import Town

WARAKAS = {"lat": -6.1219, "lon": 106.8778}
POLRES = "polda-metro-jaya.polres-metro-jakarta-utara"
POLSEK = POLRES + ".polsek-tanjung-priok"
KOJA = POLRES + ".polsek-koja"
WORDS = "Motor bebek merah dibawa lari dua orang dari depan warung."
TABLES = (Report, TrailLine, Notification, GivenAnswer)


class Scene:
    """A reporter, an officer, and everybody who must not do what they do."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.rt = town.rt()
        self.budi, self.neighbour = self.rt.residents("Budi", "Tetangga")
        self.polsek = town.unit("Polsek Tanjung Priok")
        self.officer = self.polsek.officer("Aiptu Hendra")
        self.officer.phone.register()

    def body(self, **changes: Any) -> dict[str, Any]:
        """A theft in Warakas."""
        return {"category": "theft", "words": WORDS, **WARAKAS} | changes

    def report(self, by: Citizen | None = None, **changes: Any) -> dict[str, Any]:
        """A report that was accepted."""
        answer = (by or self.budi).post("/reports", self.body(**changes))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json
        return found

    def bhabin(self, kelurahan: str = "31.72.02.1007") -> Citizen:
        """The community officer of a kelurahan, Warakas unless told otherwise, who belongs to the Polsek."""
        return self.town.citizen("community_officer", "Bhabin", area_path=kelurahan, unit_path=POLSEK)

    def outsiders(self) -> dict[str, Citizen]:
        """One of every role that has nothing to do with Budi's report, near and far."""
        town, koja = self.town, self.town.unit("Polsek Koja")
        return {
            "a neighbour": self.neighbour,
            "the RT head": self.rt.head,
            "the RW head": town.rw_head,
            "the operator": town.operator,
            "somebody without a role": town.citizen(None, "Tamu"),
            "a resident of another RT": town.rt(rt=8).resident("Jauh"),
            "an officer of another Polsek": koja.officer(),
            "the admin of another Polsek": koja.admin(),
            "an officer of a sub-post below": town.unit("Polsubsektor Volker").officer(),
        }

    def counts(self) -> dict[str, int]:
        """Rows of every table that an act on a report writes."""
        return {table.__tablename__: self.town.count(table) for table in TABLES}


def refused(answer: TestResponse, status: int, slug: str) -> dict[str, Any]:
    """The problem document of a refusal."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    problem: dict[str, Any] = answer.json
    assert problem["type"] == f"/problems/{slug}", problem
    return problem


def faults(answer: TestResponse) -> set[tuple[str, str]]:
    """(pointer, code) of each wrong field of a 422."""
    return {(fault["pointer"], fault["code"]) for fault in refused(answer, 422, "kit.invalid")["errors"]}


@contextmanager
def dying_at_commit(scene: Scene) -> Iterator[None]:
    """The process dies after the last statement of an act and before its commit, for the asker's eyes: a 500."""

    def die(_session: Any) -> None:
        raise RuntimeError("the plug was pulled")

    with scene.town.app.app_context():
        event.listen(db.session, "before_commit", die)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", die)


def dies_and_is_repeated(scene: Scene, caller: Caller, path: str, body: Any = None) -> TestResponse:
    """The request that died left nothing; the same request again does it. Gives the second answer."""
    key, before = str(uuid.uuid4()), scene.counts()
    with dying_at_commit(scene):
        assert caller.post(path, body, key=key, may_crash=True).status_code == 500
    assert scene.counts() == before
    return caller.post(path, body, key=key)
