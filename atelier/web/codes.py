"""Reads the bar codes in a picture, for browsers that cannot do it themselves."""

import io

import zxingcpp
from PIL import Image, UnidentifiedImageError

from atelier.errors import Invalid
from atelier.words import N_

_FORMATS = (
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
)
#: Largest frame read, in pixels: a phone's camera sends far less.
_MOST_PIXELS = 4_000_000


def read(picture: bytes) -> list[str]:
    """The texts of all codes in a JPEG or PNG picture. Raises Invalid when it is no picture."""
    try:
        image = Image.open(io.BytesIO(picture), formats=("JPEG", "PNG"))
        if image.width * image.height > _MOST_PIXELS:
            raise Invalid(N_("Deze foto is te groot om te lezen."))
        gray = image.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(N_("Dit is geen foto die we kunnen lezen.")) from error
    # The type stub lags behind the library, which asks for a tuple.
    codes = zxingcpp.read_barcodes(gray, formats=_FORMATS)  # type: ignore[arg-type]
    return [code.text for code in codes]
