"""``atelier-agent erase``: nothing without something typed, and evidence of whatever was done."""

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pytest
from rich.console import Console

from diagnostics import __main__ as program
from diagnostics import files
from diagnostics.erasing import command
from diagnostics.erasing.command import NOT_ERASED, STOPPED, WRONGLY_ASKED, Options
from diagnostics.erasing.confirming import confirmed, read_tag
from diagnostics.erasing.reasons import REASONS
from diagnostics.link.spool import in_folder
from diagnostics.orders.notes import Notes
from diagnostics.report import Disk
from diagnostics.wire.erasure import Evidence, Reason, understand
from diagnostics.words import LANGUAGES, english, french
from tests.diagnostics.erasing.loop_machine import LoopMachine, fill, letters_left
from tests.diagnostics.erasure.loops import loop, small_filesystem, why_not

SIZE = 4 * 2**20
TAG = "4217038523"
#: The same, as a scanner types it on a Belgian keyboard.
BELGIAN = '\'é&èà"!(é"'

needs_loops = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))


@dataclass
class Person:
    answers: list[str]
    questions: list[str] = field(default_factory=list)

    def __call__(self, question: str) -> str:
        self.questions.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


@dataclass
class Seat:
    machine: LoopMachine
    images: dict[str, Path]
    spool: Path
    said: str = ""

    def erase(self, *answers: str, **more: Any) -> int:
        out = Console(file=io.StringIO(), width=200)
        options = Options(spool=self.spool, **more)
        status = command.run(options, self.machine.host, Person(list(answers)), out)
        assert isinstance(out.file, io.StringIO)
        self.said = out.file.getvalue()
        return status

    def evidence(self) -> list[Evidence]:
        found = sorted(self.spool.glob("erasures/erasure-*.json"))
        return [understand(path.read_bytes()) for path in found]

    @property
    def untouched(self) -> list[str]:
        return [name for name, image in self.images.items() if letters_left(image) > SIZE // 50]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    images = {name: tmp_path / f"{name}.img" for name in ("sda", "sdb")}
    with ExitStack() as stack:
        disks = {}
        for name, image in images.items():
            fill(image, SIZE)
            disks[name] = (stack.enter_context(loop(image)), f"MADE-UP-{name.upper()}")
        machine = LoopMachine(tmp_path / "root", disks)
        machine.start()
        yield Seat(machine, images, tmp_path / "spool")


pytestmark = pytest.mark.usefixtures("real_commands")


@needs_loops
@pytest.mark.parametrize("typed", ["-SDA", "MADE-UP-SDA", "p-sda", TAG, "4217 0385 23", BELGIAN])
def test_erased_after_the_end_of_its_number_or_the_tag(seat: Seat, typed: str) -> None:
    assert seat.erase("1", typed) == 0
    assert seat.untouched == ["sdb"]
    assert letters_left(seat.images["sda"]) == 0
    [told] = seat.evidence()
    assert (told.result, told.method, told.order_id) == ("erased", "overwrite", None)
    assert told.disk.serial == "MADE-UP-SDA"
    assert told.machine.serial == "5CG0123XYZ"
    assert told.tag == (None if typed[-1:].upper() == "A" else TAG)
    assert "Het bewijs staat in" in seat.said
    assert Notes(in_folder(seat.spool).place).all() == (), "nothing is left to go on with"


@needs_loops
@pytest.mark.parametrize(
    "answers",
    [
        (),
        ("",),
        ("3", "-SDA"),
        ("sdz", "-SDA"),
        ("1",),
        ("1", "ja", "yes", "wis"),
        ("1", "-SDB", "SDA", "y"),
        ("1", "4217038562", "4217038532", "0000000000"),
        ("1 2", "-SDA", "-SDA", "-SDA", "-SDA"),
        ("1 2", "-SDA"),
    ],
)
def test_anything_else_erases_nothing(seat: Seat, answers: Sequence[str]) -> None:
    assert seat.erase(*answers) == WRONGLY_ASKED
    assert seat.untouched == ["sda", "sdb"]
    assert seat.evidence() == []


@needs_loops
@pytest.mark.parametrize(
    ("answers", "options", "name"),
    [
        (("1", "-SDA", "  Jan\x1b Peeters \n"), {}, "Jan Peeters"),
        (("1", "-SDA", ""), {}, None),
        (("1", "-SDA", "x" * 200), {}, "x" * 80),
        (("1", "-SDA"), {"by": "Jan Peeters"}, "Jan Peeters"),
        ((), {"yes_erase": ("MADE-UP-SDA",), "by": "Jan Peeters"}, "Jan Peeters"),
        ((), {"yes_erase": ("MADE-UP-SDA",)}, None),
    ],
)
def test_who_erases_stands_in_the_evidence_as_typed(
    seat: Seat, answers: Sequence[str], options: dict[str, Any], name: str | None
) -> None:
    """Asked last; whoever does not say is not known."""
    assert seat.erase(*answers, **options) == 0
    assert [told.typed_name for told in seat.evidence()] == [name]


@needs_loops
@pytest.mark.parametrize(("built", "sure"), [("2026-01-01", True), ("2161-01-01", False)])
def test_whether_its_clock_can_be_right_stands_in_the_evidence(
    seat: Seat, built: str, sure: bool
) -> None:
    """A clock that says less than the day on which the medium was made has lost its battery."""
    for path, text in (("etc/atelier/built", built), ("proc/uptime", "60 60")):
        file = seat.machine.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}T00:00:00+00:00\n" if path.startswith("etc") else f"{text}\n")
    assert seat.erase("1", "-SDA") == 0
    assert [told.clock_sure for told in seat.evidence()] == [sure]


