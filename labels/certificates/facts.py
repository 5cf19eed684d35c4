"""The fields of a certificate as blocks of names and values."""

from collections.abc import Iterator

from labels.certificates import words
from labels.certificates.blocks import Block, Row
from labels.certificates.content import (
    Device,
    Disk,
    Person,
    Smart,
    Source,
    Verification,
    Work,
)
from labels.certificates.speech import Speech
from labels.tags import format_tag
from labels.words import N_

#: Media that know no hidden areas. One behind a USB bridge may have them: it was not looked for.
_NOTHING_TO_HIDE = frozenset({"nvme", "emmc", "card", "virtual"})


def disk(it: Disk, speech: Speech) -> Block:
    say = speech.say
    rows = [
        (say(N_("Merk")), it.maker or _unknown(speech)),
        (say(N_("Model")), it.model or _unknown(speech)),
        (say(N_("Serienummer")), it.serial or _unknown(speech)),
        (say(N_("WWN")), it.wwn or _unknown(speech)),
        (say(N_("Firmware")), it.firmware or _unknown(speech)),
        (say(N_("Soort")), _medium(it, speech)),
        (say(N_("Getoonde grootte")), _size(it.apparent_bytes, speech)),
        (say(N_("Echte grootte")), _size(it.real_bytes, speech)),
        (say(N_("Verborgen delen")), _hidden(it, speech)),
    ]
    return Block(say(N_("De schijf")), tuple(rows))


def origin(device: Device, source: Source, destination: str | None, speech: Speech) -> Block:
    say = speech.say
    tag = format_tag(device.tag) if device.tag else _unknown(speech)
    going = words.known(words.DESTINATIONS, destination) if destination else N_("nog niet beslist")
    rows = (
        (say(N_("Zat in toestel")), " · ".join(filter(None, (tag, device.name)))),
        (say(N_("Komt van")), _source(source, speech)),
        (say(N_("Bestemming")), say(going)),
    )
    return Block(say(N_("Herkomst en bestemming")), rows)


def smart(it: Smart | None, speech: Speech) -> Block:
    """What the disk says of its own health."""
    say = speech.say
    told = list(_smart(it, speech)) if it else []
    text = "; ".join(told) or _unknown(speech)
    return Block(say(N_("Gezondheid")), ((say(N_("SMART")), text),))


def work(it: Work, speech: Speech, *, erased: bool) -> Iterator[Row]:
    say = speech.say
    tools = ", ".join(" ".join(filter(None, (tool.name, tool.version))) for tool in it.tools)
    yield say(N_("Methode")), _method(it, speech)
    if others := [a for a in it.attempts if a.method != it.method or a.outcome != "done"]:
        told = (
            f"{say(words.known(words.METHODS, a.method))}: "
            f"{speech.all(words.known(words.REASONS, code) for code in a.reasons)}"
            for a in others
        )
        yield say(N_("Eerder geprobeerd")), "; ".join(told)
    yield say(N_("Programma")), tools or _unknown(speech)
    yield say(N_("Begonnen op")), speech.moment(it.started)
    yield say(N_("Klaar op")), speech.moment(it.ended)
    yield say(N_("Duur")), _duration(it, speech)
    yield say(N_("Geschreven")), _written(it, speech, erased=erased)
    yield say(N_("Aantal keer")), speech.number(it.passes)
    yield say(N_("Fouten")), _errors(it, speech)


def verification(it: Verification | None, speech: Speech) -> Block:
    say, title = speech.say, speech.say(N_("Hoe het nagekeken is"))
    if it is None:
        return Block(title, ((say(N_("Teruggelezen")), say(N_("niets: het is niet nagekeken"))),))
    rows = [
        (say(N_("Teruggelezen")), _read(it, speech)),
        (say(N_("Zekerheid")), _confidence(it, speech)),
        (say(N_("Gevonden")), say(words.known(words.CONTENTS, it.content))),
        (say(N_("Afwijkingen")), speech.number(it.mismatches)),
        (say(N_("Onleesbaar")), speech.number(it.unreadable)),
    ]
    if it.canaries is not None:
        told = say(
            N_("%(left)s van %(count)s nog aanwezig"),
            left=speech.number(it.canaries_left or 0),
            count=speech.number(it.canaries),
        )
        rows.append((say(N_("Merktekens")), told))
    if it.seed:
        rows.append((say(N_("Zaad (steekproef)")), it.seed))
    return Block(title, tuple(rows))


