"""Erasures that no order asked for: their evidence."""

from collections.abc import Mapping

from atelier.api.openapi.parts import Document, content, refusals, response, schemas
from diagnostics.wire.erasure import Evidence, EvidenceTaken


def components() -> Document:
    # A report has a Disk and an error of its own.
    return {**schemas(Evidence, prefix="Erasure"), **schemas(EvidenceTaken)}


def paths() -> Document:
    return {"/api/agent/v1/erasures": {"post": _take_erasure()}}


def _take_erasure() -> Document:
    return {
        "summary": "Send the evidence of an erasure that was done without a server",
        "description": (
            "The same evidence sent twice counts once: its id is made by whoever erased. Which"
            " device it is of follows from the numbers of machine and disk, so the report of the"
            " machine has to come first. The server judges it as it does that of an order, and"
            " nothing that is refused is written down: whoever sends it keeps it. Evidence with an"
            " `order_id` is taken once a person has closed that order."
        ),
        "tags": ["Agent"],
        "security": [{"station": []}],
        "requestBody": {"required": True, "content": content("Evidence")},
        "responses": {
            "200": response("It came before.", "EvidenceTaken"),
            "201": response("Written down; what the server makes of it.", "EvidenceTaken"),
            **refusals(_REFUSALS),
        },
    }


_REFUSALS: Mapping[str, str] = {
    "400": "No JSON.",
    "401": "No token, or one that was withdrawn.",
    "403": "The token may not send reports, nor what goes with them.",
    "409": (
        "`unknown_machine`: send the report of the machine first, or let a person choose."
        " `order_is_open`: its own machine may still tell it. Both are worth sending again later."
        " `another_evidence`: the id, or the order, has other evidence."
    ),
    "413": "Larger than this server takes.",
    "422": "No evidence, evidence that contradicts itself, or that cannot be of what it says.",
    "426": "The agent is older than this server understands.",
}
