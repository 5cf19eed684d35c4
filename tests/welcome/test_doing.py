"""The account is made: all of it, once, and again from the start when the power went."""

import stat
import subprocess
from pathlib import Path

import pytest
from welcome.asking import Answers
from welcome.doing import System, carry_out, take_back, try_keyboard

from tests.welcome.conftest import Recorded

ANSWERS = Answers("fr", "be", "Anna De Smet", "rode fiets maan", "rode fiets maan")


def test_an_account_with_its_language_and_keyboard(system: System, commands: Recorded):
    assert carry_out(system, ANSWERS) == "anna"
    made = next(command for command, _ in commands.ran if command[0] == "useradd")
    assert made[made.index("--comment") + 1] == "Anna De Smet"
    assert made[made.index("--groups") + 1] == "audio,sudo"
    assert (system.root / "etc/default/locale").read_text() == "LANG=fr_BE.UTF-8\n"
    assert 'XKBLAYOUT="be"' in (system.root / "etc/default/keyboard").read_text()
    assert system.is_done


def test_the_password_is_on_no_command_line(system: System, commands: Recorded):
    carry_out(system, ANSWERS)
    assert all(ANSWERS.password not in " ".join(command) for command, _ in commands.ran)
    assert ("anna:rode fiets maan\n") in [told for _, told in commands.ran]
    kept = [path for path in system.root.rglob("*") if path.is_file()]
    assert all(ANSWERS.password not in path.read_text() for path in kept)


@pytest.mark.parametrize("failing", ["useradd", "chpasswd"])
def test_what_was_begun_is_taken_back(system: System, commands: Recorded, failing: str):
    commands.failing = failing
    with pytest.raises(subprocess.CalledProcessError):
        carry_out(system, ANSWERS)
    assert not system.is_done
    commands.failing = None
    take_back(system)
    assert "anna" not in system.logins()
    assert carry_out(system, ANSWERS) == "anna"
    assert [name for name in commands.names if name == "userdel"] == ["userdel"] * (
        failing == "chpasswd"
    )


def test_an_account_of_somebody_else_is_never_taken_back(system: System, commands: Recorded):
    passwd = system.root / "etc/passwd"
    passwd.write_text(passwd.read_text() + "anna:x:1000:1000::/home/anna:/bin/bash\n")
    assert carry_out(system, ANSWERS) == "anna2"
    take_back(system)
    assert "userdel" not in commands.names


def test_a_keyboard_that_cannot_be_set_at_once_stops_nothing(system: System, commands: Recorded):
    commands.failing = "setupcon"
    assert carry_out(system, ANSWERS) == "anna"
    assert system.is_done


@pytest.mark.parametrize(
    ("display", "ran"),
    [
        ("", ["loadkeys", "/usr/lib/atelier-welcome/keymaps/us"]),
        (":0", ["setxkbmap", "-layout", "us", "-variant", "altgr-intl"]),
    ],
)
def test_the_keyboard_to_try_is_the_one_that_stays(
    system: System,
    commands: Recorded,
    monkeypatch: pytest.MonkeyPatch,
    display: str,
    ran: list[str],
):
    monkeypatch.setenv("DISPLAY", display)
    try_keyboard(system, "us")
    assert commands.ran == [(ran, "")]
    carry_out(system, Answers(keyboard="us", name="Anna", password="x", again="x"))
    assert 'XKBVARIANT="altgr-intl"' in (system.root / "etc/default/keyboard").read_text()


def test_a_public_computer_gets_no_account(system: System, commands: Recorded):
    (system.root / "etc/atelier").mkdir()
    (system.root / "etc/atelier/public").touch()
    assert carry_out(system, ANSWERS) is None
    assert not {"useradd", "chpasswd"} & set(commands.names)
    assert system.is_done


def test_a_full_disk_leaves_it_not_done(system: System, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("welcome.doing._set_language", full)
    with pytest.raises(OSError, match="No space left"):
        carry_out(system, ANSWERS)
    assert not system.is_done


def test_the_files_can_be_read_by_all(system: System):
    carry_out(system, ANSWERS)
    for name in ("etc/default/locale", "etc/default/keyboard"):
        assert stat.S_IMODE(Path(system.root, name).stat().st_mode) & 0o444 == 0o444
