"""Make a month of weekday squads; everybody concerned is told once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.nights.models import Night
from siskamling.people.models import Person
from siskamling.rota.models import Assignment
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import Town


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return rt.resident("Budi")


def make(who: Citizen, rt: Rt, month: str = "2026-12", **more: Any) -> Answer:
    return who.post(f"/posts/{rt.post.id}/months", {"month": month}, **more)


def nights_of(rt: Rt) -> dict[str, Any]:
    """The December nights of the RT's post, by evening."""
    december = {"first": "2026-12-01", "last": "2026-12-31"}
    found = rt.head.get(f"/posts/{rt.post.id}/nights", query_string=december).json["items"]
    return {night["evening_on"]: night for night in found}


def test_every_evening_from_tonight_on_gets_its_weekdays_squad(rt: Rt, budi: Citizen) -> None:
    siti = rt.resident("Siti")
    rt.squads(budi, weekdays=range(0, 7, 2))
    rt.squads(siti, budi, weekdays=range(1, 7, 2))
    answer = make(rt.head, rt)
    assert (answer.status_code, answer.json) == (201, {"month": "2026-12", "nights": 31, "assignments": 45, "kept": 0})
    turns = siti.get("/me/turns").json["items"]
    assert [turn["evening_on"] for turn in turns[:3]] == ["2026-12-01", "2026-12-03", "2026-12-05"]
    assert (turns[0]["starts_at"], turns[0]["ends_at"]) == ("2026-12-01T15:00:00+00:00", "2026-12-01T21:00:00+00:00")
    assert {turn["is_leader"] for turn in turns} == {True}


def test_past_evenings_and_days_without_a_squad_stay_empty(town: Town, rt: Rt, budi: Citizen) -> None:
    rt.squads(budi, weekdays=range(2, 3))  # Wednesdays: 2, 9, 16, 23, 30 December
    town.travel("2026-12-10 08:00")
    assert make(rt.head, rt).json["nights"] == 3
    assert list(nights_of(rt)) == ["2026-12-16", "2026-12-23", "2026-12-30"]


def test_before_noon_it_is_still_last_nights_evening(town: Town, rt: Rt, budi: Citizen) -> None:
    rt.squads(budi)
    town.travel("2026-12-02 01:30")
    assert make(rt.head, rt).json["nights"] == 31


def test_each_watcher_is_told_once_whatever_the_number_of_nights(town: Town, rt: Rt, budi: Citizen) -> None:
    siti, agus = rt.residents("Siti", "Agus")
    for who in (budi, siti, agus):
        who.phone.register()
    rt.squads(budi, siti)
    make(rt.head, rt)
    town.work()
    town.work()
    assert [message.kind for message in budi.phone.received()] == ["rota.published"]
    assert len(siti.phone.received()) == 1
    assert agus.phone.received() == []
    assert "Desember 2026" in budi.phone.received()[0].body


def test_only_heads_make_months(town: Town, rt: Rt, budi: Citizen) -> None:
    rt.squads(budi)
    neighbour, unit = town.rt(rt=8), town.unit()
    next_rw = town.citizen("rw_head", area_path=town.rw_path(rw=6))
    for who in (budi, town.kelurahan_staff, town.community_officer):
        assert make(who, rt).status_code == 403
    for stranger in (neighbour.head, neighbour.resident("Siti"), next_rw, unit.officer(), unit.admin(), town.operator):
        assert make(stranger, rt).status_code == 404
    assert town.anybody.post(f"/posts/{rt.post.id}/months", {"month": "2026-12"}).status_code == 401
    assert town.count(Night) == 0
    assert make(town.rw_head, rt).status_code == 201


@pytest.mark.parametrize(
    "month, code",
    [("2026-13", "rota.field.not_a_month"), ("2026-1", "rota.field.not_a_month"), (202612, "kit.field.not_text"),
     ("2026-11", "rota.field.month_past"), ("1999-12", "rota.field.month_past"), ("0000-01", "rota.field.month_past"),
     ("2028-02", "rota.field.month_too_far"), ("2100-01", "rota.field.month_too_far"),
     ("9999-12", "rota.field.month_too_far"), ("02026-12", "kit.field.too_long"), (None, "kit.field.null")],
)  # fmt: skip
def test_a_month_is_a_month_that_is_not_over(rt: Rt, budi: Citizen, month: object, code: str) -> None:
    rt.squads(budi)
    assert faults_of(rt.head.post(f"/posts/{rt.post.id}/months", {"month": month})) == {"/month": code}


