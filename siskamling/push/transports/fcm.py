"""Firebase Cloud Messaging by firebase-admin: one `messaging.send()` a thread, no hidden retries (PLATFORM-push)."""

# mypy: allow-untyped-calls
from __future__ import annotations

import functools
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.request import getproxies_environment

import firebase_admin
import structlog
from firebase_admin import credentials, exceptions, messaging
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from siskamling.kit.clock import now
from siskamling.kit.ids import new_id
from siskamling.push import rules
from siskamling.push.transports.parcels import ALL, Outcome, Parcel

log = structlog.get_logger()
# Of an answer; Google asks for 10 s at least, and gave its own clients 15: who hangs up earlier sends doubles, since
# what was not answered may have been delivered. Reaching the host is no message yet, and takes a tenth of a second.
TIMEOUT_S = 10
CONNECT_S = 3
REFUSED_FOR_S = 5.0  # threads that wait for a bearer token share one failure
LONGEST_TTL = timedelta(days=28)
_FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
# A kept connection that a router has silently dropped is found out while idle, not by an alarm.
_KEEP_ALIVE = [
    *HTTPConnection.default_socket_options,
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
]


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, socket_options=_KEEP_ALIVE, **kwargs)

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """requests would allow the whole time twice, for the connection and for the answer."""
        return super().send(request, *args, **kwargs | {"timeout": (CONNECT_S, kwargs.get("timeout"))})


class FcmTransport:
    """One Firebase App of this process, its session tuned for many threads."""

    name = "fcm"

    def __init__(self, credentials_file: Path, base_url: str, connections: int) -> None:
        certificate = credentials.Certificate(str(credentials_file))
        self._app = firebase_admin.initialize_app(
            certificate, {"httpTimeout": TIMEOUT_S}, name=f"siskamling-{new_id()}"
        )
        self._bearer = certificate.get_credential()
        self._lock = threading.Lock()
        self._refused: tuple[float, GoogleAuthError] | None = None
        _tune(self._app, base_url, connections)
        try:
            self._warm()  # before the threads start: each of them would fetch its own
        except GoogleAuthError as error:
            log.error("FIREBASE_REFUSES_OUR_CREDENTIALS_no_phone_rings", exception_type=type(error).__name__)

    def send(self, parcel: Parcel) -> Outcome:
        """Try once. A bearer token refused is renewed once; nothing was delivered by then."""
        try:
            self._warm()
            try:
                name = messaging.send(message_of(parcel), app=self._app)
            except exceptions.UnauthenticatedError as error:
                if isinstance(error, messaging.ThirdPartyAuthError):
                    raise
                self._bearer.token = None
                self._warm()
                name = messaging.send(message_of(parcel), app=self._app)
            return Outcome("accepted", "ok", name=str(name))
        except Exception as error:  # the library raises more than it documents; see PLATFORM-push 2 and 3
            return outcome_of(error, parcel.platform)

    def _warm(self) -> None:
        """A valid bearer token, fetched by one thread at a time (google-auth has no lock)."""
        if self._bearer.valid:
            return
        with self._lock:
            if self._refused and monotonic() - self._refused[0] < REFUSED_FOR_S:
                raise self._refused[1]
            if self._bearer.valid:
                return
            try:
                self._bearer.refresh(functools.partial(Request(), timeout=TIMEOUT_S))
                self._refused = None
            except GoogleAuthError as error:
                self._refused = (monotonic(), error)
                raise

    def close(self) -> None:
        """Give the connections back."""
        firebase_admin.delete_app(self._app)


def _tune(app: Any, base_url: str, connections: int) -> None:
    """The one function that reaches into firebase-admin's private parts: address, pool, no retries, no re-sends.

    There is no public way (firebase-admin-python#554, #648). Raises RuntimeError when an update has moved them.
    """
    try:
        service = messaging._get_messaging_service(app)
        session = service._client.session
        moved = not service._fcm_url.endswith("/messages:send") or not hasattr(session, "_refresh_status_codes")
    except AttributeError:
        moved = True
    if moved:
        raise RuntimeError(
            f"firebase-admin {version('firebase-admin')} has moved its private HTTP session; "
            "siskamling/push/transports/fcm.py must be adapted, or the version pinned before"
        )
    service._fcm_url = f"{base_url}/v1/projects/{app.project_id}/messages:send"
    session.mount(base_url, _Adapter(pool_connections=1, pool_maxsize=connections, max_retries=0, pool_block=True))
    session._refresh_status_codes = ()  # a wrong APNs key would cost three sends and two token exchanges
    if not getproxies_environment().keys() & {"http", "https", "all"}:
        # Reading the environment at each request is a quarter of a send's CPU; the CA bundle is all we want of it.
        session.trust_env = False
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


