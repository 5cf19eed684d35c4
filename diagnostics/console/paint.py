"""Lines of a screen as what a terminal is sent, and only those that changed. Pure."""

from collections.abc import Sequence

from rich.color import ColorSystem
from rich.segment import Segment


def painted(line: Sequence[Segment]) -> str:
    """One line in the sixteen colours of a console."""
    return "".join(_painted(segment) for segment in line if segment.text)


def _painted(segment: Segment) -> str:
    if segment.style is None:
        return segment.text
    return segment.style.render(segment.text, color_system=ColorSystem.STANDARD)


def changes(before: Sequence[str] | None, after: Sequence[str]) -> str:
    """What turns one screen into another. ``before`` None: everything, with no line cleared first.

    A line is written over in place, so that nothing flickers.
    """
    known = before if before is not None and len(before) == len(after) else [None] * len(after)
    return "".join(
        f"\x1b[{number};1H{new}"
        for number, (old, new) in enumerate(zip(known, after, strict=True), start=1)
        if old != new
    )