def test_the_month_after_next_years_is_too_far(town: Town, rt: Rt, budi: Citizen) -> None:
    rt.squads(budi)
    for local, language, last, beyond, says in (
        ("2026-11-30 23:59", "en", "2027-12", "2028-01", "This month is too far ahead: at most 13 months."),
        ("2026-12-01 00:00", "id", "2028-01", "2028-02", "Bulan ini terlalu jauh: paling jauh 13 bulan ke depan."),
    ):
        town.travel(local)
        answer = make(rt.head, rt, beyond, headers={"Accept-Language": language})
        assert faults_of(answer) == {"/month": "rota.field.month_too_far"}
        assert answer.json["errors"][0]["detail"] == says
        assert make(rt.head, rt, last).json["nights"] == 31


def test_without_squads_there_is_nothing_to_make(rt: Rt) -> None:
    answer = make(rt.head, rt)
    assert (answer.status_code, slug_of(answer)) == (409, "rota.no_squads")


def test_a_month_made_again_changes_nothing_and_says_so(town: Town, rt: Rt, budi: Citizen) -> None:
    budi.phone.register()
    rt.squads(budi)
    assert make(rt.head, rt).status_code == 201
    before = nights_of(rt)
    again = make(town.rw_head, rt)
    assert (again.status_code, again.json) == (201, {"month": "2026-12", "nights": 0, "assignments": 0, "kept": 31})
    assert nights_of(rt) == before
    town.work()
    assert len(budi.phone.received()) == 1


def test_the_nights_that_are_missing_are_filled_in_and_the_others_stay(town: Town, rt: Rt, budi: Citizen) -> None:
    siti = rt.resident("Siti")
    for who in (budi, siti):
        who.phone.register()
    rt.squads(budi, weekdays=range(2))
    rt.opened_night("2026-12-07")  # a Monday that somebody emptied by hand
    assert make(rt.head, rt).json == {"month": "2026-12", "nights": 8, "assignments": 8, "kept": 1}
    before = nights_of(rt)
    town.work()
    rt.squads(siti)
    assert make(rt.head, rt).json == {"month": "2026-12", "nights": 22, "assignments": 22, "kept": 9}
    after = nights_of(rt)
    assert {evening: after[evening] for evening in before} == before
    assert (len(after), after["2026-12-07"]["assignments"]) == (31, [])
    town.work()
    assert [len(who.phone.received()) for who in (budi, siti)] == [1, 1]


def test_the_same_request_twice_is_one_month_and_one_message(town: Town, rt: Rt, budi: Citizen) -> None:
    budi.phone.register()
    rt.squads(budi)
    first, again = (make(rt.head, rt, key="make-december") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    town.work()
    assert len(budi.phone.received()) == 1


def test_a_month_that_died_half_way_made_nothing_and_told_nobody(town: Town, rt: Rt, budi: Citizen) -> None:
    budi.phone.register()
    rt.squads(budi)
    with power_cut():
        assert make(rt.head, rt, key="make-december", may_crash=True).status_code == 500
    town.work()
    assert (town.count(Night), town.count(Assignment), budi.phone.received()) == (0, 0, [])
    assert make(rt.head, rt, key="make-december").json["nights"] == 31
    town.work()
    assert len(budi.phone.received()) == 1


def test_a_filling_in_that_died_half_way_left_the_month_as_it_was(town: Town, rt: Rt, budi: Citizen) -> None:
    rt.squads(budi, weekdays=range(2))
    make(rt.head, rt)
    before = nights_of(rt)
    rt.squads(budi)
    with power_cut():
        assert make(rt.head, rt, key="make-the-rest", may_crash=True).status_code == 500
    assert nights_of(rt) == before
    assert make(rt.head, rt, key="make-the-rest").json["nights"] == 22
    assert len(nights_of(rt)) == 31


def test_who_has_left_gets_no_turn(app: Flask, rt: Rt, budi: Citizen) -> None:
    siti = rt.resident("Siti")
    rt.squads(budi, siti)
    with app.app_context():
        writing(
            lambda: db.session.execute(update(Person).where(Person.account_id == siti.account_id).values(left_at=now()))
        )
    make(rt.head, rt)
    assert siti.get("/me/turns").json["items"] == []
    assert len(budi.get("/me/turns").json["items"]) == 31
