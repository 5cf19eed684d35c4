"""The questions in a window that fills the screen: large letters, one question at a time."""

import subprocess
import threading
from typing import Any

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

from welcome import asking, doing  # noqa: E402
from welcome.asking import Answers  # noqa: E402
from welcome.words import LANGUAGES, say  # noqa: E402

_STYLE = b"""
window { background: #123d4a; }
.card { background: #ffffff; border-radius: 14px; padding: 44px 56px; }
.card label { color: #16313a; font-size: 22px; }
.card label.title { font-size: 38px; font-weight: 700; }
.card label.trouble { color: #9c1c1c; font-weight: 700; }
.card entry { font-size: 24px; min-height: 56px; padding: 0 14px;
  color: #16313a; background: #ffffff; }
.card button { font-size: 22px; min-height: 58px; padding: 0 28px; border-radius: 10px;
  background: #e6eef0; color: #16313a; border: 2px solid #8aa3ab;
  box-shadow: none; text-shadow: none; }
.card button label { font-size: 22px; }
.card button.main, .card button.chosen { background: #14606f; border-color: #14606f; }
.card button.main label, .card button.chosen label { color: #ffffff; }
.card button:focus { border-color: #e08a00; }
.card checkbutton label { font-size: 20px; }
.off { background: transparent; border: none; box-shadow: none; text-shadow: none; }
.off label { color: #c8dde2; font-size: 18px; }
"""
_WIDTH = 640
_DONE_MS = 4000


