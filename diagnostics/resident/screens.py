"""What the screen says at one moment, in words, without how it looks."""

from dataclasses import dataclass
from typing import Literal

from diagnostics.console.keys import Key
from diagnostics.screen.lines import Line

Tone = Literal["lead", "good", "attention", "stop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something that takes long."""

    text: str
    #: What it is about: a disk's model.
    about: str = ""
    fraction: float | None = None
    left_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    #: One word or a few, big.
    heading: str
    tone: Tone = "lead"
    #: What it means, and what to do now.
    sentences: tuple[str, ...] = ()
    #: An address to scan with a phone.
    link: str | None = None
    #: Letters to read and type elsewhere.
    letters: str | None = None
    works: tuple[Work, ...] = ()
    #: To choose from by number, 1 first.
    choices: tuple[str, ...] = ()
    #: What is known of the machine.
    lines: tuple[Line, ...] = ()
    #: What could not be measured: left out where there is no room.
    gaps: tuple[Line, ...] = ()
    #: All of it, however long.
    details: bool = False
    #: What else a person should know.
    notes: tuple[Line, ...] = ()
    keys: tuple[Key, ...] = ()
