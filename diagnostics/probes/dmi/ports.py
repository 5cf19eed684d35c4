"""The sockets on the outside: DMI type 8, in the words of who looks for one."""

from collections import Counter
from collections.abc import Iterator

from diagnostics.probes.dmi.table import Structure, Table, of_type
from diagnostics.report import Port

#: By the external connector, where that settles it.
_BY_CONNECTOR = {
    "Access Bus (USB)": "usb",
    "USB Type-C Receptacle": "usb-c",
    "RJ-45": "ethernet",
    "RJ-11": "modem",
    "PS/2": "ps2",
    "DB-15 female": "vga",
    "DB-9 male": "serial",
    "DB-25 female": "parallel",
    "DB-25 male": "parallel",
    "IEEE 1394": "firewire",
    "Mini Jack (headphones)": "audio",
}
#: Else by what is printed beside it: most makers call an HDMI connector "Other".
_BY_WORD = (
    ("HDMI", "hdmi"),
    ("DISPLAYPORT", "displayport"),
    ("DISPLAY PORT", "displayport"),
    ("TYPE-C", "usb-c"),
    ("TYPEC", "usb-c"),
    ("THUNDERBOLT", "thunderbolt"),
    ("ESATA", "esata"),
    ("DVI", "dvi"),
    ("VGA", "vga"),
    ("SD CARD", "sd"),
    ("CARD READER", "sd"),
)


def from_dmi(table: Table) -> tuple[Port, ...]:
    """Each kind of port with its number; what cannot be told apart is left out."""
    counts = Counter(kind for one in of_type(table, 8) for kind in _kind(one))
    return tuple(Port(kind=kind, count=count) for kind, count in sorted(counts.items()))


def _kind(structure: Structure) -> Iterator[str]:
    connector = structure.choice("External Connector Type")
    if connector in {None, "None"}:
        return
    label = (structure.text("External Reference Designator") or "").upper()
    words = (kind for word, kind in _BY_WORD if word in label)
    kind = next(words, _BY_CONNECTOR.get(connector or ""))
    if kind:
        yield kind
