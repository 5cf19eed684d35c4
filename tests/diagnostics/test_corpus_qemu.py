"""QEMU's disks: whatever each command printed, with its exit status, gives a result or an error."""

import json
import os
import re
from pathlib import Path

import pytest

from diagnostics import parse_command
from diagnostics.probes import disks, hdparm, lsblk, nvme
from diagnostics.report import AtaIdentity
from diagnostics.run import Completed, Failed, MissingTool

CORPUS = Path(os.environ.get("ATELIER_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FILES = sorted((CORPUS / "qemu").glob("*")) if CORPUS.is_dir() else []

needs_corpus = pytest.mark.skipif(not FILES, reason="no recorded hardware: set ATELIER_CORPUS")


def recording(name: str) -> bytes:
    return (CORPUS / "qemu" / name).read_bytes()


@needs_corpus
def test_every_file_by_every_parser_gives_a_result_or_an_error(capsys):
    results = errors = 0
    for path in FILES:
        for kind in parse_command.PARSERS:
            document = parse_command.parse_file(kind, str(path))
            assert ("result" in document) != ("error" in document)
            results += "result" in document
            errors += "error" in document
    with capsys.disabled():
        print(f"\nqemu: {len(FILES)} files by {len(parse_command.PARSERS)} parsers:", end=" ")  # noqa: T201 - the figures
        print(f"{results} results, {errors} refused in words")  # noqa: T201 - the figures
    assert results >= 26


@needs_corpus
@pytest.mark.parametrize(
    ("name", "model", "serial", "size", "rpm"),
    [
        ("run1__hdparm_I_dev_sda.rc0.txt", "QEMU SSD X", "QATASSD1", 262144 * 512, None),
        ("run1__hdparm_I_dev_sdb.rc0.txt", "QEMU HARDDISK", "QATAHDD1", 262144 * 512, 5400),
    ],
)
def test_hdparm(name, model, serial, size, rpm):
    disk = hdparm.parse(recording(name))
    assert (disk.model, disk.serial, disk.size_bytes, disk.rotation_rpm) == (
        model,
        serial,
        size,
        rpm,
    )


@needs_corpus
@pytest.mark.parametrize("name", ["run1__hdparm_I_dev_sdc", "run2__hdparm_I_dev_sdd"])
def test_hdparm_on_a_disk_that_is_not_ata_says_nothing(name):
    assert hdparm.parse(recording(f"{name}.rc0.txt")) == AtaIdentity()


@needs_corpus
def test_nvme_bits_are_those_that_nvme_itself_spells_out():
    disk = nvme.parse(recording("run1__nvme_id_ctrl_dev_nvme0_o_json.rc0.json"))
    human = "run1__nvme_id_ctrl_dev_nvme0_H_grep_iE_format_sanit_crypto_erase_self_namesp.rc0.txt"
    words = recording(human).decode()

    def spelled(phrase):
        return re.search(rf": (?:0x1|0)\s+{phrase} (Not )?Supported", words)[1] is None

    assert disk.format == spelled("Format NVM")
    assert disk.self_test == spelled("Device Self-test")
    assert disk.format_crypto == spelled("Crypto Erase")
    assert disk.sanitize_crypto == spelled("Crypto Erase Sanitize Operation")
    assert disk.sanitize_block == spelled("Block Erase Sanitize Operation")
    assert disk.sanitize_overwrite == spelled("Overwrite Sanitize Operation")


def replay(args, timeout_s=10, accept=(0,)):
    """The recorded machine: ``smartctl -j -x /dev/sda`` is ``…smartctl_x_j_dev_sda.rc4.json``."""
    device = args[-1] if args[0] != "nvme" else args[2]
    stem = {
        "lsblk": "lsblk_J_O_b",
        "smartctl": f"smartctl_x_j{device.replace('/', '_')}",
        "hdparm": f"hdparm_I{device.replace('/', '_')}",
        "nvme": f"nvme_id_ctrl{device.replace('/', '_')}_o_json",
    }[args[0]]
    stem = re.sub(r"(smartctl.*nvme\d)n1$", r"\1", stem)
    found = sorted((CORPUS / "qemu").glob(f"run1__{stem}.rc*"))
    if not found or "-d" in args:
        raise MissingTool(args[0])
    status = int(re.search(r"\.rc(\d+)\.", found[0].name)[1])
    done = Completed(tuple(args), found[0].read_bytes(), "", status)
    if not (accept(status) if callable(accept) else status in accept):
        raise Failed(done)
    return done


@needs_corpus
def test_the_whole_recorded_machine(make_host):
    host = make_host({"sys/block/mmcblk0/device/type": "SD"})
    object.__setattr__(host, "run", replay)
    found = {disk.name: disk for disk in disks.parse(disks.collect(host))}
    assert list(found) == ["sda", "sdb", "sdc", "sdd", "mmcblk0", "nvme1n1", "nvme0n1"]
    assert {name: (disk.transport, disk.internal) for name, disk in found.items()} == {
        "sda": ("sata", True),
        "sdb": ("sata", True),
        "sdc": ("scsi", True),
        "sdd": ("usb", False),
        "mmcblk0": ("mmc", False),
        "nvme1n1": ("nvme", True),
        "nvme0n1": ("nvme", True),
    }
    assert (found["sda"].serial, found["sda"].rotational) == ("QATASSD1", False)
    assert (found["sdb"].serial, found["sdb"].rotation_rpm) == ("QATAHDD1", 5400)
    assert (found["sdc"].maker, found["sdc"].ata) == ("QEMU", None)
    assert found["nvme0n1"].health.critical_warning == 4
    assert found["nvme0n1"].nvme.format is True


@needs_corpus
def test_lsblk_has_every_disk_that_the_kernel_showed():
    raw = recording("run1__lsblk_J_O_b.rc0.json")
    listed = json.loads(raw)["blockdevices"]
    for ours, theirs in zip(lsblk.parse(raw), listed, strict=True):
        assert ours.name == theirs["name"]
        assert ours.size_bytes == theirs["size"]
        assert (ours.removable, ours.hotplug, ours.rotational) == (
            theirs["rm"],
            theirs["hotplug"],
            theirs["rota"],
        )
