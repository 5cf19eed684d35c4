"""ZPL II, the language of Zebra label printers and of many that imitate them.

Source: Zebra's ZPL II Programming Guide, under each command named here. The codes are the
printer's own (^BC, ^BQ), so they are as sharp as it can make them; text is in its built-in font 0,
which is narrower than the font the label was laid out for: what fits there fits here.
"""

from collections.abc import Sequence
from functools import singledispatch

from labels.elements import Bars, Content, Frame, Layout, Qr, Text
from labels.layout import lay_out
from labels.sizes import Sheet

DPI = 203
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-()")
_CAPITALS = 0.73
_FONT_0_TOP = 0.13
"""How far below ^FO's position the capitals of font 0 start, in its height (as Zebra draws it)."""


def render(labels: Sequence[Content], sheet: Sheet, dpi: int = DPI) -> str:
    """Return one ZPL format for each label, for a printer of `dpi` (203 or 300) dots an inch.

    A label is always upright: a roll whose labels are turned goes in as the printer feeds it.
    Send it as UTF-8 (^CI28), though it holds ASCII only. Raises BadSize when nothing fits.
    """
    return "".join(_format(lay_out(content, sheet.label, dpi)) for content in labels)


def _format(layout: Layout) -> str:
    head = ["^XA", "^CI28", f"^PW{layout.width}", f"^LL{layout.height}", "^LH0,0"]
    return "\n".join([*head, *map(_field, layout.elements), "^XZ\n"])


@singledispatch
def _field(element: object) -> str:
    raise TypeError(element)


@_field.register
def _text(text: Text) -> str:
    height = round(text.size)
    y = text.box.y + (text.box.height - _CAPITALS * height) / 2 - _FONT_0_TOP * height
    place = f"^FO{text.box.x},{max(round(y), 0)}^A0N,{height},{height}"
    block = f"^FB{text.box.width},1,0,{'C' if text.centred else 'L'},0"
    return f"{place}{block}^FH^FD{_escape(text.text)}^FS"


@_field.register
def _frame(frame: Frame) -> str:
    box = frame.box
    return f"^FO{box.x},{box.y}^GB{box.width},{box.height},{frame.stroke},B,1^FS"


@_field.register
def _bars(bars: Bars) -> str:
    # ">;" starts in set C; without it the printer would need twice the width.
    box = bars.box
    return f"^FO{box.x},{box.y}^BY{bars.module}^BCN,{box.height},N,N,N,N^FD>;{bars.digits}^FS"


@_field.register
def _qr(qr: Qr) -> str:
    # Q: the error correction level; M and N: manual mode, numeric, so that it stays version 1.
    # Some firmware prints ^BQ ten dots lower than ^FO says; every layout leaves room for that.
    return f"^FO{qr.box.x},{qr.box.y}^BQN,2,{qr.module}^FDQM,N{qr.digits}^FS"


def _escape(text: str) -> str:
    """Write every byte that could be a command, or is not ASCII, as ^FH's _XX.

    A backslash is doubled: in a ^FB block it would start a line break.
    """
    text = text.replace("\\", "\\\\")
    return "".join(chr(byte) if byte in _PLAIN else f"_{byte:02X}" for byte in text.encode())
