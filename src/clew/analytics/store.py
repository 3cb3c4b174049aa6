"""The SQL of events."""

from pydantic import BaseModel
from sqlalchemy import func, select

from clew.analytics.models import AnalyticsEvent
from clew.analytics.schemas import EventCount, EventCounts
from clew.infra.listing import Span
from clew.infra.store import Store


class AnalyticsEvents(Store[AnalyticsEvent]):
    """What happened to the caller: `create` logs an event, `page` finds them, by their types where that is asked."""

    model = AnalyticsEvent

    def new(self, values: BaseModel) -> AnalyticsEvent:
        record = super().new(values)
        record.ip_address, record.user_agent = self.caller.ip_address, self.caller.user_agent
        record.session_id = None if self.caller.session_id is None else str(self.caller.session_id)
        return record

    async def count_by_type(self, span: Span) -> EventCounts:
        mine = (AnalyticsEvent.user_id == self.caller.user_id, *span.holds(AnalyticsEvent.created_at))
        count = func.count().label("count")
        counts = (
            select(AnalyticsEvent.event_type, count, func.max(AnalyticsEvent.created_at).label("latest"))
            .where(*mine)
            .group_by(AnalyticsEvent.event_type)
            .order_by(count.desc(), AnalyticsEvent.event_type)
        )
        rows = (await self.session.execute(counts)).all()
        return EventCounts(counts=[EventCount.model_validate(row) for row in rows])