class Window:
    """``window``: the GTK window; ``ended`` is called when all is done."""

    def __init__(self, system: doing.System) -> None:
        self._system = system
        self._answers = Answers()
        self._steps = asking.PUBLIC_STEPS if system.is_public else asking.STEPS
        self._at = 0
        self._entry: Gtk.Entry | None = None
        #: What Enter presses: never the button that switches off.
        self._usual: Gtk.Widget | None = None
        self.window = Gtk.Window(title="Welkom · Bienvenue · Welcome")
        self.window.connect("delete-event", lambda *_: True)
        _dress()
        self._fill_screen()
        self._card = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=18)
        self._card.get_style_context().add_class("card")
        self._card.set_size_request(_WIDTH, -1)
        middle = Gtk.Box(halign=Gtk.Align.CENTER, valign=Gtk.Align.CENTER)
        middle.add(self._card)
        screen = Gtk.Overlay()
        screen.add(middle)
        self._off = _button("", self._switch_off, "off")
        self._off.set_halign(Gtk.Align.END)
        self._off.set_valign(Gtk.Align.END)
        screen.add_overlay(self._off)
        self.window.add(screen)
        # Without a desktop around it there is only a cross.
        self.window.connect("realize", lambda it: it.get_window().set_cursor(_arrow()))
        self._show_step()

    @property
    def step(self) -> str:
        return self._steps[self._at]

    def answer(self, value: str) -> None:
        """As if the person gave it and went on."""
        self._answers = asking.answered(self._answers, self.step, value)
        if self.step == "keyboard":
            doing.try_keyboard(self._system, value)
        if key := asking.trouble(self._answers, self.step):
            if self.step == "again":
                self._at -= 1
            self._show_step(key)
        elif self._at + 1 < len(self._steps):
            self._at += 1
            self._show_step()
        else:
            self._carry_out()

    # One page for each step

    def _show_step(self, trouble: str | None = None) -> None:
        for old in self._card.get_children():
            self._card.remove(old)
        self._entry = self._usual = None
        self._off.get_child().set_text(self._say("off"))
        getattr(self, f"_show_{self.step}")()
        if trouble:
            label = _label(self._say(trouble), "trouble")
            self._card.pack_start(label, False, False, 0)
        self._add_buttons()
        self._card.show_all()
        if focused := self._entry or self._usual:
            focused.grab_focus()

    def _show_language(self) -> None:
        self._card.add(_label("Welkom · Bienvenue · Welcome", "title"))
        for code, name in LANGUAGES.items():
            button = _button(name, lambda _, code=code: self.answer(code))
            self._usual = self._usual or button
            self._card.add(button)

    def _show_keyboard(self) -> None:
        self._add_title("keyboard", "keyboard_hint")
        for code in asking.KEYBOARDS:
            chosen = "chosen" if code == self._answers.keyboard else ""
            self._card.add(_button(self._say(code), lambda _, c=code: self._try(c), chosen))
        entry = Gtk.Entry(placeholder_text=self._say("try"))
        self._card.add(entry)

    def _show_name(self) -> None:
        self._add_title("name", "name_hint")
        self._add_entry(self._answers.name)

    def _show_password(self) -> None:
        self._add_title("password", "password_hint")
        self._add_entry("", secret=True)

    def _show_again(self) -> None:
        self._add_title("again")
        self._add_entry("", secret=True)

    def _add_title(self, key: str, hint: str | None = None) -> None:
        self._card.add(_label(self._say(key), "title"))
        if hint:
            self._card.add(_label(self._say(hint)))

    def _add_entry(self, text: str, *, secret: bool = False) -> None:
        self._entry = entry = Gtk.Entry(text=text, visibility=not secret)
        entry.connect("activate", lambda _: self.answer(entry.get_text()))
        self._card.add(entry)
        if secret:
            show = Gtk.CheckButton(label=self._say("show"))
            show.connect("toggled", lambda box: entry.set_visibility(box.get_active()))
            self._card.add(show)

    def _add_buttons(self) -> None:
        if self._at == 0:
            return
        row = Gtk.Box(spacing=16, margin_top=12)
        row.pack_start(_button(self._say("back"), self._back), False, False, 0)
        if self.step == "keyboard":
            go = _button(self._say("next"), lambda _: self.answer(self._answers.keyboard), "main")
            self._usual = go
        else:
            go = _button(self._say("next"), self._take_entry, "main")
        row.pack_end(go, False, False, 0)
        self._card.add(row)

    # What buttons do

    def _try(self, layout: str) -> None:
        self._answers = asking.answered(self._answers, "keyboard", layout)
        doing.try_keyboard(self._system, layout)
        self._show_step()

    def _back(self, _: Any) -> None:
        self._at -= 1
        self._show_step()

    def _take_entry(self, _: Any) -> None:
        if self._entry:
            self.answer(self._entry.get_text())

    def _switch_off(self, _: Any) -> None:
        self._system.run(["systemctl", "poweroff"], "")

    # The end

    def _carry_out(self) -> None:
        self._only(_label(self._say("busy"), "title"))
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            doing.carry_out(self._system, self._answers)
        except (OSError, subprocess.CalledProcessError) as error:
            GLib.idle_add(self._say_failed, str(error))
        else:
            GLib.idle_add(self._say_ready)

    def _say_ready(self) -> None:
        hint = "ready_kiosk" if self._system.is_public else "ready_hint"
        self._only(_label(self._say("ready"), "title"), _label(self._say(hint)))
        GLib.timeout_add(_DONE_MS, Gtk.main_quit)

    def _say_failed(self, why: str) -> None:
        self._only(_label(self._say("failed"), "trouble"), _label(why))

    def _only(self, *parts: Gtk.Widget) -> None:
        for old in self._card.get_children():
            self._card.remove(old)
        for part in parts:
            self._card.add(part)
        self._card.show_all()

    def _say(self, key: str) -> str:
        return say(key, self._answers.language)

    def _fill_screen(self) -> None:
        """No window manager runs beside it."""
        display = Gdk.Display.get_default()
        place = (display.get_primary_monitor() or display.get_monitor(0)).get_geometry()
        self.window.set_decorated(False)
        self.window.set_default_size(place.width, place.height)
        self.window.move(place.x, place.y)


def _arrow() -> Gdk.Cursor:
    return Gdk.Cursor.new_from_name(Gdk.Display.get_default(), "default")


def _label(text: str, style: str = "") -> Gtk.Label:
    label = Gtk.Label(label=text, wrap=True, xalign=0, max_width_chars=44)
    if style:
        label.get_style_context().add_class(style)
    return label


def _button(text: str, pressed: Any, style: str = "") -> Gtk.Button:
    button = Gtk.Button(label=text)
    button.connect("clicked", pressed)
    if style:
        button.get_style_context().add_class(style)
    return button


def _dress() -> None:
    style = Gtk.CssProvider()
    style.load_from_data(_STYLE)
    screen = Gdk.Screen.get_default()
    Gtk.StyleContext.add_provider_for_screen(screen, style, Gtk.STYLE_PROVIDER_PRIORITY_APPLICATION)


def show(system: doing.System) -> None:
    """Until all is done."""
    window = Window(system).window
    window.show_all()
    window.present()
    Gtk.main()
