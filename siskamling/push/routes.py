"""Endpoints on devices and notifications."""

from __future__ import annotations

from typing import Any

from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.kit.web.problems import language
from siskamling.push import actions, queries, schemas

routes = Routes("push")


@routes.post("/devices", action="push.register_device", body=schemas.DeviceBody, answer=schemas.DeviceAnswer)
def register_device(actor: Any, body: dict[str, Any]) -> Any:
    """Let this phone ring for me. The same address again gives the same device; another person's moves to me.

    Register at each start of the app: of my phones the ten registered last ring, and older ones are forgotten.
    """
    return actions.register_device(actor, body)


@routes.get("/devices", action="push.list_devices", query=PageQuery, answer=schemas.DeviceAnswer, paged=True)
def list_devices(actor: Any, query: dict[str, Any]) -> Any:
    """Which of my devices ring?"""
    return queries.devices_of(actor.id, query)


@routes.delete("/devices/<uuid:device_id>", action="push.forget_device", on=queries.device)
def forget_device(_actor: Any, device: Any) -> None:
    """Let this phone ring no more."""
    actions.forget_device(device)


@routes.get("/notifications", action="push.list_notifications", query=PageQuery, answer=schemas.NotificationAnswer,
            paged=True)  # fmt: skip
def list_notifications(actor: Any, query: dict[str, Any]) -> Any:
    """What was I told, and what became of it on each of my devices?"""
    return queries.inbox(actor, language(), query)
