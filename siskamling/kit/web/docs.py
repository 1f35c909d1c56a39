"""/docs and /problems/<slug>: pages made here, that ask no other host for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Flask, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from siskamling.kit import texts
from siskamling.kit.errors import NotFound
from siskamling.kit.web import openapi
from siskamling.kit.web.endpoint import API
from siskamling.kit.web.fields import READABLE
from siskamling.kit.web.front import readable
from siskamling.kit.web.problems import language

_PAGES = Path(__file__).parent / "pages"
_STYLE = (_PAGES / "page.css").read_text(encoding="utf-8")
_SCRIPT = (_PAGES / "search.js").read_text(encoding="utf-8")
_templates = Environment(
    loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_DEEPEST = 4
_QUOTED = re.compile("`([^`]+)`")
# Problems of the edge itself; no endpoint declares them.
_OWN = ("kit.method_not_allowed", "kit.not_acceptable", "kit.crash", "kit.not_ready", *chain(*openapi.SLUGS.values()))


def _code_in(text: str) -> Markup:
    """What stands between backticks, as code."""
    return Markup(_QUOTED.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # escaped just here


_templates.filters["quoted"] = _code_in


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


CONTENT_POLICY = (
    f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    """Add the two pages; front.install must have come before."""

    @cache
    def docs_page(spoken: str) -> str:
        return _render("docs.html", spoken, rooms=rooms_of(openapi.current()), api=API)

    @app.get("/docs", endpoint="kit.docs", provide_automatic_options=False)
    def _docs() -> Response:
        spoken = language()
        return readable(docs_page(spoken), "text/html", Content_Security_Policy=CONTENT_POLICY, Content_Language=spoken)

    @app.get("/problems/<slug>", endpoint="kit.problem_page", provide_automatic_options=False)
    def _problem(slug: str) -> Response:
        if slug not in problems_of(openapi.current()):
            raise NotFound
        said = [(tongue, texts.sentence(slug, tongue)) for tongue in texts.LANGUAGES]
        page = _render("problem.html", language(), slug=slug, said=said, where=_where(openapi.current(), slug))
        return readable(page, "text/html", Content_Security_Policy=CONTENT_POLICY)


def _render(template: str, spoken: str, **values: Any) -> str:
    return _templates.get_template(template).render(
        style=Markup(_STYLE), script=Markup(_SCRIPT), language=spoken,  # noqa: S704  # our own two files
        say=lambda key: texts.sentence(f"kit.docs.{key}", spoken), sentence=lambda slug: texts.sentence(slug, spoken),
        **values,
    )  # fmt: skip


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method.upper(), operation


def problems_of(document: dict[str, Any]) -> set[str]:
    """Every slug that has a page: those declared and the edge's own."""
    return {slug for *_, operation in _operations(document) for slug in operation.get("x-refuses", [])} | set(_OWN)


def _where(document: dict[str, Any], slug: str) -> list[str]:
    return sorted(
        f"{method} {path}"
        for path, method, operation in _operations(document)
        if slug in operation.get("x-refuses", [])
    )


def rooms_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The document as the page shows it: rooms with their operations."""
    rooms: dict[str, dict[str, Any]] = {tag["name"]: {**tag, "operations": []} for tag in document.get("tags", [])}
    for path, method, operation in _operations(document):
        rooms[operation["tags"][0]]["operations"].append(_operation(document, path, method, operation))
    return [room for room in rooms.values() if room["operations"]]


def _operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [_resolve(document, parameter) for parameter in operation.get("parameters", [])]
    content: dict[str, dict[str, Any]] = operation.get("requestBody", {}).get("content", {})
    media = next(iter(content), "")
    body = content.get(media, {})
    answers = {status: _resolve(document, answer) for status, answer in operation["responses"].items()}
    good = next((answer for status, answer in answers.items() if status.startswith("2")), {})
    public = not operation.get("security")
    return {
        "id": operation["operationId"], "method": method, "path": path, "action": operation["x-action"],
        "summary": operation.get("summary", ""), "description": operation.get("description", ""),
        "deprecated": operation.get("deprecated", False), "public": public,
        "parameters": [_parameter_row(parameter) for parameter in parameters],
        "media": media, "body": list(_rows(document, body.get("schema", {}))),
        "answers": [(status, answer["description"]) for status, answer in answers.items()],
        "fields": list(_rows(document, good.get("content", {}).get("application/json", {}).get("schema", {}))),
        "refuses": operation.get("x-refuses", []),
        "curl": _curl(path, method, media, body.get("example"), public=public),
    }  # fmt: skip


def _curl(path: str, method: str, media: str, example: Any, *, public: bool) -> str:
    parts = [f'curl "$SITE{path}"' if method == "GET" else f'curl -X {method} "$SITE{path}"']
    if not public:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if method != "GET":
        parts.append('-H "Idempotency-Key: $(uuidgen)"')
    if media:
        parts.append(f"-H 'Content-Type: {media}'")
        said = json.dumps(example if example is not None else {}, ensure_ascii=False)
        parts.append(f"-d {shlex.quote(said)}" if media.endswith("json") else '--data-binary "@$FILE"')
    return " \\\n  ".join(parts)


def _resolve(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found: Any = document
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return {**found, **{key: value for key, value in node.items() if key != "$ref"}}


def _rows(
    document: dict[str, Any], schema: dict[str, Any], above: str = "", depth: int = 0
) -> Iterator[dict[str, Any]]:
    """One row for every field, those of nested objects under their dotted names, lists as `name[]`."""
    schema = _open(document, schema)
    if schema.get("type") == "array" or "items" in schema:
        yield from _rows(document, schema["items"], f"{above}[]", depth)
        return
    if depth >= _DEEPEST:
        return
    for name, part in schema.get("properties", {}).items():
        part = _open(document, part)
        full = f"{above}.{name}" if above else name
        yield _row(full, part, name in schema.get("required", []), part.get("description"))
        yield from _rows(document, part, full, depth + 1)


def _open(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema behind `$ref`, or behind `anyOf` with null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        schema = {**schema, **choices[0]}
    return _resolve(document, schema)


def _parameter_row(parameter: dict[str, Any]) -> dict[str, Any]:
    required = parameter.get("required", False)
    return _row(parameter["name"], parameter["schema"], required, parameter.get("description"))


def _row(name: str, schema: dict[str, Any], required: bool, about: str | None) -> dict[str, Any]:
    examples = schema.get("examples", [])
    example = "" if not examples else examples[0] if isinstance(examples[0], str) else json.dumps(examples[0])
    return {"name": name, "kind": _kind(schema), "required": required, "about": about or "", "example": example}


def _kind(schema: dict[str, Any]) -> str:
    """`integer 1..100`, `string ..200`, `owner | tenant`."""
    if "enum" in schema:
        return " | ".join(json.dumps(choice) if choice is None else str(choice) for choice in schema["enum"])
    kinds = schema.get("type", "any")
    kind = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        if low in schema or high in schema:
            kind += f" {schema.get(low, '')}..{schema.get(high, '')}"
    pattern = schema.get("pattern") if schema.get("pattern") != READABLE else None  # any words: nothing to tell
    return " ".join(part for part in (kind, schema.get("format"), pattern) if part)
