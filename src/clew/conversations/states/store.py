"""The SQL of thread states, and of what a loop of tools says on its way."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import insert

from clew.conversations.models import ConversationItem, Message, in_live_thread
from clew.conversations.states.models import ThreadState
from clew.conversations.store import Messages, Threads
from clew.infra.db import Json
from clew.infra.store import Store
from clew.kit.errors import NotFound
from clew.kit.ids import new_id


class ThreadStates(Store[ThreadState]):
    model = ThreadState

    def visible(self) -> Select[ThreadState]:
        return super().visible().where(in_live_thread(ThreadState.thread_id, ThreadState.user_id))

    async def get_of(self, thread_id: UUID) -> ThreadState:
        """Raises `NotFound` also where no loop has begun in the thread yet."""
        state = await self.session.scalar(self.visible().where(ThreadState.thread_id == thread_id))
        if state is None:
            raise NotFound
        return state

    async def begin(self, thread_id: UUID, user_input: str, focus_areas: Sequence[str] | None = None) -> ThreadState:
        """The state of a new turn: no step yet, no result. Focus areas stay unless there are others."""
        row = insert(ThreadState).values(id=new_id(), user_id=self.caller.user_id, thread_id=thread_id)
        await self.session.execute(row.on_conflict_do_nothing())
        state = await self._locked(thread_id)
        state.user_input, state.step_count, state.last_tool_result = user_input, 0, None
        if focus_areas is not None:
            state.focus_areas = list(focus_areas)
        await self.flush()
        return state

    async def increment_step(self, thread_id: UUID) -> int:
        """Count one more call of a tool; how many there are now."""
        state = await self._locked(thread_id)
        state.step_count += 1
        await self.flush()
        return state.step_count

    async def update_tool_result(self, thread_id: UUID, result: Json) -> ThreadState:
        state = await self._locked(thread_id)
        state.last_tool_result = result
        await self.flush()
        return state

    async def add_message(self, thread_id: UUID, item: ConversationItem) -> Message:
        """Say it at the end of the chosen branch, which is longer by it from here on."""
        threads = Threads(self.session, self.caller)
        thread = await threads.get_for_turn(thread_id)
        message = Message.from_conversation_item(
            item, user_id=self.caller.user_id, thread_id=thread_id, parent_id=thread.head_message_id
        )
        self.session.add(message)
        await self.flush()
        await threads.choose(thread, message.id, None)
        return message

    async def get_messages(self, thread_id: UUID, limit: int = 50) -> list[Message]:
        """The end of the chosen branch, oldest first."""
        head = (await Threads(self.session, self.caller).get(thread_id)).head_message_id
        return [] if head is None else await Messages(self.session, self.caller).branch(head, limit)

    async def _locked(self, thread_id: UUID) -> ThreadState:
        """Until the transaction ends, so that two steps at once are counted as two."""
        mine = self.visible().where(ThreadState.thread_id == thread_id)
        state = await self.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
        if state is None:
            raise NotFound
        return state
