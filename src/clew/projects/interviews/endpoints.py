"""Interviews over HTTP. Starting and removing one, with its conversation, is the assistant's."""

from clew.infra.crud import EVERY, Schemas, crud_router
from clew.projects.interviews.schemas import (
    InterviewList,
    InterviewReplace,
    InterviewResponse,
    InterviewSearchRequest,
    InterviewUpdate,
)
from clew.projects.interviews.store import Interviews

schemas = Schemas(
    response=InterviewResponse,
    page=InterviewList,
    query=InterviewSearchRequest,
    change=InterviewUpdate,
    replace=InterviewReplace,
)
router = crud_router("interview", Interviews, schemas, verbs=EVERY - {"create", "remove"})
