"""The touchpad: the four corners and the buttons light up."""

from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.inputs import Device
from diagnostics.checks.inputs.devices import touchpads
from diagnostics.checks.kit import Found, Kit, Texts
from diagnostics.checks.touchpad import drawing
from diagnostics.checks.touchpad.pad import Pad
from diagnostics.console.keys import Key
from diagnostics.probes.host import Host
from diagnostics.report import CheckName, TouchSeen
from diagnostics.words import Words

NAME: CheckName = "touchpad"

#: Nothing touched for so long: on with the question.
IDLE_S = 60.0
_LOOK_S = 0.1


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Touchpad"),
        todo=words("Ga met je vinger naar de vier hoeken en klik links en rechts."),
        question=words("Doet de touchpad wat je wilt?"),
        absent=words("Er is geen touchpad gevonden."),
        faults={
            "no_pointer": words("Een deel voelt mijn vinger niet"),
            "no_click": words("Een knop klikt niet"),
            "jumps": words("Het pijltje springt of hapert"),
        },
    )


def there(host: Host) -> bool:
    return bool(touchpads(host))


def perform(kit: Kit) -> Found:
    devices = touchpads(kit.host)
    with kit.open_sources(kit.host, devices) as source:
        if not source.ready:
            return Found(says=kit.words("De touchpad kon niet gelezen worden. Probeer hem zelf."))
        pad = Pad(source.span, right_button=not _one_button(devices))
        last = kit.clock()
        _show(kit, pad)
        while not pad.complete and kit.clock() - last < IDLE_S:
            if pad.take(source.read(_LOOK_S)):
                last = kit.clock()
                _show(kit, pad)
            if kit.stage.key(0) is not None:
                break
    return _found(kit.words, pad.seen())


def _one_button(devices: tuple[Device, ...]) -> bool:
    return all(device.one_button for device in devices)


def _show(kit: Kit, pad: Pad) -> None:
    told = texts(kit.words)
    body = headed(told.title, Text(told.todo), Text(""), drawing.drawn(pad, kit.words))
    kit.stage.show(body, [Key("enter", kit.words("ga verder"))])


def _found(words: Words, seen: TouchSeen) -> Found:
    well = seen.corners == 4 and seen.left_click and seen.right_click is not False
    says = words("%s van 4 hoeken gevoeld.") % seen.corners
    return Found(measured={"touch": seen}, proposes="good" if well else "wrong", says=says)
