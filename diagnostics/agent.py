"""What the agent does, in order: measure, write, send, show."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from rich.console import Console

from diagnostics import files, screen, uplink
from diagnostics.link import spool
from diagnostics.measure import measure
from diagnostics.report import Report, encode
from diagnostics.words import Words, in_language


class WrongOrders(ValueError):
    """The command line asks for something that cannot be done; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the command line asks for."""

    output: Path | None = None
    print_json: bool = False
    send_to: str | None = None
    token_file: Path | None = None
    spool: Path | None = None
    language: str = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How sending went: an answer, or why not and where the report is kept."""

    answer: uplink.Answer | None = None
    error: uplink.NotSent | None = None
    kept_at: Path | None = None
    #: How many reports that waited since earlier were sent.
    earlier: int = 0
    #: What became of evidence of erasures that waited.
    evidence: spool.Outcome = field(default_factory=spool.Outcome)


Send = Callable[[bytes, str, str], uplink.Answer]


def run(
    orders: Orders,
    measure_now: Callable[[], Report] = measure,
    send: Send = uplink.send,
    console: Console | None = None,
) -> int:
    """0 when everything asked for was done, else 1. Raises WrongOrders before measuring."""
    token = _token(orders) if orders.send_to else ""
    words = in_language(orders.language)
    out = console or Console(stderr=orders.print_json, highlight=False)
    # "line" turns with strokes: a bare console has no Braille, and rich's own spinner is that.
    with out.status(words("Even wachten: dit toestel wordt gemeten…"), spinner="line"):
        report = measure_now()
    content = encode(report)
    written = orders.output is None or _write(orders.output, content, out, words)
    sending = _send_all(orders, report.id, content, token, send) if orders.send_to else None
    _show(orders, report, sending, out, words)
    return 0 if written and (sending is None or sending.answer) else 1


def _token(orders: Orders) -> str:
    """Never from the command line, which every user of the machine can read."""
    try:
        uplink.endpoint(orders.send_to or "")
        text = orders.token_file.read_text("ascii") if orders.token_file else ""
    except (OSError, ValueError) as error:
        raise WrongOrders(str(error)) from error
    token = (text or os.environ.get("ATELIER_TOKEN", "")).strip()
    if not token or not token.isascii() or not token.isprintable():
        raise WrongOrders("--send needs a station token: --token-file FILE, or ATELIER_TOKEN")
    return token


def _write(path: Path, content: bytes, out: Console, words: Words) -> bool:
    try:
        files.write(path, content + b"\n")
    except OSError as error:
        screen.warn(out, words("Het verslag kon niet naar %s: %s") % (path, error.strerror))
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Sender:
    """One server and its token, for the spool."""

    send: Send
    address: str
    token: str

    def send_report(self, content: bytes) -> uplink.Answer:
        return self.send(content, self.address, self.token)


def _send_all(orders: Orders, report_id: str, content: bytes, token: str, send: Send) -> Sending:
    """What was kept earlier goes first: it was measured first."""
    sender = _Sender(send, orders.send_to or "", token)
    earlier, error = 0, None
    for folder in [orders.spool] if orders.spool else files.kept_in():
        with suppress(OSError):
            outcome = spool.in_folder(folder).send_all(sender)
            earlier, error = earlier + outcome.sent, error or outcome.error
    if error:
        return Sending(
            error=error, kept_at=_keep(content, report_id, orders.spool), earlier=earlier
        )
    sending = replace(_send(orders, report_id, content, token, send), earlier=earlier)
    return sending if sending.error else replace(sending, evidence=_send_evidence(orders, token))


def _send_evidence(orders: Orders, token: str) -> spool.Outcome:
    """Of disks that were erased here without a server, which knows the machine now."""
    total = spool.Outcome()
    for folder in [orders.spool] if orders.spool else files.kept_in():
        kept = spool.in_folder(folder)
        with suppress(OSError):
            if kept.evidence():
                total += uplink.send_evidence(kept, orders.send_to or "", token)
    return total


def _send(orders: Orders, report_id: str, content: bytes, token: str, send: Send) -> Sending:
    try:
        return Sending(answer=send(content, orders.send_to or "", token))
    except uplink.NotSent as error:
        return Sending(error=error, kept_at=_keep(content, report_id, orders.spool))


def _keep(content: bytes, report_id: str, spool: Path | None) -> Path | None:
    try:
        return files.keep(content, report_id, spool)
    except OSError:
        return None


def _show(
    orders: Orders, report: Report, sending: Sending | None, out: Console, words: Words
) -> None:
    """JSON goes to standard output alone; then only what went on in sending is said beside it."""
    if orders.print_json:
        json.dump(asdict(report), sys.stdout, indent=2, sort_keys=True)
        sys.stdout.write("\n")
        sys.stdout.flush()
    else:
        tag = sending.answer.tag if sending and sending.answer else None
        screen.show(out, report, words, tag)
    if sending and sending.earlier:
        screen.say(out, words("%s bewaarde verslagen zijn verzonden.") % sending.earlier)
    if sending:
        _show_evidence(sending.evidence, out, words)
        screen.show_sending(out, words, sending.answer, sending.error, sending.kept_at)


def _show_evidence(outcome: spool.Outcome, out: Console, words: Words) -> None:
    if outcome.sent:
        screen.say(out, words("Bewijs van wissen is verzonden: %s.") % outcome.sent)
    if left := outcome.held + outcome.waiting:
        screen.warn(out, words("bewijs bewaard: %s. Het wordt later verzonden") % left)
    if outcome.aside:
        text = words(
            "De server weigert bewijs van wissen: %s. Het staat in %s. Vraag de coördinator."
        )
        screen.warn(out, text % (outcome.refused, Path(outcome.aside[0]).parent))
