"""What every check is given, and what it gives back."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rich.console import RenderableType

from diagnostics.checks.hotplug import Plugs, listen
from diagnostics.checks.inputs import Device, Source, open_sources
from diagnostics.console.stage import Stage
from diagnostics.probes.host import Host
from diagnostics.report import Answer, CheckName
from diagnostics.words import Words

#: Nobody pressed anything for so long: the person was called away.
IDLE_S = 300.0


class Stopped(Exception):
    """The person stopped, or went away. What was answered before stays."""


class Opener(Protocol):
    def __call__(self, host: Host, devices: Sequence[Device], *, grab: bool = ...) -> Source: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    stage: Stage
    host: Host
    clock: Callable[[], float] = time.monotonic
    open_sources: Opener = open_sources
    plugs: Callable[[], Plugs] = listen

    @property
    def words(self) -> Words:
        return self.stage.words

    def key(self, timeout_s: float = IDLE_S) -> str:
        """The next key. Raises Stopped when nobody is there."""
        name = self.stage.key(timeout_s)
        if name is None:
            raise Stopped
        return name

    def forget_keys(self) -> None:
        """What was pressed during a check is no answer to the question after it."""
        while self.stage.key(0) is not None:
            pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Of one check, in the language of the screen."""

    title: str
    #: The one sentence that says what to do.
    todo: str
    question: str
    #: When the machine says that it has none.
    absent: str
    #: By the words of ``report.FAULTS``.
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check saw by itself, before the person says anything."""

    #: Fields of ``report.Check``.
    measured: Mapping[str, Any] = field(default_factory=dict)
    #: On which answer the arrow stands first.
    proposes: Answer = "good"
    #: What was seen, for the person.
    says: RenderableType = ""
    #: Set where nobody can be asked any more: no key works.
    fault: str = ""


class Checker(Protocol):
    """A check is a module with these four."""

    @property
    def NAME(self) -> CheckName: ...  # noqa: N802 - a module's constant

    def texts(self, words: Words, /) -> Texts: ...

    def there(self, host: Host, /) -> bool: ...

    def perform(self, kit: Kit, /) -> Found: ...
