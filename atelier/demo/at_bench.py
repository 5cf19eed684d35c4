"""A machine of the demo on the bench: it is there, and says how its orders go."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from atelier.bench import hearing, present
from atelier.bench.models import Order
from atelier.db import now
from atelier.demo.machines import demo_id
from atelier.devices.models import Device
from atelier.people.models import Station
from diagnostics import wire


@dataclass
class AtBench:
    session: Session
    station: Station

    def begin(self, device: Device, report_id: str) -> str:
        """Starts it from the stick; the id of this start."""
        boot_id = demo_id(f"boot of {device.id} at {now().isoformat()}")
        self._is_here(device, boot_id, report_id, doing="waiting")
        return boot_id

    def leave(self, device: Device, boot_id: str, report_id: str) -> None:
        self._is_here(device, boot_id, report_id, doing="going_off")

    def says(self, order: Order, boot_id: str, number: int, state: Any, **told: Any) -> None:
        word = wire.Word(
            id=demo_id(f"word {number} of {order.id}"),
            state=state,
            at=now().isoformat(),
            boot_id=boot_id,
            number=number,
            **told,
        )
        hearing.hear(self.session, self.station, order.id, word)

    def _is_here(
        self,
        device: Device,
        boot_id: str,
        report_id: str,
        *,
        doing: Literal["waiting", "going_off"],
    ) -> None:
        told = wire.Presence(
            boot_id=boot_id,
            report_id=report_id,
            agent_version="demo",
            started_from="medium",
            doing=doing,
        )
        present.note(self.session, self.station, told, present.Reported(report_id, device.id))
