"""Images that were made elsewhere: what can be set is set, and what cannot is said."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from diagnostics.first_boot import placed
from diagnostics.imaging.finisher import Finished, NotFinished
from diagnostics.imaging.finishing import finish
from diagnostics.wire.imaging import Made
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import (
    ESP,
    ESP_SERIAL,
    LINUX,
    MIB,
    ROOT_UUID,
    Files,
    Recipe,
    run,
)

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]

#: Linux Mint 21: an older Python, its own name on the ESP, a loader there already.
MINT: Files = {
    "usr/lib/os-release": 'PRETTY_NAME="Linux Mint 21.3"\n',
    "etc/os-release": Path("../usr/lib/os-release"),
    "etc/fstab": f"/dev/disk/by-uuid/{ROOT_UUID} / ext4 defaults 0 1\n/swapfile none swap sw 0 0\n",
    "etc/hostname": "mint\n",
    "etc/hosts": "127.0.0.1 localhost\n127.0.1.1 mint mint.local\n",
    "etc/machine-id": "uninitialized\n",
    "lib": Path("usr/lib"),
    "usr/lib/systemd/systemd": "a program\n",
    "usr/bin/python3": Path("/etc/alternatives/python3"),
    "etc/alternatives/python3": Path("/usr/bin/python3.10"),
    "usr/bin/python3.10": "a program\n",
    "usr/lib/python3.10/http/client.py": "",
    "usr/lib/python3.10/ssl.py": "",
    "usr/lib/python3.10/json/__init__.py": "",
    "boot/grub/grub.cfg": f"search --fs-uuid --set=root {ROOT_UUID}\n",
}
MINT_ESP: Files = {
    "EFI/BOOT/BOOTX64.EFI": b"shim",
    "EFI/ubuntu/shimx64.efi": b"shim",
    "EFI/ubuntu/grub.cfg": installed.MENU,
}


def rows(done: Finished, what: str) -> list[Made]:
    return [row for row in done.made if row.what == what]


def states(done: Finished, what: str) -> list[str]:
    return [row.state for row in rows(done, what)]


def test_mint(tmp_path: Path) -> None:
    with installed.gpt(tmp_path, Recipe(linux=MINT, esp=MINT_ESP, system="linux")) as disk:
        done = finish(disk.job())
        root, numbers = disk.files(3), disk.numbers()
        menu = disk.on_esp("EFI/ubuntu/grub.cfg") or b""
    assert root["etc/fstab"].split()[0].rpartition("/")[2] in numbers
    assert root["etc/hosts"] == f"127.0.0.1 localhost\n127.0.1.1\t{installed.HOST_NAME}\n"
    assert root["etc/machine-id"] == "uninitialized\n"
    assert menu.split()[1].decode() in numbers
    assert rows(done, "fallback_path")[0].why == "it was there"
    assert states(done, "ssh_keys") == ["kept"]
    assert states(done, "first_boot") == ["done"]
    assert placed.PROGRAM in root


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"usr/lib/systemd/systemd": None}, "the system does not start by systemd"),
        ({"usr/bin/python3": None}, "the system has no Python"),
        (
            {"usr/bin/python3": Path("python3.9"), "usr/bin/python3.9": ""},
            "the Python of the system is 3.9; the oldest that will do is 3.10",
        ),
        ({"usr/lib/python3.11/ssl.py": None}, "the Python of the system is not whole: ssl.py"),
    ],
)
def test_what_cannot_call_home(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    files = {name: content for name, content in (LINUX | changes).items() if content is not None}
    with installed.gpt(tmp_path, Recipe(linux=files)) as disk:  # type: ignore[arg-type]
        done = finish(disk.job())
        root = disk.files(3)
    assert [(row.state, row.why) for row in rows(done, "first_boot")] == [("not_possible", why)]
    assert done.first_boot_sha256 is None
    assert not [name for name in root if "first-boot" in name]
    assert states(done, "host_name") == ["done"]


def test_nobody_to_tell(tmp_path: Path) -> None:
    with installed.gpt(tmp_path) as disk:
        finish(disk.job())
        alone = finish(disk.job(home=None))
        unasked = finish(disk.job(parameters=installed.parameters(first_boot=False)))
        root = disk.files(3)
    assert [(row.state, row.why) for row in rows(alone, "first_boot")] == [
        ("not_possible", "there is no server to tell")
    ]
    assert [(row.state, row.why) for row in rows(unasked, "first_boot")] == [
        ("kept", "it was not asked for")
    ]
    assert not [name for name in root if "first-boot" in name]


@pytest.mark.parametrize(
    ("linux", "esp", "why"),
    [
        (
            {"boot/grub/i386-pc/load.cfg": f"search.fs_uuid {ROOT_UUID} root\n"},
            {},
            "the loader for the BIOS looks for it by this one",
        ),
        (
            {},
            {"EFI/debian/grubx64.efi": b"\0\0search.fs_uuid " + ROOT_UUID.encode() + b" root\0"},
            "a loader on the EFI system partition looks for it by this one",
        ),
        (
            {"usr/lib/dracut/dracut-version.sh": ""},
            {},
            "its first stage was made by dracut, which waits for them by these",
        ),
    ],
)
def test_a_number_that_a_loader_knows_stays(
    tmp_path: Path, linux: Files, esp: Files, why: str
) -> None:
    recipe = Recipe(linux={**LINUX, **linux}, esp={**ESP, **esp})
    with installed.gpt(tmp_path, recipe) as disk:
        done = finish(disk.job())
        root, numbers = disk.files(3), disk.numbers()
    kept = next(row for row in rows(done, "filesystem_id") if row.where == "partition 3")
    assert (kept.state, kept.value, kept.why) == ("kept", ROOT_UUID, why)
    assert ROOT_UUID in numbers
    assert ROOT_UUID in root["boot/grub/grub.cfg"]
    assert states(done, "disk_id") == ["done"]


def test_no_system_that_anything_could_be_told_to(tmp_path: Path) -> None:
    """Its files are where nothing here reads: new numbers would leave it looking for the old."""
    recipe = Recipe(linux={"home/somebody/letter.txt": "dear"}, system="other")
    with installed.gpt(tmp_path, recipe) as disk:
        done = finish(disk.job())
        numbers, files = disk.numbers(), disk.files(3)
    assert {ROOT_UUID, ESP_SERIAL.lower(), installed.DISK_GUID} <= numbers
    assert states(done, "host_name") == ["not_possible"]
    assert states(done, "first_boot") == ["not_possible"]
    assert states(done, "disk_id") == ["kept"]
    assert files == {"home/somebody/letter.txt": "dear"}
    assert done.grown


def test_a_filesystem_that_nothing_makes_larger(tmp_path: Path) -> None:
    """The partition grows all the same; the evidence says that what is in it does not."""
    swap = Recipe(make=("mkswap", "-q", "-U", ROOT_UUID), linux={}, filesystem="swap")
    with installed.gpt(tmp_path, replace(swap, system="other")) as disk:
        done = finish(disk.job())
    assert done.grown
    assert done.grown.filesystem == "swap"
    assert done.grown.filesystem_bytes is None
    assert done.grown.to_bytes > done.grown.from_bytes


def test_what_does_not_grow(tmp_path: Path) -> None:
    with installed.gpt(tmp_path, Recipe(grows=False)) as disk:
        done = finish(disk.job())
        assert "No problems found" in run("sgdisk", "--verify", disk.disk)
        told = run("sgdisk", "--print", disk.disk)
    assert done.grown is None
    assert "last usable sector is 655326" in told


def test_a_table_that_begins_late_on_a_disk_of_an_odd_size(tmp_path: Path) -> None:
    """As sfdisk makes it, on a disk that ends just after a whole MiB."""
    odd = Recipe(first_sector=2048, disk_bytes=installed.DISK_BYTES + 700 * 512)
    with installed.gpt(tmp_path, odd) as disk:
        done = finish(disk.job())
        assert "No problems found" in run("sgdisk", "--verify", disk.disk)
        disk.sound(3)
    assert done.grown
    assert done.grown.to_bytes > done.grown.from_bytes


def test_a_disk_no_larger_than_the_image(tmp_path: Path) -> None:
    with installed.gpt(tmp_path, Recipe(disk_bytes=installed.IMAGE_BYTES)) as disk:
        done = finish(disk.job())
        assert "No problems found" in run("sgdisk", "--verify", disk.disk)
        disk.sound(3)
    assert done.grown is None


def test_without_a_table(tmp_path: Path) -> None:
    with installed.gpt(tmp_path) as disk:
        run("sgdisk", "--zap-all", disk.disk)
        before = disk.backing.read_bytes()
        done = finish(disk.job(manifest=replace(disk.manifest, table=None, partitions=())))
        assert disk.backing.read_bytes() == before
    assert {row.state for row in done.made} == {"not_possible"}


def test_a_system_too_damaged_to_mend(tmp_path: Path) -> None:
    with installed.gpt(tmp_path) as disk:
        run("partx", "--update", disk.disk)
        with disk.part(3).open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 2 * MIB)
        with pytest.raises(NotFinished) as caught:
            finish(disk.job())
    assert caught.value.reason == "not_finished"


def test_a_tool_is_missing(tmp_path: Path) -> None:
    with installed.gpt(tmp_path) as disk:
        job = disk.job()
        real = job.host.run

        def run_without(args: list[str], **options: object) -> object:
            return real(
                ["no-such-tool-here" if args[0] == "sgdisk" else args[0], *args[1:]], **options
            )  # type: ignore[arg-type]

        with pytest.raises(NotFinished) as caught:
            finish(disk.job(host=replace(job.host, run=run_without)))
    assert caught.value.reason == "missing_tool"
    assert "no-such-tool-here is not installed" in str(caught.value)


@pytest.fixture
def own_boot(tmp_path: Path) -> Iterator[installed.Written]:
    """/boot on a partition of its own, as with disk encryption or an old installer."""
    with installed.gpt(tmp_path) as disk:
        run("partx", "--update", disk.disk)
        run("mkfs.ext4", "-q", "-F", "-U", _BOOT_UUID, disk.part(2))
        with disk.mounted(2) as boot:
            installed.fill(boot, {"grub/grub.cfg": f"root=UUID={ROOT_UUID} {_BOOT_UUID}\n"})
        with disk.mounted(3) as root:
            installed.fill(root, {"etc/fstab": f"UUID={_BOOT_UUID} /boot ext4\n"})
        yield disk


_BOOT_UUID = "bbbbbbbb-1111-4222-8333-444455556666"


def test_boot_on_a_partition_of_its_own(own_boot: installed.Written) -> None:
    finish(own_boot.job())
    numbers = own_boot.numbers()
    words = own_boot.files(2)["grub/grub.cfg"].removeprefix("root=UUID=").split()
    assert set(words) <= numbers
    assert own_boot.files(3)["etc/fstab"].split()[0].removeprefix("UUID=") in numbers
    assert _BOOT_UUID not in numbers
