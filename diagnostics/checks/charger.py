"""The charger: pull it out, put it in, and see that the machine notices."""

from dataclasses import dataclass

from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.kit import Found, Kit, Stopped, Texts
from diagnostics.console.keys import Key
from diagnostics.probes.host import Host
from diagnostics.report import ChargerSeen, CheckName
from diagnostics.words import Words

NAME: CheckName = "charger"

_FOLDER = "sys/class/power_supply"
WAIT_S = 60.0
_LOOK_S = 0.3
#: With less than this, or without a battery, pulling the charger out would switch it off.
_ENOUGH_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Power:
    #: None where the machine has no notion of a charger.
    online: bool | None = None
    status: str | None = None
    percent: int | None = None


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Lader"),
        todo=words("Trek de lader uit, en steek hem daarna weer in."),
        question=words("Laadt het toestel op?"),
        absent=words("Dit toestel zegt niets over een lader."),
        faults={
            "no_power": words("Het toestel laadt niet"),
            "loose_plug": words("De stekker zit los in het toestel"),
            "broken_cable": words("De kabel of de lader is kapot"),
        },
    )


def there(host: Host) -> bool:
    return power(host).online is not None


def power(host: Host) -> Power:
    """From the wall, and the first battery of the machine itself (not of a mouse)."""
    online, battery = None, Power()
    for name in host.names(_FOLDER):
        folder = f"{_FOLDER}/{name}"
        kind = host.read(f"{folder}/type")
        if host.read(f"{folder}/scope") == "Device":
            continue
        if kind in {"Mains", "USB", "Wireless"}:
            online = bool(online) or bool(host.read_int(f"{folder}/online"))
        elif kind == "Battery" and battery.status is None:
            battery = Power(
                status=host.read(f"{folder}/status"), percent=host.read_int(f"{folder}/capacity")
            )
    return Power(online, battery.status, battery.percent)


def perform(kit: Kit) -> Found:
    words = kit.words
    before = power(kit.host)
    unplugged = False
    if before.online and _can_do_without(before):
        unplugged = _until(kit, words("Trek de lader uit het toestel."), online=False)
    plugged = False
    if not power(kit.host).online:
        plugged = _until(kit, words("Steek de lader in het toestel."), online=True)
    return _found(words, before, _settled(kit), unplugged=unplugged, plugged=plugged)


def _can_do_without(now: Power) -> bool:
    return now.status is not None and (now.percent or 0) >= _ENOUGH_PERCENT


def _until(kit: Kit, todo: str, *, online: bool) -> bool:
    """Whether it happened; a key ends the waiting."""
    end = kit.clock() + WAIT_S
    while kit.clock() < end:
        title = texts(kit.words).title
        body = headed(title, Text(f"\n{todo}\n", style="lead"), _state(kit))
        kit.stage.show(body, [Key("enter", kit.words("het lukt niet"))])
        if power(kit.host).online is online:
            return True
        key = kit.stage.key(_LOOK_S)
        if key == "escape":
            raise Stopped
        if key is not None:
            return False
    return False


def _settled(kit: Kit) -> Power:
    """A battery takes a second or two to say that it is charging."""
    end = kit.clock() + 3
    now = power(kit.host)
    while now.online and now.status in {"Discharging", "Unknown"} and kit.clock() < end:
        kit.stage.key(_LOOK_S)
        now = power(kit.host)
    return now


def _state(kit: Kit) -> Text:
    now, words = power(kit.host), kit.words
    return Text(
        words("Stroom van de lader: ja") if now.online else words("Stroom van de lader: nee")
    )


def _found(words: Words, before: Power, after: Power, *, unplugged: bool, plugged: bool) -> Found:
    seen = ChargerSeen(
        online_before=before.online,
        online_after=after.online,
        unplugged=unplugged,
        plugged=plugged,
        status_before=before.status,
        status_after=after.status,
    )
    charging = bool(after.online) and after.status != "Discharging"
    says = words("De lader geeft stroom.") if after.online else words("De lader geeft geen stroom.")
    if before.online and not _can_do_without(before):
        says = words("Laat de lader zitten: de batterij is leeg of er is er geen.")
    return Found(measured={"charger": seen}, proposes="good" if charging else "wrong", says=says)
