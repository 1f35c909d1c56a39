"""Shapes of devices and notifications."""

from __future__ import annotations

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape

_ADDRESS = {"description": "what Firebase gave the app: its installation id or registration token",
            "example": "cRw1vTqzS0ytDkEVRBCHoQ"}  # fmt: skip
_KIND = {"description": "`fid` for an installation id (preferred), `token` for a registration token", "example": "fid"}
_PLATFORM = {"description": "of the app", "example": "android"}
_VERSION = {"description": "of the app", "example": "1.4.0"}


class DeviceBody(Shape):
    """Where this app can be reached."""

    address = fields.Pattern(r"[A-Za-z0-9_:.~%=+/-]+", "kit.field.invalid", required=True, least=8, most=512,
                             metadata=_ADDRESS)  # fmt: skip
    address_kind = fields.Choice("token", "fid", required=True, metadata=_KIND)
    platform = fields.Choice("android", "ios", "web", required=True, metadata=_PLATFORM)
    app_version = fields.Text(most=20, metadata=_VERSION)


class DeviceAnswer(Shape):
    """One device that rings for me; its address stays with us."""

    id = fields.Uuid(metadata={"description": "the device"})
    platform = fields.Choice("android", "ios", "web", metadata=_PLATFORM)
    address_kind = fields.Choice("token", "fid", metadata=_KIND)
    app_version = fields.Text(allow_none=True, metadata=_VERSION)
    created_at = fields.Moment(metadata={"description": "first registered at"})


class DeliveryAnswer(Shape):
    """What became of a notification on one device."""

    device_id = fields.Uuid(metadata={"description": "the device"})
    state = fields.Choice("waiting", "accepted", "dropped", "failed", "expired",
                          metadata={"description": "`accepted`: Firebase has it, which is not yet `it rang`",
                                    "example": "accepted"})  # fmt: skip
    outcome = fields.Text(allow_none=True, metadata={"description": "why, in one word", "example": "ok"})
    attempts = fields.Whole(low=0, high=100, metadata={"description": "how often it was tried", "example": 1})
    accepted_at = fields.Moment(allow_none=True, metadata={"description": "when Firebase took it"})


class NotificationAnswer(Shape):
    """A notification to me."""

    id = fields.Uuid(metadata={"description": "the notification"})
    kind = fields.Text(metadata={"description": "what happened", "example": "reports.received"})
    urgency = fields.Choice("alarm", "normal", metadata={"description": "how it rings", "example": "normal"})
    title = fields.Text(metadata={"description": "in the language asked for", "example": "Laporan baru"})
    body = fields.Text(
        most=500, metadata={"description": "in the language asked for", "example": "Laporan baru di RT 005."}
    )
    cause_id = fields.Uuid(allow_none=True, metadata={"description": "the thing it is about"})
    created_at = fields.Moment(metadata={"description": "when it happened"})
    expires_at = fields.Moment(metadata={"description": "not sent any more after this"})
    zone = fields.Text(metadata={"description": "the time zone of my area, for these times", "example": "Asia/Jakarta"})
    deliveries = fields.Many(fields.Part(DeliveryAnswer), metadata={"description": "one for each of my devices"})
