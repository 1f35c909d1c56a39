"""The permission table: every action, who may do it, and over what. docs/permissions.md is printed from it.

Scopes: OWN = the thing is the actor's; AREA = it lies in or below the area in which the actor holds the role;
UNIT = it belongs to the unit (or one below) in which the actor holds the role; ANY = wherever it is.
"""

from __future__ import annotations

from siskamling.access.rules import ANY, AREA, EVERYBODY, OWN, OWN_ONLY, PUBLIC, UNIT, Row

HEADS = {"rt_head": AREA, "rw_head": AREA}
# The rooms in whose actions whoever decides in an area without a head (offices.deciders) stands in for that head.
STANDING_IN = ("access", "people", "duties")
WATCHERS = {"resident": AREA, **HEADS, "kelurahan_staff": AREA, "community_officer": AREA}
POLICE = {"police_officer": UNIT, "unit_admin": UNIT}
# A Bhabinkamtibmas is a Polri officer with a beat: what happens in his kelurahan is his, whichever unit has it; the
# rest of his unit's is not, and giving a report away is for the unit's desk.
ON_THE_SPOT = {**POLICE, "community_officer": AREA}

TABLE: dict[str, Row] = {
    # -- access
    "access.sign_in": PUBLIC,
    "access.sign_in_with_firebase": PUBLIC,
    "access.accept_invitation": PUBLIC,
    "access.sign_out": EVERYBODY,
    "access.list_tokens": EVERYBODY,
    "access.revoke_token": OWN_ONLY,
    "access.invite_to_area": {"operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA, "rt_head": AREA},
    "access.invite_to_unit": {"operator": ANY, "unit_admin": UNIT},
    "access.invite_many": {"operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA, "rt_head": AREA},
    "access.invite_many_to_unit": {"operator": ANY, "unit_admin": UNIT},
    "access.list_area_invitations": {"operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA, "rt_head": AREA},
    "access.list_unit_invitations": {"operator": ANY, "unit_admin": UNIT},
    "access.revoke_invitation": {"own": OWN, "operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA,
                                 "rt_head": AREA, "unit_admin": UNIT},
    "access.list_resident_roles": HEADS,
    "access.list_unit_roles": {"operator": ANY, "unit_admin": UNIT},
    "access.list_roles": {"operator": ANY, **WATCHERS},
    "access.read_deciders": {"operator": ANY, **WATCHERS},
    "access.delegate": {"rt_head": AREA, "rw_head": AREA, "kelurahan_staff": AREA},
    "access.end_role": {"own": OWN, "operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA, "rt_head": AREA,
                        "unit_admin": UNIT},
    "access.give_reset_code": {"operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA, "rt_head": AREA,
                               "unit_admin": UNIT},
    "access.reset_password": PUBLIC,
    # -- areas and agencies
    "areas.read_area": EVERYBODY,
    "areas.list_children": EVERYBODY,
    "areas.open_area": {"operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA},
    "agencies.locate": EVERYBODY,
    "agencies.list_units": EVERYBODY,
    "agencies.read_unit": EVERYBODY,
    # -- people
    "people.read_me": EVERYBODY,
    "people.change_me": EVERYBODY,
    "people.my_persons": EVERYBODY,
    "people.list_households": {"rt_head": AREA, "rw_head": AREA},
    "people.add_household": {"rt_head": AREA, "rw_head": AREA},
    "people.read_household": {"rt_head": AREA, "rw_head": AREA},
    "people.add_person": {"rt_head": AREA, "rw_head": AREA},
    "people.list_persons": {"rt_head": AREA, "rw_head": AREA},
    "people.change_household": {"rt_head": AREA, "rw_head": AREA},
    "people.change_person": {"rt_head": AREA, "rw_head": AREA},
    "people.preview_list": {"rt_head": AREA, "rw_head": AREA},
    "people.read_list": {"rt_head": AREA, "rw_head": AREA},
    "people.commit_list": {"rt_head": AREA, "rw_head": AREA},
    "people.read_trail": {"operator": ANY, "kelurahan_staff": AREA, "rw_head": AREA},
    "people.read_unit_trail": {"operator": ANY, "unit_admin": UNIT},
    "people.read_placeless_trail": {"operator": ANY},
    # -- push
    "push.register_device": EVERYBODY,
    "push.list_devices": EVERYBODY,
    "push.forget_device": OWN_ONLY,
    "push.list_notifications": EVERYBODY,
    # -- nights and rota
    "nights.add_post": HEADS,
    "nights.list_posts": WATCHERS,
    "nights.read_post": WATCHERS,
    "nights.serve_area": HEADS,
    "nights.stop_serving": HEADS,
    "nights.read_night": WATCHERS,
    "rota.set_squad": HEADS,
    "rota.list_squads": WATCHERS,
    "rota.make_month": HEADS,
    "rota.list_nights": WATCHERS,
    "rota.my_turns": EVERYBODY,
    "rota.decide_rules": HEADS,
    "rota.list_rulebooks": WATCHERS,
    "rota.read_rulebook": WATCHERS,
    "rota.add_season": {**HEADS, "kelurahan_staff": AREA},
    "rota.list_seasons": WATCHERS,
    "rota.remove_season": {**HEADS, "kelurahan_staff": AREA},
    "rota.list_holidays": WATCHERS,
    "rota.edit_holiday": {**HEADS, "kelurahan_staff": AREA},
    "rota.ask_draft": HEADS,
    "rota.list_drafts": HEADS,
    "rota.read_draft": HEADS,
    "rota.cancel_draft": HEADS,
    "rota.publish_draft": HEADS,
    "duties.exempt": HEADS,
    "duties.list_exemptions": HEADS,
    "duties.read_exemptions": {"own": OWN, **HEADS},
    "duties.end_exemption": HEADS,
    "duties.set_absences": {"own": OWN, **HEADS},
    "duties.read_absences": {"own": OWN, **HEADS},
    "duties.set_wishes": {"own": OWN, **HEADS},
    "duties.read_wishes": {"own": OWN, **HEADS},
    "duties.pair": HEADS,
    "duties.list_pairs": HEADS,
    "duties.unpair": HEADS,
    # -- attendance
    "attendance.check_in": WATCHERS,
    "attendance.list_check_ins": WATCHERS,
    # -- reports
    "reports.send": {"resident": ANY, "rt_head": ANY, "rw_head": ANY, "kelurahan_staff": ANY,
                     "community_officer": ANY, "police_officer": ANY, "unit_admin": ANY},
    "reports.list_categories": EVERYBODY,
    "reports.list_mine": EVERYBODY,
    "reports.list_of_unit": ON_THE_SPOT,
    "reports.read": {"own": OWN, **ON_THE_SPOT},
    "reports.acknowledge": ON_THE_SPOT,
    "reports.hand_on": POLICE,
    "reports.list_reachability": {"operator": ANY},
}  # fmt: skip
