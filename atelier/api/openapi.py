"""The description of the API, from the same dataclasses that check what is sent."""

from collections.abc import Mapping
from typing import Any

from apiflask import APIFlask
from pydantic import TypeAdapter

from atelier.people.guard import public
from diagnostics.report import Report

Document = dict[str, Any]

_REF = "#/components/schemas/{model}"


def init_app(app: APIFlask) -> None:
    app.spec_processor(_complete)
    public(app.view_functions["openapi.spec"])  # marks the view that APIFlask made


def _complete(spec: Document | str) -> Document | str:
    if isinstance(spec, str):  # YAML, which is never asked for
        return spec
    components = spec.setdefault("components", {})
    components.setdefault("schemas", {}).update(_schemas())
    components.setdefault("securitySchemes", {})["station"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a station; a coordinator makes one on the page Stations.",
    }
    spec.setdefault("paths", {})["/api/agent/v1/reports"] = {"post": _take_report()}
    return spec


def _schemas() -> Document:
    report = TypeAdapter(Report).json_schema(ref_template=_REF)
    parts = report.pop("$defs", {})
    # The contract and its version have defaults for the agent; the server wants to see them.
    report["required"] = sorted({*report["required"], "contract", "version"})
    return {**parts, "Report": report, "Taken": _TAKEN, "Error": _ERROR}


def _take_report() -> Document:
    return {
        "summary": "Send the report of one machine",
        "description": (
            "The same report sent twice counts once: its id is made by whoever measured. Bytes"
            " compressed with gzip are taken as well. What is refused is kept aside for a person."
        ),
        "tags": ["Agent"],
        "security": [{"station": []}],
        "requestBody": {"required": True, "content": _json("Report")},
        "responses": {
            "200": _response("A known device, or a report that was sent before.", "Taken"),
            "201": _response("A new device.", "Taken"),
            "202": _response("A person has to choose which device this is.", "Taken"),
            **{status: _response(words, "Error") for status, words in _REFUSALS.items()},
        },
    }


def _response(words: str, schema: str) -> Document:
    return {"description": words, "content": _json(schema)}


def _json(schema: str) -> Document:
    return {"application/json": {"schema": {"$ref": _REF.format(model=schema)}}}


_REFUSALS: Mapping[str, str] = {
    "400": "No JSON, or compressed bytes that are damaged.",
    "401": "No token, or one that was withdrawn.",
    "403": "The token may not send reports.",
    "409": "The id was used before, for another report.",
    "413": "Larger than this server takes.",
    "422": "Another contract or version, or a field that is wrong: `field` says which.",
}

_TEXT: Document = {"type": "string"}
_TEXT_OR_NULL: Document = {"type": ["string", "null"]}

_TAKEN: Document = {
    "type": "object",
    "required": ["state", "report", "device", "next_step"],
    "properties": {
        "state": {"type": "string", "enum": ["new", "known", "choice", "repeated"]},
        "report": {"type": "string", "format": "uuid"},
        "device": {
            "type": ["object", "null"],
            "required": ["tag", "url"],
            "properties": {"tag": _TEXT_OR_NULL, "url": {"type": "string", "format": "uri"}},
        },
        "next_step": {
            "type": ["object", "null"],
            "required": ["key", "name", "text"],
            "properties": {"key": _TEXT, "name": _TEXT, "text": _TEXT},
        },
    },
}

_ERROR: Document = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": _TEXT,
                "message": _TEXT,
                "field": _TEXT,
                "expected": {"type": ["string", "integer"]},
            },
        }
    },
}
