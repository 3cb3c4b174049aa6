"""Events over HTTP: everybody's own."""

from typing import Annotated

from fastapi import Depends, Query

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
from clew.infra.routing import Router

EventsDep = Annotated[AnalyticsEvents, Depends(AnalyticsEvents.for_request)]
router = Router()


@router.get("/analytics-events/counts", tags=["analytics-event"], operation_id="count_analytics_events")
async def count_analytics_events(events: EventsDep, span: Annotated[Span, Query()]) -> EventCounts:
    """How often what happened."""
    return await events.count_by_type(span)


router.add(  # behind the other: `/{id}` takes what nobody took before
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
