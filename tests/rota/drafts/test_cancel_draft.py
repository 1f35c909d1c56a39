"""Throw a draft away, also while it is being built."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.rota.drafts.jobs import build
from siskamling.rota.drafts.models import Draft
from tests.town.answers import slug_of
from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import Town


def cancel(who: Citizen, draft_id: str, **more: Any) -> Answer:
    return who.post(f"/rota-drafts/{draft_id}/cancellations", **more)


def test_what_waits_is_never_built(town: Town, rt: Rt) -> None:
    draft_id = rt.draft()
    assert (cancel(rt.head, draft_id).status_code, cancel(rt.head, draft_id).json["state"]) == (201, "cancelled")
    town.work()
    assert rt.head.get(f"/rota-drafts/{draft_id}").json["state"] == "cancelled"


def test_what_is_being_built_stops_at_its_next_beat(town: Town, rt: Rt, monkeypatch: pytest.MonkeyPatch) -> None:
    rt.residents(*(f"Warga {number}" for number in range(16)))
    draft_id, go_on = rt.draft(seconds=30), []

    def work(found: Any, beat: Any) -> Any:
        go_on.append(beat({"elapsed_s": 0.1, "ssq": None, "bound": None, "gap": None}))
        assert rt.head.get(f"/rota-drafts/{draft_id}").json["state"] == "solving"
        assert cancel(rt.head, draft_id).status_code == 201
        go_on.append(beat({"elapsed_s": 0.6, "ssq": None, "bound": None, "gap": None}))
        return build.Built(found, None)

    monkeypatch.setattr(build, "work_long", work)
    town.work()
    found = rt.head.get(f"/rota-drafts/{draft_id}").json
    assert (go_on, found["state"], "turns" in found) == ([True, False], "cancelled", False)


def test_a_published_one_stays(town: Town, rt: Rt) -> None:
    draft_id = rt.draft()
    town.write(lambda: setattr(_draft(draft_id), "state", "published"))
    assert slug_of(cancel(rt.head, draft_id)) == "rota.draft_published"


def test_only_heads_cancel(town: Town, rt: Rt) -> None:
    draft_id, neighbour = rt.draft(), town.rt(rt=8)
    for who in (rt.resident(), town.kelurahan_staff, town.community_officer):
        assert cancel(who, draft_id).status_code == 403
    for stranger in (neighbour.head, neighbour.resident("Siti"), town.unit().officer(), town.operator):
        assert cancel(stranger, draft_id).status_code == 404
    assert town.anybody.post(f"/rota-drafts/{draft_id}/cancellations").status_code == 401


def _draft(draft_id: str) -> Draft:
    from uuid import UUID

    from siskamling.rota.drafts.queries import draft

    return draft(UUID(draft_id))
