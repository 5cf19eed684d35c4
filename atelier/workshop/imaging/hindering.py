"""Why an image cannot be ordered on a device here and now: pure, from what is known of both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from atelier.bench import present
from atelier.bench.identities import Measured
from atelier.bench.models import Order, Presence
from atelier.db import today
from atelier.devices.lifecycle import GATES, State, kinds
from atelier.devices.models import Device
from atelier.words import N_, Sentence
from atelier.workshop.imaging import fitting
from atelier.workshop.imaging.catalogue import Standing
from atelier.workshop.imaging.models import Image
from atelier.workshop.imaging.targets import Target
from atelier.workshop.imaging.targets import targets as _targets
from diagnostics.wire.imaging import Manifest, Multicast

ON_TRIAL = N_("Deze software is nog op proef. Alleen een coördinator kan ze op een toestel zetten.")
#: How a machine is started whose own system does not run: nobody else works on it.
_OURS = frozenset({"medium", "network"})
_ERASE = next(gate for gate in GATES if gate.key == "erase")
#: By what that gate says, where it does not say itself what to do.
_NOT_ERASED: Mapping[str, Sentence] = {
    "not_erased": Sentence(
        N_("Niet elke schijf is gewist sinds het toestel gebruikt werd. Wis ze eerst.")
    ),
    "media_unknown": Sentence(
        N_("We weten nog niet welke schijf in dit toestel zit. Meet het toestel opnieuw.")
    ),
}


@dataclass(frozen=True, kw_only=True)
class Known:
    device: Device
    state: State
    #: When it was last at a place that lends, as the state counts; 0: never. Loans are not kept
    #: yet: what was there may have been in anybody's hands.
    was_out: int
    #: The newest report.
    measured: Measured | None
    #: The starts that are connected now, the latest first.
    here: Sequence[Presence]
    #: The open ones, the oldest first.
    orders: Sequence[Order]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    image: Image
    manifest: Manifest
    standing: Standing
    #: Whoever asks is one.
    coordinator: bool
    multicast: Multicast | None = None


def why_not(known: Known, wanted: Wanted | None = None) -> Sentence | None:
    """``wanted`` None: why no image at all. None: it can be ordered."""
    return next(_reasons(known, wanted), None)


def targets(known: Known, manifest: Manifest | None = None) -> Sequence[Target]:
    if known.measured is None:
        return ()
    return _targets(known.measured.report, known.state, manifest)


def _reasons(known: Known, wanted: Wanted | None) -> Iterator[Sentence]:
    yield from _of_image(wanted)
    yield from _of_device(known)
    yield from _of_start(known)
    yield from _of_disks(known, wanted)


def _of_image(wanted: Wanted | None) -> Iterator[Sentence]:
    if wanted is None:
        return
    if wanted.standing == "withdrawn":
        yield Sentence(N_("Deze software is ingetrokken. Kies een andere."))
    if wanted.standing == "trial" and not wanted.coordinator:
        yield Sentence(ON_TRIAL)


def _of_device(known: Known) -> Iterator[Sentence]:
    device, state = known.device, known.state
    if device.kind not in kinds.TAKES_AN_IMAGE:
        yield Sentence(N_("Op dit soort toestel zetten we geen software."))
    if state.gone is not None:
        yield Sentence(N_("Dit toestel is het atelier uit."))
    if device.tag is None:
        yield Sentence(N_("Plak eerst een etiket op dit toestel."))
    if known.measured is None:
        yield Sentence(N_("Dit toestel is nog niet gemeten. Start het eerst met de stick."))


def _of_start(known: Known) -> Iterator[Sentence]:
    if not known.here:
        yield Sentence(N_("Dit toestel staat niet aan. Start het met de stick."))
    elif present.are_two(known.here):
        yield Sentence(
            N_("Er staan nu twee toestellen aan met dezelfde nummers. Zet er een uit, of wacht.")
        )
    elif known.here[0].started_from not in _OURS:
        yield Sentence(N_("Dit toestel draait niet van de stick. Start het met de stick."))
    if any(order.standing == "lost" for order in known.orders):
        yield Sentence(
            N_("Van een eerdere opdracht horen we niets meer. Sluit die eerst af, of wacht.")
        )
    elif known.orders:
        yield Sentence(N_("Het toestel is al bezig. Wacht tot dat klaar is, of stop het."))


def _of_disks(known: Known, wanted: Wanted | None) -> Iterator[Sentence]:
    state = known.state
    if state.media is not None and not state.media:
        yield Sentence(
            N_("Er zit geen schijf in dit toestel. Steek er een in, en meet het toestel opnieuw.")
        )
    elif unmet := _ERASE.unmet(state, today()):
        yield _NOT_ERASED.get(unmet.code, unmet.sentence)
    elif any(state.erased.get(medium, 0) <= known.was_out for medium in state.media or ()):
        yield Sentence(
            N_("Dit toestel was op een digibankpunt sinds het gewist werd. Wis de schijf eerst.")
        )
    found = targets(known, wanted.manifest if wanted else None)
    if not found:
        yield Sentence(
            N_("We kunnen geen enkele schijf in dit toestel zeker herkennen. Meet het opnieuw.")
        )
    if wanted is not None and known.measured is not None:
        yield from fitting.fits(wanted.manifest, known.measured.report)
    if not any(target.may_be_ordered for target in found):
        yield Sentence(N_("Geen enkele gewiste schijf in dit toestel is groot genoeg."))
