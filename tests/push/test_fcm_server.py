"""The local FCM server refuses what Google's refuses, and the real firebase-admin client talks to it."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any

import firebase_admin
import google.auth.exceptions
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from firebase_admin import credentials, exceptions, messaging
from requests.adapters import HTTPAdapter

from tests.fcm.addresses import device_fid, device_token
from tests.fcm.oauth import GOOGLE_TOKEN_URI, GRANT_TYPE
from tests.fcm.script import ANY, NAMES
from tests.fcm.server import FcmServer

BUDI = device_fid("budi")
SITI = device_fid("siti")


@pytest.fixture(scope="module")
def server() -> Iterator[FcmServer]:
    with FcmServer() as running:
        yield running


@pytest.fixture
def fcm(server: FcmServer) -> FcmServer:
    server.clear()
    return server


@pytest.fixture
def app(fcm: FcmServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[firebase_admin.App]:
    yield from make_app(fcm, monkeypatch)


def make_app(fcm: FcmServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[firebase_admin.App]:
    """A real client without hidden retries, sending to `fcm`."""
    url = fcm.base_url + "/v1/projects/{0}/messages:send"
    monkeypatch.setattr(messaging._MessagingService, "FCM_URL", url)
    certificate = credentials.Certificate(fcm.service_account())
    app = firebase_admin.initialize_app(certificate, {"httpTimeout": 5}, name=f"app-{time.time_ns()}")
    session = messaging._get_messaging_service(app)._client.session
    session.mount(fcm.base_url, HTTPAdapter(max_retries=0))
    yield app
    firebase_admin.delete_app(app)


def alarm(fid: str = BUDI, **parts: Any) -> messaging.Message:
    return messaging.Message(data={"id": "alarm-7"}, fid=fid, **parts)


def bearer(fcm: FcmServer) -> str:
    credential = credentials.Certificate(fcm.service_account())
    return f"Bearer {credential.get_access_token().access_token}"


def post_on(
    connection: HTTPConnection, fcm: FcmServer, body: bytes, authorization: str, project: str | None = None
) -> tuple[int, Any]:
    path = f"/v1/projects/{project or fcm.project}/messages:send"
    connection.request("POST", path, body, {"Authorization": authorization})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def post(fcm: FcmServer, body: bytes, authorization: str, project: str | None = None) -> tuple[int, Any]:
    with closing(HTTPConnection("127.0.0.1", fcm.port, timeout=5)) as connection:
        return post_on(connection, fcm, body, authorization, project)


# -- the real client: accepted ---------------------------------------------------------------------


def test_full_message_of_the_real_client_is_accepted(fcm: FcmServer, app: firebase_admin.App) -> None:
    android = messaging.AndroidConfig(
        priority="high",
        ttl=90.5,
        notification=messaging.AndroidNotification(
            color="#ff0000", priority="max", visibility="public", vibrate_timings_millis=[100, 250]
        ),
    )
    apns = messaging.APNSConfig(
        headers={"apns-priority": "10"}, payload=messaging.APNSPayload(messaging.Aps(alert="Maling!"))
    )
    webpush = messaging.WebpushConfig(fcm_options=messaging.WebpushFCMOptions(link="https://ronda.id/"))
    notification = messaging.Notification("Kentongan", "RT 03")
    name = messaging.send(alarm(android=android, apns=apns, webpush=webpush, notification=notification), app=app)
    [accepted] = fcm.messages()
    assert accepted["message_id"] == name
    assert name.startswith(f"projects/{fcm.project}/messages/")
    assert (accepted["fid"], accepted["data"]) == (BUDI, {"id": "alarm-7"})
    assert accepted["notification"] == {"title": "Kentongan", "body": "RT 03"}
    assert (accepted["android"]["priority"], accepted["android"]["ttl"]) == ("HIGH", "90.500000000s")
    assert abs(accepted["accepted_at"] - time.time()) < 5


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_token_topic_and_condition_are_targets_too(fcm: FcmServer, app: firebase_admin.App) -> None:
    for target in (
        {"token": device_token("budi")},
        {"token": BUDI},
        {"topic": "rt-03"},
        {"condition": "'rt-03' in topics && !('rw-1' in topics)"},
    ):
        messaging.send(messaging.Message(data={"a": "b"}, **target), app=app)
    assert len(fcm.messages()) == 4


def test_dry_run_is_checked_and_not_delivered(fcm: FcmServer, app: firebase_admin.App) -> None:
    assert messaging.send(alarm(), dry_run=True, app=app).endswith("/fake_message_id")
    fcm.script(BUDI, "UNREGISTERED")
    with pytest.raises(messaging.UnregisteredError):
        messaging.send(alarm(), dry_run=True, app=app)
    assert fcm.messages() == []
    fcm.scripts.forget(BUDI)
    messaging.send(alarm(), app=app)


def test_https_is_served_with_a_certificate_to_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    with FcmServer(use_tls=True) as secure:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(secure.ca_file))
        for app in make_app(secure, monkeypatch):
            messaging.send(alarm(), app=app)
            secure.script(BUDI, "FIN", times=1)
            secure.script(BUDI, "RST", times=1)
            for _ in range(2):
                with pytest.raises(exceptions.UnavailableError):
                    messaging.send(alarm(), app=app)
            messaging.send(alarm(), app=app)
        assert secure.ledger.accepted == 2


# -- the real client: scripted answers -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "error"),
    [
        ("UNREGISTERED", {}, messaging.UnregisteredError),
        ("INVALID_TOKEN", {}, exceptions.InvalidArgumentError),
        ("INVALID_PAYLOAD", {}, exceptions.InvalidArgumentError),
        ("SENDER_ID_MISMATCH", {}, messaging.SenderIdMismatchError),
        ("PERMISSION_DENIED", {}, exceptions.PermissionDeniedError),
        ("QUOTA", {}, messaging.QuotaExceededError),
        ("QUOTA", {"fcm_error": False, "retry_after": 30}, exceptions.ResourceExhaustedError),
        ("THIRD_PARTY_AUTH_ERROR", {}, messaging.ThirdPartyAuthError),
        ("UNAUTHENTICATED", {}, exceptions.UnauthenticatedError),
        ("INTERNAL", {}, exceptions.InternalError),
        ("UNAVAILABLE", {"retry_after": 7}, exceptions.UnavailableError),
        ("HTML_502", {}, exceptions.UnknownError),
        ("HANG", {"seconds": 0.05}, exceptions.UnavailableError),
        ("RST", {}, exceptions.UnavailableError),
        ("FIN", {}, exceptions.UnavailableError),
    ],
)
def test_scripted_fault_is_the_sdk_exception(
    fcm: FcmServer,
    app: firebase_admin.App,
    name: str,
    options: dict[str, Any],
    error: type[exceptions.FirebaseError],
) -> None:
    fcm.script(BUDI, name, **options)
    with pytest.raises(exceptions.FirebaseError) as caught:
        messaging.send(alarm(), app=app)
    assert type(caught.value) is error
    wait = options.get("retry_after")
    if wait is not None:
        assert caught.value.http_response.headers["Retry-After"] == str(wait)
    messaging.send(alarm(SITI), app=app)
    assert [accepted["fid"] for accepted in fcm.messages()] == [SITI]


def test_bad_token_and_bad_payload_differ_by_their_details(fcm: FcmServer, app: firebase_admin.App) -> None:
    def kinds(name: str) -> tuple[str, set[str]]:
        fcm.script(BUDI, name, times=1)
        with pytest.raises(exceptions.InvalidArgumentError) as caught:
            messaging.send(alarm(), app=app)
        details = caught.value.http_response.json()["error"]["details"]
        return str(caught.value), {detail["@type"].rpartition(".")[2] for detail in details}

    text, details = kinds("INVALID_TOKEN")
    assert "registration token" in text
    assert details == {"FcmError"}
    assert kinds("INVALID_PAYLOAD")[1] == {"BadRequest"}


def test_lost_answer_was_accepted(fcm: FcmServer, app: firebase_admin.App) -> None:
    fcm.script(BUDI, "LOST", times=1)
    with pytest.raises(exceptions.UnavailableError):
        messaging.send(alarm(), app=app)
    messaging.send(alarm(), app=app)
    assert fcm.ledger.doubles() == {("alarm-7", BUDI): 2}


def test_slow_message_is_accepted_before_its_answer(fcm: FcmServer, app: firebase_admin.App) -> None:
    fcm.script(BUDI, "SLOW", times=1, seconds=0.2)
    began = time.monotonic()
    messaging.send(alarm(), app=app)
    assert time.monotonic() - began >= 0.2
    assert time.time() - fcm.messages()[0]["accepted_at"] >= 0.2


def test_connection_closed_behind_an_answer_is_found_dead(fcm: FcmServer) -> None:
    authorization = bearer(fcm)
    fcm.script(BUDI, "GOAWAY", times=1)
    body = json.dumps({"message": {"fid": BUDI}}).encode()
    connection = HTTPConnection("127.0.0.1", fcm.port, timeout=5)
    assert post_on(connection, fcm, body, authorization)[0] == 200
    assert connection.sock is not None, "the answer told that the connection would close"
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        post_on(connection, fcm, body, authorization)
    assert fcm.ledger.accepted == 1


def test_script_plays_in_order_then_ends(fcm: FcmServer, app: firebase_admin.App) -> None:
    fcm.script(BUDI, "QUOTA", times=1)
    fcm.script(BUDI, "INTERNAL", times=2)
    fcm.script(ANY, "UNAVAILABLE", times=1)
    seen = []
    for fid in (BUDI, BUDI, SITI, BUDI, BUDI, SITI):
        try:
            messaging.send(alarm(fid), app=app)
            seen.append("ok")
        except exceptions.FirebaseError as error:
            seen.append(error.code)
    assert seen == ["RESOURCE_EXHAUSTED", "INTERNAL", "UNAVAILABLE", "INTERNAL", "ok", "ok"]
    assert fcm.ledger.answers == {429: 1, 500: 2, 503: 1, 200: 2}


def test_unknown_fault_is_a_mistake_of_the_test(fcm: FcmServer) -> None:
    with pytest.raises(ValueError, match="UNREGISTERED"):
        fcm.script(BUDI, "UNREGISTRED")
    assert "LOST" in NAMES


def test_stop_does_not_wait_for_hanging_clients() -> None:
    with FcmServer() as fcm:
        authorization = bearer(fcm)
        fcm.script(BUDI, "HANG")
        body = json.dumps({"message": {"fid": BUDI}}).encode()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(post, fcm, body, authorization)
            while not fcm.ledger.requests_in_flight:
                time.sleep(0.005)
            began = time.monotonic()
            fcm.stop()
            assert time.monotonic() - began < 1
            with pytest.raises((RemoteDisconnected, ConnectionError)):
                waiting.result()
    assert fcm.ledger.open_connections == fcm.ledger.requests_in_flight == 0


# -- order: bearer, project, quota, body -----------------------------------------------------------


def test_bearer_comes_before_project_before_quota_before_body(fcm: FcmServer) -> None:
    authorization = bearer(fcm)
    fcm.quota.per_minute = 0
    try:
        assert post(fcm, b"{", "Bearer made-up", "other")[0] == 401
        status, answer = post(fcm, b"{", authorization, "other")
        assert (status, answer["error"]["status"]) == (403, "PERMISSION_DENIED")
        assert post(fcm, b"{", authorization)[0] == 429
    finally:
        fcm.quota.per_minute = None
    status, answer = post(fcm, b"{", authorization)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_project_quota_has_no_fcm_error_but_retry_after(fcm: FcmServer, app: firebase_admin.App) -> None:
    fcm.quota.per_minute = 1
    try:
        messaging.send(alarm(), app=app)
        with pytest.raises(exceptions.ResourceExhaustedError) as caught:
            messaging.send(alarm(), app=app)
    finally:
        fcm.quota.per_minute = None
    assert type(caught.value) is exceptions.ResourceExhaustedError
    assert 0 < int(caught.value.http_response.headers["Retry-After"]) <= 60


# -- OAuth -----------------------------------------------------------------------------------------


def exchange(fcm: FcmServer, change: Callable[[dict[str, Any]], Any] | None = None, **options: Any) -> int:
    """The status of exchanging an assertion with changed claims, key, algorithm or grant type."""
    account, now = fcm.service_account(), int(time.time())
    scope = "https://www.googleapis.com/auth/firebase.messaging"
    claims = {
        "iss": account["client_email"],
        "aud": account["token_uri"],
        "iat": now,
        "exp": now + 3600,
        "scope": scope,
    }
    if change is not None:
        change(claims)
    key = options.get("key", account["private_key"])
    assertion = jwt.encode(claims, key, options.get("algorithm", "RS256"), {"kid": account["private_key_id"]})
    body = f"grant_type={options.get('grant_type', GRANT_TYPE)}&assertion={assertion}".encode()
    return fcm.oauth.exchange(body).status


def test_good_assertions_are_exchanged(fcm: FcmServer) -> None:
    assert exchange(fcm) == 200
    assert exchange(fcm, lambda claims: claims.update(aud=GOOGLE_TOKEN_URI)) == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: claims.update(iss="somebody@else.example"),
        lambda claims: claims.update(aud="https://example.org/token"),
        lambda claims: claims.update(exp=claims["iat"] + 3601),
        lambda claims: claims.update(iat=claims["iat"] - 7200, exp=claims["iat"] - 3600),
        lambda claims: claims.update(iat=claims["iat"] + 600),
        lambda claims: claims.pop("iat"),
        lambda claims: claims.update(scope="https://www.googleapis.com/auth/drive"),
    ],
)
def test_bad_claims_are_refused(fcm: FcmServer, change: Callable[[dict[str, Any]], Any]) -> None:
    assert exchange(fcm, change) == 400


def test_foreign_keys_algorithms_and_grants_are_refused(fcm: FcmServer) -> None:
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert exchange(fcm, key=foreign) == 400
    assert exchange(fcm, key="x" * 32, algorithm="HS256") == 400
    assert exchange(fcm, key=None, algorithm="none") == 400
    assert exchange(fcm, grant_type="password") == 400
    assert fcm.oauth.exchange(b"\xff").status == 400


def test_client_fetches_a_new_bearer_when_the_old_is_revoked(fcm: FcmServer, app: firebase_admin.App) -> None:
    messaging.send(alarm(), app=app)
    exchanges = fcm.oauth.exchanges
    fcm.oauth.revoke_all()
    messaging.send(alarm(), app=app)
    assert fcm.oauth.exchanges == exchanges + 1
    assert fcm.ledger.answers == {200: 2, 401: 1}


def test_token_endpoint_can_be_down(fcm: FcmServer, app: firebase_admin.App) -> None:
    fcm.oauth.outage = 400
    with pytest.raises(google.auth.exceptions.RefreshError):
        messaging.send(alarm(), app=app)


# -- wire, ledger --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"404"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n", b"413"),
    ],
)
def test_what_is_not_our_http_is_refused(fcm: FcmServer, request_bytes: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", fcm.port), timeout=5) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(4096).split(b" ")[1] == status


def test_ledger_counts_times_flights_and_connections() -> None:
    with FcmServer(latency=(0.1, 0.1), keep_messages=False) as fcm:
        authorization = bearer(fcm)
        fcm.ledger.clear()
        bodies = [json.dumps({"message": {"fid": device_fid(str(n)), "data": {"id": "a"}}}).encode() for n in range(8)]
        with ThreadPoolExecutor(8) as pool:
            assert [status for status, _ in pool.map(lambda body: post(fcm, body, authorization), bodies)] == [200] * 8
        times = fcm.ledger.times()
        assert times is not None
        assert times.first <= times.p50 <= times.last
        assert (fcm.ledger.accepted, fcm.messages(), fcm.ledger.doubles()) == (8, [], {})
        assert set(fcm.ledger.deliveries().values()) == {1}
        assert 1 < fcm.ledger.peak_in_flight <= 8
        assert fcm.ledger.connections >= 8
