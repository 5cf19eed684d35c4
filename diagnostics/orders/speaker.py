"""Say words to the server: in order, as long as it takes, one at a time."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from diagnostics.link.errors import NotSent, NotThere, Refused
from diagnostics.orders.pace import Pace
from diagnostics.wire import FINAL, Word, WordTaken

#: The server's own code: the order is somebody else's.
_NOT_OURS = "other_start"


#: Starts a thread of that name.
Start = Callable[[Callable[[], None], str], None]


def start_thread(target: Callable[[], None], name: str) -> None:
    """For whoever has nothing to tell a failure to."""
    threading.Thread(target=target, daemon=True, name=name).start()


class Line(Protocol):
    """The way to the server."""

    def say(self, order_id: str, word: Word) -> WordTaken:
        """Raises ``link.errors.NotSent``: ``NoConnection``, or ``Refused``."""


class Listener(Protocol):
    def heard(self, order_id: str, word: Word, taken: WordTaken) -> None: ...

    def not_ours(self, order_id: str) -> None: ...


@dataclass(slots=True)
class _Box:
    """Words of one order that the server has not taken yet, oldest first."""

    words: list[Word] = field(default_factory=list)
    not_before: float = 0
    #: The server would not have the last one, which was then dropped.
    refused: bool = False

    def put(self, word: Word) -> None:
        """A newer *running* takes the place of an older one, and of what only that one told."""
        older = next((known for known in self.words if known.state == "running"), None)
        if word.state == "running" and older:
            self.words.remove(older)
            word = replace(word, checkpoint=word.checkpoint or older.checkpoint)
        self.words.append(word)


class Speaker:
    """One thread. Words that cannot be sent are kept; a final word is never given up."""

    def __init__(self, line: Line, listener: Listener, pace: Pace, start: Start) -> None:
        self._line = line
        self._listener = listener
        self._pace = pace
        self._boxes: dict[str, _Box] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._silence_s = 0.0
        self._silent_until = 0.0
        start(self._run, "orders-speaker")

    def put(self, order_id: str, word: Word) -> None:
        """A word that already waits is not put twice."""
        with self._changed:
            box = self._boxes.setdefault(order_id, _Box())
            if word.id not in {known.id for known in box.words}:
                box.put(word)
            self._changed.notify_all()

    def wait(
        self, order_id: str, timeout_s: float, until: Callable[[], bool] = lambda: False
    ) -> bool:
        """Whether the server has taken all that was said of the order, within the time.

        What it refused it has not taken, until it takes a later word.
        """
        with self._changed:
            self._changed.wait_for(lambda: until() or self._all_taken(order_id), timeout_s)
            return self._all_taken(order_id)

    def wake(self) -> None:
        """Look at ``until`` again."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _all_taken(self, order_id: str) -> bool:
        """A box stands as long as there is something in it, or something was refused."""
        return order_id not in self._boxes

    def _run(self) -> None:
        while (found := self._next()) is not None:
            order_id, word = found
            try:
                taken = self._line.say(order_id, word)
            except Refused as error:
                self._refused(order_id, word, error)
            except NotSent:
                self._unreachable()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next words go out
                self._refused(order_id, word, Refused(str(error)))
            else:
                self._taken(order_id, word, taken)

    def _next(self) -> tuple[str, Word] | None:
        """The next word whose time has come; None when the agent ends."""
        with self._changed:
            while not self._closed:
                moment = time.monotonic()
                times = {
                    order_id: max(box.not_before, self._silent_until)
                    for order_id, box in self._boxes.items()
                    if box.words
                }
                order_id = min(times, key=lambda one: times[one], default=None)
                if order_id is not None and times[order_id] <= moment:
                    return order_id, self._boxes[order_id].words[0]
                self._changed.wait(None if order_id is None else times[order_id] - moment)
        return None

    def _taken(self, order_id: str, word: Word, taken: WordTaken) -> None:
        self._silence_s = 0
        if not self._closed:
            # First: whoever waits for this to be taken has to find itself stopped.
            self._listener.heard(order_id, word, taken)
        self._drop(order_id, word)

    def _unreachable(self) -> None:
        least, most = self._pace.again_s
        self._silence_s = min(max(self._silence_s * 2, least), most)
        self._silent_until = time.monotonic() + self._silence_s

    def _refused(self, order_id: str, word: Word, error: Refused) -> None:
        """Progress is not worth another try, as more of it follows; an end always is.

        A server that does not know this start of the machine just now (404: a person has to say
        which device it is, or it was paired anew) ends no work that has begun.
        """
        if self._is_lost(word, error):
            self._listener.not_ours(order_id)
            self._drop(order_id, word)
        elif word.state == "running":
            self._drop(order_id, word, refused=True)
        else:
            with self._changed:
                self._boxes[order_id].not_before = time.monotonic() + self._pace.refused_s

    def _is_lost(self, word: Word, error: Refused) -> bool:
        if word.state in FINAL:
            return False
        unknown = isinstance(error, NotThere) and word.state == "accepted"
        return unknown or error.code == _NOT_OURS

    def _drop(self, order_id: str, word: Word, *, refused: bool = False) -> None:
        with self._changed:
            box = self._boxes[order_id]
            box.words = [known for known in box.words if known.id != word.id]
            box.refused = refused
            if not (box.words or box.refused):
                del self._boxes[order_id]
            self._changed.notify_all()
