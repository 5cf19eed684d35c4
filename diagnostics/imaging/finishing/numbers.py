"""Which numbers are new and which stay, and that the disk has them in the end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from diagnostics.imaging.finishing import filesystems, layout, mentions, own
from diagnostics.imaging.finishing.esp import Esp
from diagnostics.imaging.finishing.ids import Change
from diagnostics.imaging.finishing.layout import EXT, Layout, Part
from diagnostics.imaging.finishing.mounting import mounted
from diagnostics.imaging.finishing.tree import Tree
from diagnostics.imaging.finishing.work import State, Work, not_finished

Changes = tuple[Change, ...]

_MBR_DIGITS = 8
_WINDOWS = "Windows starts by it: its boot data name it"
_NO_SYSTEM = "no Linux was found whose files could be told of another one"
#: GRUB's core for the BIOS, packed where no file shows it: this beside it says what is in it.
_CORE = ("boot/grub/i386-pc/load.cfg", "grub/i386-pc/load.cfg")
_IN_CORE = "the loader for the BIOS looks for it by this one"
_IN_EFI = "a loader on the EFI system partition looks for it by this one"


_LINUX = frozenset({"debian", "linux"})


@dataclass(frozen=True, slots=True)
class System:
    """The Linux on the disk, and why its numbers have to stay as they are."""

    root: Part
    why_keep: str | None


def decide(work: Work, found: Layout, planned: Changes) -> tuple[Changes, System | None]:
    """Looks into every ext filesystem; they are sound by now. Raises RunError, OSError."""
    if work.job.manifest.system == "windows":
        return _kept(planned, _WINDOWS), None
    system, named = _look_into(work, found, planned)
    _require_promised(work, system)
    if system is None:
        return _kept(planned, _NO_SYSTEM), None
    named |= dict.fromkeys(_in_loaders(work, found, planned), _IN_EFI)
    changes = tuple(_unless(one, named.get(one.old)) for one in planned)
    if system.why_keep:
        changes = _kept(changes, system.why_keep, "filesystem_id")
    if any(part.filesystem == "ntfs" for part in found.parts):
        changes = _kept(changes, _WINDOWS, "disk_id", "partition_id")
    return changes, system


def give(work: Work, changes: Changes) -> None:
    """To the filesystems. Raises RunError, OSError, NotFinished."""
    for one in _new(changes):
        if one.what == "filesystem_id" and one.part:
            filesystems.give_number(work, one.part, one.new or "")


def names(changes: Changes) -> dict[str, str]:
    """Old to new, of what still has the old one, as files name it.

    An MBR's own eight digits do not stand there: those of its partitions begin with them.
    """
    found = (one for one in _new(changes) if len(one.old) > _MBR_DIGITS)
    return {one.old: one.new for one in found if one.new}


def require(work: Work, changes: Changes) -> None:
    """All of them are on the disk. Raises NotFinished."""
    after = layout.read(work)
    if after is None:
        raise not_finished("the partition table is gone")
    there = {after.id, *(one.guid for one in after.parts)}
    there |= {one.uuid.lower() for one in after.parts if one.uuid}
    missing = [one for one in changes if one.new and one.new.lower() not in there]
    if missing:
        what = ", ".join(f"{one.what} {one.where or ''}".strip() for one in missing)
        raise not_finished(f"the disk did not take its new numbers: {what}")


def tell(work: Work, found: Layout, changes: Changes) -> None:
    """Those of an MBR's partitions follow from the disk's: no rows of their own."""
    rows = [one for one in changes if one.what != "partition_id"]
    for one in rows:
        work.tell(one.what, _state(one), where=one.where, value=one.new or one.old, why=one.why)
    if found.table == "gpt":
        _tell_partitions(work, [one for one in changes if one.what == "partition_id"])


def _tell_partitions(work: Work, changes: list[Change]) -> None:
    """One row for all that fared alike: a disk of another maker may have twenty."""
    for why in dict.fromkeys(one.why for one in changes):
        alike = [one for one in changes if one.why == why]
        where = ", ".join(str(one.part.number) for one in alike if one.part)
        value = alike[0].new if len(alike) == 1 else None
        work.tell(
            "partition_id", _state(alike[0]), where=f"partition {where}", value=value, why=why
        )


def _state(change: Change) -> State:
    return "done" if change.new else "kept"


def _look_into(work: Work, found: Layout, planned: Changes) -> tuple[System | None, dict[str, str]]:
    """The system, and old numbers that stand where nothing can write another, with why."""
    system: System | None = None
    named: dict[str, str] = {}
    for part in (part for part in found.parts if part.filesystem in EXT):
        with mounted(work, part.path, "ext4") as folder:
            tree = Tree(folder)
            named |= dict.fromkeys(_in_core(tree, planned), _IN_CORE)
            if system is None and own.is_linux(tree):
                system = System(part, next(own.reasons_to_keep(tree), None))
    return system, named


def _require_promised(work: Work, system: System | None) -> None:
    """Where the image says that a Linux stands there, and none does, nothing would start."""
    promised = [
        one
        for one in work.job.manifest.partitions
        if one.role == "root" and one.filesystem in EXT and work.job.manifest.system in _LINUX
    ]
    if promised and system is None:
        raise not_finished(f"there is no system on partition {promised[0].number}")


def _in_core(tree: Tree, planned: Changes) -> Iterable[str]:
    texts = [(tree.read(path) or "").encode(errors="surrogateescape") for path in _CORE]
    return [one.old for one in planned if any(mentions.mentions(text, one.old) for text in texts)]


def _in_loaders(work: Work, found: Layout, planned: Changes) -> Iterable[str]:
    """A loader of one's own making has its configuration inside; one that is signed does not."""
    if found.esp is None:
        return []
    esp = Esp(work, found.esp.path)
    loaders = [esp.read(path) for path in esp.files() if path.casefold().endswith(".efi")]
    # A FAT's number is short enough to stand in a program by chance; no loader looks for that.
    long = [one.old for one in planned if len(one.old) == 36]
    return [old for old in long if any(mentions.mentions(raw, old) for raw in loaders)]


def _unless(change: Change, why: str | None) -> Change:
    return change if why is None or change.new == change.old else _keep(change, why)


def _kept(changes: Changes, why: str, *what: str) -> Changes:
    return tuple(_keep(one, why) if not what or one.what in what else one for one in changes)


def _keep(change: Change, why: str) -> Change:
    return replace(change, new=None, why=change.why or why)


def _new(changes: Changes) -> list[Change]:
    return [one for one in changes if one.new and one.new.lower() != one.old.lower()]
