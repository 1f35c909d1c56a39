"""Endpoints of units, and of the place of a point."""

from __future__ import annotations

from typing import Any

from siskamling.agencies import queries
from siskamling.agencies.models import Unit
from siskamling.agencies.schemas import LocationAnswer, PointQuery, UnitAnswer
from siskamling.kit.db.paging import Page, page
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery

routes = Routes("agencies")


@routes.get("/locations", action="agencies.locate", query=PointQuery, answer=LocationAnswer)
def locate(_actor: Any, query: dict[str, Any]) -> queries.UnitPlace:
    """The kelurahan and the responsible police unit of a point."""
    return queries.locate_unit(**query)


@routes.get("/units", action="agencies.list_units", query=PageQuery, answer=UnitAnswer, paged=True)
def list_units(_actor: Any, query: dict[str, Any]) -> Page:
    """All units, each below its superior."""
    return page(queries.units(), Unit.path, query)


@routes.get("/units/<uuid:unit_id>", action="agencies.read_unit", on=queries.unit, answer=UnitAnswer)
def read_unit(_actor: Any, unit: Unit) -> Unit:
    """One unit."""
    return unit
