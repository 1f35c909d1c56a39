"""A resident with an account; the world begins on the evening of 1 December 2026."""

from __future__ import annotations

import pytest

from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return rt.resident("Budi")


@pytest.fixture
def heads(town: Town, rt: Rt) -> tuple[Citizen, Citizen]:
    """Both, so that nobody stands in for them."""
    return rt.head, town.rw_head
