"""Endpoints of attendance."""

from __future__ import annotations

from typing import Any

from siskamling.attendance import actions, queries, schemas
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.nights import queries as nights

routes = Routes("attendance")


@routes.post("/nights/<uuid:night_id>/check-ins", action="attendance.check_in", on=nights.night,
             body=schemas.CheckInBody, answer=schemas.CheckInAnswer,
             refuses=["attendance.too_early", "attendance.too_late", "attendance.too_far", "attendance.too_vague",
                      "attendance.already_present", "kit.key_used"])  # fmt: skip
def check_in(actor: Any, night: Any, body: dict[str, Any]) -> Any:
    """Check in at the post, inside the window and the radius."""
    return actions.check_in(actor, night, body)


@routes.get("/nights/<uuid:night_id>/check-ins", action="attendance.list_check_ins", on=nights.night, query=PageQuery,
            answer=schemas.CheckInAnswer, paged=True)  # fmt: skip
def list_check_ins(_actor: Any, night: Any, query: dict[str, Any]) -> Any:
    """Who checked in on a night."""
    return queries.check_ins(night, query)
