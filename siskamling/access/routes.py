"""Endpoints of sign-in and invitations."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from siskamling.access import actions, firebase, invitations, offices, passwords, queries, reset, schemas
from siskamling.access.rules import Place
from siskamling.agencies import queries as agencies
from siskamling.areas import queries as areas
from siskamling.kit.db.paging import Page
from siskamling.kit.errors import Unauthorized
from siskamling.kit.web.endpoint import Limit, Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.kit.web.limits import Allowance
from siskamling.people import queries as people

routes = Routes("access")

BY_PHONE = Limit(Allowance("sign_in_phone", 10, 900), lambda body: body["phone"], forgive=True)
BY_ADDRESS = Limit(Allowance("sign_in_address", 100, 900), lambda _body: request.remote_addr or "?", early=True)
CODES = Limit(Allowance("codes_address", 60, 900), lambda _body: request.remote_addr or "?", early=True)


def _secret_key() -> str:
    return str(current_app.extensions["siskamling"].secret_key)


def _area(area: Any) -> Place:
    return Place(area.level, area.name, area_path=area.path, zone=area.zone)


def _unit(unit: Any) -> Place:
    return Place("unit", unit.name, unit_path=unit.path)


def _check_password(_actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    account = people.account_by_phone(body["phone"])
    if not passwords.is_right(account.password_hash if account else None, body["password"]) or account is None:
        raise Unauthorized("access.wrong_password")
    return body | {"account_id": account.id}


@routes.post("/sign-ins", action="access.sign_in", body=schemas.SignInBody, answer=schemas.SignInAnswer,
             prepare=_check_password, limits=[BY_PHONE, BY_ADDRESS], secret=True,
             refuses=["kit.unauthorized"])  # fmt: skip
def sign_in(_actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Sign in with phone and password."""
    return actions.sign_in(people.account(body["account_id"]), body["device_name"])


