"""A stage that plays a person: keys in a row, a clock that only moves while somebody waits."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from rich.console import Console

from diagnostics.checks.inputs.events import Event
from diagnostics.checks.kit import Kit
from diagnostics.console.around import Around
from diagnostics.console.frame import Frame, Laid, lay_out
from diagnostics.console.theme import THEME
from diagnostics.probes.host import Host
from diagnostics.screen.signs import Sign
from diagnostics.words import Words, in_language

#: What the frame puts around a body where least room is left: a console of 80 by 25.
AROUND = Around(
    name="Machine",
    tag="4217 0385 61",
    way=tuple((name, "to_come") for name in ("ontvangen", "gemeten", "wissen", "software")),
    standing=((Sign.good, "netwerk: goed"), (Sign.warning, "1 verslag op de stick")),
)


def console() -> Console:
    return Console(
        file=io.StringIO(),
        width=80,
        theme=THEME,
        color_system="standard",
        force_terminal=True,
        highlight=False,
        markup=False,
        emoji=False,
    )


def text_of(laid: Laid) -> str:
    return "\n".join("".join(part.text for part in line).rstrip() for line in laid.lines)


@dataclass
class Player:
    """``keys``: what the person presses, one for each time that is waited; None: nothing."""

    keys: list[str | None] = field(default_factory=list)
    words: Words = field(default_factory=lambda: in_language("nl"))
    now: float = 1000.0
    frames: list[Frame] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)

    def show(self, body: Any, keys: Sequence[Any] = ()) -> None:
        self.frames.append(Frame(around=AROUND, body=body, keys=tuple(keys)))

    def laid(self) -> list[Laid]:
        return [lay_out(console(), frame, self.words, 80, 25) for frame in self.frames]

    @property
    def screens(self) -> list[str]:
        return list(map(text_of, self.laid()))

    @property
    def scrolled(self) -> list[str]:
        """Screens that did not fit: nobody would see the rest of them."""
        return [text_of(laid) for laid in self.laid() if laid.furthest]

    def fill(self, colour: str) -> None:
        self.fills.append(colour)

    def key(self, timeout_s: float | None = None) -> str | None:
        """Looking without waiting is answered by nothing, and takes no key of the script."""
        if timeout_s == 0:
            return None
        if not self.keys:
            self.now += timeout_s if timeout_s is not None else 0
            return None
        pressed = self.keys.pop(0)
        self.now += 0.5 if pressed else timeout_s or 0
        return pressed

    @property
    def said(self) -> str:
        return "\n".join(self.screens)


@dataclass
class Script:
    """Input devices that say what a test wrote down; each read takes one step."""

    player: Player
    steps: list[Sequence[Event]]
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    ready: bool = True
    grabbed: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self, timeout_s: float) -> list[Event]:
        self.player.now += timeout_s
        return list(self.steps.pop(0)) if self.steps else []

    def span(self, axis: int) -> tuple[int, int] | None:
        return self.spans.get(axis)


@dataclass
class Plugging:
    player: Player
    steps: list[tuple[str, ...]]
    #: Done at each step: a test changes the made-up machine meanwhile.
    meanwhile: Callable[[int], None] = lambda step: None
    count: int = 0

    def wait(self, timeout_s: float) -> tuple[str, ...]:
        self.player.now += timeout_s
        self.count += 1
        self.meanwhile(self.count)
        return self.steps.pop(0) if self.steps else ()


@pytest.fixture
def player() -> Player:
    return Player()


MakeKit = Callable[..., Kit]


@pytest.fixture
def make_kit(player: Player) -> MakeKit:
    def make(
        host: Host,
        keys: Iterable[str | None] = (),
        *,
        events: Script | None = None,
        plugs: Plugging | None = None,
        language: str = "nl",
    ) -> Kit:
        player.keys, player.words = list(keys), in_language(language)
        script = events or Script(player, [], ready=False)

        def opened(_: Host, __: Sequence[Any], *, grab: bool = False) -> Script:
            script.grabbed = grab
            return script

        return Kit(
            stage=player,
            host=host,
            clock=lambda: player.now,
            open_sources=opened,
            plugs=lambda: plugs or Plugging(player, []),
        )

    return make
