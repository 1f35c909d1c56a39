"""Shapes of sign-in, tokens and invitations."""

from __future__ import annotations

from siskamling.areas.schemas import ZoneBeside
from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape
from siskamling.people.schemas import MeAnswer, Phone

_PASSWORD = {"description": "at least 8 characters", "example": "ronda-malam-7"}


class SignInBody(Shape):
    """Phone and password."""

    phone = Phone(required=True, metadata={"description": "a mobile", "example": "0870-1234-567"})
    password = fields.Secret(required=True, least=1, most=200, metadata=_PASSWORD)
    device_name = fields.Text(load_default="?", most=80, metadata={"description": "for the list of sign-ins",
                                                                   "example": "Redmi 9A"})  # fmt: skip


class FirebaseSignInBody(Shape):
    """A Firebase ID token of somebody who signed in there by phone; a code and a name if they are new here."""

    id_token = fields.Text(required=True, most=4096, metadata={"description": "not older than an hour",
                                                               "example": "eyJhbGciOiJSUzI1NiIs..."})  # fmt: skip
    code = fields.Text(least=8, most=20, metadata={"description": "of an invitation", "example": "7KQ2-9FXM"})
    name = fields.Name(metadata={"description": "name, if new; else as listed or invited", "example": "Budi"})
    device_name = fields.Text(load_default="?", most=80, metadata={"description": "device", "example": "Redmi 9A"})


class SignInAnswer(Shape):
    """A bearer token, shown this once."""

    token = fields.Text(metadata={"description": "send as `Authorization: Bearer ...`", "example": "b0V..."})
    account = fields.Part(MeAnswer, metadata={"description": "who is signed in"})


class AcceptBody(Shape):
    """An invitation's code; phone and password unless already signed in."""

    code = fields.Text(required=True, least=8, most=20, metadata={"description": "as received", "example": "7KQ2-9FXM"})
    phone = Phone(metadata={"description": "a mobile", "example": "0870-1234-567"})
    password = fields.Secret(least=8, most=200, metadata=_PASSWORD)
    name = fields.Name(metadata={"description": "name, if the invitation has none", "example": "Budi"})
    device_name = fields.Text(load_default="?", most=80, metadata={"description": "device", "example": "Redmi 9A"})


class InviteBody(Shape):
    """Whom to invite, and as what."""

    kind = fields.Choice("resident", "rt_head", "rw_head", "kelurahan_staff", "community_officer", "police_officer",
                         "unit_admin", required=True,
                         metadata={"description": "the role", "example": "resident"})  # fmt: skip
    name = fields.Name(metadata={"description": "of the invited", "example": "Slamet Wijaya"})
    phone = Phone(metadata={"description": "if given, only this number can use the code", "example": "0870-1234-567"})
    person_id = fields.Uuid(metadata={"description": "a listed person without an account"})
    area_path = fields.Text(most=48, metadata={"description": "for a unit's community officer: the kelurahan",
                                               "example": "31.72.02.1007"})  # fmt: skip
    role_ends_at = fields.Moment(metadata={"description": "end of the term, if it has one; ahead",
                                           "example": "2031-01-01T00:00:00+07:00"})  # fmt: skip
    valid_days = fields.Whole(low=1, high=30, load_default=7, metadata={"description": "days", "example": 7})


class InviteAnswer(Shape):
    """The code, shown this once, with a text ready for a chat message."""

    id = fields.Uuid(metadata={"description": "the invitation"})
    code = fields.Text(metadata={"description": "eight letters", "example": "7KQ2-9FXM"})
    expires_at = fields.Moment(metadata={"description": "end of the code"})
    zone = ZoneBeside()
    message = fields.Text(most=1000, metadata={"description": "ready to paste into a chat", "example": "Halo ..."})


class TokenAnswer(Shape):
    """A sign-in of one's own."""

    id = fields.Uuid(metadata={"description": "the token (never its secret)"})
    device_name = fields.Text(metadata={"description": "device", "example": "Redmi 9A"})
    created_at = fields.Moment(metadata={"description": "signed in at"})
    is_this = fields.Flag(metadata={"description": "the one of this request", "example": True})


class InviteManyBody(Shape):
    """A whole list of invitations."""

    invitations = fields.Many(fields.Part(InviteBody), required=True, least=1, most=200,
                              metadata={"description": "in order"})  # fmt: skip


class InviteManyAnswer(Shape):
    """The codes, in the order of the list."""

    invitations = fields.Many(fields.Part(InviteAnswer), metadata={"description": "in order"})


class InvitationAnswer(Shape):
    """An open invitation; its code was shown once."""

    id = fields.Uuid(metadata={"description": "the invitation"})
    kind = fields.Text(metadata={"description": "the role", "example": "resident"})
    area_path = fields.Text(allow_none=True, metadata={"description": "where", "example": "31.72.02.1007.005.007"})
    unit_path = fields.Text(allow_none=True, metadata={"description": "which unit", "example": None})
    name = fields.Text(allow_none=True, metadata={"description": "of the invited", "example": "Slamet Wijaya"})
    inviter = fields.Text(allow_none=True, metadata={"description": "who invited", "example": "Pak Harun"})
    role_ends_at = fields.Moment(allow_none=True, metadata={"description": "end of the role's term, if it has one"})
    created_at = fields.Moment(metadata={"description": "made at"})
    expires_at = fields.Moment(metadata={"description": "end of the code"})
    zone = ZoneBeside()


class RoleAnswer(Shape):
    """A role held now."""

    id = fields.Uuid(metadata={"description": "the role"})
    account_id = fields.Uuid(metadata={"description": "its holder"})
    name = fields.Text(metadata={"description": "the holder's name", "example": "Pak Harun"})
    kind = fields.Text(metadata={"description": "which role", "example": "rt_head"})
    area_path = fields.Text(allow_none=True, metadata={"description": "where", "example": "31.72.02.1007.005.007"})
    unit_path = fields.Text(allow_none=True, metadata={"description": "which unit", "example": None})
    is_acting = fields.Flag(metadata={"description": "stands in for the head", "example": False})
    starts_at = fields.Moment(metadata={"description": "start of the term"})
    ends_at = fields.Moment(allow_none=True, metadata={"description": "end of the term"})
    zone = ZoneBeside()


class DecidersAnswer(Shape):
    """Who decides."""

    rule = fields.Choice("head", "acting", "above", "nobody", metadata={"description": "why they", "example": "head"})
    roles = fields.Many(fields.Part(RoleAnswer), metadata={"description": "who"})


class DelegateBody(Shape):
    """To whom, until when."""

    account_id = fields.Uuid(required=True, metadata={"description": "of somebody with a role in this area"})
    ends_at = fields.Moment(required=True, metadata={"description": "at most 180 days on",
                                                     "example": "2027-01-31T00:00:00+07:00"})  # fmt: skip


class ResetBody(Shape):
    """The head's code and the new password."""

    code = fields.Text(required=True, least=8, most=20, metadata={"description": "as received", "example": "7KQ2-9FXM"})
    password = fields.Secret(required=True, least=8, most=200, metadata=_PASSWORD)
    device_name = fields.Text(load_default="?", most=80, metadata={"description": "device", "example": "Redmi 9A"})