def _verify_id_token(_actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    return body | {"phone": firebase.verify(body["id_token"], current_app.extensions["siskamling"]).phone}


@routes.post("/sign-ins/firebase", action="access.sign_in_with_firebase", body=schemas.FirebaseSignInBody,
             answer=schemas.SignInAnswer, prepare=_verify_id_token, limits=[BY_ADDRESS], secret=True,
             refuses=["kit.unauthorized", "access.firebase_off", "access.not_invited",
                      "access.code_not_valid", "access.code_used", "access.code_of_another_phone",
                      "people.person_taken"], unavailable=["access.firebase_unreachable"])  # fmt: skip
def sign_in_with_firebase(_actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Sign in with the phone number that a Firebase ID token proves.

    A number without an account needs an invitation code, or to stand on exactly one living person of a resident list.
    """
    return actions.sign_in_with_firebase(_secret_key(), body)


def _hash_password(_actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    return body | ({"password_hash": passwords.hash_password(body["password"])} if "password" in body else {})


@routes.post("/invitations/acceptances", action="access.accept_invitation", body=schemas.AcceptBody,
             answer=schemas.SignInAnswer, prepare=_hash_password, limits=[CODES], secret=True,
             refuses=["kit.unauthorized", "access.code_not_valid", "access.code_used", "access.code_of_another_phone",
                      "access.sign_in_first", "people.person_taken"])  # fmt: skip
def accept_invitation(actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Take up an invitation, as a new account or as the one signed in."""
    return actions.accept(_secret_key(), actor, body)


@routes.post("/areas/<area_path>/invitations", action="access.invite_to_area", on=areas.area, body=schemas.InviteBody,
             answer=schemas.InviteAnswer, secret=True)  # fmt: skip
def invite_to_area(actor: Any, area: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Invite somebody to a role in this area, below one's own."""
    return invitations.invite(_secret_key(), actor, _area(area), body)


@routes.post("/units/<uuid:unit_id>/invitations", action="access.invite_to_unit", on=agencies.unit,
             body=schemas.InviteBody, answer=schemas.InviteAnswer, secret=True)  # fmt: skip
def invite_to_unit(actor: Any, unit: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Invite somebody to a role in this unit, below one's own."""
    return invitations.invite(_secret_key(), actor, _unit(unit), body)


@routes.post("/areas/<area_path>/invitation-lists", action="access.invite_many", on=areas.area,
             body=schemas.InviteManyBody, body_kb=512, answer=schemas.InviteManyAnswer, secret=True)  # fmt: skip
def invite_many(actor: Any, area: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Invite a whole list to roles in this area: all or none."""
    return {"invitations": invitations.invite_many(_secret_key(), actor, _area(area), body["invitations"])}


@routes.post("/units/<uuid:unit_id>/invitation-lists", action="access.invite_many_to_unit", on=agencies.unit,
             body=schemas.InviteManyBody, body_kb=512, answer=schemas.InviteManyAnswer, secret=True)  # fmt: skip
def invite_many_to_unit(actor: Any, unit: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Invite a whole list to roles in this unit: all or none."""
    return {"invitations": invitations.invite_many(_secret_key(), actor, _unit(unit), body["invitations"])}


@routes.get("/areas/<area_path>/invitations", action="access.list_area_invitations", on=areas.area, query=PageQuery,
            answer=schemas.InvitationAnswer, paged=True)  # fmt: skip
def list_area_invitations(actor: Any, area: Any, query: dict[str, Any]) -> Page:
    """The open invitations here and below that are one's own, or to roles below one's own."""
    return queries.invitations_in(actor, area.path, query)


@routes.get("/units/<uuid:unit_id>/invitations", action="access.list_unit_invitations", on=agencies.unit,
            query=PageQuery, answer=schemas.InvitationAnswer, paged=True)  # fmt: skip
def list_unit_invitations(actor: Any, unit: Any, query: dict[str, Any]) -> Page:
    """The open invitations to this unit that are one's own, or to roles below one's own."""
    return queries.invitations_to_unit(actor, unit.path, query)


@routes.delete("/invitations/<uuid:invitation_id>", action="access.revoke_invitation", on=queries.invitation)
def revoke_invitation(actor: Any, invitation: Any) -> None:
    """Let an open code be good no more: by who gave it, or whoever stands above the role it is for; a reset code by who
    gave it."""
    invitations.revoke_invitation(actor, invitation.id)


@routes.get("/areas/<area_path>/roles", action="access.list_roles", on=areas.area, query=PageQuery,
            answer=schemas.RoleAnswer, paged=True)  # fmt: skip
def list_roles(_actor: Any, area: Any, query: dict[str, Any]) -> Page:
    """The offices held now at this area."""
    return queries.offices_at(area.path, query)


@routes.get("/areas/<area_path>/resident-roles", action="access.list_resident_roles", on=areas.area, query=PageQuery,
            answer=schemas.RoleAnswer, paged=True)  # fmt: skip
def list_resident_roles(_actor: Any, area: Any, query: dict[str, Any]) -> Page:
    """Who holds the role of resident here and below now: to end it, to reset a password, to name a deputy."""
    return queries.residents_in(area.path, query)


@routes.get("/units/<uuid:unit_id>/roles", action="access.list_unit_roles", on=agencies.unit, query=PageQuery,
            answer=schemas.RoleAnswer, paged=True)  # fmt: skip
def list_unit_roles(_actor: Any, unit: Any, query: dict[str, Any]) -> Page:
    """Who holds which role in this unit now."""
    return queries.roles_at_unit(unit.path, query)


@routes.get("/areas/<area_path>/deciders", action="access.read_deciders", on=areas.area,
            answer=schemas.DecidersAnswer)  # fmt: skip
def read_deciders(_actor: Any, area: Any) -> dict[str, Any]:
    """Who decides here now: the head, else the acting head, else the level above."""
    return offices.deciders(area.path)


@routes.post("/areas/<area_path>/delegations", action="access.delegate", on=areas.area, body=schemas.DelegateBody,
             answer=schemas.RoleAnswer, refuses=["access.already_acting"])  # fmt: skip
def delegate(actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Let somebody of this area act as head until a date; again with a later date: until then."""
    return offices.delegate(actor, area.path, area.level, body)


@routes.delete("/roles/<uuid:role_id>", action="access.end_role", on=queries.role, refuses=["access.only_successor"])
def end_role(actor: Any, role: Any) -> None:
    """End a role below one's own, or one's own."""
    offices.end_role(actor, role.id)


@routes.post("/roles/<uuid:role_id>/reset-codes", action="access.give_reset_code", on=queries.role,
             answer=schemas.InviteAnswer, secret=True)  # fmt: skip
def give_reset_code(actor: Any, role: Any) -> dict[str, Any]:
    """A code with which the holder of this role sets a new password."""
    return reset.reset_code(_secret_key(), actor, role)


@routes.post("/password-resets", action="access.reset_password", body=schemas.ResetBody, answer=schemas.SignInAnswer,
             prepare=_hash_password, limits=[CODES], secret=True,
             refuses=["kit.unauthorized", "access.code_not_valid"])  # fmt: skip
def reset_password(_actor: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Set a new password by the head's code; every earlier sign-in ends."""
    return reset.reset_password(_secret_key(), body)


@routes.get("/tokens", action="access.list_tokens", query=PageQuery, answer=schemas.TokenAnswer, paged=True)
def list_tokens(actor: Any, query: dict[str, Any]) -> Page:
    """Where am I signed in?"""
    return queries.tokens_of(actor, query)


@routes.delete("/tokens/<uuid:token_id>", action="access.revoke_token", on=queries.token)
def revoke_token(_actor: Any, token: Any) -> None:
    """Sign out one of my devices; its push address goes with it."""
    actions.revoke(token.id)


@routes.post("/sign-outs", action="access.sign_out", status=204)
def sign_out(actor: Any) -> None:
    """Sign this device out; its push address goes with it."""
    actions.revoke(actor.token_id)
