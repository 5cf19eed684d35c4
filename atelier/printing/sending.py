"""How bytes get to a printer: over the network, into a device file, or through CUPS.

No database here. Whatever goes wrong is a ``NotPrinted`` whose sentence says what to look at.
"""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from atelier.errors import AtelierError, Invalid
from atelier.printing.models import PrinterKind
from atelier.words import N_
from labels import sheets, sizes
from labels.elements import Content
from labels.printers import brother, zpl
from labels.sizes import SIZES

#: The paper of a printer for documents: plain sheets, no labels. Not a size of label.
PAPER = "A4"
#: How labels are laid on it, where it is tried with one.
_LABELS_ON_PAPER = "L7163"
_PORT = 9100
_TIMEOUT_S = 8
_PDF_DPI = 300
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")
_DEVICE = re.compile(r"/dev/usb/lp\d{1,2}")
_QUEUE = re.compile(r"([A-Za-z0-9][\w.+-]*)(?:@([A-Za-z0-9][\w.-]*(?::\d{1,5})?))?", re.ASCII)


class NotPrinted(AtelierError):
    """The printer did not take it."""

    status = 502
    code = "not_printed"


_SILENT = N_("De printer geeft geen antwoord. Staat hij aan, en zit er papier in?")
_NO_CUPS = N_(
    "Op de server staat geen CUPS. Vraag aan wie Atelier beheert om cups-client te zetten."
)
_NO_QUEUE = N_("Deze wachtrij bestaat niet bij CUPS. Laat een coördinator het adres nakijken.")
_REFUSED = N_("De printer nam het niet aan: %(said)s")


def check_address(kind: PrinterKind, address: str) -> str:
    """``address`` as it is kept. Raises Invalid for one that no such printer has."""
    address = address.strip()
    patterns = {PrinterKind.CUPS: (_QUEUE,), PrinterKind.ZPL: (_HOST,)}.get(kind, (_HOST, _DEVICE))
    if any(pattern.fullmatch(address) for pattern in patterns):
        return address
    if kind is PrinterKind.CUPS:
        raise Invalid(N_("Typ de naam van de wachtrij, zoals CUPS ze noemt."), field="address")
    raise Invalid(
        N_("Typ het adres van de printer, bijvoorbeeld 192.168.1.50 of printer:9100."),
        field="address",
    )


def check_paper(kind: PrinterKind, size: str) -> None:
    """Raises Invalid for paper that no printer of this kind takes."""
    if size == PAPER and kind is PrinterKind.CUPS:
        return
    if size not in SIZES or (kind is PrinterKind.BROTHER and size not in brother.ROLLS):
        raise Invalid(brother.BadRoll.message, field="size")
    if kind is PrinterKind.ZPL and SIZES[size].count > 1:
        raise Invalid(N_("Een labelprinter heeft een rol. Kies een rol, geen blad."), field="size")


def render(
    kind: PrinterKind, labels: Sequence[Content], size: str, *, dpi: int | None, model: str | None
) -> bytes:
    """What this printer has to be sent. Raises NotPrinted where it cannot be made."""
    sheet = SIZES[_LABELS_ON_PAPER if size == PAPER else size]
    try:
        if kind is PrinterKind.ZPL:
            return zpl.render(labels, sheet, dpi or zpl.DPI).encode()
        if kind is PrinterKind.BROTHER:
            return brother.render(labels, sheet, model or brother.MODELS[0])
        return sheets.pdf(labels, sheet, dpi=_PDF_DPI, title="Atelier")
    except (brother.BadRoll, brother.MissingLibrary, sizes.BadSize) as error:
        raise NotPrinted(error.message) from error


def send(kind: PrinterKind, address: str, data: bytes, title: str) -> None:
    """Until the printer, or CUPS, has all of it. Raises NotPrinted."""
    if kind is PrinterKind.CUPS:
        _queue(address, data, title)
    elif _DEVICE.fullmatch(address):
        _write(Path(address), data)
    else:
        _connect(address, data)


def _connect(address: str, data: bytes) -> None:
    found = _HOST.fullmatch(address)
    if found is None:
        raise NotPrinted(_SILENT)
    host, port = found[1].strip("[]"), int(found[2] or _PORT)
    try:
        with socket.create_connection((host, port), timeout=_TIMEOUT_S) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            _hear_out(connection)
    except (OSError, OverflowError) as error:
        raise NotPrinted(_SILENT) from error


def _hear_out(connection: socket.socket) -> None:
    """A printer that closes the line has all of it; one that keeps it open has it by now."""
    connection.settimeout(1)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        pass


def _write(device: Path, data: bytes) -> None:
    try:
        device.write_bytes(data)
    except OSError as error:
        raise NotPrinted(_SILENT) from error


def _queue(address: str, data: bytes, title: str) -> None:
    program = shutil.which("lp")
    if program is None:
        raise NotPrinted(_NO_CUPS)
    queue, _, host = address.partition("@")
    server = ["-h", host] if host else []
    command = [program, *server, "-d", queue, "-t", title, "-o", "print-scaling=none", "-"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the queue is a name that was checked
            command,
            input=data,
            capture_output=True,
            timeout=_TIMEOUT_S * 2,
            check=False,
            env={**os.environ, "LC_ALL": "C"},  # so that we understand what it says
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrinted(_SILENT) from error
    if done.returncode != 0:
        said = " ".join(done.stderr.decode(errors="replace").split())[:120]
        raise _because(said)


def _because(said: str) -> NotPrinted:
    """What CUPS says when it takes nothing, as far as we know its words."""
    if "does not exist" in said:
        return NotPrinted(_NO_QUEUE)
    if "refused" in said or "connect to server" in said or "scheduler" in said:
        return NotPrinted(_SILENT)
    return NotPrinted(_REFUSED, said=said.partition("lp: ")[2] or said or "?")
