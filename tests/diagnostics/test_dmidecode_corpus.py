"""Every recorded ``dmidecode`` output, read once by the parser and once by a naive reader.

The reader below knows nothing of structures: it walks lines with a regular expression or two, so
that an error in the parser is not repeated in its test.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from diagnostics.probes.dmi import recording
from diagnostics.probes.dmi.recording import Recording

CORPUS = Path(os.environ.get("ATELIER_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FILES = sorted((CORPUS / "dmidecode").glob("*")) if CORPUS.is_dir() else []

needs_corpus = pytest.mark.skipif(not FILES, reason="no recorded hardware: set ATELIER_CORPUS")

EMPTY = {"", "Not Specified", "<BAD INDEX>", "<OUT OF SPEC>"}
FACTOR = {"MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40, "kB": 1 << 10}

SYSTEM = {
    "maker": (1, "Manufacturer"),
    "product": (1, "Product Name"),
    "version": (1, "Version"),
    "family": (1, "Family"),
    "sku": (1, "SKU Number"),
    "serial": (1, "Serial Number"),
    "uuid": (1, "UUID"),
    "board_maker": (2, "Manufacturer"),
    "board_product": (2, "Product Name"),
    "board_version": (2, "Version"),
    "board_serial": (2, "Serial Number"),
    "bios_maker": (0, "Vendor"),
    "bios_version": (0, "Version"),
    "bios_date": (0, "Release Date"),
    "chassis": (3, "Type"),
    "chassis_serial": (3, "Serial Number"),
    "asset_tag": (3, "Asset Tag"),
}


def blocks(text: str, number: int) -> list[str]:
    """The paragraphs whose first line names this DMI type."""
    return [part for part in text.split("\n\n") if f", DMI type {number}, " in part]


def stated(block: str, key: str) -> str | None:
    found = re.search(rf"^\t{re.escape(key)}: *(.*)$", block, re.MULTILINE)
    return None if found is None or found[1].strip() in EMPTY else found[1].strip()


def enumerated(block: str, key: str) -> str | None:
    value = stated(block, key)
    return None if value in {"Unknown", "Not Provided", "Not Present", "Not Settable"} else value


def number(block: str, key: str) -> int | None:
    found = re.match(r"(\d+)\s", (stated(block, key) or "") + " ")
    return int(found[1]) if found else None


def size(block: str, key: str) -> int | None:
    count, _, unit = (stated(block, key) or "").partition(" ")
    return int(count) * FACTOR[unit] if count.isdigit() else None


def system_of(text: str) -> dict[str, Any]:
    docks = {"Docking Station", "Peripheral Chassis", "Expansion Chassis", "Sub Chassis"}
    cases = blocks(text, 3)
    own = [case for case in cases if stated(case, "Type") not in docks] or cases
    first = {0: blocks(text, 0), 1: blocks(text, 1), 2: blocks(text, 2), 3: own}
    read = {"uuid": enumerated, "chassis": enumerated}
    return {
        field: read.get(field, stated)(first[kind][0], key) if first[kind] else None
        for field, (kind, key) in SYSTEM.items()
    }


def modules_of(text: str) -> list[dict[str, Any]]:
    flash = {a.split(",")[0].split()[1] for a in blocks(text, 16) if "Use: Flash" in a}
    return [
        {
            "slot": stated(block, "Locator"),
            "bank": stated(block, "Bank Locator"),
            "size_bytes": size(block, "Size"),
            "type": enumerated(block, "Type"),
            "form_factor": enumerated(block, "Form Factor"),
            "speed_mts": number(block, "Speed"),
            "configured_mts": number(block, "Configured Memory Speed")
            or number(block, "Configured Clock Speed"),
            "maker": stated(block, "Manufacturer"),
            "part": stated(block, "Part Number"),
            "serial": stated(block, "Serial Number"),
        }
        for block in blocks(text, 17)
        if size(block, "Size") and stated(block, "Array Handle") not in flash
    ]


def memory_of(text: str) -> dict[str, Any]:
    arrays = [a for a in blocks(text, 16) if "Use: Flash" not in a]
    limits = [size(a, "Maximum Capacity") for a in arrays]
    installed = [module["size_bytes"] for module in modules_of(text)]
    free = [b for b in blocks(text, 17) if "\tSize: No Module Installed" in b]
    soldered = re.compile(r"Form Factor: (Row Of Chips|Chip|TSOP|Die)$", re.MULTILINE)
    return {
        "total_bytes": sum(installed) if installed else None,
        "max_bytes": sum(filter(None, limits)) if any(limits) else None,
        "slots_free": len([b for b in free if not soldered.search(b)]),
    }


def batteries_of(text: str) -> list[dict[str, Any]]:
    return [
        {
            "name": stated(block, "Location") or block.split()[1].rstrip(","),
            "maker": stated(block, "Manufacturer"),
            "model": stated(block, "Name"),
            "serial": stated(block, "Serial Number") or stated(block, "SBDS Serial Number"),
            "chemistry": enumerated(block, "Chemistry") or enumerated(block, "SBDS Chemistry"),
            "design_mwh": number(block, "Design Capacity") or None,
        }
        for block in blocks(text, 22)
    ]


def pairs(text: str, found: Recording) -> Iterator[tuple[str, Any, Any]]:
    """(field, as the naive reader has it, as the parser has it)."""
    ours = asdict(found)
    for field, value in system_of(text).items():
        yield f"system.{field}", value, ours["system"][field]
    for field, value in memory_of(text).items():
        yield f"memory.{field}", value, ours["memory"][field]
    for group, theirs, mine in (
        ("modules", modules_of(text), ours["memory"]["modules"]),
        ("batteries", batteries_of(text), ours["batteries"]),
    ):
        yield f"{group}.count", len(theirs), len(mine)
        for index, (one, other) in enumerate(zip(theirs, mine, strict=False)):
            for field, value in one.items():
                yield f"{group}[{index}].{field}", value, other[field]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


@needs_corpus
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_parser_agrees_with_what_dmidecode_states(path: Path) -> None:
    text = read(path)
    wrong = [pair for pair in pairs(text, recording.parse(text)) if pair[1] != pair[2]]
    assert wrong == []


@needs_corpus
def test_enough_was_compared_to_mean_something(record_property: Any) -> None:
    compared = [pair for path in FILES for pair in pairs(read(path), recording.parse(read(path)))]
    filled = [pair for pair in compared if pair[1] is not None]
    figures = f"{len(FILES)} files, {len(compared)} fields, {len(filled)} of them filled"
    record_property("figures", figures)
    print(figures)  # noqa: T201 - shown by pytest -s
    assert len(filled) > 30 * len(FILES)
