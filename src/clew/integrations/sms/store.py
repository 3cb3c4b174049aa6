"""The SQL of text messages: settings, logs and sums."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from pydantic import BaseModel
from sqlalchemy import ColumnElement, DateTime, func, literal_column, select

from clew.infra.listing import Span
from clew.infra.store import Store
from clew.integrations.models import SmsDirection, SMSRouterConfig, SMSUsageLog
from clew.integrations.sms.pricing import CENT_PARTS, PRICE_KEY, PRICES, parts_of, price_key
from clew.integrations.sms.schemas import (
    CostBreakdownQuery,
    SMSCost,
    SMSCostBreakdown,
    SMSUsageResponse,
)
from clew.kit.errors import Invalid

DEAREST = Decimal(1000)  # US dollars for a part; more is a slip


class SMSRouterConfigs(Store[SMSRouterConfig]):
    """Settings of the instance; a price among them must be one."""

    model = SMSRouterConfig
    searched: ClassVar = ("config_key", "description")

    def new(self, values: BaseModel) -> SMSRouterConfig:
        record = super().new(values)
        _check_price(record)
        return record

    async def change(self, record: SMSRouterConfig, values: BaseModel) -> SMSRouterConfig:
        for name, value in self.given(values).items():
            setattr(record, name, value)
        _check_price(record)
        await self.flush()
        return record

    async def price(self, direction: SmsDirection, country: str) -> Decimal | None:
        """US dollars for each part of a message, or None where nobody knows."""
        named = (SMSRouterConfig.config_key == price_key(direction, country), SMSRouterConfig.is_active)
        value = await self.session.scalar(select(SMSRouterConfig.config_value).where(*named))
        return PRICES.get((direction, country)) if value is None else Decimal(value)


class SMSUsageLogs(Store[SMSUsageLog]):
    """A person's text messages."""

    model = SMSUsageLog
    searched: ClassVar = ("message_content",)

    async def create_many(self, values: Sequence[BaseModel]) -> Sequence[SMSUsageLog]:
        records = [self.new(each) for each in values]
        for record in records:
            if record.cost_usd is None and record.country_code is not None:
                record.cost_usd = await self.calculate_cost(
                    record.message_content, record.direction, record.country_code
                )
        self.session.add_all(records)
        await self.flush()
        return records

    async def calculate_cost(self, text: str, direction: SmsDirection, country: str) -> Decimal | None:
        """US dollars for a message of all its parts, or None where the price is not known."""
        price = await SMSRouterConfigs(self.session, self.caller).price(direction, country)
        return None if price is None else (parts_of(text) * price).quantize(CENT_PARTS)

    async def get_user_usage(self, query: Span) -> SMSUsageResponse:
        direction, cost = SMSUsageLog.direction, SMSUsageLog.cost_usd
        sums = select(
            func.count().filter(direction == SmsDirection.inbound).label("received"),
            func.count().filter(direction == SmsDirection.outbound).label("sent"),
            func.sum(cost).label("cost_usd"),
            func.count().filter(cost.is_(None)).label("uncosted_messages"),
        ).where(*self._within(query))
        return SMSUsageResponse.model_validate((await self.session.execute(sums)).one())

    async def get_cost_breakdown(self, query: CostBreakdownQuery) -> SMSCostBreakdown:
        """By country and direction in each period."""
        cost, country = SMSUsageLog.cost_usd, SMSUsageLog.country_code
        period: Any = func.date_trunc(query.period.value, SMSUsageLog.created_at, "UTC").label("period_start")
        started = literal_column("period_start", DateTime(timezone=True))
        groups = (started, country, SMSUsageLog.direction)
        sums = (
            select(
                period,
                country,
                SMSUsageLog.direction,
                func.count().label("messages"),
                func.sum(cost).label("cost_usd"),
                func.count().filter(cost.is_(None)).label("uncosted_messages"),
            )
            .where(*self._within(query))
            .group_by(*groups)
            .order_by(started.desc(), country, SMSUsageLog.direction)
        )
        rows = (await self.session.execute(sums)).all()
        return SMSCostBreakdown(costs=[SMSCost.model_validate(row) for row in rows])

    def _within(self, span: Span) -> list[ColumnElement[bool]]:
        return [SMSUsageLog.user_id == self.caller.user_id, *span.holds(SMSUsageLog.created_at)]


def _check_price(record: SMSRouterConfig) -> None:
    """Raises `Invalid` where a setting is called like a price and is none."""
    if not PRICE_KEY.fullmatch(record.config_key):
        if record.config_key.startswith("price."):
            raise Invalid("A price is called price.outbound.GB or price.inbound.GB.", fields=("config_key",))
        return
    try:
        price = Decimal(record.config_value)
    except InvalidOperation:
        price = Decimal("NaN")
    if not (price.is_finite() and 0 <= price <= DEAREST):
        raise Invalid("A price is a number of US dollars, as 0.0524.", fields=("config_value",))
