"""The SQL of export and import."""

import hashlib

from sqlalchemy import select, text, update

from clew.conversations.models import Message, MessageStatus, Thread
from clew.conversations.schemas import ThreadChange
from clew.conversations.store import Threads
from clew.conversations.transfer.schemas import FORMAT, FileMessage, ThreadFile
from clew.kit.clock import now
from clew.kit.ids import new_id

# One statement: its references are checked when all rows stand, by plans that know how many there are. Row after row,
# on a database that was never analysed, each check read all messages before it.
_FILL = text("""
    insert into messages (id, parent_id, thread_id, user_id, role, content, thinking, status, model, created_at)
    select f.id, f.parent_id, :thread_id, :me, f.role, f.content, f.thinking, f.status, f.model,
        least(f.created_at, now())
    from unnest(cast(:ids as uuid[]), cast(:parents as uuid[]), cast(:roles as message_role[]),
        cast(:contents as text[]), cast(:thinking as text[]), cast(:statuses as message_status[]),
        cast(:models as text[]), cast(:times as timestamptz[]))
        f (id, parent_id, role, content, thinking, status, model, created_at)""")


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
        if file.messages:
            columns = {
                "ids": list(ids.values()),
                "parents": [None if one.parent_id is None else ids[one.parent_id] for one in file.messages],
                "roles": [one.role.value for one in file.messages],
                "contents": [one.content for one in file.messages],
                "thinking": [one.thinking for one in file.messages],
                "statuses": [one.status.value for one in file.messages],
                "models": [one.model for one in file.messages],
                "times": [one.created_at for one in file.messages],
            }
            await self.session.execute(_FILL, {**columns, "thread_id": thread.id, "me": self.caller.user_id})
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
