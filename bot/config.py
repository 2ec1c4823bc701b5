"""Settings: one TOML file, overridable by environment, secrets only from environment or a file.

Environment: HOTLINE_<SECTION>__<KEY>, for example HOTLINE_DATABASE__URL. Unknown keys and bad values are
refused with the file, the key and what is allowed; nothing is guessed.
"""

import os
import tomllib
from dataclasses import fields
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.keys import MasterKeys, parse
from bot.secrets import SecretMissing, read_secret
from hotline.deadlines import ClockRules
from hotline.duty.points import KINDS, POINT_RULES, PointRules, Rule
from hotline.restraint.limits import LimitRules
from hotline.retention_rules import RetentionRules

_LARGEST = 1024 * 1024
_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


class SettingsError(Exception):
    """The settings cannot be used. `problems` holds one line for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be a time zone name such as Asia/Shanghai")
    return name


def _database_url(url: str) -> str:
    try:
        driver = make_url(url).drivername
    except ArgumentError:
        driver = ""
    if driver not in _DRIVERS:
        raise ValueError(f"must begin with {' or '.join(f'{driver}://' for driver in _DRIVERS)}")
    return url


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Webhook(_Section):
    """How Telegram reaches this process, when `receive` is "webhook"."""

    public_url: AnyHttpUrl | None = None
    listen: str = "127.0.0.1"
    port: int = Field(default=8443, ge=1, le=65535)
    secret_file: Path | None = None


class Telegram(_Section):
    """Where the Bot API is and how updates come in."""

    token_file: Path | None = None
    base_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org")
    receive: Literal["polling", "webhook"] = "polling"
    messages_per_second: float = Field(default=30, gt=0, le=30)
    messages_per_second_in_a_chat: float = Field(default=1, gt=0, le=30)
    webhook: Webhook = Webhook()


class DatabaseSection(_Section):
    url: Annotated[str, AfterValidator(_database_url)] = "sqlite+aiosqlite:///data/hotline.db"


class Secrets(_Section):
    """Where the master key lies. Keep a copy apart from the database's backups."""

    master_key_file: Path = Path("secrets/master.key")


class Station(_Section):
    """Who this hotline is, for /contact and the texts; and when it may disturb people."""

    id: int = Field(default=1, ge=1)
    name: str = "人大代表热线"
    township: str = ""
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    language: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    phone: str = ""
    room: str = ""
    hours: str = ""
    service_opens: time = time(8, 0)
    service_closes: time = time(20, 0)
    office_opens: time = time(8, 30)
    office_closes: time = time(17, 30)


def _clock_fields() -> dict[str, Any]:
    hints = get_type_hints(ClockRules)
    return {
        rule.name: (hints[rule.name], Field(default=rule.default, gt=hints[rule.name]()))
        for rule in fields(ClockRules)
    }


# The rules' own dataclass says which clocks there are; pydantic would let unknown keys of it pass.
Clocks = create_model("Clocks", __base__=_Section, **_clock_fields())


class Calendar(_Section):
    """Days that differ from the built-in Chinese calendar; they win over it."""

    holidays: list[date] = []
    workdays: list[date] = []


class Routing(_Section):
    """When a case is dispatched without the liaison, and how much a deputy carries."""

    confidence: float = Field(default=0.5, ge=0, le=1)
    capacity: int = Field(default=20, ge=1)
    flood_months: list[Annotated[int, Field(ge=1, le=12)]] = [6, 7, 8, 9]


class ClassificationSection(_Section):
    lexicon: Path | None = None


class Digest(_Section):
    """The weekly digest's day (0 is Monday) and time in the station's zone."""

    weekday: int = Field(default=0, ge=0, le=6)
    at: time = time(8, 30)


def _rule_field(name: str, rule: Rule) -> Any:
    """A section for one kind of points; an award stays one, and so does a deduction."""
    lowest, highest = (0, 100) if rule.points > 0 else (-100, 0)
    section = create_model(
        name,
        __base__=_Section,
        points=(int, Field(default=rule.points, ge=lowest, le=highest)),
        most=(int, Field(default=rule.most, ge=0, le=1000)),
    )
    return section, section()


# The rules' own dataclass says which kinds of points there are.
Duty = create_model(
    "Duty",
    __base__=_Section,
    least_people=(int, Field(default=POINT_RULES.least_people, ge=1, le=100)),
    **{name: _rule_field(name, POINT_RULES.of(name)) for name in KINDS},
)


class Budget(_Section):
    """What activities of deputies may cost in a year; 0: no budget is set."""

    yuan_per_deputy: Decimal = Field(default=Decimal(0), ge=0, le=1_000_000, decimal_places=2)


class Desk(_Section):
    """The liaison's web desk: served only if it has an address of its own that her browser can reach."""

    public_url: AnyHttpUrl | None = None
    listen: str = "127.0.0.1"
    port: int = Field(default=8444, ge=0, le=65535)
    link_minutes: int = Field(default=10, ge=1, le=60)
    idle_minutes: int = Field(default=30, ge=5, le=480)
    session_hours: int = Field(default=8, ge=1, le=24)


class Open311(_Section):
    """What other systems may read and file (Open311 GeoReport v2), on the address of the desk."""

    is_enabled: bool = False
    path: Annotated[str, Field(pattern=r"^(/[A-Za-z0-9._~-]+)+$")] = "/open311/v2"
    jurisdiction_id: str = ""
    # Whether anybody may read, or only who has a key.
    is_public: bool = True
    hidden_categories: list[str] = ["纪检监察"]
    filings_per_minute: int = Field(default=30, ge=1)


