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
        ("SISKAMLING_FCM_BASE_URL", "fcm.example"),
        ("SISKAMLING_PORT", "8000"),
        ("SISKAMLING_SECRETKEY", KEY),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/x"),
    ],
)
def test_what_is_wrong_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(settings(tmp_path, **{name: value}))


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
