"""The JSON API described in OpenAPI 3.1, made from the table of operations and their structs.

Source: OpenAPI Specification 3.1.0; problems as in RFC 9457.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from regesta import __version__
from regesta.show.services.api import OPERATIONS, ROOT, Operation
from regesta.show.services.api_types import Problem, Search
from regesta.show.wording import wording

_REFERENCE = "#/components/schemas/{name}"
_PROBLEMS: Mapping[int, str] = {
    400: "An argument is unknown, of the wrong kind, or given twice.",
    404: "There is no such thing.",
    405: "Nothing can be changed here.",
    422: "The query cannot be understood; `detail` says where and what to write.",
    429: "Too many requests; `Retry-After` says for how many seconds to wait.",
    503: "The archive cannot be read now.",
}
_ID: Mapping[str, Any] = {
    "name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1},
    "description": "The id; it may hold slashes, also unescaped.",
}  # fmt: skip
_UNCHANGED: Mapping[str, Any] = {
    "description": "It is as it was (`If-None-Match`, `If-Modified-Since`)."
}
_HEADERS: Mapping[str, Any] = {
    "ETag": {"required": True, "schema": {"type": "string"}},
    "Last-Modified": {"required": True, "schema": {"type": "string"}},
}
_WAIT: Mapping[str, Any] = {
    "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}
}


def describe_api(title: str, site: str) -> dict[str, Any]:
    """Return the description of the API of an archive with this title, served at `site`."""
    kinds = [operation.answer for operation in OPERATIONS]
    asked = [operation.asked for operation in OPERATIONS]
    schemas, components = msgspec.json.schema_components(
        [*kinds, *asked, Problem], ref_template=_REFERENCE
    )
    of_asked = dict(zip((kind.__name__ for kind in asked), schemas[len(kinds) :], strict=False))
    arguments = {name: _resolved(one, components) for name, one in of_asked.items()}
    used = {kind.__name__ for kind in asked}
    answers = {name: one for name, one in components.items() if name not in used}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": "Reads an archive of documents made by Regesta. Nothing can be changed.",
        },
        "servers": [{"url": site or "/"}],
        "paths": {
            ROOT + one.path: {"get": _operation(one, schema, arguments)}
            for one, schema in zip(OPERATIONS, schemas, strict=False)
        },
        "components": {"schemas": answers},
    }


def _operation(one: Operation, answer: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    problems = {400, 405, 429, 503} | ({404} if one.has_id else set())
    problems |= {422} if one.asked is Search else set()
    about = wording().say(f"api.{one.name}")
    return {
        "operationId": one.name,
        "summary": about,
        "parameters": [
            *([_ID] if one.has_id else []),
            *_parameters(arguments[one.asked.__name__]),
        ],
        "responses": {
            "200": {
                "description": about,
                "headers": _HEADERS,
                "content": {"application/json": {"schema": answer}},
            },
            "304": _UNCHANGED,
            **{str(status): _problem(status) for status in sorted(problems)},
        },
    }


def _parameters(asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    needed = asked.get("required", ())
    for name, schema in asked.get("properties", {}).items():
        kept = dict(schema)
        about = kept.pop("description", "")
        yield {
            "name": name,
            "in": "query",
            "required": name in needed,
            "description": about,
            "schema": kept,
            **({"style": "form", "explode": True} if kept.get("type") == "array" else {}),
        }


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": _PROBLEMS[status],
        **({"headers": _WAIT} if status == 429 else {}),
        "content": {
            "application/problem+json": {"schema": {"$ref": _REFERENCE.format(name="Problem")}}
        },
    }


def _resolved(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = components.get(name, schema)
    return found
