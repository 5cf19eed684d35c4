"""What the machine is, in lines of plain words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diagnostics.report import (
    Battery,
    Cpu,
    Disk,
    Firmware,
    Memory,
    Report,
    Screen,
    System,
    Windows11,
)
from diagnostics.screen import windows
from diagnostics.screen.signs import GOOD, UNKNOWN, WARNING, WRONG, Sign
from diagnostics.words import Words

GIB = 2**30
GB = 10**9
_DISK_SIGNS = {True: GOOD, False: WRONG, None: UNKNOWN}


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str
    sign: Sign | None = None


def name(system: System) -> str:
    """Maker and product; the version where the product is only a number, as Lenovo does."""
    product = system.version if _is_lenovo_number(system) else system.product
    maker = "" if _begins_with_maker(product, system.maker) else system.maker
    return " ".join(filter(None, (maker, product)))


def _begins_with_maker(product: str | None, maker: str | None) -> bool:
    """``HP`` calls its product "HP Pavilion", ``LENOVO`` its own "Lenovo G50-80"."""
    return bool(maker) and (product or "").lower().startswith(f"{maker} ".lower())


def _is_lenovo_number(system: System) -> bool:
    return (system.maker or "").upper() == "LENOVO" and bool(system.version)


def of(report: Report, words: Words) -> list[Line]:
    """Every line of the report, in the order in which a person looks at a machine."""
    return [
        *_system(report.system, words),
        *_cpu(report.cpu, words),
        *_memory(report.memory, words),
        *_disks(report.disks, words),
        *(line for battery in report.batteries for line in _battery(battery, words)),
        *(line for screen in report.screens for line in _screen(screen, words)),
        *_locks(report.firmware, words),
        *_windows11(report.windows11, words),
    ]


def _system(system: System, words: Words) -> Iterator[Line]:
    if system.serial:
        yield Line(words("Serienummer"), system.serial)


def _cpu(cpu: Cpu, words: Words) -> Iterator[Line]:
    parts = [cpu.model, words("%s kernen") % cpu.cores if cpu.cores else None]
    yield Line(words("Processor"), _joined(parts) or words("onbekend"))


def _memory(memory: Memory, words: Words) -> Iterator[Line]:
    if memory.total_bytes is None:
        yield Line(words("Geheugen"), words("onbekend"), UNKNOWN)
        return
    size = f"{words.number(memory.total_bytes / GIB, 0 if memory.modules else 1)} GB"
    yield Line(words("Geheugen"), _joined([size, _slots(memory, words)]))


def _slots(memory: Memory, words: Words) -> str | None:
    if not memory.slots or memory.slots_free is None:
        return None
    return words("%s van %s plaatsen vrij") % (memory.slots_free, memory.slots)


def _disks(disks: Sequence[Disk], words: Words) -> Iterator[Line]:
    own = [line for disk in disks for line in _disk(disk, words)]
    # The stick that a machine was started from is a disk in the report, and none of its own.
    yield from own or [Line(words("Schijf"), words("geen gevonden"), UNKNOWN)]


def _disk(disk: Disk, words: Words) -> Iterator[Line]:
    """Only the machine's own: what it was started from, and what hangs on a plug, stays out."""
    if disk.boot_medium and disk.internal is not True:
        return
    label = words("Externe schijf") if disk.internal is False else words("Schijf")
    size = f"{words.number(disk.size_bytes / GB)} GB" if disk.size_bytes else None
    health = disk.health.passed if disk.health else None
    yield Line(label, _joined([disk.model or disk.name, size, _disk_kind(disk, words)]))
    yield Line(label, _disk_says(words)[health], _DISK_SIGNS[health])


def _disk_kind(disk: Disk, words: Words) -> str | None:
    if disk.transport == "mmc" and disk.internal is not None:
        return "eMMC" if disk.internal else words("geheugenkaart")
    if disk.rotational is None:
        return None
    return words("harde schijf") if disk.rotational else "SSD"


def _disk_says(words: Words) -> dict[bool | None, str]:
    return {
        True: words("zegt zelf: in orde"),
        False: words("zegt zelf: gaat stuk. Gebruik deze schijf niet meer"),
        None: words("zegt niet hoe het ermee gaat"),
    }


def _battery(battery: Battery, words: Words) -> Iterator[Line]:
    label = words("Batterij")
    if not battery.design_mwh or battery.full_mwh is None:
        yield Line(label, words("zegt niet hoe goed ze nog is"), UNKNOWN)
        return
    left = round(100 * battery.full_mwh / battery.design_mwh)
    times = words("%s keer geladen") % battery.cycles if battery.cycles else None
    yield Line(label, _joined([words("%s %% van nieuw") % left, times]), _battery_sign(left))


def _battery_sign(left: int) -> Sign:
    """The limits of the workshop's rules: 80 is good, below 60 is to be replaced."""
    if left >= 80:
        return GOOD
    return WARNING if left >= 60 else WRONG


def _screen(screen: Screen, words: Words) -> Iterator[Line]:
    inches = f"{words.number(screen.inches, 1)} inch" if screen.inches else None
    size = f"{screen.width_px} × {screen.height_px}" if screen.width_px else None
    yield Line(words("Scherm"), _joined([inches, size, screen.maker]) or words("onbekend"))


def _locks(firmware: Firmware, words: Words) -> Iterator[Line]:
    """What may stop the work: passwords that are set, and tracking by the former owner."""
    names = [password.name for password in firmware.passwords if password.is_set]
    if names:
        text = words("wachtwoord van het toestel staat aan: %s") % ", ".join(names)
        yield Line(words("Slot"), text, WARNING)
    if any(tracking.active for tracking in firmware.theft_tracking):
        text = words("diefstalbeveiliging staat aan. Vraag de schenker om ze af te zetten")
        yield Line(words("Slot"), text, WRONG)
    elif any(tracking.active is None for tracking in firmware.theft_tracking):
        text = words("diefstalbeveiliging aanwezig. Niet zeker of ze aan staat")
        yield Line(words("Slot"), text, WARNING)


def _windows11(windows11: Windows11, words: Words) -> Iterator[Line]:
    label = "Windows 11"
    if windows11.possible:
        yield Line(label, words("kan"), GOOD)
        return
    no = windows11.possible is False
    yield Line(label, words("kan niet") if no else words("niet zeker"), WRONG if no else UNKNOWN)
    for text in windows.reasons(windows11, words):
        yield Line(label, text)


def _joined(parts: list[str | None]) -> str:
    return ", ".join(part for part in parts if part)
