"""Which unit answers."""

from siskamling.agencies.rules import closeness


def test_the_longest_area_wins() -> None:
    assert closeness("31.72.03", "resort") < closeness("31.72", "sector")


def test_for_the_same_area_the_sector_comes_before_the_resort() -> None:
    assert closeness("31.72", "sector") < closeness("31.72", "resort") < closeness("31.72", "regional")
