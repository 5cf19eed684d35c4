"""The account is made, and language and keyboard are set: all of it, or again from the start."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from welcome.asking import Answers, login_of

LOCALES = {"nl": "nl_BE.UTF-8", "fr": "fr_BE.UTF-8", "en": "en_GB.UTF-8"}
_KEYBOARD = """\
XKBMODEL="pc105"
XKBLAYOUT="{layout}"
XKBVARIANT="{variant}"
XKBOPTIONS=""
BACKSPACE="guess"
"""
#: What the owner of a laptop may do: sound, pictures, networks, printers; and, with the password,
#: keep the system.
_GROUPS = ("audio", "video", "plugdev", "netdev", "lpadmin", "scanner", "bluetooth", "sudo")

#: Runs a command with that on its standard input. Raises ``CalledProcessError``.
Run = Callable[[Sequence[str], str], None]


def run(command: Sequence[str], stdin: str = "") -> None:
    subprocess.run(command, input=stdin, text=True, check=True, capture_output=True)  # noqa: S603


@dataclass(frozen=True, slots=True)
class System:
    """``root``: ``/``, or a folder in tests."""

    root: Path = Path("/")
    run: Run = run

    @property
    def home(self) -> Path:
        return self.root / "var/lib/atelier-welcome"

    @property
    def is_done(self) -> bool:
        return (self.home / "done").exists()

    @property
    def is_public(self) -> bool:
        """Nobody has an account."""
        return (self.root / "etc/atelier/public").exists()

    def logins(self) -> set[str]:
        lines = (self.root / "etc/passwd").read_text().splitlines()
        return {line.split(":", 1)[0] for line in lines}

    def groups(self) -> set[str]:
        lines = (self.root / "etc/group").read_text().splitlines()
        return {line.split(":", 1)[0] for line in lines}


def try_keyboard(system: System, layout: str) -> None:
    """At once, and the same as later: a password typed by one keyboard is read by another else."""
    by_window = ["setxkbmap", "-layout", layout, "-variant", _variant(layout)]
    by_console = ["loadkeys", f"/usr/lib/atelier-welcome/keymaps/{layout}"]
    command = by_window if os.environ.get("DISPLAY") else by_console
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        system.run(command, "")


def _variant(layout: str) -> str:
    """On QWERTY accents are typed with AltGr."""
    return "altgr-intl" if layout == "us" else ""


def carry_out(system: System, answers: Answers) -> str | None:
    """The name to sign in with. Raises OSError or CalledProcessError: nothing of an account is left
    to chance then, for the next start takes back what this one began.
    """
    take_back(system)
    login = None
    if not system.is_public:
        login = login_of(answers.name, system.logins() | system.groups())
        _begin(system, login)
        _make_account(system, login, answers)
    _set_language(system, answers.language)
    _set_keyboard(system, answers.keyboard)
    _finish(system)
    return login


def take_back(system: System) -> None:
    """An account that was begun when the power went."""
    begun = system.home / "begun"
    if not begun.exists():
        return
    login = begun.read_text().strip()
    if login in system.logins():
        system.run(["userdel", "--force", "--remove", login], "")
    begun.unlink()


def _begin(system: System, login: str) -> None:
    system.home.mkdir(parents=True, exist_ok=True)
    _write(system.home / "begun", f"{login}\n")


def _make_account(system: System, login: str, answers: Answers) -> None:
    groups = ",".join(name for name in _GROUPS if name in system.groups())
    command = ["useradd", "--create-home", "--shell", "/bin/bash", "--comment", answers.name]
    system.run([*command, "--groups", groups, login], "")
    # Not on a command line, where every program could read it.
    system.run(["chpasswd"], f"{login}:{answers.password}\n")


def _set_language(system: System, language: str) -> None:
    _write(system.root / "etc/default/locale", f"LANG={LOCALES[language]}\n")


def _set_keyboard(system: System, layout: str) -> None:
    text = _KEYBOARD.format(layout=layout, variant=_variant(layout))
    _write(system.root / "etc/default/keyboard", text)
    # The console and the window system that starts next learn of it; neither is worth failing for.
    for command in (
        ["setupcon", "--save-only", "--force"],
        ["setupcon", "--keyboard-only", "--force"],
        ["udevadm", "trigger", "--subsystem-match=input", "--action=change"],
    ):
        try:
            system.run(command, "")
        except (OSError, subprocess.CalledProcessError):
            continue


def _finish(system: System) -> None:
    system.home.mkdir(parents=True, exist_ok=True)
    os.sync()
    _write(system.home / "done", "")
    (system.home / "begun").unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """On the disk when this returns, and never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    with new.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
