"""Before anything is written: the image is understood, and suits; the disk is free and empty."""

from collections.abc import Callable
from typing import TypeVar

from diagnostics.blockio import Device
from diagnostics.imaging import blank, fitting
from diagnostics.imaging.engine.course import Course, Image
from diagnostics.imaging.fitting import NotSuitable
from diagnostics.imaging.pieces import order_of
from diagnostics.imaging.sources import Name
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import (
    MOST_MANIFEST_BYTES,
    MOST_MAP_BYTES,
    understand_manifest,
    understand_map,
)

T = TypeVar("T")


def fetch(course: Course) -> None:
    """Into ``course.image``. Raises NotSuitable, and what the source raises."""
    sha256, source = course.task.parameters.image, course.source

    def ask(name: Name, most: int, understand: Callable[[bytes], T]) -> T:
        """A broken copy on the way gets a second chance."""
        try:
            return understand(source.document(name, most))
        except Malformed as error:
            course.say(f"{name}: {error}; asked for again")
        try:
            return understand(source.document(name, most, anew=True))
        except Malformed as error:
            raise NotSuitable("wrong_manifest", f"{name}: {error}") from error

    manifest = ask(
        "manifest", MOST_MANIFEST_BYTES, lambda content: understand_manifest(content, sha256)
    )
    fitting.check_machine(manifest, fitting.look(course.ground.host))
    places = ask("map", MOST_MAP_BYTES, lambda content: understand_map(content, manifest))
    course.image = Image(manifest=manifest, map=places, order=order_of(places))


def check_disk(course: Course, device: Device) -> None:
    """It is held by now. Raises NotSuitable."""
    fitting.check_disk(course.known.manifest, device.size_bytes, device.block_bytes)


def check_blank(course: Course, device: Device) -> None:
    """Before our first write to it. Raises NotSuitable, OSError."""
    if course.task.parameters.over == "image":
        return
    if found := blank.found_on(device):
        raise NotSuitable("not_blank", f"there is something on the disk: {found}")


def check_free(course: Course) -> None:
    """Before it is held. Raises NotSuitable."""
    around = course.ground.around()
    if around.unread:
        why = "; ".join(around.unread)
        raise NotSuitable("error", f"whether it is in use cannot be found out: {why}")
    taken = [f"{use.code} {use.detail or ''}".strip() for use in around.uses]
    if around.medium:
        taken.append("this system itself runs from it")
    if taken:
        raise NotSuitable("in_use", f"the disk is in use: {', '.join(taken)}")
