"""The admin of a superior unit (Polres) over the admins of the units under it (Polsek)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.access.shared import PASSWORD, also, deeds, kinds_of, role_of
from tests.town.answers import slug_of
from tests.town.citizens import Citizen
from tests.town.places import Station
from tests.town.world import Town


@dataclass
class Ladder:
    """Polres Metro Jakarta Utara, one Polsek under it, and that Polsek's admin."""

    town: Town
    polres: Station = field(init=False)
    polsek: Station = field(init=False)
    admin: Citizen = field(init=False)

    def __post_init__(self) -> None:
        self.polres, self.polsek = self.town.unit("Polres Metro Jakarta Utara"), self.town.unit()
        self.admin = self.polsek.admin()
        self.place, self.role = f"/units/{self.polsek.id}", f"/roles/{role_of(self.admin, 'unit_admin')}"

    def beside(self) -> dict[str, Citizen]:
        """Who sees the role and may nothing about it."""
        return {
            "an admin of the same unit": self.polsek.admin(),
            "an officer of the unit": self.polsek.officer(),
            "an officer of the superior unit": self.polres.officer(),
            "the community officer": self.town.community_officer,
        }

    def elsewhere(self) -> dict[str, Citizen]:
        """Who does not even see it."""
        return {
            "the neighbour's admin": self.town.unit("Polsek Koja").admin(),
            "another Polres's admin": self.town.unit("Polres Pelabuhan Tanjung Priok").admin(),
            "the neighbour's officer": self.town.unit("Polsek Koja").officer(),
            "the RT's head": self.town.rt().head,
            "a resident": self.town.rt().resident(),
            "the RW's head": self.town.rw_head,
            "the kelurahan's staff": self.town.kelurahan_staff,
        }


@pytest.fixture
def ladder(town: Town) -> Ladder:
    return Ladder(town)


def test_it_ends_the_role_found_in_the_units_list(ladder: Ladder) -> None:
    superior = ladder.polres.admin()
    (found,) = superior.get(f"{ladder.place}/roles").json["items"]
    assert superior.delete(f"/roles/{found['id']}").status_code == 204
    assert kinds_of(ladder.admin) == []
    assert deeds(superior, ladder.place)[0] == "ended"


def test_it_gives_a_code_that_sets_a_new_password(town: Town, ladder: Ladder) -> None:
    superior = ladder.polres.admin()
    given = superior.post(f"{ladder.role}/reset-codes")
    assert given.status_code == 201, given.text
    body = {"code": given.json["code"], "password": PASSWORD, "device_name": "?"}
    assert town.anybody.post("/password-resets", body).json["account"]["id"] == str(ladder.admin.account_id)
    assert deeds(superior, ladder.place)[0] == "reset_code"


def test_a_code_is_good_no_more_when_its_giver_is_admin_no_more(town: Town, ladder: Ladder) -> None:
    superior = ladder.polres.admin()
    code = superior.post(f"{ladder.role}/reset-codes").json["code"]
    assert town.operator.delete(f"/roles/{role_of(superior, 'unit_admin')}").status_code == 204
    body = {"code": code, "password": PASSWORD, "device_name": "?"}
    assert slug_of(town.anybody.post("/password-resets", body)) == "access.code_not_valid"


def test_nobody_else_may(town: Town, ladder: Ladder) -> None:
    for status, group in ((403, ladder.beside()), (404, ladder.elsewhere())):
        for who, one in group.items():
            assert one.delete(ladder.role).status_code == status, who
            assert one.post(f"{ladder.role}/reset-codes").status_code == status, who
    assert town.anybody.delete(ladder.role).status_code == 401
    assert town.anybody.post(f"{ladder.role}/reset-codes").status_code == 401
    assert kinds_of(ladder.admin) == ["unit_admin"]


def test_the_admins_of_the_superior_unit_are_safe_from_each_other_and_from_below(ladder: Ladder) -> None:
    superior = ladder.polres.admin()
    role = f"/roles/{role_of(superior, 'unit_admin')}"
    for one, status in ((ladder.polres.admin(), 403), (ladder.admin, 404)):
        assert one.delete(role).status_code == status
        assert one.post(f"{role}/reset-codes").status_code == status


def test_an_office_that_is_not_below_is_not_handed_over(town: Town, ladder: Ladder) -> None:
    also(ladder.admin, "unit_admin", unit_path=town.unit("Polsek Koja").path)
    assert ladder.polres.admin().post(f"{ladder.role}/reset-codes").status_code == 201
    assert slug_of(town.unit().admin().post(f"{ladder.role}/reset-codes")) == "access.not_yours_to_reset"
    also(ladder.admin, "rt_head", area_path=town.rt().path)
    assert slug_of(ladder.polres.admin().post(f"{ladder.role}/reset-codes")) == "access.not_yours_to_reset"


def test_it_sees_and_revokes_an_invitation_to_the_office_but_gives_none(town: Town, ladder: Ladder) -> None:
    made = town.operator.post(f"{ladder.place}/invitations", {"kind": "unit_admin"}).json
    superior = ladder.polres.admin()
    assert [one["id"] for one in superior.get(f"{ladder.place}/invitations").json["items"]] == [made["id"]]
    assert ladder.admin.get(f"{ladder.place}/invitations").json["items"] == []
    assert slug_of(ladder.admin.delete(f"/invitations/{made['id']}")) == "access.not_yours_to_revoke"
    assert superior.delete(f"/invitations/{made['id']}").status_code == 204
    answer = superior.post(f"{ladder.place}/invitations", {"kind": "unit_admin"})
    assert slug_of(answer) == "access.not_below_you"
