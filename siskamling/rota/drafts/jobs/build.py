"""The job `rota.build`: rows become a problem, the engine solves it in a process of its own, rows record the answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from siskamling.kit.db.base import db
from siskamling.rota.drafts import building, rules
from siskamling.rota.drafts.building import Asked
from siskamling.rota.drafts.models import Draft
from siskamling.rota.engine import process
from siskamling.rota.engine.answer import Rota, Settings, Undecided
from siskamling.rota.engine.process import Explanation
from siskamling.rota.engine.watch import Progress


@dataclass(frozen=True)
class Built:
    """What the engine was asked, and what it answered; None: stopped before it could."""

    asked: Asked
    answer: Rota | Explanation | None
    is_undecided: bool = False


def gather(payload: dict[str, Any]) -> Asked | None:
    """The problem of a draft; None where it is no longer wanted."""
    draft = db.session.get(Draft, uuid.UUID(payload["draft_id"]), populate_existing=True)
    if draft is None or (draft.state, "begin") not in rules.STATES:
        return None
    return building.asked(draft)


def work_long(asked: Asked | None, beat: Callable[[dict[str, Any]], bool]) -> Built | None:
    """Solve; every beat tells how far it is, renews the lease, and says whether to go on."""
    if asked is None:
        return None

    def on_progress(told: Progress) -> bool:
        seconds = round(told.elapsed_s, 1)
        return beat({"elapsed_s": seconds, "ssq": told.ssq, "bound": told.bound, "gap": told.gap})

    settings = Settings(asked.seconds, rules.WORKERS, asked.seed)
    try:
        return Built(asked, process.run(asked.problem, settings, on_progress))
    except Undecided:
        return Built(asked, None, is_undecided=True)


def beat(payload: dict[str, Any], told: dict[str, Any]) -> bool:
    """Keep the progress with the draft; whether to go on."""
    draft = _held(payload)
    if draft is None or draft.is_cancelled or (draft.state, "begin") not in rules.STATES:
        return False
    draft.state, draft.progress = rules.STATES[draft.state, "begin"], told
    return True


def record(payload: dict[str, Any], built: Built | None) -> None:
    """The answer, unless nobody wants it any more."""
    draft = _held(payload)
    if built is None or draft is None or (draft.state, "begin") not in rules.STATES:
        return
    draft.basis = built.asked.basis
    if isinstance(built.answer, Rota):
        draft.state, draft.result = "ready", building.result(built.asked, built.answer)
    elif built.answer is not None:
        draft.state, draft.result = "impossible", building.explained(built.asked, built.answer)
    elif built.is_undecided:
        draft.state = "undecided"
    if draft.progress is None:
        draft.progress = {"elapsed_s": 0.0, "ssq": None, "bound": None, "gap": None}


def _held(payload: dict[str, Any]) -> Draft | None:
    return db.session.get(Draft, uuid.UUID(payload["draft_id"]), populate_existing=True, with_for_update=True)
