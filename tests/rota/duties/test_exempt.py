"""Free a person of the watch."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.kit.ids import new_id
from siskamling.rota.duties.models import Exemption
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town

BODY: dict[str, Any] = {"reason_class": "shift_work", "first_on": "2026-12-01", "last_on": "2026-12-31"}


@pytest.fixture
def url(budi: Citizen) -> str:
    return f"/persons/{budi.person_id}/exemptions"


def test_the_head_exempts_somebody_for_a_span_or_until_further_notice(rt: Rt, budi: Citizen, url: str) -> None:
    answer = rt.head.post(url, BODY)
    assert answer.status_code == 201
    shown = {"person_id": str(budi.person_id), "name": "Budi", "area_path": rt.path, "id": answer.json["id"]}
    assert answer.json == BODY | shown
    assert rt.head.post(url, {"reason_class": "age", "first_on": "2027-01-01"}).json["last_on"] is None
    assert rt.head.get(url).json["items"][0] == answer.json


def test_who_has_no_phone_may_be_exempt_and_the_rws_head_may_do_it(town: Town, rt: Rt) -> None:
    assert town.rw_head.post(f"/persons/{rt.listed()}/exemptions", BODY).status_code == 201


def test_who_stands_in_for_a_missing_head_does_it_and_no_longer_once_there_is_one(town: Town, rt: Rt, url: str) -> None:
    assert town.kelurahan_staff.post(url, BODY).status_code == 201
    assert town.kelurahan_staff.get(url).json["items"][0]["reason_class"] == "shift_work"
    rt.head, town.rw_head  # noqa: B018 - from now on there are
    assert town.kelurahan_staff.post(url, BODY).status_code == 403
    assert town.kelurahan_staff.get(url).status_code == 403


@pytest.mark.usefixtures("heads")
def test_residents_and_the_kelurahan_may_not_not_even_for_themselves(
    town: Town, rt: Rt, budi: Citizen, url: str
) -> None:
    for who in (budi, rt.resident("Siti"), town.kelurahan_staff, town.community_officer):
        assert who.post(url, BODY).status_code == 403
    assert town.anybody.post(url, BODY).status_code == 401
    assert town.count(Exemption) == 0


def test_neighbours_and_police_do_not_even_see_the_person(town: Town, url: str) -> None:
    for stranger in (town.rt(rt=8).head, town.rt(rt=8).resident(), town.rt(rw=6).head, town.unit().officer()):
        assert stranger.post(url, BODY).status_code == 404
    assert town.count(Exemption) == 0


@pytest.mark.parametrize(
    "change, pointer, code",
    [({"reason_class": "lazy"}, "/reason_class", "kit.field.not_a_choice"),
     ({"reason_class": None}, "/reason_class", "kit.field.null"),
     ({"first_on": "1 December"}, "/first_on", "kit.field.not_a_date"),
     ({"last_on": "2026-11-30"}, "/last_on", "duties.field.before_first"),
     ({"first_on": "2027-12-03", "last_on": None}, "/first_on", "duties.field.too_far"),
     ({"first_on": "2025-11-29"}, "/first_on", "duties.field.too_far"),
     ({"doctor": "dr. Tini"}, "/doctor", "kit.field.unknown")],
)  # fmt: skip
def test_a_bad_one_is_told_which_field(
    town: Town, rt: Rt, url: str, change: dict[str, Any], pointer: str, code: str
) -> None:
    assert faults_of(rt.head.post(url, BODY | change)) == {pointer: code}
    assert faults_of(rt.head.post(url, {})) == {
        "/reason_class": "kit.field.required",
        "/first_on": "kit.field.required",
    }
    assert town.count(Exemption) == 0


def test_twice_is_once(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id())}
    first, again = rt.head.post(url, body), rt.head.post(url, body)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    other = f"/persons/{rt.listed()}/exemptions"
    for answer in (rt.head.post(other, body), rt.head.post(url, body, key="another-key")):
        assert (answer.status_code, slug_of(answer)) == (409, "kit.key_used")
    assert town.count(Exemption) == 1


def test_one_that_died_half_way_was_never_there(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id())}
    with power_cut():
        assert rt.head.post(url, body, may_crash=True).status_code == 500
    assert town.count(Exemption) == 0
    assert rt.head.post(url, body).status_code == 201
