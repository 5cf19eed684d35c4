"""How one method ended, once the disk was read."""

from dataclasses import dataclass

from diagnostics.wire.erasure import Reason, Result

#: Beside these the rest of the disk is erased, and shown to be: a person may accept them.
_EXCEPTIONS: frozenset[Reason] = frozenset({"write_errors", "read_errors"})


@dataclass(frozen=True, slots=True)
class Verdict:
    #: Empty exactly when the disk is erased.
    reasons: tuple[Reason, ...] = ()
    #: No other method can be tried: it is not the disk any more, or there is none.
    final: bool = False

    @property
    def result(self) -> Result:
        if not self.reasons:
            return "erased"
        return "erased_with_exceptions" if _EXCEPTIONS.issuperset(self.reasons) else "not_erased"

    @property
    def holds(self) -> bool:
        return self.result != "not_erased"
