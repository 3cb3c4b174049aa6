"""What settings are: of a person, all with defaults, and of the instance, one value each."""

import re
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from clew.kit.schema import Input, JsonAny, Output, Page, absent

Item = TypeVar("Item")
TIME_OF_DAY = r"([01][0-9]|2[0-3]):[0-5][0-9]"
# A well-formed tag as RFC 5646, section 2.1 has it; whether its parts are registered is not asked.
LANGUAGE_TAG = re.compile(
    r"""(?ix) [a-z]{2,3} (-[a-z]{3}){0,3}      # language and its extensions
        (-[a-z]{4})? (-([a-z]{2}|[0-9]{3}))?   # script, region
        (-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*   # variants
        (-[0-9a-wyz](-[a-z0-9]{2,8})+)*        # extensions
        (-x(-[a-z0-9]{1,8})+)?                 # for private use"""
)


@cache
def _time_zones() -> frozenset[str]:
    """The names of IANA's database, without those that mean something else on every machine."""
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def _is_time_zone(value: str) -> str:
    if value not in _time_zones():
        raise ValueError("must be a time zone of IANA, like Europe/Berlin")
    return value


def _is_language(value: str) -> str:
    if not LANGUAGE_TAG.fullmatch(value):
        raise ValueError("must be a language tag, like en or pt-BR")
    return value


def _is_written_out(value: object) -> object:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(TIME_OF_DAY, value):
        raise ValueError("must be a time of day, like 22:00")
    return value


def _each_once(value: list[Item]) -> list[Item]:
    return list(dict.fromkeys(value))


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_is_time_zone)]
Language = Annotated[str, StringConstraints(max_length=35), AfterValidator(_is_language)]
TimeOfDay = Annotated[
    time,
    BeforeValidator(_is_written_out),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{TIME_OF_DAY}$"}),
]
"""Hours and minutes of the person's own clock."""


class Theme(StrEnum):
    light = "light"
    dark = "dark"
    system = "system"  # as the device has it


class NotificationChannel(StrEnum):
    in_app = "in_app"
    push = "push"
    email = "email"
    sms = "sms"


Channels = Annotated[list[NotificationChannel], Field(max_length=10), AfterValidator(_each_once)]


class QuietHours(Input):
    """In the person's time zone; over midnight where the end is the earlier."""

    start: TimeOfDay = Field(examples=["22:00"])
    end: TimeOfDay = Field(examples=["07:00"])


class UserSettingsBase(Input):
    """All settings of a person, as they are for everybody who has changed nothing."""

    time_zone: TimeZone = Field(default="UTC", examples=["Europe/Berlin"])
    language: Language = Field(default="en", examples=["pt-BR"])
    theme: Theme = Theme.system
    quiet_hours: QuietHours | None = None
    """When nothing rings; null for never."""
    notification_channels: Channels = Field(default=[NotificationChannel.in_app])
    """How reminders come; an empty list for not at all."""
    memory_enabled: bool = True
    """Whether Clew remembers what the person says."""


class UserSettingsCreate(UserSettingsBase):
    """What is left out becomes what everybody begins with."""


class SavedUserSettings(UserSettingsBase):
    """The settings of a person as they are in force."""

    updated_at: datetime | None = None
    revision: int | None = None


class UserSettingsUpdate(Input):
    """What is left out stays as it is."""

    time_zone: TimeZone = absent()
    language: Language = absent()
    theme: Theme = absent()
    quiet_hours: QuietHours | None = absent()
    notification_channels: Channels = absent()
    memory_enabled: bool = absent()


class QuietHoursResponse(Output):
    start: TimeOfDay
    end: TimeOfDay


class UserSettingsResponse(Output):
    time_zone: str
    language: str
    theme: Theme
    quiet_hours: QuietHoursResponse | None
    notification_channels: list[NotificationChannel]
    memory_enabled: bool
    updated_at: datetime | None
    """Null where nothing has ever been changed."""


class SystemSettingUpdate(Input):
    value: JsonAny = Field(examples=[True])
    """In the form that the setting asks for."""


class SystemSettingChange(SystemSettingUpdate):
    """One of several."""

    key: str = Field(max_length=100, examples=["registration.open"])


class SystemSettingsBulkUpdate(Input):
    """Several settings at once, all or none."""

    items: list[SystemSettingChange] = Field(min_length=1, max_length=100)


class SystemSettingResponse(Output):
    key: str
    value: Any
    default: Any
    description: str
    is_default: bool
    updated_at: datetime | None
    """Null where it has its default."""


class SystemSettingList(Page[SystemSettingResponse]):
    pass
