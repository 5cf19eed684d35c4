"""What a part of the agent sees of the screen and the keyboard while it has the machine's person.

``console.terminal`` is the real one; a test hands in its own.
"""

from collections.abc import Sequence
from typing import Protocol

from rich.console import RenderableType

from diagnostics.console.keys import Key
from diagnostics.words import Words


class Stage(Protocol):
    #: In the language of the screen.
    words: Words

    def show(self, body: RenderableType, keys: Sequence[Key] = ()) -> None:
        """Show ``body`` between the header (tag, name) and the footer (``keys``, network).

        Cheap to call as often as anything may have changed: only what differs is written.
        """

    def fill(self, colour: str) -> None:
        """The whole screen in one of ``FILLS``, without a word, until the next ``show``."""

    def key(self, timeout_s: float | None = None) -> str | None:
        """The next key that is pressed, by a name of ``console.keys``; None: none in that time.

        Without a timeout it waits as long as it takes. Keys pressed before are kept, so that no
        key is lost between two calls.
        """


#: The colours that ``Stage.fill`` takes.
FILLS = ("red", "green", "blue", "white", "black")
