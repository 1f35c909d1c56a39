"""OpenAPI 3.1 from the declarations: what an endpoint enforces is what the document says."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

from apispec import APISpec
from flask import Flask, current_app

from siskamling.kit import texts
from siskamling.kit.web import shapes
from siskamling.kit.web.endpoint import API, BODY_KB, Endpoint, Routes
from siskamling.kit.web.problems import MEDIA_TYPE

API_VERSION = "1.0.0"
_EXTENSION = "siskamling.openapi"
# Refusals that are not a 409; declaring one of these in `refuses` documents it under its own status.
_STATUS = {"kit.unauthorized": 401, "kit.forbidden": 403, "kit.not_found": 404, "kit.throttled": 429}
# A room may give its own reason for these, such as access.wrong_password or access.not_below_you.
_ROOMS_SAY_WHY = (401, 403)
# What the edge itself answers, by status.
SLUGS = {
    400: ("kit.bad_request", "kit.doubled_key"), 401: ("kit.unauthorized",), 403: ("kit.forbidden",),
    404: ("kit.not_found",), 413: ("kit.too_large",), 415: ("kit.not_json",), 422: ("kit.invalid",),
    429: ("kit.throttled",), 503: ("kit.unavailable",),
}  # fmt: skip
_RETRY_AFTER = {"description": "seconds to wait", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
_HEADERS: Mapping[int, Mapping[str, Any]] = {
    401: {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
    429: {"Retry-After": _RETRY_AFTER},
    503: {"Retry-After": _RETRY_AFTER},
}
_ETAG = {"ETag": {"description": "send it back as If-None-Match", "schema": {"type": "string"}}}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457). Facts of the particular problem stand beside these members.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "stable; its page explains it",
                 "examples": ["/problems/kit.invalid"]},
        "title": {"type": "string", "description": "short, in the caller's language"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "a sentence to show, in the caller's language"},
        "instance": {"type": "string", "format": "uri-reference", "description": "names the request in our logs"},
        "errors": {"type": "array", "description": "one entry for every wrong field, or for the first of them",
                   "items": {"$ref": "#/components/schemas/FieldFault"}},
        "more_errors": {"type": "integer", "description": "how many wrong fields were left out, if any"},
    },
    "additionalProperties": True,
}  # fmt: skip
_FAULT = {
    "type": "object",
    "description": "What is wrong with one field.",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the body, or the parameter's name after `/`"},
        "code": {"type": "string", "description": "stable", "examples": ["kit.field.required"]},
        "detail": {"type": "string", "description": "a sentence to show, in the caller's language"},
    },
    "additionalProperties": True,
}
_PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "Accept-Language": {"description": "`id` or `en`; else the account's language",
                        "schema": {"type": "string", "examples": ["id"]}},
    "If-None-Match": {"description": "the ETag of a read before: 304 if nothing changed", "schema": {"type": "string"}},
    "Idempotency-Key": {
        "description": "made by the client, kept 7 days: the same request twice has one effect and one answer",
        "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]([ -~]*[!-~])?$"}},
}  # fmt: skip
_ABOUT = f"""The night watch of Indonesian neighbourhoods and the police posts that answer it.

`{API}` names this version and the oldest app version still served. Within v1 there are only additions: ignore fields
you do not know. What goes is marked by `Deprecation` and `Sunset` headers first. Every error is `{MEDIA_TYPE}`;
every answer carries `X-Request-Id`. Where no request body is described, none is taken but `{{}}`. Lists are read page
by page: `next` of one page is `cursor` of the following."""


def document(rooms: Sequence[Routes], version: str, is_public: Callable[[str], bool]) -> dict[str, Any]:
    """The whole API as an OpenAPI 3.1 document."""
    names = shapes.Names()
    spec = APISpec(
        title="Siskamling API", version=version, openapi_version="3.1.0", plugins=[shapes.plugin(names)],
        info={"description": _ABOUT}, tags=_tags(rooms),
    )  # fmt: skip
    _components(spec)
    for routes in rooms:
        for endpoint in routes.endpoints:
            path, parameters = shapes.path_of(API + endpoint.path)
            operation = _operation(endpoint, routes.room, parameters, public=is_public(endpoint.action))
            spec.path(path=path, operations={endpoint.method.lower(): operation})
    return shapes.finish(spec.to_dict(), names)


def _tags(rooms: Sequence[Routes]) -> list[dict[str, str]]:
    """One a room; its sub-rooms' routes bear its name."""
    first: dict[str, Routes] = {}
    for routes in rooms:
        first.setdefault(routes.room, routes)
    return [_tag(routes) for routes in first.values()]


def _tag(routes: Routes) -> dict[str, str]:
    package = routes.endpoints[0].view.__module__.rpartition(".")[0] if routes.endpoints else ""
    about = inspect.getdoc(sys.modules[package]) if package in sys.modules else None
    return {"name": routes.room, "description": (about or routes.room).partition("\n")[0]}


def _components(spec: APISpec) -> None:
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", _PROBLEM)
    spec.components.schema("FieldFault", _FAULT)
    for name, parameter in _PARAMETERS.items():
        spec.components.parameter(name, "header", {"name": name, "required": False, **parameter})
    for status, slugs in SLUGS.items():
        spec.components.response(_response_name(status), _problem(status, slugs))


