"""One declaration per endpoint, and the one order in which every request runs: look, parse, act (HOUSE 6)."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import (
    BadRequest,
    ClientDisconnected,
    HTTPException,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from siskamling.kit.db.paging import Page
from siskamling.kit.db.session import end_reading, looking, writing
from siskamling.kit.errors import Forbidden, Invalid, Malformed, NotFound, Problem, Unauthorized
from siskamling.kit.web import idempotency
from siskamling.kit.web.fields import Shape
from siskamling.kit.web.limits import Allowance, WriteMeter, give_back, spend

API = "/api/v1"
BODY_KB = 64  # of JSON, where an endpoint declares no other size
_NOTHING = Shape()
_SHOWN = 100  # letters of a key that nobody asked for


@dataclass(frozen=True)
class Limit:
    """Attempts to count: an allowance, whose (a function of the parsed body), and whether success forgives them.

    `early` ones are spent before the body is parsed; their `who` gets an empty one.
    """

    allowance: Allowance
    who: Callable[[dict[str, Any]], str]
    forgive: bool = False
    early: bool = False


@dataclass(frozen=True)
class Endpoint:
    """What an endpoint says of itself; routing, permission, checks and the OpenAPI document all come from it."""

    name: str
    method: str
    path: str
    view: Callable[..., Any]
    action: str
    on: Callable[..., Any] | None = None
    query: Shape | None = None
    body: Shape | None = None
    answer: Shape | None = None
    paged: bool = False
    status: int = 200
    refuses: Sequence[str] = ()
    unavailable: Sequence[str] = ()  # its own reasons for a 503, such as another service that is away
    limits: Sequence[Limit] = ()
    prepare: Callable[..., Any] | None = None
    secret: bool = False
    raw: str | None = None  # media type of a body that is not JSON
    body_kb: int | None = None  # the largest body; None: BODY_KB, or for a raw one the configuration's maximum
    summary: str = ""
    description: str = ""
    deprecated: date | None = None  # since when it should no longer be used (RFC 9745)
    sunset: date | None = None  # when it goes (RFC 8594)

    @property
    def writes(self) -> bool:
        """Everything but GET is an act."""
        return self.method != "GET"


@dataclass
class Routes:
    """A room's endpoints. Nothing is registered by importing it; wiring.ROUTES lists the rooms' routes."""

    room: str
    endpoints: list[Endpoint] = field(default_factory=list)

    def _declare(self, method: str, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            summary, _, description = (inspect.getdoc(view) or "").partition("\n")
            for part in ("query", "body", "answer"):
                if isinstance(options.get(part), type):
                    options[part] = options[part]()  # one instance, made at import: Schema() costs more than load()
            self.endpoints.append(
                Endpoint(
                    f"{self.room}.{view.__name__}",
                    method,
                    path,
                    view,
                    summary=summary,
                    description=description.strip(),
                    **options,
                )
            )
            return view

        return declare

    def get(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a read."""
        return self._declare("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a deed that makes something."""
        return self._declare("POST", path, **{"status": 201, **options})

    def put(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a replacement."""
        return self._declare("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a change of some fields."""
        return self._declare("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare an ending."""
        return self._declare("DELETE", path, **{"status": 204, **options})


@dataclass(frozen=True)
class Guard:
    """What the rooms lend the edge: who is asking, and may they?"""

    actor: Callable[[], Any]
    require: Callable[[Any, str, Any], None]
    is_public: Callable[[str], bool]


class StrictJson(DefaultJSONProvider):
    """A body that says a thing twice is refused: two readers of it might not agree on which one counts."""

    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The document. Raises Malformed, or as json.loads does."""
        return super().loads(s, object_pairs_hook=_said_once, **kwargs)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise Malformed("kit.doubled_key", key=next(name for name in names if names.count(name) > 1)[:_SHOWN])
    return found


def mount(app: Flask, rooms: Sequence[Routes], guard: Guard) -> None:
    """Give every declared endpoint its address."""
    app.json = StrictJson(app)
    config = app.extensions["siskamling"]
    meter = WriteMeter(config.writes_per_minute)
    for routes in rooms:
        for endpoint in routes.endpoints:
            app.add_url_rule(
                API + endpoint.path,
                endpoint=endpoint.name,
                view_func=_runner(endpoint, guard, meter, _largest_body(endpoint, config.max_body_kb)),
                methods=[endpoint.method],
                provide_automatic_options=False,
            )


def _largest_body(endpoint: Endpoint, most_kb: int) -> int:
    """In bytes. What is larger is refused before it is read; so is what a chunked body has above it."""
    wanted = endpoint.body_kb or (most_kb if endpoint.raw is not None else BODY_KB)
    return min(wanted, most_kb) * 1024


def _runner(endpoint: Endpoint, guard: Guard, meter: WriteMeter, largest_body: int) -> Callable[..., Response]:
    early, late = ([one for one in endpoint.limits if one.early is wanted] for wanted in (True, False))

    def run(**path: Any) -> Response:
        if endpoint.writes:
            _read_body(largest_body)
        try:
            actor, subject = looking(lambda: _look(endpoint, guard, path))
        except (Forbidden, NotFound):
            if (earlier := _given_before(endpoint)) is None:
                raise
            return earlier
        if endpoint.writes and actor is not None:
            meter.count(actor.id)
        _spend(early, {})
        query, body = _parse(endpoint)
        _spend(late, body)
        arguments = [actor]
        if endpoint.on is not None:
            arguments.append(subject)
        if endpoint.query is not None:
            arguments.append(query)
        return _write(endpoint, arguments, body) if endpoint.writes else _read(endpoint, arguments)

    return run


def _read_body(largest: int) -> None:
    """All of it, before the look: a slow phone must not hold a transaction open."""
    request.max_content_length = largest + 1  # and not `largest`: werkzeug cuts a chunked body there, without a word
    try:
        size = len(request.get_data())
    except HTTPException:
        raise
    except Exception as error:  # the server's own words for chunks that are none
        raise BadRequest from error
    if size > largest:
        raise RequestEntityTooLarge
    if request.content_length is not None and size < request.content_length:
        raise ClientDisconnected


def _look(endpoint: Endpoint, guard: Guard, path: dict[str, Any]) -> tuple[Any, Any]:
    actor = g.actor = guard.actor()
    if actor is None and not guard.is_public(endpoint.action):
        raise Unauthorized
    subject = endpoint.on(**path) if endpoint.on is not None else None
    guard.require(actor, endpoint.action, subject)
    return actor, subject


def _spend(limits: Sequence[Limit], body: Any) -> None:
    if limits:
        end_reading()
    for limit in limits:
        spend(current_app.extensions["siskamling"].secret_key, limit.allowance, limit.who(body))


def _given_before(endpoint: Endpoint) -> Response | None:
    """The answer that this very actor was given to this very request: the act may have put its subject out of reach."""
    actor = g.get("actor")
    if actor is None or not endpoint.writes:
        return None
    server_key = current_app.extensions["siskamling"].secret_key
    try:
        return _earlier(server_key, idempotency.claim_of(server_key, actor, endpoint.name, secret=endpoint.secret))
    except (Problem, HTTPException):  # whatever is wrong with it, the refusal stands
        return None


def _earlier(server_key: str, claim: idempotency.Claim | None) -> Response | None:
    earlier = None if claim is None else idempotency.earlier_answer(server_key, claim)
    end_reading()
    return None if earlier is None else _answer(*earlier)


def _parse(endpoint: Endpoint) -> tuple[Any, Any]:
    query = _query(endpoint)
    if endpoint.writes and request.headers.get("Content-Encoding", "").lower() not in ("", "identity"):
        raise UnsupportedMediaType  # nobody here would unpack it
    if endpoint.raw is not None:
        return query, {"data": request.get_data(), "media_type": request.mimetype}
    if endpoint.body is not None:
        return query, endpoint.body.load(_json())
    if endpoint.writes and request.get_data():
        _NOTHING.load(_json())  # `{}` says as little as no body, and some clients cannot send a POST without one
    return query, None


def _query(endpoint: Endpoint) -> Any:
    if doubled := [name for name, values in request.args.lists() if len(values) > 1]:
        raise Invalid({name: ["kit.field.doubled"] for name in doubled})
    if endpoint.query is not None:
        return endpoint.query.load(request.args.to_dict())
    if request.args:
        raise Invalid({name: ["kit.field.unknown"] for name in request.args})
    return None


def _json() -> Any:
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        return request.get_json()
    except RecursionError:  # ten thousand brackets
        raise BadRequest from None


def _dump(endpoint: Endpoint, result: Any) -> str:
    if endpoint.answer is None:
        return "" if endpoint.status == 204 else json.dumps(result)
    if endpoint.paged:
        assert isinstance(result, Page)
        return json.dumps({"items": endpoint.answer.dump(result.items, many=True), "next": result.next})
    return json.dumps(endpoint.answer.dump(result))


def _answer(status: int, text: str) -> Response:
    return Response(text, status=status, mimetype="application/json" if text else None)


def _read(endpoint: Endpoint, arguments: list[Any]) -> Response:
    response = _answer(endpoint.status, _dump(endpoint, endpoint.view(*arguments)))
    end_reading()
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _write(endpoint: Endpoint, arguments: list[Any], body: Any) -> Response:
    server_key = current_app.extensions["siskamling"].secret_key
    claim = idempotency.claim_of(server_key, arguments[0], endpoint.name, secret=endpoint.secret)

    def act() -> tuple[int, str]:
        text = _dump(endpoint, _view(endpoint, complete))
        if claim is not None:
            idempotency.keep_answer(server_key, claim, endpoint.status, text)
        _forgive(endpoint, server_key, body)
        return endpoint.status, text

    try:
        complete = _prepared(endpoint, arguments, body)
        return _answer(*writing(act))
    except Unauthorized:
        raise  # who cannot prove anew who they are gets no answer with a token in it
    except Problem:
        # Most requests are made once: only a refusal (also that the key is taken) asks whether this one was answered.
        if (earlier := _earlier(server_key, claim)) is None:
            raise
        return earlier


def _prepared(endpoint: Endpoint, arguments: list[Any], body: Any) -> list[Any]:
    """The view's arguments: with the body, or what became of it outside any transaction."""
    if endpoint.prepare is not None:
        prepare = endpoint.prepare
        end_reading()
        body = looking(lambda: prepare(*arguments, body))
        end_reading()
    return arguments if body is None else [*arguments, body]


def _forgive(endpoint: Endpoint, server_key: str, body: Any) -> None:
    for limit in endpoint.limits:
        if limit.forgive:
            give_back(server_key, limit.allowance, limit.who(body))


def _view(endpoint: Endpoint, arguments: list[Any]) -> Any:
    """Run the view. A slug raised but not declared would make the OpenAPI document lie: tests must not let it pass."""
    try:
        return endpoint.view(*arguments)
    except Problem as refusal:
        if refusal.status == 409 and refusal.slug not in endpoint.refuses and current_app.testing:
            raise AssertionError(f"{endpoint.name} refuses {refusal.slug}, but does not declare it") from refusal
        raise
