"""Data that the project does not ship: SISKAMLING_TEST_DATA, else shared/data beside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from siskamling import areas

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
SHIPPED = Path(areas.__file__).parent / "data"


def shared(name: str) -> Path:
    """A file of the shared data; skips the test where it is absent."""
    file = Path(os.environ.get("SISKAMLING_TEST_DATA") or BESIDE) / name
    if not file.is_file():
        pytest.skip(f"{name} is absent: set SISKAMLING_TEST_DATA to the folder that holds it")
    return file
