"""Names of kinds, steps and uses on the screen, and sizes as people say them."""

from datetime import date, datetime, timedelta

from flask import Flask
from flask_babel import (
    format_date,
    format_datetime,
    format_decimal,
    format_time,
    gettext,
    to_user_timezone,
)

from atelier.db import now
from atelier.devices.identity import clean_text
from atelier.devices.kinds import KIND_ICONS, KIND_NAMES
from atelier.devices.lifecycle import GATES, GONE, LEAVE, LENT, READY
from atelier.words import N_
from atelier.workshop.diagnosis.verdicts import Figure

STEP_NAMES = {
    "receive": N_("Ontvangen"),
    "diagnose": N_("Meten"),
    "erase": N_("Wissen"),
    "image": N_("Software"),
    "repair": N_("Herstellen"),
    "check": N_("Nakijken"),
    "inspect": N_("Controleren"),
    READY: N_("Klaar"),
    LENT: N_("Uitgeleend"),
    LEAVE: N_("Weg te doen"),
    GONE: N_("Weg"),
}

STEP_ICONS = {gate.key: gate.icon for gate in GATES} | {
    "inspect": "calendar-check",
    READY: "bag-check",
    LENT: "person-check",
    LEAVE: "trash3",
    GONE: "box-arrow-right",
}

USE_NAMES = {
    "adult": N_("Volwassene"),
    "school": N_("School"),
    "senior": N_("Senior"),
    "parts": N_("Onderdelen"),
}

PART_ICONS = {
    "disk": "device-hdd",
    "battery": "battery-half",
    "memory": "memory",
    "screen": "display",
    "machine": "laptop",
    "keyboard": "keyboard",
    "panel": "display",
    "touchpad": "hand-index-thumb",
    "sound": "volume-up",
    "microphone": "mic",
    "camera": "camera-video",
    "ports": "usb-plug",
    "charger": "plug",
    "wifi": "wifi",
}

_UNITS = {"h": N_("uur"), "inch": N_("duim"), "px": N_("beeldpunten"), "x": N_("keer")}

SUBSYSTEM_NAMES = {
    "system": N_("Machine"),
    "cpu": N_("Processor"),
    "memory": N_("Geheugen"),
    "disks": N_("Schijven"),
    "batteries": N_("Batterij"),
    "screens": N_("Scherm"),
    "gpus": N_("Beeldkaart"),
    "network": N_("Netwerk"),
    "peripherals": N_("Camera, geluid en poorten"),
    "firmware": N_("Opstarten en beveiliging"),
}

PROBLEM_WORDS = {
    "failed": N_("lezen lukte niet"),
    "timeout": N_("gaf geen antwoord"),
    "missing_tool": N_("een programma ontbreekt"),
    "needs_root": N_("kan alleen als beheerder"),
}


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        KIND_NAMES=KIND_NAMES,
        KIND_ICONS=KIND_ICONS,
        STEP_NAMES=STEP_NAMES,
        STEP_ICONS=STEP_ICONS,
        USE_NAMES=USE_NAMES,
        PART_ICONS=PART_ICONS,
        PROBLEM_WORDS=PROBLEM_WORDS,
        SUBSYSTEM_NAMES=SUBSYSTEM_NAMES,
    )
    app.jinja_env.filters["number"] = number
    app.jinja_env.filters["memory"] = memory
    app.jinja_env.filters["disk"] = disk
    app.jinja_env.filters["size"] = size
    app.jinja_env.filters["inches"] = inches
    app.jinja_env.filters["clean"] = clean
    app.jinja_env.filters["when"] = when
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["figure"] = figure


def clean(value: object) -> object:
    """Text from hardware without what cannot be seen; anything else as it is."""
    return clean_text(value) or "" if isinstance(value, str) else value


def number(value: float | None) -> str:
    """A number as the language of the page writes it; nothing for None."""
    return "" if value is None else str(format_decimal(value))


def memory(size: int | None) -> str:
    """Bytes as people say them of memory: 8 GB, in powers of two."""
    return (
        f"{format_decimal(round(size / 1024**3, 1 if size < 2 * 1024**3 else 0))} GB"
        if size
        else ""
    )


def disk(size: int | None) -> str:
    """Bytes as makers say them of disks: 256 GB, 1 TB."""
    if not size:
        return ""
    if size >= 950 * 1000**3:
        return f"{format_decimal(round(size / 1000**4, 1))} TB"
    return f"{format_decimal(round(size / 1000**3))} GB"


def size(count: int | None) -> str:
    """Bytes of something that is sent or stored: 1,4 GB, 320 MB; never below one."""
    if not count:
        return ""
    if count >= 1000**3:
        return f"{format_decimal(round(count / 1000**3, 1))} GB"
    return f"{format_decimal(max(1, round(count / 1000**2)))} MB"


def inches(size: float | None) -> str:
    return gettext("%(size)s duim", size=format_decimal(round(size, 1))) if size else ""


def when(moment: datetime) -> str:
    """A moment as people say it: "vandaag 10:42", "gisteren 16:05", "14 november 09:12"."""
    local = to_user_timezone(moment)
    today = to_user_timezone(now()).date()
    time = format_time(moment, "HH:mm")
    if local.date() == today:
        return str(gettext("vandaag %(time)s", time=time))
    if local.date() == today - timedelta(days=1):
        return str(gettext("gisteren %(time)s", time=time))
    pattern = "d MMMM HH:mm" if local.year == today.year else "d MMMM yyyy"
    return str(format_datetime(moment, pattern))


def day(value: date) -> str:
    """A day as people say it: "14 november 2026"."""
    return str(format_date(value, "d MMMM yyyy"))


def figure(value: Figure) -> str:
    """A measured value with its unit; a text stays as it is."""
    number = value.value
    written = number if isinstance(number, str) else format_decimal(number)
    unit = gettext(_UNITS[value.unit]) if value.unit in _UNITS else value.unit
    return f"{written} {unit}".strip()
