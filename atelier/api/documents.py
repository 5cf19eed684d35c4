"""What an agent sends, checked against the classes that both sides share."""

from typing import Any, TypeVar

from flask import Response, request

from atelier import incoming
from diagnostics import wire

T = TypeVar("T")

#: In bytes. The result of an order has a limit of its own, below this.
_LONGEST = 262_144


def read(kind: type[T]) -> T:
    """The body of this request. Raises NotJson, Malformed, or HTTP 413."""
    document = incoming.parse(body(), kind.__name__)
    try:
        return wire.decode(kind, document)
    except wire.Malformed as error:
        incoming.refuse(str(error))


def body() -> bytes:
    """As it was sent. Raises HTTP 413."""
    request.max_content_length = _LONGEST
    return request.get_data()


def answer(document: Any) -> Response:
    return Response(wire.encode(document), mimetype="application/json")
