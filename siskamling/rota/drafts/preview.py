"""A draft as it is shown: its rota beside the present one, or why there is none."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from siskamling.kit import texts
from siskamling.kit.db.base import as_dict
from siskamling.people import queries as people
from siskamling.rota.drafts import rules
from siskamling.rota.drafts.models import Draft

_HIDDEN = ("result", "basis", "is_cancelled", "made_by")


def shown(draft: Draft, language: str) -> dict[str, Any]:
    """The draft with its goals as numbers and sentences, the fairness table, most behind first, and the turns."""
    answer = {name: value for name, value in as_dict(draft).items() if name not in _HIDDEN}
    result = draft.result or {}
    if "turns" not in result:
        why = result.get("text", {}).get(language)
        return answer | {"why": why and {"text": why}}
    present = {tuple(turn) for turn in result["turns_now"]}
    serving = {uuid.UUID(person) for _day, _shift, person in result["turns"]}
    named = people.names_of(serving | {uuid.UUID(one["person_id"]) for one in result["holders"]})
    holders = [one | {"name": named.get(uuid.UUID(one["person_id"]))} for one in result["holders"]]
    return answer | {
        "goals": [_goal(one, language) for one in result["goals"]],
        "goals_now": [_goal(one, language) for one in result["goals_now"]],
        "holders": sorted(holders, key=lambda one: (one["balance"], one["holder_id"])),
        "turns": list(_turns(result["turns"], present, named)),
        "is_reproducible": result["is_reproducible"],
    }


def _goal(goal: dict[str, Any], language: str) -> dict[str, Any]:
    """A goal with its sentence: how fair it is, and how fair it can be."""
    said = texts.say(f"rota.goal.{goal['name']}", language, value=goal["value"])
    if goal["bound"] is not None:
        proof = "rota.goal.proven" if goal["is_proven"] else "rota.goal.open"
        said += " " + texts.say(proof, language, bound=goal["bound"])
    return goal | {"text": said}


def _turns(
    turns: Iterable[tuple[str, str, str]], present: set[tuple[str, ...]], named: dict[uuid.UUID, str]
) -> Iterable[dict[str, Any]]:
    for day, shift, person in turns:
        post_id, place = rules.read_shift(shift)
        yield {"evening_on": date.fromisoformat(day), "post_id": post_id, "shift": place + 1, "person_id": person,
               "name": named.get(uuid.UUID(person)), "is_new": (day, shift, person) not in present}  # fmt: skip
