"""Endpoints on drafts."""

from __future__ import annotations

from typing import Any

from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.kit.web.problems import language
from siskamling.rota.drafts import actions, preview, queries, schemas
from siskamling.rota.rulebook import queries as rulebook

routes = Routes("rota")


@routes.post("/areas/<area_path>/rota-drafts", action="rota.ask_draft", on=rulebook.rt_or_rw, body=schemas.DraftBody,
             answer=schemas.DraftAnswer, status=202,
             refuses=["rota.no_posts", "rota.span_overlaps", "kit.key_used"])  # fmt: skip
def ask_draft(actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Let the engine make a rota for an area's posts. Read the draft to see how far it is; nothing is published yet.

    Where the span has a rota already, it is planned anew with as few changes as can be; nights that have begun, and
    turns locked by hand, stay.
    """
    return actions.ask(actor, area, body)


@routes.get("/areas/<area_path>/rota-drafts", action="rota.list_drafts", on=rulebook.rt_or_rw, query=PageQuery,
            answer=schemas.DraftAnswer, paged=True)  # fmt: skip
def list_drafts(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """An area's drafts, newest first."""
    return queries.drafts(area.path, query)


@routes.get("/rota-drafts/<uuid:draft_id>", action="rota.read_draft", on=queries.draft, answer=schemas.PreviewAnswer)
def read_draft(_actor: Any, draft: Any) -> Any:
    """A draft: how far it is, then its rota with the fairness table beside the present one, or why there is none."""
    return preview.shown(draft, language())


@routes.post("/rota-drafts/<uuid:draft_id>/cancellations", action="rota.cancel_draft", on=queries.draft,
             answer=schemas.DraftAnswer, refuses=["rota.draft_published", "rota.draft_not_ready"])  # fmt: skip
def cancel_draft(_actor: Any, draft: Any) -> Any:
    """Throw a draft away. One that is being built stops within a second."""
    return actions.cancel(draft)


@routes.post("/rota-drafts/<uuid:draft_id>/publications", action="rota.publish_draft", on=queries.draft,
             answer=schemas.DraftAnswer, refuses=["rota.draft_not_ready", "rota.draft_published", "rota.draft_stale",
                                                  "rota.span_overlaps"])  # fmt: skip
def publish_draft(actor: Any, draft: Any) -> Any:
    """Make a draft the rota, in one step; exactly those whose nights change are told, each once."""
    return actions.publish(actor, draft)
