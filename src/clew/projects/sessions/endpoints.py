"""Attempts at tasks over HTTP. Beginning and removing one, with its conversation, is the assistant's."""

from clew.infra.crud import EVERY, Schemas, crud_router
from clew.projects.sessions.schemas import (
    ChatSessionList,
    ChatSessionReplace,
    ChatSessionResponse,
    ChatSessionSearchRequest,
    ChatSessionUpdate,
)
from clew.projects.sessions.store import ChatSessions

schemas = Schemas(
    response=ChatSessionResponse,
    page=ChatSessionList,
    query=ChatSessionSearchRequest,
    change=ChatSessionUpdate,
    replace=ChatSessionReplace,
)
router = crud_router("chat-session", ChatSessions, schemas, verbs=EVERY - {"create", "remove"})
