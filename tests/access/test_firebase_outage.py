"""Sign-in by Firebase when Google is away, when the token is over, and when the Auth emulator is switched on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from flask import Flask

from siskamling.access import firebase
from siskamling.access.models import Token
from siskamling.kit.clock import now
from tests.access.google import PROJECT, Google, configure, refusal, sign_in
from tests.town.world import Town

pytestmark = pytest.mark.usefixtures("firebase_on")


@pytest.fixture
def away(app: Flask, google: Google, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    """A Google that this process has not asked yet, and that a test may switch off."""
    configure(app, monkeypatch, id_token_cert_url=google.uncached())
    yield google
    google.status = 200
    google.open.set()


# -- certificates out of reach -----------------------------------------------------------------------


def test_certificates_out_of_reach_are_not_the_tokens_fault(town: Town, away: Google) -> None:
    budi, away.status = town.rt().resident("Budi"), 500
    answer = sign_in(town, away.token(budi.number))
    assert refusal(answer) == (503, "access.firebase_unreachable")
    assert answer.headers["Retry-After"] == "30"
    assert "WWW-Authenticate" not in answer.headers


def test_after_a_failure_nobody_asks_google_for_a_while(town: Town, away: Google) -> None:
    budi, away.status = town.rt().resident("Budi"), 500
    sign_in(town, away.token(budi.number))
    asked, away.status = away.fetches, 200
    town.travel((now() + timedelta(seconds=12)).isoformat())
    for id_token in (away.token(budi.number), "x.y.z"):
        answer = sign_in(town, id_token)
        assert refusal(answer) == (503, "access.firebase_unreachable")
        assert 17 <= int(answer.headers["Retry-After"]) <= 18
    assert away.fetches == asked
    town.travel((now() + timedelta(seconds=19)).isoformat())
    assert sign_in(town, away.token(budi.number)).status_code == 201
    assert sign_in(town, away.token(budi.number)).status_code == 201
    assert away.fetches == asked + 1


def test_a_download_that_hangs_holds_one_thread_only(town: Town, away: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firebase, "LONGEST_QUEUE_S", 0.1)
    budi, asked = town.rt().resident("Budi"), away.fetches
    away.open.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(sign_in, town, away.token(budi.number))
        while away.fetches == asked:
            pass
        started = monotonic()
        assert refusal(sign_in(town, away.token(budi.number))) == (503, "access.firebase_unreachable")
        assert monotonic() - started < 2
        away.open.set()
        assert first.result(10).status_code == 201
    assert sign_in(town, away.token(budi.number)).status_code == 201
    assert away.fetches == asked + 1


# -- the same request, its token over ----------------------------------------------------------------


class Over:
    """A sign-in that was answered; then hours went by."""

    def __init__(self, town: Town, google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
        self.town, self.monkeypatch = town, monkeypatch
        town.travel(datetime.now(UTC).isoformat())  # firebase-admin has a clock of its own
        self.budi = town.rt().resident("Budi")
        self.token, self.key = google.token(self.budi.number), str(uuid.uuid4())
        self.first = sign_in(town, self.token, key=self.key)
        assert self.first.status_code == 201

    def later(self, **ago: int) -> None:
        at = datetime.now(UTC) + timedelta(**ago)
        self.town.travel(at.isoformat())
        self.monkeypatch.setattr("google.auth._helpers.utcnow", lambda: at.replace(tzinfo=None))


@pytest.fixture
def over(town: Town, google: Google, monkeypatch: pytest.MonkeyPatch) -> Over:
    return Over(town, google, monkeypatch)


def test_the_same_request_after_its_token_is_over_has_the_first_answer(town: Town, over: Over) -> None:
    before = town.count(Token)
    over.later(hours=3)
    again = sign_in(town, over.token, key=over.key)
    assert (again.status_code, again.json) == (201, over.first.json)
    assert town.count(Token) == before
    over.budi.token = again.json["token"]
    assert over.budi.get("/me").status_code == 200


def test_a_token_that_is_over_signs_nobody_in_anew(town: Town, google: Google, over: Over) -> None:
    other = google.token(over.budi.number, iat=int(datetime.now(UTC).timestamp()) - 9)
    over.later(hours=3)
    for id_token, key in ((over.token, None), (over.token, str(uuid.uuid4())), (other, str(uuid.uuid4()))):
        assert refusal(sign_in(town, id_token, key=key)) == (401, "access.bad_id_token")
    assert refusal(sign_in(town, other, key=over.key)) == (409, "kit.key_used")
    assert refusal(sign_in(town, over.token, key=over.key, name="Siapa")) == (409, "kit.key_used")


def test_after_a_day_the_same_request_has_no_answer_either(town: Town, over: Over) -> None:
    over.later(days=1, hours=2)
    assert refusal(sign_in(town, over.token, key=over.key)) == (401, "access.bad_id_token")


# -- the Auth emulator -------------------------------------------------------------------------------


def test_the_emulator_signs_nobody_in_to_a_real_project(
    app: Flask, town: Town, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    budi = town.rt().resident("Budi")
    real = {"aud": "siskamling-jakut", "iss": "https://securetoken.google.com/siskamling-jakut"}
    configure(app, monkeypatch, firebase_project="siskamling-jakut")
    assert sign_in(town, google.token(budi.number, **real)).status_code == 201
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    for env in ("development", "test", "production"):
        configure(app, monkeypatch, env=env)
        assert refusal(sign_in(town, google.token(budi.number, **real))) == (409, "access.firebase_off"), env
        assert refusal(sign_in(town, google.forged("none", None))) == (409, "access.firebase_off"), env


def test_the_emulator_of_a_demo_project_is_believed_outside_production(
    app: Flask, town: Town, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = town.rt()
    assert rt.head.post(f"/areas/{rt.path}/households", {"head_name": "Slamet", "phone": "+628705550001"}).json
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    configure(app, monkeypatch, env="production")
    assert PROJECT.startswith("demo-")
    assert refusal(sign_in(town, google.forged("none", None))) == (409, "access.firebase_off")
    configure(app, monkeypatch, env="development")
    assert sign_in(town, google.forged("none", None)).status_code == 201
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST")
    assert refusal(sign_in(town, google.forged("none", None))) == (401, "access.bad_id_token")
