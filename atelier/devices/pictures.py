"""Pictures that people send: read with care, only their pixels kept, stored by their content."""

import io
import os
import tempfile
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from atelier.errors import Invalid, TooLarge
from atelier.settings import Files
from atelier.words import N_

FORMATS = ("JPEG", "PNG", "WEBP")
#: In pixels, as decoded: a JPEG is decoded at a fraction of its size where that is enough.
MOST_PIXELS = 40_000_000
_QUALITY = 85
#: A list shows many at once, to phones with little to spend.
_SMALL_SIDE, _SMALL_QUALITY = 400, 75

_TOO_MANY_PIXELS = N_("Deze foto heeft te veel beeldpunten. Neem ze opnieuw, wat kleiner.")


def read(data: bytes, side: int) -> Image.Image:
    """The picture upright and at most ``side`` pixels high and wide; only its pixels are left.

    Raises Invalid when it is no picture that we can read, or one of too many pixels.
    """
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        image.draft("RGB", (side, side))
        if image.width * image.height > MOST_PIXELS:
            raise Invalid(_TOO_MANY_PIXELS, field="photo")
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side, side))
        return _on_white(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(_TOO_MANY_PIXELS, field="photo") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(
            N_("Deze foto kunnen we niet lezen. Kies een foto in JPEG, PNG of WebP."),
            field="photo",
        ) from error


def taken(data: bytes, files: Files) -> Image.Image:
    """A photo as it is kept. Raises TooLarge over ``files.photo_max_bytes``, and as ``read``."""
    if len(data) > files.photo_max_bytes:
        raise TooLarge(
            N_("Deze foto is te groot. Maak ze kleiner, of neem een andere."), field="photo"
        )
    return read(data, files.photo_side_px)


def jpeg(image: Image.Image) -> bytes:
    return _jpeg(image, _QUALITY)


def small_jpeg(image: Image.Image) -> bytes:
    """As lists show it."""
    small = image.copy()
    small.thumbnail((_SMALL_SIDE, _SMALL_SIDE))
    return _jpeg(small, _SMALL_QUALITY)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """What is transparent becomes white, as on paper: a JPEG has no such thing."""
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    # A copy of the pixels alone: what else the file carried (place, camera, comments) stays behind.
    clean = Image.new("RGB", image.size)
    clean.paste(image.convert("RGB"))
    return clean


def store(path: Path, content: bytes) -> None:
    """Writes the whole file or none: a reader never sees half a photo."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
