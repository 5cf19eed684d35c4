"""The commands we send, carried out by a small printer of our own on a sheet of pixels.

It knows the commands that stand here and refuses all others, takes positions and sizes in dots from
them, and has zxing-cpp make the codes. So it proves what is asked for: that it is well formed,
inside the label, free of what stands next to it, and readable. It does not prove what a Zebra's
firmware makes of it, nor how wide its font is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from labels import layout, lettering, sizes
from labels.printers import zpl

TAG = "4217038523"
BOTH = {("Code128", TAG), ("QRCode", TAG)}
FULL = layout.device(TAG, "Lenovo ThinkPad T470", "Voorbeeldwerkplaats")
SHEETS = list(sizes.SIZES.values())
COMMAND = re.compile(r"\^(XA|XZ|CI|PW|LL|LH|FO|A0|FB|FH|FD|FS|GB|BY|BC|BQ)([^^~]*)")
OLD_FIRMWARE = 10
"""Dots by which some firmware prints ^BQ lower than asked."""

Read = Callable[[Image.Image], set[tuple[str, str]]]


@dataclass
class Printer:
    """Draws one format; ^BQ `qr_offset` dots lower than ^FO says."""

    qr_offset: int = 0
    width: int = 0
    height: int = 0
    module: int = 2
    position: tuple[int, int] = (0, 0)
    pending: tuple[str, list[str]] = ("", [])
    hexadecimal: bool = False
    texts: list[str] = field(default_factory=list)
    page: Image.Image = field(default_factory=lambda: Image.new("L", (1, 1), 255))

    def run(self, text: str) -> "Printer":
        assert COMMAND.sub("", text).strip() == "", "something is no command that we send"
        assert text.isascii()
        for name, rest in COMMAND.findall(text):
            getattr(self, f"do_{name.lower()}", self.ignore)(name, rest.rstrip("\n"))
        return self

    def ignore(self, name: str, rest: str) -> None:
        assert name in {"XA", "XZ", "CI", "LH", "FB", "FS"}

    def do_pw(self, _: str, rest: str) -> None:
        self.width = int(rest)

    def do_ll(self, _: str, rest: str) -> None:
        self.height = int(rest)
        self.page = Image.new("L", (self.width, self.height), 255)

    def do_fo(self, _: str, rest: str) -> None:
        x, y = map(int, rest.split(","))
        assert 0 <= x < self.width
        assert 0 <= y < self.height
        self.position, self.hexadecimal = (x, y), False

    def do_gb(self, _: str, rest: str) -> None:
        width, height, stroke = map(int, rest.split(",")[:3])
        x, y = self.position
        assert x + width <= self.width
        assert y + height <= self.height
        ImageDraw.Draw(self.page).rectangle(
            (x, y, x + width - 1, y + height - 1), outline=0, width=stroke
        )

    def do_by(self, _: str, rest: str) -> None:
        self.module = int(rest)

    def do_fh(self, *_: str) -> None:
        self.hexadecimal = True

    def do_a0(self, name: str, rest: str) -> None:
        self.pending = (name, rest.split(","))

    do_bc = do_bq = do_a0

    def do_fd(self, _: str, rest: str) -> None:
        name, options = self.pending
        {"A0": self.print_text, "BC": self.print_bars, "BQ": self.print_qr}[name](options, rest)

    def print_text(self, options: list[str], data: str) -> None:
        assert self.hexadecimal
        escaped = re.sub(r"_([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), data)
        self.texts.append(escaped.encode("latin-1").decode().replace("\\\\", "\\"))

    def print_bars(self, options: list[str], data: str) -> None:
        assert data.startswith(">;"), "not set C"
        assert options[0] == "N"
        code = zxingcpp.create_barcode(data[2:], zxingcpp.BarcodeFormat.Code128)
        self.paste(code, (self.module, int(options[1])), one_row=True)

    def print_qr(self, options: list[str], data: str) -> None:
        assert data.startswith("QM,N")
        code = zxingcpp.create_barcode(data[4:], zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
        x, y = self.position
        self.position = (x, y + self.qr_offset)
        self.paste(code, (int(options[2]), int(options[2])))

    def paste(
        self, code: zxingcpp.Barcode, module: tuple[int, int], *, one_row: bool = False
    ) -> None:
        made = picture_of(code)
        if one_row:
            made = made.crop((0, 0, made.width, 1))
        size = (made.width * module[0], made.height * module[1])
        x, y = self.position
        assert x + size[0] <= self.width
        assert y + size[1] <= self.height
        area = (x, y, x + size[0], y + size[1])
        assert self.page.crop(area).getextrema() == (255, 255), "printed over something"
        self.page.paste(made.resize(size, Image.Resampling.NEAREST), (x, y))


def picture_of(code: zxingcpp.Barcode) -> Image.Image:
    modules = memoryview(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    height, width = modules.shape
    return Image.frombytes("L", (width, height), modules.tobytes())


@pytest.mark.parametrize("qr_offset", [0, OLD_FIRMWARE])
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("content", [FULL, layout.blank(TAG)], ids=["full", "blank"])
def test_a_printed_label_holds_both_codes(
    read: Read, content: layout.Content, sheet: sizes.Sheet, dpi: int, qr_offset: int
) -> None:
    printer = Printer(qr_offset).run(zpl.render([content], sheet, dpi))
    assert read(printer.page) == BOTH
    assert printer.texts[0] == "4217 0385 23"


@given(st.text())
def test_any_text_stays_text(text: str) -> None:
    content = layout.device(TAG, text)
    printer = Printer().run(zpl.render([content], sizes.L7163))
    shown = printer.texts[1:]
    assert len(shown) == len(content.lines)
    assert all(
        one == whole or one.endswith("…") for one, whole in zip(shown, content.lines, strict=True)
    )


@pytest.mark.parametrize("text", ["^XA^XZ", "~JR", "a\\&b", "_5E_", "é € œ", ">;1234"])
def test_commands_in_a_text_are_printed_not_obeyed(text: str) -> None:
    commands = zpl.render([layout.device(TAG, text)], sizes.L7163)
    assert commands.count("^XA") == commands.count("^XZ") == 1
    assert "~" not in commands
    assert Printer().run(commands).texts[1] == lettering.printable(text)


def test_each_label_is_a_format_of_its_own() -> None:
    commands = zpl.render([FULL, layout.blank("0000019497")], sizes.ROLL_62X29)
    first, second = re.findall(r"\^XA.*?\^XZ\n", commands, re.DOTALL)
    assert TAG in first
    assert "0000019497" in second


def test_a_label_without_room_is_refused() -> None:
    tiny = sizes.Sheet("tiny", sizes.Label(9, 9, 1, 1), (9, 9))
    with pytest.raises(sizes.BadSize):
        zpl.render([FULL], tiny)
