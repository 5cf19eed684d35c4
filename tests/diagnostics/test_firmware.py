"""Firmware in made-up trees: boot mode, TPM, licence, passwords, theft tracking."""

from typing import Any

import pytest

from diagnostics.probes import firmware
from diagnostics.report import Firmware, FirmwarePassword

EFIVARS = "sys/firmware/efi/efivars"
SECURE_BOOT = f"{EFIVARS}/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
ACPI = "sys/firmware/acpi/tables"
SETTINGS = "sys/class/firmware-attributes/maker-driver"
KEY = b"AAAAA-BBBBB-CCCCC-DDDDD-E1F2G"


def probe(host: Any) -> Firmware:
    return firmware.parse(firmware.collect(host))


def msdm(key: bytes = KEY, stated: int | None = None) -> bytes:
    length = len(key) if stated is None else stated
    return b"MSDM" + bytes(32) + bytes(16) + length.to_bytes(4, "little") + key


@pytest.mark.parametrize(
    ("value", "on"),
    [(b"\6\0\0\0\1", True), (b"\6\0\0\0\0", False), (b"", None), (b"\6\0\0\0\1\1", None)],
)
def test_secure_boot_is_the_byte_after_the_attributes(
    make_host: Any, value: bytes, on: bool | None
) -> None:
    found = probe(make_host({SECURE_BOOT: value}))
    assert (found.boot_mode, found.uefi_capable, found.secure_boot) == ("uefi", True, on)


def test_a_pc_without_efi_started_as_a_bios(make_host: Any) -> None:
    found = probe(make_host({"sys/class/dmi/id/sys_vendor": "Made Up"}))
    assert (found.boot_mode, found.uefi_capable, found.secure_boot) == ("bios", None, None)


def test_dmi_tells_that_it_could_start_with_uefi(make_host: Any) -> None:
    dmi = "Handle 0x0000, DMI type 0, 26 bytes\nBIOS Information\n"
    dmi += "\tCharacteristics:\n\t\tUEFI is supported\n"
    host = make_host({"sys/class/dmi/id/x": ""}, {"dmidecode": (0, dmi)})
    assert (probe(host).boot_mode, probe(host).uefi_capable) == ("bios", True)


@pytest.mark.parametrize(
    ("files", "version", "maker"),
    [
        ({"tpm_version_major": "2"}, "2.0", None),
        ({"tpm_version_major": "1"}, "1.2", None),
        ({"device/description": "TPM 2.0 Device"}, "2.0", None),
        ({"caps": "Manufacturer: 0x49465800\nTCG version: 1.2\n"}, "1.2", "IFX"),
        ({"uevent": "MAJOR=10"}, None, None),
    ],
)
def test_tpm(make_host: Any, files: Any, version: str | None, maker: str | None) -> None:
    found = probe(make_host({f"sys/class/tpm/tpm0/{name}": text for name, text in files.items()}))
    assert (found.tpm_present, found.tpm_version, found.tpm_maker) == (True, version, maker)


def test_no_tpm_is_known_only_where_a_driver_looked(make_host: Any, tmp_path: Any) -> None:
    assert probe(make_host({})).tpm_present is None
    (tmp_path / "sys/class/tpm").mkdir(parents=True)
    assert probe(make_host({})).tpm_present is False


def test_of_a_licence_only_the_last_five_characters_are_read(make_host: Any) -> None:
    host = make_host({f"{ACPI}/MSDM": msdm()})
    raw = firmware.collect(host)
    assert b"DDDDD" not in repr(raw).encode()
    found = firmware.parse(raw)
    assert (found.windows_licence, found.windows_licence_tail) == (True, "E1F2G")


@pytest.mark.parametrize(
    "table", [b"", b"MSDM", msdm(KEY[:10]), msdm(stated=999), msdm(b"\xff" * 29)]
)
def test_a_damaged_licence_table_gives_no_characters(make_host: Any, table: bytes) -> None:
    found = probe(make_host({f"{ACPI}/MSDM": table}))
    assert (found.windows_licence, found.windows_licence_tail) == (True, None)


def test_without_a_licence(make_host: Any) -> None:
    assert probe(make_host({f"{ACPI}/DSDT": b"DSDT"})).windows_licence is False


def test_without_acpi_a_licence_is_unknown(make_host: Any) -> None:
    assert probe(make_host({})).windows_licence is None


def test_of_passwords_only_whether_they_are_set(make_host: Any) -> None:
    folder = f"{SETTINGS}/authentication"
    files = {
        f"{folder}/Admin/is_enabled": "1\n",
        f"{folder}/Admin/current_password": "never read",
        f"{folder}/System/is_enabled": "0\n",
        f"{folder}/NVMe/kind": "password",
    }
    raw = firmware.collect(make_host(files))
    assert "never read" not in repr(raw)
    assert firmware.parse(raw).passwords == (
        FirmwarePassword(name="Admin", is_set=True),
        FirmwarePassword(name="NVMe", is_set=None),
        FirmwarePassword(name="System", is_set=False),
    )


@pytest.mark.parametrize(
    ("setting", "value", "active"),
    [
        ("Absolute", "Enabled", None),
        ("Absolute", "PermanentlyDisabled", False),
        ("Computrace", "Activate", True),
        ("Computrace", "Deactivate", False),
        ("Absolute Persistence Module Current State", "Inactive", False),
        ("Absolute Persistence Module Current State", "Active", True),
        ("ComputraceModuleActivation", "Permanently Disabled", False),
    ],
)
def test_a_setting_about_theft_tracking(
    make_host: Any, setting: str, value: str, active: bool | None
) -> None:
    files = {
        f"{SETTINGS}/attributes/{setting}/current_value": f"{value}\n",
        f"{SETTINGS}/attributes/AssetTag/current_value": "not ours",
    }
    (found,) = probe(make_host(files)).theft_tracking
    assert (found.present, found.active) == (True, active)
    assert found.source == f"firmware setting {setting}"


@pytest.mark.parametrize(
    ("files", "sources"),
    [
        ({f"{ACPI}/WPBT": b"WPBT" + "rpcnetp.exe".encode("utf-16-le")}, ["ACPI WPBT"]),
        ({f"{ACPI}/WPBT": b"WPBT" + "maker helper".encode("utf-16-le")}, []),
        ({f"{EFIVARS}/ComputraceState-0000": b""}, ["EFI variable"]),
        ({f"{EFIVARS}/AbsolutePointer-0000": b""}, []),
    ],
)
def test_other_signs_of_theft_tracking(
    make_host: Any, files: dict[str, bytes], sources: list[str]
) -> None:
    assert [found.source for found in probe(make_host(files)).theft_tracking] == sources


def test_without_root_the_missing_facts_are_named(make_host: Any) -> None:
    host = make_host({}, is_root=False)
    probe(host)
    assert [(p.kind, p.facts) for p in host.problems] == [
        ("needs_root", ("firmware.theft_tracking",))
    ]
