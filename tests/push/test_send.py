"""What the worker sends, once, to whom, and what it does when Firebase says no."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from siskamling.access.events import SignedOut
from siskamling.kit.clock import now, travel
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.jobs import queue
from siskamling.push import actions
from siskamling.push.jobs import send
from siskamling.push.models import Delivery, Device
from siskamling.push.transports import fcm as fcm_transport
from siskamling.push.transports import sender_of
from tests.fcm.addresses import device_token
from tests.fcm.server import FcmServer
from tests.push.shared import World, gone, states


def test_an_alarm_reaches_every_phone_of_its_audience_once(world: World, fcm: FcmServer) -> None:
    budi, siti, joko = world.person("Budi"), world.person("Siti", "en"), world.person("Joko")
    phones = [world.phone(budi, "b1"), world.phone(budi, "b2"), world.phone(siti, "s")]
    world.phone(joko, "j")
    cause = world.tell(budi, siti)
    world.work()
    sent = {message["token"]: message for message in fcm.messages()}
    assert set(sent) == {device_token("b1"), device_token("b2"), device_token("s")}
    assert fcm.ledger.accepted == 3
    assert sent[device_token("b1")]["notification"]["title"] == "Laporan baru"
    assert sent[device_token("s")]["notification"]["title"] != "Laporan baru"
    assert sent[device_token("s")]["data"]["cause_id"] == str(cause)
    assert states() == dict.fromkeys(phones, ("accepted", "ok"))


# CASES.md B25: high priority, a TTL above zero
@pytest.mark.parametrize("platform", ["android", "ios", "web"])
@pytest.mark.parametrize("urgency", ["alarm", "normal"])
def test_the_strict_server_takes_the_message_of_every_platform(
    world: World, fcm: FcmServer, platform: str, urgency: str
) -> None:
    budi = world.person("Budi")
    world.phone(budi, "b", platform)
    world.tell(budi, urgency=urgency, expires_in=timedelta(minutes=10))
    world.work()
    [message] = fcm.messages()
    if platform == "android":
        assert message["android"]["priority"].lower() == ("high" if urgency == "alarm" else "normal")
        assert 590 <= int(message["android"]["ttl"].rstrip("s")) <= 600
    if platform == "ios":
        assert message["apns"]["headers"]["apns-priority"] == ("10" if urgency == "alarm" else "5")


# CASES.md B25
def test_b25_dead_tokens_are_pruned_and_nothing_else(
    world: World, fcm: FcmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcm_transport, "TIMEOUT_S", 1)
    sender = sender_of(world.config)
    people, phones = world.crowd(100)
    for n in range(8):
        fcm.script(device_token(f"p{n}"), "UNREGISTERED")
    for n in (8, 9):
        fcm.script(device_token(f"p{n}"), "INVALID_PAYLOAD", times=1)
    for n in range(10, 15):
        fcm.script(device_token(f"p{n}"), "HANG", times=1)
    fcm.script(device_token("p50"), "QUOTA", times=1, retry_after=3, fcm_error=False)
    world.tell(*people)
    world.work(sender)
    assert fcm.ledger.accepted < 85  # the 429 has stopped everybody
    for later in (40, 80):  # whom the 429 held met their faults after it
        with travel(now() + timedelta(seconds=later)):
            world.work(sender)
    found = Counter(states().values())
    assert found == {("dropped", "unregistered"): 8, ("accepted", "ok"): 92}
    assert gone() == {phones[f"p{n}"]: "unregistered" for n in range(8)}
    assert fcm.ledger.accepted == 92
    assert not fcm.ledger.doubles()
    sender.close()


def test_429_holds_everybody_until_retry_after(world: World, fcm: FcmServer) -> None:
    people, phones = world.crowd(60)
    fcm.script("*", "QUOTA", times=1, retry_after=30, fcm_error=False)
    world.tell(*people)
    world.work()
    before = fcm.ledger.accepted
    assert before < 60
    other = sender_of(world.config)  # another worker reads the pause
    with travel(now() + timedelta(seconds=20)):
        world.work(other)
        assert fcm.ledger.accepted == before
    with travel(now() + timedelta(seconds=31)):
        world.work(other)
    assert states() == dict.fromkeys(phones.values(), ("accepted", "ok"))
    assert fcm.ledger.accepted == 60
    other.close()


def die(*_: object) -> None:
    raise SystemExit


def test_a_crash_between_send_and_record_sends_again_with_the_same_message_id(
    world: World, fcm: FcmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    budi = world.person("Budi")
    world.phone(budi, "b")
    world.tell(budi)
    with monkeypatch.context() as crash:
        crash.setattr(send, "_record", die)
        with pytest.raises(SystemExit):
            world.work()
    assert fcm.ledger.accepted == 1
    another = sender_of(world.config)
    world.work(another)
    assert fcm.ledger.accepted == 1  # the lease still holds
    with travel(now() + queue.LEASE + timedelta(seconds=1)):
        world.work(another)
    assert {message["data"]["message_id"] for message in fcm.messages()} == {
        str(db.session.scalar(select(Delivery.id)))
    }
    assert list(fcm.ledger.deliveries().values()) == [2]
    assert [state for state, _ in states().values()] == ["accepted"]
    another.close()


def test_a_late_worker_does_not_overwrite_what_another_recorded(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    world.phone(budi, "b")
    world.tell(budi)
    world.sender.pause("android", now() + timedelta(seconds=5))  # claimed, not sent
    flight = world.sender.flight("alarm")
    world.expand()
    send._launch(world.sender, flight, "alarm")
    landed = world.sender.gather(flight)
    writing(lambda: db.session.execute(update(Delivery).values(state="accepted", lease_token=None, outcome="ok")))
    writing(lambda: send._record(landed))
    assert [state for state, _ in states().values()] == ["accepted"]
    flight.unrecorded = []


def test_what_has_expired_is_never_sent(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    phone = world.phone(budi, "b")
    world.tell(budi, expires_in=timedelta(minutes=5))
    with travel(now() + timedelta(minutes=6)):
        world.work()
    assert fcm.messages() == []
    assert states() == {phone: ("expired", "expired")}


def test_a_phone_that_moved_to_another_person_does_not_get_the_first_ones_news(world: World, fcm: FcmServer) -> None:
    budi, siti = world.person("Budi"), world.person("Siti")
    phone = world.phone(budi, "shared")
    world.tell(budi)
    world.expand()
    assert world.phone(siti, "shared") == phone
    world.work()
    assert fcm.messages() == []
    assert states() == {phone: ("dropped", "device_moved")}


def test_signing_out_forgets_the_phone(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    phone = world.phone(budi, "b")
    assert budi.token_id
    event = SignedOut(budi.token_id)
    writing(lambda: actions.on_signed_out(event))
    world.tell(budi)
    world.work()
    assert fcm.messages() == []
    assert gone() == {phone: "signed_out"}
    assert world.phone(budi, "b") != phone  # signing in again makes it ring again


def test_a_refused_apns_key_stops_ios_and_not_android(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    ios, android = world.phone(budi, "i", "ios"), world.phone(budi, "a")
    fcm.script(device_token("i"), "THIRD_PARTY_AUTH_ERROR", times=1)
    world.tell(budi)
    world.work()
    assert states() == {ios: ("waiting", "ios_key"), android: ("accepted", "ok")}
    assert fcm.ledger.answers[401] == 1
    assert gone() == {}
    with travel(now() + timedelta(seconds=301)):
        world.work()
    assert states()[ios] == ("accepted", "ok")


def test_a_revoked_bearer_token_is_renewed_at_once(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    world.phone(budi, "b")
    fcm.script(device_token("b"), "UNAUTHENTICATED", times=1)
    world.tell(budi)
    world.work()
    assert fcm.ledger.accepted == 1


def test_a_refused_credential_blames_no_device_and_costs_no_attempt(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    phone = world.phone(budi, "b")
    fcm.script(device_token("b"), "PERMISSION_DENIED", times=1)
    world.tell(budi)
    world.work()
    assert states() == {phone: ("waiting", "credential")}
    assert db.session.scalar(select(Delivery.attempts)) == 0
    with travel(now() + timedelta(seconds=31)):
        world.work()
    assert states() == {phone: ("accepted", "ok")}


@pytest.mark.parametrize("fault", ["INTERNAL", "UNAVAILABLE", "HTML_502", "RST", "FIN", "LOST"])
def test_the_services_faults_are_retried_after_ten_seconds(world: World, fcm: FcmServer, fault: str) -> None:
    budi = world.person("Budi")
    phone = world.phone(budi, "b")
    fcm.script(device_token("b"), fault, times=1)
    world.tell(budi)
    world.work()
    assert states()[phone][0] == "waiting"
    due_at = db.session.scalar(select(Delivery.due_at))
    assert due_at is not None
    assert timedelta(seconds=9) < due_at - now() < timedelta(seconds=16)
    with travel(due_at + timedelta(seconds=1)):
        world.work()
    assert states()[phone][0] == "accepted"
    assert gone() == {}
    assert len(fcm.ledger.deliveries()) == 1


@pytest.mark.parametrize(
    ("fault", "reason"), [("INVALID_TOKEN", "invalid_token"), ("SENDER_ID_MISMATCH", "sender_id_mismatch")]
)
def test_an_address_that_is_no_good_is_dropped(world: World, fcm: FcmServer, fault: str, reason: str) -> None:
    budi = world.person("Budi")
    phone = world.phone(budi, "b")
    fcm.script(device_token("b"), fault)
    world.tell(budi)
    world.work()
    assert gone() == {phone: reason}


def test_a_wrong_project_does_not_wipe_all_phones(world: World, fcm: FcmServer) -> None:
    people, _phones = world.crowd(40)
    fcm.script("*", "SENDER_ID_MISMATCH")
    world.tell(*people)
    world.work()
    assert len(gone()) < 10
    assert Counter(state for state, _ in states().values())["waiting"] > 30


def test_a_payload_fault_fails_at_the_third_attempt_and_keeps_the_phone(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    phone = world.phone(budi, "b")
    fcm.script(device_token("b"), "INVALID_PAYLOAD")
    world.tell(budi)
    for minute in range(0, 6, 2):
        with travel(now() + timedelta(minutes=minute)):
            world.work()
    assert states() == {phone: ("failed", "invalid_argument message.android.ttl")}
    assert gone() == {}
    assert fcm.ledger.answers[400] == 3


def test_a_phone_that_hangs_delays_no_other(world: World, fcm: FcmServer) -> None:
    people, _phones = world.crowd(201)
    fcm.script(device_token("p0"), "SLOW", seconds=3)
    world.tell(*people)
    end_reading()
    started = now()
    world.expand()
    while sum(state == "accepted" for state, _ in states().values()) < 200:
        send.pump(world.sender, "alarm")
    assert now() - started < timedelta(seconds=2.5)
    world.work()


def test_a_stopped_worker_gives_back_what_it_has_not_sent(world: World, fcm: FcmServer) -> None:
    people, _phones = world.crowd(90)
    fcm.latency = (0.2, 0.2)
    world.tell(*people)
    world.expand()
    send.pump(world.sender, "alarm")
    world.sender.stop()
    while send.pump(world.sender, "alarm"):
        pass
    assert 0 < fcm.ledger.accepted < 90
    another = sender_of(world.config)
    world.work(another)  # at once: no lease is left
    assert fcm.ledger.accepted == 90
    assert not fcm.ledger.doubles()
    another.close()


def test_one_live_row_an_address(world: World) -> None:
    budi, siti = world.person("Budi"), world.person("Siti")
    first, again, moved = world.phone(budi, "b"), world.phone(budi, "b"), world.phone(siti, "b")
    assert first == again == moved
    assert db.session.scalar(select(Device.account_id)) == siti.id
