"""A certificate in somebody's language: words, numbers, sizes, times."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal, format_percent

from labels.words import N_

_UNITS = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


@dataclass(frozen=True)
class Speech:
    """``translate`` gives a Dutch message id in ``language`` (nl, fr or en)."""

    language: str
    translate: Callable[[str], str]
    timezone: str = "Europe/Brussels"

    @property
    def locale(self) -> str:
        return {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}[self.language]

    def say(self, text: str, **values: object) -> str:
        """The message with its values in it; a percent sign is written %% in all messages."""
        return self.translate(text) % values

    def all(self, texts: Iterable[str]) -> str:
        return "; ".join(self.say(text) for text in texts)

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self.locale)

    def percent(self, share: float) -> str:
        """As exact as it has to be: 10 %, 0,1 %, 99,995 %; never rounded up to all of it."""
        floored = int(share * 1e6) / 1e6 if share < 1 else share
        return format_percent(floored, "#,##0.####\u00a0%", locale=self.locale)

    def size(self, size: int) -> str:
        """In the unit of makers, and exactly: 256,1 GB (256.060.514.304 bytes)."""
        exact = self.say(N_("%(count)s bytes"), count=self.number(size))
        for factor, unit in _UNITS:
            if size >= factor:
                rounded = format_decimal(size / factor, "#,##0.#", locale=self.locale)
                return f"{rounded} {unit} ({exact})"
        return exact

    def moment(self, told: str) -> str:
        """RFC 3339 as a person writes it, with the seconds and the offset."""
        local = datetime.fromisoformat(told).astimezone(ZoneInfo(self.timezone))
        return format_datetime(local, "d MMMM yyyy HH:mm:ss (ZZZZ)", locale=self.locale)

    def day(self, told: str) -> str:
        local = datetime.fromisoformat(told).astimezone(ZoneInfo(self.timezone))
        return format_datetime(local, "d MMMM yyyy", locale=self.locale)

    def duration(self, seconds: float) -> str:
        whole = round(seconds)
        hours, minutes = divmod(whole // 60, 60)
        if hours:
            return self.say(N_("%(hours)s u %(minutes)s min"), hours=hours, minutes=minutes)
        if minutes:
            return self.say(
                N_("%(minutes)s min %(seconds)s s"), minutes=minutes, seconds=whole % 60
            )
        return self.say(N_("%(seconds)s s"), seconds=self.number(round(seconds, 1)))
