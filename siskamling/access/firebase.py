"""Firebase ID tokens, checked by firebase-admin itself (PLATFORM-push 3), which no process loads before it must."""

# mypy: allow-untyped-calls
from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import structlog

from siskamling.kit.config import Config
from siskamling.kit.errors import Refused, Unauthorized
from siskamling.people.phones import to_e164

log = structlog.get_logger()
CLOCK_SKEW_S = 10  # without it a server a second behind Google says "used too early"
TIMEOUT_S = 5  # of the certificates' download, which a web thread waits for; cached for hours
_opening = Lock()


@dataclass(frozen=True)
class Proven:
    """What a valid token proves: a phone number in E.164, and Firebase's id of its user."""

    phone: str
    uid: str


def verify(id_token: str, config: Config) -> Proven:
    """The phone number that a token proves; about 3.5 ms of CPU, so call it outside any transaction.

    Raises Unauthorized for a token that proves none, Refused where sign-in by Firebase is off or where Google's
    certificates cannot be had: that is not the token's fault, and the phone need not ask for another SMS.
    """
    project = config.firebase_project or _project_of(config.firebase_credentials)
    if not project:
        raise Refused("access.firebase_off")
    from firebase_admin import auth  # 0.2 s and 35 MB that only a process with a Firebase sign-in pays

    app = _app(project, config.id_token_cert_url)
    try:
        claims = auth.verify_id_token(id_token, app=app, clock_skew_seconds=CLOCK_SKEW_S)
    except auth.CertificateFetchError as error:
        log.error("CERTIFICATES_OF_ID_TOKENS_NOT_FETCHED", exception_type=type(error.cause).__name__)
        raise Refused("access.firebase_unreachable") from None
    except Exception:  # garbage makes the library raise more than it documents: AttributeError, RecursionError, ...
        raise Unauthorized("access.bad_id_token") from None
    claimed = claims.get("phone_number")
    phone = to_e164(claimed) if isinstance(claimed, str) and claimed.startswith("+") else None
    if phone is None:
        raise Unauthorized("access.bad_id_token")
    return Proven(phone, claims["uid"])


@cache
def _project_of(credentials: Path | None) -> str:
    return str(json.loads(credentials.read_text()).get("project_id", "")) if credentials is not None else ""


def _app(project: str, cert_url: str) -> Any:
    """The App of this process, made at the first use. It knows the project and holds no credential: none is needed.

    The one function here that reaches into firebase-admin's private parts: the certificates' address is no option.
    """
    import firebase_admin
    from firebase_admin import _token_gen
    from google.auth.credentials import AnonymousCredentials

    name = f"siskamling-sign-in {project} {cert_url}"
    with _opening:
        try:
            return firebase_admin.get_app(name)
        except ValueError:
            if cert_url:
                _token_gen.ID_TOKEN_CERT_URI = cert_url
            options = {"projectId": project, "httpTimeout": TIMEOUT_S}
            return firebase_admin.initialize_app(AnonymousCredentials(), options, name=name)
