"""Settings, logs and costs of text messages as they go over the wire."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from clew.infra.listing import Sort, Span, TextQuery
from clew.integrations.models import SmsDirection
from clew.kit.schema import Input, Moment, Output, Page, absent

ConfigKey = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")]
ConfigValue = Annotated[str, Field(max_length=10_000)]
Description = Annotated[str, Field(max_length=2000)]
PhoneNumber = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""As E.164 writes it: `+441632960961`."""
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""As ISO 3166 writes it: `GB`."""


class SMSRouterConfigSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_key = "config_key"


class SMSRouterConfigSearchRequest(TextQuery):
    """`q` is looked for in keys and descriptions."""

    sort: SMSRouterConfigSort = SMSRouterConfigSort.by_key
    config_key: str | None = Field(default=None, max_length=100)
    is_active: bool | None = None


class SMSRouterConfigBase(Input):
    """A setting of the sending and receiving of text messages."""

    description: Description | None = Field(default=None, examples=["What a text to Britain costs us"])
    is_active: bool = True


class SMSRouterConfigCreate(SMSRouterConfigBase):
    config_key: ConfigKey = Field(examples=["price.outbound.GB"])
    """A `price.{direction}.{country}` is in US dollars for each part of a message."""
    config_value: ConfigValue = Field(examples=["0.0524"])
    """Never a secret."""


class SMSRouterConfigUpdate(Input):
    config_key: ConfigKey = absent()
    config_value: ConfigValue = absent()
    description: Description | None = None
    is_active: bool = absent()


class SMSRouterConfigResponse(Output):
    id: UUID
    config_key: str
    config_value: str
    description: str | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class SMSRouterConfigList(Page[SMSRouterConfigResponse]):
    pass


class SMSUsageLogSearchRequest(TextQuery):
    """`q` is looked for in the texts."""

    sort: Sort = Sort.newest
    direction: SmsDirection | None = None
    status: list[str] | None = Field(default=None, max_length=20)
    country_code: list[str] | None = Field(default=None, max_length=50)
    phone_number: str | None = Field(default=None, max_length=20)
    created_after: Moment | None = None
    created_before: Moment | None = None
    cost_usd_min: Decimal | None = Field(default=None, ge=0, max_digits=10, decimal_places=4)
    cost_usd_max: Decimal | None = Field(default=None, ge=0, max_digits=10, decimal_places=4)


class SMSUsageLogCreate(Input):
    """A text message that was sent or received; written by what sends and receives, not by clients."""

    phone_number: PhoneNumber
    message_content: str = Field(max_length=100_000)
    direction: SmsDirection
    status: str = Field(max_length=20)
    twilio_sid: str | None = Field(default=None, max_length=255)
    country_code: Country | None = None
    cost_usd: Decimal | None = Field(default=None, ge=0, max_digits=10, decimal_places=4)
    """As the carrier said; else it is calculated, where the price is known."""
    processing_time_ms: int | None = Field(default=None, ge=0, le=2**31 - 1)
    error_message: str | None = Field(default=None, max_length=2000)


class SMSUsageLogResponse(Output):
    """One text message, and what it cost."""

    id: UUID
    phone_number: str
    message_content: str
    direction: SmsDirection
    status: str
    twilio_sid: str | None
    cost_usd: Decimal | None
    country_code: str | None
    processing_time_ms: int | None
    error_message: str | None
    created_at: datetime
    updated_at: datetime


class SMSUsageLogList(Page[SMSUsageLogResponse]):
    pass


class Period(StrEnum):
    day = "day"
    month = "month"


class CostBreakdownQuery(Span):
    period: Period = Period.month
    """Days and months are those of UTC."""


class SMSUsageResponse(Output):
    """The sums over a span."""

    received: int
    sent: int
    cost_usd: Decimal | None
    """What is known to have been spent; null where no message's cost is known."""
    uncosted_messages: int
    """Messages whose cost is not known: where there are some, the cost is at least the sum."""


class SMSCost(Output):
    """What messages of one country and direction cost in one period."""

    period_start: datetime
    country_code: str | None
    direction: SmsDirection
    messages: int
    cost_usd: Decimal | None
    uncosted_messages: int


class SMSCostBreakdown(Output):
    """The costs of a span, the latest period first."""

    costs: list[SMSCost]
