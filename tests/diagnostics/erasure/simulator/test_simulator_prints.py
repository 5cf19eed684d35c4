"""The simulator prints what the real tools print: the recordings, and hdparm itself where it is."""

import os
import re
import shutil
import struct
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from diagnostics.probes import hdparm as hdparm_probe
from diagnostics.probes.document import load
from tests.diagnostics.erasure.simulator import identify
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize, Security
from tests.diagnostics.erasure.simulator.clock import Clock
from tests.diagnostics.erasure.simulator.contents import Contents
from tests.diagnostics.erasure.simulator.emmc import Emmc
from tests.diagnostics.erasure.simulator.machine import Machine
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive

CORPUS = Path(os.environ.get("ATELIER_CORPUS", Path(__file__).parents[5] / "shared" / "corpus"))
QEMU = CORPUS / "qemu"

needs_corpus = pytest.mark.skipif(not QEMU.is_dir(), reason="no recordings: set ATELIER_CORPUS")
needs_hdparm = pytest.mark.skipif(
    shutil.which("hdparm", path="/usr/sbin:/sbin:/usr/bin") is None, reason="no hdparm here"
)


def drive(**more):
    return AtaDrive(Clock(), **more)


STATES = {
    "new": drive,
    "frozen": lambda: drive(frozen_by_bios=True),
    "with a password": lambda: drive(security=Security(password=b"x")),
    "locked": lambda: drive(security=Security(password=b"x", locked=True)),
    "expired": lambda: drive(security=Security(password=b"x", locked=True, tries_left=0)),
    "without enhanced": lambda: drive(security=Security(enhanced=False)),
    "without security": lambda: drive(security=Security(supported=False)),
    "sanitizing": lambda: drive(sanitize=Sanitize(block=True, crypto=True)),
    "overwriting": lambda: drive(rpm=7200, sanitize=Sanitize(overwrite=True)),
    "hiding": lambda: drive(visible=100_000),
    "old": lambda: drive(has_hpa=False, has_dco=False),
}


@needs_hdparm
@pytest.mark.usefixtures("real_commands")
@pytest.mark.parametrize("state", STATES)
def test_the_words_read_by_hdparm_say_what_the_simulator_prints(state):
    simulated = STATES[state]()
    told = real_hdparm(identify.hexadecimal(identify.words(simulated)))
    printed = identify.text(simulated, "/dev/sda")
    assert hdparm_probe.parse(printed) == hdparm_probe.parse(told)
    assert "Checksum: correct" in told
    assert security_section(printed) == security_section(told)


def real_hdparm(words):
    path = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin"
    tool = shutil.which("hdparm", path=path)
    ended = subprocess.run(
        [tool, "--Istdin"], input=words, capture_output=True, text=True, check=True, timeout=10
    )
    return ended.stdout


def security_section(text):
    found = re.search(r"^Security:.*?(?=^Logical Unit)", text, re.MULTILINE | re.DOTALL)
    return found[0].split("\n") if found else None


def recorded(name):
    """Standard error came first, or between, in the recordings: compared as sets of lines."""
    return sorted(line.rstrip() for line in (QEMU / name).read_text().splitlines() if line.strip())


def said(machine, *args):
    completed = machine.run(args, accept=range(256))
    text = completed.text + completed.stderr
    return completed.status, sorted(line.rstrip() for line in text.splitlines() if line.strip())


@pytest.fixture
def machine(tmp_path):
    """As recorded: an ATA disk without security, DCO or sanitize, and a disk that is no ATA."""
    made = Machine(tmp_path)
    size = Contents(128 * 2**20)
    plain = {"security": Security(supported=False), "has_dco": False, "contents": size}
    made.attach("sda", AtaDrive(made.clock, **plain))
    made.attach("sdc", AtaDrive(made.clock, **plain), "usb", hides_ata=True)
    return made


RECORDED = {
    "run1__hdparm_N_dev_sda.rc0.txt": ("hdparm", "-N", "/dev/sda"),
    "run1__hdparm_N_dev_sdc.rc0.txt": ("hdparm", "-N", "/dev/sdc"),
    "run1__hdparm_dco_identify_dev_sda.rc0.txt": ("hdparm", "--dco-identify", "/dev/sda"),
    "run1__hdparm_dco_identify_dev_sdc.rc0.txt": ("hdparm", "--dco-identify", "/dev/sdc"),
    "run1__hdparm_sanitize_status_dev_sda.rc22.txt": ("hdparm", "--sanitize-status", "/dev/sda"),
    "run1__hdparm_sanitize_status_dev_sdc.rc22.txt": ("hdparm", "--sanitize-status", "/dev/sdc"),
    "run1__hdparm_user_master_u_security_set_pass_p_dev_sda.rc0.txt": (
        *("hdparm", "--user-master", "u", "--security-set-pass", "p", "/dev/sda"),
    ),
    "run1__hdparm_user_master_u_security_set_pass_p_dev_sdc.rc0.txt": (
        *("hdparm", "--user-master", "u", "--security-set-pass", "p", "/dev/sdc"),
    ),
    "run1__hdparm_user_master_u_security_erase_p_dev_sda.rc0.txt": (
        *("hdparm", "--user-master", "u", "--security-erase", "p", "/dev/sda"),
    ),
    "run1__hdparm_user_master_u_security_erase_p_dev_sdc.rc0.txt": (
        *("hdparm", "--user-master", "u", "--security-erase", "p", "/dev/sdc"),
    ),
    "run2__hdparm_yes_i_know_what_i_am_doing_sanitize_block_erase_dev_sda.rc22.txt": (
        *("hdparm", "--yes-i-know-what-i-am-doing", "--sanitize-block-erase", "/dev/sda"),
    ),
}


