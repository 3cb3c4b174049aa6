"""The SQL of interviews."""

from collections.abc import Sequence
from uuid import UUID

from clew.projects.models import Interview, InterviewStatus
from clew.projects.owners import Owners


class Interviews(Owners[Interview]):
    model = Interview

    async def find_active(self, project_id: UUID) -> Interview | None:
        """The one of this project that goes on."""
        active = (Interview.project_id == project_id, Interview.status == InterviewStatus.active)
        return await self.session.scalar(self.visible().where(*active))

    async def begin(self, project_id: UUID, thread_id: UUID, ai_model_used: str | None) -> Interview:
        """Write one whose conversation stands already. Raises `NotFound` and `AlreadyExists`."""
        values = {"project_id": project_id, "thread_id": thread_id, "ai_model_used": ai_model_used}
        interview = Interview(user_id=self.caller.user_id, **values)
        self.session.add(interview)
        await self.flush()
        return interview

    async def cancel(self, interview: Interview) -> None:
        interview.status = InterviewStatus.cancelled
        await self.flush()

    async def threads_of(self, records: Sequence[Interview]) -> list[UUID]:
        """Conversations that go with these."""
        return [record.thread_id for record in records]
