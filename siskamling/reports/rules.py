"""Categories, states and their moves: pure."""

from __future__ import annotations

from siskamling.kit.errors import Refused

# DOMAIN.md 5: tawuran, begal, curanmor, curat, curas ...
CATEGORIES = ("theft", "burglary", "robbery", "street_robbery", "vehicle_theft", "brawl", "violence", "drugs",
              "vandalism", "disturbance", "suspicious", "accident", "fire", "flood", "tidal_flood", "quake",
              "other")  # fmt: skip

# (state, action) -> next state
STATES = {
    ("received", "acknowledge"): "acknowledged",
    ("received", "hand_on"): "received",
    ("acknowledged", "hand_on"): "received",
}
EMERGENCY_NUMBERS = ("110", "112")


def after(state: str, action: str) -> str:
    """The state that follows, or Refused when the move is not open: as yet only for what is acknowledged already, as
    the words of `reports.wrong_state` say; whoever adds a state finds words for it."""
    found = STATES.get((state, action))
    if found is None:
        raise Refused("reports.wrong_state", state=state)
    return found
