"""Evidence of disks that were erased here without a server: brought once the server knows them."""

from pathlib import Path
from typing import Protocol

from diagnostics.link.medium import MediumError
from diagnostics.link.sentences import Sentence
from diagnostics.link.spool import EvidenceSender, Outcome
from diagnostics.resident.board import Board, log


class Spool(Protocol):
    """Such as ``link.spool.Spool``."""

    def evidence(self) -> int: ...
    def send_evidence(self, sender: EvidenceSender) -> Outcome: ...


def count(board: Board, spool: Spool) -> None:
    """How much waits, for the screen."""
    board.change(evidence=spool.evidence())


def bring(board: Board, spool: Spool, sender: EvidenceSender) -> bool:
    """Send what waits; whether there is more to send to this server now."""
    try:
        outcome = spool.send_evidence(sender)
    except (MediumError, OSError) as error:
        log(f"evidence of erasures: {error}")
        return True
    board.change(evidence=outcome.held + outcome.waiting)
    _tell(board, outcome)
    return outcome.error is not None


def _tell(board: Board, outcome: Outcome) -> None:
    if outcome.sent or outcome.aside or outcome.held:
        told = f"{outcome.sent} sent, {outcome.refused} refused, {outcome.held} to be held"
        log(f"evidence of erasures: {told}")
    if outcome.sent:
        board.note(Sentence("Bewijs van wissen is verzonden: %s.", (str(outcome.sent),)))
    if outcome.held:
        text = (
            "De server neemt nog geen bewijs van wissen: %s. Start ook dat toestel met de stick, "
            "of vraag de coördinator."
        )
        board.note(Sentence(text, (str(outcome.held),)))
    if outcome.aside:
        text = "De server weigert bewijs van wissen: %s. Het staat in %s. Vraag de coördinator."
        where = str(Path(outcome.aside[0]).parent)
        board.note(Sentence(text, (str(len(outcome.aside)), where)))
