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
    Part("lid", N_("Deksel"), "laptop", "case"),
    Part("screen", N_("Scherm"), "display", "screen", "screen"),
    Part("frame", N_("Rand"), "bounding-box", "case"),
    Part("hinge_left", N_("Scharnier links"), "arrow-bar-left", "hinge"),
    Part("hinge_right", N_("Scharnier rechts"), "arrow-bar-right", "hinge"),
    Part("keyboard", N_("Toetsenbord"), "keyboard", "keyboard", "keyboard"),
    Part("touchpad", N_("Muisvlak"), "hand-index-thumb", "touchpad", "touchpad"),
    Part("ports_left", N_("Poorten links"), "usb-plug", "port_usb"),
    Part("ports_right", N_("Poorten rechts"), "usb-plug", "port_usb"),
    Part("ports", N_("Poorten"), "usb-plug", "port_usb", "ports"),
    Part("bottom", N_("Onderkant"), "square", "case"),
    Part("back", N_("Achterkant"), "square", "case"),
    Part("front", N_("Voorkant"), "square", "case"),
    Part("side", N_("Zijkant"), "square", "case"),
    Part("stand", N_("Voet"), "easel", "case"),
    Part("buttons", N_("Knoppen"), "record-circle", "button"),
    Part("cable", N_("Kabel"), "plug", "charger"),
    Part("charger", N_("Laden"), "battery-charging", "charging", "charger"),
    Part("sound", N_("Geluid"), "volume-up", "sound", "sound"),
    Part("microphone", N_("Microfoon"), "mic", "microphone", "microphone"),
    Part("camera", N_("Camera"), "camera-video", "camera", "camera"),
    Part("wifi", N_("Wifi"), "wifi", "wifi", "wifi"),
    Part("fan", N_("Ventilator"), "fan", "fan"),
    Part("touch", N_("Aanraken"), "hand-index", "touch"),
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
