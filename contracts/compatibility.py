"""What a published message may become without a new version: a new optional field, nothing else.

While a release rolls out, old readers get new messages and new readers old ones. So it breaks as
much to send more (a value, a null) as it does to ask for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

TOLD_APART = {"properties", "required", "enum", "anyOf", "items", "additionalProperties"}
"""Keywords with a comparison of their own."""

WORDS = {"$defs", "$id", "$schema", "title", "description", "default", "examples"}
"""Keywords that explain: they bind nobody."""


def breaking_changes(frozen: Schema, current: Schema) -> list[str]:
    """Every way in which ``current`` breaks who knows ``frozen``; empty when it only grew.

    Args:
        frozen: The published JSON schema of a message.
        current: Its schema now.

    Returns:
        One sentence each, beginning with the dotted path of the field.
    """
    return list(_compare("", frozen, current, (frozen, current)))


def _compare(path: str, old: Schema, new: Schema, roots: tuple[Schema, Schema]) -> Iterator[str]:
    old, new = _resolved(old, roots[0]), _resolved(new, roots[1])
    at = path or "the message"
    yield from _properties(path, old, new, roots)
    yield from _values(at, old, new)
    yield from _alternatives(at, old, new, roots)
    for keyword, suffix in (("items", "[]"), ("additionalProperties", "{}")):
        inner = (old.get(keyword), new.get(keyword))
        if all(isinstance(each, Mapping) for each in inner):
            yield from _compare(path + suffix, *inner, roots)  # type: ignore[arg-type]
        elif inner[0] != inner[1]:
            yield f"{at}: {keyword} changed"
    for keyword in sorted((old.keys() | new.keys()) - TOLD_APART - WORDS):
        if old.get(keyword) != new.get(keyword):
            yield f"{at}: {keyword} was {old.get(keyword)!r}, is {new.get(keyword)!r}"


def _properties(path: str, old: Schema, new: Schema, roots: tuple[Schema, Schema]) -> Iterator[str]:
    before, now = old.get("properties", {}), new.get("properties", {})
    must, must_now = set(old.get("required", ())), set(new.get("required", ()))
    for name in before:
        field = f"{path}.{name}".lstrip(".")
        if name not in now:
            yield f"{field}: removed"
            continue
        if name in must_now - must:
            yield f"{field}: was optional, is required"
        if name in must - must_now:
            yield f"{field}: was required, is optional"
        yield from _compare(field, before[name], now[name], roots)
    for name in sorted(must_now - before.keys()):
        yield f"{path}.{name}: new and required".lstrip(".")


def _values(at: str, old: Schema, new: Schema) -> Iterator[str]:
    if ("enum" in old) != ("enum" in new):
        yield f"{at}: {'any value' if 'enum' in old else 'only a list of values'} is possible now"
        return
    before, now = old.get("enum", []), new.get("enum", [])
    yield from (f"{at}: the value {value!r} was removed" for value in before if value not in now)
    yield from (f"{at}: the value {value!r} is new" for value in now if value not in before)


def _alternatives(at: str, old: Schema, new: Schema, roots: tuple[Schema, Schema]) -> Iterator[str]:
    before = sorted((_resolved(each, roots[0]) for each in old.get("anyOf", ())), key=_name)
    now = sorted((_resolved(each, roots[1]) for each in new.get("anyOf", ())), key=_name)
    if [_name(each) for each in before] != [_name(each) for each in now]:
        yield f"{at}: was {' or '.join(map(_name, before))}, is {' or '.join(map(_name, now))}"
        return
    for was, is_ in zip(before, now, strict=True):
        yield from _compare(at, was, is_, roots)


def _name(schema: Schema) -> str:
    return str(schema.get("title") or schema.get("type") or "anything")


def _resolved(schema: Schema, root: Schema) -> Schema:
    """Follow a reference to its definition."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema
