"""A finished system: nothing random in it, nothing of this machine, no time of its making."""

import os
from pathlib import Path

import pytest

from atelier.workshop.imaging.building.tree import settle

EPOCH = 1_700_000_000
DAY = EPOCH // 86400


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, content in {
        "etc/shadow": "root:!*:20000:0:99999:7:::\nvisitor:!:20001:0:99999:7:::\n",
        "etc/shadow-": "root:x",
        "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        "etc/resolv.conf": "nameserver 192.0.2.1\n",
        "etc/apt/sources.list": "deb http://mirror.invalid/debian bookworm main\n",
        "etc/dpkg/dpkg.cfg.d/99mmdebstrap": "force-unsafe-io\npath-exclude=/usr/share/man/*\n",
        "etc/ssh/ssh_host_ed25519_key": "secret",
        "var/lib/systemd/random-seed": "random",
        "var/log/dpkg.log": "when",
        "var/cache/ldconfig/aux-cache": "when",
        "tmp/left": "over",
        "usr/bin/program": "old",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    os.utime(tmp_path / "usr/bin/program", (EPOCH - 9, EPOCH - 9))
    settle(tmp_path, EPOCH)
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "etc/shadow-",
        "etc/ssh/ssh_host_ed25519_key",
        "var/lib/systemd/random-seed",
        "var/log/dpkg.log",
        "var/cache/ldconfig/aux-cache",
        "tmp/left",
        "etc/resolv.conf",
    ],
)
def test_what_is_of_one_machine_is_gone(tree: Path, name: str):
    assert not (tree / name).exists()


def test_passwords_stay_locked_and_have_the_day_of_the_packages(tree: Path):
    assert (tree / "etc/shadow").read_text().splitlines() == [
        f"root:!*:{DAY}:0:99999:7:::",
        f"visitor:!:{DAY}:0:99999:7:::",
    ]


def test_each_machine_makes_its_own_name(tree: Path):
    assert (tree / "etc/machine-id").read_text() == ""


def test_updates_come_from_debian_wherever_it_was_built(tree: Path):
    told = (tree / "etc/apt/sources.list").read_text()
    assert "mirror.invalid" not in told
    assert "deb http://deb.debian.org/debian-security bookworm-security main" in told


def test_dpkg_keeps_what_it_leaves_out_and_no_haste(tree: Path):
    told = (tree / "etc/dpkg/dpkg.cfg.d/99mmdebstrap").read_text()
    assert told == "path-exclude=/usr/share/man/*\n"


def test_no_time_is_later_than_the_newest_package(tree: Path):
    times = {path.lstat().st_mtime for path in (*tree.rglob("*"), tree)}
    assert times == {EPOCH, EPOCH - 9}
