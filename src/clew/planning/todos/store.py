"""The SQL of todos."""

from typing import Any

from sqlalchemy import ColumnElement, func

from clew.infra.trees import Tree
from clew.planning.models import OPEN, Todo, TodoPriority


class Todos(Tree[Todo]):
    model = Todo
    searched = ("title", "description")

    def condition(self, name: str, value: Any) -> ColumnElement[bool]:
        match name:
            case "is_step":
                return Todo.parent_id.is_not(None) if value else Todo.parent_id.is_(None)
            case "is_overdue":
                # A date that is not set is compared to nothing, and so neither.
                is_past = func.coalesce(Todo.due_date < func.now(), False)
                is_overdue = is_past & Todo.status.in_(OPEN)
                return is_overdue if value else ~is_overdue
            case _:
                return super().condition(name, value)

    async def complete(self, todo: Todo) -> Todo:
        todo.mark_completed()
        await self.flush()
        return todo

    async def reopen(self, todo: Todo) -> Todo:
        todo.mark_pending()
        await self.flush()
        return todo

    async def prioritise(self, todo: Todo, priority: TodoPriority) -> Todo:
        todo.update_priority(priority)
        await self.flush()
        return todo
