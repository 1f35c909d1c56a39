"""Shapes of sign-in, tokens and invitations."""

from __future__ import annotations

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape
from siskamling.people.schemas import MeAnswer, Phone

_PASSWORD = {"description": "at least 8 characters", "example": "ronda-malam-7"}


class SignInBody(Shape):
    """Phone and password."""

    phone = Phone(required=True, metadata={"description": "a mobile", "example": "0870-1234-567"})
    password = fields.Text(required=True, least=1, most=200, metadata=_PASSWORD)
    device_name = fields.Text(load_default="?", most=80, metadata={"description": "for the list of sign-ins",
                                                                   "example": "Redmi 9A"})  # fmt: skip


class SignInAnswer(Shape):
    """A bearer token, shown this once."""

    token = fields.Text(metadata={"description": "send as `Authorization: Bearer ...`", "example": "b0V..."})
    account = fields.Part(MeAnswer, metadata={"description": "who is signed in"})


class AcceptBody(Shape):
    """An invitation's code; phone and password unless already signed in."""

    code = fields.Text(required=True, least=8, most=20, metadata={"description": "as received", "example": "7KQ2-9FXM"})
    phone = Phone(metadata={"description": "a mobile", "example": "0870-1234-567"})
    password = fields.Text(least=8, most=200, metadata=_PASSWORD)
    name = fields.Text(most=120, metadata={"description": "name, if the invitation has none", "example": "Budi"})
    device_name = fields.Text(load_default="?", most=80, metadata={"description": "device", "example": "Redmi 9A"})


class InviteBody(Shape):
    """Whom to invite, and as what."""

    kind = fields.Choice("resident", "rt_head", "rw_head", "kelurahan_staff", "community_officer", "police_officer",
                         "unit_admin", required=True,
                         metadata={"description": "the role", "example": "resident"})  # fmt: skip
    name = fields.Text(most=120, metadata={"description": "of the invited", "example": "Slamet Wijaya"})
    phone = Phone(metadata={"description": "if given, only this number can use the code", "example": "0870-1234-567"})
    person_id = fields.Uuid(metadata={"description": "a listed person, for residents"})
    role_ends_at = fields.Moment(metadata={"description": "end of the term, if it has one",
                                           "example": "2031-01-01T00:00:00+07:00"})  # fmt: skip
    valid_days = fields.Whole(low=1, high=30, load_default=7, metadata={"description": "days", "example": 7})


class InviteAnswer(Shape):
    """The code, shown this once, with a text ready for a chat message."""

    id = fields.Uuid(metadata={"description": "the invitation"})
    code = fields.Text(metadata={"description": "eight letters", "example": "7KQ2-9FXM"})
    expires_at = fields.Moment(metadata={"description": "end of the code"})
    message = fields.Text(most=1000, metadata={"description": "ready to paste into a chat", "example": "Halo ..."})


class TokenAnswer(Shape):
    """A sign-in of one's own."""

    id = fields.Uuid(metadata={"description": "the token (never its secret)"})
    device_name = fields.Text(metadata={"description": "device", "example": "Redmi 9A"})
    created_at = fields.Moment(metadata={"description": "signed in at"})
    is_this = fields.Flag(metadata={"description": "the one of this request", "example": True})
