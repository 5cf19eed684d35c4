"""Days on which something is due, for a calendar program (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

#: How soon a calendar program ought to look again.
_REFRESH = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A whole day. ``key``: the same each time it is read, so that a calendar moves it."""

    key: str
    day: date
    title: str
    text: str = ""
    url: str = ""


def calendar(name: str, entries: Iterable[Entry], at: datetime) -> str:
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Atelier//NL")
    made.add("calscale", "GREGORIAN")
    for title in ("name", "x-wr-calname"):
        made.add(title, icalendar.vText(name))
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, at))
    text: bytes = made.to_ical()
    return text.decode()


def _event(entry: Entry, at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.key)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title)
    if entry.text:
        event.add("description", entry.text)
    if entry.url:
        event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    return event
