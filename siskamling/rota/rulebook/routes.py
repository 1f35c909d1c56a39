"""Endpoints on rulebooks, seasons and holidays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from siskamling.kit.clock import now
from siskamling.kit.db.paging import Page
from siskamling.kit.errors import Invalid
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.kit.web.problems import language
from siskamling.nights.rules import evening_of
from siskamling.rota.rulebook import actions, queries, schemas, words

routes = Routes("rota")


@routes.post("/areas/<area_path>/rulebooks", action="rota.decide_rules", on=queries.rt_or_rw, body=schemas.RulebookBody,
             answer=schemas.RulebookAnswer, refuses=["kit.key_used"])  # fmt: skip
def decide_rules(actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Write down what a meeting of the RT or RW decided about its watch, as a new version.

    Versions before it are never changed. An RW's rules hold in those of its RTs that decided none of their own.
    Everybody whom they rule is told once.
    """
    return actions.decide_rules(actor.id, area, body)


@routes.get("/areas/<area_path>/rulebooks", action="rota.list_rulebooks", on=queries.rt_or_rw, query=PageQuery,
            answer=schemas.RulebookAnswer, paged=True)  # fmt: skip
def list_rulebooks(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """All versions of an RT's rules and its RW's, the newest first."""
    return queries.rulebooks(area.path, query)


@routes.get("/areas/<area_path>/rulebook", action="rota.read_rulebook", on=queries.rt_or_rw, query=schemas.OnQuery,
            answer=schemas.InForceAnswer)  # fmt: skip
def read_rulebook(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The rules in force on an evening, each explained: the newest version of the RT, else of its RW, else defaults."""
    on = query.get("on") or evening_of(now(), area.zone)
    found = queries.rules_on(area.path, on)
    explained = words.said(found.rules, language())
    return {"on": on, "rulebook": found.rulebook, "rules": found.rules, "explained": explained}


@routes.post("/areas/<area_path>/seasons", action="rota.add_season", on=queries.kelurahan_or_below,
             body=schemas.SeasonBody, answer=schemas.SeasonAnswer, refuses=["kit.key_used"])  # fmt: skip
def add_season(actor: Any, area: Any, body: dict[str, Any]) -> Any:
    """Give a span of evenings other hours or crews: Ramadan, mudik, heightened alert.

    Seasons lie over the rules: the kelurahan's, then the RW's, then the RT's. Evenings outside them stay untouched.
    """
    return actions.add_season(actor.id, area, body)


@routes.get("/areas/<area_path>/seasons", action="rota.list_seasons", on=queries.kelurahan_or_below,
            query=schemas.SpanQuery, answer=schemas.SeasonAnswer, paged=True)  # fmt: skip
def list_seasons(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The seasons of an area and those above it that touch a span of evenings, the widest area's first."""
    return Page(queries.seasons_between(area.path, *_span(query)), None)


@routes.delete("/seasons/<uuid:season_id>", action="rota.remove_season", on=queries.season)
def remove_season(actor: Any, season: Any) -> None:
    """Take a season away: its evenings go by the rules again."""
    actions.remove_season(actor.id, season)


@routes.get("/areas/<area_path>/holidays", action="rota.list_holidays", on=queries.kelurahan_or_below,
            query=schemas.SpanQuery, answer=schemas.HolidayAnswer, paged=True)  # fmt: skip
def list_holidays(_actor: Any, area: Any, query: dict[str, Any]) -> Any:
    """The holidays of a span: the country's, with what kelurahan, RW and RT said of single dates."""
    found = queries.holidays(area.path, *_span(query))
    return Page([{"on_date": day, "name": name} for day, name in found.items()], None)


@routes.put("/areas/<area_path>/holidays/<on_date>", action="rota.edit_holiday", on=queries.area_day,
            body=schemas.HolidayBody, answer=schemas.HolidayEditAnswer)  # fmt: skip
def edit_holiday(actor: Any, on: Any, body: dict[str, Any]) -> Any:
    """Say that a date (2027-08-17) is a holiday in an area, or is none, whatever the calendar says."""
    return actions.edit_holiday(actor.id, on, body)


def _span(query: dict[str, Any]) -> tuple[Any, Any]:
    if not query["first"] <= query["last"] <= query["first"] + timedelta(days=366):
        raise Invalid({"last": ["rota.field.year_span"]})
    return query["first"], query["last"]