@needs_loops
def test_two_disks_at_once(seat: Seat) -> None:
    assert seat.erase("1, 2", "-SDA", "-SDB") == 0
    assert seat.untouched == []
    assert sorted(str(told.disk.serial) for told in seat.evidence()) == [
        "MADE-UP-SDA",
        "MADE-UP-SDB",
    ]


@needs_loops
def test_the_plan_and_what_goes_are_said_first(seat: Seat) -> None:
    assert seat.erase("1") == WRONGLY_ASKED
    assert "Alles overschrijven – clear" in seat.said
    assert "voorgoed weg: Made Up Disk, 0.0 GB, MADE-UP-SDA" in seat.said.replace("0,0", "0.0")


@needs_loops
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language(seat: Seat, language: str) -> None:
    assert seat.erase("1", "nee", "non", "no", language=language) == WRONGLY_ASKED
    dutch = "er is niets gewist" in seat.said
    assert dutch is (language == "nl")


@needs_loops
def test_a_mounted_disk_cannot_be_chosen(seat: Seat) -> None:
    device, _serial = seat.machine.disks["sda"]
    number = seat.machine.root / "sys/class/block/sda/dev"
    seat.machine.mounts = [f"2 1 {number.read_text()} / /mnt/brieven rw - ext4 {device} rw"]
    (seat.machine.root / f"sys/dev/block/{number.read_text()}").parent.mkdir(parents=True)
    (seat.machine.root / f"sys/dev/block/{number.read_text()}").symlink_to(
        seat.machine.root / "sys/class/block/sda"
    )
    seat.machine.start()
    for more in ({"disks": ("sda",)}, {"yes_erase": ("MADE-UP-SDA",)}):
        assert seat.erase("-SDA", **more) == WRONGLY_ASKED
        assert "gekoppeld op /mnt/brieven" in seat.said
    assert seat.untouched == ["sda", "sdb"]


@needs_loops
@pytest.mark.parametrize("serial", ["", "MADE-UP", "-SDA", "MADE-UP-SDC", "sda"])
def test_without_asking_only_by_the_whole_serial(seat: Seat, serial: str) -> None:
    assert seat.erase(yes_erase=(serial,)) == WRONGLY_ASKED
    assert seat.untouched == ["sda", "sdb"]


