"""The SQL of prompts and their versions."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from clew.infra.listing import PageQuery, Slice
from clew.infra.store import Store
from clew.kit.ids import new_id
from clew.projects.models import Prompt

COPIED = ("project_id", "created_from_interview_id", "content", "type", "is_reusable", "components")


class Prompts(Store[Prompt]):
    model = Prompt
    searched = ("content",)

    def new(self, values: BaseModel) -> Prompt:
        """The first version of a line."""
        prompt = super().new(values)
        prompt.id = prompt.root_id = new_id()
        return prompt

    async def add_version(self, origin: Prompt, values: BaseModel) -> Prompt:
        """The next version of the line, made from any of it; what the values do not say is as it was there."""
        await self.alone()
        last = await self.session.scalar(select(func.max(Prompt.version)).where(*self._line(origin)))
        prompt = Prompt(**{name: getattr(origin, name) for name in COPIED} | self.given(values))
        prompt.user_id, prompt.root_id, prompt.parent_id = self.caller.user_id, origin.root_id, origin.id
        prompt.version = (last or origin.version) + 1
        self.session.add(prompt)
        await self.flush()
        return prompt

    async def versions(self, prompt: Prompt, query: PageQuery) -> Slice[Prompt]:
        return await self.page(query, *self._line(prompt))

    def condition(self, name: str, value: Any) -> ColumnElement[bool]:
        if name != "is_latest":
            return super().condition(name, value)
        later = aliased(Prompt)
        is_passed = exists().where(later.root_id == Prompt.root_id, later.version > Prompt.version)
        return ~is_passed if value else is_passed

    def _line(self, prompt: Prompt) -> tuple[ColumnElement[bool], ...]:
        return Prompt.root_id == prompt.root_id, Prompt.user_id == self.caller.user_id
