"""Firmware: boot mode, Secure Boot, TPM, passwords, the Windows licence, theft tracking."""

from dataclasses import dataclass

from diagnostics.probes.dmi import firmware as dmi_firmware
from diagnostics.probes.dmi import reading
from diagnostics.probes.dmi.table import Table
from diagnostics.probes.firmware import attributes, boot, licence, tracking
from diagnostics.probes.firmware import tpm as tpm_files
from diagnostics.probes.host import Host
from diagnostics.report import Firmware

NAME = "firmware"
FACTS = ("firmware.theft_tracking",)


@dataclass(frozen=True, slots=True)
class Raw:
    boot: boot.Raw
    tpm: tpm_files.Raw
    licence: licence.Raw
    settings: attributes.Raw
    tracking: tracking.Raw
    dmi: Table


def collect(host: Host) -> Raw:
    return Raw(
        boot=boot.collect(host),
        tpm=tpm_files.collect(host),
        licence=licence.collect(host, NAME),
        settings=attributes.collect(host),
        tracking=tracking.collect(host),
        dmi=reading.read(host, NAME, FACTS),
    )


def parse(raw: Raw) -> Firmware:
    dmi = dmi_firmware.from_dmi(raw.dmi)
    version = tpm_files.version(raw.tpm)
    uefi = raw.boot.mode == "uefi"
    return Firmware(
        boot_mode=raw.boot.mode,
        uefi_capable=True if uefi else dmi.uefi_capable,
        secure_boot=boot.secure_boot(raw.boot),
        tpm_present=True if raw.tpm.found else dmi.tpm_present or tpm_files.absent(raw.tpm),
        tpm_version=version or dmi.tpm_version,
        tpm_maker=tpm_files.maker(raw.tpm) or dmi.tpm_maker,
        passwords=attributes.passwords(raw.settings),
        windows_licence=raw.licence.present,
        windows_licence_tail=licence.tail(raw.licence),
        theft_tracking=tracking.judge(raw.tracking, raw.settings, dmi.theft_tracking),
    )
