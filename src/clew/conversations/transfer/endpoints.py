"""Export and import over HTTP."""

import re
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from clew.conversations.models import Thread
from clew.conversations.schemas import ThreadResponse
from clew.conversations.store import Messages
from clew.conversations.transfer.schemas import ExportFormat, ExportQuery, ThreadFile
from clew.conversations.transfer.store import Transfer
from clew.infra.routing import Router

EXPORTED_AT_MOST = 20_000  # messages
LONGEST_FILE = 32 * 1024 * 1024  # bytes; a thread of 20,000 ordinary messages
WHO = {"user": "You", "assistant": "Clew", "system": "System", "tool": "Tool"}
router = Router("/threads", "transfer")
TransferDep = Annotated[Transfer, Depends(Transfer.for_request)]
MessagesDep = Annotated[Messages, Depends(Messages.for_request)]


@router.get(
    "/{id}/export",
    operation_id="export_thread",
    response_class=Response,
    responses={200: {"content": {"application/json": {}, "text/markdown": {}}, "description": "The file"}},
)
async def export(
    transfer: TransferDep,
    messages: MessagesDep,
    id: UUID,
    query: Annotated[ExportQuery, Query()],
) -> Response:
    """The thread as a file: all branches as JSON, or the chosen one as Markdown."""
    thread = await transfer.get(id)
    if query.format is ExportFormat.json:
        file = await transfer.write_out(thread)
        return _attachment(file.model_dump_json(indent=2), thread.title, "json", "application/json")
    head = thread.head_message_id
    branch = [] if head is None else await messages.branch(head, EXPORTED_AT_MOST)
    title = thread.title or "Untitled"
    parts = [f"# {title}", *(f"## {WHO[message.role]}\n\n{message.content}" for message in branch)]
    return _attachment("\n\n".join(parts) + "\n", thread.title, "md", "text/markdown; charset=utf-8")


@router.post(
    "/import",
    status_code=201,
    response_model=ThreadResponse,
    operation_id="import_thread",
    max_body_size=LONGEST_FILE,
)
async def import_thread(transfer: TransferDep, file: ThreadFile) -> Thread:
    """Read an exported thread. The same file gives the same thread, however often it comes."""
    return await transfer.read_in(file)


def _attachment(content: str, title: str, ending: str, media_type: str) -> Response:
    """Never shown in the page: a file to be saved, under a name that no system stumbles over."""
    name = re.sub(r"[^\w -]", "", title).strip(" -")[:80] or "thread"
    plain = re.sub(r"[^A-Za-z0-9_ -]", "", name).strip(" -") or "thread"
    disposition = f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(name)}.{ending}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return Response(content.encode(), media_type=media_type, headers=headers)