@needs_corpus
@pytest.mark.parametrize("name", RECORDED)
def test_hdparm_as_recorded(machine, name):
    status, lines = said(machine, *RECORDED[name])
    assert status == int(re.search(r"\.rc(\d+)\.", name)[1])
    # Which of two aborted commands it was stands in one byte.
    told = [re.sub(r"(04 41 40) 0[01]", r"\1 01", line) for line in recorded(name)]
    assert lines == sorted(told)


@needs_corpus
def test_the_skeleton_as_recorded(machine):
    printed = said(machine, "hdparm", "-I", "/dev/sdc")[1]
    told = recorded("run2__hdparm_I_dev_sdc.rc0.txt")
    assert [line for line in printed if not line.startswith("SG_IO")] == told


@needs_corpus
def test_nvme_as_recorded(tmp_path):
    """QEMU's controller: no sanitize, a format that takes every SES although FNA is 0."""
    made = Machine(tmp_path)
    made.attach("nvme0n1", NvmeDrive(made.clock, sanicap=frozenset()))
    cases = {
        "run1__nvme_sanitize_dev_nvme0_a_2.rc1.txt": ("sanitize", "/dev/nvme0", "-a", "2"),
        "run1__nvme_sanitize_log_dev_nvme0_o_json.rc1.txt": (
            *("sanitize-log", "/dev/nvme0", "-o", "json"),
        ),
        "run1__nvme_format_dev_nvme0n1_s_2_force.rc0.txt": (
            *("format", "/dev/nvme0n1", "-s", "2", "--force"),
        ),
    }
    for name, args in cases.items():
        completed = made.run(("nvme", *args), timeout_s=60, accept=range(256))
        assert completed.status == int(re.search(r"\.rc(\d+)\.", name)[1])
        assert f"{completed.text}{completed.stderr}".split() == (QEMU / name).read_text().split()


@needs_corpus
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("run1__nvme_id_ctrl_dev_nvme0_o_json.rc0.json", ("id-ctrl", "/dev/nvme0")),
        ("run1__nvme_id_ns_dev_nvme0n1_o_json.rc0.json", ("id-ns", "/dev/nvme0n1")),
    ],
)
def test_nvme_fields_are_recorded_ones_and_of_their_kind(tmp_path, name, args):
    made = Machine(tmp_path)
    made.attach("nvme0n1", NvmeDrive(made.clock))
    printed = load(made.run(("nvme", *args, "-o", "json")).stdout, "nvme")
    told = load((QEMU / name).read_bytes(), "nvme")
    assert {key: type(value) for key, value in printed.items()} == {
        key: type(told[key]) for key in printed
    }


def test_the_sanitize_log_says_the_same_as_json_and_as_bytes(tmp_path):
    made = Machine(tmp_path)
    made.attach("nvme0n1", NvmeDrive(made.clock))
    made.run(("nvme", "sanitize", "/dev/nvme0", "-a", "2"))
    made.clock.advance(30)
    log = ("nvme", "sanitize-log", "/dev/nvme0", "-o")
    told = load(made.run((*log, "json")).stdout, "nvme")["nvme0"]
    progress, status = struct.unpack_from("<HH", made.run((*log, "binary")).stdout)
    assert told["sstat"]["status"] == "(2) Sanitize in Progress."
    assert (told["sprog"], 2) == (progress, status)
    assert progress == round(30 / 120 * 0xFFFF)


def test_the_probes_read_every_simulated_disk(tmp_path):
    made = Machine(tmp_path)
    made.attach("sda", AtaDrive(made.clock, sanitize=Sanitize(block=True)))
    made.attach("sdb", AtaDrive(made.clock), "usb", hides_ata=True)
    made.attach("nvme0n1", NvmeDrive(made.clock, crypto_format=True))
    made.attach("mmcblk0", Emmc(made.clock))
    sata, bridged = made.report("sda"), made.report("sdb")
    assert (sata.transport, sata.ata.sanitize_block, sata.ata.hpa) == ("sata", True, True)
    assert (bridged.transport, bridged.ata) == ("usb", None)
    nvme = made.report("nvme0n1").nvme
    assert (nvme.format_crypto, nvme.sanitize_block, nvme.sanitize_overwrite) == (True, True, False)
    assert made.report("mmcblk0").mmc.sanitize is True
    assert made.host.problems == []


def test_parsers_of_the_agent_take_what_is_printed():
    text = identify.text(drive(frozen_by_bios=True), "/dev/sda")
    identity = hdparm_probe.parse(text)
    left_out = {f.name for f in fields(identity) if getattr(identity, f.name) is None}
    assert left_out == {"rotation_rpm"}
