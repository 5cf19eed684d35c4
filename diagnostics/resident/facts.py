"""All that is known at one moment: what the screen follows from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diagnostics.link.answer import Answer
from diagnostics.link.discovery import Found
from diagnostics.link.errors import NotSent
from diagnostics.link.network import NetworkState
from diagnostics.link.sentences import Sentence
from diagnostics.orders import Erased, Running, Wish
from diagnostics.report import Report
from diagnostics.wire import View

#: How far the agent is in finding its server.
Reach = Literal[
    "starting",  # the settings are being read
    "no_network",
    "looking",  # for servers on the local network
    "not_found",
    "choosing",  # a person says which of several
    "asking",  # to be paired
    "pairing",  # a person types the code
    "refused",  # a person refused the pairing
    "known",  # address and token are there
]
#: Where the system runs from: whether the stick may be pulled out.
LoadedFrom = Literal["stick", "memory", "network"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report that waits."""

    #: Where, for the screen; None: nowhere, and ``why`` says why.
    at: str | None = None
    why: Sentence | None = None
    #: The server has read it and will not have it: it waits for a person, and is not sent again.
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    language: str = "nl"
    #: Started from our medium: then the machine is ours to restart and switch off.
    medium: bool = False
    has_keys: bool = True
    #: Maker and model, as soon as they are known.
    name: str = ""
    report: Report | None = None
    measuring: bool = False
    network: NetworkState | None = None
    reach: Reach = "starting"
    found: Sequence[Found] = ()
    #: Of the server that is spoken with, or tried.
    address: str = ""
    #: The code of the pairing, as it is shown.
    code: str = ""
    #: What the server made of the newest report.
    answer: Answer | None = None
    #: The last report that the server took.
    taken: Report | None = None
    #: Why the newest report was not sent.
    error: NotSent | None = None
    kept: Kept | None = None
    #: How much evidence of erasures without a server waits to be sent.
    evidence: int = 0
    view: View | None = None
    #: ``time.monotonic`` when the server was last heard of, as long as it is silent now.
    away_since: float | None = None
    running: tuple[Running, ...] = ()
    #: What came of each disk that was to be erased.
    erased: tuple[Erased, ...] = ()
    checking: bool = False
    #: A person wants to see all that is known of the machine.
    details: bool = False
    #: A key that would break off an order was pressed once.
    confirm: Wish | None = None
    going: Wish | None = None
    loaded_from: LoadedFrom | None = None
    stick_gone: bool = False
    #: What a person should know beside all else: of the settings, the clock, the pairing.
    notes: tuple[Sentence, ...] = ()
