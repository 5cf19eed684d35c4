from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base


class Desk(Base):
    """What people have to know of a place that lends, beside its name."""

    __tablename__ = "desk"

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    #: How people reach it: a telephone number or an e-mail address.
    contact: Mapped[str] = mapped_column(sa.String(120), default="")
    #: It comes to people, on a round.
    mobile: Mapped[bool] = mapped_column(default=False)
    #: In degrees, WGS 84; None where nobody pointed it out on the map.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: ``{"mon": [["09:00", "12:00"]], …}``: a day that is missing is closed.
    hours: Mapped[dict[str, Any] | None]
    #: The day of the week on which the van comes: ``mon``, ``tue``…; None: on no fixed day.
    delivery_day: Mapped[str | None] = mapped_column(sa.String(3))


class DeskAccount(Base):
    """Who works at which desk; a person may help at more than one."""

    __tablename__ = "desk_account"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(
        sa.ForeignKey("desk.place_id"), primary_key=True, index=True
    )
