"""Settings: read once from the environment, checked, then frozen. docs/configuration.md is made from SETTINGS."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "SISKAMLING_"
IGNORED_PREFIX = "SISKAMLING_TEST_"
SHORTEST_SECRET = 32


class ConfigError(Exception):
    """A setting is wrong; the message says which, and what would be right."""


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(f"must lie between {low} and {high}")
        return value

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("must be one of " + ", ".join(choices))
        return text

    return parse


def _web_address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return text.rstrip("/")


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _database(text: str) -> str:
    if text.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + text.split("://", 1)[1]
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return text


@dataclass(frozen=True)
class Setting:
    """One row of the table: its name in the environment, how it is read, its default, its meaning."""

    name: str
    field: str
    parse: Callable[[str], Any]
    default: Any
    meaning: str


SETTINGS = (
    Setting("SISKAMLING_ENV", "env", _one_of("production", "development", "test"), "development",
            "`production` refuses to start without a secret key or with Firebase's emulator switched on"),
    Setting("SISKAMLING_SECRET_KEY", "secret_key", str, "",
            "at least 32 letters; signs and seals. Outside production one is made and kept in the data folder"),
    Setting("SISKAMLING_DATA", "data", Path, Path("var"), "the data folder: embedded database, secret key"),
    Setting("DATABASE_URL", "database_url", _database, "",
            "`sqlite:///FILE` or `postgresql://USER@HOST/NAME`; empty: `siskamling.db` in the data folder"),
    Setting("SISKAMLING_HOST", "host", str, "127.0.0.1", "the address the web server listens on"),
    Setting("PORT", "port", _number(1, 65535), 8000, "the web server's port"),
    Setting("SISKAMLING_WEB_PROCESSES", "web_processes", _number(1, 64), 1, "web processes"),
    Setting("SISKAMLING_WEB_THREADS", "web_threads", _number(1, 64), 4, "threads of each web process"),
    Setting("SISKAMLING_PUSH_THREADS", "push_threads", _number(1, 200), 100,
            "messages a worker sends to Firebase at once"),
    Setting("SISKAMLING_FIREBASE_CREDENTIALS", "firebase_credentials", Path, None,
            "service account file; without it pushes go to the log only"),
    Setting("SISKAMLING_FIREBASE_PROJECT", "firebase_project", str, "",
            "Firebase project for sign-in by ID token; empty: that of the credentials, else sign-in is off"),
    Setting("SISKAMLING_FCM_BASE_URL", "fcm_base_url", _web_address, "https://fcm.googleapis.com",
            "where messages are sent; a stand-in's address for trials"),
    Setting("SISKAMLING_ID_TOKEN_CERT_URL", "id_token_cert_url", _web_address, "",
            "where the certificates of ID tokens are; empty: Google's. A stand-in's address for trials"),
    Setting("SISKAMLING_CORS_ORIGINS", "cors_origins", _names, (), "web origins that may call, by comma; none"),
    Setting("SISKAMLING_MAX_BODY_KB", "max_body_kb", _number(16, 65536), 6144, "largest request body, in KiB"),
    Setting("SISKAMLING_WRITES_PER_MINUTE", "writes_per_minute", _number(1, 100_000), 120,
            "writes one account may make a minute in one web process"),
    Setting("SISKAMLING_OLDEST_APP", "oldest_app", str, "1.0.0", "oldest app version still served"),
    Setting("SISKAMLING_TRUSTED_PROXIES", "trusted_proxies", _number(0, 8), 0,
            "reverse proxies in front, whose X-Forwarded-For is believed"),
)  # fmt: skip


@dataclass(frozen=True)
class Config:
    """All settings, typed; see SETTINGS for meanings."""

    env: str
    secret_key: str
    data: Path
    database_url: str
    host: str
    port: int
    web_processes: int
    web_threads: int
    push_threads: int
    firebase_credentials: Path | None
    firebase_project: str
    fcm_base_url: str
    id_token_cert_url: str
    cors_origins: tuple[str, ...]
    max_body_kb: int
    writes_per_minute: int
    oldest_app: str
    trusted_proxies: int


def load(environment: Mapping[str, str] | None = None) -> Config:
    """The configuration of this process. Raises ConfigError naming the setting and what is wrong with it."""
    source = os.environ if environment is None else environment
    _refuse_unknown(source)
    values = {setting.field: _read(setting, source) for setting in SETTINGS}
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{(values['data'] / 'siskamling.db').resolve()}"
    _check_secret(values)
    if values["env"] == "production" and source.get("FIREBASE_AUTH_EMULATOR_HOST"):
        raise ConfigError("FIREBASE_AUTH_EMULATOR_HOST turns off the checks of ID tokens: unset it in production")
    return Config(**values)


def _refuse_unknown(source: Mapping[str, str]) -> None:
    known = {setting.name for setting in SETTINGS}
    for name in source:
        if name.startswith(PREFIX) and not name.startswith(IGNORED_PREFIX) and name not in known:
            raise ConfigError(f"{name} is not a setting; docs/configuration.md lists them")


def _read(setting: Setting, source: Mapping[str, str]) -> Any:
    text = source.get(setting.name, "").strip()
    if not text:
        return setting.default
    try:
        return setting.parse(text)
    except ValueError as error:
        raise ConfigError(f"{setting.name}: {error}") from None


def _check_secret(values: dict[str, Any]) -> None:
    """A key must be given in production; elsewhere it is made once and kept, so that sessions outlive restarts."""
    if values["secret_key"]:
        if len(values["secret_key"]) < SHORTEST_SECRET:
            raise ConfigError(f"SISKAMLING_SECRET_KEY: needs at least {SHORTEST_SECRET} letters")
        return
    if values["env"] == "production":
        raise ConfigError("SISKAMLING_SECRET_KEY: production does not start without one")
    values["secret_key"] = kept(values["data"] / "secret_key", lambda: secrets.token_urlsafe(48)).strip()


def kept(file: Path, make: Callable[[], str]) -> str:
    """The secret text in this file, made if it is not there; readable by its owner only.

    Written aside and linked: of two processes one is first, and nobody ever reads half of it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        with open(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(make())
        with contextlib.suppress(FileExistsError):  # another process was first: what it made holds
            os.link(aside, file)
        aside.unlink()
    return file.read_text()
