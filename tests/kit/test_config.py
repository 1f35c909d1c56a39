"""Settings are read once, checked, and refused with a message that names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from siskamling.kit.config import ConfigError, load
from tests.races import while_a_file_is_half_made

KEY = "k" * 32


def settings(folder: Path, **more: str) -> dict[str, str]:
    return {"SISKAMLING_DATA": str(folder)} | more


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SISKAMLING_ENV", "prod"),
        ("SISKAMLING_SECRET_KEY", "short"),
        ("SISKAMLING_WEB_THREADS", "many"),
        ("SISKAMLING_WEB_THREADS", "0"),
        ("SISKAMLING_WEB_THREADS", "1_0"),
        ("SISKAMLING_WEB_THREADS", "٣"),
        ("SISKAMLING_WEB_THREADS", "9" * 5000),
        ("SISKAMLING_FCM_BASE_URL", "fcm.example"),
        ("SISKAMLING_FCM_BASE_URL", "https://"),
        ("SISKAMLING_FCM_BASE_URL", "https://fcm.example:abc"),
        ("SISKAMLING_FCM_BASE_URL", "https://fcm example"),
        ("SISKAMLING_CORS_ORIGINS", "*"),
        ("SISKAMLING_CORS_ORIGINS", "null"),
        ("SISKAMLING_CORS_ORIGINS", "app.example"),
        ("SISKAMLING_CORS_ORIGINS", "http://a/b"),
        ("SISKAMLING_CORS_ORIGINS", "http://a/"),
        ("SISKAMLING_CORS_ORIGINS", "http://a?b"),
        ("SISKAMLING_CORS_ORIGINS", "http://u@a"),
        ("SISKAMLING_CORS_ORIGINS", "http://*.a"),
        ("SISKAMLING_CORS_ORIGINS", "http://a:0"),
        ("SISKAMLING_CORS_ORIGINS", "http://a:70000"),
        ("SISKAMLING_CORS_ORIGINS", "http://a:"),
        ("SISKAMLING_CORS_ORIGINS", "http://[::g]"),
        ("SISKAMLING_CORS_ORIGINS", "http://999.1.1.1"),
        ("SISKAMLING_CORS_ORIGINS", "http://a http://b"),
        ("SISKAMLING_CORS_ORIGINS", "http://a, *"),
        ("SISKAMLING_OLDEST_APP", "x"),
        ("SISKAMLING_OLDEST_APP", "1."),
        ("SISKAMLING_OLDEST_APP", "1.0.x"),
        ("SISKAMLING_OLDEST_APP", "v1.0.0"),
        ("SISKAMLING_HOST", "999.1.1.1"),
        ("SISKAMLING_HOST", "1.2.3"),
        ("SISKAMLING_HOST", "127.0.0.1:8000"),
        ("SISKAMLING_HOST", "http://a"),
        ("SISKAMLING_HOST", "a b"),
        ("SISKAMLING_HOST", "-a"),
        ("SISKAMLING_HOST", "::g"),
        ("SISKAMLING_HOST", "[1.2.3.4]"),
        ("SISKAMLING_FIREBASE_CREDENTIALS", "/nope"),
        ("SISKAMLING_FIREBASE_CREDENTIALS", "/"),
        ("SISKAMLING_FIREBASE_CREDENTIALS", "n" * 5000),
        ("SISKAMLING_DATA", __file__),
        ("SISKAMLING_DATA", "/proc/nothing"),
        ("SISKAMLING_PORT", "8000"),
        ("SISKAMLING_SECRETKEY", KEY),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "postgresql://u@h:abc/n"),
    ],
)
def test_what_is_wrong_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as caught:
        load(settings(tmp_path, **{name: value}))
    assert "\n" not in str(caught.value)
    assert "abc" not in str(caught.value), "what stands in an address may be a password"


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("SISKAMLING_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("SISKAMLING_HOST", "::1", "host", "[::1]"),
        ("SISKAMLING_HOST", "[::]", "host", "[::]"),
        ("SISKAMLING_HOST", "pos-1.warakas.example", "host", "pos-1.warakas.example"),
        ("SISKAMLING_OLDEST_APP", "2.10", "oldest_app", "2.10"),
        ("SISKAMLING_CORS_ORIGINS", "https://a.example, http://localhost:5173,", "cors_origins",
         ("https://a.example", "http://localhost:5173")),
        ("SISKAMLING_CORS_ORIGINS", "https://A.example:443,http://[::1]:80", "cors_origins",
         ("https://a.example", "http://[::1]")),
        ("SISKAMLING_CORS_ORIGINS", "capacitor://localhost", "cors_origins", ("capacitor://localhost",)),
        ("SISKAMLING_FCM_BASE_URL", "https://127.0.0.1:8443/", "fcm_base_url", "https://127.0.0.1:8443"),
        ("SISKAMLING_ID_TOKEN_CERT_URL", "https://a.example/v1/certs?x=1", "id_token_cert_url",
         "https://a.example/v1/certs?x=1"),
        ("SISKAMLING_FIREBASE_CREDENTIALS", __file__, "firebase_credentials", Path(__file__)),
        ("DATABASE_URL", "postgresql://u:p%23@h:5433/n", "database_url", "postgresql+psycopg://u:p%23@h:5433/n"),
    ],
)  # fmt: skip
def test_what_is_right_is_read(tmp_path: Path, name: str, value: str, field: str, read: object) -> None:
    assert getattr(load(settings(tmp_path, **{name: value})), field) == read


def test_what_is_no_number_is_told_what_would_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^PORT: must be a whole number between 1 and 65535$"):
        load(settings(tmp_path, PORT="abc"))


def test_production_does_not_start_without_a_secret_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SISKAMLING_SECRET_KEY"):
        load(settings(tmp_path, SISKAMLING_ENV="production"))
    assert load(settings(tmp_path, SISKAMLING_ENV="production", SISKAMLING_SECRET_KEY=KEY)).secret_key == KEY


def test_production_does_not_start_with_firebases_emulator(tmp_path: Path) -> None:
    given = settings(tmp_path, SISKAMLING_ENV="production", SISKAMLING_SECRET_KEY=KEY)
    with pytest.raises(ConfigError, match="FIREBASE_AUTH_EMULATOR_HOST"):
        load(given | {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"})


def test_names_of_tests_and_of_others_are_left_alone(tmp_path: Path) -> None:
    assert load(settings(tmp_path, SISKAMLING_TEST_CHROMIUM="/x", OTHER="y")).port == 8000


def test_the_defaults_are_the_embedded_database_in_the_data_folder(tmp_path: Path) -> None:
    assert load(settings(tmp_path)).database_url == f"sqlite:///{tmp_path / 'siskamling.db'}"
    assert load(settings(tmp_path, DATABASE_URL="postgres://u@h/n")).database_url == "postgresql+psycopg://u@h/n"


def test_a_key_made_for_development_is_kept_and_private(tmp_path: Path) -> None:
    first = load(settings(tmp_path)).secret_key
    assert len(first) >= 32
    assert load(settings(tmp_path)).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_second_process_never_reads_half_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = while_a_file_is_half_made(monkeypatch, lambda: load(settings(tmp_path)).secret_key)
    assert len(keys[0]) >= 32
    assert keys[0] == keys[1]
