"""The fields of the 128-byte base block."""

from collections.abc import Iterator
from dataclasses import dataclass

_DESCRIPTORS = range(54, 126, 18)
_TEXT, _NAME, _SERIAL = 0xFE, 0xFC, 0xFF
_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Block:
    raw: bytes

    def version(self) -> str:
        return f"{self.raw[18]}.{self.raw[19]}"

    def maker_id(self) -> str | None:
        """Three letters of five bits; None when they are not letters."""
        packed = int.from_bytes(self.raw[8:10], "big")
        letters = [packed >> shift & 31 for shift in (10, 5, 0)]
        if packed >> 15 or not all(1 <= letter <= 26 for letter in letters):
            return None
        return "".join(chr(ord("A") + letter - 1) for letter in letters)

    def product_code(self) -> int:
        return int.from_bytes(self.raw[10:12], "little")

    def serial(self) -> str | None:
        """The serial in words, else the number; panels in laptops mostly have neither."""
        number = int.from_bytes(self.raw[12:16], "little")
        return next(self._texts(_SERIAL), None) or (str(number) if number else None)

    def year(self) -> int | None:
        """Of manufacture, or the model's year when the week says so."""
        return self.raw[17] + _FIRST_YEAR if self.raw[17] else None

    def digital(self) -> bool:
        return bool(self.raw[20] & 0x80)

    def size_mm(self) -> tuple[int, int] | None:
        """Whole centimetres. None for a projector; where one byte is zero, the other is a ratio."""
        width, height = self.raw[21], self.raw[22]
        return (width * 10, height * 10) if width and height else None

    def first_timing_is_preferred(self) -> bool:
        return bool(self.raw[24] & 0x02) or (self.raw[18], self.raw[19]) >= (1, 4)

    def model(self) -> str | None:
        """The product name, else the panel's part number that makers put in a free text."""
        name = next(self._texts(_NAME), None)
        parts = [text for text in self._texts(_TEXT) if any(map(str.isdigit, text))]
        return name or (parts[-1] if parts else None)

    def descriptors(self) -> Iterator[bytes]:
        """The four pieces of 18 bytes: a timing, or a text when the first two bytes are zero."""
        return (self.raw[start : start + 18] for start in _DESCRIPTORS)

    def _texts(self, tag: int) -> Iterator[str]:
        for piece in self.descriptors():
            if piece[:3] == bytes(3) and piece[3] == tag and (text := _text(piece[5:])):
                yield text


def _text(raw: bytes) -> str:
    """Up to the line feed that ends it. Dell parts its own number and the panel's by one byte."""
    printable = (chr(c) if 0x20 <= c < 0x7F else " " for c in raw.partition(b"\n")[0])
    return " ".join("".join(printable).split())
