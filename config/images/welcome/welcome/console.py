"""The questions on a plain console."""

import getpass
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from welcome import asking, doing
from welcome.asking import Answers
from welcome.words import LANGUAGES, say

_CLEAR = "\033[2J\033[H"
_READ_S = 5
#: The first keys of an AZERTY keyboard, without Shift: whoever means a number presses them.
_AZERTY = str.maketrans("&é\"'(", "12345")

Read = Callable[[str], str]


def _line(prompt: str) -> str:
    """As ``input``, which shows its prompt on standard error: that is the journal here."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    if told := sys.stdin.readline():
        return told.rstrip("\n")
    raise EOFError


class Console:
    """``read`` and ``read_secret`` show what they are given and return a line."""

    def __init__(
        self,
        system: doing.System,
        *,
        read: Read = _line,
        read_secret: Read = getpass.getpass,
        write: Callable[[str], object] = sys.stdout.write,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._system = system
        self._read, self._read_secret, self._write = read, read_secret, write
        self._pause = pause
        self._answers = Answers()

    def run(self) -> None:
        """Until the account is there; what fails is said, and everything asked again."""
        while not self._system.is_done:
            self._ask_all()
            self._write(f"\n{self._say('busy')}\n")
            try:
                login = doing.carry_out(self._system, self._answers)
            except (OSError, subprocess.CalledProcessError) as error:
                self._write(f"\n{self._say('failed')}\n({error})\n")
                self._pause(_READ_S)
                continue
            self._write(f"\n{self._say('ready')} {self._ready(login)}\n\n")
            self._pause(_READ_S)

    def _ask_all(self) -> None:
        steps = asking.PUBLIC_STEPS if self._system.is_public else asking.STEPS
        self._answers = Answers()
        at = 0
        while at < len(steps):
            key = self._ask(steps[at])
            if key is None:
                at += 1
                continue
            self._write(f"\n  {self._say(key)}\n")
            if steps[at] == "again":
                at -= 1

    def _ask(self, step: str) -> str | None:
        """None: the answer is good; else the key of what to say about it."""
        value = getattr(self, f"_ask_{step}")()
        if value is None:
            return "choose_number"
        self._answers = asking.answered(self._answers, step, value)
        if step == "keyboard":
            doing.try_keyboard(self._system, value)
        return asking.trouble(self._answers, step)

    def _ask_language(self) -> str | None:
        self._write(_CLEAR + "\n  Welkom · Bienvenue · Welcome\n\n")
        return self._choose(list(LANGUAGES), list(LANGUAGES.values()), "nl")

    def _ask_keyboard(self) -> str | None:
        self._write(f"\n  {self._say('keyboard')}\n  {self._say('keyboard_hint')}\n\n")
        names = [self._say(code) for code in asking.KEYBOARDS]
        return self._choose(list(asking.KEYBOARDS), names, self._answers.keyboard)

    def _ask_name(self) -> str:
        self._write(f"\n  {self._say('name')}\n")
        return self._read("  > ")

    def _ask_password(self) -> str:
        self._write(f"\n  {self._say('password')}\n  {self._say('password_hint')}\n")
        return self._read_secret("  > ")

    def _ask_again(self) -> str:
        self._write(f"\n  {self._say('again')}\n")
        return self._read_secret("  > ")

    def _choose(self, codes: Sequence[str], names: Sequence[str], usual: str) -> str | None:
        """Enter alone takes the usual one."""
        for number, (code, name) in enumerate(zip(codes, names, strict=True), start=1):
            self._write(f"  {number}  {name}{'  ←' if code == usual else ''}\n")
        told = self._read("\n  > ").strip().translate(_AZERTY)
        if not told:
            return usual
        return codes[int(told) - 1] if told.isdigit() and 0 < int(told) <= len(codes) else None

    def _say(self, key: str, **values: str) -> str:
        return say(key, self._answers.language, **values)

    def _ready(self, login: str | None) -> str:
        return self._say("ready_login", login=login) if login else self._say("ready_kiosk")
