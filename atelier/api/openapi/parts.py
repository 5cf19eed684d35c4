"""What the descriptions of all routes are made of."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

Document = dict[str, Any]

REF = "#/components/schemas/{model}"
TEXT: Document = {"type": "string"}
TEXT_OR_NULL: Document = {"type": ["string", "null"]}

ERROR: Document = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": TEXT,
                "message": TEXT,
                "field": TEXT,
                "expected": {"type": ["string", "integer"]},
            },
        }
    },
}


def response(words: str, schema: str) -> Document:
    return {"description": words, "content": content(schema)}


def refusals(told: Mapping[str, str]) -> Document:
    return {status: response(words, "Error") for status, words in told.items()}


def content(schema: str) -> Document:
    return {"application/json": {"schema": {"$ref": REF.format(model=schema)}}}


def schemas(kind: type, prefix: str = "") -> Document:
    """The schema of a dataclass by its name, and those of its parts, ``prefix`` before theirs."""
    schema = TypeAdapter(kind).json_schema(ref_template=REF.format(model=prefix + "{model}"))
    parts = schema.pop("$defs", {})
    return {**{prefix + name: part for name, part in parts.items()}, kind.__name__: schema}
