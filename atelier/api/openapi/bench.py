"""The bench: a machine says that it is there, and how it goes with its orders."""

from collections.abc import Mapping

from atelier.api.openapi.parts import Document, content, refusals, response, schemas
from diagnostics import wire


def components() -> Document:
    found: Document = {}
    for kind in (wire.Presence, wire.View, wire.Word, wire.WordTaken):
        found |= schemas(kind, prefix="Bench")  # a report has a Disk of its own
    return found


def paths() -> Document:
    return {
        "/api/agent/v1/presence": {"post": _take_presence()},
        "/api/agent/v1/orders/{order_id}/words": {"post": _take_word()},
    }


def _take_presence() -> Document:
    return {
        "summary": "Say that a machine is on the bench, and hear what it has to show and to do",
        "description": (
            "Answers at once where the view is another than `seen`; else as soon as it is, or"
            " after `wait_s` seconds (25 at most). A machine that asks no more is thought gone."
        ),
        "tags": ["Agent"],
        "security": [{"station": []}],
        "requestBody": {"required": True, "content": content("Presence")},
        "responses": {
            "200": response("What to show, and the open orders of this machine.", "View"),
            **refusals(
                {
                    **_REFUSALS,
                    "404": "This organisation has no such report: send it first.",
                    "409": "Another station speaks for this start of the machine just now.",
                }
            ),
        },
    }


def _take_word() -> Document:
    return {
        "summary": "Say how it goes with an order",
        "description": (
            "The same word sent twice counts once, and one with a lower number than an earlier one"
            " changes nothing. After *done* or *failed* nothing changes any more: the answer says"
            " how the order ended."
        ),
        "tags": ["Agent"],
        "security": [{"station": []}],
        "parameters": [
            {
                "name": "order_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "format": "uuid"},
            }
        ],
        "requestBody": {"required": True, "content": content("Word")},
        "responses": {
            "200": response("Where the order stands now, and whether to stop it.", "WordTaken"),
            **refusals(
                {
                    **_REFUSALS,
                    "404": "No order of the machine whose start `boot_id` is, as far as this"
                    " station goes.",
                    "409": "Another start, of a machine that says the same of itself, has it.",
                }
            ),
        },
    }


_REFUSALS: Mapping[str, str] = {
    "400": "No JSON.",
    "401": "No token, or one that was withdrawn.",
    "403": "The token may not take orders.",
    "413": "Larger than this server takes.",
    "422": "A field that is wrong: `field` says which.",
}
