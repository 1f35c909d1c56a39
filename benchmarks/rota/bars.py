"""The bars of the rota's issue, held against what was measured. The bars are the issue's; the figures are the runs'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.rota.judge import Verdict
from benchmarks.rota.neighbourhood import Json
from benchmarks.rota.runs import Run, are_equal

Open = float | None


@dataclass(frozen=True)
class Measured:
    """A problem and what came of it. `ours` and `plain` are None where there is no rota."""

    name: str
    kind: str
    seed: int
    problem: Json
    runs: list[Run]
    ours: Verdict | None
    plain: Verdict | None
    false_claims: list[str]
    is_counting: bool | None = None  # impossible, and counting alone shows it

    @property
    def run(self) -> Run:
        """The run that the figures are of."""
        return self.runs[0]

    def is_proven(self, *goals: str) -> bool:
        """Whether the outcome says of all these goals that none can do better."""
        return all(self.run.document["goals"][goal]["proven"] for goal in goals)


@dataclass(frozen=True)
class Bar:
    """A demand, what was found, and whether that is enough."""

    what: str
    found: str
    bar: str
    is_met: bool


def bars(one: Measured) -> list[Bar]:
    """Every bar that applies to a problem of this kind."""
    if one.kind.startswith("impossible"):
        return list(_impossible(one))
    if one.ours is None:
        return [Bar("a rota", f"exit code {one.run.code}", "exit code 0", one.run.code == 0)]
    return [*_OF_KIND[one.kind](one), *_always(one)]


def _within(what: str, found: Open, bar: float, note: str = "") -> Bar:
    said = "never" if found is None else f"{found:.1f} s"
    return Bar(what, said + note, f"{bar:g} s", found is not None and found <= bar)


def _first(one: Measured, bar: float) -> Bar:
    first = one.run.first
    if first is None:
        return _within("first rota", None, bar)
    return _within("first rota", first.at_s, bar, f" ({first.elapsed_s:.2f} s of the engine's own)")


def _proven(one: Measured, what: str, goals: tuple[str, ...], bar: float) -> Bar:
    """Progress lines do not speak of these goals: proven at the latest when the process ended."""
    is_proven = one.is_proven(*goals)
    note = " at the latest (the end)" if is_proven else f" (ended after {one.run.seconds:.1f} s)"
    return _within(f"{what} proven", one.run.seconds if is_proven else None, bar, note)


def _gap(one: Measured, at_s: float, bar: float) -> Bar:
    line = one.run.at(at_s)
    gap = None if line is None else line.gap
    said = "none" if gap is None else f"{100 * gap:.2f} %"
    return Bar(f"gap at {at_s:g} s", said, f"{100 * bar:g} %", gap is not None and gap <= bar)


def _times_fairer(one: Measured, bar: float) -> Bar:
    assert one.ours is not None
    assert one.plain is not None
    ours, plain = one.ours.measures["ssq"], one.plain.measures["ssq"]
    times = plain / ours if ours else float("inf")
    return Bar("ssq below weekday squads'", f"{times:.2f} times", f"{bar:g} times", times >= bar)


def _ssq(one: Measured, bar: float) -> Bar:
    return _within("ssq proven", one.run.proven_s if one.is_proven("ssq") else None, bar)


def _month(one: Measured) -> Iterator[Bar]:
    assert one.ours is not None
    yield _first(one, 1)
    yield _ssq(one, 5)
    yield _proven(one, "heavy nights", ("ssq", "heavy_ssq"), 10)
    yield _proven(one, "wishes", ("ssq", "heavy_ssq", "avoided", "preferred"), 20)
    yield _times_fairer(one, 3)
    spread = one.ours.measures["heavy_spread"]
    yield Bar("heavy spread", f"{spread / 100:.2f} nights", "under 2", spread < 200)


def _squads(one: Measured) -> Iterator[Bar]:
    """The optimum is the bound at the end: where that is no proof, the true gap is smaller than what is said here."""
    line, least = one.run.at(15), one.run.document["goals"]["ssq"]["bound"]
    over = None if line is None or line.ssq is None or not least else line.ssq / least - 1
    said = "none" if over is None else f"{100 * over:.2f} % over {'optimum' if one.is_proven('ssq') else 'bound'}"
    yield Bar("ssq at 15 s", said, "10 %", over is not None and over <= 0.1)
    yield _ssq(one, 60)


def _replan(one: Measured) -> Iterator[Bar]:
    """That ssq has a bound tells that the changes were settled: goals come in strict order."""
    settled = one.run.bounded_s if one.is_proven("disturbance") else None
    yield _within("fewest changes proven", settled, 10)


def _rw(one: Measured) -> Iterator[Bar]:
    yield _first(one, 2)
    yield _gap(one, 10, 0.25)
    yield _gap(one, 60, 0.12)
    yield _times_fairer(one, 6)


def _year(one: Measured) -> Iterator[Bar]:
    yield _gap(one, 10, 0.03)
    yield _times_fairer(one, 100)


def _quarter(one: Measured) -> Iterator[Bar]:
    yield _gap(one, 30, 0.25)


_OF_KIND: dict[str, Callable[[Measured], Iterator[Bar]]] = {
    "month": _month,
    "squads": _squads,
    "replan": _replan,
    "rw": _rw,
    "year": _year,
    "quarter": _quarter,
}
KINDS = tuple(_OF_KIND)


def _always(one: Measured) -> Iterator[Bar]:
    assert one.ours is not None
    yield Bar("rules broken", str(one.ours.breaches), "0", one.ours.breaches == 0)
    short = one.ours.measures["shortage"]
    yield Bar("seats short", str(short), "none that need not be", short == 0 or one.is_proven("shortage"))
    yield Bar("claims that are not so", ", ".join(one.false_claims) or "none", "none", not one.false_claims)
    yield Bar("silence at most", f"{one.run.silence_s:.1f} s", "2 s", one.run.silence_s <= 2)
    yield from _like_every_run(one)


def _like_every_run(one: Measured) -> Iterator[Bar]:
    most = 500 if one.problem["nights"] <= 31 else 1500
    peak = max(run.peak_mb for run in one.runs)
    yield Bar("memory", f"{peak:.0f} MB", f"{most} MB", peak < most)
    if (equal := are_equal(one.runs)) is not None:
        yield Bar(f"{len(one.runs)} runs byte-equal", "yes" if equal else "no", "yes", equal)


def _impossible(one: Measured) -> Iterator[Bar]:
    is_told = one.run.code == 1
    yield _within("explained", one.run.seconds if is_told else None, 1 if one.is_counting else 5,
                  " (a counting conflict)" if one.is_counting else "")  # fmt: skip
    rules = ", ".join(rule["rule"] for rule in one.run.document["rules"]) if is_told else "none"
    yield Bar("rules named", rules, "some", is_told and rules != "")
    yield from _like_every_run(one)
