"""The SQL of export and import."""

import hashlib

from sqlalchemy import insert, select, update

from clew.conversations.models import Message, MessageStatus, Thread
from clew.conversations.schemas import ThreadChange
from clew.conversations.store import Threads
from clew.conversations.transfer.schemas import FORMAT, FileMessage, ThreadFile
from clew.kit.clock import now
from clew.kit.ids import new_id


class Transfer(Threads):
    """Threads on their way out and in."""

    async def write_out(self, thread: Thread) -> ThreadFile:
        """All messages of all branches; parents have smaller ids than what follows them."""
        mine = (Message.thread_id == thread.id, Message.user_id == self.caller.user_id)
        rows = await self.session.scalars(select(Message).where(*mine).order_by(Message.id))
        messages = [_file_message(message) for message in rows]
        return ThreadFile(
            format=FORMAT,
            version=1,
            title=thread.title,
            head_message_id=thread.head_message_id,
            exported_at=now(),
            messages=messages,
        )

    async def read_in(self, file: ThreadFile) -> Thread:
        """The thread of that file: a new one the first time, the same one whenever it comes again."""
        content = file.model_dump_json(exclude={"exported_at"})
        digest = hashlib.sha256(content.encode()).digest()
        mine = select(Thread).where(Thread.user_id == self.caller.user_id, Thread.import_digest == digest)
        if (there := await self.session.scalar(mine)) is not None:
            there.deleted_at = None
            await self.flush()
            await self.hint(there.id, ThreadChange.thread)
            return there
        thread = Thread(user_id=self.caller.user_id, title=file.title, title_is_manual=bool(file.title))
        thread.import_digest = digest
        self.session.add(thread)
        await self.flush()
        await self.hint(thread.id, ThreadChange.thread)
        ids = {message.id: new_id() for message in file.messages}
        rows: list[dict[str, object]] = [
            {
                **message.model_dump(exclude={"id", "parent_id", "created_at"}),
                "id": ids[message.id],
                "parent_id": None if message.parent_id is None else ids[message.parent_id],
                "user_id": self.caller.user_id,
                "thread_id": thread.id,
                "created_at": min(message.created_at, now()),
            }
            for message in file.messages
        ]
        if rows:
            await self.session.execute(insert(Message), rows)
            head = ids[file.head_message_id or file.messages[-1].id]
            await self.session.execute(update(Thread).where(Thread.id == thread.id).values(head_message_id=head))
            await self.session.refresh(thread)
        return thread


def _file_message(message: Message) -> FileMessage:
    status = MessageStatus.interrupted if message.status is MessageStatus.streaming else message.status
    return FileMessage(
        id=message.id,
        parent_id=message.parent_id,
        role=message.role,
        content=message.content,
        thinking=message.thinking,
        status=status,
        model=message.model,
        created_at=message.created_at,
    )
