"""The screen in English: one table for each part of the agent.

A text that two parts use stands in the table of either.
"""

from diagnostics.words.english import (
    agent,
    checks,
    console,
    erasing,
    link,
    orders,
    planning,
    resident,
    screen,
)

PARTS = (agent, checks, console, erasing, link, orders, planning, resident, screen)
WORDS = {dutch: text for part in PARTS for dutch, text in part.WORDS.items()}
