"""What is written into the files of the disk: the system's own names, and the disk's new ones."""

from collections.abc import Mapping

from diagnostics.imaging.finishing import calling_home, mentions, own, tree
from diagnostics.imaging.finishing.esp import Esp
from diagnostics.imaging.finishing.layout import EXT, Layout, Part
from diagnostics.imaging.finishing.mounting import mounted
from diagnostics.imaging.finishing.numbers import System
from diagnostics.imaging.finishing.tree import Tree
from diagnostics.imaging.finishing.work import What, Work, not_finished

#: What a Linux has of its own, and why a Windows keeps what the image gave it.
_OWN: Mapping[What, str] = {
    "host_name": "Windows keeps its name in a registry that nothing here writes",
    "machine_id": "Windows keeps its number in a registry that nothing here writes",
    "ssh_keys": "Windows keeps its keys where nothing here writes",
    "first_boot": "the program that would say how it started is one for Linux",
}
_WHY_NO_SYSTEM = "no Linux on an ext filesystem was found on the disk"
#: On the EFI system partition: menus, not programs.
_MENUS = (".cfg", ".conf")


def settle(
    work: Work, found: Layout, names: Mapping[str, str], system: System | None
) -> str | None:
    """The hash of the key to call home with. Raises RunError, OSError, NotFinished."""
    if system is None:
        _tell_why_not(work)
        return None
    key = None
    for part in (part for part in found.parts if part.filesystem in EXT):
        with mounted(work, part.path, "ext4") as folder:
            place = Tree(folder)
            _rename(place, part, names)
            if part == system.root:
                key = _make_own(work, place)
    return key


def settle_esp(esp: Esp, names: Mapping[str, str]) -> None:
    """Menus on the EFI system partition. Raises RunError, OSError, NotFinished."""
    esp.mend()
    for path in (path for path in esp.files() if path.casefold().endswith(_MENUS)):
        before = esp.read(path)
        after = mentions.replaced(before, names)
        if after != before:
            esp.write(path, after)
            if mentions.mentions(esp.read(path), *names):
                raise not_finished(f"{path} names an old number still")


def _rename(place: Tree, part: Part, names: Mapping[str, str]) -> None:
    tree.sweep(place, *mentions.FOLDERS)
    mentions.replace(place, names)
    if left := mentions.left(place, names):
        raise not_finished(f"{part.name}: {', '.join(left[:3])} names an old number still")


def _make_own(work: Work, place: Tree) -> str | None:
    own.give_host_name(work, place)
    own.forget_machine_id(work, place)
    own.forget_ssh_keys(work, place)
    return calling_home.put_in(work, place)


def _tell_why_not(work: Work) -> None:
    windows = work.job.manifest.system == "windows"
    for what, why in _OWN.items():
        work.tell(what, "not_possible", why=why if windows else _WHY_NO_SYSTEM)
