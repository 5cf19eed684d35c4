"""Real block devices of the kernel: errors, caches and locks as they are."""

import errno
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from diagnostics.blockio import Gone, NotReadable, SizeUnknown, Unusable, open_device
from diagnostics.blockio.buffers import aligned
from diagnostics.erasure.overwrite import Manner, Overwrite
from diagnostics.erasure.verification import PatternJudge, Places, ReadingBack
from tests.diagnostics.erasure.loops import loop, small_filesystem, why_not

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]

TEXT = b"Vertrouwelijk: het dossier van een gezin uit de buurt. " * 8
MIB = 2**20


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """8 MiB and one block of known text."""
    path = tmp_path / "disk.img"
    path.write_bytes((TEXT * (8 * MIB // len(TEXT) + 9))[: 8 * MIB + 512])
    return path


def quiet(*_: object) -> None: ...


def test_a_disk_of_text_holds_not_a_byte_of_it_afterwards(image: Path) -> None:
    with loop(image) as path, open_device(path) as device:
        work = Overwrite(device=device, pattern=b"\0", progress=quiet)
        work.run()
        back = ReadingBack(
            device=device,
            places=Places.whole(device.size_bytes),
            judge=PatternJudge(b"\0", device.block_bytes),
        )
        back.run()
    assert work.bytes_written == 8 * MIB + 512
    assert back.clean
    assert image.read_bytes() == bytes(8 * MIB + 512)


@pytest.mark.parametrize("block", [512, 4096])
def test_size_and_block_are_the_kernels(image: Path, block: int) -> None:
    with image.open("r+b") as file:
        file.truncate(8 * MIB)
    with loop(image, "--sector-size", str(block)) as path, open_device(path) as device:
        assert (device.size_bytes, device.block_bytes) == (8 * MIB, block)
        assert device.number == path.stat().st_rdev


def test_a_mounted_disk_is_refused_by_the_kernel_itself(image: Path, tmp_path: Path) -> None:
    if not shutil.which("mkfs.ext4"):
        pytest.skip("mkfs.ext4 (e2fsprogs) is not installed")
    folder = tmp_path / "mounted"
    folder.mkdir()
    with loop(image) as path:
        subprocess.run(["mkfs.ext4", "-q", path], check=True)
        subprocess.run(["mount", path, folder], check=True)
        try:
            with pytest.raises(Unusable, match="in use"), open_device(path):
                pytest.fail("it was opened")
        finally:
            subprocess.run(["umount", folder], check=True)


def test_a_read_only_disk_is_refused(image: Path) -> None:
    with loop(image, "--read-only") as path:
        with pytest.raises(Unusable, match="read-only"), open_device(path):
            pytest.fail("it was opened")
        with open_device(path, writing=False) as device:
            assert device.size_bytes == 8 * MIB + 512


def full_image(folder: Path, missing: int) -> Path:
    """An image for which ``missing`` bytes of room are missing: what is written there fails."""
    image = folder / "disk.img"
    with image.open("wb") as file:
        file.truncate(2 * MIB + missing)
        file.seek(MIB)
        file.write(b"x" * MIB)  # room that is taken already
    return image


def overwritten(image: Path) -> tuple[Overwrite, ReadingBack]:
    with loop(image) as path, open_device(path) as device:
        work = Overwrite(device=device, pattern=b"\xff", progress=quiet, most_faults=5000)
        work.run()
        back = ReadingBack(
            device=device,
            places=Places.whole(device.size_bytes),
            judge=PatternJudge(b"\xff", device.block_bytes),
            unwritable=work.faults,
        )
        back.run()
    return work, back


def not_overwritten(image: Path) -> set[int]:
    data = image.read_bytes()
    return {at // 512 for at in range(0, len(data), 512) if data[at] != 0xFF}


def test_writes_that_fail_are_located_by_the_block(tmp_path: Path) -> None:
    """The image's file system is full: the kernel refuses blocks that have no room there."""
    with small_filesystem(tmp_path / "small", 2 * MIB) as folder:
        image = full_image(folder, MIB)
        work, back = overwritten(image)
        left = not_overwritten(image)
    assert work.faults.blocks("write") > 500
    assert {fault.error for fault in work.faults.places} <= {"ENOSPC", "EIO"}
    met = {at // 512 for at, length in back.mismatched for at in range(at, at + length, 512)}
    assert left == {block for block in left if work.faults.covers(block)} | met
    assert not any(work.faults.covers(block) for block in met)


def test_writes_that_are_lost_without_a_word_are_found_by_reading_back(tmp_path: Path) -> None:
    """The kernel's loop device calls a write good of which the file took a part only."""
    with small_filesystem(tmp_path / "small", 2 * MIB) as folder:
        image = full_image(folder, 16 * 4096)
        work, back = overwritten(image)
        left = not_overwritten(image)
    assert work.faults.places == [], "no error was heard that stayed"
    assert back.mismatches == len(left) > 0
    assert back.mismatched[0][0] == min(left) * 512


def test_reads_that_fail_are_located_by_the_block(image: Path) -> None:
    """The end of the image is cut off under the device: the kernel cannot read it."""
    size = 8 * MIB + 512
    image.write_bytes(bytes(size))
    with loop(image) as path, open_device(path) as device:
        os.truncate(image, size - 64 * 4096)
        back = ReadingBack(
            device=device, places=Places.whole(device.size_bytes), judge=PatternJudge(b"\0", 512)
        )
        back.run()
    places = [(fault.first, fault.count, fault.error) for fault in back.faults.places]
    assert places == [((size - 64 * 4096) // 512, 64 * 8, "EIO")]
    assert back.unreadable == 64 * 8
    assert back.mismatches == 0


def test_what_is_read_comes_from_the_disk_and_not_from_the_cache(image: Path) -> None:
    """A tool that reads through the cache says *verified* of what the disk lost."""
    with loop(image) as path:
        with open_device(path) as device:
            Overwrite(device=device, pattern=b"\0", progress=quiet).run()
        with path.open("rb") as cached:
            cached.read()
            with image.open("r+b") as under:
                under.seek(5 * 4096)
                under.write(TEXT)
                os.fsync(under.fileno())
            cached.seek(5 * 4096)
            assert TEXT not in cached.read(4096), "the cache knows nothing of it"
            with open_device(path, writing=False) as device:
                back = ReadingBack(
                    device=device,
                    places=Places.whole(device.size_bytes),
                    judge=PatternJudge(b"\0", 512),
                )
                back.run()
    assert back.mismatched[0][0] == 5 * 4096


def test_what_somebody_wrote_through_the_cache_does_not_come_after_us(image: Path) -> None:
    with loop(image) as path, path.open("r+b", buffering=0) as cached:
        cached.write(b"late" * 1024)  # dirty in the cache, not on the disk
        with open_device(path) as device:
            Overwrite(device=device, pattern=b"\0", progress=quiet).run()
        os.fsync(cached.fileno())
    assert image.read_bytes() == bytes(8 * MIB + 512)


def test_what_the_kernel_takes_in_parts_is_written_and_read_in_full(
    image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_write, whole_read = os.pwrite, os.preadv
    calls: list[int] = []

    def part_write(descriptor: int, data: memoryview, offset: int) -> int:
        calls.append(offset)
        return whole_write(descriptor, data[:4096], offset)

    def part_read(descriptor: int, buffers: list[memoryview], offset: int) -> int:
        calls.append(offset)
        return whole_read(descriptor, [buffers[0][:4096]], offset)

    data, into = memoryview(aligned(16384)), memoryview(aligned(16384))
    data[:] = bytes(range(256)) * 64
    with loop(image) as path, open_device(path) as device:
        monkeypatch.setattr(os, "pwrite", part_write)
        monkeypatch.setattr(os, "preadv", part_read)
        device.write(8192, data)
        device.read(8192, into)
        monkeypatch.undo()
    assert into == data
    assert calls == 2 * [8192, 12288, 16384, 20480]


@pytest.mark.parametrize("taken", [0, 100, 4096 + 100])
def test_a_part_of_a_block_or_nothing_at_all_is_an_error(
    image: Path, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    """Else the rest of it would count as written, or what stood in memory as read."""
    buffer = memoryview(aligned(16384))
    with loop(image) as path, open_device(path) as device:
        monkeypatch.setattr(os, "pwrite", lambda *_: taken)
        monkeypatch.setattr(os, "preadv", lambda *_: taken)
        with pytest.raises(OSError, match=f"only {taken} bytes were taken") as written:
            device.write(0, buffer)
        with pytest.raises(NotReadable, match=f"only {taken} bytes came") as read:
            device.read(0, buffer)
    assert written.value.errno == read.value.errno == errno.EIO


def test_two_of_us_cannot_hold_one_disk(image: Path) -> None:
    with (
        loop(image) as path,
        open_device(path),
        pytest.raises(Unusable, match="in use"),
        open_device(path),
    ):
        pytest.fail("it was opened twice")


def test_a_call_that_never_returns_keeps_its_number(image: Path) -> None:
    """Closed under it, the number would be given to the next disk that is opened."""
    with loop(image) as path:
        with open_device(path) as device:
            within, going = threading.Event(), threading.Event()
            original = os.fdatasync

            def hang(descriptor: int) -> None:
                within.set()
                going.wait(10)
                original(descriptor)

            os.fdatasync = hang
            try:
                thread = threading.Thread(target=device.flush)
                thread.start()
                within.wait(10)
                device.close()
                with path.open("rb") as other:
                    assert other.fileno() != device._descriptor >= 0
                with pytest.raises(Gone):
                    device.read(0, memoryview(aligned(512)))
            finally:
                going.set()
                thread.join(10)
                os.fdatasync = original
        assert device._descriptor == -1


def test_an_overwrite_goes_on_after_the_agent_was_ended(image: Path) -> None:
    manner = Manner(chunk_bytes=256 * 1024, flush_bytes=MIB, margin_bytes=512 * 1024)
    note: dict[str, object] = {}

    def until_half(fraction: float | None, _left: object, checkpoint: object) -> None:
        note.update(checkpoint or {})  # type: ignore[call-overload]
        if (fraction or 0) >= 0.5:
            raise KeyboardInterrupt

    with loop(image) as path:
        with pytest.raises(KeyboardInterrupt), open_device(path) as device:
            Overwrite(device=device, pattern=b"\0", progress=until_half, manner=manner).run()
        with open_device(path) as device:
            work = Overwrite(
                device=device, pattern=b"\0", progress=quiet, manner=manner, checkpoint=note
            )
            work.run()
    assert work.resumed_at == int(note["offset"]) - manner.margin_bytes  # type: ignore[call-overload]
    assert image.read_bytes() == bytes(8 * MIB + 512)


@pytest.mark.parametrize("content", [b"", b"x" * 700])
def test_a_size_that_is_no_number_of_blocks_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.img"
    path.write_bytes(content)
    with pytest.raises(SizeUnknown), open_device(path):
        pytest.fail("it was opened")


@pytest.mark.parametrize("name", ["null", "nothing-here"])
def test_what_is_no_disk_is_refused(name: str) -> None:
    with pytest.raises(Unusable), open_device(Path("/dev") / name):
        pytest.fail("it was opened")
