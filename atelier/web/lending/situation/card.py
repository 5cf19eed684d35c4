"""What is told of a device at a desk: one sentence, and the one thing to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from atelier.lending.models import Loan
from atelier.words import N_, Sentence

#: What no book explains.
STRANGE = N_("Hier klopt iets niet")


@dataclass(frozen=True, kw_only=True)
class Situation:
    """``tone``: of the card; empty: there is nothing to do here. ``title``, ``button``: msgids."""

    icon: str
    title: str
    sentence: Sentence
    tone: str = "gone"
    button: str = ""
    button_icon: str = "arrow-right"
    endpoint: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    #: Whether it can go to a borrower from this desk now.
    lendable: bool = False
    #: Who waits for it elsewhere, while the person may give it all the same, with a reason.
    waits: Sentence | None = None
    #: For whom the desk itself has it reserved.
    kept: Sentence | None = None
    #: Whether it was lost, and the person may say that it is here.
    is_lost: bool = False
    loan: Loan | None = None


def plain(icon: str, title: str, said: str, **values: Any) -> Situation:
    return Situation(icon=icon, title=title, sentence=Sentence(said, values))
