"""Orders in words that a person can read: what is asked, how far it is, and what came of it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from atelier.bench import words
from atelier.bench.models import Order
from atelier.devices.identity import clean_text
from atelier.web.imaging import words as imaging
from atelier.web.words import disk as disk_size
from atelier.web.words import memory
from atelier.words import N_, Sentence

_MINUTE = 60
#: Up to here people count in minutes.
_MOST_MINUTES = 90

_LENGTHS = {"short": N_("kort"), "long": N_("lang")}

#: What a person can do about it, where an order did not end well.
_ADVICE = {
    "other_machine": N_("Dit is niet het toestel van deze opdracht. Meet het opnieuw."),
    "other_disk": N_("De schijf van deze opdracht zit er niet in. Meet het toestel opnieuw."),
    "unknown_kind": N_("Maak een nieuwe stick, en start het toestel daarmee."),
    "busy": N_("Het toestel was met iets anders bezig. Geef de opdracht straks nog eens."),
    "not_begun": N_("Het toestel kwam niet op tijd. Zet het aan, en geef de opdracht nog eens."),
    "interrupted": N_("Kijk of de lader erin zit, en geef de opdracht nog eens."),
    "unsupported": N_("Dit toestel of deze schijf kan deze test niet."),
    "missing_tool": N_("Maak een nieuwe stick, en start het toestel daarmee."),
    "error": N_("Geef de opdracht nog eens. Lukt het weer niet? Vraag raad."),
}


#: What came of a disk is not told by the order alone.
_ADVICE_ON_ERASING = dict.fromkeys(
    ("wrong", "unsupported"), N_("Bekijk bij Wissen wat er met deze schijf moet.")
)


_ADVICE_BY_KIND: Mapping[str, Mapping[str, str]] = {
    "erase": {**_ADVICE, **_ADVICE_ON_ERASING},
    #: Its evidence has reasons of its own, each with what to do.
    "image": {code: text for code, text in _ADVICE.items() if code not in {"error", "interrupted"}},
}


def detail(order: Order) -> str:
    """Beside the name of the order: how long, and which disk."""
    parts = [_parameter(order), _disk(order)]
    return " · ".join(part for part in parts if part)


def left(order: Order) -> str:
    """How long it still takes, as people say it; nothing where that is not known."""
    if order.left_s is None or order.standing not in {"accepted", "running"}:
        return ""
    return str(gettext("nog %(time)s", time=lasting(order.left_s)))


def lasting(seconds: float) -> str:
    """A length of time: "minder dan een minuut", "10 min", "2 uur", "2 u 5 min"."""
    if seconds < _MINUTE:
        return str(gettext("minder dan een minuut"))
    minutes = round(seconds / _MINUTE)
    if minutes <= _MOST_MINUTES:
        return str(gettext("%(count)s min", count=minutes))
    hours, minutes = divmod(minutes, 60)
    if minutes == 0:
        return str(gettext("%(count)s uur", count=hours))
    return str(gettext("%(hours)s u %(minutes)s min", hours=hours, minutes=minutes))


def percent(order: Order) -> int | None:
    """Rounded down, so that 100 is the end; None where it is not known."""
    return None if order.fraction is None else int(round(100 * order.fraction, 6))


def outcome(order: Order) -> str:
    """A msgid for how it stands or ended."""
    if order.standing == "lost" and not order.was_taken_on:
        return words.outcome("failed", "not_begun")  # which is written down soon
    return words.outcome(order.standing, order.reason)


def results(order: Order) -> list[Sentence]:
    """What came of it, the most important first."""
    told = _RESULTS.get(order.kind, _nothing)(order.result)
    advice = _ADVICE_BY_KIND.get(order.kind, _ADVICE)
    if order.state == "failed" and (known := advice.get(order.reason or "")):
        told = [Sentence(known), *told]
    return told


def level(order: Order) -> str:
    """Of the chip that shows its outcome."""
    if order.state == "done":
        return "good"
    if order.reason == "wrong":
        return "replace"
    return (
        "unknown" if order.reason in {"stopped", "withdrawn", "given_up", "not_begun"} else "worn"
    )


def _parameter(order: Order) -> str:
    given = order.parameters
    if order.kind == "stress" and isinstance(given.get("seconds"), int):
        return lasting(given["seconds"])
    if order.kind == "image":
        return " ".join(str(given[name]) for name in ("name", "release") if given.get(name))
    if order.kind == "self_test":
        return str(gettext(_LENGTHS.get(str(given.get("length")), "")))
    return ""


def _disk(order: Order) -> str:
    if order.disk_id is None:
        return ""
    known = (clean_text(order.disk_model), disk_size(order.disk_size_bytes))
    return " ".join(part for part in known if part) or str(gettext("schijf"))


def _stress(result: Mapping[str, Any]) -> list[Sentence]:
    cpu, ram = _count(result, "cpu_errors"), _count(result, "memory_errors")
    told = []
    if cpu:
        told.append(Sentence(N_("De processor rekende %(count)s keer fout."), {"count": cpu}))
    if ram:
        told.append(Sentence(N_("Het geheugen onthield %(count)s keer iets fout."), {"count": ram}))
    if (cpu, ram) == (0, 0):
        told.append(Sentence(N_("Geen fouten in processor of geheugen.")))
    size, hot, slow = (_count(result, n) for n in ("memory_bytes", "hottest_c", "throttled"))
    if size:
        told.append(Sentence(N_("%(size)s geheugen is getest."), {"size": memory(size)}))
    if hot:
        told.append(Sentence(N_("Warmste punt: %(degrees)s °C."), {"degrees": hot}))
    if slow:
        told.append(
            Sentence(
                N_("De processor ging %(count)s keer trager om af te koelen."), {"count": slow}
            )
        )
    return told


def _self_test(result: Mapping[str, Any]) -> list[Sentence]:
    passed, status = result.get("passed"), result.get("status")
    if passed is True:
        return [Sentence(N_("De schijf vond geen fout bij zichzelf."))]
    told = (
        [Sentence(N_("De schijf vond een fout bij zichzelf. Vervang ze."))]
        if passed is False
        else []
    )
    if isinstance(status, str) and (said := clean_text(status, 120)):
        told.append(Sentence(N_("De schijf zegt: %(status)s."), {"status": said}))
    return told


def _erase(result: Mapping[str, Any]) -> list[Sentence]:
    """As far as it came; what came of it, the server says once it has looked at the evidence."""
    fraction = result.get("fraction")
    if result.get("result") != "not_erased" or not isinstance(fraction, float):
        return []
    percent = int(100 * min(max(fraction, 0.0), 1.0))
    return [
        Sentence(N_("Het kwam tot %(percent)s %%. De schijf is niet gewist."), {"percent": percent})
    ]


_CALLS_HOME = N_("Zet het toestel aan zonder stick. Het meldt zich dan één keer.")
_IS_CONFIRMED = N_("Zet het toestel aan zonder stick. Een coördinator bevestigt dat het start.")


def _image(result: Mapping[str, Any]) -> list[Sentence]:
    """Why it is not on the disk, and what to do now; once it is: that it has to start."""
    if result.get("result") == "installed":
        return [Sentence(_CALLS_HOME if result.get("first_boot_sha256") else _IS_CONFIRMED)]
    told = result.get("reasons")
    reasons = [code for code in told if code in imaging.REASONS] if isinstance(told, list) else []
    advice = dict.fromkeys(imaging.ADVICE[code] for code in reasons)
    return [Sentence(text) for text in (*(imaging.REASONS[code] for code in reasons), *advice)]


def _probe(result: Mapping[str, Any]) -> list[Sentence]:
    return [Sentence(N_("Er is een nieuw rapport."))] if result.get("report_id") else []


def _nothing(_result: Mapping[str, Any]) -> list[Sentence]:
    return []


_RESULTS: Mapping[str, Callable[[Mapping[str, Any]], list[Sentence]]] = {
    "stress": _stress,
    "self_test": _self_test,
    "erase": _erase,
    "image": _image,
    "probe": _probe,
}


def _count(result: Mapping[str, Any], name: str) -> int | None:
    """A number of a result, which is whatever an agent said."""
    told = result.get(name)
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told < 2**53:
        return None
    return round(told)
