"""Commits over HTTP."""

from clew.infra.crud import Schemas, crud_router
from clew.projects.commits.schemas import CommitCreate, CommitList, CommitResponse, CommitSearchRequest, CommitUpdate
from clew.projects.commits.store import Commits

router = crud_router(
    "commit",
    Commits,
    Schemas(
        response=CommitResponse,
        page=CommitList,
        query=CommitSearchRequest,
        create=CommitCreate,
        change=CommitUpdate,
    ),
)
