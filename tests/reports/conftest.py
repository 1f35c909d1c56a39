"""The scene of a report: an RT in Warakas, somebody who reports, an officer whose phone rings."""

from __future__ import annotations

import pytest

from tests.reports.shared import Scene
from tests.town.world import Town


@pytest.fixture
def scene(town: Town) -> Scene:
    """Budi of Warakas, and an officer of the Polsek responsible with a registered phone."""
    return Scene(town)
