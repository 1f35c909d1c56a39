"""The one error of this package: the file as a whole cannot be read."""

from siskamling.kit import texts


class ListingError(Exception):
    """The file cannot be read; `code` is stable, `facts` fill the sentence `people.list.<code>`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def text(self, lang: str = "id") -> str:
        """The reason and the hint, as a sentence."""
        return texts.say(f"people.list.{self.code}", lang, **self.facts)
