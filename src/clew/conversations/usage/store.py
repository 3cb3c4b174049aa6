"""The SQL of usage."""

from uuid import UUID

from sqlalchemy import func, select

from clew.conversations.models import Message, MessageRole, MessageStatus
from clew.conversations.store import Messages
from clew.conversations.usage.schemas import UsageResponse


class Usages(Messages):
    """Sums over the messages that the caller sees."""

    async def of_thread(self, thread_id: UUID) -> UsageResponse:
        # A copy in a forked thread has neither tokens nor a cost: it was paid for where it was written.
        was_paid_for = Message.input_tokens.is_not(None) | (Message.status == MessageStatus.interrupted)
        sums = select(
            func.count().label("answers"),
            func.coalesce(func.sum(Message.input_tokens), 0).label("input_tokens"),
            func.coalesce(func.sum(Message.output_tokens), 0).label("output_tokens"),
            func.sum(Message.cost_usd).label("cost_usd"),
            func.count().filter(Message.cost_usd.is_(None), was_paid_for).label("uncosted_answers"),
        ).where(
            Message.thread_id == thread_id,
            Message.user_id == self.caller.user_id,
            Message.role == MessageRole.assistant,
        )
        return UsageResponse.model_validate((await self.session.execute(sums)).one())
