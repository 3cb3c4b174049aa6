"""What projects send and take."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from clew.infra.listing import TextQuery
from clew.kit.schema import Input, Output, Page, absent

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
ModelName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Description = Annotated[str, Field(max_length=20_000)]


class GitRepository(Input):
    """Where the code of a project is."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None = Field(
        default=None, examples=["https://git.example.org/ann/garden.git"]
    )
    path: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    """On the machine that Clew runs on."""
    main_branch: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)] = "main"


class ProjectBase(Input):
    """What a person says of a project."""

    name: Name = Field(examples=["Garden planner"])
    description: Description | None = Field(default=None, examples=["Tells what to sow and when."])
    git_repository_info: GitRepository | None = None


class ProjectCreate(ProjectBase):
    pass


class ProjectUpdate(Input):
    name: Name = absent()
    description: Description | None = absent()
    git_repository_info: GitRepository | None = absent()


class ProjectSort(StrEnum):
    newest = "-created_at"
    oldest = "created_at"
    first_by_name = "name"
    last_by_name = "-name"


class ProjectSearchRequest(TextQuery):
    """`q` looks into names and descriptions."""

    sort: ProjectSort = ProjectSort.newest


class GitRepositoryResponse(Output):
    url: str | None
    path: str | None
    main_branch: str


class ProjectResponse(Output):
    id: UUID
    name: str
    description: str | None
    git_repository_info: GitRepositoryResponse | None
    created_at: datetime
    updated_at: datetime


class ProjectWithRelations(ProjectResponse):
    """A project, and how much belongs to it."""

    interview_count: int
    prompt_count: int
    """Versions are counted each."""
    task_count: int
    commit_count: int


class ProjectList(Page[ProjectResponse]):
    pass
