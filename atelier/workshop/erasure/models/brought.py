from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from atelier.db import Base, now


class Brought(Base):
    """How evidence came that no word of an order carried, and what it was held to. Written once.

    Its plan and policy are those of the day on which it came: ``atelier check`` judges by them.
    """

    __tablename__ = "erasure_brought"

    evidence_id: Mapped[int] = mapped_column(
        sa.ForeignKey("erasure_evidence.id"), primary_key=True, autoincrement=False
    )
    #: ``diagnostics.wire.erasure.Plan`` of the disk, from the report that was the newest.
    plan: Mapped[dict[str, Any]]
    #: ``diagnostics.wire.erasure.Parameters``
    parameters: Mapped[dict[str, Any]]
    #: Codes of ``judging.Doubt``: what a person has to know before it may count.
    doubts: Mapped[list[str]] = mapped_column(default=list)
    #: When the machine says that it ended; None where its clock cannot be believed.
    ended_at: Mapped[datetime | None]
    #: Who sent the file by hand; a station is in the evidence's own row.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
