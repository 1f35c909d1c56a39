"""Shapes and paths as OpenAPI sees them: field classes, schema names, examples, path parameters."""

from __future__ import annotations

import inspect
import re
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema
from marshmallow import fields as core

from siskamling.kit.web import fields

_PARAMETER = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<args>[^)]*)\))?:)?(?P<name>\w+)>")
_AN_ID = "0197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05"
_KINDS: dict[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0},
    "float": {"type": "number", "minimum": 0},
    "string": {"type": "string", "minLength": 1},
    "path": {"type": "string", "minLength": 1},
}
_ARGUMENTS = {"min": "minimum", "max": "maximum", "minlength": "minLength", "maxlength": "maxLength"}
# Our own classes say the same as marshmallow's below them, but for these.
_OPENAPI_TYPES = {
    fields.Text: ("string", None),
    fields.Whole: ("integer", None),
    fields.Real: ("number", None),
    fields.Flag: ("boolean", None),
    fields.Uuid: ("string", "uuid"),
    fields.Moment: ("string", "date-time"),
    fields.Day: ("string", "date"),
}
_STAND_INS: dict[type[core.Field[Any]], Any] = {
    fields.Uuid: _AN_ID, fields.Moment: "2026-05-12T22:00:00+07:00", fields.Day: "2026-05-12", fields.Flag: True,
}  # fmt: skip


class Names:
    """A component's name for every schema class: the class's own, with the room before it where two rooms share one."""

    def __init__(self) -> None:
        self.classes: dict[str, type[Schema]] = {}

    def __call__(self, schema: Any) -> str:
        """apispec's `schema_name_resolver`."""
        kind: type[Schema] = schema if isinstance(schema, type) else type(schema)
        name = kind.__name__
        if self.classes.setdefault(name, kind) is not kind:
            name = kind.__module__.split(".")[-2].capitalize() + name
            self.classes[name] = kind
        return name


def plugin(names: Names) -> MarshmallowPlugin:
    """apispec's plugin, taught our field classes."""
    made = MarshmallowPlugin(schema_name_resolver=names)
    prepare = made.init_spec

    def init_spec(spec: Any) -> None:
        prepare(spec)
        assert made.converter is not None
        for kind, (type_name, form) in _OPENAPI_TYPES.items():
            made.converter.map_to_openapi_type(kind, type_name, form)  # type: ignore[no-untyped-call]  # apispec types little
        made.converter.add_attribute_function(_our_metadata)  # type: ignore[no-untyped-call]

    made.init_spec = init_spec  # type: ignore[method-assign]  # its only way in
    return made


def _our_metadata(_self: Any, field: core.Field[Any], ret: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema 2020-12 spells `examples` as a list; a nullable choice must list null."""
    changed: dict[str, Any] = {}
    if "example" in ret:
        example = ret.pop("example")
        if example is not None or field.allow_none:
            changed["examples"] = [example]
    if field.allow_none and "enum" in ret and None not in ret["enum"]:
        changed["enum"] = [*ret["enum"], None]
    return changed


def path_of(rule: str) -> tuple[str, list[dict[str, Any]]]:
    """Flask's `/x/<uuid:y>` as OpenAPI's `/x/{y}`, with the parameters found in it."""
    parameters = [
        {
            "in": "path",
            "name": match["name"],
            "required": True,
            "description": match["name"].replace("_", " "),
            "schema": _schema_of(match["kind"] or "string", match["args"] or ""),
        }
        for match in _PARAMETER.finditer(rule)
    ]
    return _PARAMETER.sub(r"{\g<name>}", rule), parameters


def _schema_of(kind: str, arguments: str) -> dict[str, Any]:
    parts = [part.strip() for part in arguments.split(",") if part.strip()]
    if kind == "any":
        return {"type": "string", "enum": [part.strip("'\"") for part in parts]}
    schema = dict(_KINDS[kind])
    for name, _, value in (part.partition("=") for part in parts):
        if name in _ARGUMENTS:
            schema[_ARGUMENTS[name]] = int(value)
        elif name == "length":
            schema |= {"minLength": int(value), "maxLength": int(value)}
    return schema


def example_of(shape: Schema) -> dict[str, Any] | None:
    """A body made of the fields' own examples, or None where a required field has none."""
    found: dict[str, Any] = {}
    for name, field in shape.fields.items():
        example = None if field.dump_only else _field_example(field)
        if example is not None:
            found[field.data_key or name] = example
        elif field.required and not field.dump_only:
            return None
    return found


def _field_example(field: core.Field[Any]) -> Any:
    if field.metadata.get("example") is not None:
        return field.metadata["example"]
    if isinstance(field, core.Nested):
        example = example_of(field.schema)
        return [example] if field.schema.many and example is not None else example
    if isinstance(field, core.List):
        inner = _field_example(field.inner)
        return None if inner is None else [inner] * max(1, field.metadata.get("minItems", 1))
    if not field.required:
        return None
    if "enum" in field.metadata:
        return field.metadata["enum"][0]
    if "minimum" in field.metadata:
        return field.metadata["minimum"]
    return next((stand_in for kind, stand_in in _STAND_INS.items() if isinstance(field, kind)), None)


def finish(document: dict[str, Any], names: Names) -> dict[str, Any]:
    """Describe the components, and leave those of answers open: within v1 they may grow."""
    schemas = document["components"]["schemas"]
    closed: set[str] = set()
    for operations in document["paths"].values():
        for operation in operations.values():
            _reach(operation.get("requestBody"), schemas, closed)
    for name, kind in names.classes.items():
        if name not in schemas:
            continue
        schemas[name].pop("additionalProperties", None)
        if name in closed:
            schemas[name]["additionalProperties"] = False
        about = inspect.getdoc(kind)
        if about:
            schemas[name].setdefault("description", about.partition("\n")[0])
    return document


def _reach(node: Any, schemas: dict[str, Any], found: set[str]) -> None:
    if isinstance(node, dict):
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name in schemas and name not in found:
            found.add(name)
            _reach(schemas[name], schemas, found)
        for below in node.values():
            _reach(below, schemas, found)
    elif isinstance(node, list):
        for below in node:
            _reach(below, schemas, found)
