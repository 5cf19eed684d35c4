"""The settings: ``config/default.toml``, then the file named in ``ATELIER_CONFIG``.

Every key is checked, so that a misspelt setting is an error at the start and never ignored.
"""

import os
import re
import secrets
import tomllib
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    field_validator,
    model_validator,
)

from diagnostics.wire import erasure

ROOT = Path(__file__).resolve().parent.parent
DEFAULTS = ROOT / "config" / "default.toml"

Language = Literal["nl", "fr", "en"]
Tree = dict[str, Any]


class SettingsError(Exception):
    """A setting is missing, misspelt or of the wrong kind; the message names it."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(_Section):
    url: str


class Files(_Section):
    folder: Path
    photo_max_bytes: PositiveInt
    photo_side_px: PositiveInt


class Security(_Section):
    secret_key: str
    secret_key_file: Path
    secure_cookies: bool
    session_minutes: PositiveInt
    sign_in_attempts: PositiveInt
    sign_in_attempts_address: PositiveInt
    sign_in_window_minutes: PositiveInt
    proxies: int


class Reports(_Section):
    max_bytes: PositiveInt
    max_plain_bytes: PositiveInt


class Agents(_Section):
    oldest: str
    certificate: str
    announce: bool

    @field_validator("oldest")
    @classmethod
    def _is_a_version(cls, text: str) -> str:
        if not re.fullmatch(r"\d+(\.\d+)*", text):
            raise ValueError("write it as 0.1.0")
        return text


class Orders(_Section):
    accept_s: PositiveInt
    silent_s: PositiveInt
    reboot_s: PositiveInt
    present_s: PositiveInt
    wait_s: PositiveFloat
    result_max_bytes: PositiveInt


class Bench(_Section):
    idle_minutes: PositiveInt


class Sufficient(_Section):
    nvme: erasure.Level
    sata_ssd: erasure.Level
    sata_hdd: erasure.Level
    sas: erasure.Level
    emmc: erasure.Level
    usb: erasure.Level
    card: erasure.Level
    virtual: erasure.Level
    other: erasure.Level


class Checking(_Section):
    strata: int
    samples: int
    fraction: float
    full_below_bytes: int
    full: bool


class Erasure(_Section):
    """``diagnostics.wire.erasure.Policy``, field by field."""

    sufficient: Sufficient
    checking: Checking
    max_errors: int
    ata_enhanced_on_flash: erasure.Level
    ata_security: bool
    stall_s: float
    stalling_models: list[str]
    pattern: str

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if troubles := [f"{path} {trouble}" for path, trouble in erasure.faults(self.policy)]:
            raise ValueError("; ".join(troubles))
        return self

    @property
    def policy(self) -> erasure.Policy:
        told = self.model_dump(exclude={"sufficient", "checking", "stalling_models"})
        return erasure.Policy(
            sufficient=erasure.Sufficient(**self.sufficient.model_dump()),
            checking=erasure.Checking(**self.checking.model_dump()),
            stalling_models=tuple(self.stalling_models),
            **told,
        )


class Certificates(_Section):
    keys: str
    checks: PositiveInt


class Lending(_Section):
    #: In cents a month.
    tariffs: dict[str, NonNegativeInt]
    months: PositiveInt
    most_computers: PositiveInt
    most_handhelds: PositiveInt
    keep_days: PositiveInt
    inspect_months: PositiveInt
    remind_days: list[NonNegativeInt]
    forget_months: PositiveInt


class Mail(_Section):
    server: str
    security: Literal["none", "starttls", "tls"]
    user: str
    password_file: str
    sender: str

    @field_validator("server")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if text and not re.fullmatch(r"[^\s:]+:\d+", text):
            raise ValueError("write it as host:port")
        return text


class Sms(_Section):
    url: str
    token_file: str

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if text and not text.startswith(("https://", "http://localhost", "http://127.0.0.1")):
            raise ValueError("begin it with https://")
        return text


class Help(_Section):
    """Where a borrower finds people; empty: a line to write it on."""

    address: str = ""
    phone: str = ""
    hours: str = ""


class Leaflets(_Section):
    #: By the name of the organisation, as in Atelier.
    help: dict[str, Help]


class Imaging(_Section):
    folder: Path
    accel: str

    @field_validator("accel")
    @classmethod
    def _is_a_location(cls, text: str) -> str:
        if text and not (text.startswith("/") and text.endswith("/")):
            raise ValueError("begin and end it with /, as the location in nginx")
        return text


class Site(_Section):
    address: str


class Locale(_Section):
    language: Language
    languages: list[Language]
    timezone: str


class Rules(_Section):
    verdicts: Path
    suggestions: Path
    checklists: Path


class Worth(_Section):
    """What one row of a table of values is about: empty grades and 0 GB are any."""

    kinds: list[str]
    grades: list[Literal["A", "B", "C", "D"]] = []
    memory_gb: float = 0
    cents: NonNegativeInt


class Repair(_Section):
    hour_cents: NonNegativeInt
    worth: list[Worth]


class Switch(_Section):
    enabled: bool


class Health(_Section):
    disk_free_min_bytes: int


class Settings(_Section):
    database: Database
    files: Files
    security: Security
    reports: Reports
    orders: Orders
    bench: Bench
    erasure: Erasure
    certificates: Certificates
    imaging: Imaging
    lending: Lending
    mail: Mail
    sms: Sms
    leaflets: Leaflets
    site: Site
    agents: Agents
    locale: Locale
    rules: Rules
    repair: Repair
    metrics: Switch
    health: Health
    demo: Switch


def load(path: str | os.PathLike[str] | None = None, overrides: Tree | None = None) -> Settings:
    """The settings in force.

    ``path``: a TOML file laid over the defaults (default: ``$ATELIER_CONFIG`` where set);
    ``overrides``: a tree of the same shape laid over both. Raises SettingsError.
    """
    tree = _read(DEFAULTS)
    chosen = path or os.environ.get("ATELIER_CONFIG")
    if chosen:
        _lay_over(tree, _read(Path(chosen)))
    _lay_over(tree, overrides or {})
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {where}: {first['msg']}") from error


def secret_key(security: Security) -> str:
    """The configured key, or one made once and kept in a file that only its owner reads."""
    if security.secret_key:
        return security.secret_key
    path = security.secret_key_file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def rules_path(path: Path) -> Path:
    """A path of a rules file: as given, or relative to the project."""
    return path if path.is_absolute() or path.exists() else ROOT / path


def _read(path: Path) -> Tree:
    try:
        return tomllib.loads(path.read_text())
    except OSError as error:
        raise SettingsError(f"settings file {path} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"settings file {path}: {error}") from error


def _lay_over(tree: Tree, over: Tree) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(tree.get(key), dict):
            _lay_over(tree[key], value)
        else:
            tree[key] = value
