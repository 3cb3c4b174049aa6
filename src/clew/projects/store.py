"""The SQL of projects."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, with_expression

from clew.kit.errors import NotFound
from clew.projects.models import Commit, Interview, Project, Prompt, Task
from clew.projects.owners import Owners
from clew.projects.tasks.store import threads_below


class Projects(Owners[Project]):
    model = Project
    searched = ("name", "description")

    async def show(self, id: UUID) -> Project:
        """With counts of what belongs to it, in one statement."""
        counts = (
            with_expression(Project.interview_count, _count(Interview.project_id)),
            with_expression(Project.prompt_count, _count(Prompt.project_id)),
            with_expression(Project.task_count, _count(Task.project_id)),
            with_expression(Project.commit_count, _count(Commit.project_id)),
        )
        project = await self.session.scalar(self.visible().where(Project.id == id).options(*counts))
        if project is None:
            raise NotFound
        return project

    async def threads_of(self, records: Sequence[Project]) -> list[UUID]:
        """Conversations that go with these: of their interviews, and of attempts at their tasks."""
        ids = [record.id for record in records]
        interviews = select(Interview.thread_id).where(Interview.project_id.in_(ids))
        attempts = threads_below(Task.project_id.in_(ids))
        return list(await self.session.scalars(interviews.union_all(attempts)))


def _count(project_id: InstrumentedAttribute[Any]) -> ScalarSelect[int]:
    return select(func.count()).where(project_id == Project.id).correlate(Project).scalar_subquery()
