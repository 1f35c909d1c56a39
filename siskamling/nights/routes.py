"""Endpoints on posts."""

from __future__ import annotations

from typing import Any

from siskamling.areas import queries as areas
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.nights import actions, queries, schemas

routes = Routes("nights")


@routes.post("/areas/<area_path>/posts", action="nights.add_post", on=areas.rt, body=schemas.PostBody,
             answer=schemas.PostAnswer, refuses=["kit.key_used"])  # fmt: skip
def add_post(_actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Add a guard post to an RT."""
    return queries.shown(queries.PostSubject(actions.add_post(area.path, body), (area.path,)))


@routes.get("/areas/<area_path>/posts", action="nights.list_posts", on=areas.area, query=PageQuery,
            answer=schemas.PostAnswer, paged=True)  # fmt: skip
def list_posts(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The posts that serve an area."""
    return queries.posts(area.path, query)


@routes.get("/posts/<uuid:post_id>", action="nights.read_post", on=queries.post, answer=schemas.PostAnswer)
def read_post(_actor: Any, subject: Any) -> Any:
    """One post."""
    return queries.shown(subject)


@routes.put("/posts/<uuid:post_id>/areas/<area_path>", action="nights.serve_area", on=queries.post_and_area,
            answer=schemas.PostAnswer)  # fmt: skip
def serve_area(actor: Any, on: Any) -> Any:
    """Let a post serve a further RT: its people may then stand in the post's squads, see its nights and check in.

    For who answers for both RTs: in one RW its head.
    """
    return queries.shown(actions.serve_area(actor, on))


@routes.delete("/posts/<uuid:post_id>/areas/<area_path>", action="nights.stop_serving", on=queries.post_and_area,
               refuses=["nights.its_own_area"])  # fmt: skip
def stop_serving(actor: Any, on: Any) -> None:
    """Let a post no longer serve an RT that is not its own.

    Its people leave the post's squads. Give their turns to others first: they can then no longer check in there.
    """
    actions.stop_serving(actor, on)
