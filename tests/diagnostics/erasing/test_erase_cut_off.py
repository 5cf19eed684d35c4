"""``atelier-agent erase`` killed in the middle, as by a power cut, and gone on with."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from diagnostics.link.spool import in_folder
from diagnostics.orders.notes import Note, Notes
from diagnostics.wire.erasure import Evidence, understand
from tests.diagnostics.erasing.loop_machine import fill, letters_left
from tests.diagnostics.erasure.loops import loop, why_not

SIZE = 8 * 2**20
HERE = Path(__file__).parents[3]

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@dataclass
class Cut:
    folder: Path
    images: dict[str, Path]
    devices: dict[str, Path]

    def begin(
        self, boot_id: str, first: str, second: str, other: str = ""
    ) -> subprocess.Popen[str]:
        """``first`` is erased: it is sda, and ``second`` sdb."""
        told = [
            f"sd{'ab'[n]}={self.devices[one]}=MADE-UP-{one}"
            for n, one in enumerate((first, second))
        ]
        told.sort(key=lambda one: not one.endswith(other or first))
        module = "tests.diagnostics.erasing.by_process"
        command = [sys.executable, "-m", module, str(self.folder / "root"), boot_id]
        return subprocess.Popen(
            [*command, str(self.folder / "spool"), *told],
            cwd=HERE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def note(self) -> Note | None:
        return next(iter(Notes(in_folder(self.folder / "spool").place).all()), None)

    def wait_for(self, offset: int, process: subprocess.Popen[str]) -> None:
        until = time.monotonic() + 30
        while not ((note := self.note()) and note.checkpoint["inner"].get("offset", 0) >= offset):
            assert process.poll() is None, "it ended before it could be cut off"
            assert time.monotonic() < until
            time.sleep(0.005)

    def evidence(self) -> Evidence:
        [path] = self.folder.glob("spool/erasures/erasure-*.json")
        return understand(path.read_bytes())


@pytest.fixture
def cut(tmp_path: Path) -> Iterator[Cut]:
    images = {name: tmp_path / f"{name}.img" for name in ("ONE", "TWO")}
    with ExitStack() as stack:
        devices = {}
        for name, image in images.items():
            fill(image, SIZE)
            devices[name] = stack.enter_context(loop(image))
        yield Cut(tmp_path, images, devices)


def end(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.parametrize("power", [True, False])
def test_killed_and_gone_on_with(cut: Cut, power: bool) -> None:
    process = cut.begin("boot-1", "ONE", "TWO")
    cut.wait_for(2 * 2**20, process)
    process.kill()
    assert end(process) == -signal.SIGKILL
    assert letters_left(cut.images["ONE"]) > 0, "it was in the middle of it"
    # After a power cut the names of the two have swapped.
    again = cut.begin("boot-2", "TWO", "ONE", "ONE") if power else cut.begin("boot-1", "ONE", "TWO")
    assert end(again) == 0
    assert letters_left(cut.images["ONE"]) == 0
    assert letters_left(cut.images["TWO"]) > SIZE // 50
    told = cut.evidence()
    [interruption] = told.interruptions
    assert interruption.kind == ("power_cut" if power else "agent_ended")
    assert interruption.resumed_at_bytes
    assert told.result == "erased"
    assert told.bytes_written >= SIZE
    assert told.disk.name == ("sdb" if power else "sda")
    assert cut.note() is None


def test_the_other_disk_does_not_inherit_it(cut: Cut) -> None:
    process = cut.begin("boot-1", "ONE", "TWO")
    cut.wait_for(2 * 2**20, process)
    process.kill()
    end(process)
    assert end(cut.begin("boot-2", "TWO", "ONE")) == 0
    told = cut.evidence()
    assert (told.disk.serial, told.interruptions) == ("MADE-UP-TWO", ())
    assert letters_left(cut.images["TWO"]) == 0
    assert letters_left(cut.images["ONE"]) > 0
    assert (note := cut.note())
    assert note.disk
    assert note.disk.serial == "MADE-UP-ONE"


def test_a_disk_that_was_used_meanwhile_is_begun_anew(cut: Cut) -> None:
    process = cut.begin("boot-1", "ONE", "TWO")
    cut.wait_for(2 * 2**20, process)
    process.kill()
    end(process)
    fill(cut.images["ONE"], SIZE)
    assert end(cut.begin("boot-2", "ONE", "TWO")) == 0
    assert letters_left(cut.images["ONE"]) == 0
    assert cut.evidence().interruptions[0].resumed_at_bytes is None


def test_a_spoiled_note_is_no_note(cut: Cut) -> None:
    process = cut.begin("boot-1", "ONE", "TWO")
    cut.wait_for(2 * 2**20, process)
    process.kill()
    end(process)
    [path] = cut.folder.glob("spool/works/*.json")
    document = json.loads(path.read_text())
    document["checkpoint"]["inner"]["offset"] = "everything"
    path.write_text(json.dumps(document))
    assert end(cut.begin("boot-2", "ONE", "TWO")) == 0
    assert letters_left(cut.images["ONE"]) == 0


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_it_says_how_far_it_was(cut: Cut, asked: signal.Signals) -> None:
    process = cut.begin("boot-1", "ONE", "TWO")
    cut.wait_for(2 * 2**20, process)
    process.send_signal(asked)
    assert end(process) == 130
    told = cut.evidence()
    assert (told.result, told.reasons) == ("not_erased", ("stopped",))
    assert told.fraction
    assert 0.2 < told.fraction < 1
    assert letters_left(cut.images["ONE"]) > 0
    assert cut.note() is None