def person(it: Person | None, speech: Speech) -> str:
    """Name, role, place, date."""
    if it is None:
        return speech.say(N_("niet bekend"))
    role = speech.say(words.known(words.ROLES, it.role)) if it.role else None
    at = speech.day(it.at) if it.at else None
    return ", ".join(filter(None, (it.name, role, it.place, at)))


def source(it: Source, speech: Speech) -> str:
    return _source(it, speech)


def _source(it: Source, speech: Speech) -> str:
    given = (
        speech.say(N_("schenking %(reference)s"), reference=it.donation) if it.donation else None
    )
    return ", ".join(filter(None, (it.donor, given))) or _unknown(speech)


def _medium(it: Disk, speech: Speech) -> str:
    medium = speech.say(words.known(words.MEDIA, it.medium)) if it.medium else None
    return ", ".join(dict.fromkeys(filter(None, (medium, it.media_type)))) or _unknown(speech)


def _hidden(it: Disk, speech: Speech) -> str:
    told = []
    for area in it.hidden_areas:
        state = speech.say(words.known(words.HIDDEN_STATES, area.state))
        size = f", {speech.size(area.hidden_bytes)}" if area.hidden_bytes else ""
        told.append(f"{words.known(words.HIDDEN_KINDS, area.kind)}: {state}{size}")
    if not told and it.medium not in _NOTHING_TO_HIDE:
        return _unknown(speech)
    return "; ".join(told) or speech.say(N_("dit soort schijf heeft er geen"))


def _smart(it: Smart, speech: Speech) -> Iterator[str]:
    say, number = speech.say, speech.number
    if it.passed is not None:
        yield (
            say(N_("de schijf zegt zelf: goed"))
            if it.passed
            else say(N_("de schijf zegt zelf: slecht"))
        )
    if it.power_on_hours is not None:
        yield say(N_("%(hours)s uur aan geweest"), hours=number(it.power_on_hours))
    if it.reallocated_sectors is not None:
        yield say(N_("%(count)s sectoren vervangen"), count=number(it.reallocated_sectors))
    if it.pending_sectors is not None:
        yield say(N_("%(count)s sectoren in twijfel"), count=number(it.pending_sectors))
    if it.media_errors is not None:
        yield say(N_("%(count)s fouten van het medium"), count=number(it.media_errors))
    if it.percentage_used is not None:
        yield say(N_("%(percent)s versleten"), percent=speech.percent(it.percentage_used / 100))


def _method(it: Work, speech: Speech) -> str:
    if it.method is None:
        return speech.say(N_("geen: er is niets begonnen"))
    method = speech.say(words.known(words.METHODS, it.method))
    if it.pattern:
        pattern = speech.say(N_("patroon %(hex)s"), hex=it.pattern)
        return f"{method} ({pattern})"
    return method


def _duration(it: Work, speech: Speech) -> str:
    told = speech.duration(it.duration_s)
    if it.interruptions:
        cut = speech.say(N_("%(count)s keer onderbroken en hervat"), count=it.interruptions)
        return f"{told}, {cut}"
    return told


def _written(it: Work, speech: Speech, *, erased: bool) -> str:
    if not it.bytes_written and erased:
        return speech.say(N_("niets: de schijf wiste zichzelf"))
    told = speech.size(it.bytes_written)
    if it.fraction is not None and it.fraction < 1:
        return f"{told}, {speech.percent(it.fraction)}"
    return told


def _errors(it: Work, speech: Speech) -> str:
    told = [
        f"{speech.say(words.known(words.ERRORS, error.kind))}: {speech.number(error.count)}"
        for error in it.errors
        if error.count
    ]
    return "; ".join(told) or speech.say(N_("geen"))


def _read(it: Verification, speech: Speech) -> str:
    size = speech.size(it.bytes_read)
    if it.method == "full":
        return speech.say(N_("alles: %(size)s"), size=size)
    return speech.say(
        N_(
            "%(share)s in een steekproef: %(samples)s plaatsen in %(strata)s gelijke delen,"
            " %(size)s"
        ),
        share=speech.percent(it.fraction),
        samples=speech.number(it.samples or 0),
        strata=speech.number(it.strata or 0),
        size=size,
    )


def _confidence(it: Verification, speech: Speech) -> str:
    if it.method == "full" and not it.unreadable:
        return speech.say(N_("elke byte is gelezen"))
    return speech.say(
        N_("als er %(left)s niet gewist was, was dat met %(sure)s zekerheid gevonden"),
        left=speech.percent(it.left_over),
        sure=speech.percent(it.confidence),
    )


def _size(size: int | None, speech: Speech) -> str:
    return speech.size(size) if size else _unknown(speech)


def _unknown(speech: Speech) -> str:
    return speech.say(N_("niet bekend"))
