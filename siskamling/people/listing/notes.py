"""What a person should know about a row of their list. The sentences stand in texts/*.po, as `people.list.<code>`."""

from dataclasses import dataclass

from siskamling.kit import texts


@dataclass(frozen=True)
class Note:
    """Something a person should know about one row; `field` is the column it is about."""

    code: str
    field: str
    text: str

    def as_dict(self) -> dict[str, str]:
        """The note as it stands in answers."""
        return {"code": self.code, "field": self.field, "text": self.text}


def note(code: str, field: str, **facts: object) -> Note:
    """A note whose text is Indonesian, as the secretaries read it; it says what is wrong and what to do."""
    return Note(code, field, texts.say(f"people.list.{code}", "id", **facts))
