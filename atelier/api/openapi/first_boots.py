"""An installed system says once how it started."""

from collections.abc import Mapping

from atelier.api.openapi.parts import Document, content, refusals, response, schemas
from diagnostics.wire.imaging import FirstBoot, FirstBootTaken


def components() -> Document:
    # A report has a Screen of its own.
    return {**schemas(FirstBoot, prefix="Installed"), **schemas(FirstBootTaken)}


def paths() -> Document:
    return {"/api/agent/v1/first-boots": {"post": _take_first_boot()}}


def security_schemes() -> Document:
    return {
        "installation": {
            "type": "http",
            "scheme": "bearer",
            "description": (
                "The key of one installation: made by the agent that wrote it, known to the server"
                " by its SHA-256 alone, worthless once the device is written anew, erased or used."
            ),
        }
    }


def _take_first_boot() -> Document:
    return {
        "summary": "Say once how an installed system started",
        "description": (
            "The same message sent twice counts once. What does not count (another image, another"
            " machine, an installation that is not there any more) is kept and shown to a person,"
            " and answered in the same way: after either answer the system forgets the server."
        ),
        "tags": ["Agent"],
        "security": [{"installation": []}],
        "requestBody": {"required": True, "content": content("FirstBoot")},
        "responses": {
            "200": response("It came before.", "FirstBootTaken"),
            "201": response("Written down.", "FirstBootTaken"),
            **refusals(_REFUSALS),
        },
    }


_REFUSALS: Mapping[str, str] = {
    "400": "No JSON.",
    "401": "No key, or one that no installation has.",
    "413": "Larger than this server takes.",
    "422": "A field that is wrong: `field` says which.",
    "429": "Too many wrong keys came from there, or too many messages from this installation.",
}
