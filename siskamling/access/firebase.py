"""Firebase ID tokens, checked by firebase-admin itself (PLATFORM-push 3), which no process loads before it must.

Three things that the library leaves to us:
- *Certificates out of reach.* One thread a process asks for them, the others wait a second at most; after a failure
  everybody is sent away at once for RESTS_FOR, with 503 and Retry-After: an outage at Google must not hold the web
  threads that passwords, check-ins and reports need.
- *The same request again.* A phone that lost our answer repeats its request under the same Idempotency-Key, perhaps
  after its ID token's hour is over. Then the token is taken once more if, and only if, this very request was answered
  before: the edge gives the first answer again and signs nobody in (`_was_answered`).
- *The Auth emulator.* FIREBASE_AUTH_EMULATOR_HOST makes the library believe any token, unsigned ones too. We sign
  nobody in while it is set, except for a SISKAMLING_FIREBASE_PROJECT that begins with `demo-`, which Google keeps for
  emulators and gives to no real project; and never in production, where kit.config refuses to start. A forgotten
  SISKAMLING_ENV therefore does not open the door: it would also take a project that no handset can sign in to.
"""

# mypy: allow-untyped-calls
from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from flask import g

from siskamling.kit.clock import now
from siskamling.kit.config import Config
from siskamling.kit.errors import Problem, Refused, Unauthorized
from siskamling.kit.web import idempotency
from siskamling.people.phones import to_e164

log = structlog.get_logger()
CLOCK_SKEW_S = 10  # without it a server a second behind Google says "used too early"
TIMEOUT_S = 5  # of the certificates' download, which a web thread waits for; cached for hours
LONGEST_QUEUE_S = 1.0  # a check takes 3.5 ms; who waits longer stands behind a download that hangs
RESTS_FOR = timedelta(seconds=30)
# Far inside the seven days for which answers are kept: none is purged between our look and the act.
REPEATED_WITHIN = timedelta(days=1)
EMULATOR = "FIREBASE_AUTH_EMULATOR_HOST"
EMULATED_PROJECTS = "demo-"
ACTION = "access.sign_in_with_firebase"
_opening = Lock()


@dataclass(frozen=True)
class Proven:
    """What a valid token proves: a phone number in E.164, and Firebase's id of its user."""

    phone: str
    uid: str


class Unreachable(Problem):
    """503: Google's certificates cannot be had; not the token's fault, and the phone need not ask for another SMS."""

    status = 503

    def __init__(self, rest: timedelta) -> None:
        super().__init__("access.firebase_unreachable", retry_after_s=max(1, math.ceil(rest.total_seconds())))


@dataclass
class Source:
    """Where this process gets certificates: an App of firebase-admin, asked by one thread at a time."""

    app: Any
    asking: Lock = field(default_factory=Lock)
    resting_until: datetime | None = None

    def refuse_while_resting(self) -> None:
        """Raises Unreachable for RESTS_FOR after a failure."""
        if self.resting_until is not None and (rest := self.resting_until - now()) > timedelta():
            raise Unreachable(rest)

    def claims(self, id_token: str) -> dict[str, Any]:
        """What the token says, once proven. Raises what firebase-admin raises, or Unreachable."""
        self.refuse_while_resting()
        if not self.asking.acquire(timeout=LONGEST_QUEUE_S):
            raise Unreachable(timedelta(seconds=TIMEOUT_S))
        try:
            self.refuse_while_resting()  # whom we stood behind has found out
            return self._ask(id_token)
        finally:
            self.asking.release()

    def _ask(self, id_token: str) -> dict[str, Any]:
        from firebase_admin import auth

        try:
            proven: dict[str, Any] = auth.verify_id_token(id_token, app=self.app, clock_skew_seconds=CLOCK_SKEW_S)
        except auth.CertificateFetchError as error:
            self.resting_until = now() + RESTS_FOR
            log.error("CERTIFICATES_OF_ID_TOKENS_NOT_FETCHED", exception_type=type(error.cause).__name__)
            raise Unreachable(RESTS_FOR) from None
        self.resting_until = None
        return proven


def verify(id_token: str, config: Config) -> Proven:
    """The phone number that a token proves; about 3.5 ms of CPU, so call it outside any transaction.

    Raises Unauthorized for a token that proves none, Refused where sign-in by Firebase is off, Unreachable where
    Google's certificates cannot be had.
    """
    project = config.firebase_project or _project_of(config.firebase_credentials)
    if not project:
        raise Refused("access.firebase_off")
    if os.environ.get(EMULATOR) and not _may_be_emulated(project, config):
        log.error("FIREBASE_AUTH_EMULATOR_HOST_IS_SET_nobody_signs_in_by_id_token")
        raise Refused("access.firebase_off")
    claims = _claims(id_token, _source(project, config.id_token_cert_url, os.environ.get(EMULATOR, "")), config)
    claimed = claims.get("phone_number")
    phone = to_e164(claimed) if isinstance(claimed, str) and claimed.startswith("+") else None
    if phone is None:
        raise Unauthorized("access.bad_id_token")
    return Proven(phone, claims["uid"])


def _may_be_emulated(project: str, config: Config) -> bool:
    return config.env != "production" and project.startswith(EMULATED_PROJECTS)


def _claims(id_token: str, source: Source, config: Config) -> dict[str, Any]:
    from firebase_admin import auth  # 0.2 s and 35 MB that only a process with a Firebase sign-in pays

    try:
        return source.claims(id_token)
    except Unreachable:
        raise
    except auth.ExpiredIdTokenError:  # all else about it, its signature first, was found right
        said = _unverified(id_token)
        ended = datetime.fromtimestamp(said["exp"], UTC)
        if now() - ended < REPEATED_WITHIN and _was_answered(config):
            return said | {"uid": said["sub"]}
        raise Unauthorized("access.bad_id_token") from None
    except Exception:  # garbage makes the library raise more than it documents: AttributeError, RecursionError, ...
        raise Unauthorized("access.bad_id_token") from None


def _unverified(id_token: str) -> dict[str, Any]:
    from google.auth import jwt

    said: dict[str, Any] = jwt.decode(id_token, verify=False)
    return said


def _was_answered(config: Config) -> bool:
    """Whether this very request (its key, its actor, its whole document) got an answer, which the act then repeats.

    Nothing is given away: who asks has the key under which that answer is locked, and the document beside it.
    """
    claim = idempotency.claim_of(config.secret_key, g.get("actor"), ACTION, secret=True)
    return claim is not None and idempotency.earlier_answer(config.secret_key, claim) is not None


@cache
def _project_of(credentials: Path | None) -> str:
    return str(json.loads(credentials.read_text()).get("project_id", "")) if credentials is not None else ""


_sources: dict[tuple[str, str, str], Source] = {}


def _source(project: str, cert_url: str, emulator: str) -> Source:
    """The Source of this process, made at the first use. It knows the project and holds no credential: none is needed.

    The one function here that reaches into firebase-admin's private parts: the certificates' address is no option.
    """
    import firebase_admin
    from firebase_admin import _token_gen
    from google.auth.credentials import AnonymousCredentials

    key = (project, cert_url, emulator)
    with _opening:
        if key not in _sources:
            if cert_url:
                _token_gen.ID_TOKEN_CERT_URI = cert_url
            options = {"projectId": project, "httpTimeout": TIMEOUT_S}
            name = f"siskamling-sign-in {project} {cert_url} {emulator}"
            _sources[key] = Source(firebase_admin.initialize_app(AnonymousCredentials(), options, name=name))
        return _sources[key]
