"""Run by the system's own Python, which has GTK: goes through the window and takes pictures.

``window_driven.py FOLDER``: pictures into it, and what was run into ``ran.json``.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "config" / "images" / "welcome"))

from gi.repository import Gdk, Gtk
from welcome.doing import System
from welcome.window import Window


class Driven:
    def __init__(self, folder: Path) -> None:
        self.folder, self.ran = folder, []
        (folder / "etc").mkdir()
        (folder / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
        (folder / "etc/group").write_text("root:x:0:\nsudo:x:27:\n")
        self.system = System(folder, run=self.run)
        self.shown = Window(self.system)
        self.shown.window.show_all()

    def run(self, command: Sequence[str], stdin: str = "") -> None:
        self.ran.append([list(command), stdin])

    def settle(self, seconds: float = 0.5) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while Gtk.events_pending():
                Gtk.main_iteration()
            time.sleep(0.01)

    def texts(self) -> list[str]:
        return list(_texts(self.shown.window))

    def picture(self, name: str) -> None:
        self.settle()
        place = self.shown.window.get_allocation()
        drawn = Gdk.pixbuf_get_from_window(
            self.shown.window.get_window(), 0, 0, place.width, place.height
        )
        drawn.savev(str(self.folder / f"{name}.png"), "png", [], [])

    def press(self, label: str) -> None:
        next(one for one in _buttons(self.shown.window) if one.get_label() == label).clicked()
        self.settle(0.1)

    def focus(self) -> str:
        """What Enter presses, or where a key goes."""
        focused = self.shown.window.get_focus()
        return focused.get_label() if isinstance(focused, Gtk.Button) else type(focused).__name__

    def type(self, text: str) -> None:
        next(_entries(self.shown.window)).set_text(text)


def _all(widget: Gtk.Widget):
    yield widget
    if isinstance(widget, Gtk.Container):
        for child in widget.get_children():
            yield from _all(child)


def _texts(widget: Gtk.Widget):
    return (one.get_text() for one in _all(widget) if isinstance(one, Gtk.Label))


def _buttons(widget: Gtk.Widget):
    return (one for one in _all(widget) if isinstance(one, Gtk.Button))


def _entries(widget: Gtk.Widget):
    return (one for one in _all(widget) if isinstance(one, Gtk.Entry))


def main(folder: Path) -> None:
    it = Driven(folder)
    told = {"language": it.texts()}
    it.picture("language")
    told["focus"] = [it.focus()]
    it.press("Nederlands")
    told["focus"].append(it.focus())
    it.picture("keyboard")
    it.press("AZERTY (Frankrijk)")
    it.press("Verder")
    it.type("Anna")
    told["focus"].append(it.focus())
    it.picture("name")
    it.press("Terug")
    it.press("Verder")
    it.type("Anna")
    it.press("Verder")
    it.type("anna")
    it.press("Verder")
    told["short"] = it.texts()
    it.picture("short")
    it.type("rode fiets maan")
    it.press("Verder")
    it.type("rode fiets maan")
    it.press("Verder")
    it.settle(2)
    told["ready"] = it.texts()
    it.picture("ready")
    told["ran"], told["done"] = it.ran, it.system.is_done
    (folder / "told.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
