"""The SQL of tasks and their board.

The cards of a column are numbered from 0 without gaps. Whoever puts a card somewhere does it alone for this person, so
two devices at once lose nothing. A card that is numbered anew because another one came or went has not been changed: it
keeps its version, or a form that is open while others work on the board could never be saved.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, case, delete, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from clew.infra.trees import Tree
from clew.kit.errors import Conflict, NotFound
from clew.projects.models import ChatSession, Task, TaskDependency, TaskStatus
from clew.projects.owners import Owners
from clew.projects.tasks.schemas import TaskBase, TaskMove, TaskUpdate

LAST = 2**31 - 1  # a place behind all others, before the column is numbered anew


class Tasks(Tree[Task], Owners[Task]):
    model = Task
    searched = ("title", "description")

    async def show(self, id: UUID) -> Task:
        """With what must be done first, its parts and the attempts at it, in two statements."""
        first = select(TaskDependency.depends_on_id).where(TaskDependency.task_id == id)
        around = select(Task.id).where(or_(Task.id == id, Task.parent_id == id)).union_all(first)
        is_first = Task.id.in_(first)
        rows = await self.session.execute(
            self.visible().add_columns(is_first).where(Task.id.in_(around)).order_by(Task.id)
        )
        found = [(cast("Task", row[0]), cast("bool", row[1])) for row in rows]
        if (task := next((task for task, _ in found if task.id == id), None)) is None:
            raise NotFound
        attempts = select(ChatSession).where(ChatSession.task_id == id, ChatSession.user_id == self.caller.user_id)
        sessions = (await self.session.scalars(attempts.order_by(ChatSession.id))).all()
        set_committed_value(task, "dependencies", [one for one, is_first in found if is_first])
        set_committed_value(task, "subtasks", [one for one, _ in found if one.parent_id == id])
        set_committed_value(task, "sessions", list(sessions))
        return task

    async def create_many(self, values: Sequence[BaseModel]) -> Sequence[Task]:
        """Each at the end of its column."""
        await self.alone()
        tasks = [self.new(each) for each in values]
        lengths = await self._lengths({task.project_id for task in tasks})
        for task in tasks:
            task.position = lengths[task.project_id, task.board_column]
            lengths[task.project_id, task.board_column] += 1
        self.session.add_all(tasks)
        await self.flush()
        return tasks

    def new(self, values: BaseModel) -> Task:
        task = super().new(values)
        _put(task, values)
        return task

    def given(self, values: BaseModel) -> dict[str, Any]:
        """Without what must agree, which is put together."""
        sent = super().given(values)
        return {name: value for name, value in sent.items() if name not in {"status", "board_column"}}

    async def change(self, record: Task, values: BaseModel) -> Task:
        """What gets to another column or project by this comes to the end there."""
        before, sent = (record.project_id, record.board_column), self.given(values)
        with self.session.no_autoflush:  # what the database refuses is told by `flush` only
            _put(record, values)
            after = (sent.get("project_id", record.project_id), record.board_column)
            if after != before:
                await self.alone()
                record.position = (await self._lengths({after[0]}))[after]
            await super().change(record, values)
        if after != before:
            await self._number({before[0]}, {before[1]})
        return record

    async def remove_many(self, records: Sequence[Task]) -> None:
        await self.alone()
        await super().remove_many(records)
        await self._number({task.project_id for task in records})

    async def get_for_move(self, id: UUID) -> Task:
        """The card, and until the transaction ends nobody else puts one anywhere."""
        await self.alone()
        task = await self.session.scalar(self.visible().where(Task.id == id).with_for_update())
        if task is None:
            raise NotFound
        return task

    async def move(self, task: Task, asked: TaskMove) -> Task:
        """Put a card that was got for it into a column, at a place."""
        before = task.board_column, task.position
        task.put(asked.status, asked.board_column)
        task.position = LAST if asked.position is None else asked.position
        return await self._settle(task, *before)

    async def complete(self, task: Task) -> Task:
        """Mark a card that was got for it as done; where that has a column, it goes to its end."""
        before = task.board_column, task.position
        task.mark_completed()
        if task.board_column != before[0]:
            task.position = LAST
        return await self._settle(task, *before)

    async def prioritise(self, task: Task, priority: int) -> Task:
        task.update_priority(priority)
        await self.flush()
        return task

    async def add_dependency(self, task: Task, depends_on_id: UUID) -> TaskDependency:
        """Raises `NotFound`, `AlreadyExists`, and `Conflict` where tasks would wait for each other."""
        await self.alone()
        if await self._waits(depends_on_id, task.id):
            raise Conflict("These tasks would wait for each other.", fields=("depends_on_id",))
        link = TaskDependency(user_id=self.caller.user_id, task_id=task.id, depends_on_id=depends_on_id)
        self.session.add(link)
        await self.flush()
        return link

    async def remove_dependency(self, task: Task, depends_on_id: UUID) -> None:
        """Raises `NotFound`."""
        link = (TaskDependency.task_id == task.id, TaskDependency.depends_on_id == depends_on_id)
        gone = delete(TaskDependency).where(*link).returning(TaskDependency.task_id)
        if await self.session.scalar(gone) is None:
            raise NotFound

    async def threads_of(self, records: Sequence[Task]) -> list[UUID]:
        """Conversations that go with these: of attempts at them and at their parts."""
        return list(await self.session.scalars(threads_below(Task.id.in_([record.id for record in records]))))

    async def _settle(self, task: Task, column: str, position: int) -> Task:
        """Write a card that stood there and wants to another place, and number both columns anew."""
        await self.flush()
        if (task.board_column, task.position) != (column, position):
            # Of two that claim one place the card comes first; what stood behind it has moved up before.
            moved_up = case(((Task.board_column == column) & (Task.position > position), 1), else_=0)
            claim = case((Task.id == task.id, Task.position), else_=Task.position - moved_up)
            order = (claim, (Task.id != task.id).asc(), Task.id.expression)
            places = await self._number({task.project_id}, {column, task.board_column}, order)
            set_committed_value(task, "position", places.get(task.id, task.position))
        return task

    async def _lengths(self, project_ids: Collection[UUID | None]) -> Counter[tuple[UUID | None, str]]:
        """How many cards stand in each column of these boards."""
        cards = select(Task.project_id, Task.board_column, func.count()).where(self._on(project_ids))
        rows = await self.session.execute(cards.group_by(Task.project_id, Task.board_column))
        return Counter({(project_id, board_column): length for project_id, board_column, length in rows})

    async def _number(
        self,
        project_ids: Collection[UUID | None],
        columns: Collection[str] | None = None,
        order: Sequence[ColumnElement[Any]] = (Task.position.expression, Task.id.expression),
    ) -> dict[UUID, int]:
        """Number the cards of these columns, or of all, in this order; those whose place is another one now."""
        place = func.row_number().over(partition_by=(Task.project_id, Task.board_column), order_by=order) - 1
        cards = select(Task.id, place.label("place")).where(self._on(project_ids))
        if columns is not None:
            cards = cards.where(Task.board_column.in_(columns))
        ranked = cards.subquery()
        numbered = update(Task).where(Task.id == ranked.c.id, Task.position != ranked.c.place)
        # Neither the revision nor the time of the last change moves: see above.
        values = {"position": ranked.c.place, "updated_at": Task.updated_at}
        written = numbered.values(values).returning(Task.id, Task.position)
        rows = await self.session.execute(written, execution_options={"synchronize_session": False})
        return dict(list(rows))

    def _on(self, project_ids: Collection[UUID | None]) -> ColumnElement[bool]:
        """Cards of this person on these boards; tasks without a project have one together."""
        on = Task.project_id.in_([id for id in project_ids if id is not None])
        if None in project_ids:
            on |= Task.project_id.is_(None)
        return on & (Task.user_id == self.caller.user_id)

    async def _waits(self, id: UUID, for_id: UUID) -> bool:
        """Whether a task has to wait for another one, however many stand between them, or is the same."""
        first = select(Task.id).where(Task.id == id, Task.user_id == self.caller.user_id).cte("first", recursive=True)
        before = aliased(TaskDependency)
        first = first.union(select(before.depends_on_id).where(before.task_id == first.c.id))
        return await self.session.scalar(select(first.c.id).where(first.c.id == for_id).limit(1)) is not None


def threads_below(*roots: ColumnElement[bool]) -> Select[UUID]:
    """Conversations of the attempts at these tasks and at what is part of them."""
    below = select(Task.id).where(*roots).cte("below", recursive=True)
    part = aliased(Task)
    below = below.union(select(part.id).where(part.parent_id == below.c.id))
    return select(ChatSession.thread_id).where(ChatSession.task_id.in_(select(below.c.id)))


def _put(task: Task, values: BaseModel) -> None:
    """Put the card where the values say; what is whole says it by its defaults, too."""
    match values:
        case TaskBase():
            status = values.status or TaskStatus.todo
            task.put(status, values.board_column or status.value)
        case TaskUpdate():
            task.put(values.status, values.board_column)
        case _:
            raise TypeError(values)
