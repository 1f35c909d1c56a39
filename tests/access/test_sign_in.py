"""Sign in with phone and password."""

from __future__ import annotations

import pytest

from siskamling.access.models import Token
from tests.access.shared import PASSWORD, with_password
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Answer, Caller, Citizen
from tests.town.world import Town


@pytest.fixture
def budi(town: Town) -> Citizen:
    return with_password(town.rt().resident("Budi"))


def sign_in(town: Town, phone: str, password: str = PASSWORD, **more: str) -> Answer:
    key = more.pop("key", None)
    return town.anybody.post("/sign-ins", {"phone": phone, "password": password, **more}, key=key)


def test_the_right_password_gives_a_token_that_works(town: Town, budi: Citizen) -> None:
    answer = sign_in(town, budi.number, device_name="Redmi 9A")
    assert answer.status_code == 201
    assert answer.json["account"]["phone"] == budi.number
    assert [role["kind"] for role in answer.json["account"]["roles"]] == ["resident"]
    me = Caller(town.app, answer.json["token"])
    assert me.get("/me").json["name"] == "Budi"
    assert [token["device_name"] for token in me.get("/tokens").json["items"] if token["is_this"]] == ["Redmi 9A"]


@pytest.mark.parametrize("form", ["0{}", "62{}", "{}", "0{} ", "+62 {}", "0(870) {}"])
def test_a_number_may_be_typed_as_people_type_it(town: Town, budi: Citizen, form: str) -> None:
    digits = budi.number.removeprefix("+62870" if "870" in form else "+62")
    assert sign_in(town, form.format(digits)).status_code == 201


def test_a_wrong_password_and_an_unknown_number_look_the_same(town: Town, budi: Citizen) -> None:
    wrong, unknown = sign_in(town, budi.number, "salah"), sign_in(town, town.number())
    assert wrong.status_code == unknown.status_code == 401
    assert slug_of(wrong) == slug_of(unknown) == "access.wrong_password"
    assert wrong.json["detail"] == unknown.json["detail"]


def test_an_account_without_a_password_cannot_sign_in_with_one(town: Town) -> None:
    siti = town.rt().resident("Siti")
    assert slug_of(sign_in(town, siti.number, "")) == "kit.invalid"
    assert slug_of(sign_in(town, siti.number)) == "access.wrong_password"


def test_a_bad_document_says_every_fault_at_once(town: Town) -> None:
    answer = town.anybody.post("/sign-ins", {"phone": "021 430 1234", "admin": True})
    assert faults_of(answer) == {
        "/phone": "people.field.not_a_mobile", "/password": "kit.field.required", "/admin": "kit.field.unknown",
    }  # fmt: skip


def test_the_same_request_twice_is_one_sign_in(town: Town, budi: Citizen) -> None:
    before = town.count(Token)
    first, second = (sign_in(town, budi.number, key="one-and-only-key") for _ in range(2))
    assert first.json == second.json
    assert town.count(Token) == before + 1
    assert slug_of(sign_in(town, budi.number, device_name="other", key="one-and-only-key")) == "kit.key_used"


def test_guessing_ends_after_ten_tries_and_a_quarter_of_an_hour_helps(town: Town, budi: Citizen) -> None:
    assert {sign_in(town, budi.number, "salah").status_code for _ in range(10)} == {401}
    answer = sign_in(town, budi.number)
    assert slug_of(answer) == "kit.throttled"
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    town.travel("2026-12-01 19:16")
    assert sign_in(town, budi.number).status_code == 201


def test_a_success_forgives_the_tries_before(town: Town, budi: Citizen) -> None:
    for _ in range(3):
        assert {sign_in(town, budi.number, "salah").status_code for _ in range(5)} == {401}
        assert sign_in(town, budi.number).status_code == 201


def test_a_sign_in_that_died_half_way_left_nothing_and_can_be_repeated(town: Town, budi: Citizen) -> None:
    before = town.count(Token)
    body = {"phone": budi.number, "password": PASSWORD}
    with power_cut():
        assert town.anybody.post("/sign-ins", body, key="a-key-for-once", may_crash=True).status_code == 500
    assert town.count(Token) == before
    assert town.anybody.post("/sign-ins", body, key="a-key-for-once").status_code == 201
    assert town.count(Token) == before + 1
