"""Ask one disk who it is and how it is: smartctl, hdparm, nvme, each with a time limit."""

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from diagnostics.probes import hdparm, mmc, nvme, smart
from diagnostics.probes.document import Unreadable
from diagnostics.probes.host import Host
from diagnostics.report import Transport
from diagnostics.run import Completed, MissingTool, RunError, TimedOut

#: A disk that sleeps needs some seconds to spin up; one that is dead never answers.
SMART_S, IDENTITY_S = 8.0, 4.0
#: All of a disk's questions together.
LIMIT_S = 10.0

_BRIDGE = re.compile(r"Unknown USB bridge|specify device type")
_FORBIDDEN = re.compile(r"Permission denied|Operation not permitted")
#: smartctl(8), EXIT STATUS: bit 0 the command line or the bridge, bit 1 the disk would not open.
_NO_ANSWER = 0b11

Kind = Literal["failed", "timeout", "missing_tool", "needs_root"]


@dataclass(frozen=True, slots=True)
class Trouble:
    kind: Kind
    message: str
    #: Of the report, such as ``disks[sda].health``.
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the tools printed; None where they were not asked or gave nothing readable."""

    smart: bytes | None = None
    hdparm: bytes | None = None
    nvme: bytes | None = None
    mmc: bytes | None = None
    troubles: tuple[Trouble, ...] = ()


class _Refused(Exception):
    """The tool ended, and says why it has no answer."""


def ask(host: Host, name: str, transport: Transport | None) -> Answers:
    """All questions that make sense for this kind of disk, until one finds it dead."""
    answers = Answers()
    questions = _questions(host, name, transport)
    for question in questions:
        try:
            answer = _QUESTIONS[question](host, name)
        except (RunError, _Refused, Unreadable) as error:
            answers = _with_trouble(answers, _trouble(host, name, question, error))
            if isinstance(error, TimedOut):
                return _with_trouble(answers, _rest(name, questions, question, error))
        else:
            answers = _with_answer(answers, question, answer)
    return answers


def silent(host: Host, name: str, transport: Transport | None) -> Answers:
    """For a disk whose thread never came back."""
    facts = tuple(_fact(name, question) for question in _questions(host, name, transport))
    return Answers(troubles=(Trouble("timeout", f"{name} gave no answer in time", facts),))


def _questions(host: Host, name: str, transport: Transport | None) -> tuple[str, ...]:
    """A memory card or a virtual disk has no SMART; a bridge may choke on raw ATA commands."""
    match transport:
        case "sata" | "ide":
            return ("smart", "hdparm")
        case "nvme":
            return ("smart", "nvme")
        case "mmc":
            return ("mmc",) if host.read(f"sys/block/{name}/device/type") == "MMC" else ()
        case "virtio":
            return ()
    return ("smart",)


def _smart(host: Host, name: str) -> bytes:
    completed = _smartctl(host, name)
    if completed.status & _NO_ANSWER and _BRIDGE.search(completed.text):
        completed = _smartctl(host, name, "-d", "sat")
    told = smart.parse(completed.stdout)
    if completed.status & _NO_ANSWER and told.health.protocol is None:
        raise _Refused("; ".join(told.health.messages) or f"status {completed.status}")
    return completed.stdout


def _smartctl(host: Host, name: str, *options: str) -> Completed:
    command = ("smartctl", "-j", "-x", *options, f"/dev/{name}")
    # The status is a bit mask that comes with the JSON: a failing disk is an answer too.
    return host.run(command, timeout_s=SMART_S, accept=lambda status: status >= 0)


def _hdparm(host: Host, name: str) -> bytes:
    completed = host.run(("hdparm", "-I", f"/dev/{name}"), timeout_s=IDENTITY_S, accept=range(256))
    if _FORBIDDEN.search(completed.stderr + completed.text):
        raise _Refused(completed.stderr.strip() or completed.text.strip())
    hdparm.parse(completed.stdout)
    return completed.stdout


def _nvme(host: Host, name: str) -> bytes:
    controller = re.sub(r"n\d+$", "", name)
    command = ("nvme", "id-ctrl", f"/dev/{controller}", "-o", "json")
    completed = host.run(command, timeout_s=IDENTITY_S, accept=range(256))
    if completed.status:
        raise _Refused(completed.stderr.strip() or completed.text.strip())
    nvme.parse(completed.stdout)
    return completed.stdout


def _mmc(host: Host, name: str) -> bytes:
    """An SD card has no extended CSD: asked for it, it holds the bus up for seconds."""
    completed = host.run(("mmc", "extcsd", "read", f"/dev/{name}"), IDENTITY_S, range(256))
    if completed.status:
        raise _Refused(completed.stderr.strip() or completed.text.strip())
    mmc.parse(completed.stdout)
    return completed.stdout


_QUESTIONS = {"smart": _smart, "hdparm": _hdparm, "nvme": _nvme, "mmc": _mmc}
_FACTS = {"smart": "health", "hdparm": "ata", "nvme": "nvme", "mmc": "mmc"}


def _fact(name: str, question: str) -> str:
    return f"disks[{name}].{_FACTS[question]}"


def _trouble(host: Host, name: str, question: str, error: Exception) -> Trouble:
    facts, message = (_fact(name, question),), str(error).splitlines()[0]
    if isinstance(error, MissingTool):
        return Trouble("missing_tool", message, facts)
    if isinstance(error, TimedOut):
        return Trouble("timeout", f"{name}: {message}", facts)
    if not host.is_root and _FORBIDDEN.search(str(error)):
        return Trouble("needs_root", "only root may ask a disk for its health", facts)
    return Trouble("failed", f"{name}: {message}"[:300], facts)


def _rest(name: str, questions: tuple[str, ...], question: str, error: TimedOut) -> Trouble:
    """What is not asked any more of a disk that does not answer."""
    later = questions[questions.index(question) + 1 :]
    return Trouble("timeout", f"{name}: {error}", tuple(_fact(name, other) for other in later))


def _with_answer(answers: Answers, question: str, answer: bytes) -> Answers:
    told: dict[str, Any] = {question: answer}
    return replace(answers, **told)


def _with_trouble(answers: Answers, trouble: Trouble) -> Answers:
    return replace(answers, troubles=(*answers.troubles, trouble))
