"""Rules for a machine that is measured, known and at work. Pure."""

from diagnostics.orders import Running
from diagnostics.resident.facts import Facts
from diagnostics.resident.screens import Screen, Tone, Work
from diagnostics.screen.lines import Line
from diagnostics.screen.signs import GOOD
from diagnostics.wire import DeviceSeen, NextStep, View
from diagnostics.words import Words


def going(facts: Facts, words: Words) -> Screen | None:
    if facts.going == "reboot":
        return Screen(heading=words("Start opnieuw"), sentences=(words("Even wachten."),))
    if facts.going == "power_off":
        text = words("Het scherm wordt donker. Dan is het toestel uit.")
        return Screen(heading=words("Gaat uit"), sentences=(text,))
    return None


def confirming(facts: Facts, words: Words) -> Screen | None:
    if not facts.confirm:
        return None
    text = words("Zet je het toestel nu uit, dan stopt waar het mee bezig is.")
    return Screen(
        heading=words("Nog bezig"),
        tone="attention",
        sentences=(text,),
        works=_works(facts.running, words),
    )


def details(facts: Facts, words: Words) -> Screen | None:
    """Not over the servers to choose from: their digits would do nothing, nor lead back."""
    if facts.details and facts.report and facts.reach != "choosing":
        return Screen(heading=words("Alle gegevens"), details=True)
    return None


def working(facts: Facts, words: Words) -> Screen | None:
    if not facts.running:
        return None
    return Screen(
        heading=words("Bezig"),
        sentences=(words("Laat dit toestel aan staan."),),
        works=_works(facts.running, words),
    )


def _works(running: tuple[Running, ...], words: Words) -> tuple[Work, ...]:
    return tuple(
        Work(
            text=words(one.sentence),
            about=one.model or one.disk or "",
            fraction=one.fraction,
            left_s=one.left_s,
        )
        for one in running
    )


def seen(facts: Facts) -> View | None:
    """What the server sees of this machine; where no view comes, what it answered at once.

    A view follows an answer within moments, and a code that changes under a phone is no help.
    """
    no_view_comes = facts.error is not None or facts.away_since is not None
    if facts.view or not facts.answer or not no_view_comes:
        return facts.view
    answer = facts.answer
    step = NextStep(key="", name=answer.next_name or "", text=answer.next_text or "")
    return View(
        version="",
        device=DeviceSeen(tag=answer.tag, url=answer.url),
        next_step=step if step.name else None,
    )


def to_settle(facts: Facts, words: Words) -> Screen | None:
    """A person has to say which device this is, give it a tag, or receive it: by phone."""
    view = seen(facts)
    link = _link(view) if view else None
    if view is None or link is None:
        return None
    step = view.next_step
    scan = words("Scan deze code met je telefoon.")
    if view.device is None:
        return Screen(
            heading=step.name if step else words("Kies welk toestel dit is"),
            tone="attention",
            sentences=(scan, words("Dit toestel lijkt op een ander. Kies zelf.")),
            link=link,
        )
    text = step.text if step else words("Dan krijgt dit toestel een etiket.")
    heading = step.name if step else words("Nog geen etiket")
    return Screen(heading=heading, sentences=(scan, text), link=link)


def _link(view: View) -> str | None:
    if view.url or (view.device and view.device.tag):
        return view.url
    return view.device.url if view.device else None


def next_step(facts: Facts, words: Words) -> Screen | None:
    view = seen(facts)
    if view is None:
        return None
    step = view.next_step
    if step is None:
        return Screen(heading=words("Gemeten"), tone="good", sentences=(words("Verzonden."),))
    tone: Tone = "good" if step.key == "ready" else "lead"
    return Screen(heading=step.name, tone=tone, sentences=(step.text,))


def measuring(facts: Facts, words: Words) -> Screen | None:
    if facts.report or not facts.measuring:
        return None
    text = words("Even wachten: dit toestel wordt gemeten…")
    return Screen(
        heading=words("Aan het meten"), sentences=(text,), lines=_network_ready(facts, words)
    )


def _network_ready(facts: Facts, words: Words) -> tuple[Line, ...]:
    if facts.reach != "known":
        return ()
    return (Line(words("Server"), facts.address, GOOD),)
