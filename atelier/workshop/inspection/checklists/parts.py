"""The parts of a device that a card can show on its drawing, and what goes wrong with each."""

from collections.abc import Mapping
from dataclasses import dataclass

from atelier.devices.lifecycle import kinds
from atelier.words import N_


@dataclass(frozen=True, slots=True)
class Part:
    """``name`` is a Dutch message id; ``problem`` a word of ``devices.faults``.

    ``measured``: the check at the machine itself (``diagnostics.report``) that answers it.
    """

    key: str
    name: str
    icon: str
    problem: str
    measured: str | None = None


_ALL = (
    Part("lid", N_("deksel"), "laptop", "case"),
    Part("screen", N_("scherm"), "display", "screen", "screen"),
    Part("frame", N_("rand"), "bounding-box", "case"),
    Part("hinge_left", N_("scharnier links"), "arrow-bar-left", "hinge"),
    Part("hinge_right", N_("scharnier rechts"), "arrow-bar-right", "hinge"),
    Part("keyboard", N_("toetsenbord"), "keyboard", "keyboard", "keyboard"),
    Part("touchpad", N_("muisvlak"), "hand-index-thumb", "touchpad", "touchpad"),
    Part("ports_left", N_("poorten links"), "usb-plug", "port_usb"),
    Part("ports_right", N_("poorten rechts"), "usb-plug", "port_usb"),
    Part("ports", N_("poorten"), "usb-plug", "port_usb", "ports"),
    Part("bottom", N_("onderkant"), "square", "case"),
    Part("back", N_("achterkant"), "square", "case"),
    Part("front", N_("voorkant"), "square", "case"),
    Part("side", N_("zijkant"), "square", "case"),
    Part("stand", N_("voet"), "easel", "case"),
    Part("buttons", N_("knoppen"), "record-circle", "button"),
    Part("cable", N_("kabel"), "plug", "charger"),
    Part("charger", N_("laden"), "battery-charging", "charging", "charger"),
    Part("sound", N_("geluid"), "volume-up", "sound", "sound"),
    Part("microphone", N_("microfoon"), "mic", "microphone", "microphone"),
    Part("camera", N_("camera"), "camera-video", "camera", "camera"),
    Part("wifi", N_("wifi"), "wifi", "wifi", "wifi"),
    Part("fan", N_("ventilator"), "fan", "fan"),
    Part("touch", N_("aanraken"), "hand-index", "touch"),
)
PARTS: Mapping[str, Part] = {part.key: part for part in _ALL}

_HANDHELD = ("screen", "frame", "back", "buttons", "camera", "ports")
_HANDHELD_WORKS = ("touch", "buttons", "sound", "microphone", "camera", "charger", "wifi")
_LAPTOP = (
    "lid",
    "screen",
    "frame",
    "hinge_left",
    "hinge_right",
    "keyboard",
    "touchpad",
    "ports_left",
    "ports_right",
    "bottom",
)
_RUNNING = ("screen", "keyboard", "touchpad", "ports", "sound", "microphone", "camera", "wifi")
#: What the drawing of each kind can show: how it looks, and what has to work.
DRAWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    kinds.LAPTOP: {"looks": _LAPTOP, "works": (*_RUNNING, "charger", "fan")},
    kinds.DESKTOP: {
        "looks": ("front", "side", "back", "buttons", "ports"),
        "works": ("ports", "sound", "wifi", "fan", "buttons"),
    },
    kinds.ALL_IN_ONE: {
        "looks": ("screen", "frame", "stand", "back", "ports"),
        "works": ("screen", "ports", "sound", "microphone", "camera", "wifi", "fan"),
    },
    kinds.TABLET: {"looks": _HANDHELD, "works": _HANDHELD_WORKS},
    kinds.SMARTPHONE: {"looks": _HANDHELD, "works": _HANDHELD_WORKS},
    kinds.SCREEN: {
        "looks": ("screen", "frame", "back", "stand", "ports", "cable"),
        "works": ("screen", "buttons", "ports", "sound"),
    },
    kinds.OTHER: {
        "looks": ("front", "back", "side", "buttons", "ports", "cable"),
        "works": ("buttons", "ports", "cable"),
    },
}
