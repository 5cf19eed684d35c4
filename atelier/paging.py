"""Lists that page by key: as quick on the last page as on the first, whatever was added since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request
from werkzeug.routing import IntegerConverter, Map

Row = TypeVar("Row")
Other = TypeVar("Other")

#: The largest key that both databases take for an integer column.
LARGEST_KEY = 2**31 - 1


class Key(IntegerConverter):
    """``<int:…>`` in an address: a number that no column can hold is a page that does not exist."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - the name werkzeug gives it
        super().__init__(map, max=LARGEST_KEY)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """``after``: the key that the next page starts behind; None on the last page."""

    rows: Sequence[Row]
    after: int | None = None


def cut(rows: Sequence[Row], keys: Sequence[int], size: int) -> Page[Row]:
    """A page of ``size`` from one row more, which tells whether there is a next page."""
    return Page(rows[:size], keys[size - 1] if len(rows) > size else None)


def after() -> int | None:
    """The key asked for with ``?after=``; None when there is none, or none that can exist."""
    key = request.args.get("after", type=int)
    return key if key is not None and 0 < key <= LARGEST_KEY else None
