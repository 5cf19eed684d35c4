"""The keyboard on the screen: a key that was pressed lights up and stays lit."""

from rich.console import Group
from rich.text import Text

from diagnostics.checks.keyboard.board import Board
from diagnostics.checks.keyboard.layout import MAIN, SIDE, Cap, label


def drawn(board: Board, *, belgian: bool = True) -> Group:
    """Six rows of 76 columns, with an empty line between."""
    rows = [_row(main, side, board, belgian) for main, side in zip(MAIN, SIDE, strict=True)]
    return Group(*(line for row in rows for line in (row, Text(""))))


def _row(main: tuple[Cap, ...], side: tuple[Cap, ...], board: Board, belgian: bool) -> Text:
    return Text.assemble(*(_key(cap, board, belgian) for cap in (*main, *side)))


def _key(cap: Cap, board: Board, belgian: bool) -> Text:
    """The key and one empty column after it."""
    text = label(cap.code, belgian=belgian)[: cap.width - 1] if cap.code else ""
    there = cap.code in board.able or cap.code in board.pressed
    shown = (text if there else "").center(cap.width - 1)
    return Text.assemble((shown, _style(cap, board, there)), " ")


def _style(cap: Cap, board: Board, there: bool) -> str:
    if cap.code in board.down:
        return "on.lead"
    if cap.code in board.pressed:
        return "on.good"
    if not there:
        return "ink"
    return "black on magenta" if cap.expected else "quiet"
