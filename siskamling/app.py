"""create_app(): builds the application from wiring.py."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SessionInterface
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from siskamling import wiring
from siskamling.access.permissions import is_public, require
from siskamling.access.tokens import BearerOnly, load_from_request
from siskamling.kit import config as settings
from siskamling.kit import events
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db
from siskamling.kit.observe import start_logging
from siskamling.kit.web import docs, front, health, problems
from siskamling.kit.web.endpoint import Guard, mount
from siskamling.push import audiences


class NoSessions(SessionInterface):
    """No cookie decides anything here: a write to the session raises."""

    def open_session(self, app: Flask, request: Any) -> None:
        """Flask then uses its NullSession."""

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """Nothing to save."""


def create_app(config: settings.Config | None = None, *, commands: bool = True) -> Flask:
    """The application of this configuration (default: the environment's). Raises ConfigError.

    Without `commands` it cannot migrate or run `flask ...`: a web process saves the 5 MB of Alembic.
    """
    config = config or settings.load()
    start_logging()
    app = Flask("siskamling", static_folder=None)
    app.config.update(
        TESTING=config.env == "test",
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
        MAX_CONTENT_LENGTH=config.max_body_kb * 1024,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.extensions["siskamling"] = config
    app.session_interface = NoSessions()
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # as Flask says
    _install_database(app)
    _install_login(app)
    events.wire(wiring.EVENTS)
    audiences.wire(wiring.AUDIENCES)
    guard = Guard(actor=_actor, require=require, is_public=is_public)
    problems.install(app)
    front.install(app, config, wiring.ROUTES, guard)
    docs.install(app)
    health.install(app)
    mount(app, wiring.ROUTES, guard)
    if commands:
        from siskamling import cli

        cli.install(app)
    return app


def _engine_options(config: settings.Config) -> dict[str, Any]:
    if config.database_url.endswith(":memory:"):
        return {}  # one connection, shared: for printing documents
    return {"pool_size": config.web_threads, "max_overflow": 4}


def _install_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        dialect.prepare(db.engine)


def _install_login(app: Flask) -> None:
    manager = BearerOnly()
    manager.init_app(app)
    manager.session_protection = None
    manager.request_loader(load_from_request)


def _actor() -> Any:
    """Who is asking, or None; Flask-Login asks our request loader once a request."""
    user = current_user._get_current_object()
    return user if user.is_authenticated else None
