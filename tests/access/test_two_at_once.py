"""Two deeds at the same moment, of which the rules let one through."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from siskamling.kit.db.base import db
from siskamling.people.models import Person, Role
from siskamling.people.queries import holds_now
from tests.access.shared import PASSWORD, code_of
from tests.town.citizens import Answer
from tests.town.world import Town


def at_once(*deeds: Callable[[], Answer]) -> list[Answer]:
    """Each in a thread of its own, let go together."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Answer]) -> Answer:
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def test_two_newcomers_never_share_a_listed_person(town: Town) -> None:
    rt = town.rt()
    person_id = rt.listed("Pak Tua")
    bodies = [{"code": code_of(rt, person_id=str(person_id), name="Pak Tua"), "phone": town.number(),
               "password": PASSWORD} for _ in range(2)]  # fmt: skip
    answers = at_once(*(lambda body=body: town.anybody.post("/invitations/acceptances", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    first = next(answer for answer in answers if answer.status_code == 201)
    holder = town.read(lambda: db.session.get_one(Person, person_id).account_id)
    assert str(holder) == first.json["account"]["id"]


def test_a_head_who_ends_both_deputies_at_once_keeps_one(town: Town) -> None:
    rt = town.rt()
    url, until = f"/areas/{rt.path}/delegations", "2026-12-31T00:00:00+07:00"
    deputies = rt.residents("Budi", "Siti")
    ids = [rt.head.post(url, {"account_id": str(one.account_id), "ends_at": until}).json["id"] for one in deputies]
    answers = at_once(*(lambda role_id=role_id: rt.head.delete(f"/roles/{role_id}") for role_id in ids))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    acting = select(Role.id).where(Role.acting_for_id.is_not(None), holds_now())
    assert len(town.read(lambda: db.session.scalars(acting).all())) == 1


def test_one_code_taken_up_twice_at_once_opens_one_account(town: Town) -> None:
    rt = town.rt()
    code = code_of(rt, name="Slamet")
    bodies = [{"code": code, "phone": town.number(), "password": PASSWORD} for _ in range(3)]
    answers = at_once(*(lambda body=body: town.anybody.post("/invitations/acceptances", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
