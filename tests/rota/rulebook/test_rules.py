"""What an area may decide, and what holds on one evening: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siskamling.kit import texts
from siskamling.rota.engine.problem import Crew
from siskamling.rota.rulebook import rules
from siskamling.rota.rulebook.rules import ExtraCrew, Rules, ShiftRule, changed, faults, is_heavy, shifts_on
from siskamling.rota.rulebook.schemas import RulesBody
from siskamling.rota.rulebook.words import said

MONDAY, SATURDAY = date(2026, 12, 7), date(2026, 12, 5)
KELURAHAN, RW, RT = "31.72.02.1007", "31.72.02.1007.005", "31.72.02.1007.005.007"
TWO_SHIFTS = (ShiftRule("I", "22:00", 180), ShiftRule("II", "01:00", 180))


@dataclass(frozen=True)
class Season:
    """As the database gives one."""

    changes: Mapping[str, Any]
    area_path: str = RT
    first_on: date = MONDAY
    last_on: date = field(default=MONDAY + timedelta(days=30))


crews = st.lists(st.integers(0, 30), min_size=3, max_size=3).map(sorted).flatmap(
    lambda sizes: st.builds(Crew, *map(st.just, sizes), leaders=st.integers(0, sizes[2])))  # fmt: skip
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
shifts = st.builds(ShiftRule, st.text("IVX", min_size=1, max_size=3), clocks, st.integers(30, 1440), crews)
numbers = st.none() | st.integers(0, 30)
sayings = st.fixed_dictionaries({}, optional={name: numbers for name in ("min", "target", "max", "leaders")})
seasons = st.builds(
    Season, st.fixed_dictionaries({}, optional={"starts": clocks, "minutes": st.integers(60, 1440), "crew": sayings}),
    st.sampled_from([KELURAHAN, RW, RT]),
)  # fmt: skip


def hours(found: tuple[rules.ShiftOn, ...]) -> list[tuple[int, str, int]]:
    """Days after Monday, clock, minutes."""
    return [((one.on - MONDAY).days, one.starts, one.minutes) for one in found]


def on(book: Rules, *laid: Season, evening: date = MONDAY) -> tuple[rules.ShiftOn, ...]:
    return shifts_on(book, laid, evening, starts="22:00", minutes=360)


def test_the_defaults_can_be_kept_and_are_what_an_empty_body_says() -> None:
    assert faults(rules.defaults()) == {}
    assert rules.rules_of(RulesBody().load({})) == rules.defaults()


def test_without_shifts_a_night_has_one_by_the_posts_hours() -> None:
    assert hours(on(rules.defaults())) == [(0, "22:00", 360)]
    assert on(rules.defaults())[0].crew == rules.DEFAULT_CREW


def test_shifts_come_in_order_and_what_starts_before_noon_is_the_morning_after() -> None:
    assert hours(on(Rules(shifts=TWO_SHIFTS[::-1]))) == [(0, "22:00", 180), (1, "01:00", 180)]


def test_the_day_watch_is_on_the_day_itself_and_no_season_moves_it() -> None:
    book = Rules(day_watch=ShiftRule("Ibu-ibu", "08:00", 240, Crew(1, 2, 3)))
    found = on(book, Season({"starts": "23:00", "crew": {"min": 9}}))
    assert [(one.name, one.by_day) for one in found] == [("", False), ("Ibu-ibu", True)]
    assert hours(found[1:]) == [(0, "08:00", 240)]
    assert found[1].crew == Crew(1, 2, 3)


def test_a_season_moves_and_stretches_the_whole_night_and_nothing_outside_it() -> None:
    book, tarawih = Rules(shifts=TWO_SHIFTS), Season({"starts": "23:00", "minutes": 300})
    assert hours(on(book, tarawih)) == [(0, "23:00", 150), (1, "01:30", 150)]
    for outside in (tarawih.first_on - timedelta(days=1), tarawih.last_on + timedelta(days=1)):
        assert on(book, tarawih, evening=outside) == on(book, evening=outside)


def test_the_narrower_area_has_the_last_word_on_what_it_names() -> None:
    alert = Season({"crew": {"min": 6}, "starts": "21:00"}, KELURAHAN)
    ours = Season({"crew": {"min": 4}}, RT)
    for laid in ((alert, ours), (ours, alert)):
        found = on(rules.defaults(), *laid)[0]
        assert (found.starts, found.crew.min) == ("21:00", 4)


def test_a_weekdays_extra_people_are_wanted_and_allowed_but_not_required() -> None:
    book = Rules(extra_crew=(ExtraCrew(5, 3),))
    assert on(book, evening=SATURDAY)[0].crew == replace(rules.DEFAULT_CREW, target=10, max=13)
    assert on(book)[0].crew == rules.DEFAULT_CREW


@given(st.lists(shifts, max_size=6), st.none() | shifts, st.lists(seasons, max_size=4), st.integers(0, 40))
def test_rules_without_faults_give_shifts_that_can_be_held(
    every: list[ShiftRule], by_day: ShiftRule | None, laid: list[Season], days: int
) -> None:
    book = Rules(shifts=tuple(every), day_watch=by_day, extra_crew=(ExtraCrew(0, 5),))
    found = [one for one in on(book, *laid, evening=MONDAY + timedelta(days=days)) if not one.by_day]
    assert len(found) == max(1, len(every))
    if not faults(book):
        begins = [datetime.fromisoformat(f"{one.on}T{one.starts}") for one in found]
        ends = [at + timedelta(minutes=one.minutes) for at, one in zip(begins, found, strict=True)]
        assert all(end <= following for end, following in zip(ends, begins[1:], strict=False))
        assert ends[-1] - begins[0] <= timedelta(days=1)
        assert all(one.minutes > 0 for one in found)


@given(crews, sayings)
def test_what_a_season_says_of_a_crew_wins_and_the_order_holds(crew: Crew, wanted: dict[str, int | None]) -> None:
    if any(rules.crew_faults(wanted)):
        return
    found = changed(crew, wanted)
    assert 0 <= found.min <= found.target <= found.max
    assert 0 <= found.leaders <= found.max
    given_ = {name: value for name, value in wanted.items() if value is not None and name != "leaders"}
    assert {name: getattr(found, name) for name in given_} == given_


@given(st.lists(shifts, max_size=6, unique_by=lambda one: one.name), crews)
def test_a_document_says_the_rules_it_was_made_of(every: list[ShiftRule], crew: Crew) -> None:
    book = Rules(shifts=tuple(every), crew=crew, heavy_weekdays=(4, 5), max_per_month=5, day_watch=TWO_SHIFTS[0])
    assert rules.rules_of(RulesBody().load(RulesBody().dump(book))) == book
    assert rules.rules_of(asdict(book)) == book


@pytest.mark.parametrize(
    "change, expected",
    [
        ({"household_apart": False}, {"household_apart": ["rota.field.household_apart"]}),
        ({"household_apart": False, "owes": "person"}, {}),
        ({"crew": Crew(5, 4, 6)}, {"crew": {"target": ["rota.field.crew_order"]}}),
        ({"crew": Crew(1, 4, 3, 4)}, {"crew": {"max": ["rota.field.crew_order"],
                                               "leaders": ["rota.field.too_many_leaders"]}}),
        ({"heavy_weekdays": (5, 5)}, {"heavy_weekdays": ["rota.field.weekday_twice"]}),
        ({"extra_crew": (ExtraCrew(5, 1), ExtraCrew(5, 2))}, {"extra_crew": ["rota.field.weekday_twice"]}),
        ({"shifts": (ShiftRule("I", "22:00", 181), TWO_SHIFTS[1])},
         {"shifts": {"1": {"starts": ["rota.field.shifts_overlap"]}}}),
        ({"shifts": (ShiftRule("I", "18:00", 720), ShiftRule("II", "06:00", 720))}, {}),
        ({"shifts": (ShiftRule("I", "18:00", 720), ShiftRule("II", "06:00", 721))},
         {"shifts": {"0": {"starts": ["rota.field.shifts_overlap"]}}}),
        ({"shifts": (ShiftRule("I", "18:00", 1440),)}, {}),
        ({"shifts": TWO_SHIFTS, "day_watch": ShiftRule("I", "03:59", 60)},
         {"day_watch": {"name": ["rota.field.name_twice"], "starts": ["rota.field.shifts_overlap"]}}),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_named_by_its_field(change: dict[str, Any], expected: dict[str, Any]) -> None:
    assert faults(Rules(**change)) == expected


@pytest.mark.parametrize(
    "evening, heavy",
    [("2026-12-05", True), ("2026-12-23", False), ("2026-12-24", True), ("2026-12-25", True), ("2026-12-27", False)],
)
def test_saturdays_and_the_nights_before_and_on_a_holiday_are_heavy(evening: str, heavy: bool) -> None:
    christmas = {date(2026, 12, 25)}
    assert is_heavy(rules.defaults(), date.fromisoformat(evening), christmas) == heavy
    assert not is_heavy(Rules(heavy_weekdays=(), holidays_heavy=False), date.fromisoformat(evening), christmas)


FULL = Rules(
    owes="person", way="fair", rest_nights=0, max_per_month=4, household_apart=False, shifts=TWO_SHIFTS,
    extra_crew=(ExtraCrew(5, 2),), holidays_heavy=False, absence_idr=20_000, swaps="free", substitutes="paid",
    nobody_able="substitute", day_watch=ShiftRule("Ibu-ibu", "08:00", 240),
)  # fmt: skip


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize(
    "book", [Rules(), FULL, Rules(way="hand", swaps="forbidden", substitutes="no", heavy_weekdays=())]
)
def test_every_rule_has_a_sentence(book: Rules, language: str) -> None:
    told = said(book, language)
    assert not any("{" in one["text"] or one["text"] == one["rule"] for one in told)
    silent = {"swap_cutoff_h", "crew" if book.shifts else "shifts"}  # in the sentence of swaps; of what there is none
    silent |= {name for name in ("extra_crew", "heavy_weekdays", "day_watch") if not getattr(book, name)}
    assert {one["rule"] for one in told} == set(asdict(book)) - silent


def test_the_sentences_speak_as_people_do() -> None:
    told = [one["text"] for one in said(FULL, "id")]
    assert "Sabtu malam (malam Minggu): petugas ditambah 2 orang." in told
    assert "Tidak hadir tanpa izin: denda Rp20.000 per malam, masuk kas RT." in told
    assert any(one.startswith("Jaga I: mulai pukul 22.00, selama 3 jam.") for one in told)
