"""One image onto one disk in memory: what is told, and what is on the disk then."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from diagnostics.erasure.planning import Surroundings, Use
from diagnostics.imaging import fitting
from diagnostics.imaging.engine import Run
from diagnostics.imaging.finisher import Finished, Finishing, NotFinished
from diagnostics.imaging.fitting import Here
from diagnostics.run import Completed, Failed, MissingTool
from diagnostics.wire.imaging import Evidence, Needs, Reason
from tests.diagnostics.erasure.faulty import BLOCK, FaultyDisk
from tests.diagnostics.erasure.grounds import MemoryGround
from tests.diagnostics.imaging.imaging import (
    DISK_BYTES,
    IMAGE_BYTES,
    KEY_SHA256,
    MemorySource,
    NoSource,
    Notebook,
    blank,
    image,
    put,
    run_of,
)
from tests.images import KIB, SIGNATURE, SIGNATURE_AT, Image, make

HERE = Here(architecture="x86_64", memory_bytes=4 * 2**30, firmware="uefi", secure_boot=False)


@pytest.fixture(autouse=True)
def this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "look", lambda _host: HERE)


def assert_refused(evidence: Evidence, reason: Reason) -> None:
    assert (evidence.result, evidence.reasons) == ("not_installed", (reason,))
    assert evidence.messages


def starts(disk: FaultyDisk) -> bool:
    return bytes(disk.medium[SIGNATURE_AT : SIGNATURE_AT + 2]) == SIGNATURE


def test_an_image_is_installed() -> None:
    ordered, disk, notebook = image(), blank(), Notebook()
    evidence = put(ordered, disk, notebook)
    assert evidence.result == "installed"
    assert evidence.reasons == ()
    assert ordered.is_on(disk.medium)
    assert evidence.image == ordered.sha256
    assert evidence.first_boot_sha256 == KEY_SHA256
    assert evidence.blocks == evidence.blocks_written == len(ordered.places.blocks)
    assert evidence.bytes_written + evidence.zero_bytes == IMAGE_BYTES
    assert evidence.bytes_fetched == len(ordered.blocks)
    assert notebook.phases == ["writing", "reading", "finishing"]
    assert notebook.fractions == sorted(notebook.fractions)


def test_what_is_of_nobodys_concern_is_not_written() -> None:
    """But for the two ends of the disk, which are emptied before anything else."""
    unused = ((128 * KIB, 64 * KIB), (300 * KIB, 100 * KIB))
    ordered, disk = image(unused=unused), blank()
    before = bytes(disk.medium)
    assert put(ordered, disk).result == "installed"
    assert ordered.is_on(disk.medium)
    for place, length in (*unused, (IMAGE_BYTES, 64 * KIB)):
        assert disk.medium[place : place + length] == before[place : place + length]
    assert not any(disk.medium[DISK_BYTES - 64 * KIB :])


def test_an_image_as_large_as_the_disk() -> None:
    ordered, disk = image(size_bytes=IMAGE_BYTES), blank(IMAGE_BYTES)
    assert put(ordered, disk).result == "installed"
    assert ordered.is_on(disk.medium)


def test_an_image_of_nothing_but_zeros() -> None:
    content = bytearray(256 * KIB)
    content[:512] = b"\x01" * 512
    ordered, disk = make(bytes(content)), blank()
    evidence = put(ordered, disk)
    assert evidence.result == "installed"
    assert evidence.zero_bytes == 252 * KIB


@pytest.mark.parametrize(
    ("needs", "fields", "here", "word"),
    [
        (Needs(memory_bytes=8 * 2**30), {}, {}, "memory"),
        (Needs(architecture="aarch64"), {}, {}, "aarch64"),
        (Needs(architecture="x86_64"), {}, {"architecture": "i686"}, "x86_64"),
        (Needs(), {"boots": ("bios",)}, {}, "UEFI"),
        (Needs(), {}, {"secure_boot": True}, "Secure Boot"),
    ],
)
def test_other_hardware(
    needs: Needs,
    fields: dict[str, Any],
    here: dict[str, Any],
    word: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitting, "look", lambda _host: replace(HERE, **here))
    disk = blank()
    evidence = put(image(needs=needs, **fields), disk)
    assert_refused(evidence, "other_hardware")
    assert word in evidence.messages[-1]
    assert not disk.writes


def test_what_suits_a_machine() -> None:
    """Graphics keep some of 4 GiB; and i686 runs on x86_64."""
    needs = Needs(memory_bytes=4 * 2**30, architecture="i686")
    here = replace(HERE, memory_bytes=int(3.6 * 2**30), secure_boot=True)
    fitting.check_machine(image(needs=needs, secure_boot=True).told, here)


@pytest.mark.parametrize(
    ("disk", "reason"),
    [
        (blank(IMAGE_BYTES - BLOCK), "disk_too_small"),
        (blank(block_bytes=4096), "other_hardware"),
    ],
)
def test_a_disk_that_does_not_suit(disk: FaultyDisk, reason: Reason) -> None:
    assert_refused(put(image(), disk), reason)
    assert not disk.writes


def test_a_disk_that_something_is_on() -> None:
    disk = blank()
    disk.medium[3:11] = b"NTFS    "
    evidence = put(image(), disk)
    assert_refused(evidence, "not_blank")
    assert "NTFS" in evidence.messages[-1]
    assert not disk.writes
    assert put(image(), disk, over="image").result == "installed"


@pytest.mark.parametrize(
    "around",
    [
        Surroundings(uses=(Use(code="mounted", detail="/mnt"),)),
        Surroundings(medium=True),
    ],
)
def test_a_disk_in_use(around: Surroundings) -> None:
    disk = blank()
    assert_refused(put(image(), disk, ground=MemoryGround(disk, surroundings=around)), "in_use")
    assert not disk.writes


def test_surroundings_that_cannot_be_read() -> None:
    disk = blank()
    ground = MemoryGround(disk, surroundings=Surroundings(unread=("swaps",)))
    assert_refused(put(image(), disk, ground=ground), "error")
    assert not disk.writes


def test_a_disk_that_is_another_by_the_time_it_is_held() -> None:
    disk = blank()
    ground = MemoryGround(disk, swapped_after=1)
    assert_refused(put(image(), disk, ground=ground), "identity_changed")
    assert not disk.writes


def spoiling(
    ordered: Image, spoil: Callable[[bytes, str | int, bool], bytes]
) -> Callable[..., MemorySource]:
    return lambda rest, lost: MemorySource(ordered, rest, lost, spoil)


@pytest.mark.parametrize("what", ["manifest", "map"])
@pytest.mark.parametrize("always", [False, True])
def test_a_wrong_manifest_or_map(what: str, always: bool) -> None:
    def spoil(content: bytes, name: str | int, anew: bool) -> bytes:
        return content.replace(b"1", b"2") if name == what and (always or not anew) else content

    ordered, disk = image(), blank()
    evidence = put(ordered, disk, opens=spoiling(ordered, spoil))
    if always:
        assert_refused(evidence, "wrong_manifest")
        assert not disk.writes
    else:
        assert evidence.result == "installed"


def test_a_map_that_lies_of_its_own_lengths() -> None:
    """Rightly hashed, and yet nonsense: the last block lies beyond the disk."""
    ordered = image()
    manifest = ordered.manifest.replace(
        f'"size_bytes":{IMAGE_BYTES}'.encode(), f'"size_bytes":{IMAGE_BYTES - 4096}'.encode()
    )
    lying = replace(ordered, manifest=manifest)
    assert hashlib.sha256(manifest).hexdigest() != ordered.sha256
    disk = blank()
    run = run_of(ordered, disk, opens=lambda rest, lost: MemorySource(lying, rest, lost))
    parameters = replace(run.task.parameters, image=hashlib.sha256(manifest).hexdigest())
    run.task = replace(run.task, parameters=parameters)
    assert_refused(run.run(), "wrong_manifest")
    assert not disk.writes


@pytest.mark.parametrize("always", [False, True])
def test_a_wrong_block(always: bool) -> None:
    ordered, disk = image(), blank()
    broken = ordered.places.blocks[len(ordered.places.blocks) // 2]

    def spoil(content: bytes, at: str | int, anew: bool) -> bytes:
        if isinstance(at, str) or not at <= broken[2] + 9 < at + len(content) or (anew > always):
            return content
        changed = bytearray(content)
        changed[broken[2] + 9 - at] ^= 0x40
        return bytes(changed)

    evidence = put(ordered, disk, opens=spoiling(ordered, spoil))
    if not always:
        assert evidence.result == "installed"
        return
    assert_refused(evidence, "wrong_block")
    assert broken[0] not in [at for at, _ in disk.writes], "what is wrong is never written"
    assert not starts(disk)


def test_the_server_does_not_have_it() -> None:
    disk = blank()
    evidence = put(image(), disk, opens=lambda rest, lost: NoSource(image(), rest, lost))
    assert_refused(evidence, "no_image")
    assert not disk.writes


# -- disks that do wrong ------------------------------------------------------------------------


def middle(ordered: Image) -> int:
    return ordered.places.blocks[len(ordered.places.blocks) // 2][0] // BLOCK


def test_a_place_that_takes_no_writes() -> None:
    ordered = image()
    disk = blank(unwritable={middle(ordered): float("inf")})
    assert_refused(put(ordered, disk), "write_errors")
    assert not starts(disk)


def test_a_place_that_takes_a_write_in_the_end() -> None:
    ordered = image()
    assert put(ordered, blank(unwritable={middle(ordered): 2})).result == "installed"


def test_a_disk_that_would_not_confirm() -> None:
    evidence = put(image(), blank(failing_flushes=1))
    assert_refused(evidence, "write_errors")


@pytest.mark.parametrize("fault", ["dropped", "corrupted", "misdirected"])
def test_a_lying_disk_is_never_installed_and_does_not_start(fault: str) -> None:
    ordered = image()
    at = middle(ordered)
    faults: dict[str, Any] = {
        "dropped": {"dropped": {at}},
        "corrupted": {"corrupted": {at: 0x01}},
        "misdirected": {"misdirected": {at: at - 3}},
    }
    disk = blank(**faults[fault])
    evidence = put(ordered, disk)
    assert_refused(evidence, "read_back_differs")
    assert evidence.read_back
    assert evidence.read_back.mismatches >= 1
    assert evidence.read_back.first_mismatches
    assert not starts(disk)


def test_a_disk_that_dropped_zeros() -> None:
    ordered = image()
    place = ordered.places.zeros[len(ordered.places.zeros) // 2][0]
    assert_refused(put(ordered, blank(dropped={place // BLOCK})), "read_back_differs")


def test_a_disk_that_holds_less_than_it_says() -> None:
    """Beyond its real end it begins again: what is written there is found at the beginning."""
    ordered = image()
    real = IMAGE_BYTES // 2 // BLOCK
    wrapped = {at: at % real for at in range(real, DISK_BYTES // BLOCK)}
    disk = blank(misdirected=wrapped)
    assert_refused(put(ordered, disk), "read_back_differs")


def test_a_place_that_cannot_be_read() -> None:
    ordered = image()
    disk = blank(unreadable={middle(ordered): float("inf")})
    evidence = put(ordered, disk)
    assert_refused(evidence, "read_errors")
    assert evidence.read_back
    assert evidence.read_back.unreadable == 1


def test_a_disk_that_goes() -> None:
    ordered = image()
    whole = blank()
    put(ordered, whole)
    for calls in (1, 4, len(whole.writes) // 2, len(whole.writes) + 8):
        disk = blank(gone_after=calls)
        evidence = put(ordered, disk)
        assert evidence.reasons in {("disk_gone",), ("read_errors",)}


# -- what comes after ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NotFinished("not_finished", "no room for the backup"), "not_finished"),
        (NotFinished("missing_tool", "sgdisk"), "missing_tool"),
        (MissingTool("sgdisk"), "missing_tool"),
        (Failed(Completed(("resize2fs",), b"", "no", 1)), "not_finished"),
        (OSError(5, "mount"), "not_finished"),
    ],
)
def test_an_image_that_cannot_be_finished(error: Exception, reason: Reason) -> None:
    def finish(_job: Finishing) -> Finished:
        raise error

    evidence = put(image(), blank(), finish=finish)
    assert_refused(evidence, reason)
    assert evidence.read_back, "what was read back stays told"


def test_finishing_is_told_what_it_needs() -> None:
    ordered, disk, jobs = image(), blank(), []

    def finish(job: Finishing) -> Finished:
        jobs.append(job)
        assert ordered.is_on(disk.medium)
        assert job.bind().serial == "FAULTY-1"
        return Finished(messages=("a note",))

    evidence = put(ordered, disk, finish=finish)
    assert evidence.messages == ("a note",)
    assert jobs[0].name == "vda"
    assert jobs[0].manifest == ordered.told
    assert jobs[0].parameters.tag == "4217038523"


# -- ends before the end ------------------------------------------------------------------------


class Stop(Exception):
    """A person stops it."""


def test_stopped_at_any_moment() -> None:
    ordered, stops = image(), 0
    while evidence := stopped(ordered, disk := blank(), after=stops):
        stops += 1
        assert evidence.reasons == ("stopped",)
        assert evidence.fraction is None or evidence.fraction <= 1
        # What starts is whole: every other block was flushed before.
        assert not starts(disk) or ordered.is_on(disk.medium)
    assert stops > 8


def stopped(ordered: Image, disk: FaultyDisk, after: int) -> Evidence | None:
    """None: it came to its end before."""
    left = after

    def stop() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Stop

    run: Run = run_of(ordered, disk, Notebook(then=stop))
    try:
        run.run()
    except Stop:
        return run.broken_off("stopped", "a person stopped it")
    return None


def test_nothing_of_an_order_without_its_disk() -> None:
    from diagnostics.identity import Changed  # noqa: PLC0415 - only here

    run = run_of(image(), blank(), ground=MemoryGround(blank(), swapped_after=0))
    with pytest.raises(Changed):
        run.run()
    assert run.broken_off("stopped") is None
