"""The kinds of device, and what sets one apart from another on its way."""

LAPTOP = "laptop"
DESKTOP = "desktop"
ALL_IN_ONE = "all_in_one"
TABLET = "tablet"
SMARTPHONE = "smartphone"
SCREEN = "screen"
OTHER = "other"

KINDS = (LAPTOP, DESKTOP, ALL_IN_ONE, TABLET, SMARTPHONE, SCREEN, OTHER)

ALL = frozenset(KINDS)
#: The agent measures these; the others are diagnosed by a person, with the same fact.
RUNS_THE_AGENT = frozenset({LAPTOP, DESKTOP, ALL_IN_ONE})
TAKES_AN_IMAGE = RUNS_THE_AGENT
#: An unknown device may well hold somebody's data; a screen does not.
MAY_HOLD_DATA = ALL - {SCREEN}
