"""Draws the icons of the installed app from the one drawing: ``python -m tests.browser.icons``."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from atelier.web.offline import LEAD
from tests.browser.site import launch

STATIC = Path(__file__).parents[2] / "atelier" / "web" / "static"
#: Name, side in pixels, and how much of it the drawing takes: phones cut a maskable one round.
SIZES = (("icon-192.png", 192, 1.0), ("icon-512.png", 512, 1.0), ("maskable-512.png", 512, 0.7))


def main() -> None:
    drawing = (STATIC / "icon.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, side, part in SIZES:
            page = browser.new_page(viewport={"width": side, "height": side})
            inside = round(side * part)
            ground = LEAD if part < 1 else "transparent"
            page.set_content(
                f"<body style='margin:0;background:{ground};display:grid;place-items:center;"
                f"width:{side}px;height:{side}px'><div style='width:{inside}px;height:{inside}px'>"
                f"{drawing}</div></body>"
            )
            page.screenshot(path=STATIC / "icons" / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
