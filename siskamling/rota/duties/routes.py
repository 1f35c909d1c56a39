"""Endpoints on exemptions, absences, wishes and pairs."""

from __future__ import annotations

from typing import Any

from siskamling.areas import queries as areas
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.people import queries as people
from siskamling.rota.duties import actions, queries, schemas

routes = Routes("duties")


# `secret`: the kept answer holds the reason.
@routes.post("/persons/<uuid:person_id>/exemptions", action="duties.exempt", on=people.person,
             body=schemas.ExemptionBody, answer=schemas.ExemptionAnswer, secret=True,
             refuses=["kit.key_used"])  # fmt: skip
def exempt(actor: Any, person: Any, body: dict[str, Any]) -> Any:
    """Free a person of the watch. Why is for the head and the person alone; all others read `excused`."""
    return actions.exempt(actor, person, body)


@routes.get("/areas/<area_path>/exemptions", action="duties.list_exemptions", on=areas.area, query=PageQuery,
            answer=schemas.ExemptionAnswer, paged=True)  # fmt: skip
def list_exemptions(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """Who is exempt in an area, now or from some day on."""
    return queries.exemptions_in(area.path, query)


@routes.get("/persons/<uuid:person_id>/exemptions", action="duties.read_exemptions", on=people.person, query=PageQuery,
            answer=schemas.ExemptionAnswer, paged=True)  # fmt: skip
def read_exemptions(_actor: Any, person: Any, query: dict[str, Any]) -> Any:
    """A person's exemptions, also past ones: for the head, and for the person."""
    return queries.exemptions_of(person.id, query)


@routes.delete("/exemptions/<uuid:exemption_id>", action="duties.end_exemption", on=queries.exemption)
def end_exemption(actor: Any, exemption: Any) -> None:
    """End an exemption from today's evening on; the evenings before stay exempt."""
    actions.end_exemption(actor, exemption)


@routes.put("/persons/<uuid:person_id>/absences", action="duties.set_absences", on=people.person,
            body=schemas.AbsencesBody, answer=schemas.AbsencesAnswer)  # fmt: skip
def set_absences(actor: Any, person: Any, body: dict[str, Any]) -> Any:
    """Say on which evenings of a span somebody cannot come; it replaces what was said for that span.

    From today's evening by the area's clock, at most 366 days ahead and 60 evenings at a time.
    """
    return actions.set_absences(actor, person, body)


@routes.get("/persons/<uuid:person_id>/absences", action="duties.read_absences", on=people.person,
            query=schemas.SpanQuery, answer=schemas.AbsencesAnswer)  # fmt: skip
def read_absences(_actor: Any, person: Any, query: dict[str, Any]) -> Any:
    """The evenings of a span on which somebody cannot come."""
    return queries.absences(person.id, query["first"], query["last"])


@routes.put("/persons/<uuid:person_id>/wishes", action="duties.set_wishes", on=people.person, body=schemas.WishBody,
            answer=schemas.WishAnswer)  # fmt: skip
def set_wishes(actor: Any, person: Any, body: dict[str, Any]) -> Any:
    """Say on which weekdays somebody cannot, would rather not, or would like to come; a weekday in one list only."""
    return actions.set_wishes(actor, person, body)


@routes.get("/persons/<uuid:person_id>/wishes", action="duties.read_wishes", on=people.person,
            answer=schemas.WishAnswer)  # fmt: skip
def read_wishes(_actor: Any, person: Any) -> Any:
    """Somebody's wished weekdays."""
    return queries.wishes(person.id)


@routes.post("/areas/<area_path>/pairs", action="duties.pair", on=areas.area, body=schemas.PairBody,
             answer=schemas.PairAnswer, refuses=["kit.key_used", "duties.paired_already"])  # fmt: skip
def pair(actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Let two people of an RT or RW serve on the same nights, or never on the same one."""
    return actions.pair(actor, area, body)


@routes.get("/areas/<area_path>/pairs", action="duties.list_pairs", on=areas.area, query=PageQuery,
            answer=schemas.PairAnswer, paged=True)  # fmt: skip
def list_pairs(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """Who serves together and who apart, in an area."""
    return queries.pairs_in(area.path, query)


@routes.delete("/pairs/<uuid:pair_id>", action="duties.unpair", on=queries.pair)
def unpair(actor: Any, pair: Any) -> None:
    """Let two people serve as it comes again."""
    actions.unpair(actor, pair)
