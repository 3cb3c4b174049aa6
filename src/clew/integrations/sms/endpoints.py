"""Text messages over HTTP: the settings for administrators, everybody's own messages and what they cost."""

from typing import Annotated

from fastapi import Depends, Query

from clew.infra.crud import EVERY, MANY, READ, Schemas, crud_router
from clew.infra.listing import Span
from clew.infra.routing import Router
from clew.integrations.sms.schemas import (
    CostBreakdownQuery,
    SMSCostBreakdown,
    SMSRouterConfigCreate,
    SMSRouterConfigList,
    SMSRouterConfigResponse,
    SMSRouterConfigSearchRequest,
    SMSRouterConfigUpdate,
    SMSUsageLogList,
    SMSUsageLogResponse,
    SMSUsageLogSearchRequest,
    SMSUsageResponse,
)
from clew.integrations.sms.store import SMSRouterConfigs, SMSUsageLogs

UsageDep = Annotated[SMSUsageLogs, Depends(SMSUsageLogs.for_request)]
router = Router()


@router.get("/sms-usage-logs/usage", tags=["sms-usage-log"], operation_id="get_sms_usage")
async def get_sms_usage(logs: UsageDep, query: Annotated[Span, Query()]) -> SMSUsageResponse:
    """How many messages, and what they cost."""
    return await logs.get_user_usage(query)


@router.get("/sms-usage-logs/cost-breakdown", tags=["sms-usage-log"], operation_id="get_sms_cost_breakdown")
async def get_sms_cost_breakdown(logs: UsageDep, query: Annotated[CostBreakdownQuery, Query()]) -> SMSCostBreakdown:
    """What they cost by day or month, country and direction."""
    return await logs.get_cost_breakdown(query)


router.add(
    crud_router(
        "sms-router-config",
        SMSRouterConfigs,
        Schemas(
            response=SMSRouterConfigResponse,
            page=SMSRouterConfigList,
            query=SMSRouterConfigSearchRequest,
            create=SMSRouterConfigCreate,
            change=SMSRouterConfigUpdate,
        ),
        verbs=EVERY | MANY,
        guarded=EVERY | MANY,
    )
)
router.add(  # behind the others: `/{id}` takes what nobody took before
    crud_router(
        "sms-usage-log",
        SMSUsageLogs,
        Schemas(response=SMSUsageLogResponse, page=SMSUsageLogList, query=SMSUsageLogSearchRequest),
        verbs=READ,
    )
)
