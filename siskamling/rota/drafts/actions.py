"""Ask for a draft, stop it, publish it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from siskamling.areas import queries as areas
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Invalid, Refused
from siskamling.kit.ids import new_id
from siskamling.kit.jobs import queue
from siskamling.nights.models import Post
from siskamling.nights.rules import evening_of
from siskamling.people import actions as people
from siskamling.push import actions as push
from siskamling.rota import rules as limits
from siskamling.rota.drafts import building, hours, places, queries, rules
from siskamling.rota.drafts.hours import Book
from siskamling.rota.drafts.models import Draft, Due
from siskamling.rota.drafts.queries import Published
from siskamling.rota.models import Assignment
from siskamling.rota.rulebook import queries as rulebook


def ask(actor: Any, area: Any, body: dict[str, Any]) -> Draft:
    """A draft to be built by the worker."""
    first, last = rules.span(body["month"], body["months"])
    tonight = evening_of(now(), area.zone)
    if last < tonight:
        raise Invalid({"month": ["rota.field.month_past"]})
    if limits.is_too_far(tonight, last.year, last.month):
        raise Invalid({"month": [{"code": "rota.field.month_too_far", "most": limits.MONTHS_AHEAD}]})
    if not queries.posts_in(area.path):
        raise Refused("rota.no_posts")
    if queries.overlapping(area.path, first, last):
        raise Refused("rota.span_overlaps")
    if body.get("id") and db.session.get(Draft, body["id"]) is not None:
        raise Refused("kit.key_used")
    way = body.get("way") or _usual_way(area.path, first)
    draft = Draft(
        id=body.get("id") or new_id(), area_path=area.path, first_on=first, last_on=last, way=way,
        seconds=body["seconds"], seed=body["seed"], state="waiting", is_cancelled=False, made_by=actor.id,
        made_at=now(), published_at=None,
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    queue.enqueue("rota.build", {"draft_id": str(draft.id)}, lane="slow", key=f"draft:{draft.id}")
    return draft


def _usual_way(area_path: str, first: date) -> str:
    return "squads" if rulebook.rules_on(area_path, first).rules.way == "squads" else "fair"


def cancel(draft: Draft) -> Draft:
    """Throw a draft away; one that is being built stops within a second. Published ones stay."""
    held = _held(draft.id)
    if held.state in ("cancelled", "impossible", "undecided"):
        return held
    _move(held, "cancel")
    held.is_cancelled, held.result = True, None
    queue.cancel(f"draft:{held.id}")
    return held


def publish(actor: Any, draft: Draft) -> Draft:
    """Make a draft the rota: nights, turns and what each owed, in one transaction; whose nights change are told once.

    Refused where the rota of its span, or the rules, are not those it was built on. Nights that have begun stay.
    """
    posts = queries.posts_in(draft.area_path)
    db.session.execute(select(Post.id).where(Post.id.in_([post.id for post in posts])).with_for_update())
    held = _held(draft.id)
    _move(held, "publish")
    result: dict[str, Any] = held.result or {}
    before = queries.published([post.id for post in posts], held.first_on, held.last_on)
    book = hours.book(held, posts)
    if building.basis_of(book, before) != held.basis:
        raise Refused("rota.draft_stale")
    if queries.overlapping(held.area_path, held.first_on, held.last_on):
        raise Refused("rota.span_overlaps")
    turns = [(day, shift, person) for day, shift, person in result["turns"]]
    _write_turns(held, book, before, turns, set(result["may_lead"]))
    _write_dues(held, result["holders"])
    held.published_at = now()
    people.write_line(actor.id, "rota_published", area_path=held.area_path, draft_id=str(held.id))
    changed = rules.changed_people(building.as_turns(before), turns)
    if changed:
        push.notify("rota.published", audience="persons", args={"person_ids": sorted(changed)},
                    facts={"month": f"{held.first_on:%Y-%m}"})  # fmt: skip
    return held


def _held(draft_id: uuid.UUID) -> Draft:
    """The draft, locked: two heads cannot publish it at once."""
    statement = select(Draft).where(Draft.id == draft_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _move(draft: Draft, deed: str) -> None:
    state = rules.STATES.get((draft.state, deed))
    if draft.state == "published":
        raise Refused("rota.draft_published")
    if state is None:
        raise Refused("rota.draft_not_ready", state=draft.state)
    draft.state = state


def _write_turns(
    draft: Draft, book: Book, before: list[Published], turns: list[tuple[str, str, str]], may_lead: set[str]
) -> None:
    """Only what differs is written: a turn that stays keeps its row, and so its check-in."""
    zone = areas.area(draft.area_path).zone
    open_from = building.frozen_before(zone)
    leading = rules.leaders(turns, may_lead)
    old = {building.as_turn(one): one for one in before if one.evening_on >= open_from}
    new = {turn for turn in turns if turn[0] >= open_from.isoformat()}
    slots = places.slots(book.posts, zone, {(day, shift) for day, shift, _ in new}, hours.spans(book))
    gone = [old[turn].assignment_id for turn in old.keys() - new]
    db.session.execute(delete(Assignment).where(Assignment.id.in_(gone)))
    rows = []
    for day, shift, person in sorted(new):
        slot = slots[day, shift]
        if (day, shift, person) in old:
            row_id = old[day, shift, person].assignment_id
            leads = (day, person) in leading
            db.session.execute(update(Assignment).where(Assignment.id == row_id).values(is_leader=leads))
        else:
            rows.append({"id": new_id(), "night_id": slot.night_id, "shift_id": slot.shift_id,
                         "person_id": uuid.UUID(person), "is_leader": (day, person) in leading})  # fmt: skip
    if rows:
        db.session.execute(insert(Assignment), rows)


def _write_dues(draft: Draft, holders: Iterable[dict[str, Any]]) -> None:
    there = (Due.area_path == draft.area_path, Due.first_on == draft.first_on, Due.last_on == draft.last_on)
    db.session.execute(delete(Due).where(*there))
    rows = [{"id": new_id(), "area_path": draft.area_path, "first_on": draft.first_on, "last_on": draft.last_on,
             "holder_id": uuid.UUID(one["holder_id"]), "due": one["due"], "heavy_due": one["heavy_due"]}
            for one in holders]  # fmt: skip
    if rows:
        db.session.execute(insert(Due), rows)
