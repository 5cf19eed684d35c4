"""Which software is offered first: from rules that are data, and never what does not suit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from atelier.settings import ROOT
from atelier.workshop.imaging import fitting, rules, suggesting
from atelier.workshop.imaging.catalogue import Entry
from atelier.workshop.imaging.models import Image
from atelier.workshop.imaging.suggesting import Told
from atelier.workshop.imaging.trying import Tried
from diagnostics.report import Cpu, Firmware
from diagnostics.wire.imaging import Manifest, Needs, Source
from tests.reports import a_disk, a_report, memory

GB, GIB = 10**9, 2**30
RULES = rules.load(ROOT / "config" / "suggestions.toml")


def a_manifest(name: str = "basis", **fields: Any) -> Manifest:
    told: dict[str, Any] = {
        "release": "2026.11.21",
        "system": "debian",
        "needs": Needs(memory_bytes=2 * GIB, disk_bytes=16 * GB),
        "boots": ("bios", "uefi"),
        "secure_boot": True,
        "source": Source(kind="built"),
        "created": "2026-11-21T08:00:00+00:00",
        "size_bytes": 8 * GB,
        "written_bytes": 4 * GB,
        "blocks_bytes": GB,
        "blocks_sha256": "0" * 64,
        "map_bytes": 1000,
        "map_sha256": "0" * 64,
    }
    return Manifest(name=name, **{**told, **fields})


def an_entry(number: int, name: str = "basis", **fields: Any) -> Entry:
    standing = fields.pop("standing", "released")
    is_current = fields.pop("is_current", standing == "released")
    return Entry(
        image=Image(id=number, name=name, release="2026.11.21", sha256=f"{number:064}"),
        manifest=a_manifest(name, **fields),
        standing=standing,
        decisions=(),
        tried=Tried(),
        is_current=is_current,
    )


ALL = [an_entry(number, name) for number, name in enumerate(("basis", "kiosk", "school", "senior"))]
WINDOWS = an_entry(9, "windows-11", system="windows")


def told(**fields: Any) -> Told:
    return Told(**{"kind": "laptop", "report": a_report(1), "memory_bytes": 8 * GIB, **fields})


def names(found: list[suggesting.Suggestion]) -> list[str]:
    return [one.entry.image.name for one in found if one.is_suggested]


@pytest.mark.parametrize(
    ("device", "first", "why"),
    [
        ({"use": "school"}, "school", "school"),
        ({"use": "senior"}, "senior", "senior"),
        ({"use": "adult"}, "basis", "adult"),
        ({"use": None}, "basis", "everybody"),
        ({"use": "parts"}, "basis", "everybody"),
        ({"kind": "desktop", "use": None}, "kiosk", "kiosk"),
        ({"memory_bytes": 2 * GIB}, "senior", "little_memory"),
        ({"memory_bytes": None}, "basis", "everybody"),
    ],
)
def test_the_first_row_that_holds_is_the_best(
    device: dict[str, Any], first: str, why: rules.Why
) -> None:
    found = suggesting.suggest(told(**device), ALL, RULES)
    assert found[0].entry.image.name == first
    assert found[0].reason.text == suggesting.WHY[why]
    assert len(found) == len(ALL)  # the others may be chosen all the same


def test_each_stands_once_by_the_first_row_that_speaks_for_it() -> None:
    found = suggesting.suggest(told(use="senior", memory_bytes=2 * GIB), ALL, RULES)
    assert names(found) == ["senior", "basis"]


def test_what_does_not_suit_is_never_suggested_and_says_why() -> None:
    large = an_entry(1, "school", needs=Needs(memory_bytes=16 * GIB, disk_bytes=16 * GB))
    found = suggesting.suggest(told(use="school"), [large, ALL[0]], RULES)
    assert names(found) == ["basis"]
    assert "Te weinig geheugen: 8 GB" in str(found[-1].misfits[0])


def test_only_the_current_release_is_suggested() -> None:
    trial = an_entry(1, "basis", standing="trial")
    older = an_entry(2, "basis", is_current=False)
    gone = an_entry(3, "basis", standing="withdrawn")
    found = suggesting.suggest(told(), [trial, older, gone, ALL[0]], RULES)
    assert [(one.entry.image.id, one.is_suggested) for one in found] == [
        (0, True),
        (2, False),
        (1, False),
    ]
    assert "op proef" in str(found[-1].reason)
    assert "oudere" in str(found[1].reason)


def test_windows_where_the_machine_has_a_licence() -> None:
    with_licence = a_report(1, firmware=Firmware(windows_licence=True))
    found = suggesting.suggest(told(report=with_licence), [WINDOWS, ALL[0]], RULES)
    assert names(found) == ["basis", "windows-11"]
    assert "Windows-licentie" in str(found[1].reason)


def test_windows_without_a_licence_is_not_suggested_and_says_so() -> None:
    found = suggesting.suggest(told(), [WINDOWS, ALL[0]], RULES)
    assert names(found) == ["basis"]
    assert "vraagt een licentie" in str(found[-1].reason)


def test_a_device_that_was_never_measured_gets_what_everybody_gets() -> None:
    assert names(suggesting.suggest(Told(kind="laptop"), ALL, RULES)) == ["basis"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[suggest]]\nimage = 'basis'\nreason = 'because'", "suggest.0.reason"),
        ("[[suggest]]\nimage = 'basis'\nreason = 'adult'\nuse = ['adult']", "suggest.0.use"),
        ("[[suggest]]\nreason = 'adult'", "either image or system"),
        ("[[suggest]]\nimage = 'a'\nsystem = 'windows'\nreason = 'adult'", "either image"),
        ("[suggest", "rules.toml"),
    ],
)
def test_rules_that_are_wrong_name_the_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text)
    with pytest.raises(rules.RulesError, match=said):
        rules.load(path)
    with pytest.raises(rules.RulesError, match="cannot be read"):
        rules.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("manifest", "parts", "why"),
    [
        ({}, {}, None),
        ({"needs": Needs(memory_bytes=8 * GIB, disk_bytes=16 * GB)}, {"memory": memory(8)}, None),
        # What the kernel sees of 8 GB, where only that is known.
        (
            {"needs": Needs(memory_bytes=8 * GIB, disk_bytes=16 * GB)},
            {"memory": replace(memory(8), total_bytes=int(7.5 * GIB))},
            None,
        ),
        (
            {"needs": Needs(memory_bytes=8 * GIB, disk_bytes=16 * GB)},
            {"memory": memory(4)},
            "4 GB, en deze software vraagt 8 GB",
        ),
        ({}, {"memory": replace(memory(8), total_bytes=None)}, None),
        ({}, {"disks": (a_disk(1, size_bytes=15 * GB),)}, "15 GB, en deze software vraagt 16 GB"),
        ({}, {"disks": (a_disk(1, size_bytes=None),)}, "schijf is te klein"),
        ({}, {"disks": (a_disk(1, size_bytes=15 * GB), a_disk(2, size_bytes=500 * GB))}, None),
        ({}, {"disks": ()}, None),  # that is another's concern
        ({}, {"cpu": Cpu(bits64=False)}, "64 bits"),
        ({}, {"cpu": Cpu(bits64=None)}, None),
        ({}, {"cpu": Cpu(architecture="x86_64", bits64=True)}, None),
        ({}, {"cpu": Cpu(architecture="i686", bits64=True)}, None),
        ({}, {"cpu": Cpu(architecture="aarch64", bits64=True)}, "ander soort processor"),
        (
            {"needs": Needs(disk_bytes=16 * GB, architecture="aarch64")},
            {"cpu": Cpu(architecture="x86_64", bits64=True)},
            "ander soort processor",
        ),
        (
            {"needs": Needs(disk_bytes=16 * GB, architecture="i686")},
            {"cpu": Cpu(bits64=False)},
            None,
        ),
        ({"secure_boot": False}, {"firmware": Firmware(secure_boot=True)}, "Secure Boot"),
        ({"secure_boot": False}, {"firmware": Firmware(secure_boot=False)}, None),
        ({"boots": ("uefi",)}, {"firmware": Firmware(boot_mode="bios")}, "alleen met UEFI"),
        ({"boots": ("bios",)}, {"firmware": Firmware(boot_mode="uefi")}, "alleen met BIOS"),
        ({"boots": ("bios",)}, {"firmware": Firmware(boot_mode=None)}, None),
    ],
)
def test_what_is_measured_and_wrong_is_a_reason(
    manifest: dict[str, Any], parts: dict[str, Any], why: str | None
) -> None:
    found = fitting.fits(a_manifest(**manifest), a_report(1, **parts))
    assert [why in str(one) for one in found] == ([True] if why else [])
