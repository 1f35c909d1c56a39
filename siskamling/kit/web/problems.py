"""RFC 9457: every error leaves as one application/problem+json, in the caller's language."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, request
from marshmallow import ValidationError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from siskamling.kit import texts
from siskamling.kit.db import dialect
from siskamling.kit.db.session import end_reading
from siskamling.kit.errors import Invalid, Problem

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
# What werkzeug refuses by itself, under our stable names.
_HTTP_SLUGS = {400: "kit.bad_request", 404: "kit.not_found", 405: "kit.method_not_allowed", 406: "kit.not_acceptable",
               411: "kit.bad_request", 413: "kit.too_large", 414: "kit.too_large", 415: "kit.not_json",
               431: "kit.too_large"}  # fmt: skip
MOST_ERRORS = 50  # a body of nothing but wrong fields must not be answered by a larger one
RETRY_AFTER_S = 5


def slug_of(status: int) -> str:
    """The stable name of a refusal that comes from a server or a library, by its status alone."""
    return _HTTP_SLUGS.get(status, "kit.bad_request" if status < 500 or status == 501 else "kit.crash")


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
    """422 with one entry for every wrong field, or for the first of them and how many more there are."""
    spoken = language()
    faults: dict[str, Any] = {}
    for pointer, fault in flatten(error.fields if isinstance(error, Invalid) else error.messages):
        faults.setdefault(pointer, fault)
    shown = [_entry(pointer, fault, spoken) for pointer, fault in islice(faults.items(), MOST_ERRORS)]
    left_out = len(faults) - len(shown)
    if not left_out:
        return problem(422, "kit.invalid", errors=shown)
    detail = texts.say("kit.invalid.more", spoken, shown=len(shown), more=left_out)
    return problem(422, "kit.invalid", detail=detail, errors=shown, more_errors=left_out)


def _entry(pointer: str, fault: Any, spoken: str) -> dict[str, Any]:
    facts = dict(fault) if isinstance(fault, dict) else {"code": str(fault)}
    code = facts.pop("code")
    if not texts.knows(code, spoken):
        code = "kit.field.invalid"
    return {"pointer": pointer, "code": code, "detail": texts.say(code, spoken, **facts), **facts}


def install(app: Flask) -> None:
    """Answer every error of this application with a problem."""

    @app.errorhandler(Problem)
    def _problem(error: Problem) -> Response:
        _let_go()
        return invalid(error) if isinstance(error, Invalid) else problem(error.status, error.slug, error.facts)

    @app.errorhandler(ValidationError)
    def _validation(error: ValidationError) -> Response:
        _let_go()
        return invalid(error)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        _let_go()
        status = error.code or 500
        response = problem(status, slug_of(status))
        if status == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]  # a 405's
        return response

    @app.errorhandler(Exception)
    def _crash(error: Exception) -> Response:
        if dialect.is_unavailable(error):
            log.warning("database_unavailable", exc_info=True)
            _let_go()
            return problem(503, "kit.unavailable", {"retry_after_s": RETRY_AFTER_S})
        log.exception("crash")
        _let_go()
        return problem(500, "kit.crash")


def _let_go() -> None:
    """Whatever just failed, its connection may be dead, too: then it says so once more, and is given up."""
    try:
        end_reading()
    except DBAPIError:
        log.warning("connection_lost")