def _response_name(status: int) -> str:
    return "".join(word.capitalize() for word in HTTPStatus(status).phrase.split())


def _problem(status: int, slugs: Sequence[str]) -> dict[str, Any]:
    kinds: dict[str, Any] = {"properties": {"status": {"const": status}}}
    if status not in _ROOMS_SAY_WHY:
        kinds["properties"]["type"] = {"enum": [f"/problems/{slug}" for slug in slugs]}
    return {
        "description": " | ".join(texts.sentence(slug, "en") for slug in slugs),
        "headers": dict(_HEADERS.get(status, {})),
        "content": {MEDIA_TYPE: {"schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, kinds]}}},
    }


def _operation(endpoint: Endpoint, room: str, path: list[dict[str, Any]], *, public: bool) -> dict[str, Any]:
    headers = ["Accept-Language", "Idempotency-Key" if endpoint.writes else "If-None-Match"]
    parameters: list[Any] = [*path, *headers]  # a bare name becomes a reference
    if endpoint.query is not None:
        parameters.append({"in": "query", "schema": endpoint.query})
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "x-action": endpoint.action,
        "tags": [room],
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": parameters,
        "security": [] if public else [{"bearer": []}],
        "responses": _good_answers(endpoint) | _problems(endpoint, public=public),
        "x-refuses": [*refusals(endpoint), *endpoint.unavailable],
    }
    body = _body(endpoint)
    if body is not None:
        operation["requestBody"] = _size(endpoint) | {"required": True, "content": body}
    if endpoint.deprecated is not None:
        operation["deprecated"] = True
    return {key: value for key, value in operation.items() if value or key == "security"}


def _size(endpoint: Endpoint) -> dict[str, str]:
    """A file's is the configuration's, which this document does not know."""
    kb = endpoint.body_kb or (BODY_KB if endpoint.raw is None else None)
    return {} if kb is None else {"description": f"at most {kb} KiB"}


def refusals(endpoint: Endpoint) -> list[str]:
    """The slugs with which the world may say no: those declared, and a used key for every write."""
    return list(dict.fromkeys([*endpoint.refuses, *(["kit.key_used"] if endpoint.writes else [])]))


def _body(endpoint: Endpoint) -> dict[str, Any] | None:
    if endpoint.raw is not None:
        kinds = [kind.strip() for kind in endpoint.raw.split(",")]
        return {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    if endpoint.body is None:
        return None
    content: dict[str, Any] = {"schema": endpoint.body}
    example = shapes.example_of(endpoint.body)
    return {"application/json": content | ({"example": example} if example is not None else {})}


def _good_answers(endpoint: Endpoint) -> dict[str, Any]:
    said = inspect.getdoc(type(endpoint.answer)) if endpoint.answer is not None else None
    answer: dict[str, Any] = {"description": (said or HTTPStatus(endpoint.status).phrase).partition("\n")[0]}
    if endpoint.answer is not None or endpoint.status != 204:
        answer["content"] = {"application/json": {"schema": _envelope(endpoint)}}
    if endpoint.writes:
        return {str(endpoint.status): answer}
    answer["headers"] = _ETAG
    return {str(endpoint.status): answer, "304": {"description": "Nothing changed since that ETag", "headers": _ETAG}}


def _envelope(endpoint: Endpoint) -> Any:
    if not endpoint.paged:
        return endpoint.answer if endpoint.answer is not None else {}
    following = {"type": ["string", "null"], "description": "cursor of the next page; null at the end"}
    items = {"type": "array", "items": endpoint.answer}
    return {"type": "object", "required": ["items", "next"], "properties": {"items": items, "next": following}}


def _problems(endpoint: Endpoint, *, public: bool) -> dict[str, Any]:
    slugs = refusals(endpoint)
    statuses = {_STATUS[slug] for slug in slugs if slug in _STATUS} | {422, 503}
    if not public:
        statuses |= {401, 403}
    if "<" in endpoint.path or endpoint.on is not None:
        statuses.add(404)
    if endpoint.writes:  # one without a body takes `{}`, and refuses whatever else it is sent
        statuses |= {400, 413, 415, 429}
    found: dict[str, Any] = {
        str(status): {"$ref": f"#/components/responses/{_response_name(status)}"} for status in statuses
    }
    if conflicts := [slug for slug in slugs if slug not in _STATUS]:
        found["409"] = _problem(409, conflicts)
    if endpoint.unavailable:
        found["503"] = _problem(503, [*SLUGS[503], *endpoint.unavailable])
    return dict(sorted(found.items()))


def install(app: Flask, rooms: Sequence[Routes], version: str, is_public: Callable[[str], bool]) -> None:
    """Let `current()` give this application's document, made at first demand and then kept."""
    kept: list[dict[str, Any]] = []

    def give() -> dict[str, Any]:
        if not kept:
            kept.append(document(rooms, version, is_public))
        return kept[0]

    app.extensions[_EXTENSION] = give


def current() -> dict[str, Any]:
    """The document of the present application."""
    return cast("dict[str, Any]", current_app.extensions[_EXTENSION]())


def write_document(path: Path) -> None:
    """Write the document to a file, for `flask openapi`; the same declarations give the same bytes."""
    path.write_text(json.dumps(current(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
