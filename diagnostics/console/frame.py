"""One whole screen as lines of exactly its width and height: header, body, footer.

What is big gives way where the screen is small: first the body takes a smaller form, then the tag
becomes one line, then the empty lines and the ribbon go; what still does not fit is scrolled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.segment import Segment
from rich.text import Text

from diagnostics.console import around as parts
from diagnostics.console.around import Around
from diagnostics.console.keys import Key
from diagnostics.words import Words

Line = list[Segment]
#: Lines of text longer than this are hard to read; wider screens get margins.
WIDEST = 112
#: From so many lines on, letters may be twice as large.
TALL = 40


@dataclass(frozen=True, slots=True)
class Fitting:
    """A body in several forms, the most generous first; the first that fits is shown."""

    forms: Sequence[RenderableType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    around: Around
    body: RenderableType | Fitting
    keys: Sequence[Key] = ()
    #: The name of the key on which the arrows stand.
    chosen: str | None = None
    #: How many lines of a body that does not fit are above the screen.
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Laid:
    lines: list[Line]
    #: How far the body can be scrolled; 0 where all of it is seen.
    furthest: int = 0
    #: How many lines of the body are seen at once.
    seen: int = field(default=0)


def lay_out(console: Console, frame: Frame, words: Words, width: int, height: int) -> Laid:
    room = _Room(console, words, width, height)
    footer = room.lines(_footer(frame, room.inner))
    for header, body in _choices(frame, room):
        if len(header) + len(body) + len(footer) <= height:
            empty = room.blank(height - len(header) - len(body) - len(footer))
            return Laid([*header, *body, *empty, *footer])
    return _scrolled(frame, room)


class _Room:
    """Renders for one size of screen, with the margins on both sides."""

    def __init__(self, console: Console, words: Words, width: int, height: int) -> None:
        self.console, self.words = console, words
        self.width, self.height = width, height
        self.inner = min(max(width - 4, 1), WIDEST)
        self.left = (width - self.inner) // 2 if width > 20 else 0
        self.base = console.get_style("black on white")

    def lines(self, *things: RenderableType) -> list[Line]:
        options = self.console.options.update(width=self.inner, height=None)
        return [
            self._with_margins(line)
            for thing in things
            for line in self.console.render_lines(thing, options, style=self.base, pad=True)
        ]

    def blank(self, count: int) -> list[Line]:
        return [[Segment(" " * self.width, self.base)] for _ in range(count)]

    def rule(self) -> list[Line]:
        return self.lines(Rule(style="line", characters="─"))

    def _with_margins(self, line: Line) -> Line:
        left = Segment(" " * self.left, self.base)
        whole = Segment.adjust_line_length([left, *line], self.width, style=self.base)
        return list(Segment.simplify(whole))


def _footer(frame: Frame, width: int, more: str = "") -> Text:
    lines = parts.footer(frame.around, frame.keys, frame.chosen, width, more=more)
    return Text("\n").join(lines)


def _choices(frame: Frame, room: _Room) -> Iterator[tuple[list[Line], list[Line]]]:
    """Headers and bodies, the most generous pair first. Rendered only as far as needed."""
    bodies = _Bodies(frame, room)
    for size in range(2 if room.height >= TALL else 1, 0, -1):
        if header := _big(frame, room, size):
            yield from ((header, body) for body in bodies)
    for body in bodies:
        yield _spaced(frame, room), body
        yield [*_tight(frame, room), *room.blank(1)], body
        yield _tight(frame, room), body
    yield _small(frame, room), bodies.last


class _Bodies:
    """The forms of a body, each rendered once."""

    def __init__(self, frame: Frame, room: _Room) -> None:
        self._forms = frame.body.forms if isinstance(frame.body, Fitting) else (frame.body,)
        self._room = room
        self._rendered: dict[int, list[Line]] = {}

    def __iter__(self) -> Iterator[list[Line]]:
        return (self._render(number) for number in range(len(self._forms)))

    @property
    def last(self) -> list[Line]:
        return self._render(len(self._forms) - 1)

    def _render(self, number: int) -> list[Line]:
        if number not in self._rendered:
            self._rendered[number] = self._room.lines(self._forms[number])
        return self._rendered[number]


def _big(frame: Frame, room: _Room, size: int) -> list[Line]:
    header = parts.big_header(frame.around, room.inner, size)
    return [*room.lines(*header), *_under(frame, room), *room.blank(1)] if header else []


def _spaced(frame: Frame, room: _Room) -> list[Line]:
    return [*room.blank(1), *_small(frame, room), *_under(frame, room), *room.blank(1)]


def _tight(frame: Frame, room: _Room) -> list[Line]:
    way = frame.around.way
    return [*_small(frame, room), *(room.lines(parts.ribbon(way, room.inner)) if way else [])]


def _small(frame: Frame, room: _Room) -> list[Line]:
    return room.lines(parts.small_header(frame.around, room.words))


def _under(frame: Frame, room: _Room) -> list[Line]:
    way = frame.around.way
    return [*room.rule(), *(room.lines(parts.ribbon(way, room.inner)) if way else [])]


def _scrolled(frame: Frame, room: _Room) -> Laid:
    """As much of the body as fits, and a word on the rest."""
    header, body = _tight(frame, room), _Bodies(frame, room).last
    seen = max(room.height - len(header) - len(room.lines(_footer(frame, room.inner))), 1)
    furthest = max(len(body) - seen, 0)
    offset = min(max(frame.offset, 0), furthest)
    footer = room.lines(_footer(frame, room.inner, _more(offset, furthest, room.words)))
    lines = [*header, *body[offset : offset + seen], *footer]
    return Laid(lines[: room.height], furthest, seen)


def _more(offset: int, furthest: int, words: Words) -> str:
    """Which way there is more to see."""
    arrows = " ".join((["↑"] if offset else []) + (["↓"] if offset < furthest else []))
    return words("%s meer") % arrows
