"""The pages about software on a device, as people at the bench use them; and what came of it."""

import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices.lifecycle import next_step
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.imaging import catalogue
from atelier.workshop.imaging.models import FirstBoot, Image, Writing
from diagnostics.wire.imaging import Evidence, understand_evidence, understand_first_boot
from diagnostics.wire.imaging import FirstBoot as Told
from tests.bench.image import StoredImage
from tests.bench.waiting import until
from tests.bench.workshop import Workshop


class Imagings:
    """Of one device, with one image."""

    def __init__(self, workshop: Workshop, device_id: int, built: StoredImage) -> None:
        self._workshop = workshop
        self._device_id = device_id
        self._visitor = workshop.visitor()
        self.blocks = len(json.loads((built.folder / "map.json").read_bytes())["blocks"])
        self._image_id = self._take_in(built)
        #: The page after the last time that it was asked.
        self.said = ""

    def ask(self) -> str:
        """Chooses the image on the device's page, and presses the button; the order's id."""
        address = f"/devices/{self._device_id}/image"
        page = self._visitor.get(address).text
        disks = re.findall(r'name="disk" value="([^"]+)"', page)
        form = {"image": self._image_id, "client_id": str(uuid.uuid4()), "disk": disks[:1]}
        self.said = self._visitor.post(address, data=form, follow_redirects=True).text
        wanted = sa.select(Order.id).where(
            Order.device_id == self._device_id, Order.kind == "image"
        )
        with self._workshop.server.session() as session:
            found = session.scalars(wanted.order_by(Order.issued_at.desc())).first()
        assert found is not None, self.said
        return found

    def release(self) -> None:
        """A coordinator writes what is new, and presses the button."""
        form = {"nl": "Eerste versie.", "client_id": str(uuid.uuid4())}
        self.said = self._visitor.post(
            f"/images/{self._image_id}/release", data=form, follow_redirects=True
        ).text

    def fraction(self, order_id: str) -> float:
        """Of the whole work: written by 0.6, read back by 0.97."""
        with self._workshop.server.session() as session:
            order = session.get_one(Order, (self._workshop.organisation_id, order_id))
            return order.fraction or 0.0

    def evidence(self, order_id: str) -> Evidence:
        wanted = sa.select(Writing.document).where(Writing.order_id == order_id)
        with self._workshop.server.session() as session:
            return understand_evidence(session.scalars(wanted).one())

    def wait_for_first_boot(self, timeout_s: float) -> Told:
        """What the installed system said of itself, once the server let it count."""
        wanted = sa.select(FirstBoot.document).where(
            FirstBoot.device_id == self._device_id, FirstBoot.problem.is_(None)
        )

        def look() -> Any:
            with self._workshop.server.session() as session:
                return session.scalars(wanted).first()

        return understand_first_boot(until("the installed system calls home", look, timeout_s))

    @property
    def reasons(self) -> set[str]:
        """Why the device may not go to a desk yet: the codes of its gates."""
        with self._workshop.server.session() as session:
            device = session.get_one(Device, self._device_id)
            state = history.state_of(session, device)
            step = next_step(state, device.kind, datetime.now(UTC).date())
            return {reason.code for reason in step.reasons}

    def _take_in(self, built: StoredImage) -> int:
        content = (built.folder / "manifest.json").read_bytes()
        with self._workshop.server.session() as session:
            known = session.scalars(sa.select(Image).where(Image.sha256 == built.sha256)).first()
            image = known or catalogue.add(
                session, self._workshop.organisation_id, content, by=Actor(), blocks=self.blocks
            )
            return image.id
