"""What kind of thing the machine is, from its SMBIOS chassis type and its battery."""

from diagnostics.report import Report

#: SMBIOS type 3, in dmidecode's words, small letters without spaces and dashes.
_PORTABLE = frozenset(
    {
        "convertible",
        "detachable",
        "handheld",
        "laptop",
        "notebook",
        "portable",
        "subnotebook",
        "tablet",
    }
)
_WITH_SCREEN = _PORTABLE | {"allinone"}
_SAYS_NOTHING = frozenset({"", "other", "unknown"})


def is_portable(report: Report) -> bool | None:
    """A laptop or a tablet; None when the chassis does not say, and no battery gives it away."""
    chassis = _chassis(report)
    if chassis in _SAYS_NOTHING:
        return True if report.batteries else None
    return chassis in _PORTABLE


def has_own_screen(report: Report) -> bool:
    return _chassis(report) in _WITH_SCREEN


def _chassis(report: Report) -> str:
    letters = (letter for letter in (report.system.chassis or "").lower() if letter.isalpha())
    return "".join(letters)
