"""The stage on a pseudo-terminal: what is written, what is heard, what is left behind."""

import os
import termios
import threading
import time

import pytest
import zxingcpp
from rich.text import Text

from diagnostics.console import big, tty
from diagnostics.console.around import Around
from diagnostics.console.keys import Key
from diagnostics.console.terminal import REDRAW_S, Terminal
from diagnostics.console.theme import PALETTE
from diagnostics.console.tty import Tty
from diagnostics.screen.signs import GOOD
from diagnostics.words import in_language
from tests.diagnostics.console.conftest import Watched
from tests.diagnostics.console.raster import picture

NL = in_language("nl")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_body_header_and_footer_are_seen(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        terminal.around(
            Around(name="ThinkPad T470", untagged=True, standing=((GOOD, "netwerk: goed"),))
        )
        terminal.show(Text("Even wachten"), [Key("0", "Uitzetten")])
        text = "\n".join(watched.text())
    for part in ("ThinkPad T470", "nog geen etiket", "Even wachten", "0  Uitzetten", "netwerk"):
        assert part in text


def test_a_code_on_the_screen_is_read_from_its_picture(watched: Watched) -> None:
    url = "https://atelier.example/toestellen/claim/8f14e45f"
    with Terminal(NL, watched.tty) as terminal:
        terminal.show(big.code(url))
        watched.read()
    assert [one.text for one in zxingcpp.read_barcodes(picture(watched.screen))] == [url]


def test_nothing_is_written_while_nothing_changes(watched: Watched) -> None:
    clock = Clock()
    with Terminal(NL, watched.tty, clock=clock) as terminal:
        terminal.show(Text("een"))
        watched.read()
        terminal.refresh()
        assert watched.read() == b""
        terminal.show(Text("twee"))
        assert watched.read().count(b"H\x1b[") <= 2  # one line and no other
        clock.now += REDRAW_S
        terminal.refresh()
        assert watched.read().count(b"H\x1b[") == 25


def test_a_message_of_the_kernel_does_not_stay(watched: Watched) -> None:
    clock = Clock()
    with Terminal(NL, watched.tty, clock=clock) as terminal:
        terminal.show(Text("Even wachten"))
        before = watched.text()
        watched.stream.feed(b"\x1b[12;1Husb 1-1: new device\r\n" + b"\n" * 20)
        assert watched.text() != before
        clock.now += REDRAW_S
        terminal.refresh()
        assert watched.text() == before


def test_another_size_is_drawn_anew(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        terminal.show(Text("hier"), [Key("0", "Uitzetten")])
        watched.read()
        watched.resize(120, 40)
        terminal.refresh()
        assert "Uitzetten" in watched.text()[-1]


def test_keys_come_one_by_one_and_none_is_lost(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        watched.type("a\x1b[21~é\x1b")
        assert [terminal.key(30) for _ in range(4)] == ["a", "f10", "é", "escape"]
        assert terminal.key(0.01) is None


def test_a_letter_in_two_pieces_is_one_key(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        watched.send("é".encode()[:1])
        assert terminal.key(0.05) is None
        watched.send("é".encode()[1:])
        assert terminal.key(30) == "é"


def test_an_escape_sequence_in_two_pieces_is_one_key(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a machine that is busy, the second piece may be late in earnest.
    monkeypatch.setattr(tty, "_REST_S", 30)
    with Terminal(NL, watched.tty) as terminal:
        watched.type("\x1b[2")
        late = threading.Timer(0.02, watched.send, [b"1~"])
        late.start()
        assert terminal.key(30) == "f10"
        late.join()


def test_news_of_another_thread_ends_the_wait_but_not_that_for_a_key(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        terminal.wake()
        began = time.monotonic()
        assert terminal.wait(30) is None
        assert time.monotonic() - began < 5
        terminal.wake()
        watched.type("x")
        assert terminal.key(30) == "x"


def test_a_long_body_is_scrolled_by_the_arrows(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        terminal.show(Text("\n".join(f"regel {n}." for n in range(60))))
        assert "regel 59." not in "".join(watched.text())
        watched.type("\x1b[6~" * 4 + "q")
        assert terminal.key(30) == "q"
        assert terminal.key(0.05) is None
        terminal.refresh()
        assert "regel 59." in "".join(watched.text())


def test_arrows_are_keys_where_nothing_has_to_be_scrolled(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        terminal.show(Text("kort"))
        watched.type("\x1b[A")
        assert terminal.key(30) == "up"


def test_a_fill_is_one_pure_colour_until_the_next_show(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        terminal.show(Text("woord"))
        watched.read()
        terminal.fill("red")
        terminal.refresh()
        assert b"4;1;rgb:ff/00/00" in watched.read()
        cells = [cell for row in watched.screen.buffer.values() for cell in row.values()]
        assert {(cell.data, cell.bg) for cell in cells} == {(" ", "red")}
        terminal.show(Text("woord"))
        assert b"4;1;rgb:" + _rgb(PALETTE[1]) in watched.read()
        assert "woord" in "".join(watched.text())


def _rgb(colour: str) -> bytes:
    return f"{colour[:2]}/{colour[2:4]}/{colour[4:]}".encode()


def test_the_linux_console_sets_its_palette_in_its_own_way(watched: Watched) -> None:
    with Tty(watched.slave, watched.slave, "linux"):
        pass
    written = watched.read()
    assert b"\x1b]P7f6f4ef" in written
    assert written.count(b"\x1b]P") == 16
    assert b"\x1b]R" in written


def test_the_terminal_is_put_back_as_it_was(watched: Watched) -> None:
    before = termios.tcgetattr(watched.slave)
    with Terminal(NL, watched.tty):
        assert termios.tcgetattr(watched.slave) != before
    assert termios.tcgetattr(watched.slave) == before
    assert b"\x1b[?25h" in watched.read()


def test_news_after_the_end_goes_nowhere(watched: Watched) -> None:
    with Terminal(NL, watched.tty) as terminal:
        pass
    reading, writing = os.pipe2(os.O_NONBLOCK)  # these have the numbers that just came free
    terminal.wake()
    with pytest.raises(BlockingIOError):
        os.read(reading, 1)
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("stops", [True, False])
def test_ctrl_c_stops_only_where_asked(watched: Watched, stops: bool) -> None:
    with Terminal(NL, watched.tty, stop_on_ctrl_c=stops) as terminal:
        watched.type("\x03")
        if stops:
            with pytest.raises(KeyboardInterrupt):
                terminal.key(30)
        else:
            assert terminal.key(30) == "ctrl+c"


def test_without_a_keyboard_there_are_no_keys_and_no_error(watched: Watched) -> None:
    reading, writing = os.pipe()
    with Terminal(NL, Tty(reading, watched.slave, "xterm")) as terminal:
        terminal.show(Text("Even wachten"))
        os.write(writing, b"x")
        assert not terminal.has_keys
        assert terminal.key(0.05) is None
        assert "Even wachten" in "".join(watched.text())
    os.close(reading)
    os.close(writing)


def test_a_terminal_that_hangs_up_gives_no_more_keys(watched: Watched) -> None:
    other, slave = os.openpty()
    with Terminal(NL, Tty(slave, watched.slave, "xterm")) as terminal:
        assert terminal.has_keys
        os.close(other)
        ends = time.monotonic() + 30
        while terminal.has_keys and time.monotonic() < ends:
            assert terminal.key(0.05) is None
        assert not terminal.has_keys
    os.close(slave)


def test_a_terminal_without_a_size_is_taken_for_the_usual_one() -> None:
    reading, writing = os.pipe()
    tty = Tty(reading, writing, "xterm")
    assert tuple(tty.size()) == (80, 25)
    os.close(reading)
    os.close(writing)


def test_what_goes_on_meanwhile_is_heard_of(watched: Watched) -> None:
    """The key comes of what goes on meanwhile, so it is not there before that."""
    with Terminal(NL, watched.tty) as terminal:
        terminal.meanwhile = lambda: watched.type("x")
        terminal.wake()
        assert terminal.key(30) == "x"
