"""What FCM says: HTTP answers with the bodies of section 4 of PLATFORM-push.md."""

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"

Detail = dict[str, Any]


class Fate(Enum):
    """What becomes of the connection."""

    KEEP = "answer and keep it open"
    CLOSE_AFTER = "answer, then close it unannounced"
    FIN = "close it without an answer (and, over TLS, without close_notify)"
    RST = "reset it without an answer"
    HANG = "never answer"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, or the way in which there is none (status 0)."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    fate: Fate = Fate.KEEP
    delay: float = 0.0


def json_answer(status: int, body: Detail, headers: dict[str, str] | None = None) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, json.dumps(body).encode(), headers=headers or {})


def html_answer(status: int, title: str) -> Answer:
    """What a front end answers when no API server did."""
    page = f"<!DOCTYPE html>\n<html lang=en>\n<title>Error {status} ({title})!!1</title>\n<p><b>{status}.</b>\n"
    return Answer(status, page.encode(), HTML)


def error(
    code: int, status: str, message: str, details: list[Detail] | None = None, retry_after: int | None = None
) -> Answer:
    """An error of google.rpc.Status."""
    content: Detail = {"code": code, "message": message, "status": status}
    if details:
        content["details"] = details
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return json_answer(code, {"error": content}, headers)


def fcm_error(code: str) -> Detail:
    """The detail that makes an error one of FCM's own."""
    return {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}


def bad_request(violations: list[tuple[str, str]]) -> Detail:
    """The detail that lists (field, description)."""
    listed = [{"field": name, "description": text} if name else {"description": text} for name, text in violations]
    return {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed}


def invalid_argument(message: str, *details: Detail) -> Answer:
    """A 400."""
    return error(400, "INVALID_ARGUMENT", message, list(details))


def invalid_shape(violations: list[tuple[str, str]]) -> Answer:
    """The 400 of a body that is no v1 message: BadRequest and no FcmError."""
    return invalid_argument("\n".join(text for _, text in violations), bad_request(violations))


def invalid_token() -> Answer:
    """The 400 of a malformed address. Only its text tells it from a malformed message (python#805)."""
    text = "The registration token is not a valid FCM registration token"
    return invalid_argument(text, fcm_error("INVALID_ARGUMENT"))


def unauthenticated() -> Answer:
    """The 401 of an unknown or expired bearer token."""
    return error(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
        "other valid authentication credential. "
        "See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def permission_denied(project: str) -> Answer:
    """The 403 of a service account without the right to send for this project."""
    resource = f"//cloudresourcemanager.googleapis.com/projects/{project}"
    permission = "cloudmessaging.messages.create"
    return error(
        403,
        "PERMISSION_DENIED",
        f"Permission '{permission}' denied on resource '{resource}' (or it may not exist).",
        [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "IAM_PERMISSION_DENIED",
                "domain": "cloudresourcemanager.googleapis.com",
                "metadata": {"resource": f"projects/{project}", "permission": permission},
            }
        ],
    )


def rate_limit_exceeded(project: str, retry_after: int | None, limit: int = 600_000) -> Answer:
    """The 429 of the project's minute quota: ErrorInfo and NO FcmError (go#719)."""
    return error(
        429,
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for quota metric 'Send requests' and limit 'Send requests per minute' of service "
        f"'fcm.googleapis.com' for consumer 'projects/{project}'.",
        [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": "googleapis.com",
                "metadata": {
                    "service": "fcm.googleapis.com",
                    "consumer": f"projects/{project}",
                    "quota_metric": "fcm.googleapis.com/send_requests",
                    "quota_limit": "SendsPerMinutePerProject",
                    "quota_limit_value": str(limit),
                    "quota_unit": "1/min/{project}",
                },
            }
        ],
        retry_after,
    )
