"""Projects over HTTP. Removing one, with the conversations of its interviews and tasks, is the assistant's."""

from clew.infra.crud import EVERY, Schemas, crud_router
from clew.projects.schemas import (
    ProjectCreate,
    ProjectList,
    ProjectResponse,
    ProjectSearchRequest,
    ProjectUpdate,
    ProjectWithRelations,
)
from clew.projects.store import Projects

schemas = Schemas(
    response=ProjectResponse,
    page=ProjectList,
    query=ProjectSearchRequest,
    create=ProjectCreate,
    change=ProjectUpdate,
    detail=ProjectWithRelations,
)
router = crud_router("project", Projects, schemas, verbs=EVERY - {"remove"})
