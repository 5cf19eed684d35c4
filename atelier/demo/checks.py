"""What somebody answered at a machine of the demo; at most of them nobody was asked."""

from diagnostics.report import Check, KeysSeen, PortsSeen, RadioSeen, TouchSeen

_ALL_KEYS = 75


def checks(number: int) -> tuple[Check, ...]:
    """Of every third machine; of every sixth the camera is broken, and the sound was skipped."""
    if number % 3:
        return ()
    broken = number % 6 == 0
    return (
        Check(name="keyboard", answer="good", keys=KeysSeen(pressed=_ALL_KEYS)),
        Check(name="screen", answer="good"),
        Check(name="touchpad", answer="good", touch=TouchSeen(corners=4, left_click=True)),
        Check(name="sound", answer="skipped" if broken else "good"),
        Check(name="microphone", answer="good", level_dbfs=-21.5),
        Check(name="camera", answer="wrong", faults=("no_picture",))
        if broken
        else Check(name="camera", answer="not_present"),
        Check(name="ports", answer="good", ports=PortsSeen(usb=3)),
        Check(name="wifi", answer="good", radio=RadioSeen(networks=6, strongest_dbm=-48.0)),
    )
