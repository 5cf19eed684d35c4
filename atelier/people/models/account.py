from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atelier.db import Base, now
from atelier.people.models.organisation import Organisation
from atelier.people.roles import Role


class Account(UserMixin, Base):  # type: ignore[misc]
    """A person who signs in."""

    __tablename__ = "account"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    #: Lower case; what is typed at sign-in.
    login: Mapped[str] = mapped_column(sa.String(80), unique=True)
    #: Made with the form that asked (UUID), so that sending it twice makes one account.
    client_id: Mapped[str | None] = mapped_column(sa.String(36))
    name: Mapped[str] = mapped_column(sa.String(80))
    role: Mapped[str] = mapped_column(sa.String(20))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str | None] = mapped_column(sa.String(2))
    active: Mapped[bool] = mapped_column(default=True)
    #: Changed with the password or at "sign out everywhere": older sessions end.
    session_key: Mapped[str] = mapped_column(sa.String(32))
    #: The PIN that goes with the badge; None: none was given yet.
    pin_hash: Mapped[str | None] = mapped_column(sa.String(200))
    #: Whether a coordinator gave it: it opens the door once, to choose one's own.
    pin_once: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    #: Wrong ones since the last right one: with too many of them it opens nothing any more.
    pin_wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_sign_in_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    def get_id(self) -> str:
        return f"{self.id}:{self.session_key}"

    @property
    def is_active(self) -> bool:
        return self.active

    def may(self, permission: str) -> bool:
        return Role(self.role).may(permission)


class SignInAttempt(Base):
    """A failed sign-in, kept as long as it counts.

    Neither name nor address is kept, only a keyed hash: people type a password where their name
    belongs.
    """

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    #: ``login:…`` or ``address:…``
    key: Mapped[str] = mapped_column(sa.String(120), index=True)
