"""The OpenAPI document made readable: operations and schemas as a page prints them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation; ``place`` is query or path."""

    name: str
    place: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of an operation; ``schema`` is the name of what its body is made of."""

    status: str
    description: str
    media: str
    schema: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path."""

    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a schema; ``schemas`` are the names of those it is made of."""

    name: str
    kind: str
    schemas: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class ShownSchema:
    """A schema by its name."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """The whole document."""

    operations: tuple[Operation, ...]
    schemas: tuple[ShownSchema, ...]


def shown_document(spec: Node) -> ShownDocument:
    """Make an OpenAPI document ready for its page."""
    parts = spec.get("components", {})
    return ShownDocument(
        operations=tuple(
            _operation(method, path, found, parts)
            for path, methods in spec["paths"].items()
            for method, found in methods.items()
            if method in ("get", "post")
        ),
        schemas=tuple(_schema(name, found) for name, found in parts.get("schemas", {}).items()),
    )


def _operation(method: str, path: str, found: Node, parts: Node) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        summary=found.get("summary", ""),
        parameters=tuple(
            Parameter(p["name"], p["in"], _kind(p["schema"]), p.get("description", ""))
            for p in found.get("parameters", ())
        ),
        answers=tuple(
            answer
            for status, told in sorted(found["responses"].items())
            for answer in _answers(status, told, parts)
        ),
    )


def _answers(status: str, told: Node, parts: Node) -> Iterator[Answer]:
    if "$ref" in told:
        told = parts["responses"][_name(told)]
    content = told.get("content", {})
    for media, body in content.items():
        names = tuple(_schemas(body.get("schema", {})))
        yield Answer(status, told["description"], media, names[0] if names else "")
    if not content:
        yield Answer(status, told["description"], "", "")


def _schema(name: str, found: Node) -> ShownSchema:
    members = (
        Member(key, _kind(inner), tuple(_schemas(inner)), inner.get("description", ""))
        for key, inner in found.get("properties", {}).items()
    )
    return ShownSchema(name, tuple(members))


def _name(node: Node) -> str:
    return str(node["$ref"]).rpartition("/")[2]


def _schemas(node: Node) -> Iterator[str]:
    """Yield the names of the schemas a node is made of."""
    if "$ref" in node:
        yield _name(node)
    for inner in ("items", "additionalProperties"):
        if isinstance(node.get(inner), Mapping):
            yield from _schemas(node[inner])


def _kind(node: Node) -> str:
    """Say a type in a few words."""
    if "$ref" in node:
        return "object"
    if "enum" in node:
        return " | ".join(map(str, node["enum"]))
    told = node.get("type", "any")
    kind = " | ".join(told) if isinstance(told, list) else str(told)
    if kind == "array":
        return f"list of {_kind(node['items'])}"
    if isinstance(node.get("additionalProperties"), Mapping):
        return f"{kind} of {_kind(node['additionalProperties'])} by name"
    return kind
