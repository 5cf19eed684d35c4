"""What the server made of evidence that was sent to it without an order."""

from dataclasses import dataclass
from typing import Literal

from diagnostics.wire.erasure.terms import Result

#: Codes of refusals after which the same evidence is worth sending again, once something changed:
#: the machine's report came in, or an order was closed.
LATER = frozenset({"unknown_machine", "order_is_open"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTaken:
    #: *known*: it came before.
    state: Literal["new", "known"]
    #: The server's own judgement, never better than the agent's.
    result: Result
