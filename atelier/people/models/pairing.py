from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Pairing(Base):
    """A machine that asks to become a station, until a person types the code on its screen.

    It belongs to nobody until then: whoever may type codes for an organisation claims it for that
    one. The code itself comes here only with the person.
    """

    __tablename__ = "pairing"

    #: Made by the machine (UUID).
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    code_mac: Mapped[str] = mapped_column(sa.String(64))
    #: SHA-256 of the certificate that the machine saw, empty where it trusts the issuer.
    seen_certificate: Mapped[str] = mapped_column(sa.String(64))
    seen_mac: Mapped[str] = mapped_column(sa.String(64))
    secret_hash: Mapped[str] = mapped_column(sa.String(64))
    agent_version: Mapped[str] = mapped_column(sa.String(40))
    #: What the machine says that it is.
    name: Mapped[str] = mapped_column(sa.String(120))
    #: Keyed hash of where it asked from.
    address_key: Mapped[str] = mapped_column(sa.String(120))
    asked_at: Mapped[datetime] = mapped_column(default=now, index=True)
    #: ``waiting``, ``approved`` or ``refused``; a pairing expires by itself.
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    settled_at: Mapped[datetime | None]
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("station.id"))
    #: The token, hidden with a key that only the machine can make; gone once it was used.
    hidden_token: Mapped[str] = mapped_column(sa.String(200), default="")
    answer_mac: Mapped[str] = mapped_column(sa.String(64), default="")
