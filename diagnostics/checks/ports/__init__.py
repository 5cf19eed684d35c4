"""The ports: plug something into each, and see that it is seen."""

from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.inputs import Source
from diagnostics.checks.inputs import events as ev
from diagnostics.checks.inputs.devices import jacks
from diagnostics.checks.kit import Found, Kit, Stopped, Texts
from diagnostics.checks.ports import outputs, usb
from diagnostics.console.keys import Key
from diagnostics.probes.host import Host
from diagnostics.report import CheckName, PortsSeen
from diagnostics.screen.signs import GOOD, STYLES
from diagnostics.words import Words

NAME: CheckName = "ports"

IDLE_S = 180.0
_LOOK_S = 0.1


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Poorten"),
        todo=words(
            "Steek een USB-stick of muis in elke poort, één voor één; druk op Enter als je"
            " ze allemaal had."
        ),
        question=words("Werkt elke poort?"),
        absent=words("Er zijn geen USB-poorten gevonden."),
        faults={
            "dead_port": words("Een poort ziet niets"),
            "loose_port": words("Een poort zit los"),
        },
    )


def there(host: Host) -> bool:
    return bool(usb.plugged(host)) or bool(usb.hubs(host))


def perform(kit: Kit) -> Found:
    watch = _Watch(kit.host)
    plugs = kit.plugs()
    with kit.open_sources(kit.host, jacks(kit.host)) as source:
        last, key = kit.clock(), None
        _show(kit, watch)
        while key is None and kit.clock() - last < IDLE_S:
            if watch.look(plugs.wait(_LOOK_S), source):
                last = kit.clock()
                _show(kit, watch)
            key = kit.stage.key(_LOOK_S)
    if key == "escape":
        raise Stopped
    return _found(watch.seen())


class _Watch:
    """What was plugged in so far, what was in there already included."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._hubs = usb.hubs(host)
        self._screens_before = outputs.connected(host)
        self.usb = {usb.place(host, name, self._hubs) for name in usb.plugged(host)}
        self.screens = set(self._screens_before)
        self.headphones = False

    def look(self, plugged: tuple[str, ...], source: Source) -> bool:
        """True when there is something new."""
        before = (len(self.usb), len(self.screens), self.headphones)
        self.usb |= {usb.place(self._host, name, self._hubs) for name in plugged}
        self.screens |= outputs.connected(self._host)
        self.headphones |= source.ready and any(map(_is_jack, source.read(0)))
        return before != (len(self.usb), len(self.screens), self.headphones)

    def seen(self) -> PortsSeen:
        return PortsSeen(
            usb=len(self.usb),
            usb_expected=usb.outside(self._host),
            screens=tuple(sorted(self.screens)),
            headphones=self.headphones,
        )


def _is_jack(event: ev.Event) -> bool:
    return event.type == ev.EV_SW and event.code == ev.SW_HEADPHONE and event.value == 1


def _show(kit: Kit, watch: _Watch) -> None:
    told = texts(kit.words)
    body = headed(told.title, Text(told.todo), Text(""), _list(kit.words, watch.seen()))
    kit.stage.show(body, [Key("enter", kit.words("ik had ze allemaal"))])


def _list(words: Words, seen: PortsSeen) -> Text:
    lines = [words("USB-poorten gezien: %s") % seen.usb]
    lines += [words("Scherm gezien op %s") % name for name in seen.screens]
    lines += [words("Koptelefoon gezien")] if seen.headphones else []
    return Text("\n").join(
        Text.assemble((f" {GOOD.mark} ", STYLES[GOOD]), (line, "strong")) for line in lines
    )


def _found(seen: PortsSeen) -> Found:
    return Found(measured={"ports": seen}, proposes="good" if seen.usb else "wrong")
