"""Endpoints on reports."""

from __future__ import annotations

from typing import Any

from siskamling.access.permissions import places
from siskamling.kit import texts
from siskamling.kit.db.paging import Page
from siskamling.kit.web.endpoint import Routes
from siskamling.kit.web.fields import PageQuery
from siskamling.kit.web.problems import language
from siskamling.reports import actions, queries, schemas
from siskamling.reports.models import Report
from siskamling.reports.rules import CATEGORIES, EMERGENCY_NUMBERS

routes = Routes("reports")


def _detail(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = {"advice": None, "emergency_numbers": []}
    if report.climbed or not queries.is_reachable(report.unit_path):
        unit = queries.name_of_unit(report.unit_path)
        advice = texts.say("reports.climbed_advice", language(), unit=unit)
        told = {"advice": advice, "emergency_numbers": list(EMERGENCY_NUMBERS)}
    return queries.with_trail(report) | told


@routes.get("/report-categories", action="reports.list_categories", answer=schemas.CategoryAnswer, paged=True)
def list_categories(_actor: Any) -> Any:
    """What can be reported."""
    spoken = language()
    return Page([{"code": code, "name": texts.say(f"reports.category.{code}", spoken)} for code in CATEGORIES], None)


@routes.post("/reports", action="reports.send", body=schemas.ReportBody, answer=schemas.ReportDetail,
             refuses=["kit.key_used", "reports.no_unit"])  # fmt: skip
def send(actor: Any, body: dict[str, Any]) -> Any:
    """Report something; the phones of the responsible unit ring."""
    return _detail(actions.send(actor, body))


@routes.get("/me/reports", action="reports.list_mine", query=PageQuery, answer=schemas.ReportAnswer, paged=True)
def list_mine(actor: Any, query: dict[str, Any]) -> Any:
    """What I reported, newest first."""
    return queries.reports(Report.account_id == actor.id, query)


@routes.get("/reports", action="reports.list_of_unit", query=PageQuery, answer=schemas.ReportAnswer, paged=True)
def list_of_unit(actor: Any, query: dict[str, Any]) -> Any:
    """The reports of my unit and those below it, or of my beat, newest first."""
    return queries.reports_at(places(actor, "reports.list_of_unit"), query)


@routes.get("/reports/<uuid:report_id>", action="reports.read", on=queries.report, answer=schemas.ReportDetail)
def read(_actor: Any, report: Any) -> Any:
    """One report with its trail, for its reporter, the unit that has it and the community officer of the place."""
    return _detail(report)


@routes.post("/reports/<uuid:report_id>/acknowledgements", action="reports.acknowledge", on=queries.report,
             answer=schemas.ReportDetail, refuses=["reports.wrong_state"])  # fmt: skip
def acknowledge(actor: Any, report: Any) -> Any:
    """An officer takes the report; its reporter is told."""
    return _detail(actions.acknowledge(actor, report.id))


@routes.post("/reports/<uuid:report_id>/handovers", action="reports.hand_on", on=queries.report,
             body=schemas.HandOnBody, answer=schemas.ReportDetail,
             refuses=["reports.already_there", "reports.wrong_state"])  # fmt: skip
def hand_on(actor: Any, report: Any, body: dict[str, Any]) -> Any:
    """Give the report to another unit, whose phones ring; its reporter is told.

    Where nobody of that unit can be reached, it climbs at once, as a new report does.
    """
    return _detail(actions.hand_on(actor, report.id, body["unit_id"]))


@routes.get("/units/reachability", action="reports.list_reachability", query=PageQuery,
            answer=schemas.ReachabilityAnswer, paged=True)  # fmt: skip
def list_reachability(_actor: Any, query: dict[str, Any]) -> Any:
    """Which units can be reached; red where no officer has a live device."""
    return queries.reachability(query)
