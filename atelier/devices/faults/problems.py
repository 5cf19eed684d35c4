"""What can be wrong with a device, as people name and draw it."""

from collections.abc import Mapping
from dataclasses import dataclass

from atelier.devices.lifecycle import kinds
from atelier.words import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Problems that stand together on a page."""

    key: str
    word: str
    icon: str


CATEGORIES: Mapping[str, Category] = {
    each.key: each
    for each in (
        Category(key="outside", word=N_("Buitenkant en scherm"), icon="laptop"),
        Category(key="hands", word=N_("Bedienen"), icon="keyboard"),
        Category(key="power", word=N_("Stroom"), icon="plug"),
        Category(key="ports", word=N_("Aansluitingen"), icon="usb-plug"),
        Category(key="inside", word=N_("Binnenin"), icon="motherboard"),
        Category(key="people", word=N_("Beeld, geluid en internet"), icon="camera-video"),
        Category(key="software", word=N_("Software en slot"), icon="lock"),
        Category(key="other", word=N_("Iets anders"), icon="question-circle"),
    )
}

_COMPUTERS = kinds.RUNS_THE_AGENT
_PORTABLE = frozenset({kinds.LAPTOP, kinds.TABLET, kinds.SMARTPHONE})
_WITH_SCREEN = kinds.ALL - {kinds.DESKTOP}
_SMART = kinds.ALL - {kinds.SCREEN}
_LAPTOP = frozenset({kinds.LAPTOP})
_WITH_KEYS = frozenset({kinds.LAPTOP, kinds.DESKTOP, kinds.ALL_IN_ONE, kinds.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """``word`` is a Dutch message id, ``icon`` a Bootstrap icon, ``part`` a kind of article
    (``stock.models.ArticleKind``) that usually mends it.

    ``blocking``: whether it keeps the device from a borrower, where nobody says otherwise.
    """

    key: str
    word: str
    icon: str
    category: str
    blocking: bool = True
    kinds: frozenset[str] = kinds.ALL
    part: str | None = None


OTHER = "other"

PROBLEMS: Mapping[str, Problem] = {
    each.key: each
    for each in (
        Problem(
            key="screen",
            word=N_("Scherm"),
            icon="display",
            category="outside",
            kinds=_WITH_SCREEN,
            part="screen",
        ),
        Problem(
            key="touch",
            word=N_("Aanraken werkt niet"),
            icon="hand-index",
            category="outside",
            kinds=_PORTABLE,
            part="screen",
        ),
        Problem(
            key="hinge", word=N_("Scharnier"), icon="laptop", category="outside", kinds=_LAPTOP
        ),
        Problem(
            key="case", word=N_("Behuizing"), icon="box-seam", category="outside", blocking=False
        ),
        Problem(
            key="keyboard",
            word=N_("Toetsenbord"),
            icon="keyboard",
            category="hands",
            kinds=_WITH_KEYS,
            part="keyboard",
        ),
        Problem(
            key="touchpad", word=N_("Muisvlak"), icon="mouse2", category="hands", kinds=_LAPTOP
        ),
        Problem(key="button", word=N_("Knop"), icon="toggle-off", category="hands"),
        Problem(key="starts_not", word=N_("Gaat niet aan"), icon="power", category="power"),
        Problem(
            key="battery",
            word=N_("Batterij"),
            icon="battery",
            category="power",
            kinds=_PORTABLE,
            part="battery",
        ),
        Problem(
            key="battery_swollen",
            word=N_("Batterij staat bol"),
            icon="exclamation-triangle",
            category="power",
            kinds=_PORTABLE,
            part="battery",
        ),
        Problem(
            key="charging",
            word=N_("Laadt niet op"),
            icon="battery-charging",
            category="power",
            kinds=_PORTABLE,
        ),
        Problem(key="port_power", word=N_("Laadpoort"), icon="outlet", category="power"),
        Problem(
            key="charger",
            word=N_("Lader"),
            icon="plug",
            category="power",
            blocking=False,
            part="charger",
        ),
        Problem(
            key="port_usb", word=N_("USB-poort"), icon="usb-plug", category="ports", blocking=False
        ),
        Problem(
            key="port_video",
            word=N_("Schermpoort"),
            icon="hdmi",
            category="ports",
            blocking=False,
            kinds=_COMPUTERS | {kinds.SCREEN},
        ),
        Problem(
            key="port_audio",
            word=N_("Poort voor hoofdtelefoon"),
            icon="headphones",
            category="ports",
            blocking=False,
        ),
        Problem(
            key="port_network",
            word=N_("Netwerkpoort"),
            icon="ethernet",
            category="ports",
            blocking=False,
            kinds=_COMPUTERS,
        ),
        Problem(
            key="disk",
            word=N_("Schijf"),
            icon="device-hdd",
            category="inside",
            kinds=_COMPUTERS,
            part="disk",
        ),
        Problem(
            key="memory",
            word=N_("Geheugen"),
            icon="memory",
            category="inside",
            kinds=_COMPUTERS,
            part="memory",
        ),
        Problem(
            key="fan",
            word=N_("Ventilator"),
            icon="fan",
            category="inside",
            kinds=_COMPUTERS,
            part="fan",
        ),
        Problem(
            key="heat",
            word=N_("Wordt te warm"),
            icon="thermometer-high",
            category="inside",
            kinds=_SMART,
            part="fan",
        ),
        Problem(key="moisture", word=N_("Nat geworden"), icon="droplet", category="inside"),
        Problem(
            key="sound", word=N_("Geluid"), icon="volume-mute", category="people", blocking=False
        ),
        Problem(
            key="microphone",
            word=N_("Microfoon"),
            icon="mic-mute",
            category="people",
            blocking=False,
            kinds=_SMART,
        ),
        Problem(
            key="camera",
            word=N_("Camera"),
            icon="camera-video-off",
            category="people",
            blocking=False,
            kinds=_SMART,
        ),
        Problem(
            key="wifi",
            word=N_("Wifi"),
            icon="wifi-off",
            category="people",
            kinds=_SMART,
            part="network",
        ),
        Problem(
            key="bluetooth",
            word=N_("Bluetooth"),
            icon="bluetooth",
            category="people",
            blocking=False,
            kinds=_SMART,
            part="network",
        ),
        Problem(
            key="bios_lock",
            word=N_("Slot op het toestel"),
            icon="lock",
            category="software",
            kinds=_SMART,
        ),
        Problem(
            key="account_lock",
            word=N_("Account van vroeger"),
            icon="person-lock",
            category="software",
            kinds=_SMART,
        ),
        Problem(
            key="driver",
            word=N_("Stuurprogramma"),
            icon="cpu",
            category="software",
            blocking=False,
            kinds=_COMPUTERS,
        ),
        Problem(
            key="slow",
            word=N_("Traag"),
            icon="speedometer2",
            category="software",
            blocking=False,
            kinds=_SMART,
        ),
        Problem(key="other", word=N_("Iets anders"), icon="question-circle", category="other"),
    )
}


def problem_of(key: object) -> Problem:
    """By its key; whatever nobody knows any more is something else."""
    return PROBLEMS.get(str(key), PROBLEMS[OTHER])


def problems_for(kind: str) -> tuple[Problem, ...]:
    """What can be wrong with such a device, in the order of a page."""
    return tuple(each for each in PROBLEMS.values() if kind in each.kinds)
