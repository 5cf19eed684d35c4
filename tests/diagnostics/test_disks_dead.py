"""A disk that never answers costs its own time limit and nothing else: real processes."""

import json
import threading
import time

import pytest

from diagnostics.probes import disks
from diagnostics.probes.disks import asking
from diagnostics.probes.host import Host

HEALTHY = {"smartctl": {"exit_status": 0}, "device": {"protocol": "ATA"}, "serial_number": "GOOD"}
LISTED = [
    {"name": name, "type": "disk", "size": 1000, "tran": "sata", "rm": False, "pttype": "gpt"}
    for name in ("sda", "sdb", "sdc")
]


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """lsblk, smartctl and hdparm of our own; the middle disk's smartctl hangs with a child."""
    for name, script in {
        "lsblk": f"echo '{json.dumps({'blockdevices': LISTED})}'",
        "smartctl": f"case $* in *sdb) sleep 60 & sleep 60;; esac\necho '{json.dumps(HEALTHY)}'",
        "hdparm": "printf '\\nATA device, with non-removable media\\n Model Number: GOOD\\n'",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(asking, "SMART_S", 1.0)


@pytest.mark.usefixtures("tools", "real_commands")
def test_the_other_disks_are_complete_within_the_limit(tmp_path):
    host = Host(root=tmp_path, is_root=True)
    began = time.monotonic()
    found = disks.parse(disks.collect(host))
    assert time.monotonic() - began < 4
    good = [disk for disk in found if disk.serial == "GOOD" and disk.ata and disk.health]
    assert [disk.name for disk in good] == ["sda", "sdc"]
    [problem] = host.problems
    assert (problem.kind, problem.message) == (
        "timeout",
        "sdb: smartctl gave no answer within 1 s",
    )
    assert problem.facts == ("disks[sdb].health", "disks[sdb].ata")


def test_a_thread_that_never_comes_back_is_left_behind(make_host, monkeypatch):
    monkeypatch.setattr(asking, "LIMIT_S", 0.3)
    stuck = threading.Event()
    host = make_host({f"sys/block/{n}/size": "8" for n in ("sda", "sdb")})
    answer = host.run

    def run(args, timeout_s=10, accept=(0,)):
        if args[-1] == "/dev/sdb":
            stuck.wait(10)
        return answer(args, timeout_s, accept)

    object.__setattr__(host, "run", run)
    try:
        began = time.monotonic()
        assert [disk.name for disk in disks.parse(disks.collect(host))] == ["sda", "sdb"]
        assert time.monotonic() - began < 2
    finally:
        stuck.set()
    [late] = [problem for problem in host.problems if problem.kind == "timeout"]
    assert (late.message, late.facts) == ("sdb gave no answer in time", ("disks[sdb].health",))
