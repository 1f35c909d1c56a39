"""What surrounds every request: its id, its log line, its metrics, safe headers, CORS, gzip, the entrance."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import time as clock_time
from email.utils import format_datetime
from functools import cache

import structlog
from flask import Flask, Response, current_app, g, request
from flask_compress import Compress
from werkzeug.exceptions import MethodNotAllowed, NotFound

from siskamling.kit.config import Config
from siskamling.kit.ids import new_id
from siskamling.kit.observe import REQUESTS, SECONDS
from siskamling.kit.web import openapi
from siskamling.kit.web.endpoint import API, Endpoint, Guard, Routes
from siskamling.kit.web.problems import MEDIA_TYPE

log = structlog.get_logger()
# Longer than any phone, NIK or KK number, so that none can reach the logs as a "request id".
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{20,64}")
_UNKNOWN = "unknown"
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_CORS_HEADERS = "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id"
_CORS_EXPOSED = "Content-Language, Deprecation, ETag, Retry-After, Sunset, X-Request-Id"
_CORS_MAX_AGE_S = "600"


def install(
    app: Flask, config: Config, rooms: Sequence[Routes], guard: Guard, *, version: str = openapi.API_VERSION
) -> None:
    """Surround the application. The endpoints themselves are mounted by endpoint.mount."""
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_kb * 1024
    app.url_map.merge_slashes = False  # a doubled slash is an unknown path, not a redirect
    # after_request runs last registered first: compression, then CORS and headers, then the line that tells it all.
    _watch(app)
    _protect(app, {endpoint.name: endpoint for routes in rooms for endpoint in routes.endpoints})
    _share(app, config.cors_origins)
    _compress(app)
    openapi.install(app, rooms, version, guard.is_public)
    _entrance(app, config, version)


def _compress(app: Flask) -> None:
    app.config.setdefault("COMPRESS_ALGORITHM", ["gzip"])  # what every client of ours speaks
    app.config.setdefault("COMPRESS_STREAMS", False)  # an event must leave when it happens
    app.config.setdefault("COMPRESS_MIMETYPES", ["application/json", MEDIA_TYPE, "text/html", "text/plain"])
    Compress(app)


def _watch(app: Flask) -> None:
    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else str(new_id())
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        seconds = time.perf_counter() - g.began
        route = request.url_rule.rule if request.url_rule is not None else _UNKNOWN
        response.headers["X-Request-Id"] = g.request_id
        REQUESTS.labels(route, str(response.status_code)).inc()
        SECONDS.labels(route).observe(seconds)
        seen = {"problem": g.problem} if "problem" in g else {}
        method = request.method if request.method in _METHODS else _UNKNOWN
        log.info("request", method=method, route=route, status=response.status_code, ms=round(seconds * 1e3, 1), **seen)
        return response


_METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}


def _protect(app: Flask, endpoints: dict[str, Endpoint]) -> None:
    @app.before_request
    def _no_nul() -> None:
        if "\x00" in request.path:  # PostgreSQL cannot even compare with it
            raise NotFound

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in _SAFE.items():
            response.headers.setdefault(name, value)
        response.vary.add("Accept-Language")
        endpoint = endpoints.get(request.endpoint or "")
        if endpoint is not None and endpoint.deprecated is not None:
            since = datetime.combine(endpoint.deprecated, clock_time(), UTC)
            response.headers["Deprecation"] = f"@{since.timestamp():.0f}"
        if endpoint is not None and endpoint.sunset is not None:
            until = datetime.combine(endpoint.sunset, clock_time(), UTC)
            response.headers["Sunset"] = format_datetime(until, usegmt=True)
        return response


def _share(app: Flask, origins: tuple[str, ...]) -> None:
    """CORS: off, but for the origins listed; never with cookies, which this API does not know."""
    if not origins:
        return

    @app.before_request
    def _preflight() -> Response | None:
        if request.method != "OPTIONS" or request.headers.get("Origin") not in origins:
            return None
        refusal = request.routing_exception
        if not isinstance(refusal, MethodNotAllowed) or "Access-Control-Request-Method" not in request.headers:
            return None
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(refusal.valid_methods or ()))
        response.headers["Access-Control-Allow-Headers"] = _CORS_HEADERS
        response.headers["Access-Control-Max-Age"] = _CORS_MAX_AGE_S
        return response

    @app.after_request
    def _allow(response: Response) -> Response:
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = _CORS_EXPOSED
        return response


def _entrance(app: Flask, config: Config, version: str) -> None:
    about = {
        "name": "siskamling",
        "version": version,
        "oldest_app": config.oldest_app,
        "links": {"openapi": f"{API}/openapi.json", "docs": "/docs", "live": "/health/live", "ready": "/health/ready"},
    }

    @cache
    def text() -> str:
        return json.dumps(openapi.current(), ensure_ascii=False)

    @app.get(API, endpoint="kit.entrance", provide_automatic_options=False)
    def _about() -> Response:
        return readable(json.dumps(about), "application/json")

    @app.get(f"{API}/openapi.json", endpoint="kit.openapi", provide_automatic_options=False)
    def _openapi() -> Response:
        return readable(text(), "application/json")


def readable(text: str, media_type: str, **headers: str) -> Response:
    """A public read: with its ETag, checked anew each time, 304 where nothing changed."""
    response: Response = current_app.response_class(text, mimetype=media_type)
    response.headers.extend({name.replace("_", "-"): value for name, value in headers.items()})
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
