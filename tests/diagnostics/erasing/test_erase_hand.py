"""One disk at work without a server: what is kept of it, and what may not begin unkept."""

import threading
from pathlib import Path

import pytest

from diagnostics.erasing.hand import Hand
from diagnostics.erasure.methods import NotDone
from diagnostics.link.spool import in_folder
from diagnostics.orders.notes import Notes
from diagnostics.orders.outcome import Stopped
from diagnostics.report import Disk
from diagnostics.wire import Disk as Wanted

PASSWORD = {"inner": {"stage": "password"}}


def hand(folder: Path) -> Hand:
    return Hand(
        disk=Disk(name="sda", serial="S1"),
        wanted=Wanted(serial="S1"),
        notes=Notes(in_folder(folder).place),
        note_id="a-note",
        stop=threading.Event(),
    )


def test_a_password_is_on_the_stick_before_it_is_on_the_disk(tmp_path: Path) -> None:
    one = hand(tmp_path)
    one(None, None, PASSWORD)
    [note] = one.notes.all()
    assert (note.checkpoint, note.disk) == (PASSWORD, Wanted(serial="S1"))


def test_a_password_that_nothing_keeps_is_not_set(tmp_path: Path) -> None:
    """Else a power cut leaves a disk locked that nobody can open."""
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    one = hand(nowhere)
    with pytest.raises(NotDone, match="so it was not set"):
        one(None, None, PASSWORD)
    one(0.5, None, {"inner": {"offset": 1}})  # costs only time


def test_what_is_asked_of_it_once_it_was_stopped_ends(tmp_path: Path) -> None:
    one = hand(tmp_path)
    one.stop.set()
    with pytest.raises(Stopped):
        one(None, None, PASSWORD)
    assert one.notes.all() == ()
