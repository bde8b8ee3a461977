"""Discord's own description of its API, where it lies beside the checkout: what would it say of a request?"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.shared import SHARED

FILE = SHARED / "platforms" / "schemas" / "discord-openapi.json"

needs_schema = pytest.mark.skipif(
    not FILE.is_file(),
    reason=f"NOT CHECKED: no OpenAPI document of Discord in {SHARED.name}/ beside the checkout",
)


@functools.cache
def _routes() -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    return tuple(
        (re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path))), path, frozenset(methods))
        for path, methods in _document()["paths"].items()
    )


@functools.cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    # Discord takes ids as numbers as well, and discord.py sends some so; the document says only strings.
    document["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
    return document


@functools.cache
def _validator(path: str, method: str) -> jsonschema.Draft202012Validator:
    resource = DRAFT202012.create_resource(_document())
    place = path.replace("~", "~0").replace("/", "~1")
    schema = f"urn:discord#/paths/{place}/{method}/requestBody/content/application~1json/schema"
    registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
    return jsonschema.Draft202012Validator({"$ref": schema}, registry=registry)


def violations(method: str, path: str, body: object) -> list[str]:
    """What Discord's document finds wrong with a request; nothing where the document is absent."""
    if not FILE.is_file():
        return []
    method = method.lower()
    route = next((known for rule, known, has in _routes() if rule.fullmatch(path) and method in has), None)
    if route is None:
        return [f"no such route: {method} {path}"]
    if body is None or "requestBody" not in _document()["paths"][route][method]:
        return []
    return [error.json_path for error in _validator(route, method).iter_errors(body)]
