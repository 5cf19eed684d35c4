"""Images of basic software: their files."""

from collections.abc import Mapping

from atelier.api.openapi.parts import Document, content, refusals, schemas
from diagnostics.wire.imaging import Manifest, Map

_HASH: Document = {
    "name": "sha256",
    "in": "path",
    "required": True,
    "description": "The hash of the image: of its manifest.",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}


def components() -> Document:
    return {**schemas(Manifest, prefix="Image"), **schemas(Map, prefix="Image")}


def paths() -> Document:
    parts: Document = {"name": "part", "in": "path", "required": True}
    parts["schema"] = {"type": "string", "enum": ["manifest", "map", "blocks"]}
    return {
        "/api/agent/v1/images/{sha256}/{part}": {"parameters": [_HASH, parts], "get": _send()},
        "/api/agent/v1/images/{sha256}/allowed": {"parameters": [_HASH], "get": _allowed()},
    }


def _send() -> Document:
    return {
        "summary": "Get a file of an image",
        "description": (
            "One range of bytes at a time, or the whole. The `ETag` is strong and never changes;"
            " `manifest` is a Manifest, `map` a Map, and `blocks` one zstd frame after another."
        ),
        "tags": ["Agent"],
        "security": [{"station": []}],
        "responses": {
            "200": _file("The whole file."),
            "206": _file("The range that was asked."),
            "304": {"description": "The same as whoever asks already has."},
            **refusals(_REFUSALS),
            "416": refusals({"416": "The file is shorter than that."})["416"],
        },
    }


def _allowed() -> Document:
    return {
        "summary": "Ask whether a machine may have an image",
        "description": "For a cache at a bench, which keeps blocks and asks this for each machine.",
        "tags": ["Agent"],
        "security": [{"station": []}],
        "responses": {"204": {"description": "It may."}, **refusals(_REFUSALS)},
    }


def _file(words: str) -> Document:
    documents = content("Manifest") | {"application/octet-stream": {}}
    return {"description": words, "content": documents}


_REFUSALS: Mapping[str, str] = {
    "401": "No token, or one that was withdrawn.",
    "403": "The token may not take orders, nor what goes with them.",
    "404": "This organisation has no such image, or the server lost its files.",
    "426": "The agent is older than this server understands.",
}
