"""Sign-in by Firebase ID token: real RS256 tokens, the real firebase-admin, certificates from a server of our own."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from werkzeug.test import TestResponse

from siskamling.access import tokens
from siskamling.access.models import Token
from siskamling.kit import config as settings
from siskamling.kit.db.base import db
from siskamling.people.models import Account, Person, Role
from tests.access.google import KID, NUMBER, PROJECT, Google, configure, part, refusal, sign_in
from tests.postgres import ROOT
from tests.town.places import Rt
from tests.town.world import Town

pytestmark = pytest.mark.usefixtures("firebase_on")


def list_person(rt: Rt, phone: str = NUMBER, name: str = "Slamet Wijaya") -> None:
    answer = rt.head.post(f"/areas/{rt.path}/households", {"head_name": name, "phone": phone})
    assert answer.status_code == 201, answer.text


def code_for(rt: Rt, **more: Any) -> str:
    answer = rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident", **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json["code"])


# -- who has an account ----------------------------------------------------------------------------


def test_the_phone_of_an_account_signs_in(town: Town, google: Google) -> None:
    budi = town.rt().resident("Budi")
    answer = sign_in(town, google.token(budi.number))
    assert answer.status_code == 201
    assert answer.json["account"]["id"] == str(budi.account_id)
    assert [(role["kind"], role["area_path"]) for role in answer.json["account"]["roles"]] == [
        ("resident", town.rt().path),
    ]  # fmt: skip
    budi.token = answer.json["token"]
    assert [one["device_name"] for one in budi.get("/tokens").json["items"] if one["is_this"]] == ["Redmi 9A"]


def test_an_account_leaves_a_code_unused(town: Town, google: Google) -> None:
    budi, code = town.rt().resident("Budi"), code_for(town.rt(rt=8))
    assert sign_in(town, google.token(budi.number), code=code).status_code == 201
    assert sign_in(town, google.token(), code=code, name="Slamet").status_code == 201


def test_the_clock_of_the_server_may_be_a_little_behind(town: Town, google: Google) -> None:
    budi, at = town.rt().resident("Budi"), int(time.time())
    assert sign_in(town, google.token(budi.number, iat=at + 6)).status_code == 201
    assert refusal(sign_in(town, google.token(budi.number, iat=at + 45))) == (401, "access.bad_id_token")


def test_certificates_are_fetched_once_for_many(town: Town, google: Google) -> None:
    budi = town.rt().resident("Budi")
    sign_in(town, google.token(budi.number))
    before = google.fetches
    assert {sign_in(town, google.token(budi.number)).status_code for _ in range(5)} == {201}
    assert google.fetches == before


# -- what proves nothing ---------------------------------------------------------------------------

WRONG: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "somebody-else"},
    "another issuer": {"iss": "https://securetoken.google.com/somebody-else"},
    "a custom token": {
        "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
    },
    "expired": {"iat": 1_700_000_000, "exp": 1_700_003_600},
    "no end": {"exp": None},
    "an end in words": {"exp": "later"},
    "no subject": {"sub": None},
    "no phone": {"phone_number": None, "email": "budi@example.org"},
    "a phone of another kind": {"phone_number": 628705550001},
    "a phone not in E.164": {"phone_number": "08705550001"},
    "a landline": {"phone_number": "+62214301234"},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG.keys())
def test_a_signed_token_with_wrong_claims_is_refused(town: Town, google: Google, claims: dict[str, Any]) -> None:
    list_person(town.rt())
    answer = sign_in(town, google.token(**claims))
    assert refusal(answer) == (401, "access.bad_id_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["detail"].endswith("Minta kode SMS baru.")


def test_a_forged_token_is_refused(town: Town, google: Google) -> None:
    list_person(town.rt())
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    head, body, seal = google.token().split(".")
    forgeries = {
        "no signature": google.forged("none", None),
        "the certificate as a secret": google.forged("HS256", google.certificate),
        "another key": google.token(key=stranger),
        "an unknown key": google.token(kid="unknown"),
        "claims changed": f"{head}.{part(google.claims('+628700000009'))}.{seal}",
        "signature cut": f"{head}.{body}.{seal[:-8]}",
    }
    for name, forged in forgeries.items():
        assert refusal(sign_in(town, forged)) == (401, "access.bad_id_token"), name
    assert sign_in(town, google.token()).status_code == 201


def test_garbage_is_refused_and_never_crashes(town: Town) -> None:
    head = part({"alg": "RS256", "kid": KID})
    heaps = ["x", "...", "a.b.c", "🙂.🙂.🙂", f"{head}.{part([1])}.AA", f"{head}.{part('[' * 2900)}.AA",
             f"{part([1])}.{part({})}.AA", f"{part({'alg': 'RS256', 'kid': [1]})}.{part({})}.AA"]  # fmt: skip
    for heap in heaps:
        assert refusal(sign_in(town, heap)) == (401, "access.bad_id_token"), heap[:40]
    assert refusal(sign_in(town, "x" * 4097)) == (422, "kit.invalid")
    assert refusal(town.anybody.post("/sign-ins/firebase", {})) == (422, "kit.invalid")


@pytest.mark.parametrize("engine", ["sqlite"])
def test_the_emulator_is_refused_in_production(tmp_path: Path) -> None:
    production = {"SISKAMLING_ENV": "production", "SISKAMLING_SECRET_KEY": "k" * 40, "SISKAMLING_DATA": str(tmp_path)}
    settings.load(production)
    with pytest.raises(settings.ConfigError, match="FIREBASE_AUTH_EMULATOR_HOST"):
        settings.load(production | {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"})


def test_without_a_project_it_is_off(app: Flask, town: Town, google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(app, monkeypatch, firebase_project="")
    assert refusal(sign_in(town, google.token())) == (409, "access.firebase_off")


def test_the_project_of_the_credentials_will_do(
    app: Flask, town: Town, google: Google, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key.json").write_text(json.dumps({"type": "service_account", "project_id": PROJECT}))
    configure(app, monkeypatch, firebase_project="", firebase_credentials=tmp_path / "key.json")
    assert sign_in(town, google.token(town.rt().resident().number)).status_code == 201


def test_an_address_that_tries_too_often_is_slowed(town: Town) -> None:
    for _ in range(100):
        assert sign_in(town, "x").status_code == 401
    answer = sign_in(town, "x")
    assert refusal(answer) == (429, "kit.throttled")
    assert 0 < int(answer.headers["Retry-After"]) <= 900


# -- newcomers -------------------------------------------------------------------------------------


def test_a_code_makes_an_account_without_a_password(town: Town, google: Google) -> None:
    rt = town.rt()
    person = rt.listed("Slamet Wijaya")
    code = code_for(rt, name="Slamet", person_id=str(person))
    answer = sign_in(town, google.token(), code=code)
    assert answer.status_code == 201
    assert (answer.json["account"]["phone"], answer.json["account"]["name"]) == (NUMBER, "Slamet")
    assert [role["area_path"] for role in answer.json["account"]["roles"]] == [rt.path]
    linked = town.read(lambda: db.session.get_one(Person, person))
    assert (str(linked.account_id), linked.phone) == (answer.json["account"]["id"], NUMBER)
    assert town.read(lambda: db.session.get_one(Account, linked.account_id)).password_hash is None
    assert refusal(sign_in(town, google.token("+628705550002"), code=code)) == (409, "access.code_used")
    assert sign_in(town, google.token()).json["account"]["id"] == answer.json["account"]["id"]


def test_a_code_for_another_phone_opens_nothing(town: Town, google: Google) -> None:
    code, before = code_for(town.rt(), name="Slamet", phone="+628705550002"), town.count(Account)
    assert refusal(sign_in(town, google.token(), code=code)) == (409, "access.code_of_another_phone")
    assert refusal(sign_in(town, google.token(), code="AAAA-AAAA")) == (409, "access.code_not_valid")
    assert town.count(Account) == before
    assert sign_in(town, google.token("+628705550002"), code=code).status_code == 201


def test_an_invitation_without_a_name_asks_for_one(town: Town, google: Google) -> None:
    code = code_for(town.rt())
    answer = sign_in(town, google.token(), code=code)
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["/name"]
    assert sign_in(town, google.token(), code=code, name="Slamet").json["account"]["name"] == "Slamet"


def test_the_person_listed_with_the_phone_comes_in(town: Town, google: Google) -> None:
    rt = town.rt()
    list_person(rt, name="Slamet Wijaya")
    answer = sign_in(town, google.token())
    assert answer.status_code == 201
    account = answer.json["account"]
    assert (account["name"], account["phone"]) == ("Slamet Wijaya", NUMBER)
    assert [(role["kind"], role["area_path"]) for role in account["roles"]] == [("resident", rt.path)]
    people = rt.head.get(f"/areas/{rt.path}/persons").json["items"]
    assert [one["has_account"] for one in people] == [True]


def test_a_number_that_two_are_listed_with_proves_neither(town: Town, google: Google) -> None:
    list_person(town.rt(rt=7), name="Slamet")
    list_person(town.rt(rt=8), name="Slamet W.")
    assert refusal(sign_in(town, google.token())) == (409, "access.not_invited")


def test_a_stranger_is_not_let_in(town: Town, google: Google) -> None:
    before = town.count(Account)
    assert refusal(sign_in(town, google.token(), name="Siapa")) == (409, "access.not_invited")
    assert town.count(Account) == before


def test_who_has_left_or_has_an_account_is_not_who_is_listed(town: Town, google: Google) -> None:
    list_person(town.rt())
    budi = town.rt().resident("Budi")

    def change(**values: Any) -> None:
        def act() -> None:
            person = db.session.query(Person).filter_by(phone=NUMBER).one()
            for name, value in values.items():
                setattr(person, name, value)

        town.write(act)

    change(left_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))
    assert refusal(sign_in(town, google.token())) == (409, "access.not_invited")
    change(left_at=None, account_id=budi.account_id)
    assert refusal(sign_in(town, google.token())) == (409, "access.not_invited")
    change(account_id=None)
    assert sign_in(town, google.token()).status_code == 201


# -- twice, at once, half way ----------------------------------------------------------------------


def test_twice_with_one_key_is_one_sign_in(town: Town, google: Google) -> None:
    list_person(town.rt())
    token = google.token()
    first, before = sign_in(town, token, key="key-of-one-tap"), town.count(Token)
    again = sign_in(town, token, key="key-of-one-tap")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert town.count(Token) == before
    assert refusal(sign_in(town, google.token("+628705550002"), key="key-of-one-tap")) == (409, "kit.key_used")


@pytest.mark.parametrize("by_code", [False, True])
def test_a_newcomer_who_taps_at_once_gets_one_account(town: Town, google: Google, *, by_code: bool) -> None:
    list_person(town.rt())
    more = {"code": code_for(town.rt(), name="Slamet")} if by_code else {}
    token, before, together = google.token(), town.count(Account), threading.Barrier(4)

    def tap(_turn: int) -> TestResponse:
        together.wait(10)
        return sign_in(town, token, **more)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(tap, range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json["account"]["id"] for answer in answers}) == 1
    assert town.count(Account) == before + 1


def test_died_half_way_leaves_no_newcomer(town: Town, google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    list_person(town.rt())
    before = town.count(Account), town.count(Role)
    with monkeypatch.context() as patch:
        patch.setattr(tokens, "issue", lambda *_: 1 / 0)
        body = {"id_token": google.token()}
        assert town.anybody.post("/sign-ins/firebase", body, may_crash=True).status_code == 500
    assert (town.count(Account), town.count(Role)) == before
    assert sign_in(town, google.token()).status_code == 201


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_web_process_has_no_firebase_before_its_first_use(tmp_path: Path) -> None:
    said = "import sys, wsgi; print(sorted(name for name in sys.modules if name.split('.')[0] in LARGE))"
    surroundings = {"PATH": os.environ["PATH"], "SISKAMLING_ENV": "test", "SISKAMLING_DATA": str(tmp_path),
                    "SISKAMLING_FIREBASE_PROJECT": PROJECT}  # fmt: skip
    program = "LARGE = {'firebase_admin', 'google', 'cachecontrol', 'grpc'}; " + said
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=surroundings, capture_output=True, text=True,
                          timeout=60, check=False)  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr
