"""When Firebase refuses everybody, or one phone only: who rests, for how long, and how sending begins again."""

from __future__ import annotations

import socket
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import select

from siskamling.kit.clock import now, travel
from siskamling.kit.db.base import db
from siskamling.push import queries
from siskamling.push.models import Delivery
from siskamling.push.transports import fcm as fcm_transport
from siskamling.push.transports import sender_of
from tests.fcm.addresses import device_token
from tests.fcm.server import FcmServer
from tests.push.shared import World, gone, states

LONG = timedelta(hours=1)


def refused_by_the_quota(world: World, fcm: FcmServer, size: int = 60) -> None:
    """An alarm to many, all of it held by a 429 of the project for 30 seconds."""
    people, _phones = world.crowd(size)
    fcm.script("*", "QUOTA", retry_after=30, fcm_error=False)
    world.tell(*people)
    world.work()
    assert fcm.ledger.accepted == 0
    fcm.clear()
    fcm.latency = (0.02, 0.02)


@pytest.mark.parametrize(("seconds", "at_once"), [(2, (1, 2)), (32, (6, 10)), (100, (11, 16))])
def test_after_a_pause_sending_begins_slowly(
    world: World, fcm: FcmServer, seconds: int, at_once: tuple[int, int]
) -> None:
    refused_by_the_quota(world, fcm)
    with travel(now() + timedelta(seconds=30 + seconds)):
        world.work()
    assert fcm.ledger.accepted == 60
    assert at_once[0] <= fcm.ledger.peak_in_flight <= at_once[1]


def test_a_worker_that_slept_through_the_pause_begins_slowly_too(world: World, fcm: FcmServer) -> None:
    refused_by_the_quota(world, fcm)
    with travel(now() + timedelta(seconds=33)):
        another = sender_of(world.config)
        world.work(another)
    assert fcm.ledger.accepted == 60
    assert fcm.ledger.peak_in_flight <= 2
    another.close()


def test_after_a_pause_alarms_go_before_reminders(world: World, fcm: FcmServer) -> None:
    people, _phones = world.crowd(20)
    world.tell(*people, urgency="normal")
    world.expand("normal")
    budi = world.person("Budi")
    alarmed = world.phone(budi, "alarmed")
    fcm.script(device_token("alarmed"), "QUOTA", times=1, retry_after=30, fcm_error=False)
    world.tell(budi)
    world.work()
    fcm.ledger.clear()
    with travel(now() + timedelta(seconds=32)):
        world.work()
        assert states()[alarmed] == ("accepted", "ok")
    assert [message["token"] for message in fcm.messages()] == [device_token("alarmed")]
    with travel(now() + timedelta(seconds=40)):
        world.work()
    assert Counter(state for state, _ in states().values()) == {"accepted": 21}


@pytest.mark.parametrize("fault", ["UNAVAILABLE", "HTML_502", "RST"])
def test_in_an_outage_all_rest_and_one_tries_again(world: World, fcm: FcmServer, fault: str) -> None:
    people, _phones = world.crowd(80)
    fcm.script("*", fault)
    world.tell(*people, expires_in=LONG)
    world.work()
    first = sum(fcm.ledger.answers.values())
    assert 10 <= first <= 10 + 16  # found out by the tenth, and what was in the air by then
    assert Counter(state for state, _ in states().values()) == {"waiting": 80}
    assert queries.pauses().keys() == {"all"}
    with travel(now() + timedelta(seconds=11)):
        world.work()
    assert sum(fcm.ledger.answers.values()) - first == 1
    fcm.clear()
    for seconds in (25, 60, 90):
        with travel(now() + timedelta(seconds=seconds)):
            world.work()
    assert Counter(states().values()) == {("accepted", "ok"): 80}
    assert gone() == {}
    assert not fcm.ledger.doubles()


def test_an_outage_that_names_a_time_is_given_it(world: World, fcm: FcmServer) -> None:
    people, _phones = world.crowd(40)
    fcm.script("*", "UNAVAILABLE", retry_after=120)
    world.tell(*people)
    world.work()
    [until] = queries.pauses().values()
    assert timedelta(seconds=110) < until - now() <= timedelta(seconds=120)


def test_one_phones_own_limit_delays_no_other(world: World, fcm: FcmServer) -> None:
    people, phones = world.crowd(40)
    fcm.script(device_token("p0"), "QUOTA", times=1, retry_after=45)
    world.tell(*people)
    world.work()
    assert Counter(states().values()) == {("accepted", "ok"): 39, ("waiting", "device_quota"): 1}
    assert states()[phones["p0"]] == ("waiting", "device_quota")
    assert queries.pauses() == {}
    due_at = db.session.scalar(select(Delivery.due_at).where(Delivery.state == "waiting"))
    assert due_at is not None
    assert due_at - now() > timedelta(seconds=40)
    with travel(now() + timedelta(seconds=46)):
        world.work()
    assert states()[phones["p0"]] == ("accepted", "ok")


def test_the_same_limit_at_many_phones_is_the_projects(world: World, fcm: FcmServer) -> None:
    people, _phones = world.crowd(80)
    fcm.script("*", "QUOTA")
    world.tell(*people)
    world.work()
    assert fcm.ledger.answers[429] <= 10 + 16
    [until] = queries.pauses().values()
    assert timedelta(seconds=50) < until - now() <= timedelta(seconds=60)
    assert gone() == {}


def test_one_broken_phone_is_no_outage_however_often_it_fails(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    world.phone(budi, "broken")
    fcm.script(device_token("broken"), "INTERNAL")
    for _ in range(12):
        world.tell(budi)
    world.work()
    assert fcm.ledger.answers[500] == 12
    assert queries.pauses() == {}


def test_a_host_that_does_not_let_us_in_holds_a_thread_for_a_moment_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcm_transport, "CONNECT_S", 0.2)
    with socket.socket() as listener, socket.socket() as waiting, socket.socket() as also:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)  # and its queue is full: the next knock is not heard
        for one in (waiting, also):
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        sender = sender_of(replace(world.config, fcm_base_url=address))
        budi = world.person("Budi")
        phone = world.phone(budi, "b")
        world.tell(budi)
        started = monotonic()
        world.work(sender)
        assert monotonic() - started < 3
    assert states() == {phone: ("waiting", "DeadlineExceededError")}
    sender.close()


def test_a_mood_of_apns_costs_half_a_minute_and_a_wrong_key_five(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    phone = world.phone(budi, "i", "ios")
    fcm.script(device_token("i"), "THIRD_PARTY_AUTH_ERROR", times=2)
    world.tell(budi)
    for seconds, answers, state in ((0, 1, "waiting"), (20, 1, "waiting"), (31, 2, "waiting"), (65, 2, "waiting"),
                                    (325, 2, "waiting"), (335, 2, "accepted")):  # fmt: skip
        with travel(now() + timedelta(seconds=seconds)):
            world.work()
        assert (fcm.ledger.answers[401], states()[phone][0]) == (answers, state), seconds
