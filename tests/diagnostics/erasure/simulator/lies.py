"""What a simulated drive does wrong on purpose."""

from dataclasses import dataclass, field

from tests.diagnostics.erasure.simulator.contents import ZEROS, Contents, Fill


@dataclass
class Faults:
    #: Of the medium, so much really goes when the drive says that all has gone.
    really_erased: float = 1.0
    #: Progress stands still here: 655 of 65535, for days, is what some do.
    stuck_at: float | None = None
    #: The operation ends as a failure.
    fails: bool = False
    #: Commands that the drive aborts, by the standard's name.
    aborts: set[str] = field(default_factory=set)
    #: What is left after an erase; None: as the kind of erase has it.
    leaves: Fill | None = None

    def erase(self, contents: Contents, leaves: Fill = ZEROS, share: float = 1.0) -> None:
        contents.erase(self.leaves or leaves, self.really_erased * share)
