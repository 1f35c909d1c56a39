"""Endpoints of areas."""

from __future__ import annotations

from typing import Any

from siskamling.areas import actions, queries
from siskamling.areas.models import Area
from siskamling.areas.schemas import AreaAnswer, NewArea
from siskamling.kit.db.paging import Page, page
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery

routes = Routes("areas")


@routes.get("/areas/<area_path>", action="areas.read_area", on=queries.area, answer=AreaAnswer)
def read_area(_actor: Any, area: Area) -> Area:
    """One area, by its path."""
    return area


@routes.get("/areas/<area_path>/children", action="areas.list_children", on=queries.area, query=PageQuery,
            answer=AreaAnswer, paged=True)  # fmt: skip
def list_children(_actor: Any, area: Area, query: dict[str, Any]) -> Page:
    """The areas directly below an area, by path."""
    return page(queries.children(area), Area.path, query)


@routes.post("/areas/<area_path>/children", action="areas.open_area", on=queries.area, body=NewArea, answer=AreaAnswer,
             refuses=["areas.no_areas_below", "areas.already_open"])  # fmt: skip
def open_area(_actor: Any, parent: Area, body: dict[str, Any]) -> Area:
    """Open an RW in a kelurahan, or an RT in an RW."""
    return actions.open_area(parent, **body)