class Watching(_Section):
    """How whoever runs the hotline watches over a process; without a port only its log tells."""

    listen: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=1, le=65535)
    log_format: Literal["text", "json"] = "text"


class Backup(_Section):
    """A sealed copy of everything each day, in a folder that should lie on another disk."""

    folder: Path | None = None
    at: time = time(2, 30)
    keep: int = Field(default=14, ge=1, le=400)


# The least is what nobody who means well ever meets in an hour or a day.
_LEAST = {"matters_per_day": 3, "messages_per_hour": 20, "same_words": 2}


def _limit_fields() -> dict[str, Any]:
    return {
        rule.name: (int, Field(default=rule.default, ge=_LEAST.get(rule.name, 1)))
        for rule in fields(LimitRules)
    }


# Whose messages wait, whose reports the liaison sees first, and how long somebody may be paused.
Limits = create_model("Limits", __base__=_Section, **_limit_fields())


def _retention_fields() -> dict[str, Any]:
    day = timedelta(days=1)
    return {rule.name: (timedelta, Field(default=rule.default, ge=day)) for rule in fields(RetentionRules)}


Retention = create_model("Retention", __base__=_Section, **_retention_fields())


class Settings(BaseSettings):
    """Everything the operator decides. Paths are relative to the settings file's folder."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="HOTLINE_", env_nested_delimiter="__", toml_file=None
    )

    telegram: Telegram = Telegram()
    database: DatabaseSection = DatabaseSection()
    secrets: Secrets = Secrets()
    station: Station = Station()
    clocks: Clocks = Clocks()
    calendar: Calendar = Calendar()
    routing: Routing = Routing()
    classification: ClassificationSection = ClassificationSection()
    digest: Digest = Digest()
    desk: Desk = Desk()
    open311: Open311 = Open311()
    budget: Budget = Budget()
    duty: Duty = Duty()
    watch: Watching = Watching()
    backup: Backup = Backup()
    retention: Retention = Retention()
    limits: Limits = Limits()
    folder: Path = Field(default=Path(), exclude=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over file; nothing else."""
        return (env_settings, init_settings)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.station.zone)

    @property
    def clock_rules(self) -> ClockRules:
        return ClockRules(**{rule.name: getattr(self.clocks, rule.name) for rule in fields(ClockRules)})

    @property
    def point_rules(self) -> PointRules:
        """What is worth how many points in the duty record."""
        given = self.duty.model_dump()
        least_people = given.pop("least_people")
        rules = {name: Rule(**rule) for name, rule in given.items()}
        return PointRules(**rules, least_people=least_people)

    @property
    def database_url(self) -> str:
        """The URL with a relative SQLite path made absolute from the settings' folder."""
        url = make_url(self.database.url)
        if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_absolute():
            url = url.set(database=str((self.folder / url.database).resolve()))
        return url.render_as_string(hide_password=False)

    @property
    def retention_rules(self) -> RetentionRules:
        kept = self.retention
        return RetentionRules(**{rule.name: getattr(kept, rule.name) for rule in fields(RetentionRules)})

    @property
    def limit_rules(self) -> LimitRules:
        return LimitRules(**self.limits.model_dump())

    @property
    def backup_folder(self) -> Path | None:
        """Where backups go; None: none are made."""
        return self._path(self.backup.folder)

    def token(self) -> str:
        """The bot token, from HOTLINE_TOKEN or `telegram.token_file`. Raises SecretMissing."""
        return read_secret("HOTLINE_TOKEN", self._path(self.telegram.token_file), "telegram.token_file")

    def webhook_secret(self) -> str:
        """Raises SecretMissing."""
        file = self._path(self.telegram.webhook.secret_file)
        return read_secret("HOTLINE_WEBHOOK_SECRET", file, "telegram.webhook.secret_file")

    def master_keys(self) -> MasterKeys:
        """From HOTLINE_MASTER_KEY or `secrets.master_key_file` (bot.keys). Raises SecretMissing."""
        return parse(read_secret("HOTLINE_MASTER_KEY", self.master_key_path, "secrets.master_key_file"))

    def master_key(self) -> bytes:
        """The current one, 32 bytes. Raises SecretMissing."""
        return self.master_keys().current

    @property
    def master_key_path(self) -> Path:
        return self.folder / self.secrets.master_key_file

    def _path(self, path: Path | None) -> Path | None:
        return None if path is None else self.folder / path


def load(path: Path | None) -> Settings:
    """Read the settings file (None: defaults and environment only). Raises SettingsError."""
    if path is None:
        return _validated({}, "settings", Path())
    try:
        if (size := path.stat().st_size) > _LARGEST:
            raise SettingsError([f"{path}: {size} bytes; settings are far smaller: is it another file?"])
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(
            [f"{path}: no such file; copy config.example.toml to {path} and fill it in"]
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError([f"{path}: {error}"]) from error
    return _validated(values, str(path), path.parent)


def _validated(values: dict[str, Any], source: str, folder: Path) -> Settings:
    if "folder" in values:
        raise SettingsError([f"{source}: folder: unknown key; take it out"])
    try:
        return Settings(**values, folder=folder.resolve())
    except ValidationError as error:
        raise SettingsError([_line(source, problem) for problem in error.errors()]) from None


def _line(source: str, problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if any(name.startswith(f"HOTLINE_{key.replace('.', '__').upper()}") for name in os.environ):
        source = "environment"
    if problem["type"] == "extra_forbidden":
        return f"{source}: {key}: unknown key; see config.example.toml for the keys there are"
    return f"{source}: {key}: {problem['msg'].removeprefix('Value error, ')} (found {problem['input']!r})"


__all__ = ["SecretMissing", "Settings", "SettingsError", "load"]
