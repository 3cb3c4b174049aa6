"""Events over HTTP: everybody's own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from clew.analytics.schemas import (
    AnalyticsEventCreate,
    AnalyticsEventList,
    AnalyticsEventResponse,
    AnalyticsEventSearchRequest,
    EventCounts,
)
from clew.analytics.store import AnalyticsEvents
from clew.infra.crud import READ, Schemas, crud_router
from clew.infra.listing import Span

EventsDep = Annotated[AnalyticsEvents, Depends(AnalyticsEvents.for_request)]
router = APIRouter()


@router.get("/analytics-events/counts", tags=["analytics-event"], operation_id="count_analytics_events")
async def count_analytics_events(events: EventsDep, span: Annotated[Span, Query()]) -> EventCounts:
    """How often what happened."""
    return await events.count_by_type(span)


router.include_router(  # behind the other: `/{id}` takes what nobody took before
    crud_router(
        "analytics-event",
        AnalyticsEvents,
        Schemas(
            response=AnalyticsEventResponse,
            page=AnalyticsEventList,
            query=AnalyticsEventSearchRequest,
            create=AnalyticsEventCreate,
        ),
        verbs={*READ, "create", "create_many"},
    )
)
