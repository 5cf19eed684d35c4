"""A photo that nobody could take for one: a drawn laptop with DEMO on its screen."""

import io

from PIL import Image, ImageDraw, ImageFont

_SIZE = (1200, 900)
_WALLS = ("#dfe7e6", "#ece3d4", "#e3e0ec", "#dde8dc")
_BENCH, _BODY, _EDGE, _SCREEN, _INK = "#b98d5e", "#3c4248", "#262b30", "#0a5f63", "#e1efee"


def draw(number: int) -> bytes:
    """PNG; ``number`` chooses the wall behind it."""
    picture = Image.new("RGB", _SIZE, _WALLS[number % len(_WALLS)])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 640, 1200, 900), fill=_BENCH)
    pen.rounded_rectangle((300, 160, 900, 590), radius=22, fill=_EDGE)
    pen.rectangle((330, 190, 870, 560), fill=_SCREEN)
    pen.polygon(((300, 590), (900, 590), (1010, 740), (190, 740)), fill=_BODY)
    pen.polygon(((190, 740), (1010, 740), (1000, 765), (200, 765)), fill=_EDGE)
    for row in range(4):
        top, inset = 608 + row * 22, 332 - row * 17
        pen.rectangle((inset, top, 1200 - inset, top + 14), fill=_EDGE)
    pen.polygon(((510, 706), (690, 706), (700, 732), (500, 732)), fill=_EDGE)
    font = ImageFont.load_default(size=120)
    pen.text((600, 375), "DEMO", fill=_INK, font=font, anchor="mm")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
