"""What can go wrong on purpose. The edge turns each into one problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """A refusal with a stable slug; `facts` are shown to the caller and fill the text's blanks."""

    status = 500

    def __init__(self, slug: str, **facts: Any) -> None:
        super().__init__(slug)
        self.slug = slug
        self.facts = facts


class Refused(Problem):
    """409: the document is right, the world says no."""

    status = 409


class Malformed(Problem):
    """400: it cannot be read as a document that says one thing."""

    status = 400


class Unauthorized(Problem):
    """401: we do not know who is asking."""

    status = 401

    def __init__(self, slug: str = "kit.unauthorized", **facts: Any) -> None:
        super().__init__(slug, **facts)


class Forbidden(Problem):
    """403: it lies inside your area, but is not yours to do."""

    status = 403

    def __init__(self, slug: str = "kit.forbidden", **facts: Any) -> None:
        super().__init__(slug, **facts)


class NotFound(Problem):
    """404: it is not there, or it lies outside your area, which must look the same."""

    status = 404

    def __init__(self, slug: str = "kit.not_found", **facts: Any) -> None:
        super().__init__(slug, **facts)


class Throttled(Problem):
    """429: too many attempts; `retry_after_s` says when to come back."""

    status = 429

    def __init__(self, slug: str = "kit.throttled", *, retry_after_s: int) -> None:
        super().__init__(slug, retry_after_s=retry_after_s)


class Invalid(Problem):
    """422: the document is wrong whatever the world. `fields` maps a field's path to its faults' codes."""

    status = 422

    def __init__(self, fields: dict[str, list[Any]]) -> None:
        super().__init__("kit.invalid")
        self.fields = fields
