"""Pairing: how a machine that has no token comes by one."""

from collections.abc import Mapping

from atelier.api.openapi.parts import Document, content, refusals, response, schemas
from diagnostics.wire import pairing


def components() -> Document:
    found: Document = {}
    for kind in (pairing.Asked, pairing.Enquiry, pairing.Standing):
        found |= schemas(kind, prefix="Pairing")
    return found


def paths() -> Document:
    return {
        "/api/agent/v1/pairings": {"post": _ask()},
        "/api/agent/v1/pairings/{pairing_id}": {"post": _standing()},
    }


def _ask() -> Document:
    return {
        "summary": "Ask to be paired: the machine shows a code, and a person types it on a page",
        "description": (
            "The code is not sent. From it both sides derive a key, and prove with it what they"
            " claim. Sent twice (same id), it counts once. Good for ten minutes."
        ),
        "tags": ["Agent"],
        "security": [],
        "requestBody": {"required": True, "content": content("Asked")},
        "responses": {
            "200": response("It waits for a person.", "Standing"),
            **refusals({**_REFUSALS, "409": "The id was used before, by another machine."}),
        },
    }


def _standing() -> Document:
    return {
        "summary": "How a pairing stands, for the machine that asked",
        "description": (
            "Answers as soon as it is no longer waiting, or after `wait_s` seconds (25 at most)."
            " The token, hidden with the key, is told again until it is used."
        ),
        "tags": ["Agent"],
        "security": [],
        "parameters": [
            {
                "name": "pairing_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "format": "uuid"},
            }
        ],
        "requestBody": {"required": True, "content": content("Enquiry")},
        "responses": {
            "200": response("Where it stands.", "Standing"),
            **refusals({**_REFUSALS, "404": "No such pairing, or another's secret."}),
        },
    }


_REFUSALS: Mapping[str, str] = {
    "400": "No JSON.",
    "413": "Larger than this server takes.",
    "422": "A field that is wrong: `field` says which.",
    "426": "The agent is older than this server understands.",
    "429": "Too many machines ask at once.",
}
