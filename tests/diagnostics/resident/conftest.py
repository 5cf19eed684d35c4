"""A machine on the bench that is made up, and the moments in its day."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from diagnostics.link.answer import Answer
from diagnostics.link.discovery import Found
from diagnostics.link.errors import (
    Forbidden,
    Garbled,
    NoConnection,
    NotTrusted,
    Refused,
    TooOld,
    WrongToken,
)
from diagnostics.link.network import Interface, NetworkState
from diagnostics.link.pairing import NotPrivate, PairingBroken
from diagnostics.link.sentences import Sentence
from diagnostics.orders import Erased, Running
from diagnostics.report import (
    Agent,
    Battery,
    Cpu,
    Disk,
    DiskHealth,
    Memory,
    MemoryModule,
    Problem,
    Report,
    Requirement,
    Screen,
    System,
    Windows11,
)
from diagnostics.resident.facts import Facts, Kept
from diagnostics.wire import DeviceSeen, NextStep, View
from tests.diagnostics.console.conftest import watched
from tests.diagnostics.resident.doubles import end_all

__all__ = ["watched"]  # a fixture
GIB = 2**30
TAG = "4217 0385 61"
DISK = Disk(
    name="sda",
    model="Schijf 1",
    size_bytes=256 * 10**9,
    rotational=False,
    internal=True,
    health=DiskHealth(passed=True),
)
REPORT = Report(
    id="11111111-1111-4111-8111-111111111111",
    made_at="2026-01-01T00:00:00+01:00",
    agent=Agent(version="0", root=True, started_from="medium", duration_s=1.5),
    system=System(maker="LENOVO", product="20HES0", version="ThinkPad T470", serial="PF0"),
    cpu=Cpu(model="Intel Core i5-7200U", cores=2),
    memory=Memory(
        total_bytes=8 * GIB, slots=2, slots_free=1, modules=(MemoryModule(size_bytes=8 * GIB),)
    ),
    disks=(DISK,),
    batteries=(Battery(name="BAT0", design_mwh=47520, full_mwh=31000, cycles=312),),
    screens=(Screen(inches=14.0, width_px=1920, height_px=1080, maker="AU Optronics"),),
    windows11=Windows11(
        possible=False,
        requirements=(Requirement(name="cpu", met=False, found="Intel Core i5-7200U"),),
    ),
)
TWELVE = replace(
    REPORT,
    disks=tuple(
        replace(DISK, name=f"sd{letter}", model=f"Schijf {letter}") for letter in "abcdefghijkl"
    ),
    problems=(
        Problem(
            subsystem="disks",
            kind="timeout",
            message="smartctl gave no answer within 20 s",
            facts=("disks[sdf].health",),
        ),
    ),
)
ONLINE = NetworkState(
    interfaces=(Interface(name="eth0", kind="cable", carrier=True, addresses=("192.0.2.7",)),),
    route=True,
)
OFFLINE = NetworkState(interfaces=(Interface(name="eth0", kind="cable"),))
URL = "https://atelier.example/devices/12/receive"
WAY = (
    ("Ontvangen", "done"),
    ("Gemeten", "done"),
    ("Wissen", "now"),
    ("Software", "to_come"),
    ("Herstellen", "to_come"),
    ("Nakijken", "to_come"),
    ("Klaar", "to_come"),
)
ERASE = NextStep(key="erase", name="Wis de schijf", text="Alles op deze schijf gaat weg.")
READY = NextStep(key="ready", name="Klaar", text="Zet het toestel bij de klare toestellen.")
RECEIVE = NextStep(key="receive", name="Ontvang het toestel", text="Van wie komt dit toestel?")
CHOOSE = NextStep(key="choose", name="Kies welk toestel dit is", text="Het lijkt op een ander.")
TAGGED = View(version="1", device=DeviceSeen(tag=TAG), next_step=ERASE, way=WAY)
UNTAGGED = View(version="1", device=DeviceSeen(), url=URL, next_step=RECEIVE, way=WAY)
SELF_TEST = Running(
    order_id="1",
    kind="self_test",
    disk="sda",
    model="Schijf 1",
    state="running",
    fraction=0.58,
    left_s=117,
    sentence="De schijf test zichzelf.",
)


def facts(**more: Any) -> Facts:
    """Measured, on our medium, with a server that is known."""
    usual: dict[str, Any] = {
        "medium": True,
        "name": "LENOVO ThinkPad T470",
        "report": REPORT,
        "network": ONLINE,
        "reach": "known",
        "address": "https://atelier.example",
        "loaded_from": "memory",
    }
    return Facts(**(usual | more))


def taken(**more: Any) -> Facts:
    """The server took the report, and knows the machine."""
    usual = {"taken": REPORT, "answer": Answer(state="matched", tag=TAG), "view": TAGGED}
    return facts(**(usual | more))


KEPT = Kept(at="ATELIER/reports/atelier-1.json")
ERASE = replace(
    SELF_TEST,
    kind="erase",
    fraction=0.41,
    sentence="De schijf wordt gewist.",
)
#: Each moment with what must stand on the screen then, in Dutch.
MOMENTS: dict[str, tuple[Facts, tuple[str, ...]]] = {
    "starting": (
        facts(report=None, measuring=True, reach="starting", network=None, loaded_from=None),
        ("Aan het meten", "netwerk: even kijken"),
    ),
    "measured before the network": (facts(reach="starting"), ("Verbinden", "het netwerk start")),
    "sending": (facts(), ("Verzenden", "het verslag wordt verzonden")),
    "to be claimed": (
        facts(taken=REPORT, answer=Answer(state="new"), view=UNTAGGED),
        ("Ontvang het toestel", "Scan deze code", "nog geen etiket"),
    ),
    "answered, no view yet": (
        facts(taken=REPORT, answer=Answer(state="new", url=URL, next_name="Ontvang")),
        ("Verzenden",),
    ),
    "answered, and no view comes": (
        facts(
            taken=REPORT,
            answer=Answer(state="new", url=URL, next_name="Ontvang"),
            error=Forbidden("x"),
        ),
        ("Ontvang", "Scan deze code", "Dit station"),
    ),
    "which one is it": (
        taken(view=View(version="1", url=URL, next_step=CHOOSE)),
        ("Kies welk toestel dit is", "Dit toestel lijkt op een ander"),
    ),
    "known": (taken(), ("Wis de schijf", "Alles op deze schijf gaat weg.", "netwerk: goed")),
    "ready": (taken(view=replace(TAGGED, next_step=READY)), ("Klaar", "Zet het toestel")),
    "known, without a next step": (
        taken(view=replace(TAGGED, next_step=None)),
        ("Gemeten", "Verzonden."),
    ),
    "at work": (
        taken(running=(SELF_TEST,)),
        ("Bezig", "De schijf test zichzelf.", "Schijf 1", "58 %", "nog 2 min", "Laat dit toestel"),
    ),
    "two orders at work": (
        taken(running=(SELF_TEST, replace(SELF_TEST, model="Schijf 2", fraction=None))),
        ("Schijf 1", "Schijf 2", "58 %"),
    ),
    "two disks erased at once, one done": (
        taken(
            running=(ERASE, replace(ERASE, model="Schijf 2", fraction=0.03, left_s=7260)),
            erased=(Erased(disk="sdc", model="Schijf 3", result="erased"),),
        ),
        (
            "De schijf wordt gewist",
            "Schijf 1",
            "41 %",
            "Schijf 2",
            "3 %",
            "nog 2 u 1 min",
            "Schijf 3: Gewist en nagelezen.",
        ),
    ),
    "erased, and not": (
        taken(
            erased=(
                Erased(disk="sda", model="Schijf 1", result="erased"),
                Erased(disk="sdb", model="Schijf 2", result="erased_with_exceptions"),
                Erased(disk="sdc", model="Schijf 3", result="not_erased"),
                Erased(disk="sdd", result="not_erased", stopped=True, fraction=0.419),
                Erased(disk="sde", model="Schijf 5"),
            )
        ),
        (
            "Schijf 1: Gewist en nagelezen.",
            "Schijf 2: Gewist, maar niet alles ging goed.",
            "Schijf 3: Niet gewist.",
            "sdd: Niet gewist: gestopt bij 41 %.",
            "Schijf 5: Er is niets begonnen.",
        ),
    ),
    "switch off while at work": (
        taken(running=(SELF_TEST,), confirm="power_off"),
        ("Nog bezig", "dan stopt waar het mee bezig is", "Toch uitzetten", "Niet doen"),
    ),
    "going off": (taken(going="power_off"), ("Gaat uit", "Het scherm wordt donker")),
    "restarting": (taken(going="reboot"), ("Start opnieuw",)),
    "server gone": (taken(away_since=-200.0), ("Wis de schijf", "geen antwoord sinds 3 min")),
    "measuring anew": (taken(measuring=True), ("Wis de schijf", "dit toestel wordt gemeten")),
    "all that is known": (taken(details=True), ("Alle gegevens", "Serienummer", "8 GB", "Terug")),
    "no network": (
        facts(reach="no_network", network=OFFLINE, kept=KEPT),
        ("Geen netwerk", "netwerkkabel", "bewaard: ATELIER/reports"),
    ),
    "network gone, server known": (
        facts(network=OFFLINE, error=NoConnection("x"), kept=KEPT),
        ("Geen netwerk", "netwerkkabel", "bewaard: ATELIER/reports"),
    ),
    "looking": (facts(reach="looking"), ("Verbinden", "de server wordt gezocht")),
    "asking": (facts(reach="asking"), ("Verbinden", "de server wordt gezocht")),
    "no server": (
        facts(reach="not_found"),
        ("Geen server gevonden", "blijft zoeken", "atelier.txt"),
    ),
    "several servers": (
        facts(
            reach="choosing", found=(Found("Noord", "https://a.test"), Found("Zuid", "https://b"))
        ),
        ("Kies de server", "1 Noord", "2 Zuid", "cijfer"),
    ),
    "pairing": (
        facts(reach="pairing", code="7K3M 9XQ2"),
        ("Koppelen", "op de pagina Stations", "https://atelier.example"),
    ),
    "pairing refused": (facts(reach="refused"), ("Niet gekoppeld", "Druk op 5")),
    "server does not answer": (
        facts(error=NoConnection("x")),
        ("Geen verbinding", "Staat hij aan?", "https://atelier.example"),
    ),
    "server does not answer our question to pair": (
        facts(reach="asking", error=NoConnection("x")),
        ("Geen verbinding", "Staat hij aan?", "https://atelier.example"),
    ),
    "somebody stands between": (
        facts(reach="asking", error=PairingBroken("x")),
        ("Server niet vertrouwd", "Een ander antwoordt"),
    ),
    "to be paired where anybody can read along": (
        facts(reach="asking", error=NotPrivate("x"), address="http://192.0.2.1"),
        ("Niet koppelen", "iedereen meelezen", "https://"),
    ),
    "something else answers": (facts(error=Garbled("x")), ("Geen verbinding", "iets anders dan")),
    "wrong token": (
        facts(error=WrongToken("x"), kept=KEPT),
        ("Geen toegang", "Druk op 5", "Opnieuw koppelen", "bewaard: ATELIER/reports"),
    ),
    "wrong token where anybody can read along": (
        facts(error=WrongToken("x"), address="http://192.0.2.1"),
        ("Geen toegang", "Vraag de coördinator een nieuwe"),
    ),
    "not allowed": (
        facts(error=Forbidden("x")),
        ("Geen toegang", "Vraag de coördinator, of druk op 5", "Opnieuw koppelen"),
    ),
    "not allowed where anybody can read along": (
        facts(error=Forbidden("x"), address="http://192.0.2.1"),
        ("Geen toegang", "Vraag de coördinator om het toe te laten"),
    ),
    "medium too old": (facts(error=TooOld("x")), ("Deze stick is te oud", "Maak een nieuwe stick")),
    "report refused": (
        facts(error=Refused("te groot", field="disks"), kept=Kept(why=Sentence("%s", ("vol",)))),
        ("Verslag geweigerd", "te groot – disks", "niet bewaard. vol"),
    ),
    "report refused and put aside": (
        facts(
            error=Refused("te groot"),
            kept=Kept(at="ATELIER/reports/refused/atelier-1.json", aside=True),
        ),
        ("Verslag geweigerd", "apart gezet: ATELIER/reports/refused", "vraag de coördinator"),
    ),
    "newest refused, an earlier one taken": (
        taken(error=Refused("te groot"), report=replace(REPORT, id="newer")),
        ("Wis de schijf", "De server neemt het verslag niet aan: te groot"),
    ),
    "taken, and then not let on": (
        taken(error=Refused("Een ander station spreekt al voor dit toestel.")),
        ("Wis de schijf", "De server zegt nee: Een ander station"),
    ),
    **{
        f"not trusted: {doubt}": (
            facts(error=NotTrusted("x", doubt)),  # type: ignore[arg-type]
            ("Server niet vertrouwd", says),
        )
        for doubt, says in {
            "dates": "Klopt de datum?",
            "unknown_issuer": "Druk op 5",
            "other_certificate": "niet de server van vroeger",
            "other_name": "Kijk het adres na",
            "other": "Druk op 5",
        }.items()
    },
    "stick pulled out": (taken(stick_gone=True), ("stick: eruit",)),
    "stick may go": (taken(), ("stick: mag eruit",)),
    "little memory": (taken(loaded_from="stick"), ("stick: laat zitten",)),
    "stick pulled out too early": (
        taken(loaded_from="stick", stick_gone=True),
        ("stick: steek hem terug",),
    ),
    "clock corrected": (
        taken(notes=(Sentence("%s bewaarde verslagen zijn verzonden.", ("3",)),)),
        ("Let op", "3 bewaarde verslagen"),
    ),
    "no disk": (taken(report=replace(REPORT, disks=())), ("geen gevonden",)),
    "twelve disks, one silent": (
        taken(report=TWELVE, details=True),
        ("Schijf a", "Schijf e", "↓ meer"),
    ),
}


@pytest.fixture(autouse=True)
def _no_thread_goes_on(no_thread_left: None) -> Iterator[None]:
    yield
    end_all()
