"""Checks a value against the few keywords that our generated schemas use."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
FORMATS = {"date": dt.date.fromisoformat, "date-time": dt.datetime.fromisoformat}
WORDS = {"$schema", "$id", "$defs", "title", "description", "default"}
KNOWN = WORDS | {
    *("type", "format", "enum", "const", "anyOf", "$ref", "items", "properties", "required"),
    *("additionalProperties", "propertyNames", "minimum", "exclusiveMinimum", "pattern"),
}


def misfits(schema: Schema, value: Any, root: Schema | None = None, path: str = "") -> list[str]:
    """Where a value does not fit, as dotted paths; an unknown keyword is an error, never a pass."""
    if unknown := schema.keys() - KNOWN:
        raise NotImplementedError(unknown)
    return list(_misfits(schema, value, root or schema, path))


def _misfits(schema: Schema, value: Any, root: Schema, path: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from misfits(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root, path)
    if "anyOf" in schema and all(misfits(each, value, root, path) for each in schema["anyOf"]):
        yield path
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        yield path
        return
    if value not in schema.get("enum", [schema.get("const", value)]):
        yield path
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield path
    if "minimum" in schema and value < schema["minimum"]:
        yield path
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield path
    if "format" in schema:
        try:
            FORMATS[schema["format"]](value)
        except ValueError:
            yield path
    yield from _members(schema, value, root, path)


def _members(schema: Schema, value: Any, root: Schema, path: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}.{name}"
    properties = schema.get("properties", {})
    for name, inner in properties.items():
        if name in value:
            yield from misfits(inner, value[name], root, f"{path}.{name}")
    if isinstance(value, dict):
        for name in value.keys() - properties.keys():
            yield from misfits(schema.get("propertyNames", {}), name, root, f"{path}.{name}")
            more = schema.get("additionalProperties", {})
            yield from misfits(more, value[name], root, f"{path}.{name}")
    for number, item in enumerate(value if "items" in schema else ()):
        yield from misfits(schema["items"], item, root, f"{path}.{number}")