@needs_loops
def test_one_serial_on_two_disks_is_none(seat: Seat) -> None:
    device, _serial = seat.machine.disks["sdb"]
    seat.machine.disks["sdb"] = (device, "MADE-UP-SDA")
    assert seat.erase(yes_erase=("MADE-UP-SDA",)) == WRONGLY_ASKED
    assert seat.untouched == ["sda", "sdb"]


@needs_loops
def test_without_asking(seat: Seat) -> None:
    assert seat.erase(yes_erase=("MADE-UP-SDB",), tag=TAG, full=True) == 0
    assert seat.untouched == ["sda"]
    [told] = seat.evidence()
    assert told.tag == TAG
    assert told.verification
    assert told.verification.method == "full"


@needs_loops
def test_a_wrong_tag_is_said_before_anything(seat: Seat) -> None:
    assert seat.erase(yes_erase=("MADE-UP-SDB",), tag="4217038562") == WRONGLY_ASKED
    assert "geen etiket" in seat.said
    assert seat.untouched == ["sda", "sdb"]


@needs_loops
def test_the_tag_of_another_machine_confirms_nothing(seat: Seat) -> None:
    """Somebody said for which machine this is, and scans the next one's tag."""
    assert seat.erase("1", *["4217038624"] * 3, tag=TAG) == WRONGLY_ASKED
    assert seat.untouched == ["sda", "sdb"]
    assert seat.erase("1", TAG, tag=TAG) == 0


@needs_loops
def test_two_tags_for_the_disks_of_one_machine_confirm_nothing(seat: Seat) -> None:
    assert seat.erase("1 2", TAG, *["4217038624"] * 3) == WRONGLY_ASKED
    assert seat.untouched == ["sda", "sdb"]


@needs_loops
def test_a_serial_of_another_disk_than_was_named(seat: Seat) -> None:
    assert seat.erase(disks=("sda",), yes_erase=("MADE-UP-SDB",)) == WRONGLY_ASKED
    assert seat.untouched == ["sda", "sdb"]


@needs_loops
def test_another_disk_put_in_while_the_question_stands(seat: Seat) -> None:
    def swapped(_question: str) -> str:
        (seat.machine.root / "sys/class/block/sda/diskseq").write_text("99")
        return "-SDA"

    out = Console(file=io.StringIO(), width=200)
    options = Options(disks=("sda",), spool=seat.spool)
    assert command.run(options, seat.machine.host, swapped, out) == NOT_ERASED
    assert seat.untouched == ["sda", "sdb"]


