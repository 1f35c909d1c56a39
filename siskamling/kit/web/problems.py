"""RFC 9457: every error leaves as one application/problem+json, in the caller's language."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from siskamling.kit import texts
from siskamling.kit.db.session import end_reading
from siskamling.kit.errors import Invalid, Problem

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
# What werkzeug refuses by itself, under our stable names.
_HTTP_SLUGS = {400: "kit.bad_request", 404: "kit.not_found", 405: "kit.method_not_allowed", 406: "kit.not_acceptable",
               411: "kit.bad_request", 413: "kit.too_large", 414: "kit.too_large", 415: "kit.not_json",
               431: "kit.too_large"}  # fmt: skip


def language() -> str:
    """The caller's: Accept-Language, else the account's, else Indonesian."""
    actor = g.get("actor")
    return texts.choose(
        (tag for tag, _quality in request.accept_languages), actor.language if actor is not None else None
    )


def problem(status: int, slug: str, facts: dict[str, Any] | None = None, **more: Any) -> Response:
    """Build the document; `facts` stand beside the standard members and fill the text's blanks."""
    spoken = language()
    facts = facts or {}
    body = {
        "type": f"/problems/{slug}",
        "title": texts.say(f"{slug}.title", spoken) if texts.knows(f"{slug}.title", spoken) else _title(status, spoken),
        "status": status,
        "detail": texts.say(slug, spoken, **facts),
        "instance": f"/requests/{g.get('request_id', '')}",
        **more,
    }
    body |= {name: fact for name, fact in facts.items() if name not in body}
    response = jsonify(body)
    response.status_code = status
    response.mimetype = MEDIA_TYPE
    response.headers["Content-Language"] = spoken
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after_s" in facts:
        response.headers["Retry-After"] = str(math.ceil(facts["retry_after_s"]))
    g.problem = slug
    return response


def _title(status: int, spoken: str) -> str:
    key = f"kit.status.{status}"
    return texts.say(key, spoken) if texts.knows(key, spoken) else texts.say("kit.status.other", spoken)


def flatten(messages: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """marshmallow's nested messages as (JSON pointer, fault); a fault is a code or a dict with its facts."""
    if isinstance(messages, dict):
        for key, value in messages.items():
            below = path if key == "_schema" else f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"
            yield from flatten(value, below)
    else:
        for fault in messages:
            yield path, fault


def invalid(error: Invalid | ValidationError) -> Response:
    """422 with one entry for every wrong field."""
    spoken = language()
    messages = error.fields if isinstance(error, Invalid) else error.messages
    entries: dict[str, dict[str, Any]] = {}
    for pointer, fault in flatten(messages):
        facts = dict(fault) if isinstance(fault, dict) else {"code": str(fault)}
        code = facts.pop("code")
        if not texts.knows(code, spoken):
            code = "kit.field.invalid"
        entry = {"pointer": pointer, "code": code, "detail": texts.say(code, spoken, **facts), **facts}
        entries.setdefault(pointer, entry)
    return problem(422, "kit.invalid", errors=list(entries.values()))


def install(app: Flask) -> None:
    """Answer every error of this application with a problem."""

    @app.errorhandler(Problem)
    def _problem(error: Problem) -> Response:
        end_reading()
        return invalid(error) if isinstance(error, Invalid) else problem(error.status, error.slug, error.facts)

    @app.errorhandler(ValidationError)
    def _validation(error: ValidationError) -> Response:
        end_reading()
        return invalid(error)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        end_reading()
        status = error.code or 500
        response = problem(status, _HTTP_SLUGS.get(status, "kit.bad_request" if status < 500 else "kit.crash"))
        if status == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
        return response

    @app.errorhandler(Exception)
    def _crash(error: Exception) -> Response:
        end_reading()
        log.exception("crash")
        return problem(500, "kit.crash")
