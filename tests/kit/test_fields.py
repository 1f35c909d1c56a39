"""Every laxity of marshmallow that PLATFORM.md 2.6 names is closed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from marshmallow import ValidationError

from siskamling.kit import texts
from siskamling.kit.web import fields
from siskamling.kit.web.problems import flatten


class Every(fields.Shape):
    text = fields.Text(most=10)
    whole = fields.Whole(low=0, high=100)
    asked = fields.WholeInQuery(low=0, high=100)
    real = fields.Real(low=-1, high=1)
    flag = fields.Flag()
    uuid = fields.Uuid()
    moment = fields.Moment()
    day = fields.Day()
    clock = fields.Pattern(r"[0-2]\d:[0-5]\d", "kit.field.invalid")
    choice = fields.Choice("a", "b")
    many = fields.Many(fields.Whole(low=0, high=9), least=1, most=2)
    part = fields.Part(lambda: Every(only=["whole"]))


EVERY = Every()
ID = "0197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05"
WRONG = {
    "text": [1, True, None, ["a"], "", "   ", "a\x00b", "\ud800", "x" * 11],
    "whole": ["12", 1.7, "1_000", "１２", True, None, -1, 101, 10**400, float("nan")],
    "asked": ["1.0", "1_0", "１２", "", " 1", "101", "-1", "9" * 400, "1e1"],
    "real": ["0.5", True, float("nan"), float("inf"), -1.1, 10**400, None],
    "flag": ["yes", "true", 1, 0, "on", None],
    "uuid": [1, "", ID.replace("-", ""), "{" + ID[1:-1] + "}", "0123456789abcdef0123456789abcdef----",
             "1_97c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05", "０197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05", ID + "\n"],
    "moment": [1, "2026-05-12", "2026-05-12T22:00", "2026-05-12T22:00:00", "2026-05-12 22:00:00+07:00",
               "20260512T220000Z", "2026-02-30T00:00:00Z", "2026-05-12T22:00:00,5Z", "0001-01-01T00:00:00+23:59",
               "9999-12-31T23:59:59Z", "２026-05-12T22:00:00Z", "2026-05-12T24:01:00Z"],
    "day": [20260101, "20260101", "2026-W20-1", "2026-02-30", "0001-01-01", "9999-12-31", "2026-1-1", "２026-01-01"],
    "clock": ["9:00", "22:0", "29:61", "٢٢:٠٠", 22],
    "choice": ["c", "A", 1, None],
    "many": [[], [1, 2, 3], {"1": 1}, "12", ["1"], [1.5], None],
    "part": [[], "a", 1, {"whole": "1"}, {"other": 1}, None],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_only_resembles_it_is_refused_with_a_code_we_have_words_for(name, value):
    with pytest.raises(ValidationError) as refusal:
        EVERY.load({name: value})
    for pointer, fault in flatten(refusal.value.messages):
        facts = dict(fault) if isinstance(fault, dict) else {"code": fault}
        assert pointer.startswith(f"/{name}")
        assert all(texts.say(facts["code"], language, **facts) for language in texts.LANGUAGES)


def test_what_is_right_is_taken():
    loaded = EVERY.load(
        {"text": " Budi ", "whole": 100, "asked": "50", "real": 1, "flag": False, "uuid": ID.upper(),
         "moment": "2026-05-12T22:00+07:00", "day": "2026-05-12", "clock": "22:00", "choice": "a", "many": [1, 2],
         "part": {"whole": 1}}
    )  # fmt: skip
    assert (loaded["text"], loaded["asked"], loaded["day"]) == ("Budi", 50, date(2026, 5, 12))
    assert loaded["moment"] == datetime(2026, 5, 12, 15, tzinfo=UTC)


def test_unknown_fields_are_refused_at_every_depth():
    with pytest.raises(ValidationError) as refusal:
        EVERY.load({"extra": 1, "part": {"extra": 1}})
    assert dict(flatten(refusal.value.messages)) == dict.fromkeys(("/extra", "/part/extra"), "kit.field.unknown")


@pytest.mark.parametrize("document", [None, [], "a", 1, True])
def test_a_body_is_an_object(document):
    with pytest.raises(ValidationError) as refusal:
        EVERY.load(document)
    assert list(flatten(refusal.value.messages)) == [("", "kit.field.not_an_object")]


def test_instants_leave_in_utc():
    jakarta = datetime.fromisoformat("2026-05-12T22:00:00+07:00")
    assert EVERY.dump({"moment": jakarta, "day": None}) == {"moment": "2026-05-12T15:00:00+00:00", "day": None}


def test_the_pattern_of_words_takes_what_the_field_takes():
    for text, taken in (
        ("Budi", True),
        (" a ", True),
        ("\x00", False),
        ("a\x00b", False),
        (" \x00 ", False),
        (" ", False),
    ):
        assert bool(re.search(fields.READABLE, text)) == taken


def test_metadata_shared_by_two_fields_stays_apart():
    shared = {"description": "x"}
    assert fields.Text(most=5, metadata=shared).metadata["maxLength"] == 5
    assert shared == {"description": "x"}


def test_both_languages_have_the_same_words():
    known = {language: texts._catalogue(language) for language in texts.LANGUAGES}
    kit = {language: {key for key in words if key.startswith("kit.")} for language, words in known.items()}
    assert kit["id"] == kit["en"]
    assert all(words[key] for language, words in known.items() for key in kit[language])