@needs_loops
def test_a_note_that_could_not_be_dropped_replaces_no_evidence(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick was pulled in between: the next try goes on from it, and is another one."""
    monkeypatch.setattr(Notes, "drop", lambda *_: None)
    assert seat.erase("1", "-SDA") == 0
    fill(seat.images["sda"], SIZE)
    assert seat.erase("1", "-SDA") == 0
    assert letters_left(seat.images["sda"]) == 0
    assert len({told.id for told in seat.evidence()}) == 2


@needs_loops
def test_evidence_that_cannot_be_kept_is_no_success(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "file/folder"
    nowhere.parent.write_text("no folder")
    monkeypatch.setattr(files, "kept_in", lambda: [nowhere, nowhere])
    monkeypatch.chdir(tmp_path)
    seat.spool = nowhere
    assert seat.erase("1", "-SDA") == 0, "the working directory is the last resort"
    assert list(tmp_path.glob("erasures/erasure-*.json"))
    monkeypatch.chdir("/proc")
    assert seat.erase("2", "-SDB") == NOT_ERASED
    assert "Schrijf het resultaat op" in seat.said


@needs_loops
def test_a_disk_with_bad_blocks_is_not_plainly_erased(seat: Seat, tmp_path: Path) -> None:
    """Its image lies on a file system that is full: real errors of writing."""
    with small_filesystem(tmp_path / "small", SIZE // 2) as folder:
        image = folder / "sparse.img"
        with image.open("wb") as file:
            file.truncate(SIZE)
        with loop(image) as device:
            seat.machine.disks["sdc"] = (device, "MADE-UP-SDC")
            seat.machine.start()
            assert seat.erase("sdc sda", "-SDC", "-SDA") == NOT_ERASED
    results = {told.disk.name: told for told in seat.evidence()}
    assert results["sda"].result == "erased"
    assert results["sdc"].result != "erased"
    assert results["sdc"].reasons
    # One tool says "successfully wiped" whatever happened; another hides the disk that went well.
    assert seat.said.count("Gewist en nagelezen.") == 1
    for reason in results["sdc"].reasons:
        assert REASONS[reason] in seat.said
        assert reason not in seat.said, "a code is no sentence"


def test_every_reason_has_a_sentence_in_three_languages() -> None:
    assert set(REASONS) == set(get_args(Reason))
    for language in (french, english):
        assert set(REASONS.values()) <= set(language.WORDS)


def test_only_root(make_host: Any) -> None:
    out = Console(file=io.StringIO())
    host = make_host(is_root=False)
    assert command.run(Options(), host, Person([]), out) == WRONGLY_ASKED


def test_nobody_is_asked_through_a_pipe(make_host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n-SDA\n"))
    with pytest.raises(EOFError):
        command.ask_person("? ")


def test_a_machine_without_disks(make_host: Any) -> None:
    out = Console(file=io.StringIO(), width=200)
    answers = {"proc/self/mountinfo": "1 0 0:1 / / rw - tmpfs tmpfs rw\n"}
    assert command.run(Options(), make_host(answers), Person(["1"]), out) == WRONGLY_ASKED


@needs_loops
def test_a_person_who_interrupts_the_question(seat: Seat) -> None:
    def interrupts(_question: str) -> str:
        raise KeyboardInterrupt

    out = Console(file=io.StringIO(), width=200)
    options = Options(disks=("sda",), spool=seat.spool)
    assert command.run(options, seat.machine.host, interrupts, out) == STOPPED
    assert seat.untouched == ["sda", "sdb"]


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        (TAG, TAG),
        (" 4217 0385 23\n", TAG),
        ("4217038562", None),
        ("4217 0385", None),
        ("00000000 97", "0000000097"),
        ("0000000000", None),
        ("٤٢١٧٠٣٨٥٢٣", None),
        ("", None),
    ],
)
def test_a_tag(typed: str, tag: str | None) -> None:
    assert read_tag(typed) == tag


@pytest.mark.parametrize(
    ("disk", "typed", "is_it"),
    [
        (Disk(name="sda", serial="S4EV NX0M7"), "x0m7", True),
        (Disk(name="sda", serial="S4EV NX0M7"), "0m7", False),
        (Disk(name="sda", serial="S4EV NX0M7"), "", False),
        (Disk(name="sda", serial="S4EV NX0M7"), "S4EVNX0M7", True),
        (Disk(name="sda", serial="S4EV NX0M7"), "ZS4EVNX0M7", False),
        (Disk(name="sda", serial="0000000000", wwn="5002538e40000001"), "0000", False),
        (Disk(name="sda", serial="0000000000", wwn="5002538e40000001"), "0001", True),
        (Disk(name="sda"), "None", False),
        (Disk(name="sda", serial="1"), "1", False),
    ],
)
def test_the_end_of_its_number(disk: Disk, typed: str, is_it: bool) -> None:
    assert (confirmed(typed, disk) is not None) is is_it


def test_the_program_knows_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        program.main(["erase", "--help"])
    assert caught.value.code == 0
    assert "--yes-erase SERIAL" in capsys.readouterr().out
