"""One check from its first sentence to its answer; and all of them, one by one or all at once."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from rich.console import Group
from rich.text import Text

from diagnostics.checks.asking import Choice, choose, headed
from diagnostics.checks.deciding import CHECKERS, proposed
from diagnostics.checks.kit import Checker, Found, Kit, Stopped, Texts
from diagnostics.report import Answer, Check
from diagnostics.screen.signs import GOOD, WRONG, Sign

_SIGNS: dict[Answer, Sign] = {"good": GOOD, "wrong": WRONG}
#: Choices that are no answer.
_BEGIN, _AGAIN, _ALL, _READY = "begin", "again", "all", "ready"
OTHER, NOT_FOUND = "other", "not_found"


@dataclass(slots=True)
class Round:
    """What was answered so far; ``Stopped`` leaves it as it is."""

    kit: Kit
    answers: dict[str, Check] = field(default_factory=dict)

    def menu(self) -> None:
        """All of them, or those that the person chooses, until the person is ready."""
        shown = proposed(self.kit.host)
        first = _ALL
        while True:
            taken = choose(self.kit, _head(self.kit), self._choices(shown), first)
            if taken == _READY:
                return
            self.through([one for one in shown if taken in {_ALL, one.NAME}])
            left = [one.NAME for one in shown if one.NAME not in self.answers]
            first = left[0] if left else _READY

    def through(self, checkers: Sequence[Checker]) -> None:
        for checker in checkers:
            self.answers[checker.NAME] = one(self.kit, checker)

    def only(self, names: Sequence[str]) -> None:
        self.through([checker for checker in CHECKERS if checker.NAME in names])

    def _choices(self, shown: Sequence[Checker]) -> list[Choice]:
        words = self.kit.words
        each = [self._choice(one) for one in shown]
        every = Choice(_ALL, words("Alles nakijken"))
        return [every, *each, Choice(_READY, words("Klaar met nakijken"))]

    def _choice(self, checker: Checker) -> Choice:
        title, done = checker.texts(self.kit.words).title, self.answers.get(checker.NAME)
        if done is None:
            return Choice(checker.NAME, title)
        return Choice(checker.NAME, title, _SIGNS.get(done.answer), _note(self.kit, done.answer))


def _note(kit: Kit, answer: Answer) -> str:
    words = kit.words
    said: dict[Answer, str] = {
        "good": words("goed"),
        "wrong": words("niet goed"),
        "not_present": words("niet aanwezig"),
        "skipped": words("overgeslagen"),
    }
    return said[answer]


def _head(kit: Kit) -> Text:
    return Text(kit.words("Wat kijk je na?"), style="strong")


def one(kit: Kit, checker: Checker) -> Check:
    """Raises Stopped."""
    began = kit.clock()
    check = _asked(kit, checker)
    return replace(
        check,
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        seconds=round(kit.clock() - began, 1),
    )


def _asked(kit: Kit, checker: Checker) -> Check:
    told = checker.texts(kit.words)
    if not checker.there(kit.host):
        return _not_there(kit, checker, told)
    taken = choose(kit, headed(told.title, Text(told.todo)), _beginnings(kit))
    if taken != _BEGIN:
        return Check(name=checker.NAME, answer=cast(Answer, taken))
    while True:
        found = _performed(kit, checker)
        if found.fault:
            return Check(
                name=checker.NAME,
                answer=found.proposes,
                faults=(found.fault,),
                **found.measured,
            )
        taken = choose(kit, _asks(told, found), _answers(kit), found.proposes)
        if taken != _AGAIN:
            faults = _faults(kit, told, found) if taken == "wrong" else ()
            answer = cast(Answer, taken)
            return Check(name=checker.NAME, answer=answer, faults=faults, **found.measured)


def _performed(kit: Kit, checker: Checker) -> Found:
    """What goes wrong in a check is for the person to judge, and costs no other answer."""
    try:
        return checker.perform(kit)
    except Stopped:
        raise
    except Exception as error:  # noqa: BLE001 - such as a sound card that was unplugged meanwhile
        says = kit.words("Dit kon niet gemeten worden: %s") % error
        return Found(proposes="skipped", says=Text(says, style="attention"))


def _not_there(kit: Kit, checker: Checker, told: Texts) -> Check:
    words = kit.words
    choices = [
        Choice("not_present", words("Klopt: dit toestel heeft er geen")),
        Choice("wrong", words("Er zit er een in, maar het werkt niet")),
        _skip(kit),
    ]
    taken = choose(kit, headed(told.title, Text(told.absent)), choices)
    faults = (NOT_FOUND,) if taken == "wrong" else ()
    return Check(name=checker.NAME, answer=cast(Answer, taken), faults=faults)


def _beginnings(kit: Kit) -> list[Choice]:
    return [Choice(_BEGIN, kit.words("Begin")), _absent(kit), _skip(kit)]


def _answers(kit: Kit) -> list[Choice]:
    words = kit.words
    return [
        Choice("good", words("Goed")),
        Choice("wrong", words("Niet goed")),
        Choice(_AGAIN, words("Nog eens")),
        _absent(kit),
        _skip(kit),
    ]


def _absent(kit: Kit) -> Choice:
    return Choice("not_present", kit.words("Niet aanwezig"))


def _skip(kit: Kit) -> Choice:
    return Choice("skipped", kit.words("Overslaan"))


def _asks(told: Texts, found: Found) -> Group:
    return headed(told.title, found.says, Text(told.question, style="lead"))


def _faults(kit: Kit, told: Texts, found: Found) -> tuple[str, ...]:
    choices = [Choice(fault, text) for fault, text in told.faults.items()]
    head = headed(told.title, found.says, Text(kit.words("Wat is er niet goed?"), style="lead"))
    return (choose(kit, head, [*choices, Choice(OTHER, kit.words("Iets anders"))]),)


def run_all(kit: Kit, only: Sequence[str]) -> tuple[Check, ...]:
    going = Round(kit)
    with contextlib.suppress(Stopped):
        if only:
            going.only(only)
        else:
            going.menu()
    return tuple(going.answers[one.NAME] for one in CHECKERS if one.NAME in going.answers)