def message_of(parcel: Parcel) -> Any:
    """The v1 message, with the part of its platform. An alarm is urgent everywhere; a TTL is never zero."""
    ttl_s = max(1, int(min(parcel.expires_at - now(), LONGEST_TTL).total_seconds()))
    message = messaging.Message(
        data=parcel.data, notification=messaging.Notification(title=parcel.title, body=parcel.body)
    )
    # Set, not passed: the constructor warns at each `token`, which Google still serves.
    setattr(message, parcel.address_kind, parcel.address)
    part, make = _PLATFORMS[parcel.platform]
    setattr(message, part, make(parcel, ttl_s))
    return message


def _android(parcel: Parcel, ttl_s: int) -> Any:
    return messaging.AndroidConfig(
        priority="high" if parcel.urgency == "alarm" else "normal",
        ttl=timedelta(seconds=ttl_s),
        # The tag lets a double replace its twin.
        notification=messaging.AndroidNotification(channel_id=parcel.urgency, tag=parcel.data["message_id"]),
    )


def _apns(parcel: Parcel, _ttl_s: int) -> Any:
    alarm = parcel.urgency == "alarm"
    level = {"interruption-level": "time-sensitive"} if alarm else None
    return messaging.APNSConfig(
        headers={
            "apns-priority": "10" if alarm else "5",
            "apns-push-type": "alert",
            "apns-expiration": str(int(parcel.expires_at.timestamp())),
            "apns-collapse-id": parcel.data["message_id"],
        },
        payload=messaging.APNSPayload(messaging.Aps(sound="default", custom_data=level)),
    )


def _webpush(parcel: Parcel, ttl_s: int) -> Any:
    return messaging.WebpushConfig(
        headers={"TTL": str(ttl_s), "Urgency": "high" if parcel.urgency == "alarm" else "normal"}
    )


_PLATFORMS: dict[str, tuple[str, Callable[[Parcel, int], Any]]] = {
    "android": ("android", _android),
    "ios": ("apns", _apns),
    "web": ("webpush", _webpush),
}


_OURS = (GoogleAuthError, exceptions.UnauthenticatedError, exceptions.PermissionDeniedError, exceptions.NotFoundError)


def outcome_of(error: Exception, platform: str) -> Outcome:
    """PLATFORM-push section 4 as code. Only FcmError's own word, or its text on the token, condemns a device."""
    if isinstance(error, messaging.UnregisteredError):
        return Outcome("dead", "unregistered")
    if isinstance(error, messaging.SenderIdMismatchError):
        return Outcome("mismatch", "sender_id_mismatch")
    if isinstance(error, messaging.ThirdPartyAuthError):
        return Outcome("pause", f"{platform}_key", after_s=rules.BREAKER_S, scope=platform)
    if isinstance(error, exceptions.ResourceExhaustedError):
        return _exhausted(error)
    if isinstance(error, _OURS):
        return Outcome("pause", "credential", after_s=rules.BREAKER_S, scope=ALL)
    if isinstance(error, exceptions.InvalidArgumentError):
        return _invalid(error)
    if isinstance(error, (ValueError, TypeError)) and not isinstance(error, UnicodeError):
        return Outcome("our_fault", f"refused_by_client {type(error).__name__}")
    return Outcome("retry", type(error).__name__, after_s=_retry_after_s(error))


def _exhausted(error: Exception) -> Outcome:
    """FcmError's word is for the limit of one phone (240 a minute); the project's minute comes without (go#719)."""
    after_s = _retry_after_s(error) or rules.QUOTA_PAUSE_S
    if isinstance(error, messaging.QuotaExceededError):
        return Outcome("crowded", "device_quota", after_s=after_s)
    return Outcome("pause", "quota", after_s=after_s, scope=ALL)


def _invalid(error: Exception) -> Outcome:
    """The same 400 for a bad address and a bad message (firebase-admin-python#805): a doubt is never the device's."""
    code, fields = _details(error)
    if code == "INVALID_ARGUMENT" and not fields and "registration token" in str(error).lower():
        return Outcome("dead", "invalid_token")
    return Outcome("our_fault", " ".join(["invalid_argument", *fields]))


def _details(error: Exception) -> tuple[str | None, list[str]]:
    """FcmError's code, and the names of the fields that BadRequest blames."""
    response = getattr(error, "http_response", None)
    try:
        details = response.json()["error"]["details"] if response is not None else []
        code = next((detail.get("errorCode") for detail in details if detail.get("@type") == _FCM_ERROR), None)
        blamed = [violation.get("field", "?") for detail in details if detail.get("@type") == _BAD_REQUEST
                  for violation in detail.get("fieldViolations", [])]  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, []
    return code, blamed


def _retry_after_s(error: Exception) -> float | None:
    """Retry-After in seconds, given as seconds or as a date."""
    response = getattr(error, "http_response", None)
    text = response.headers.get("Retry-After", "").strip() if response is not None else ""
    if text.isascii() and text.isdigit():
        wait = float(text[:9])
    else:
        try:
            at: datetime = parsedate_to_datetime(text)
            wait = (at.replace(tzinfo=at.tzinfo or UTC) - now()).total_seconds()
        except ValueError:
            return None
    return min(wait, rules.LONGEST_PAUSE_S) if wait > 0 else None
