"""Accounts at other services, text messages, events."""

import secrets

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.integrations.models import SmsDirection
from clew.integrations.oauth.store import OAuthIntegrations, Tokens
from clew.integrations.sms.schemas import SMSUsageLogCreate
from clew.integrations.sms.store import SMSUsageLogs


def _setting(_: Things) -> dict[str, object]:
    return {"config_key": secrets.token_hex(8), "config_value": "1"}


def _event(_: Things) -> dict[str, object]:
    return {"event_type": "planted"}


OPERATIONS = {
    **resource("oauth-integration", Reach.theirs),
    "remove_oauth_integration": Operation(Reach.theirs, "DELETE", "/api/v1/oauth-integrations/{oauth_integration_id}"),
    **resource(
        "sms-router-config", Reach.guarded, _setting, lambda _: {"is_active": False, **_setting(_)}, is_many=True
    ),
    **resource("sms-usage-log", Reach.theirs),
    "get_sms_usage": Operation(Reach.own, "GET", "/api/v1/sms-usage-logs/usage"),
    "get_sms_cost_breakdown": Operation(Reach.own, "GET", "/api/v1/sms-usage-logs/cost-breakdown"),
    **resource("analytics-event", Reach.theirs, _event),
    "create_many_analytics_events": Operation(
        Reach.own, "POST", "/api/v1/analytics-events/bulk", lambda things: {"items": [_event(things)]}
    ),
    "count_analytics_events": Operation(Reach.own, "GET", "/api/v1/analytics-events/counts"),
}
EVERYBODYS = {("remove_many_sms_router_configs", "ids"): "sms_router_config_id"}


async def make(person: Person, owner: Person, _fake: FakeProvider) -> dict[str, object]:
    setting = await owner.client.post("/api/v1/sms-router-configs", json=_setting(Things({})))
    event = {"event_type": "planted", "event_data": {"note": CANARY}}
    told = await person.client.post("/api/v1/analytics-events", json=event)
    async with person.acting() as (session, caller):
        integrations = OAuthIntegrations(session, caller)
        account = await integrations.store(secrets.token_hex(4), CANARY, Tokens(CANARY, CANARY, None, []))
        message = SMSUsageLogCreate(
            phone_number="+441632960961", message_content=CANARY, direction=SmsDirection.inbound, status="received"
        )
        log = await SMSUsageLogs(session, caller).create(message)
    return {
        "sms_router_config_id": setting.json()["id"],
        "analytics_event_id": told.json()["id"],
        "oauth_integration_id": account.id,
        "sms_usage_log_id": log.id,
    }
