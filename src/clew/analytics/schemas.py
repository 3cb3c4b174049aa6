"""Events as they go over the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, IPvAnyAddress

from clew.infra.db import Json
from clew.infra.listing import PageQuery
from clew.kit.schema import Input, Moment, Output, Page

EventType = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
_Bound = Field(ge=-(2**53), le=2**53, allow_inf_nan=False)
Number = Annotated[int, _Bound] | Annotated[float, _Bound]
Detail = bool | Number | Annotated[str, Field(max_length=1000)] | None
"""What can be counted or grouped by: an event is no place for content."""
Details = Annotated[dict[Annotated[str, Field(max_length=100)], Detail], Field(max_length=50)]


class AnalyticsEventSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    by_type = "event_type"


class AnalyticsEventSearchRequest(PageQuery):
    sort: AnalyticsEventSort = AnalyticsEventSort.newest
    event_type: list[str] | None = Field(default=None, max_length=50)
    session_id: str | None = Field(default=None, max_length=255)
    created_after: Moment | None = None
    created_before: Moment | None = None


class AnalyticsEventBase(Input):
    event_type: EventType = Field(examples=["thread.exported"])
    event_data: Details | None = Field(default=None, examples=[{"format": "markdown", "messages": 12}])


class AnalyticsEventCreate(AnalyticsEventBase):
    """Something that happened to the person who tells it; from where and in which session is known already."""


class AnalyticsEventResponse(Output):
    id: UUID
    event_type: str
    event_data: Json | None
    session_id: str | None
    ip_address: IPvAnyAddress | None
    user_agent: str | None
    created_at: datetime


class AnalyticsEventList(Page[AnalyticsEventResponse]):
    pass


class EventCount(Output):
    event_type: str
    count: int
    latest: datetime


class EventCounts(Output):
    """How often what happened, the most frequent first."""

    counts: list[EventCount]
