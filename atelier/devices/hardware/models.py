"""Names of models as people say them: each maker writes them elsewhere, and otherwise."""

import re
from collections.abc import Callable, Iterator

from atelier.devices.hardware.makers import maker_of
from atelier.devices.identity import clean_text
from atelier.devices.identity.rubbish import is_placeholder
from diagnostics.report import System

#: Beside what stands where a serial belongs: fields that a board maker never filled in.
_UNFILLED = re.compile(
    r"product ?name|board ?name|all series|^type\d|^x\.x$|^not ?specified|^product$|^\*$",
    re.IGNORECASE,
)
#: "1.0", "V3.05A", "REV:1.0": a version and no name.
_VERSION = re.compile(r"^(?:v|rev|ver)?[.:\s]*\d[\d.]*[a-z]?$", re.IGNORECASE)
_HP_BOARD = re.compile(r"^[0-9A-F]{4}$")
_MAC = re.compile(r"^(MacBook|iMac|Macmini|Mac)(Air|Pro)?(\d+,\d+)$")
#: Longer than this, a list of all the models that share one BIOS.
_LONG = 24

_SPELLING = {
    "ideapad": "IdeaPad",
    "ideacentre": "IdeaCentre",
    "thinkpad": "ThinkPad",
    "thinkcentre": "ThinkCentre",
    "thinkbook": "ThinkBook",
    "vivobook": "VivoBook",
    "zenbook": "ZenBook",
    "macmini": "Mac mini",
    "miix": "Miix",
    "envy": "Envy",
}
#: Upper case that is not shouting.
_SPOKEN = frozenset({"PRIME", "GAMING"})


def model_of(system: System) -> str | None:
    """Without the maker's name; None when the machine tells only rubbish."""
    maker = maker_of(system) or ""
    told = next(filter(None, map(_telling, _fields(system, maker))), None)
    if told is None:
        return None
    for tidy in (_of_maker(maker, system), _without_doubles, _shortened, _spelled):
        told = tidy(told)
    return _without_maker(told, maker) or None


def _fields(system: System, maker: str) -> Iterator[str | None]:
    """Where the name may stand, the likeliest first."""
    if maker == "Lenovo" and system.version and not _VERSION.match(system.version):
        yield _without_maker(system.version, maker)
    if maker == "MSI" and re.fullmatch(r"MS-\w{4}", system.product or ""):
        yield re.sub(r"\s*\(MS-\w+\)$", "", system.board_product or "")
    yield system.product
    if not (maker == "HP" and _HP_BOARD.match(system.board_product or "")):
        yield system.board_product


def _telling(text: str | None) -> str | None:
    text = clean_text(text, 120)
    if not text or is_placeholder(text) or _UNFILLED.search(text):
        return None
    return text


def _of_maker(maker: str, system: System) -> Callable[[str], str]:
    def tidy(name: str) -> str:
        return _HABITS[maker](_without_maker(name, maker), system)

    return tidy if maker in _HABITS else str


def _hp(name: str, _system: System) -> str:
    return re.sub(r"\s+(?:Notebook |Desktop )?PC$", "", name)


def _asus(name: str, _system: System) -> str:
    return re.sub(r"_ASUS ?(?:Laptop|PC)", "", name, flags=re.IGNORECASE)


def _apple(name: str, _system: System) -> str:
    found = _MAC.match(name)
    return " ".join(part for part in found.groups() if part) if found else name


def _sony(name: str, _system: System) -> str:
    return name if "vaio" in name.lower() else f"VAIO {name}"


def _huawei(name: str, system: System) -> str:
    """The number of the board alone says nothing to anybody."""
    family = _telling(system.family)
    return f"{family} {name}" if family and family not in name else name


def _google(name: str, _system: System) -> str:
    """A code name: Chromebooks tell neither who made them nor what they are called."""
    return name if "chrome" in name.lower() or "pixel" in name.lower() else f"Chromebook {name}"


_HABITS: dict[str, Callable[[str, System], str]] = {
    "HP": _hp,
    "ASUS": _asus,
    "Apple": _apple,
    "Sony": _sony,
    "Huawei": _huawei,
    "Google": _google,
}


def _without_doubles(name: str) -> str:
    """``GA401QM_GA401QM`` said once."""
    return re.sub(r"\b(\w{3,})_\1\b", r"\1", name)


def _shortened(name: str) -> str:
    """The first of a long list of models."""
    name = name.replace("\\", "/")
    return name.split("/")[0] if len(name) > _LONG and name.count("/") > 1 else name


def _spelled(name: str) -> str:
    return " ".join(map(_word, name.split()))


def _word(word: str) -> str:
    known = _SPELLING.get(word.lower())
    if known:
        return known
    shouts = len(word) > 4 and word.isalpha() and word.isupper() and word not in _SPOKEN
    return word.capitalize() if shouts else word


def _without_maker(name: str, maker: str) -> str:
    """The maker is said once, before the model."""
    names = {maker, "Hewlett-Packard"} if maker == "HP" else {maker}
    for each in filter(None, names):
        if name.lower().startswith(each.lower() + " ") or name.lower() == each.lower():
            name = name[len(each) :].strip()
    return name
