"""Shapes of accounts, households, persons and roles."""

from __future__ import annotations

from typing import Any

from siskamling.areas.schemas import ZoneBeside
from siskamling.kit.web import fields
from siskamling.kit.web.fields import PageQuery, Shape, wrong
from siskamling.people.phones import to_e164

TENURES = ("owner", "tenant", "boarder", "unknown")
_DOOR = {"description": "as neighbours say it", "example": "Gg. 3 No. 5"}


class Phone(fields.Text):
    """A mobile number in any way people type it; answers give E.164."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=8, most=24, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        phone = to_e164(super()._deserialize(value, attr, data, **kwargs))
        if phone is None:
            raise wrong("people.field.not_a_mobile")
        return phone


class RoleAnswer(Shape):
    """A role held now."""

    id = fields.Uuid(metadata={"description": "the role"})
    kind = fields.Text(metadata={"description": "resident, rt_head, police_officer, ...", "example": "rt_head"})
    area_path = fields.Text(allow_none=True, metadata={"description": "the area", "example": "31.72.02.1007.005.007"})
    unit_path = fields.Text(allow_none=True, metadata={"description": "the unit", "example": None})
    is_acting = fields.Flag(metadata={"description": "stands in for the head", "example": False})
    ends_at = fields.Moment(allow_none=True, metadata={"description": "end of the term, if it has one"})
    zone = ZoneBeside()


class MeAnswer(Shape):
    """Who is signed in."""

    id = fields.Uuid(metadata={"description": "the account"})
    name = fields.Text(metadata={"description": "name", "example": "Budi Santoso"})
    phone = fields.Text(metadata={"description": "E.164", "example": "+628701234567"})
    language = fields.Choice("id", "en", metadata={"description": "of notifications", "example": "id"})
    roles = fields.Many(fields.Part(RoleAnswer), metadata={"description": "held now"})


class OwnPersonAnswer(Shape):
    """Oneself on a resident list."""

    id = fields.Uuid(metadata={"description": "the person"})
    name = fields.Text(metadata={"description": "as listed", "example": "Budi Santoso"})
    area_path = fields.Text(metadata={"description": "the RT", "example": "31.72.02.1007.005.007"})


class MeChange(Shape):
    """What a person may change of their own account."""

    name = fields.Name(metadata={"description": "name", "example": "Budi Santoso"})
    language = fields.Choice("id", "en", metadata={"description": "of notifications", "example": "en"})


class PersonBody(Shape):
    """A member of a household."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the person's"})
    name = fields.Name(required=True, metadata={"description": "as written", "example": "Slamet Wijaya"})
    phone = Phone(metadata={"description": "a mobile, or left out", "example": "0870-1234-567"})
    is_adult = fields.Flag(metadata={"description": "17 or older; left out: by the birth year, else true",
                                     "example": True})  # fmt: skip
    birth_year = fields.Whole(low=1900, high=2100, metadata={"description": "not of a year to come", "example": 1980})


class PersonsQuery(PageQuery):
    """Which persons."""

    name = fields.Text(most=120, metadata={"description": "a part of the name; small letters and apostrophes of any "
                                           "kind find the same", "example": "ma'ruf"})  # fmt: skip


class PersonAnswer(Shape):
    """A member of a household as the head sees them."""

    id = fields.Uuid(metadata={"description": "the person"})
    household_id = fields.Uuid(metadata={"description": "the household"})
    name = fields.Text(metadata={"description": "name", "example": "Slamet Wijaya"})
    phone = fields.Text(allow_none=True, metadata={"description": "E.164", "example": "+628701234567"})
    other_phones = fields.Many(fields.Text(), metadata={"description": "further mobiles of a list", "example": []})
    is_head = fields.Flag(metadata={"description": "kepala keluarga", "example": True})
    is_adult = fields.Flag(metadata={"description": "17 or older", "example": True})
    birth_year = fields.Whole(low=1900, high=2100, allow_none=True, metadata={"description": "year", "example": 1980})
    has_account = fields.Flag(metadata={"description": "can sign in", "example": False})
    account_id = fields.Uuid(allow_none=True, metadata={"description": "their account, to name them as deputy"})


class PersonChange(Shape):
    """What may be corrected of a person."""

    name = fields.Name(metadata={"description": "as written", "example": "Slamet Widjaja"})
    phone = Phone(allow_none=True, metadata={"description": "a mobile; null: none", "example": "0870-1234-567"})
    is_adult = fields.Flag(metadata={"description": "17 or older", "example": True})
    birth_year = fields.Whole(low=1900, high=2100, allow_none=True, metadata={"description": "instead of a birth date",
                                                                              "example": 1980})  # fmt: skip
    has_left = fields.Flag(metadata={"description": "died or moved away; false: lives here after all", "example": True})


class HouseholdBody(Shape):
    """A new household with its head."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the household's"})
    head_name = fields.Name(required=True, metadata={"description": "head", "example": "Slamet Wijaya"})
    phone = Phone(metadata={"description": "the head's mobile, or left out", "example": "0870-1234-567"})
    address = fields.Name(most=200, letters=False, metadata=_DOOR)
    tenure = fields.Choice(*TENURES, load_default="unknown", metadata={"description": "tenure", "example": "owner"})


class HouseholdChange(Shape):
    """What may be corrected of a household."""

    head_name = fields.Name(metadata={"description": "a member, or their right name", "example": "Slamet Widjaja"})
    address = fields.Name(most=200, letters=False, allow_none=True, metadata=_DOOR)
    tenure = fields.Choice(*TENURES, metadata={"description": "tenure", "example": "tenant"})


class HouseholdAnswer(Shape):
    """A household."""

    id = fields.Uuid(metadata={"description": "the household"})
    area_path = fields.Text(metadata={"description": "its RT", "example": "31.72.02.1007.005.007"})
    head_name = fields.Text(metadata={"description": "head", "example": "Slamet Wijaya"})
    address = fields.Text(allow_none=True, metadata={"description": "address", "example": "Gg. 3 No. 5"})
    tenure = fields.Choice(*TENURES, metadata={"description": "tenure", "example": "owner"})
    occupants = fields.Whole(low=1, high=50, allow_none=True, metadata={"description": "people living there, by the "
                                                                        "list", "example": 4})  # fmt: skip


class TrailAnswer(Shape):
    """One line of the admin trail."""

    id = fields.Uuid(metadata={"description": "the line"})
    at = fields.Moment(metadata={"description": "when"})
    actor_id = fields.Uuid(allow_none=True, metadata={"description": "who; null: the system"})
    deed = fields.Text(metadata={"description": "what", "example": "invited"})
    area_path = fields.Text(allow_none=True, metadata={"description": "where", "example": "31.72.02.1007.005.007"})
    unit_path = fields.Text(allow_none=True, metadata={"description": "which unit", "example": None})
    zone = ZoneBeside()
    facts = fields.Map(metadata={"description": "details without names or phones"})
