"""Base fields and schema: marshmallow's laxity closed, faults as codes that texts/*.po turns into sentences."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from siskamling.kit.ids import NIK

# Later and earlier instants overflow when a zone is applied; nothing here was or will be then.
_YEARS = range(1900, 3000)
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_ENVELOPE = {"required": "kit.field.required", "null": "kit.field.null", "validator_failed": "kit.field.invalid"}


def wrong(code: str, **facts: Any) -> ValidationError:
    """A fault with its facts, to be said in the caller's language."""
    return ValidationError([{"code": code, **facts}])


def _coded(**more: str) -> dict[str, str | list[Any] | dict[Any, Any]]:
    return {**_ENVELOPE, **more}


class Shape(Schema):
    """Base of all bodies, queries and answers: unknown fields are refused, keys keep their order."""

    class Meta:
        unknown = RAISE

    error_messages = {
        "unknown": "kit.field.unknown",
        "type": "kit.field.not_an_object",
        "invalid_json": "kit.field.not_an_object",
    }


# What JSON Schema can say of Text: something to read, and no NUL.
READABLE = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"


class Text(fields.String):
    """Words: trimmed, at most `most` characters, no NUL, no lone surrogate (PostgreSQL stores neither)."""

    default_error_messages = _coded(invalid="kit.field.not_text", invalid_utf8="kit.field.not_text")

    def __init__(self, *, least: int = 1, most: int = 200, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most
        self.metadata = {**self.metadata, "minLength": least, "maxLength": most, "pattern": READABLE}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = self._tidied(super()._deserialize(value, attr, data, **kwargs))
        if "\x00" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
            raise wrong("kit.field.not_text")
        if len(text) < self.least:
            raise wrong("kit.field.too_short", least=self.least)
        if len(text) > self.most:
            raise wrong("kit.field.too_long", most=self.most)
        return text

    def _tidied(self, text: str) -> str:
        return text.strip()


class Name(Text):
    """A person's name, or with `letters=False` an address, which may be `12`; never a NIK."""

    def __init__(self, *, most: int = 120, letters: bool = True, **kwargs: Any) -> None:
        super().__init__(most=most, **kwargs)
        self.letters = letters
        rule = "at least one letter, no 16 digits in a row" if letters else "no 16 digits in a row"
        self.metadata = {**self.metadata, "description": f"{self.metadata['description']} ({rule})"}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if NIK.search(text):
            raise wrong("kit.field.nik")
        if self.letters and not any(letter.isalpha() for letter in text):
            raise wrong("kit.field.no_letter")
        return text


class Secret(Text):
    """A password: spaces around it belong to it; nothing but spaces is none."""

    def _tidied(self, text: str) -> str:
        return text if text.strip() else ""


class Whole(fields.Integer):
    """A whole number within bounds; never from text, never from 1.7 (but from 75.0: to JSON Schema it is one)."""

    default_error_messages = _coded(invalid="kit.field.not_a_number", too_large="kit.field.not_a_number")

    def __init__(self, *, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)
        self.low, self.high = low, high
        self.metadata = {**self.metadata, "minimum": low, "maximum": high}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong("kit.field.not_a_number")
        if not self.low <= value <= self.high:
            raise wrong("kit.field.out_of_range", low=self.low, high=self.high)
        return value


class WholeInQuery(Whole):
    """The same in an address, where everything is text."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", str(value)):
            raise wrong("kit.field.not_a_number")
        return super()._deserialize(int(value), attr, data, **kwargs)


class Real(fields.Float):
    """A finite number within bounds."""

    default_error_messages = _coded(
        invalid="kit.field.not_a_number", too_large="kit.field.not_a_number", special="kit.field.not_a_number"
    )

    def __init__(self, *, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high
        self.metadata = {**self.metadata, "minimum": low, "maximum": high}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise wrong("kit.field.not_a_number")
        if not self.low <= value <= self.high:  # also refuses NaN
            raise wrong("kit.field.out_of_range", low=self.low, high=self.high)
        return float(value)


class Flag(fields.Boolean):
    """true or false, and nothing that looks like it."""

    default_error_messages = _coded(invalid="kit.field.not_a_flag")

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise wrong("kit.field.not_a_flag")
        return value


class Uuid(fields.UUID):
    """Any UUID in its 36-letter form."""

    default_error_messages = _coded(invalid_uuid="kit.field.not_an_id")

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _UUID.fullmatch(value):  # UUID() takes braces, underscores, stray dashes
            raise wrong("kit.field.not_an_id")
        return super()._deserialize(value, attr, data, **kwargs)


class Moment(fields.AwareDateTime):
    """An instant with its offset; answers give UTC."""

    default_error_messages = _coded(
        invalid="kit.field.not_an_instant", invalid_awareness="kit.field.not_an_instant", format="kit.field.invalid"
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value) or int(value[:4]) not in _YEARS:
            raise wrong("kit.field.not_an_instant")
        return super()._deserialize(value, attr, data, **kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return super()._serialize(None if value is None else value.astimezone(UTC), attr, obj, **kwargs)


class Day(fields.Date):
    """A date as 2026-05-12."""

    default_error_messages = _coded(invalid="kit.field.not_a_date", format="kit.field.not_a_date")

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            raise wrong("kit.field.not_a_date")
        if int(value[:4]) not in _YEARS:
            raise wrong("kit.field.not_a_date")
        return super()._deserialize(value, attr, data, **kwargs)


class Pattern(Text):
    """Text of one form, such as a clock time or an area code."""

    def __init__(self, pattern: str, code: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pattern, self.code = re.compile(pattern, re.ASCII), code
        self.metadata = {**self.metadata, "pattern": f"^{pattern}$"}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self.pattern.fullmatch(text):
            raise wrong(self.code)
        return text


class Choice(Text):
    """One of a few words."""

    def __init__(self, *choices: str, **kwargs: Any) -> None:
        super().__init__(most=60, **kwargs)
        self.choices = choices
        kept = {key: value for key, value in self.metadata.items() if key not in ("minLength", "maxLength", "pattern")}
        self.metadata = {**kept, "enum": list(choices)}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in self.choices:
            raise wrong("kit.field.not_a_choice", choices=", ".join(self.choices))
        return text


class Many(fields.List[Any]):
    """A list of at least `least` and at most `most` entries."""

    default_error_messages = _coded(invalid="kit.field.not_a_list")

    def __init__(self, inner: Any, *, least: int = 0, most: int = 500, **kwargs: Any) -> None:
        super().__init__(inner, **kwargs)
        self.least, self.most = least, most
        self.metadata = {**self.metadata, "minItems": least, "maxItems": most}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list) and not self.least <= len(value) <= self.most:
            raise wrong("kit.field.not_so_many", least=self.least, most=self.most)
        return super()._deserialize(value, attr, data, **kwargs)


class Part(fields.Nested):
    """A nested shape."""

    default_error_messages = _coded(type="kit.field.not_an_object")


class Map(fields.Dict):
    """An object with free keys; in answers only."""


class PageQuery(Shape):
    """Where in a list to go on, and how far."""

    cursor = Text(most=200, metadata={"description": "`next` of the page before"})
    limit = WholeInQuery(low=1, high=100, load_default=50, metadata={"description": "entries a page", "example": 50})
