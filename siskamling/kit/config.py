"""Settings: read once from the environment, checked, then frozen. docs/configuration.md is made from SETTINGS."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

PREFIX = "SISKAMLING_"
IGNORED_PREFIX = "SISKAMLING_TEST_"
SHORTEST_SECRET = 32
_LAST_PORT = 65535
_USUAL_PORT = {"http": 80, "https": 443}
_DIGITS = re.compile(r"[0-9]{1,9}")
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){1,3}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_ADDRESS = re.compile(r"[!-~]+")
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_PORT = re.compile(rf"(?P<host>\[[0-9A-Fa-f:.]+\]|{_LABEL}(\.{_LABEL})*)(:(?P<port>[0-9]{{1,5}}))?")


class ConfigError(Exception):
    """A setting is wrong; the message says which, and what would be right."""


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not _DIGITS.fullmatch(text) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number between {low} and {high}")
        return int(text)

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("must be one of " + ", ".join(choices))
        return text

    return parse


def _web_address(text: str) -> str:
    place = text.split("://", 1)[-1].split("/", 1)[0]
    if not text.startswith(("http://", "https://")) or _place(place) is None or not _ADDRESS.fullmatch(text):
        raise ValueError("must be http://host or https://host, with a port and a path where needed")
    return text.rstrip("/")


def _version(text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise ValueError("must be a version, such as 1.4.0")
    return text


def _host(text: str) -> str:
    place = _place(f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text)
    if place is None or place[1]:
        raise ValueError("must be an IP address or a host's name")
    return place[0]


def _origins(text: str) -> tuple[str, ...]:
    """As browsers send them: in small letters, without the port that goes without saying. Nothing is a wildcard."""
    found = []
    for part in filter(None, (part.strip().lower() for part in text.split(","))):
        scheme, _, rest = part.partition("://")
        place = _place(rest)
        if not _SCHEME.fullmatch(scheme) or place is None:
            raise ValueError("must be scheme://host[:port], comma separated")
        host, port = place
        found.append(f"{scheme}://{host}" + (f":{port}" if port and port != _USUAL_PORT.get(scheme) else ""))
    return tuple(found)


def _place(text: str) -> tuple[str, int] | None:
    """The host and the port (0: none) of `host[:port]`; None where it is neither."""
    found = _HOST_PORT.fullmatch(text)
    if found is None:
        return None
    host, port = found["host"], found["port"]
    # What ends in a number is read as an IPv4 address everywhere, 999.1.1.1 and 1.2 too.
    if host.startswith("[") or host.rpartition(".")[2].isdigit():
        try:
            IPv6Address(host[1:-1]) if host.startswith("[") else IPv4Address(host)
        except ValueError:
            return None
    return None if port and not 1 <= int(port) <= _LAST_PORT else (host, int(port or 0))


def _file(text: str) -> Path:
    if not os.path.isfile(text) or not os.access(text, os.R_OK):
        raise ValueError("there is no such file, or it may not be read")
    return Path(text)


def _database(text: str) -> str:
    from sqlalchemy.engine import make_url  # not at the top: gunicorn's own process under `serve` reads none
    from sqlalchemy.exc import ArgumentError

    if text.startswith(("postgresql://", "postgres://")):
        text = "postgresql+psycopg://" + text.split("://", 1)[1]
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    try:
        make_url(text)
    except (ArgumentError, ValueError):  # whose words may quote a password
        raise ValueError("must be postgresql://USER@HOST:PORT/NAME, special characters as %..") from None
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
    Setting("SISKAMLING_HOST", "host", _host, "127.0.0.1", "the address or host name the web server listens on"),
    Setting("PORT", "port", _number(1, _LAST_PORT), 8000, "the web server's port"),
    Setting("SISKAMLING_WEB_PROCESSES", "web_processes", _number(1, 64), 1, "web processes"),
    Setting("SISKAMLING_WEB_THREADS", "web_threads", _number(1, 64), 4, "threads of each web process"),
    Setting("SISKAMLING_PUSH_THREADS", "push_threads", _number(1, 200), 100,
            "messages a worker sends to Firebase at once"),
    Setting("SISKAMLING_FIREBASE_CREDENTIALS", "firebase_credentials", _file, None,
            "service account file; without it pushes go to the log only"),
    Setting("SISKAMLING_FIREBASE_PROJECT", "firebase_project", str, "",
            "Firebase project for sign-in by ID token; empty: that of the credentials, else sign-in is off"),
    Setting("SISKAMLING_FCM_BASE_URL", "fcm_base_url", _web_address, "https://fcm.googleapis.com",
            "where messages are sent; a stand-in's address for trials"),
    Setting("SISKAMLING_ID_TOKEN_CERT_URL", "id_token_cert_url", _web_address, "",
            "where the certificates of ID tokens are; empty: Google's. A stand-in's address for trials"),
    Setting("SISKAMLING_CORS_ORIGINS", "cors_origins", _origins, (),
            "web origins that may call, `scheme://host[:port]` by comma; none"),
    Setting("SISKAMLING_MAX_BODY_KB", "max_body_kb", _number(16, 65536), 6144, "largest request body, in KiB"),
    Setting("SISKAMLING_WRITES_PER_MINUTE", "writes_per_minute", _number(1, 100_000), 120,
            "writes one account may make a minute in one web process: counted in memory, not across processes"),
    Setting("SISKAMLING_OLDEST_APP", "oldest_app", _version, "1.0.0", "oldest app version still served"),
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
    try:
        values["secret_key"] = kept(values["data"] / "secret_key", lambda: secrets.token_urlsafe(48)).strip()
    except OSError as error:
        raise ConfigError(f"SISKAMLING_DATA: no secret key can be kept there ({error.strerror})") from None


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
