"""Reports: what is sent, and what is answered."""

from collections.abc import Mapping

from atelier.api.openapi.parts import (
    TEXT,
    TEXT_OR_NULL,
    Document,
    content,
    refusals,
    response,
    schemas,
)
from diagnostics.report import Report


def components() -> Document:
    found = schemas(Report)
    report = found["Report"]
    # The contract and its version have defaults for the agent; the server wants to see them.
    report["required"] = sorted({*report["required"], "contract", "version"})
    return {**found, "Taken": _TAKEN}


def paths() -> Document:
    return {"/api/agent/v1/reports": {"post": _take_report()}}


def _take_report() -> Document:
    return {
        "summary": "Send the report of one machine",
        "description": (
            "The same report sent twice counts once: its id is made by whoever measured. Bytes"
            " compressed with gzip are taken as well. What is refused is kept aside for a person."
        ),
        "tags": ["Agent"],
        "security": [{"station": []}],
        "requestBody": {"required": True, "content": content("Report")},
        "responses": {
            "200": response("A known device, or a report that was sent before.", "Taken"),
            "201": response("A new device.", "Taken"),
            "202": response("A person has to choose which device this is.", "Taken"),
            **refusals(_REFUSALS),
        },
    }


_REFUSALS: Mapping[str, str] = {
    "400": "No JSON, or compressed bytes that are damaged.",
    "401": "No token, or one that was withdrawn.",
    "403": "The token may not send reports.",
    "409": "The id was used before, for another report.",
    "413": "Larger than this server takes.",
    "422": "Another contract or version, or a field that is wrong: `field` says which.",
}

_TAKEN: Document = {
    "type": "object",
    "required": ["state", "report", "device", "next_step"],
    "properties": {
        "state": {"type": "string", "enum": ["new", "known", "choice", "repeated"]},
        "report": {"type": "string", "format": "uuid"},
        "device": {
            "type": ["object", "null"],
            "required": ["tag", "url"],
            "properties": {"tag": TEXT_OR_NULL, "url": {"type": "string", "format": "uri"}},
        },
        "next_step": {
            "type": ["object", "null"],
            "required": ["key", "name", "text"],
            "properties": {"key": TEXT, "name": TEXT, "text": TEXT},
        },
    },
}
