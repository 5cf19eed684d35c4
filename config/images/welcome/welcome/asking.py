"""What is asked, in which order, and when an answer is good. Nothing is changed here."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

#: ``language`` comes first, for all others are asked in it.
STEPS = ("language", "keyboard", "name", "password", "again")
#: Of a public computer: nobody has an account there.
PUBLIC_STEPS = ("language", "keyboard")

KEYBOARDS = ("be", "fr", "us")
LEAST_PASSWORD = 8
LONGEST_NAME, LONGEST_LOGIN = 60, 24

_EASY = (
    "password", "passwort", "wachtwoord", "welkom", "welcome", "bienvenue", "motdepasse",
    "azerty", "qwerty", "azertyuiop", "qwertyuiop", "laptop", "ordinateur", "computer", "letmein",
    "iloveyou", "jetaime", "abcdefgh", "123456789", "987654321",
)  # fmt: skip
_UP = "0123456789" * 2
_DIGITS = str.maketrans("", "", "0123456789 !.?-_")


@dataclass(frozen=True, slots=True)
class Answers:
    language: str = "nl"
    keyboard: str = "be"
    name: str = ""
    password: str = ""
    again: str = ""


def answered(answers: Answers, step: str, value: str) -> Answers:
    """With that answer. The language brings a suggestion for the keyboard along."""
    if step == "language":
        return replace(answers, language=value, keyboard=suggested_keyboard(value))
    if step == "name":
        value = " ".join(value.split())
    return replace(answers, **{step: value})


def suggested_keyboard(language: str) -> str:
    """Laptops here mostly have the Belgian one; who speaks English often has QWERTY."""
    return "us" if language == "en" else "be"


def trouble(answers: Answers, step: str) -> str | None:
    """The key of what to say about the answer at ``step``; None: it is good."""
    rule = _RULES.get(step)
    return next(rule(answers), None) if rule else None


def _of_name(answers: Answers) -> Iterator[str]:
    name = answers.name
    if not name:
        yield "name_empty"
    if len(name) > LONGEST_NAME:
        yield "name_long"
    if set(name) & set(":,=\\/") or not name.isprintable() or not any(map(str.isalpha, name)):
        yield "name_letters"


def _of_password(answers: Answers) -> Iterator[str]:
    password = answers.password
    if not password.isprintable():
        yield "password_odd"
    if len(password) < LEAST_PASSWORD:
        yield "password_short"
    if _is_easy(password.lower(), plain(answers.name)):
        yield "password_easy"


def _is_easy(password: str, name: str) -> bool:
    core = plain(password).translate(_DIGITS)
    few = len(set(password)) < 4
    in_a_row = any(password in row for row in (_UP, _UP[::-1]))
    names = {part for part in name.split() if part} | {name.replace(" ", "")}
    return few or in_a_row or core in _EASY or core in names


def _of_repeat(answers: Answers) -> Iterator[str]:
    if answers.again != answers.password:
        yield "password_differs"


_RULES: dict[str, Callable[[Answers], Iterator[str]]] = {
    "name": _of_name,
    "password": _of_password,
    "again": _of_repeat,
}


def plain(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def login_of(name: str, taken: Collection[str]) -> str:
    """What the system calls the account: the first name, with a number where it is taken."""
    words = re.findall(r"[a-z][a-z0-9]*", plain(name))
    first = (words[0] if words else "gebruiker")[:LONGEST_LOGIN]
    if first not in taken:
        return first
    return next(f"{first}{number}" for number in range(2, 1000) if f"{first}{number}" not in taken)
