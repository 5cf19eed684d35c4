"""Where the files of an image come from: the server, in pieces; or a folder, in tests."""

from collections.abc import Iterator
from typing import Literal, Protocol

#: The JSON files of an image; the third, ``packages``, is of no concern to a disk.
Name = Literal["manifest", "map"]
#: *server*: it is away, and tried again and again. *others*: what is sent to many at once begins
#: when all of them are there.
Awaited = Literal["server", "others"]


class NoImage(Exception):
    """It is not there, or not any more; the message is the server's."""


class NotGiven(Exception):
    """The server gives it to us neither now nor later: this agent is too old for it, say."""


class SomethingElse(Exception):
    """For long now the server gave other things than the image, such as another program's page."""


class Source(Protocol):
    """One image. What it raises beside the above ends the work, and is let through."""

    @property
    def fetched(self) -> int:
        """Bytes that came over the network, also those that came again."""

    @property
    def retries(self) -> int:
        """How often a part had to be asked for again."""

    @property
    def awaits(self) -> Awaited | None:
        """Why nothing comes at the moment."""

    def document(self, name: Name, most_bytes: int, /, *, anew: bool = False) -> bytes:
        """All of one file. Raises NoImage, SomethingElse, NotGiven (also where it is too large).

        ``anew``: past whatever keeps copies on the way, one of which may be broken.
        """

    def stream(self, start: int, length: int, /, *, anew: bool = False) -> Iterator[bytes]:
        """Exactly these bytes of ``blocks``, in order, in pieces of any length; raises the same.

        To be used up by one thread; several streams may be under way at once.
        """
