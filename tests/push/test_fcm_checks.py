"""What the local FCM server refuses in a message's body: its shape and its meaning."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fcm.addresses import device_fid
from tests.fcm.checks import Refused, address_of, is_condition, read_send_request

BUDI = device_fid("budi")
SITI = device_fid("siti")
ROOT = Path(__file__).parents[2]


# -- the body: shape -------------------------------------------------------------------------------


def refusal(message: dict[str, Any] | bytes) -> dict[str, Any]:
    body = message if isinstance(message, bytes) else json.dumps({"message": message}).encode()
    with pytest.raises(Refused) as caught:
        read_send_request(body)
    assert caught.value.answer.status == 400
    error: dict[str, Any] = json.loads(caught.value.answer.body)["error"]
    assert error["status"] == "INVALID_ARGUMENT"
    return error


def detail(error: dict[str, Any], kind: str) -> dict[str, Any] | None:
    return next((found for found in error["details"] if found["@type"].endswith(kind)), None)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"data": {"a": 1}}, "message.data[0].value"),
        ({"data": {"a": "x", "b": None}}, "message.data[1].value"),
        ({"data": [1]}, "message"),
        ({"data": "x"}, "message"),
        ({"android": {"data": {"a": True}}}, "message.android.data[0].value"),
        ({"apns": {"headers": {"apns-priority": 10}}}, "message.apns.headers[0].value"),
        ({"webpush": {"headers": {"TTL": 5}}}, "message.webpush.headers[0].value"),
        ({"webpush": {"data": {"a": {}}}}, "message.webpush.data[0].value"),
        ({"tokens": [BUDI]}, "message"),
        ({"android": {"notification": {"colour": "#ff0000"}}}, "message.android.notification"),
        ({"android": {"ttl": 60}}, "message.android.ttl"),
        ({"android": {"ttl": "60"}}, "message.android.ttl"),
        (
            {"android": {"notification": {"vibrate_timings": ["1"]}}},
            "message.android.notification.vibrate_timings[0]",
        ),
        (
            {"android": {"notification": {"event_time": "2026-13-01T00:00:00Z"}}},
            "message.android.notification.event_time",
        ),
        ({"android": {"priority": "URGENT"}}, "message.android.priority"),
        ({"android": {"notification": {"visibility": "public"}}}, "message.android.notification.visibility"),
        ({"android": {"notification": {"proxy": "NO"}}}, "message.android.notification.proxy"),
        (
            {"android": {"notification": {"notification_count": 2**31}}},
            "message.android.notification.notification_count",
        ),
        ({"android": {"notification": {"sticky": "yes"}}}, "message.android.notification.sticky"),
        ({"apns": {"payload": "x"}}, "message.apns.payload"),
        ({"webpush": {"notification": "x"}}, "message.webpush.notification"),
        ({"notification": "x"}, "message.notification"),
        ({"notification": {"title": {}}}, "message.notification"),
        ({"topic": "rt"}, "message"),
    ],
)
def test_wrong_shape_is_a_bad_request_without_fcm_error(message: dict[str, Any], field: str) -> None:
    error = refusal({"fid": BUDI, **message})
    violations = detail(error, "google.rpc.BadRequest")
    assert violations is not None
    assert [violation["field"] for violation in violations["fieldViolations"]] == [field]
    assert detail(error, "FcmError") is None


def test_shape_refusals_read_like_googles() -> None:
    assert refusal({"fid": BUDI, "data": {"a": 1}})["message"] == (
        "Invalid value at 'message.data[0].value' (TYPE_STRING), 1"
    )
    assert refusal({"fid": BUDI, "android": {"x": 1}})["message"] == (
        "Invalid JSON payload received. Unknown name \"x\" at 'message.android': Cannot find field."
    )


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"a": NaN}', b"\xff", b'{"message":{"fid":"\\ud800"}}', b"[" * 9999]
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    assert detail(refusal(body), "google.rpc.BadRequest") is not None


def test_both_spellings_are_known_and_null_is_absent() -> None:
    android = {"collapseKey": "a", "directBootOk": True, "fcm_options": {"analyticsLabel": "b"}, "ttl": None}
    message, validate_only = read_send_request(
        json.dumps({"validateOnly": True, "message": {"fid": BUDI, "android": android, "token": None}}).encode()
    )
    assert validate_only
    assert message["android"] == {
        "collapse_key": "a",
        "direct_boot_ok": True,
        "fcm_options": {"analytics_label": "b"},
    }


# -- the body: meaning -----------------------------------------------------------------------------


def data_only(priority: str, **aps: Any) -> dict[str, Any]:
    return {"apns": {"headers": {"apns-priority": priority}, "payload": {"aps": aps}}}


@pytest.mark.parametrize(
    "message",
    [
        {"fid": None},
        {"fid": "short"},
        {"fid": None, "token": "short"},
        {"fid": None, "topic": "/topics/rt-03"},
        {"fid": None, "topic": "a" * 901},
        {"fid": None, "condition": "'a' in topics &&"},
        *({"data": {key: "x"}} for key in ("from", "message_type", "gcm", "gcm.x", "google", "google.c.a", "googleX")),
        {"android": {"data": {"from": "x"}}},
        {"data": {"a": "x" * 4096}},
        {"data": {"a": "é" * 2048}},
        {"data": {"a": "x" * 4000}, "notification": {"body": "y" * 100}},
        {"fid": None, "topic": "rt", "data": {"a": "x" * 2048}},
        {"android": {"data": {"a": "x" * 4096}}},
        {"apns": {"payload": {"aps": {"alert": "x" * 4096}}}},
        {"apns": {"payload": {"aps": 5}}},
        {"android": {"ttl": "2419201s"}},
        {"android": {"ttl": "-1s"}},
        {"android": {"notification": {"color": "red"}}},
        {"android": {}, "android_v2": {}},
        data_only("7", alert="x"),
        data_only("10", **{"content-available": 1}),
        {"fcm_options": {"analytics_label": "two words"}},
        {"apns": {"fcm_options": {"analytics_label": "a" * 51}}},
        {"webpush": {"fcm_options": {"link": "http://ronda.id"}}},
    ],
)
def test_wrong_meaning_has_an_fcm_error(message: dict[str, Any]) -> None:
    found = detail(refusal({"fid": BUDI, **message}), "FcmError")
    assert found is not None
    assert found["errorCode"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    "message",
    [
        {"data": {"a": "x" * 4095}},
        {"data": {"collapse_key": "x", "fromage": "x", "gcmx": "x"}},
        {"data": {"a": "x" * 5000}, "android": {"data": {"a": "x"}}},
        {"fid": None, "topic": "rt", "data": {"a": "x" * 2047}},
        {"android": {"ttl": "2419200s", "priority": "high"}},
        {"android": {"notification": {"event_time": "2026-11-25T10:00:00.123456789+07:00", "notification_count": 3}}},
        data_only("5", **{"content-available": 1}),
        data_only("10", alert="Maling!"),
        {"notification": {"title": "a"}, "apns": {"headers": {"apns-priority": "10"}}},
    ],
)
def test_what_is_just_within_the_rules_is_accepted(message: dict[str, Any]) -> None:
    sent = {name: part for name, part in {"fid": BUDI, **message}.items() if part is not None}
    read, only_checked = read_send_request(json.dumps({"message": {"fid": BUDI, **message}}).encode())
    assert not only_checked
    assert set(read) == set(sent)
    assert address_of(read) == str(sent.get("fid") or sent["topic"])
    assert read.get("data") == sent.get("data")


@pytest.mark.parametrize(
    ("condition", "good"),
    [
        ("'a' in topics", True),
        ("'a' in topics && ('b' in topics || !('c' in topics))", True),
        ("!'a' in topics", True),
        ("T", False),
        ("a in topics", False),
        ("'a' in topics 'b' in topics", False),
        ("('a' in topics", False),
        (" || ".join(f"'{name}' in topics" for name in "abcde"), True),
        (" || ".join(f"'{name}' in topics" for name in "abcdef"), False),
        ("(" * 5000, False),
    ],
)
def test_condition_grammar(condition: str, good: bool) -> None:
    assert is_condition(condition) is good
