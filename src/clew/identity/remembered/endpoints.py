"""Decisions of the gate and security events over HTTP. Nobody writes or removes them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request

from clew.identity.across.endpoints import listed, shown
from clew.identity.remembered.schemas import (
    AccessAuditLogList,
    AccessAuditLogResponse,
    AccessAuditLogSearchRequest,
    SecurityEventList,
    SecurityEventResponse,
    SecurityEventSearchRequest,
)
from clew.identity.remembered.store import AccessAuditLogs, SecurityEvents
from clew.infra.routing import Router

LogsDep = Annotated[AccessAuditLogs, Depends(AccessAuditLogs.for_request)]
EventsDep = Annotated[SecurityEvents, Depends(SecurityEvents.for_request)]
router = Router()
logs = Router("/access-audit-logs", "access-audit-log")
events = Router("/security-events", "security-event")


@logs.get("", response_model=AccessAuditLogList, operation_id="list_access_audit_logs")
async def list_access_audit_logs(
    request: Request, records: LogsDep, query: Annotated[AccessAuditLogSearchRequest, Query()]
) -> Any:
    """What was decided about oneself; `everyone=true` needs the permission `access_audit_log:list`."""
    return await listed(request, "access_audit_log", records, query)


@logs.get("/{id}", response_model=AccessAuditLogResponse, operation_id="get_access_audit_log")
async def get_access_audit_log(request: Request, records: LogsDep, id: UUID) -> Any:
    """One's own; another's needs the permission `access_audit_log:get`."""
    return await shown(request, "access_audit_log", records, id)


@events.get("", response_model=SecurityEventList, operation_id="list_security_events")
async def list_security_events(
    request: Request, records: EventsDep, query: Annotated[SecurityEventSearchRequest, Query()]
) -> Any:
    """What happened to oneself; `everyone=true` needs the permission `security_event:list`."""
    return await listed(request, "security_event", records, query)


@events.get("/{id}", response_model=SecurityEventResponse, operation_id="get_security_event")
async def get_security_event(request: Request, records: EventsDep, id: UUID) -> Any:
    """One's own; another's needs the permission `security_event:get`."""
    return await shown(request, "security_event", records, id)


router.add(logs, events)
