"""Sign out: the token ends, and the phone rings no more."""

from __future__ import annotations

import pytest

from tests.access.shared import PASSWORD, with_password
from tests.town.answers import power_cut
from tests.town.citizens import Caller, Citizen
from tests.town.places import Rt
from tests.town.world import Town


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return with_password(rt.resident("Budi"))


def elsewhere(town: Town, budi: Citizen) -> Caller:
    """The same person on a second phone."""
    answer = town.anybody.post("/sign-ins", {"phone": budi.number, "password": PASSWORD})
    return Caller(town.app, answer.json["token"])


def test_the_token_ends_and_the_others_stay(town: Town, budi: Citizen) -> None:
    second = elsewhere(town, budi)
    assert budi.post("/sign-outs").status_code == 204
    assert budi.get("/me").status_code == 401
    assert second.get("/me").status_code == 200


def test_the_phone_rings_no_more(town: Town, rt: Rt, budi: Citizen) -> None:
    budi.phone.register()
    assert budi.post("/sign-outs").status_code == 204
    rt.squads(budi)
    rt.month()
    town.work()
    assert budi.phone.received() == []
    assert elsewhere(town, budi).get("/devices").json["items"] == []


def test_another_device_of_mine_can_be_signed_out_from_here(town: Town, budi: Citizen) -> None:
    second = elsewhere(town, budi)
    others = [token for token in budi.get("/tokens").json["items"] if not token["is_this"]]
    assert budi.delete(f"/tokens/{others[0]['id']}").status_code == 204
    assert second.get("/me").status_code == 401
    assert budi.get("/me").status_code == 200
    assert budi.delete(f"/tokens/{others[0]['id']}").status_code == 404


def test_nobody_elses_sign_in_can_be_ended(town: Town, rt: Rt, budi: Citizen) -> None:
    token_id = budi.get("/tokens").json["items"][0]["id"]
    for other in (rt.head, rt.resident("Siti"), town.operator, town.rt(rt=8).head):
        assert other.delete(f"/tokens/{token_id}").status_code == 404
    assert town.anybody.delete(f"/tokens/{token_id}").status_code == 401
    assert town.anybody.post("/sign-outs").status_code == 401
    assert budi.get("/me").status_code == 200


def test_an_address_that_is_no_id_is_not_found(budi: Citizen) -> None:
    assert budi.delete("/tokens/not-an-id").status_code == 404


def test_a_second_sign_out_meets_a_closed_door(budi: Citizen) -> None:
    assert budi.post("/sign-outs").status_code == 204
    assert budi.post("/sign-outs").status_code == 401


def test_a_sign_out_that_died_half_way_did_nothing(budi: Citizen) -> None:
    budi.phone.register()
    with power_cut():
        assert budi.post("/sign-outs", key="leaving-now", may_crash=True).status_code == 500
    assert len(budi.get("/devices").json["items"]) == 1
    assert budi.post("/sign-outs", key="leaving-now").status_code == 204
