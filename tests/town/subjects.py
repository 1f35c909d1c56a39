"""What endpoints are about: for each loader (`on=`) how to make such a thing here, and where it lies."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from siskamling.access.models import Token
from siskamling.kit.db.base import db
from siskamling.people import actions as people
from siskamling.people.models import Role
from siskamling.reports import actions as reports
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town


@dataclass(frozen=True)
class Subject:
    """A thing: its path parameters, whether it lies in the RT's area or the unit's, and whose it is."""

    path: Mapping[str, Any]
    in_area: bool = False
    in_unit: bool = False
    in_kelurahan: bool = False  # of the RT; an RT or RW of it does not cover it
    owner: Citizen | None = None
    owner_kind: str = ""


Maker = Callable[[Town, Rt], Subject]


def _area(_town: Town, here: Rt) -> Subject:
    return Subject({"area_path": here.path}, in_area=True)


def _unit(town: Town, _here: Rt) -> Subject:
    return Subject({"unit_id": town.unit().id}, in_unit=True)


def _household(town: Town, here: Rt) -> Subject:
    household = town.write(lambda: people.add_household(None, here.path, {"head_name": "Slamet", "tenure": "owner"}))
    return Subject({"household_id": household.id}, in_area=True)


def _person(town: Town, here: Rt) -> Subject:
    return Subject({"person_id": here.listed()}, in_area=True)


def _own_person(_town: Town, here: Rt) -> Subject:
    owner = here.resident()
    return Subject({"person_id": owner.person_id}, in_area=True, owner=owner, owner_kind="resident")


def _exemption(_town: Town, here: Rt) -> Subject:
    body = {"reason_class": "shift_work", "first_on": "2026-12-01"}
    made = here.head.post(f"/persons/{here.listed()}/exemptions", body)
    return Subject({"exemption_id": made.json["id"]}, in_area=True)


def _pair(_town: Town, here: Rt) -> Subject:
    body = {"kind": "apart", "one_id": str(here.listed()), "other_id": str(here.listed())}
    return Subject({"pair_id": here.head.post(f"/areas/{here.path}/pairs", body).json["id"]}, in_area=True)


def _list_import(_town: Town, here: Rt) -> Subject:
    file: dict[str, Any] = {"data": "nama;alamat\nSlamet;Gg. 3\n", "content_type": "text/csv"}
    answer = here.head.post(f"/areas/{here.path}/resident-lists", query_string={"filename": "warga.csv"}, **file)
    return Subject({"import_id": answer.json["id"]}, in_area=True)


def _post(_town: Town, here: Rt) -> Subject:
    return Subject({"post_id": here.post.id}, in_area=True)


def _post_and_area(_town: Town, here: Rt) -> Subject:
    return Subject({"post_id": here.post.id, "area_path": here.path}, in_area=True)


def _post_weekday(_town: Town, here: Rt) -> Subject:
    return Subject({"post_id": here.post.id, "weekday": 0}, in_area=True)


def _night(town: Town, here: Rt) -> Subject:
    return Subject({"night_id": here.opened_night().id}, in_area=True)


def _draft(town: Town, here: Rt) -> Subject:
    return Subject({"draft_id": here.draft()}, in_area=True)


def _token(town: Town, here: Rt) -> Subject:
    owner = town.citizen("resident", area_path=here.path)
    token_id = town.read(lambda: db.session.scalars(select(Token.id).where(Token.account_id == owner.account_id)).one())
    return Subject({"token_id": token_id}, owner=owner, owner_kind="resident")


def _device(town: Town, here: Rt) -> Subject:
    owner = town.citizen("resident", area_path=here.path)
    return Subject({"device_id": owner.phone.register().json["id"]}, owner=owner, owner_kind="resident")


def _report(town: Town, here: Rt) -> Subject:
    owner = town.citizen("resident", area_path=here.path)
    unit = town.unit()
    body = {"category": "theft", "words": "Motor hilang", "lat": here.post.lat, "lon": here.post.lon}

    def send() -> uuid.UUID:
        report = reports.send(_Sender(owner.account_id), body)
        report.unit_path = unit.path  # whether or not anybody there can be reached
        return report.id

    path = {"report_id": town.write(send)}
    return Subject(path, in_unit=True, in_kelurahan=True, owner=owner, owner_kind="resident")


@dataclass(frozen=True)
class _Sender:
    id: uuid.UUID


def _area_role(town: Town, here: Rt) -> Subject:
    owner = town.citizen("resident", area_path=here.path)
    return Subject({"role_id": _role_id(town, owner)}, in_area=True, owner=owner, owner_kind="resident")


def _unit_role(town: Town, _here: Rt) -> Subject:
    owner = town.unit().officer()
    return Subject({"role_id": _role_id(town, owner)}, in_unit=True, owner=owner, owner_kind="police_officer")


def _area_invitation(_town: Town, here: Rt) -> Subject:
    made = here.head.post(f"/areas/{here.path}/invitations", {"kind": "resident"})
    return Subject({"invitation_id": made.json["id"]}, in_area=True, owner=here.head, owner_kind="rt_head")


def _unit_invitation(town: Town, _here: Rt) -> Subject:
    unit = town.unit()
    admin = unit.admin()
    made = admin.post(f"/units/{unit.id}/invitations", {"kind": "police_officer"})
    return Subject({"invitation_id": made.json["id"]}, in_unit=True, owner=admin, owner_kind="unit_admin")


def _season(_town: Town, here: Rt) -> Subject:
    december = {"first_on": "2026-12-10", "last_on": "2026-12-20"}
    body = {"kind": "alert", "name": "Siaga", "changes": {}, **december}
    return Subject({"season_id": here.head.post(f"/areas/{here.path}/seasons", body).json["id"]}, in_area=True)


def _area_day(_town: Town, here: Rt) -> Subject:
    return Subject({"area_path": here.path, "on_date": "2026-12-24"}, in_area=True)


def _role_id(town: Town, holder: Citizen) -> uuid.UUID:
    held = select(Role.id).where(Role.account_id == holder.account_id)
    return town.read(lambda: db.session.scalars(held).one())


LOADERS: Mapping[str, Sequence[Maker]] = {
    "area": [_area],
    "rt": [_area],
    "rt_or_rw": [_area],
    "kelurahan_or_below": [_area],
    "area_day": [_area_day],
    "season": [_season],
    "unit": [_unit],
    "household": [_household],
    "person": [_person, _own_person],
    "exemption": [_exemption],
    "pair": [_pair],
    "list_import": [_list_import],
    "post": [_post],
    "_post_weekday": [_post_weekday],
    "_own_post": [_post],
    "post_and_area": [_post_and_area],
    "night": [_night],
    "draft": [_draft],
    "token": [_token],
    "device": [_device],
    "report": [_report],
    "role": [_area_role, _unit_role],
    "invitation": [_area_invitation, _unit_invitation],
}
